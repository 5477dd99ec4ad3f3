package graph

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// Renewal is how long before its end a person's token is exchanged for a new
// one: it lives for about sixty days, and one that has ended cannot be.
const Renewal = 30 * 24 * time.Hour

// ownPage is where Facebook leaves a person whose app has no address of its own.
const ownPage = "https://www.facebook.com/connect/login_success.html"

// Login is how an account's person logs in with their own Meta app.
type Login struct {
	Service string   // for sentences
	Scopes  []string // what is asked for
	Where   Where
	Secret  Secret
}

// Config describes it. There are no refresh tokens: a living token is
// exchanged for one that lives longer.
func (l Login) Config() httpx.Config {
	return httpx.Config{
		Service: l.Service, ClientID: l.Secret.AppID, ClientSecret: l.Secret.AppSecret,
		AuthURL:  l.Where.Dialog + "/" + l.Where.Version + "/dialog/oauth",
		TokenURL: l.Where.Base + "/" + l.Where.Version + "/oauth/access_token",
		Scopes:   l.Scopes, ScopeSep: ",", PKCE: httpx.None, RedirectHost: "localhost",
		Exchange: redeem,
	}
}

// redeem turns a code into a token, and that into one that lives for sixty days.
func redeem(ctx context.Context, cfg httpx.Config, code, redirect, _ string) (httpx.Token, error) {
	t, err := cfg.Ask(ctx, http.MethodGet, cfg.TokenURL, url.Values{
		"client_id": {cfg.ClientID}, "client_secret": {cfg.ClientSecret}, "redirect_uri": {redirect}, "code": {code}})
	if err != nil {
		return t, err
	}
	return Longer(ctx, cfg, t.Access)
}

// Longer exchanges a living token of a person for one that lives for sixty days.
func Longer(ctx context.Context, cfg httpx.Config, token string) (httpx.Token, error) {
	return cfg.Ask(ctx, http.MethodGet, cfg.TokenURL, url.Values{
		"grant_type": {"fb_exchange_token"}, "client_id": {cfg.ClientID}, "client_secret": {cfg.ClientSecret}, "fb_exchange_token": {token}})
}

// Connect lets the person log in. With paste they bring back the address that
// Facebook left them at, for apps that may not send people to this computer.
// Invalid: the app is not known yet.
func (l Login) Connect(ctx context.Context, with platform.Person, paste bool) (Secret, error) {
	if l.Secret.AppID == "" || l.Secret.AppSecret == "" {
		return l.Secret, taglane.Errorf(taglane.Invalid, "Enter the id and the secret of your Meta app first.")
	}
	cfg := l.Config()
	cfg.Tell = with.Tell
	var t httpx.Token
	var err error
	if paste {
		t, err = pasted(ctx, cfg, with)
	} else {
		t, err = httpx.Authorize(ctx, cfg, with.Show)
	}
	if err != nil {
		return l.Secret, err
	}
	s := l.Secret
	s.AccessToken, s.Expiry, s.PageToken = t.Access, t.Expiry, ""
	return s, nil
}

func pasted(ctx context.Context, cfg httpx.Config, with platform.Person) (httpx.Token, error) {
	visit, err := cfg.Begin(ownPage)
	if err != nil {
		return httpx.Token{}, err
	}
	if err := with.Show(visit.URL); err != nil {
		return httpx.Token{}, taglane.Wrap(err, taglane.Refused, "The browser could not be opened for the login.")
	}
	brought, err := with.Paste(ctx)
	if err != nil {
		return httpx.Token{}, err
	}
	return visit.Finish(ctx, brought)
}
