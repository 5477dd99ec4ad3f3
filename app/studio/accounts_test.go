package studio

import (
	"slices"
	"strings"
	"testing"

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
