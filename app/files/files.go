// Package files is about the files that are Taglane's own: how they are written,
// what they are called, how long a library keeps them, and whether there is room
// for more.
//
// It refuses to know what is in them and who wants them.
//
// The one surprising decision: a file has a second name rather than a counter of
// those who need it. What is cleaned away under one name stays under the other,
// and takes no more room.
package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"taglane/app/taglane"
)

// Own is the folder of the files that a library keeps for itself, each named by
// its content.
type Own struct{ Dir string }

// At is where a file of that content and ending lies, whether or not it is there.
func (o Own) At(sha256, ext string) string { return filepath.Join(o.Dir, sha256+ext) }

// Keep writes a file of that content, unless it is there. Refused: the folder
// cannot be written. Later: the disk is full.
func (o Own) Keep(sha256, ext string, content []byte) (string, error) {
	path := o.At(sha256, ext)
	if o.has(path, int64(len(content))) {
		return path, nil
	}
	if err := o.make(); err != nil {
		return "", err
	}
	return path, Write(path, content)
}

// Adopt gives a file a second name of the library's own, under which it stays
// when the first is cleaned away; where the disk knows no second names, it is
// copied. Errors are those of Keep.
func (o Own) Adopt(f taglane.File, ext string) (taglane.File, error) {
	own := o.At(f.SHA256, ext)
	if !o.has(own, f.Size) {
		if err := o.make(); err != nil {
			return f, err
		}
		if err := secondName(f.Path, own); err != nil {
			return f, Unwritable(err)
		}
	}
	f.Path = own
	return f, nil
}

// LetGo deletes the files of an ending that are not needed, by their names;
// needed is asked only where there are any.
func (o Own) LetGo(ext string, needed func() (map[string]bool, error)) error {
	names, err := fs.Glob(os.DirFS(o.Dir), "*"+ext)
	if err != nil || len(names) == 0 {
		return err
	}
	keep, err := needed()
	if err != nil {
		return err
	}
	for _, name := range names {
		if keep[name] {
			continue
		}
		if e := os.Remove(filepath.Join(o.Dir, name)); e != nil && !os.IsNotExist(e) {
			err = errors.Join(err, Unwritable(e))
		}
	}
	return err
}

func (o Own) has(path string, size int64) bool {
	info, err := os.Stat(path)
	return err == nil && info.Size() == size
}

func (o Own) make() error {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return Unwritable(err)
	}
	return nil
}

// Unwritable says that nothing can be written to the library's folder.
func Unwritable(err error) error {
	return taglane.OfDisk(err, taglane.Refused, "The library's folder cannot be written.")
}

// Write replaces a file: temporary, synced, renamed, and the folder synced, so
// that a row never names a file that a power cut takes away.
func Write(path string, content []byte) error {
	return whole(path, func(w io.Writer) error { _, err := w.Write(content); return err })
}

func unwritten(err error) error {
	return taglane.OfDisk(err, taglane.Refused, "The folder cannot be written.")
}

func whole(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return unwritten(err)
	}
	defer os.Remove(f.Name())
	err = write(f)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return unwritten(err)
	}
	return nil
}

func secondName(from, to string) error {
	if err := os.Remove(to); err != nil && !os.IsNotExist(err) {
		return err
	}
	if os.Link(from, to) == nil {
		return syncDir(filepath.Dir(to))
	}
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close()
	return whole(to, func(w io.Writer) error { _, err := io.Copy(w, src); return err })
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Free is a path in dir that nothing has: "name.ext", "name 2.ext" …
func Free(dir, name, ext string) (string, error) {
	name = Name(name)
	for n := 1; n < 10_000; n++ {
		path := filepath.Join(dir, name+ext)
		if n > 1 {
			path = filepath.Join(dir, fmt.Sprintf("%s %d%s", name, n, ext))
		}
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			return path, nil
		}
	}
	return "", taglane.Errorf(taglane.Conflict, "There are too many files of that name in %s.", dir)
}

// Name makes a name that every system can keep.
func Name(name string) string {
	const most = 80 // characters
	clean := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), strings.ContainsRune(`/\:*?"<>|`, r):
			return '-'
		case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069: // turns the reading direction, and so hides an ending
			return -1
		}
		return r
	}, name)
	if runes := []rune(clean); len(runes) > most {
		clean = string(runes[:most])
	}
	if clean = strings.Trim(clean, " .-"); clean == "" {
		return "clip"
	}
	return clean
}
