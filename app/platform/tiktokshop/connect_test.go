package tiktokshop

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// someone allows everything at once and copies the address they end on.
type someone struct {
	ended string
	paste func(ended string) string // what they copy instead; nil: the address
	shown string
	shy   error // no browser opens
	asks  error // what they say instead of pasting
}

func (p *someone) Show(address string) error {
	if p.shown = address; p.shy != nil {
		return p.shy
	}
	resp, err := http.Get(address)
	if err != nil {
		return err
	}
	p.ended = resp.Request.URL.String()
	return resp.Body.Close()
}

func (p *someone) Paste(ctx context.Context) (string, error) {
	if p.asks != nil {
		return "", p.asks
	}
	if p.paste != nil {
		return p.paste(p.ended), nil
	}
	return p.ended, nil
}

func (p *someone) Choose(context.Context, taglane.Said, []string) (int, error) {
	return 0, errors.New("nothing is to be chosen")
}

func (p *someone) Tell(said taglane.Said) string { return said.String() }

// login runs the whole login of the profile, as a person begins it.
func (w *far) login(t testing.TB, who platform.Person, settings ...string) (platform.Connected, error) {
	t.Helper()
	profile, ok := platform.ProfileOf("tiktokshop")
	if !ok || profile.Connect == nil || profile.Revoke != nil {
		t.Fatalf("the profile is %+v", profile)
	}
	w.Follow() // the login signs with the real time
	return profile.Connect(t.Context(), w.Account(settings...), w.App(), who)
}

func TestALoginFromTheFirstPageToTheFirstPost(t *testing.T) {
	w, person := newTwin(t), &someone{}
	got, err := w.login(t, person)
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != "lumen" || got.Settings["open_id"] != "open-1" || got.Settings[creatorKey] != "creator-open-1" || got.Settings["region"] != "US" {
		t.Errorf("%+v", got)
	}
	var c Credentials
	if err := json.Unmarshal(got.Secret, &c); err != nil || c.Access != w.Access() || c.Refresh != w.Refresh() || c.AppSecret != twinSecret || c.Expiry.IsZero() || c.LastDay.IsZero() {
		t.Errorf("%v", err)
	}
	s := w.with(t, got.Secret, creatorKey, got.Settings[creatorKey])
	p := publication(t)
	if _, err := s.Release(t.Context(), sent(t, s, p), p); err != nil || len(w.Videos()) != 1 {
		t.Error(err)
	}
	// Each login has a state of its own.
	again := &someone{}
	if _, err := w.login(t, again); err != nil {
		t.Fatal(err)
	}
	one, _ := url.Parse(person.shown)
	two, _ := url.Parse(again.shown)
	if a, b := one.Query().Get("state"), two.Query().Get("state"); a == b || len(a) != 43 {
		t.Errorf("the states are %q and %q", a, b)
	}
}

// Another process has nothing but an address and a file of credentials.
func TestAsAnotherProcessDoes(t *testing.T) {
	w := newTwin(t)
	w.Follow()
	secret := w.Secret()
	w.Expire()
	a := taglane.Account{ID: "another-process", Service: "tiktokshop", BaseURL: w.URL()}
	p, err := platform.Open(a, secret)
	if err != nil {
		t.Fatal(err)
	}
	s, pub := p.(*Service), publication(t)
	us := sent(t, s, pub)
	for {
		st, err := s.Status(t.Context(), us)
		if err != nil {
			t.Fatal(err)
		}
		if st.Ready {
			break
		}
	}
	if _, err := s.Release(t.Context(), us, pub); err != nil || len(w.Posts()) != 1 || w.Calls()[pathRefresh] != 1 {
		t.Errorf("%v, %d posts", err, len(w.Posts()))
	}
}

func TestTheAppKeyMayBeASetting(t *testing.T) {
	w := newTwin(t)
	w.Follow()
	a := w.Account("app_key", twinKey)
	got, err := connect(t.Context(), a, json.RawMessage(`{"app_secret":"`+twinSecret+`"}`), &someone{})
	if err != nil {
		t.Fatal(err)
	}
	if s := w.with(t, got.Secret); s.secret.AppKey != twinKey {
		t.Errorf("%+v", s.secret)
	}
}

func TestALoginThatIsRefused(t *testing.T) {
	forged := func(ended string) string {
		u, _ := url.Parse(ended)
		q := u.Query()
		q.Set("state", "another")
		u.RawQuery = q.Encode()
		return u.String()
	}
	for name, v := range map[string]struct {
		make     func(*far)
		who      someone
		settings []string
		kind     taglane.Kind
		says     string
	}{
		"another login's address": {nil, someone{paste: forged}, nil, taglane.Invalid, "another login"},
		"nothing":                 {nil, someone{paste: func(string) string { return "" }}, nil, taglane.Invalid, "not a code"},
		"words":                   {nil, someone{paste: func(string) string { return "I am done" }}, nil, taglane.Invalid, "not a code"},
		"a code of nobody":        {nil, someone{paste: func(string) string { return "ROW_nobody" }}, nil, taglane.Login, "does not accept"},
		"no browser":              {nil, someone{shy: errors.New("no display")}, nil, taglane.Refused, "could not be opened"},
		"a change of mind":        {nil, someone{asks: taglane.Errorf(taglane.Refused, "The login was called off.")}, nil, taglane.Refused, "called off"},
		"a seller":                {func(w *far) { w.Turn(func(k *knobs) { k.UserType = 0 }) }, someone{}, nil, taglane.Login, "seller"},
		"a partial leave":         {func(w *far) { w.Turn(func(k *knobs) { k.Scopes = []string{"creator.affiliate.info"} }) }, someone{}, nil, taglane.Login, "creator.video.write"},
		"nobody's market":         {func(w *far) { w.Turn(func(k *knobs) { k.Region = "" }) }, someone{}, nil, taglane.Refused, "not enrolled"},
		"another creator":         {nil, someone{}, []string{creatorKey, "creator-open-9"}, taglane.Login, "another creator"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTwin(t)
			if v.make != nil {
				v.make(w)
			}
			_, err := w.login(t, &v.who, v.settings...)
			if e := errorOf(t, err, v.kind); !strings.Contains(e.Message, v.says) || strings.Contains(e.Error(), "ROW_") || strings.Contains(e.Error(), twinSecret) {
				t.Errorf("%v", err)
			}
		})
	}
	_, err := connect(t.Context(), newTwin(t).Account(), json.RawMessage(`{"app_key":"k"}`), &someone{})
	errorOf(t, err, taglane.Invalid)
	_, err = connect(t.Context(), newTwin(t).Account(), json.RawMessage(`[`), &someone{})
	errorOf(t, err, taglane.Invalid)
}

// A bare code has no state to compare; it is for pages that show nothing else.
func TestABareCode(t *testing.T) {
	w := newTwin(t)
	_, err := w.login(t, &someone{paste: func(ended string) string {
		u, _ := url.Parse(ended)
		return " " + u.Query().Get("code") + "\n"
	}})
	if err != nil {
		t.Error(err)
	}
}

// idle never pastes.
type idle struct{ someone }

func (idle) Show(string) error { return nil }
func (idle) Paste(ctx context.Context) (string, error) {
	<-ctx.Done()
	return "", ctx.Err()
}

func TestALoginEndsAfterFiveMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		_, err := ask(t.Context(), "https://shop.tiktok.com/", "state", &idle{})
		if e := errorOf(t, err, taglane.Refused); !strings.Contains(e.Message, "five minutes") || time.Since(began) != 5*time.Minute {
			t.Error(err)
		}
	})
}
