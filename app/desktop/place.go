package desktop

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"taglane/app/taglane"
)

// Place says where the library lies. A library cannot say so before it is
// open, so the choice stands in a small file of its own.
type Place struct {
	Path   string `json:"path"`   // of the library in use, or of the one that cannot be opened
	Next   string `json:"next"`   // of the one the next start opens
	Chosen bool   `json:"chosen"` // by the person; false for the usual folder
	Fixed  bool   `json:"fixed"`  // named when Taglane was started, or beside the program, so that a choice would change nothing
}

// libraryFile is what marks a folder as a library's.
const libraryFile = "library.db"

// portableFolder, beside the program, makes it a portable Taglane: the library
// lies in there, and with it the pages and exports.
const portableFolder = "taglane-library"

// program is the file this program runs from; tests put another in its place.
var program = os.Executable

// named is the library that was named at the start, or the portable one; ""
// for neither.
func named(library string) string {
	if library != "" {
		return library
	}
	at, err := program()
	if err != nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(at); err == nil {
		at = real
	}
	folder := filepath.Join(filepath.Dir(at), portableFolder)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return ""
	}
	return folder
}

func usualLibrary(home string) string { return filepath.Join(dataDir(home), "taglane", "library") }

// chosenLibrary is the folder the person chose; "" for the usual one.
func chosenLibrary() (string, error) {
	note, err := placeNote()
	if err != nil {
		return "", nil // a machine without such a folder has no choice on it either
	}
	text, err := os.ReadFile(note)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", taglane.Wrap(err, taglane.Internal, "Taglane cannot read where your library lies; say it with --library.")
	}
	return strings.TrimSpace(string(text)), nil
}

func placeNote() (string, error) {
	dir, err := os.UserConfigDir()
	return filepath.Join(dir, "taglane", "library"), err
}

// standing is the folder of the library to open: a chosen one must be there,
// or an empty library would be made on a disk that is only away.
func standing(home string) (string, error) {
	chosen, err := chosenLibrary()
	if err != nil || chosen == "" {
		return usualLibrary(home), err
	}
	if info, err := os.Stat(chosen); err != nil || !info.IsDir() {
		return "", taglane.Wrap(err, taglane.NotFound, "Your library in %s cannot be found. Connect the disk it is on, or choose another folder.", chosen)
	}
	return chosen, nil
}

// placeOf is where the library lies now and from the next start on.
func placeOf(c Config) (Place, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return Place{}, taglane.Wrap(err, taglane.NotFound, "Taglane cannot find your home folder; say where the library is with --library.")
	}
	chosen, err := chosenLibrary()
	if err != nil {
		return Place{}, err
	}
	library := named(c.Library)
	p := Place{Next: usualLibrary(home), Chosen: chosen != "", Fixed: library != ""}
	if p.Chosen {
		p.Next = chosen
	}
	if p.Fixed {
		if p.Next, err = filepath.Abs(library); err != nil {
			return Place{}, taglane.Wrap(err, taglane.Invalid, "%s is not a folder.", library)
		}
	}
	p.Path = p.Next
	return p, nil
}

// choosePlace keeps a folder for the next start; "" is the usual one. Nothing
// is moved: the library in use stays where it is.
func choosePlace(folder string) error {
	note, err := placeNote()
	if err != nil {
		return taglane.Wrap(err, taglane.NotFound, "Taglane cannot find your settings folder; start it with --library instead.")
	}
	if folder == "" {
		if err := os.Remove(note); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return taglane.Wrap(err, taglane.Internal, "The choice could not be taken back.")
		}
		return nil
	}
	if err := fitForLibrary(folder); err != nil {
		return err
	}
	if err := errors.Join(os.MkdirAll(filepath.Dir(note), 0o700), replace(note, folder+"\n")); err != nil {
		return taglane.Wrap(err, taglane.Internal, "The choice could not be kept.")
	}
	return nil
}

// fitForLibrary takes a folder with a library in it, or an empty one that can
// be written.
func fitForLibrary(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil || !filepath.IsAbs(folder) {
		return taglane.Wrap(err, taglane.Invalid, "%s is not a folder that can be read.", folder)
	}
	if info, err := os.Stat(filepath.Join(folder, libraryFile)); err == nil && info.Mode().IsRegular() {
		return nil
	}
	if len(entries) > 0 {
		return taglane.Errorf(taglane.Invalid, "That folder holds other things. Choose an empty one, or one with a library in it.")
	}
	probe, err := os.CreateTemp(folder, ".taglane-*")
	if err != nil {
		return taglane.OfDisk(err, taglane.Refused, "Nothing can be written into %s. Choose another folder.", folder)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// replace writes a file whole or not at all.
func replace(path, text string) error {
	next := path + ".new"
	if err := os.WriteFile(next, []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(next, path)
}

// LibraryPlace says where the library lies, also while it cannot be opened.
func (b *Bridge) LibraryPlace() (Place, error) {
	return held(b, func() (Place, error) { return b.place() })
}

// PlaceLibrary chooses, in the native dialog, where the library lies from the
// next start on; usual goes back to the folder Taglane has by itself. A
// dismissed dialog changes nothing.
func (b *Bridge) PlaceLibrary(usual bool) (Place, error) {
	return held(b, func() (Place, error) {
		folder := ""
		if !usual {
			picked, err := b.shell.pickFolder()
			if err != nil || picked == "" {
				p, placeErr := b.place()
				return p, errors.Join(err, placeErr)
			}
			folder = picked
		}
		if err := choosePlace(folder); err != nil {
			return Place{}, err
		}
		return b.place()
	})
}

// StartAgain ends Taglane and starts it anew.
func (b *Bridge) StartAgain() error {
	_, err := held(b, func() (done, error) { return done{}, b.shell.startAgain() })
	return err
}

// place is where the library in use lies, and the next one.
func (b *Bridge) place() (Place, error) {
	p, err := placeOf(b.config)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.studio != nil {
		p.Path = b.studio.Dir()
	}
	return p, err
}
