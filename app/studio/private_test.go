package studio

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"taglane/app/access/accesstest"
)

// A private note leaves by no way: neither into a room nor into a bundle, and
// not where it was shared for a while and that was taken back.
func TestPrivateNotesLeaveByNoWay(t *testing.T) {
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	needTools(t)
	s := asked(t, &now, &accesstest.Ring{}, t.TempDir())
	defer s.Close()
	clip := filmed(t, s)
	think := func(text string, private bool) Comment {
		c, err := s.AddComment(ctx, clip, CommentFields{Text: &text, Private: &private})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	think("Hello", false)
	note := think("SECRET one", true)
	if _, err := s.ReplyComment(ctx, note.ID, "SECRET two"); err != nil {
		t.Fatal(err)
	}
	made, err := s.ExportBundle(ctx, t.TempDir())
	if err != nil || made.Edits == 0 {
		t.Fatal(made, err)
	}
	other := newStudio(t)
	if _, err := other.TakeBundle(ctx, made.Path); err != nil {
		t.Fatal(err)
	}
	got, err := other.Comments(ctx, clip)
	if err != nil || len(got) != 1 || got[0].Text != "Hello" {
		t.Errorf("a bundle brought %+v, %v", got, err)
	}

	back, shared := think("SECRET three", true), false
	if _, err := s.SetComment(ctx, back.ID, CommentFields{Private: &shared}); err != nil {
		t.Fatal(err)
	}
	if room, err := s.forGuests(ctx, clip); err != nil || len(room) != 2 {
		t.Errorf("a room has %+v, %v", room, err)
	}
	if _, err := s.UndoNotes(ctx, clip); err != nil {
		t.Fatal(err)
	}
	room, err := s.forGuests(ctx, clip)
	b, _ := json.Marshal(room)
	if err != nil || len(room) != 1 || bytes.Contains(b, []byte("SECRET")) {
		t.Errorf("a room has %s, %v", b, err)
	}
}
