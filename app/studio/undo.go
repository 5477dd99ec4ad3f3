package studio

import (
	"context"
	"fmt"

	"taglane/app/store"
	"taglane/app/taglane"
)

// Undo takes back the clip's latest own gesture that still shows.
func (s *Studio) Undo(ctx context.Context, clip taglane.ID) (Change, error) {
	return s.travel(ctx, clip, "Undid: %s", s.store.Undo)
}

// Redo brings back what was taken back last.
func (s *Studio) Redo(ctx context.Context, clip taglane.ID) (Change, error) {
	return s.travel(ctx, clip, "Redid: %s", s.store.Redo)
}

func (s *Studio) travel(ctx context.Context, clip taglane.ID, says string, do func(context.Context, string, string) (store.Undone, error)) (Change, error) {
	done, err := do(ctx, string(clip), s.o.Person)
	if err != nil {
		return Change{}, err
	}
	s.emitClip(clip)
	s.emitLibrary()
	message := undoSentence(says, done)
	tag := taglane.ID("")
	for _, w := range done.Edit.Writes {
		if w.Kind == store.KindTag {
			tag = taglane.ID(w.ID)
			break
		}
	}
	v, err := s.View(ctx, clip)
	if taglane.KindOf(err) == taglane.NotFound { // what was undone is the clip's own import
		return Change{Clip: ClipView{Card: ClipCard{ID: clip, Lanes: []Lane{}}, Tags: []taglane.Tag{}, Products: []Product{}, Cuts: []taglane.Frame{}}, Message: message}, nil
	}
	return Change{Clip: v, Message: message, Tag: tag}, err
}

func undoSentence(says string, done store.Undone) string {
	message := fmt.Sprintf(says, done.Edit.Label)
	if n := len(done.Kept); n > 0 {
		message += fmt.Sprintf(" (kept %s of somebody else)", Count(n, "later change"))
	}
	return message
}

// History lists the clip's own gestures, newest first.
func (s *Studio) History(ctx context.Context, clip taglane.ID) ([]HistoryEntry, error) {
	steps, err := s.store.History(ctx, string(clip))
	if err != nil {
		return nil, err
	}
	out := make([]HistoryEntry, 0, len(steps))
	for _, e := range steps {
		out = append(out, HistoryEntry{At: timeOf(e.At.Millis), By: e.By, Sentence: e.Label, Undone: e.Undone})
	}
	return out, nil
}
