package studio

import (
	"slices"
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// A leave is taken back at the service before it is forgotten here; what a new
// login begins with stays.
func TestDisconnectingTakesTheLeaveBack(t *testing.T) {
	h := newHost(t)
	s, a := hosting(t, h)
	enter(t, s, a.ID)
	left, note, err := s.DisconnectAccount(ctx, a.ID)
	if err != nil || note != "" || left.Sealed || len(h.revoked) != 1 {
		t.Fatalf("left %+v, %q, %d revoked (%v)", left, note, len(h.revoked), err)
	}
	if v, err := s.AccountHealth(ctx, a.ID, true); err != nil || v.State != "login" || h.asked != 0 {
		t.Errorf("it stands at %+v and was asked %d times (%v)", v, h.asked, err)
	}
	if names := kept(t, s); slices.Contains(names, secretName(a.ID)) || !slices.Contains(names, appName(a.ID)) {
		t.Errorf("kept are %v", names)
	}
	if _, err := s.open(ctx, left); taglane.KindOf(err) != taglane.Login {
		t.Errorf("nobody is logged in, and it opens: %v", err)
	}
	if _, _, err := s.DisconnectAccount(ctx, a.ID); err != nil || len(h.revoked) != 1 {
		t.Errorf("twice: %v, %d revoked", err, len(h.revoked))
	}
	enter(t, s, a.ID)
}

// Whole credentials from a file are a login; what it began with outlives it.
func TestWholeCredentialsAreALogin(t *testing.T) {
	h := newHost(t)
	s, _ := hosting(t, h)
	whole := []byte(`{"client_id":"client-1","client_secret":"secret-` + canary + `","access_token":"a-token"}`)
	a, err := s.AddAccount(ctx, NewAccount{Service: "guestbook", Name: "Whole", Settings: map[string]string{"base_url": h.URL}, Secret: whole})
	if err != nil || !a.Sealed {
		t.Fatalf("%+v (%v)", a, err)
	}
	if _, _, err := s.DisconnectAccount(ctx, a.ID); err != nil {
		t.Fatal(err)
	}
	enter(t, s, a.ID)
}

// A service that does not hear of it keeps nobody from leaving, and the person
// is told what is left to do.
func TestAServiceThatDoesNotListenIsLeftAnyway(t *testing.T) {
	h := newHost(t)
	s, a := hosting(t, h)
	heard := &overheard{}
	s.o.Emit = heard.event
	enter(t, s, a.ID)
	h.set(func(h *host) { h.deaf = true })
	note, err := s.RemoveAccount(ctx, a.ID)
	if err != nil || !strings.Contains(note, "Guestbook") || !strings.Contains(heard.text.String(), "Take it back") {
		t.Errorf("told %q (%v)", note, err)
	}
	if all, err := s.Accounts(ctx); err != nil || len(all) != 0 {
		t.Errorf("left are %v (%v)", all, err)
	}
	if names := kept(t, s); len(names) != 0 {
		t.Errorf("kept are %v", names)
	}
}

// An account can be renamed while nobody is logged in.
func TestAnAccountWithoutALoginIsRenamed(t *testing.T) {
	s, a := hosting(t, newHost(t))
	got, err := s.SetAccount(ctx, a.ID, "Yours", a.Settings)
	if err != nil || got.Name != "Yours" {
		t.Errorf("%+v (%v)", got, err)
	}
}

// An upload that is still at work with an older login neither brings it back
// nor puts it over a newer one.
func TestAnOlderLoginIsNotKeptOverANewerOne(t *testing.T) {
	h := newHost(t)
	s, a := hosting(t, h)
	enter(t, s, a.ID)
	opened := func() *guestbook {
		t.Helper()
		now, err := s.store.Account(ctx, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		p, err := s.open(ctx, now)
		if err != nil {
			t.Fatal(err)
		}
		g, _ := platform.As[*guestbook](p)
		return g
	}
	renew := func(g *guestbook, token string) error { return g.held.Save(ctx, httpx.Token{Access: token}) }
	old := opened()
	if err := renew(old, "renewed"); err != nil {
		t.Fatal(err)
	}
	if got := text(opened().secret, "access_token"); got != "renewed" {
		t.Fatalf("what was renewed is kept as %q", got)
	}
	enter(t, s, a.ID)
	if err := renew(old, "stale"); taglane.KindOf(err) != taglane.Login {
		t.Errorf("an older login is kept: %v", err)
	}
	if got := text(opened().secret, "access_token"); got == "stale" {
		t.Error("an older login stands over the newer one")
	}
	last := opened()
	if _, _, err := s.DisconnectAccount(ctx, a.ID); err != nil {
		t.Fatal(err)
	}
	if err := renew(last, "back"); err == nil || slices.Contains(kept(t, s), secretName(a.ID)) {
		t.Errorf("a login that was given up came back (%v)", err)
	}
}

// kept are the names in the vault.
func kept(t *testing.T, s *Studio) []string {
	t.Helper()
	v, err := s.secrets(ctx)
	if err != nil {
		t.Fatal(err)
	}
	names, err := v.Names()
	if err != nil {
		t.Fatal(err)
	}
	return names
}
