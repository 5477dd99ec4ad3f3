package secrets

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"pgregory.net/rapid"

	"taglane/app/taglane"
)

// files lists every file below a folder, in order.
func files(t *testing.T, dir string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(dir, name)
			all = append(all, rel)
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return all
}

// fileOf is the file of a secret.
func (v *Vault) fileOf(name string) string {
	return filepath.Join(v.o.Dir, v.key.folder(), v.keys.(*sealedShelf).file(name))
}

func TestOnlyTheOwnerLooksIn(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("permissions are inherited there")
	}
	dir := filepath.Join(t.TempDir(), "a", "vault")
	o := options(dir, newRing(t))
	v := opening(t, o)
	keep(t, v, "a", "1")
	os.Chmod(dir, 0o755) // as a backup brings it back
	v = again(t, v, o)
	private := map[string]fs.FileMode{dir: 0o700, filepath.Dir(v.fileOf("a")): 0o700, v.fileOf("a"): 0o600, filepath.Join(dir, keyName): 0o600}
	for name, want := range private {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s has %v, %v; want %v", name, info.Mode(), err, want)
		}
	}
}

// Any flipped bit and any cut, anywhere, is noticed: what is read is right, or it
// is refused by name, and the other secrets are still there.
func TestDamage(t *testing.T) {
	for _, where := range []Where{ByKeyring, ByPassphrase, Plain} {
		t.Run(string(where), func(t *testing.T) {
			dir, r := t.TempDir(), newRing(t)
			o := options(dir, r).answering("open sesame").preferring(where)
			v := opening(t, o)
			keep(t, v, "a", "secret a")
			keep(t, v, "b", "secret b")
			secret := v.fileOf("a")
			v.Close()
			rapid.Check(t, func(t *rapid.T) {
				name := rapid.SampledFrom([]string{secret, filepath.Join(dir, keyName)}).Draw(t, "file")
				whole, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				defer os.WriteFile(name, whole, 0o600)
				bad := bytes.Clone(whole)
				at := rapid.IntRange(0, len(bad)-1).Draw(t, "at")
				if rapid.Bool().Draw(t, "cut") {
					bad = bad[:at]
				} else {
					bad[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
				}
				if err := os.WriteFile(name, bad, 0o600); err != nil {
					t.Fatal(err)
				}
				v, err := Open(o)
				if err != nil {
					if taglane.KindOf(err) != taglane.Invalid || where != ByPassphrase || name == secret {
						t.Fatalf("opens with %v", err)
					}
					return
				}
				defer v.Close()
				_, err = v.Get("a")
				if taglane.KindOf(err) != taglane.Login {
					t.Fatalf("reads with %v", err)
				}
				if got, err := v.Get("b"); name == secret && (err != nil || string(got) != "secret b") {
					t.Fatalf("its neighbour is %q, %v", got, err)
				}
				if locked := v.Health().Locked; locked != (name != secret) {
					t.Fatalf("locked: %v", locked)
				}
			})
		})
	}
}

func TestADamagedKeyFileIsMendedByStartingOver(t *testing.T) {
	newer := []byte(keyMagic + "\x02 whatever")
	for name, c := range map[string]struct {
		key  []byte
		want string
	}{"empty": {nil, "damaged"}, "text": {[]byte("{}"), "damaged"}, "newer": {newer, "newer"}, "huge": {make([]byte, maxFile+1), "damaged"}, "gone": {nil, "damaged"}} {
		t.Run(name, func(t *testing.T) {
			dir, r := t.TempDir(), newRing(t)
			v := opening(t, options(dir, r))
			keep(t, v, "a", "1")
			secret := v.fileOf("a")
			v.Close()
			key := filepath.Join(dir, keyName)
			whole, _ := os.ReadFile(key)
			if err := os.WriteFile(key, c.key, 0o600); err != nil {
				t.Fatal(err)
			}
			if name == "gone" {
				os.Remove(key)
			}
			v = opening(t, options(dir, r))
			h := v.Health()
			if !h.Locked || !strings.Contains(h.Sentence.String(), c.want) {
				t.Fatalf("health is %+v", h)
			}
			isKind(t, v.Unlock(nil), taglane.Login)
			isKind(t, v.Keep("a", nil), taglane.Login)
			if _, err := os.Stat(secret); err != nil {
				t.Fatal("secrets were thrown away with nobody asking for it")
			}

			// The file may come back.
			os.WriteFile(key, whole, 0o600)
			v = again(t, v, options(dir, r))
			holds(t, v, "a", "1")
			os.WriteFile(key, c.key, 0o600)
			v = again(t, v, options(dir, r))
			if err := v.StartOver(ByKeyring, nil); err != nil {
				t.Fatal(err)
			}
			keep(t, v, "a", "2")
			holds(t, again(t, v, options(dir, r)), "a", "2")
		})
	}
}

// A file is only ever read as what it was written as.
func TestSwappedFiles(t *testing.T) {
	dir, r := t.TempDir(), newRing(t)
	v := opening(t, options(dir, r))
	keep(t, v, "youtube", "1")
	keep(t, v, "tiktok", "2")
	one, two := v.fileOf("youtube"), v.fileOf("tiktok")
	if err := errors.Join(os.Rename(one, one+"x"), os.Rename(two, one), os.Rename(one+"x", two)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"youtube", "tiktok"} {
		_, err := v.Get(name)
		isKind(t, err, taglane.Login)
	}
	if names, err := v.Names(); err != nil || len(names) != 0 {
		t.Fatalf("names are %q, %v", names, err)
	}

	// Another library's files, under the same keyring entry, open nothing here.
	o := options(t.TempDir(), r)
	o.Library = "lib-2"
	w := opening(t, o)
	r.keys["taglane/lib-2"] = r.keys["taglane/lib-1"]
	for _, name := range files(t, dir) {
		b, _ := os.ReadFile(filepath.Join(dir, name))
		os.MkdirAll(filepath.Join(o.Dir, filepath.Dir(name)), 0o700)
		os.WriteFile(filepath.Join(o.Dir, name), b, 0o600)
	}
	held(t, again(t, w, o), ByKeyring, true)
}

// A whole older copy is what was true then; a single older file is read as that.
func TestReplay(t *testing.T) {
	dir, r := t.TempDir(), newRing(t)
	v := opening(t, options(dir, r))
	keep(t, v, "a", "old")
	old, err := os.ReadFile(v.fileOf("a"))
	if err != nil {
		t.Fatal(err)
	}
	keep(t, v, "a", "new")
	if err := os.WriteFile(v.fileOf("a"), old, 0o600); err != nil {
		t.Fatal(err)
	}
	holds(t, again(t, v, options(dir, r)), "a", "old")
}

// A key file that is damaged where it names the folder of the secrets takes none
// of them away.
func TestADamagedKeyFileSweepsNothing(t *testing.T) {
	for _, where := range []Where{ByKeyring, ByPassphrase, Plain} {
		dir, r := t.TempDir(), newRing(t)
		o := options(dir, r).answering("open sesame").preferring(where)
		v := opening(t, o)
		keep(t, v, "a", "1")
		secret := v.fileOf("a")
		v.Close()
		key := filepath.Join(dir, keyName)
		whole, _ := os.ReadFile(key)
		bad := bytes.Clone(whole)
		bad[len(keyMagic)+2] ^= 1
		os.WriteFile(key, bad, 0o600)
		if v, err := Open(o); err == nil {
			v.Close()
		}
		if _, err := os.Stat(secret); err != nil {
			t.Errorf("%s: %v", where, err)
		}
	}
}

// stop ends a test's program at a step of writing.
type stop string

// steps does something to a copy of a vault, once for every step of writing in
// it, and tells which step is to be hit.
func steps(t *testing.T, where Where, do func(*Vault) error, hit func(step string) error, after func(t *testing.T, v *Vault, err error, r *ring)) {
	for n := 0; ; n++ {
		dir, r := t.TempDir(), newRing(t)
		v := opening(t, options(dir, r).answering("first").preferring(where))
		keep(t, v, "a", "1")
		keep(t, v, "b", "1")
		if where == Memory { // with a folder that can be stopped in
			if err := errors.Join(v.Move(Plain, nil), v.Move(Memory, nil)); err != nil {
				t.Fatal(err)
			}
		}
		seen, at := 0, ""
		v.disk.halt = func(step string) error {
			if seen++; seen == n+1 {
				at = step
				return hit(step)
			}
			return nil
		}
		var err error
		func() {
			defer func() {
				if p := recover(); p != nil {
					err = fmt.Errorf("stopped: %v", p.(stop))
				}
			}()
			err = do(v)
		}()
		if at == "" {
			if n == 0 {
				t.Fatal("nothing was written")
			}
			return
		}
		v.disk.halt = nil
		t.Run(fmt.Sprintf("%d %s", n, strings.Fields(at)[0]), func(t *testing.T) { after(t, v, err, r) })
	}
}

// The program may die at any step: the old is there or the new, never neither,
// and never half of each.
func TestCrash(t *testing.T) {
	die := func(step string) error { panic(stop(step)) }
	t.Run("keep", func(t *testing.T) {
		steps(t, ByKeyring, func(v *Vault) error { return v.Keep("a", []byte("2")) }, die, func(t *testing.T, v *Vault, _ error, r *ring) {
			dir := v.o.Dir
			w := opening(t, options(dir, r))
			if got, err := w.Get("a"); err != nil || !slices.Contains([]string{"1", "2"}, string(got)) {
				t.Fatalf("a is %q, %v", got, err)
			}
			holds(t, w, "b", "1")
			if left := files(t, dir); len(left) != 3 {
				t.Fatalf("left on disk: %q", left)
			}
		})
	})
	for _, to := range []Where{ByPassphrase, Plain, ByKeyring} {
		t.Run("move to "+string(to), func(t *testing.T) {
			steps(t, ByPassphrase, func(v *Vault) error { return v.Move(to, Passphrase("second")) }, die, func(t *testing.T, v *Vault, _ error, r *ring) {
				o := options(v.o.Dir, r)
				w, err := Open(o.answering("first"))
				if err != nil {
					w = opening(t, o.answering("second"))
				}
				defer w.Close()
				holds(t, w, "a", "1")
				holds(t, w, "b", "1")
				if left := files(t, o.Dir); len(left) != 3 {
					t.Fatalf("left on disk: %q", left)
				}
			})
		})
	}
}

// What was in memory is gone after a crash, and nothing is taken for damage.
func TestCrashFromMemory(t *testing.T) {
	die := func(step string) error { panic(stop(step)) }
	steps(t, Memory, func(v *Vault) error { return v.Move(Plain, nil) }, die, func(t *testing.T, v *Vault, _ error, r *ring) {
		w := opening(t, options(v.o.Dir, r))
		if h := w.Health(); h.Locked {
			t.Fatalf("health is %+v", h)
		}
		if names, err := w.Names(); err != nil || len(names) > 2 {
			t.Fatalf("names are %q, %v", names, err)
		}
	})
}

// A disk may refuse at any step: one clear error, and the vault goes on.
func TestAFullDisk(t *testing.T) {
	full := func(string) error { return &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC} }
	t.Run("keep", func(t *testing.T) {
		steps(t, ByKeyring, func(v *Vault) error { return v.Keep("a", []byte("2")) }, full, func(t *testing.T, v *Vault, err error, r *ring) {
			isKind(t, err, taglane.Later)
			if got := taglane.MessageOf(err); !strings.Contains(got, "The disk is full.") {
				t.Errorf("says %q", got)
			}
			if got, err := v.Get("a"); err != nil || !slices.Contains([]string{"1", "2"}, string(got)) {
				t.Fatalf("a is %q, %v", got, err)
			}
			if left := files(t, v.o.Dir); len(left) != 3 {
				t.Fatalf("left on disk: %q", left)
			}
			keep(t, v, "a", "3")
			holds(t, again(t, v, v.o), "a", "3")
		})
	})
	t.Run("move", func(t *testing.T) {
		steps(t, ByKeyring, func(v *Vault) error { return v.Move(Plain, nil) }, full, func(t *testing.T, v *Vault, err error, r *ring) {
			if v.Health().Where == Plain && err != nil || v.Health().Where == ByKeyring && taglane.KindOf(err) != taglane.Later {
				t.Fatalf("held by %s with %v", v.Health().Where, err)
			}
			keep(t, v, "a", "3")
			if left := files(t, v.o.Dir); len(left) != 3 {
				t.Fatalf("left on disk: %q", left)
			}
			held(t, v, v.Health().Where, false)
			holds(t, again(t, v, v.o), "a", "3")
		})
	})
}

func TestAFullDiskFromMemory(t *testing.T) {
	full := func(string) error { return syscall.ENOSPC }
	steps(t, Memory, func(v *Vault) error { return v.Move(Plain, nil) }, full, func(t *testing.T, v *Vault, err error, r *ring) {
		h := v.Health()
		if (err != nil) != (h.Where == Memory) {
			t.Fatalf("held by %s with %v", h.Where, err)
		}
		holds(t, v, "a", "1")
		holds(t, v, "b", "1")
		if left := files(t, v.o.Dir); h.Where == Memory && len(left) != 0 {
			t.Fatalf("left on disk: %q", left)
		}
	})
}

func TestAFolderThatCannotBeUsed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(options(file, newRing(t)))
	isKind(t, err, taglane.Refused)
	_, err = Open(options(filepath.Join(file, "below"), newRing(t)))
	isKind(t, err, taglane.Refused)
}
