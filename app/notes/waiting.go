package notes

import (
	"cmp"
	"context"
	"slices"

	"taglane/app/taglane"
)

// Why a clip waits for this member, in the order in which they are told.
const (
	waitsAssigned = "assigned" // a comment was assigned to them
	waitsChanges  = "changes"  // somebody wants the draft changed
	waitsVersion  = "version"  // it was changed since their verdict
	waitsVerdict  = "verdict"  // its project asks for a verdict and they gave none
)

var whys = []string{waitsAssigned, waitsChanges, waitsVersion, waitsVerdict}

// Waits is something that waits for this member.
type Waits struct {
	Why     string        `json:"why"` // assigned, changes, version, verdict
	Clip    taglane.ID    `json:"clip"`
	Name    string        `json:"name"`    // of the clip
	Line    string        `json:"line"`    // why, in a few words
	Comment taglane.ID    `json:"comment"` // that is assigned; "" else
	Text    string        `json:"text"`    // of that comment, or the note with the verdict
	Frame   taglane.Frame `json:"frame"`   // of that comment
	Time    string        `json:"time"`    // of that frame; "" without a comment
	At      string        `json:"at"`      // RFC 3339: since when; "" unknown
}

// mostWaiting bounds how many clips are looked at for each reason, the latest
// touched first: each of them is reckoned anew.
const mostWaiting = 200

// Waiting lists what waits for this member over all clips: first what was
// assigned to them and is neither done nor resolved, then drafts that somebody
// wants changed, those changed since their verdict, and those that want one.
func (n *Notes) Waiting(ctx context.Context) ([]Waits, error) {
	out := []Waits{}
	me, err := n.myID(ctx)
	if err != nil {
		return nil, err
	}
	if me != "" {
		if out, err = n.assigned(ctx, me); err != nil {
			return nil, err
		}
	}
	judged, err := n.l.Store.Judged(ctx, "", mostWaiting)
	if err != nil {
		return nil, err
	}
	asked, err := n.l.Store.AskedFor(ctx, mostWaiting)
	if err != nil {
		return nil, err
	}
	seen := map[taglane.ID]bool{}
	for _, clip := range append(judged, asked...) {
		if seen[clip] {
			continue
		}
		seen[clip] = true
		w, err := n.waits(ctx, clip, me, slices.Contains(asked, clip))
		if err != nil && taglane.KindOf(err) != taglane.NotFound { // gone meanwhile
			return nil, err
		}
		if w.Why != "" {
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(a, b Waits) int {
		return cmp.Or(cmp.Compare(slices.Index(whys, a.Why), slices.Index(whys, b.Why)), cmp.Compare(b.At, a.At), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Clip, b.Clip))
	})
	return out, nil
}

// assigned are the open threads that wait for a member.
func (n *Notes) assigned(ctx context.Context, me taglane.ID) ([]Waits, error) {
	clips, err := n.l.Store.Assigned(ctx, me)
	if err != nil {
		return nil, err
	}
	out := []Waits{}
	for _, id := range clips {
		clip, err := n.l.Store.Clip(ctx, id)
		if taglane.KindOf(err) == taglane.NotFound {
			continue // it is gone from the library
		}
		if err != nil {
			return nil, err
		}
		v, err := n.eyes(ctx, clip)
		if err != nil {
			return nil, err
		}
		all, err := n.l.Store.Comments(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, t := range threads(all) {
			if t.root.Assignee != me || t.root.Done != nil || t.closed() {
				continue
			}
			c := v.comment(t.root)
			out = append(out, Waits{Why: waitsAssigned, Clip: id, Name: clip.Heading(), Line: n.say("Assigned to you"),
				Comment: c.ID, Text: c.Text, Frame: c.Frame, Time: c.Time, At: c.At})
		}
	}
	return out, nil
}

// waits says why a clip's draft waits for a member; nothing where it does not.
// asked: its project asks for approvals.
func (n *Notes) waits(ctx context.Context, id, me taglane.ID, asked bool) (Waits, error) {
	c, digest, err := n.draft(ctx, id)
	if err != nil {
		return Waits{}, err
	}
	v, err := n.count(ctx, c, digest)
	if err != nil {
		return Waits{}, err
	}
	w := Waits{Clip: id, Name: c.Heading()}
	var mine *given
	for i, g := range v.last {
		if g.Member == me && g.Answer != taglane.Withdrawn {
			mine = &v.last[i]
		}
	}
	against := slices.IndexFunc(v.last, func(g given) bool {
		return g.Member != me && g.Answer == taglane.Changes && g.standing == counts
	})
	switch {
	case against >= 0:
		g := v.last[against]
		w.Why, w.Line, w.Text, w.At = waitsChanges, n.say("%s asked for changes", taglane.Plain(g.name)), taglane.Tidied(g.Note, taglane.MostComment), clock(g.At)
	case mine != nil && mine.standing == earlier:
		w.Why, w.Line, w.At = waitsVersion, n.say("New version since your verdict"), clock(mine.At)
	case mine == nil && asked:
		if v.needs, err = n.needs(ctx, c.Project); err != nil || v.missing().Format == "" {
			return Waits{}, err
		}
		w.Why, w.Line = waitsVerdict, n.say("No verdict of yours yet")
	}
	return w, nil
}
