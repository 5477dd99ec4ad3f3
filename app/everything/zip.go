package everything

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"taglane/app/taglane"
)

// source is where an export is read from: a folder, or one file.
type source interface {
	// open opens a plain file of the export that is no larger than most, and says how large it is.
	open(name string, most int64) (io.ReadCloser, int64, error)
	Close() error
}

// sourceAt finds out which of the two it is. NotFound: there is neither.
func sourceAt(at string) (source, error) {
	if info, err := os.Stat(at); err == nil && info.Mode().IsRegular() {
		return openZip(at)
	}
	root, err := os.OpenRoot(at)
	if err != nil {
		return nil, taglane.OfDisk(err, taglane.NotFound, "There is no such folder, or it cannot be read.")
	}
	return folder{root}, nil
}

// folder is an export as it is written.
type folder struct{ *os.Root }

// open opens no other file: neither what leads out of the folder nor what never ends.
func (f folder) open(name string, most int64) (io.ReadCloser, int64, error) {
	name = filepath.FromSlash(name)
	info, err := f.Lstat(name)
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() || info.Size() > most {
		return nil, 0, fs.ErrInvalid
	}
	in, err := f.Open(name)
	if err != nil {
		return nil, 0, err
	}
	if info, err = in.Stat(); err != nil || !info.Mode().IsRegular() || info.Size() > most {
		return nil, 0, errors.Join(fs.ErrInvalid, err, in.Close())
	}
	return in, info.Size(), nil
}

// What one file may unfold to, at most: honest tables do not reach a hundredth
// of their size, and a file made to fill a disk does.
const (
	mostUnfolded = 256 << 20 // whatever the size of the file
	mostFold     = 100       // times the file's size, beyond that
)

// folded is an export in one zip file. Nothing of it is ever laid out by its own
// name: files are read where they are, and only those that are asked for.
type folded struct {
	f     *os.File
	files map[string]*zip.File
}

// openZip opens an export in one file. Invalid: it is none.
func openZip(at string) (source, error) {
	none := func(f *os.File, err error) error {
		if f != nil {
			err = errors.Join(err, f.Close())
		}
		return taglane.Wrap(err, taglane.Invalid, "This file holds no library that Taglane wrote.")
	}
	f, err := os.Open(at)
	if err != nil {
		return nil, taglane.OfDisk(err, taglane.NotFound, "There is no such folder, or it cannot be read.")
	}
	info, err := f.Stat()
	if err != nil {
		return nil, none(f, err)
	}
	z, err := zip.NewReader(f, info.Size())
	if err != nil || len(z.File) > mostEntries {
		return nil, none(f, err)
	}
	out := folded{f, make(map[string]*zip.File, len(z.File))}
	var all uint64
	for _, e := range z.File {
		if all += e.UncompressedSize64; all > uint64(info.Size())*mostFold+mostUnfolded || e.UncompressedSize64 > 1<<62 {
			return nil, none(f, errors.New("it unfolds to more than an export does"))
		}
		if _, twice := out.files[e.Name]; twice {
			return nil, none(f, errors.New("it names a file twice: "+e.Name))
		}
		out.files[e.Name] = e
	}
	if out.files[manifestName] == nil {
		out.files = inTheOne(out.files)
	}
	return out, nil
}

// inTheOne is what lies in the one folder of a zip file that somebody made of an
// export themselves.
func inTheOne(all map[string]*zip.File) map[string]*zip.File {
	top, inner := "", map[string]*zip.File{}
	for name, e := range all {
		first, rest, is := strings.Cut(name, "/")
		if !is || top != "" && first != top {
			return all
		}
		top = first
		inner[rest] = e
	}
	return inner
}

func (z folded) Close() error { return z.f.Close() }

func (z folded) open(name string, most int64) (io.ReadCloser, int64, error) {
	e := z.files[name]
	switch {
	case e == nil:
		return nil, 0, fs.ErrNotExist
	case !e.Mode().IsRegular(), e.Method != zip.Store && e.Method != zip.Deflate, e.UncompressedSize64 > uint64(most):
		return nil, 0, fs.ErrInvalid
	}
	in, err := e.Open()
	if err != nil {
		return nil, 0, err
	}
	size := int64(e.UncompressedSize64)
	return bounded{io.LimitReader(in, size+1), in}, size, nil // what says less than it holds is seen to
}

type bounded struct {
	io.Reader
	io.Closer
}

// zipped fills one file.
type zipped struct {
	*zip.Writer
	f  *os.File
	at time.Time
}

// create begins a file in it; the one before has ended.
func (z *zipped) create(name string, r Role) (io.Writer, error) {
	h := &zip.FileHeader{Name: path.Clean(name), Method: zip.Deflate, Modified: z.at}
	if r == Film || r == Picture { // small already
		h.Method = zip.Store
	}
	h.SetMode(0o644)
	return z.CreateHeader(h)
}

// end leaves the file whole on disk.
func (z *zipped) end() error { return errors.Join(z.Close(), z.f.Sync(), z.f.Close()) }
