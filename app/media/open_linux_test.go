package media

import (
	"context"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"taglane/app/taglane"
)

// A clip is not blamed for a machine that has no descriptor left for it, and is
// read as soon as there is one again.
func TestAClipAmongTooManyOpenFiles(t *testing.T) {
	x, path := tool(t), clipNamed(t, "plain.mp4").file(t)
	var usual unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &usual); err != nil {
		t.Fatal(err)
	}
	top, err := os.Open(os.DevNull) // the lowest number that is free
	if err != nil {
		t.Fatal(err)
	}
	few := unix.Rlimit{Cur: uint64(top.Fd()), Max: usual.Max}
	top.Close()
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &few); err != nil {
		t.Fatal(err)
	}
	_, err = Open(context.Background(), x, path)
	if back := unix.Setrlimit(unix.RLIMIT_NOFILE, &usual); back != nil {
		t.Fatal(back)
	}
	if taglane.KindOf(err) != taglane.Later || !strings.HasPrefix(taglane.MessageOf(err), "Too many files are open") {
		t.Errorf("%s: %v", taglane.KindOf(err), err)
	}
	if _, err := Open(context.Background(), x, path); err != nil {
		t.Error("afterwards: ", err)
	}
}
