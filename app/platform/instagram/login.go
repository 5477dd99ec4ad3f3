package instagram

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// renewal is how long before its end a token is exchanged for a new one: it
// lives for about sixty days, and one that has ended cannot be exchanged.
const renewal = 30 * 24 * time.Hour

// scopes are what posting needs, and reading the figures of posts.
var scopes = []string{"instagram_basic", "instagram_content_publish", "pages_show_list", "pages_read_engagement", "business_management", "instagram_manage_insights"}

// shopScopes are what tagging the products of a shop needs besides.
var shopScopes = []string{"instagram_shopping_tag_products", "catalog_management"}

func scopesOf(set map[string]string) []string {
	if set["product_tags"] == "true" {
		return slices.Concat(scopes, shopScopes)
	}
	return scopes
}

// Login is how an account's person logs in with their own Meta app. Settings:
// product_tags=true asks for what tagging needs; login_base_url stands in for
// Facebook's own dialog.
func Login(account taglane.Account, secret json.RawMessage) (httpx.Config, error) {
	p, err := New(account, secret)
	if err != nil {
		return httpx.Config{}, err
	}
	s := p.(*Service)
	if s.login == viaInstagram {
		return httpx.Config{}, taglane.Refuse(taglane.Refused, facebookOnly)
	}
	if s.secret.AppID == "" || s.secret.AppSecret == "" {
		return httpx.Config{}, taglane.Errorf(taglane.Invalid, "What %s signs in with cannot be read.", name)
	}
	return s.grant.Config, nil
}

// loginAt is the login whose tokens come from base. There are no refresh
// tokens: a living token is exchanged for one that lives longer.
func (s *Service) loginAt(base string) httpx.Config {
	base = strings.TrimSuffix(base, "/")
	c := httpx.Config{
		Service: name, ClientID: s.secret.AppID, ClientSecret: s.secret.AppSecret,
		AuthURL:  first(s.set["login_base_url"], "https://www.facebook.com") + "/" + s.version + "/dialog/oauth",
		TokenURL: base + "/" + s.version + "/oauth/access_token",
		Scopes:   scopesOf(s.set), ScopeSep: ",", PKCE: httpx.None, RedirectHost: "localhost",
		Exchange: redeem,
	}
	if s.login == viaInstagram {
		c.TokenURL, c.Refresh = base+"/refresh_access_token", refresh
		return c
	}
	if s.secret.AppSecret != "" && s.secret.AccessToken != "" {
		c.Refresh = func(ctx context.Context, cfg httpx.Config, old httpx.Token) (httpx.Token, error) {
			return longer(ctx, cfg, old.Access)
		}
	}
	return c
}

// redeem turns a code into a token, and that into one that lives for sixty days.
func redeem(ctx context.Context, cfg httpx.Config, code, redirect, _ string) (httpx.Token, error) {
	t, err := cfg.Ask(ctx, http.MethodGet, cfg.TokenURL, url.Values{
		"client_id": {cfg.ClientID}, "client_secret": {cfg.ClientSecret}, "redirect_uri": {redirect}, "code": {code}})
	if err != nil {
		return t, err
	}
	return longer(ctx, cfg, t.Access)
}

func longer(ctx context.Context, cfg httpx.Config, token string) (httpx.Token, error) {
	return cfg.Ask(ctx, http.MethodGet, cfg.TokenURL, url.Values{
		"grant_type": {"fb_exchange_token"}, "client_id": {cfg.ClientID}, "client_secret": {cfg.ClientSecret}, "fb_exchange_token": {token}})
}

// refresh is how the login through Instagram itself goes on.
func refresh(ctx context.Context, cfg httpx.Config, old httpx.Token) (httpx.Token, error) {
	return cfg.Ask(ctx, http.MethodGet, cfg.TokenURL, url.Values{"grant_type": {"ig_refresh_token"}, "access_token": {old.Access}})
}

// Page is a Facebook page and the Instagram account that belongs to it.
type Page struct {
	ID, Name, UserID, Username string
}

type pages struct {
	Data []struct {
		ID   digits `json:"id"`
		Name string `json:"name"`
		User *struct {
			ID       digits `json:"id"`
			Username string `json:"username"`
		} `json:"instagram_business_account"`
	} `json:"data"`
	Paging struct {
		Cursors struct {
			After string `json:"after"`
		} `json:"cursors"`
		Next string `json:"next"`
	} `json:"paging"`
}

// pageFields are asked of every page.
const pageFields = "id,name,access_token,instagram_business_account{id,username}"

// Pages lists the pages that have an Instagram account. Those of a business
// stand only under the business, unless they were ticked at the login.
func (s *Service) Pages(ctx context.Context) ([]Page, error) {
	var out []Page
	if err := s.pagesUnder(ctx, &out, "me", "accounts"); err != nil {
		return nil, err
	}
	var all struct {
		Data []struct {
			ID digits `json:"id"`
		} `json:"data"`
	}
	if _, err := s.ask(ctx, httpx.Call{Into: &all}, "me", "businesses"); err != nil {
		return nil, err
	}
	for _, b := range all.Data {
		if !b.ID.valid() {
			continue
		}
		for _, edge := range []string{"owned_pages", "client_pages"} {
			if err := s.pagesUnder(ctx, &out, string(b.ID), edge); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// sheets bounds how many sheets of a list are read.
const sheets = 20

func (s *Service) pagesUnder(ctx context.Context, out *[]Page, path ...string) error {
	q := url.Values{"fields": {pageFields}}
	for range sheets {
		var got pages
		if _, err := s.ask(ctx, httpx.Call{Query: q, Into: &got}, path...); err != nil {
			return err
		}
		for _, p := range got.Data {
			if p.User == nil || !p.User.ID.valid() || slices.ContainsFunc(*out, func(o Page) bool { return o.ID == string(p.ID) }) {
				continue
			}
			*out = append(*out, Page{string(p.ID), p.Name, string(p.User.ID), p.User.Username})
		}
		if got.Paging.Next == "" || got.Paging.Cursors.After == "" {
			return nil
		}
		q.Set("after", got.Paging.Cursors.After)
	}
	return nil
}

// Prepare looks whether everything that posting needs was allowed, and finds
// the Instagram account where none was named. Login names what was not allowed.
func (s *Service) Prepare(ctx context.Context) (map[string]string, error) {
	var granted struct {
		Data []struct {
			Permission string `json:"permission"`
			Status     string `json:"status"`
		} `json:"data"`
	}
	if s.secret.AccessToken != "" && s.login != viaInstagram { // a page's token has no permissions of its own
		if _, err := s.ask(ctx, httpx.Call{Into: &granted}, "me", "permissions"); err != nil {
			return nil, err
		}
		has := map[string]bool{}
		for _, g := range granted.Data {
			has[g.Permission] = g.Status == "granted"
		}
		for _, scope := range scopesOf(s.set) {
			if !has[scope] {
				return nil, taglane.Errorf(taglane.Login, "Instagram lacks the permission %s. Log in again and allow it.", scope)
			}
		}
	}
	set := maps.Clone(s.set)
	if set == nil {
		set = map[string]string{}
	}
	if s.user != "" {
		set["ig_user_id"] = s.user
		return set, nil
	}
	all, err := s.Pages(ctx)
	if err != nil {
		return nil, err
	}
	if id := first(s.set["page_id"], s.secret.PageID); id != "" {
		all = slices.DeleteFunc(all, func(p Page) bool { return p.ID != id })
	}
	switch len(all) {
	case 0:
		return nil, taglane.Errorf(taglane.NotFound, "None of your Facebook pages has an Instagram account.")
	case 1:
		set["ig_user_id"], set["page_id"] = all[0].UserID, all[0].ID
		return set, nil
	}
	names := []string{}
	for _, p := range all {
		names = append(names, p.Username+" ("+p.UserID+")")
	}
	return nil, taglane.Errorf(taglane.Invalid, "There are several Instagram accounts. Choose one as ig_user_id: %s.", strings.Join(names, ", "))
}
