package crew_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"taglane/app/crew"
	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Three laptops that join at different times agree on everything, with the
// files that it names and kinds of a later build.
func TestATeamAgrees(t *testing.T) {
	ctx := context.Background()
	root := t.TempDir()
	mia, nora, late := sit(t, "mia"), sit(t, "nora"), sit(t, "late")
	sha := mia.product("p1", "a picture")
	mia.writes("thing-of-a-later-build", "x", "shade", `{"r":1}`)
	mia.joins(root)
	nora.writes("tag", "t1", "notes", `"first"`)
	nora.joins(root)
	mia.writes("tag", "t1", "notes", `"second"`)
	mia.syncs()
	nora.syncs()
	late.joins(root)
	mia.syncs()
	nora.syncs()
	agree(t, mia, nora, late)
	if len(late.images) != 1 || late.images[0] != sha {
		t.Errorf("pictures that came: %v", late.images)
	}
	if b, err := os.ReadFile(filepath.Join(late.dir, "media", sha+".jpg")); err != nil || string(b) != "a picture" {
		t.Errorf("the picture is %q, %v", b, err)
	}
	s := late.team()
	if s.Kind != "folder" || s.Step != "in step" || len(s.Devices) != 3 || !s.Devices[0].Me || s.Devices[1].Person != "mia" || s.Devices[1].Name != "mia's laptop" {
		t.Errorf("%+v", s)
	}
	if done := late.syncs(); done.Received+done.Sent != 0 {
		t.Errorf("an exchange of nothing: %+v", done)
	}
	mia.writes("tag", "t1", "notes", `"third"`)
	if s := mia.team(); s.Step != "ahead" || s.Unsent != 1 {
		t.Errorf("before it is sent: %+v", s)
	}
	if _, err := mia.JoinTeam(ctx, t.TempDir(), crew.Admission{}); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("two teams at once: %v", err)
	}
	if s, err := mia.LeaveTeam(ctx); err != nil || s.Kind != "" {
		t.Errorf("left: %+v, %v", s, err)
	}
	if _, err := mia.SyncTeam(ctx); taglane.KindOf(err) != taglane.NotFound {
		t.Errorf("without a team: %v", err)
	}
	for _, where := range []string{"", "team", "relative/folder"} {
		if _, err := mia.JoinTeam(ctx, where, crew.Admission{}); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%q is a place: %v", where, err)
		}
	}
}

// A drive that is away is a sentence, and nothing is lost.
func TestATeamThatIsAway(t *testing.T) {
	root := filepath.Join(t.TempDir(), "drive")
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	mia, nora := sit(t, "mia"), sit(t, "nora")
	mia.joins(root)
	nora.joins(root)
	if err := os.Rename(root, root+".away"); err != nil {
		t.Fatal(err)
	}
	mia.writes("tag", "t1", "notes", `"on the train"`)
	if _, err := mia.SyncTeam(context.Background()); taglane.KindOf(err) != taglane.Offline {
		t.Errorf("%v", err)
	}
	if s := mia.team(); s.Step != "apart" || s.Trouble == "" || s.Unsent != 1 {
		t.Errorf("%+v", s)
	}
	if err := os.Rename(root+".away", root); err != nil {
		t.Fatal(err)
	}
	mia.syncs()
	nora.syncs()
	mia.syncs()
	agree(t, mia, nora)
	if s := mia.team(); s.Step != "in step" || s.Trouble != "" {
		t.Errorf("%+v", s)
	}
}

// A library that was put back to yesterday and changed since gets a new name;
// neither what it did today before nor what it did after is lost.
func TestALibraryPutBackToYesterday(t *testing.T) {
	root := t.TempDir()
	mia, nora := sit(t, "mia"), sit(t, "nora")
	mia.writes("tag", "t1", "notes", `"yesterday"`)
	mia.joins(root)
	yesterday := copied(t, mia.dir)
	mia.writes("tag", "t2", "notes", `"today"`)
	mia.syncs()
	nora.joins(root)

	back := sitAt(t, "mia", yesterday, time.Now)
	was := back.store.Device()
	back.writes("tag", "t3", "notes", `"after that"`)
	back.writes("tag", "t1", "notes", `"changed"`)
	done := back.syncs()
	if !done.Renamed || back.store.Device() == was {
		t.Errorf("%+v, still %s", done, back.store.Device())
	}
	nora.syncs()
	back.syncs()
	nora.syncs()
	agree(t, nora, back)
	cells, err := nora.store.Cells(context.Background(), "tag")
	if err != nil || string(cells["t1"]["notes"]) != `"changed"` || string(cells["t2"]["notes"]) != `"today"` || string(cells["t3"]["notes"]) != `"after that"` {
		t.Errorf("%s, %v", cells, err)
	}
	back.writes("tag", "t3", "notes", `"and on"`)
	if done := back.syncs(); done.Renamed || done.Sent != 1 {
		t.Errorf("under the new name: %+v", done)
	}
}

// copied is a library's folder as a backup brings it back.
func copied(t testing.TB, dir string) string {
	t.Helper()
	to := t.TempDir()
	for _, name := range []string{"library.db", "library.db-wal"} {
		from, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer from.Close()
		out, err := os.Create(filepath.Join(to, name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(out, from); err != nil {
			t.Fatal(err)
		}
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// Whatever laptop deleted it, anybody brings it back, with what was changed on
// it meanwhile.
func TestBringingBack(t *testing.T) {
	ctx := context.Background()
	root := t.TempDir()
	mia, nora := sit(t, "mia"), sit(t, "nora")
	mia.product("p1", "a picture")
	mia.joins(root)
	nora.joins(root)
	mia.writes(store.KindProduct, "p1", edit.Present, "false")
	nora.writes(store.KindProduct, "p1", "title", `"Kettle of copper"`)
	mia.syncs()
	nora.syncs()
	feed, err := nora.TeamFeed(ctx, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	var gone *crew.Happening
	for i, h := range feed {
		if i > 0 && h.Cursor >= feed[i-1].Cursor {
			t.Errorf("%d is not before what happened after it", i)
		}
		if h.Deleted {
			gone = &feed[i]
		}
	}
	if gone == nil || gone.By != "mia" || gone.Me {
		t.Fatalf("nothing is gone: %+v", feed)
	}
	if rest, err := nora.TeamFeed(ctx, feed[1].Cursor, 100); err != nil || len(rest) != len(feed)-2 {
		t.Errorf("asked on: %d of %d, %v", len(rest), len(feed)-2, err)
	}
	if err := nora.Restore(ctx, gone.Device, gone.Seq); err != nil {
		t.Fatal(err)
	}
	if err := nora.Restore(ctx, gone.Device, gone.Seq); taglane.KindOf(err) != taglane.NotFound {
		t.Errorf("brought back twice: %v", err)
	}
	nora.syncs()
	mia.syncs()
	p, err := mia.store.Product(ctx, "p1")
	if err != nil || p.Title != "Kettle of copper" {
		t.Errorf("%q, %v", p.Title, err)
	}
}

// A clock that is days ahead stops nobody, and both are told.
func TestAClockThatIsAhead(t *testing.T) {
	root := t.TempDir()
	ahead := sitAt(t, "mia", t.TempDir(), func() time.Time { return time.Now().Add(72 * time.Hour) })
	nora := sit(t, "nora")
	ahead.writes("tag", "t1", "notes", `"from the future"`)
	ahead.joins(root)
	nora.joins(root)
	if s := nora.team(); !strings.Contains(s.Warning, "mia's laptop") {
		t.Errorf("%+v", s)
	}
	nora.writes("tag", "t1", "notes", `"after it"`)
	nora.syncs()
	ahead.syncs()
	agree(t, ahead, nora)
	if v, err := ahead.store.Value(context.Background(), edit.Cell{Kind: "tag", ID: "t1", Field: "notes"}); err != nil || string(v) != `"after it"` {
		t.Errorf("what was done after having seen it lost: %s, %v", v, err)
	}
}

// A bundle carries all of it, once or often, and says what it is before.
func TestABundleBetweenLibraries(t *testing.T) {
	ctx := context.Background()
	mia, nora := sit(t, "mia"), sit(t, "nora")
	sha := mia.product("p1", "a picture")
	path := filepath.Join(t.TempDir(), "draft.taglane")
	made, err := mia.WriteBundle(ctx, path)
	if err != nil || made.Edits != 3 || made.New != 0 || made.Files != 1 || !made.Known {
		t.Fatalf("%+v, %v", made, err)
	}
	if _, err := mia.WriteBundle(ctx, path); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("written over: %v", err)
	}
	look, err := nora.ReadBundle(ctx, path)
	if err != nil || look.New != 3 || look.Known || look.By != "mia" || nora.merged != 0 {
		t.Errorf("%+v, %v, %d taken by looking", look, err, nora.merged)
	}
	for i, want := range []int{3, 0} {
		if done, err := nora.TakeBundle(ctx, path); err != nil || done.Received != want {
			t.Errorf("time %d: %+v, %v", i, done, err)
		}
	}
	agree(t, mia, nora)
	if len(nora.images) != 1 || nora.images[0] != sha {
		t.Errorf("pictures that came: %v", nora.images)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	forged := filepath.Join(t.TempDir(), "forged.taglane")
	if err := os.WriteFile(forged, b, 0o600); err != nil {
		t.Fatal(err)
	}
	zola := sit(t, "zola")
	if _, err := zola.TakeBundle(ctx, forged); taglane.KindOf(err) == "" {
		t.Error("a damaged bundle is taken")
	}
	if zola.merged != 0 || len(zola.images) != 0 {
		t.Errorf("of a damaged bundle %d edits and %d files were taken", zola.merged, len(zola.images))
	}
	if _, err := zola.ReadBundle(ctx, filepath.Join(zola.dir, "none")); taglane.KindOf(err) != taglane.NotFound {
		t.Errorf("no file: %v", err)
	}
}

// Who stays in step hears of a gesture soon, and leaves once told to.
func TestStayingInStep(t *testing.T) {
	root := t.TempDir()
	mia, nora := sit(t, "mia"), sit(t, "nora")
	mia.joins(root)
	nora.joins(root)
	ctx, cancel := context.WithCancel(context.Background())
	over := make(chan struct{})
	go func() { defer close(over); nora.StayInStep(ctx) }()
	mia.writes("tag", "t1", "notes", `"now"`)
	mia.syncs()
	deadline := time.Now().Add(20 * time.Second)
	for {
		v, err := nora.store.Value(ctx, edit.Cell{Kind: "tag", ID: "t1", Field: "notes"})
		if err != nil {
			t.Fatal(err)
		}
		if string(v) == `"now"` {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("it never comes")
		}
		time.Sleep(10 * time.Millisecond)
	}
	cancel()
	<-over
}
