package trade

import (
	"os"
	"testing"

	"taglane/app/media"
)

// A picture is decoded in a process of its own, which is this one again.
func TestMain(m *testing.M) {
	if handled, code := media.WorkerMain(os.Args[1:], os.Stdin, os.Stdout); handled {
		os.Exit(code)
	}
	os.Exit(m.Run())
}
