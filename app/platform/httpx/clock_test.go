package httpx_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

func TestWallIsTheClockOfThisComputer(t *testing.T) {
	before := time.Now()
	at := httpx.Wall()
	if after := time.Now(); at.Before(before) || at.After(after) {
		t.Errorf("%v is not between %v and %v", at, before, after)
	}
}

func TestAnotherClockInItsPlace(t *testing.T) {
	then := time.Date(2031, 2, 3, 4, 5, 6, 0, time.UTC)
	httpx.SetWall(func() time.Time { return then })
	defer httpx.SetWall(nil)
	if got := httpx.Wall(); got != then {
		t.Errorf("it is %v", got)
	}
	httpx.SetWall(nil)
	if got := httpx.Wall(); got == then {
		t.Error("the right clock is not back")
	}
}

func dated(at time.Time) http.Header { return http.Header{"Date": {at.Format(http.TimeFormat)}} }

// A computer whose clock is wrong goes by the service's, as soon as it was told.
func TestTimeIsTheServices(t *testing.T) {
	noon := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	wall := noon.Add(-3 * time.Hour)
	c := &httpx.Clock{Wall: func() time.Time { return wall }}
	if !c.Now().Equal(wall) {
		t.Errorf("before the first answer it is %v", c.Now())
	}
	if by := c.Hear(dated(noon)); by != 3*time.Hour || c.Ahead() != by {
		t.Errorf("corrected by %v, ahead by %v", by, c.Ahead())
	}
	wall = wall.Add(time.Minute)
	for _, h := range []http.Header{{}, dated(noon.Add(time.Minute + 4*time.Second)), dated(noon.Add(56 * time.Second))} {
		if by := c.Hear(h); by != 0 || !c.Now().Equal(noon.Add(time.Minute)) {
			t.Errorf("a minute after noon it is %v, corrected by %v", c.Now(), by)
		}
	}
	if by := c.Hear(dated(noon.Add(55 * time.Second))); by != -5*time.Second || !c.Now().Equal(noon.Add(55*time.Second)) {
		t.Errorf("five seconds are two clocks: it is %v", c.Now())
	}
}

func TestTimeGoesOnAfterARestart(t *testing.T) {
	noon := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	c := &httpx.Clock{Wall: func() time.Time { return noon }}
	if c.GoOn(time.Hour); !c.Now().Equal(noon.Add(time.Hour)) {
		t.Errorf("it is %v", c.Now())
	}
	c.Hear(dated(noon))
	if c.GoOn(time.Hour); !c.Now().Equal(noon) {
		t.Errorf("what was kept is older than what was heard, and it is %v", c.Now())
	}
}

func TestAnErrorTellsTheTimeOfThisComputer(t *testing.T) {
	noon := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	c := &httpx.Clock{Wall: func() time.Time { return noon }}
	c.Hear(dated(noon.Add(time.Hour)))
	e := taglane.Errorf(taglane.Later, "Later.")
	e.Until = noon.Add(2 * time.Hour)
	var told *taglane.Error
	if !errors.As(c.Told(fmt.Errorf("not asked: %w", e)), &told) || !told.Until.Equal(noon.Add(time.Hour)) || !e.Until.Equal(noon.Add(2*time.Hour)) {
		t.Errorf("until %v, and the service's own is %v", told.Until, e.Until)
	}
	plain := taglane.Errorf(taglane.Later, "Later.")
	if c.Told(plain) != error(plain) || c.Told(nil) != nil {
		t.Error("without a time an error stays what it is")
	}
}

func TestTimesOfAnAnswer(t *testing.T) {
	noon := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	if got := httpx.After(dated(noon), time.Hour); !got.Equal(noon.Add(time.Hour)) {
		t.Error(got)
	}
	for _, h := range []http.Header{{}, {"Date": {"soon"}}} {
		if got := httpx.After(h, time.Hour); !got.IsZero() || !httpx.DateOf(h).IsZero() {
			t.Error(got)
		}
	}
}
