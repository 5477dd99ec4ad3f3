package notes

import (
	"reflect"
	"slices"
	"testing"

	"taglane/app/store"
	"taglane/app/taglane"
)

// id is who works at a desk.
func (d *desk) id() taglane.ID {
	d.t.Helper()
	return must[[]Member](d.t)(d.Members(ctx))[0].ID
}

func (d *desk) waiting() (out []string) {
	d.t.Helper()
	for _, w := range must[[]Waits](d.t)(d.Waiting(ctx)) {
		out = append(out, w.Why+": "+w.Text)
	}
	return out
}

// One cell for each member and emoji: whatever two do at once, both count, and
// what one took back does not come again.
func TestReactions(t *testing.T) {
	mia, bo := newDesk(t, "mia"), newDesk(t, "bo")
	mia.film()
	c := mia.says(30, "Softer")
	meet(mia, bo)
	up, eyes := taglane.Emojis[0], taglane.Emojis[4]
	must[Comment](t)(mia.ToggleReaction(ctx, c.ID, eyes))
	must[Comment](t)(mia.ToggleReaction(ctx, c.ID, up))
	must[Comment](t)(bo.ToggleReaction(ctx, c.ID, up))
	meet(mia, bo)
	if got := mia.threads()[0].Reactions; !reflect.DeepEqual(got, []Reaction{{up, true, []string{"mia", "bo"}}, {eyes, true, []string{"mia"}}}) {
		t.Errorf("%+v", got)
	}
	if got := bo.threads()[0].Reactions; len(got) != 2 || got[0].Names[0] != "bo" || !got[0].Mine || got[1].Mine {
		t.Errorf("%+v", got)
	}
	must[Comment](t)(mia.ToggleReaction(ctx, c.ID, up))
	answer := must[Comment](t)(bo.ReplyComment(ctx, c.ID, "Done")).Replies[0]
	if got := must[Comment](t)(bo.ToggleReaction(ctx, answer.ID, up)); len(got.Replies[0].Reactions) != 1 {
		t.Errorf("an answer takes none: %+v", got)
	}
	meet(mia, bo)
	if got := bo.threads()[0].Reactions; len(got) != 2 || !slices.Equal(got[0].Names, []string{"bo"}) {
		t.Errorf("%+v", got)
	}
	if _, err := mia.UndoNotes(ctx, "c"); err != nil || len(mia.threads()[0].Reactions[0].Names) != 2 {
		t.Errorf("not undone: %+v %v", mia.threads()[0].Reactions, err)
	}
	_, err := mia.ToggleReaction(ctx, c.ID, "💣")
	wants(t, taglane.Invalid, err)
	_, err = mia.ToggleReaction(ctx, "none", up)
	wants(t, taglane.NotFound, err)
}

// What a stranger wrote by hand counts only where it is one of ours, of somebody
// who is known.
func TestReactionsWrittenByHand(t *testing.T) {
	mia := newDesk(t, "mia")
	mia.film()
	c := mia.says(30, "Softer")
	e := mia.stranger(1,
		store.ReactionWrite(c.ID, taglane.Reaction{Emoji: "<b>", Member: mia.id()}, true),
		store.ReactionWrite(c.ID, taglane.Reaction{Emoji: taglane.Emojis[0], Member: "nobody"}, true),
		store.Set(store.KindComment, c.ID, "reaction/"+taglane.Emojis[0]+"/"+string(mia.id()), "yes"),
		store.Set(store.KindComment, c.ID, "reaction/", true),
		store.Set(store.KindComment, c.ID, "assignee", "nobody"),
		store.Set(store.KindComment, c.ID, "done", 7))
	if _, err := mia.store.Merge(ctx, e); err != nil {
		t.Fatal(err)
	}
	if got := mia.threads()[0]; len(got.Reactions) != 0 || got.Assignee != nil || got.Done {
		t.Errorf("%+v", got)
	}
}

func TestAssigned(t *testing.T) {
	mia, bo := newDesk(t, "mia"), newDesk(t, "bo")
	mia.film()
	meet(mia, bo)
	bo.says(0, "x") // is known from now on
	meet(mia, bo)
	c := mia.says(30, "Softer")
	if got := must[Comment](t)(mia.AssignComment(ctx, c.ID, bo.id())); got.Assignee == nil || got.Assignee.Name != "bo" || got.Assignee.Me || got.Done {
		t.Errorf("%+v", got)
	}
	meet(mia, bo)
	if got := mia.waiting(); got != nil {
		t.Errorf("mia has to do %q", got)
	}
	if got := must[[]Waits](t)(bo.Waiting(ctx)); len(got) != 1 || got[0].Comment != c.ID || got[0].Clip != "c" || got[0].Name != "mug.mp4" || got[0].Frame != 30 || got[0].Time != "00:01.00" || got[0].Line != "Assigned to you" {
		t.Errorf("%+v", got)
	}
	// Anybody may say that it is done. The thread is open all the same.
	answer := must[Comment](t)(bo.ReplyComment(ctx, c.ID, "How much?")).Replies[0]
	meet(mia, bo)
	if got := must[Comment](t)(mia.DoneComment(ctx, answer.ID, true)); !got.Done || got.DoneBy != "mia" || got.DoneAt == "" || got.Resolved {
		t.Errorf("%+v", got)
	}
	meet(mia, bo)
	if got := bo.waiting(); got != nil {
		t.Errorf("still to do: %q", got)
	}
	// Whoever gets it next has not done it.
	if got := must[Comment](t)(bo.AssignComment(ctx, c.ID, mia.id())); got.Done || got.Assignee.Name != "mia" {
		t.Errorf("%+v", got)
	}
	must[Comment](t)(bo.DoneComment(ctx, c.ID, true))
	if got := must[Comment](t)(bo.DoneComment(ctx, c.ID, false)); got.Done {
		t.Errorf("%+v", got)
	}
	meet(mia, bo)
	if got := mia.waiting(); !slices.Equal(got, []string{"assigned: Softer"}) {
		t.Errorf("%q", got)
	}
	must[Comment](t)(mia.ResolveComment(ctx, c.ID, true))
	if got := mia.waiting(); got != nil {
		t.Errorf("what is resolved waits: %q", got)
	}
	must[Comment](t)(mia.ReplyComment(ctx, c.ID, "No"))
	if got := mia.waiting(); len(got) != 1 {
		t.Errorf("what is open again does not wait: %q", got)
	}
	if got := must[Comment](t)(mia.AssignComment(ctx, c.ID, "")); got.Assignee != nil || mia.waiting() != nil {
		t.Errorf("%+v", got)
	}
	_, err := mia.AssignComment(ctx, c.ID, "nobody")
	wants(t, taglane.NotFound, err)
}

// Three reasons that have to do with verdicts, each gone once it is answered.
func TestWaitingForAVerdict(t *testing.T) {
	mia, bo := newDesk(t, "mia"), newDesk(t, "bo")
	mia.film()
	meet(mia, bo)
	bo.says(0, "x")
	meet(mia, bo)
	if got := mia.waiting(); got != nil {
		t.Errorf("nobody asked: %q", got)
	}
	must[int](t)(mia.SetApprovals(ctx, "", 1))
	if got := must[[]Waits](t)(mia.Waiting(ctx)); len(got) != 1 || got[0].Why != "verdict" || got[0].Line != "No verdict of yours yet" {
		t.Errorf("%+v", got)
	}
	mia.answers(taglane.Approves)
	meet(mia, bo)
	if got := bo.waiting(); !slices.Equal(got, []string{"verdict: "}) {
		t.Errorf("an approval of a key that was not compared counts: %q", got)
	}
	bo.knows(mia)
	if got := append(mia.waiting(), bo.waiting()...); got != nil {
		t.Errorf("it has what it needs: %q", got)
	}
	mia.write(store.Set(store.KindClip, "c", "caption", "New"))
	if got := mia.waiting(); !slices.Equal(got, []string{"version: "}) {
		t.Errorf("%q", got)
	}
	meet(mia, bo)
	must[Approval](t)(bo.GiveVerdict(ctx, "c", bo.stands().Digest, taglane.Changes, "Shorter"))
	meet(mia, bo)
	mia.knows(bo)
	if got := must[[]Waits](t)(mia.Waiting(ctx)); len(got) != 1 || got[0].Why != "changes" || got[0].Line != "bo asked for changes" || got[0].Text != "Shorter" || got[0].At == "" {
		t.Errorf("%+v", got)
	}
	if got := bo.waiting(); got != nil {
		t.Errorf("whoever asked is asked: %q", got)
	}
}

func TestMentions(t *testing.T) {
	all := []taglane.Member{{ID: "1", Name: "Mia"}, {ID: "2", Name: "Mia Ågren"}, {ID: "3", Name: "美咲"}, {ID: "4", Name: "Jo"}, {ID: "5", Name: "jo"}, {ID: "6", Name: ""}}
	ids := called(all, nil)
	for text, want := range map[string][]Part{
		"Hi @mia, see":              {{"Hi ", ""}, {"@mia", "1"}, {", see", ""}},
		"@MIA ÅGREN and @Mia":       {{"@MIA ÅGREN", "2"}, {" and ", ""}, {"@Mia", "1"}},
		"@Mian":                     {{"@Mian", ""}},
		"a@mia.example":             {{"a@mia.example", ""}},
		"@美咲さん":                     {{"@美咲", "3"}, {"さん", ""}},
		"@Jo is two people":         {{"@Jo is two people", ""}},
		"@":                         {{"@", ""}},
		"":                          {},
		"(@Mia)\n@Mia\nÅgren @@Mia": {{"(", ""}, {"@Mia", "1"}, {")\n", ""}, {"@Mia", "1"}, {"\nÅgren @", ""}, {"@Mia", "1"}},
	} {
		if got := parts(text, ids); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v", text, got)
		}
	}
	mia, bo := newDesk(t, "mia"), newDesk(t, "bo")
	mia.film()
	meet(mia, bo)
	bo.says(0, "x")
	meet(mia, bo)
	c := mia.says(9, "@bo, and again @Bo: why?")
	meet(mia, bo)
	must[Member](t)(bo.SetMe(ctx, "Robert", 2))
	meet(mia, bo)
	for _, d := range []*desk{mia, bo} {
		got := d.threads()[1]
		if got.ID != c.ID || len(got.Parts) != 4 || got.Parts[0] != (Part{"@bo", bo.id()}) || got.Parts[2] != (Part{"@Bo", bo.id()}) {
			t.Errorf("whoever was meant then: %+v", got.Parts)
		}
	}
}

// Somebody who came by the answer to a review is marked, and nobody waits for
// their verdict.
func TestGuests(t *testing.T) {
	mia := newDesk(t, "mia")
	mia.film()
	mia.write(store.MemberWrites(taglane.Member{ID: "guest", Name: "Ann", Colour: 3, Guest: true})...)
	must[int](t)(mia.SetApprovals(ctx, "", 1))
	all := must[[]Member](t)(mia.Members(ctx))
	if len(all) != 2 || all[0].Guest || !all[1].Guest || all[1].Name != "Ann" {
		t.Errorf("%+v", all)
	}
	if got := mia.stands(); got.Line != "It needs an approval." {
		t.Errorf("%q", got.Line)
	}
	c := mia.says(9, "@Ann?")
	if got := must[Comment](t)(mia.AssignComment(ctx, c.ID, "guest")); !got.Assignee.Guest || got.Parts[0].Member != "guest" {
		t.Errorf("%+v", got)
	}
}
