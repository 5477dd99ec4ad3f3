package rakuten

import (
	"os"
	"testing"
	"time"

	"taglane/app/platform/httpx"
)

// The twin stands at noon of a day, and this computer an hour before it, at
// whichever hour the tests are run: a clock that is far ahead is a case of its own.
func TestMain(m *testing.M) {
	began, here := time.Now(), time.Date(2026, 11, 26, 11, 0, 0, 0, time.UTC)
	httpx.SetWall(func() time.Time { return here.Add(time.Since(began)) })
	os.Exit(m.Run())
}
