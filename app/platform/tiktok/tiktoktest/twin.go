package tiktoktest

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"taglane/app/platform/twin"
	"taglane/app/taglane"
)

// The developer app that the twin knows, and the person who uses it.
const (
	AppKey    = "twin-app-key"
	AppSecret = "twin-app-secret-5f1c"
	OpenID    = "open-1"
	Username  = "ada"
	Nickname  = "Ada"
)

// AllScopes is every permission that a person can give.
const AllScopes = "user.info.basic,user.info.profile,user.info.stats,video.publish,video.upload,video.list"

// Twin is TikTok as its documentation has it.
type Twin struct {
	Clock *twin.Clock

	door    *twin.Door
	servers []*http.Server
	api, up string // addresses
	id      taglane.ID

	mu      sync.Mutex
	terms   Terms
	login   login
	calls   map[string][]time.Time // by limit
	uploads []*upload
	made    int // uploads so far
	posted  int // public videos so far
	issued  []string
	wrong   []string
}

var count atomic.Int64 // of twins in this program

// Terms are how TikTok stands to the account and to the app. Set changes them.
type Terms struct {
	Scopes      string        // what the person gives leave for, separated by commas
	Deny        bool          // the person says no at the authorize page
	TokenLife   time.Duration // of an access token; 0: for ever
	KeepRefresh bool          // a renewal leaves the refresh token as it was
	Audited     bool          // the app is

	Creator     Creator
	CreatorCode string // creator_info's own no, told with a status of 200; "" for none

	InitPerMinute, CreatorPerMinute, StatusPerMinute, DisplayPerMinute int
	PerDay                                                             int // posts of the account
	Pending                                                            int // clips in its inbox

	PieceLeast, PieceMost, LastMost int64         // bytes
	UploadLife                      time.Duration // of an upload address
	UploadHost                      string        // where upload addresses lead instead: "https://example.com"
	PieceAnswers                    []int         // statuses of the next pieces; they are not taken

	Rounds  int      // how often the state is still "processing"
	Fail    string   // the fail_reason of what is uploaded from now on; "" for none
	Hidden  bool     // moderation tells no post id yet
	Answers []Answer // of the next calls of a path, instead of the twin's own
}

// Creator is what creator_info answers with.
type Creator struct {
	Privacy                                       []string
	CommentDisabled, DuetDisabled, StitchDisabled bool
	MaxSeconds                                    int
}

// Answer is a no that is told once.
type Answer struct {
	Path   string
	Status int
	Code   string // in the envelope; "" for an answer without a word
}

func newTerms() Terms {
	return Terms{
		Scopes: AllScopes, TokenLife: 24 * time.Hour, Audited: true,
		Creator:       Creator{Privacy: []string{"PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"}, MaxSeconds: 300},
		InitPerMinute: 6, CreatorPerMinute: 20, StatusPerMinute: 30, DisplayPerMinute: 600, PerDay: 15, Pending: 5,
		// Nobody says whether a megabyte is decimal, so a piece must fit both readings.
		PieceLeast: 5_242_880, PieceMost: 64_000_000, LastMost: 128_000_000, UploadLife: time.Hour,
	}
}

// New stands at two ports of 127.0.0.1, one of them for uploads, with a login
// that lives and an app that is audited.
func New() *Twin {
	t := &Twin{Clock: twin.NewClock(time.Now().UTC().Truncate(time.Second).Add(time.Hour)), terms: newTerms(), calls: map[string][]time.Time{}}
	t.login = newLogin(t.Clock.Now())
	t.issued = []string{AppSecret, t.login.access, t.login.refresh}
	api := t.routes()
	t.door = &twin.Door{Clock: t.Clock, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if "http://"+r.Host == t.up {
			t.put(w, r)
			return
		}
		api.ServeHTTP(w, r)
	})}
	t.api, t.up = t.listen(), t.listen()
	// A port may be another twin's again, an account never is.
	t.id = taglane.ID(fmt.Sprintf("tiktok %d at %s", count.Add(1), t.api))
	return t
}

func (t *Twin) listen() string {
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic("tiktoktest: this computer has no free port: " + err.Error())
	}
	s := &http.Server{Handler: t.door, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	t.servers = append(t.servers, s)
	go func() { _ = s.Serve(at) }()
	return "http://" + at.Addr().String()
}

func (t *Twin) routes() http.Handler {
	api := http.NewServeMux()
	api.HandleFunc("GET /v2/auth/authorize/{$}", t.authorize)
	api.HandleFunc("POST /v2/oauth/token/{$}", t.token)
	api.HandleFunc("POST /v2/oauth/revoke/{$}", t.revoke)
	api.HandleFunc("POST /v2/post/publish/creator_info/query/{$}", t.guard("creator_info", "video.publish", t.creatorInfo))
	api.HandleFunc("POST /v2/post/publish/video/init/{$}", t.guard("init", "video.publish", t.initDirect))
	api.HandleFunc("POST /v2/post/publish/inbox/video/init/{$}", t.guard("init", "video.upload", t.initInbox))
	api.HandleFunc("POST /v2/post/publish/status/fetch/{$}", t.guard("status", "", t.status))
	api.HandleFunc("POST /v2/video/query/{$}", t.guard("video", "video.list", t.query))
	api.HandleFunc("GET /v2/user/info/{$}", t.guard("user", "user.info.basic", t.userInfo))
	api.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.blame("%s %s is not in the documentation", r.Method, r.URL.Path)
		w.WriteHeader(http.StatusNotFound)
	})
	return api
}

// Close ends the servers and whatever is under way there.
func (t *Twin) Close() {
	for _, s := range t.servers {
		_ = s.Close()
	}
}

// Account is a connection to the twin; settings are keys and values that go
// over its own: mode=inbox.
func (t *Twin) Account(settings ...string) taglane.Account {
	a := taglane.Account{
		ID: t.id, Service: "tiktok", Name: Nickname, BaseURL: t.api,
		Settings: map[string]string{"upload_base_url": t.up, "open_id": OpenID},
	}
	for i := 0; i+1 < len(settings); i += 2 {
		a.Settings[settings[i]] = settings[i+1]
	}
	return a
}

// App is the developer app alone, as a person enters it before logging in.
func (t *Twin) App() json.RawMessage {
	b, _ := json.Marshal(map[string]string{"client_key": AppKey, "client_secret": AppSecret})
	return b
}

// Secret is the credentials with the login as it stands now.
func (t *Twin) Secret() json.RawMessage {
	t.mu.Lock()
	defer t.mu.Unlock()
	b, _ := json.Marshal(map[string]string{
		"client_key": AppKey, "client_secret": AppSecret, "access_token": t.login.access,
		"refresh_token": t.login.refresh, "open_id": OpenID, "scope": t.login.scope,
	})
	return b
}

// Secrets are every text so far that no log may show.
func (t *Twin) Secrets() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.issued)
}

// Set changes the terms between two calls.
func (t *Twin) Set(change func(*Terms)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change(&t.terms)
}

// Wrong is what was asked that the documentation does not know, or more often
// than it allows.
func (t *Twin) Wrong() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.wrong)
}

// Door notes every call, at both ports, and can lose one.
func (t *Twin) Door() *twin.Door { return t.door }

// Seen is how often a path was called.
func (t *Twin) Seen(path string) (n int) {
	for _, c := range t.door.Calls() {
		if c.Path == path {
			n++
		}
	}
	return n
}

func (t *Twin) blame(format string, args ...any) {
	t.wrong = append(t.wrong, fmt.Sprintf(format, args...))
}

func (t *Twin) secret(text string) string {
	t.issued = append(t.issued, text)
	return text
}
