package studio

import (
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"taglane/app/access/accesstest"
	"taglane/app/outbox"
	"taglane/app/taglane"
)

// What waited for a login goes on when it comes, and the credentials lie sealed.
func TestALoginLetsWhatWaitedGoOn(t *testing.T) {
	h := accesstest.NewHost(t)
	s, a := hosting(t, h)
	if a.Sealed {
		t.Fatal("an account that nobody logged in to says that it is connected")
	}
	row := queue(t, s, a.ID)
	if r := carried(t, s, row.ID); r.Wait != outbox.WaitsLogin {
		t.Fatalf("without a login the row stands at %s %q: %s", r.Stage, r.Wait, r.FaultMessage)
	}
	l, err := s.ConnectAccount(ctx, a.ID, accesstest.Browse)
	if err != nil || l.Account != a.ID || !strings.HasPrefix(l.Address, h.URL+"/auth?") && l.State != "done" {
		t.Fatalf("a login begins with %+v (%v)", l, err)
	}
	if l = awaitLogin(t, s, "done", "failed"); l.State != "done" || l.Address != "" {
		t.Fatalf("the login ended with %+v", l)
	}
	now, err := s.store.Account(ctx, a.ID)
	if err != nil || !now.Sealed || now.Settings["channel_id"] != "UC-1" || now.Settings["base_url"] != h.URL {
		t.Fatalf("after the login the account is %+v (%v)", now, err)
	}
	if r := carried(t, s, row.ID); r.Stage != outbox.Tagged {
		t.Fatalf("the row stands at %s %q: %s", r.Stage, r.Wait, r.FaultMessage)
	}
	if found := holding(t, s.o.Dir, accesstest.Canary); len(found) > 0 {
		t.Errorf("tokens lie open in %v", found)
	}

	// A token that ends later waits for the next login in the same way.
	h.Forget()
	row = queue(t, s, a.ID)
	if r := carried(t, s, row.ID); r.Wait != outbox.WaitsLogin {
		t.Fatalf("with a dead token the row stands at %s %q", r.Stage, r.Wait)
	}
	if v, err := s.AccountHealth(ctx, a.ID, false); err != nil || v.State != "login" || v.Message == "" || v.LastFault != v.Message {
		t.Errorf("nobody is told that the login has ended: %+v (%v)", v, err)
	}
	enter(t, s, a.ID)
	if r := carried(t, s, row.ID); r.Stage != outbox.Tagged {
		t.Fatalf("after the second login the row stands at %s %q", r.Stage, r.Wait)
	}
	if v, err := s.AccountHealth(ctx, a.ID, false); err != nil || v.State != "ok" || v.Name != "Nora" {
		t.Errorf("the badge stays: %+v (%v)", v, err)
	}
}

// A locked vault holds up what needs it, and fails nothing; opening it lets
// that go on.
func TestALockedVaultHoldsUp(t *testing.T) {
	h := accesstest.NewHost(t)
	o := options(filepath.Join(t.TempDir(), "library"))
	o.Passphrase = func() (string, error) { return "open sesame", nil }
	s, err := Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	stands(t, s, "none", "")
	a, err := s.AddAccount(ctx, NewAccount{Service: "guestbook", Name: "Mine", Settings: map[string]string{"base_url": h.URL}, Secret: accesstest.AppSecret})
	if err != nil {
		t.Fatal(err)
	}
	enter(t, s, a.ID)
	row := queue(t, s, a.ID)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		pass func() (string, error)
	}{{"nobody to ask", nil}, {"a wrong one", func() (string, error) { return "open barley", nil }}} {
		name := c.name
		o.Passphrase = c.pass
		if s, err = Open(ctx, o); err != nil {
			t.Fatal(err)
		}
		if r := carried(t, s, row.ID); r.Wait != outbox.WaitsLogin || !strings.Contains(r.FaultMessage.String(), "passphrase") {
			t.Errorf("%s: the row stands at %q: %s", name, r.Wait, r.FaultMessage)
		}
		if p, err := s.Publication(ctx, row.ID); err != nil || !strings.Contains(p.Message, "passphrase") {
			t.Errorf("%s: the person reads %q (%v)", name, p.Message, err)
		}
		stands(t, s, "locked", "passphrase")
		if _, err := s.UnlockVault(ctx, "open wheat"); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: a wrong passphrase: %v", name, err)
		}
		if _, err := s.ChooseVault(ctx, "memory", ""); taglane.KindOf(err) != taglane.Login {
			t.Errorf("%s: moved while it is locked: %v", name, err)
		}
		if name == "nobody to ask" {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			continue
		}
	}
	if v, err := s.UnlockVault(ctx, "open sesame"); err != nil || v.State != "open" {
		t.Fatalf("%+v (%v)", v, err)
	}
	if v, err := s.AccountHealth(ctx, a.ID, false); err != nil || v.State != "ok" || v.Name != "Nora" {
		t.Errorf("opened, the account stands at %+v (%v)", v, err)
	}
	if r := carried(t, s, row.ID); r.Stage != outbox.Tagged {
		t.Errorf("the row stands at %s %q: %s", r.Stage, r.Wait, r.FaultMessage)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	// Who forgot the passphrase begins anew, and loses the logins with it.
	o.Passphrase = nil
	s = choosing(t, o)
	if v, err := s.ChooseVault(ctx, "forget", ""); err != nil || v.State != "unkept" {
		t.Fatalf("%+v (%v)", v, err)
	}
	if now, err := s.store.Account(ctx, a.ID); err != nil || now.Sealed {
		t.Errorf("the account still says that it is connected: %+v (%v)", now, err)
	}
}

func TestTheLastFaultIsTold(t *testing.T) {
	h := accesstest.NewHost(t)
	s, a := hosting(t, h)
	enter(t, s, a.ID)
	if v, err := s.AccountHealth(ctx, a.ID, false); err != nil || v.LastFault != "" || v.LastFaultAt != "" {
		t.Errorf("nothing went wrong yet: %+v (%v)", v, err)
	}
	h.Set(func(h *accesstest.Host) { h.Says = http.StatusForbidden })
	r := carried(t, s, queue(t, s, a.ID).ID)
	v, err := s.AccountHealth(ctx, a.ID, false)
	if err != nil || v.LastFault == "" || v.LastFault != r.FaultMessage.String() || v.LastFaultAt == "" {
		t.Errorf("told %+v, and the row says %q (%v)", v, r.FaultMessage, err)
	}
}

// Nothing of a login is ever told: not in a log, an event, an error, a file.
func TestALoginTellsNoSecrets(t *testing.T) {
	h := accesstest.NewHost(t)
	o, told := options(t.TempDir()+"/library"), &overheard{}
	o.Keyring, o.Emit, o.Log = &accesstest.Ring{}, told.event, told.log()
	s, err := Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.AddAccount(ctx, NewAccount{Service: "guestbook", Name: "Mine", Settings: map[string]string{"base_url": h.URL}, Secret: accesstest.AppSecret})
	if err != nil {
		t.Fatal(err)
	}
	enter(t, s, a.ID)
	for _, status := range []int{http.StatusOK, http.StatusForbidden, http.StatusInternalServerError, http.StatusTooManyRequests} {
		h.Set(func(h *accesstest.Host) { h.Says = status })
		v, err := s.AccountHealth(ctx, a.ID, true)
		told.say(v, err)
		if status < http.StatusTooManyRequests { // the others are tried again in their own time
			told.say(carried(t, s, queue(t, s, a.ID).ID), nil)
		}
	}
	h.Forget()
	v, err := s.AccountHealth(ctx, a.ID, true)
	told.say(v, err)
	_, err = s.ConnectAccount(ctx, a.ID, func(address string) error {
		return errors.New("no browser for " + address + " with " + accesstest.Canary)
	})
	soon(t, "a word on how to go on without a browser", func() bool {
		l := s.Login()
		return l.State == "browser" && strings.Contains(l.Message, "yourself")
	})
	told.say(s.CancelLogin(), err)
	for _, bad := range []string{"[]", "x", `{"client_id":`} {
		_, err = s.AddAccount(ctx, NewAccount{Service: "guestbook", Name: "Bad", Secret: []byte(bad + accesstest.Canary)})
		told.say(nil, err)
	}
	h.Set(func(h *accesstest.Host) { h.Deaf = true })
	_, note, err := s.DisconnectAccount(ctx, a.ID)
	told.say(note, err)
	state, err := s.ChooseVault(ctx, "passphrase", "pass-"+accesstest.Canary)
	told.say(state, err)
	state, err = s.UnlockVault(ctx, "wrong-"+accesstest.Canary)
	told.say(state, err)
	list, err := s.Outbox(ctx)
	told.say(list, err)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if told.n < 30 || strings.Contains(told.text.String(), accesstest.Canary) {
		t.Errorf("of %d things told one has a secret in it:\n%s", told.n, told.text.String())
	}
	for _, dir := range []string{o.Dir, o.State} {
		if found := holding(t, dir, accesstest.Canary); len(found) > 0 {
			t.Errorf("secrets lie open in %v", found)
		}
	}
}
