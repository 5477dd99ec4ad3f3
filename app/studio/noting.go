package studio

import (
	"context"
	"maps"
	"slices"

	"taglane/app/edit"
	"taglane/app/notes"
	"taglane/app/outbox"
	"taglane/app/store"
	"taglane/app/taglane"
	"taglane/app/wording"
)

// What crosses to a screen of what people say.
type (
	Comment       = notes.Comment
	CommentFields = notes.CommentFields
	Member        = notes.Member
	Approval      = notes.Approval
	NotesTold     = notes.Told
	Waits         = notes.Waits
	NotesExported = notes.Exported
)

// openNotes lends the part that knows what people say what it may not take for
// itself.
func (s *Studio) openNotes() {
	back := func(says sayDone, do func(context.Context, string, string) (store.Undone, error)) func(context.Context, string) (string, error) {
		return func(ctx context.Context, scope string) (string, error) {
			done, err := do(ctx, scope, s.o.Person)
			if err != nil {
				return "", err
			}
			return s.Tell(says(done.Edit.Label, len(done.Kept))), nil
		}
	}
	s.Notes = notes.New(notes.Lent{
		Store: s.store, Now: s.o.Now, NewID: s.o.NewID, Person: s.o.Person, Tell: s.Tell, Emit: s.o.Emit, Draft: s.Draft, Key: s.access.Identity,
		Frame: s.smallStill, Export: s.exportNotes,
		Undo: back(undid, s.store.Undo), Redo: back(redid, s.store.Redo), Placing: s.placing,
		Commit: func(ctx context.Context, scope, label string, writes ...edit.Write) error {
			_, err := s.store.Do(ctx, edit.Draft{By: s.o.Person, Scope: scope, Label: label, Writes: writes})
			if err == nil {
				s.askApprovals(ctx, writes)
			}
			return err
		},
	})
}

// exportNotes writes what people said where exports go.
func (s *Studio) exportNotes(folder, name, ext string, content []byte) (notes.Exported, error) {
	dir, err := s.exportFolder(folder)
	if err != nil {
		return notes.Exported{}, err
	}
	e, err := s.export(dir, name, ext, content)
	return notes.Exported(e), err
}

// approved says what a publication still waits for of those who are asked.
func (s *Studio) approved(ctx context.Context, r outbox.Row) (taglane.Said, error) {
	return s.Awaits(ctx, r.Clip, r.Account, r.Due())
}

// frozeOf keeps of which draft a revision was made, by the wording it was made of.
func (s *Studio) frozeOf(ctx context.Context, w wording.Wording, over map[string]string, revision string) error {
	fields := maps.Clone(w.Fields)
	maps.Copy(fields, over)
	return s.Froze(ctx, taglane.Draft{Clip: w.Own, Tags: w.Draft.Tags, Products: w.Draft.Products}, w.Account.ID, fields, revision)
}

// noted tells the screen of what people said, wherever they did, and looks again
// at what waits for approval.
func (s *Studio) noted(ctx context.Context, writes []edit.Write) {
	if slices.ContainsFunc(writes, func(w edit.Write) bool { return notes.Tells(w.Kind) }) {
		s.o.Emit("notes", notes.Event{})
	}
	s.askApprovals(ctx, writes)
}

// askApprovals looks again at what waits for approval once something changed on
// which that depends. What cannot be looked at waits on, which is safe.
func (s *Studio) askApprovals(ctx context.Context, writes []edit.Write) {
	if !slices.ContainsFunc(writes, func(w edit.Write) bool { return notes.Matters(w.Kind) }) {
		return
	}
	s.askedAnew(ctx)
}

func (s *Studio) askedAnew(ctx context.Context) {
	if err := s.letApproved(ctx); err != nil {
		s.o.Log.Warn("what waits for approval was not looked at", "error", err)
	}
}

// letApproved lets go on what has its approvals by now, and tells of the others
// what they wait for by now.
func (s *Studio) letApproved(ctx context.Context) error {
	rows, err := s.store.AwaitingApproval(ctx)
	if err != nil {
		return err
	}
	for _, id := range rows {
		if _, err := s.outbox.Approve(ctx, id); err != nil && taglane.KindOf(err) != taglane.Conflict {
			return err
		}
	}
	return nil
}
