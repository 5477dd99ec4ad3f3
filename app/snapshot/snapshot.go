package snapshot

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"taglane/app/store"
	"taglane/app/taglane"
)

// Why says what a snapshot was taken for.
type Why string

const (
	Hour    Why = "hour"    // by itself, while the library was open
	Close   Why = "close"   // when the library was closed
	Update  Why = "update"  // before the library was brought to a newer form
	Hand    Why = "hand"    // because a person said so
	Restore Why = "restore" // of what is put away for another snapshot
)

// Snapshot is a copy of the library that was read back whole before it counted.
type Snapshot struct {
	ID    string    `json:"id"`
	At    time.Time `json:"at"` // when it was taken
	Why   Why       `json:"why"`
	Bytes int64     `json:"bytes"`
	Clips int       `json:"clips"`
	Edits int       `json:"edits"`
	// Verified: it was read back when it was taken, and nothing is known against
	// it. One that is not cannot be put back.
	Verified bool `json:"verified"`
}

// note lies beside each copy and says what was read back.
type note struct {
	Snapshot
	SHA256  string `json:"sha256"`
	Library string `json:"library"`
	Version int    `json:"version"`
}

// Ring is the copies of one library.
type Ring struct {
	Dir string           // the library's folder
	Now func() time.Time // the wall
}

const (
	database = ".db"
	notes    = ".json"
	partial  = ".partial"
)

// Folder is where the copies lie.
func (r Ring) Folder() string { return filepath.Join(r.Dir, "snapshots") }

func (r Ring) path(id string) string { return filepath.Join(r.Folder(), id+database) }

// All lists the copies, the newest first. Each is looked at from outside only:
// Whole reads one through.
func (r Ring) All() ([]Snapshot, error) {
	entries, err := os.ReadDir(r.Folder())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, taglane.Wrap(err, taglane.Internal, "The snapshots cannot be read.")
	}
	out := []Snapshot{}
	for _, e := range entries {
		if id, is := strings.CutSuffix(e.Name(), database); is && e.Type().IsRegular() {
			n := r.read(id)
			out = append(out, n.Snapshot)
		}
	}
	slices.SortStableFunc(out, func(a, b Snapshot) int { return b.At.Compare(a.At) })
	return out, nil
}

// read is what is known of a copy. One whose note is gone, or whose file has
// another size than it had, is not verified.
func (r Ring) read(id string) note {
	n := note{Snapshot: Snapshot{ID: id}}
	info, err := os.Stat(r.path(id))
	if err != nil {
		return n
	}
	text, err := os.ReadFile(filepath.Join(r.Folder(), id+notes))
	if err == nil {
		err = json.Unmarshal(text, &n)
	}
	n.ID, n.Verified = id, err == nil && n.Bytes == info.Size()
	if err != nil {
		n.Snapshot = Snapshot{ID: id, At: info.ModTime().UTC()}
	}
	n.Bytes = info.Size()
	return n
}

// find is the copy of that id. NotFound: there is none.
func (r Ring) find(id string) (note, error) {
	all, err := r.All()
	if err != nil {
		return note{}, err
	}
	// Only what was listed is opened, so that no id leads out of the folder.
	if !slices.ContainsFunc(all, func(s Snapshot) bool { return s.ID == id }) {
		return note{}, taglane.Errorf(taglane.NotFound, "There is no such snapshot.")
	}
	return r.read(id), nil
}

// Whole reads a copy through. NotFound: there is none. Refused: it is damaged,
// or a newer Taglane made it.
func (r Ring) Whole(id string) (Snapshot, error) {
	n, err := r.find(id)
	if err != nil {
		return Snapshot{}, err
	}
	sum, err := sumOf(r.path(id))
	switch {
	case err != nil || !n.Verified || sum != n.SHA256:
		n.Verified = false
		return n.Snapshot, taglane.Wrap(err, taglane.Refused, "That snapshot is damaged. Choose another one.")
	case !(store.Contents{Version: n.Version}).Opens():
		return n.Snapshot, taglane.Errorf(taglane.Refused, "That snapshot was made by a newer Taglane. Choose another one.")
	}
	return n.Snapshot, nil
}

// Offered reads copies through, the newest first, until one is whole; nil when
// none is. The rest are all others, told from the outside.
func (r Ring) Offered() (whole *Snapshot, rest []Snapshot, err error) {
	all, err := r.All()
	if err != nil {
		return nil, nil, err
	}
	rest = []Snapshot{}
	for _, s := range all {
		if whole == nil {
			if s, err = r.Whole(s.ID); err == nil {
				whole = &s
				continue
			}
		}
		rest = append(rest, s)
	}
	return whole, rest, nil
}
