package graph

import (
	"context"
	"net/url"
	"slices"

	"taglane/app/platform/httpx"
)

// Page is a Facebook Page, and the Instagram account that belongs to it.
type Page struct {
	ID, Name, Token    string
	IGUser, IGUsername string
	CanPost            bool // as far as is told
}

// listed is a Page as a list has it.
type listed struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Token   string `json:"access_token"`
	CanPost *bool  `json:"can_post"` // nil: not told
	User    *struct {
		ID       string `json:"id"`
		Username string `json:"username"`
	} `json:"instagram_business_account"`
}

// pageFields are asked of every Page.
const pageFields = "id,name,access_token,instagram_business_account{id,username}"

// sheets bounds how many sheets of a list are read.
const sheets = 20

// Pages lists the Pages of the person whose token it is; "" is the client's
// own. Those of a business stand only under it, unless the person ticked them
// at the login. It ends early once enough says so.
func (c *Client) Pages(ctx context.Context, token string, enough func([]Page) bool) ([]Page, error) {
	out, err := c.pagesUnder(ctx, token, nil, pageFields, "me", "accounts")
	if err != nil || enough(out) {
		return out, err
	}
	var firms struct {
		Data []struct {
			ID string `json:"id"`
		} `json:"data"`
	}
	if _, err := c.Do(ctx, token, httpx.Call{Query: url.Values{"fields": {"id,name"}}, Into: &firms}, "me", "businesses"); err != nil {
		return out, err
	}
	for _, firm := range firms.Data {
		for _, edge := range []string{"owned_pages", "client_pages"} {
			if !IsID(firm.ID) {
				continue
			}
			if out, err = c.pagesUnder(ctx, token, out, pageFields+",can_post", firm.ID, edge); err != nil || enough(out) {
				return out, err
			}
		}
	}
	return out, nil
}

func (c *Client) pagesUnder(ctx context.Context, token string, out []Page, fields string, path ...string) ([]Page, error) {
	q := url.Values{"fields": {fields}, "limit": {"100"}}
	for range sheets {
		var got struct {
			Data   []listed `json:"data"`
			Paging struct {
				Cursors struct {
					After string `json:"after"`
				} `json:"cursors"`
				Next string `json:"next"`
			} `json:"paging"`
		}
		if _, err := c.Do(ctx, token, httpx.Call{Query: q, Into: &got}, path...); err != nil {
			return out, err
		}
		for _, p := range got.Data {
			if IsID(p.ID) && !slices.ContainsFunc(out, func(o Page) bool { return o.ID == p.ID }) {
				out = append(out, p.page())
			}
			c.HTTP.Secrets.Add(p.Token)
		}
		if got.Paging.Next == "" || got.Paging.Cursors.After == "" {
			return out, nil
		}
		q.Set("after", got.Paging.Cursors.After)
	}
	return out, nil
}

func (l listed) page() Page {
	p := Page{ID: l.ID, Name: l.Name, Token: l.Token, CanPost: l.CanPost == nil || *l.CanPost}
	if l.User != nil && IsID(l.User.ID) {
		p.IGUser, p.IGUsername = l.User.ID, l.User.Username
	}
	return p
}

// All is for whoever wants every Page there is.
func All([]Page) bool { return false }

// Among finds a Page by its id; nil if it is not there.
func Among(pages []Page, id string) *Page {
	i := slices.IndexFunc(pages, func(p Page) bool { return p.ID == id })
	if i < 0 {
		return nil
	}
	return &pages[i]
}
