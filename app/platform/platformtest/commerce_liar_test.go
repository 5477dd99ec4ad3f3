package platformtest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// bazaar is a far side that sells, has shops to join and pays, three rows a page.
type bazaar struct {
	mu      sync.Mutex
	token   string // the one that is accepted
	renewed int
	shut    bool
	hollow  int
}

type stallPage struct {
	Total int   `json:"total"`
	Count *int  `json:"count"`
	Rows  []row `json:"rows"`
	From  int   `json:"from"`
}

type row struct {
	Key    string `json:"key"`
	Amount string `json:"amount"`
}

func (b *bazaar) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if r.URL.Path == "/token" {
		b.renewed++
		b.token = fmt.Sprint("token-stall-", b.renewed)
		if b.shut {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]string{"access_token": b.token, "refresh_token": "refresh-stall"})
		return
	}
	if got := r.Header.Get("Authorization"); got != "Bearer "+b.token || b.shut {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = fmt.Fprintf(w, "not accepted: %s", got)
		return
	}
	const size = 3
	from, _ := strconv.Atoi(r.URL.Query().Get("from"))
	p := stallPage{Total: 7, From: from, Rows: []row{}}
	if b.hollow--; b.hollow != 0 {
		for i := from; i < min(from+size, p.Total); i++ {
			p.Rows = append(p.Rows, row{fmt.Sprint("row-", i), "1.10"})
		}
	}
	if key := r.URL.Query().Get("key"); key != "" {
		p.Rows = p.Rows[:0]
		if strings.HasPrefix(key, "row-") {
			p.Rows = append(p.Rows, row{key, "1.10"})
		}
		if key == "gone" {
			w.WriteHeader(http.StatusGone)
			return
		}
	}
	n := len(p.Rows)
	p.Count = &n
	_ = json.NewEncoder(w).Encode(p)
}

// stall is a connector of it, with one fault.
type stall struct {
	lie  string
	c    *httpx.Client
	seen map[string]bool // by this instance
}

func (s *stall) Capabilities() platform.Capabilities {
	return platform.Capabilities{Service: "stall", Title: "Stall"}
}

func (s *stall) page(ctx context.Context, next string, q url.Values) (p stallPage, more string, err error) {
	from := 0
	if next != "" && s.lie != "takes any page" {
		if from, err = strconv.Atoi(next); err != nil {
			return p, "", taglane.Errorf(taglane.Invalid, "There is no such page.")
		}
	}
	if s.lie == "goes on alone" {
		ctx = context.WithoutCancel(ctx)
	}
	q.Set("from", strconv.Itoa(from))
	a, err := s.c.Do(ctx, httpx.Call{URL: "/list", Query: q, Into: &p})
	switch {
	case err != nil && s.lie == "calls silence gone" && a.Status == 0:
		return p, "", taglane.Errorf(taglane.NotFound, "It is no more.")
	case err != nil && s.lie == "calls a cut answer gone" && a.Status == http.StatusOK:
		return p, "", taglane.Errorf(taglane.NotFound, "It is no more.")
	case err != nil && s.lie == "raw errors":
		return p, "", errors.New("dial tcp: lookup failed")
	case err != nil && s.lie == "tells secrets":
		return p, "", taglane.Wrap(errors.New("Bearer token-stall-0"), taglane.KindOf(err), "It did not work.")
	case err != nil && s.lie == "never asks for a login" && taglane.KindOf(err) == taglane.Login:
		return p, "", taglane.Errorf(taglane.Later, "It did not work.")
	case err != nil && s.lie == "names no time" && taglane.KindOf(err) == taglane.Later:
		return p, "", taglane.Errorf(taglane.Later, "Later.")
	case err != nil && s.lie == "takes trouble for nothing":
		return stallPage{}, "", nil
	case err != nil:
		return p, "", err
	}
	switch short := len(p.Rows) == 0 && from < p.Total && q.Get("key") == ""; {
	case s.lie == "believes anything":
	case a.Status != http.StatusOK || p.Count == nil || *p.Count != len(p.Rows), short && s.lie != "takes empty for the end":
		return stallPage{}, "", taglane.Errorf(taglane.Later, "The answer cannot be read.")
	}
	if end := from + len(p.Rows); end < p.Total && len(p.Rows) > 0 {
		more = strconv.Itoa(end)
	}
	return p, more, nil
}

func (s *stall) Search(ctx context.Context, w platform.Wanted) (platform.Listings, error) {
	p, more, err := s.page(ctx, w.Next, url.Values{})
	if err != nil {
		return platform.Listings{}, err
	}
	out := platform.Listings{Total: p.Total, Next: more}
	for _, r := range p.Rows {
		out.Listings = append(out.Listings, s.listing(r.Key))
	}
	if s.lie == "says it twice" {
		out.Listings = append(out.Listings, out.Listings...)
	}
	return out, nil
}

func (s *stall) listing(key string) taglane.Listing {
	l := taglane.Listing{Source: "stall", Key: key, Title: "Lamp " + key, ObservedAt: time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)}
	if s.lie == "leaves markup" {
		l.Title = "<b>Lamp</b>"
	}
	return l
}

func (s *stall) Listing(ctx context.Context, key string) (taglane.Listing, error) {
	p, _, err := s.page(ctx, "", url.Values{"key": {key}})
	switch {
	case err != nil:
		return taglane.Listing{}, err
	case len(p.Rows) == 0 && s.lie == "takes silence for gone":
		return taglane.Listing{}, taglane.Errorf(taglane.NotFound, "It is no more.")
	case len(p.Rows) == 0:
		return taglane.Listing{}, taglane.Errorf(taglane.Later, "Nobody says what became of it.")
	case s.lie == "shows another":
		return s.listing("row-0"), nil
	}
	return s.listing(p.Rows[0].Key), nil
}

func (s *stall) Programs(ctx context.Context, next string) (platform.Programs, error) {
	p, more, err := s.page(ctx, next, url.Values{})
	out := platform.Programs{Next: more}
	for _, r := range p.Rows {
		out.Programs = append(out.Programs, platform.Program{Advertiser: r.Key, CheckedAt: time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)})
	}
	return out, err
}

func (s *stall) Earnings(ctx context.Context, cursor json.RawMessage, until time.Time) (platform.Earnings, error) {
	next := ""
	if cursor != nil && json.Unmarshal(cursor, &struct{ Next *string }{&next}) != nil && s.lie != "takes any cursor" {
		return platform.Earnings{}, taglane.Errorf(taglane.Invalid, "It is not known how far was read.")
	}
	if s.lie == "remembers in memory" {
		next = ""
		if n := len(s.seen); n > 0 && n < 7 {
			next = strconv.Itoa(n)
		}
	}
	p, more, err := s.page(ctx, next, url.Values{})
	if err != nil {
		return platform.Earnings{}, err
	}
	out := platform.Earnings{More: more != ""}
	for _, r := range p.Rows {
		s.seen[r.Key] = true
		amount, _ := taglane.NewAmount(r.Amount, "USD")
		if s.lie == "rounds" {
			amount.Value = "1"
		}
		key := r.Key
		if s.lie == "names rows by their day" {
			key += until.Format(time.RFC3339)
		}
		out.Rows = append(out.Rows, taglane.Earning{Key: key, Original: key, Commission: amount, State: taglane.Pending})
	}
	if s.lie == "leaps" && more != "" {
		more = "6"
	}
	out.Cursor, err = json.Marshal(struct{ Next string }{more})
	return out, err
}

// bazaarWorld is a bazaar with a lying connector.
func bazaarWorld(lie string) func(t *testing.T) platformtest.Market {
	return func(t *testing.T) platformtest.Market {
		b := &bazaar{token: "token-stall-0"}
		at := httptest.NewServer(b)
		t.Cleanup(at.Close)
		rows := []string{"row-0", "row-1", "row-2", "row-3", "row-4", "row-5", "row-6"}
		store := httpx.NewHeld(httpx.Token{Access: "token-stall-0", Refresh: "refresh-stall"}, nil)
		under := func(change func()) func() {
			return func() {
				b.mu.Lock()
				defer b.mu.Unlock()
				change()
			}
		}
		fresh := func(via http.RoundTripper) *stall {
			login := httpx.Config{Service: "Stall", TokenURL: at.URL + "/token", ClientID: "id", HTTP: &http.Client{Transport: via}}
			c := &httpx.Client{Base: at.URL, HTTP: &http.Client{Transport: via}, Service: "Stall", Grant: &httpx.Grant{Config: login, Store: store}}
			if lie == "never renews" {
				c.Grant.Store = httpx.NewHeld(httpx.Token{Access: "token-stall-0"}, nil)
			}
			return &stall{lie, c, map[string]bool{}}
		}
		return platformtest.Market{
			New: func(_ testing.TB, via http.RoundTripper) platform.Connector { return fresh(via) },
			Slow: func(_ testing.TB, via http.RoundTripper) (platform.Connector, func(time.Duration)) {
				s, now := fresh(via), time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
				s.c.Now = func() time.Time { return now }
				if lie != "asks at once" {
					s.c.Pace = httpx.NewPace(s.c.Now)
				}
				return s, func(d time.Duration) {
					if lie != "waits on" {
						now = now.Add(d)
					}
				}
			},
			Secrets: func() []string { return []string{"token-stall-", "refresh-stall"} },
			Keys:    rows, Gone: "gone", Unknown: "unknown", Programs: rows,
			Until: time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC), Rows: rows, Total: []taglane.Amount{{Value: "7.70", Currency: "USD"}},
			Patience: func(c platform.Connector, wait time.Duration) {
				if lie != "waits for ever" {
					c.(*stall).c.Patience = wait
				}
			},
			Hollow:   func(n int) { under(func() { b.hollow = n })() },
			Shut:     under(func() { b.shut = true }),
			Expire:   under(func() { b.token = "token-stall-ended" }),
			Renewals: func() int { b.mu.Lock(); defer b.mu.Unlock(); return b.renewed },
		}
	}
}

// TestStall is what TestTheSuiteCatchesLyingStalls runs in another process,
// where it may fail. An honest one passes.
func TestStall(t *testing.T) {
	lie := os.Getenv("PLATFORMTEST_LIE")
	t.Run("Catalog", func(t *testing.T) { platformtest.RunCatalog(t, bazaarWorld(lie)) })
	t.Run("Affiliate", func(t *testing.T) { platformtest.RunAffiliate(t, bazaarWorld(lie)) })
	t.Run("Earner", func(t *testing.T) { platformtest.RunEarner(t, bazaarWorld(lie)) })
}

func TestTheSuiteCatchesLyingStalls(t *testing.T) {
	for lie, questions := range map[string][]string{
		"takes trouble for nothing": {"Catalog/CutAnswerIsAnError", "Earner/CutAnswerIsAnError", "Affiliate/EveryBreakWaits"},
		"calls a cut answer gone":   {"Catalog/CutListingIsNotAListing", "Affiliate/CutAnswerIsAnError"},
		"believes anything":         {"Catalog/WrongAnswerIsAnError", "Earner/WrongAnswerIsAnError", "Affiliate/WrongAnswerIsAnError"},
		"takes empty for the end":   {"Catalog/EmptyPageIsNoEnd", "Earner/EmptyPageIsNoEnd", "Affiliate/EmptyPageIsNoEnd"},
		"calls silence gone":        {"Catalog/EveryBreakWaits", "Catalog/BrokenListingIsNotGone", "Earner/EveryBreakWaits"},
		"raw errors":                {"Catalog/EveryBreakWaits", "Earner/InterruptedLosesNothing"},
		"tells secrets":             {"Catalog/ShutIsLogin", "Earner/ShutIsLogin", "Catalog/CutAnswerIsAnError"},
		"goes on alone":             {"Catalog/CalledOffBeforeAsksNobody", "Earner/StalledBodyEndsWithItsCaller"},
		"waits for ever":            {"Catalog/StalledBodyEndsByItself", "Earner/StalledBodyEndsByItself"},
		"asks at once":              {"Catalog/TooManyCallsAreWaitedFor", "Earner/TooManyCallsAreWaitedFor"},
		"waits on":                  {"Affiliate/TooManyCallsAreWaitedFor"},
		"names no time":             {"Catalog/TooManyCallsAreWaitedFor"},
		"never asks for a login":    {"Catalog/ShutIsLogin"},
		"never renews":              {"Catalog/ExpiredIsRenewedOnce"},
		"says it twice":             {"Catalog/EachOnce"},
		"takes any page":            {"Catalog/WrongPageIsInvalid"},
		"leaves markup":             {"Catalog/ListingsAreWhole"},
		"shows another":             {"Catalog/ListingIsWhatWasFound"},
		"takes silence for gone":    {"Catalog/SilenceIsNotGone"},
		"remembers in memory":       {"Earner/AnotherInstanceGoesOn"},
		"takes any cursor":          {"Earner/WrongCursorIsToldSo"},
		"rounds":                    {"Earner/SumIsExact"},
		"names rows by their day":   {"Earner/AskedAgainTellsNothingNew"},
		"leaps":                     {"Earner/EachOnce"},
	} {
		for _, question := range questions {
			t.Run(lie+"/"+question, func(t *testing.T) {
				caught(t, lie, "TestStall/"+question)
			})
		}
	}
}

// caught runs a test in another process, where it fails for a lie.
func caught(t *testing.T, lie, test string) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(exe, "-test.run=^"+strings.ReplaceAll(test, "/", "$/^")+"$", "-test.v", "-rapid.nofailfile")
	c.Env = append(os.Environ(), "PLATFORMTEST_LIE="+lie)
	out, err := c.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "--- FAIL: "+test) {
		t.Errorf("not caught: %v\n%.2000s", err, out)
	}
}
