package cjtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	graphql "github.com/graph-gophers/graphql-go"

	"taglane/app/platform/twin"
	"taglane/app/taglane"
)

// Who the twin knows: a company, its property, its token, and somebody else.
const (
	Company  = "4567890"
	PID      = "7654321"
	Stranger = "1111111"
	Token    = "twin-pat-9Qx7-canary"
)

// The hosts that stand in the paths.
const (
	AdsHost   = "ads.api.cj.com"
	SalesHost = "commissions.api.cj.com"
	LinksHost = "link-search.api.cj.com"
	ShopsHost = "advertiser-lookup.api.cj.com"
)

// Terms are how CJ stands to whoever asks. Set changes them.
type Terms struct {
	Shut       bool          // the token is not accepted; the answer repeats it
	Silent     bool          // with Shut: the answer says nothing
	PerMinute  int           // calls at each host
	PageMost   int           // rows a page of commissions and of XML; 0: as many as asked for
	WindowMost time.Duration // of a report; a longer one is 400 without a word
	Stuck      bool          // reports are never complete and never go on
	Pays       string        // the PID in click addresses; "": the one asked for
	Answers    []Answer      // of the next calls at a host, instead of the twin's own
}

// Answer is one that is given once.
type Answer struct {
	Host   string
	Status int
	Body   string
}

// Stock is what there is at CJ. Set changes it.
type Stock struct {
	Products    []Product
	Commissions []Commission
	Advertisers []Advertiser
	Links       []Link
}

// Twin is CJ Affiliate.
type Twin struct {
	Clock *twin.Clock
	*twin.Stand
	twin.Ledger
	twin.Lists

	door       *twin.Door
	ads, sales *graphql.Schema

	mu    sync.Mutex
	terms Terms
	stock Stock
	calls map[string][]time.Time // by host
}

// New stands at a port of 127.0.0.1.
func New() *Twin {
	t := &Twin{
		Clock: twin.NewClock(time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)),
		terms: Terms{PerMinute: 25, WindowMost: 31 * 24 * time.Hour}, calls: map[string][]time.Time{},
	}
	t.stock = sample(t.Clock.Now())
	t.ads = graphql.MustParseSchema(AdsSchema, &adsQuery{t}, graphql.UseFieldResolvers())
	t.sales = graphql.MustParseSchema(CommissionsSchema, &salesQuery{t}, graphql.UseFieldResolvers())
	t.door = &twin.Door{Clock: t.Clock, Handler: http.HandlerFunc(t.answer)}
	t.Stand = twin.Open("cj", t.door)
	return t
}

// Account is one at the twin, with key and value of further settings.
func (t *Twin) Account(settings ...string) taglane.Account {
	return taglane.Account{
		ID: taglane.ID(t.ID), Service: "cj", Name: "CJ", BaseURL: t.Base, Settings: twin.With(map[string]string{"company_id": Company, "pid": PID}, settings...),
	}
}

// Secret is a login that lives.
func (t *Twin) Secret() json.RawMessage {
	b, _ := json.Marshal(map[string]string{"access_token": Token, "company_id": Company, "pid": PID, "token_type": "Bearer"})
	return b
}

// Secrets are what must never be seen in a log.
func (t *Twin) Secrets() []string { return []string{Token} }

// Posts are none: CJ takes no clips.
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
	s := t.stock
	s.Products, s.Commissions = slices.Clone(s.Products), slices.Clone(s.Commissions)
	return t.terms, s
}

// answer hands a call on to the host in its path.
func (t *Twin) answer(w http.ResponseWriter, r *http.Request) {
	host, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	known := map[string]string{AdsHost: "query", SalesHost: "query", LinksHost: "v2/link-search", ShopsHost: "v2/advertiser-lookup"}
	if known[host] != path || known[host] == "" {
		t.Note("%s %s is no address of CJ", r.Method, r.URL.Path)
		w.WriteHeader(http.StatusUnauthorized) // as CJ does, without a word
		return
	}
	if a, given := t.given(host); given {
		w.WriteHeader(a.Status)
		_, _ = io.WriteString(w, a.Body)
		return
	}
	if !t.admits(w, r, host) {
		return
	}
	switch host {
	case AdsHost:
		t.execute(w, r, t.ads)
	case SalesHost:
		t.execute(w, r, t.sales)
	case LinksHost:
		t.links(w, r)
	default:
		t.shops(w, r)
	}
}

func (t *Twin) given(host string) (Answer, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, a := range t.terms.Answers {
		if a.Host == host {
			t.terms.Answers = slices.Delete(t.terms.Answers, i, i+1)
			return a, true
		}
	}
	return Answer{}, false
}

// admits looks at the token and at how often was asked.
func (t *Twin) admits(w http.ResponseWriter, r *http.Request, host string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.Clock.Now()
	calls := slices.DeleteFunc(t.calls[host], func(at time.Time) bool { return now.Sub(at) >= time.Minute })
	t.calls[host] = append(calls, now)
	if len(calls) >= t.terms.PerMinute {
		t.Note("call %d within a minute at %s", len(calls)+1, host)
		w.WriteHeader(http.StatusTooManyRequests)
		return false
	}
	key := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if key == Token && !t.terms.Shut {
		return true
	}
	w.WriteHeader(http.StatusUnauthorized)
	if !t.terms.Silent {
		_, _ = fmt.Fprintf(w, `{"message":"Invalid key presented: %s"}`, key)
	}
	return false
}
