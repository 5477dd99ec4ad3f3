package team_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"taglane/app/edit"
	"taglane/app/taglane"
	"taglane/app/team"
)

// Whatever moment a service stops at, readers have a prefix of each log, and
// all of it once the rest has come; doubled and shuffled exchange changes
// nothing.
func TestAFolderCutAtAnyByte(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		there, err := os.MkdirTemp(memoryDir(), "team")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(there)
		mia := join(t, there, "mia")
		for range rapid.IntRange(1, 7).Draw(t, "edits") {
			mia.does(t, rapid.SampledFrom([]int{1, 1, 50, 50, 700, 3_000, 140_000}).Draw(t, "bytes"))
			if rapid.Bool().Draw(t, "sync") {
				mia.sync(t)
			}
		}
		mia.sync(t)

		here := filepath.Join(there, "copy")
		nora := join(t, mkdir(t, here), "nora")
		before := 0
		for _, path := range files(t, there, "mia") {
			whole := text(t, path)
			copied := filepath.Join(here, "edits", "mia", filepath.Base(path))
			for _, n := range []int{rapid.IntRange(0, len(whole)).Draw(t, "cut"), len(whole)} {
				put(t, copied, whole[:n])
				nora.sync(t)
				want := before + bytes.Count(whole[:n], []byte("\n"))
				if got := int(nora.log.Seen()["mia"]); got != want {
					t.Fatalf("%d bytes of %s: %d edits instead of %d", n, filepath.Base(path), got, want)
				}
				nora.sync(t)
			}
			before += bytes.Count(whole, []byte("\n"))
		}
		if before != len(mia.own) {
			t.Fatalf("%d of %d edits were written", before, len(mia.own))
		}
	})
}

// memoryDir is a file system without a disk behind it where there is one: this
// is about bytes that are missing, not about power cuts.
func memoryDir() string {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		return "/dev/shm"
	}
	return ""
}

func mkdir(t tb, path string) string {
	t.Helper()
	if err := os.MkdirAll(path, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// What a service does to the own files is put right from the log: halves,
// lost files, lost tails.
func TestOwnLinesArePutRight(t *testing.T) {
	for name, harm := range map[string]func(t *testing.T, paths []string){
		"half a line more": func(t *testing.T, p []string) {
			last := p[len(p)-1]
			put(t, last, append(text(t, last), `{"device":"mia","se`...))
		},
		"the tail lost":    func(t *testing.T, p []string) { put(t, p[len(p)-1], text(t, p[len(p)-1])[:100]) },
		"a file lost":      func(t *testing.T, p []string) { os.Remove(p[1]) },
		"the first cut":    func(t *testing.T, p []string) { put(t, p[0], text(t, p[0])[:200_000]) },
		"all lost":         func(t *testing.T, p []string) { os.RemoveAll(filepath.Dir(p[0])) },
		"zeroes at an end": func(t *testing.T, p []string) { put(t, p[0], append(text(t, p[0])[:150_000], make([]byte, 4096)...)) },
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			mia, nora := join(t, root, "mia"), join(t, root, "nora")
			for range 16 {
				mia.does(t, 42_000)
			}
			mia.sync(t)
			nora.sync(t)
			paths := files(t, root, "mia")
			if len(paths) < 3 {
				t.Fatalf("%d files", len(paths))
			}
			var was [][]byte
			for _, p := range paths {
				was = append(was, text(t, p))
			}
			harm(t, paths)
			mia.does(t, 10)
			mia.sync(t)
			for i, p := range paths {
				if now := text(t, p); !bytes.HasPrefix(now, was[i]) {
					t.Errorf("%s was not put right", filepath.Base(p))
				}
			}
			nora.sync(t)
			late := join(t, root, "late")
			late.sync(t)
			alike(t, mia, nora, late)
		})
	}
}

// Yesterday's library takes its own lines back; one that was changed since is
// told, and nothing of it is written.
func TestALibraryOlderThanItsLines(t *testing.T) {
	root := t.TempDir()
	mia := join(t, root, "mia")
	mia.does(t, 10)
	mia.does(t, 10)
	mia.sync(t)
	first := mia.own[0]

	old := join(t, root, "mia")
	old.take([]edit.Edit{first})
	if _, err := old.place.Send(context.Background(), team.Mark{}, old.mine); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("lines were written before those that are there were read: %v", err)
	}
	old.sync(t)
	alike(t, mia, old)

	changed := join(t, root, "mia")
	changed.take([]edit.Edit{first})
	changed.does(t, 11)
	before := text(t, files(t, root, "mia")[0])
	if err := changed.trySync(); taglane.KindOf(err) != taglane.Conflict || !strings.Contains(err.Error(), "older state") {
		t.Errorf("a library that contradicts its lines: %v", err)
	}
	if n, err := changed.place.Agreed(context.Background(), changed.mine); n != 1 || err != nil {
		t.Errorf("they part behind %d, %v", n, err)
	}
	if !bytes.Equal(before, text(t, files(t, root, "mia")[0])) {
		t.Error("its lines were written over")
	}
}

// A device that was rewritten, one that is broken and one that only has not
// come whole are told apart, and hold nobody else up.
func TestLinesThatAreHeldUp(t *testing.T) {
	for want, harm := range map[team.Fault]func(b []byte) []byte{
		team.Half:   func(b []byte) []byte { return b[:len(b)-7] },
		team.Broken: func(b []byte) []byte { b[len(b)-50] ^= 1; return b },
		team.Rewritten: func([]byte) []byte {
			other := t.TempDir()
			mia := join(t, other, "mia")
			for range 6 {
				mia.does(t, 33)
			}
			mia.sync(t)
			return text(t, files(t, other, "mia")[0])
		},
	} {
		t.Run(string(want), func(t *testing.T) {
			root := t.TempDir()
			mia, nora, ola := join(t, root, "mia"), join(t, root, "nora"), join(t, root, "zola")
			mia.does(t, 20)
			mia.does(t, 20)
			mia.sync(t)
			nora.sync(t)
			mia.does(t, 20)
			mia.sync(t)
			path := files(t, root, "mia")[0]
			put(t, path, harm(text(t, path)))
			ola.does(t, 5)
			ola.sync(t)
			for range 2 {
				nora.sync(t)
				if got := nora.marks["mia"]; got.Fault != want || got.Seq != 2 {
					t.Errorf("%q after %d edits, not %q after 2", got.Fault, got.Seq, want)
				}
			}
			if nora.log.Seen()["zola"] != 1 {
				t.Error("another device's lines were held up")
			}
			if want == team.Rewritten {
				return
			}
			mia.marks = team.Marks{} // as after a start
			mia.sync(t)
			nora.sync(t)
			if got := nora.marks["mia"]; got.Fault != team.Whole || got.Seq != 3 {
				t.Errorf("after it was put right: %+v", got)
			}
		})
	}
}

// Names a service makes up, other people's files and lines in the wrong folder
// are not read.
func TestCopiesAreIgnored(t *testing.T) {
	root := t.TempDir()
	mia, nora := join(t, root, "mia"), join(t, root, "nora")
	mia.does(t, 10)
	mia.sync(t)
	lines := text(t, files(t, root, "mia")[0])
	for _, name := range []string{"mia (conflicted copy)/000001.jsonl", "mia/000001 (Nora's conflicted copy).jsonl", "mia/000001.sync-conflict-20261126.jsonl", ".stversions/000001.jsonl", "zoe/000001.jsonl"} {
		put(t, filepath.Join(root, "edits", name), lines)
	}
	nora.sync(t)
	if seen := nora.log.Seen(); len(seen) != 1 || seen["mia"] != 1 {
		t.Errorf("seen: %v", seen)
	}
	if got := nora.marks["zoe"].Fault; got != team.Rewritten {
		t.Errorf("another's lines in zoe's folder: %q", got)
	}
}

func TestWhatIsATeamsFolder(t *testing.T) {
	kind := func(root string) taglane.Kind {
		_, err := team.JoinFolder(root, "mia")
		return taglane.KindOf(err)
	}
	full, newer, torn := t.TempDir(), t.TempDir(), t.TempDir()
	put(t, filepath.Join(full, "taxes.pdf"), []byte("x"))
	put(t, filepath.Join(newer, "taglane-team.json"), []byte(`{"format":2}`))
	put(t, filepath.Join(torn, "taglane-team.json"), []byte(`{"for`))
	for root, want := range map[string]taglane.Kind{full: taglane.Invalid, newer: taglane.Refused, torn: taglane.Invalid, filepath.Join(full, "gone"): taglane.Offline, t.TempDir(): ""} {
		if got := kind(root); got != want {
			t.Errorf("%s: %q instead of %q", root, got, want)
		}
	}
}

func TestMediaByContent(t *testing.T) {
	const name = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae" // of "foo"
	root := t.TempDir()
	f := join(t, root, "mia").place
	ctx := context.Background()
	if err := f.Put(ctx, name, 3, strings.NewReader("bar")); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("other bytes under that name: %v", err)
	}
	if has, _ := f.Has(ctx, name); has {
		t.Error("they are there")
	}
	for _, bad := range []string{"", "../../etc/passwd", strings.ToUpper(name)} {
		if err := f.Put(ctx, bad, 3, strings.NewReader("foo")); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%q is taken for a name: %v", bad, err)
		}
	}
	for range 2 {
		if err := f.Put(ctx, name, 3, strings.NewReader("foo")); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Get(ctx, name, &out); err != nil || out.String() != "foo" {
		t.Errorf("%q, %v", out.String(), err)
	}
	path := filepath.Join(root, "media", name[:2], name)
	put(t, path, []byte("fo"))
	if err := f.Get(ctx, name, &out); taglane.KindOf(err) != taglane.NotFound {
		t.Errorf("half a file: %v", err)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("left lying: %v", left)
	}
}
