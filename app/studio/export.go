package studio

import (
	"os"
	"path/filepath"

	"taglane/app/files"
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
		return "", taglane.OfDisk(err, taglane.Refused, "The folder for exports cannot be made: %s.", s.o.Exports)
	}
	return filepath.EvalSymlinks(s.o.Exports)
}

// export writes a file under a name that is free.
func (s *Studio) export(dir, name, ext string, content []byte) (Exported, error) {
	path, err := files.Free(dir, name, ext)
	if err != nil {
		return Exported{}, err
	}
	if err := files.Write(path, content); err != nil {
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
