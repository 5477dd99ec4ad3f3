package notes

import (
	"crypto/ed25519"
	"strings"
	"testing"
	"time"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// asked is a desk whose clips need so many approvals.
func asked(t *testing.T, person string, needs int) *desk {
	t.Helper()
	d := newDesk(t, person)
	d.film()
	must[int](t)(d.SetApprovals(ctx, "", needs))
	return d
}

func (d *desk) awaits() string {
	d.t.Helper()
	return must[taglane.Said](d.t)(d.Awaits(ctx, "c", "acc", "rev")).String()
}

func (d *desk) freezes() {
	d.t.Helper()
	draft := must[taglane.Draft](d.t)(d.draft(ctx, "c"))
	if err := d.Froze(ctx, draft, "acc", nil, "rev"); err != nil {
		d.t.Fatal(err)
	}
}

func TestTwoHaveToSayYes(t *testing.T) {
	mia, bo := asked(t, "mia", 2), newDesk(t, "bo")
	bo.now = bo.now.Add(time.Hour)
	mia.freezes()
	if a := mia.stands(); a.Ready || a.Needs != 2 || a.Has != 0 || a.Line != "It has 0 of 2 approvals." || mia.awaits() != a.Line {
		t.Errorf("%+v, %s", a, mia.awaits())
	}
	if a := mia.answers(taglane.Approves); a.Ready || a.Has != 1 || a.Mine != taglane.Approves || a.Line != "It has 1 of 2 approvals." || len(a.Verdicts) != 1 || a.Verdicts[0].Standing != "counts" {
		t.Errorf("%+v", a)
	}
	meet(mia, bo)
	bo.answers(taglane.Approves)
	meet(mia, bo)
	if a := mia.stands(); a.Ready || a.Has != 1 || a.Line != "It has 1 of 2 approvals. The key of bo was not compared here yet." || a.Verdicts[0].Standing != "unknown" {
		t.Errorf("a key that nobody compared: %+v", a)
	}
	mia.knows(bo)
	if a := mia.stands(); !a.Ready || a.Has != 2 || a.Line != "Approved by bo, mia." || mia.awaits() != "" {
		t.Errorf("%+v %q", a, mia.awaits())
	}
	bo.knows(mia)
	must[Approval](t)(bo.GiveVerdict(ctx, "c", bo.stands().Digest, taglane.Changes, "Too loud.\u202e"))
	meet(mia, bo)
	if a := mia.stands(); a.Ready || a.Has != 1 || a.Line != "Changes are wanted by bo." || mia.awaits() != a.Line || a.Verdicts[0].Note != "Too loud." {
		t.Errorf("%+v", a)
	}
	bo.answers(taglane.Withdrawn)
	meet(mia, bo)
	if a := mia.stands(); a.Ready || a.Line != "It has 1 of 2 approvals. Nothing is heard of bo yet." || len(a.Verdicts) != 1 {
		t.Errorf("%+v", a)
	}
	must[int](t)(mia.SetApprovals(ctx, "", 1))
	if a := mia.stands(); !a.Ready {
		t.Errorf("%+v", a)
	}
	must[int](t)(mia.SetApprovals(ctx, "", 0))
	if a := mia.stands(); !a.Ready || a.Line != "Approved by mia." || mia.awaits() != "" {
		t.Errorf("%+v", a)
	}
}

// A verdict is about one draft: whatever a visitor could see otherwise makes it
// one about an earlier draft, and what nobody sees does not.
func TestAnApprovalIsOfOneDraft(t *testing.T) {
	mia := asked(t, "mia", 1)
	mia.freezes()
	mia.answers(taglane.Approves)
	good := func(what string) {
		t.Helper()
		if a := mia.stands(); !a.Ready || mia.awaits() != "" {
			t.Errorf("%s: %+v %q", what, a, mia.awaits())
		}
	}
	good("approved")
	mia.write(store.Set(store.KindTag, "t", "notes", "for me"), store.Set(store.KindClip, "c", "note", "for me"), store.Set(store.KindMarker, "m", "text", "here"))
	mia.says(3, "Nice")
	must[Member](t)(mia.SetMe(ctx, "Mia", 4))
	good("what nobody sees")
	for what, change := range map[string]edit.Write{
		"a tag":              store.Set(store.KindTag, "t", "span", taglane.Span{In: 0, Out: 61}),
		"a tag that is gone": store.Set(store.KindTag, "t", edit.Present, false),
		"a text":             store.Set(store.KindClip, "c", "caption", "Buy it"),
		"a text elsewhere":   store.Set(store.KindVariant, "c/acc", "title", "Buy it"),
		"another project":    store.Set(store.KindClip, "c", "project", "k"),
	} {
		if what == "another project" {
			mia.write(append(store.ProjectWrites(taglane.Project{ID: "k", Name: "Kitchen"}), store.ApprovalsWrite("k", 1))...)
		}
		e := must[edit.Edit](t)(mia.store.Do(ctx, edit.Draft{Scope: "c", Label: what, Writes: []edit.Write{change}}))
		a := mia.stands()
		if a.Ready || a.Has != 0 || a.Mine != "" || a.Verdicts[0].Standing != "earlier" || a.Line != "It needs an approval. Mia approved an earlier draft." {
			t.Errorf("%s: %+v", what, a)
		}
		if w := mia.awaits(); w == "" || what != "another project" && w != "The clip was changed since this was queued. Take the change back, or queue the new version." {
			t.Errorf("%s: %s", what, w)
		}
		if _, err := mia.store.Undo(ctx, e.Scope, "mia"); err != nil {
			t.Fatal(err)
		}
		good("undone: " + what)
	}
	mia.write(store.Set(store.KindTag, "t", "label", "Cup"))
	old := mia.stands().Digest
	mia.write(store.Set(store.KindTag, "t", "label", "Bowl"))
	_, err := mia.GiveVerdict(ctx, "c", old, taglane.Approves, "")
	wants(t, taglane.Conflict, err)
	mia.answers(taglane.Approves)
	if w := mia.awaits(); w != "The clip was changed since this was queued. Take the change back, or queue the new version." {
		t.Error(w)
	}
	mia.freezes()
	good("queued once more")
}

// Who may write into the shared log can write anything there. None of it counts
// as an approval, and none of it brings an older one back.
func TestForgedVerdicts(t *testing.T) {
	mia, bo := asked(t, "mia", 1), newDesk(t, "bo")
	meet(mia, bo)
	bo.answers(taglane.Approves)
	meet(mia, bo)
	mia.knows(bo)
	if !mia.stands().Ready {
		t.Fatalf("%+v", mia.stands())
	}
	theirs := must[[]taglane.Verdict](t)(mia.store.Verdicts(ctx, "c"))[0]
	bo.answers(taglane.Withdrawn)
	meet(mia, bo)
	me, _ := bo.myID(ctx)
	other := ed25519.NewKeyFromSeed([]byte(strings.Repeat("e", 32)))
	signed := func(v taglane.Verdict, key ed25519.PrivateKey) taglane.Verdict {
		v.Signature = ed25519.Sign(key, v.Signed())
		return v
	}
	at := func(n int, v taglane.Verdict) edit.Write {
		return store.Set(store.KindVerdict, taglane.VerdictID("c", me, n), "verdict", v)
	}
	third := theirs
	third.N = 3
	seq := uint64(0)
	for what, w := range map[string][]edit.Write{
		"the older one under a new number":       {at(3, theirs)},
		"its number changed":                     {at(3, third)},
		"its number changed, by another key":     {at(3, signed(third, other))},
		"in the place of the newer":              {at(2, theirs)},
		"rubbish":                                {at(3, taglane.Verdict{}), store.Set(store.KindVerdict, taglane.VerdictID("c", me, 4), "verdict", []int{1})},
		"the newer one deleted":                  {store.Set(store.KindVerdict, taglane.VerdictID("c", me, 2), edit.Present, false)},
		"the newer one emptied":                  {store.Set(store.KindVerdict, taglane.VerdictID("c", me, 2), "verdict", nil)},
		"of a member nobody knows":               append(store.MemberWrites(taglane.Member{ID: "eve", Name: "bo", Key: other.Public().(ed25519.PublicKey)}), store.VerdictWrites(signed(taglane.Verdict{Clip: "c", Digest: theirs.Digest, Member: "eve", N: 1, Answer: taglane.Approves}, other))...),
		"of a member who is none":                store.VerdictWrites(signed(taglane.Verdict{Clip: "c", Digest: theirs.Digest, Member: "nobody", N: 1, Answer: taglane.Approves}, other)),
		"with another key for a member":          {store.Set(store.KindMember, me, "key", []byte(other.Public().(ed25519.PublicKey))), at(9, signed(taglane.Verdict{Clip: "c", Digest: theirs.Digest, Member: me, N: 9, Answer: taglane.Approves}, other))},
		"with a key that is none":                {store.Set(store.KindMember, me, "key", "x")},
		"with our own key exchanged":             {store.Set(store.KindMember, must[[]Member](t)(mia.Members(ctx))[0].ID, "key", []byte(other.Public().(ed25519.PublicKey)))},
		"of a number beyond all":                 {store.Set(store.KindVerdict, taglane.ID("c/"+string(me)+"/99999999999"), "verdict", theirs)},
		"of another clip, under this one's name": {store.Set(store.KindVerdict, taglane.VerdictID("c", me, 7), "verdict", signed(taglane.Verdict{Clip: "d", Digest: theirs.Digest, Member: me, N: 7, Answer: taglane.Approves}, bo.key))},
	} {
		seq++
		if _, err := mia.store.Merge(ctx, mia.stranger(seq, w...)); err != nil {
			t.Fatal(err)
		}
		if a := mia.stands(); a.Ready || a.Has != 0 {
			t.Errorf("%s: %+v", what, a)
		}
	}
	if mia.answers(taglane.Approves); mia.stands().Has != 1 {
		t.Errorf("our own does not count any more: %+v", mia.stands())
	}
	all := must[[]Member](t)(mia.Members(ctx))
	for _, m := range all {
		if m.ID == me && m.Standing != "changed" {
			t.Errorf("a key that is another is not told: %+v", m)
		}
	}
}

// The words of somebody whose signature does not hold say so.
func TestABrokenVerdictIsToldAsThat(t *testing.T) {
	mia, bo := asked(t, "mia", 1), newDesk(t, "bo")
	meet(mia, bo)
	bo.answers(taglane.Approves)
	meet(mia, bo)
	mia.knows(bo)
	me, _ := bo.myID(ctx)
	v := must[[]taglane.Verdict](t)(mia.store.Verdicts(ctx, "c"))[0]
	v.Note = "Ship it!"
	if _, err := mia.store.Merge(ctx, mia.stranger(1, store.Set(store.KindVerdict, taglane.VerdictID("c", me, 1), "verdict", v))); err != nil {
		t.Fatal(err)
	}
	if a := mia.stands(); a.Ready || a.Verdicts[0].Standing != "broken" || a.Line != "It needs an approval. What is said to be the verdict of bo is not signed by them." {
		t.Errorf("%+v", a)
	}
	bo.hears(mia)
	meet(mia, bo)
	if a := bo.answers(taglane.Approves); a.Has != 1 {
		t.Errorf("they cannot say it anew: %+v", a)
	}
}

func TestMembers(t *testing.T) {
	mia, bo := newDesk(t, "mia"), newDesk(t, "bo")
	mia.film()
	me := must[[]Member](t)(mia.Members(ctx))
	if len(me) != 1 || !me[0].Me || me[0].Name != "mia" || me[0].Standing != "none" || me[0].Fingerprint != "" {
		t.Errorf("%+v", me)
	}
	mia.key = nil
	mia.says(3, "No vault is needed to say something")
	_, err := mia.GiveVerdict(ctx, "c", mia.stands().Digest, taglane.Approves, "")
	wants(t, taglane.Login, err)
	if len(mia.stands().Verdicts) != 0 {
		t.Error("half a verdict is left")
	}
	meet(mia, bo)
	bo.answers(taglane.Approves)
	meet(mia, bo)
	all := must[[]Member](t)(mia.Members(ctx))
	if len(all) != 2 || all[1].Name != "bo" || all[1].Standing != "new" || len(all[1].Fingerprint) != 19 || all[1].Colour == all[0].Colour {
		t.Fatalf("%+v", all)
	}
	_, err = mia.KnowMember(ctx, all[1].ID, "AAAA-AAAA-AAAA-AAAA")
	wants(t, taglane.Conflict, err)
	_, err = mia.KnowMember(ctx, "nobody", "x")
	wants(t, taglane.NotFound, err)
	_, err = mia.KnowMember(ctx, all[0].ID, "")
	wants(t, taglane.Invalid, err)
	if all = must[[]Member](t)(mia.KnowMember(ctx, all[1].ID, all[1].Fingerprint)); all[1].Standing != "known" {
		t.Errorf("%+v", all)
	}
	bo.key = ed25519.NewKeyFromSeed([]byte(strings.Repeat("z", 32))) // a vault that was started over
	bo.answers(taglane.Approves)
	meet(mia, bo)
	if all = must[[]Member](t)(mia.Members(ctx)); all[1].Standing != "changed" || mia.stands().Has != 0 || !bo.stands().Ready || bo.stands().Has != 1 {
		t.Errorf("%+v %+v", all, mia.stands())
	}
	if all = must[[]Member](t)(mia.KnowMember(ctx, all[1].ID, "")); all[1].Standing != "new" {
		t.Errorf("%+v", all)
	}
	for _, name := range []string{"", " \n", strings.Repeat("x", 61)} {
		_, err := mia.SetMe(ctx, name, 3)
		wants(t, taglane.Invalid, err)
	}
	_, err = mia.SetMe(ctx, "Mia", 9)
	wants(t, taglane.Invalid, err)
	must[Member](t)(mia.SetMe(ctx, "Mia K.", 5))
	meet(mia, bo)
	if c := bo.threads()[0]; c.Name != "Mia K." || c.Colour != 5 {
		t.Errorf("%+v", c)
	}
}

// A clip whose project is gone is one without a project, and asks as these do.
func TestAProjectThatIsGoneAsksForNothing(t *testing.T) {
	mia := asked(t, "mia", 1)
	mia.write(append(store.ProjectWrites(taglane.Project{ID: "k", Name: "Kitchen"}), store.Set(store.KindClip, "c", "project", "k"))...)
	must[int](t)(mia.SetApprovals(ctx, "k", 3))
	if a := mia.stands(); a.Needs != 3 {
		t.Errorf("%+v", a)
	}
	mia.write(store.Set(store.KindProject, "k", edit.Present, false))
	if a := mia.stands(); a.Needs != 1 || a.Ready {
		t.Errorf("%+v", a)
	}
}

func TestWhatIsQueued(t *testing.T) {
	mia := asked(t, "mia", 1)
	if w := mia.awaits(); w != "It was queued before approvals were asked for. Queue it once more." {
		t.Error(w)
	}
	draft := must[taglane.Draft](t)(mia.draft(ctx, "c"))
	mia.answers(taglane.Approves)
	for _, c := range []struct {
		said map[string]string
		want string
	}{
		{map[string]string{taglane.SaysCaption: "Another text, for once"}, "The clip was changed since this was queued. Take the change back, or queue the new version."},
		{map[string]string{"privacy": "public"}, ""},
	} {
		if err := mia.Froze(ctx, draft, "acc", c.said, "rev"); err != nil {
			t.Fatal(err)
		}
		if w := mia.awaits(); w != c.want {
			t.Errorf("%v: %q", c.said, w)
		}
	}
	if err := mia.FrozeAfter(ctx, "acc", "next", "rev"); err != nil {
		t.Fatal(err)
	}
	mia.write(store.Set(store.KindTag, "t", "label", "Cup"))
	if w := must[taglane.Said](t)(mia.Awaits(ctx, "c", "acc", "next")); w.Format != "" {
		t.Errorf("what follows by itself waits: %s", w)
	}
	if mia.awaits() == "" {
		t.Error("what is published for itself follows now")
	}
	mia.write(store.Set(store.KindClip, "c", edit.Present, false))
	if w := mia.awaits(); w != "The clip is not in the library any more, so nobody can approve it." {
		t.Error(w)
	}
	must[int](t)(mia.SetApprovals(ctx, "", 0))
	if w := mia.awaits(); w != "" {
		t.Error(w)
	}
	for project, n := range map[taglane.ID]int{"none": 1, "": 21} {
		if _, err := mia.SetApprovals(ctx, project, n); err == nil {
			t.Errorf("%q needs %d", project, n)
		}
	}
	if _, err := mia.GiveVerdict(ctx, "c", "", "maybe", ""); taglane.KindOf(err) != taglane.Invalid {
		t.Error(err)
	}
}
