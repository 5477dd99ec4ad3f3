package desktop

import (
	"io"
	"os"
	"os/exec"

	wails_runtime "github.com/wailsapp/wails/v2/pkg/runtime"

	"taglane/app/taglane"
)

// successor is set for a Taglane that another one started in its place.
const successor = "TAGLANE_SUCCESSOR"

// heldOpen is closed by our end and nothing else.
var heldOpen []*os.File

// startAgain closes the window; Run then starts Taglane anew.
func (w *window) startAgain() error {
	w.again = true
	wails_runtime.Quit(w.ctx)
	return nil
}

// startAnew starts this program once more with the same words. The new one
// waits for the end of its standard input, which comes with our own end:
// before that it would meet our lock.
func startAnew() error {
	program, err := os.Executable()
	if err != nil {
		return taglane.Wrap(err, taglane.Internal, "Taglane could not be started again; please start it yourself.")
	}
	in, out, err := os.Pipe()
	if err != nil {
		return taglane.Wrap(err, taglane.Internal, "Taglane could not be started again; please start it yourself.")
	}
	heldOpen = append(heldOpen, out)
	next := exec.Command(program, os.Args[1:]...) //nolint:gosec // G702: ourselves, with our own words
	next.Env, next.Stdin, next.Stdout, next.Stderr = append(os.Environ(), successor+"=1"), in, os.Stdout, os.Stderr
	if err := next.Start(); err != nil {
		return taglane.Wrap(err, taglane.Internal, "Taglane could not be started again; please start it yourself.")
	}
	return next.Process.Release()
}

// awaitForebear waits until the Taglane that started this one has ended, and
// says whether there was one.
func awaitForebear() bool {
	if os.Getenv(successor) == "" {
		return false
	}
	os.Unsetenv(successor)
	io.Copy(io.Discard, os.Stdin)
	return true
}
