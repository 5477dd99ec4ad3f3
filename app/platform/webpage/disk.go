package webpage

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"

	"taglane/app/taglane"
)

// disk is the target folder. Names are slash paths below it. Tests put a disk
// here that fills up, refuses or dies between any two operations.
type disk interface {
	Stat(name string) (fs.FileInfo, error)
	ReadDir(name string) ([]fs.DirEntry, error)
	Open(name string) (io.ReadCloser, error)
	Mkdir(name string) error
	Create(name string) (writer, error) // empty, whatever was there
	Append(name string) (writer, error) // at the end; made when missing
	Rename(from, to string) error
	Remove(name string) error // everything below it too; no error when missing
	SyncDir(name string) error
	Close() error
}

type writer interface {
	io.WriteCloser
	Sync() error
}

// rooted keeps every name inside the folder, even through links in it.
type rooted struct{ root *os.Root }

func openRooted(dir string) (disk, error) {
	r, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return rooted{r}, nil
}

func (d rooted) Stat(name string) (fs.FileInfo, error)   { return d.root.Lstat(name) }
func (d rooted) Open(name string) (io.ReadCloser, error) { return d.root.Open(name) }
func (d rooted) Mkdir(name string) error                 { return d.root.Mkdir(name, 0o755) }
func (d rooted) Rename(from, to string) error            { return d.root.Rename(from, to) }
func (d rooted) Remove(name string) error                { return d.root.RemoveAll(name) }
func (d rooted) Close() error                            { return d.root.Close() }

func (d rooted) ReadDir(name string) ([]fs.DirEntry, error) {
	f, err := d.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.ReadDir(-1)
}

func (d rooted) Create(name string) (writer, error) {
	return d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
}

func (d rooted) Append(name string) (writer, error) {
	return d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
}

func (d rooted) SyncDir(name string) error {
	if runtime.GOOS == "windows" {
		return nil // a folder cannot be flushed there; a rename is journaled
	}
	f, err := d.root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// put writes a whole file so that it is there entirely or not at all.
func put(ctx context.Context, d disk, name string, r io.Reader) error {
	w, err := d.Create(name + ".new")
	if err != nil {
		return err
	}
	_, err = io.Copy(w, reader{ctx, r})
	if err == nil {
		err = w.Sync()
	}
	if err := errors.Join(err, w.Close()); err != nil {
		return err
	}
	return d.Rename(name+".new", name)
}

func readAll(d disk, name string, most int64) ([]byte, error) {
	f, err := d.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(b)) > most {
		err = errors.New("larger than it may be")
	}
	return b, err
}

// reader stops when its caller gives up.
type reader struct {
	ctx context.Context
	io.Reader
}

func (r reader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(b)
}

// told turns what the filesystem said into what can be done about it.
func (s *Service) told(err error) error {
	var known *taglane.Error
	switch {
	case err == nil, errors.As(err, &known):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return taglane.Wrap(err, taglane.Later, "Writing the page was stopped.")
	case errors.Is(err, fs.ErrNotExist):
		return taglane.Wrap(err, taglane.NotFound, "The folder for web pages is gone: %s.", s.dir)
	case taglane.Unwritable(err):
		return taglane.Wrap(err, taglane.Refused, "Taglane may not write to %s.", s.dir)
	case taglane.DiskFull(err):
		return taglane.Wrap(err, taglane.Later, "The disk that holds %s is full.", s.dir)
	case is(err, badName):
		return taglane.Wrap(err, taglane.Invalid, "This disk does not take the page's name. Choose a shorter or plainer title.")
	}
	return taglane.OfDisk(err, taglane.Offline, "The disk that holds %s does not answer.", s.dir)
}

func is(err error, any []error) bool {
	for _, e := range any {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
