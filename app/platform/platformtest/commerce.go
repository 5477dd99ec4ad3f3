package platformtest

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// Market is one connector of a shop or a network and the far side it talks to,
// fresh for one question. What a connector does not do, its fields are not for.
type Market struct {
	// New makes another instance on the same far side, as after a restart of
	// the app. Its calls go by via, and no pace of its own holds them up.
	New func(t testing.TB, via http.RoundTripper) platform.Connector
	// Secrets must not stand in any error or line of the log.
	Secrets func() []string
	// Log is all that was logged so far. nil: it keeps no log.
	Log func() string

	// Wanted finds the listings with Keys and no others, on two pages at least.
	Wanted platform.Wanted
	Keys   []string
	// Gone is the key of one that the source says plainly is no more; "": it
	// never says so.
	Gone string
	// Unknown is the key of one that the source is silent about. "": it always
	// says whether there is such a product.
	Unknown string

	// Programs are the advertisers of all programmes.
	Programs []string

	// Rows are the keys of every earning that is reported before Until, on two
	// pages at least; Total is the sum of their commissions.
	Until time.Time
	Rows  []string
	Total []taglane.Amount

	// Patience sets how long a connector of New waits while nothing comes.
	Patience func(c platform.Connector, wait time.Duration)
	// Slow makes an instance whose own pace counts, as New does not, and lets
	// time pass for it and for the far side.
	Slow func(t testing.TB, via http.RoundTripper) (c platform.Connector, pass func(time.Duration))
	// Hollow makes the far side give one page, the nth from now (from 1), that
	// is empty although there is more. nil: it cannot.
	Hollow func(nth int)
	// Repeat makes each page begin with what the page before ended with. nil:
	// it cannot.
	Repeat func()
	// Shut makes the far side accept the login no more.
	Shut func()
	// Expire ends what a login is renewed from time to time, Renewals counts
	// how often it was. nil: it does not end.
	Expire   func()
	Renewals func() int

	base http.RoundTripper // carries the calls of one question
}

// way is another way to the far side.
func (m Market) way() *way { return &way{wire: Wire{Base: m.base}} }

// asking is what a suite asks of a connector: all there is, page by page.
type asking struct {
	// one asks once, all until there is no more. What all returns are keys, in
	// the order in which they came.
	one  func(ctx context.Context, c platform.Connector) error
	all  func(ctx context.Context, c platform.Connector) ([]string, error)
	want []string
}

// pagesMost is how many pages a suite reads before it says that there is no end.
const pagesMost = 500

// RunCatalog asks a platform.Catalog every question, each as a subtest.
func RunCatalog(t *testing.T, fresh func(t *testing.T) Market) {
	ask := func(m Market) asking { return search(m) }
	run(t, fresh, ask, map[string]func(*testing.T, Market){
		"ListingIsWhatWasFound":   listingIsWhatWasFound,
		"ListingsAreWhole":        listingsAreWhole,
		"GoneIsSaid":              goneIsSaid,
		"SilenceIsNotGone":        silenceIsNotGone,
		"WrongPageIsInvalid":      wrongPageIsInvalid,
		"BrokenListingIsNotGone":  brokenListingIsNotGone,
		"CutListingIsNotAListing": cutListingIsNotAListing,
	})
}

// RunAffiliate asks a platform.Affiliate every question, each as a subtest.
func RunAffiliate(t *testing.T, fresh func(t *testing.T) Market) {
	run(t, fresh, programs, nil)
}

// RunEarner asks a platform.Earner every question, each as a subtest.
func RunEarner(t *testing.T, fresh func(t *testing.T) Market) {
	run(t, fresh, earnings, map[string]func(*testing.T, Market){
		"SumIsExact":                sumIsExact,
		"AnotherInstanceGoesOn":     anotherInstanceGoesOn,
		"InterruptedLosesNothing":   interruptedLosesNothing,
		"AskedAgainTellsNothingNew": askedAgainTellsNothingNew,
		"WrongCursorIsToldSo":       wrongCursorIsToldSo,
	})
}

// run asks what is asked of everybody, and what more there is.
func run(t *testing.T, fresh func(t *testing.T) Market, ask func(Market) asking, more map[string]func(*testing.T, Market)) {
	all := map[string]func(*testing.T, Market){}
	for name, q := range map[string]func(*testing.T, Market, asking){
		"EachOnce":                     eachOnce,
		"CutAnswerIsAnError":           cutAnswerIsAnError,
		"EveryBreakWaits":              everyBreakWaits,
		"WrongAnswerIsAnError":         wrongAnswerIsAnError,
		"StalledBodyEndsWithItsCaller": stalledBodyEndsWithItsCaller,
		"StalledBodyEndsByItself":      stalledBodyEndsByItself,
		"CalledOffBeforeAsksNobody":    calledOffBeforeAsksNobody,
		"TooManyCallsAreWaitedFor":     tooManyCallsAreWaitedFor,
		"EmptyPageIsNoEnd":             emptyPageIsNoEnd,
		"RepeatedRowsAreOneEach":       repeatedRowsAreOneEach,
		"ShutIsLogin":                  shutIsLogin,
		"ExpiredIsRenewedOnce":         expiredIsRenewedOnce,
	} {
		all[name] = func(t *testing.T, m Market) { q(t, m, ask(m)) }
	}
	maps.Copy(all, more)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			m := fresh(t)
			own := http.DefaultTransport.(*http.Transport).Clone()
			t.Cleanup(own.CloseIdleConnections)
			m.base = own
			all[name](t, m)
			if m.Log != nil {
				m.quiet(t, m.Log())
			}
		})
	}
}

// as is the connector as one that can do a thing, or the end of the test.
func as[T any](t testing.TB, c platform.Connector) T {
	t.Helper()
	can, ok := platform.As[T](c)
	if !ok {
		t.Fatalf("%s cannot do what the suite asks", c.Capabilities().Service)
	}
	return can
}
