package cj

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/cj/cjtest"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// with has the next call at a host answered so.
func with(t testing.TB, host string, status int, body string) (*cjtest.Twin, *Service) {
	t.Helper()
	w := stand(t)
	w.Set(func(k *cjtest.Terms, _ *cjtest.Stock) {
		k.Answers = []cjtest.Answer{{Host: host, Status: status, Body: body}}
	})
	return w, dialed(t, w)
}

func TestErrorsAreUnderstood(t *testing.T) {
	said := func(message, more string) string {
		return `{"errors":[{"message":"` + message + `"` + more + `}],"data":null}`
	}
	for name, v := range map[string]struct {
		status int
		body   string
		want   taglane.Kind
	}{
		"401 with a message":        {401, `{"message":"no"}`, taglane.Login},
		"401 with XML":              {401, `<cj-api><error-message>Not Authenticated</error-message></cj-api>`, taglane.Login},
		"401 with nothing":          {401, ``, taglane.Invalid},
		"401 with an empty object":  {401, ` {} `, taglane.Invalid},
		"401 with empty XML":        {401, `<cj-api></cj-api>`, taglane.Invalid},
		"400 with nothing":          {400, ``, taglane.Invalid},
		"400 about the document":    {400, said("Validation error of type FieldUndefined", ""), taglane.Internal},
		"403":                       {403, `no`, taglane.Refused},
		"404":                       {404, `no such page`, taglane.Later},
		"410":                       {410, ``, taglane.Later},
		"429":                       {429, ``, taglane.Later},
		"500":                       {500, `{}`, taglane.Later},
		"503":                       {503, ``, taglane.Later},
		"301":                       {301, ``, taglane.Later},
		"authentication":            {200, said("You are not authenticated", ""), taglane.Login},
		"a code of HTTP":            {200, said("no", `,"extensions":{"code":"UNAUTHORIZED"}`), taglane.Login},
		"schema":                    {200, said("Validation error (FieldUndefined@[shoppingProducts/sku])", ""), taglane.Internal},
		"a class of schema":         {200, said("no", `,"extensions":{"classification":"ValidationError"}`), taglane.Internal},
		"authorization":             {200, said("Not authorized to view company 4", ""), taglane.Refused},
		"a field":                   {200, said("limit must be positive", `,"path":["shoppingProducts"]`), taglane.Invalid},
		"a field beside data":       {200, `{"errors":[{"message":"bad gtin"}],"data":{"shoppingProducts":{"totalCount":0,"count":0,"limit":1,"resultList":[]}}}`, taglane.Invalid},
		"their own trouble":         {200, said("Internal Server Error", ""), taglane.Later},
		"authentication before all": {200, `{"errors":[{"message":"bad gtin"},{"message":"Not authorized"},{"message":"unknown field"},{"message":"authentication failed"}]}`, taglane.Login},
		"schema before leave":       {200, `{"errors":[{"message":"bad gtin"},{"message":"Not authorized"},{"message":"unknown field"}]}`, taglane.Internal},
		"leave before a field":      {200, `{"errors":[{"message":"bad gtin"},{"message":"Not authorized"}]}`, taglane.Refused},
	} {
		_, s := with(t, cjtest.AdsHost, v.status, v.body)
		got, err := s.Search(t.Context(), platform.Wanted{Words: "lamp"})
		if taglane.KindOf(err) != v.want || len(got.Listings) > 0 {
			t.Errorf("%s: %s (%v), want %s", name, taglane.KindOf(err), err, v.want)
		}
	}
}

// CJ repeats the token where it does not accept it. Neither the log nor the
// error may.
func TestAnEchoedTokenIsNotTold(t *testing.T) {
	for name, body := range map[string]string{
		"the twin's own": "",
		"GraphQL":        `{"errors":[{"message":"authentication failed for ` + cjtest.Token + `"}]}`,
		"elsewhere":      `{"errors":[{"message":"bad value ` + cjtest.Token + `"}]}`,
		"at a cut":       `{"errors":[{"message":"` + strings.Repeat("x", 195) + cjtest.Token + `"}]}`,
		"as base64":      `{"errors":[{"message":"bad value QmVhcmVyIHR3aW4tcGF0LTlReDctY2FuYXJ5"}]}`,
	} {
		w, s := with(t, cjtest.AdsHost, 200, body)
		if body == "" {
			w.Set(func(k *cjtest.Terms, _ *cjtest.Stock) { k.Shut, k.Answers = true, nil })
		}
		var log strings.Builder
		s.log(&log)
		_, err := s.Search(t.Context(), platform.Wanted{Words: "lamp"})
		if err == nil || log.Len() == 0 {
			t.Fatalf("%s: %v, %q", name, err, log.String())
		}
		for _, text := range []string{err.Error(), taglane.MessageOf(err), log.String()} {
			if strings.Contains(text, cjtest.Token[:4]) || strings.Contains(text, "QmVhcmVyIHR3aW4tcGF0LTlReDctY2FuYXJ5") {
				t.Errorf("%s: the token stands in %q", name, text)
			}
		}
	}
}

func TestASilentNoIsNotALogin(t *testing.T) {
	w := stand(t)
	w.Set(func(k *cjtest.Terms, _ *cjtest.Stock) { k.Shut, k.Silent = true, true })
	_, err := dialed(t, w).Search(t.Context(), platform.Wanted{})
	wantKind(t, err, taglane.Invalid)
}

func TestOfflineIsOffline(t *testing.T) {
	w := cjtest.New()
	s := dialed(t, w)
	w.Close()
	_, err := s.Search(t.Context(), platform.Wanted{})
	wantKind(t, err, taglane.Offline)
}

// Each host takes 25 calls within a minute; the next one says when, and also
// after a restart.
func TestThePaceIsKept(t *testing.T) {
	w := stand(t)
	// Where CJ's clock is behind ours, the first call is counted twice, as it should be.
	w.Clock.Pass(httpx.Wall().Add(time.Hour).Sub(w.Clock.Now()))
	s := dialed(t, w)
	var kept json.RawMessage
	s.Pace(nil, func(state json.RawMessage) { kept = state })
	var err error
	for n := range 26 {
		if _, err = s.Search(t.Context(), platform.Wanted{Words: "nothing like this"}); err != nil && n < 25 {
			t.Fatalf("call %d: %v", n+1, err)
		}
	}
	wantKind(t, err, taglane.Later)
	var e *taglane.Error
	if errors.As(err, &e); e.Until.IsZero() || e.Until.Sub(httpx.Wall()) > time.Minute+2*time.Second {
		t.Errorf("until %v", e.Until)
	}
	if _, err := s.Earnings(t.Context(), nil, w.Clock.Now()); err != nil {
		t.Errorf("another host: %v", err)
	}
	account := w.Account()
	account.ID = "as after a restart"
	again, err := connect(account, w.Secret(), nil)
	if err != nil {
		t.Fatal(err)
	}
	again.Pace(kept, nil)
	if by := again.tally.clock.Ahead() - s.tally.clock.Ahead(); by != 0 {
		t.Errorf("CJ's time is %v off after a restart", by)
	}
	_, err = again.Search(t.Context(), platform.Wanted{})
	wantKind(t, err, taglane.Later)
	if n := len(w.Door().Calls()); n != 26 {
		t.Errorf("%d calls, want 25 and 1", n)
	}
}

func TestWhatAnAccountNeeds(t *testing.T) {
	w := stand(t)
	for name, v := range map[string]struct {
		secret string
		set    []string
		want   taglane.Kind
	}{
		"all of it":            {`{"access_token":"abcdefgh1","company_id":"1","pid":"2"}`, nil, ""},
		"numbers as settings":  {`{"access_token":"abcdefgh1"}`, []string{"company_id", "1", "pid", "2"}, ""},
		"no token yet":         {``, []string{"company_id", "1", "pid", "2"}, ""},
		"no numbers":           {`{"access_token":"abcdefgh1"}`, []string{"company_id", "", "pid", ""}, taglane.Invalid},
		"a PID of letters":     {`{"access_token":"abcdefgh1"}`, []string{"pid", "x"}, taglane.Invalid},
		"a token of two lines": {`{"access_token":"abcdefgh\nX-Evil: 1","company_id":"1","pid":"2"}`, nil, taglane.Invalid},
		"a token cut off":      {`{"access_token":"abc","company_id":"1","pid":"2"}`, nil, taglane.Invalid},
		"no JSON":              {`token`, nil, taglane.Invalid},
		"a currency in a word": {`{"access_token":"abcdefgh1"}`, []string{"currency", "dollars"}, taglane.Invalid},
	} {
		_, err := New(w.Account(v.set...), []byte(v.secret))
		if taglane.KindOf(err) != v.want {
			t.Errorf("%s: %v, want %q", name, err, v.want)
		}
	}
	s, err := New(w.Account(), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Search(t.Context(), platform.Wanted{})
	wantKind(t, err, taglane.Login)
	if len(w.Door().Calls()) > 0 {
		t.Error("something was asked without a token")
	}
}

func TestCapabilitiesDoNotBoast(t *testing.T) {
	c := dialed(t, stand(t)).Capabilities()
	if c.Service != "cj" || c.TagModel != platform.NoTags || c.PerMinute != 25 || c.CheckedOn == "" || c.Finds || c.Cover || c.Schedules {
		t.Errorf("%+v", c)
	}
	if _, clips := platform.As[platform.Publisher](dialed(t, stand(t))); clips {
		t.Error("CJ takes no clips")
	}
}
