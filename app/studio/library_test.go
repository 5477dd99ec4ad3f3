package studio

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/taglane"
)

// awake opens a studio that works in the background, and hears what it says.
func awake(t testing.TB, dir string) (*Studio, *heard) {
	t.Helper()
	h := &heard{}
	o := options(dir)
	o.Quiet, o.Emit = false, h.emit
	s, err := Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	return s, h
}

type heard struct {
	mu  sync.Mutex
	all []string
}

func (h *heard) emit(name string, data any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if n, ok := data.(NoticeEvent); ok {
		name = n.Kind + ": " + n.Message
	}
	h.all = append(h.all, name)
}

func (h *heard) has(part string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.ContainsFunc(h.all, func(s string) bool { return strings.Contains(s, part) })
}

// film writes a short clip as a file whose content depends on n.
func film(t testing.TB, path string, n int) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(slices.Clone(shortFilm()), fmt.Sprintf("\x00\x00\x00\x10free%08d", n)...), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// shortFilm is two seconds of three scenes, with sound.
var shortFilm = sync.OnceValue(func() []byte {
	dir, err := os.MkdirTemp("", "taglane-film-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "film.mp4")
	said, err := exec.Command("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=360x640:r=30:d=0.7", "-f", "lavfi", "-i", "mandelbrot=s=360x640:r=30", "-f", "lavfi", "-i", "smptebars=s=360x640:r=30:d=0.7",
		"-f", "lavfi", "-i", "sine=440:d=2", "-filter_complex", "[1]trim=end=0.6[m];[0][m][2]concat=n=3,format=yuv420p[v]", "-map", "[v]", "-map", "3:a", "-c:v", "libx264", "-g", "250", "-c:a", "aac", path).CombinedOutput()
	if err != nil {
		panic(string(said))
	}
	b, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	return b
})

func imported(t testing.TB, s *Studio, path string) Imported {
	t.Helper()
	r, err := s.Import(ctx, []string{path})
	if err != nil || len(r.Imported) != 1 {
		t.Fatal(r, err)
	}
	return r.Imported[0]
}

// soon waits for what happens by itself.
func soon(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatal("it did not happen: ", what)
}

func card(t testing.TB, s *Studio, id taglane.ID) ClipCard {
	t.Helper()
	v, err := s.View(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return v.Card
}

func TestProjectsHoldClipsAndLetThemGo(t *testing.T) {
	s := newStudio(t)
	a, b := addClip(t, s, 300), addClip(t, s, 300)
	kitchen, err := s.AddProject(ctx, "  Kitchen ")
	if err != nil || kitchen.Name != "Kitchen" {
		t.Fatal(kitchen, err)
	}
	for name, kind := range map[string]taglane.Kind{"kitchen": taglane.Conflict, " ": taglane.Invalid, "a\x00": taglane.Invalid} {
		if _, err := s.AddProject(ctx, name); taglane.KindOf(err) != kind {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := s.SetClips(ctx, []taglane.ID{a, b}, ManyFields{Project: &kitchen.ID}); err != nil {
		t.Fatal(err)
	}
	facts, _ := s.Library(ctx)
	if len(facts.Projects) != 1 || facts.Projects[0].Clips != 2 || facts.Undo != "Move 2 clips to Kitchen" {
		t.Fatalf("%+v", facts)
	}
	if told, err := s.UndoLibrary(ctx); err != nil || told.Message != "Undid: Move 2 clips to Kitchen" {
		t.Fatal(told, err)
	}
	if p, _ := s.Clips(ctx, LibraryQuery{Project: kitchen.ID}); p.Total != 0 {
		t.Error("one undo did not take all back")
	}
	if _, err := s.RedoLibrary(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.RemoveProject(ctx, kitchen.ID); err != nil {
		t.Fatal(err)
	}
	if p, _ := s.Clips(ctx, LibraryQuery{}); p.Total != 2 {
		t.Error("the clips left with their project")
	}
	gone := taglane.ID("nobody")
	if err := s.SetClips(ctx, []taglane.ID{a}, ManyFields{Project: &gone}); taglane.KindOf(err) != taglane.NotFound {
		t.Error(err)
	}
}

func TestManyClipsGoAndComeBackInOneStep(t *testing.T) {
	s := newStudio(t)
	var ids []taglane.ID
	for range 30 {
		ids = append(ids, addClip(t, s, 300))
	}
	mug := addProduct(t, s, "Mug")
	addTag(t, s, ids[3], mug, 0, 60)
	if err := s.RemoveClips(ctx, ids); err != nil {
		t.Fatal(err)
	}
	if p, _ := s.Clips(ctx, LibraryQuery{}); p.Total != 0 {
		t.Fatal(p.Total)
	}
	if _, err := s.UndoLibrary(ctx); err != nil {
		t.Fatal(err)
	}
	if p, _ := s.Clips(ctx, LibraryQuery{Text: "mug"}); p.Total != 1 || p.Cards[0].ID != ids[3] || p.Cards[0].Tags != 1 {
		t.Errorf("%+v", p)
	}
}

func TestTwoClipsOfTheSameBytesBecomeOne(t *testing.T) {
	needTools(t)
	s := newStudio(t)
	dir := t.TempDir()
	keep := imported(t, s, film(t, filepath.Join(dir, "a.mp4"), 1))
	drop := imported(t, s, film(t, filepath.Join(dir, "b.mp4"), 1))
	other := imported(t, s, film(t, filepath.Join(dir, "c.mp4"), 2))
	if drop.DuplicateOf != keep.ID || drop.ID == keep.ID {
		t.Fatalf("%+v", drop)
	}
	groups, err := s.Doubles(ctx)
	if err != nil || len(groups) != 1 || len(groups[0]) != 2 || !groups[0][0].Double {
		t.Fatalf("%+v %v", groups, err)
	}
	mug, kettle := addProduct(t, s, "Mug"), addProduct(t, s, "Kettle")
	addTag(t, s, keep.ID, mug, 0, 20)
	addTag(t, s, drop.ID, mug, 10, 30)
	addTag(t, s, drop.ID, kettle, 5, 8)
	title := "From the other"
	if _, err := s.SetClip(ctx, drop.ID, ClipFields{Title: &title}); err != nil {
		t.Fatal(err)
	}
	account := stallAccount(t, s, "Stall")
	say(t, s, keep.ID, account, "caption", "Mine.")
	say(t, s, drop.ID, account, "caption", "Theirs.", "hashtags", "theirs", "cover_frame", "7")
	if err := s.MergeClips(ctx, keep.ID, other.ID); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("clips of other bytes: %v", err)
	}
	if err := s.MergeClips(ctx, keep.ID, drop.ID); err != nil {
		t.Fatal(err)
	}
	want(t, s, keep.ID, 0, 30, 5, 8)
	if c := card(t, s, keep.ID); c.Title != title || c.Double {
		t.Errorf("%+v", c)
	}
	if v, err := s.Variant(ctx, keep.ID, account); err != nil || v.Text != "Mine.\n\n#theirs" || v.Fields["cover_frame"] != "7" {
		t.Errorf("what one said at an account is lost: %+v, %v", v, err)
	}
	if _, err := s.UndoLibrary(ctx); err != nil {
		t.Fatal(err)
	}
	want(t, s, keep.ID, 0, 20)
	want(t, s, drop.ID, 5, 8, 10, 30)
}

func TestAFileThatMovedKeepsItsTags(t *testing.T) {
	needTools(t)
	s := newStudio(t)
	dir := t.TempDir()
	old := film(t, filepath.Join(dir, "shoot", "IMG_1.mp4"), 1)
	clip := imported(t, s, old).ID
	lost := imported(t, s, film(t, filepath.Join(dir, "shoot", "IMG_2.mp4"), 2)).ID
	mug := addProduct(t, s, "Mug")
	addTag(t, s, clip, mug, 0, 60)

	// Renamed: the search goes by content.
	moved := filepath.Join(dir, "sorted", "november", "kettle.mp4")
	os.MkdirAll(filepath.Dir(moved), 0o700)
	if err := os.Rename(old, moved); err != nil {
		t.Fatal(err)
	}
	os.Remove(filepath.Join(dir, "shoot", "IMG_2.mp4"))
	film(t, filepath.Join(dir, "sorted", "IMG_2.mp4"), 3) // the same name and size, other bytes
	if c := card(t, s, clip); c.State != "missing" {
		t.Fatalf("%+v", c)
	}
	s.wait.Wait() // it is noted in the background
	sweep, err := s.FindMissing(ctx, filepath.Join(dir, "sorted"))
	if err != nil || sweep != (Sweep{1, 1}) {
		t.Fatal(sweep, err)
	}
	if c := card(t, s, clip); c.State != "draft" || c.Path != moved || c.Tags != 1 {
		t.Errorf("%+v", c)
	}
	if c := card(t, s, lost); c.State != "missing" {
		t.Errorf("a stranger's file was taken for the clip's: %+v", c)
	}
	if err := s.Relink(ctx, lost, filepath.Join(dir, "sorted", "IMG_2.mp4")); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("relinked to other bytes: %v", err)
	}

	// Moved, and dropped again: the clip is the same.
	again := filepath.Join(dir, "again.mp4")
	if err := os.Rename(moved, again); err != nil {
		t.Fatal(err)
	}
	r := imported(t, s, again)
	if r.ID != clip || !r.Returned {
		t.Errorf("%+v", r)
	}
	if p, _ := s.Clips(ctx, LibraryQuery{}); p.Total != 2 {
		t.Errorf("%d clips", p.Total)
	}
}

func TestAFileMovedInItsFolderIsFoundByItself(t *testing.T) {
	needTools(t)
	dir := t.TempDir()
	library := filepath.Join(dir, "library")
	quiet := options(library)
	s, err := Open(ctx, quiet)
	if err != nil {
		t.Fatal(err)
	}
	old := film(t, filepath.Join(dir, "shoot", "IMG_1.mp4"), 1)
	clip := imported(t, s, old).ID
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	moved := filepath.Join(dir, "shoot", "best", "IMG_1 best.mp4")
	os.MkdirAll(filepath.Dir(moved), 0o700)
	if err := os.Rename(old, moved); err != nil {
		t.Fatal(err)
	}
	s, _ = awake(t, library)
	defer s.Close()
	soon(t, "the file is found again", func() bool { c, err := s.Clip(ctx, clip); return err == nil && c.Path == moved })
}

func TestAWatchedFolderTakesInWhatArrives(t *testing.T) {
	needTools(t)
	dir := t.TempDir()
	s, heard := awake(t, filepath.Join(dir, "library"))
	defer s.Close()
	kitchen, err := s.AddProject(ctx, "Kitchen")
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(dir, "camera")
	film(t, filepath.Join(folder, "before.mp4"), 1)
	list, err := s.AddWatch(ctx, folder, kitchen.ID)
	if err != nil || len(list) != 1 || list[0].Project != kitchen.ID {
		t.Fatal(list, err)
	}
	for _, bad := range []string{"camera", filepath.Join(dir, "none"), filepath.Join(folder, "before.mp4"), dir} {
		if _, err := s.AddWatch(ctx, bad, ""); err == nil {
			t.Errorf("%s is watched", bad)
		}
	}
	soon(t, "what lies there comes in", func() bool { p, _ := s.Clips(ctx, LibraryQuery{Project: kitchen.ID}); return p.Total == 1 })
	film(t, filepath.Join(folder, "day", "after.mp4"), 2)
	os.WriteFile(filepath.Join(folder, "broken.mp4"), []byte("no film at all"), 0o600)
	soon(t, "what arrives comes in", func() bool { p, _ := s.Clips(ctx, LibraryQuery{Project: kitchen.ID}); return p.Total == 2 })
	soon(t, "what cannot be read is said", func() bool { return heard.has("error: broken.mp4") })
	soon(t, "what came in is told of", func() bool { return heard.has("came in from") })
	if list, err = s.RemoveWatch(ctx, folder); err != nil || len(list) != 0 {
		t.Error(list, err)
	}
}

func TestFortyClipsGetTheirPicturesFirst(t *testing.T) {
	needTools(t)
	dir := t.TempDir()
	s, _ := awake(t, filepath.Join(dir, "library"))
	defer s.Close()
	s.PauseJobs(true)
	var paths []string
	for n := range 6 {
		paths = append(paths, film(t, filepath.Join(dir, "drop", fmt.Sprintf("%d.mp4", n)), n))
	}
	r, err := s.Import(ctx, paths)
	if err != nil || len(r.Imported) != 6 {
		t.Fatal(r, err)
	}
	time.Sleep(100 * time.Millisecond)
	for _, c := range r.Imported {
		if x := card(t, s, c.ID); x.Poster != "" || x.Job == nil || !x.Job.Paused {
			t.Fatalf("paused, it works all the same: %+v", x)
		}
	}
	s.PauseJobs(false)
	soon(t, "all posters", func() bool {
		p, _ := s.Clips(ctx, LibraryQuery{})
		posters, films := 0, 0
		for _, c := range p.Cards {
			if c.Poster != "" {
				posters++
			}
			if c.Strip != nil {
				films++
			}
		}
		if films > 0 && posters < 5 { // one poster may still be under way when the first film begins
			t.Fatalf("%d filmstrips before the last of %d posters", films, posters)
		}
		return posters == 6
	})
	soon(t, "everything", func() bool { return len(s.Jobs()) == 0 })
	if left, err := s.store.Unready(ctx, 9); err != nil || len(left) != 0 {
		t.Errorf("%d clips are not ready, %v", len(left), err)
	}
}

func TestWhatWasClearedIsMadeAgainWhenLookedAt(t *testing.T) {
	needTools(t)
	dir := t.TempDir()
	s, _ := awake(t, filepath.Join(dir, "library"))
	defer s.Close()
	clip := imported(t, s, film(t, filepath.Join(dir, "a.mp4"), 1)).ID
	ready := func() bool { v, err := s.View(ctx, clip); return err == nil && v.Proxy != "" && v.Card.Poster != "" }
	soon(t, "it is read", ready)
	soon(t, "nothing is under way", func() bool { return len(s.Jobs()) == 0 })
	before, err := s.Cache(ctx)
	if err != nil || before.Bytes < 10_000 || before.Limit != usualLimit {
		t.Fatalf("%+v %v", before, err)
	}
	if after, err := s.ClearCache(ctx); err != nil || after.Bytes != 0 {
		t.Fatalf("%+v %v", after, err)
	}
	soon(t, "it is read again", ready)
	// What cannot be made again stays.
	soon(t, "nothing is under way", func() bool { return len(s.Jobs()) == 0 })
	v, _ := s.View(ctx, clip)
	os.Rename(v.Card.Path, v.Card.Path+".away")
	if after, err := s.ClearCache(ctx); err != nil || after.Bytes == 0 {
		t.Errorf("the pictures of a clip that is away are gone: %+v %v", after, err)
	}
	if _, err := s.SetCacheLimit(ctx, 1000); taglane.KindOf(err) != taglane.Invalid {
		t.Error(err)
	}
	if f, err := s.SetCacheLimit(ctx, 2<<30); err != nil || f.Limit != 2<<30 {
		t.Error(f, err)
	}
}
