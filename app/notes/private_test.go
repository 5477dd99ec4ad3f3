package notes

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taglane/app/edit"
	"taglane/app/taglane"
)

func (d *desk) thinks(frame taglane.Frame, text string) Comment {
	d.t.Helper()
	private := true
	return must[Comment](d.t)(d.AddComment(ctx, "c", CommentFields{Frame: &frame, Text: &text, Private: &private}))
}

// everything is the whole log, as it is sent by whatever way.
func (d *desk) everything() string {
	d.t.Helper()
	var all []byte
	for device := range must[map[string]uint64](d.t)(d.store.Seen(ctx)) {
		for _, e := range must[[]edit.Edit](d.t)(d.store.EditsOf(ctx, device, 0, 1000)) {
			b, err := json.Marshal(e)
			if err != nil {
				d.t.Fatal(err)
			}
			all = append(all, b...)
		}
	}
	return string(all)
}

// Whatever is done to a private note, the log that everybody gets has not grown
// by a line, and none of it has a word of it.
func TestPrivateNotesStayHere(t *testing.T) {
	mia, bo := newDesk(t, "mia"), newDesk(t, "bo")
	mia.film()
	open := mia.says(60, "For all")
	before := mia.everything()
	note := mia.thinks(30, "SECRET one")
	must[Comment](t)(mia.ReplyComment(ctx, note.ID, "SECRET two"))
	text := "SECRET three"
	drawing := []taglane.Stroke{{Kind: taglane.StrokeText, Points: [][2]float64{{.5, .5}}, Text: "SECRET four"}}
	must[Comment](t)(mia.SetComment(ctx, note.ID, CommentFields{Text: &text, Drawing: &drawing}))
	must[Comment](t)(mia.ToggleReaction(ctx, note.ID, taglane.Emojis[0]))
	must[Comment](t)(mia.DoneComment(ctx, note.ID, true))
	got := must[Comment](t)(mia.ResolveComment(ctx, note.ID, true))
	if !got.Private || !got.Mine || got.Text != text || !got.Edited || !got.Resolved || !got.Done || len(got.Reactions) != 1 || len(got.Drawing) != 1 || got.Colour != 1 ||
		len(got.Replies) != 1 || !got.Replies[0].Private || got.Replies[0].Text != "SECRET two" {
		t.Errorf("%+v", got)
	}
	_, err := mia.AssignComment(ctx, note.ID, mia.id())
	wants(t, taglane.Refused, err)
	gone := mia.thinks(31, "SECRET five")
	if err := mia.RemoveComment(ctx, gone.ID); err != nil {
		t.Fatal(err)
	}
	if got := mia.threads(); len(got) != 2 || got[0].ID != note.ID || got[1].ID != open.ID || got[1].Private {
		t.Errorf("%+v", got)
	}
	if after := mia.everything(); after != before || strings.Contains(after, "SECRET") || strings.Contains(after, string(note.ID)) {
		t.Errorf("the log: %s", after)
	}
	if got := must[[]taglane.Comment](t)(mia.store.Comments(ctx, "c")); len(got) != 1 {
		t.Errorf("rooms and files would hold %+v", got)
	}
	meet(mia, bo)
	if got := bo.threads(); len(got) != 1 {
		t.Errorf("%+v", got)
	}
	// The journal of lines beside the library holds none either; its own tables do.
	lines := 0
	err = filepath.WalkDir(mia.store.Dir(), func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if name := e.Name(); bytes.Contains(b, []byte("SECRET")) && !strings.HasPrefix(name, "library.") {
			t.Errorf("%s holds a private note", name)
		}
		lines += len(b)
		return err
	})
	if err != nil || lines == 0 {
		t.Error(err)
	}
}

// They have no log, and yet they are undone in the order they were done in.
func TestPrivateNotesAreUndone(t *testing.T) {
	mia := newDesk(t, "mia")
	mia.film()
	said := func() (out string) {
		for _, c := range mia.threads() {
			if !c.Deleted {
				out += c.Text + ";"
			}
		}
		return out
	}
	mia.says(1, "a")
	note := mia.thinks(2, "b")
	mia.says(3, "c")
	text := "B"
	must[Comment](t)(mia.SetComment(ctx, note.ID, CommentFields{Text: &text}))
	for _, want := range []string{"a;b;c;", "a;b;", "a;", ""} {
		if _, err := mia.UndoNotes(ctx, "c"); err != nil || said() != want {
			t.Errorf("%q, want %q: %v", said(), want, err)
		}
	}
	_, err := mia.UndoNotes(ctx, "c")
	wants(t, taglane.NotFound, err)
	for _, want := range []string{"a;", "a;b;", "a;b;c;", "a;B;c;"} {
		if told, err := mia.RedoNotes(ctx, "c"); err != nil || said() != want || told.Message == "" {
			t.Errorf("%q, want %q: %v", said(), want, err)
		}
	}
}

func TestAPrivateNoteIsShared(t *testing.T) {
	mia, bo := newDesk(t, "mia"), newDesk(t, "bo")
	mia.film()
	note := mia.thinks(30, "SECRET first thought")
	text, private, shared := "Softer", true, false
	must[Comment](t)(mia.SetComment(ctx, note.ID, CommentFields{Text: &text}))
	must[Comment](t)(mia.ReplyComment(ctx, note.ID, "Much"))
	got := must[Comment](t)(mia.SetComment(ctx, note.ID, CommentFields{Private: &shared}))
	if got.Private || got.Text != text || len(got.Replies) != 1 || got.Replies[0].Private {
		t.Errorf("%+v", got)
	}
	meet(mia, bo)
	if all := bo.threads(); len(all) != 1 || all[0].Text != text || all[0].Replies[0].Text != "Much" || all[0].Name != "mia" || all[0].Frame != 30 {
		t.Errorf("%+v", all)
	}
	if strings.Contains(mia.everything(), "SECRET") {
		t.Error("what it said before was shared with it")
	}
	_, err := mia.SetComment(ctx, note.ID, CommentFields{Private: &private})
	wants(t, taglane.Refused, err)
	if _, err := mia.UndoNotes(ctx, "c"); err != nil || !mia.threads()[0].Private {
		t.Errorf("%+v %v", mia.threads(), err)
	}
	if _, err := mia.RedoNotes(ctx, "c"); err != nil || mia.threads()[0].Private {
		t.Errorf("%+v %v", mia.threads(), err)
	}
	if err := mia.RemoveComment(ctx, note.ID); err != nil {
		t.Fatal(err)
	}
	if all := mia.threads(); len(all) != 1 || !all[0].Deleted || all[0].Private {
		t.Errorf("what was deleted is private again: %+v", all)
	}
}
