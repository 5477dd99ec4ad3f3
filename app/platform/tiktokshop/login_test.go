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

func login(w *twin) Login {
	return Login{Token: w.URL, HTTP: &http.Client{Transport: w.wire}, Now: func() time.Time { return noon }}
}

func TestThePageOfALogin(t *testing.T) {
	u, err := url.Parse(Login{}.Page("my key", "st&te"))
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
	c, err := login(w).Redeem(t.Context(), twinKey, twinSecret, "good-code-123")
	if err != nil || c.Access != w.access || c.Refresh != w.refresh || c.OpenID != "open-1" || !c.Expiry.Equal(noon.Add(7*24*time.Hour)) || *c.UserType != 1 || c.AppSecret != twinSecret {
		t.Fatalf("%+v, %v", c, err)
	}
	for name, v := range map[string]struct {
		secret, code string
		make         func()
		kind         taglane.Kind
	}{
		"a used code":     {twinSecret, "used-code-1234", func() {}, taglane.Login},
		"a wrong secret":  {"another-app-secret", "good-code-123", func() {}, taglane.Login},
		"a seller":        {twinSecret, "good-code-123", func() { w.userType = 0 }, taglane.Login},
		"a partial leave": {twinSecret, "good-code-123", func() { w.userType, w.scopes = 1, []string{"creator.affiliate.info"} }, taglane.Login},
		"a lost answer":   {twinSecret, "good-code-123", func() { w.wire.Break(platformtest.CutAfter, 1) }, taglane.Later},
		"half an answer":  {twinSecret, "good-code-123", func() { w.wire.Break(platformtest.Truncate, 1) }, taglane.Later},
		"no network":      {twinSecret, "good-code-123", func() { w.wire.Break(platformtest.CutBefore, 1) }, taglane.Later},
	} {
		w.userType, w.scopes = 1, []string{scopePost}
		v.make()
		_, err := login(w).Redeem(t.Context(), twinKey, v.secret, v.code)
		e, ok := err.(*taglane.Error)
		if !ok || e.Kind != v.kind || strings.Contains(e.Error(), v.secret) || strings.Contains(e.Error(), v.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A service that repeats what it was asked must not put it into our log.
func TestAnEchoIsNotKept(t *testing.T) {
	w := newTwin(t)
	w.status = 400
	w.raw = map[string]string{pathToken: `{"code":36004003,"message":"no such thing: used-code-1234 of ` + twinSecret + `"}`}
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
	s.now = func() time.Time { return noon.Add(31 * 24 * time.Hour) }
	w.codes[pathProfile] = nil
	_ = s.awake(t.Context()) // the twin's clock stands elsewhere, so its answer does not matter
	if w.calls[pathRefresh] != 1 || w.headers[len(w.headers)-1].Get("X-Tts-Access-Token") != w.access {
		t.Errorf("%d renewals", w.calls[pathRefresh])
	}
}
