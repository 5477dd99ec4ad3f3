package youtubetest

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"taglane/app/platform/twin"
	"taglane/app/taglane"
)

// What a stand-in begins with. The person has logged in once already.
const (
	ClientID     = "client-1.apps.googleusercontent.com"
	ClientSecret = "GOCSPX-secret-of-client-1"
	FirstAccess  = "ya29.first-access"
	FirstRefresh = "1//refresh-of-the-channel"
	Channel      = "UCtwin"
	ChannelName  = "Twin kitchen"
	// Everything is the leave that the first login gave.
	Everything = scopeRoot + "youtube.upload " + scopeRoot + "youtube.readonly " + scopeRoot + "youtube.force-ssl"
)

const scopeRoot = "https://www.googleapis.com/auth/"

// Knobs are what a test may turn; as they are at first, all goes well.
type Knobs struct {
	Channel     string        // of whoever is logged in; "": the Google account has none
	ChannelName string        // as its visitors see it
	Scopes      string        // what the person leaves ticked at the login; "": all that is asked for
	Deny        bool          // the person says no at the login
	TokenLife   time.Duration // of an access token; 0: an hour
	SessionLife time.Duration // of an upload session; 0: for ever
	Gone        int           // the answer to a session that is not known: 404, or 410
	Stores      int           // bytes that are kept of the next piece; 0: all
	Processing  int           // how many looks find a new video under way
	Unlisted    bool          // the list of uploads lags behind
	Unverified  bool          // the channel may not have covers of its own
	Hint308     bool          // 308 is written as 200 with X-HTTP-Status-Code-Override
	Nameless    bool          // an upload is done without saying which video it became
	Made        func(*Video)  // changes a video as it comes to be
}

// Twin is the stand-in. It may be used by many at once, also by other
// programs.
type Twin struct {
	Clock *twin.Clock // stands at noon UTC of 2026-11-26 until it is moved

	door   *twin.Door
	server *http.Server
	url    string

	mu       sync.Mutex
	knobs    Knobs
	logins   logins
	ledger   ledger
	sessions map[string]*upload
	issued   []string // upload sessions ever begun: each is a secret
	videos   []*Video
	wrong    []string
	instead  []*instead
}

// New starts a stand-in on this computer.
func New() *Twin {
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic("youtubetest: no port of this computer is free: " + err.Error())
	}
	t := &Twin{
		Clock: twin.NewClock(time.Now().UTC().Truncate(time.Second).Add(time.Hour)), url: "http://" + door.Addr().String(),
		knobs: Knobs{Channel: Channel, ChannelName: ChannelName, Gone: http.StatusNotFound}, sessions: map[string]*upload{},
	}
	t.logins = firstLogin()
	t.door = &twin.Door{Handler: http.HandlerFunc(t.serve), Clock: t.Clock}
	t.server = &http.Server{Handler: t.door, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = t.server.Serve(door) }()
	return t
}

// Close ends it, with every connection.
func (t *Twin) Close() { _ = t.server.Close() }

// URL is where it is reached.
func (t *Twin) URL() string { return t.url }

// Door notes every call and can lose one.
func (t *Twin) Door() *twin.Door { return t.door }

// Account is an account of the stand-in's channel; settings are further keys
// and values in turn.
func (t *Twin) Account(settings ...string) taglane.Account {
	set := map[string]string{"channel_id": Channel, "made_for_kids": "false", "ai": "false"}
	for i := 0; i+1 < len(settings); i += 2 {
		set[settings[i]] = settings[i+1]
	}
	return taglane.Account{ID: "account-1", Service: "youtube", Name: "Twin", BaseURL: t.url, Settings: set}
}

// Secret is the login the stand-in begins with.
func (t *Twin) Secret() json.RawMessage {
	t.mu.Lock()
	defer t.mu.Unlock()
	b, _ := json.Marshal(map[string]string{
		"client_id": ClientID, "client_secret": ClientSecret, "access_token": FirstAccess, "refresh_token": FirstRefresh,
		"token_type": "Bearer", "scope": t.logins.access[FirstAccess].scope, "expiry": "2126-01-01T00:00:00Z",
	})
	return b
}

// Secrets are the texts that nobody may see in a log.
func (t *Twin) Secrets() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append(t.logins.secrets(), t.issued...)
}

// Turn changes what happens from now on.
func (t *Twin) Turn(how func(k *Knobs)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	how(&t.knobs)
}

// Forget loses every upload session.
func (t *Twin) Forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sessions = map[string]*upload{}
}

// Posts is what is public by now.
func (t *Twin) Posts() (out []twin.Post) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.publishDue()
	for _, v := range t.videos {
		if v.Status["privacyStatus"] == "public" {
			out = append(out, twin.Post{Key: strings.TrimSuffix(v.FileName, ".mp4"), ID: v.ID, SHA256: v.SHA256, At: v.PublicAt})
		}
	}
	slices.SortStableFunc(out, func(a, b twin.Post) int { return a.At.Compare(b.At) })
	return out
}

// Wrong is what was asked that no documentation knows, or beyond a limit.
func (t *Twin) Wrong() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.wrong)
}

// note keeps what was wrong; the caller holds the lock.
func (t *Twin) note(format string, args ...any) {
	t.wrong = append(t.wrong, fmt.Sprintf(format, args...))
}

// instead answers some requests in the stand-in's place.
type instead struct {
	fits   func(r *http.Request) bool
	left   int
	answer http.HandlerFunc
}

// Instead lets answer speak for the next requests that fit, so many of them.
func (t *Twin) Instead(fits func(r *http.Request) bool, times int, answer http.HandlerFunc) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.instead = append(t.instead, &instead{fits, times, answer})
}

// AsUsual takes back every Instead.
func (t *Twin) AsUsual() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.instead = nil
}

// stands is who answers in our place; nil for nobody.
func (t *Twin) stands(r *http.Request) http.HandlerFunc {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, i := range t.instead {
		if i.left > 0 && i.fits(r) {
			i.left--
			return i.answer
		}
	}
	return nil
}

// To fits the requests of a method to a path.
func To(method, path string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Method == method && r.URL.Path == path }
}

// No is an answer as YouTube gives an error.
func No(code int, domain, reason string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fail(w, code, domain, reason) }
}

func fail(w http.ResponseWriter, code int, domain, reason string) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(code)
	fmt.Fprintf(w, `{"error":{"code":%d,"message":"The request failed: <a href=\"/x\">%s</a>","errors":[{"domain":%q,"reason":%q,"message":"x"}]}}`, code, reason, domain, reason)
}

func give(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	b, _ := json.Marshal(body)
	w.WriteHeader(code)
	_, _ = w.Write(b)
}
