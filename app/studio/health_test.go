package studio

import (
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestHowAnAccountStands(t *testing.T) {
	h := newHost(t)
	s, a := hosting(t, h)
	ask := func(fresh bool) AccountHealth {
		t.Helper()
		v, err := s.AccountHealth(ctx, a.ID, fresh)
		if err != nil || v.Message == "" || v.Scopes == nil || v.Quotas == nil {
			t.Fatalf("%+v (%v)", v, err)
		}
		return v
	}
	if v := ask(true); v.State != "login" || h.asked != 0 {
		t.Errorf("before a login: %+v, asked %d times", v, h.asked)
	}
	enter(t, s, a.ID)
	if v := ask(false); v.State != "ok" || v.Name != "Nora" || v.CheckedAt != "" || h.asked != 0 {
		t.Errorf("nobody asked yet: %+v, asked %d times", v, h.asked)
	}
	v := ask(true)
	if v.State != "ok" || v.Name != "Nora's clips" || v.CheckedAt == "" || len(v.Scopes) != 1 || !v.Scopes[0].Granted || len(v.Quotas) != 1 || v.Quotas[0].Left != 9 {
		t.Errorf("asked: %+v", v)
	}
	if again := ask(false); again.CheckedAt != v.CheckedAt || again.Name != v.Name || h.asked != 1 {
		t.Errorf("not asked again: %+v, asked %d times", again, h.asked)
	}
	h.set(func(h *host) { h.missing = "upload" })
	if v := ask(true); v.State != "ok" || v.Scopes[0].Granted || !strings.Contains(v.Message, "not everything") {
		t.Errorf("a leave is missing: %+v", v)
	}
	h.set(func(h *host) { h.missing, h.says = "", http.StatusForbidden })
	if v := ask(true); v.State != "trouble" || v.Name != "Nora's clips" {
		t.Errorf("a no: %+v", v)
	}
	h.set(func(h *host) { h.says = http.StatusOK })
	h.forget()
	if v := ask(true); v.State != "login" {
		t.Errorf("a login that ended: %+v", v)
	}
	enter(t, s, a.ID)
	h.Close()
	ask(true) // by a line that was still open, and breaks
	if v := ask(true); v.State != "offline" || v.Name != "Nora" {
		t.Errorf("nobody there: %+v", v)
	}
	page, err := s.PageAccount(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := s.AccountHealth(ctx, page.ID, true); err != nil || v.State != "ok" || v.Message == "" {
		t.Errorf("a folder: %+v (%v)", v, err)
	}
}

// Connected accounts are asked at the start, but not if they were just asked,
// and only by a studio that was told to.
func TestAccountsAreAskedNowAndThen(t *testing.T) {
	h := newHost(t)
	o, told := options(filepath.Join(t.TempDir(), "library")), &overheard{}
	o.Keyring, o.Quiet, o.Emit = &ring{keys: map[string][]byte{}}, false, told.event
	var passed atomic.Int64
	o.Now = func() time.Time {
		return time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC).Add(time.Duration(passed.Load()))
	}
	s, err := Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.AddAccount(ctx, NewAccount{Service: "guestbook", Name: "Mine", Settings: map[string]string{"base_url": h.URL}, Secret: appSecret})
	if err != nil {
		t.Fatal(err)
	}
	enter(t, s, a.ID)
	restart := func(every time.Duration, until func(*Studio) bool) int {
		t.Helper()
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		h.set(func(h *host) { h.asked = 0 })
		o.HealthEvery = every
		if s, err = Open(ctx, o); err != nil {
			t.Fatal(err)
		}
		for end := time.Now().Add(5 * time.Second); !until(s) && time.Now().Before(end); {
			time.Sleep(2 * time.Millisecond)
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		return h.asked
	}
	soon := time.Now()
	pass := func(*Studio) bool { return time.Since(soon) > 100*time.Millisecond }
	known := func(s *Studio) bool { return !s.standing(ctx, a.ID).At.IsZero() }
	if n := restart(0, pass); n != 0 {
		t.Errorf("nobody wanted to know, and it was asked %d times", n)
	}
	if n := restart(3*time.Hour, known); n != 1 {
		t.Errorf("at the start it was asked %d times", n)
	}
	soon = time.Now()
	if n := restart(3*time.Hour, pass); n != 0 {
		t.Errorf("just asked, it was asked %d times more", n)
	}
	passed.Add(int64(4 * time.Hour))
	h.forget()
	ended := func(s *Studio) bool { return s.standing(ctx, a.ID).Kind == "Login" }
	told.Lock()
	told.text.Reset()
	told.Unlock()
	restart(3*time.Hour, ended)
	if !ended(s) {
		t.Error("a login that ended was not noticed")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(told.text.String(), `"login"`) {
		t.Error("no screen was told")
	}
}

func TestTheLastFaultIsTold(t *testing.T) {
	h := newHost(t)
	s, a := hosting(t, h)
	enter(t, s, a.ID)
	if v, err := s.AccountHealth(ctx, a.ID, false); err != nil || v.LastFault != "" || v.LastFaultAt != "" {
		t.Errorf("nothing went wrong yet: %+v (%v)", v, err)
	}
	h.set(func(h *host) { h.says = http.StatusForbidden })
	r := carried(t, s, queue(t, s, a.ID).ID)
	v, err := s.AccountHealth(ctx, a.ID, false)
	if err != nil || v.LastFault == "" || v.LastFault != r.FaultMessage.String() || v.LastFaultAt == "" {
		t.Errorf("told %+v, and the row says %q (%v)", v, r.FaultMessage, err)
	}
}
