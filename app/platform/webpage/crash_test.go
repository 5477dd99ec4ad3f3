package webpage

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// tree is a folder's files by name.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		out[filepath.ToSlash(name)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTwoExportsAreByteEqual(t *testing.T) {
	for _, single := range []string{"false", "true"} {
		p := sunday(t)
		p.Settings["single_file"] = single
		a, b := tree(t, publish(t, map[string]string{"dir": t.TempDir()}, p)), tree(t, publish(t, map[string]string{"dir": t.TempDir()}, p))
		if !reflect.DeepEqual(a, b) {
			t.Errorf("single %s: two exports of one revision differ", single)
		}
		want := "cover.jpg embed.txt index.html manifest.json tags.vtt timeline.json"
		if single == "false" {
			want = "clip.mp4 cover.jpg embed.txt index.html manifest.json products/carafe.jpg products/kettle.jpg products/linen.jpg products/mug.jpg tags.vtt timeline.json"
		}
		if got := strings.Join(sortedKeys(a), " "); got != want {
			t.Errorf("single %s: the folder holds %s", single, got)
		}
	}
}

// TestCrashAnywhere turns the machine off at every change of the disk, starts
// again, and insists on the one right folder and no remains.
func TestCrashAnywhere(t *testing.T) {
	old, now := sunday(t), sunday(t)
	now.Revision.Draft.Products[0].Title = "Blue mug"
	now.Revision.Digest = taglane.DigestOf(now.Revision)
	now.Key = "later"
	want := tree(t, publish(t, map[string]string{"dir": t.TempDir()}, now))
	before := tree(t, publish(t, map[string]string{"dir": t.TempDir()}, old))
	for _, replacing := range []bool{false, true} {
		for n := 1; ; n++ {
			dir := t.TempDir()
			name := fmt.Sprintf("replacing %v, change %d", replacing, n)
			if replacing {
				publish(t, map[string]string{"dir": dir}, old)
			}
			f := &fault{how: platformtest.CutMidway, crash: true, quiet: true, left: n}
			s := service(t, map[string]string{"dir": dir})
			s.open = f.open
			_, err := carry(t, s, now)
			if err == nil {
				break // there are fewer changes than n
			}
			if !errors.Is(err, errDead) {
				t.Fatalf("%s: %v", name, err)
			}
			afterCrash(t, name, dir, replacing, before, want)
			s = service(t, map[string]string{"dir": dir})
			if _, err := carry(t, s, now); err != nil {
				t.Fatalf("%s: after the crash: %v", name, err)
			}
			up, err := s.Open(t.Context(), now.Key, now)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if st, err := s.Status(t.Context(), up); err != nil || st.Post == nil {
				t.Fatalf("%s: Status does not know the page: %+v, %v", name, st, err)
			}
			got := tree(t, filepath.Join(dir, "slow-sunday-four-things"))
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%s: another page than without a crash: %v", name, sortedKeys(got))
			}
			if left := hidden(t, dir); len(left) > 0 {
				t.Fatalf("%s: remains: %v", name, left)
			}
		}
	}
}

// TestEveryFailedChangeIsMadeGood lets each change of the disk fail once, as a
// full disk does, and tries again.
func TestEveryFailedChangeIsMadeGood(t *testing.T) {
	p := sunday(t)
	want := tree(t, publish(t, map[string]string{"dir": t.TempDir()}, p))
	for n := 1; ; n++ {
		dir, f := t.TempDir(), &fault{how: platformtest.Full, quiet: true, left: n}
		s := service(t, map[string]string{"dir": dir})
		s.open = f.open
		_, err := carry(t, s, p)
		if err == nil && f.left > 0 {
			return // there are fewer changes than n
		}
		if taglane.KindOf(err) != taglane.Later {
			t.Fatalf("change %d fails and is told as %v", n, err)
		}
		if _, err := carry(t, s, p); err != nil {
			t.Fatalf("change %d: the second try: %v", n, err)
		}
		if got := tree(t, filepath.Join(dir, "slow-sunday-four-things")); !reflect.DeepEqual(got, want) {
			t.Fatalf("change %d: another page than without a fault: %v", n, sortedKeys(got))
		}
		if left := hidden(t, dir); len(left) > 0 {
			t.Fatalf("change %d: remains: %v", n, left)
		}
	}
}

// afterCrash looks at what a visitor sees while the machine is off.
func afterCrash(t *testing.T, name, dir string, replacing bool, before, want map[string]string) {
	t.Helper()
	page := filepath.Join(dir, "slow-sunday-four-things")
	if _, err := os.Stat(page); errors.Is(err, fs.ErrNotExist) {
		asides, _ := filepath.Glob(filepath.Join(dir, ".taglane-*.old"))
		if replacing && len(asides) != 1 {
			t.Fatalf("%s: the old page is gone", name)
		}
		return
	}
	if got := tree(t, page); !reflect.DeepEqual(got, want) && !(replacing && reflect.DeepEqual(got, before)) {
		t.Fatalf("%s: half a page is public: %v", name, sortedKeys(got))
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	dir := t.TempDir()
	p := sunday(t)
	publish(t, map[string]string{"dir": dir}, p)
	p.Revision.Draft.Clip.Caption = "Another text."
	p.Revision.Digest = taglane.DigestOf(p.Revision)
	p.Key = "another"
	publish(t, map[string]string{"dir": dir}, p)
	if left := hidden(t, dir); len(left) > 0 {
		t.Errorf("remains: %v", left)
	}
}

func TestWhatTheDiskSaysIsToldByKind(t *testing.T) {
	for _, c := range []struct {
		err  error
		kind taglane.Kind
	}{
		{&fs.PathError{Op: "open", Err: syscall.ENOENT}, taglane.NotFound},
		{syscall.EACCES, taglane.Refused}, {syscall.EROFS, taglane.Refused},
		{syscall.ENOSPC, taglane.Later}, {syscall.ENAMETOOLONG, taglane.Invalid}, {syscall.EIO, taglane.Offline},
	} {
		s := service(t, map[string]string{"dir": t.TempDir()})
		s.open = func(string) (disk, error) { return nil, c.err }
		_, err := s.Open(t.Context(), "k", sunday(t))
		if taglane.KindOf(err) != c.kind || !strings.HasSuffix(taglane.MessageOf(err), ".") {
			t.Errorf("%v is told as %s: %s", c.err, taglane.KindOf(err), taglane.MessageOf(err))
		}
	}
}

func TestAFullDiskKeepsWhatArrived(t *testing.T) {
	dir, p, f := t.TempDir(), sunday(t), &fault{}
	s := service(t, map[string]string{"dir": dir})
	s.open = f.open
	up, err := s.Open(t.Context(), p.Key, p)
	if err != nil {
		t.Fatal(err)
	}
	clip, _ := os.ReadFile(p.Revision.Media.Path)
	if up, err = s.Send(t.Context(), up, 0, strings.NewReader(string(clip[:20_000])), 20_000); err != nil {
		t.Fatal(err)
	}
	f.how, f.left = platformtest.Full, 7
	if _, err = s.Send(t.Context(), up, 20_000, strings.NewReader(string(clip[20_000:])), int64(len(clip)-20_000)); taglane.KindOf(err) != taglane.Later {
		t.Fatalf("a full disk: %v", err)
	}
	f.left = 0
	if st, err := s.Status(t.Context(), up); err != nil || st.Offset < 20_000 {
		t.Fatalf("what had arrived is gone: %+v, %v", st, err)
	}
}

func TestDamagedBytesAreWrittenAgainOnce(t *testing.T) {
	p := sunday(t)
	s := service(t, map[string]string{"dir": t.TempDir()})
	up, err := s.Open(t.Context(), p.Key, p)
	if err != nil {
		t.Fatal(err)
	}
	wrong := strings.Repeat("x", int(p.Revision.Media.Size))
	send := func() (platform.Status, error) {
		if _, err := s.Send(t.Context(), up, 0, strings.NewReader(wrong), p.Revision.Media.Size); err != nil {
			t.Fatal(err)
		}
		return s.Status(t.Context(), up)
	}
	if st, err := send(); err != nil || st.Offset != 0 || st.Complete {
		t.Fatalf("damaged bytes are kept: %+v, %v", st, err)
	}
	if _, err := send(); taglane.KindOf(err) != taglane.Internal {
		t.Fatalf("damaged twice: %v", err)
	}
	if _, err := s.Status(t.Context(), up); taglane.KindOf(err) != taglane.NotFound {
		t.Fatalf("a given-up upload is still there: %v", err)
	}
}

func TestForeignFoldersAreNeverTouched(t *testing.T) {
	dir := t.TempDir()
	mine := filepath.Join(dir, "slow-sunday-four-things")
	if err := os.Mkdir(mine, 0o755); err != nil {
		t.Fatal(err)
	}
	p := sunday(t)
	s := service(t, map[string]string{"dir": dir})
	_, err := s.Open(t.Context(), p.Key, p)
	if taglane.KindOf(err) != taglane.Conflict || !strings.Contains(taglane.MessageOf(err), "slow-sunday-four-things-2") {
		t.Errorf("an empty foreign folder: %v", err)
	}
	if !finds(t, s, p, "page.name") {
		t.Error("Check does not say that the name is taken")
	}
	if err := os.Remove(mine); err != nil {
		t.Fatal(err)
	}
	publish(t, map[string]string{"dir": dir}, p)
	other := sunday(t)
	other.Revision.Draft.Clip.ID = "clip2"
	other.Key = "other"
	if _, err := s.Open(t.Context(), other.Key, other); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("another clip's page: %v", err)
	}
}

func TestAMissingFolderIsAskedFor(t *testing.T) {
	s := service(t, map[string]string{"dir": filepath.Join(t.TempDir(), "gone")})
	if _, err := s.Open(t.Context(), "k", sunday(t)); taglane.KindOf(err) != taglane.NotFound {
		t.Errorf("Open: %v", err)
	}
	if !finds(t, s, sunday(t), "page.folder") {
		t.Error("Check does not ask for the folder")
	}
}

func TestLinksInTheFolderLeadNowhere(t *testing.T) {
	dir, outside, p := t.TempDir(), t.TempDir(), sunday(t)
	if err := os.Symlink(outside, filepath.Join(dir, partial(markerOf(p.Key)))); err != nil {
		t.Skip("no symbolic links here")
	}
	publish(t, map[string]string{"dir": dir}, p)
	if got := tree(t, outside); len(got) > 0 {
		t.Errorf("a link in the folder was followed: %v", sortedKeys(got))
	}
}

// TestEverythingIsFlushedBeforeTheRename: a rename that outlives the power cut
// must not show files that did not.
func TestEverythingIsFlushedBeforeTheRename(t *testing.T) {
	s, f := service(t, map[string]string{"dir": t.TempDir()}), &fault{}
	s.open = f.open
	p := sunday(t)
	if _, err := carry(t, s, p); err != nil {
		t.Fatal(err)
	}
	root := partial(markerOf(p.Key))
	at := slices.Index(f.did, "rename "+root+" slow-sunday-four-things")
	if at < 0 || !slices.Contains(f.did[at:], "flush .") {
		t.Fatalf("the rename itself is not flushed: %v", f.did)
	}
	before := f.did[:at]
	for i, did := range before {
		if name, ok := strings.CutPrefix(did, "write "); ok && !slices.Contains(before[i:], "flush "+name) {
			t.Errorf("%s is not flushed", name)
		}
		if to := strings.Fields(did); to[0] == "rename" && !slices.Contains(before[i:], "flush "+path.Dir(to[2])) {
			t.Errorf("the folder of %s is not flushed", to[2])
		}
	}
}

// TestDamageBeforeTheRenameIsMended crashes just before the rename and spoils
// a file while the machine is off.
func TestDamageBeforeTheRenameIsMended(t *testing.T) {
	p := sunday(t)
	want := tree(t, publish(t, map[string]string{"dir": t.TempDir()}, p))
	for _, victim := range []string{"index.html", "clip.mp4"} {
		dir := t.TempDir()
		root := filepath.Join(dir, partial(markerOf(p.Key)))
		for n := 1; ; n++ {
			s, f := service(t, map[string]string{"dir": dir}), &fault{crash: true, quiet: true, left: n}
			s.open = f.open
			if _, err := carry(t, s, p); err == nil {
				t.Fatal("never stood just before the rename")
			}
			if _, err := os.Stat(filepath.Join(root, manifestName)); err == nil {
				break
			}
			if err := os.RemoveAll(root); err != nil {
				t.Fatal(err)
			}
		}
		b, err := os.ReadFile(filepath.Join(root, victim))
		if err != nil {
			t.Fatal(err)
		}
		b[len(b)/2] ^= 1
		if err := os.WriteFile(filepath.Join(root, victim), b, 0o600); err != nil {
			t.Fatal(err)
		}
		s := service(t, map[string]string{"dir": dir})
		_, err = carry(t, s, p)
		if victim == "clip.mp4" && taglane.KindOf(err) == taglane.Conflict {
			_, err = carry(t, s, p) // asked to send the clip again
		}
		if err != nil {
			t.Fatalf("%s: %v", victim, err)
		}
		if got := tree(t, filepath.Join(dir, "slow-sunday-four-things")); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: damage became public", victim)
		}
	}
}

func TestANameTakenMeanwhileIsAConflict(t *testing.T) {
	dir, p := t.TempDir(), sunday(t)
	s := service(t, map[string]string{"dir": dir})
	up, err := s.Open(t.Context(), p.Key, p)
	if err != nil {
		t.Fatal(err)
	}
	clip, _ := os.ReadFile(p.Revision.Media.Path)
	if _, err := s.Send(t.Context(), up, 0, bytes.NewReader(clip), int64(len(clip))); err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(dir, "slow-sunday-four-things")
	if err := os.Mkdir(mine, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Release(t.Context(), up, p); taglane.KindOf(err) != taglane.Conflict || len(tree(t, mine)) > 0 {
		t.Errorf("somebody's folder was taken over: %v", err)
	}
}

func TestFilesThatChangedAreRefused(t *testing.T) {
	p := sunday(t)
	if err := os.WriteFile(p.Revision.Pictures["mug"].Path, []byte("another picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := service(t, map[string]string{"dir": t.TempDir()})
	if _, err := carry(t, s, p); taglane.KindOf(err) != taglane.Invalid || len(posted(t, s.dir, map[string]platformtest.Posted{})) > 0 {
		t.Errorf("a changed picture went out: %v", err)
	}
}

// TestAPageThatBreaksARuleStaysHome slips a template past the author.
func TestAPageThatBreaksARuleStaysHome(t *testing.T) {
	good := layout
	defer func() { layout = good }()
	layout = template.Must(template.New("page.html").Parse(strings.Replace(text("page.html"), "{{if .Paid}}", "{{if false}}", 1)))
	s := service(t, map[string]string{"dir": t.TempDir()})
	if _, err := carry(t, s, sunday(t)); taglane.KindOf(err) != taglane.Refused || len(posted(t, s.dir, map[string]platformtest.Posted{})) > 0 {
		t.Errorf("a page with unmarked paid links went out: %v", err)
	}
	if !finds(t, s, sunday(t), "disc.link.paid") {
		t.Error("Check does not see it")
	}
}
