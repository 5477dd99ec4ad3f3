package serve

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"taglane/app/review"
)

// attack is something that somebody tries, and the answers that it may get.
type attack struct {
	name string
	do   func(g *guest) got
	want []int
}

func get(path string, with ...func(*http.Request)) func(*guest) got {
	return func(g *guest) got { return g.ask(http.MethodGet, path, "", with...) }
}

func post(path, body string, with ...func(*http.Request)) func(*guest) got {
	return func(g *guest) got { return g.ask(http.MethodPost, path, body, with...) }
}

func host2(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }

func without(header string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Del(header) }
}

// try runs attacks against one server. None may be answered otherwise than is
// said, add anything to the library, or be told a name, a PIN or a secret.
func try(t *testing.T, w *hosted, who func() *guest, attacks []attack) {
	t.Helper()
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			w.pass(time.Minute)
			g := who()
			g.t = t
			before := w.taken()
			got := a.do(g)
			fits := false
			for _, code := range a.want {
				fits = fits || got.code == code
			}
			if !fits {
				t.Errorf("answered with %d %.200s, want one of %v", got.code, got.body, a.want)
			}
			if w.taken() != before {
				t.Error("something was taken in")
			}
			secrets := []string{hidden, g.link.PIN, g.link.capability()}
			if g.cookie != "" {
				secrets = append(secrets, g.cookie)
			}
			for _, s := range secrets {
				if strings.Contains(got.body, s) {
					t.Errorf("%q was told", s)
				}
			}
			if got.code == 0 {
				return
			}
			if got.head.Get("Access-Control-Allow-Origin") != "" || got.head.Get("Set-Cookie") != "" {
				t.Error("another site is let in, or a cookie was set")
			}
			if !strings.Contains(got.head.Get("Content-Security-Policy"), "frame-ancestors 'none'") || got.head.Get("X-Content-Type-Options") != "nosniff" || got.head.Get("Cache-Control") != "no-store" {
				t.Errorf("headers are missing: %v", got.head)
			}
		})
	}
}

func TestAttacksOfWhoIsNotIn(t *testing.T) {
	w := host(t, all, "clip1")
	link := w.served.Links[0]
	right := func(change func(capability, pin string) (string, string)) func(*guest) got {
		return func(g *guest) got { return g.enter(change(link.capability(), link.PIN)) }
	}
	try(t, w, func() *guest { return w.guest(t, link) }, []attack{
		{"the room without a cookie", get("/r/1/"), []int{http.StatusSeeOther}},
		{"the film without a cookie", get("/r/1/film"), []int{http.StatusUnauthorized}},
		{"an answer without a cookie", func(g *guest) got { return g.says() }, []int{http.StatusUnauthorized}},
		{"news without a cookie", post("/r/1/news", `{"guest":"`+keyA+`"}`), []int{http.StatusUnauthorized}},
		{"a cookie that is none", get("/r/1/film", set("Cookie", cookie+"=AAAA")), []int{http.StatusUnauthorized}},
		{"a cookie of 4 KB", get("/r/1/film", set("Cookie", cookie+"="+strings.Repeat("A", 4096))), []int{http.StatusUnauthorized}},
		{"the link's secret as a cookie", get("/r/1/film", set("Cookie", cookie+"="+link.capability())), []int{http.StatusUnauthorized}},
		{"a wrong secret", right(func(_, pin string) (string, string) { return secret(), pin }), []int{http.StatusNotFound}},
		{"no secret", right(func(_, pin string) (string, string) { return "", pin }), []int{http.StatusNotFound}},
		{"a secret with one character changed", right(func(c, pin string) (string, string) {
			return c[:42] + map[bool]string{true: "A", false: "B"}[c[42] != 'A'], pin
		}), []int{http.StatusNotFound}},
		{"a secret with more behind it", right(func(c, pin string) (string, string) { return c + "." + link.fingerprint(), pin }), []int{http.StatusNotFound}},
		{"a secret cut short", right(func(c, pin string) (string, string) { return c[:42], pin }), []int{http.StatusNotFound}},
		{"a secret of 10 KB", right(func(_, pin string) (string, string) { return strings.Repeat("A", 10<<10), pin }), []int{http.StatusRequestEntityTooLarge}},
		{"a list for a secret", post("/r/enter", `{"cap":["`+link.capability()+`"],"pin":"`+link.PIN+`"}`), []int{http.StatusBadRequest}},
		{"a number for a PIN", post("/r/enter", `{"cap":"`+link.capability()+`","pin":`+strings.TrimLeft(link.PIN, "0")+`}`), []int{http.StatusBadRequest}},
		{"nothing at all", post("/r/enter", ``), []int{http.StatusBadRequest}},
		{"what is not JSON", post("/r/enter", `cap=`+link.capability()+`&pin=`+link.PIN), []int{http.StatusBadRequest}},
		{"secret and PIN in the address", get("/r/enter?cap=" + link.capability() + "&pin=" + link.PIN), []int{http.StatusNotFound}},
		{"coming in by GET", get("/r/enter"), []int{http.StatusMethodNotAllowed}},
		{"coming in from another site", func(g *guest) got {
			return g.ask(http.MethodPost, "/r/enter", `{"cap":"`+link.capability()+`","pin":"`+link.PIN+`"}`, set("Origin", "https://evil.example"))
		}, []int{http.StatusForbidden}},
	})
}

func TestWrongPINs(t *testing.T) {
	for name, pin := range map[string]func(string) string{
		"another": other, "none": func(string) string { return "" }, "with a blank": func(p string) string { return p + " " }, "with a zero byte": func(p string) string { return p + "\x00" },
		"cut short": func(p string) string { return p[:5] }, "in other digits": func(p string) string { return strings.Map(func(r rune) rune { return r - '0' + '０' }, p) }, "twice": func(p string) string { return p + p },
	} {
		w := host(t, all, "clip1")
		link := w.served.Links[0]
		g := w.guest(t, link)
		if a := g.enter(link.capability(), pin(link.PIN)); a.code != http.StatusUnauthorized || a.head.Get("Set-Cookie") != "" || !strings.Contains(a.body, "4") {
			t.Errorf("a PIN %s: %d %s", name, a.code, a.body)
		}
	}
}

// other is a PIN that is not p.
func other(p string) string {
	if p == "123456" {
		return "654321"
	}
	return "123456"
}

func TestALinkLocksAfterFiveWrongPINs(t *testing.T) {
	w := host(t, all, "clip1")
	link := w.served.Links[0]
	in := w.guest(t, link).comesIn()
	g := w.guest(t, link)
	for i := range 4 {
		if a := g.enter(link.capability(), other(link.PIN)); a.code != http.StatusUnauthorized {
			t.Fatalf("try %d: %d", i, a.code)
		}
	}
	w.pass(triesIn)
	for i := range 4 {
		if a := g.enter(link.capability(), other(link.PIN)); a.code != http.StatusUnauthorized {
			t.Fatalf("ten minutes later, try %d: %d", i, a.code)
		}
	}
	w.pass(triesIn - time.Second)
	if a := g.enter(link.capability(), other(link.PIN)); a.code != http.StatusForbidden {
		t.Fatalf("the fifth: %d", a.code)
	}
	w.pass(24 * time.Hour)
	if a := g.enter(link.capability(), link.PIN); a.code != http.StatusForbidden || a.head.Get("Set-Cookie") != "" {
		t.Fatalf("the right one after the lock: %d", a.code)
	}
	if a := in.ask(http.MethodGet, "/r/1/film", ""); a.code != http.StatusOK {
		t.Errorf("whoever was in is out: %d", a.code)
	}
	now, err := w.h.ServedReviews(ctx)
	if err != nil || !now.Links[0].Locked {
		t.Errorf("the window is not told: %+v %v", now, err)
	}
	// A start opens no lock.
	if _, err := w.h.StopServing(ctx); err != nil {
		t.Fatal(err)
	}
	w.h = New(w.lent())
	t.Cleanup(func() { w.h.StopServing(ctx) })
	w.link(t, all, "clip1")
	if a := w.guest(t, link).enter(link.capability(), link.PIN); a.code != http.StatusForbidden {
		t.Errorf("after a start: %d", a.code)
	}
}

func TestManyPINsAtOnceAreNoMoreThanFive(t *testing.T) {
	w := host(t, all, "clip1")
	s, cap, pin := w.h.running(), w.served.Links[0].capability(), other(w.served.Links[0].PIN)
	told := make(chan int, 200)
	for range 200 {
		go func() {
			_, err := s.enter("192.0.2.1", cap, pin)
			told <- codes[kindOf(err)]
		}()
	}
	wrong := 0
	for range 200 {
		if <-told == http.StatusUnauthorized {
			wrong++
		}
	}
	if wrong != mostTries-1 { // the fifth is told that the link is locked
		t.Errorf("%d guesses were compared", wrong)
	}
}

func TestFiftyWrongPINsAnHourInAll(t *testing.T) {
	w := host(t, all, "clip1")
	g := w.guest(t, w.served.Links[0])
	for range 12 {
		link := w.link(t, all, "clip1")
		for range mostTries - 1 {
			g.enter(link.capability(), other(link.PIN))
		}
		w.pass(30 * time.Second)
	}
	last := w.link(t, all, "clip1")
	for range 2 {
		g.enter(last.capability(), other(last.PIN))
	}
	if a := g.enter(last.capability(), last.PIN); a.code != http.StatusTooManyRequests {
		t.Fatalf("after fifty: %d %s", a.code, a.body)
	}
	w.pass(wrongIn)
	if a := g.enter(last.capability(), last.PIN); a.code != http.StatusOK {
		t.Errorf("an hour later: %d %s", a.code, a.body)
	}
}

func TestSecretsAreNotGuessedQuickly(t *testing.T) {
	w := host(t, all, "clip1")
	g := w.guest(t, w.served.Links[0])
	codes := map[int]int{}
	for range 30 {
		codes[g.enter(secret(), "123456").code]++
	}
	if codes[http.StatusNotFound] != 10 || codes[http.StatusTooManyRequests] != 20 {
		t.Errorf("guesses: %v", codes)
	}
	if a := g.enter(g.link.capability(), g.link.PIN); a.code != http.StatusOK {
		t.Errorf("somebody else's guesses keep a guest out: %d", a.code)
	}
}

func TestALinkThatIsOver(t *testing.T) {
	w := host(t, all, "clip1")
	link := w.served.Links[0]
	g := w.guest(t, link).comesIn()
	w.pass(7*24*time.Hour - time.Minute)
	if a := g.ask(http.MethodGet, "/r/1/film", ""); a.code != http.StatusOK {
		t.Fatalf("a minute before: %d", a.code)
	}
	w.pass(time.Minute)
	try(t, w, func() *guest { return g }, []attack{
		{"its film", get("/r/1/film"), []int{http.StatusUnauthorized}},
		{"its room", get("/r/1/"), []int{http.StatusUnauthorized, http.StatusSeeOther}},
		{"its news", post("/r/1/news", `{"guest":"`+keyA+`"}`), []int{http.StatusUnauthorized}},
		{"an answer by it", func(g *guest) got { return g.says() }, []int{http.StatusUnauthorized}},
		{"coming in by it", func(g *guest) got { return g.enter(link.capability(), link.PIN) }, []int{http.StatusUnauthorized}},
	})
	if now, err := w.h.ServedReviews(ctx); err != nil || len(now.Links) != 0 {
		t.Errorf("it is still shown: %+v %v", now.Links, err)
	}
}

func TestALinkThatWasTakenBack(t *testing.T) {
	w := host(t, all, "clip1")
	link := w.served.Links[0]
	stays := w.guest(t, w.link(t, all, "clip1")).comesIn()
	g := w.guest(t, link).comesIn()
	w.h.running().pauses.news = 5 * time.Second
	waits := make(chan got)
	cursor := g.hears(keyA, "Jo", "", 0).Cursor
	go func() {
		waits <- g.ask(http.MethodPost, "/r/1/news", `{"guest":"`+keyA+`","name":"Jo","after":"`+cursor+`"}`)
	}()
	for w.h.running().waiting("clip1", "Jo") == 0 {
		time.Sleep(time.Millisecond)
	}
	began := time.Now()
	if _, err := w.h.RevokeReview(ctx, link.ID); err != nil {
		t.Fatal(err)
	}
	if a := <-waits; a.code != http.StatusUnauthorized || time.Since(began) > 3*time.Second {
		t.Errorf("who waited is told %d after %v", a.code, time.Since(began))
	}
	try(t, w, func() *guest { return g }, []attack{
		{"its film", get("/r/1/film"), []int{http.StatusUnauthorized}},
		{"an answer by it", func(g *guest) got { return g.says() }, []int{http.StatusUnauthorized}},
		{"coming in by it", func(g *guest) got { return g.enter(link.capability(), link.PIN) }, []int{http.StatusNotFound}},
	})
	if a := stays.ask(http.MethodGet, "/r/1/film", ""); a.code != http.StatusOK {
		t.Errorf("another link: %d", a.code)
	}
	if _, err := w.h.RevokeReview(ctx, link.ID); kindOf(err) != "NotFound" {
		t.Errorf("twice: %v", err)
	}
}

func TestAttacksOfWhoIsIn(t *testing.T) {
	w := host(t, all, "clip1")
	theirs := w.link(t, all, "clip1", "clip2")
	mine := w.served.Links[1]
	in := w.guest(t, mine).comesIn()
	foreign := w.guest(t, theirs).comesIn()
	if a := foreign.ask(http.MethodPost, "/r/2/answer", foreign.answering(but("room", "link-2/clip2"), but("clip", "clip2"), but("digest", digestOf("clip2")))); a.code != http.StatusForbidden {
		t.Errorf("about a draft that was not shown: %d", a.code)
	}
	foreign.ask(http.MethodGet, "/r/2/", "")
	foreign.ask(http.MethodPost, "/r/2/answer", foreign.answering(but("room", "link-2/clip2"), but("clip", "clip2"), but("digest", digestOf("clip2"))))
	elsewhere := review.IDOf(review.GuestID("link-2/clip2", keyA), remarkID(1))
	says := func(with ...func(map[string]any)) func(*guest) got {
		return func(g *guest) got { return g.says(with...) }
	}
	said := func(change func(map[string]any)) func(*guest) got {
		r := remark(7, "x")
		change(r)
		return says(but("comments", []any{r}))
	}
	try(t, w, func() *guest { return in }, []attack{
		{"the second clip of another link", get("/r/2/"), []int{http.StatusNotFound}},
		{"the film of another link's clip", get("/r/2/film"), []int{http.StatusNotFound}},
		{"an answer about another clip", says(but("clip", "clip2")), []int{http.StatusForbidden}},
		{"an answer to another room", says(but("room", "link-2/clip1")), []int{http.StatusForbidden}},
		{"an answer about a draft that was not shown", says(but("digest", digestOf("another"))), []int{http.StatusForbidden}},
		{"two things at once", says(but("comments", []any{remark(1, "a"), remark(2, "b")})), []int{http.StatusBadRequest}},
		{"a comment with a verdict", says(but("verdict", verdict("approves"))), []int{http.StatusBadRequest}},
		{"nothing said", says(but("comments", []any{})), []int{http.StatusBadRequest}},
		{"an answer to a comment on another clip", said(func(r map[string]any) { r["reply"] = elsewhere }), []int{http.StatusNotFound}},
		{"an answer to what nobody said", said(func(r map[string]any) { r["reply"] = "nothing" }), []int{http.StatusNotFound}},
		{"a name of the library's own", said(func(r map[string]any) { r["id"] = "comment-1" }), []int{http.StatusBadRequest}},
		{"a frame before the first", said(func(r map[string]any) { r["frame"] = -1 }), []int{http.StatusBadRequest}},
		{"a frame beyond all", said(func(r map[string]any) { r["out"] = 1e18 }), []int{http.StatusBadRequest}},
		{"a drawing that is none", said(func(r map[string]any) { r["drawing"] = []any{map[string]any{"kind": "script", "points": []any{}}} }), []int{http.StatusBadRequest}},
		{"a drawing outside the picture", said(func(r map[string]any) {
			r["drawing"] = []any{map[string]any{"kind": "point", "points": []any{[]float64{9, 9}}}}
		}), []int{http.StatusBadRequest}},
		{"a comment of nothing but controls", said(func(r map[string]any) { r["text"] = "\u202e\u0007 " }), []int{http.StatusBadRequest}},
		{"a verdict that is none", says(but("comments", []any{}), but("verdict", verdict("publishes"))), []int{http.StatusBadRequest}},
		{"a guest without a name", says(but("name", "\u202e")), []int{http.StatusBadRequest}},
		{"a guest's secret that is none", says(but("guest", "../../../etc/passwd")), []int{http.StatusBadRequest}},
		{"another format", says(but("format", "taglane-review-9")), []int{http.StatusBadRequest}},
		{"brackets without end", post("/r/1/answer", strings.Repeat("[", 60<<10)), []int{http.StatusBadRequest}},
		{"news with a secret that is none", post("/r/1/news", `{"guest":"<script>"}`), []int{http.StatusBadRequest}},
		{"more ranges than one", get("/r/1/film", set("Range", "bytes=0-1,4-5")), []int{http.StatusNotFound}},
		{"a range beyond the end", get("/r/1/film", set("Range", "bytes=9999999-")), []int{http.StatusRequestedRangeNotSatisfiable}},
		{"an answer of 64 KB and one", post("/r/1/answer", strings.Repeat(" ", review.MostRemark+1)), []int{http.StatusRequestEntityTooLarge}},
		{"the same, in pieces without a length", post("/r/1/answer", strings.Repeat(" ", 4*review.MostRemark), func(r *http.Request) { r.ContentLength = -1 }), []int{http.StatusRequestEntityTooLarge, 0}},
		{"a film sent here", func(g *guest) got { return g.ask(http.MethodPut, "/r/1/film", "film") }, []int{http.StatusMethodNotAllowed}},
		{"the film deleted", func(g *guest) got { return g.ask(http.MethodDelete, "/r/1/film", "") }, []int{http.StatusMethodNotAllowed}},
		{"a file in a form", post("/r/1/answer", "--x\r\n", set("Content-Type", "multipart/form-data; boundary=x")), []int{http.StatusForbidden}},
		{"a form", post("/r/1/answer", "a=b", set("Content-Type", "application/x-www-form-urlencoded")), []int{http.StatusForbidden}},
		{"an answer as text", func(g *guest) got {
			return g.ask(http.MethodPost, "/r/1/answer", g.answering(), set("Content-Type", "text/plain"))
		}, []int{http.StatusForbidden}},
		{"an answer from another site", func(g *guest) got {
			return g.ask(http.MethodPost, "/r/1/answer", g.answering(), set("Origin", "https://evil.example"))
		}, []int{http.StatusForbidden}},
		{"an answer from a sandbox", func(g *guest) got {
			return g.ask(http.MethodPost, "/r/1/answer", g.answering(), set("Origin", "null"))
		}, []int{http.StatusForbidden}},
		{"an answer from nowhere", func(g *guest) got {
			return g.ask(http.MethodPost, "/r/1/answer", g.answering(), without("Origin"))
		}, []int{http.StatusForbidden}},
		{"an answer from the same host without TLS", func(g *guest) got {
			return g.ask(http.MethodPost, "/r/1/answer", g.answering(), set("Origin", "http://"+g.w.at()))
		}, []int{http.StatusForbidden}},
		{"an answer from another port", func(g *guest) got {
			return g.ask(http.MethodPost, "/r/1/answer", g.answering(), set("Origin", "https://127.0.0.1:1"), set("Sec-Fetch-Site", "same-site"))
		}, []int{http.StatusForbidden}},
		{"an answer that a browser calls another site's", func(g *guest) got {
			return g.ask(http.MethodPost, "/r/1/answer", g.answering(), set("Sec-Fetch-Site", "cross-site"))
		}, []int{http.StatusForbidden}},
		{"the film in another site's page", get("/r/1/film", set("Sec-Fetch-Site", "cross-site")), []int{http.StatusForbidden}},
		{"the room in another site's frame", get("/r/1/", set("Sec-Fetch-Site", "cross-site")), []int{http.StatusForbidden}},
		{"another site asks whether it may", func(g *guest) got {
			return g.ask(http.MethodOptions, "/r/1/answer", "", set("Origin", "https://evil.example"), set("Access-Control-Request-Method", "POST"))
		}, []int{http.StatusForbidden, http.StatusMethodNotAllowed}},
		{"a socket", get("/r/1/news", set("Connection", "Upgrade"), set("Upgrade", "websocket")), []int{http.StatusMethodNotAllowed}},
		{"another name for the host", get("/r/1/", host2("evil.example")), []int{http.StatusMisdirectedRequest}},
		{"a rebound name with the port", get("/r/1/film", func(r *http.Request) { r.Host = "evil.example" + r.Host[strings.LastIndex(r.Host, ":"):] }), []int{http.StatusMisdirectedRequest}},
		{"a name that stands for an address", get("/r/1/film", func(r *http.Request) { r.Host = "127.0.0.1.nip.io" + r.Host[strings.LastIndex(r.Host, ":"):] }), []int{http.StatusMisdirectedRequest}},
		{"localhost", get("/r/1/film", func(r *http.Request) { r.Host = "localhost" + r.Host[strings.LastIndex(r.Host, ":"):] }), []int{http.StatusMisdirectedRequest}},
		{"the address without the port", get("/r/1/film", host2("127.0.0.1")), []int{http.StatusMisdirectedRequest}},
		{"the address with a full stop", get("/r/1/film", func(r *http.Request) { r.Host = strings.Replace(r.Host, ":", ".:", 1) }), []int{http.StatusMisdirectedRequest}},
		{"the address as a number", get("/r/1/film", func(r *http.Request) { r.Host = strings.Replace(r.Host, "127.0.0.1", "2130706433", 1) }), []int{http.StatusMisdirectedRequest}},
		{"a forwarded name does not matter, and the cookie of another link does not help", get("/r/2/film", set("X-Forwarded-Host", "evil.example"), set("Cookie", cookie+"="+in.cookie)), []int{http.StatusNotFound}},
	})
}

func TestPathTricks(t *testing.T) {
	w := host(t, all, "clip1")
	in := w.guest(t, w.served.Links[0]).comesIn()
	var attacks []attack
	for _, path := range []string{"/", "/r", "/R/", "//r/", "/r//", "/r/.", "/r/..", "/r/./", "/r/../r/", "/r/../../etc/passwd", "/r/1", "/r/1/.", "/r/1/..", "/r/1/../1/film", "/r/1/film/", "/r/1/film/..", "/r/1//film", "/r/1/film?x=1",
		"/r/1/?", "/r/01/", "/r/0/", "/r/-1/", "/r/+1/", "/r/1e0/", "/r/100/", "/r/%31/", "/r/1%2ffilm", "/r/1/%66ilm", "/r/%2e%2e/", "/r/1/film%00.mp4", "/r/1/film;x", "/r/1/..%5cfilm", "/r/1/film.mp4", "/r/door.html", "/r/door/",
		"/door/door.html", "/debug/pprof/", "/.git/config", "/favicon.ico", "/robots.txt", "/r/１/", "/m/", "/verb/Clips", "/events", "/r/2/", "/r/99/"} {
		attacks = append(attacks, attack{path, func(g *guest) got { return g.ask(http.MethodGet, "/r/", "", rawPath(path)) }, []int{http.StatusNotFound}})
	}
	try(t, w, func() *guest { return in }, attacks)
}

// rawPath sends an address exactly as it is written.
func rawPath(path string) func(*http.Request) {
	return func(r *http.Request) { r.URL.Opaque = "//" + r.URL.Host + path; r.URL.Path, r.URL.RawQuery = "", "" }
}
