package httpx_test

import (
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/platform/httpx"
)

// loginTwin is an authorization server that forgets nothing: each code is for
// one client, one redirect and one challenge, and good once.
type loginTwin struct {
	*httptest.Server
	pkce       httpx.PKCE
	idField    string
	rotates    bool
	lives      int // seconds
	slow       chan struct{}
	tokenCalls int

	mu      sync.Mutex
	codes   map[string]url.Values // what was asked for each
	refresh map[string]bool       // living refresh tokens
	access  map[string]bool       // living access tokens
	revoked []string
}

func newLoginTwin(t *testing.T) *loginTwin {
	t.Helper()
	w := &loginTwin{idField: "client_id", lives: 3600, codes: map[string]url.Values{}, refresh: map[string]bool{}, access: map[string]bool{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", w.token)
	mux.HandleFunc("POST /revoke", func(_ http.ResponseWriter, r *http.Request) { w.revoked = append(w.revoked, r.FormValue("token")) })
	mux.HandleFunc("GET /data", w.data)
	w.Server = httptest.NewServer(mux)
	t.Cleanup(w.Close)
	return w
}

func (w *loginTwin) config() httpx.Config {
	return httpx.Config{
		Service: "Clips", AuthURL: w.URL + "/auth", TokenURL: w.URL + "/token", RevokeURL: w.URL + "/revoke",
		ClientID: "client-1", ClientSecret: "secret-of-the-app", Scopes: []string{"read", "upload"}, PKCE: w.pkce, ClientIDField: w.idField, Now: still,
	}
}

// consent is the person's yes: it returns the code.
func (w *loginTwin) consent(address string) (code string, asked url.Values) {
	u, err := url.Parse(address)
	if err != nil {
		return "", nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	code = "code-" + rand.Text()
	w.codes[code] = u.Query()
	return code, u.Query()
}

func (w *loginTwin) token(rw http.ResponseWriter, r *http.Request) {
	if w.slow != nil {
		<-w.slow
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tokenCalls++
	no := func(word string) {
		rw.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(rw).Encode(map[string]string{"error": word, "error_description": "see https://example.com?code=" + r.FormValue("code")})
	}
	if r.FormValue(w.idField) != "client-1" || r.FormValue("client_secret") != "secret-of-the-app" {
		no("invalid_client")
		return
	}
	switch r.FormValue("grant_type") {
	case "authorization_code":
		asked, ok := w.codes[r.FormValue("code")]
		delete(w.codes, r.FormValue("code"))
		if !ok || asked.Get("redirect_uri") != r.FormValue("redirect_uri") ||
			w.pkce != httpx.None && w.pkce.Challenge(r.FormValue("code_verifier")) != asked.Get("code_challenge") {
			no("invalid_grant")
			return
		}
	case "refresh_token":
		old := r.FormValue("refresh_token")
		if !w.refresh[old] {
			no("invalid_grant")
			return
		}
		if w.rotates {
			delete(w.refresh, old)
		}
	default:
		no("unsupported_grant_type")
		return
	}
	fresh := map[string]any{"access_token": "access-" + rand.Text(), "expires_in": w.lives, "token_type": "bearer", "scope": "read upload", "open_id": "o-1"}
	w.access[fresh["access_token"].(string)] = true
	if w.rotates || r.FormValue("grant_type") == "authorization_code" {
		fresh["refresh_token"] = "refresh-" + rand.Text()
		w.refresh[fresh["refresh_token"].(string)] = true
	}
	_ = json.NewEncoder(rw).Encode(fresh)
}

func (w *loginTwin) data(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.access[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")] {
		rw.WriteHeader(http.StatusUnauthorized)
		return
	}
	_, _ = io.WriteString(rw, `{"ok":true}`)
}

// connect is a login that goes well.
func (w *loginTwin) connect(t *testing.T) httpx.Token {
	t.Helper()
	token, err := login(t, w.config(), func(address string) error {
		code, asked := w.consent(address)
		return visit(asked.Get("redirect_uri"), url.Values{"code": {code}, "state": {asked.Get("state")}})
	})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// login is Authorize, and the browser's part of it to the end.
func login(t *testing.T, cfg httpx.Config, show func(string) error) (httpx.Token, error) {
	t.Helper()
	over := make(chan struct{})
	token, err := httpx.Authorize(t.Context(), cfg, func(address string) error {
		defer close(over)
		return show(address)
	})
	<-over
	return token, err
}

// visit is the browser coming back.
func visit(redirect string, q url.Values) error {
	_, err := get(redirect + "?" + q.Encode())
	return err
}

type reply struct {
	status int
	header http.Header
	body   string
}

func get(address string) (reply, error) {
	client := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get(address)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return reply{resp.StatusCode, resp.Header, string(b)}, err
}
