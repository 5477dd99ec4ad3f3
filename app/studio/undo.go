package studio

import (
	"context"
	"slices"
	"strings"

	"taglane/app/store"
	"taglane/app/taglane"
)

// Undo takes back the clip's latest own gesture that still shows.
func (s *Studio) Undo(ctx context.Context, clip taglane.ID) (Change, error) {
	return s.travel(ctx, clip, undid, s.store.Undo)
}

// Redo brings back what was taken back last.
func (s *Studio) Redo(ctx context.Context, clip taglane.ID) (Change, error) {
	return s.travel(ctx, clip, redid, s.store.Redo)
}

func (s *Studio) travel(ctx context.Context, clip taglane.ID, says sayDone, do func(context.Context, string, string) (store.Undone, error)) (Change, error) {
	done, err := do(ctx, string(clip), s.o.Person)
	if err != nil {
		return Change{}, err
	}
	message := s.Tell(says(done.Edit.Label, len(done.Kept)))
	tag := taglane.ID("")
	s.moved(ctx, done.Edit.Writes)
	s.followFootage(ctx, map[taglane.ID]bool{clip: true})
	for _, w := range done.Edit.Writes {
		if w.Kind == store.KindTag {
			tag = taglane.ID(w.ID)
			break
		}
	}
	return s.back(ctx, clip, message, tag)
}

// back is the answer of a way through history: the clip, or the place where it
// was when what was undone is its own import.
func (s *Studio) back(ctx context.Context, clip taglane.ID, message string, tag taglane.ID) (Change, error) {
	s.askedAnew(ctx)
	s.emitClip(clip)
	s.emitLibrary()
	v, err := s.View(ctx, clip)
	if taglane.KindOf(err) == taglane.NotFound {
		return Change{Clip: ClipView{Card: ClipCard{ID: clip, Lanes: []Lane{}}, Tags: []taglane.Tag{}, Products: []Product{}, Held: Held{}, Markers: []taglane.Marker{}, Cuts: []taglane.Frame{}}, Message: message}, nil
	}
	return Change{Clip: v, Message: message, Tag: tag}, err
}

// sayDone says which gesture was taken back or brought back, and how many later
// changes of somebody else were kept.
type sayDone func(label string, kept int) taglane.Said

func undid(label string, kept int) taglane.Said {
	if kept > 0 {
		return taglane.Say("Undid: %s (kept %d later changes of somebody else)", label, kept)
	}
	return taglane.Say("Undid: %s", label)
}

func redid(label string, kept int) taglane.Said {
	if kept > 0 {
		return taglane.Say("Redid: %s (kept %d later changes of somebody else)", label, kept)
	}
	return taglane.Say("Redid: %s", label)
}

// History lists the clip's own gestures, newest first.
func (s *Studio) History(ctx context.Context, clip taglane.ID) ([]HistoryEntry, error) {
	steps, err := s.store.History(ctx, string(clip))
	if err != nil {
		return nil, err
	}
	out := make([]HistoryEntry, 0, len(steps))
	for _, e := range steps {
		out = append(out, HistoryEntry{N: e.N, At: timeOf(e.At.Millis), By: e.By, Sentence: e.Label, Undone: e.Undone, Checkpoint: e.Checkpoint})
	}
	return out, nil
}

// Travel undoes or redoes until the step n of the clip's history is the last
// that is done; 0 is the clip as it came in, which stays. Each step is an undo
// or redo like any.
func (s *Studio) Travel(ctx context.Context, clip taglane.ID, n int64) (Change, error) {
	steps, err := s.store.History(ctx, string(clip))
	if err != nil {
		return Change{}, err
	}
	if n != 0 && !slices.ContainsFunc(steps, func(e store.Step) bool { return e.N == n }) {
		return Change{}, taglane.Errorf(taglane.NotFound, "There is no such step in the history.")
	}
	for range len(steps) + 1 {
		done, undone, err := s.store.Position(ctx, string(clip))
		if err != nil {
			return Change{}, err
		}
		step := s.store.Undo
		switch {
		case done > n:
		case undone != 0 && undone <= n:
			step = s.store.Redo
		default:
			return s.back(ctx, clip, "", "")
		}
		if _, err := step(ctx, string(clip), s.o.Person); taglane.KindOf(err) == taglane.NotFound {
			break // what was left had no effect any more
		} else if err != nil {
			return Change{}, err
		}
		if _, err := s.store.Clip(ctx, clip); taglane.KindOf(err) == taglane.NotFound && done > n {
			if _, err := s.store.Redo(ctx, string(clip), s.o.Person); err != nil {
				return Change{}, err
			}
			break // that was the clip coming in: nobody travels behind it
		}
	}
	return s.back(ctx, clip, "", "")
}

// Checkpoint names how a clip stands now.
func (s *Studio) Checkpoint(ctx context.Context, clip taglane.ID, name string) (Change, error) {
	if name = strings.TrimSpace(name); name == "" {
		return Change{}, taglane.Errorf(taglane.Invalid, "A checkpoint needs a name.")
	}
	if err := taglane.CheckText("name", name, 80); err != nil {
		return Change{}, err
	}
	done, _, err := s.store.Position(ctx, string(clip))
	if err != nil {
		return Change{}, err
	}
	if done == 0 {
		return Change{}, taglane.Errorf(taglane.Invalid, "Nothing was done to this clip yet.")
	}
	if err := s.store.SetCheckpoint(ctx, string(clip), done, name); err != nil {
		return Change{}, err
	}
	s.emitClip(clip)
	return s.unchanged(ctx, clip, "")
}
