package link_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"taglane/app/link"
	"taglane/app/link/linktest"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// walker is a client whose time passes only while it waits, which it does not.
type walker struct {
	link.Client
	at    time.Time
	waits []time.Duration
}

func newWalker(twin *linktest.Twin) *walker {
	w := &walker{at: noon}
	w.HTTP = twin.Reach(httpx.Trail(""))
	w.Now = func() time.Time { return w.at }
	w.Wait = func(ctx context.Context, d time.Duration) error {
		w.waits = append(w.waits, d)
		w.at = w.at.Add(d)
		return ctx.Err()
	}
	w.Online = func(context.Context) bool { return true }
	return w
}

func newTwin(t *testing.T) *linktest.Twin {
	twin := linktest.New()
	t.Cleanup(func() {
		twin.Close()
		for _, wrong := range twin.Wrong() {
			t.Error(wrong)
		}
	})
	return twin
}

const shoe = "https://shop.test/p/red-shoe"

var shoePage = linktest.Product{Title: "Red Shoe", Canonical: shoe, Stocks: []string{"InStock"}}

// world is a shop, two networks and everything that happens to links.
func world(t *testing.T) *linktest.Twin {
	w := newTwin(t)
	w.At("click.querynet.test", "/deeplink", linktest.Destined("murl"))
	w.At("www.pathnet.test", "", func(rw http.ResponseWriter, r *http.Request) {
		_, to, _ := strings.Cut(strings.Replace(r.URL.EscapedPath(), "/sid/"+sub, "", 1), "/dlg/")
		linktest.Redirect(http.StatusMovedPermanently, to+"?cjevent=abc")(rw, r)
	})
	w.At("shop.test", "/", linktest.Text("<title>A shop</title>"))
	w.At("shop.test", "/p/red-shoe", shoePage.Page())
	w.At("www.shop.test", "/p/red-shoe", linktest.Redirect(http.StatusPermanentRedirect, "//shop.test/p/red-shoe"))
	w.At("shop.test", "/p/odd", linktest.Redirect(http.StatusFound, "/p/größe 42?q=a b|\"größe\"#top"))
	w.At("shop.test", "/p/größe 42", linktest.Product{Title: strings.Repeat("Red Shoe ", 60)}.Page())
	w.At("shop.test", "/p/gone", linktest.Answer(http.StatusGone, "text/html", "<title>Gone</title>"))
	w.At("shop.test", "/p/home", linktest.Redirect(http.StatusFound, "/"))
	w.At("shop.test", "/p/search", linktest.Redirect(http.StatusFound, "/search?q=red+shoe"))
	w.At("shop.test", "/search", linktest.Text("<title>Red Shoe – search</title>"))
	w.At("shop.test", "/p/canonical", linktest.Product{Title: "Red Shoe", Canonical: "/category/shoes"}.Page())
	w.At("shop.test", "/p/other", linktest.Product{Title: "Blue Hat", Canonical: "/p/other"}.Page())
	w.At("shop.test", "/p/missing", linktest.Text("<title>Page not found | A shop</title><h1>Red Shoe</h1>"))
	w.At("shop.test", "/p/sold", linktest.Product{Title: "Red Shoe", Stocks: []string{"OutOfStock", "SoldOut"}}.Page())
	w.At("shop.test", "/p/last", linktest.Product{Title: "Red Shoe", Stocks: []string{"OutOfStock", "LimitedAvailability"}}.Page())
	w.At("shop.test", "/p/meta", linktest.Refresh(0, "/p/red-shoe"))
	w.At("shop.test", "/p/reload", linktest.Text(`<title>Red Shoe</title><meta http-equiv=refresh content="5">`))
	w.At("shop.test", "/p/late", linktest.Text(`<title>Red Shoe</title><meta http-equiv=refresh content="300;url=/p/gone">`))
	w.At("shop.test", "/p/captcha", linktest.Captcha)
	w.At("shop.test", "/p/door", linktest.Text("<title>Just a moment...</title>"))
	w.At("shop.test", "/p/busy", linktest.Answer(http.StatusTooManyRequests, "text/plain", ""))
	w.At("shop.test", "/p/broken", linktest.Answer(http.StatusBadGateway, "text/plain", ""))
	w.At("shop.test", "/p/legal", linktest.Answer(http.StatusUnavailableForLegalReasons, "text/plain", ""))
	w.At("shop.test", "/p/file", linktest.Answer(http.StatusOK, "application/pdf", "%PDF"))
	w.At("shop.test", "/p/nowhere", linktest.Answer(http.StatusFound, "text/html", ""))
	w.At("shop.test", "/p/app", linktest.Redirect(http.StatusFound, "intent://shop/p"))
	w.At("shop.test", "/p/inside", linktest.Redirect(http.StatusFound, "http://169.254.169.254/latest/"))
	w.At("shop.test", "/p/loopback", linktest.Redirect(http.StatusFound, "https://127.0.0.1:9/"))
	w.At("shop.test", "/p/marked", linktest.Marked(shoePage.Page()))
	w.At("shop.test", "/p/nobody", linktest.Redirect(http.StatusFound, "https://nobody.test/"))
	w.At("shop.test", "/p/closed", linktest.Redirect(http.StatusFound, "https://closed.test/"))
	w.At("shop.test", "/p/dead", linktest.Redirect(http.StatusFound, "https://ad.zanox.com/x"))
	w.At("shop.test", "/p/stranger", linktest.Redirect(http.StatusFound, "https://www.pathnet.test/links/999/type/dlg/"+shoe))
	w.At("shop.test", "/p/elsewhere", linktest.Redirect(http.StatusFound, "https://hats.test/p/1"))
	w.At("hats.test", "", linktest.Product{Title: "Red Shoe"}.Page())
	w.At("shop.test", "/p/own", linktest.Redirect(http.StatusFound, "https://mia.test/links"))
	w.At("mia.test", "", linktest.Text("<title>Mia</title>"))
	w.At("shop.test", "/de/p/geo", linktest.Geo(map[string]string{"de": "/de/p/geo-shoe"}, "/us/p/geo-shoe"))
	w.At("shop.test", "/de/p/geo-shoe", linktest.Product{Title: "Red Shoe"}.Page())
	w.At("shop.test", "/us/p/geo-shoe", linktest.Product{Title: "Red Shoe"}.Page())
	w.At("shop.test", "/p/abroad", linktest.Redirect(http.StatusFound, "https://www.shop.example/p/red-shoe"))
	w.At("www.shop.example", "", linktest.Product{Title: "Red Shoe"}.Page())
	w.At("shop.test", "/p/block", linktest.Text("<title>Red Shoe</title><h1>Sorry, this is not available in your country.</h1>"))
	w.At("shop.test", "/p/loop", linktest.Redirect(http.StatusFound, w.Loop("round.test")))
	w.At("shop.test", "/p/stalled", linktest.Stalled)
	w.At("shop.test", "/p/silent", linktest.Silent)
	w.At("short.test", "/lost", linktest.Redirect(http.StatusFound, "https://click.querynet.test/deeplink?id=me&mid=42&murl="+url.QueryEscape(shoe)))
	w.At("short.test", "/stripped", linktest.Relay("https://click.querynet.test/deeplink", func(q url.Values) { q.Del("u1") }))
	w.At("short.test", "/changed", linktest.Relay("https://click.querynet.test/deeplink", func(q url.Values) { q.Set("id", "thief") }))
	w.At("short.test", "/shop", linktest.Redirect(http.StatusFound, shoe))
	w.At("short.test", "/nobody", linktest.Redirect(http.StatusFound, shoe))
	w.At("click.querynet-japan.test", "/error", linktest.Text("<title>Red Shoe link error</title>"))
	w.At("click.querynet-japan.test", "/script", linktest.Text("<title>Red Shoe</title><script>location.href='/x'</script>"))
	w.Dead("nobody.test")
	w.Refuse("closed.test")
	w.Unplug("faraway.test")
	return w
}

// ours is our link around an address.
func ours(to string) string {
	return "https://click.querynet.test/deeplink?id=me&mid=42&murl=" + url.QueryEscape(to) + "&u1=" + sub
}

func wantOf(address string) link.Want {
	return link.Want{Link: address, Owner: "me", SubID: sub, Domains: []string{"shop.test"}, Title: "Red Shoe", Home: []string{"mia.test"}}
}

func TestVerdicts(t *testing.T) {
	twin := world(t)
	c := newWalker(twin)
	at := func(path string) string { return ours("https://shop.test" + path) }
	for name, v := range map[string]struct {
		link string
		want link.Verdict
		kind taglane.Kind
		hops int
	}{
		"the product":                 {at("/p/red-shoe"), link.OK, "", 2},
		"by a path":                   {"https://www.pathnet.test/links/me/type/dlg/sid/" + sub + "/" + shoe, link.OK, "", 2},
		"without a name in front":     {ours("https://www.shop.test/p/red-shoe"), link.OK, "", 3},
		"in the clear":                {strings.Replace(at("/p/red-shoe"), "https:", "http:", 1), link.OK, "", 2},
		"a meta refresh":              {at("/p/meta"), link.OK, "", 3},
		"a page that reloads":         {at("/p/reload"), link.OK, "", 2},
		"a page that waits":           {at("/p/late"), link.OK, "", 2},
		"a mark on the visitor":       {at("/p/marked"), link.OK, "", 3},
		"some are left":               {at("/p/last"), link.OK, "", 2},
		"no id":                       {"https://short.test/nobody", link.IDMissing, "", 2},
		"another id on the way":       {at("/p/stranger"), link.IDForeign, "", 4},
		"an id that is changed":       {"https://short.test/changed?id=me&mid=42&murl=" + url.QueryEscape(shoe) + "&u1=" + sub, link.IDForeign, "", 3},
		"an id that is another's":     {strings.Replace(at("/p/red-shoe"), "id=me", "id=you", 1), link.IDForeign, "", 2},
		"no sub-id":                   {"https://short.test/lost", link.SubIDLost, "", 3},
		"a sub-id that is stripped":   {"https://short.test/stripped?id=me&mid=42&murl=" + url.QueryEscape(shoe) + "&u1=" + sub, link.SubIDLost, "", 3},
		"nobody's grammar":            {"https://short.test/shop?pid=me&x=" + strings.ToUpper(sub), link.OK, "", 2},
		"another shop":                {at("/p/elsewhere"), link.WrongShop, "", 3},
		"an error of the network":     {"https://click.querynet-japan.test/error?id=me&u1=" + sub, link.WrongShop, "", 1},
		"a script of the network":     {"https://click.querynet-japan.test/script?id=me&u1=" + sub, link.Unsure, "", 1},
		"the shop's front":            {at("/p/home"), link.Soft404, "", 3},
		"a search":                    {at("/p/search"), link.Soft404, "", 3},
		"a category, by its own word": {at("/p/canonical"), link.Soft404, "", 2},
		"another product":             {at("/p/other"), link.Soft404, "", 2},
		"a page that is missing":      {at("/p/missing"), link.Soft404, "", 2},
		"our own site":                {at("/p/own"), link.OwnFallback, "", 3},
		"no page":                     {at("/p/never"), link.Gone, "", 2},
		"no page any more":            {at("/p/gone"), link.Gone, "", 2},
		"sold out":                    {at("/p/sold"), link.SoldOut, "", 2},
		"another country's path":      {at("/de/p/geo"), link.Region, "", 3},
		"another country's shop":      {at("/p/abroad"), link.Region, "", 3},
		"not for this country":        {at("/p/block"), link.Region, "", 2},
		"not by law":                  {at("/p/legal"), link.Region, "", 2},
		"a circle":                    {at("/p/loop"), link.Loop, "", 5},
		"15 hops":                     {ours(twin.Steps("fifteen.test", 14, shoe)), link.OK, "", 15},
		"16 hops":                     {ours(twin.Steps("sixteen.test", 15, shoe)), link.TooLong, taglane.Invalid, 15},
		"a name that is gone":         {at("/p/nobody"), link.DeadHost, "", 3},
		"a door that is closed":       {at("/p/closed"), link.DeadHost, "", 3},
		"a network that is gone":      {at("/p/dead"), link.DeadNetwork, "", 3},
		"a captcha":                   {at("/p/captcha"), link.Unsure, taglane.Later, 2},
		"a captcha that says 200":     {at("/p/door"), link.Unsure, taglane.Later, 2},
		"too many questions":          {at("/p/busy"), link.Unsure, taglane.Later, 2},
		"a broken shop":               {at("/p/broken"), link.Unsure, taglane.Later, 2},
		"a redirect to nowhere":       {at("/p/nowhere"), link.Unsure, taglane.Later, 2},
		"a file":                      {at("/p/file"), link.Unsure, "", 2},
		"an app":                      {at("/p/app"), link.Unsure, taglane.Refused, 2},
		"a private address":           {at("/p/inside"), link.Unsure, taglane.Refused, 3},
		"this computer":               {at("/p/loopback"), link.Unsure, taglane.Refused, 3},
		"no link":                     {"shoe", link.Unsure, taglane.Invalid, 0},
	} {
		got := link.Audit(t.Context(), &c.Client, wantOf(v.link))
		if got.Verdict != v.want || got.Kind != v.kind || len(got.Hops) != v.hops || got.Depth != 2 || got.Final == "" || got.At.IsZero() {
			t.Errorf("%s: %s %s, want %s %s after %d hops: %+v", name, got.Verdict, got.Kind, v.want, v.kind, v.hops, got)
		}
		if unsure := got.Verdict == link.Unsure; unsure != (got.Cause.Format != "") || unsure && (got.Bad() || got.Level() != "") {
			t.Errorf("%s: %s counts as %q because of %q", name, got.Verdict, got.Level(), got.Cause)
		}
		var back link.Chain
		b, err := json.Marshal(got)
		if err == nil {
			err = json.Unmarshal(b, &back)
		}
		if err != nil || back.Cause.String() != got.Cause.String() || !reflect.DeepEqual(back.Hops, got.Hops) || back.Verdict != got.Verdict || !back.At.Equal(got.At) {
			t.Errorf("%s: kept as %s, %v", name, b, err)
		}
	}
}

// A door that closes in the middle of a word, and somebody who stops looking.
func TestWhatDoesNotAnswerProvesNothing(t *testing.T) {
	twin := world(t)
	c := newWalker(twin)
	ctx, cancel := context.WithCancel(t.Context())
	twin.At("shop.test", "/p/cut", linktest.Broken)
	twin.At("shop.test", "/p/stop", func(w http.ResponseWriter, r *http.Request) { cancel(); linktest.Silent(w, r) })
	for _, path := range []string{"/p/cut", "/p/stop"} {
		got := link.Audit(ctx, &c.Client, wantOf(ours("https://shop.test"+path)))
		if got.Verdict != link.Unsure || got.Kind != taglane.Later || len(got.Hops) != 2 || got.Cause.Format == "" {
			t.Errorf("%s: %+v", path, got)
		}
	}
}

// Without anything set it asks at the pace of a second, by this computer's clock.
func TestAPlainClientTakesItsTime(t *testing.T) {
	twin := world(t)
	began := time.Now()
	got := link.Audit(t.Context(), &link.Client{HTTP: twin.Reach(httpx.Trail(""))}, wantOf(ours(shoe)))
	if took := time.Since(began); got.Verdict != link.OK || took < time.Second || got.At.Before(began.Add(-time.Minute)) {
		t.Errorf("after %s: %+v", took, got)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	got = link.Audit(ctx, &link.Client{HTTP: twin.Reach(httpx.Trail(""))}, wantOf(ours(shoe)))
	if got.Verdict != link.Unsure || got.Kind != taglane.Later || time.Since(began) > 20*time.Second {
		t.Errorf("stopped: %+v", got)
	}
	if got := link.Audit(t.Context(), &link.Client{}, wantOf("http://169.254.169.254/")); got.Verdict != link.Unsure || got.Kind != taglane.Refused {
		t.Errorf("inside: %+v", got)
	}
}

// A shop may have many countries, which are all the advertiser's.
func TestAnotherCountryOfTheSameShop(t *testing.T) {
	twin := world(t)
	c := newWalker(twin)
	twin.At("de.shop.test", "", linktest.Product{Title: "Red Shoe"}.Page())
	twin.At("us.shop.test", "", linktest.Product{Title: "Red Shoe"}.Page())
	twin.At("us.shop.test", "/p/sent", linktest.Redirect(http.StatusFound, "https://de.shop.test/p/sent"))
	w := wantOf("")
	w.Domains = []string{"shop.test", "shop.example"}
	for address, want := range map[string]link.Verdict{
		ours("https://shop.test/p/abroad"):  link.Region,
		ours("https://us.shop.test/p/sent"): link.Region,
		ours("https://us.shop.test/p/1"):    link.OK,
		ours(shoe):                          link.OK,
	} {
		w.Link = address
		if got := link.Audit(t.Context(), &c.Client, w); got.Verdict != want {
			t.Errorf("%s: %+v, want %s", address, got, want)
		}
	}
	w.Domains, w.Link = nil, ours("https://shop.test/p/elsewhere")
	if got := link.Audit(t.Context(), &c.Client, w); got.Verdict != link.OK {
		t.Errorf("where nobody knows the shop's addresses: %+v", got)
	}
}

// Each hop is on record with what it proves.
func TestHopsAreOnRecord(t *testing.T) {
	c := newWalker(world(t))
	got := link.Audit(t.Context(), &c.Client, wantOf("https://www.pathnet.test/links/me/type/dlg/sid/"+sub+"/"+shoe))
	want := []link.Hop{
		{N: 1, URL: "https://www.pathnet.test/links/me/type/dlg/sid/" + sub + "/" + shoe, Host: "www.pathnet.test", Status: 301, Next: "location", OwnID: true, SubID: true},
		{N: 2, URL: shoe + "?cjevent=abc", Host: "shop.test", Status: 200, CJEvent: true},
	}
	if !reflect.DeepEqual(got.Hops, want) || got.Final != want[1].URL || got.Status != 200 || got.Title != "Red Shoe – A shop" || !strings.HasPrefix(got.Type, "text/html") {
		t.Errorf("on record: %+v", got)
	}
}

// Whoever waits for a page that never ends does not wait for ever, and has
// learned nothing.
func TestNobodyIsWaitedForForEver(t *testing.T) {
	c := newWalker(world(t))
	c.PerHop = 50 * time.Millisecond
	for _, path := range []string{"/p/stalled", "/p/silent"} {
		if got := link.Audit(t.Context(), &c.Client, wantOf(ours("https://shop.test"+path))); got.Verdict != link.Unsure || got.Kind != taglane.Later || got.Cause.Format == "" {
			t.Errorf("%s: %+v", path, got)
		}
	}
	c.PerHop, c.InAll = time.Minute, 50*time.Millisecond
	if got := link.Audit(t.Context(), &c.Client, wantOf(ours("https://shop.test/p/silent"))); got.Verdict != link.Unsure || got.Kind != taglane.Later {
		t.Errorf("in all: %+v", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c.InAll = 0
	if got := link.Audit(ctx, &c.Client, wantOf(ours(shoe))); got.Verdict != link.Unsure || got.Kind != taglane.Later || len(got.Hops) > 0 {
		t.Errorf("cancelled: %+v", got)
	}
}

// A missing network of this computer is no fault of the link.
func TestALaptopWithoutANetworkFindsNothingDead(t *testing.T) {
	c := newWalker(world(t))
	for _, online := range []func(context.Context) bool{nil, func(context.Context) bool { return false }} {
		c.Online = online
		for _, address := range []string{ours("https://shop.test/p/nobody"), "https://faraway.test/"} {
			if got := link.Audit(t.Context(), &c.Client, wantOf(address)); got.Verdict != link.Unsure || got.Kind != taglane.Offline || got.Bad() {
				t.Errorf("offline, %s: %+v", address, got)
			}
		}
	}
	c.Online = func(context.Context) bool { return true }
	if got := link.Audit(t.Context(), &c.Client, wantOf("https://faraway.test/")); got.Verdict != link.DeadHost {
		t.Errorf("online: %+v", got)
	}
}

// One request a second, one link at a time; nothing of one visit is shown on
// the next, and the visitor looks like any other.
func TestVisitsArePolite(t *testing.T) {
	twin := world(t)
	c := newWalker(twin)
	c.Language = "de"
	for range 2 {
		if got := link.Audit(t.Context(), &c.Client, wantOf(ours("https://shop.test/p/marked"))); got.Verdict != link.OK {
			t.Fatalf("%+v", got)
		}
	}
	if len(c.waits) != 5 || c.at.Sub(noon) != 5*time.Second {
		t.Errorf("waited %v for 6 requests", c.waits)
	}
	var cookies []string
	for _, call := range twin.Calls() {
		cookies = append(cookies, call.Header.Get("Cookie"))
		if call.Header.Get("Accept-Language") != "de" || !strings.HasPrefix(call.Header.Get("User-Agent"), "Mozilla/") {
			t.Errorf("asked with %v", call.Header)
		}
	}
	if !reflect.DeepEqual(cookies, []string{"", "", "mark=1", "", "", "mark=1"}) {
		t.Errorf("cookies shown: %q", cookies)
	}
	c.Agent = "A visitor"
	got := link.Audit(t.Context(), &c.Client, wantOf(ours("https://shop.test/de/p/geo")))
	if calls := twin.Calls(); got.Verdict != link.OK || calls[len(calls)-1].Header.Get("User-Agent") != "A visitor" {
		t.Errorf("in German: %+v", got)
	}
}

// Many may ask at once; the world is asked in turn.
func TestLinksAreFollowedInTurn(t *testing.T) {
	twin := world(t)
	c := newWalker(twin)
	done := make(chan link.Chain)
	for range 8 {
		go func() { done <- link.Audit(t.Context(), &c.Client, wantOf(ours(shoe))) }()
	}
	for range 8 {
		if got := <-done; got.Verdict != link.OK {
			t.Errorf("%+v", got)
		}
	}
	if n := len(twin.Calls()); n != 16 || len(c.waits) != 15 {
		t.Errorf("%d calls, %d waits", n, len(c.waits))
	}
}

// A page that is there once and gone the next time.
func TestAPageThatGoes(t *testing.T) {
	twin := world(t)
	twin.At("shop.test", "/p/fading", linktest.Fading(shoePage.Page(), http.NotFound))
	c := newWalker(twin)
	for _, want := range []link.Verdict{link.OK, link.Gone, link.Gone} {
		if got := link.Audit(t.Context(), &c.Client, wantOf(ours("https://shop.test/p/fading"))); got.Verdict != want {
			t.Errorf("%s, want %s", got.Verdict, want)
		}
	}
}

// A page beyond 256 KiB is read as far as that.
func TestOnlyTheBeginningOfAPageIsRead(t *testing.T) {
	twin := world(t)
	var sent int
	twin.At("shop.test", "/p/long", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
		_, _ = w.Write([]byte("<title>Red Shoe f\xfcr alle</title>"))
		for sent = 0; sent < 64<<20; sent += 64 << 10 {
			if _, err := w.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	})
	c := newWalker(twin)
	got := link.Audit(t.Context(), &c.Client, wantOf(ours("https://shop.test/p/long")))
	twin.Close()
	if got.Verdict != link.OK || got.Title != "Red Shoe für alle" || sent > 32<<20 {
		t.Errorf("%d bytes were sent: %+v", sent, got)
	}
}

// What a link says by itself is judged without asking anybody.
func TestLooking(t *testing.T) {
	path := "https://www.pathnet.test/links/77/type/dlg/sid/" + sub + "/" + shoe
	for name, c := range map[string]struct {
		change func(w *link.Want)
		want   link.Verdict
	}{
		"as it should be":          {func(*link.Want) {}, link.OK},
		"another of our codes":     {func(w *link.Want) { w.Link, w.Own = path, link.Owners{"pathnet": {"77"}} }, link.OK},
		"another's":                {func(w *link.Want) { w.Link = path }, link.IDForeign},
		"another's inside":         {func(w *link.Want) { w.Link = ours(path) }, link.IDForeign},
		"no sub-id":                {func(w *link.Want) { w.Link = strings.ReplaceAll(w.Link, sub, "") }, link.SubIDLost},
		"another sub-id":           {func(w *link.Want) { w.SubID = "c0000001t001d01v06v" }, link.SubIDLost},
		"no sub-id is asked for":   {func(w *link.Want) { w.SubID = "" }, link.OK},
		"another shop":             {func(w *link.Want) { w.Domains = []string{"hats.test"} }, link.WrongShop},
		"the shop is not known":    {func(w *link.Want) { w.Domains = nil }, link.OK},
		"it does not say where to": {func(w *link.Want) { w.Link, w.Owner = "https://pathnet.test/click-77-1?sid="+sub, "77" }, link.OK},
	} {
		w := wantOf(ours(shoe))
		c.change(&w)
		if got := link.Look(w, noon); got.Verdict != c.want || got.Depth != 1 {
			t.Errorf("%s: %+v, want %s", name, got, c.want)
		}
	}
}
