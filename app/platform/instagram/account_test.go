package instagram

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

func TestTheProofIsAsMetaWantsIt(t *testing.T) {
	if got := proof("app_secret", "token"); got != "059a4ea9403818b051f7309a311095ac009e10fdbaeafbc3ea4d066fab212e18" {
		t.Error(got)
	}
}

func TestNewRefusesWhatIsNoAccount(t *testing.T) {
	for name, v := range map[string]struct {
		set    map[string]string
		secret string
	}{
		"secret":  {nil, `{"access_token":7}`},
		"version": {map[string]string{"graph_version": "v25.0/../x"}, `{}`},
		"user":    {map[string]string{"ig_user_id": "me/media"}, `{}`},
	} {
		_, err := New(taglane.Account{Settings: v.set}, json.RawMessage(v.secret))
		if taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A token that lives for thirty days more is left alone; after that it is
// exchanged while it still lives, and kept before it is used.
func TestATokenIsExchangedWhileItLives(t *testing.T) {
	w := newTwin(t)
	s := w.service(t)
	var kept []Secret
	s.Keep(func(b json.RawMessage) error {
		var k Secret
		if err := json.Unmarshal(b, &k); err != nil {
			return err
		}
		kept = append(kept, k)
		return nil
	})
	quota := func() error { _, _, _, err := s.Quota(t.Context()); return err }
	w.now = w.now.AddDate(0, 0, 29)
	if err := quota(); err != nil || len(kept) != 0 {
		t.Fatal("exchanged too early:", err)
	}
	w.now = w.now.AddDate(0, 0, 2)
	if err := quota(); err != nil || len(kept) != 1 || kept[0].AccessToken == token || kept[0].AppSecret != appSecret ||
		!kept[0].Expiry.Equal(w.now.AddDate(0, 0, 60)) {
		t.Fatalf("%+v, %v", kept, err)
	}
	w.now = w.now.AddDate(0, 0, 61)
	if err := quota(); taglane.KindOf(err) != taglane.Login {
		t.Error("a token that ended:", err)
	}
}

func TestATokenThatCannotBeKeptIsNotUsed(t *testing.T) {
	w := newTwin(t)
	s := w.service(t)
	s.Keep(func(json.RawMessage) error { return errors.New("the disk is full") })
	w.now = w.now.AddDate(0, 0, 61)
	w.tokens[token] = w.now.AddDate(0, 0, 1) // the far side is in no hurry
	w.calls = nil
	if _, _, _, err := s.Quota(t.Context()); taglane.KindOf(err) != taglane.Later || len(w.calls) != 1 {
		t.Errorf("%v after %v", err, w.calls)
	}
}

func TestALoginEndsInALongLivedToken(t *testing.T) {
	w := newTwin(t)
	a := w.account()
	a.Settings["product_tags"] = "true"
	cfg, err := Login(a, w.secret())
	if err != nil {
		t.Fatal(err)
	}
	cfg.Now = func() time.Time { return w.now }
	got, err := httpx.Authorize(t.Context(), cfg, func(address string) error {
		u, err := url.Parse(address)
		if err != nil {
			return err
		}
		q := u.Query()
		at, _ := w.template(u.Path)
		for _, wrong := range w.c.wrong("www.facebook.com", at, httptestGet(address), q) {
			t.Error(wrong)
		}
		if q.Get("scope") != strings.Join(append(append([]string{}, scopes...), shopScopes...), ",") {
			t.Error("scopes", q.Get("scope"))
		}
		resp, err := http.Get(q.Get("redirect_uri") + "?" + url.Values{"code": {"the-code"}, "state": {q.Get("state")}}.Encode())
		if err == nil {
			err = resp.Body.Close()
		}
		return err
	})
	if err != nil || !got.Expiry.Equal(w.now.AddDate(0, 0, 60)) || w.tokens[got.Access].IsZero() {
		t.Fatalf("%+v, %v", got, err)
	}
}

func httptestGet(address string) *http.Request {
	r, _ := http.NewRequest(http.MethodGet, address, nil)
	return r
}

func TestPrepareFindsTheAccountAlsoUnderABusiness(t *testing.T) {
	unnamed := func(a *taglane.Account, _ *json.RawMessage) { delete(a.Settings, "ig_user_id") }
	for _, hidden := range []bool{false, true} {
		w := newTwin(t)
		w.hidden = hidden
		set, err := w.service(t, unnamed).Prepare(t.Context())
		if err != nil || set["ig_user_id"] != me || set["page_id"] != "42" || set["base_url"] != w.graph.URL {
			t.Errorf("hidden %t: %v, %v", hidden, set, err)
		}
	}
	w := newTwin(t)
	_, err := w.service(t, unnamed, func(a *taglane.Account, _ *json.RawMessage) { a.Settings["page_id"] = "99" }).Prepare(t.Context())
	wantKind(t, err, taglane.NotFound)
}

func TestPrepareNamesWhatWasNotAllowed(t *testing.T) {
	w := newTwin(t)
	w.granted = scopes[:1]
	_, err := w.service(t).Prepare(t.Context())
	wantKind(t, err, taglane.Login)
	if !strings.Contains(taglane.MessageOf(err), "instagram_content_publish") {
		t.Error(err)
	}
}

func TestTheOtherLoginUploadsNothing(t *testing.T) {
	w := newTwin(t)
	s := w.service(t, func(a *taglane.Account, _ *json.RawMessage) { a.Settings["login"] = "instagram" })
	p := ownGoods(t, w.account())
	_, err := s.Open(t.Context(), p.Key, p)
	wantKind(t, err, taglane.Refused)
	found, err := s.Check(t.Context(), p)
	if err != nil || len(w.calls) != 0 || levelOf(found, "IG-LOGIN") != taglane.Block {
		t.Errorf("%+v, %v, %v", found, err, w.calls)
	}
}
