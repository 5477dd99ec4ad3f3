package desktop

import (
	"taglane/app/studio"
	"taglane/app/taglane"
)

func (b *Bridge) Comments(clip taglane.ID) ([]studio.Comment, error) {
	return guard(b, func() ([]studio.Comment, error) { return b.studio.Comments(b.ctx(), clip) })
}

func (b *Bridge) AddComment(clip taglane.ID, f studio.CommentFields) (studio.Comment, error) {
	return guard(b, func() (studio.Comment, error) { return b.studio.AddComment(b.ctx(), clip, f) })
}

func (b *Bridge) ReplyComment(to taglane.ID, text string) (studio.Comment, error) {
	return guard(b, func() (studio.Comment, error) { return b.studio.ReplyComment(b.ctx(), to, text) })
}

func (b *Bridge) SetComment(id taglane.ID, f studio.CommentFields) (studio.Comment, error) {
	return guard(b, func() (studio.Comment, error) { return b.studio.SetComment(b.ctx(), id, f) })
}

func (b *Bridge) ResolveComment(id taglane.ID, resolved bool) (studio.Comment, error) {
	return guard(b, func() (studio.Comment, error) { return b.studio.ResolveComment(b.ctx(), id, resolved) })
}

func (b *Bridge) RemoveComment(id taglane.ID) error {
	_, err := guard(b, func() (done, error) { return done{}, b.studio.RemoveComment(b.ctx(), id) })
	return err
}

func (b *Bridge) AssignComment(id, member taglane.ID) (studio.Comment, error) {
	return guard(b, func() (studio.Comment, error) { return b.studio.AssignComment(b.ctx(), id, member) })
}

func (b *Bridge) DoneComment(id taglane.ID, done bool) (studio.Comment, error) {
	return guard(b, func() (studio.Comment, error) { return b.studio.DoneComment(b.ctx(), id, done) })
}

func (b *Bridge) ToggleReaction(id taglane.ID, emoji string) (studio.Comment, error) {
	return guard(b, func() (studio.Comment, error) { return b.studio.ToggleReaction(b.ctx(), id, emoji) })
}

func (b *Bridge) Waiting() ([]studio.Waits, error) {
	return guard(b, func() ([]studio.Waits, error) { return b.studio.Waiting(b.ctx()) })
}

func (b *Bridge) ExportNotes(clip taglane.ID, format, folder string, private bool) (studio.NotesExported, error) {
	return guard(b, func() (studio.NotesExported, error) {
		if err := mayWrite(b, folder); err != nil {
			return studio.NotesExported{}, err
		}
		return b.studio.ExportNotes(b.ctx(), clip, format, folder, private)
	})
}

func (b *Bridge) UndoNotes(clip taglane.ID) (studio.NotesTold, error) {
	return guard(b, func() (studio.NotesTold, error) { return b.studio.UndoNotes(b.ctx(), clip) })
}

func (b *Bridge) RedoNotes(clip taglane.ID) (studio.NotesTold, error) {
	return guard(b, func() (studio.NotesTold, error) { return b.studio.RedoNotes(b.ctx(), clip) })
}

func (b *Bridge) Members() ([]studio.Member, error) {
	return guard(b, func() ([]studio.Member, error) { return b.studio.Members(b.ctx()) })
}

func (b *Bridge) SetMe(name string, colour int) (studio.Member, error) {
	return guard(b, func() (studio.Member, error) { return b.studio.SetMe(b.ctx(), name, colour) })
}

func (b *Bridge) KnowMember(id taglane.ID, fingerprint string) ([]studio.Member, error) {
	return guard(b, func() ([]studio.Member, error) { return b.studio.KnowMember(b.ctx(), id, fingerprint) })
}

func (b *Bridge) Approval(clip taglane.ID) (studio.Approval, error) {
	return guard(b, func() (studio.Approval, error) { return b.studio.Approval(b.ctx(), clip) })
}

func (b *Bridge) GiveVerdict(clip taglane.ID, digest string, answer taglane.Answer, note string) (studio.Approval, error) {
	return guard(b, func() (studio.Approval, error) {
		return b.studio.GiveVerdict(b.ctx(), clip, digest, answer, note)
	})
}

func (b *Bridge) Approvals(project taglane.ID) (int, error) {
	return guard(b, func() (int, error) { return b.studio.Approvals(b.ctx(), project) })
}

func (b *Bridge) SetApprovals(project taglane.ID, needs int) (int, error) {
	return guard(b, func() (int, error) { return b.studio.SetApprovals(b.ctx(), project, needs) })
}
