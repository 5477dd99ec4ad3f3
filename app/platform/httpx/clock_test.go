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
