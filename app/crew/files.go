package crew

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"taglane/app/taglane"
	"taglane/app/team"
)

// files leaves the files that others may need and fetches those that are
// missing here. One that has not come is looked for at the next exchange.
func (c *Crew) files(ctx context.Context, place team.Exchange) error {
	all, err := c.l.Files.Named(ctx)
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.Here {
			err = c.leave(ctx, place, f)
		} else {
			err = c.fetch(ctx, place, f)
		}
		if k := taglane.KindOf(err); err != nil && k != taglane.NotFound && k != taglane.Invalid {
			return err
		}
	}
	return nil
}

func (c *Crew) leave(ctx context.Context, place team.Exchange, f Named) error {
	has, err := place.Has(ctx, f.SHA256)
	if has || err != nil {
		return err
	}
	file, err := os.Open(f.Path)
	if err != nil {
		return taglane.OfDisk(err, taglane.NotFound, "A file of the library is gone.")
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return taglane.Wrap(err, taglane.NotFound, "A file of the library is gone.")
	}
	return place.Put(ctx, f.SHA256, info.Size(), file)
}

// fetch writes a file under another name first, so that it is here whole or not
// at all.
func (c *Crew) fetch(ctx context.Context, place team.Exchange, f Named) error {
	has, err := place.Has(ctx, f.SHA256)
	if !has || err != nil {
		return err
	}
	return c.bring(ctx, f, func(file *os.File) error { return place.Get(ctx, f.SHA256, bounded(file, f.Size)) })
}

// bounded takes no more bytes than were told of, where that is known.
func bounded(w io.Writer, size int64) io.Writer {
	if size <= 0 {
		return w
	}
	return &bound{w, size}
}

type bound struct {
	w    io.Writer
	left int64
}

func (b *bound) Write(p []byte) (int, error) {
	if int64(len(p)) > b.left {
		return 0, taglane.Errorf(taglane.Invalid, "The file is not what its name says.")
	}
	b.left -= int64(len(p))
	return b.w.Write(p)
}

func (c *Crew) bring(ctx context.Context, f Named, write func(*os.File) error) error {
	unwritable := func(err error) error {
		return taglane.OfDisk(err, taglane.Refused, "A file of the team cannot be written here.")
	}
	if err := os.MkdirAll(filepath.Dir(f.Path), 0o700); err != nil {
		return unwritable(err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(f.Path), ".coming-")
	if err != nil {
		return unwritable(err)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	if err := write(tmp); err != nil {
		return err
	}
	if err := tmp.Sync(); err != nil {
		return unwritable(err)
	}
	if err := os.Rename(tmp.Name(), f.Path); err != nil {
		return unwritable(err)
	}
	c.l.Files.Arrived(ctx, f)
	return nil
}
