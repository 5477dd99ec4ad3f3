package store

import (
	"errors"
	"io/fs"
	"os"
)

// lock is a claim on a library: the one writer's, or one of those who only read.
// The system lets go of it when the process ends, however it ends.
type lock struct {
	f     *os.File // nil: there is nothing that could be claimed
	alone bool     // a writer's
}

func take(path, dir string) (*lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, named(err, "open the library")
	}
	return claimed(f, true, dir)
}

// share is the claim of one who only reads and cannot write the claim down:
// others may read as well, and nobody may write. A copy of a library on a medium
// may have come without the file; then there is nobody to agree with.
func share(path, dir string) (*lock, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &lock{}, nil
	}
	if err != nil {
		return nil, named(err, "open the library")
	}
	return claimed(f, false, dir)
}

// claimed closes the file where it cannot be had.
func claimed(f *os.File, alone bool, dir string) (*lock, error) {
	if err := claim(f, alone, dir); err != nil {
		f.Close()
		return nil, err
	}
	return &lock{f, alone}, nil
}
