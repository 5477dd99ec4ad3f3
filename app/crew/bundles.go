package crew

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"taglane/app/edit"
	"taglane/app/taglane"
	"taglane/app/team"
)

// Bundled says what a bundle holds and who made it.
type Bundled struct {
	Path        string `json:"path"`
	By          string `json:"by"`          // as it says itself
	Signer      string `json:"signer"`      // whose key it is signed with, as this library knows; "" for nobody's
	Known       bool   `json:"known"`       // somebody here compared that key
	Fingerprint string `json:"fingerprint"` // of that key
	Created     string `json:"created"`     // RFC 3339
	Edits       int    `json:"edits"`
	New         int    `json:"new"` // that are not here
	Files       int    `json:"files"`
	Bytes       int64  `json:"bytes"`
}

// WriteBundle writes everything that was ever done here and by others, with the
// files it names, as one signed file. Conflict: there is a file of that name.
func (c *Crew) WriteBundle(ctx context.Context, path string) (Bundled, error) {
	key, err := c.l.Key(ctx)
	if err != nil {
		return Bundled{}, err
	}
	f := team.Filled{ID: string(c.l.NewID()), Created: c.l.Now(), Device: c.l.Store.Device(), By: c.l.Person,
		Logs: map[string]team.Log{}, Media: map[string]func() (io.ReadCloser, int64, error){}}
	seen, err := c.l.Store.Seen(ctx)
	if err != nil {
		return Bundled{}, err
	}
	for device := range seen {
		f.Logs[device] = func(ctx context.Context, after uint64, most int) ([]edit.Edit, error) {
			return c.l.Store.EditsOf(ctx, device, after, most)
		}
	}
	all, err := c.l.Files.Named(ctx)
	if err != nil {
		return Bundled{}, err
	}
	for _, n := range all {
		if n.Here {
			f.Media[n.SHA256] = opens(n.Path)
		}
	}
	if err := write(path, func(w io.Writer) error { return team.WriteBundle(ctx, w, f, key) }); err != nil {
		return Bundled{}, err
	}
	return c.ReadBundle(ctx, path)
}

func opens(path string) func() (io.ReadCloser, int64, error) {
	return func() (io.ReadCloser, int64, error) {
		file, err := os.Open(path)
		if err != nil {
			return nil, 0, err
		}
		info, err := file.Stat()
		if err != nil {
			return nil, 0, errors.Join(err, file.Close())
		}
		return file, info.Size(), nil
	}
}

// write makes a new file, whole or not at all.
func write(path string, fill func(io.Writer) error) error {
	unwritable := func(err error) error {
		return taglane.OfDisk(err, taglane.Refused, "The bundle cannot be written there.")
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return taglane.Wrap(err, taglane.Conflict, "There is a file of that name. Choose another.")
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".bundle-")
	if err != nil {
		return unwritable(err)
	}
	defer os.Remove(tmp.Name())
	if err := fill(tmp); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := errors.Join(tmp.Chmod(0o644), tmp.Sync(), tmp.Close()); err != nil {
		return unwritable(err)
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return unwritable(err)
	}
	return nil
}

// ReadBundle verifies a bundle and says what is in it, before anything of it is
// taken. Errors are those of team.OpenBundle; NotFound: there is no such file.
func (c *Crew) ReadBundle(ctx context.Context, path string) (Bundled, error) {
	var out Bundled
	err := c.opened(ctx, path, func(b *team.Bundle, size int64) error {
		seen, err := c.l.Store.Seen(ctx)
		if err != nil {
			return err
		}
		key := b.Signed()
		out = Bundled{Path: path, By: taglane.OneLine(b.By, taglane.MostName), Fingerprint: taglane.Fingerprint(key),
			Created: b.Created.UTC().Format(time.RFC3339), Files: len(b.Entries) - len(b.Lines), Bytes: size}
		for _, l := range b.Lines {
			out.Edits += l.Count
			last := l.First + uint64(l.Count) - 1
			out.New += int(last - min(max(seen[l.Device], l.First-1), last))
		}
		out.Signer, out.Known, err = c.l.Whose(ctx, key)
		return err
	})
	return out, err
}

// TakeBundle takes a bundle in; what is here already changes nothing. It counts
// whoever signed it only for whom it names: verdicts in it are signed for
// themselves.
func (c *Crew) TakeBundle(ctx context.Context, path string) (Synced, error) {
	var done Synced
	err := c.opened(ctx, path, func(b *team.Bundle, _ int64) error {
		err := b.Edits(ctx, func(edits []edit.Edit) error {
			applied, err := c.l.Store.Merge(ctx, edits...)
			if len(applied) > 0 {
				c.l.Merged(ctx, applied)
			}
			done.Received += len(applied)
			return err
		})
		if err != nil {
			return err
		}
		return c.unpack(ctx, b)
	})
	done.Message = c.say("Received: %d. Sent: %d.", done.Received, done.Sent)
	if done.Received > 0 {
		c.Nudge()
		c.changed()
	}
	return done, err
}

// unpack takes the files that the library names by now and lacks.
func (c *Crew) unpack(ctx context.Context, b *team.Bundle) error {
	all, err := c.l.Files.Named(ctx)
	if err != nil {
		return err
	}
	for _, n := range all {
		if n.Here {
			continue
		}
		err := c.bring(ctx, n, func(file *os.File) error { return b.Get(ctx, n.SHA256, file) })
		if err != nil && taglane.KindOf(err) != taglane.NotFound {
			return err
		}
	}
	return nil
}

// opened verifies a bundle and lends it.
func (c *Crew) opened(ctx context.Context, path string, do func(*team.Bundle, int64) error) error {
	file, err := os.Open(path)
	if err != nil {
		return taglane.OfDisk(err, taglane.NotFound, "There is no such file, or it cannot be read.")
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return taglane.Wrap(err, taglane.NotFound, "There is no such file, or it cannot be read.")
	}
	b, err := team.OpenBundle(ctx, file, info.Size())
	if err != nil {
		return err
	}
	return do(b, info.Size())
}
