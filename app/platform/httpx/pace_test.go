package httpx_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

func until(t *testing.T, err error) time.Time {
	t.Helper()
	var e *taglane.Error
	if !errors.As(err, &e) || e.Kind != taglane.Later {
		t.Fatalf("told as %v", err)
	}
	return e.Until
}

func TestPaceComesBackBitByBit(t *testing.T) {
	now := &clock{}
	p := httpx.NewPace(now.Now, httpx.Limit{Name: "minute", Most: 6, Per: time.Minute}, httpx.Limit{Name: "day", Most: 100, Per: 24 * time.Hour})
	for i := range 6 {
		if err := p.Take(1); err != nil {
			t.Fatalf("call %d: %v", i, err)
		}
	}
	at := until(t, p.Take(1))
	if wait := at.Sub(now.Now()); wait < 10*time.Second || wait > 11*time.Second {
		t.Errorf("told to wait %v", wait)
	}
	if p.Left("day") != 94 {
		t.Errorf("a call that was not made was counted: %v left", p.Left("day"))
	}
	now.forward(at.Sub(now.Now()))
	if err := p.Take(1); err != nil {
		t.Errorf("what was promised is not there: %v", err)
	}
	now.forward(time.Minute)
	if err := p.Take(50); err != nil || p.Left("minute") > 0.01 {
		t.Errorf("a call larger than a minute never goes: %v", err)
	}
	now.forward(-time.Hour)
	_ = p.Left("minute")
	now.forward(30 * time.Second)
	if got := p.Left("minute"); got < 2.9 || got > 3.1 {
		t.Errorf("after the clock was set back half a minute gives %v", got)
	}
}

// A limit that looks back over a span gives back nothing early: six of a minute
// are never seven within sixty seconds.
func TestARollingLimitLooksBack(t *testing.T) {
	now := &clock{}
	p := httpx.NewPace(now.Now, httpx.Limit{Name: "minute", Most: 6, Per: time.Minute, Rolling: true})
	var made []time.Time
	for range 90 {
		if p.Take(1) == nil {
			made = append(made, now.Now())
		}
		now.forward(3 * time.Second)
	}
	for i := 6; i < len(made); i++ {
		if made[i].Sub(made[i-6]) < time.Minute {
			t.Errorf("seven calls from %v to %v", made[i-6], made[i])
		}
	}
	if len(made) < 24 {
		t.Errorf("only %d calls in four and a half minutes", len(made))
	}
	now.forward(time.Minute)
	for range 6 {
		p.Spend(1)
		now.forward(time.Second)
	}
	p.Spend(1) // it was done, so it counts
	if at := until(t, p.Room(2)); at.Sub(now.Now()) != 56*time.Second {
		t.Errorf("told to wait %v for two", at.Sub(now.Now()))
	}
	if p.Left("minute") != 0 || p.Room(1) == nil {
		t.Error("there is room where everything is spent")
	}
	kept := p.Snapshot()
	spent := len(kept.Levels["minute"].Spent)
	now.forward(53 * time.Second)
	again := httpx.NewPace(now.Now, httpx.Limit{Name: "minute", Most: 6, Per: time.Minute, Rolling: true})
	again.Restore(kept, nil)
	if again.Take(1) == nil {
		t.Error("a restart gives everything back")
	}
	now.forward(6 * time.Second)
	if err := again.Take(1); err != nil || len(kept.Levels["minute"].Spent) != spent {
		t.Errorf("%v, and the snapshot is now %+v", err, kept)
	}
	now.forward(-time.Hour)
	_ = again.Left("minute")
	now.forward(time.Minute)
	if again.Left("minute") != 6 {
		t.Errorf("a clock that was set back keeps it empty: %v", again.Left("minute"))
	}
}

// Whoever looks while the clock is wrong forgets nothing and gives nothing, and
// what is kept does not grow for ever.
func TestAWrongClockIsOnlyWrong(t *testing.T) {
	const day = 24 * time.Hour
	now := &clock{}
	p := httpx.NewPace(now.Now, httpx.Limit{Name: "day", Most: 3, Per: day, Rolling: true})
	for range 3 {
		p.Spend(1)
		now.forward(time.Hour)
	}
	for _, off := range []time.Duration{day, -day, 40 * time.Hour, -20 * time.Hour} {
		now.forward(off)
		_, _ = p.Left("day"), p.Room(1)
		now.forward(-off)
		if at := until(t, p.Room(1)); at.Sub(now.Now()) != 21*time.Hour {
			t.Errorf("after a look %v away there is room in %v", off, at.Sub(now.Now()))
		}
	}
	for range 100 {
		now.forward(time.Hour)
		p.Spend(1)
	}
	if n := len(p.Snapshot().Levels["day"].Spent); n > 20 {
		t.Errorf("%d acts are kept", n)
	}
}

func TestADayBeginsAtMidnightThere(t *testing.T) {
	there, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		there = time.FixedZone("there", -8*3600)
	}
	now := &clock{}
	p := httpx.NewPace(now.Now, httpx.Limit{Name: "day", Most: 3, Midnight: there})
	for range 3 {
		if err := p.Take(1); err != nil {
			t.Fatal(err)
		}
	}
	midnight := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	if at := until(t, p.Take(1)); !at.Equal(midnight) {
		t.Errorf("told to wait until %v", at)
	}
	now.forward(midnight.Add(-time.Second).Sub(now.Now()))
	_ = until(t, p.Take(1))
	now.forward(time.Second)
	if err := p.Take(3); err != nil {
		t.Error(err)
	}
	_ = until(t, p.Take(1))
}

// What was spent stays spent across a restart.
func TestPaceSurvivesARestart(t *testing.T) {
	now := &clock{}
	limits := []httpx.Limit{{Name: "day", Most: 10, Per: 24 * time.Hour}}
	var kept []byte
	p := httpx.NewPace(now.Now, limits...)
	p.Restore(httpx.PaceState{}, func(s httpx.PaceState) { kept, _ = json.Marshal(s) })
	_ = p.Take(9)
	p.Park(noon.Add(time.Minute))
	var state httpx.PaceState
	if err := json.Unmarshal(kept, &state); err != nil {
		t.Fatal(err)
	}
	again := httpx.NewPace(now.Now, limits...)
	again.Restore(state, nil)
	if at := until(t, again.Take(1)); !at.Equal(noon.Add(time.Minute)) || again.Left("day") != 1 {
		t.Errorf("until %v, %v left", at, again.Left("day"))
	}
	now.forward(time.Minute)
	if err := again.Take(1); err != nil {
		t.Error(err)
	}
	_ = until(t, again.Take(1))
	if got := again.Snapshot(); got.Levels["day"].Left > 0.1 {
		t.Errorf("the snapshot is %+v", got)
	}
}

func TestCallsKeepPace(t *testing.T) {
	var calls atomic.Int32
	s := twin(t, func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		if r.URL.Path == "/busy" {
			w.Header().Set("Retry-After", "90")
			w.WriteHeader(429)
		}
	})
	now := &clock{}
	c := withToken(s.URL)
	c.Now = now.Now
	c.Pace = httpx.NewPace(now.Now, httpx.Limit{Name: "day", Most: 100, Per: 24 * time.Hour})
	own := httpx.NewPace(now.Now, httpx.Limit{Name: "inserts", Most: 1, Per: 24 * time.Hour})
	do := func(call httpx.Call) error { _, err := c.Do(t.Context(), call); return err }
	if err := errors.Join(do(httpx.Call{URL: "/"}), do(httpx.Call{URL: "/", Cost: 50}), do(httpx.Call{URL: "/", Pace: own})); err != nil {
		t.Fatal(err)
	}
	if c.Pace.Left("day") != 49 || own.Left("inserts") != 0 {
		t.Errorf("%v and %v left", c.Pace.Left("day"), own.Left("inserts"))
	}
	_ = until(t, do(httpx.Call{URL: "/", Pace: own}))
	wantKind(t, do(httpx.Call{URL: "/busy"}), taglane.Later)
	if at := until(t, do(httpx.Call{URL: "/"})); !at.Equal(noon.Add(90 * time.Second)) {
		t.Errorf("parked until %v", at)
	}
	if calls.Load() != 4 {
		t.Errorf("%d calls went out", calls.Load())
	}
	now.forward(90 * time.Second)
	if err := do(httpx.Call{URL: "/"}); err != nil {
		t.Error(err)
	}
}

func TestManyShareAPace(t *testing.T) {
	p := httpx.NewPace(still, httpx.Limit{Name: "day", Most: 50, Per: 24 * time.Hour})
	var taken atomic.Int32
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			if p.Take(1) == nil {
				taken.Add(1)
			}
		})
	}
	all.Wait()
	if taken.Load() != 50 {
		t.Errorf("%d of 50 were taken", taken.Load())
	}
}
