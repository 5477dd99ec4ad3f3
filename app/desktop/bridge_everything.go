package desktop

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// Brought is a library that was made of a folder, and where libraries lie by now.
type Brought struct {
	studio.EverythingTaken
	Place Place `json:"place"`
}

func (b *Bridge) ExportEverything(c studio.EverythingChoice, folder string) (studio.Job, error) {
	return guard(b, func() (studio.Job, error) {
		if err := mayWrite(b, folder); err != nil {
			return studio.Job{}, err
		}
		return b.studio.ExportEverything(b.ctx(), folder, c)
	})
}

// BringEverything makes a library of a folder, or of one file, that the person
// chooses in the native dialog, beside the one in use, which stays as it is; the next start opens
// the new one. nil: the dialog was dismissed.
func (b *Bridge) BringEverything(zip bool) (*Brought, error) {
	return held(b, func() (*Brought, error) {
		p, err := b.place()
		if err != nil {
			return nil, err
		}
		if p.Fixed {
			return nil, taglane.Errorf(taglane.Refused, "The library was named when Taglane was started. Start it without --library to bring another back.")
		}
		pick := b.shell.pickFolder
		if zip {
			pick = b.shell.pickZip
		}
		from, err := pick()
		if err != nil || from == "" {
			return nil, err
		}
		return b.bring(from)
	})
}

func (b *Bridge) bring(from string) (*Brought, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return nil, taglane.Wrap(err, taglane.NotFound, "Taglane cannot find your home folder; say where the library is with --library.")
	}
	to, err := newLibrary(home, time.Now())
	if err != nil {
		return nil, err
	}
	taken, err := studio.ImportEverything(b.ctx(), studio.Options{Dir: to, Now: time.Now, NewID: newID}, from, nil)
	if err == nil {
		err = choosePlace(to)
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(to))
	}
	for i, s := range taken.Found.Wrong {
		taken.Wrong[i] = b.tell(s)
	}
	p, err := b.place()
	return &Brought{taken, p}, err
}

// newLibrary makes a folder for one more library beside the usual one.
func newLibrary(home string, now time.Time) (string, error) {
	unmade := func(err error) error {
		return taglane.OfDisk(err, taglane.Refused, "A folder for the library cannot be made in %s.", dataDir(home))
	}
	if err := os.MkdirAll(filepath.Dir(usualLibrary(home)), 0o700); err != nil {
		return "", unmade(err)
	}
	for n := 1; n < 1000; n++ {
		dir := usualLibrary(home) + now.Format("-2006-01-02")
		if n > 1 {
			dir += fmt.Sprint("-", n)
		}
		err := os.Mkdir(dir, 0o700)
		if err == nil {
			return dir, nil
		}
		if !errors.Is(err, os.ErrExist) {
			return "", unmade(err)
		}
	}
	return "", unmade(nil)
}
