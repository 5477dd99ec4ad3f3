package intake

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/media"
	"taglane/app/taglane"
)

var ctx = context.Background()

// book is a library of a few clips.
type book struct {
	mu      sync.Mutex
	clips   []taglane.Clip
	missing map[taglane.ID]bool
	folders []Folder
}

func (b *book) ClipsWith(_ context.Context, fingerprint string) (out []taglane.Clip, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.clips {
		if c.Fingerprint == fingerprint {
			out = append(out, c)
		}
	}
	return out, nil
}

func (b *book) Add(_ context.Context, c taglane.Clip) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clips = append(b.clips, c)
	return nil
}

func (b *book) SetPath(_ context.Context, id taglane.ID, path string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.clips {
		if b.clips[i].ID == id {
			b.clips[i].Path, b.missing[id] = path, false
		}
	}
	return nil
}

func (b *book) SetMissing(_ context.Context, missing map[taglane.ID]bool) (news int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, gone := range missing {
		if b.missing[id] != gone {
			b.missing[id] = gone
			news++
		}
	}
	return news, nil
}

func (b *book) Whereabouts(_ context.Context, missing bool, after taglane.ID, most int) (out []Whereabouts, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.clips {
		if c.ID > after && (!missing || b.missing[c.ID]) && len(out) < min(most, 2) { // pages of two
			out = append(out, Whereabouts{c.ID, c.Path, c.Size, c.Fingerprint, b.missing[c.ID]})
		}
	}
	return out, nil
}

func (b *book) Folders(context.Context) ([]Folder, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.folders), nil
}

func (b *book) KeepFolder(_ context.Context, f Folder) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.folders = append(b.folders, f)
	slices.SortFunc(b.folders, func(x, y Folder) int { return strings.Compare(x.Path, y.Path) })
	return nil
}

func (b *book) RemoveFolder(_ context.Context, path string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.folders = slices.DeleteFunc(b.folders, func(f Folder) bool { return f.Path == path })
	return nil
}

// desk is an intake over a book, and what it told.
type desk struct {
	*Intake
	*book
	t   *testing.T
	dir string // true path

	told sync.Mutex
	said []string
	wait sync.WaitGroup
}

func (d *desk) say(format string, args ...any) {
	d.told.Lock()
	defer d.told.Unlock()
	d.said = append(d.said, fmt.Sprintf(format, args...))
}

// heard is what was told since it was asked last, in alphabetical order.
func (d *desk) heard() string {
	d.told.Lock()
	defer d.told.Unlock()
	slices.Sort(d.said)
	out := strings.Join(slices.Compact(d.said), "; ")
	d.said = nil
	return out
}

func open(t *testing.T) *desk {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{book: &book{missing: map[taglane.ID]bool{}}, t: t, dir: dir}
	life, end := context.WithCancel(ctx)
	t.Cleanup(func() { end(); d.wait.Wait() })
	n := 0
	d.Intake = New(life, Options{
		Library: d.book, Own: filepath.Join(dir, "library"), Now: func() time.Time { return time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC) },
		NewID: func() taglane.ID { n++; return taglane.ID(fmt.Sprint("c", n)) }, Open: opened,
		Beside: func(f func()) { d.wait.Go(f) },
		Moved:  func(id taglane.ID) { d.say("moved %s", id) }, Changed: func() { d.say("changed") },
		Read: func(c taglane.Clip) { d.say("read %s", c.Name) }, Found: func() { d.say("found") },
		Came: func(names []string) { d.say("came %v", names) }, Watched: func() {},
		Refused: func(path string, err error) { d.say("refused %s: %s", filepath.Base(path), taglane.MessageOf(err)) },
		Failed:  func(err error) { t.Error(err) },
	})
	return d
}

// opened opens a file as media does, as far as intake looks: one that says
// "half" has no end, and one that says "no clip" is none.
func opened(_ context.Context, path string) (media.Source, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return media.Source{}, taglane.Wrap(err, taglane.NotFound, "There is no such file.")
	}
	if strings.HasPrefix(string(b), "no clip") {
		return media.Source{}, taglane.Errorf(taglane.Invalid, "There is no picture in this file.")
	}
	print, err := media.Fingerprint(path)
	return media.Source{Path: path, Size: int64(len(b)), Fingerprint: print, Incomplete: strings.HasPrefix(string(b), "half")}, err
}

// file writes a file below the desk's folder.
func (d *desk) file(name, content string) string {
	d.t.Helper()
	path := filepath.Join(d.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		d.t.Fatal(err)
	}
	return path
}

func (d *desk) take(path string) Arrival {
	d.t.Helper()
	a, err := d.Take(ctx, path, "shoot")
	if err != nil {
		d.t.Fatal(err)
	}
	return a
}

func (d *desk) move(from, to string) string {
	d.t.Helper()
	to = filepath.Join(d.dir, filepath.FromSlash(to))
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		d.t.Fatal(err)
	}
	if err := os.Rename(from, to); err != nil {
		d.t.Fatal(err)
	}
	return to
}

func (d *desk) pathOf(id taglane.ID) string {
	d.book.mu.Lock()
	defer d.book.mu.Unlock()
	for _, c := range d.clips {
		if c.ID == id {
			return c.Path
		}
	}
	return ""
}

func TestAFileIsKnownByItsContent(t *testing.T) {
	d := open(t)
	path := d.file("shoot/Kettle.MP4", "kettle")
	a := d.take(path)
	if c := a.Clip; !a.Fresh() || c.Name != "Kettle" || c.Path != path || c.Project != "shoot" || c.Language != "en" || c.AddedAt.IsZero() || d.heard() != "changed; read Kettle" {
		t.Fatalf("%+v", a)
	}
	if again := d.take(path); again.Fresh() || again.Twin != a.Clip.ID || again.Clip.ID != a.Clip.ID || d.heard() != "" {
		t.Errorf("taken twice: %+v", again)
	}
	if twin := d.take(d.file("copy.mp4", "kettle")); twin.Fresh() || twin.Twin != a.Clip.ID || twin.Clip.ID == a.Clip.ID || twin.Returned {
		t.Errorf("a double: %+v", twin)
	}
	d.heard()
	moved := d.move(path, "sorted/anything.mp4")
	if back := d.take(moved); !back.Returned || back.Fresh() || back.Clip.ID != a.Clip.ID || back.Clip.Path != moved || d.pathOf(a.Clip.ID) != moved || d.heard() != "changed; moved c1; read Kettle" {
		t.Errorf("what was missed came back as %+v", back)
	}
	for content, want := range map[string]string{"half a clip": "The end of this file is missing. Copy it again from the camera.", "no clip": "There is no picture in this file."} {
		if _, err := d.Take(ctx, d.file("x.mp4", content), ""); taglane.KindOf(err) != taglane.Invalid || taglane.MessageOf(err) != want {
			t.Errorf("%s: %v", content, err)
		}
	}
	if len(d.clips) != 2 || d.heard() != "" {
		t.Errorf("%d clips", len(d.clips))
	}
}

func TestFoldersAreTheClipsInThem(t *testing.T) {
	d := open(t)
	want := []string{d.file("in/a.mov", "a"), d.file("in/deep/b.WEBM", "b"), d.file("notes.txt", "outright"), filepath.Join(d.dir, "nothing.mp4")}
	d.file("in/readme.txt", "no clip")
	got := Files([]string{filepath.Join(d.dir, "in"), want[2], want[3]}, func(path string, err error) { t.Error(path, err) })
	if !slices.Equal(got, want) {
		t.Error(got)
	}
}

// What was moved within its folder is found by itself; what went farther, when
// somebody says where to look.
func TestWhatWentAwayIsFound(t *testing.T) {
	d := open(t)
	var ids []taglane.ID
	var paths []string
	for _, name := range []string{"one", "two", "three"} {
		paths = append(paths, d.file("shoot/"+name+".mp4", name))
		ids = append(ids, d.take(paths[len(paths)-1]).Clip.ID)
	}
	d.heard()
	if err := d.Look(ctx); err != nil || d.heard() != "" {
		t.Fatal("everything was there", err)
	}
	near := d.move(paths[0], "shoot/best/first.mp4")
	far := d.move(paths[1], "elsewhere/second.mp4")
	if err := os.Remove(paths[2]); err != nil {
		t.Fatal(err)
	}
	if err := d.Look(ctx); err != nil || d.heard() != "changed; found; moved c1" {
		t.Fatal(err)
	}
	if d.pathOf(ids[0]) != near || !d.missing[ids[1]] || !d.missing[ids[2]] {
		t.Error(d.clips, d.missing)
	}
	if err := d.Look(ctx); err != nil || d.heard() != "" {
		t.Error("it is told again", err)
	}
	found, left, err := d.Find(ctx, filepath.Join(d.dir, "elsewhere"))
	if err != nil || found != 1 || left != 1 || d.pathOf(ids[1]) != far || d.heard() != "changed; found; moved c2" {
		t.Error(found, left, err)
	}
	if found, left, err = d.Find(ctx, d.dir); err != nil || found != 0 || left != 1 {
		t.Error(found, left, err)
	}
	for folder, kind := range map[string]taglane.Kind{"shoot": taglane.Invalid, filepath.Join(d.dir, "gone"): taglane.NotFound, near: taglane.Invalid} {
		if _, _, err := d.Find(ctx, folder); taglane.KindOf(err) != kind {
			t.Errorf("%s: %v", folder, err)
		}
	}
}

func TestAPersonSaysWhereItLies(t *testing.T) {
	d := open(t)
	path := d.file("a.mp4", "a")
	c := d.take(path).Clip
	d.heard()
	if err := d.Relink(ctx, c, d.file("b.mp4", "b")); taglane.KindOf(err) != taglane.Conflict || d.pathOf(c.ID) != path {
		t.Error(err)
	}
	if err := d.Relink(ctx, c, d.file("c.mp4", "a")); err != nil || filepath.Base(d.pathOf(c.ID)) != "c.mp4" || d.heard() != "changed; moved c1" {
		t.Error(err)
	}
}

// What lies and arrives in a watched folder comes in, for the project of the
// innermost one, and is told of together.
func TestWatchedFoldersTakeInWhatArrives(t *testing.T) {
	d := open(t)
	d.file("library/library.db", "x")
	for _, folder := range []string{d.dir, filepath.Join(d.dir, "library")} {
		if err := d.AddFolder(ctx, folder, ""); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: %v", folder, err)
		}
	}
	d.file("in/first.mp4", "first")
	d.file("in/best/second.mp4", "second")
	d.file("in/broken.mp4", "no clip")
	for folder, project := range map[string]taglane.ID{"in": "all", "in/best": "best"} {
		if err := d.AddFolder(ctx, filepath.Join(d.dir, folder), project); err != nil {
			t.Fatal(err)
		}
	}
	d.wait.Go(d.Watch)
	all := ""
	for end := time.Now().Add(30 * time.Second); !strings.Contains(all, "came [") && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		all += d.heard() + "; "
	}
	if !strings.Contains(all, "came [first second]") && !strings.Contains(all, "came [second first]") || !strings.Contains(all, "refused broken.mp4: There is no picture in this file.") {
		t.Error(all)
	}
	d.book.mu.Lock()
	for _, c := range d.clips {
		if want := map[string]taglane.ID{"first": "all", "second": "best"}[c.Name]; c.Project != want {
			t.Errorf("%s went to %q", c.Name, c.Project)
		}
	}
	d.book.mu.Unlock()
	folders, err := d.Intake.Folders(ctx)
	if err != nil || len(folders) != 2 || folders[0].Project != "all" || folders[0].Trouble.Format != "" {
		t.Error(folders, err)
	}
	if err := d.Intake.RemoveFolder(ctx, folders[1].Path); err != nil {
		t.Fatal(err)
	}
	if folders, err := d.Intake.Folders(ctx); err != nil || len(folders) != 1 {
		t.Error(folders, err)
	}
}
