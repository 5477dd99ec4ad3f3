package serve

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"taglane/app/review"
	"taglane/app/taglane"
)

func TestAGuestComesInLooksAndSpeaks(t *testing.T) {
	w := host(t, all, "clip1", "clip2")
	g := w.guest(t, w.served.Links[0])
	door := g.ask(http.MethodGet, "/r/", "", set("Sec-Fetch-Site", "cross-site"))
	if door.code != http.StatusOK || strings.Contains(door.body, hidden) || !strings.Contains(door.body, "Enter the PIN") {
		t.Fatalf("the door: %d %s", door.code, door.body)
	}
	for _, part := range []string{"style", "script"} {
		_, rest, _ := strings.Cut(door.body, "<"+part+">")
		inside, _, _ := strings.Cut(rest, "</"+part+">")
		if len(inside) < 100 || !strings.Contains(door.head.Get("Content-Security-Policy"), part+"-src '"+sum(inside)+"'") {
			t.Errorf("the %s of the door would not run under its policy", part)
		}
	}
	g.comesIn()
	page := g.ask(http.MethodGet, "/r/1/", "")
	if !strings.Contains(page.body, `"live":true`) || !strings.Contains(page.body, `"beside":"film"`) || !strings.Contains(page.body, `"type":"video/mp4"`) {
		t.Error("the room does not know what stands behind it")
	}
	if p := page.head.Get("Content-Security-Policy"); p != review.Policy(true)+"; frame-ancestors 'none'" {
		t.Errorf("the room's policy is %q", p)
	}
	if a := g.ask(http.MethodGet, "/r/1/film", "", set("Range", "bytes=4-7"), set("Sec-Fetch-Dest", "video")); a.code != http.StatusPartialContent || a.body != "film" || a.head.Get("Content-Disposition") != "" {
		t.Errorf("a range of the film: %d %q", a.code, a.body)
	}
	if a := g.ask(http.MethodGet, "/r/1/film", "", set("Sec-Fetch-Dest", "document")); a.code != http.StatusOK || a.head.Get("Content-Disposition") != "attachment" || len(a.body) != 256<<10 {
		t.Errorf("the film to keep: %d, %d bytes", a.code, len(a.body))
	}
	if a := g.ask(http.MethodGet, "/r/2/", ""); a.code != http.StatusOK {
		t.Errorf("the second clip: %d", a.code)
	}
	a := g.says()
	id := review.IDOf(review.GuestID("link-1/clip1", keyA), remarkID(1))
	if want := fmt.Sprintf(`{"ids":{%q:%q}}`, remarkID(1), id); a.code != http.StatusOK || strings.TrimSpace(a.body) != want {
		t.Errorf("said: %d %s, want %s", a.code, a.body, want)
	}
	if a := g.says(but("comments", []any{}), but("verdict", verdict("approves"))); a.code != http.StatusOK {
		t.Errorf("a verdict: %d %s", a.code, a.body)
	}
	if a := g.says(but("comments", []any{map[string]any{"id": remarkID(2), "frame": 10, "out": 10, "text": "Yes", "reply": id, "at": "2026-11-26T12:00:00Z"}})); a.code != http.StatusOK {
		t.Errorf("an answer: %d %s", a.code, a.body)
	}
	if v := w.said[1].Verdict; w.taken() != 3 || v == nil || v.Answer != taglane.Approves || len(v.Signature) != 0 {
		t.Errorf("the library has %d things, the second %+v", w.taken(), w.said[1])
	}
}

func TestNewsComeAtOnceAndOnlyOnce(t *testing.T) {
	w := host(t, all, "clip1")
	w.h.pauses.news = 5 * time.Second
	a, b := w.guest(t, w.served.Links[0]).comesIn(), w.guest(t, w.served.Links[0]).comesIn()
	// The server has its pauses since it was made.
	w.h.server.pauses.news = 3 * time.Second
	first := a.hears(keyA, "Jo", "", 7)
	if len(first.Comments) != 0 || len(first.People) != 0 {
		t.Fatalf("at first: %+v", first)
	}
	if b.says(but("guest", keyB)).code != http.StatusOK {
		t.Fatal("nothing was said")
	}
	news := a.hears(keyA, "Jo", first.Cursor, 8)
	if len(news.Comments) != 1 || news.Comments[0].Text != "Softer here" || news.Comments[0].As != "" {
		t.Fatalf("news: %+v", news)
	}
	if own := b.hears(keyB, "Mo", "", 0); len(own.Comments) != 1 || own.Comments[0].As != remarkID(1) {
		t.Errorf("a guest's own: %+v", own)
	}
	began := time.Now()
	done := make(chan heard)
	go func() { done <- a.hears(keyA, "Jo", news.Cursor, 9) }()
	for w.h.server.waiting("clip1", "Jo") == 0 {
		time.Sleep(time.Millisecond)
	}
	w.mu.Lock()
	w.comments["clip1"] = nil
	w.mu.Unlock()
	w.h.Woke("clip1")
	if gone := <-done; len(gone.Comments) != 1 || !gone.Comments[0].Deleted || gone.Comments[0].Text != "" || time.Since(began) > 2*time.Second {
		t.Errorf("what is gone: %+v after %v", gone, time.Since(began))
	}
	if later := a.hears(keyA, "Jo", "another era.7", 9); len(later.Comments) != 1 {
		t.Errorf("whoever knows nothing of now is told everything: %+v", later)
	}
}

// waiting is how many requests of a guest lie here.
func (s *server) waiting(clip taglane.ID, name string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range s.sessions {
		if p := g.people[clip]; p != nil && p.name == name {
			n += p.polls
		}
	}
	return n
}

func TestWhoIsHereIsSeenAndThenGone(t *testing.T) {
	w := host(t, all, "clip1")
	a, b := w.guest(t, w.served.Links[0]).comesIn(), w.guest(t, w.served.Links[0]).comesIn()
	other := w.guest(t, w.link(t, all, "clip1")).comesIn()
	cursor := a.hears(keyA, "Jo\u202e<b>", "", 120).Cursor
	if seen := b.hears(keyB, "Mo", cursor, 5); len(seen.People) != 1 || seen.People[0].Frame != 120 || seen.People[0].Name != "Jo<b>" {
		t.Fatalf("who is here: %+v", seen.People)
	}
	if seen := other.hears(keyB, "Mo", "", 5); len(seen.People) != 0 {
		t.Errorf("guests of another link are seen: %+v", seen.People)
	}
	a.hears(keyA, "Jo", "", 1)
	now, err := w.h.ServedReviews(ctx)
	if err != nil || len(now.People) == 0 {
		t.Fatalf("the window sees nobody: %+v %v", now, err)
	}
	for end := time.Now().Add(3 * time.Second); len(now.People) > 0; now, _ = w.h.ServedReviews(ctx) {
		if time.Now().After(end) {
			t.Fatalf("they are not gone: %+v", now.People)
		}
		time.Sleep(5 * time.Millisecond)
	}
	if seen := b.hears(keyB, "Mo", cursor, 5); len(seen.People) != 0 {
		t.Errorf("who is gone is seen: %+v", seen.People)
	}
}

func TestALinkIsGoodAfterAStart(t *testing.T) {
	w := host(t, all, "clip1")
	link := w.served.Links[0]
	g := w.guest(t, link).comesIn()
	off, err := w.h.StopServing(ctx)
	if err != nil || off.On || len(off.Links) != 0 {
		t.Fatalf("off: %+v %v", off, err)
	}
	if a := g.ask(http.MethodGet, "/r/", ""); a.code != 0 {
		t.Fatalf("something still answers: %d", a.code)
	}
	again := New(w.lent())
	t.Cleanup(func() { again.StopServing(ctx) })
	if w.served, err = again.ServeReview(ctx, Wish{Clips: []taglane.ID{"clip2"}, Address: "127.0.0.1"}); err != nil {
		t.Fatal(err)
	}
	if len(w.served.Links) != 2 || w.served.Links[1].Link != link.Link {
		t.Fatalf("the link was %s and is %+v", link.Link, w.served.Links)
	}
	if a := g.ask(http.MethodGet, "/r/1/film", ""); a.code != http.StatusUnauthorized {
		t.Errorf("the cookie of before: %d", a.code)
	}
	w.h = again
	w.guest(t, link).comesIn()
}

func TestWhereItListensIsChosen(t *testing.T) {
	h := New(newLibrary(t).lent())
	t.Cleanup(func() { h.StopServing(ctx) })
	for address, kind := range map[string]taglane.Kind{
		"": taglane.Invalid, "0.0.0.0": taglane.Refused, "[::]:0": taglane.Refused, "::": taglane.Refused, "localhost": taglane.Invalid, "127.0.0.1:99999": taglane.Invalid,
		"evil.example:443": taglane.Invalid, "203.0.113.9": taglane.Invalid, "224.0.0.1": taglane.Invalid, "fe80::1%eth0": taglane.Invalid, "::ffff:0.0.0.0": taglane.Refused,
	} {
		if _, err := h.ServeReview(ctx, Wish{Clips: []taglane.ID{"clip1"}, Address: address}); taglane.KindOf(err) != kind {
			t.Errorf("%q: %v, want %s", address, err, kind)
		}
	}
	for name, w := range map[string]Wish{
		"no clip": {Address: "127.0.0.1"}, "a month and more": {Clips: []taglane.ID{"clip1"}, Address: "127.0.0.1", Days: 31}, "yesterday": {Clips: []taglane.ID{"clip1"}, Address: "127.0.0.1", Days: -1},
	} {
		if _, err := h.ServeReview(ctx, w); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := h.ServeReview(ctx, Wish{Clips: []taglane.ID{"nothing"}, Address: "127.0.0.1"}); taglane.KindOf(err) != taglane.NotFound {
		t.Errorf("a clip that is none: %v", err)
	}
	if h.running() != nil {
		t.Fatal("something listens that nobody wished for")
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if _, err := h.ServeReview(ctx, Wish{Clips: []taglane.ID{"clip1"}, Address: taken.Addr().String()}); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("a port that is taken: %v", err)
	}
	all, err := h.ReviewAddresses()
	if err != nil || !slicesHas(all, "127.0.0.1") {
		t.Errorf("addresses: %+v %v", all, err)
	}
	for _, a := range all {
		if p, err := parseAddress(a.Address); err != nil || p.at.IsUnspecified() {
			t.Errorf("%+v is offered and not taken: %v", a, err)
		}
	}
}

func slicesHas(all []Address, address string) bool {
	for _, a := range all {
		if a.Address == address && a.Reach == "machine" {
			return true
		}
	}
	return false
}

func TestTheCertificateIsTheAddresss(t *testing.T) {
	w := host(t, all, "clip1")
	conn, err := tls.Dial("tcp", w.at(), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	leaf := conn.ConnectionState().PeerCertificates[0]
	if err := leaf.VerifyHostname("127.0.0.1"); err != nil || leaf.IsCA {
		t.Errorf("the certificate: %v, authority %v", err, leaf.IsCA)
	}
	if !regexp.MustCompile(`^([0-9A-F]{2}:){31}[0-9A-F]{2}$`).MatchString(w.served.Fingerprint) {
		t.Errorf("the fingerprint is %q", w.served.Fingerprint)
	}
	var kept map[string]any
	if json.Unmarshal(w.kept[secretName], &kept) != nil || !bytes.Contains(w.kept[secretName], []byte(w.served.Links[0].PIN)) {
		t.Error("the vault does not have what it takes to serve again")
	}
	w.pass(366 * 24 * time.Hour)
	if _, err := w.h.StopServing(ctx); err != nil {
		t.Fatal(err)
	}
	was := w.served.Fingerprint
	if w.link(t, all, "clip1"); w.served.Fingerprint == was || len(w.served.Links) != 1 {
		t.Errorf("after a year the certificate is the same, or links are: %+v", w.served)
	}
}
