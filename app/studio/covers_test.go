package studio

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"taglane/app/media"
	"taglane/app/taglane"
)

func TestACoverIsAFrameAndADesign(t *testing.T) {
	needTools(t)
	s := newStudio(t)
	clip := imported(t, s, film(t, filepath.Join(t.TempDir(), "a.mp4"), 1)).ID
	ranked, err := s.CoverCandidates(ctx, clip)
	if err != nil || len(ranked) < 3 {
		t.Fatal(ranked, err)
	}
	at := ranked[0].Frame
	design := &taglane.Design{Focus: &taglane.Point{X: .5, Y: .4}, Title: &taglane.Words{Text: "Slow Sunday", At: taglane.Point{X: .5, Y: .2}, Size: .08, Ink: "#ffffff", Plate: "#111111"}}
	bare, err := s.CoverPreview(ctx, clip, at, nil)
	if err != nil || len(bare) != 5 {
		t.Fatal(len(bare), err)
	}
	dressed, err := s.CoverPreview(ctx, clip, at, design)
	if err != nil {
		t.Fatal(err)
	}
	for i := range dressed {
		if !strings.HasPrefix(dressed[i].Picture, "data:image/jpeg;base64,") || dressed[i].Picture == bare[i].Picture {
			t.Errorf("%s shows no words", dressed[i].Shape)
		}
	}
	before := card(t, s, clip)
	change, err := s.SetCover(ctx, clip, at, design)
	if err != nil || !reflect.DeepEqual(change.Clip.Design, design) || *change.Clip.Cover != at || !change.Clip.Card.OwnCover {
		t.Fatalf("%+v %v", change.Clip, err)
	}
	own := card(t, s, clip).Poster
	if own == before.Poster || !strings.HasPrefix(own, "cover.") {
		t.Errorf("the card still shows %q", own)
	}
	path, mime, err := s.MediaFile(ctx, own)
	if err != nil || mime != "image/jpeg" {
		t.Fatal(path, mime, err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() < 3000 {
		t.Error("the card's cover is no picture", err)
	}
	if still, mime, err := s.MediaFile(ctx, fmt.Sprintf("still.%d-%s", at, clip)); err != nil || mime != "image/jpeg" || still == path {
		t.Error(still, mime, err)
	}
	if p, _ := s.Clips(ctx, LibraryQuery{Filter: "cover"}); p.Total != 1 {
		t.Error("it is not among those with a cover of their own")
	}
	if _, err := s.Undo(ctx, clip); err != nil {
		t.Fatal(err)
	}
	if c := card(t, s, clip); c.OwnCover || c.Poster != before.Poster {
		t.Errorf("undo left %+v", c)
	}
	for name, do := range map[string]func() error{
		"a frame beyond": func() error { _, err := s.SetCover(ctx, clip, 10_000, nil); return err },
		"no words": func() error {
			_, err := s.SetCover(ctx, clip, 0, &taglane.Design{Title: &taglane.Words{Ink: "#ffffff", Size: .1}})
			return err
		},
		"no place":  func() error { _, err := s.ExportCovers(ctx, clip, nil, "jpeg", ""); return err },
		"no format": func() error { _, err := s.ExportCovers(ctx, clip, []string{"youtube"}, "gif", ""); return err },
	} {
		if err := do(); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCoversAndVideosAreExported(t *testing.T) {
	needTools(t)
	s := newStudio(t)
	source := film(t, filepath.Join(t.TempDir(), "a.mp4"), 1)
	sum, size, _ := media.Sum(ctx, source)
	clip := imported(t, s, source).ID
	title := `Slow: "Sunday"/../x`
	if _, err := s.SetClip(ctx, clip, ClipFields{Title: &title}); err != nil {
		t.Fatal(err)
	}
	for format, places := range map[string][]string{"jpeg": {"youtube", "tiktok"}, "png": {"youtube"}, "webp": {"youtube"}} {
		if raced && format == "webp" {
			continue // half a minute of arithmetic, which the cover's own room watches
		}
		files, err := s.ExportCovers(ctx, clip, places, format, "")
		if err != nil || len(files) != len(places) {
			t.Fatal(format, files, err)
		}
		for _, f := range files {
			if filepath.Dir(f.Path) != s.o.Exports || f.Bytes == 0 {
				t.Errorf("%+v", f)
			}
			if path, _, err := s.MediaFile(ctx, f.Media); err != nil || path != f.Path {
				t.Errorf("%s cannot be fetched: %q %v", f.Media, path, err)
			}
		}
	}
	again, err := s.ExportCovers(ctx, clip, []string{"youtube"}, "jpeg", "")
	if err != nil || !strings.HasSuffix(again[0].Name, " 2.jpg") {
		t.Errorf("an export took another's name: %+v %v", again, err)
	}
	for _, id := range []string{"export-", "export-..", "export-../library/library.db", "export-library.db", "export-/etc/passwd"} {
		if path, _, err := s.MediaFile(ctx, id); err == nil {
			t.Errorf("%s gave %s", id, path)
		}
	}
	mug := addProduct(t, s, "Mug")
	tag := addTag(t, s, clip, mug, 0, 60)
	if _, err := s.SetPath(ctx, tag, taglane.Path{Keys: []taglane.Key{{Frame: 0, Spot: taglane.Spot{X: .5, Y: .5}}}}); err != nil {
		t.Fatal(err)
	}
	v, err := s.RenderVideo(ctx, clip, "small", Burn{Disclosure: true, Hotspots: true}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	tool, _ := s.mediaTool()
	made, err := media.Open(ctx, tool, v.Path)
	if err != nil || made.Width > 720 || made.Frames == 0 {
		t.Errorf("%+v %v", made, err)
	}
	if now, n, _ := media.Sum(ctx, source); now != sum || n != size {
		t.Error("the source was written to")
	}
	if _, err := s.RenderVideo(ctx, clip, "betamax", Burn{}, "", nil); taglane.KindOf(err) != taglane.Invalid {
		t.Error(err)
	}
}

func TestAHotspotIsFollowedOnTheFilm(t *testing.T) {
	needTools(t)
	s := newStudio(t)
	clip := imported(t, s, film(t, filepath.Join(t.TempDir(), "a.mp4"), 1)).ID
	tag := addTag(t, s, clip, addProduct(t, s, "Mug"), 0, 20)
	if _, err := s.SuggestPath(ctx, tag, 5); taglane.KindOf(err) != taglane.Invalid {
		t.Error("there was nothing to follow:", err)
	}
	// What lies in the middle is followed, wherever it goes.
	if _, err := s.SetPath(ctx, tag, taglane.Path{Keys: []taglane.Key{{Frame: 5, Spot: taglane.Spot{X: .5, Y: .5, W: .3, H: .2}}}}); err != nil {
		t.Fatal(err)
	}
	way, err := s.SuggestPath(ctx, tag, 5)
	if err != nil || len(way.Path.Keys) == 0 || way.Score < 0 || way.Score > 1 {
		t.Fatalf("%+v %v", way, err)
	}
	if v, _ := s.View(ctx, clip); len(v.Tags[0].Keys) != 1 {
		t.Error("a suggestion changed the tag")
	}
}

func TestAProductIsSeenAgainElsewhere(t *testing.T) {
	needTools(t)
	s := newStudio(t)
	dir := t.TempDir()
	clip := imported(t, s, film(t, filepath.Join(dir, "a.mp4"), 1)).ID
	other := imported(t, s, film(t, filepath.Join(dir, "b.mp4"), 2)).ID
	mug := addProduct(t, s, "Mug")
	tag := addTag(t, s, clip, mug, 0, 15)
	if _, err := s.SeenAgain(ctx, tag, "clip"); taglane.KindOf(err) != taglane.Invalid {
		t.Error("there was nothing to look for:", err)
	}
	if _, err := s.SetPath(ctx, tag, taglane.Path{Keys: []taglane.Key{{Frame: 5, Spot: taglane.Spot{X: .5, Y: .5, W: .4, H: .25}}}}); err != nil {
		t.Fatal(err)
	}
	ghosts, err := s.SeenAgain(ctx, tag, "library")
	if err != nil {
		t.Fatal(err)
	}
	there := false
	for _, g := range ghosts {
		there = there || g.Clip == other
		if g.Clip == clip && g.Overlaps(taglane.Span{In: 0, Out: 15}) {
			t.Errorf("it proposes what is tagged already: %+v", g)
		}
		if g.Product != mug || g.Score <= 0 || g.Score > 1 {
			t.Errorf("%+v", g)
		}
	}
	if !there {
		t.Errorf("the same film in another clip was not found: %+v", ghosts)
	}
	if _, err := s.SeenAgain(ctx, tag, "everywhere"); taglane.KindOf(err) != taglane.Invalid {
		t.Error(err)
	}
}
