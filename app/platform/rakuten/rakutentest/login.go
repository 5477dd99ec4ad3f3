package rakutentest

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// pair is the application's id and secret as a header carries them.
var pair = base64.StdEncoding.EncodeToString([]byte(ClientID + ":" + ClientSecret))

// issue makes a token and what renews it. The lock is held, or nobody else
// knows the twin yet.
func (t *Twin) issue() (access, refresh string) {
	n := len(t.issued)/2 + 1
	access, refresh = fmt.Sprintf("twin-access-%d-canary", n), fmt.Sprintf("twin-refresh-%d-canary", n)
	if t.terms.Kills {
		clear(t.tokens)
	}
	t.tokens[access], t.renewed[refresh] = t.Clock.Now().Add(t.terms.Life), true
	t.issued = append(t.issued, access, refresh)
	return access, refresh
}

// Expire ends every token, as another computer may that logs in.
func (t *Twin) Expire() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.tokens)
}

// Renewals is how many tokens were issued since the twin stands.
func (t *Twin) Renewals() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.issued)/2 - 1
}

// Forms are the forms of the header of every call for a token, in order.
func (t *Twin) Forms() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.forms)
}

// token answers a login.
func (t *Twin) token(w http.ResponseWriter, r *http.Request) {
	kind := r.Header.Get("Content-Type")
	if r.Method != http.MethodPost || !strings.HasPrefix(kind, "application/x-www-form-urlencoded") || r.ParseForm() != nil {
		t.Note("%s /token with %s", r.Method, kind)
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	for name := range r.PostForm {
		if name != "scope" && name != "refresh_token" && name != "grant_type" {
			t.Note("/token knows no %s", name)
		}
	}
	form, said, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forms = append(t.forms, form)
	right := form == "Bearer" || form == "Basic"
	refresh := r.PostForm.Get("refresh_token")
	switch {
	case !right || said != pair || t.terms.Shut || t.terms.Form != "" && form != t.terms.Form:
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = fmt.Fprintf(w, `{"error":"invalid_client","error_description":"%s"}`, said)
		return
	case r.PostForm.Get("scope") != SID:
		t.Note("/token for the site %s", r.PostForm.Get("scope"))
		fallthrough
	case refresh != "" && (!t.renewed[refresh] || t.terms.NoRefresh):
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprintf(w, `{"error":"invalid_grant","error_description":"%s"}`, refresh)
		return
	}
	delete(t.renewed, refresh)
	access, next := t.issue()
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(w, `{"access_token":"%s","refresh_token":"%s","expires_in":%d,"token_type":"bearer"}`, access, next, int(t.terms.Life.Seconds()))
}

// admits looks at the token, and at what the account may ask.
func (t *Twin) admits(w http.ResponseWriter, r *http.Request, path string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	access := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	until, lives := t.tokens[access]
	switch {
	case t.terms.Shut || !lives || !until.After(t.Clock.Now()):
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"fault":"Invalid token `+access+`"}`)
		return false
	case slices.Contains(t.terms.Barred, path):
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, NotGranted)
		return false
	}
	return true
}

// Prolong gives every token its whole life again.
func (t *Twin) Prolong() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for access := range t.tokens {
		t.tokens[access] = t.Clock.Now().Add(t.terms.Life)
	}
}
