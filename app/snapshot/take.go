package snapshot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"taglane/app/store"
	"taglane/app/taglane"
)

// Take copies an open library, reads the copy back, and lets older ones go that
// the ring has no place for. fresh false: nothing has changed since the newest,
// which is what is returned. Later: the disk is full. Internal: the copy does
// not read back, so the library itself is damaged, or the disk.
func (r Ring) Take(ctx context.Context, s *store.Store, why Why) (taken Snapshot, fresh bool, err error) {
	if err := os.MkdirAll(r.Folder(), 0o700); err != nil {
		return Snapshot{}, false, taglane.OfDisk(err, taglane.Refused, "The folder of the snapshots cannot be written.")
	}
	if err := r.sweep(); err != nil {
		return Snapshot{}, false, err
	}
	at := r.free(r.Now().UTC().Truncate(time.Millisecond))
	n := note{Snapshot: Snapshot{ID: idOf(at, why), At: at, Why: why, Verified: true}}
	beside := filepath.Join(r.Folder(), n.ID+partial)
	defer func() { // nothing half-made stays
		for _, more := range []string{"", "-journal", "-wal", "-shm"} {
			if gone := os.Remove(beside + more); gone != nil && !errors.Is(gone, fs.ErrNotExist) && err == nil {
				err = taglane.Wrap(gone, taglane.Internal, "The snapshot could not be kept.")
			}
		}
	}()
	if err := os.WriteFile(beside, nil, 0o600); err != nil { // its person's alone, as the library is
		return Snapshot{}, false, kept(err)
	}
	if err := s.Copy(ctx, beside); err != nil {
		return Snapshot{}, false, err
	}
	held, err := store.Read(ctx, beside)
	if err != nil {
		return Snapshot{}, false, err
	}
	n.Clips, n.Edits, n.Library, n.Version = held.Clips, held.Edits, held.Library, held.Version
	if n.SHA256, n.Bytes, err = summed(beside); err != nil {
		return Snapshot{}, false, taglane.Wrap(err, taglane.Internal, "The snapshot could not be kept.")
	}
	if last, same := r.same(n); same {
		return last, false, nil
	}
	if err := r.keep(n, beside); err != nil {
		return Snapshot{}, false, kept(err)
	}
	return n.Snapshot, true, r.prune()
}

// same is the newest copy, and whether it holds exactly what n does.
func (r Ring) same(n note) (Snapshot, bool) {
	all, err := r.All()
	if err != nil || len(all) == 0 {
		return Snapshot{}, false
	}
	last := r.read(all[0].ID)
	return last.Snapshot, last.Verified && last.SHA256 == n.SHA256
}

// keep makes a copy that was read back count: it is on disk before it has its
// name, and its note before it.
func (r Ring) keep(n note, beside string) error {
	text, err := json.MarshalIndent(n, "", "  ")
	if err != nil {
		return err
	}
	if err := sync(beside); err != nil {
		return err
	}
	about := filepath.Join(r.Folder(), n.ID+notes)
	err = written(about, append(text, '\n'))
	if err == nil {
		err = os.Rename(beside, r.path(n.ID))
	}
	if err != nil {
		return errors.Join(err, remove(about))
	}
	return syncDir(r.Folder())
}

func kept(err error) error {
	if store.Full(err) {
		return taglane.Wrap(err, taglane.Later, "The disk is full, so no snapshot was taken.")
	}
	return taglane.Wrap(err, taglane.Internal, "The snapshot could not be kept.")
}

// sweep removes what an end in the midst of taking left behind.
func (r Ring) sweep() error {
	entries, err := os.ReadDir(r.Folder())
	if err != nil {
		return taglane.Wrap(err, taglane.Internal, "The snapshots cannot be read.")
	}
	for _, e := range entries {
		id, isNote := strings.CutSuffix(e.Name(), notes)
		if isNote {
			_, err = os.Lstat(r.path(id))
		}
		if strings.Contains(e.Name(), partial) || isNote && errors.Is(err, fs.ErrNotExist) {
			if err := os.Remove(filepath.Join(r.Folder(), e.Name())); err != nil {
				return taglane.Wrap(err, taglane.Internal, "The snapshot could not be kept.")
			}
		}
	}
	return nil
}

// prune lets go of what has no place in the ring.
func (r Ring) prune() error {
	all, err := r.All()
	if err != nil {
		return err
	}
	times := make([]time.Time, len(all))
	for i, s := range all {
		times[i] = s.At
	}
	for i, stays := range ring(times, r.Now()) {
		if stays {
			continue
		}
		if err := errors.Join(os.Remove(r.path(all[i].ID)), remove(filepath.Join(r.Folder(), all[i].ID+notes))); err != nil {
			return taglane.Wrap(err, taglane.Internal, "An old snapshot could not be removed.")
		}
	}
	return nil
}

// idOf names a copy so that names sort as times do.
func idOf(at time.Time, why Why) string {
	return strings.ReplaceAll(at.Format("20060102T150405.000"), ".", "") + "Z-" + string(why)
}

// free is the first moment from at on that no copy has.
func (r Ring) free(at time.Time) time.Time {
	for {
		taken, err := filepath.Glob(filepath.Join(r.Folder(), idOf(at, "*")))
		if err != nil || len(taken) == 0 {
			return at
		}
		at = at.Add(time.Millisecond)
	}
}

func sumOf(path string) (string, error) {
	sum, _, err := summed(path)
	return sum, err
}

func summed(path string) (sum string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	if size, err = io.Copy(h, f); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}
