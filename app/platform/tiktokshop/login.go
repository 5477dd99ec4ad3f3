package tiktokshop

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// scopePost is the permission without which nothing can be posted.
const scopePost = "creator.video.write"

// scopeGoods is the permission to find products and see earnings.
const scopeGoods = "creator.affiliate_collaboration.read"

// scopeShare is the permission to make links that pay the creator.
const scopeShare = "creator.affiliate.share_link.read"

// Credentials are what an account signs in with, as they are kept. AppSecret
// signs every call.
type Credentials struct {
	AppKey    string    `json:"app_key"`
	AppSecret string    `json:"app_secret"`
	Access    string    `json:"access_token,omitempty"`
	Refresh   string    `json:"refresh_token,omitempty"`
	OpenID    string    `json:"open_id,omitempty"`
	Expiry    time.Time `json:"expiry,omitzero"`
	UserType  *int      `json:"user_type,omitempty"` // 1: a creator
	Scopes    []string  `json:"granted_scopes,omitempty"`
	LastDay   time.Time `json:"refresh_expiry,omitzero"` // when the login ends for good
}

// Login exchanges what a person pasted for credentials. The redirect is set in
// Partner Center and cannot be this computer, so the code comes by hand.
type Login struct {
	AuthURL string           // host of the page where leave is given
	Token   string           // host of tokens
	HTTP    *http.Client     // nil: one of httpx
	Now     func() time.Time // nil: this computer's own time
}

// loginOf are the hosts of an account's login. Where the account has an address
// of its own, they are there as well, so that no secret goes anywhere else.
func loginOf(a taglane.Account) Login {
	own := or(a.BaseURL, a.Settings["base_url"])
	host := func(key, usual string) string {
		return strings.TrimRight(or(or(a.Settings[key], own), usual), "/")
	}
	return Login{AuthURL: host("login_base_url", "https://shop.tiktok.com"), Token: host("auth_base_url", "https://auth.tiktok-shops.com")}
}

// Page is where the creator gives leave, or takes it back. state is random and
// comes back with the code.
func (l Login) Page(appKey, state string) string {
	return l.AuthURL + "/alliance/creator/auth?" + url.Values{"app_key": {appKey}, "state": {state}}.Encode()
}

// CodeOf takes the code out of what was pasted: the code alone, or the whole
// address that the browser ended on. Invalid: there is none, or the state of
// the address is another login's.
func CodeOf(pasted, state string) (string, error) {
	pasted = strings.TrimSpace(pasted)
	if !strings.Contains(pasted, "://") {
		if pasted == "" || strings.ContainsAny(pasted, " \t\r\n?&") || len(pasted) > 2048 {
			return "", taglane.Errorf(taglane.Invalid, "That is not a code of TikTok Shop. Paste the code, or the whole address of the page you ended on.")
		}
		return pasted, nil
	}
	u, err := url.Parse(pasted)
	if err != nil || len(pasted) > 8192 || u.Query().Get("code") == "" {
		return "", taglane.Errorf(taglane.Invalid, "That is not a code of TikTok Shop. Paste the code, or the whole address of the page you ended on.")
	}
	q := u.Query()
	if len(q["state"]) != 1 || len(q["code"]) != 1 || subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(state)) != 1 {
		return "", taglane.Errorf(taglane.Invalid, "That address belongs to another login. Begin the login again.")
	}
	return q.Get("code"), nil
}

// Redeem turns a code into credentials. Login: the code is used up, the leave
// is not a creator's, or posting was not allowed.
func (l Login) Redeem(ctx context.Context, appKey, appSecret, code string) (Credentials, error) {
	c, err := l.ask(ctx, pathToken, url.Values{
		"app_key": {appKey}, "app_secret": {appSecret}, "auth_code": {code}, "grant_type": {"authorized_code"},
	})
	if err != nil {
		return Credentials{}, err
	}
	return c, c.leave()
}

// renew is the token after old; the refresh token may change with it.
func (l Login) renew(ctx context.Context, c Credentials, refresh string) (Credentials, error) {
	if refresh == "" {
		return Credentials{}, taglane.Errorf(taglane.Login, "%s asks you to log in again.", service)
	}
	return l.ask(ctx, pathRefresh, url.Values{
		"app_key": {c.AppKey}, "app_secret": {c.AppSecret}, "refresh_token": {refresh}, "grant_type": {"refresh_token"},
	})
}

// app says whether the creator's own app is known.
func (c Credentials) app() bool { return c.AppKey != "" && c.AppSecret != "" }

// leave says whether the credentials suffice for posting; what they do not
// tell is not held against them.
func (c Credentials) leave() error {
	if c.UserType != nil && *c.UserType != 1 {
		return taglane.Errorf(taglane.Login, "This login is a seller's. Connect TikTok Shop as a creator.")
	}
	if len(c.Scopes) > 0 && !slices.Contains(c.Scopes, scopePost) {
		return taglane.Errorf(taglane.Login, "TikTok Shop did not give leave for this. Connect the account again and allow the permission %s.", scopePost)
	}
	return nil
}

// ask asks for a token. What it sends is secret, so nothing of it is told.
func (l Login) ask(ctx context.Context, path string, v url.Values) (Credentials, error) {
	hide := httpx.NewSecrets(v.Get("app_secret"), v.Get("auth_code"), v.Get("refresh_token"))
	client := httpx.Client{
		Base: l.Token, HTTP: l.HTTP, Service: service, Secrets: hide, Now: l.Now,
		Explain: func(status int, _ http.Header, body []byte) error {
			if httpx.ClassOf(status) == taglane.Later && !read(body).failed() {
				return nil
			}
			return denied(read(body))
		},
	}
	a, err := client.Do(ctx, httpx.Call{URL: path, Query: v, Anonymous: true})
	if err != nil {
		return Credentials{}, err
	}
	e := read(a.Body)
	if e.failed() {
		return Credentials{}, denied(e)
	}
	var d struct {
		Access   string   `json:"access_token"`
		Expire   int64    `json:"access_token_expire_in"`
		Last     int64    `json:"refresh_token_expire_in"`
		Refresh  string   `json:"refresh_token"`
		OpenID   name     `json:"open_id"`
		UserType *int     `json:"user_type"`
		Scopes   []string `json:"granted_scopes"`
	}
	if e.Code == nil || json.Unmarshal(e.Data, &d) != nil || d.Access == "" {
		return Credentials{}, taglane.Errorf(taglane.Later, "The answer of %s cannot be read.", service)
	}
	return Credentials{AppKey: v.Get("app_key"), AppSecret: v.Get("app_secret"), Access: d.Access, Refresh: or(d.Refresh, v.Get("refresh_token")),
		OpenID: string(d.OpenID), Expiry: l.end(d.Expire), UserType: d.UserType, Scopes: d.Scopes, LastDay: l.end(d.Last)}, nil
}

// end is when a token ends: told as seconds since 1970, or, where the number is
// too small for that, from now.
func (l Login) end(n int64) time.Time {
	now := l.Now
	if now == nil {
		now = httpx.Wall
	}
	switch {
	case n <= 0:
		return time.Time{}
	case n > 1e9:
		return time.Unix(n, 0).UTC()
	}
	return now().Add(time.Duration(n) * time.Second).UTC()
}

// denied is the error of a token endpoint: trouble of its own waits, every
// other no wants the person.
func denied(e envelope) error {
	if e.Code != nil && (isInternal(*e.Code) || codes[*e.Code].kind == taglane.Later) {
		return taglane.Errorf(taglane.Later, "%s has trouble of its own right now.", service)
	}
	return taglane.Errorf(taglane.Login, "%s does not accept the login.", service)
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
