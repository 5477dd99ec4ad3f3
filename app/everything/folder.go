package everything

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"taglane/app/taglane"
)

// format is the form of the folder. A folder of a later form is refused.
const format = 1

const manifestName = "manifest.json"

// Role says what a file is for.
type Role string

const (
	Readable Role = "readable" // for people and their tools; never read back
	Exact    Role = "exact"    // what a library is made of again
	Picture  Role = "picture"  // of a product, named by its content
	Film     Role = "film"     // the footage of a clip
)

// Entry is one file of the folder.
type Entry struct {
	Path   string `json:"path"` // with slashes, from the folder on
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`
	Role   Role   `json:"role"`
	// Of a film: its clip, the fingerprint of the footage, and where it lay.
	Clip        taglane.ID `json:"clip,omitempty"`
	Fingerprint string     `json:"fingerprint,omitempty"`
	From        string     `json:"from,omitempty"`
}

// Manifest says what the folder holds.
type Manifest struct {
	Format  int       `json:"format"`
	Created time.Time `json:"created"`
	Library string    `json:"library"`
	Clips   int       `json:"clips"`
	Edits   int       `json:"edits"`
	Private bool      `json:"private"` // whether notes for nobody else are in it
	Entries []Entry   `json:"entries"` // everything but the manifest
}

// writer fills a folder that nobody sees until it is whole.
type writer struct {
	ctx   context.Context
	root  *os.Root // nil where it is one file
	zip   *zipped
	tmp   string // where it is filled
	to    string // where it will be
	made  Manifest
	bytes int64
}

// begin makes a folder, or a file, beside the one that is wanted. Conflict: there
// is something there. Refused: it cannot be written.
func begin(ctx context.Context, dir string, asZip bool, now time.Time) (*writer, error) {
	to, err := filepath.Abs(dir)
	if err != nil {
		return nil, unwritten(err)
	}
	if err := free(to); err != nil {
		return nil, err
	}
	sweep(filepath.Dir(to), now)
	if asZip {
		f, err := os.CreateTemp(filepath.Dir(to), unnamed)
		if err != nil {
			return nil, unwritten(err)
		}
		return &writer{ctx: ctx, zip: &zipped{zip.NewWriter(f), f, now}, tmp: f.Name(), to: to}, nil
	}
	tmp, err := os.MkdirTemp(filepath.Dir(to), unnamed)
	if err != nil {
		return nil, unwritten(err)
	}
	root, err := os.OpenRoot(tmp)
	if err != nil {
		return nil, errors.Join(unwritten(err), os.RemoveAll(tmp))
	}
	return &writer{ctx: ctx, root: root, tmp: tmp, to: to}, nil
}

// free says whether nothing is lost when a folder of that name is made.
func free(dir string) error {
	there, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case errors.Is(err, syscall.ENOTDIR):
		return taglane.Wrap(err, taglane.Conflict, "There is a file of that name. Choose another.")
	case err != nil:
		return unwritten(err)
	case len(there) > 0:
		return taglane.Errorf(taglane.Conflict, "The folder is not empty. Choose a new one.")
	}
	return nil
}

// add writes one file and notes it.
func (w *writer) add(e Entry, fill func(io.Writer) error) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	in, done, err := w.create(e)
	if err != nil {
		return unwritten(err)
	}
	out := &counted{ctx: w.ctx, w: in, sum: sha256.New()}
	if err := done(fill(out)); err != nil {
		return unwritten(err)
	}
	e.Size, e.SHA256 = out.n, hex.EncodeToString(out.sum.Sum(nil))
	w.made.Entries = append(w.made.Entries, e)
	w.bytes += e.Size
	return nil
}

// create begins a file; done ends it, with what went wrong.
func (w *writer) create(e Entry) (in io.Writer, done func(error) error, err error) {
	if w.zip != nil {
		in, err := w.zip.create(e.Path, e.Role)
		return in, func(err error) error { return err }, err
	}
	if err := w.root.MkdirAll(filepath.FromSlash(path.Dir(e.Path)), 0o755); err != nil {
		return nil, nil, err
	}
	f, err := w.root.OpenFile(filepath.FromSlash(e.Path), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	return f, func(err error) error {
		if err == nil && e.Role == Exact {
			err = f.Sync()
		}
		return errors.Join(err, f.Close())
	}, err
}

// text writes a file for people.
func (w *writer) text(name string, content []byte) error {
	return w.add(Entry{Path: name, Role: Readable}, func(out io.Writer) error { _, err := out.Write(content); return err })
}

// end writes the manifest and gives the folder its name.
func (w *writer) end() error {
	text, err := json.MarshalIndent(w.made, "", " ")
	if err != nil {
		return err
	}
	in, done, err := w.create(Entry{Path: manifestName, Role: Exact})
	if err != nil {
		return unwritten(err)
	}
	_, err = in.Write(append(text, '\n'))
	if err = done(err); err == nil && w.zip != nil {
		err = w.zip.end()
	} else if err == nil {
		err = w.root.Close()
	}
	if err != nil {
		return unwritten(err)
	}
	mode := os.FileMode(0o755)
	if w.zip != nil {
		mode = 0o644
	}
	if err := os.Chmod(w.tmp, mode); err != nil {
		return unwritten(err)
	}
	if err := free(w.to); err != nil {
		return err
	}
	if err := os.Remove(w.to); err != nil && !errors.Is(err, os.ErrNotExist) {
		return unwritten(err)
	}
	return unwritten(os.Rename(w.tmp, w.to))
}

// drop takes away what was begun; nothing where it ended.
func (w *writer) drop() {
	if w.zip != nil {
		_ = w.zip.f.Close()
	} else {
		_ = w.root.Close()
	}
	if os.RemoveAll(w.tmp) != nil {
		undropped.Store(w.tmp, nil)
	}
}

// unnamed begins the name of a folder that is being filled.
const unnamed = ".taglane-export-"

// undropped are the folders of this run that could not be taken away: no file
// could be opened just then, perhaps. The next one that is begun tries again.
var undropped sync.Map

// sweep takes away what earlier exports left: those of this run that could not
// be dropped, and, in a folder, those that the end of a program left a day ago.
func sweep(dir string, now time.Time) {
	undropped.Range(func(tmp, _ any) bool {
		if os.RemoveAll(tmp.(string)) == nil {
			undropped.Delete(tmp)
		}
		return true
	})
	all, _ := os.ReadDir(dir)
	for _, e := range all {
		if info, err := e.Info(); err == nil && (e.IsDir() || info.Mode().IsRegular()) && strings.HasPrefix(e.Name(), unnamed) && now.Sub(info.ModTime()) > 24*time.Hour {
			_ = os.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
}

// counted counts and sums what passes, until the context ends.
type counted struct {
	ctx context.Context
	w   io.Writer
	sum hash.Hash
	n   int64
}

func (c *counted) Write(b []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.w.Write(b)
	c.sum.Write(b[:n])
	c.n += int64(n)
	return n, err
}

func unwritten(err error) error {
	var known *taglane.Error
	switch {
	case err == nil, errors.As(err, &known), errors.Is(err, context.Canceled):
		return err
	case taglane.DiskFull(err):
		return taglane.Wrap(err, taglane.Later, "The disk is full. Nothing is left behind; make room and export again.")
	}
	return taglane.OfDisk(err, taglane.Refused, "The folder cannot be written.")
}
