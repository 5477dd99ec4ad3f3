package desktop

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// A browser gives no paths, so the twin takes the file itself.
const (
	maxClip    = 16 << 30 // bytes
	maxPicture = 32 << 20
	maxFeed    = 2 << 30
	maxBundle  = 16 << 30
)

// take streams a dropped or chosen file in and gives it to the verb it is for.
func (t *twin) take(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	var out any
	var err error
	switch q.Get("verb") {
	case "ImportFile":
		out, err = guard(t.bridge, func() (studio.ImportReport, error) {
			return t.takeClip(r, q.Get("name"), http.MaxBytesReader(w, r.Body, maxClip))
		})
	case "SetProductPicture":
		out, err = guard(t.bridge, func() (studio.Product, error) {
			return t.bridge.studio.SetProductPicture(r.Context(), taglane.ID(q.Get("id")), http.MaxBytesReader(w, r.Body, maxPicture))
		})
	case "ImportProducts":
		out, err = guard(t.bridge, func() (studio.FileReport, error) {
			return t.bridge.studio.ImportProducts(r.Context(), http.MaxBytesReader(w, r.Body, maxFeed), q.Get("name"))
		})
	case "OpenFeed":
		out, err = guard(t.bridge, func() (studio.FileLook, error) {
			return openFeed(t.bridge, q.Get("name"), http.MaxBytesReader(w, r.Body, maxFeed))
		})
	case "OpenBundle":
		out, err = guard(t.bridge, func() (studio.Bundled, error) {
			return openBundle(t.bridge, http.MaxBytesReader(w, r.Body, maxBundle))
		})
	default:
		err = taglane.Errorf(taglane.NotFound, "There is no verb %q that takes a file.", q.Get("verb"))
	}
	t.answer(w, out, err)
}

// takeClip keeps a clip in the library's own folder, then imports it from there.
func (t *twin) takeClip(r *http.Request, name string, body io.Reader) (studio.ImportReport, error) {
	dir := filepath.Join(t.bridge.studio.Dir(), "clips")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return studio.ImportReport{}, taglane.OfDisk(err, taglane.Refused, "The library's folder cannot be written.")
	}
	f, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return studio.ImportReport{}, taglane.OfDisk(err, taglane.Refused, "The library's folder cannot be written.")
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if _, err := io.Copy(f, body); err != nil {
		return studio.ImportReport{}, taglane.OfDisk(err, taglane.Later, "The clip did not arrive whole. Drop it again.")
	}
	if err := f.Sync(); err != nil {
		return studio.ImportReport{}, taglane.OfDisk(err, taglane.Refused, "The library's folder cannot be written.")
	}
	path, err := place(f.Name(), dir, plainName(name))
	if err != nil {
		return studio.ImportReport{}, taglane.OfDisk(err, taglane.Refused, "The library's folder cannot be written.")
	}
	report, err := t.bridge.studio.Import(r.Context(), []string{path})
	if len(report.Refused) > 0 {
		os.Remove(path) // our own copy of what nobody can open
		report.Refused[0].Path = name
	}
	return report, err
}

// openFeed keeps a product file until its person said how it is to be taken in.
func openFeed(b *Bridge, name string, body io.Reader) (studio.FileLook, error) {
	f, err := os.CreateTemp("", "taglane-feed-*")
	if err != nil {
		return studio.FileLook{}, taglane.OfDisk(err, taglane.Refused, "The folder for temporary files cannot be written.")
	}
	_, err = io.Copy(f, body)
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(f.Name())
		return studio.FileLook{}, taglane.OfDisk(err, taglane.Later, "The file did not arrive whole. Choose it again.")
	}
	look, err := b.studio.OpenFeed(b.ctx(), f.Name(), plainName(name), true)
	if err != nil {
		os.Remove(f.Name())
	}
	return look, err
}

// openBundle keeps a bundle until its person said whether it is to be taken in,
// or shows another, and verifies it.
func openBundle(b *Bridge, body io.Reader) (studio.Bundled, error) {
	f, err := os.CreateTemp("", "taglane-bundle-*.taglane")
	if err != nil {
		return studio.Bundled{}, taglane.OfDisk(err, taglane.Refused, "The folder for temporary files cannot be written.")
	}
	_, err = io.Copy(f, body)
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(f.Name())
		return studio.Bundled{}, taglane.OfDisk(err, taglane.Later, "The file did not arrive whole. Choose it again.")
	}
	done, err := b.studio.ReadBundle(b.ctx(), f.Name())
	if err != nil {
		os.Remove(f.Name())
		return studio.Bundled{}, err
	}
	b.keepBundle(f.Name())
	return done, nil
}

// keepBundle lets go of the bundle that was kept before; "" keeps none.
func (b *Bridge) keepBundle(path string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.bundle != "" && b.bundle != path {
		os.Remove(b.bundle)
	}
	b.bundle = path
}

// hasBundle says whether a path is that of the bundle that is kept.
func (b *Bridge) hasBundle(path string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return path != "" && path == b.bundle
}

// place gives a file its name, or the name with a number where that is taken.
func place(from, dir, name string) (string, error) {
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	for n := 1; ; n++ {
		to := filepath.Join(dir, name)
		err := os.Link(from, to) // fails where the name is taken, unlike a rename
		if err == nil || !os.IsExist(err) || n > 1000 {
			return to, err
		}
		name = stem + " " + strconv.Itoa(n+1) + ext
	}
}

// plainName keeps what is harmless of a file name from a browser.
func plainName(name string) string {
	name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	if name = strings.Trim(name, ". "); name == "" || len(name) > 200 {
		return "clip.mp4"
	}
	return name
}
