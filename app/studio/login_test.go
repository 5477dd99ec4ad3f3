package studio

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/outbox"
	"taglane/app/taglane"
)

// What waited for a login goes on when it comes, and the credentials lie sealed.
func TestALoginLetsWhatWaitedGoOn(t *testing.T) {
	h := newHost(t)
	s, a := hosting(t, h)
	if a.Sealed {
		t.Fatal("an account that nobody logged in to says that it is connected")
	}
	row := queue(t, s, a.ID)
	if r := carried(t, s, row.ID); r.Wait != outbox.WaitsLogin {
		t.Fatalf("without a login the row stands at %s %q: %s", r.Stage, r.Wait, r.FaultMessage)
	}
	l, err := s.ConnectAccount(ctx, a.ID, browse)
	if err != nil || l.Account != a.ID || !strings.HasPrefix(l.Address, h.URL+"/auth?") && l.State != loggedIn {
		t.Fatalf("a login begins with %+v (%v)", l, err)
	}
	if l = awaitLogin(t, s, loggedIn, notLogged); l.State != loggedIn || l.Address != "" {
		t.Fatalf("the login ended with %+v", l)
	}
	now, err := s.store.Account(ctx, a.ID)
	if err != nil || !now.Sealed || now.Settings["channel_id"] != "UC-1" || now.Settings["base_url"] != h.URL {
		t.Fatalf("after the login the account is %+v (%v)", now, err)
	}
	if r := carried(t, s, row.ID); r.Stage != outbox.Tagged {
		t.Fatalf("the row stands at %s %q: %s", r.Stage, r.Wait, r.FaultMessage)
	}
	if found := holding(t, s.o.Dir, canary); len(found) > 0 {
		t.Errorf("tokens lie open in %v", found)
	}

	// A token that ends later waits for the next login in the same way.
	h.forget()
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

// To post to the wrong account is the worst that can happen.
func TestALoginToAnotherChannelIsRefused(t *testing.T) {
	h := newHost(t)
	s, a := hosting(t, h)
	enter(t, s, a.ID)
	h.set(func(h *host) { h.channel = "UC-2" })
	if _, err := s.ConnectAccount(ctx, a.ID, browse); err != nil {
		t.Fatal(err)
	}
	l := awaitLogin(t, s, loggedIn, notLogged)
	if l.State != notLogged || !strings.Contains(l.Message, "another account") {
		t.Errorf("it ended with %+v", l)
	}
	now, err := s.store.Account(ctx, a.ID)
	if err != nil || now.Settings["channel_id"] != "UC-1" {
		t.Errorf("the account is %+v (%v)", now, err)
	}
	if v, err := s.AccountHealth(ctx, a.ID, true); err != nil || v.State != "ok" {
		t.Errorf("the login that was there is gone: %+v (%v)", v, err)
	}
}

func TestACodeCanBePasted(t *testing.T) {
	h := newHost(t)
	s, a := hosting(t, h, "way", "paste")
	if _, err := s.PasteLogin(ctx, "x"); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("a paste that nobody waits for: %v", err)
	}
	l, err := s.ConnectAccount(ctx, a.ID, func(string) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	l = awaitLogin(t, s, toPaste)
	keepQuery := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := keepQuery.Get(l.Address)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if l, err = s.PasteLogin(ctx, r.Header.Get("Location")); err != nil {
		t.Fatal(err)
	}
	if l = awaitLogin(t, s, loggedIn, notLogged); l.State != loggedIn {
		t.Errorf("pasting ended with %+v", l)
	}

	if _, err = s.ConnectAccount(ctx, a.ID, func(string) error { return nil }); err != nil {
		t.Fatal(err)
	}
	awaitLogin(t, s, toPaste)
	if _, err = s.PasteLogin(ctx, "https://guestbook.example/after?code=c&state=foreign"); err != nil {
		t.Fatal(err)
	}
	if l = awaitLogin(t, s, loggedIn, notLogged); l.State != notLogged || l.Message == "" {
		t.Errorf("a foreign return ended with %+v", l)
	}
}

func TestOneOfManyIsChosen(t *testing.T) {
	s, a := hosting(t, newHost(t), "way", "choose")
	if _, err := s.ConnectAccount(ctx, a.ID, browse); err != nil {
		t.Fatal(err)
	}
	l := awaitLogin(t, s, toChoose)
	if len(l.Names) != 2 || l.Question == "" {
		t.Fatalf("asked %+v", l)
	}
	for _, n := range []int{-1, 2} {
		if _, err := s.ChooseLogin(ctx, n); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%d of two: %v", n, err)
		}
	}
	if _, err := s.ChooseLogin(ctx, 1); err != nil {
		t.Fatal(err)
	}
	awaitLogin(t, s, loggedIn)
	if now, err := s.store.Account(ctx, a.ID); err != nil || now.Settings["channel_id"] != "UC-two" {
		t.Errorf("chosen was %+v (%v)", now, err)
	}
}

// There is one login at a time; it can be called off, and begun anew.
func TestOneLoginAtATime(t *testing.T) {
	h := newHost(t)
	s, a := hosting(t, h)
	other, err := s.AddAccount(ctx, NewAccount{Service: "guestbook", Name: "Other", Settings: map[string]string{"base_url": h.URL}, Secret: appSecret})
	if err != nil {
		t.Fatal(err)
	}
	ignore := func(string) error { return nil }
	first, err := s.ConnectAccount(ctx, a.ID, ignore)
	if err != nil || first.State != inBrowser || first.Message == "" {
		t.Fatalf("%+v (%v)", first, err)
	}
	if _, err := s.ConnectAccount(ctx, other.ID, ignore); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("two logins at once: %v", err)
	}
	again, err := s.ConnectAccount(ctx, a.ID, ignore)
	if err != nil || again.Address == first.Address {
		t.Errorf("begun anew with %+v (%v)", again, err)
	}
	if back, err := url.Parse(first.Address); err != nil {
		t.Error(err)
	} else if r, err := http.Get(back.Query().Get("redirect_uri")); err == nil {
		r.Body.Close()
		t.Error("the door of the first login is still open")
	}
	if l := s.CancelLogin(); l.State != noLogin {
		t.Errorf("called off: %+v", l)
	}
	if _, err := s.ConnectAccount(ctx, other.ID, browse); err != nil {
		t.Error(err)
	}
	awaitLogin(t, s, loggedIn)
	if now, err := s.store.Account(ctx, a.ID); err != nil || now.Sealed {
		t.Errorf("a login that was called off connected %+v (%v)", now, err)
	}
	page, err := s.PageAccount(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.ConnectAccount(ctx, page.ID, ignore); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("a login to a folder: %v", err)
	}
}

// alone is a person of whom nothing comes.
type alone struct {
	visit
	shown chan string
}

func (a *alone) Show(address string) error { a.shown <- address; return nil }

func TestALoginWaitsForNobodyForEver(t *testing.T) {
	s, a := hosting(t, newHost(t))
	person := &alone{shown: make(chan string, 1)}
	begun := time.Now()
	_, err := s.logIn(ctx, a.ID, person, 50*time.Millisecond)
	if taglane.KindOf(err) != taglane.Refused || !strings.Contains(err.Error(), "five minutes") || time.Since(begun) > 5*time.Second {
		t.Errorf("it ended after %v with %v", time.Since(begun), err)
	}
	if now, err := s.store.Account(ctx, a.ID); err != nil || now.Sealed {
		t.Errorf("nobody came, and the account is %+v (%v)", now, err)
	}
}

// What a person did not enter is said before a browser is opened.
func TestWhatALoginNeedsIsAskedFor(t *testing.T) {
	s, _ := hosting(t, newHost(t))
	_, err := s.AddAccount(ctx, NewAccount{Service: "guestbook", Name: "Half", Secret: []byte(`{"client_id":"x"}`)})
	if taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("without its secret: %v", err)
	}
	_, err = s.AddAccount(ctx, NewAccount{Service: "guestbook", Name: "Split", Settings: map[string]string{"client_id": "client-1"}, Secret: []byte(`{"client_secret":"s"}`)})
	if err != nil {
		t.Errorf("what is no secret lies among the settings: %v", err)
	}
}

// Nothing of a login is ever told: not in a log, an event, an error, a file.
func TestALoginTellsNoSecrets(t *testing.T) {
	h := newHost(t)
	o, told := options(t.TempDir()+"/library"), &overheard{}
	o.Keyring, o.Emit, o.Log = &ring{keys: map[string][]byte{}}, told.event, told.log()
	s, err := Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.AddAccount(ctx, NewAccount{Service: "guestbook", Name: "Mine", Settings: map[string]string{"base_url": h.URL}, Secret: appSecret})
	if err != nil {
		t.Fatal(err)
	}
	enter(t, s, a.ID)
	for _, status := range []int{http.StatusOK, http.StatusForbidden, http.StatusInternalServerError, http.StatusTooManyRequests} {
		h.set(func(h *host) { h.says = status })
		v, err := s.AccountHealth(ctx, a.ID, true)
		told.say(v, err)
		if status < http.StatusTooManyRequests { // the others are tried again in their own time
			told.say(carried(t, s, queue(t, s, a.ID).ID), nil)
		}
	}
	h.forget()
	v, err := s.AccountHealth(ctx, a.ID, true)
	told.say(v, err)
	_, err = s.ConnectAccount(ctx, a.ID, func(address string) error { return errors.New("no browser for " + address + " with " + canary) })
	if l := s.Login(); l.State != inBrowser || !strings.Contains(l.Message, "yourself") {
		t.Errorf("without a browser the login stands at %+v", l)
	}
	told.say(s.CancelLogin(), err)
	for _, bad := range []string{"[]", "x", `{"client_id":`} {
		_, err = s.AddAccount(ctx, NewAccount{Service: "guestbook", Name: "Bad", Secret: []byte(bad + canary)})
		told.say(nil, err)
	}
	h.set(func(h *host) { h.deaf = true })
	_, note, err := s.DisconnectAccount(ctx, a.ID)
	told.say(note, err)
	state, err := s.ChooseVault(ctx, "passphrase", "pass-"+canary)
	told.say(state, err)
	state, err = s.UnlockVault(ctx, "wrong-"+canary)
	told.say(state, err)
	list, err := s.Outbox(ctx)
	told.say(list, err)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if told.n < 30 || strings.Contains(told.text.String(), canary) {
		t.Errorf("of %d things told one has a secret in it:\n%s", told.n, told.text.String())
	}
	for _, dir := range []string{o.Dir, o.State} {
		if found := holding(t, dir, canary); len(found) > 0 {
			t.Errorf("secrets lie open in %v", found)
		}
	}
}

// overheard is everything that anybody could hear.
type overheard struct {
	sync.Mutex
	text strings.Builder
	n    int
}

// Who mistyped the secret of their app, or made a new one, enters it anew and
// keeps the account with everything that went there.
func TestASecretCanBeEnteredAnew(t *testing.T) {
	h := newHost(t)
	s, a := hosting(t, h)
	mistyped := json.RawMessage(`{"client_id":"client-1","client_secret":"mistyped"}`)
	if _, err := s.EnterAccount(ctx, a.ID, mistyped); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ConnectAccount(ctx, a.ID, browse); err != nil {
		t.Fatal(err)
	}
	if l := awaitLogin(t, s, loggedIn, notLogged); l.State != notLogged {
		t.Fatalf("with a wrong secret the login ended with %+v", l)
	}
	for _, wrong := range []json.RawMessage{nil, json.RawMessage(`null`), json.RawMessage(`{"client_id":"client-1"}`), json.RawMessage(`{"client_id":"client-1","client_secret":"x","access_token":"x"}`)} {
		if _, err := s.EnterAccount(ctx, a.ID, wrong); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s is taken: %v", wrong, err)
		}
	}
	if _, err := s.EnterAccount(ctx, a.ID, appSecret); err != nil {
		t.Fatal(err)
	}
	enter(t, s, a.ID)
	if _, err := s.EnterAccount(ctx, a.ID, mistyped); err != nil {
		t.Fatal(err)
	}
	if v, err := s.AccountHealth(ctx, a.ID, true); err != nil || v.State != "ok" {
		t.Errorf("the login that was there is gone: %+v (%v)", v, err)
	}
}
