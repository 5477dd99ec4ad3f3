package studio

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"taglane/app/intake"
	"taglane/app/taglane"
)

// Exported is a file that was written for somebody else.
type Exported struct {
	Name  string `json:"name"`
	Path  string `json:"path"`
	Media string `json:"media"` // media id; "" when it lies outside the library's own folder
	Bytes int64  `json:"bytes"`
}

// exportFolder is where exports go: the folder named, or the library's own.
func (s *Studio) exportFolder(folder string) (string, error) {
	if folder != "" {
		return intake.FolderAt(folder)
	}
	if err := os.MkdirAll(s.o.Exports, 0o755); err != nil {
		return "", taglane.Wrap(err, taglane.Refused, "The folder for exports cannot be made: %s.", s.o.Exports)
	}
	return filepath.EvalSymlinks(s.o.Exports)
}

// export writes a file under a name that is free.
func (s *Studio) export(dir, name, ext string, content []byte) (Exported, error) {
	path, err := freeName(dir, name, ext)
	if err != nil {
		return Exported{}, err
	}
	if err := writeFile(path, content); err != nil {
		return Exported{}, err
	}
	return s.exported(path, int64(len(content))), nil
}

func (s *Studio) exported(path string, size int64) Exported {
	e := Exported{Name: filepath.Base(path), Path: path, Bytes: size}
	if own, err := filepath.EvalSymlinks(s.o.Exports); err == nil && filepath.Dir(path) == own {
		e.Media = "export-" + e.Name
	}
	return e
}

// freeName is a path in dir that nothing has: "name.ext", "name 2.ext" …
func freeName(dir, name, ext string) (string, error) {
	name = fileName(name)
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

// fileName makes a name that every system can keep.
func fileName(name string) string {
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
