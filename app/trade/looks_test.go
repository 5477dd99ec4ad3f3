package trade

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/link"
	"taglane/app/link/linktest"
	"taglane/app/platform/httpx"
	"taglane/app/store"
	"taglane/app/taglane"
)

// street is a bench whose links lead into a twin of the network and its shop.
type street struct {
	*bench
	twin   *linktest.Twin
	wishes map[string]string
	may    bool
}

func newStreet(t testing.TB, clips int) *street {
	s := &street{bench: newBench(t), twin: linktest.New(), wishes: map[string]string{}, may: true}
	t.Cleanup(func() {
		s.twin.Close()
		for _, wrong := range s.twin.Wrong() {
			t.Error(wrong)
		}
	})
	s.l.Follow = &link.Client{HTTP: s.twin.Reach(httpx.Trail("")), Now: func() time.Time { return s.now },
		Wait: func(_ context.Context, d time.Duration) error { s.now = s.now.Add(d); return nil }}
	s.l.Wish = func(_ context.Context, name string) (string, error) { return s.wishes[name], nil }
	s.l.MayAsk = func() bool { return s.may }
	s.twin.At("go.net.example", "/c", linktest.Destined("to"))
	s.twin.At("shop.example", "", func(w http.ResponseWriter, r *http.Request) {
		linktest.Product{Title: "Rye pan", Canonical: "https://shop.example" + r.URL.Path}.Page()(w, r)
	})
	s.account(t, "net", "net", map[string]string{"pid": "me"})
	s.account(t, "page", "memory", nil)
	for i := range clips {
		clip, product := taglane.ID(fmt.Sprintf("c%d", i)), taglane.ID(fmt.Sprintf("p%d", i))
		s.clip(t, clip)
		s.product(t, taglane.Product{ID: product, Title: "Rye pan", URL: fmt.Sprintf("https://shop.example/%d", i), Sellers: []taglane.Seller{{Account: "net", Advertiser: fmt.Sprint(i % 2)}}})
		s.tag(t, "t-"+clip, clip, product, 0, 60)
		must[map[taglane.ID]taglane.Link](t)(s.Linked(ctx, s.draft(t, clip), "memory"))
		s.post(t, "pub-"+clip, clip, "page", string(clip))
	}
	return s
}

func (s *street) agree() { s.wishes[looksWish], s.wishes[followWish+"net"] = "yes", "yes" }

// around lets time pass and looks around; it is how many links were followed then.
func (s *street) around(t testing.TB, after time.Duration) int {
	t.Helper()
	s.now = s.now.Add(after)
	before := s.follows()
	must[Looked](t)(s.LookAround(ctx))
	return s.follows() - before
}

// follows is how many links were followed, each of which begins at the network.
func (s *street) follows() int { return s.asked("go.net.example", "/c") }

// asked is how often a host was asked for a path; "" for any but its robots.txt.
func (s *street) asked(host, path string) (n int) {
	for _, c := range s.twin.Calls() {
		if c.Host == host && (c.Path == path || path == "" && c.Path != "/robots.txt") {
			n++
		}
	}
	return n
}

// Nobody is asked before the person wished it and agreed for the network, nor
// while there is no network or the person paused what goes out; what is only
// read is looked at all the same.
func TestWithoutAWishNobodyIsAsked(t *testing.T) {
	s := newStreet(t, 3)
	s.net.found = []taglane.Listing{{Key: "k", Title: "Pan", ObservedAt: s.now}}
	s.write(t, "", store.Set(store.KindProduct, "p0", "listing", map[string]string{"source": "net", "key": "k"}))
	for name, change := range map[string]func(){
		"nothing is wished": func() {}, "only looks": func() { s.wishes[looksWish] = "yes"; s.may = false },
		"only the network": func() { delete(s.wishes, looksWish); s.wishes[followWish+"net"] = "yes" }, "there is no network": func() { s.agree(); s.may = false },
	} {
		s.wishes, s.may = map[string]string{}, true
		change()
		if s.around(t, 31*24*time.Hour); len(s.twin.Calls()) != 0 || s.net.asked != 0 {
			t.Errorf("%s, and %d requests went out, %d of them to the catalogue", name, len(s.twin.Calls())+s.net.asked, s.net.asked)
		}
	}
	if last := must[map[string]store.Audit](t)(s.store.LatestAudits(ctx)); len(last) != 3 {
		t.Errorf("%d links were read", len(last))
	}
	s.wishes, s.may = map[string]string{looksWish: "yes"}, true // its links may not be followed, but its catalogue asked, and the shop's own pages
	if s.around(t, time.Hour); s.asked("go.net.example", "") != 0 || s.asked("shop.example", "") != 2 || s.asked("shop.example", "/0") != 0 || s.net.asked != 1 {
		t.Errorf("%d requests to the network, %d to the shop, %d to the catalogue", s.asked("go.net.example", ""), s.asked("shop.example", ""), s.net.asked)
	}
}

// Links are followed once a week, or once a month where nobody sees them, and
// never twice for a restart.
func TestLinksAreFollowedInTheirTime(t *testing.T) {
	s := newStreet(t, 11)
	day := 24 * time.Hour
	s.agree()
	for i := range 10 { // all but one clip are seen
		if err := s.store.Observe(ctx, taglane.ID(fmt.Sprintf("pub-c%d", i)), taglane.Observation{At: s.now, Name: "views", Value: float64(100 + i)}); err != nil {
			t.Fatal(err)
		}
	}
	if n := s.around(t, time.Minute); n != 11 {
		t.Errorf("at first %d are followed", n)
	}
	again := New(s.l) // the program begins anew
	must[Looked](t)(again.LookAround(ctx))
	if n := s.follows(); n != 11 {
		t.Errorf("after a restart %d are followed", n)
	}
	if n := s.around(t, 6*day); n != 0 {
		t.Errorf("after six days %d are", n)
	}
	s.now = s.now.Add(9 * day) // no clip is fresh any more
	if n := s.around(t, 0); n != 10 {
		t.Errorf("after a week %d are, without what nobody sees", n)
	}
	if n := s.around(t, 16*day); n != 11 {
		t.Errorf("after a month %d are", n)
	}
	if err := s.store.See(ctx, taglane.Sighting{Product: "p10", Source: "feed", Availability: taglane.OutOfStock, At: s.now.Add(7 * day)}); err != nil {
		t.Fatal(err)
	}
	s.twin.At("shop.example", "/10", linktest.Product{Title: "Rye pan", Canonical: "https://shop.example/10", Stocks: []string{"OutOfStock"}}.Page())
	if n := s.around(t, 8*day); n != 11 {
		t.Errorf("what sold out is due at once: %d are", n)
	}
}

// A run that is cut short follows no link twice and goes on where it was.
func TestARunThatIsCutShort(t *testing.T) {
	s := newStreet(t, 6)
	s.agree()
	cut, cancel := context.WithCancel(ctx)
	s.twin.At("shop.example", "", func(w http.ResponseWriter, r *http.Request) {
		if s.follows() == 3 {
			cancel()
		}
		linktest.Product{Title: "Rye pan", Canonical: "https://shop.example" + r.URL.Path}.Page()(w, r)
	})
	if _, err := s.LookAround(cut); err == nil {
		t.Fatal("it was not cut short")
	}
	must[Looked](t)(New(s.l).LookAround(ctx))
	asked := map[string]int{}
	for _, c := range s.twin.Calls() {
		if c.Host == "go.net.example" && c.Path == "/c" {
			asked[c.Query]++
		}
	}
	twice := 0
	for _, n := range asked {
		twice += n - 1
	}
	if len(asked) != 6 || twice > 1 { // the one that was open when it was cut may be asked again
		t.Errorf("%v", asked)
	}
	if last := must[map[string]store.Audit](t)(s.store.LatestAudits(ctx)); len(last) != 6 {
		t.Errorf("%d are kept", len(last))
	}
}

// Where many links of one programme turn bad at once nothing changes, and a
// person is asked.
func TestASourceIsDoubted(t *testing.T) {
	s := newStreet(t, 8)
	s.agree()
	if err := s.store.KeepPrograms(ctx, "net", []taglane.Program{{Advertiser: "0", Name: "Ovenly", Joined: true, CheckedAt: s.now}}); err != nil {
		t.Fatal(err)
	}
	s.around(t, time.Minute)
	s.twin.At("shop.example", "", func(w http.ResponseWriter, r *http.Request) {
		if strings.ContainsAny(r.URL.Path, "0246") { // all of the programme numbered 0
			http.NotFound(w, r)
			return
		}
		linktest.Product{Title: "Rye pan", Canonical: "https://shop.example" + r.URL.Path}.Page()(w, r)
	})
	if n := s.around(t, 40*24*time.Hour); n != 8 {
		t.Fatalf("%d are followed", n)
	}
	verdicts := func() (bad int) {
		for _, a := range must[map[string]store.Audit](t)(s.store.LatestAudits(ctx)) {
			if a.Verdict == string(link.Gone) {
				bad++
			}
		}
		return bad
	}
	looks := must[Looks](t)(s.Looks(ctx))
	if verdicts() != 0 || len(must[[]Trouble](t)(s.Radar(ctx))) != 0 || len(looks.Doubts) != 2 || looks.Doubts[0].Name != "Ovenly" || looks.Doubts[0].Message != "4 links of Ovenly turned bad at once, so nothing was changed." ||
		looks.Doubts[1].Source != "page/shop.example" || looks.Doubts[1].Message != "4 products of shop.example were gone or sold out at once, so nothing was changed." {
		t.Fatalf("%d are believed; %+v", verdicts(), looks)
	}
	if n := s.around(t, 3*24*time.Hour); n != 0 {
		t.Errorf("while it waits for an answer, %d are followed again", n)
	}
	if _, err := s.BelieveLooks(ctx, "net/9", true); taglane.KindOf(err) != taglane.NotFound {
		t.Error(err)
	}
	if after := must[Looks](t)(s.BelieveLooks(ctx, looks.Doubts[0].Source, true)); verdicts() != 4 || len(after.Doubts) != 1 {
		t.Errorf("%d are believed; %+v", verdicts(), after)
	}
	if got := must[[]Trouble](t)(s.Radar(ctx)); len(got) != 4 || got[0].Kind != "gone" {
		t.Errorf("%+v", got)
	}
}

// A lone link that breaks is told, however few there are; in one line, once.
func TestWhatIsNewIsToldOnce(t *testing.T) {
	s := newStreet(t, 5)
	s.agree()
	s.around(t, time.Minute)
	s.twin.At("shop.example", "/1", linktest.Answer(http.StatusGone, "text/html", "<title>Gone</title>"))
	s.twin.At("shop.example", "/2", linktest.Captcha)
	s.said = nil
	s.around(t, 40*24*time.Hour)
	told := func() (n int) {
		for _, e := range s.said {
			if e == "notice" {
				n++
			}
		}
		return n
	}
	if got := must[[]Trouble](t)(s.Radar(ctx)); len(got) != 1 || got[0].Product.ID != "p1" || told() != 1 {
		t.Errorf("%d notices of %+v", told(), got)
	}
	if n := s.around(t, time.Hour); n != 0 || told() != 1 {
		t.Errorf("an hour later %d are followed, and %d notices", n, told())
	}
}

// Without a network a run ends at the first, and nothing is held against anybody.
func TestARunEndsWithoutANetwork(t *testing.T) {
	s := newStreet(t, 4)
	s.agree()
	s.twin.Unplug("go.net.example")
	if _, err := s.LookAround(ctx); taglane.KindOf(err) != taglane.Offline {
		t.Error(err)
	}
	for _, h := range must[[]store.Held](t)(s.store.Held(ctx)) {
		if h.Kind != heldAsked {
			t.Errorf("%+v", h)
		}
	}
	s.twin.At("go.net.example", "/c", linktest.Destined("to"))
}

// Only products in clips are asked for; one that is sold out is asked for again
// half an hour later, and is proposed then.
func TestProductsAreAskedForInTheirTime(t *testing.T) {
	s := newStreet(t, 2)
	s.agree()
	s.product(t, taglane.Product{ID: "unused", Title: "Unused", Source: "net", Key: "u"})
	s.write(t, "", store.Set(store.KindProduct, "p0", "listing", map[string]string{"source": "net", "key": "k0"}), store.Set(store.KindProduct, "p0", "fallbacks", []taglane.ID{"p1"}))
	s.net.found = []taglane.Listing{{Key: "k0", Title: "Rye pan", Availability: taglane.InStock}, {Key: "u", Title: "Unused"}}
	asked := func(after time.Duration) int {
		t.Helper()
		s.now = s.now.Add(after)
		before := s.net.asked
		must[Looked](t)(s.LookAround(ctx))
		return s.net.asked - before
	}
	if n := asked(time.Minute); n != 1 {
		t.Errorf("at first %d are asked for", n)
	}
	if n := asked(time.Hour); n != 0 {
		t.Errorf("an hour later %d are", n)
	}
	s.net.found[0].Availability = taglane.OutOfStock
	if n := asked(24 * time.Hour); n != 1 || must[[]Trouble](t)(s.Radar(ctx))[0].Proposal != nil {
		t.Errorf("a day later %d are", n)
	}
	if n := asked(15 * time.Minute); n != 0 {
		t.Errorf("a quarter later %d are", n)
	}
	if n := asked(15 * time.Minute); n != 1 {
		t.Errorf("half an hour later %d are", n)
	}
	if got := must[[]Trouble](t)(s.Radar(ctx)); len(got) != 1 || got[0].Proposal == nil || got[0].Proposal.By.ID != "p1" || got[0].Proposal.Evidence[0].Source != "My net" {
		t.Errorf("%+v", got)
	}
	if p := must[taglane.Product](t)(s.store.Product(ctx, "p0")); p.Offer != nil {
		t.Errorf("a look changed the product: %+v", p)
	}
	s.net.wrong = taglane.Errorf(taglane.Login, "Log in again.")
	if n := asked(13 * time.Hour); n != 1 {
		t.Errorf("%d are asked for", n)
	}
	if v := must[Looks](t)(s.Looks(ctx)); len(v.Unanswered) != 1 || v.Unanswered[0].Message != "Log in again." {
		t.Errorf("%+v", v)
	}
	if n := asked(time.Hour); n != 0 {
		t.Errorf("a network that does not answer is asked %d times an hour later", n)
	}
	s.net.wrong = nil
	if n := asked(7 * time.Hour); n != 1 || len(must[Looks](t)(s.Looks(ctx)).Unanswered) != 0 {
		t.Errorf("%d are asked for", n)
	}
}

// A catalogue that suddenly lost everything is doubted, and proposes nothing.
func TestAnEmptyCatalogueIsDoubted(t *testing.T) {
	s := newStreet(t, 4)
	s.agree()
	for i := range 4 {
		key := fmt.Sprint("k", i)
		s.write(t, "", store.Set(store.KindProduct, taglane.ID(fmt.Sprint("p", i)), "listing", map[string]string{"source": "net", "key": key}))
		s.net.found = append(s.net.found, taglane.Listing{Key: key, Title: "Rye pan", Availability: taglane.InStock})
	}
	s.around(t, time.Minute)
	s.net.gone = true
	s.around(t, 25*time.Hour)
	s.around(t, time.Hour)
	looks := must[Looks](t)(s.Looks(ctx))
	if got := must[[]Trouble](t)(s.Radar(ctx)); len(got) != 0 || len(looks.Doubts) != 1 || looks.Doubts[0].Message != "4 products of My net were gone or sold out at once, so nothing was changed." {
		t.Errorf("%+v, %+v", got, looks)
	}
	must[Looks](t)(s.BelieveLooks(ctx, looks.Doubts[0].Source, true))
	if got := must[[]Trouble](t)(s.Radar(ctx)); len(got) != 4 || got[0].Kind != "gone" {
		t.Errorf("%+v", got)
	}
}

// A lost programme is noted once, by whoever asks, and its links are looked at.
func TestALostProgrammeIsAnEvent(t *testing.T) {
	s := newStreet(t, 2)
	s.agree()
	s.net.joins = []taglane.Program{{Advertiser: "0", Name: "Ovenly", Joined: true, CheckedAt: s.now}}
	s.around(t, time.Minute)
	s.net.joins[0].Joined = false
	s.now = s.now.Add(8 * 24 * time.Hour)
	must[[]Program](t)(s.RenewPrograms(ctx, "net"))
	sc := must[*scan](t)(s.scan(ctx))
	events := must[[]link.Event](t)(sc.events(ctx, nil))
	if len(events) != 1 || events[0].Kind != link.PartnershipLost || events[0].Network != "net" || events[0].Advertiser != "0" || !events[0].At.Equal(s.now.Truncate(time.Second)) {
		t.Errorf("%+v", events)
	}
	s.net.joins = nil
	s.around(t, 2*24*time.Hour)
	if v := must[Looks](t)(s.Looks(ctx)); len(v.Unanswered) != 1 || !strings.Contains(v.Unanswered[0].Message, "suddenly reports nothing") {
		t.Errorf("%+v", v)
	}
}

// It begins a minute after the program, and not before a quarter of an hour has
// passed since the run before, also over a restart.
func TestKeepLooking(t *testing.T) {
	s := newStreet(t, 1)
	var waits []time.Duration
	turn := func() {
		once, cancel := context.WithCancel(ctx)
		n := 0
		s.KeepLooking(once, func(d time.Duration) <-chan time.Time {
			waits = append(waits, d)
			if n++; n == 2 {
				cancel()
				return nil
			}
			s.now = s.now.Add(d)
			passed := make(chan time.Time, 1)
			passed <- s.now
			return passed
		}, func(err error) { t.Error(err) })
	}
	turn()
	s.now = s.now.Add(5 * time.Minute)
	s.Trade = New(s.l)
	turn()
	if want := []time.Duration{time.Minute, 15 * time.Minute, 10 * time.Minute, 15 * time.Minute}; !slices.Equal(waits, want) {
		t.Errorf("%v, want %v", waits, want)
	}
	s.looking.Lock()
	if _, err := s.LookAround(ctx); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("two look at once: %v", err)
	}
	s.looking.Unlock()
}
