package notes

import (
	"bytes"
	"context"
	"image"
	"strings"
	"testing"

	"taglane/app/taglane"
)

// Whatever is written for somebody else says what was said to everybody, and a
// private note only where that is asked for.
func TestNotesGoOut(t *testing.T) {
	mia := newDesk(t, "mia")
	mia.film()
	asked := map[taglane.Frame]int{}
	mia.l.Frame = func(_ context.Context, c taglane.Clip, at taglane.Frame) (*image.NRGBA, error) {
		if asked[at]++; c.ID != "c" || at == 90 {
			return nil, taglane.Errorf(taglane.Conflict, "The file has changed.")
		}
		return image.NewNRGBA(image.Rect(0, 0, 54, 96)), nil
	}
	var where, called string
	mia.l.Export = func(folder, name, ext string, content []byte) (Exported, error) {
		where, called = folder, name+ext
		return Exported{Name: called, Bytes: int64(len(content))}, nil
	}
	c := mia.says(60, "=1+1")
	must[Comment](t)(mia.ReplyComment(ctx, c.ID, "Softer"))
	must[Comment](t)(mia.AssignComment(ctx, c.ID, mia.id()))
	must[Comment](t)(mia.DoneComment(ctx, c.ID, true))
	must[Comment](t)(mia.ResolveComment(ctx, c.ID, true))
	gone := mia.says(90, "Gone")
	must[Comment](t)(mia.ReplyComment(ctx, gone.ID, "Why?"))
	if err := mia.RemoveComment(ctx, gone.ID); err != nil {
		t.Fatal(err)
	}
	mia.thinks(70, "SECRET")
	for format, line := range map[string]string{
		"csv":  "60,00:00:02:00,60,mia,'=1+1,mia: Softer,yes,mia,yes,2026-11-26T",
		"edl":  "* LOC: 00:00:02:00 RED     mia: =1+1 / mia: Softer |D:1\n",
		"otio": "\"comment\": \"This comment was deleted.\\nmia: Why?\"",
		"pdf":  "%PDF-",
	} {
		b := must[[]byte](t)(mia.NotesAs(ctx, "c", format, false))
		if !bytes.Contains(b, []byte(line)) || bytes.Contains(b, []byte("SECRET")) {
			t.Errorf("%s: %.900s", format, b)
		}
		more := must[[]byte](t)(mia.NotesAs(ctx, "c", format, true))
		if format != "pdf" && !bytes.Contains(more, []byte("SECRET")) || len(more) <= len(b) {
			t.Errorf("%s: private notes were asked for: %.900s", format, more)
		}
		out := must[Exported](t)(mia.ExportNotes(ctx, "c", format, "/there", false))
		if where != "/there" || out.Name != called || called != "mug.mp4, comments."+format || out.Bytes != int64(len(b)) {
			t.Errorf("%+v in %q", out, where)
		}
	}
	if asked[60] != 3 || asked[90] != 3 || asked[70] != 1 {
		t.Errorf("the frames that were looked at: %v", asked)
	}
	_, err := mia.NotesAs(ctx, "c", "exe", false)
	wants(t, taglane.Invalid, err)
	_, err = mia.NotesAs(ctx, "none", "csv", false)
	wants(t, taglane.NotFound, err)
	s := mia.sheet(taglane.Clip{Name: "mug.mp4"}, mia.threads())
	if len(s.Notes) != 3 || s.Notes[0].State != "Resolved by mia · Assigned to mia · Done by mia" || s.Notes[1].State != "Private note" || !strings.HasPrefix(s.Notes[2].Text, "This comment was deleted.") {
		t.Errorf("%+v", s)
	}
}
