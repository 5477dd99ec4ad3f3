package access

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"taglane/app/access/accesstest"
	"taglane/app/taglane"
)

// To post to the wrong account is the worst that can happen.
func TestALoginToAnotherChannelIsRefused(t *testing.T) {
	h := accesstest.NewHost(t)
	g, a := hosting(t, h)
	enter(t, g, a.ID)
	h.Set(func(h *accesstest.Host) { h.Channel = "UC-2" })
	if _, err := g.Connect(ctx, a.ID, accesstest.Browse); err != nil {
		t.Fatal(err)
	}
	l := awaitLogin(t, g, loggedIn, notLogged)
	if l.State != notLogged || !strings.Contains(l.Message, "another account") {
		t.Errorf("it ended with %+v", l)
	}
	now, err := g.o.Shelf.Account(ctx, a.ID)
	if err != nil || now.Settings["channel_id"] != "UC-1" {
		t.Errorf("the account is %+v (%v)", now, err)
	}
	if v, err := g.Health(ctx, a.ID, true); err != nil || v.State != "ok" {
		t.Errorf("the login that was there is gone: %+v (%v)", v, err)
	}
}

func TestACodeCanBePasted(t *testing.T) {
	h := accesstest.NewHost(t)
	g, a := hosting(t, h, "way", "paste")
	if _, err := g.Paste(ctx, "x"); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("a paste that nobody waits for: %v", err)
	}
	l, err := g.Connect(ctx, a.ID, func(string) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	l = awaitLogin(t, g, toPaste)
	keepQuery := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := keepQuery.Get(l.Address)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if l, err = g.Paste(ctx, r.Header.Get("Location")); err != nil {
		t.Fatal(err)
	}
	if l = awaitLogin(t, g, loggedIn, notLogged); l.State != loggedIn {
		t.Errorf("pasting ended with %+v", l)
	}

	if _, err = g.Connect(ctx, a.ID, func(string) error { return nil }); err != nil {
		t.Fatal(err)
	}
	awaitLogin(t, g, toPaste)
	if _, err = g.Paste(ctx, "https://guestbook.example/after?code=c&state=foreign"); err != nil {
		t.Fatal(err)
	}
	if l = awaitLogin(t, g, loggedIn, notLogged); l.State != notLogged || l.Message == "" {
		t.Errorf("a foreign return ended with %+v", l)
	}
}

func TestOneOfManyIsChosen(t *testing.T) {
	g, a := hosting(t, accesstest.NewHost(t), "way", "choose")
	if _, err := g.Connect(ctx, a.ID, accesstest.Browse); err != nil {
		t.Fatal(err)
	}
	l := awaitLogin(t, g, toChoose)
	if len(l.Names) != 2 || l.Question == "" {
		t.Fatalf("asked %+v", l)
	}
	for _, n := range []int{-1, 2} {
		if _, err := g.Choose(ctx, n); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%d of two: %v", n, err)
		}
	}
	if _, err := g.Choose(ctx, 1); err != nil {
		t.Fatal(err)
	}
	awaitLogin(t, g, loggedIn)
	if now, err := g.o.Shelf.Account(ctx, a.ID); err != nil || now.Settings["channel_id"] != "UC-two" {
		t.Errorf("chosen was %+v (%v)", now, err)
	}
}

// There is one login at a time; it can be called off, and begun anew.
func TestOneLoginAtATime(t *testing.T) {
	h := accesstest.NewHost(t)
	g, a := hosting(t, h)
	other := added(t, g, h, "Other")
	ignore := func(string) error { return nil }
	first, err := g.Connect(ctx, a.ID, ignore)
	if err != nil || first.State != inBrowser || first.Message == "" {
		t.Fatalf("%+v (%v)", first, err)
	}
	if _, err := g.Connect(ctx, other.ID, ignore); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("two logins at once: %v", err)
	}
	again, err := g.Connect(ctx, a.ID, ignore)
	if err != nil || again.Address == first.Address {
		t.Errorf("begun anew with %+v (%v)", again, err)
	}
	if back, err := url.Parse(first.Address); err != nil {
		t.Error(err)
	} else if r, err := http.Get(back.Query().Get("redirect_uri")); err == nil {
		r.Body.Close()
		t.Error("the door of the first login is still open")
	}
	if l := g.CallOff(); l.State != noLogin {
		t.Errorf("called off: %+v", l)
	}
	if _, err := g.Connect(ctx, other.ID, accesstest.Browse); err != nil {
		t.Error(err)
	}
	awaitLogin(t, g, loggedIn)
	if now, err := g.o.Shelf.Account(ctx, a.ID); err != nil || now.Sealed {
		t.Errorf("a login that was called off connected %+v (%v)", now, err)
	}
	if _, err := g.Connect(ctx, folder(t, g).ID, ignore); taglane.KindOf(err) != taglane.Invalid {
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
	g, a := hosting(t, accesstest.NewHost(t))
	person := &alone{shown: make(chan string, 1)}
	begun := time.Now()
	_, err := g.logIn(ctx, a.ID, person, 50*time.Millisecond)
	if taglane.KindOf(err) != taglane.Refused || !strings.Contains(err.Error(), "five minutes") || time.Since(begun) > 5*time.Second {
		t.Errorf("it ended after %v with %v", time.Since(begun), err)
	}
	if now, err := g.o.Shelf.Account(ctx, a.ID); err != nil || now.Sealed {
		t.Errorf("nobody came, and the account is %+v (%v)", now, err)
	}
}

// What a person did not enter is said before a browser is opened.
func TestWhatALoginNeedsIsAskedFor(t *testing.T) {
	g, _ := hosting(t, accesstest.NewHost(t))
	_, err := g.Add(ctx, NewAccount{Service: "guestbook", Name: "Half", Secret: []byte(`{"client_id":"x"}`)})
	if taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("without its secret: %v", err)
	}
	_, err = g.Add(ctx, NewAccount{Service: "guestbook", Name: "Split", Settings: map[string]string{"client_id": "client-1"}, Secret: []byte(`{"client_secret":"s"}`)})
	if err != nil {
		t.Errorf("what is no secret lies among the settings: %v", err)
	}
}

// Who mistyped the secret of their app, or made a new one, enters it anew and
// keeps the account with everything that went there.
func TestASecretCanBeEnteredAnew(t *testing.T) {
	h := accesstest.NewHost(t)
	g, a := hosting(t, h)
	mistyped := json.RawMessage(`{"client_id":"client-1","client_secret":"mistyped"}`)
	if _, err := g.Enter(ctx, a.ID, mistyped); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Connect(ctx, a.ID, accesstest.Browse); err != nil {
		t.Fatal(err)
	}
	if l := awaitLogin(t, g, loggedIn, notLogged); l.State != notLogged {
		t.Fatalf("with a wrong secret the login ended with %+v", l)
	}
	for _, wrong := range []json.RawMessage{nil, json.RawMessage(`null`), json.RawMessage(`{"client_id":"client-1"}`), json.RawMessage(`{"client_id":"client-1","client_secret":"x","access_token":"x"}`)} {
		if _, err := g.Enter(ctx, a.ID, wrong); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s is taken: %v", wrong, err)
		}
	}
	if _, err := g.Enter(ctx, a.ID, accesstest.AppSecret); err != nil {
		t.Fatal(err)
	}
	enter(t, g, a.ID)
	if _, err := g.Enter(ctx, a.ID, mistyped); err != nil {
		t.Fatal(err)
	}
	if v, err := g.Health(ctx, a.ID, true); err != nil || v.State != "ok" {
		t.Errorf("the login that was there is gone: %+v (%v)", v, err)
	}
}
