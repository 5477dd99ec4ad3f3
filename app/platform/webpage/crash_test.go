package webpage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
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
		for _, how := range []platformtest.How{platformtest.CutBefore, platformtest.CutMidway} {
			for n := 1; ; n++ {
				dir := t.TempDir()
				name := fmt.Sprintf("replacing %v, %s, change %d", replacing, how, n)
				if replacing {
					publish(t, map[string]string{"dir": dir}, old)
				}
				f := &fault{how: how, crash: true, left: n}
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
			}
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
