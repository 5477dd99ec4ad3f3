package outbox

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// reviewed is a world in which somebody has to say yes: once before anything is
// uploaded, and, since the draft is changed while that goes on, once more before
// it is published, and before a post is changed.
type reviewed struct {
	*world
	yes   map[string]bool
	early bool // something became public, or was changed, without
}

func (v *reviewed) question(r Row) string {
	switch {
	case r.Stage >= Live:
		return "the change"
	case r.Stage == Queued:
		return "the first draft"
	}
	return "the second draft"
}

func (v *reviewed) approved(_ context.Context, r Row) (taglane.Said, error) {
	if v.yes[v.question(r)] {
		return taglane.Said{}, nil
	}
	return taglane.Say("Mia has not seen %s.", v.question(r)), nil
}

// run is the world's, with a person who approves what waits for it.
func (v *reviewed) run() bool {
	for range 60 {
		if v.box != nil {
			v.box.Approved = v.approved
		} else if v.live(func() {}); v.box != nil {
			v.box.Approved = v.approved
		}
		r := v.row()
		if r.Wait != WaitsApproval {
			if r.Resting() && r.Stage < Live && r.Wait != WaitsUnsure && r.Wait != WaitsLogin || r.Resting() && r.Stage == Tagged && (!v.after || r.Carries != "" || r.Post.ID == "") {
				return true
			}
			v.once(r)
			v.early = v.early || len(v.posts) > 0 && !v.yes["the second draft"] || v.says["post 1"][0] == changed.Revision.Digest && !v.yes["the change"]
			continue
		}
		v.yes[v.question(r)] = true
		v.live(func() { _, _ = v.box.Approve(context.Background(), r.ID) })
	}
	return false
}

// once is one turn of the world's run.
func (v *reviewed) once(r Row) {
	ctx := context.Background()
	v.live(func() {
		v.box.Approved = v.approved
		switch {
		case r.Wait == WaitsUnsure:
			_, _ = v.box.Answer(ctx, r.ID, len(v.posts) > 0, "")
		case r.Wait == WaitsLogin:
			_, _ = v.box.Retry(ctx, r.ID)
		case r.Stage == Tagged && v.after && r.Wanted == "" && r.Carries == "" && r.Post.ID != "":
			_, _ = v.box.Update(ctx, r.ID, changed.Revision.Digest)
		default:
			if r.Until.After(v.clock) {
				v.clock = r.Until
			}
			_, _ = v.box.Step(ctx, r.ID)
		}
	})
}

// Whatever goes wrong at whichever touch, nothing is public before the approval
// for it was there, there is one post in the end, and nothing waits for ever.
func TestApprovalsAreAskedAgainBeforeThePublicAct(t *testing.T) {
	schedules := 0
	for _, s := range shapes() {
		if s.timed || s.follows || s.search {
			continue
		}
		try := func(at map[int]disaster) *reviewed {
			v := &reviewed{world: newWorld(s, at), yes: map[string]bool{}}
			rested := v.run()
			schedules++
			if v.early || !rested || len(v.posts) > 1 || v.lied != nil {
				t.Errorf("%v %v: early %v, rested %v, %d posts, %v: %s %s %+v", s, at, v.early, rested, len(v.posts), v.lied, v.row().Stage, v.row().Wait, v.row().Missing)
			}
			if asked := slices.ContainsFunc(v.entries, func(e Entry) bool { return e.Detail.String() == "Mia has not seen the second draft." }); !asked && len(v.posts) > 0 {
				t.Errorf("%v %v: published, and nobody was asked immediately before", s, at)
			}
			return v
		}
		clean := try(nil)
		for i := 1; i <= clean.touch && !t.Failed(); i++ {
			for _, d := range wrongAt(clean.world, i) {
				if d != declined { // platforms that lie about that are the model's
					try(map[int]disaster{i: d})
				}
			}
		}
	}
	if schedules < 500 {
		t.Errorf("only %d schedules", schedules)
	}
}

// The law bites: without it something is public that nobody approved.
func TestWithoutAskingSomethingIsPublic(t *testing.T) {
	v := &reviewed{world: newWorld(shape{repeat: platform.RepeatAnswers}, nil), yes: map[string]bool{}}
	v.rules.neverAsks = true
	v.run()
	if !v.early {
		t.Error("nobody was asked, and nothing came of it")
	}
}

// The row says who is missing, news of it is told, and what was asked of a
// platform is not called back.
func TestARowSaysWhoIsMissing(t *testing.T) {
	p := newPlay(t, nil, nil)
	missing, asked := taglane.Say("It has 0 of 2 approvals."), 0
	p.Approved = func(context.Context, Row) (taglane.Said, error) { asked++; return missing, nil }
	r := p.step()
	if r.Wait != WaitsApproval || r.Stage != Queued || !r.Resting() || !strings.HasPrefix(r.Sentence("", start).String(), "It has 0 of 2 approvals. Nothing is public.") {
		t.Fatalf("%+v: %s", r, r.Sentence("", start))
	}
	if _, err := p.Approve(t.Context(), r.ID); taglane.KindOf(err) != taglane.Conflict || asked != 2 {
		t.Error(err, asked)
	}
	missing = taglane.Say("It has 1 of 2 approvals.")
	if r, err := p.Approve(t.Context(), r.ID); err != nil || r.Wait != WaitsApproval || r.Missing.String() != missing.String() || p.told("approval") != missing.String() {
		t.Error(r, err)
	}
	if _, err := p.Retry(t.Context(), r.ID); err != nil { // no way around it
		t.Fatal(err)
	}
	if r := p.step(); r.Wait != WaitsApproval || r.Stage != Queued {
		t.Errorf("%+v", r)
	}
	p.Approved = func(context.Context, Row) (taglane.Said, error) {
		return taglane.Said{}, taglane.Errorf(taglane.Later, "The library is busy.")
	}
	if _, err := p.Approve(t.Context(), r.ID); taglane.KindOf(err) != taglane.Later || p.row().Wait != WaitsApproval {
		t.Error(err)
	}
	missing = taglane.Said{}
	p.Approved = func(context.Context, Row) (taglane.Said, error) { return missing, nil }
	if r, err := p.Approve(t.Context(), r.ID); err != nil || r.Wait != NotWaiting || r.Missing.Format != "" {
		t.Error(r, err)
	}
	if _, err := p.Approve(t.Context(), r.ID); taglane.KindOf(err) != taglane.Conflict {
		t.Error(err)
	}
	if r := p.rest(); r.Stage != Tagged {
		t.Errorf("%+v", r)
	}
	if _, err := p.Hold(t.Context(), r.ID, WaitsApproval); taglane.KindOf(err) != taglane.Conflict {
		t.Error("a public post is called back")
	}
}

// What nobody can answer is no yes.
func TestAnApprovalThatCannotBeLookedAtIsNone(t *testing.T) {
	p := newPlay(t, nil, nil)
	p.Approved = func(context.Context, Row) (taglane.Said, error) {
		return taglane.Said{}, taglane.Errorf(taglane.Internal, "The library is damaged.")
	}
	if r := p.rest(); r.Stage != Queued || r.Wait != WaitsRefused || r.FaultMessage.String() != "The library is damaged." {
		t.Errorf("%+v", r)
	}
}

// A change of a public post waits like a new one, and may be given up.
func TestAChangeWaitsForApproval(t *testing.T) {
	r := Row{Stage: Tagged, Wanted: "b", Wait: WaitsApproval, Missing: taglane.Say("It needs an approval.")}
	if s := r.Sentence("", time.Time{}).String(); s != "It is public. It is not changed to the new version yet. It needs an approval. Then it goes on by itself." {
		t.Error(s)
	}
	if !r.CanCancel() {
		t.Error("it cannot be given up")
	}
	if next, _, err := Cancel(r); err != nil || next.Wanted != "" || next.Stage != Tagged || next.Wait != NotWaiting {
		t.Errorf("%+v, %v", next, err)
	}
}
