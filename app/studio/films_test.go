package studio

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"taglane/app/crew"
	"taglane/app/edit"
	"taglane/app/media"
	"taglane/app/store"
	"taglane/app/taglane"
)

// teamedUp are two studios in the team of a folder; the first has a clip that is
// wholly read, with a preview.
func teamedUp(t *testing.T) (mia, nora *Studio, clip taglane.ID, file string) {
	t.Helper()
	return teamedUpAt(t, t.TempDir())
}

// hub starts a real server and answers where a team on it is.
func hub(t *testing.T) string {
	t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), NoLog: true, NoSigs: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server does not start")
	}
	return "nats://" + s.Addr().String() + "/studio"
}

func teamedUpAt(t *testing.T, where string) (mia, nora *Studio, clip taglane.ID, file string) {
	t.Helper()
	needTools(t)
	ctx := context.Background()
	open := func(person string) *Studio {
		o := options(filepath.Join(t.TempDir(), "library"))
		o.Person, o.Machine = person, person+"'s laptop"
		s, err := Open(ctx, o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return s
	}
	mia, nora = open("Mia"), open("Nora")
	file = filepath.Join(t.TempDir(), "kettle.mp4")
	film(t, file, 1)
	report, err := mia.Import(ctx, []string{file})
	if err != nil || len(report.Imported) != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	clip = report.Imported[0].ID
	c, err := mia.store.Clip(ctx, clip)
	if err != nil {
		t.Fatal(err)
	}
	if err := mia.ingest(ctx, c, media.Work{}); err != nil {
		t.Fatal(err)
	}
	if err := mia.store.SetReady(ctx, map[taglane.ID]bool{clip: true}); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*Studio{mia, nora} {
		if _, err := s.JoinTeam(ctx, where, crew.Admission{}); err != nil {
			t.Fatal(err)
		}
	}
	return mia, nora, clip, file
}

func syncs(t *testing.T, all ...*Studio) {
	t.Helper()
	for _, s := range all {
		if _, err := s.SyncTeam(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

// elsewhere makes what lies at a path another's: as on a laptop that has no such
// folder.
func elsewhere(t *testing.T, s *Studio, clip taglane.ID) {
	t.Helper()
	if err := s.store.SetPath(context.Background(), clip, "/nowhere/of/nora/kettle.mp4"); err != nil {
		t.Fatal(err)
	}
}

func viewOf(t *testing.T, s *Studio, clip taglane.ID) ClipView {
	t.Helper()
	v, err := s.View(context.Background(), clip)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A clip whose file is on another laptop is shown from a small copy, and its own
// file comes when somebody asks for it.
func TestAClipOfATeammate(t *testing.T) {
	for name, place := range map[string]func(*testing.T) string{"through a folder": func(t *testing.T) string { return t.TempDir() }, "through a hub": hub} {
		t.Run(name, func(t *testing.T) { clipOfATeammate(t, place(t)) })
	}
}

func clipOfATeammate(t *testing.T, where string) {
	ctx := context.Background()
	mia, nora, clip, file := teamedUpAt(t, where)
	syncs(t, mia, nora)
	elsewhere(t, nora, clip)
	if v := viewOf(t, nora, clip); v.Away == nil || v.Away.With != "Mia" || v.Away.Small || v.Proxy != "" {
		t.Fatalf("before its copy came: %+v, %q", v.Away, v.Proxy)
	}
	syncs(t, nora)
	v := viewOf(t, nora, clip)
	if v.Away == nil || !v.Away.Small || v.Away.Asked || v.Proxy == "" || v.Card.Strip == nil || v.Card.State != "missing" && !v.Card.Away {
		t.Fatalf("with its copy: %+v, %q, %+v", v.Away, v.Proxy, v.Card)
	}
	path, mime, err := nora.MediaFile(ctx, v.Proxy)
	if err != nil || mime != "video/mp4" || !strings.HasPrefix(path, nora.smallDir()) {
		t.Errorf("%s %s, %v", path, mime, err)
	}
	if _, _, err := nora.MediaFile(ctx, "still.3-"+string(clip)); err != nil {
		t.Errorf("a frame of it: %v", err)
	}
	if v := viewOf(t, mia, clip); v.Away != nil {
		t.Errorf("at home: %+v", v.Away)
	}
	bounded(t, nora, clip)

	a, err := nora.FetchOriginal(ctx, clip)
	if err != nil || a == nil || !a.Asked || a.With != "Mia" {
		t.Fatalf("%+v, %v", a, err)
	}
	syncs(t, nora, mia, nora)
	c, err := nora.store.Clip(ctx, clip)
	if err != nil || c.Path == file || !isThere(c.Path) {
		t.Fatalf("the original is at %s, %v", c.Path, err)
	}
	if _, _, err := nora.source(ctx, c); err != nil {
		t.Errorf("it cannot be published: %v", err)
	}
	if v := viewOf(t, nora, clip); v.Away != nil {
		t.Errorf("with the original: %+v", v.Away)
	}
	if a, err := nora.FetchOriginal(ctx, clip); a != nil || err != nil {
		t.Errorf("what is here is fetched: %+v, %v", a, err)
	}
	before, err := mia.store.Seen(ctx)
	if err != nil {
		t.Fatal(err)
	}
	syncs(t, mia, nora, mia)
	after, err := mia.store.Seen(ctx)
	if err != nil || before[mia.store.Device()] != after[mia.store.Device()] {
		t.Errorf("it is told again and again: %v, then %v (%v)", before, after, err)
	}
}

// bounded: small copies take no more room than the person gave them.
func bounded(t *testing.T, nora *Studio, clip taglane.ID) {
	t.Helper()
	for _, c := range []struct {
		room  string
		files int
	}{{"0", 0}, {"", 1}, {"many", 1}, {"0", 0}} {
		if err := nora.SetSetting(context.Background(), smallCopies, c.room); err != nil {
			t.Fatal(err)
		}
		syncs(t, nora)
		entries, err := os.ReadDir(nora.smallDir())
		if v := viewOf(t, nora, clip); err != nil || len(entries) != c.files || v.Away == nil || v.Away.Small != (c.files > 0) {
			t.Errorf("with room of %q: %v, %+v, %v", c.room, entries, v.Away, err)
		}
	}
}

// What a teammate says of a film is not believed before its bytes are here.
func TestAFilmOfAStranger(t *testing.T) {
	ctx := context.Background()
	mia, nora, clip, _ := teamedUp(t)
	other := filepath.Join(t.TempDir(), "other.mp4")
	if said, err := exec.Command("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=90x160:r=30:d=0.5", "-pix_fmt", "yuv420p", "-c:v", "libx264", other).CombinedOutput(); err != nil {
		t.Fatalf("%s, %v", said, err)
	}
	sum, err := sumOf(ctx, other)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(other)
	if err != nil {
		t.Fatal(err)
	}
	syncs(t, mia, nora)
	elsewhere(t, nora, clip)
	was := viewOf(t, nora, clip)
	for name, lie := range map[string][]edit.Write{
		"another film": {filmWrite(clip, smallField, reel{sum, info.Size(), "x"}), filmWrite(clip, originalField, reel{sum, was.Card.Size, "x"})},
		"no size":      {filmWrite(clip, smallField, reel{sum, 0, "x"})},
		"a path":       {filmWrite(clip, smallField, reel{"../../" + sum[6:], 10, "x"})},
		"no film":      {store.Set(store.KindFilm, clip, smallField, []int{1})},
	} {
		if err := mia.commit(ctx, "", name, lie...); err != nil {
			t.Fatal(err)
		}
		place := filepath.Join(teamOf(t, mia), "media", sum[:2])
		if err := os.MkdirAll(place, 0o755); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(other)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(place, sum), content, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := nora.store.SetSetting(ctx, wantsSetting+string(clip), "1"); err != nil {
			t.Fatal(err)
		}
		syncs(t, mia, nora, nora)
		if v := viewOf(t, nora, clip); v.Away != nil && v.Away.Small || v.Proxy != "" {
			t.Errorf("%s: %+v, %q", name, v.Away, v.Proxy)
		}
		c, err := nora.store.Clip(ctx, clip)
		if err != nil || isThere(c.Path) {
			t.Errorf("%s became the clip's file: %s, %v", name, c.Path, err)
		}
	}
}

func teamOf(t *testing.T, s *Studio) string {
	t.Helper()
	state, err := s.Team(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return state.Location
}

// A team that nobody is in has no originals.
func TestAnOriginalOfNobody(t *testing.T) {
	s := newStudio(t)
	if _, err := s.FetchOriginal(context.Background(), addClip(t, s, 30)); taglane.KindOf(err) != taglane.NotFound {
		t.Errorf("%v", err)
	}
	if _, err := s.FetchOriginal(context.Background(), "gone"); taglane.KindOf(err) != taglane.NotFound {
		t.Errorf("%v", err)
	}
}
