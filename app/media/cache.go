package media

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"

	"taglane/app/taglane"
)

// Cache is a folder of derived files. It may be deleted at any time; Ingest
// makes again what is missing, and Trim keeps it small.
type Cache struct{ Dir string }

// Artefacts are the files made of a source: absolute paths, "" until made.
type Artefacts struct {
	Poster      string
	Strip       *Strip // nil until made
	Waveform    string // also "" for a clip without sound
	Cuts        []taglane.Frame
	Proxy       string
	PlaysSource bool         // the source scrubs well, so there is no proxy
	Damaged     taglane.Said // what could not be read, as a sentence; nothing when all was
}

// Strip is a filmstrip: one picture of many tiles, row by row.
type Strip struct {
	Path                                 string
	Columns, Rows, TileWidth, TileHeight int
	Frames                               []taglane.Frame // what each tile shows, ascending
}

// edition names the recipe; another one makes its own files.
const edition = "2"

// record is what a folder of derived files says of itself. A file counts only
// when it is named here, and it is named only when it is complete.
type record struct {
	Poster      string          `json:"poster,omitempty"`
	Strip       *Strip          `json:"strip,omitempty"`
	Whole       bool            `json:"whole,omitempty"` // the strip covers the clip and the cuts are known
	Heard       bool            `json:"heard,omitempty"` // the sound was read, if there is any
	Waveform    string          `json:"waveform,omitempty"`
	Cuts        []taglane.Frame `json:"cuts,omitempty"`
	Proxy       string          `json:"proxy,omitempty"`
	PlaysSource bool            `json:"plays_source,omitempty"`
	Damaged     taglane.Said    `json:"damaged,omitzero"`
}

// Load says what is finished for a source.
func (c Cache) Load(src Source) Artefacts { return c.Of(src.Fingerprint) }

// Of says what is finished for a fingerprint.
func (c Cache) Of(fingerprint string) Artefacts {
	dir, ok := c.folder(fingerprint)
	if !ok {
		return Artefacts{}
	}
	r := readRecord(dir)
	a := Artefacts{Cuts: r.Cuts, PlaysSource: r.PlaysSource, Damaged: r.Damaged, Strip: r.Strip}
	for name, at := range map[string]*string{r.Poster: &a.Poster, r.Waveform: &a.Waveform, r.Proxy: &a.Proxy} {
		if name != "" {
			*at = filepath.Join(dir, name)
		}
	}
	if a.Strip != nil {
		a.Strip.Path = filepath.Join(dir, a.Strip.Path)
	}
	return a
}

const fingerprintLength = 40

var fingerprintForm = regexp.MustCompile(`^[0-9a-f]{40}$`)

// folder is where a fingerprint's files lie. A fingerprint may come from a
// teammate; only one of our own form becomes part of a path.
func (c Cache) folder(fingerprint string) (string, bool) {
	return filepath.Join(c.Dir, fingerprint+"-"+edition), fingerprintForm.MatchString(fingerprint)
}

const recordFile = "made.json"

// readRecord forgets every file that is gone.
func readRecord(dir string) (r record) {
	b, err := os.ReadFile(filepath.Join(dir, recordFile))
	if err != nil || json.Unmarshal(b, &r) != nil {
		return record{}
	}
	gone := func(name string) bool {
		info, err := os.Lstat(filepath.Join(dir, name))
		return err != nil || filepath.Base(name) != name || !info.Mode().IsRegular() || info.Size() == 0
	}
	for _, at := range []*string{&r.Poster, &r.Proxy} {
		if gone(*at) {
			*at = ""
		}
	}
	if r.Waveform != "" && gone(r.Waveform) {
		r.Waveform, r.Heard = "", false
	}
	if r.Strip != nil && (gone(r.Strip.Path) || len(r.Strip.Frames) == 0) {
		r.Strip, r.Whole = nil, false
	}
	return r
}

// write replaces the record at once.
func (r record) write(dir string) error {
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return writeWhole(filepath.Join(dir, recordFile), b)
}

// writeWhole writes a file under another name and renames it, so that nobody
// ever sees half of it.
func writeWhole(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
