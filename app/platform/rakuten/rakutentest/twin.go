package rakutentest

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"taglane/app/platform/twin"
	"taglane/app/taglane"
)

// Who the twin knows: an application, its site, whom its links pay, and
// somebody else.
const (
	ClientID     = "twin-client-4711"
	ClientSecret = "twin-secret-9Qx7-canary"
	SID          = "3951234"
	Publisher    = "GSFNlAS0O*w"
	Stranger     = "aB3dE5gH7j*"
)

// What Rakuten says with a status of 403.
const (
	TooMany    = "The number of requests per minute is exceeded."
	NotGranted = `{"fault":"You cannot consume this service"}`
)

// Terms are how Rakuten stands to whoever asks. Set changes them.
type Terms struct {
	Form      string        // the only form of the header that is accepted; "": both
	Life      time.Duration // of a token
	Kills     bool          // a new token kills the one before
	NoRefresh bool          // refresh tokens are not accepted
	Shut      bool          // nobody is let in; the answer repeats the header
	PerMinute int           // calls over all addresses
	PageMost  int           // rows a page, but of reports; 0: as many as asked for
	RowsMost  int           // rows a page of a report; 0: as many as asked for
	Wrapped   bool          // lists stand under "data"
	Crooked   bool          // the link to the next page is malformed
	FromZero  bool          // lists count their pages from 0
	Comma     bool          // prices have a decimal comma
	Latin     bool          // texts are in Latin-1, and nothing says so
	Bare      bool          // an & is not escaped
	Huge      bool          // answers have 12 MB
	Stall     bool          // an answer begins and never ends
	YesNo     bool          // an event is "Y" or "N" instead of true or false
	Pays      string        // the publisher in links; "": the one asked for
	Barred    []string      // paths that the account may not ask
	Answers   []Answer      // of the next calls, instead of the twin's own
}

// Answer is one that is given once.
type Answer struct {
	Path   string // or what is above it
	Status int
	Body   string
}

// Twin is Rakuten Advertising.
type Twin struct {
	Clock *twin.Clock
	*twin.Stand
	twin.Ledger
	twin.Lists

	door *twin.Door

	mu      sync.Mutex
	terms   Terms
	stock   Stock
	calls   []time.Time
	tokens  map[string]time.Time // access tokens that live, and until when
	renewed map[string]bool      // refresh tokens that live
	issued  []string             // every token ever
	forms   []string             // of the header, of every call for a token
	inside  int                  // calls right now
	most    int                  // calls at once, so far
}

// New stands at a port of 127.0.0.1.
func New() *Twin {
	t := &Twin{
		Clock:  twin.NewClock(time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)),
		terms:  Terms{PerMinute: 100, Life: time.Hour},
		tokens: map[string]time.Time{}, renewed: map[string]bool{},
	}
	t.stock = sample(t.Clock.Now())
	t.issue()
	t.door = &twin.Door{Clock: t.Clock, Handler: http.HandlerFunc(t.answer)}
	t.Stand = twin.Open("rakuten", t.door)
	return t
}

// Account is one at the twin, with key and value of further settings.
func (t *Twin) Account(settings ...string) taglane.Account {
	set := map[string]string{"client_id": ClientID, "sid": SID, "publisher_id": Publisher}
	return taglane.Account{ID: taglane.ID(t.ID), Service: "rakuten", Name: "Rakuten", BaseURL: t.Base, Settings: twin.With(set, settings...)}
}

// Secret is a login that lives, as long as the first token does.
func (t *Twin) Secret() json.RawMessage {
	t.mu.Lock()
	defer t.mu.Unlock()
	b, _ := json.Marshal(map[string]any{
		"client_id": ClientID, "client_secret": ClientSecret, "sid": SID, "publisher_id": Publisher,
		"access_token": t.issued[0], "refresh_token": t.issued[1], "expiry": t.Clock.Now().Add(t.terms.Life),
	})
	return b
}

// Fresh is what a person enters, before there is any token.
func (t *Twin) Fresh() json.RawMessage {
	b, _ := json.Marshal(map[string]any{"client_id": ClientID, "client_secret": ClientSecret, "sid": SID, "publisher_id": Publisher})
	return b
}

// Secrets are what must never be seen in a log.
func (t *Twin) Secrets() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append(slices.Clone(t.issued), ClientSecret, pair)
}

// Posts are none: Rakuten takes no clips.
func (t *Twin) Posts() []twin.Post { return nil }

// Forget does nothing: there are no uploads.
func (t *Twin) Forget() {}

// Door is where its calls can be seen and lost.
func (t *Twin) Door() *twin.Door { return t.door }

// Set changes the terms and the stock.
func (t *Twin) Set(change func(k *Terms, s *Stock)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change(&t.terms, &t.stock)
}

// now is how both are at this moment.
func (t *Twin) now() (Terms, Stock) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.terms, t.stock
}

// AtOnce is how many calls there were at the same time, at most.
func (t *Twin) AtOnce() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.most
}

// page counts a list, and is the page of it that is asked for, from 0. of is
// how many there are in all.
func page[T any](t *Twin, all []T, number, size int) (rows []T, of int) {
	empty, repeats := t.Listed()
	if empty {
		return []T{}, len(all)
	}
	from, of := number*size, len(all)
	if repeats && from > 0 {
		from, of = from-1, of+1
	}
	from = min(from, len(all))
	return all[from:min(from+size, len(all))], of
}

// enter counts a call, and leave that it is over.
func (t *Twin) enter() (leave func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.inside++
	t.most = max(t.most, t.inside)
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.inside--
	}
}

// answer hands a call on by its path.
func (t *Twin) answer(w http.ResponseWriter, r *http.Request) {
	defer t.enter()()
	if a, given := t.given(r.URL.Path); given {
		w.WriteHeader(a.Status)
		_, _ = io.WriteString(w, a.Body)
		return
	}
	if !t.often(w) {
		return
	}
	if r.URL.Path == "/token" {
		t.token(w, r)
		return
	}
	path, op, in, known := match(r)
	if !known {
		t.Note("%s %s is no address of Rakuten", r.Method, r.URL.Path)
		w.WriteHeader(http.StatusNotFound)
		return
	}
	for _, f := range op.faults(r, in) {
		t.Note("%s %s: %s", r.Method, path, f)
	}
	if !t.admits(w, r, path) {
		return
	}
	answers := map[string]func(http.ResponseWriter, *http.Request){
		"/productsearch/1.0": t.products, "/coupon/1.0": t.coupons, "/v1/partnerships": t.partners, "/v2/advertisers": t.advertisers,
		"/v1/offers": t.offers, "/events/1.0/transactions": t.transactions, "/v1/links/deep_links": t.deepLink,
		"/v1/partnerships/{advertiser-id}": t.partner,
	}
	if answers[path] == nil {
		t.Note("%s is not made here", path)
		w.WriteHeader(http.StatusNotFound)
		return
	}
	answers[path](w, r)
}

func (t *Twin) given(path string) (Answer, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, a := range t.terms.Answers {
		if strings.HasPrefix(path, a.Path) {
			t.terms.Answers = slices.Delete(slices.Clone(t.terms.Answers), i, i+1)
			return a, true
		}
	}
	return Answer{}, false
}

// often counts calls within a minute.
func (t *Twin) often(w http.ResponseWriter) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.Clock.Now()
	t.calls = slices.DeleteFunc(t.calls, func(at time.Time) bool { return now.Sub(at) >= time.Minute })
	if t.calls = append(t.calls, now); len(t.calls) <= t.terms.PerMinute {
		return true
	}
	t.Note("call %d within a minute", len(t.calls))
	w.WriteHeader(http.StatusForbidden)
	_, _ = io.WriteString(w, TooMany)
	return false
}

// send sends an answer, or what stands in its place.
func (t *Twin) send(w http.ResponseWriter, r *http.Request, kind string, body []byte) {
	k, _ := t.now()
	w.Header().Set("Content-Type", kind)
	switch {
	case k.Stall:
		_, _ = w.Write(body[:len(body)/2])
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	case k.Huge:
		body = append(body, []byte(strings.Repeat(" ", 12<<20))...)
	}
	_, _ = w.Write(body)
}
