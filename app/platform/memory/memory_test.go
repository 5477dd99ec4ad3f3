package memory_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/memory"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

func world(settings map[string]string) func(t *testing.T) platformtest.World {
	return func(t *testing.T) platformtest.World {
		set := map[string]string{}
		for k, v := range settings {
			set[k] = v
		}
		if set["dir"] == "yes" {
			set["dir"] = t.TempDir()
		}
		l := &line{}
		account := taglane.Account{ID: taglane.ID(t.Name()), Service: "memory", Settings: set}
		return platformtest.World{
			Account: account,
			New: func(t testing.TB) platform.Publisher {
				p, err := platform.Open(account, nil)
				if err != nil {
					t.Fatal(err)
				}
				return broken{p, l}
			},
			Break:  l.set,
			Breaks: []platformtest.How{platformtest.CutBefore, platformtest.CutAfter, platformtest.Stall, platformtest.Busy},
			Posts: func() (out []platformtest.Posted) {
				posts, err := memory.Posts(account)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range posts {
					out = append(out, platformtest.Posted{Key: p.Key, ID: p.ID, SHA256: p.SHA256})
				}
				return out
			},
			Forget: told(t, account, memory.Forget),
			Expire: told(t, account, memory.Expire),
			Refuse: told(t, account, memory.Refuse),
		}
	}
}

// told is something that can be made to happen to the far side of an account.
func told(t *testing.T, account taglane.Account, what func(taglane.Account) error) func() {
	return func() {
		if err := what(account); err != nil {
			t.Fatal(err)
		}
	}
}

func TestConformance(t *testing.T) {
	for i, settings := range []map[string]string{
		{}, {"dir": "yes"}, {"fused": "yes"}, {"dir": "yes", "fused": "yes", "processing": "2"},
		{"repeat": "answers"}, {"repeat": "unknown", "processing": "1"}, {"repeat": "blind", "finds": "no"},
		{"links": "late"}, {"lacks": "product-2"},
	} {
		t.Run(fmt.Sprint(i, settings), func(t *testing.T) {
			t.Parallel()
			platformtest.Run(t, world(settings))
		})
	}
}

func TestSettingsAreChecked(t *testing.T) {
	for _, set := range []map[string]string{{"repeat": "often"}, {"processing": "soon"}, {"processing": "-1"}} {
		if _, err := memory.New(taglane.Account{ID: "a", Settings: set}, nil); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%v: %v", set, err)
		}
	}
}

// What Capabilities says of a second Release is what happens.
func TestSecondRelease(t *testing.T) {
	for repeat, want := range map[string]int{"set": 1, "answers": 1, "unknown": 2, "blind": 2} {
		account := taglane.Account{ID: taglane.ID("second release " + repeat), Settings: map[string]string{"repeat": repeat}}
		p, err := memory.New(account, nil)
		if err != nil {
			t.Fatal(err)
		}
		pub := platformtest.Publication(t, t.TempDir())
		s, err := p.Open(t.Context(), pub.Key, pub)
		if err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(pub.Revision.Media.Path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := p.Send(t.Context(), s, 0, f, pub.Revision.Media.Size); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Release(t.Context(), s, pub); err != nil {
			t.Fatal(err)
		}
		_, err = p.Release(t.Context(), s, pub)
		if posts, _ := memory.Posts(account); len(posts) != want || (err != nil) != (repeat == "answers") {
			t.Errorf("%s: %d posts, %v", repeat, len(posts), err)
		}
	}
}

// Another process that opens the same folder finds the same world.
func TestFolderIsTheWholeWorld(t *testing.T) {
	dir := t.TempDir()
	world := world(map[string]string{"dir": dir})(t)
	p, pub := world.New(t), platformtest.Publication(t, t.TempDir())
	if _, err := p.Open(t.Context(), pub.Key, pub); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "world.json"))
	if err != nil || !strings.Contains(string(b), pub.Key) {
		t.Fatalf("%s, %v", b, err)
	}
	if err := os.Remove(filepath.Join(dir, "world.json")); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Status(t.Context(), platform.UploadSession(`{"upload":"upload-1"}`)); taglane.KindOf(err) != taglane.NotFound {
		t.Errorf("the upload is remembered outside the folder: %v", err)
	}
}
