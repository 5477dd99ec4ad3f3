package youtubetest

import (
	"crypto/sha256"
	"encoding/base64"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// logins is who may do what.
type logins struct {
	count   int
	codes   map[string]visit
	access  map[string]leave
	refresh map[string]leave
}

// leave is what a person allowed, and until when.
type leave struct {
	scope string
	until time.Time // zero: for ever
}

// visit is a person who said yes and has not come back yet.
type visit struct {
	scope, redirect, challenge string
	offline                    bool
}

func firstLogin() logins {
	return logins{
		codes: map[string]visit{}, access: map[string]leave{FirstAccess: {scope: Everything}},
		refresh: map[string]leave{FirstRefresh: {scope: Everything}},
	}
}

func (l *logins) secrets() []string {
	out := []string{ClientSecret, FirstAccess, FirstRefresh}
	for _, m := range []map[string]leave{l.access, l.refresh} {
		for token := range m {
			out = append(out, token)
		}
	}
	for code := range l.codes {
		out = append(out, code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Granted is the leave that goes with an access token, also one that ended.
func (t *Twin) Granted(access string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.logins.access[access].scope
}

// Leave changes what the tokens issued so far allow.
func (t *Twin) Leave(scope string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, m := range []map[string]leave{t.logins.access, t.logins.refresh} {
		for token, l := range m {
			l.scope = scope
			m[token] = l
		}
	}
}

// ExpireTokens ends every access token issued so far.
func (t *Twin) ExpireTokens() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for token, l := range t.logins.access {
		l.until = t.Clock.Now()
		t.logins.access[token] = l
	}
}

// EndLogins makes every login dead, as when the person takes their leave back.
func (t *Twin) EndLogins() {
	t.ExpireTokens()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.logins.refresh = map[string]leave{}
}

// Renewed is how many tokens were issued after the first.
func (t *Twin) Renewed() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.logins.count
}

// lives says what a bearer may do; ok is false of one that nobody is.
func (l *logins) lives(r *http.Request, now time.Time) (scope string, ok bool) {
	token, is := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	has, known := l.access[token]
	if !is || !known || !has.until.IsZero() && !now.Before(has.until) {
		return "", false
	}
	return has.scope, true
}

var knownScopes = []string{"youtube", "youtube.upload", "youtube.readonly", "youtube.force-ssl"}

// authorize is the page on which a person says yes, at once.
func (t *Twin) authorize(w http.ResponseWriter, q url.Values) {
	back, err := url.Parse(q.Get("redirect_uri"))
	ip := net.IP(nil)
	if err == nil {
		ip = net.ParseIP(back.Hostname())
	}
	asked := strings.Fields(q.Get("scope"))
	switch {
	case q.Get("client_id") != ClientID:
		t.note("a login for client %q", q.Get("client_id"))
	case err != nil || back.Scheme != "http" || back.Port() == "" || ip == nil || !ip.IsLoopback():
		t.note("a login that returns to %q", q.Get("redirect_uri"))
	case q.Get("response_type") != "code", len(asked) == 0, q.Get("state") == "":
		t.note("a login without response_type, scope or state: %v", q)
	case len(q.Get("code_challenge")) != 43, q.Get("code_challenge_method") != "S256":
		t.note("a login without its proof (PKCE, S256)")
	case slices.ContainsFunc(asked, func(s string) bool { return !slices.Contains(knownScopes, strings.TrimPrefix(s, scopeRoot)) }):
		t.note("a login that asks for %q", q.Get("scope"))
	default:
		t.allow(w, q, back, asked)
		return
	}
	w.WriteHeader(http.StatusBadRequest)
}

func (t *Twin) allow(w http.ResponseWriter, q url.Values, back *url.URL, asked []string) {
	answer := url.Values{"state": {q.Get("state")}}
	if t.knobs.Deny {
		answer.Set("error", "access_denied")
	} else {
		t.logins.count++
		code := "4/code-" + strconv.Itoa(t.logins.count) + "-of-a-person"
		given := asked
		if t.knobs.Scopes != "" {
			given = slices.DeleteFunc(slices.Clone(asked), func(s string) bool { return !slices.Contains(strings.Fields(t.knobs.Scopes), s) })
		}
		t.logins.codes[code] = visit{
			scope: strings.Join(given, " "), redirect: q.Get("redirect_uri"), challenge: q.Get("code_challenge"),
			offline: q.Get("access_type") == "offline" && q.Get("prompt") == "consent",
		}
		answer.Set("code", code)
		answer.Set("scope", strings.Join(given, " "))
	}
	back.RawQuery = answer.Encode()
	w.Header().Set("Location", back.String())
	w.WriteHeader(http.StatusFound)
}

func (t *Twin) token(w http.ResponseWriter, body []byte) {
	v, err := url.ParseQuery(string(body))
	if err != nil || v.Get("client_id") != ClientID || v.Get("client_secret") != ClientSecret {
		give(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	}
	switch v.Get("grant_type") {
	case "authorization_code":
		t.redeem(w, v)
	case "refresh_token":
		has, ok := t.logins.refresh[v.Get("refresh_token")]
		if !ok {
			give(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant", "error_description": "Token has been expired or revoked."})
			return
		}
		give(w, http.StatusOK, t.issue(has.scope))
	default:
		give(w, http.StatusBadRequest, map[string]string{"error": "unsupported_grant_type"})
	}
}

func (t *Twin) redeem(w http.ResponseWriter, v url.Values) {
	was, ok := t.logins.codes[v.Get("code")]
	delete(t.logins.codes, v.Get("code"))
	sum := sha256.Sum256([]byte(v.Get("code_verifier")))
	if !ok || v.Get("redirect_uri") != was.redirect || base64.RawURLEncoding.EncodeToString(sum[:]) != was.challenge {
		give(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	answer := t.issue(was.scope)
	if was.offline {
		refresh := "1//refresh-of-login-" + strconv.Itoa(t.logins.count)
		t.logins.refresh[refresh] = leave{scope: was.scope}
		answer["refresh_token"] = refresh
	}
	give(w, http.StatusOK, answer)
}

// issue makes a new access token.
func (t *Twin) issue(scope string) map[string]any {
	t.logins.count++
	access := "ya29.renewed-" + strconv.Itoa(t.logins.count)
	life := t.knobs.TokenLife
	if life == 0 {
		life = time.Hour
	}
	t.logins.access[access] = leave{scope, t.Clock.Now().Add(life)}
	return map[string]any{"access_token": access, "expires_in": int(life / time.Second), "token_type": "Bearer", "scope": scope}
}

// revoke takes every token of the project back, whichever of them is shown.
func (t *Twin) revoke(w http.ResponseWriter, body []byte) {
	v, _ := url.ParseQuery(string(body))
	_, refresh := t.logins.refresh[v.Get("token")]
	_, access := t.logins.access[v.Get("token")]
	if !refresh && !access {
		give(w, http.StatusBadRequest, map[string]string{"error": "invalid_token"})
		return
	}
	t.logins.refresh = map[string]leave{}
	for token, l := range t.logins.access {
		l.until = t.Clock.Now()
		t.logins.access[token] = l
	}
	give(w, http.StatusOK, map[string]any{})
}
