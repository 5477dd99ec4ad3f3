package tiktoktest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// login is the app's leave to act for the account, and the codes that may
// still become one.
type login struct {
	access, refresh, scope string
	granted                time.Time
	rotated                int
	codes                  map[string]code
}

// code is what the authorize page sent a person back with.
type code struct {
	challenge, redirect, scope string
}

func newLogin(now time.Time) login {
	return login{access: "act.twin-access-0", refresh: "rft.twin-refresh-0", scope: AllScopes, granted: now, codes: map[string]code{}}
}

// lives says whether an Authorization header carries the token of now.
func (l *login) lives(header string, now time.Time, life time.Duration) bool {
	return l.access != "" && header == "Bearer "+l.access && (life == 0 || now.Sub(l.granted) < life)
}

// Expire ends the access token now; its refresh token stays.
func (t *Twin) Expire() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.login.access = ""
}

// TakeBack is a person who takes the leave back in TikTok's settings.
func (t *Twin) TakeBack() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.login.access, t.login.refresh = "", ""
}

// Again is another login of the same person: Secret tells of it, and the
// tokens of before are worth nothing.
func (t *Twin) Again() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.issue(AllScopes, true)
}

// Renewed is how often tokens were handed out.
func (t *Twin) Renewed() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.login.rotated
}

// Code makes a code as the authorize page would, for a challenge of hex.
func (t *Twin) Code(challenge, redirect string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.newCode(code{challenge, redirect, t.terms.Scopes})
}

func (t *Twin) newCode(c code) string {
	// Its signs are those that have to be decoded before it is used.
	word := fmt.Sprintf("a code*!of %d&=%%", len(t.login.codes)+1+t.login.rotated)
	t.login.codes[word] = c
	return t.secret(word)
}

var (
	hexSum = regexp.MustCompile(`^[0-9a-f]{64}$`)
	proof  = regexp.MustCompile(`^[A-Za-z0-9._~-]{43,128}$`)
)

// authorize is a person who clicks "Allow" at once.
func (t *Twin) authorize(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	q := r.URL.Query()
	if why := wrongAuthorize(q); why != "" {
		t.blame("authorize: %s", why)
		http.Error(w, why, http.StatusBadRequest)
		return
	}
	back := url.Values{"state": {q.Get("state")}}
	if t.terms.Deny {
		back.Set("error", "access_denied")
		back.Set("error_description", "The user said no.")
	} else {
		allowed := slices.DeleteFunc(strings.Split(q.Get("scope"), ","), func(s string) bool {
			return !slices.Contains(strings.Split(t.terms.Scopes, ","), s)
		})
		scope := strings.Join(allowed, ",")
		back.Set("scopes", scope)
		back.Set("code", t.newCode(code{q.Get("code_challenge"), q.Get("redirect_uri"), scope}))
	}
	w.Header().Set("Location", q.Get("redirect_uri")+"?"+back.Encode())
	w.WriteHeader(http.StatusFound)
}

// wrongAuthorize is what TikTok would not take of an authorize address.
func wrongAuthorize(q url.Values) string {
	for k, v := range q {
		if !slices.Contains([]string{"client_key", "response_type", "scope", "redirect_uri", "state", "code_challenge", "code_challenge_method", "disable_auto_auth"}, k) || len(v) != 1 {
			return "unknown field " + k
		}
	}
	for _, s := range strings.Split(q.Get("scope"), ",") {
		if !slices.Contains(strings.Split(AllScopes, ","), s) {
			return "unknown scope " + s
		}
	}
	switch {
	case q.Get("client_key") != AppKey:
		return "unknown client_key"
	case q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256":
		return "response_type is code and code_challenge_method S256"
	case !hexSum.MatchString(q.Get("code_challenge")):
		return "the code challenge is not the hex of a SHA-256"
	case q.Get("state") == "":
		return "no state"
	case !registered(q.Get("redirect_uri")):
		return "redirect_uri is not one of the app's: " + q.Get("redirect_uri")
	}
	return ""
}

// registered says whether the app allows a redirect: http://127.0.0.1:*/callback/
func registered(redirect string) bool {
	u, err := url.Parse(redirect)
	if err != nil || len(redirect) >= 512 || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	host, port, err := net.SplitHostPort(u.Host)
	return err == nil && u.Scheme == "http" && host == "127.0.0.1" && port != "" && u.Path == "/callback/"
}

// form reads a form that has exactly these fields.
func (t *Twin) form(r *http.Request, fields ...string) bool {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err := r.ParseForm(); err != nil || kind != "application/x-www-form-urlencoded" || r.URL.RawQuery != "" || r.Header.Get("Authorization") != "" {
		t.blame("%s is no plain form", r.URL.Path)
		return false
	}
	for _, f := range fields {
		if r.PostForm.Get(f) == "" {
			t.blame("%s has no %s", r.URL.Path, f)
			return false
		}
	}
	if len(r.PostForm) != len(fields) {
		t.blame("%s has more fields than %v", r.URL.Path, fields)
		return false
	}
	return true
}

// token answers flat, and tells its errors with 200.
func (t *Twin) token(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fields := []string{"client_key", "client_secret", "grant_type", "refresh_token"}
	if _ = r.ParseForm(); r.PostForm.Get("grant_type") == "authorization_code" {
		fields = []string{"client_key", "client_secret", "grant_type", "code", "redirect_uri", "code_verifier"}
	}
	f := r.PostForm
	switch {
	case !t.form(r, fields...):
		flat(w, "invalid_request", "The request parameters are malformed.")
	case f.Get("client_key") != AppKey || f.Get("client_secret") != AppSecret:
		flat(w, "invalid_client", "Client key or secret is incorrect.")
	case f.Get("grant_type") == "authorization_code":
		t.redeem(w, f)
	case f.Get("grant_type") != "refresh_token":
		t.blame("token: grant_type %q", f.Get("grant_type"))
		flat(w, "unsupported_grant_type", "")
	case t.login.refresh == "" || f.Get("refresh_token") != t.login.refresh:
		flat(w, "invalid_grant", "Refresh token is invalid or expired.")
	default:
		t.issue(t.login.scope, !t.terms.KeepRefresh)
		t.tell(w)
	}
}

func (t *Twin) redeem(w http.ResponseWriter, f url.Values) {
	known, ok := t.login.codes[f.Get("code")]
	delete(t.login.codes, f.Get("code"))
	verifier := f.Get("code_verifier")
	sum := sha256.Sum256([]byte(verifier))
	switch {
	case !ok:
		flat(w, "invalid_grant", "Authorization code is expired.")
	case f.Get("redirect_uri") != known.redirect:
		flat(w, "invalid_request", "Redirect_uri is not matched with the uri when requesting code.")
	case !proof.MatchString(verifier) || hex.EncodeToString(sum[:]) != known.challenge:
		flat(w, "invalid_request", "Code verifier or code challenge is invalid.")
	default:
		t.issue(known.scope, true)
		t.tell(w)
	}
}

// issue hands out the next tokens.
func (t *Twin) issue(scope string, rotate bool) {
	l := &t.login
	l.rotated++
	l.access, l.scope, l.granted = t.secret(fmt.Sprint("act.twin-access-", l.rotated)), scope, t.Clock.Now()
	if rotate {
		l.refresh = t.secret(fmt.Sprint("rft.twin-refresh-", l.rotated))
	}
}

func (t *Twin) tell(w http.ResponseWriter) {
	say(w, http.StatusOK, map[string]any{
		"access_token": t.login.access, "expires_in": 86400, "open_id": OpenID, "refresh_expires_in": 31536000,
		"refresh_token": t.login.refresh, "scope": t.login.scope, "token_type": "Bearer",
	})
}

func (t *Twin) revoke(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	token := ""
	if t.form(r, "client_key", "client_secret", "token") {
		token = r.PostForm.Get("token")
	}
	if r.PostForm.Get("client_key") != AppKey || r.PostForm.Get("client_secret") != AppSecret {
		flat(w, "invalid_client", "Client key or secret is incorrect.")
		return
	}
	if token != "" && (token == t.login.access || token == t.login.refresh) {
		t.login.access, t.login.refresh = "", ""
	}
	say(w, http.StatusOK, map[string]any{})
}
