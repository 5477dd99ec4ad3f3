package notes

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"taglane/app/store"
	"taglane/app/taglane"
)

func guestSays(id taglane.ID, text string) taglane.Comment {
	return taglane.Comment{ID: id, Clip: "c", Frame: 10, Out: 10, Name: "Mia", At: start, Texts: []taglane.Text{{ID: id, Text: text, By: "Mia", At: start}}}
}

func guestSaid(d *desk, change func(*taglane.GuestSaid)) taglane.GuestSaid {
	s := taglane.GuestSaid{Clip: "c", Guest: taglane.Member{ID: "guest-1", Name: "Mia", Colour: 3, Guest: true}, Comments: []taglane.Comment{guestSays("guest-1-a", "Warmer?")},
		Verdict: &taglane.Verdict{Clip: "c", Digest: d.stands().Digest, Member: "guest-1", N: 1, Answer: taglane.Approves, At: start}}
	if change != nil {
		change(&s)
	}
	return s
}

// snapshot is everything of a clip that somebody said.
func (d *desk) snapshot() string {
	d.t.Helper()
	b, err := json.Marshal([]any{must[[]taglane.Comment](d.t)(d.store.Comments(ctx, "c")), must[[]taglane.Verdict](d.t)(d.store.Verdicts(ctx, "c")), must[[]taglane.Member](d.t)(d.store.Members(ctx))})
	if err != nil {
		d.t.Fatal(err)
	}
	return string(b)
}

// A guest's words are there once, as a guest's; the verdict is told and does not
// count, whatever anybody signed.
func TestAGuestIsHeardAndDoesNotCount(t *testing.T) {
	d := newDesk(t, "Nora")
	d.film()
	must[int](t)(d.SetApprovals(ctx, "", 1))
	said := guestSaid(d, nil)
	if took, err := d.TakeGuest(ctx, said); err != nil || took != (taglane.GuestTaken{Comments: 1, Verdict: true}) {
		t.Fatalf("%+v, %v", took, err)
	}
	before := d.snapshot()
	for range 3 {
		if took, err := d.TakeGuest(ctx, said); err != nil || took != (taglane.GuestTaken{}) || d.snapshot() != before {
			t.Fatalf("again: %+v, %v", took, err)
		}
	}
	a := d.stands()
	if a.Ready || a.Has != 0 || len(a.Verdicts) != 1 || a.Verdicts[0].Standing != "guest" || !a.Verdicts[0].Guest || !strings.HasSuffix(a.Line, "Approved by guests: Mia.") {
		t.Errorf("%+v", a)
	}
	if d.answers(taglane.Approves); !d.stands().Ready || d.stands().Has != 1 {
		t.Errorf("with a member's own approval: %+v", d.stands())
	}
	if c := d.threads(); len(c) != 1 || c[0].Mine || c[0].Name != "Mia" || c[0].Colour != 3 {
		t.Errorf("%+v", c)
	}
	must[Comment](t)(d.ReplyComment(ctx, "guest-1-a", "Yes."))
	must[Comment](t)(d.ResolveComment(ctx, "guest-1-a", true))
	if err := d.RemoveComment(ctx, "guest-1-a"); err != nil {
		t.Error(err)
	}
	gone := d.snapshot()
	if took, err := d.TakeGuest(ctx, said); err != nil || took.Comments != 0 || d.snapshot() != gone {
		t.Errorf("what was deleted comes back: %+v, %v", took, err)
	}
}

// What was said of another cut belongs to that cut, at its own frames.
func TestAGuestsAnswerBelongsToItsCut(t *testing.T) {
	d := newDesk(t, "Nora")
	d.film()
	said := guestSaid(d, func(s *taglane.GuestSaid) {
		s.Version, s.Comments[0].Frame, s.Comments[0].Out = "the cut before", 400, 410
	})
	if _, err := d.TakeGuest(ctx, said); err != nil {
		t.Fatal(err)
	}
	if c := must[taglane.Comment](t)(d.store.Comment(ctx, "guest-1-a")); c.Version != "the cut before" || c.Frame != 400 || c.Out != 410 {
		t.Errorf("%+v", c)
	}
	if c := d.threads()[0]; c.Frame != 299 || c.Out != 300 {
		t.Errorf("it is shown at %d to %d", c.Frame, c.Out)
	}
}

// Nothing that was there changes by what a guest says, whatever it is called,
// whomever it answers and in whose name it comes.
func TestNothingChangesByAGuest(t *testing.T) {
	d := newDesk(t, "Nora")
	d.film()
	d.write(store.ClipWrites(taglane.Clip{ID: "d", Name: "other.mp4", Facts: taglane.Facts{Frames: 30, Rate: taglane.Rate{Num: 30, Den: 1}}, AddedAt: start})...)
	mine := d.says(20, "Mine")
	gone := d.says(30, "Gone")
	if err := d.RemoveComment(ctx, gone.ID); err != nil {
		t.Fatal(err)
	}
	words := "Elsewhere"
	other := must[Comment](t)(d.AddComment(ctx, "d", CommentFields{Text: &words}))
	d.answers(taglane.Changes)
	me := must[[]Member](t)(d.Members(ctx))[0]
	before, there := d.snapshot(), must[[]Comment](t)(d.Comments(ctx, "d"))
	one := func(c taglane.Comment) func(*taglane.GuestSaid) {
		return func(s *taglane.GuestSaid) { s.Comments, s.Verdict = []taglane.Comment{c}, nil }
	}
	for name, change := range map[string]func(*taglane.GuestSaid){
		"my comment again":      one(guestSays(mine.ID, "Not mine")),
		"a deleted one":         one(guestSays(gone.ID, "Back")),
		"one of another clip":   one(guestSays(other.ID, "Moved")),
		"nothing":               func(s *taglane.GuestSaid) { s.Comments, s.Verdict = nil, nil },
		"verdict that is older": func(s *taglane.GuestSaid) { s.Comments, s.Verdict.N = nil, 0 },
	} {
		took, err := d.TakeGuest(ctx, guestSaid(d, change))
		if err != nil || took != (taglane.GuestTaken{}) || d.snapshot() != before || fmt.Sprint(must[[]Comment](t)(d.Comments(ctx, "d"))) != fmt.Sprint(there) {
			t.Errorf("%s: %+v, %v", name, took, err)
		}
	}
	wants(t, taglane.NotFound, second(d.TakeGuest(ctx, guestSaid(d, func(s *taglane.GuestSaid) { s.Clip = "nowhere" }))))

	// What is new is the guest's, whatever it says of itself.
	forged := guestSays("guest-1-f", "Forged")
	forged.Author, forged.Clip, forged.Frame, forged.Out, forged.Reply = me.ID, "d", 9000, 9999, other.ID
	forged.Resolved, forged.Assignee, forged.Private, forged.Deleted = &taglane.Resolved{By: me.ID, Name: "Nora", Saw: []taglane.ID{"guest-1-f"}}, me.ID, true, true
	if _, err := d.TakeGuest(ctx, guestSaid(d, func(s *taglane.GuestSaid) {
		s.Comments, s.Guest.Key = []taglane.Comment{forged}, []byte("key")
		s.Verdict.Member, s.Verdict.Signature, s.Verdict.Clip = me.ID, []byte("signed"), "d"
	})); err != nil {
		t.Fatal(err)
	}
	c := must[taglane.Comment](t)(d.store.Comment(ctx, "guest-1-f"))
	if c.Author != "guest-1" || c.Clip != "c" || c.Frame != 299 || c.Out != 300 || c.Reply != "" || c.Resolved != nil || c.Assignee != "" || c.Deleted {
		t.Errorf("%+v", c)
	}
	stands := d.stands()
	if stands.Mine != taglane.Changes || len(stands.Verdicts) != 2 || stands.Verdicts[0].Answer != taglane.Changes || !stands.Verdicts[1].Guest || d.stands().Has != 0 {
		t.Errorf("%+v", stands)
	}
	for _, m := range must[[]taglane.Member](t)(d.store.Members(ctx)) {
		if m.ID == "guest-1" && (len(m.Key) > 0 || !m.Guest) || m.ID == me.ID && m.Guest {
			t.Errorf("%+v", m)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// Two machines that take in the same answer, or answers of two guests, agree.
func TestAnswersNeverConflict(t *testing.T) {
	a, b := newDesk(t, "Ann"), newDesk(t, "Ben")
	a.film()
	meet(a, b)
	digest := a.stands().Digest
	by := func(guest string) taglane.GuestSaid {
		return guestSaid(a, func(s *taglane.GuestSaid) {
			s.Guest.ID, s.Guest.Name = taglane.ID("guest-"+guest), guest
			s.Comments = []taglane.Comment{guestSays(taglane.ID("guest-"+guest+"-a"), guest)}
			s.Verdict.Digest = digest
		})
	}
	for _, x := range []struct {
		d *desk
		s taglane.GuestSaid
	}{{a, by("mia")}, {b, by("jo")}, {b, by("mia")}, {a, by("jo")}} {
		if took, err := x.d.TakeGuest(ctx, x.s); err != nil || took.Comments != 1 || !took.Verdict {
			t.Fatalf("%+v, %v", took, err)
		}
	}
	meet(a, b)
	if a.snapshot() != b.snapshot() || len(a.threads()) != 2 || len(a.stands().Verdicts) != 2 {
		t.Errorf("%s\n%s", a.snapshot(), b.snapshot())
	}
}

// No guest fills a clip.
func TestAGuestFillsNoClip(t *testing.T) {
	d := newDesk(t, "Nora")
	d.film()
	many := func(from, n int) taglane.GuestSaid {
		return guestSaid(d, func(s *taglane.GuestSaid) {
			s.Comments, s.Verdict = nil, nil
			for i := range n {
				c := guestSays(taglane.ID(fmt.Sprintf("guest-1-%05d", from+i)), "x")
				c.At = start.Add(time.Duration(i) * time.Second)
				s.Comments = append(s.Comments, c)
			}
		})
	}
	if took, err := d.TakeGuest(ctx, many(0, 3)); err != nil || took.Comments != 3 {
		t.Fatal(took, err)
	}
	before := d.snapshot()
	wants(t, taglane.Refused, second(d.TakeGuest(ctx, many(3, mostOfGuest-2))))
	if d.snapshot() != before {
		t.Error("it left a trace")
	}
}
