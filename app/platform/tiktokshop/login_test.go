package tiktokshop

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

func login(w *far) Login {
	return Login{AuthURL: w.URL(), Token: w.URL(), HTTP: &http.Client{Transport: w.wire}, Now: func() time.Time { return noon }}
}

func TestThePageOfALogin(t *testing.T) {
	u, err := url.Parse(loginOf(taglane.Account{}).Page("my key", "st&te"))
	if err != nil || u.Host != "shop.tiktok.com" || u.Path != "/alliance/creator/auth" || u.Query().Get("app_key") != "my key" || u.Query().Get("state") != "st&te" {
		t.Errorf("%v, %v", u, err)
	}
}

func TestTheCodeThatWasPasted(t *testing.T) {
	for pasted, want := range map[string]string{
		" ROW_abc-123 \n": "ROW_abc-123",
		"https://me.example/back?app_key=k&code=ROW_abc&state=s1": "ROW_abc",
		"https://me.example/back?code=ROW_abc&state=other":        "",
		"https://me.example/back?code=ROW_abc":                    "",
		"https://me.example/back?state=s1":                        "",
		"https://me.example/%zz?code=a&state=s1":                  "",
		"":                                                        "",
		"two words":                                               "",
		"code=a&state=s1":                                         "",
		strings.Repeat("x", 2049):                                 "",
	} {
		got, err := CodeOf(pasted, "s1")
		if got != want || (err == nil) != (want != "") || err != nil && taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%.40q: %q, %v", pasted, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "ROW_abc") {
			t.Errorf("the code is told: %v", err)
		}
	}
}

func TestRedeem(t *testing.T) {
	w := newTwin(t)
	c, err := login(w).Redeem(t.Context(), twinKey, twinSecret, w.code(t))
	if err != nil || c.Access != w.Access() || c.Refresh != w.Refresh() || c.OpenID != "open-1" || !c.Expiry.Equal(noon.Add(7*24*time.Hour)) || *c.UserType != 1 || c.AppSecret != twinSecret {
		t.Fatalf("%+v, %v", c, err)
	}
	for name, v := range map[string]struct {
		secret, code string
		make         func()
		kind         taglane.Kind
	}{
		"a used code":     {twinSecret, "used-code-1234", func() {}, taglane.Login},
		"a wrong secret":  {"another-app-secret", "", func() {}, taglane.Login},
		"a seller":        {twinSecret, "", func() { w.Turn(func(k *knobs) { k.UserType = 0 }) }, taglane.Login},
		"a partial leave": {twinSecret, "", func() { w.Turn(func(k *knobs) { k.Scopes = []string{"creator.affiliate.info"} }) }, taglane.Login},
		"a lost answer":   {twinSecret, "", func() { w.wire.Break(platformtest.CutAfter, 1) }, taglane.Later},
		"half an answer":  {twinSecret, "", func() { w.wire.Break(platformtest.Truncate, 1) }, taglane.Later},
		"no network":      {twinSecret, "", func() { w.wire.Break(platformtest.CutBefore, 1) }, taglane.Later},
	} {
		w.Turn(func(k *knobs) { k.UserType, k.Scopes = 1, []string{scopePost} })
		v.make()
		code := or(v.code, w.code(t))
		_, err := login(w).Redeem(t.Context(), twinKey, v.secret, code)
		e, ok := err.(*taglane.Error)
		if !ok || e.Kind != v.kind || strings.Contains(e.Error(), v.secret) || strings.Contains(e.Error(), code) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A service that repeats what it was asked must not put it into our log.
func TestAnEchoIsNotKept(t *testing.T) {
	w := newTwin(t)
	w.Turn(func(k *knobs) { k.Status = 400 })
	w.Turn(func(k *knobs) {
		k.Answers = map[string]string{pathToken: `{"code":36004003,"message":"no such thing: used-code-1234 of ` + twinSecret + `"}`}
	})
	_, err := login(w).Redeem(t.Context(), twinKey, twinSecret, "used-code-1234")
	if taglane.KindOf(err) != taglane.Login || strings.Contains(err.Error(), twinSecret) || strings.Contains(err.Error(), "used-code-1234") || !strings.Contains(err.Error(), "36004003") {
		t.Errorf("%v", err)
	}
}

func TestWhenATokenEnds(t *testing.T) {
	l := Login{Now: func() time.Time { return noon }}
	for n, want := range map[int64]time.Time{0: {}, -5: {}, 86400: noon.Add(24 * time.Hour), noon.Unix() + 60: noon.Add(time.Minute)} {
		if got := l.end(n); !got.Equal(want) {
			t.Errorf("%d: %v", n, got)
		}
	}
}

// A token whose end is near is renewed before it is used.
func TestAnOldTokenIsRenewedBeforehand(t *testing.T) {
	w := newTwin(t)
	s := w.connect(t)
	w.Clock.Pass(8 * 24 * time.Hour)
	if err := s.awake(t.Context()); err != nil || w.Calls()[pathRefresh] != 1 || w.Calls()[pathProfile] != 1 {
		t.Errorf("%v after %v", err, w.Calls())
	}
}
