package webpage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"taglane/app/taglane"
)

// session is the outbox's note of an upload, and, with what was expected, the
// upload.json of a partial folder.
type session struct {
	Marker   string `json:"marker"`
	Slug     string `json:"slug"`
	Key      string `json:"key"`
	Clip     string `json:"clip"`
	Revision string `json:"revision"`
	Size     int64  `json:"size"`
	SHA256   string `json:"sha256"`
	Media    string `json:"media"`
	Again    bool   `json:"again,omitempty"` // the bytes went wrong once
}

// manifest lists what a page consists of. It is written last, so a folder
// that has one is whole.
type manifest struct {
	Format     string   `json:"format"`
	App        string   `json:"app"`
	Key        string   `json:"key"`
	Revision   string   `json:"revision"`
	Clip       string   `json:"clip"`
	ExportedAt string   `json:"exported_at"`
	Files      []listed `json:"files"` // by name
}

type listed struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"` // bytes
}

const (
	pageFormat   = "taglane-page/1"
	generator    = "Taglane, page 1" // grows when the same revision gives other bytes
	manifestName = "manifest.json"
	uploadName   = "upload.json"
	manifestMax  = 4 << 20
)

func partial(marker string) string { return ".taglane-" + marker + ".partial" }
func aside(marker string) string   { return ".taglane-" + marker + ".old" }

func markerOf(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:8])
}

func (m manifest) is(s session) bool { return m.Key == s.Key && m.Revision == s.Revision }

// manifestIn reads a folder's manifest; ok is false when there is none of ours.
func manifestIn(d disk, dir string) (m manifest, ok bool, err error) {
	ok, err = readJSON(d, path.Join(dir, manifestName), &m)
	return m, ok && m.Format == pageFormat, err
}

func readJSON(d disk, name string, into any) (bool, error) {
	b, err := readAll(d, name, manifestMax)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && json.Unmarshal(b, into) == nil, err
}

func there(d disk, name string) (bool, error) {
	_, err := d.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// public says whether the page of this very upload stands under its name.
func public(d disk, s session) (bool, error) {
	m, ok, err := manifestIn(d, s.Slug)
	return ok && m.is(s), err
}

// taken refuses a name under which something else lies than a page of the same clip.
func taken(d disk, slug, clip string) error {
	if have, err := there(d, slug); err != nil || !have {
		return err
	}
	m, ok, err := manifestIn(d, slug)
	if err == nil && (!ok || m.Clip != clip) {
		return taglane.Errorf(taglane.Conflict, "There is another folder named %s already. Call the page %s-2 or give it another title.", slug, slug)
	}
	return err
}

// mend finishes what a crash between the two renames left: the old page lies
// aside and the new one still has its partial name. It changes nothing else.
func mend(ctx context.Context, d disk, s session) error {
	old, err := there(d, aside(s.Marker))
	if err != nil || !old {
		return err
	}
	if have, err := there(d, s.Slug); err != nil {
		return err
	} else if have {
		if now, err := public(d, s); err != nil || !now {
			return err
		}
		return d.Remove(aside(s.Marker))
	}
	if _, ok, err := finished(ctx, d, s); err != nil {
		return err
	} else if ok {
		return swap(d, s, true)
	}
	if err := d.Rename(aside(s.Marker), s.Slug); err != nil {
		return err
	}
	return d.SyncDir(".")
}

// finished says whether the partial folder is a whole page that only lacks its
// name. A manifest that promises more than the disk gives back is taken away.
func finished(ctx context.Context, d disk, s session) (m manifest, ok bool, err error) {
	m, ok, err = manifestIn(d, partial(s.Marker))
	if err != nil || !ok || !m.is(s) {
		return m, false, err
	}
	if ok, err = whole(ctx, d, partial(s.Marker), m); err == nil && !ok {
		err = d.Remove(path.Join(partial(s.Marker), manifestName))
	}
	return m, ok, err
}

// swap gives the finished partial folder its name. The rename is the public act.
func swap(d disk, s session, replaced bool) error {
	if err := d.Rename(partial(s.Marker), s.Slug); err != nil {
		return err
	}
	if err := d.SyncDir("."); err != nil || !replaced {
		return err
	}
	return d.Remove(aside(s.Marker))
}

// finish makes the partial folder public: first everything that is not in its
// manifest goes, then an older page steps aside.
func finish(ctx context.Context, d disk, s session, m manifest) error {
	p := partial(s.Marker)
	if err := sweep(d, p, "", m); err != nil {
		return err
	}
	if err := taken(d, s.Slug, s.Clip); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	old, err := there(d, s.Slug)
	if err != nil {
		return err
	}
	if old {
		if err := d.Rename(s.Slug, aside(s.Marker)); err != nil {
			return err
		}
	}
	return swap(d, s, old)
}

// sweep removes strays from dir below root and makes the rest durable.
func sweep(d disk, root, dir string, m manifest) error {
	entries, err := d.ReadDir(path.Join(root, dir))
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		keep := name == manifestName || slices.ContainsFunc(m.Files, func(f listed) bool {
			return f.Name == name || strings.HasPrefix(f.Name, name+"/")
		})
		switch {
		case !keep:
			err = d.Remove(path.Join(root, name))
		case e.IsDir():
			err = sweep(d, root, name, m)
		}
		if err != nil {
			return err
		}
	}
	return d.SyncDir(path.Join(root, dir))
}

// whole reads back every file of a manifest.
func whole(ctx context.Context, d disk, dir string, m manifest) (bool, error) {
	for _, f := range m.Files {
		sum, size, err := summed(ctx, d, path.Join(dir, f.Name))
		if errors.Is(err, fs.ErrNotExist) {
			return false, nil
		}
		if err != nil || sum != f.SHA256 || size != f.Size {
			return false, err
		}
	}
	return true, nil
}

func summed(ctx context.Context, d disk, name string) (string, int64, error) {
	f, err := d.Open(name)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, reader{ctx, f})
	return hex.EncodeToString(h.Sum(nil)), n, err
}

// spoiled begins the clip again after its bytes came out wrong, once; the
// second time the upload is given up.
func spoiled(ctx context.Context, d disk, s session) error {
	p := partial(s.Marker)
	if s.Again {
		if err := d.Remove(p); err != nil {
			return err
		}
		return taglane.Errorf(taglane.Internal, "The clip came out damaged twice. The disk may be failing, or the clip changed.")
	}
	s.Again = true
	if err := putJSON(ctx, d, path.Join(p, uploadName), s); err != nil {
		return err
	}
	return d.Remove(path.Join(p, s.Media))
}

func putJSON(ctx context.Context, d disk, name string, v any) error {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return taglane.Wrap(err, taglane.Internal, "The page's list of files could not be written.")
	}
	return put(ctx, d, name, bytes.NewReader(append(b, '\n')))
}

// contents is everything a manifest will list besides the clip.
type contents struct {
	made   site
	copied map[string]taglane.File
}

// fillIn writes all files but the clip into the partial folder, the manifest last.
func fillIn(ctx context.Context, d disk, s session, c contents, clip bool, frozen time.Time) (manifest, error) {
	p := partial(s.Marker)
	m := manifest{Format: pageFormat, App: generator, Key: s.Key, Revision: s.Revision, Clip: s.Clip, ExportedAt: frozen.UTC().Format(time.RFC3339Nano)}
	if clip {
		m.Files = append(m.Files, listed{s.Media, s.SHA256, s.Size})
	}
	for name, b := range c.made {
		if err := put(ctx, d, path.Join(p, name), bytes.NewReader(b)); err != nil {
			return m, err
		}
		sum := sha256.Sum256(b)
		m.Files = append(m.Files, listed{name, hex.EncodeToString(sum[:]), int64(len(b))})
	}
	for name, f := range c.copied {
		if dir := path.Dir(name); dir != "." {
			if have, err := there(d, path.Join(p, dir)); err != nil {
				return m, err
			} else if !have {
				if err := d.Mkdir(path.Join(p, dir)); err != nil {
					return m, err
				}
			}
		}
		b, err := frozenBytes(f)
		if err != nil {
			return m, err
		}
		if err := put(ctx, d, path.Join(p, name), bytes.NewReader(b)); err != nil {
			return m, err
		}
		m.Files = append(m.Files, listed{name, f.SHA256, int64(len(b))})
	}
	slices.SortFunc(m.Files, func(a, b listed) int { return strings.Compare(a.Name, b.Name) })
	return m, putJSON(ctx, d, path.Join(p, manifestName), m)
}
