package store

import (
	"errors"
	"os"
	"path/filepath"
)

// asides begins the names of the folders that copies are read from.
const asides = "taglane-view-"

// aside is a folder away from the library, for a copy of one that is only shown.
// It is claimed, so that whoever comes next can tell what is read from what a
// killed one left.
type aside struct {
	dir  string
	lock *lock
}

// stepAside makes one, and clears away those that nobody reads any more.
func stepAside() (a *aside, err error) {
	clearAsides()
	for range 3 { // one that was made but not yet claimed may just be cleared away
		dir, made := os.MkdirTemp("", asides+"*")
		if made != nil {
			return nil, made
		}
		path := filepath.Join(dir, "lock")
		a = &aside{dir: dir}
		if a.lock, err = take(path, dir); err == nil {
			if _, err = os.Lstat(path); err == nil {
				return a, nil
			}
		}
		_ = a.clear()
	}
	return nil, err
}

// clear leaves nothing of it. While it is claimed nobody else settles in it, but
// Windows removes nothing that is open.
func (a *aside) clear() error {
	err := os.RemoveAll(a.dir)
	if a.lock == nil {
		return err
	}
	if free := a.lock.free(); err != nil || free != nil {
		return errors.Join(free, os.RemoveAll(a.dir))
	}
	return nil
}

// clearAsides removes the folders whose owner is gone. What cannot be claimed
// or removed, as another person's, stays; the system clears those one day.
func clearAsides() {
	found, _ := filepath.Glob(filepath.Join(os.TempDir(), asides+"*"))
	for _, dir := range found {
		path := filepath.Join(dir, "lock")
		if info, err := os.Lstat(dir); err != nil || !info.IsDir() {
			continue
		}
		if _, err := os.Lstat(path); err != nil { // it is just being made
			continue
		}
		if l, err := take(path, dir); err == nil {
			_ = (&aside{dir, l}).clear()
		}
	}
}
