package outbox

import (
	"context"
	"testing"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// shy is a world whose releases fail at first, before they ask for anything.
type shy struct {
	*world
	fails []error
}

func (s *shy) Release(ctx context.Context, us platform.UploadSession, p taglane.Publication) (taglane.Post, error) {
	if len(s.fails) > 0 {
		err := s.fails[0]
		s.fails = s.fails[1:]
		return taglane.Post{}, err
	}
	return s.world.Release(ctx, us, p)
}

// carried runs a publication in a shy world and says whether a person was asked.
func carried(t *testing.T, repeat platform.ReleaseRepeat, fails ...error) (w *world, unsure bool) {
	t.Helper()
	w = newWorld(shape{repeat: repeat}, nil)
	if err := w.boot(); err != nil {
		t.Fatal(err)
	}
	far := &shy{w, fails}
	w.box.Connect = func(context.Context, Row) (platform.Publisher, taglane.Publication, error) { return far, frozen, nil }
	if !w.run(false) {
		t.Fatalf("never rests: %+v", w.row())
	}
	return w, w.row().Wait == WaitsUnsure
}

func (w *world) told(outcome string) (n int) {
	for _, e := range w.entries {
		if e.Outcome == outcome {
			n++
		}
	}
	return n
}

// What failed before the public act is tried again, and nobody is asked; the
// same error without the mark could mean anything.
func TestWhatWasNotAskedIsNoDoubt(t *testing.T) {
	for _, kind := range []taglane.Kind{taglane.Offline, taglane.Later, taglane.Internal, taglane.Conflict, taglane.NotFound} {
		err := taglane.Errorf(kind, "The connection was cut.")
		for _, repeat := range []platform.ReleaseRepeat{platform.RepeatUnknown, platform.RepeatBlind} {
			w, unsure := carried(t, repeat, platform.Unasked(err), platform.Unasked(err))
			if unsure || len(w.posts) != 1 || w.row().Stage != Tagged || w.told("no") != 2 {
				t.Errorf("%s, %s: asked a person %v, %d posts, %+v", kind, repeat, unsure, len(w.posts), w.row())
			}
		}
	}
	if _, unsure := carried(t, platform.RepeatUnknown, taglane.Errorf(taglane.Later, "The connection was cut.")); !unsure {
		t.Error("silence is taken for a no")
	}
}

func TestAPlainNoBeforeTheActIsANo(t *testing.T) {
	w, unsure := carried(t, platform.RepeatUnknown, platform.Unasked(taglane.Errorf(taglane.Refused, "The clip is too long.")))
	if r := w.row(); unsure || r.Wait != WaitsRefused || r.asking() || len(w.posts) != 0 {
		t.Errorf("%+v", r)
	}
}

// After a release that was not answered, one that never came to ask proves nothing.
func TestNotAskedAgainProvesNothing(t *testing.T) {
	silence := taglane.Errorf(taglane.Later, "The connection was cut.")
	w, _ := carried(t, platform.RepeatSets, silence, platform.Unasked(silence))
	if w.told("no") != 0 || len(w.posts) != 1 || w.row().Stage != Tagged {
		t.Errorf("%d times no, %d posts, %+v", w.told("no"), len(w.posts), w.row())
	}
}
