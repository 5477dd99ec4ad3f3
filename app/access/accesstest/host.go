package accesstest

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// Canary is in every secret there is here, so that a test can look for it where
// it must not be.
const Canary = "canary-5f1c9e77"

// AppSecret is what a person enters of their developer app.
var AppSecret = json.RawMessage(`{"client_id":"client-1","client_secret":"secret-` + Canary + `"}`)

// Host is a service with a login, and its authorization server in one. Who
// visits it allows everything at once. While it answers, its fields are read and
// changed through Set.
type Host struct {
	*httptest.Server
	Channel string   // whose leave the next login gives
	Revoked []string // tokens that were given back
	Asked   int      // how often it was asked how an account stands
	Says    int      // the status of that answer
	Deaf    bool     // it hears no farewell
	Missing string   // a leave that was not given

	mu     sync.Mutex
	living map[string]bool // tokens, both kinds
	codes  map[string]bool
}

// NewHost is a host that ends with the test.
func NewHost(t testing.TB) *Host {
	t.Helper()
	h := &Host{Channel: "UC-1", living: map[string]bool{}, codes: map[string]bool{}, Says: http.StatusOK}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /auth", h.authorize)
	mux.HandleFunc("POST /token", h.token)
	mux.HandleFunc("POST /revoke", h.revoke)
	mux.HandleFunc("GET /me", h.me)
	h.Server = httptest.NewServer(mux)
	t.Cleanup(h.Close)
	return h
}

func fresh(kind string) string {
	return Canary + "-" + kind + "-" + rand.Text()
}

func (h *Host) authorize(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	code := fresh("code")
	h.codes[code] = true
	back := url.Values{"code": {code}, "state": {r.FormValue("state")}}
	http.Redirect(w, r, r.FormValue("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

func (h *Host) token(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	ok := r.FormValue("client_secret") == "secret-"+Canary
	switch r.FormValue("grant_type") {
	case "authorization_code":
		ok = ok && h.codes[r.FormValue("code")]
		delete(h.codes, r.FormValue("code"))
	default:
		ok = ok && h.living[r.FormValue("refresh_token")]
	}
	if !ok {
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]string{"error": "invalid_grant", "error_description": r.FormValue("code") + r.FormValue("refresh_token")})
		return
	}
	access, refresh := fresh("access"), fresh("refresh")
	h.living[access], h.living[refresh] = true, true
	_ = json.NewEncoder(w).Encode(map[string]any{"access_token": access, "refresh_token": refresh, "expires_in": 3600, "channel": h.Channel})
}

func (h *Host) revoke(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	deaf := h.Deaf
	if !deaf {
		h.Revoked = append(h.Revoked, r.FormValue("token"))
		clear(h.living)
	}
	h.mu.Unlock()
	if deaf {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

func (h *Host) me(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.Asked++
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch {
	case !h.living[token]:
		w.WriteHeader(http.StatusUnauthorized)
	case h.Says != http.StatusOK:
		w.WriteHeader(h.Says)
		_, _ = w.Write([]byte("no " + token)) // as some do
	default:
		_ = json.NewEncoder(w).Encode(map[string]string{"name": "Nora's clips", "missing": h.Missing})
	}
}

// Forget ends every login there is.
func (h *Host) Forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	clear(h.living)
}

// Set changes something of the host's.
func (h *Host) Set(change func(h *Host)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change(h)
}

// Browse is a browser whose person allows everything.
func Browse(address string) error {
	go func() {
		if r, err := http.Get(address); err == nil {
			r.Body.Close()
		}
	}()
	return nil
}
