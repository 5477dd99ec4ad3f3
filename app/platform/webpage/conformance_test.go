package webpage

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

func service(t testing.TB, settings map[string]string) *Service {
	t.Helper()
	p, err := platform.Open(taglane.Account{ID: "a", Service: "webpage", Name: "Pages", Settings: settings}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := p.(*Service)
	s.open = (&fault{}).open
	return s
}

func TestConformance(t *testing.T) {
	platformtest.Run(t, func(t *testing.T) platformtest.World {
		dir, f, seen := t.TempDir(), &fault{}, map[string]platformtest.Posted{}
		settings := map[string]string{"dir": dir}
		return platformtest.World{
			Account: taglane.Account{ID: "a", Service: "webpage", Settings: settings},
			New: func(t testing.TB) platform.Publisher {
				s := service(t, settings)
				s.open = f.open
				return s
			},
			Posts:  func() []platformtest.Posted { return posted(t, dir, seen) },
			Break:  func(how platformtest.How, nth int) { f.how, f.left = how, nth },
			Breaks: []platformtest.How{platformtest.CutBefore, platformtest.CutAfter, platformtest.CutMidway, platformtest.Full},
			Forget: func() {
				for _, p := range hidden(t, dir) {
					if err := os.RemoveAll(filepath.Join(dir, p)); err != nil {
						t.Fatal(err)
					}
				}
			},
		}
	})
}

// posted lists the pages a visitor could open and insists that each is whole.
// A page in seen was looked at before; another look would take its time again.
func posted(t testing.TB, dir string, seen map[string]platformtest.Posted) (out []platformtest.Posted) {
	t.Helper()
	d, err := openRooted(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	entries, err := d.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if p, ok := seen[e.Name()]; ok {
			out = append(out, p)
			continue
		}
		m, ok, err := manifestIn(d, e.Name())
		if err != nil || !ok {
			t.Fatalf("%s is public without a manifest: %v", e.Name(), err)
		}
		sum, _, err := summed(t.Context(), d, e.Name()+"/clip.mp4")
		if all, werr := whole(t.Context(), d, e.Name(), m); err != nil || werr != nil || !all {
			t.Fatalf("%s is public and not whole: %v", e.Name(), err)
		}
		if files := tree(t, filepath.Join(dir, e.Name())); len(files) != len(m.Files)+1 {
			t.Fatalf("%s holds strays: %v", e.Name(), sortedKeys(files))
		}
		seen[e.Name()] = platformtest.Posted{Key: m.Key, ID: e.Name(), SHA256: sum}
		out = append(out, seen[e.Name()])
	}
	return out
}

// hidden lists what an unfinished or replaced page left in the folder.
func hidden(t testing.TB, dir string) (out []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			out = append(out, e.Name())
		}
	}
	return out
}
