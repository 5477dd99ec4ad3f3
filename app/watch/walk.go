package watch

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// bounds keep a walk finite, whatever somebody points it at.
type bounds struct {
	depth   int // levels below the folder given
	entries int // files and folders in all
}

var usual = bounds{depth: 32, entries: 100_000}

// batch is how many entries are read at once, so that one huge folder is not
// read whole before it is found to be too much.
const batch = 512

// walk goes through a folder and all below it, nearest first, so that what a
// bound leaves out is what lies deepest.
type walk struct {
	bounds
	enter func(folder string)                  // before a folder is read; may be nil
	left  func(folder string)                  // instead, when it could not be read after all; may be nil
	skip  func(folder string) bool             // folders that are somebody else's; may be nil
	file  func(path string, entry fs.DirEntry) // each regular file that is not hidden

	seen  int
	worst trouble
}

type stop struct {
	path  string
	depth int
}

// root walks a folder that a person named, which may be a link.
func (w *walk) root(ctx context.Context, folder string) {
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		w.worst = gone
	case err != nil:
		w.worst = unreadable
	case !info.IsDir():
		w.worst = notAFolder
	default:
		w.from(ctx, stop{folder, 0})
	}
}

// from walks from a folder that lies start.depth below the one named.
func (w *walk) from(ctx context.Context, start stop) {
	for todo := []stop{start}; len(todo) > 0 && ctx.Err() == nil && w.worst != tooMany; todo = todo[1:] {
		at := todo[0]
		if at.depth > w.depth {
			w.worsen(tooDeep)
			continue
		}
		below, err := w.read(at)
		todo = append(todo, below...)
		switch {
		case err == nil:
		case errors.Is(err, fs.ErrNotExist): // it went away under our eyes
			if at.depth == 0 {
				w.worsen(gone)
			}
		case at.depth == 0:
			w.worsen(unreadable)
		default:
			w.worsen(closedBelow)
		}
	}
}

// read reads one folder and returns those in it.
func (w *walk) read(at stop) (below []stop, err error) {
	if w.enter != nil {
		w.enter(at.path)
	}
	f, err := openFolder(at.path, at.depth == 0)
	if err != nil {
		if w.left != nil {
			w.left(at.path)
		}
		return nil, err
	}
	defer f.Close()
	for {
		entries, err := f.ReadDir(batch)
		for _, e := range entries {
			if w.seen++; w.seen > w.entries {
				w.worsen(tooMany)
				return below, nil
			}
			path := filepath.Join(at.path, e.Name())
			switch {
			case e.IsDir():
				if !closed(e.Name()) && (w.skip == nil || !w.skip(path)) {
					below = append(below, stop{path, at.depth + 1})
				}
			case e.Type().IsRegular() && !hidden(e.Name()):
				w.file(path, e)
			}
		}
		if errors.Is(err, io.EOF) {
			return below, nil
		}
		if err != nil {
			return below, err
		}
	}
}

func (w *walk) worsen(t trouble) { w.worst = max(w.worst, t) }
