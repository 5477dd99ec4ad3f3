package store_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// These tell a test that it looks at libraries which cannot be written: how, and
// in which folder they are.
const readonlyHow, readonlyIn = "TAGLANE_TEST_READONLY", "TAGLANE_TEST_READONLY_DIR"

// A library that nobody here may write is shown, with all that is in its log, and
// not a byte of its folder becomes another one: neither where the rights lack, to
// the folder or to its files alone, nor on a medium that is only for reading.
func TestALibraryThatCannotBeWrittenIsShown(t *testing.T) {
	for _, how := range []string{"rights", "files", "medium"} {
		t.Run(how, func(t *testing.T) {
			root := os.Getuid() == 0
			if how == "medium" && !root {
				t.Skip("only root may mount")
			}
			top := filepath.Join(t.TempDir(), "all")
			libraries(t, top)
			if root {
				give(t, filepath.Dir(top), nobody)
			}
			if how == "files" {
				mayNotBeWritten(t, top)
			}
			if how == "rights" {
				dirs, err := filepath.Glob(filepath.Join(top, "*"))
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range append(dirs, top) { // the files themselves may be written
					if info, err := os.Stat(d); err != nil || !info.IsDir() {
						continue
					}
					if err := os.Chmod(d, 0o555); err != nil {
						t.Fatal(err)
					}
					t.Cleanup(func() { _ = os.Chmod(d, 0o755) })
				}
			}
			held, err := os.Open(filepath.Join(top, "held", "lock"))
			if err != nil {
				t.Fatal(err)
			}
			defer held.Close()
			if err := unix.Flock(int(held.Fd()), unix.LOCK_EX); err != nil {
				t.Fatal(err)
			}
			before := everyByte(t, top)
			looker := exec.Command(os.Args[0], "-test.run=^TestLookingAtWhatCannotBeWritten$", "-test.v")
			looker.Env = append(os.Environ(), readonlyHow+"="+how, readonlyIn+"="+top)
			if how == "medium" {
				looker.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
			}
			out, err := looker.CombinedOutput()
			if how == "medium" && (errors.Is(err, unix.EINVAL) || errors.Is(err, unix.EPERM)) {
				t.Skip("nothing may be mounted here, as in another root:", err)
			}
			if err != nil || !strings.Contains(string(out), "--- PASS") {
				t.Errorf("%v\n%s", err, out)
			}
			if after := everyByte(t, top); after != before {
				t.Errorf("something was written:\n%s\nthen\n%s", before, after)
			}
		})
	}
}

const nobody = 65534

// mayNotBeWritten takes the right to write from every file below a folder; each
// library has the file of its lock, or that would be made where the folder allows it.
func mayNotBeWritten(t *testing.T, top string) {
	t.Helper()
	err := filepath.WalkDir(top, func(path string, e fs.DirEntry, err error) error {
		if err != nil || path == top {
			return err
		}
		if !e.IsDir() {
			return os.Chmod(path, 0o444)
		}
		f, err := os.OpenFile(filepath.Join(path, "lock"), os.O_CREATE, 0o444)
		return errors.Join(err, f.Close())
	})
	if err != nil {
		t.Fatal(err)
	}
}

// libraries makes one of each sort, with what is to be seen of it beside it.
func libraries(t *testing.T, top string) {
	t.Helper()
	make := func(name string, with func(dir string)) (dir string) {
		dir = filepath.Join(top, name)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		with(dir)
		return dir
	}
	clean := func(dir string) {
		s := open(t, dir)
		do(t, s, "c", "Import", store.ClipWrites(aClip("c"))...)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	make("clean", clean)
	make("held", clean)
	make("older", func(dir string) { clean(dir); older(t, filepath.Join(dir, "library.db")) })
	make("newer", func(dir string) { clean(dir); aLaterForm(t, dir, "9999 0.9.1") })
	make("copied", func(dir string) { clean(dir); without(t, dir, "lock", "sums", "checked") })
	left, whole := abandoned(t)
	make("killed", func(dir string) { mustCopy(t, dir, left) })
	make("robbed", func(dir string) { mustCopy(t, dir, left); without(t, dir, "library.db-wal") })
	make("lights", func(dir string) {
		from := t.TempDir()
		clean(from)
		interrupt(t, from, dir)
	})
	make("empty", func(string) {})
	if err := os.WriteFile(filepath.Join(top, "whole"), []byte(whole), 0o644); err != nil {
		t.Fatal(err)
	}
}

func without(t *testing.T, dir string, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

// everyByte is what lies in a folder and below, with its sums.
func everyByte(t *testing.T, dir string) string {
	t.Helper()
	var out strings.Builder
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			fmt.Fprintln(&out, path)
			return err
		}
		b, err := os.ReadFile(path)
		fmt.Fprintf(&out, "%s %x\n", path, sha256.Sum256(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// cannotWrite makes this whole process one that cannot write there.
func cannotWrite(t *testing.T, how, dir string) {
	t.Helper()
	switch {
	case how == "medium":
		err := errors.Join(unix.Mount(dir, dir, "", unix.MS_BIND, ""), unix.Mount("", dir, "", unix.MS_BIND|unix.MS_REMOUNT|unix.MS_RDONLY, ""))
		if err != nil {
			t.Fatal(err)
		}
	case os.Getuid() == 0:
		if err := errors.Join(syscall.Setgid(nobody), syscall.Setuid(nobody)); err != nil {
			t.Fatal(err)
		}
	}
	name := "x"
	if how == "files" {
		name = "library.db"
	}
	if f, err := os.OpenFile(filepath.Join(dir, "clean", name), os.O_CREATE|os.O_WRONLY, 0o600); err == nil {
		f.Close()
		t.Fatal("it can be written all the same")
	}
}

// This is the other side of it, in a process of its own.
func TestLookingAtWhatCannotBeWritten(t *testing.T) {
	how, top := os.Getenv(readonlyHow), os.Getenv(readonlyIn)
	if how == "" {
		t.Skip("TestALibraryThatCannotBeWrittenIsShown starts it")
	}
	cannotWrite(t, how, top)
	t.Setenv("TMPDIR", t.TempDir())
	ctx := context.Background()
	whole, err := os.ReadFile(filepath.Join(top, "whole"))
	if err != nil {
		t.Fatal(err)
	}
	for name, why := range map[string]error{"clean": store.ErrReadonly, "older": store.ErrReadonly, "newer": store.ErrNewer, "copied": store.ErrReadonly, "killed": store.ErrReadonly, "lights": store.ErrReadonly} {
		o := counting(filepath.Join(top, name), "r")
		if s, err := store.Open(ctx, o); !errors.Is(err, store.ErrReadonly) || taglane.KindOf(err) != taglane.Refused {
			t.Errorf("%s opens: %v %v", name, s, err)
		}
		s, err := store.View(ctx, o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !errors.Is(s.Viewed(), why) {
			t.Errorf("%s is shown as %v", name, s.Viewed())
		}
		looked(t, name, s)
		if held, err := store.Dump(s); name == "killed" && (err != nil || held != string(whole)) {
			t.Errorf("of a killed one not all is shown: %v", err)
		}
		again, err := store.View(ctx, o) // who only reads is in nobody's way
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if err := again.Close(); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := store.View(ctx, counting(filepath.Join(top, "held"), "r")); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("one that is open elsewhere: %v", err)
	}
	if _, err := store.View(ctx, counting(filepath.Join(top, "robbed"), "r")); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("one whose log is gone: %v", err)
	}
	for _, dir := range []string{"empty", "none"} {
		if how == "files" {
			break // a new one may be made there
		}
		if _, err := store.Open(ctx, counting(filepath.Join(top, dir), "r")); taglane.KindOf(err) != taglane.Refused || errors.Is(err, store.ErrReadonly) {
			t.Errorf("%s: there is nothing to be shown: %v", dir, err)
		}
	}
	aKilledOnesCopyIsClearedAway(t, counting(filepath.Join(top, "older"), "r"))
	if left, _ := os.ReadDir(os.TempDir()); len(left) > 0 {
		t.Errorf("copies are left over: %v", left)
	}
}

// Whoever was killed while a copy was shown leaves it; the next one clears it
// away, but not what another one is looking at.
func aKilledOnesCopyIsClearedAway(t *testing.T, o store.Options) {
	t.Helper()
	shown := func() (*store.Store, string) {
		s, err := store.View(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		return s, store.Copied(s)
	}
	killed, left := shown()
	if err := store.Die(killed); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(left, "library.db")); left == "" || err != nil {
		t.Fatal("nothing was left over: ", err)
	}
	one, _ := shown()
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the killed one's copy is still there: ", err)
	}
	other, _ := shown()
	for _, s := range []*store.Store{one, other} {
		if _, err := os.Stat(filepath.Join(store.Copied(s), "library.db")); err != nil {
			t.Error("what is being looked at was cleared away: ", err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// looked reads what is shown, and tries to write.
func looked(t *testing.T, name string, s *store.Store) {
	t.Helper()
	ctx := context.Background()
	want := int64(1)
	if name == "killed" {
		want = 10
	}
	if n, err := s.Count(ctx, store.Query{}); err != nil || n != want {
		t.Errorf("%s shows %d clips: %v", name, n, err)
	}
	_, err := s.Do(ctx, edit.Draft{Scope: "c", Label: "x", Writes: []edit.Write{store.Set(store.KindClip, "c", "note", "x")}})
	if taglane.KindOf(err) != taglane.Refused || !strings.Contains(taglane.MessageOf(err), "only shown") {
		t.Errorf("%s is written: %v", name, err)
	}
	copied := filepath.Join(t.TempDir(), name+".db")
	if err := s.Copy(ctx, copied); err != nil {
		t.Errorf("%s cannot be copied: %v", name, err)
		return
	}
	if held, err := store.Read(ctx, copied); err != nil || int64(held.Clips) != want {
		t.Errorf("%s as a copy: %+v %v", name, held, err)
	}
}
