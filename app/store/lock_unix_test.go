//go:build unix

package store

import (
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// A child that is just being started holds a copy of every open file. The
// library is free for the next one all the same.
func TestAClosedLibraryIsFreeWhateverIsBeingStarted(t *testing.T) {
	dir := t.TempDir()
	l, err := take(filepath.Join(dir, "lock"), dir)
	if err != nil {
		t.Fatal(err)
	}
	child, err := unix.Dup(int(l.f.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(child)
	if err := l.free(); err != nil {
		t.Fatal(err)
	}
	again, err := take(filepath.Join(dir, "lock"), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.free(); err != nil {
		t.Error(err)
	}
}
