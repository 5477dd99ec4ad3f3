package rakuten

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/rakuten/rakutentest"
	"taglane/app/taglane"
)

// newly is a connection of somebody who has just entered everything.
func newly(t testing.TB, w *rakutentest.Twin, kept *json.RawMessage) *Service {
	t.Helper()
	secret := w.Fresh()
	if kept != nil && *kept != nil {
		secret = *kept
	}
	s, err := connect(w.Account(), secret, nil)
	if err != nil {
		t.Fatal(err)
	}
	if kept != nil {
		s.Keep(func(b json.RawMessage) error { *kept = b; return nil })
	}
	return s
}

func TestEitherFormOfTheHeaderIsFoundAndRemembered(t *testing.T) {
	for _, v := range []struct{ only, first, second string }{
		{"", "Bearer", "Bearer"},
		{"Bearer", "Bearer", "Bearer"},
		{"Basic", "Bearer Basic", "Basic"},
	} {
		w := stand(t)
		w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.Form = v.only })
		var kept json.RawMessage
		if _, err := newly(t, w, &kept).Programs(t.Context(), ""); err != nil {
			t.Fatalf("%q: %v", v.only, err)
		}
		if got := strings.Join(w.Forms(), " "); got != v.first {
			t.Errorf("only %q: asked with %q, want %q", v.only, got, v.first)
		}
		// After a restart, from what was kept.
		w.Expire()
		before := len(w.Forms())
		if _, err := newly(t, w, &kept).Programs(t.Context(), ""); err != nil {
			t.Fatalf("%q again: %v", v.only, err)
		}
		if got := strings.Join(w.Forms()[before:], " "); got != v.second {
			t.Errorf("only %q, later: asked with %q, want %q", v.only, got, v.second)
		}
	}
}

func TestATokenIsKeptBeforeItIsUsed(t *testing.T) {
	w := stand(t)
	s := newly(t, w, nil)
	s.Keep(func(json.RawMessage) error { return errors.New("the disk is full") })
	_, err := s.Programs(t.Context(), "")
	wantKind(t, err, taglane.Later)
	for _, c := range w.Door().Calls() {
		if c.Path != tokenPath {
			t.Errorf("%s was asked with a token that nobody kept", c.Path)
		}
	}
}

func TestTheClientSecretIsAlwaysEnough(t *testing.T) {
	w := stand(t)
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.NoRefresh, k.Kills = true, true })
	w.Expire()
	if _, err := dialed(t, w).Programs(t.Context(), ""); err != nil || w.Renewals() != 1 {
		t.Errorf("%v after %d renewals", err, w.Renewals())
	}
}

// Many who find the token dead at once have it renewed once, and there is never
// more than one call under way.
func TestOneRenewalForAll(t *testing.T) {
	w := stand(t)
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.Kills = true })
	w.Expire()
	var all sync.WaitGroup
	for range 8 {
		s := dialed(t, w)
		all.Add(1)
		go func() {
			defer all.Done()
			if _, err := s.Search(t.Context(), platform.Wanted{Words: "lamp"}); err != nil {
				t.Error(err)
			}
		}()
	}
	all.Wait()
	if w.Renewals() != 1 || w.AtOnce() != 1 {
		t.Errorf("%d renewals, %d calls at once; want one of each", w.Renewals(), w.AtOnce())
	}
}

// Another computer logs in and ours is out: it logs in again, and nothing else.
func TestAnotherComputerLogsIn(t *testing.T) {
	w := stand(t)
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.Kills = true })
	ours, theirs := newly(t, w, nil), newly(t, w, nil)
	theirs.api.Grant.Account, ours.api.Grant.Account = "theirs", "ours" // as on two computers
	for range 3 {
		for _, s := range []*Service{ours, theirs} {
			if _, err := s.Search(t.Context(), platform.Wanted{Words: "lamp"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if w.Renewals() != 6 {
		t.Errorf("%d renewals, want 6", w.Renewals())
	}
}

func TestATokenThatEndsIsRenewedBefore(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	for range 3 {
		if _, err := s.Search(t.Context(), platform.Wanted{Words: "lamp"}); err != nil {
			t.Fatal(err)
		}
		w.Clock.Pass(40 * time.Minute)
		s.tally.clock.Hear(map[string][]string{"Date": {w.Clock.Now().Format("Mon, 02 Jan 2006 15:04:05 GMT")}})
	}
	refused := 0
	for _, c := range w.Door().Calls() {
		if c.Status == 401 {
			refused++
		}
	}
	if refused > 0 || w.Renewals() != 1 {
		t.Errorf("%d refused, %d renewals", refused, w.Renewals())
	}
}

func TestTwiceRefusedIsLogin(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) {
		k.Answers = []rakutentest.Answer{{Path: productsPath, Status: 401}, {Path: productsPath, Status: 401}}
	})
	_, err := s.Search(t.Context(), platform.Wanted{})
	wantKind(t, err, taglane.Login)
	if w.Renewals() != 1 {
		t.Errorf("%d renewals, want one", w.Renewals())
	}
	// Links need no login at all.
	if _, err := Build(platform.Deeplink{Owner: rakutentest.Publisher, Advertiser: "100", Destination: "https://shop.example/a", SubID: sub}); err != nil {
		t.Error(err)
	}
}

func TestTroubleAtTheDoorIsNoWordOfProducts(t *testing.T) {
	for _, v := range []struct {
		status int
		body   string
		kind   taglane.Kind
	}{
		{401, "", taglane.Login},
		{400, `{"error":"invalid_scope"}`, taglane.Login},
		{403, rakutentest.TooMany, taglane.Later},
		{403, rakutentest.NotGranted, taglane.Refused},
		{403, "", taglane.Later},
		{404, "", taglane.Later},
		{404, "{}", taglane.Later},
		{302, "", taglane.Later},
		{500, "Invalid Merchant ID", taglane.Later},
		{503, "", taglane.Later},
		{200, "", taglane.Later},
		{200, "{}", taglane.Later},
		{200, "[]", taglane.Later},
		{200, `{"access_token":7`, taglane.Later},
		{200, `{"error":"invalid_client"}`, taglane.Later},
		{200, "<html>Log in to the hotel's network</html>", taglane.Later},
	} {
		w := stand(t)
		s := newly(t, w, nil)
		a := rakutentest.Answer{Path: tokenPath, Status: v.status, Body: v.body}
		given(w, a, a, a)
		_, err := s.Listing(t.Context(), "100/sku/lamp-1")
		wantKind(t, err, v.kind)
		if taglane.KindOf(err) != v.kind {
			t.Errorf("%d %q", v.status, v.body)
		}
	}
}

func TestWhatAnAccountIs(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	if c := s.Capabilities(); c.Service != "rakuten" || c.TagModel != platform.NoTags || c.PerMinute != 60 || c.Finds || c.CheckedOn == "" {
		t.Errorf("%+v", c)
	}
	bare := w.Account()
	bare.Settings = map[string]string{"currency": "shop"}
	s, err := connect(bare, w.Secret(), nil)
	if err != nil {
		t.Fatal(err)
	}
	set, err := s.Prepare(t.Context())
	if err != nil || set["publisher_id"] != rakutentest.Publisher || set["sid"] != rakutentest.SID || set["client_id"] != rakutentest.ClientID || set["currency"] != "shop" || len(set) != 4 {
		t.Errorf("%v %v", set, err)
	}
	about, _ := platform.ProfileOf("rakuten")
	for _, n := range about.Needs {
		if n.Secret != (n.Key == "client_secret") {
			t.Errorf("%s is kept in the wrong place", n.Key)
		}
	}
	for _, st := range about.Guide {
		if !strings.HasPrefix(st.Link, "https://") {
			t.Errorf("%s leads nowhere", st.Text)
		}
	}
	for _, o := range about.Options {
		if o.Default == "" || !slices.ContainsFunc(o.Choices, func(c platform.Choice) bool { return c.Value == o.Default }) {
			t.Errorf("%s has no default among its choices", o.Key)
		}
	}
}

func TestWrongCredentialsAreToldAtOnce(t *testing.T) {
	w := stand(t)
	good := w.Account()
	for name, change := range map[string]func(set map[string]string){
		"no SID":                     func(set map[string]string) { set["sid"] = "" },
		"a SID of letters":           func(set map[string]string) { set["sid"] = "x1" },
		"no publisher code":          func(set map[string]string) { set["publisher_id"] = "" },
		"the SID as publisher code":  func(set map[string]string) { set["publisher_id"] = "39512345678" },
		"a publisher code too short": func(set map[string]string) { set["publisher_id"] = "GSFNlAS0O*" },
		"one with a space":           func(set map[string]string) { set["publisher_id"] = "GSFNlAS0O w" },
		"a client id of two":         func(set map[string]string) { set["client_id"] = "a:b" },
		"a currency of nobody":       func(set map[string]string) { set["currency"] = "CHF" },
	} {
		a := good
		a.Settings = map[string]string{"sid": "1", "publisher_id": rakutentest.Publisher, "client_id": "x"}
		change(a.Settings)
		_, err := connect(a, nil, nil)
		wantKind(t, err, taglane.Invalid)
		if err == nil {
			t.Error(name)
		}
	}
	old := good
	old.BaseURL = "https://api.rakutenmarketing.com"
	_, err := connect(old, w.Secret(), nil)
	wantKind(t, err, taglane.Invalid)
	s, err := connect(good, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Programs(t.Context(), "")
	wantKind(t, err, taglane.Login)
	if n := len(w.Door().Calls()); n > 0 {
		t.Errorf("%d calls without a secret", n)
	}
}

func TestAPersonSignsIn(t *testing.T) {
	w := stand(t)
	about, ok := platform.ProfileOf("rakuten")
	if !ok {
		t.Fatal("nobody describes Rakuten")
	}
	got, err := about.Connect(t.Context(), w.Account(), w.Fresh(), nil)
	if err != nil || got.Name != "SID 3951234, GSFNlAS0O*w" || got.Settings["publisher_id"] != rakutentest.Publisher || got.Settings["sid"] != rakutentest.SID {
		t.Fatalf("%+v %v", got, err)
	}
	// What is kept needs no second login.
	s, err := connect(w.Account(), got.Secret, nil)
	if err != nil {
		t.Fatal(err)
	}
	before := w.Renewals()
	if h, err := s.Health(t.Context()); err != nil || h.Note.Format != "" || w.Renewals() != before || len(h.Quotas) != 1 {
		t.Errorf("%+v %v, %d renewals", h, err, w.Renewals()-before)
	}
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.Pays = rakutentest.Stranger })
	_, err = about.Connect(t.Context(), w.Account(), w.Fresh(), nil)
	wantKind(t, err, taglane.Invalid)
	if err == nil || !strings.Contains(err.Error(), rakutentest.Stranger) {
		t.Error(err)
	}
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.Shut = true })
	_, err = about.Connect(t.Context(), w.Account(), w.Fresh(), nil)
	wantKind(t, err, taglane.Login)
}

func TestHealthSaysWhatCouldNotBeCompared(t *testing.T) {
	w := stand(t)
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.Barred = []string{productsPath} })
	h, err := dialed(t, w).Health(t.Context())
	if err != nil || !strings.Contains(h.Note.String(), "search for products") {
		t.Errorf("%+v %v", h, err)
	}
	w.Set(func(_ *rakutentest.Terms, s *rakutentest.Stock) { s.Partners = s.Partners[2:3] })
	if h, err = dialed(t, w).Health(t.Context()); err != nil || !strings.Contains(h.Note.String(), "showed no link") {
		t.Errorf("%+v %v", h, err)
	}
}

func TestASilentReportIsTold(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	var state json.RawMessage
	s.Pace(nil, func(b json.RawMessage) { state = b })
	if _, err := s.Earnings(t.Context(), nil, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	w.Clock.Pass(15 * day)
	again := stand(t) // another program, which knows what was kept
	again.Clock.Set(w.Clock.Now())
	other := dialed(t, again)
	other.Pace(state, func(json.RawMessage) {})
	if _, err := other.Programs(t.Context(), ""); err != nil { // what time it is, Rakuten says
		t.Fatal(err)
	}
	h, err := other.Health(t.Context())
	if err != nil || !strings.Contains(h.Note.String(), "15 days") {
		t.Errorf("%+v %v", h, err)
	}
}
