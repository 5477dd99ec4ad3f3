package tiktokshop

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/platform/platformtest"
	"taglane/app/platform/tiktokshop/tiktokshoptest"
	"taglane/app/taglane"
)

type (
	good = tiktokshoptest.Good
	sale = tiktokshoptest.Order
)

// numberOf is a product's number.
func numberOf(n int) string { return fmt.Sprint(1729000000000000000 + n) }

// lay gives the far side a market, of which some are in the showcase.
func lay(w *far) {
	for n := 1; n <= 7; n++ {
		w.Offer(good{ID: numberOf(n), Title: fmt.Sprint("Blue mug ", n), Shop: "Lumen", Price: "12.21", Sale: "9.9", Currency: "USD", Rate: 1550})
	}
	w.Offer(good{ID: numberOf(8), Title: "Red mug", Shop: "Rote <b>Ware</b>", Price: "Rp12.900", Sale: "Rp12.900", Currency: "IDR", Rate: 0, Sold: true},
		good{ID: numberOf(9), Title: "Blue plate", Closed: true, Currency: "USD"}, good{ID: numberOf(10), Title: "Blue lamp", Ended: true})
	w.Shelve(numberOf(1), numberOf(2), numberOf(8))
}

// sell reports a line of a sale some days before noon.
func sell(days int, o sale) sale {
	o.At = noon.AddDate(0, 0, -days)
	if o.Currency == "" {
		o.Currency = "USD"
	}
	if o.SKU == "" {
		o.SKU = "s1"
	}
	o.Quantity, o.Product, o.Name, o.Shop = max(o.Quantity, 1), numberOf(1), "Blue mug", "Lumen"
	return o
}

// Every line of a year: eight orders, one of two things and one given back.
func report(w *far) {
	w.Earn("v", nil, []sale{
		sell(300, sale{ID: "90", Status: "SETTLED", Estimate: "9.00", Actual: "8.50"}),
		sell(40, sale{ID: "91", Status: "REFUNDED", Estimate: "2.25"}),
		sell(12, sale{ID: "92", Status: "SETTLED", Estimate: "3.00", Actual: "1.50"}),
		sell(12, sale{ID: "92", Status: "SETTLED", SKU: "s2", Estimate: "1.00", Actual: "0.75"}),
		sell(11, sale{ID: "93", Status: "TO-SETTLE", Estimate: "0.10"}),
		sell(10, sale{ID: "94", Status: "AWAITING PAYMENT", Estimate: "0.20"}),
		sell(9, sale{ID: "95", Status: "FROZEN", Estimate: "Rp9.900", Currency: "IDR"}),
		sell(8, sale{ID: "96", Status: "UNSPECIFIED", Estimate: "0.05"}),
		sell(1, sale{ID: "97", Status: "To-SETTLE", Estimate: "0.01"}),
	})
}

func commerce(t *testing.T) platformtest.Market {
	w := newTwin(t)
	lay(w)
	report(w)
	w.Turn(func(k *knobs) { k.PageMost = 2 })
	var mu sync.Mutex
	var log strings.Builder
	fresh := func(t testing.TB, via http.RoundTripper) platform.Connector {
		s, err := New(w.Account(), w.Secret())
		if err != nil {
			t.Fatal(err)
		}
		s.clock.Wall = w.Clock.Now
		s.through(&http.Client{Transport: via})
		s.client.Log = func(l httpx.Line) {
			mu.Lock()
			defer mu.Unlock()
			log.WriteString(l.URL + " " + l.Trouble + "\n")
		}
		return s
	}
	return platformtest.Market{
		New: fresh,
		Slow: func(t testing.TB, via http.RoundTripper) (platform.Connector, func(time.Duration)) {
			return fresh(t, via), w.Clock.Pass
		},
		Secrets: w.Secrets,
		Log: func() string {
			mu.Lock()
			defer mu.Unlock()
			return log.String()
		},
		Wanted: platform.Wanted{Words: "blue mug", Most: 3},
		Keys:   []string{numberOf(1), numberOf(2), numberOf(3), numberOf(4), numberOf(5), numberOf(6), numberOf(7)},
		Gone:   numberOf(10), Unknown: numberOf(9),
		Until:    noon,
		Rows:     []string{"90/s1", "91/s1", "91/s1/back", "92/s1", "92/s2", "93/s1", "94/s1", "95/s1", "96/s1", "97/s1"},
		Total:    []taglane.Amount{{Value: "9900.00", Currency: "IDR"}, {Value: "11.11", Currency: "USD"}},
		Patience: func(c platform.Connector, wait time.Duration) { c.(*Service).client.Patience = wait },
		Hollow:   w.Hollow, Repeat: w.Repeat, Shut: w.Withdraw,
		Expire: w.Expire, Renewals: func() int { return w.Calls()[pathRefresh] },
	}
}

func TestCatalog(t *testing.T) { platformtest.RunCatalog(t, commerce) }
func TestEarner(t *testing.T)  { platformtest.RunEarner(t, commerce) }

// The showcase is a list like the other.
func TestJoinedCatalog(t *testing.T) {
	platformtest.RunCatalog(t, func(t *testing.T) platformtest.Market {
		m := commerce(t)
		m.Wanted, m.Keys = platform.Wanted{Joined: true, Most: 2}, []string{numberOf(1), numberOf(2), numberOf(8)}
		return m
	})
}

// What the screens ask before there is an account.
func TestWhatItDoes(t *testing.T) {
	for what, does := range map[string]bool{
		"publishes": platform.Does[platform.Publisher]("tiktokshop"), "sells": platform.Does[platform.Catalog]("tiktokshop"),
		"pays": platform.Does[platform.Earner]("tiktokshop"), "shares": platform.Does[platform.Sharer]("tiktokshop"),
	} {
		if !does {
			t.Errorf("nobody is told that it %s", what)
		}
	}
}

func TestFigures(t *testing.T) {
	for _, v := range []struct{ text, currency, want string }{
		{"12.50", "USD", "12.50"}, {"12.5", "USD", "12.5"}, {"-3", "USD", "-3"}, {"$-3.10", "USD", "-3.10"}, {"−3.10", "USD", "-3.10"}, {"1.299", "USD", "1.299"},
		{"Rp9.900", "IDR", "9900"}, {"9.900", "IDR", "9900"}, {"9900", "IDR", "9900"}, {"Rp1.00", "IDR", "1.00"}, {"1.234.500₫", "VND", "1234500"},
		{"US$1,234.50", "USD", "1234.50"}, {"1.234,50 €", "EUR", "1234.50"}, {"1 299,00 €", "EUR", "1299.00"}, {"R$ 12,50", "BRL", "12.50"}, {"฿1,234", "THB", "1234"},
		{"€1.299", "EUR", "1299"}, {"", "USD", ""}, {"free", "USD", ""}, {"1,23,4", "USD", ""}, {"1.2.3", "USD", ""}, {"12a3", "USD", ""}, {"1e5", "USD", ""}, {"1,234.567,8", "USD", ""},
	} {
		if got := figure(v.text, v.currency); got != v.want {
			t.Errorf("%s %s: %q, want %q", v.text, v.currency, got, v.want)
		}
	}
}

func TestShare(t *testing.T) {
	w := newTwin(t)
	lay(w)
	s := w.connect(t)
	for _, sub := range []string{"tlabc0001", ""} {
		link, err := s.Share(t.Context(), numberOf(3), sub)
		if made := w.Links()[link]; err != nil || made.Product != numberOf(3) || made.Tag != sub {
			t.Errorf("%q: %+v, %v", link, made, err)
		}
	}
	for key, kind := range map[string]taglane.Kind{"mug": taglane.Invalid, numberOf(10): taglane.NotFound} {
		_, err := s.Share(t.Context(), key, "x")
		errorOf(t, err, kind)
	}
	w.Turn(func(k *knobs) { k.TagMost = 4 })
	_, err := s.Share(t.Context(), numberOf(3), "tlabc0001")
	errorOf(t, err, taglane.Refused)
	w.Turn(func(k *knobs) {
		k.Answers[pathShare] = `{"code":0,"data":{"affiliate_sharing_links":[{"affiliate_sharing_link":"http://a.example","tag":"x"}]}}`
	})
	_, err = s.Share(t.Context(), numberOf(3), "x")
	errorOf(t, err, taglane.Later)
	w.Turn(func(k *knobs) {
		k.Answers[pathShare] = `{"code":0,"data":{"affiliate_sharing_links":[{"affiliate_sharing_link":"https://a.example","tag":"another"}]}}`
	})
	_, err = s.Share(t.Context(), numberOf(3), "x")
	errorOf(t, err, taglane.Later)
}

// What is missing is called by its name.
func TestMissingPermissions(t *testing.T) {
	w := newTwin(t)
	w.Turn(func(k *knobs) { k.Scopes = []string{"creator.affiliate.info"} })
	s := w.connect(t)
	_, listing := s.Listing(t.Context(), numberOf(1))
	_, search := s.Search(t.Context(), platform.Wanted{Joined: true})
	_, earned := s.Earnings(t.Context(), nil, noon)
	_, share := s.Share(t.Context(), numberOf(1), "x")
	for scope, err := range map[string]error{scopeGoods: listing, scopeGoods + ".": earned, scopePost: search, scopeShare: share} {
		errorOf(t, err, taglane.Login)
		if !strings.Contains(err.Error(), strings.TrimSuffix(scope, ".")) {
			t.Errorf("%v does not name %s", err, scope)
		}
	}
}

// What only asks is never in doubt, and a new token is fetched once for it.
func TestCodesOfWhatOnlyAsks(t *testing.T) {
	w := newTwin(t)
	s := w.connect(t)
	for path, ask := range map[string]func() error{
		pathProducts: func() error { _, err := s.Listing(t.Context(), numberOf(1)); return err },
		pathSearch:   func() error { _, err := s.Search(t.Context(), platform.Wanted{}); return err },
		pathShelf:    func() error { _, err := s.Search(t.Context(), platform.Wanted{Joined: true}); return err },
		pathOrders:   func() error { _, err := s.Earnings(t.Context(), nil, noon); return err },
		pathShare:    func() error { _, err := s.Share(t.Context(), numberOf(1), "x"); return err },
	} {
		for code, kind := range map[int64]taglane.Kind{105002: "", 36009003: taglane.Later, 170001050: taglane.Later, 170001003: taglane.Refused,
			18001405: taglane.Refused, 170001012: taglane.NotFound, 4711: taglane.Refused} {
			w.told(path, code)
			if err := ask(); taglane.KindOf(err) != kind {
				t.Errorf("%s: code %d is %s (%v), want %q", path, code, taglane.KindOf(err), err, kind)
			}
		}
	}
	if n := w.Calls()[pathRefresh]; n != 5 {
		t.Errorf("%d new tokens", n)
	}
	w.told(pathOrders, 36009002)
	_, err := s.Earnings(t.Context(), nil, noon)
	errorOf(t, err, taglane.Later)
	before := w.Calls()[pathSearch]
	_, err = s.Search(t.Context(), platform.Wanted{Joined: true})
	if errorOf(t, err, taglane.Later); w.Calls()[pathSearch] != before {
		t.Error("it was asked again at once")
	}
}

// A page of a hotel's network is no word about a product.
func TestNobodyElseSaysGone(t *testing.T) {
	s := newTwin(t).connect(t)
	s.through(&http.Client{Transport: hotel{}})
	_, err := s.Listing(t.Context(), numberOf(1))
	errorOf(t, err, taglane.Later)
	_, err = s.Earnings(t.Context(), nil, noon)
	errorOf(t, err, taglane.Later)
	_, err = s.Share(t.Context(), numberOf(1), "")
	errorOf(t, err, taglane.Later)
}

// hotel is a network that answers everything with a page of its own.
type hotel struct{}

func (hotel) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("no such page")), Request: r}, nil
}
