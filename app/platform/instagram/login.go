package instagram

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"taglane/app/platform/graph"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

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

// wayIn is how an account's person logs in with their own Meta app. The setting
// product_tags=true asks for what tagging needs.
func (s *Service) wayIn() graph.Login {
	return graph.Login{Service: name, Scopes: scopesOf(s.set), Where: s.client.Where, Secret: s.secret}
}

// renewing is how the account's token is renewed: one of a person is exchanged
// for one that lives longer, and one of a Page does not end.
func (s *Service) renewing() httpx.Config {
	c := s.wayIn().Config()
	switch {
	case s.login == viaInstagram:
		c.TokenURL, c.Refresh = s.client.Where.Base+"/refresh_access_token", refresh
	case s.secret.AppSecret != "" && s.secret.AccessToken != "":
		c.Refresh = func(ctx context.Context, cfg httpx.Config, old httpx.Token) (httpx.Token, error) {
			return graph.Longer(ctx, cfg, old.Access)
		}
	}
	return c
}

// refresh is how the login through Instagram itself goes on.
func refresh(ctx context.Context, cfg httpx.Config, old httpx.Token) (httpx.Token, error) {
	return cfg.Ask(ctx, http.MethodGet, cfg.TokenURL, url.Values{"grant_type": {"ig_refresh_token"}, "access_token": {old.Access}})
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
	found, err := s.client.Pages(ctx, "", graph.All)
	if err != nil {
		return nil, err
	}
	all := s.accounts(found)
	switch len(all) {
	case 0:
		return nil, taglane.Errorf(taglane.NotFound, "None of your Facebook pages has an Instagram account.")
	case 1:
		set["ig_user_id"], set["page_id"] = all[0].IGUser, all[0].ID
		return set, nil
	}
	names := []string{}
	for _, p := range all {
		names = append(names, calledAs(p))
	}
	return nil, taglane.Errorf(taglane.Invalid, "There are several Instagram accounts. Choose one as ig_user_id: %s.", strings.Join(names, ", "))
}

// accounts are the Pages that have an Instagram account: of the account or the
// Page that was named, if one was.
func (s *Service) accounts(of []graph.Page) (out []graph.Page) {
	page := graph.First(s.set["page_id"], s.secret.PageID)
	for _, p := range of {
		if p.IGUser != "" && (s.user == "" || p.IGUser == s.user) && (page == "" || p.ID == page) {
			out = append(out, p)
		}
	}
	return out
}

func calledAs(p graph.Page) string { return p.IGUsername + " (" + p.IGUser + ")" }

// Keep hands over what the account signs in with whenever the token was renewed.
func (s *Service) Keep(save func(secret json.RawMessage) error) {
	s.held.Keep(func(t httpx.Token) error {
		kept := s.secret
		kept.AccessToken, kept.Expiry = t.Access, t.Expiry
		b, err := kept.Kept()
		if err != nil {
			return err
		}
		return save(b)
	})
}
