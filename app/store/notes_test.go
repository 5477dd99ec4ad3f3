package store_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// laptop is a library of somebody, and what was done in it.
type laptop struct {
	*store.Store
	did []edit.Edit
}

func newLaptop(t *testing.T, name string) *laptop {
	t.Helper()
	n := 0
	s, err := store.Open(context.Background(), store.Options{Dir: t.TempDir(), Now: func() time.Time { n++; return start.Add(time.Duration(n) * time.Second) }, NewID: func() taglane.ID { return taglane.ID(name) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &laptop{Store: s}
}

func (l *laptop) do(t *testing.T, writes ...edit.Write) {
	t.Helper()
	e, err := l.Do(context.Background(), edit.Draft{Label: "x", Writes: writes})
	if err != nil {
		t.Fatal(err)
	}
	l.did = append(l.did, e)
}

func (l *laptop) hears(t *testing.T, from ...*laptop) {
	t.Helper()
	for _, f := range from {
		for i := range f.did { // the last first
			if _, err := l.Merge(context.Background(), f.did[len(f.did)-1-i]); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func remark(id, reply taglane.ID, words string) taglane.Comment {
	return taglane.Comment{ID: id, Clip: "c", Frame: 3, Out: 9, Author: "mia", Name: "Mia", At: start, Reply: reply,
		Texts: []taglane.Text{{ID: id + "-1", Text: words, By: "Mia", At: start}}, Drawing: []taglane.Stroke{{Kind: taglane.StrokePoint, Points: [][2]float64{{.5, .5}}}}}
}

// What two people do to a comment without knowing of each other is all there
// afterwards, on both machines alike, also after the lists were made again.
func TestCommentsOfTwoMachines(t *testing.T) {
	ctx := context.Background()
	mia, bo := newLaptop(t, "mia"), newLaptop(t, "bo")
	mia.do(t, store.CommentWrites(remark("k", "", "Softer"))...)
	bo.hears(t, mia)
	mia.do(t, store.TextWrite("k", taglane.Text{ID: "k-2", Text: "Softer here", By: "Mia", At: start.Add(time.Minute), Over: []taglane.ID{"k-1"}}))
	bo.do(t, store.TextWrite("k", taglane.Text{ID: "k-3", Text: "Louder", By: "Bo", At: start.Add(time.Second), Over: []taglane.ID{"k-1"}}))
	bo.do(t, store.CommentWrites(remark("r", "k", "Why?"))...)
	mia.do(t, store.Set(store.KindComment, "k", "resolved", taglane.Resolved{By: "mia", Name: "Mia", At: start, Saw: []taglane.ID{"k-2"}}))
	bo.do(t, store.Set(store.KindComment, "r", edit.Present, false))
	mia.hears(t, bo)
	bo.hears(t, mia)
	a, err := mia.Comments(ctx, "c")
	if err != nil || len(a) != 2 {
		t.Fatal(a, err)
	}
	k, r := a[0], a[1]
	if len(k.Texts) != 2 || k.Texts[0].Text != "Softer here" || k.Texts[1].Text != "Louder" || !k.Edited || k.Resolved == nil || k.Resolved.By != "mia" || len(k.Drawing) != 1 || k.Frame != 3 || k.Out != 9 {
		t.Errorf("%+v", k)
	}
	if !r.Deleted || r.Reply != "k" || len(r.Texts) != 0 {
		t.Errorf("%+v", r)
	}
	if b, err := bo.Comments(ctx, "c"); err != nil || !reflect.DeepEqual(a, b) {
		t.Errorf("%+v and %+v, %v", a, b, err)
	}
	if err := bo.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	if b, err := bo.Comments(ctx, "c"); err != nil || !reflect.DeepEqual(a, b) {
		t.Errorf("made again: %+v, %v", b, err)
	}
	bo.do(t, store.Set(store.KindComment, "r", edit.Present, true))
	if r, err := bo.Comment(ctx, "r"); err != nil || r.Deleted || r.Texts[0].Text != "Why?" {
		t.Errorf("restored: %+v, %v", r, err)
	}
}

// A cell of a verdict that is not what its name says is nobody's verdict, yet it
// stands where the member's last one stood.
func TestVerdictsOfStrangersCells(t *testing.T) {
	ctx, l := context.Background(), newLaptop(t, "mia")
	v := taglane.Verdict{Clip: "c", Member: "mia", N: 1, Digest: "d", Answer: taglane.Approves, At: start, Signature: []byte("s")}
	l.do(t, store.VerdictWrites(v)...)
	l.do(t, store.Set(store.KindVerdict, taglane.VerdictID("c", "mia", 2), "verdict", v))
	l.do(t, store.Set(store.KindVerdict, taglane.VerdictID("c", "mia", 3), "verdict", "hello"))
	l.do(t, store.Set(store.KindVerdict, "c/mia", "verdict", v), store.Set(store.KindVerdict, "c/mia/x", "verdict", v))
	for range 2 {
		got, err := l.Verdicts(ctx, "c")
		if err != nil || len(got) != 3 {
			t.Fatal(got, err)
		}
		for _, g := range got {
			if (g.N == 1) != (string(g.Signature) == "s") || g.Member != "mia" {
				t.Errorf("%+v", g)
			}
		}
		if err := l.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

func TestMembersAndWhatProjectsNeed(t *testing.T) {
	ctx, l := context.Background(), newLaptop(t, "mia")
	l.do(t, store.MemberWrites(taglane.Member{ID: "m", Name: "Mia\nK", Colour: 3, Key: []byte{1, 2}})...)
	l.do(t, store.MemberWrites(taglane.Member{ID: "n", Name: "Bo", Colour: 99})...)
	if got, err := l.Members(ctx); err != nil || !reflect.DeepEqual(got, []taglane.Member{{ID: "m", Name: "Mia K", Colour: 3, Key: []byte{1, 2}}, {ID: "n", Name: "Bo", Colour: 1}}) {
		t.Error(got, err)
	}
	l.do(t, store.ApprovalsWrite("kitchen", 2), store.ApprovalsWrite("", 1), store.ApprovalsWrite("below", -1))
	for project, want := range map[taglane.ID]int{"kitchen": 2, "": 1, "other": 0, "below": 0} {
		if n, err := l.Approvals(ctx, project); err != nil || n != want {
			t.Errorf("%q needs %d, %v", project, n, err)
		}
	}
	for account, text := range map[string]string{"a": "A", "b": "B"} {
		l.do(t, store.VariantWrites(taglane.Variant{Clip: "c", Account: taglane.ID(account), Fields: map[string]string{"caption": text, "title": ""}})...)
	}
	l.do(t, store.VariantWrites(taglane.Variant{Clip: "c2", Account: "a", Fields: map[string]string{"caption": "other"}})...)
	if got, err := l.Variants(ctx, "c"); err != nil || fmt.Sprint(got) != "map[a:map[caption:A] b:map[caption:B]]" {
		t.Error(got, err)
	}
}
