//go:build linux && amd64

package faults_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// writingAll writes the library as a folder, in the background. What lies there
// under a name is whole.
func (b *bench) writingAll() act {
	var old []string
	job := ""
	return act{name: "ExportEverything", do: func(l *living) (err error) {
		b.gate.rest()
		defer b.gate.again()
		if old, _, err = b.folders(); err == nil {
			err = l.ask(nil, "PauseJobs", false)
		}
		if err != nil {
			return err
		}
		b.gate.again()
		var made struct{ ID string }
		if err := l.ask(&made, "ExportEverything", map[string]bool{"films": true, "private": true}, ""); err != nil {
			return err
		}
		job = made.ID
		return waitFor(l, job)
	}, settle: func(l *living, failed error) error {
		if failed != nil {
			_ = l.ask(nil, "CancelJob", job) // it stays in the list until somebody has seen it
		}
		if err := l.ask(nil, "PauseJobs", true); err != nil {
			return err
		}
		now, left, err := b.folders()
		if failed == nil && left > 0 {
			err = errors.Join(err, fmt.Errorf("%d folders are left over", left))
		}
		if err == nil && (len(now) > len(old)+1 || failed == nil && len(now) != len(old)+1) {
			err = fmt.Errorf("there are %d folders after %d", len(now), len(old))
		}
		if len(now) > 3 {
			err = errors.Join(err, os.RemoveAll(now[0]))
		}
		return err
	}}
}

// waitFor waits for the end of a job. The error is what is told of it.
func waitFor(l *living, id string) error {
	for began := time.Now(); time.Since(began) < 2*time.Minute; time.Sleep(5 * time.Millisecond) {
		var jobs []struct{ ID, Failed string }
		if err := l.ask(&jobs, "Jobs"); errors.Is(err, errEnded) {
			return err
		} else if err != nil {
			continue
		}
		i := slices.IndexFunc(jobs, func(j struct{ ID, Failed string }) bool { return j.ID == id })
		if i < 0 {
			return nil
		}
		if text := jobs[i].Failed; text != "" {
			return &refusal{Kind: "job", Message: text}
		}
	}
	return errors.New("the job does not end")
}

// folders are the libraries that lie beside other exports, each whole, and how
// many are left over without a name.
func (b *bench) folders() (out []string, left int, err error) {
	entries, err := os.ReadDir(filepath.Join(b.library, "exports"))
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	for _, e := range entries {
		switch path := filepath.Join(b.library, "exports", e.Name()); {
		case !e.IsDir():
		case strings.HasPrefix(e.Name(), "."):
			left++
		default:
			out, err = append(out, path), errors.Join(err, wholeFolder(path))
		}
	}
	return out, left, err
}

// wholeFolder compares a folder with what its manifest says.
func wholeFolder(dir string) error {
	var m struct {
		Entries []struct {
			Path, SHA256 string
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	for _, e := range m.Entries {
		b, broken := os.ReadFile(filepath.Join(dir, e.Path))
		if sum := sha256.Sum256(b); broken != nil || hex.EncodeToString(sum[:]) != e.SHA256 {
			err = errors.Join(err, fmt.Errorf("%s is not what the manifest says: %v", e.Path, broken))
		}
	}
	if err == nil && len(m.Entries) < 10 {
		err = fmt.Errorf("there are only %d files in it", len(m.Entries))
	}
	return err
}

// makingAgain makes a library of such a folder with a verb of the terminal. It
// is then the one that was written, or an empty one of which it can be made.
func (b *bench) makingAgain(from string) act {
	at := filepath.Join(b.dir, "again")
	h := homeIn(b.t, at)
	h.behind(h.library)
	source := filepath.Join(at, "source")
	if err := errors.Join(os.MkdirAll(at, 0o755), os.CopyFS(source, os.DirFS(from))); err != nil {
		b.t.Fatal(err)
	}
	h.gate.below = at
	again := func() error { return h.cli(nil, "import-all", source) }
	return act{name: "import-all", gate: h.gate, do: func(*living) error {
		if err := errors.Join(os.RemoveAll(h.library), os.RemoveAll(h.state)); err != nil {
			return err
		}
		return again()
	}, settle: func(_ *living, failed error) error {
		var list struct{ Clips []struct{ ID string } }
		if failed != nil {
			if err := h.cli(&list, "clips"); err != nil {
				return fmt.Errorf("what was begun does not open: %w", err)
			}
			if len(list.Clips) == 0 {
				if err := again(); err != nil {
					return fmt.Errorf("it is not made again: %w", err)
				}
			}
		}
		return errors.Join(sound(b.t, h.library), b.sameAgain(h, source))
	}}
}

// sameAgain writes the library that was made as a folder once more, and compares.
func (b *bench) sameAgain(h *home, source string) error {
	out := filepath.Join(h.dir, "out")
	defer os.RemoveAll(out)
	if err := h.cli(nil, "export-all", out); err != nil {
		return err
	}
	logs, err := filepath.Glob(filepath.Join(source, "exact", "log", "*"))
	if err != nil || len(logs) == 0 {
		return fmt.Errorf("the folder has no log: %w", err)
	}
	for _, log := range logs {
		was, err := os.ReadFile(log)
		now, again := os.ReadFile(filepath.Join(out, "exact", "log", filepath.Base(log)))
		if err := errors.Join(err, again); err != nil || string(was) != string(now) {
			return fmt.Errorf("%s has %d bytes of %d: %w", filepath.Base(log), len(now), len(was), err)
		}
	}
	return nil
}
