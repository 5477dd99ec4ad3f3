package access

import (
	"slices"
	"strings"
	"testing"

	"taglane/app/access/accesstest"
	"taglane/app/platform"
	"taglane/app/taglane"
)

// A leave is taken back at the service before it is forgotten here; what a new
// login begins with stays.
func TestDisconnectingTakesTheLeaveBack(t *testing.T) {
	h := accesstest.NewHost(t)
	g, a := hosting(t, h)
	enter(t, g, a.ID)
	left, note, err := g.Disconnect(ctx, a.ID)
	if err != nil || note != "" || left.Sealed || len(h.Revoked) != 1 {
		t.Fatalf("left %+v, %q, %d revoked (%v)", left, note, len(h.Revoked), err)
	}
	if v, err := g.Health(ctx, a.ID, true); err != nil || v.State != "login" || h.Asked != 0 {
		t.Errorf("it stands at %+v and was asked %d times (%v)", v, h.Asked, err)
	}
	if names := kept(t, g); slices.Contains(names, secretName(a.ID)) || !slices.Contains(names, appName(a.ID)) {
		t.Errorf("kept are %v", names)
	}
	if _, err := g.Open(ctx, left); taglane.KindOf(err) != taglane.Login {
		t.Errorf("nobody is logged in, and it opens: %v", err)
	}
	if _, _, err := g.Disconnect(ctx, a.ID); err != nil || len(h.Revoked) != 1 {
		t.Errorf("twice: %v, %d revoked", err, len(h.Revoked))
	}
	enter(t, g, a.ID)
}

// Whole credentials from a file are a login; what it began with outlives it.
func TestWholeCredentialsAreALogin(t *testing.T) {
	h := accesstest.NewHost(t)
	g, _ := hosting(t, h)
	whole := []byte(`{"client_id":"client-1","client_secret":"secret-` + accesstest.Canary + `","access_token":"a-token"}`)
	a, err := g.Add(ctx, NewAccount{Service: "guestbook", Name: "Whole", Settings: map[string]string{"base_url": h.URL}, Secret: whole})
	if err != nil || !a.Sealed {
		t.Fatalf("%+v (%v)", a, err)
	}
	if _, _, err := g.Disconnect(ctx, a.ID); err != nil {
		t.Fatal(err)
	}
	enter(t, g, a.ID)
}

// A service that does not hear of it keeps nobody from leaving, and the person
// is told what is left to do.
func TestAServiceThatDoesNotListenIsLeftAnyway(t *testing.T) {
	h := accesstest.NewHost(t)
	g, a := hosting(t, h)
	enter(t, g, a.ID)
	h.Set(func(h *accesstest.Host) { h.Deaf = true })
	note, err := g.Remove(ctx, a.ID)
	if err != nil || !strings.Contains(note, "Guestbook") || !strings.Contains(note, "Take it back") {
		t.Errorf("told %q (%v)", note, err)
	}
	if all, err := g.o.Shelf.Accounts(ctx); err != nil || len(all) != 0 {
		t.Errorf("left are %v (%v)", all, err)
	}
	if names := kept(t, g); len(names) != 0 {
		t.Errorf("kept are %v", names)
	}
}

// An account can be renamed while nobody is logged in.
func TestAnAccountWithoutALoginIsRenamed(t *testing.T) {
	g, a := hosting(t, accesstest.NewHost(t))
	got, err := g.Set(ctx, a.ID, "Yours", a.Settings)
	if err != nil || got.Name != "Yours" {
		t.Errorf("%+v (%v)", got, err)
	}
}

// An upload that is still at work with an older login neither brings it back
// nor puts it over a newer one.
func TestAnOlderLoginIsNotKeptOverANewerOne(t *testing.T) {
	h := accesstest.NewHost(t)
	g, a := hosting(t, h)
	enter(t, g, a.ID)
	book := func() *accesstest.Guestbook {
		t.Helper()
		p, err := g.Open(ctx, account(t, g, a.ID))
		if err != nil {
			t.Fatal(err)
		}
		b, _ := platform.As[*accesstest.Guestbook](p)
		return b
	}
	old := book()
	if err := old.Renew(ctx, "renewed"); err != nil {
		t.Fatal(err)
	}
	if got := book().Token(); got != "renewed" {
		t.Fatalf("what was renewed is kept as %q", got)
	}
	enter(t, g, a.ID)
	if err := old.Renew(ctx, "stale"); taglane.KindOf(err) != taglane.Login {
		t.Errorf("an older login is kept: %v", err)
	}
	if got := book().Token(); got == "stale" {
		t.Error("an older login stands over the newer one")
	}
	last := book()
	if _, _, err := g.Disconnect(ctx, a.ID); err != nil {
		t.Fatal(err)
	}
	if err := last.Renew(ctx, "back"); err == nil || slices.Contains(kept(t, g), secretName(a.ID)) {
		t.Errorf("a login that was given up came back (%v)", err)
	}
}
