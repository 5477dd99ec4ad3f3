package httpx

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"taglane/app/taglane"
)

// PKCE is how a login proves that whoever redeems the code also asked for it.
type PKCE int

// The ways of services: the standard one; a hash in lowercase hex, as TikTok
// wants it; nothing at all.
const (
	S256 PKCE = iota
	HexS256
	None
)

// Config describes a service's login. What is left empty is as RFC 6749 has it.
type Config struct {
	Service        string // for sentences: "YouTube"
	AuthURL        string // where the person goes
	TokenURL       string
	RevokeURL      string // "": tokens cannot be given back
	ClientID       string
	ClientSecret   string
	Scopes         []string
	ScopeSep       string // "": a space
	PKCE           PKCE
	ClientIDField  string     // "": client_id
	SecretField    string     // "": client_secret
	Issuer         string     // compared with the callback's iss; "": the origin of AuthURL
	Extra          url.Values // more for AuthURL: access_type=offline, prompt=consent
	RedirectHost   string     // "": 127.0.0.1, else [::1]; or "localhost" where the service wants that word
	RedirectPort   int        // 0: any free one
	RedirectPath   string     // "": /cb
	RevokeByClient bool       // the client's id and secret go along

	// Exchange redeems a code where the service has its own way; nil: a form
	// to TokenURL. Ask is there for it.
	Exchange func(ctx context.Context, cfg Config, code, redirect, verifier string) (Token, error)
	// Refresh makes the next token where the service has its own way; nil:
	// grant_type=refresh_token at TokenURL.
	Refresh func(ctx context.Context, cfg Config, old Token) (Token, error)

	HTTP *http.Client                   // nil: NewHTTP()
	Now  func() time.Time               // nil: Wall
	Log  func(Line)                     // redacted; nil: none
	Tell func(said taglane.Said) string // in the person's language; nil: English
}

func (cfg Config) name() any {
	if cfg.Service == "" {
		return taglane.Say("The service")
	}
	return cfg.Service
}

func (cfg Config) idField() string     { return or(cfg.ClientIDField, "client_id") }
func (cfg Config) secretField() string { return or(cfg.SecretField, "client_secret") }

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// client are the client's own fields of a form.
func (cfg Config) client() url.Values {
	v := url.Values{cfg.idField(): {cfg.ClientID}}
	if cfg.ClientSecret != "" {
		v.Set(cfg.secretField(), cfg.ClientSecret)
	}
	return v
}

// Redeem turns a code into a token. The redirect is the one that AuthURL was
// given, to the byte; verifier is "" without PKCE.
func (cfg Config) Redeem(ctx context.Context, code, redirect, verifier string) (Token, error) {
	if cfg.Exchange != nil {
		return cfg.Exchange(ctx, cfg, code, redirect, verifier)
	}
	v := cfg.client()
	v.Set("grant_type", "authorization_code")
	v.Set("code", code)
	v.Set("redirect_uri", redirect)
	if verifier != "" {
		v.Set("code_verifier", verifier)
	}
	return cfg.Ask(ctx, http.MethodPost, cfg.TokenURL, v)
}

// renew makes the token after old. What a service does not repeat stays as it was.
func (cfg Config) renew(ctx context.Context, old Token, now func() time.Time) (Token, error) {
	if cfg.Now == nil {
		cfg.Now = now
	}
	var t Token
	var err error
	switch {
	case cfg.Refresh != nil:
		t, err = cfg.Refresh(ctx, cfg, old)
	case old.Refresh == "":
		return Token{}, taglane.Errorf(taglane.Login, "%s asks you to log in again.", cfg.name())
	default:
		v := cfg.client()
		v.Set("grant_type", "refresh_token")
		v.Set("refresh_token", old.Refresh)
		t, err = cfg.Ask(ctx, http.MethodPost, cfg.TokenURL, v)
	}
	if err != nil {
		return Token{}, err
	}
	t.Refresh, t.Type, t.Scope = or(t.Refresh, old.Refresh), or(t.Type, old.Type), or(t.Scope, old.Scope)
	for k, was := range old.Extra {
		if _, told := t.Extra[k]; !told {
			if t.Extra == nil {
				t.Extra = map[string]string{}
			}
			t.Extra[k] = was
		}
	}
	return t, nil
}

// Revoke gives a token back: the refresh token where there is one.
func (cfg Config) Revoke(ctx context.Context, t Token) error {
	if cfg.RevokeURL == "" {
		return nil
	}
	v := url.Values{"token": {or(t.Refresh, t.Access)}}
	if cfg.RevokeByClient {
		for k, own := range cfg.client() {
			v[k] = own
		}
	}
	_, err := cfg.call(ctx, http.MethodPost, cfg.RevokeURL, v)
	return err
}

// Ask asks a service for a token: values go as a form, or with GET as the
// query. The answer may be flat or wrapped in "data", and may tell an error
// with a status of 200.
func (cfg Config) Ask(ctx context.Context, method, address string, values url.Values) (Token, error) {
	a, err := cfg.call(ctx, method, address, values)
	if err != nil {
		return Token{}, err
	}
	now := Wall
	if cfg.Now != nil {
		now = cfg.Now
	}
	return cfg.read(a.Body, now())
}

func (cfg Config) call(ctx context.Context, method, address string, values url.Values) (Answer, error) {
	c := &Client{
		Base: address, HTTP: cfg.HTTP, Service: cfg.Service, Log: cfg.Log, Now: cfg.Now,
		Secrets: secretsOf(values), Patience: renewal / 2, Explain: cfg.explain,
	}
	call := Call{Method: method, URL: address}
	if method == http.MethodGet {
		call.Query = values
	} else {
		call.Form = values
	}
	return c.Do(ctx, call)
}

// secretsOf are the values of a form that are nobody's business.
func secretsOf(v url.Values) *Secrets {
	s := NewSecrets()
	for _, k := range []string{"code", "auth_code", "refresh_token", "client_secret", "app_secret", "access_token", "fb_exchange_token", "code_verifier", "token"} {
		s.Add(v[k]...)
	}
	return s
}

// explain reads the error of a token endpoint: a code that is used up or a
// token that was taken back wants the person, and so does any other no.
func (cfg Config) explain(status int, _ http.Header, body []byte) error {
	if ClassOf(status) == taglane.Later {
		return nil
	}
	var a struct {
		Error any `json:"error"`
	}
	if shallow(body) != nil || json.Unmarshal(body, &a) != nil {
		return cfg.verdict("")
	}
	word, _ := a.Error.(string)
	return cfg.verdict(word)
}

// verdict is the error of an OAuth error code.
func (cfg Config) verdict(code string) *taglane.Error {
	switch code {
	case "invalid_grant", "access_denied", "expired_token":
		return taglane.Errorf(taglane.Login, "%s asks you to log in again.", cfg.name())
	case "invalid_client", "unauthorized_client":
		return taglane.Errorf(taglane.Login, "%s does not know the app that was entered for it. Check its id and its secret.", cfg.name())
	case "temporarily_unavailable", "server_error", "slow_down":
		return taglane.Errorf(taglane.Later, "%s has trouble of its own right now.", cfg.name())
	}
	return taglane.Errorf(taglane.Login, "%s does not accept the login.", cfg.name())
}

// read takes a token out of an answer.
func (cfg Config) read(body []byte, now time.Time) (Token, error) {
	var flat map[string]any
	wrong := cfg.verdict("")
	if err := shallow(body); err != nil {
		return Token{}, wrong
	}
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.UseNumber()
	if err := d.Decode(&flat); err != nil {
		wrong.Err = fmt.Errorf("the token's answer is no JSON object of %d bytes", len(body))
		return Token{}, wrong
	}
	if word, ok := flat["error"].(string); ok && word != "" && word != "ok" {
		return Token{}, cfg.verdict(word)
	}
	if inner, ok := flat["data"].(map[string]any); ok {
		flat = inner
	}
	t := Token{Extra: map[string]string{}}
	for k, v := range flat {
		t.set(k, v, now)
	}
	if t.Access == "" {
		wrong.Err = fmt.Errorf("the answer has no access_token")
		return Token{}, wrong
	}
	return t, nil
}

// set takes one field of an answer. Times are seconds from now, or since 1970
// where they are too large for that.
func (t *Token) set(key string, v any, now time.Time) {
	text := ""
	switch v := v.(type) {
	case string:
		text = v
	case json.Number:
		text = v.String()
	case []any:
		words := []string{}
		for _, w := range v {
			words = append(words, fmt.Sprint(w))
		}
		text = strings.Join(words, ",")
	default:
		return
	}
	switch key {
	case "access_token":
		t.Access = text
	case "refresh_token":
		t.Refresh = text
	case "token_type":
		t.Type = text
		if strings.EqualFold(text, "bearer") {
			t.Type = "Bearer"
		}
	case "scope", "granted_scopes":
		t.Scope = text
	case "expires_in", "access_token_expire_in":
		n, err := strconv.ParseFloat(text, 64)
		switch {
		case err != nil || n <= 0:
		case n > 1e9:
			t.Expiry = time.Unix(int64(n), 0).UTC()
		default:
			t.Expiry = now.Add(time.Duration(n) * time.Second).UTC()
		}
	default:
		t.Extra[key] = text
	}
}
