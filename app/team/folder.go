package team

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"taglane/app/taglane"
)

// Folder is a shared folder, kept in step by whatever the team has: a service,
// a network drive, a stick that goes around.
//
//	taglane-team.json
//	edits/<device>/000001.jsonl   lines of one device, written by it alone
//	media/<two digits>/<sha256>   files by their content
type Folder struct {
	root   string
	device string
}

var _ Exchange = (*Folder)(nil)

// marker is the file that says what the folder is.
const marker = "taglane-team.json"

// format is what this build writes; a greater one is left alone.
const format = 1

type marked struct {
	Format int `json:"format"`
}

// JoinFolder opens a team's folder for a device, and makes one of an empty
// folder. Invalid: it is no folder, or holds other things. Refused: it cannot be
// written, or a newer Taglane made it. Offline: it is not there now.
func JoinFolder(root, device string) (*Folder, error) {
	f, err := OpenFolder(root, device)
	if taglane.KindOf(err) != taglane.NotFound {
		return f, err
	}
	if err := empty(root); err != nil {
		return nil, err
	}
	text, err := json.Marshal(marked{format})
	if err != nil {
		return nil, err
	}
	if err := replace(filepath.Join(root, marker), text); err != nil {
		return nil, err
	}
	return &Folder{root, device}, nil
}

// OpenFolder opens a folder that is a team's already. NotFound: it is none.
// Other errors are those of JoinFolder.
func OpenFolder(root, device string) (*Folder, error) {
	text, err := os.ReadFile(filepath.Join(root, marker))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(root); err != nil {
			return nil, taglane.Wrap(err, taglane.Offline, "The team's folder is not there. Is the drive connected?")
		}
		return nil, taglane.Wrap(err, taglane.NotFound, "This folder is not a team's folder.")
	case err != nil:
		return nil, unreadable(err)
	}
	var m marked
	if err := json.Unmarshal(text, &m); err != nil || m.Format < 1 {
		return nil, taglane.Wrap(err, taglane.Invalid, "The team's folder is damaged: %s cannot be read.", marker)
	}
	if m.Format > format {
		return nil, taglane.Errorf(taglane.Refused, "A newer Taglane made this team's folder. Update Taglane to join it.")
	}
	return &Folder{root, device}, nil
}

// empty says whether a folder may become a team's: nothing that shows lies there.
func empty(root string) error {
	entries, err := os.ReadDir(root)
	if err != nil {
		return taglane.Wrap(err, taglane.Invalid, "This is not a folder that can be read.")
	}
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name()[0] != '.' && e.Name() != "desktop.ini" }) {
		return taglane.Errorf(taglane.Invalid, "This folder holds other things. Make a new, empty folder in it for the team.")
	}
	return nil
}

// deviceFolder is what the folder of a device is called; names that a syncing
// service made up for copies are none.
var deviceFolder = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// Devices are those who have a folder of lines, in the order of their names.
func (f *Folder) Devices(context.Context) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(f.root, "edits"))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(filepath.Join(f.root, marker)); err != nil {
			return nil, unreadable(err)
		}
		return nil, nil
	}
	if err != nil {
		return nil, unreadable(err)
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() && deviceFolder.MatchString(e.Name()) {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

func unreadable(err error) error {
	return taglane.OfDisk(err, taglane.Offline, "The team's folder cannot be read now. Is the drive connected?")
}

func unwritable(err error) error {
	return taglane.OfDisk(err, taglane.Refused, "The team's folder cannot be written.")
}

// replace writes a small file whole: under another name first.
func replace(path string, text []byte) error {
	tmp := path + ".new"
	if err := os.WriteFile(tmp, text, 0o666); err != nil {
		return unwritable(err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return unwritable(errors.Join(err, os.Remove(tmp)))
	}
	return nil
}
