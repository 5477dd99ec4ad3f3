package httpx_test

import (
	"testing"
	"time"

	"taglane/app/platform/httpx"
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
