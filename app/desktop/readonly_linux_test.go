package desktop

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// readonly makes a folder one for reading until the test ends: root may write
// whatever rights say, so for root it becomes a medium.
func readonly(t *testing.T, dir string) {
	t.Helper()
	if os.Getuid() != 0 {
		if err := os.Chmod(dir, 0o555); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
		return
	}
	if err := unix.Mount(dir, dir, "", unix.MS_BIND, ""); err != nil {
		t.Skip("nothing can be mounted here: ", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	if err := unix.Mount("", dir, "", unix.MS_BIND|unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
}

// A library on a medium for reading opens by itself, and says that it is only
// shown and why. It is exported where there is room, and looks as its person likes.
func TestALibraryForReadingIsShownByItself(t *testing.T) {
	dir := t.TempDir()
	say, _, _, stop := run(t, dir)
	add(t, say, "mug")
	stop()
	before := bytesOf(t, dir)
	readonly(t, dir)

	say, _, _, stop = run(t, dir)
	var s studio.Standing
	if f := say("Standing", &s); f != nil || !strings.Contains(s.Viewed, dir+" cannot be written") || s.Full != "" {
		t.Fatalf("%v %+v", f, s)
	}
	if got := titles(t, say); len(got) != 1 || got[0] != "mug" {
		t.Error(got)
	}
	for verb, args := range map[string][]any{
		"AddProduct":   {map[string]string{"title": "cup", "url": "https://lind.example/", "relation": "own"}},
		"AddProject":   {"p"},
		"TakeSnapshot": nil, "PauseOutbox": {true}, "AddWatch": {t.TempDir(), ""},
		"SetSnippets": {[]any{}},
	} {
		if f := say(verb, nil, args...); f == nil || f.Kind != taglane.Refused {
			t.Errorf("%s: %+v", verb, f)
		}
	}
	for verb, args := range map[string][]any{
		"Library": nil, "Clips": {map[string]string{}}, "Accounts": nil, "Outbox": nil, "Snapshots": nil, "Team": nil, "Watches": nil, "Vault": nil,
		"Doctor": nil, "Tools": nil, "Cache": nil, "LibraryPlace": nil, "Settings": nil, "Jobs": nil, "Insights": {"2026-11-01", "2026-11-26"}, "Links": {""}, "Programs": nil, "Launches": nil,
		"ServedReviews": nil, "Members": nil, "OutboxPaused": nil, "Sources": nil, "Radar": nil, "Looks": nil, "Waiting": nil, "Services": nil, "Snippets": nil,
	} {
		if f := say(verb, nil, args...); f != nil {
			t.Errorf("%s cannot be looked at: %+v", verb, f)
		}
	}
	if f := say("SetSetting", nil, "look", "dark"); f != nil {
		t.Error("how it is shown cannot be chosen: ", f)
	}
	stop()
	if bytesOf(t, dir) != before {
		t.Error("something was written")
	}
}

// bytesOf is all that lies in a folder and below.
func bytesOf(t *testing.T, dir string) string {
	t.Helper()
	var out strings.Builder
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		out.WriteString(path + "\n" + string(b) + "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}
