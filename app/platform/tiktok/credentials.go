package tiktok

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// credentials are an account's secret as it is kept.
type credentials struct {
	ClientKey    string    `json:"client_key"`
	ClientSecret string    `json:"client_secret"`
	Access       string    `json:"access_token"`
	Refresh      string    `json:"refresh_token,omitempty"`
	OpenID       string    `json:"open_id,omitempty"`
	Expiry       time.Time `json:"expiry,omitzero"`
	Scope        string    `json:"scope,omitempty"` // separated by commas
}

func readCredentials(secret json.RawMessage) (c credentials, err error) {
	if len(secret) == 0 {
		return c, nil // settings are looked at before anybody logged in
	}
	if json.Unmarshal(secret, &c) != nil {
		return c, taglane.Errorf(taglane.Invalid, "The credentials for %s cannot be read.", title)
	}
	return c, nil
}

// after are the credentials with another token.
func (c credentials) after(t httpx.Token) credentials {
	c.Access, c.Refresh, c.Expiry, c.Scope = t.Access, t.Refresh, t.Expiry, t.Scope
	if id := t.Extra["open_id"]; id != "" {
		c.OpenID = id
	}
	return c
}

// lacks says whether the person gave a login without this permission.
func (c credentials) lacks(scope string) bool {
	return c.Scope != "" && !slices.Contains(strings.FieldsFunc(c.Scope, func(r rune) bool { return r == ',' || r == ' ' }), scope)
}

// Login describes TikTok's login for an account: with the app's key and secret
// that its person entered. TikTok hashes the verifier to lowercase hex, and the
// app must allow http://127.0.0.1:*/callback/. Invalid: the secret is unreadable.
func Login(account taglane.Account, secret json.RawMessage) (httpx.Config, error) {
	c, err := readCredentials(secret)
	if err != nil {
		return httpx.Config{}, err
	}
	scopes := []string{"user.info.basic", "video.upload", "video.list"}
	if account.Settings["mode"] == "direct" {
		scopes = []string{"user.info.basic", "video.publish", "video.list"}
	}
	return c.login(baseOf(account), scopes...), nil
}

func (c credentials) login(base string, scopes ...string) httpx.Config {
	return httpx.Config{
		Service: title, AuthURL: "https://www.tiktok.com/v2/auth/authorize/",
		TokenURL: base + "/v2/oauth/token/", RevokeURL: base + "/v2/oauth/revoke/", RevokeByClient: true,
		ClientID: c.ClientKey, ClientIDField: "client_key", ClientSecret: c.ClientSecret,
		Scopes: scopes, ScopeSep: ",", PKCE: httpx.HexS256,
		RedirectHost: "127.0.0.1", RedirectPath: "/callback/",
	}
}
