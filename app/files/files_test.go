package files

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"taglane/app/taglane"
)

func list(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func holds(t *testing.T, path, want string) {
	t.Helper()
	if b, err := os.ReadFile(path); err != nil || string(b) != want {
		t.Errorf("%s holds %q, %v", filepath.Base(path), b, err)
	}
}

func TestAFileIsKeptByItsContent(t *testing.T) {
	o := Own{filepath.Join(t.TempDir(), "media")}
	path, err := o.Keep("aa", ".jpg", []byte("picture"))
	if err != nil || path != o.At("aa", ".jpg") {
		t.Fatal(path, err)
	}
	holds(t, path, "picture")
	if err := os.WriteFile(path, []byte("pic"), 0o600); err != nil { // a disk that lost its end
		t.Fatal(err)
	}
	if _, err := o.Keep("aa", ".jpg", []byte("picture")); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "picture")
	if got := list(t, o.Dir); !slices.Equal(got, []string{"aa.jpg"}) {
		t.Error("something is left over:", got)
	}
	if _, err := (Own{filepath.Join(path, "below a file")}).Keep("aa", ".jpg", nil); taglane.KindOf(err) != taglane.Refused {
		t.Error(err)
	}
	if err := Write(filepath.Join(o.Dir, "none", "x"), nil); taglane.KindOf(err) != taglane.Refused {
		t.Error(err)
	}
}

// What is cleaned away under one name stays under the other, until it is let go.
func TestASecondName(t *testing.T) {
	dir := t.TempDir()
	o, first := Own{filepath.Join(dir, "media")}, filepath.Join(dir, "first.mp4")
	if err := os.WriteFile(first, []byte("film"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := o.Adopt(taglane.File{Path: first, SHA256: "bb", Size: 4}, ".mp4")
	if err != nil || f.Path != o.At("bb", ".mp4") {
		t.Fatal(f, err)
	}
	if err := os.Remove(first); err != nil {
		t.Fatal(err)
	}
	holds(t, f.Path, "film")
	if again, err := o.Adopt(taglane.File{Path: first, SHA256: "bb", Size: 4}, ".mp4"); err != nil || again != f {
		t.Error("it has a second name already:", again, err)
	}
	if _, err := o.Adopt(taglane.File{Path: first, SHA256: "cc", Size: 4}, ".mp4"); taglane.KindOf(err) != taglane.Refused {
		t.Error(err)
	}
	if _, err := o.Keep("aa", ".jpg", []byte("picture")); err != nil {
		t.Fatal(err)
	}
	only := func(names ...string) func() (map[string]bool, error) {
		return func() (map[string]bool, error) {
			out := map[string]bool{}
			for _, name := range names {
				out[name] = true
			}
			return out, nil
		}
	}
	if err := o.LetGo(".mp4", only("bb.mp4")); err != nil || len(list(t, o.Dir)) != 2 {
		t.Error(list(t, o.Dir), err)
	}
	if err := o.LetGo(".mp4", only()); err != nil || !slices.Equal(list(t, o.Dir), []string{"aa.jpg"}) {
		t.Error(list(t, o.Dir), err)
	}
	nobody := func() (map[string]bool, error) { t.Error("it is asked of nothing"); return nil, nil }
	if err := (Own{filepath.Join(dir, "nothing")}).LetGo(".mp4", nobody); err != nil {
		t.Error(err)
	}
}

func TestNamesThatAreFree(t *testing.T) {
	dir := t.TempDir()
	for _, want := range []string{"a-b.mp4", "a-b 2.mp4", "a-b 3.mp4"} {
		path, err := Free(dir, "a/b", ".mp4")
		if err != nil || filepath.Base(path) != want {
			t.Fatal(path, err)
		}
		if err := Write(path, nil); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{
		`Slow: "Sunday"/../x`: "Slow- -Sunday--..-x", "": "clip", " .-": "clip", "a\u202egpj.exe": "agpj.exe", "tab\there": "tab-here",
		strings.Repeat("ü", 100): strings.Repeat("ü", 80), "con:": "con",
	} {
		if got := Name(name); got != want {
			t.Errorf("%q is called %q, want %q", name, got, want)
		}
	}
}
