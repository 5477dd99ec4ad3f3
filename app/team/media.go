package team

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"taglane/app/taglane"
)

// named is how a file's content is named.
var named = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (f *Folder) medium(name string) string {
	return filepath.Join(f.root, "media", name[:2], name)
}

// Has looks only whether the file is there: one that a service is still
// bringing is noticed when it is read.
func (f *Folder) Has(_ context.Context, name string) (bool, error) {
	if !named.MatchString(name) {
		return false, noName()
	}
	_, err := os.Stat(f.medium(name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, unreadable(err)
	}
	return err == nil, nil
}

// Put leaves a file under another name first, so that it is there whole or not
// at all. One that is there with as many bytes stays as it is.
func (f *Folder) Put(ctx context.Context, name string, size int64, r io.Reader) error {
	if !named.MatchString(name) {
		return noName()
	}
	path := f.medium(name)
	if info, err := os.Stat(path); err == nil && info.Size() == size {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return unwritable(err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".coming-")
	if err != nil {
		return unwritable(err)
	}
	defer os.Remove(tmp.Name())
	err = Copy(ctx, tmp, r, name)
	if taglane.KindOf(err) == taglane.Invalid {
		return errors.Join(err, tmp.Close())
	}
	if err := errors.Join(err, tmp.Chmod(0o644), tmp.Sync(), tmp.Close()); err != nil { // others read it too
		return unwritable(err)
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return unwritable(err)
	}
	return nil
}

// Get writes a file out and compares it with its name.
func (f *Folder) Get(ctx context.Context, name string, w io.Writer) error {
	if !named.MatchString(name) {
		return noName()
	}
	file, err := os.Open(f.medium(name))
	if errors.Is(err, fs.ErrNotExist) {
		return taglane.Wrap(err, taglane.NotFound, "This file has not come to the team's folder yet.")
	}
	if err != nil {
		return unreadable(err)
	}
	defer file.Close()
	err = Copy(ctx, w, file, name)
	if taglane.KindOf(err) == taglane.Invalid {
		return taglane.Wrap(err, taglane.NotFound, "This file has not come whole to the team's folder yet.")
	}
	return err
}

// Copy copies until the end and is Invalid unless the bytes are those of the
// name. It stops when ctx ends.
func Copy(ctx context.Context, w io.Writer, r io.Reader, name string) error {
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(w, sum), reading{ctx, r}); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != name {
		return taglane.Wrap(errors.New(got+" instead of "+name), taglane.Invalid, "The file is not what its name says.")
	}
	return nil
}

// reading ends with its context.
type reading struct {
	ctx context.Context
	io.Reader
}

func (r reading) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

func noName() error {
	return taglane.Errorf(taglane.Invalid, "A file of the team is named by its content.")
}
