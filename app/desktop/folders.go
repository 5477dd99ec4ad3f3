package desktop

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"taglane/app/taglane"
)

// ShowFolder opens one of Taglane's folders, or one the person gave, in the
// person's file manager, also while the library cannot be opened. Refused: it is
// another, or this shell cannot. NotFound: it is gone.
func (b *Bridge) ShowFolder(path string) error {
	_, err := held(b, func() (done, error) { return done{}, showFolder(b, path) })
	return err
}

func showFolder(b *Bridge, path string) error {
	_ = b.awake() // where exports go may not be known before; a library that stays shut has folders too
	o, err := b.options()
	if err != nil {
		return err
	}
	path = filepath.Clean(path)
	if !filepath.IsAbs(path) || !ours(path, o.Dir, o.Exports, o.Pages) && !b.shell.granted(path) && !b.shell.granted(filepath.Dir(path)) {
		return taglane.Errorf(taglane.Refused, "That folder is none of Taglane's.")
	}
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return taglane.Wrap(err, taglane.NotFound, "That folder is not there any more.")
	}
	if err := b.shell.openFolder(path); err != nil {
		if taglane.KindOf(err) == taglane.Internal {
			return taglane.Wrap(err, taglane.Refused, "The folder could not be opened. It is %s.", taglane.Plain(path))
		}
		return err
	}
	return nil
}

// ours says whether a folder is one of these or lies in one, as it is named or
// as it is reached.
func ours(path string, roots ...string) bool {
	for _, root := range roots {
		for _, name := range []string{root, real(root)} {
			if rel, err := filepath.Rel(name, path); name != "" && err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
				return true
			}
		}
	}
	return false
}

func real(path string) string {
	to, err := filepath.EvalSymlinks(path)
	if err != nil {
		return ""
	}
	return to
}

// openFolder opens a folder as the person's system does.
func (w *window) openFolder(path string) error {
	if opener := os.Getenv("TAGLANE_OPENER"); opener != "" {
		return begun(exec.Command(opener, path)) //nolint:gosec // G702: whoever sets our environment may name the program
	}
	switch runtime.GOOS {
	case "darwin":
		return begun(exec.Command("open", "-R", path)) // shown, never run, whatever it is called
	case "windows":
		return begun(exec.Command("explorer.exe", path))
	}
	return begun(exec.Command("xdg-open", path))
}

// begun starts a program that goes its own way.
func begun(c *exec.Cmd) error {
	if err := c.Start(); err != nil {
		return err
	}
	go func() { _ = c.Wait() }() // or it would stay behind as a shadow
	return nil
}

// openFolder: a browser shows no folders.
func (browser) openFolder(string) error {
	return taglane.Errorf(taglane.Refused, "A browser cannot open folders.")
}
