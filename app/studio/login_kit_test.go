package studio

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/outbox"
	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// host is a service with a login, and its authorization server in one. Who
// visits it allows everything at once.
type host struct {
	*httptest.Server
	mu      sync.Mutex
	channel string          // whose leave the next login gives
	living  map[string]bool // tokens, both kinds
	codes   map[string]bool
	issued  []string // every token and code there ever was
	revoked []string
	asked   int    // how often it was asked how an account stands
	says    int    // the status of that answer
	deaf    bool   // it hears no farewell
	missing string // a leave that was not given
}

func newHost(t testing.TB) *host {
	t.Helper()
	h := &host{channel: "UC-1", living: map[string]bool{}, codes: map[string]bool{}, says: http.StatusOK}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /auth", h.authorize)
	mux.HandleFunc("POST /token", h.token)
	mux.HandleFunc("POST /revoke", h.revoke)
	mux.HandleFunc("GET /me", h.me)
	h.Server = httptest.NewServer(mux)
	t.Cleanup(h.Close)
	return h
}

func (h *host) fresh(kind string) string {
	text := canary + "-" + kind + "-" + rand.Text()
	h.issued = append(h.issued, text)
	return text
}

func (h *host) authorize(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	code := h.fresh("code")
	h.codes[code] = true
	back := url.Values{"code": {code}, "state": {r.FormValue("state")}}
	http.Redirect(w, r, r.FormValue("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

func (h *host) token(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	ok := r.FormValue("client_secret") == "secret-"+canary
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
	access, refresh := h.fresh("access"), h.fresh("refresh")
	h.living[access], h.living[refresh] = true, true
	_ = json.NewEncoder(w).Encode(map[string]any{"access_token": access, "refresh_token": refresh, "expires_in": 3600, "channel": h.channel})
}

func (h *host) revoke(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	deaf := h.deaf
	if !deaf {
		h.revoked = append(h.revoked, r.FormValue("token"))
		clear(h.living)
	}
	h.mu.Unlock()
	if deaf {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

func (h *host) me(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked++
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch {
	case !h.living[token]:
		w.WriteHeader(http.StatusUnauthorized)
	case h.says != http.StatusOK:
		w.WriteHeader(h.says)
		_, _ = w.Write([]byte("no " + token)) // as some do
	default:
		_ = json.NewEncoder(w).Encode(map[string]string{"name": "Nora's clips", "missing": h.missing})
	}
}

// forget ends every login there is.
func (h *host) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	clear(h.living)
}

// set changes something of the host's.
func (h *host) set(change func(h *host)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change(h)
}

// browse is a browser whose person allows everything.
func browse(address string) error {
	go func() {
		if r, err := http.Get(address); err == nil {
			r.Body.Close()
		}
	}()
	return nil
}

// guestbook is the connector of a host: the platform in memory behind a login.
type guestbook struct {
	platform.Publisher
	client *httpx.Client
	held   *httpx.Held
	secret map[string]any
	pace   *httpx.Pace
}

func init() {
	platform.Register("guestbook", openGuestbook)
	platform.Describe("guestbook", platform.Profile{
		Title: "Guestbook",
		Needs: []platform.Need{
			{Key: "client_id", Title: taglane.Say("Folder for the pages")},
			{Key: "client_secret", Title: taglane.Say("Folder for the pages"), Secret: true},
			{Key: "region", Title: taglane.Say("Folder for the pages"), May: true},
		},
		Guide: []platform.Stage{{Text: taglane.Say("Everything in one file"), Link: "https://guestbook.example/apps", Copy: "http://127.0.0.1"}},
		Options: []platform.Option{
			{Key: "privacy", Title: taglane.Say("Public address of the folder"), Kind: platform.AsChoice, Choices: []platform.Choice{{Value: "public", Title: taglane.Say("Everything in one file")}}},
		},
		Connect: connectGuestbook, Revoke: func(ctx context.Context, a taglane.Account, secret json.RawMessage) error {
			var c map[string]any
			if err := json.Unmarshal(secret, &c); err != nil {
				return err
			}
			return loginOf(a, c).Revoke(ctx, tokenOf(c))
		},
	})
}

func text(c map[string]any, key string) string { v, _ := c[key].(string); return v }

func tokenOf(c map[string]any) httpx.Token {
	return httpx.Token{Access: text(c, "access_token"), Refresh: text(c, "refresh_token")}
}

func loginOf(a taglane.Account, c map[string]any) httpx.Config {
	at := a.Settings["base_url"]
	return httpx.Config{
		Service: "Guestbook", AuthURL: at + "/auth", TokenURL: at + "/token", RevokeURL: at + "/revoke",
		ClientID: text(c, "client_id"), ClientSecret: text(c, "client_secret"),
	}
}

func openGuestbook(a taglane.Account, secret json.RawMessage) (platform.Publisher, error) {
	g := &guestbook{secret: map[string]any{}}
	if secret != nil && json.Unmarshal(secret, &g.secret) != nil {
		return nil, taglane.Errorf(taglane.Invalid, "The credentials must be a JSON object with the keys that the service's page names.")
	}
	g.held = httpx.NewHeld(tokenOf(g.secret), nil)
	g.client = &httpx.Client{
		Base: a.Settings["base_url"], Service: "Guestbook", Secrets: httpx.NewSecrets(text(g.secret, "client_secret")),
		Grant: &httpx.Grant{Config: loginOf(a, g.secret), Store: g.held},
	}
	g.pace = httpx.NewPace(time.Now, httpx.Limit{Name: "day", Most: 10, Per: 24 * time.Hour})
	a.Service, a.Settings = "memory", map[string]string{}
	var err error
	g.Publisher, err = platform.Open(a, nil)
	return g, err
}

func connectGuestbook(ctx context.Context, a taglane.Account, secret json.RawMessage, with platform.Person) (platform.Connected, error) {
	var c map[string]any
	if err := json.Unmarshal(secret, &c); err != nil {
		return platform.Connected{}, err
	}
	cfg := loginOf(a, c)
	t, err := httpx.Token{}, error(nil)
	if a.Settings["way"] == "paste" {
		visit, wrong := cfg.Begin("https://guestbook.example/after")
		if wrong != nil {
			return platform.Connected{}, wrong
		}
		if err := with.Show(visit.URL); err != nil {
			return platform.Connected{}, err
		}
		pasted, wrong := with.Paste(ctx)
		if wrong != nil {
			return platform.Connected{}, wrong
		}
		t, err = visit.Finish(ctx, pasted)
	} else {
		t, err = httpx.Authorize(ctx, cfg, with.Show)
	}
	if err != nil {
		return platform.Connected{}, err
	}
	channel := t.Extra["channel"]
	if a.Settings["way"] == "choose" {
		n, err := with.Choose(ctx, taglane.Say("Folder for the pages"), []string{"One", "Two"})
		if err != nil {
			return platform.Connected{}, err
		}
		channel = []string{"UC-one", "UC-two"}[n]
	}
	c["access_token"], c["refresh_token"] = t.Access, t.Refresh
	b, err := json.Marshal(c)
	return platform.Connected{Secret: b, Settings: map[string]string{"channel_id": channel}, Name: "Nora"}, err
}

func (g *guestbook) Keep(save func(json.RawMessage) error) {
	g.held.Keep(func(t httpx.Token) error {
		g.secret["access_token"], g.secret["refresh_token"] = t.Access, t.Refresh
		b, err := json.Marshal(g.secret)
		if err != nil {
			return err
		}
		return save(b)
	})
}

func (g *guestbook) Pace(state json.RawMessage, keep func(json.RawMessage)) {
	var was httpx.PaceState
	_ = json.Unmarshal(state, &was)
	g.pace.Restore(was, func(s httpx.PaceState) {
		b, _ := json.Marshal(s)
		keep(b)
	})
}

func (g *guestbook) Health(ctx context.Context) (platform.Health, error) {
	if err := g.pace.Take(1); err != nil {
		return platform.Health{}, err
	}
	answer, err := g.client.Do(ctx, httpx.Call{Method: http.MethodGet, URL: "/me"})
	if err != nil {
		return platform.Health{}, err
	}
	var me struct{ Name, Missing string }
	err = json.Unmarshal(answer.Body, &me)
	return platform.Health{
		Name: me.Name, Scopes: []platform.Scope{{Name: "upload", For: taglane.Say("Everything in one file"), Granted: me.Missing != "upload"}},
		Quotas: []platform.Quota{{What: taglane.Say("Folder for the pages"), Left: int64(g.pace.Left("day")), Most: 10}},
	}, err
}

// Open asks who it is before anything is uploaded.
func (g *guestbook) Open(ctx context.Context, key string, p taglane.Publication) (platform.UploadSession, error) {
	if _, err := g.client.Do(ctx, httpx.Call{Method: http.MethodGet, URL: "/me"}); err != nil {
		return nil, err
	}
	return g.Publisher.Open(ctx, key, p)
}

// appSecret is what a person enters of their developer app.
var appSecret = json.RawMessage(`{"client_id":"client-1","client_secret":"secret-` + canary + `"}`)

// hosting opens a studio with a keyring, and an account of a host that nobody
// has logged in to yet.
func hosting(t *testing.T, h *host, settings ...string) (*Studio, taglane.Account) {
	t.Helper()
	s := newStudio(t)
	s.o.Keyring = &ring{keys: map[string][]byte{}}
	set := map[string]string{"base_url": h.URL}
	for i := 0; i+1 < len(settings); i += 2 {
		set[settings[i]] = settings[i+1]
	}
	a, err := s.AddAccount(ctx, NewAccount{Service: "guestbook", Name: "Mine", Settings: set, Secret: appSecret})
	if err != nil {
		t.Fatal(err)
	}
	return s, a
}

// enter logs in to an account, and must succeed.
func enter(t *testing.T, s *Studio, id taglane.ID) {
	t.Helper()
	if _, err := s.ConnectAccount(ctx, id, browse); err != nil {
		t.Fatal(err)
	}
	if l := awaitLogin(t, s, loggedIn, notLogged); l.State != loggedIn {
		t.Fatalf("the login ended with %+v", l)
	}
}

// awaitLogin waits until the login stands somewhere.
func awaitLogin(t *testing.T, s *Studio, states ...string) Login {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		l := s.Login()
		for _, want := range states {
			if l.State == want {
				return l
			}
		}
	}
	t.Fatalf("the login still stands at %+v", s.Login())
	return Login{}
}

// queue puts a small clip on its way to an account, and returns its row.
func queue(t *testing.T, s *Studio, account taglane.ID) outbox.Row {
	t.Helper()
	content := []byte("a clip of " + rand.Text())
	path := filepath.Join(t.TempDir(), "clip.mp4")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	clip, err := s.store.Clip(ctx, addClip(t, s, 300))
	if err != nil {
		t.Fatal(err)
	}
	rev := taglane.Revision{Draft: taglane.Draft{Clip: clip}, Media: taglane.File{Path: path, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(content))}, FrozenAt: s.o.Now().UTC()}
	rev.Digest = taglane.DigestOf(rev)
	if err := s.store.KeepRevision(ctx, rev); err != nil {
		t.Fatal(err)
	}
	row, _, err := s.store.Queue(ctx, outbox.NewRow(s.o.NewID(), rev, account, 0, nil, time.Time{}, s.o.Now().UTC()), outbox.Entry{At: s.o.Now().UTC(), Outcome: "queued"})
	if err != nil {
		t.Fatal(err)
	}
	return row
}

// carried runs the outbox until nothing moves and returns the row.
func carried(t *testing.T, s *Studio, id taglane.ID) outbox.Row {
	t.Helper()
	if err := s.RunOutbox(ctx, true); err != nil {
		t.Fatal(err)
	}
	r, err := s.store.Load(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (o *overheard) add(v ...any) {
	o.Lock()
	defer o.Unlock()
	o.n++
	for _, x := range v {
		b, _ := json.Marshal(x)
		fmt.Fprintf(&o.text, "%s %+v ", b, x)
	}
	o.text.WriteString("\n")
}

func (o *overheard) event(name string, data any) { o.add(name, data) }

// say notes an answer and every layer of an error.
func (o *overheard) say(answer any, err error) {
	o.add(answer)
	for e := err; e != nil; e = errors.Unwrap(e) {
		o.add(e.Error())
	}
}

// log is a log that is overheard.
func (o *overheard) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(overheardLog{o}, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

type overheardLog struct{ o *overheard }

func (w overheardLog) Write(b []byte) (int, error) { w.o.add(string(b)); return len(b), nil }
