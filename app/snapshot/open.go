package snapshot

import (
	"context"
	"errors"
	"path/filepath"

	"taglane/app/store"
	"taglane/app/taglane"
)

// Done is what Open put in the library's place.
type Done struct {
	Snapshot *Snapshot // nil: an empty library
	Aside    string    // the folder in which all that was there lies; "" where it was taken as a snapshot
}

// Open opens a library: what was chosen to be put back is put back first, and an
// older library is taken before it is brought to this build's form. done is nil
// where nothing was put back. Errors are those of store.Open; errors.Is tells
// store.ErrDamaged and store.ErrNewer.
func Open(ctx context.Context, o store.Options) (s *store.Store, done *Done, err error) {
	r := Ring{Dir: o.Dir, Now: o.Now}
	o.Update = func(ctx context.Context, s *store.Store) error {
		_, _, err := r.Take(ctx, s, Update)
		return err
	}
	c, err := r.chosen()
	if err != nil {
		return nil, nil, err
	}
	if c != nil && c.Aside == "" {
		if err := r.last(ctx, o, c); err != nil {
			return nil, nil, err
		}
	}
	o.Before = func(context.Context) error {
		c, err := r.chosen() // under the lock it is nobody else's
		if c == nil || err != nil {
			return err
		}
		if c.Aside == "" && r.used() { // somebody was here since it was taken
			c.Aside = r.aside()
			if err := r.note(*c); err != nil {
				return err
			}
		}
		if err := r.settle(*c); err != nil {
			return err
		}
		done = &Done{}
		if c.Aside != "" {
			done.Aside = filepath.Join(r.Dir, c.Aside)
		}
		if c.Snapshot != "" {
			n := r.read(c.Snapshot)
			done.Snapshot = &n.Snapshot
		}
		return nil
	}
	s, err = store.Open(ctx, o)
	return s, done, err
}

// last takes the library as it stands before another one takes its place. One
// that turns out to be damaged is moved aside instead. Where it cannot be taken
// the choice is dropped, so that the next start opens the library as it is.
func (r Ring) last(ctx context.Context, o store.Options, c *Choice) error {
	s, err := store.Open(ctx, o)
	if errors.Is(err, store.ErrNewer) {
		return r.choose(*c, true)
	}
	if err == nil {
		_, _, err = r.Take(ctx, s, Restore)
		err = errors.Join(err, s.Close())
	}
	if errors.Is(err, store.ErrDamaged) { // it opens, and a copy of it does not read back
		return r.choose(*c, true)
	}
	if taglane.KindOf(err) == taglane.Conflict || err == nil {
		return err
	}
	return errors.Join(err, remove(filepath.Join(r.Dir, choice)))
}
