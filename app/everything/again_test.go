package everything

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taglane/app/edit"
	"taglane/app/outbox"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Whatever a library came to hold, by its people, by others, by services and by a
// later build: written out, brought back and written out again it is the same,
// byte for byte, and what could be undone can be undone.
func TestBroughtBackItIsTheSame(outer *testing.T) {
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue { // each opens real libraries
		must(outer, flag.Set("rapid.checks", "6"))
		outer.Cleanup(func() { _ = flag.Set("rapid.checks", f.DefValue) })
	}
	film := filepath.Join(quickDir(outer), "film.mp4")
	must(outer, os.WriteFile(film, []byte("moving pictures"), 0o600))
	rapid.Check(outer, func(t *rapid.T) {
		root, err := os.MkdirTemp(quickDir(outer), "again")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(root)
		first := opened(t, filepath.Join(root, "first"), "a")
		defer first.Close()
		live(t, first, film)
		choice := Choice{Films: rapid.Bool().Draw(t, "films"), Private: true}
		out := write(t, first, choice)
		if _, err := Take(context.Background(), counting(filepath.Join(root, "second"), "b"), out, func(float64) {}); err != nil {
			t.Fatal(err)
		}
		second := opened(t, filepath.Join(root, "second"), "b")
		defer second.Close()
		if second.Device() != first.Device() {
			t.Errorf("%s became %s", first.Device(), second.Device())
		}
		alike(t, out, write(t, second, choice))
		for _, scope := range []string{"c1", "c2", ""} {
			for {
				_, a := first.Undo(context.Background(), scope, "nora")
				_, b := second.Undo(context.Background(), scope, "nora")
				if (a == nil) != (b == nil) {
					t.Fatal("undone in one alone:", a, b)
				}
				if a != nil {
					break
				}
			}
		}
		for _, kind := range []string{store.KindClip, store.KindTag, store.KindProduct} {
			a, _ := first.Cells(context.Background(), kind)
			b, _ := second.Cells(context.Background(), kind)
			if fmt.Sprintf("%s", a) != fmt.Sprintf("%s", b) {
				t.Errorf("after undoing, %s is\n%s\nand\n%s", kind, a, b)
			}
		}
	})
}

// live lets everybody do something to a library.
func live(t *rapid.T, s *store.Store, film string) {
	ctx, later := context.Background(), 0
	try := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	text := rapid.SampledFrom([]string{"mug", "=cmd|' /C calc'!A0", "<b>\u2028", "été", ""})
	for _, id := range []taglane.ID{"c1", "c2"} {
		_, err := s.Do(ctx, edit.Draft{By: "nora", Scope: string(id), Label: "Import", Writes: store.ClipWrites(taglane.Clip{ID: id, Name: "Clip", Path: film, Size: 15, Fingerprint: "fp" + string(id), AddedAt: noon,
			Facts: taglane.Facts{Frames: 300, Rate: taglane.Rate{Num: 30, Den: 1}, Width: 1080, Height: 1920}})})
		try(err)
	}
	others := map[string]uint64{}
	for range rapid.IntRange(3, 20).Draw(t, "gestures") {
		clip := rapid.SampledFrom([]taglane.ID{"c1", "c2"}).Draw(t, "clip")
		writes := someWrites(t, clip, text)
		switch rapid.IntRange(0, 9).Draw(t, "what") {
		case 0:
			_, err := s.Undo(ctx, string(clip), "nora")
			if err != nil && taglane.KindOf(err) != taglane.NotFound {
				t.Fatal(err)
			}
		case 1:
			_, err := s.Redo(ctx, string(clip), "nora")
			if err != nil && taglane.KindOf(err) != taglane.NotFound {
				t.Fatal(err)
			}
		case 2: // of another, now and then before its turn
			others["mia"] += rapid.Uint64Range(1, 2).Draw(t, "turn")
			at := edit.Time{Millis: noon.UnixMilli() + rapid.Int64Range(-5000, 50000).Draw(t, "at"), Device: "mia"}
			_, err := s.Merge(ctx, edit.Edit{ID: edit.ID{Device: "mia", Seq: others["mia"]}, At: at, By: "Mia", Scope: string(clip), Label: "Do", Writes: writes})
			try(err)
		case 3:
			try(beside(ctx, t, s, clip, &later))
		default:
			_, err := s.Do(ctx, edit.Draft{By: "nora", Scope: string(clip), Label: "Do", Writes: writes})
			try(err)
		}
	}
	publishes(t, s, ctx)
}

func someWrites(t *rapid.T, clip taglane.ID, text *rapid.Generator[string]) []edit.Write {
	id := taglane.ID(rapid.SampledFrom([]string{"1", "2"}).Draw(t, "id"))
	switch rapid.IntRange(0, 5).Draw(t, "noun") {
	case 0:
		return store.TagWrites(taglane.Tag{ID: id, Clip: clip, Product: "1", Span: taglane.Span{In: 3, Out: 30}, Relation: taglane.Own})
	case 1:
		return store.ProductWrites(taglane.Product{ID: id, Title: text.Draw(t, "title"), URL: "https://lind.example/", Relation: taglane.Own})
	case 2:
		return store.CommentWrites(taglane.Comment{ID: id, Clip: clip, Name: "Mia", At: noon, Texts: []taglane.Text{{Text: text.Draw(t, "said")}}})
	case 3:
		return store.VariantWrites(taglane.Variant{Clip: clip, Account: "acc", Fields: map[string]string{"title": text.Draw(t, "variant")}})
	case 4: // of a later build
		return []edit.Write{store.Set("orbit", id, "of", map[string]string{"moon": text.Draw(t, "moon")}), store.Set(store.KindClip, clip, "aura", text.Draw(t, "aura"))}
	}
	return []edit.Write{store.Set(store.KindClip, clip, "caption", text.Draw(t, "caption"))}
}

// beside does what is in no log.
func beside(ctx context.Context, t *rapid.T, s *store.Store, clip taglane.ID, later *int) error {
	*later++
	at := noon.Add(time.Duration(*later) * time.Hour)
	switch rapid.IntRange(0, 6).Draw(t, "beside") {
	case 0:
		return s.SetSetting(ctx, "person.look", `"dark" & <blue>`)
	case 1:
		return s.Observe(ctx, "pub", taglane.Observation{Post: "x", At: at, Name: "views", Value: float64(*later) * 1.1})
	case 2:
		return s.KeepEarnings(ctx, "n", []taglane.Earning{{Account: "n", Key: fmt.Sprint(*later), Original: "1", Commission: taglane.Amount{Value: "1.20", Currency: "EUR"}, State: taglane.Pending, SoldAt: at, PostedAt: at}}, json.RawMessage(`{"at":1}`))
	case 3:
		return s.KeepListings(ctx, "r1", []taglane.Listing{{Source: "src", Key: fmt.Sprint(*later), Title: "Blue mug"}})
	case 4:
		_, err := s.KeepPrivate(ctx, store.CommentWrites(taglane.Comment{ID: "p1", Clip: clip, At: noon, Texts: []taglane.Text{{Text: "only me"}}})...)
		return err
	case 5:
		return s.SetPath(ctx, clip, "/elsewhere/x.mp4")
	}
	return s.SetCheckpoint(ctx, string(clip), 1, "as sent")
}

// publishes gives the library what every library has: places and publications.
func publishes(t *rapid.T, s *store.Store, ctx context.Context) {
	for _, err := range []error{
		s.KeepAccount(ctx, taglane.Account{ID: "acc", Service: "webpage", Name: "My page", Sealed: true}),
		s.KeepRevision(ctx, taglane.Revision{Digest: "d1", Draft: taglane.Draft{Clip: taglane.Clip{ID: "c1", Name: "Clip"}}}),
		s.SetSetting(ctx, "library", "lib1"),
		os.MkdirAll(filepath.Join(s.Dir(), "media"), 0o700),
		os.WriteFile(filepath.Join(s.Dir(), "media", pictureName), []byte(pictureText), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	_, _, err := s.Queue(ctx, outbox.Row{ID: "pub", Key: "k1", Clip: "c1", Account: "acc", Revision: "d1", QueuedAt: noon, Session: json.RawMessage(`"c2VhbGVk"`)}, outbox.Entry{At: noon, Outcome: "queued"})
	if err != nil {
		t.Fatal(err)
	}
}
