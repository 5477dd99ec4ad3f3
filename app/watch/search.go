package watch

import (
	"context"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"taglane/app/taglane"
)

// Wanted is a file that is missed: what was known of it when it was last seen.
type Wanted struct {
	ID          taglane.ID
	Size        int64 // bytes
	Fingerprint string
	Name        string // base name, for looking at the likeliest files first
}

// Search walks below roots and calls found for each wanted file whose
// fingerprint fits, at most once each. Sizes are compared first, so that only
// likely files are read; a file of the old name goes before others. Several
// wants of one fingerprint are all told, each of the file of its own name if
// there is one. What cannot be read is skipped. It returns the error of ctx, or
// Invalid when something is still missed and a root was too large to be seen
// whole.
func Search(ctx context.Context, roots []string, wants []Wanted, fingerprint func(path string) (string, error), found func(Wanted, string)) error {
	return search(ctx, usual, roots, wants, fingerprint, found)
}

func search(ctx context.Context, b bounds, roots []string, wants []Wanted, fingerprint func(path string) (string, error), found func(Wanted, string)) error {
	h := hunt{ctx: ctx, fingerprint: fingerprint, found: found, prints: map[string]string{}, likely: map[int64][]string{}}
	for _, want := range wants {
		if want.Fingerprint != "" {
			h.missed = append(h.missed, want)
			h.likely[want.Size] = nil
		}
	}
	if len(h.missed) == 0 {
		return ctx.Err()
	}
	worst := h.gather(b, roots)
	h.tell(func(want Wanted, path string) bool { return sameName(want.Name, path) })
	h.tell(func(Wanted, string) bool { return true })
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(h.missed) > 0 && (worst == tooDeep || worst == tooMany) {
		return taglane.Errorf(taglane.Invalid, "This folder holds more than can be searched at once; choose a smaller one.")
	}
	return nil
}

// hunt is one search under way.
type hunt struct {
	ctx         context.Context
	fingerprint func(string) (string, error)
	found       func(Wanted, string)
	missed      []Wanted
	likely      map[int64][]string // paths, by a size that is wanted
	prints      map[string]string  // by path; "" could not be read
}

// gather notes every file of a wanted size, in the order of their paths. Where
// roots overlap it may be noted twice; it is read once.
func (h *hunt) gather(b bounds, roots []string) (worst trouble) {
	for _, root := range roots {
		if abs, err := filepath.Abs(root); err == nil {
			root = abs
		}
		w := walk{bounds: b, file: func(path string, e fs.DirEntry) {
			if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
				if paths, wanted := h.likely[info.Size()]; wanted {
					h.likely[info.Size()] = append(paths, path)
				}
			}
		}}
		w.root(h.ctx, root)
		if w.worst <= worstInReach {
			worst = max(worst, w.worst)
		}
	}
	for _, paths := range h.likely {
		slices.Sort(paths)
	}
	return worst
}

// tell compares what is missed with the likely files that fit, and reads no
// more files than it must.
func (h *hunt) tell(fits func(Wanted, string) bool) {
	h.missed = slices.DeleteFunc(h.missed, func(want Wanted) bool {
		for _, path := range h.likely[want.Size] {
			if h.ctx.Err() != nil {
				return false
			}
			if fits(want, path) && h.print(path) == want.Fingerprint {
				h.found(want, path)
				return true
			}
		}
		return false
	})
}

func (h *hunt) print(path string) string {
	p, known := h.prints[path]
	if !known {
		if got, err := h.fingerprint(path); err == nil {
			p = got
		}
		h.prints[path] = p
	}
	return p
}

func sameName(name, path string) bool {
	return name != "" && strings.EqualFold(filepath.Base(name), filepath.Base(path))
}
