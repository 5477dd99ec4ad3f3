package tiktok

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/tiktok/tiktoktest"
	"taglane/app/taglane"
)

// waits is how long an error asks to wait.
func waits(t testing.TB, err error) time.Duration {
	t.Helper()
	var e *taglane.Error
	if !errors.As(err, &e) || e.Kind != taglane.Later || e.Until.IsZero() {
		t.Fatalf("told as %v, without a time", err)
	}
	return time.Until(e.Until)
}

func within(t testing.TB, what string, got, least, most time.Duration) {
	t.Helper()
	if got < least || got > most {
		t.Errorf("%s: told to wait %v, want %v to %v", what, got, least, most)
	}
}

// What TikTok allows in a minute is never exceeded: the twin would tell of it
// when the test ends. What TikTok alone counts comes back as Later.
func TestNoMinuteIsOverfull(t *testing.T) {
	w := stand(t)
	w.Set(func(k *tiktoktest.Terms) { k.Pending = 7 })
	s := dialed(t, w)
	var us platform.UploadSession
	for range 6 {
		us = open(t, s, sized(t, w, 1000))
	}
	_, err := dialed(t, w).Open(t.Context(), "k", sized(t, w, 1000)) // another connector of the account
	within(t, "the seventh upload of a minute", waits(t, err), 50*time.Second, 63*time.Second)
	for range 30 {
		status(t, s, us)
	}
	_, err = s.Status(t.Context(), us)
	within(t, "the thirty-first question of a minute", waits(t, err), 50*time.Second, 63*time.Second)
	d := dialed(t, w, "mode", "direct", "audited", "true")
	for range 20 {
		if _, err := d.creator(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	_, err = d.creator(t.Context())
	wantKind(t, err, taglane.Later)
	found, err := d.Check(t.Context(), sized(t, w, 1000)) // what is known will do
	if err != nil || firstBlock(found) != nil {
		t.Errorf("after twenty questions of a minute %+v, %v", found, err)
	}
	if _, err := d.Ask(t.Context(), sized(t, w, 1000)); err != nil {
		t.Error(err)
	}
	pass(w, 63*time.Second)
	open(t, s, sized(t, w, 1000))
	_, err = s.Open(t.Context(), "k", sized(t, w, 1000))
	if within(t, "the eighth share of a day", waits(t, err), 59*time.Minute, time.Hour); !strings.Contains(taglane.MessageOf(err), "inbox") {
		t.Errorf("the eighth share of a day is told as %v", err)
	}
}

// Whoever types is not asked about at TikTok with every key, and what goes out
// is looked at anew.
func TestChecksAskSeldom(t *testing.T) {
	w := stand(t)
	s := dialed(t, w, "mode", "direct", "audited", "true")
	p := sized(t, w, 1000, "comment", "yes")
	for range 40 {
		if _, err := s.Check(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.Seen("/v2/post/publish/creator_info/query/"); n != 1 {
		t.Errorf("asked %d times", n)
	}
	w.Set(func(k *tiktoktest.Terms) { k.Creator.CommentDisabled = true })
	_, err := s.Open(t.Context(), "k", p)
	wantKind(t, err, taglane.Invalid)
	found, err := s.Check(t.Context(), p)
	if err != nil || levelOf(found, "TT-TOGGLES") != taglane.Block {
		t.Errorf("after that it finds %+v, %v", found, err)
	}
}

// Fifteen posts go out within a day, and the next one is told when its turn
// comes, by this program or by TikTok.
func TestNoDayIsOverfull(t *testing.T) {
	w := stand(t)
	w.Clock.Step = 11 * time.Second
	s := dialed(t, w, "mode", "direct", "audited", "true")
	for range 15 {
		us := open(t, s, sized(t, w, 1000))
		pushAll(t, s, us, 1000)
	}
	w.Set(func(k *tiktoktest.Terms) { k.PerDay = 16 }) // so that it is this program that counts
	_, err := s.Open(t.Context(), "k", sized(t, w, 1000))
	within(t, "the sixteenth of a day", waits(t, err), 23*time.Hour, 24*time.Hour)
	found, err := s.Check(t.Context(), sized(t, w, 1000))
	if err != nil || levelOf(found, "TT-SLOT") != taglane.Warn {
		t.Errorf("%+v, %v", found, err)
	}
	w.Set(func(k *tiktoktest.Terms) { k.CreatorCode = "spam_risk_too_many_posts" })
	_, err = s.Open(t.Context(), "k", sized(t, w, 1000))
	within(t, "TikTok's own count", waits(t, err), 23*time.Hour, 24*time.Hour)
	w.Set(func(k *tiktoktest.Terms) { k.CreatorCode = "" })
	pass(w, 25*time.Hour)
	open(t, s, sized(t, w, 1000))
	if len(w.Posts()) != 15 {
		t.Errorf("%d posts", len(w.Posts()))
	}
}

// What was spent survives a restart, with what time it is at TikTok.
func TestLimitsOutliveTheProgram(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	var kept, old json.RawMessage
	s.Pace(nil, func(state json.RawMessage) { kept = state })
	for n := range 5 {
		open(t, s, sized(t, w, 1000))
		if n == 0 {
			old = kept
		}
	}
	restart := func() *Service {
		talliesMu.Lock()
		delete(tallies, w.Account().ID)
		talliesMu.Unlock()
		return dialed(t, w)
	}
	s = restart()
	s.Pace(kept, func(state json.RawMessage) { kept = state })
	found, err := s.Check(t.Context(), sized(t, w, 1000))
	if err != nil || levelOf(found, "TT-SLOT") != taglane.Warn {
		t.Errorf("five in the inbox, and it finds %+v, %v", found, err)
	}
	pass(w, 10*time.Second)
	w.Set(func(k *tiktoktest.Terms) { k.Pending = 9 })
	open(t, s, sized(t, w, 1000))
	_, err = s.Open(t.Context(), "k", sized(t, w, 1000))
	within(t, "the seventh after a restart", waits(t, err), 40*time.Second, 53*time.Second)
	s.Pace(old, nil) // what this program knows is newer
	_, err = s.Open(t.Context(), "k", sized(t, w, 1000))
	wantKind(t, err, taglane.Later)
	pass(w, 63*time.Second)
	s = restart()
	s.Pace(json.RawMessage(`no JSON`), nil)
	open(t, s, sized(t, w, 1000))
}

// Once it is known how fast clips leave, one that would not arrive within the
// hour is told of.
func TestASlowLineIsTold(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	check := func(size int64) taglane.Level {
		found, err := s.Check(t.Context(), sized(t, w, size))
		if err != nil {
			t.Fatal(err)
		}
		return levelOf(found, "TT-RATE")
	}
	if check(4_000_000_000) != "" {
		t.Error("nothing was uploaded yet, and the line is called slow")
	}
	s.tally.measure(1_000_000, time.Second)
	s.tally.measure(1_000_000, time.Second)
	s.tally.measure(100, time.Minute) // too little to tell
	if check(3_400_000_000) != taglane.Warn || check(3_000_000_000) != "" {
		t.Errorf("at a megabyte a second %q of 3.4 GB and %q of 3 GB", check(3_400_000_000), check(3_000_000_000))
	}
	us := open(t, s, sized(t, w, 10_000_000))
	pushAll(t, s, us, 10_000_000)
	if check(3_400_000_000) != "" {
		t.Error("what was uploaded is not measured")
	}
}

// Whoever does not answer when an upload is opened is asked three times in an
// hour, not more.
func TestLostOpeningsAreFew(t *testing.T) {
	w := stand(t)
	asked := atomic.Int32{}
	try := func(status int) error {
		s, _ := connect(w.Account(), w.Secret(), &http.Client{Transport: counted{&asked, canned{status, ""}}})
		_, err := s.Open(t.Context(), "k", sized(t, w, 1000))
		return err
	}
	for range 4 { // an answer that says no is an answer
		wantKind(t, try(429), taglane.Later)
	}
	pass(w, 2*time.Minute)
	asked.Store(0)
	for range 5 {
		wantKind(t, try(502), taglane.Later)
	}
	if asked.Load() != 3 {
		t.Errorf("asked %d times, want 3", asked.Load())
	}
	within(t, "the fourth", waits(t, try(502)), 59*time.Minute, time.Hour)
	pass(w, time.Hour)
	_ = try(200) // an answer without a word in it
	for range 2 {
		_ = try(502)
	}
	if _ = try(502); asked.Load() != 6 {
		t.Errorf("after an hour asked %d times, want 6", asked.Load())
	}
}

type counted struct {
	n *atomic.Int32
	canned
}

func (c counted) RoundTrip(r *http.Request) (*http.Response, error) {
	c.n.Add(1)
	return c.canned.RoundTrip(r)
}
