//go:build !windows

package secrets

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"taglane/app/taglane"
)

// Links need a privilege on Windows, and pipes have no place in a folder there.
func TestNothingLeadsOut(t *testing.T) {
	dir, r := t.TempDir(), newRing(t)
	v := opening(t, options(dir, r))
	keep(t, v, "a", "1")
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.Rename(v.fileOf("a"), outside); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, v.fileOf("a")); err != nil {
		t.Fatal(err)
	}
	_, err := v.Get("a")
	isKind(t, err, taglane.Login)
	before, _ := os.ReadFile(outside)
	keep(t, v, "a", "2")
	holds(t, v, "a", "2")
	if after, _ := os.ReadFile(outside); !bytes.Equal(before, after) {
		t.Error("a link was written through")
	}
	if err := errors.Join(os.Remove(v.fileOf("a")), syscall.Mkfifo(v.fileOf("a"), 0o600)); err != nil {
		t.Fatal(err)
	}
	_, err = v.Get("a") // and does not wait for somebody at the other end
	isKind(t, err, taglane.Login)
}
