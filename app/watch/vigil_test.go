package watch

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestPresentFilesAreToldOnce(t *testing.T) {
	bothWays(t, func(t *testing.T, r *rig, news func()) {
		other := t.TempDir()
		r.put(other+"/a.mp4", 3)
		r.mkdir(other + "/deep/deeper")
		r.put(other+"/deep/deeper/b.mp4", 3)
		r.root = other
		r.Set([]string{other})
		r.adopt()
		r.wantState(2, r.deaf())
		r.pass(ticks)
		r.wantTold("")
		r.pass(1)
		r.wantTold("a.mp4 deep/deeper/b.mp4")
		r.sweep()
		r.settleDown()
		r.wantTold("")
	})
}

func TestAGrowingFileIsToldWhenItStandsStill(t *testing.T) {
	bothWays(t, func(t *testing.T, r *rig, news func()) {
		for range 10 {
			r.grow(r.at("a.mp4"), 1000)
			news()
			r.pass(ticks - 1) // a pause shorter than Quiet
			r.wantState(1, r.deaf())
			r.wantTold("")
		}
		r.settleDown()
		r.wantTold("a.mp4")
		r.wantState(0, r.deaf())
	})
}

// Quiet counts from the last change, even from one that no event told of.
func TestAChangeNobodyToldOfStillWaits(t *testing.T) {
	r := newRig(t, t.TempDir(), false)
	r.put(r.at("a.mp4"), 10)
	r.sweep()
	r.pass(ticks)
	r.grow(r.at("a.mp4"), 10)
	r.pass(ticks + 1)
	r.wantTold("")
	r.settleDown()
	r.wantTold("a.mp4")
}

// Some systems give a file its whole size at once and its time at the end: then
// only events tell that it is still being written.
func TestWritingThatShowsNowhereStillCounts(t *testing.T) {
	r := newRig(t, t.TempDir(), true)
	defer r.end()
	for range 5 {
		r.put(r.at("a.mp4"), 10)
		r.must(os.Chtimes(r.at("a.mp4"), time.Unix(1e9, 0), time.Unix(1e9, 0)))
		r.pass(ticks - 1)
	}
	r.wantTold("")
	r.settleDown()
	r.wantTold("a.mp4")
}

func TestFilesAreToldInOrder(t *testing.T) {
	r := newRig(t, t.TempDir(), false)
	for i := range 20 {
		r.put(r.at(fmt.Sprintf("%02d.mp4", i)), 1)
	}
	r.sweep()
	r.settleDown()
	if !slices.IsSortedFunc(r.said, func(a, b saying) int { return strings.Compare(a.path, b.path) }) {
		t.Errorf("told in this order: %v", r.said)
	}
}

func TestAnEmptyFileIsNotComplete(t *testing.T) {
	bothWays(t, func(t *testing.T, r *rig, news func()) {
		r.put(r.at("a.mp4"), 0)
		news()
		r.settleDown()
		r.wantTold("")
		r.grow(r.at("a.mp4"), 1)
		news()
		r.settleDown()
		r.wantTold("a.mp4")
	})
}

func TestAFileHeldOpenForWritingIsNotComplete(t *testing.T) {
	if runtime.GOOS != "linux" && runtime.GOOS != "windows" {
		t.Skip("this system does not say who holds a file")
	}
	bothWays(t, func(t *testing.T, r *rig, news func()) {
		f, err := os.Create(r.at("a.mp4"))
		r.must(err)
		_, err = f.WriteString("the first half")
		r.must(err)
		news()
		r.pass(10 * ticks)
		r.wantTold("")
		if r.vigil.files[r.at("a.mp4")] == nil || !r.busy() {
			t.Error("it is not waited for")
		}
		r.must(f.Close())
		r.settleDown()
		r.wantTold("a.mp4")
	})
}

func TestNamesThatNeverCount(t *testing.T) {
	bothWays(t, func(t *testing.T, r *rig, news func()) {
		r.o.Wants = nil // even then
		for _, name := range []string{"a.mp4.part", "b.mp4.CRDOWNLOAD", "c.tmp", "d.mp4~", ".e.mp4", "f.download"} {
			r.put(r.at(name), 5)
		}
		for _, dir := range []string{".hidden", "$RECYCLE.BIN", "lost+found"} {
			r.mkdir(r.at(dir))
			r.put(r.at(dir+"/a.mp4"), 5)
		}
		news()
		r.settleDown()
		r.wantTold("")
		r.rename("a.mp4.part", "a.mp4")
		r.rename("f.download", "f.mov")
		news()
		r.pass(ticks)
		r.wantTold("") // moved in whole, it waits like any other
		r.settleDown()
		r.wantTold("a.mp4 f.mov")
	})
}

func TestAFolderFullOfFilesMovesIn(t *testing.T) {
	bothWays(t, func(t *testing.T, r *rig, news func()) {
		outside := t.TempDir() + "/shoot"
		r.mkdir(outside + "/day one/cam b")
		r.put(outside+"/1.mp4", 1)
		r.put(outside+"/day one/cam b/2.mp4", 2)
		r.must(os.Rename(outside, r.at("shoot")))
		news()
		r.settleDown()
		r.wantTold("shoot/1.mp4 shoot/day one/cam b/2.mp4")
		r.put(r.at("shoot/day one/cam b/3.mp4"), 3)
		news()
		r.settleDown()
		r.wantTold("shoot/day one/cam b/3.mp4")
	})
}

// The system tells of files in a renamed folder under its old name, unless it
// is stopped in time.
func TestARenamedFolderIsHeardUnderItsNewName(t *testing.T) {
	bothWays(t, func(t *testing.T, r *rig, news func()) {
		r.mkdir(r.at("a/sub"))
		r.put(r.at("a/sub/1.mp4"), 1)
		news()
		r.settleDown()
		r.wantTold("a/sub/1.mp4")
		r.rename("a", "b")
		r.sweep() // it sees what events have not told yet
		news()
		r.settleDown()
		r.wantTold("b/sub/1.mp4")
		r.put(r.at("b/sub/2.mp4"), 1)
		r.put(r.at("b/3.mp4"), 1)
		news()
		r.settleDown()
		r.wantTold("b/3.mp4 b/sub/2.mp4")
		if len(r.vigil.files) != 3 {
			t.Errorf("%d files are known, want 3", len(r.vigil.files))
		}
	})
}

func TestDeletedWhileArriving(t *testing.T) {
	bothWays(t, func(t *testing.T, r *rig, news func()) {
		r.put(r.at("a.mp4"), 10)
		news()
		r.pass(2)
		r.must(os.Remove(r.at("a.mp4")))
		r.settleDown()
		r.wantTold("")
		r.wantState(0, r.deaf())
		if len(r.vigil.files) != 0 {
			t.Error("it is still known")
		}
	})
}

func TestAReplacedFileIsToldTwice(t *testing.T) {
	bothWays(t, func(t *testing.T, r *rig, news func()) {
		r.put(r.at("a.mp4"), 10)
		news()
		r.settleDown()
		r.wantTold("a.mp4")
		r.put(r.at("new.tmp"), 20)
		r.rename("new.tmp", "a.mp4")
		news()
		r.settleDown()
		r.wantTold("a.mp4")
		// The same bytes with a new time: who reads it must find out.
		r.must(os.Chtimes(r.at("a.mp4"), time.Unix(1e9, 0), time.Unix(1e9, 0)))
		news()
		r.settleDown()
		r.wantTold("a.mp4")
		// Changed and changed back before it came to rest.
		r.must(os.Chtimes(r.at("a.mp4"), time.Unix(2e9, 0), time.Unix(2e9, 0)))
		news()
		r.pass(2)
		r.wantState(1, r.deaf())
		r.must(os.Chtimes(r.at("a.mp4"), time.Unix(1e9, 0), time.Unix(1e9, 0)))
		r.must(os.Chmod(r.at("a.mp4"), 0o644))
		news()
		r.settleDown()
		r.wantTold("")
	})
}

func TestAFileThatCameBackArrivesAgain(t *testing.T) {
	bothWays(t, func(t *testing.T, r *rig, news func()) {
		r.put(r.at("a.mp4"), 10)
		news()
		r.settleDown()
		r.rename("a.mp4", "../away.mp4")
		news()
		r.settleDown()
		r.wantTold("a.mp4")
		r.rename("../away.mp4", "a.mp4")
		news()
		r.settleDown()
		r.wantTold("a.mp4")
	})
}

func TestTheFolderGoesAndComesBack(t *testing.T) {
	bothWays(t, func(t *testing.T, r *rig, news func()) {
		r.mkdir(r.at("in"))
		r.put(r.at("in/a.mp4"), 10)
		news()
		r.settleDown()
		r.wantTold("in/a.mp4")
		r.must(os.Rename(r.root, r.root+" away"))
		news()
		r.settleDown()
		r.wantState(0, "not there")
		if !r.away() || len(r.vigil.files) != 0 || len(r.heard) != 0 {
			t.Error("it is still held on to")
		}
		r.lookForAway()
		r.wantState(0, "not there")
		r.must(os.WriteFile(r.root, nil, 0o600))
		r.lookForAway()
		r.wantState(0, "a file, not a folder")
		r.must(os.Remove(r.root))
		r.mkdir(r.at("in"))
		r.put(r.at("in/b.mp4"), 10)
		r.lookForAway()
		r.wantState(1, r.deaf())
		r.settleDown()
		r.put(r.at("in/c.mp4"), 10)
		news()
		r.settleDown()
		r.wantTold("in/b.mp4 in/c.mp4")
		if r.away() {
			t.Error("it is still looked for")
		}
	})
}

func TestLinksAndPipesAreIgnored(t *testing.T) {
	bothWays(t, func(t *testing.T, r *rig, news func()) {
		outside := t.TempDir()
		r.put(outside+"/a.mp4", 10)
		r.must(os.Symlink(outside+"/a.mp4", r.at("link.mp4")))
		r.must(os.Symlink(outside, r.at("folder")))
		r.must(os.Symlink(r.root, r.at("round")))
		pipe(t, r.at("pipe.mp4"))
		r.mkdir(r.at("folder.mp4"))
		news()
		r.pass(1)
		r.wantState(0, r.deaf())
		r.settleDown()
		r.wantTold("")
		// A file that turns into a link is not told either.
		r.put(r.at("b.mp4"), 10)
		news()
		r.pass(1)
		r.must(os.Remove(r.at("b.mp4")))
		r.must(os.Symlink(outside+"/a.mp4", r.at("b.mp4")))
		r.settleDown()
		r.wantTold("")
	})
}

func TestALinkThatIsGivenIsFollowed(t *testing.T) {
	r := newRig(t, t.TempDir(), false)
	link := t.TempDir() + "/link"
	r.must(os.Symlink(r.root, link))
	r.put(r.at("a.mp4"), 1)
	r.Set([]string{link})
	r.adopt()
	r.settleDown()
	if len(r.said) != 1 || r.said[0].path != link+"/a.mp4" {
		t.Errorf("told %v", r.said)
	}
}

func TestSetReplacesFolders(t *testing.T) {
	bothWays(t, func(t *testing.T, r *rig, news func()) {
		r.mkdir(r.at("inner"))
		r.put(r.at("a.mp4"), 1)
		r.put(r.at("inner/b.mp4"), 1)
		news()
		r.settleDown()
		r.wantTold("a.mp4 inner/b.mp4")
		adopt := func(folders ...string) {
			r.Set(folders)
			r.adopt()
		}
		adopt(r.root, r.at("inner"), r.root+"/", "")
		r.settleDown()
		r.wantTold("") // it only changed hands
		if s := r.State(); len(s) != 2 || s[0].Path != r.root || s[1].Path != r.at("inner") {
			t.Errorf("state is %+v", s)
		}
		r.put(r.at("inner/c.mp4"), 1)
		r.put(r.at("d.mp4"), 1)
		news()
		r.pass(1)
		r.publish()
		if s := r.State(); s[0].Arriving != 1 || s[1].Arriving != 1 {
			t.Errorf("state is %+v", s)
		}
		adopt(r.root)
		r.wantState(2, r.deaf())
		adopt(r.at("inner"))
		r.put(r.at("e.mp4"), 1)
		news()
		r.settleDown()
		r.wantTold("inner/c.mp4")
		adopt()
		r.put(r.at("inner/f.mp4"), 1)
		news()
		r.settleDown()
		r.wantTold("")
		if len(r.vigil.files)+len(r.heard)+len(r.State()) != 0 {
			t.Error("something is held on to")
		}
	})
}

// A folder within a folder goes when the outer one goes.
func TestTheInnerFolderGoesWithTheOuter(t *testing.T) {
	r := newRig(t, t.TempDir(), true)
	defer r.end()
	r.mkdir(r.at("a/inner"))
	r.Set([]string{r.root, r.at("a/inner")})
	r.adopt()
	r.rename("a", "b")
	r.settleDown()
	if s := r.State(); s[0].Trouble.Format != "" || !strings.Contains(s[1].Trouble.String(), "not there") {
		t.Errorf("state is %+v", s)
	}
}

func TestFoldersMadeInAHurry(t *testing.T) {
	bothWays(t, func(t *testing.T, r *rig, news func()) {
		var want []string
		path := "n"
		for i := range 12 {
			path += fmt.Sprintf("/%02d", i)
			r.mkdir(r.at(path))
			r.put(r.at(path+"/x.mp4"), 1)
			want = append([]string{path + "/x.mp4"}, want...)
		}
		news()
		r.settleDown()
		r.wantTold(strings.Join(want, " "))
	})
}
