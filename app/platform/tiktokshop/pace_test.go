package tiktokshop

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/taglane"
)

// post makes one post, an hour after the one before.
func (w *far) post(t testing.TB, s *Service) {
	t.Helper()
	w.Clock.Pass(time.Hour)
	p := publication(t)
	us := sent(t, s, p)
	if st, err := s.Status(t.Context(), us); err != nil || !st.Ready {
		t.Fatalf("%+v, %v", st, err)
	}
	if _, err := s.Release(t.Context(), us, p); err != nil {
		t.Fatal(err)
	}
}

// "3/day" is obeyed before the public act, also after a restart, and no longer
// than it has to be.
func TestTheDayThatWasTold(t *testing.T) {
	w := newTwin(t)
	w.Turn(func(k *knobs) { k.PerDay = 3 })
	var kept json.RawMessage
	s := w.connect(t)
	s.Pace(nil, func(state json.RawMessage) { kept = state })
	for range 3 {
		w.post(t, s)
	}
	if n := s.Capabilities().PerDay; n != 3 {
		t.Errorf("%d posts a day", n)
	}
	s = w.connect(t)
	s.Pace(kept, func(state json.RawMessage) { kept = state })
	p := publication(t)
	us := sent(t, s, p)
	_, err := s.Status(t.Context(), us)
	if e := errorOf(t, err, taglane.Later); !e.Until.Equal(noon.Add(25 * time.Hour)) {
		t.Errorf("again at %v", e.Until)
	}
	w.Clock.Set(noon.Add(25 * time.Hour))
	if st, err := s.Status(t.Context(), us); err != nil || !st.Ready {
		t.Fatalf("%+v, %v", st, err)
	}
	if _, err := s.Release(t.Context(), us, p); err != nil || len(w.Videos()) != 4 {
		t.Error(err)
	}
	s.Pace(json.RawMessage(`damaged`), nil) // nothing is remembered, and nothing breaks
	if err := s.pace.room(); err != nil {
		t.Error(err)
	}
}

// A computer whose clock was set a day ahead does not post beyond the day, waits
// by its own clock, and signs with the right time once it was told, also after a
// restart.
func TestAWrongClockMakesNoNewDay(t *testing.T) {
	w := newTwin(t)
	w.rude = true // the first call cannot know better
	w.Turn(func(k *knobs) { k.PerDay = 3 })
	var kept json.RawMessage
	keep := func(state json.RawMessage) { kept = state }
	s := w.connect(t)
	s.Pace(nil, keep)
	for range 3 {
		w.post(t, s)
	}
	p := publication(t)
	for range 3 { // starts of the program
		s = w.connect(t)
		s.clock.Wall = func() time.Time { return w.Clock.Now().Add(24 * time.Hour) }
		s.Pace(kept, keep)
		_, err := s.Status(t.Context(), sent(t, s, p))
		if e := errorOf(t, err, taglane.Later); !e.Until.Equal(noon.Add((24 + 25) * time.Hour)) {
			t.Errorf("again at %v", e.Until)
		}
	}
	if wrong := w.Wrong(); len(wrong) > 1 {
		t.Errorf("signed with another time again and again: %v", wrong)
	}
}

// A post whose answer was lost may be there, and counts.
func TestADoubtfulPostCounts(t *testing.T) {
	w := newTwin(t)
	s, p := w.connect(t), publication(t)
	s.pace.posted("2/day")
	us := sent(t, s, p)
	w.told(videosPath, 38007001)
	_, err := s.Release(t.Context(), us, p)
	errorOf(t, err, taglane.Unsure)
	errorOf(t, s.pace.room(), taglane.Later)
}

func TestAfterOneCallTooManyThereIsABreath(t *testing.T) {
	for _, code := range []int64{36009002, 170001020} {
		w := newTwin(t)
		s := w.connect(t)
		w.told(pathProfile, code)
		for range 3 {
			e := errorOf(t, s.awake(t.Context()), taglane.Later)
			if !e.Until.Equal(noon.Add(time.Minute)) {
				t.Errorf("%d: again at %v", code, e.Until)
			}
		}
		if n := w.Calls()[pathProfile]; n != 1 {
			t.Errorf("%d: %d calls", code, n)
		}
		w.Clock.Pass(time.Minute)
		if err := s.awake(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// Every byte of a clip and of its cover waits for its turn.
func TestUploadsAreSlowedDown(t *testing.T) {
	w := newTwin(t)
	for _, size := range []int{300_000, 10_000_001} {
		s, p := w.connect(t), large(t, size)
		var passed atomic.Int64
		largest := atomic.Int64{}
		s.Narrow(func(_ context.Context, n int) error {
			passed.Add(int64(n))
			largest.Store(max(largest.Load(), int64(n)))
			return nil
		})
		us := sent(t, s, p)
		if got, least := passed.Load(), int64(size)+p.Revision.Cover.Size; got < least || got > least+4096 || largest.Load() > stride {
			t.Errorf("%d of %d bytes waited, up to %d at once", got, least, largest.Load())
		}
		post, err := s.Release(t.Context(), us, p)
		if err != nil || w.Videos()[len(w.Videos())-1].SHA256 != p.Revision.Media.SHA256 || post.ID == "" {
			t.Errorf("%+v, %v", post, err)
		}
	}
	s, p := w.connect(t), publication(t)
	us, err := s.Open(t.Context(), p.Key, p)
	if err != nil {
		t.Fatal(err)
	}
	s.Narrow(func(context.Context, int) error { return errors.New("the computer sleeps") })
	_, err = sendNext(t, s, us, p)
	errorOf(t, err, taglane.Later)
}

// Whoever speaks for the same account shares one renewal, and the one who held
// the token that died goes on with its heir.
func TestOneRenewalForAll(t *testing.T) {
	w := newTwin(t)
	one, two := w.connect(t), w.connect(t)
	w.Expire()
	for _, s := range []*Service{one, two} {
		if err := s.awake(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.Calls()[pathRefresh]; n != 1 {
		t.Errorf("%d renewals", n)
	}
}

// A computer whose clock is off signs with the service's time.
func TestAClockThatIsOff(t *testing.T) {
	w := newTwin(t)
	w.rude = true // the first call cannot know better
	for _, off := range []time.Duration{-3 * time.Hour, 40 * time.Minute, 90 * time.Second} {
		s, p := w.connect(t), publication(t)
		s.clock.Wall = func() time.Time { return w.Clock.Now().Add(off) }
		if _, err := s.Release(t.Context(), sent(t, s, p), p); err != nil {
			t.Errorf("%v off: %v", off, err)
		}
	}
	if n := len(w.Wrong()); n != 2 {
		t.Errorf("%d calls were refused for their time: %v", n, w.Wrong())
	}
}
