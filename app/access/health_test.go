package access

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/access/accesstest"
)

func TestHowAnAccountStands(t *testing.T) {
	h := accesstest.NewHost(t)
	g, a := hosting(t, h)
	ask := func(fresh bool) Health {
		t.Helper()
		v, err := g.Health(ctx, a.ID, fresh)
		if err != nil || v.Message == "" || v.Scopes == nil || v.Quotas == nil {
			t.Fatalf("%+v (%v)", v, err)
		}
		return v
	}
	if v := ask(true); v.State != "login" || h.Asked != 0 {
		t.Errorf("before a login: %+v, asked %d times", v, h.Asked)
	}
	enter(t, g, a.ID)
	if v := ask(false); v.State != "ok" || v.Name != "Nora" || v.CheckedAt != "" || h.Asked != 0 {
		t.Errorf("nobody asked yet: %+v, asked %d times", v, h.Asked)
	}
	v := ask(true)
	if v.State != "ok" || v.Name != "Nora's clips" || v.CheckedAt == "" || len(v.Scopes) != 1 || !v.Scopes[0].Granted || len(v.Quotas) != 1 || v.Quotas[0].Left != 9 {
		t.Errorf("asked: %+v", v)
	}
	if again := ask(false); again.CheckedAt != v.CheckedAt || again.Name != v.Name || h.Asked != 1 {
		t.Errorf("not asked again: %+v, asked %d times", again, h.Asked)
	}
	h.Set(func(h *accesstest.Host) { h.Missing = "upload" })
	if v := ask(true); v.State != "ok" || v.Scopes[0].Granted || !strings.Contains(v.Message, "not everything") {
		t.Errorf("a leave is missing: %+v", v)
	}
	h.Set(func(h *accesstest.Host) { h.Missing, h.Says = "", http.StatusForbidden })
	if v := ask(true); v.State != "trouble" || v.Name != "Nora's clips" {
		t.Errorf("a no: %+v", v)
	}
	h.Set(func(h *accesstest.Host) { h.Says = http.StatusOK })
	h.Forget()
	if v := ask(true); v.State != "login" {
		t.Errorf("a login that ended: %+v", v)
	}
	enter(t, g, a.ID)
	h.Close()
	ask(true) // by a line that was still open, and breaks
	if v := ask(true); v.State != "offline" || v.Name != "Nora" {
		t.Errorf("nobody there: %+v", v)
	}
	if v, err := g.Health(ctx, folder(t, g).ID, true); err != nil || v.State != "ok" || v.Message == "" {
		t.Errorf("a folder: %+v (%v)", v, err)
	}
}

// Connected accounts are asked at the start, but not if they were just asked,
// and only by a gate that was told to.
func TestAccountsAreAskedNowAndThen(t *testing.T) {
	h := accesstest.NewHost(t)
	o := options(t)
	var passed, told atomic.Int64
	o.Changed = func() { told.Add(1) }
	o.Now = func() time.Time {
		return time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC).Add(time.Duration(passed.Load()))
	}
	g := New(o)
	a := added(t, g, h, "Mine")
	enter(t, g, a.ID)
	closed(t, g)
	session := func(every time.Duration, until func(*Gate) bool) (asked int) {
		t.Helper()
		h.Set(func(h *accesstest.Host) { h.Asked = 0 })
		o.HealthEvery = every
		g = New(o)
		defer closed(t, g)
		life, end := context.WithCancel(ctx)
		var looking sync.WaitGroup
		looking.Go(func() { g.LookAfter(life) })
		for late := time.Now().Add(5 * time.Second); !until(g) && time.Now().Before(late); {
			time.Sleep(2 * time.Millisecond)
		}
		end()
		looking.Wait()
		h.Set(func(h *accesstest.Host) { asked = h.Asked })
		return asked
	}
	soon := time.Now()
	pass := func(*Gate) bool { return time.Since(soon) > 100*time.Millisecond }
	known := func(g *Gate) bool { return !g.standing(ctx, a.ID).At.IsZero() }
	if n := session(0, pass); n != 0 {
		t.Errorf("nobody wanted to know, and it was asked %d times", n)
	}
	if n := session(3*time.Hour, known); n != 1 {
		t.Errorf("at the start it was asked %d times", n)
	}
	soon = time.Now()
	if n := session(3*time.Hour, pass); n != 0 {
		t.Errorf("just asked, it was asked %d times more", n)
	}
	passed.Add(int64(4 * time.Hour))
	h.Forget()
	ended := func(g *Gate) bool { return g.standing(ctx, a.ID).Kind == "Login" }
	told.Store(0)
	session(3*time.Hour, ended)
	if !ended(g) {
		t.Error("a login that ended was not noticed")
	}
	if told.Load() == 0 {
		t.Error("no screen was told")
	}
}
