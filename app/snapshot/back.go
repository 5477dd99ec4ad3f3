package snapshot

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"taglane/app/taglane"
)

// Choice is what a person wants in the library's place.
type Choice struct {
	Snapshot string `json:"snapshot"` // "" for an empty library
	// Aside is the folder, beside the library's file, into which all that is there
	// goes; "" where the library is whole and is taken as a snapshot first.
	Aside string `json:"aside"`
}

// choice lies in the library's folder from when it was made until it is done.
const choice = "putting-back.json"

// set is what a library's file consists of. What lies beside it stays: the
// publish ledger above all, which knows what was posted since.
var set = []string{"library.db", "library.db-wal", "library.db-shm", "library.db-journal", "sums", "running", "checked"}

// PutBack notes that a copy is to take the library's place when that is opened
// next. damaged: the library is moved aside as it is. NotFound: there is no such
// copy. Refused: the copy is damaged.
func (r Ring) PutBack(id string, damaged bool) (Snapshot, error) {
	s, err := r.Whole(id)
	if err != nil {
		return s, err
	}
	return s, r.choose(Choice{Snapshot: id}, damaged)
}

// Empty notes that a damaged library is to be moved aside for an empty one.
func (r Ring) Empty() error { return r.choose(Choice{}, true) }

func (r Ring) choose(c Choice, damaged bool) error {
	if damaged {
		c.Aside = r.aside()
	}
	return r.note(c)
}

func (r Ring) note(c Choice) error {
	path := filepath.Join(r.Dir, choice)
	before, _ := os.Lstat(path)
	text, err := json.Marshal(c)
	if err == nil {
		err = written(path, append(text, '\n'))
	}
	if err != nil {
		// It may have its name already; what was refused is not done at the next start.
		if now, there := os.Lstat(path); there == nil && (before == nil || !os.SameFile(before, now)) {
			err = errors.Join(err, remove(path))
		}
		return taglane.Wrap(err, taglane.Internal, "What you chose could not be noted; nothing was changed.")
	}
	return nil
}

// used says whether the library was let go in the midst of something.
func (r Ring) used() bool {
	info, err := os.Stat(filepath.Join(r.Dir, set[1]))
	return err == nil && info.Size() > 0
}

// aside is a folder's name that is free.
func (r Ring) aside() string {
	for at := r.Now().UTC(); ; at = at.AddDate(0, 0, 1) {
		name := "damaged-" + at.Format("20060102T150405") + "Z"
		if _, err := os.Lstat(filepath.Join(r.Dir, name)); err != nil {
			return name
		}
	}
}

// chosen is what waits to be done; nil for nothing.
func (r Ring) chosen() (*Choice, error) {
	text, err := os.ReadFile(filepath.Join(r.Dir, choice))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var c Choice
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	if err == nil && (c.Aside != "" && filepath.Base(c.Aside) != c.Aside || c.Aside == "" && c.Snapshot == "") {
		err = errors.New("a choice that nobody made")
	}
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "Which snapshot was to be put back cannot be read. Remove %s to open the library as it is.", filepath.Join(r.Dir, choice))
	}
	return &c, nil
}

// settle does what was chosen. Each step may be done twice, for the lights may
// have gone out after any of them; nobody opens the library meanwhile.
func (r Ring) settle(c Choice) error {
	next := filepath.Join(r.Dir, "library.db.next")
	if c.Snapshot != "" {
		if _, err := r.Whole(c.Snapshot); err != nil {
			return errors.Join(err, remove(filepath.Join(r.Dir, choice)))
		}
		if err := clone(r.path(c.Snapshot), next); err != nil {
			return kept(errors.Join(err, remove(next)))
		}
	} else if err := remove(next); err != nil {
		return kept(err)
	}
	if err := r.leave(c.Aside); err != nil {
		return taglane.Wrap(err, taglane.Internal, "The library could not be moved aside; it lies where it was.")
	}
	err := syncDir(r.Dir)
	if err == nil && c.Snapshot != "" {
		err = errors.Join(os.Rename(next, filepath.Join(r.Dir, set[0])), syncDir(r.Dir))
	}
	if err == nil {
		err = errors.Join(remove(filepath.Join(r.Dir, choice)), syncDir(r.Dir))
	}
	if err != nil {
		return taglane.Wrap(err, taglane.Internal, "The snapshot could not be put back; start Taglane once more.")
	}
	return nil
}

// leave takes the set out of the way. A library that was taken as a snapshot
// keeps its file until the other one is renamed over it.
func (r Ring) leave(aside string) error {
	folder := filepath.Join(r.Dir, aside)
	if aside != "" {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
	}
	for i, name := range set {
		from := filepath.Join(r.Dir, name)
		if aside == "" {
			if i > 0 {
				if err := remove(from); err != nil {
					return err
				}
			}
			continue
		}
		to := filepath.Join(folder, name)
		if _, err := os.Lstat(to); err == nil {
			continue // moved before the lights went out: what lies there now is the other library
		}
		if err := os.Rename(from, to); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if aside == "" {
		return nil
	}
	return syncDir(folder)
}

// clone copies a file and returns when it is on disk.
func clone(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
