package media

import (
	"cmp"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"taglane/app/taglane"
)

// Used notes that what is derived of a fingerprint was looked at, so that Trim
// lets it go later than others.
func (c Cache) Used(fingerprint string, now time.Time) {
	if dir, ok := c.folder(fingerprint); ok {
		// A note that is lost costs no more than making a preview again.
		_ = os.Chtimes(filepath.Join(dir, recordFile), now, now)
	}
}

// Ready says whether everything is made of a fingerprint that can be made.
func (a Artefacts) Ready() bool {
	return a.Poster != "" && a.Strip != nil && (a.Proxy != "" || a.PlaysSource)
}

// Pictures is where loose pictures lie that others keep in the cache, such as
// single frames. They are the first to go.
func (c Cache) Pictures() string { return filepath.Join(c.Dir, "pictures") }

// lot is what goes at one stroke.
type lot struct {
	path  string
	bytes int64
	used  time.Time
	rank  int // a lower one goes first
}

// Ranks of what goes first: what is made again in a moment or is large.
const (
	loose   = iota // single pictures
	preview        // a preview, where the rest of its folder stays
	folderly
)

// Size is how many bytes the cache takes.
func (c Cache) Size(ctx context.Context) (int64, error) {
	lots, err := c.lots(ctx)
	var sum int64
	for _, l := range lots {
		sum += l.bytes
	}
	return sum, err
}

// Trim deletes derived files, those first that were not looked at for longest,
// until the cache takes at most limit bytes: loose pictures, then previews,
// then whole folders. What is being made just now stays, and so does what is
// derived of the dear fingerprints, whose sources are away. It returns how many
// bytes are left.
func (c Cache) Trim(ctx context.Context, limit int64, dear map[string]bool) (left int64, err error) {
	lots, err := c.lots(ctx)
	if err != nil {
		return 0, err
	}
	for _, l := range lots {
		left += l.bytes
	}
	slices.SortFunc(lots, func(a, b lot) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), a.used.Compare(b.used), strings.Compare(a.path, b.path))
	})
	for _, l := range lots {
		if left <= limit || ctx.Err() != nil {
			break
		}
		if !dear[l.of(c)] && drop(l) {
			left -= l.bytes
		}
	}
	return left, ctx.Err()
}

// of is the fingerprint a lot is derived of; "" for none.
func (l lot) of(c Cache) string {
	rest, err := filepath.Rel(c.Dir, l.path)
	if err != nil {
		return ""
	}
	name := strings.TrimPrefix(filepath.ToSlash(rest), filepath.Base(c.Pictures())+"/")
	if len(name) < fingerprintLength || !fingerprintForm.MatchString(name[:fingerprintLength]) {
		return ""
	}
	return name[:fingerprintLength]
}

// drop deletes a lot unless somebody works in its folder.
func drop(l lot) bool {
	dir := l.path
	if l.rank == preview {
		dir = filepath.Dir(l.path)
	}
	unlock, ok := busy.try(dir)
	if !ok {
		return false
	}
	defer unlock()
	return os.RemoveAll(l.path) == nil
}

// lots lists what the cache holds.
func (c Cache) lots(ctx context.Context) (out []lot, err error) {
	entries, err := os.ReadDir(c.Dir)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, taglane.OfDisk(err, taglane.Refused, "The library's folder cannot be read.")
	}
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		path := filepath.Join(c.Dir, e.Name())
		switch {
		case path == c.Pictures():
			out = append(out, loosely(path)...)
		case e.IsDir():
			out = append(out, folderOf(path)...)
		default:
			out = append(out, loosely(path)...)
		}
	}
	return out, nil
}

// loosely lists each file below a path as a lot of its own.
func loosely(path string) (out []lot) {
	_ = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error { // what cannot be read cannot be deleted
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				out = append(out, lot{p, info.Size(), info.ModTime(), loose})
			}
		}
		return nil
	})
	return out
}

// folderOf lists a clip's folder: its preview, and the rest with the folder.
func folderOf(dir string) (out []lot) {
	whole := lot{path: dir, rank: folderly}
	var film *lot
	for _, l := range loosely(dir) {
		switch filepath.Base(l.path) {
		case proxyFile:
			film = &lot{l.path, l.bytes, l.used, preview}
			continue
		case recordFile:
			whole.used = l.used
		}
		whole.bytes += l.bytes
	}
	if film != nil {
		film.used = whole.used
		out = append(out, *film)
	}
	return append(out, whole)
}
