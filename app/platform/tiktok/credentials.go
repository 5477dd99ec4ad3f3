package tiktok

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"
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
	Scope        string    `json:"scope,omitempty"`         // separated by commas
	Ends         time.Time `json:"refresh_expiry,omitzero"` // of the whole login; zero: unknown
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
	if n, err := strconv.ParseInt(t.Extra["refresh_expires_in"], 10, 64); err == nil && n > 0 {
		c.Ends = httpx.Wall().Add(time.Duration(n) * time.Second).UTC().Truncate(time.Second)
	}
	return c
}

// lacks says whether the person gave a login without this permission.
func (c credentials) lacks(scope string) bool {
	return c.Scope != "" && !slices.Contains(strings.FieldsFunc(c.Scope, func(r rune) bool { return r == ',' || r == ' ' }), scope)
}

// leaves are the permissions an account asks for: to know whose it is, to post
// the way it posts, and to read its figures.
func leaves(account taglane.Account) []string {
	if account.Settings["mode"] == "direct" {
		return []string{"user.info.basic", "video.publish", "video.list"}
	}
	return []string{"user.info.basic", "video.upload", "video.list"}
}

// Login describes TikTok's login for an account: with the app's key and secret
// that its person entered. TikTok hashes the verifier to lowercase hex, and the
// app must allow http://127.0.0.1:*/callback/. Invalid: the secret is unreadable.
func Login(account taglane.Account, secret json.RawMessage) (httpx.Config, error) {
	c, err := readCredentials(secret)
	if err != nil {
		return httpx.Config{}, err
	}
	return c.login(account), nil
}

func (c credentials) login(account taglane.Account) httpx.Config {
	base := baseOf(account)
	return httpx.Config{
		Service: title, AuthURL: doorOf(account) + "/v2/auth/authorize/",
		TokenURL: base + "/v2/oauth/token/", RevokeURL: base + "/v2/oauth/revoke/", RevokeByClient: true,
		ClientID: c.ClientKey, ClientIDField: "client_key", ClientSecret: c.ClientSecret,
		Scopes: leaves(account), ScopeSep: ",", PKCE: httpx.HexS256,
		RedirectHost: "127.0.0.1", RedirectPath: "/callback/",
	}
}

// doorOf is where a person logs in: at TikTok itself, or where another base
// stands in for all of it.
func doorOf(account taglane.Account) string {
	if door := account.Settings["auth_base_url"]; door != "" {
		return strings.TrimRight(door, "/")
	}
	if base := baseOf(account); base != home {
		return base
	}
	return "https://www.tiktok.com"
}

// holder is what all connectors of one account share, so that a token that is
// renewed by one of them is not renewed again by another.
type holder struct {
	*httpx.Held
	sums [2][sha256.Size]byte // of the secret it began with, and of the one kept last
}

var (
	holdersMu sync.Mutex
	holders   = map[taglane.ID]*holder{}
)

// holderOf is the account's own, unless its secret came from somewhere else
// since: a person logged in again.
func holderOf(account taglane.ID, secret json.RawMessage, t httpx.Token) *holder {
	sum := sha256.Sum256(secret)
	holdersMu.Lock()
	defer holdersMu.Unlock()
	if h := holders[account]; h != nil && (h.sums[0] == sum || h.sums[1] == sum) {
		return h
	}
	h := &holder{Held: httpx.NewHeld(t, nil), sums: [2][sha256.Size]byte{sum, sum}}
	holders[account] = h
	return h
}

func (h *holder) kept(secret json.RawMessage) {
	holdersMu.Lock()
	defer holdersMu.Unlock()
	h.sums[1] = sha256.Sum256(secret)
}
