package rakuten

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/rakuten/rakutentest"
	"taglane/app/taglane"
)

// given makes the twin answer the next calls so.
func given(w *rakutentest.Twin, answers ...rakutentest.Answer) {
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.Answers = answers })
}

func until(err error) time.Time {
	var e *taglane.Error
	if errors.As(err, &e) {
		return e.Until
	}
	return time.Time{}
}

// here is how far a time is after a moment of the twin's, on the twin's clock.
func (s *Service) here(w *rakutentest.Twin, at time.Time) time.Duration {
	return at.Add(s.tally.clock.Ahead()).Sub(w.Clock.Now()).Round(10 * time.Second)
}

// Too many calls, twice over: the next full minute, then one more, and nothing
// is asked before.
func TestSlowDownTwiceOver(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	over := rakutentest.Answer{Path: productsPath, Status: 403, Body: rakutentest.TooMany}
	given(w, over, over)
	_, err := s.Search(t.Context(), platform.Wanted{Words: "lamp"})
	wantKind(t, err, taglane.Later)
	if wait := s.here(w, until(err)); wait != time.Minute {
		t.Errorf("the first time it waits for %v", wait)
	}
	calls := len(w.Door().Calls())
	_, err = s.Programs(t.Context(), "")
	wantKind(t, err, taglane.Later)
	if n := len(w.Door().Calls()); n != calls {
		t.Error("it was asked again at once")
	}
	s.pass(w, time.Minute)
	_, err = s.Search(t.Context(), platform.Wanted{Words: "lamp"})
	wantKind(t, err, taglane.Later)
	if wait := s.here(w, until(err)); wait != 2*time.Minute {
		t.Errorf("the second time it waits for %v", wait)
	}
	s.pass(w, 2*time.Minute)
	if _, err = s.Search(t.Context(), platform.Wanted{Words: "lamp"}); err != nil {
		t.Fatal(err)
	}
	given(w, over)
	_, err = s.Search(t.Context(), platform.Wanted{Words: "lamp"})
	if wait := s.here(w, until(err)); wait != time.Minute {
		t.Errorf("after a good answer it waits for %v again", wait)
	}
}

// pass lets time pass at Rakuten, and has the connection know.
func (s *Service) pass(w *rakutentest.Twin, d time.Duration) {
	w.Clock.Pass(d)
	s.tally.clock.Hear(map[string][]string{"Date": {w.Clock.Now().Format("Mon, 02 Jan 2006 15:04:05 GMT")}})
}

func TestANoWithoutAWordIsBelievedAfterThree(t *testing.T) {
	for _, body := range []string{"", "<html>Forbidden</html>"} {
		w := stand(t)
		s := dialed(t, w)
		for i := 1; i <= 4; i++ {
			given(w, rakutentest.Answer{Path: couponsPath, Status: 403, Body: body})
			_, _, err := s.Coupons(t.Context(), "")
			want := taglane.Later
			if i > 3 {
				want = taglane.Refused
			}
			wantKind(t, err, want)
			s.pass(w, 10*time.Minute)
		}
		if _, _, err := s.Coupons(t.Context(), ""); err != nil {
			t.Error(err)
		}
		given(w, rakutentest.Answer{Path: couponsPath, Status: 403, Body: body})
		_, _, err := s.Coupons(t.Context(), "")
		wantKind(t, err, taglane.Later) // it counts from the beginning
	}
}

// What is not granted is not asked for a day, also by another program, and only
// that; a person who signs in again has it asked at once.
func TestWhatIsNotGrantedIsRemembered(t *testing.T) {
	w := stand(t)
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.Barred = []string{couponsPath} })
	s := dialed(t, w)
	var state json.RawMessage
	s.Pace(nil, func(b json.RawMessage) { state = b })
	_, _, err := s.Coupons(t.Context(), "")
	wantKind(t, err, taglane.Refused)
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.Barred = nil })
	calls := len(w.Door().Calls())
	_, _, err = s.Coupons(t.Context(), "")
	wantKind(t, err, taglane.Refused)
	if len(w.Door().Calls()) != calls {
		t.Error("it was asked again at once")
	}
	if _, err := s.Search(t.Context(), platform.Wanted{Words: "lamp"}); err != nil {
		t.Error(err)
	}

	account := w.Account()
	account.ID += " later"
	other, err := connect(account, w.Secret(), nil)
	if err != nil {
		t.Fatal(err)
	}
	other.Pace(state, func(json.RawMessage) {})
	_, _, err = other.Coupons(t.Context(), "")
	wantKind(t, err, taglane.Refused)
	about, _ := platform.ProfileOf("rakuten")
	if _, err := about.Connect(t.Context(), account, w.Fresh(), nil); err != nil {
		t.Fatal(err)
	}
	if _, _, err := other.Coupons(t.Context(), ""); err != nil {
		t.Errorf("after signing in again: %v", err)
	}

	s.pass(w, 23*time.Hour)
	_, _, err = s.Coupons(t.Context(), "")
	wantKind(t, err, taglane.Refused)
	s.pass(w, 2*time.Hour)
	if _, _, err = s.Coupons(t.Context(), ""); err != nil {
		t.Error(err)
	}
}

func TestAnswersHaveTheirKinds(t *testing.T) {
	for _, v := range []struct {
		status int
		body   string
		kind   taglane.Kind
		says   string
	}{
		{400, `{"error":"REQUEST_PARAM_INVALID","message":"limit is not valid"}`, taglane.Invalid, "limit"},
		{400, `{"error":"REQUEST_PARAM_INVALID"}`, taglane.Invalid, ""},
		{404, `{"message":"not found"}`, taglane.Later, ""}, // a list is never not there
		{404, `<html>not here</html>`, taglane.Later, ""},
		{410, ``, taglane.Later, ""},
		{429, ``, taglane.Later, ""},
		{500, `Invalid Merchant ID`, taglane.Invalid, "shop"},
		{500, `{"error":"UNEXPECTED_ERROR"}`, taglane.Later, ""},
		{503, ``, taglane.Later, ""},
		{200, `{"partnerships":null}`, taglane.Later, ""},
		{200, `{"partnerships":[{"status":"active","advertiser":{}}]}`, taglane.Later, ""},
	} {
		w := stand(t)
		given(w, rakutentest.Answer{Path: partnersPath, Status: v.status, Body: v.body})
		_, err := dialed(t, w).Programs(t.Context(), "")
		wantKind(t, err, v.kind)
		if err == nil || !strings.Contains(taglane.MessageOf(err), v.says) {
			t.Errorf("%d %s: %v", v.status, v.body, err)
		}
	}
}

// Of an answer that cannot be read the log keeps the beginning, and no secret,
// also where it is cut in two.
func TestTheLogKeepsTheHead(t *testing.T) {
	for path, ask := range map[string]func(s *Service) error{
		productsPath: func(s *Service) error { _, err := s.Search(t.Context(), platform.Wanted{Words: "lamp"}); return err },
		couponsPath:  func(s *Service) error { _, _, err := s.Coupons(t.Context(), ""); return err },
		partnersPath: func(s *Service) error { _, err := s.Programs(t.Context(), ""); return err },
		reportPath: func(s *Service) error {
			_, err := s.Earnings(t.Context(), nil, time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC))
			return err
		},
	} {
		w := stand(t)
		secret := w.Secrets()[0]
		body := "<p>under repair " + strings.Repeat("x", headMost-len("<p>under repair ")-len(secret)/2) + secret + strings.Repeat("y", 5000)
		given(w, rakutentest.Answer{Path: path, Status: 200, Body: body})
		err := ask(dialed(t, w))
		wantKind(t, err, taglane.Later)
		if text := err.Error(); !strings.Contains(text, "under repair") || strings.Contains(text, secret[:len(secret)/2]) || strings.Contains(text, "yyyy") {
			t.Errorf("%s: %.80s … %s", path, text, text[max(0, len(text)-80):])
		}
		if strings.Contains(taglane.MessageOf(err), "repair") {
			t.Errorf("a person reads %q", taglane.MessageOf(err))
		}
	}
}

func TestOfflineIsOffline(t *testing.T) {
	w := rakutentest.New()
	s := dialed(t, w)
	w.Close()
	_, err := s.Search(t.Context(), platform.Wanted{Words: "lamp"})
	wantKind(t, err, taglane.Offline)
}

// The deadline covers the body: headers alone are no answer.
func TestAStalledBodyEnds(t *testing.T) {
	w := stand(t)
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.Stall = true })
	s := dialed(t, w)
	s.api.Patience = 100 * time.Millisecond
	_, err := s.Search(t.Context(), platform.Wanted{Words: "lamp"})
	wantKind(t, err, taglane.Later)
}

// Whoever waits for a turn is not heard by Rakuten, and may give up.
func TestOneCallAtATime(t *testing.T) {
	w := stand(t)
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.Stall = true })
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	ended := make(chan error)
	for range 4 {
		s := dialed(t, w)
		go func() {
			_, err := s.Search(ctx, platform.Wanted{Words: "lamp"})
			ended <- err
		}()
	}
	for range 4 {
		wantKind(t, <-ended, taglane.Later)
	}
	if w.AtOnce() != 1 {
		t.Errorf("%d calls at once", w.AtOnce())
	}
}

func TestAnEndlessAnswerIsNotRead(t *testing.T) {
	w := stand(t)
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.Huge = true })
	s := dialed(t, w)
	_, err := s.Search(t.Context(), platform.Wanted{Words: "lamp"})
	wantKind(t, err, taglane.Later)
	_, err = s.Programs(t.Context(), "")
	wantKind(t, err, taglane.Later)
}

func TestNoSecretIsLogged(t *testing.T) {
	w := stand(t)
	w.Expire() // so that a token is asked for as well
	s := dialed(t, w)
	var log strings.Builder
	s.log(&log)
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.Form = "Basic" })
	if _, err := s.Programs(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	for _, status := range []int{400, 403, 404, 500} {
		given(w, rakutentest.Answer{Path: partnersPath, Status: status, Body: `{"message":"` + strings.Join(w.Secrets(), " ") + `"}`})
		_, err := s.Programs(t.Context(), "")
		log.WriteString(err.Error())
		s.pass(w, 10*time.Minute)
	}
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.Shut = true })
	_, err := s.Programs(t.Context(), "")
	log.WriteString(err.Error())
	for _, secret := range w.Secrets() {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%.8s… is in the log: %s", secret, log.String())
		}
	}
	if !strings.Contains(log.String(), "/token") {
		t.Error("the log says nothing")
	}
}

// Sixty calls a minute and not one more, over all addresses and after a restart.
func TestThePaceIsKept(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	var state json.RawMessage
	s.Pace(nil, func(b json.RawMessage) { state = b })
	s.pass(w, 0) // before the first answer, only this computer's clock is known
	done := 0
	for ; done < 100; done++ {
		if _, err := s.Search(t.Context(), platform.Wanted{Words: "lamp"}); err != nil {
			wantKind(t, err, taglane.Later)
			break
		}
	}
	if done != 60 {
		t.Errorf("%d calls within a minute", done)
	}
	account := w.Account()
	account.ID += " later"
	other, err := connect(account, w.Secret(), nil)
	if err != nil {
		t.Fatal(err)
	}
	other.Pace(state, func(json.RawMessage) {})
	_, err = other.Search(t.Context(), platform.Wanted{Words: "lamp"})
	wantKind(t, err, taglane.Later)
	if n := len(w.Door().Calls()); n != 60 {
		t.Errorf("%d calls", n)
	}
}
