//go:build linux && amd64

package faults_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// disk is a file system of our own in a file, mounted by a loop device.
type disk struct {
	t     *testing.T
	image string
	at    string // where it is mounted
	there bool
}

// newDisk makes and mounts one; it is gone with the test, whatever happens.
func newDisk(t *testing.T, r *row, kind string) *disk {
	t.Helper()
	dir := t.TempDir()
	d := &disk{t: t, image: filepath.Join(dir, "image"), at: filepath.Join(dir, "disk")}
	size, format := int64(96<<20), []string{"mkfs.ext4", "-q", "-F", d.image}
	if kind == "xfs" {
		size, format = 320<<20, []string{"mkfs.xfs", "-q", "-f", d.image}
	}
	if os.Getuid() != 0 {
		r.skip(t, "only root may mount")
	}
	if _, err := exec.LookPath(format[0]); err != nil {
		r.skip(t, format[0]+" is missing; build/install faults brings it")
	}
	if err := os.WriteFile(d.image, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Truncate(d.image, size), os.Mkdir(d.at, 0o755)); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(format[0], format[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", format[0], err, out)
	}
	t.Cleanup(func() {
		if d.there {
			if err := d.unmount(); err != nil {
				t.Error(err, unix.Unmount(d.at, unix.MNT_DETACH))
			}
		}
	})
	if err := d.mount(); err != nil {
		r.skip(t, "no loop device can be mounted here: "+err.Error())
	}
	return d
}

func (d *disk) mount() error {
	if out, err := exec.Command("mount", "-o", "loop", d.image, d.at).CombinedOutput(); err != nil {
		return fmt.Errorf("mount: %w: %s", err, out)
	}
	d.there = true
	return nil
}

// unmount lets the disk go. What has it open must have ended.
func (d *disk) unmount() error {
	var err error
	for range 100 {
		if err = unix.Unmount(d.at, 0); err == nil {
			d.there = false
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return fmt.Errorf("unmount: %w", err)
}

// cut ends the file system as a cut of power does: what it had not written by
// then is never written.
func (d *disk) cut() error {
	root, err := os.Open(d.at)
	if err != nil {
		return err
	}
	defer root.Close()
	// FS_IOC_SHUTDOWN, FS_SHUTDOWN_FLAGS_NOLOGFLUSH
	const shutdown, withoutTheLog = 0x8004587d, 2
	return unix.IoctlSetPointerInt(int(root.Fd()), shutdown, withoutTheLog)
}

// sync has everything written.
func (d *disk) sync() error {
	root, err := os.Open(d.at)
	if err != nil {
		return err
	}
	defer root.Close()
	return unix.Syncfs(int(root.Fd()))
}

// again is the machine after the power has come back.
func (d *disk) again() error {
	return errors.Join(d.unmount(), d.mount())
}

// The power goes while a clip is edited and published. TAGLANE_CUTS says how
// often, on each file system.
func TestPowerIsCut(t *testing.T) {
	for _, kind := range []string{"ext4", "xfs"} {
		t.Run(kind, func(t *testing.T) {
			r := begin(t, "power cuts on "+kind)
			d := newDisk(t, r, kind)
			cutThePower(t, r, d, count("TAGLANE_CUTS", 3, 50))
		})
	}
}

func cutThePower(t *testing.T, r *row, d *disk, cuts int) {
	random := rand.New(rand.NewPCG(11, 13))
	s := newStreet(homeIn(t, d.at))
	if err := d.sync(); err != nil { // what the suite put there, not what the program did
		t.Fatal(err)
	}
	desk := &desk{clip: s.clip, random: rand.New(rand.NewPCG(5, 5)), said: map[string]bool{}}
	talk := func(l *living) error {
		for {
			desk.made++
			text := fmt.Sprintf("said %d", desk.made)
			if err := l.ask(nil, "AddComment", s.clip, map[string]any{"frame": desk.made % clipFrames, "text": text}); err != nil {
				return err
			}
			desk.said[text] = true
			desk.done++
		}
	}
	published, asked := 0, 0
	for r.tries < cuts || !s.ended() {
		l, err := s.live()
		if err != nil {
			r.add(&r.crashed, 1)
			t.Fatalf("after %d cuts: the library does not open: %v", r.tries, err)
		}
		if err := s.kept(l, r, desk.said); err != nil {
			t.Fatalf("after %d cuts: %v", r.tries, err)
		}
		talking := make(chan error, 1)
		go func() { talking <- talk(l) }()
		var cut chan error
		n, err := s.carry(l, r, func() {
			if r.tries < cuts {
				cut = make(chan error, 1)
				time.AfterFunc(time.Duration(random.IntN(300_000))*time.Microsecond, func() { cut <- d.cut() })
			}
		})
		asked += n
		if cut != nil {
			if failed := <-cut; failed != nil {
				t.Fatal(failed)
			}
			r.add(&r.tries, 1)
			// What it says while its disk is gone must be a sentence; what it still says is done was done before.
			if err != nil && !named(err) && !errors.Is(err, errEnded) {
				t.Errorf("without a disk: %v", err)
			}
			if !l.alive() {
				r.add(&r.crashed, 1)
				t.Errorf("without a disk the program ends: %s", l.complaint)
			}
		} else if err != nil {
			t.Fatalf("after %d cuts: %v", r.tries, err)
		}
		l.kill()
		<-talking
		if err := d.again(); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(sound(t, s.library), s.media(t)); err != nil {
			r.add(&r.mixed, 1)
			t.Fatalf("after %d cuts: %v", r.tries, err)
		}
		if s.ended() {
			if wrong := s.count(r); wrong != nil {
				t.Fatalf("after %d cuts: %v", r.tries, errors.Join(wrong...))
			}
			published += len(s.accounts)
		}
	}
	r.note("%d publications, as many posts, %d comments; a person was asked %d times", published, desk.done, asked)
}

// kept looks for what was said about the clip.
func (s *street) kept(l *living, r *row, said map[string]bool) (err error) {
	var notes []struct{ Text string }
	if err := l.ask(&notes, "Comments", s.clip); err != nil {
		return err
	}
	there := map[string]bool{}
	for _, n := range notes {
		there[n.Text] = true
	}
	for text := range said {
		if !there[text] {
			r.add(&r.lost, 1)
			err = fmt.Errorf("%d of %d comments are there, but not %q", len(there), len(said), text)
		}
	}
	return err
}

// media looks at every file that the library owns: it is what its name says.
func (s *street) media(t *testing.T) error {
	t.Helper()
	var wrong []error
	err := filepath.WalkDir(filepath.Join(s.library, "media"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		h := sha256.New()
		if _, err := io.Copy(h, f); err != nil {
			return err
		}
		name := filepath.Base(path)
		if want, _ := hex.DecodeString(name[:len(name)-len(filepath.Ext(name))]); len(want) == 32 && hex.EncodeToString(h.Sum(nil)) != hex.EncodeToString(want) {
			wrong = append(wrong, fmt.Errorf("%s has not the bytes that its name says", name))
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(append(wrong, err)...)
}
