package secrets

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"runtime"
	"strings"

	"taglane/app/taglane"
)

// maxFile is the largest file that is read here, in bytes.
const maxFile = maxSecret + 4096

// newMark begins the name of a file that is not whole yet.
const newMark = ".new-"

var generations = regexp.MustCompile(`^[0-9a-f]{16}$`)

// folder is the vault's place on disk. Nothing in it leads out of it, and
// nobody but its owner may look into it.
type folder struct {
	root *os.Root
	halt func(step string) error // tests stop here; nil otherwise
}

// openFolder opens a folder that is there; nil when it is not and was not to be
// made.
func openFolder(dir string, create bool) (*folder, error) {
	if create {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, unwritten(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, unread(err)
	}
	// A folder that came back from a backup may have lost its privacy.
	if info, err := root.Stat("."); err == nil && runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		if err := root.Chmod(".", 0o700); err != nil {
			root.Close()
			return nil, unwritten(err)
		}
	}
	return &folder{root: root}, nil
}

// read reads a whole file. Only a regular file is one.
func (d *folder) read(name string) ([]byte, error) {
	info, err := d.root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil, errShut
	}
	f, err := d.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxFile))
}

// write puts a whole file in place of what was there: under another name, down
// to the disk, then renamed.
func (d *folder) write(name string, b []byte) error {
	var mark [8]byte
	rand.Read(mark[:])
	fresh := path.Join(path.Dir(name), newMark+hex.EncodeToString(mark[:]))
	err := d.writeNew(fresh, b)
	if err == nil {
		err = d.at("rename " + name)
	}
	if err == nil {
		err = d.root.Rename(fresh, name)
	}
	if err != nil {
		d.root.Remove(fresh)
		return unwritten(err)
	}
	if err = d.at("sync " + name); err == nil {
		err = d.sync(path.Dir(name))
	}
	if err != nil {
		return unwritten(err)
	}
	return nil
}

func (d *folder) writeNew(name string, b []byte) error {
	if err := d.at("write " + name); err != nil {
		return err
	}
	f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// sync makes names in a folder last. Windows has no such thing.
func (d *folder) sync(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := d.root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// names lists what lies in a folder.
func (d *folder) names(name string) ([]string, error) {
	f, err := d.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Readdirnames(-1)
}

// remove takes a file away for good; one that is not there is gone already.
func (d *folder) remove(name string) error {
	err := d.root.Remove(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = d.sync(path.Dir(name))
	}
	if err != nil {
		return unwritten(err)
	}
	return nil
}

// generations are the folders that hold secrets.
func (d *folder) generations() (all []string, err error) {
	names, err := d.names(".")
	for _, n := range names {
		if generations.MatchString(n) {
			all = append(all, n)
		}
	}
	return all, err
}

// sweep takes away what a crash left: half-written files, and every generation
// but the one that is kept ("" keeps none).
func (d *folder) sweep(kept string) error {
	all, err := d.names(".")
	if err != nil {
		return unread(err)
	}
	if kept != "" {
		inside, err := d.names(kept)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return unread(err)
		}
		for _, n := range inside {
			all = append(all, path.Join(kept, n))
		}
	}
	for _, n := range all {
		left := strings.HasPrefix(path.Base(n), newMark)
		old := generations.MatchString(n) && n != kept
		if left || old {
			if err := d.root.RemoveAll(n); err != nil {
				return unwritten(err)
			}
		}
	}
	return nil
}

func (d *folder) at(step string) error {
	if d.halt == nil {
		return nil
	}
	return d.halt(step)
}

func unread(err error) error {
	return taglane.OfDisk(err, taglane.Refused, "The folder of your sign-ins cannot be read.")
}

func unwritten(err error) error {
	return taglane.OfDisk(err, taglane.Refused, "The folder of your sign-ins cannot be written.")
}
