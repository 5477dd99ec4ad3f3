package notes

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

func TestAThread(t *testing.T) {
	mia := newDesk(t, "mia")
	mia.film()
	at, out, text := taglane.Frame(30), taglane.Frame(45), " Softer\u202e here.\r\n"
	drawing := []taglane.Stroke{{Kind: taglane.StrokeArrow, Points: [][2]float64{{0, 0}, {.5, .5}}}}
	c := must[Comment](t)(mia.AddComment(ctx, "c", CommentFields{Frame: &at, Out: &out, Text: &text, Drawing: &drawing}))
	if c.Text != "Softer here." || c.Frame != 30 || c.Out != 45 || c.Name != "mia" || !c.Mine || c.Resolved || len(c.Drawing) != 1 || c.Time != "00:01.00" || c.Edited || c.Colour != 1 {
		t.Errorf("%+v", c)
	}
	mia.says(0, "First")
	if got := mia.threads(); len(got) != 2 || got[0].Text != "First" || got[1].ID != c.ID {
		t.Errorf("%+v", got)
	}
	c = must[Comment](t)(mia.ReplyComment(ctx, c.ID, "Done?"))
	again := must[Comment](t)(mia.ReplyComment(ctx, c.Replies[0].ID, "Yes"))
	if again.ID != c.ID || len(again.Replies) != 2 || again.Replies[1].Text != "Yes" {
		t.Errorf("an answer to an answer: %+v", again)
	}
	new := "Softer, please"
	c = must[Comment](t)(mia.SetComment(ctx, c.ID, CommentFields{Text: &new}))
	if c.Text != new || !c.Edited || c.Out != 45 {
		t.Errorf("%+v", c)
	}
	at = 60
	if c = must[Comment](t)(mia.SetComment(ctx, c.ID, CommentFields{Frame: &at})); c.Frame != 60 || c.Out != 75 || c.Text != new {
		t.Errorf("moved: %+v", c)
	}
	if c = must[Comment](t)(mia.ResolveComment(ctx, c.Replies[0].ID, true)); !c.Resolved || c.ResolvedBy != "mia" || c.ResolvedAt == "" {
		t.Errorf("%+v", c)
	}
	if c = must[Comment](t)(mia.ResolveComment(ctx, c.ID, false)); c.Resolved || c.ResolvedBy != "" {
		t.Errorf("%+v", c)
	}
	must[Comment](t)(mia.ResolveComment(ctx, c.ID, true))
	if c = must[Comment](t)(mia.ReplyComment(ctx, c.ID, "Not yet")); c.Resolved || c.ResolvedBy != "mia" {
		t.Errorf("a word after that leaves it closed: %+v", c)
	}
	if err := mia.RemoveComment(ctx, c.ID); err != nil {
		t.Fatal(err)
	}
	if got := mia.threads(); len(got) != 2 || !got[1].Deleted || got[1].Text != "" || len(got[1].Drawing) != 0 || len(got[1].Replies) != 3 {
		t.Errorf("%+v", got)
	}
	if told, err := mia.UndoNotes(ctx, "c"); err != nil || told.Message != "Delete a comment" || mia.threads()[1].Text != new {
		t.Errorf("%+v %v", told, err)
	}
	if _, err := mia.RedoNotes(ctx, "c"); err != nil || !mia.threads()[1].Deleted {
		t.Error(err)
	}
	for _, r := range c.Replies {
		if err := mia.RemoveComment(ctx, r.ID); err != nil {
			t.Fatal(err)
		}
	}
	if got := mia.threads(); len(got) != 1 {
		t.Errorf("what nobody answered stays: %+v", got)
	}
	if len(mia.heard) < 10 || mia.heard[0] != "c" {
		t.Errorf("the screen heard %v", mia.heard)
	}
}

func TestWhatIsNoComment(t *testing.T) {
	mia := newDesk(t, "mia")
	mia.film()
	frame, long, empty, fine := func(n taglane.Frame) *taglane.Frame { return &n }, strings.Repeat("x", 5001), " \n\u202e ", "x"
	for _, f := range []CommentFields{
		{}, {Text: &empty}, {Text: &long}, {Frame: frame(300), Text: &fine}, {Frame: frame(-1), Text: &fine}, {Frame: frame(9), Out: frame(8), Text: &fine}, {Out: frame(301), Text: &fine},
		{Text: &fine, Drawing: &[]taglane.Stroke{{Kind: "blob"}}},
	} {
		_, err := mia.AddComment(ctx, "c", f)
		wants(t, taglane.Invalid, err)
	}
	_, err := mia.AddComment(ctx, "none", CommentFields{Text: &fine})
	wants(t, taglane.NotFound, err)
	_, err = mia.ReplyComment(ctx, "none", "x")
	wants(t, taglane.NotFound, err)
	c := mia.says(3, "x")
	_, err = mia.SetComment(ctx, c.ID, CommentFields{Text: &empty})
	wants(t, taglane.Invalid, err)
	if err := mia.RemoveComment(ctx, c.ID); err != nil {
		t.Fatal(err)
	}
	wants(t, taglane.NotFound, mia.RemoveComment(ctx, c.ID))
	_, err = mia.ResolveComment(ctx, c.ID, true)
	wants(t, taglane.NotFound, err)
	if len(mia.threads()) != 0 {
		t.Errorf("%+v", mia.threads())
	}
}

// Whatever two people do at once, nothing of it is lost, both see the same, and
// nobody closes what they have not read.
func TestTwoPeopleAtOnce(t *testing.T) {
	mia, bo := newDesk(t, "mia"), newDesk(t, "bo")
	mia.film()
	c := mia.says(30, "Softer")
	d := mia.says(60, "Cut this")
	meet(mia, bo)
	if got := bo.threads()[0]; got.Mine || got.Name != "mia" {
		t.Errorf("%+v", got)
	}
	must[Comment](t)(mia.ResolveComment(ctx, c.ID, true))
	must[Comment](t)(bo.ReplyComment(ctx, c.ID, "But why?"))
	if err := mia.RemoveComment(ctx, d.ID); err != nil {
		t.Fatal(err)
	}
	must[Comment](t)(bo.ReplyComment(ctx, d.ID, "Keep it"))
	meet(mia, bo)
	got := mia.threads()
	if len(got) != 2 || got[0].Resolved || got[0].ResolvedBy != "mia" || got[0].Replies[0].Text != "But why?" || got[0].Replies[0].Colour == got[0].Colour {
		t.Errorf("%+v", got)
	}
	if !got[1].Deleted || got[1].Replies[0].Text != "Keep it" {
		t.Errorf("%+v", got[1])
	}
	if must[Comment](t)(mia.ResolveComment(ctx, c.ID, true)); !mia.threads()[0].Resolved {
		t.Error("it cannot be closed any more")
	}
	meet(mia, bo)
	mine := func(all []Comment) []Comment {
		for i := range all {
			all[i].Mine = false
			for j := range all[i].Replies {
				all[i].Replies[j].Mine = false
			}
		}
		return all
	}
	if a, b := mine(mia.threads()), mine(bo.threads()); !reflect.DeepEqual(a, b) {
		t.Errorf("they see\n%+v\n%+v", a, b)
	}
	text := "x"
	_, err := bo.SetComment(ctx, c.ID, CommentFields{Text: &text})
	wants(t, taglane.Refused, err)
	wants(t, taglane.Refused, bo.RemoveComment(ctx, c.ID))
}

// One person's library on two machines: both texts stay until somebody chooses.
func TestOneTextWrittenTwice(t *testing.T) {
	mia, bo := newDesk(t, "mia"), newDesk(t, "bo")
	mia.film()
	c := mia.says(30, "Softer")
	meet(mia, bo)
	me, _ := mia.myID(ctx)
	if err := bo.store.SetSetting(ctx, mineSetting, string(me)); err != nil {
		t.Fatal(err)
	}
	a, b := "Softer here", "Louder"
	must[Comment](t)(mia.SetComment(ctx, c.ID, CommentFields{Text: &a}))
	bo.now = bo.now.Add(time.Hour)
	must[Comment](t)(bo.SetComment(ctx, c.ID, CommentFields{Text: &b}))
	meet(mia, bo)
	for _, d := range []*desk{mia, bo} {
		if got := d.threads()[0]; got.Text != b || len(got.Others) != 1 || got.Others[0].Text != a {
			t.Errorf("%+v", got)
		}
	}
	if got := must[Comment](t)(mia.SetComment(ctx, c.ID, CommentFields{Text: &b})); got.Text != b || len(got.Others) != 0 {
		t.Errorf("chosen: %+v", got)
	}
}

// What a stranger wrote into the shared log by hand is shown as text, within
// bounds, and cannot make the lists run in circles.
func TestCommentsWrittenByHand(t *testing.T) {
	mia := newDesk(t, "mia")
	mia.film()
	hand := func(id, reply taglane.ID, frame taglane.Frame) []edit.Write {
		return store.CommentWrites(taglane.Comment{ID: id, Clip: "c", Reply: reply, Frame: frame, Out: frame - 9, Author: "eve", Name: "E\x00ve\n" + strings.Repeat("e", 99), At: start,
			Texts:   []taglane.Text{{ID: id + "t", Text: "<img src=x onerror=alert(1)>\x1b]0;x\x07" + strings.Repeat("y", 9000), At: start}},
			Drawing: []taglane.Stroke{{Kind: taglane.StrokePoint, Points: [][2]float64{{7, 7}}}}})
	}
	es := []edit.Edit{
		mia.stranger(1, append(append(hand("x", "y", 1<<40), hand("y", "x", 5)...), hand("z", "z", 5)...)...),
		mia.stranger(2, hand("orphan", "nobody", -7)...),
		mia.stranger(3, store.Set(store.KindComment, "w", "clip", "c"), store.Set(store.KindComment, "w", edit.Present, "yes"), store.Set(store.KindComment, "w", "text/a", 7)),
		mia.stranger(4, store.Set(store.KindComment, "v", "clip", "c"), store.Set(store.KindComment, "v", edit.Present, true), store.Set(store.KindComment, "v", "resolved", map[string]any{"by": 3, "saw": "x"})),
	}
	if _, err := mia.store.Merge(ctx, es...); err != nil {
		t.Fatal(err)
	}
	got := mia.threads()
	if len(got) != 5 {
		t.Fatalf("%d threads: %+v", len(got), got)
	}
	for _, c := range got {
		if c.Frame < 0 || c.Frame > 299 || c.Out < c.Frame || c.Out > 300 || len([]rune(c.Name)) > taglane.MostName || strings.ContainsAny(c.Name+c.Text, "\x00\x1b\x07") || len(c.Text) > taglane.MostComment || len(c.Drawing) != 0 || c.Resolved {
			t.Errorf("%.200v", c)
		}
	}
	_, err := mia.ReplyComment(ctx, "x", "What is this?")
	if err != nil {
		t.Error(err)
	}
}
