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
)

// shelf is the copies of the bench's library, as they lie on disk.
type shelf struct {
	*bench
	made  int
	whole map[string]int // edits of the copies that were read through, by the sum of their file
}

// copied is what a snapshot's note says of it.
type copied struct {
	ID, SHA256, Why string
	Verified        bool
	Edits           int
}

// look reads the copies through, the newest first. What counts as whole must be
// whole, and nothing half-made may lie about.
func (s *shelf) look(l *living) (all []copied, err error) {
	var list struct{ All []copied }
	if err := l.ask(&list, "Snapshots"); err != nil {
		return nil, err
	}
	var wrong []error
	for _, c := range list.All {
		wrong = append(wrong, s.read(&c))
		all = append(all, c)
	}
	entries, err := os.ReadDir(filepath.Join(s.library, "snapshots"))
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	for _, e := range entries {
		id := strings.TrimSuffix(strings.TrimSuffix(e.Name(), ".json"), ".db")
		if !slices.ContainsFunc(all, func(c copied) bool { return c.ID == id }) {
			wrong = append(wrong, fmt.Errorf("%s belongs to no snapshot", e.Name()))
		}
	}
	return all, errors.Join(append(wrong, err)...)
}

// read reads one copy through, as if it were a library.
func (s *shelf) read(c *copied) error {
	path := filepath.Join(s.library, "snapshots", c.ID)
	text, err := os.ReadFile(path + ".json")
	if err == nil {
		err = json.Unmarshal(text, c)
	}
	if err != nil || !c.Verified {
		return fmt.Errorf("the snapshot %s does not count as whole: %v", c.ID, err)
	}
	held, edits, err := s.holds(path + ".db")
	if err != nil || held != c.SHA256 || edits != c.Edits {
		return fmt.Errorf("the snapshot %s counts as whole with %d edits, and has %d: %v", c.ID, c.Edits, edits, err)
	}
	return nil
}

// holds is the sum of a library's file and how many edits are in it. The same
// bytes are read through once.
func (s *shelf) holds(path string) (sum string, edits int, err error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return "", 0, err
	}
	h := sha256.Sum256(b)
	sum = hex.EncodeToString(h[:])
	if edits, known := s.whole[sum]; known {
		return sum, edits, nil
	}
	if edits, err = s.readThrough(path, `SELECT count(*) FROM edit`); err == nil {
		s.whole[sum] = edits
	}
	return sum, edits, err
}

// readThrough asks a library's file, with its log, for a number, if all of it is
// sound. What lies there stays as it is: a copy is read.
func (s *shelf) readThrough(path, query string, args ...any) (n int, err error) {
	dir, err := os.MkdirTemp(s.dir, "copy")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	err = copyFile(filepath.Join(dir, libraryFile), path)
	if log := copyFile(filepath.Join(dir, libraryFile+"-wal"), path+"-wal"); !errors.Is(log, os.ErrNotExist) {
		err = errors.Join(err, log)
	}
	if err != nil {
		return 0, err
	}
	db := openRows(s.t, dir)
	defer db.Close()
	if err := soundRows(db); err != nil {
		return 0, err
	}
	err = db.QueryRow(query, args...).Scan(&n)
	return n, err
}

// change makes an edit, so that the next snapshot has something new.
func (s *shelf) change(l *living) (name string, err error) {
	s.made++
	name = fmt.Sprintf("Kept %d", s.made)
	return name, l.ask(nil, "AddProject", name)
}

// thin lets old copies go, so that a run does not fill the disk.
func (s *shelf) thin(all []copied) (left []copied) {
	const stay = 3
	for i, c := range all {
		if i < stay {
			left = append(left, c)
			continue
		}
		for _, ending := range []string{".db", ".json"} {
			_ = os.Remove(filepath.Join(s.library, "snapshots", c.ID+ending))
		}
	}
	return left
}

// taking takes a snapshot of what was just changed: there is one more that is
// whole, or none.
func (s *shelf) taking() act {
	var old []copied
	return act{name: "TakeSnapshot", grows: true, do: func(l *living) error {
		s.gate.rest()
		defer s.gate.again()
		all, err := s.look(l)
		if err != nil {
			return err
		}
		old = s.thin(all)
		if _, err := s.change(l); err != nil {
			return err
		}
		s.gate.again()
		return l.ask(nil, "TakeSnapshot")
	}, settle: func(l *living, failed error) error {
		now, err := s.look(l)
		if err != nil {
			return err
		}
		if added := len(now) - len(old); added < 0 || added > 1 || failed == nil && added != 1 {
			return fmt.Errorf("there are %d snapshots after %d", len(now), len(old))
		}
		return nil
	}}
}

const chosenFile = "putting-back.json"

// choosing asks for a snapshot to be put back: that is noted for the next
// start, or it is not.
func (s *shelf) choosing() act {
	return act{name: "RestoreSnapshot", grows: true, do: func(l *living) error {
		s.gate.rest()
		defer s.gate.again()
		id, err := s.newest(l)
		if err != nil {
			return err
		}
		s.gate.again()
		return l.ask(nil, "RestoreSnapshot", id)
	}, settle: func(l *living, failed error) error {
		note := filepath.Join(s.library, chosenFile)
		text, err := os.ReadFile(note)
		if failed == nil {
			return errors.Join(err, os.Remove(note)) // the other act goes on from here
		}
		if err == nil || !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("it was refused and waits all the same: %s", text)
		}
		return s.none(note + ".partial")
	}}
}

// newest is a snapshot of the library as it stands.
func (s *shelf) newest(l *living) (id string, err error) {
	var taken struct{ Snapshot struct{ ID string } }
	err = l.ask(&taken, "TakeSnapshot")
	return taken.Snapshot.ID, err
}

// none says which of some files are there and should not be.
func (s *shelf) none(paths ...string) error {
	for _, path := range paths {
		if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("%s is left over", filepath.Base(path))
		}
	}
	return nil
}

// restoring is the start that puts a snapshot back. Whatever happens at it, the
// library is the one or the other, and what is put away is kept whole.
func (s *shelf) restoring(d *desk) act {
	name := "" // of a project that is only in the library that is put away
	return act{name: "open with a snapshot to put back", grows: true, do: func(*living) error {
		s.gate.rest()
		defer s.gate.again()
		id, err := s.prepare(&name)
		if err == nil {
			err = errors.Join(s.l.ask(nil, "RestoreSnapshot", id), s.l.leave())
		}
		if err != nil {
			return err
		}
		s.gate.again()
		l, address, err := s.launch()
		if err != nil {
			return err
		}
		s.l = l
		if err := l.meet(address); err != nil {
			return err
		}
		return l.ask(nil, "Library")
	}, settle: func(_ *living, failed error) error {
		s.wake() // where it said why it does not open, it has ended
		if err := s.works(); err != nil {
			return err
		}
		all, err := s.look(s.l)
		if err != nil {
			return err
		}
		names, err := listed(s.l, "name", "Library.projects")
		if err != nil {
			return err
		}
		back := !slices.Contains(names, name)
		if failed == nil && !back {
			return errors.New("the snapshot was not put back, and nothing was said")
		}
		if back && !s.putAway(all, name) {
			s.r.add(&s.r.lost, 1)
			return fmt.Errorf("what was put away, with %s, is kept nowhere", name)
		}
		lib := func(name string) string { return filepath.Join(s.library, name) }
		return errors.Join(s.none(lib(chosenFile), lib(chosenFile+".partial"), lib("library.db.next")), d.settle(s.l, s.r))
	}}
}

// prepare takes a snapshot and changes the library after it.
func (s *shelf) prepare(name *string) (id string, err error) {
	if err := s.l.ask(nil, "PauseJobs", true); err != nil {
		return "", err
	}
	if id, err = s.newest(s.l); err != nil {
		return "", err
	}
	all, err := s.look(s.l)
	if err != nil {
		return "", err
	}
	s.thin(all)
	for _, folder := range s.aside() {
		if err := os.RemoveAll(folder); err != nil {
			return "", err
		}
	}
	*name, err = s.change(s.l)
	return id, err
}

// aside are the folders into which damaged libraries were moved.
func (s *shelf) aside() []string {
	folders, _ := filepath.Glob(filepath.Join(s.library, "damaged-*"))
	return folders
}

// putAway says whether a library with a project is kept whole: as a copy, taken
// when it was closed or when it was put away, or as it lay there.
func (s *shelf) putAway(all []copied, project string) bool {
	for _, c := range all {
		if s.holdsProject(filepath.Join(s.library, "snapshots", c.ID+".db"), project) {
			return true
		}
	}
	return slices.ContainsFunc(s.aside(), func(folder string) bool {
		return s.holdsProject(filepath.Join(folder, libraryFile), project)
	})
}

// holdsProject says whether a library's file is sound and knows a project by name.
func (s *shelf) holdsProject(path, project string) bool {
	n, err := s.readThrough(path, `SELECT count(*) FROM edit WHERE instr(body, ?)`, project)
	return err == nil && n == 1
}
