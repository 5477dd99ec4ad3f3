package desktop

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/wailsapp/wails/v2/pkg/options"

	"taglane/app/taglane"
)

func TestWordsOfAWindow(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for name, v := range map[string]struct {
		args []string
		want Words
		kind taglane.Kind
	}{
		"none":               {nil, Words{}, ""},
		"a sample":           {[]string{"--sample"}, Words{Sample: true}, ""},
		"a clip":             {[]string{"a.mp4"}, Words{Files: []string{at("a.mp4")}}, ""},
		"an absolute one":    {[]string{at("b.taglane")}, Words{Files: []string{at("b.taglane")}}, ""},
		"with a library":     {[]string{"--library", "/films", "a.mp4", "b.mp4"}, Words{Library: "/films", Files: []string{at("a.mp4"), at("b.mp4")}}, ""},
		"in one word":        {[]string{"a.mp4", "--library=/films"}, Words{Library: "/films", Files: []string{at("a.mp4")}}, ""},
		"named like a flag":  {[]string{"--", "--sample"}, Words{Files: []string{at("--sample")}}, ""},
		"no such flag":       {[]string{"--loud"}, Words{}, taglane.Invalid},
		"a flag and no more": {[]string{"a.mp4", "--library"}, Words{}, taglane.Invalid},
	} {
		got, err := ReadWords(v.args, dir)
		if taglane.KindOf(err) != v.kind || !reflect.DeepEqual(got, v.want) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// The page is given each file once, and may open what it was given.
func TestFilesOpenedFromElsewhere(t *testing.T) {
	w := &window{config: Config{Log: quiet}, grants: map[string]bool{}}
	b := &Bridge{log: quiet, shell: w}
	w.hand([]string{"/films/a.mp4"})
	w.second(options.SecondInstanceData{Args: []string{"b.mp4"}, WorkingDirectory: "/films"})
	w.second(options.SecondInstanceData{Args: []string{"--loud"}, WorkingDirectory: "/films"})
	paths, err := b.Handed()
	if err != nil || !reflect.DeepEqual(paths, []string{"/films/a.mp4", "/films/b.mp4"}) {
		t.Fatal(paths, err)
	}
	for _, p := range paths {
		if !w.granted(p) {
			t.Errorf("%s may not be opened", p)
		}
	}
	if again, err := b.Handed(); err != nil || again == nil || len(again) > 0 {
		t.Error("given twice", again, err)
	}
}

func TestALibraryBesideTheProgram(t *testing.T) {
	home, stick := elsewhere(t), t.TempDir()
	if real, err := filepath.EvalSymlinks(stick); err == nil {
		stick = real
	}
	exe := filepath.Join(stick, "taglane")
	if err := os.WriteFile(exe, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(home, "taglane")
	if err := os.Symlink(exe, link); err != nil {
		t.Skip("this machine has no links")
	}
	program = func() (string, error) { return link, nil }
	t.Cleanup(func() { program = os.Executable })
	if o, err := Options(""); err != nil || o.Dir != usualLibrary(home) {
		t.Fatalf("without the folder: %s, %v", o.Dir, err)
	}
	folder := filepath.Join(stick, portableFolder)
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if o, err := Options(""); err != nil || o.Dir != folder || o.Pages != filepath.Join(folder, "pages") {
		t.Errorf("with the folder: %s, pages in %s, %v", o.Dir, o.Pages, err)
	}
	if p, err := placeOf(Config{}); err != nil || !p.Fixed || p.Path != folder {
		t.Errorf("the settings say %+v, %v", p, err)
	}
	if o, err := Options(home); err != nil || o.Dir != home {
		t.Errorf("a library named at the start gives way to it: %s, %v", o.Dir, err)
	}
	if libraryName(Config{}) == "default" || libraryName(Config{}) != libraryName(Config{Library: folder}) {
		t.Error("two windows on one library do not find each other")
	}
}
