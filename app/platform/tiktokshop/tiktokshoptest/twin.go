package tiktokshoptest

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"taglane/app/platform/twin"
	"taglane/app/taglane"
)

// The app that is known here.
const (
	AppKey    = "twin-app-key"
	AppSecret = "twin-app-secret-0123456789"
)

// Twin is the stand-in. It may be used by many at once.
type Twin struct {
	Clock *twin.Clock
	*twin.Stand
	twin.Ledger
	twin.Lists

	door *twin.Door

	mu       sync.Mutex
	follows  bool
	knobs    Knobs
	n        int // of ids
	leave    leave
	codes    map[string]bool // of logins, not used up yet
	files    map[string]file
	covers   map[string]bool
	parts    map[string]bool // uploaded resources that wait to be bound
	uploads  map[string]*upload
	tasks    map[string]int // TikTok's looks: how often each still says PROCESSING
	looks    []time.Time
	videos   []Video
	pending  map[string]int // posts: how often each still says PROCESSING
	figures  map[string][]Figures
	orders   []Order
	calls    map[string]int
	secrets  []string
	showcase []string
	stock    []string
	offers   []Good
	shared   map[string]Shared // by address
}

// leave is a creator's login as it stands.
type leave struct {
	access, refresh string
	ends, last      time.Time
}

// New starts a stand-in at noon of a day in November, which stays noon until
// its Clock is moved or it follows the real time.
func New() *Twin {
	t := &Twin{
		Clock: twin.NewClock(time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)), knobs: usual(),
		codes: map[string]bool{}, files: map[string]file{}, covers: map[string]bool{}, parts: map[string]bool{}, uploads: map[string]*upload{},
		tasks: map[string]int{}, pending: map[string]int{}, figures: map[string][]Figures{}, calls: map[string]int{}, shared: map[string]Shared{},
	}
	t.issue()
	t.door = &twin.Door{Handler: http.HandlerFunc(t.serve), Clock: t.Clock}
	t.Stand = twin.Open("tiktokshop", http.HandlerFunc(t.enter))
	return t
}

// URL is where it stands: "http://127.0.0.1:4711".
func (t *Twin) URL() string { return t.Base }

// Account is an account here; settings are keys and values over its own.
func (t *Twin) Account(settings ...string) taglane.Account {
	set := twin.With(map[string]string{"auth_base_url": t.Base, "login_base_url": t.Base}, settings...)
	return taglane.Account{ID: "tiktokshop-twin", Service: "tiktokshop", Name: "lumen", BaseURL: t.Base, Settings: set}
}

// App is what a person has before the login: the app's own key and secret.
func (t *Twin) App() json.RawMessage {
	return wire(map[string]any{"app_key": AppKey, "app_secret": AppSecret})
}

// Secret is the credentials of a login that lives.
func (t *Twin) Secret() json.RawMessage {
	t.mu.Lock()
	defer t.mu.Unlock()
	return wire(map[string]any{"app_key": AppKey, "app_secret": AppSecret, "access_token": t.leave.access,
		"refresh_token": t.leave.refresh, "open_id": openID, "expiry": t.leave.ends.UTC().Format(time.RFC3339)})
}

// Secrets are the texts that no log may show: what was handed out so far.
func (t *Twin) Secrets() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string{AppSecret}, t.secrets...)
}

// Posts are what is public. TikTok Shop has no place for a key of ours.
func (t *Twin) Posts() (out []twin.Post) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, v := range t.videos {
		out = append(out, twin.Post{ID: v.ID, SHA256: v.SHA256, At: v.At})
	}
	return out
}

// Videos are the same posts with all that was said of them.
func (t *Twin) Videos() []Video {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.videos)
}

// Forget loses every upload, whole or not. Posts stay.
func (t *Twin) Forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.uploads)
	clear(t.files)
	clear(t.parts)
	clear(t.tasks)
}

// Door is what every call passes.
func (t *Twin) Door() *twin.Door { return t.door }

// Calls is how often each path was asked.
func (t *Twin) Calls() map[string]int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.calls)
}

// Follow lets the clock go with this computer's own, for programs whose
// signatures carry the real time.
func (t *Twin) Follow() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.follows = true
	t.Clock.Set(time.Now())
	t.leave.ends, t.leave.last = t.Clock.Now().Add(accessLife), t.Clock.Now().Add(refreshLife)
}

// enter is before the door, so that the door tells the right time.
func (t *Twin) enter(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	if t.follows {
		t.Clock.Set(time.Now())
	}
	t.mu.Unlock()
	t.door.ServeHTTP(w, r)
}

// bodyMost is how many bytes of a request are taken.
const bodyMost = 101_000_000

func (t *Twin) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyMost))
	if err != nil {
		return // half a request is none
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.calls[r.URL.Path]++
	if strings.HasPrefix(r.URL.Path, "/alliance/") || r.URL.Path == returnPath {
		t.person(w, r)
		return
	}
	code, data := t.answer(r, body)
	w.Header().Set("Content-Type", "application/json")
	if code != 0 && t.knobs.Status != 0 {
		w.WriteHeader(t.knobs.Status)
	}
	if text, ok := t.knobs.Answers[r.URL.Path]; ok {
		_, _ = io.WriteString(w, text)
		return
	}
	t.n++
	_, _ = w.Write(wire(map[string]any{"code": code, "message": fmt.Sprint("told as ", code), "request_id": fmt.Sprint("2026REQ", t.n), "data": data}))
}

// answer is the code and the data of a call.
func (t *Twin) answer(r *http.Request, body []byte) (int64, any) {
	path := r.URL.Path
	op := operationOf(r.Method, path)
	if op == nil {
		t.Note("%s %s is on no page", r.Method, path)
		return unknownPath, nil
	}
	if !op.plain {
		if code := t.signed(r, body); code != 0 {
			return code, nil
		}
	}
	if wrong := op.complain(r, body); wrong != "" {
		t.Note("%s %s: %s", r.Method, path, wrong)
		return badRequest, nil
	}
	if !op.plain {
		if code := t.allowed(r, op); code != 0 {
			return code, nil
		}
	}
	var told int64
	if list := t.knobs.Codes[path]; len(list) > 0 {
		told, t.knobs.Codes[path] = list[0], list[1:]
		if !t.knobs.Late {
			return told, nil
		}
	}
	code, data := op.do(t, r, body)
	if told != 0 {
		return told, nil
	}
	return code, data
}

// id is a new name of something.
func (t *Twin) id(kind string) string {
	t.n++
	if t.knobs.Numbers {
		return fmt.Sprint(9007199254740993 + int64(t.n)) // more than a float can hold
	}
	return fmt.Sprint(kind, "-", t.n)
}

// spell is how an id is told: as a text, or as a number.
func (t *Twin) spell(id string) any {
	if t.knobs.Numbers {
		return json.Number(id)
	}
	return id
}

// wire is what is put on it; what is told here always can be.
func wire(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("tiktokshoptest: " + err.Error())
	}
	return b
}
