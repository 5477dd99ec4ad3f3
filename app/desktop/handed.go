package desktop

import (
	"path/filepath"
	"strings"

	"github.com/wailsapp/wails/v2/pkg/options"
	wails_runtime "github.com/wailsapp/wails/v2/pkg/runtime"

	"taglane/app/taglane"
)

// Words are what stands after the program's name when it opens the window.
type Words struct {
	Library string   // "" where none is named
	Sample  bool     // puts the sample clip into the library first
	Files   []string // to be opened, as absolute paths
}

// ReadWords reads them; relative paths start at dir. Invalid: a flag there is
// not, or one without its value. Whether a file is there is not asked: the
// window says so where it is opened.
func ReadWords(args []string, dir string) (Words, error) {
	var w Words
	for i := 0; i < len(args); i++ {
		word := args[i]
		value, named := strings.CutPrefix(word, "--library=")
		switch {
		case word == "--":
			w.open(args[i+1:], dir)
			return w, nil
		case word == "--sample":
			w.Sample = true
		case named:
			w.Library = value
		case word == "--library":
			if i++; i == len(args) {
				return Words{}, taglane.Errorf(taglane.Invalid, "--library wants a folder.")
			}
			w.Library = args[i]
		case strings.HasPrefix(word, "-"):
			return Words{}, taglane.Errorf(taglane.Invalid, "There is no flag %q.", word)
		default:
			w.open(args[i:i+1], dir)
		}
	}
	return w, nil
}

func (w *Words) open(paths []string, dir string) {
	for _, p := range paths {
		if !filepath.IsAbs(p) {
			p = filepath.Join(dir, p)
		}
		w.Files = append(w.Files, filepath.Clean(p))
	}
}

// hand gives the page files the person opened with Taglane from elsewhere. The
// page fetches them when it is ready, so none is told to a page that does not
// listen yet.
func (w *window) hand(paths []string) {
	w.grant(paths)
	w.mu.Lock()
	w.handed = append(w.handed, paths...)
	w.mu.Unlock()
}

// second is a Taglane that was started while this one has the library: what it
// was to open is opened here.
func (w *window) second(d options.SecondInstanceData) {
	words, err := ReadWords(d.Args, d.WorkingDirectory)
	if err != nil {
		w.config.Log.Warn("a second start was not understood", "err", err)
	}
	w.raise()
	w.arrive(words.Files)
}

// arrive is hand while the page may be listening already.
func (w *window) arrive(paths []string) {
	w.hand(paths)
	if w.ctx != nil && len(paths) > 0 {
		wails_runtime.EventsEmit(w.ctx, "handed")
	}
}

func (w *window) takeHanded() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	paths := w.handed
	w.handed = nil
	return paths
}

// Handed gives, once, the files that were opened with Taglane from elsewhere,
// for the page to treat like dropped ones.
func (b *Bridge) Handed() ([]string, error) {
	return held(b, func() ([]string, error) {
		if b.shell != nil {
			if paths := b.shell.takeHanded(); paths != nil {
				return paths, nil
			}
		}
		return []string{}, nil
	})
}
