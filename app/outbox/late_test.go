package outbox

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// planned is a play that is to become public a day after start.
func planned(t *testing.T, wrap func(platform.Publisher) platform.Publisher) (*play, time.Time) {
	t.Helper()
	p, at := newPlay(t, nil, wrap), start.Add(24*time.Hour)
	row := p.row()
	row.When(at)
	p.shelf.Rows[row.ID] = row
	return p, at
}

// upTo carries the row to a time, as if the computer were awake until then.
func (p *play) upTo(at time.Time) Row {
	p.t.Helper()
	for range 100 {
		r := p.row()
		if r.Resting() {
			return r
		}
		if r.Wait != NotWaiting && r.Until.After(p.clock) {
			if r.Until.After(at) {
				p.clock = at
				return r
			}
			p.clock = r.Until
		}
		if _, err := p.Step(p.t.Context(), r.ID); err != nil {
			p.t.Fatal(err)
		}
	}
	p.t.Fatalf("never there: %+v", p.row())
	return Row{}
}

// told is what the history says of an outcome, the last time.
func (p *play) told(outcome string) string {
	p.t.Helper()
	entries := p.shelf.Entries[p.pub.ID]
	for i := len(entries) - 1; i >= 0; i-- {
		if entries[i].Outcome == outcome {
			return entries[i].Detail.String()
		}
	}
	return ""
}

// A second before its time nothing is public, at its time it is, and up to half
// an hour later it still goes out by itself, and its history says how late.
func TestAtItsTimeAndAsLateAsItMayBe(t *testing.T) {
	s := &scripted{}
	p, at := planned(t, script(s))
	if r := p.upTo(at.Add(-time.Second)); r.Stage != Ready || !r.Until.Equal(at) || s.calls["release"] != 0 {
		t.Fatalf("a second before: %+v, %v", r, s.calls)
	}
	if r := p.upTo(at); r.Stage != Tagged || s.calls["release"] != 1 {
		t.Fatalf("at its time: %+v, %v", r, s.calls)
	}
	if said := p.told("intent"); strings.Contains(said, "after its time") {
		t.Errorf("on time, and it says %q", said)
	}
	for late, says := range map[time.Duration]string{
		59 * time.Second: "Publishing is about to be asked for.",
		time.Minute:      "Publishing is about to be asked for, a minute after its time.",
		12 * time.Minute: "Publishing is about to be asked for, 12 minutes after its time.",
		grace:            "Publishing is about to be asked for, 30 minutes after its time.",
	} {
		p, at := planned(t, nil)
		p.upTo(at.Add(-time.Second))
		p.clock = at.Add(late) // it slept
		r := p.upTo(p.clock)
		if r.Stage != Tagged {
			t.Errorf("%s late: %+v", late, r)
		}
		if said := p.shelf.Entries[r.ID]; !slices.ContainsFunc(said, func(e Entry) bool { return e.Intent == Live && e.Detail.String() == says }) {
			t.Errorf("%s late, and its history says %v", late, said)
		}
	}
}

// Later than that a person is asked, whether everything was uploaded or nothing
// was, and only one of the three answers moves it.
func TestLaterThanThatAPersonIsAsked(t *testing.T) {
	for _, asleep := range []time.Duration{time.Second, 24*time.Hour - time.Second} { // before its time
		s := &scripted{}
		late := func(t *testing.T) (*play, Row) {
			p, at := planned(t, script(s))
			p.upTo(at.Add(-asleep))
			p.clock = at.Add(grace + time.Second)
			r := p.upTo(p.clock)
			if r.Wait != WaitsLate || !r.Resting() || s.calls["release"] != 0 || p.told("late") == "" {
				t.Fatalf("asleep from %s before: %+v, %v", asleep, r, s.calls)
			}
			said := r.Sentence("Video", p.clock).String()
			for _, part := range []string{"It should have been published at ", "Nothing is public.", "Publish it now, choose another time, or cancel it."} {
				if !strings.Contains(said, part) {
					t.Errorf("%q lacks %q", said, part)
				}
			}
			p.clock = p.clock.Add(72 * time.Hour)
			if r, err := p.Step(t.Context(), r.ID); err != nil || r.Wait != WaitsLate {
				t.Fatalf("nobody answered: %+v, %v", r, err)
			}
			return p, r
		}
		p, r := late(t)
		if _, err := p.Retry(t.Context(), r.ID); err != nil {
			t.Fatal(err)
		}
		if r = p.upTo(p.clock.Add(time.Hour)); r.Stage != Tagged || s.calls["release"] != 1 {
			t.Errorf("published now: %+v, %v", r, s.calls)
		}
		p, r = late(t)
		again := p.clock.Add(48 * time.Hour)
		if _, err := p.Schedule(t.Context(), r.ID, func(r Row) (time.Time, map[string]string, error) { return again, r.Settings, nil }); err != nil {
			t.Fatal(err)
		}
		if r = p.upTo(again.Add(-time.Second)); r.Stage >= Live || s.calls["release"] != 0 {
			t.Errorf("before the other time: %+v, %v", r, s.calls)
		}
		p.clock = again.Add(grace + time.Second)
		if r = p.upTo(p.clock); r.Wait != WaitsLate {
			t.Errorf("late for the other time too: %+v", r)
		}
		p, r = late(t)
		if r, err := p.Cancel(t.Context(), r.ID); err != nil || r.Wait != WaitsCanceled {
			t.Errorf("canceled: %+v, %v", r, err)
		}
		if r, err := p.Step(t.Context(), r.ID); err != nil || r.Stage >= Live {
			t.Errorf("canceled, and then: %+v, %v", r, err)
		}
	}
}

// A login, a network or a person's pause can make it late just as sleep can.
// Going on is not the answer to whether it still should be published.
func TestWhyItIsLateDoesNotMatter(t *testing.T) {
	for name, hold := range map[string]func(p *play){
		"paused": func(p *play) {
			if _, err := p.Hold(t.Context(), p.pub.ID, WaitsPaused); err != nil {
				t.Fatal(err)
			}
		},
		"login": func(p *play) {
			p.fail(taglane.Errorf(taglane.Login, "Log in again."))
		},
		"offline": func(p *play) {
			p.fail(taglane.Errorf(taglane.Offline, "There is no network."))
		},
		"limit": func(p *play) {
			p.fail(&taglane.Error{Kind: taglane.Later, Message: "Enough for today.", Until: p.clock.Add(5 * time.Hour)})
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := &scripted{}
			p, at := planned(t, script(s))
			p.upTo(at.Add(-time.Minute))
			hold(p)
			p.clock = at.Add(5 * time.Hour)
			if p.row().Resting() {
				if _, err := p.Retry(t.Context(), p.pub.ID); err != nil {
					t.Fatal(err)
				}
			}
			if r := p.upTo(p.clock); r.Wait != WaitsLate || s.calls["release"] != 0 {
				t.Errorf("%+v, %v", r, s.calls)
			}
		})
	}
}

// fail keeps that the next step of the row failed.
func (p *play) fail(err error) {
	p.t.Helper()
	connect := p.Connect
	p.Connect = func(ctx context.Context, r Row) (platform.Publisher, taglane.Publication, error) {
		return nil, taglane.Publication{}, err
	}
	p.clock = p.row().Until
	if _, err := p.Step(p.t.Context(), p.pub.ID); err != nil {
		p.t.Fatal(err)
	}
	p.Connect = connect
}

// What was asked for in time is carried to its end, however late the answer is.
func TestWhatWasBegunInTimeIsNotAskedAbout(t *testing.T) {
	s := &scripted{release: func(n int, do func() (taglane.Post, error)) (taglane.Post, error) {
		if n == 1 {
			return taglane.Post{}, taglane.Errorf(taglane.Unsure, "Nobody answered.")
		}
		return do()
	}}
	p, at := planned(t, script(s))
	for p.row().Intent != Live {
		p.step()
	}
	if !p.clock.Equal(at) {
		t.Fatalf("asked at %s, not at %s", p.clock, at)
	}
	p.clock = at.Add(9 * time.Hour)
	if r := p.upTo(p.clock.Add(time.Hour)); r.Stage != Tagged || s.calls["release"] != 2 {
		t.Errorf("%+v, %v", r, s.calls)
	}
}

// Who looked and says that it is not public says that it goes out now.
func TestSentAgainIsSentNow(t *testing.T) {
	p, at := planned(t, nil)
	r := p.row()
	r.Stage, r.Intent, r.Wait = Ready, Live, WaitsUnsure
	p.shelf.Rows[r.ID] = r
	p.clock = at.Add(48 * time.Hour)
	if _, err := p.Answer(t.Context(), r.ID, false, ""); err != nil {
		t.Fatal(err)
	}
	if r = p.upTo(p.clock.Add(time.Hour)); r.Stage != Tagged {
		t.Errorf("%+v", r)
	}
}

// dated is a platform that knows the time.
type dated struct {
	*scripted
	ahead *time.Duration
}

func (d dated) Ahead() time.Duration { return *d.ahead }

// A clock that is wrong neither makes a publication early nor late: the
// platform's own counts, and the person is told.
func TestAWrongClockIsNotBelieved(t *testing.T) {
	for _, x := range []struct {
		ahead time.Duration // of the platform's clock
		says  string
	}{
		{-2 * time.Hour, "This computer's clock is 2 hours fast, so the time is the platform's."},
		{10 * time.Minute, "This computer's clock is 10 minutes slow, so the time is the platform's."},
		{skew, ""},
		{-skew, ""},
	} {
		s := &scripted{}
		p, at := planned(t, func(p platform.Publisher) platform.Publisher { return dated{script(s)(p).(*scripted), &x.ahead} })
		due := at.Add(-x.ahead)
		if x.says == "" {
			due = at
		}
		r := p.upTo(due.Add(-time.Second))
		if r.Stage >= Live || s.calls["release"] != 0 || !r.Until.Equal(due) {
			t.Fatalf("%s ahead, a second before: %+v", x.ahead, r)
		}
		said := r.Sentence("Video", p.clock).String()
		if x.says != "" && !strings.HasSuffix(said, x.says) || x.says == "" && strings.Contains(said, "clock") {
			t.Errorf("%s ahead: %q", x.ahead, said)
		}
		if r = p.upTo(due); r.Stage != Tagged || s.calls["release"] != 1 || r.Tries != 0 {
			t.Errorf("%s ahead, at its time: %+v, %v", x.ahead, r, s.calls)
		}
		if strings.Contains(p.told("late"), "ago") {
			t.Errorf("%s ahead: a person was asked", x.ahead)
		}
	}
	slow := 2 * time.Hour // so slow that its time is over when the upload begins
	s := &scripted{}
	p, at := planned(t, func(p platform.Publisher) platform.Publisher { return dated{script(s)(p).(*scripted), &slow} })
	if r := p.upTo(at); r.Wait != WaitsLate || s.calls["release"] != 0 {
		t.Errorf("two hours slow: %+v", r)
	}
}

// A clock that jumps back by two hours before, at and after the release makes
// neither a second post nor an early one; one that jumps forward asks.
func TestAClockThatJumpsReleasesOnce(t *testing.T) {
	s := &scripted{}
	p, at := planned(t, script(s))
	p.upTo(at.Add(-time.Second))
	p.clock = at.Add(-2 * time.Hour)
	if r := p.upTo(at.Add(-time.Second)); r.Stage >= Live {
		t.Fatalf("set back before: %+v", r)
	}
	p.upTo(at)
	p.clock = at.Add(-2 * time.Hour)
	for range 5 {
		if r, err := p.Step(t.Context(), p.pub.ID); err != nil || r.Stage != Tagged {
			t.Fatalf("set back after: %+v, %v", r, err)
		}
	}
	p.clock = at
	if r := p.upTo(at.Add(time.Hour)); r.Stage != Tagged || s.calls["release"] != 1 || s.calls["open"] != 1 {
		t.Errorf("%+v, %v", r, s.calls)
	}

	lost := &scripted{release: func(n int, do func() (taglane.Post, error)) (taglane.Post, error) {
		_, _ = do()
		return taglane.Post{}, taglane.Errorf(taglane.Unsure, "Nobody answered.")
	}}
	p, at = planned(t, script(lost))
	for p.row().Intent != Live {
		p.step()
	}
	p.clock = at.Add(-2 * time.Hour) // between the question and its answer
	if r := p.upTo(at.Add(time.Hour)); r.Stage != Tagged || lost.calls["release"] != 1 {
		t.Errorf("%+v, %v", r, lost.calls)
	}

	s = &scripted{}
	p, at = planned(t, script(s))
	p.upTo(at.Add(-time.Hour))
	p.clock = p.clock.Add(2 * time.Hour)
	if r := p.upTo(p.clock); r.Wait != WaitsLate || s.calls["release"] != 0 {
		t.Errorf("set forward: %+v, %v", r, s.calls)
	}
}
