package facebook

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"taglane/app/taglane"
)

// secret is what the account signs in with.
type secret struct {
	AppID       string    `json:"app_id,omitempty"`
	AppSecret   string    `json:"app_secret,omitempty"`
	AccessToken string    `json:"access_token,omitempty"` // the person's
	Expiry      time.Time `json:"expiry,omitzero"`
	PageID      string    `json:"page_id,omitempty"`
	PageToken   string    `json:"page_access_token,omitempty"`
	IGUser      string    `json:"ig_user_id,omitempty"` // kept for the neighbour
}

// Keep implements platform.Keeper.
func (s *Service) Keep(save func(json.RawMessage) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keep = save
}

// pagesMost bounds how many pages of a list are turned.
const pagesMost = 20

// token is the Page's own token, looked for among the person's Pages once.
// Login: there is none.
func (s *Service) token(ctx context.Context) (string, error) {
	s.mu.Lock()
	known := s.secret
	s.mu.Unlock()
	if known.PageToken != "" {
		return known.PageToken, nil
	}
	if known.AccessToken == "" {
		return "", taglane.Errorf(taglane.Login, "%s asks you to log in again.", brand)
	}
	user, err := s.longLived(ctx, known)
	if err != nil {
		return "", err
	}
	token, err := s.search(ctx, user)
	if err != nil {
		return "", err
	}
	return token, s.hold(func(x *secret) { x.PageToken, x.PageID = token, s.page })
}

// longLived changes the person's token for one that lasts, where the app is
// known, so that the Page's token made from it does not end with an hour.
func (s *Service) longLived(ctx context.Context, known secret) (string, error) {
	if known.AppID == "" || known.AppSecret == "" {
		return known.AccessToken, nil
	}
	var fresh struct {
		Token string `json:"access_token"`
	}
	if err := s.plain(ctx, "/oauth/access_token", url.Values{
		"grant_type": {"fb_exchange_token"}, "client_id": {known.AppID},
		"client_secret": {known.AppSecret}, "fb_exchange_token": {known.AccessToken},
	}, &fresh); err != nil {
		return "", err
	}
	if fresh.Token == "" {
		return "", taglane.Errorf(taglane.Login, "%s asks you to log in again.", brand)
	}
	return fresh.Token, s.hold(func(x *secret) { x.AccessToken, x.Expiry = fresh.Token, time.Time{} })
}

// hold keeps changed credentials and only then uses them.
func (s *Service) hold(change func(*secret)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	fresh := s.secret
	change(&fresh)
	s.client.Secrets.Add(fresh.AccessToken, fresh.PageToken)
	if s.keep != nil {
		b, err := json.Marshal(fresh)
		if err == nil {
			err = s.keep(b)
		}
		if err != nil {
			return taglane.Wrap(err, taglane.Internal, "The new access to %s could not be kept.", brand)
		}
	}
	s.secret = fresh
	return nil
}

// listed is one entry of a list of Pages or businesses.
type listed struct {
	ID      string `json:"id"`
	Token   string `json:"access_token"`
	CanPost *bool  `json:"can_post"`
}

// search looks for the Page among the person's own, then among those of the
// person's businesses, which the first list leaves out.
func (s *Service) search(ctx context.Context, user string) (string, error) {
	mine, err := s.list(ctx, user, "/me/accounts", "id,name,access_token,instagram_business_account{id,username}")
	if token := s.among(mine); err != nil || token != "" {
		return token, err
	}
	firms, err := s.list(ctx, user, "/me/businesses", "id,name")
	if err != nil {
		return "", err
	}
	for _, firm := range firms {
		for _, edge := range []string{"owned_pages", "client_pages"} {
			if !digits.MatchString(firm.ID) {
				continue
			}
			theirs, err := s.list(ctx, user, "/"+firm.ID+"/"+edge, "id,name,access_token,can_post")
			if token := s.among(theirs); err != nil || token != "" {
				return token, err
			}
		}
	}
	return "", taglane.Errorf(taglane.Login, "Facebook does not show the Page among those you may post to; connect it again and tick the Page.")
}

func (s *Service) among(pages []listed) string {
	for _, p := range pages {
		if p.ID == s.page && p.Token != "" && (p.CanPost == nil || *p.CanPost) {
			s.client.Secrets.Add(p.Token)
			return p.Token
		}
	}
	return ""
}

func (s *Service) list(ctx context.Context, user, path, fields string) (all []listed, err error) {
	q := url.Values{"fields": {fields}, "limit": {"100"}}
	for range pagesMost {
		var part struct {
			Data   []listed `json:"data"`
			Paging struct {
				Cursors struct {
					After string `json:"after"`
				} `json:"cursors"`
				Next string `json:"next"`
			} `json:"paging"`
		}
		if _, err := s.read(ctx, user, path, q, &part); err != nil {
			return nil, err
		}
		all = append(all, part.Data...)
		if part.Paging.Next == "" || part.Paging.Cursors.After == "" {
			break
		}
		q.Set("after", part.Paging.Cursors.After)
	}
	return all, nil
}
