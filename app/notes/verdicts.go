package notes

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"slices"
	"strings"

	"taglane/app/store"
	"taglane/app/taglane"
)

// mostApprovals is how many approvals a project may ask for.
const mostApprovals = 20

// libraryScope is the undo list of what is decided for many clips.
const libraryScope = "library"

// Approval is where a draft stands with those who are asked.
type Approval struct {
	Clip   taglane.ID `json:"clip"`
	Digest string     `json:"digest"` // of the draft as it stands; a verdict is given to this
	Needs  int        `json:"needs"`  // approvals that its project asks for; 0: none
	Has    int        `json:"has"`    // approvals of this draft that count
	Ready  bool       `json:"ready"`  // it may be published
	// Line says all of this in a sentence or two; "" where nothing is asked for
	// and nobody said anything.
	Line     string         `json:"line"`
	Mine     taglane.Answer `json:"mine"`     // this member's to this draft; "" for none
	Verdicts []Verdict      `json:"verdicts"` // each member's last, the latest first
}

// Verdict is a member's last answer, as a screen shows it.
type Verdict struct {
	Member taglane.ID     `json:"member"`
	Name   string         `json:"name"`
	Colour int            `json:"colour"`
	Me     bool           `json:"me"`
	Answer taglane.Answer `json:"answer"` // approves, changes
	Note   string         `json:"note"`
	At     string         `json:"at"`
	// Standing is what it is worth: "counts"; "earlier": it is about an earlier
	// draft; "unknown": nobody here compared their key; "broken": it is not what
	// its member signed; "guest": it is a guest's and never counts.
	Standing string `json:"standing"`
	Guest    bool   `json:"guest"`
	Version  int    `json:"version"` // the number of the cut it is about; 0 unknown
}

// Approval is where a clip's draft stands.
func (n *Notes) Approval(ctx context.Context, clip taglane.ID) (Approval, error) {
	c, digest, err := n.draft(ctx, clip)
	if err != nil {
		return Approval{}, err
	}
	needs, err := n.needs(ctx, c.Project)
	if err != nil {
		return Approval{}, err
	}
	v, err := n.count(ctx, c, digest)
	if err != nil {
		return Approval{}, err
	}
	p, err := n.placing(ctx, clip)
	if err != nil {
		return Approval{}, err
	}
	v.needs = needs
	a := Approval{Clip: clip, Digest: digest, Needs: needs, Has: v.approvals(), Verdicts: []Verdict{}}
	// Whoever looks knows of themselves that they said nothing yet.
	v.silent = slices.DeleteFunc(v.silent, func(m taglane.Member) bool { return m.ID == v.me })
	missing := v.missing()
	a.Ready = missing.Format == ""
	for _, g := range v.last {
		if g.Member == v.me && g.standing == counts {
			a.Mine = g.Answer
		}
		if g.Answer != taglane.Withdrawn || g.standing == broken {
			a.Verdicts = append(a.Verdicts, Verdict{g.Member, g.name, g.colour, g.Member == v.me, g.Answer, taglane.Tidied(g.Note, taglane.MostComment), clock(g.At), g.standing, false, p.Draft(g.Digest)})
		}
	}
	var lines []taglane.Said
	switch {
	case !a.Ready:
		lines = append(lines, missing)
	case needs > 0 || len(a.Verdicts) > 0:
		lines = append(lines, v.said())
	}
	for _, g := range v.guests {
		if g.Answer == taglane.Approves || g.Answer == taglane.Changes {
			a.Verdicts = append(a.Verdicts, Verdict{g.Member, g.name, g.colour, false, g.Answer, taglane.Tidied(g.Note, taglane.MostComment), clock(g.At), g.standing, true, p.Draft(g.Digest)})
		}
	}
	for _, l := range append(lines, v.told()...) {
		a.Line = strings.TrimSpace(a.Line + " " + n.l.Tell(l))
	}
	return a, nil
}

// draft is a clip and the digest of its draft as it stands.
func (n *Notes) draft(ctx context.Context, clip taglane.ID) (taglane.Clip, string, error) {
	d, fields, err := n.drafted(ctx, clip)
	return d.Clip, taglane.DraftDigest(d, fields), err
}

func (n *Notes) drafted(ctx context.Context, clip taglane.ID) (taglane.Draft, map[taglane.ID]map[string]string, error) {
	d, err := n.l.Draft(ctx, clip)
	if err != nil {
		return d, nil, err
	}
	fields, err := n.l.Store.Variants(ctx, clip)
	return d, fields, err
}

// GiveVerdict says what this member thinks of a draft: approves, changes, or
// withdrawn. digest is that of the draft they had before them. Conflict: the clip
// was changed since. Login: the vault with their key has to be opened.
func (n *Notes) GiveVerdict(ctx context.Context, clip taglane.ID, digest string, answer taglane.Answer, note string) (Approval, error) {
	switch answer {
	case taglane.Approves, taglane.Changes, taglane.Withdrawn:
	default:
		return Approval{}, taglane.Errorf(taglane.Invalid, "A verdict is one of: approves, changes, withdrawn.")
	}
	note = taglane.Tidied(note, taglane.MostComment+1)
	if err := taglane.CheckText("note", note, taglane.MostComment); err != nil {
		return Approval{}, err
	}
	c, now, err := n.draft(ctx, clip)
	if err != nil {
		return Approval{}, err
	}
	if digest != now {
		return Approval{}, taglane.Errorf(taglane.Conflict, "The clip was changed since you looked at it. Look at it once more.")
	}
	me, key, writes, err := n.signing(ctx)
	if err != nil {
		return Approval{}, err
	}
	v := taglane.Verdict{Project: c.Project, Clip: clip, Digest: digest, Member: me.ID, Answer: answer, Note: note, At: n.l.Now().UTC()}
	if v.N, err = n.next(ctx, clip, me.ID); err != nil {
		return Approval{}, err
	}
	v.Signature = ed25519.Sign(key, v.Signed())
	label := map[taglane.Answer]string{taglane.Approves: n.say("Approve"), taglane.Changes: n.say("Ask for changes"), taglane.Withdrawn: n.say("Take a verdict back")}[answer]
	about, err := n.shows(ctx, clip, digest)
	if err != nil {
		return Approval{}, err
	}
	if err := n.l.Commit(ctx, "", label, append(append(writes, store.VerdictWrites(v)...), about...)...); err != nil {
		return Approval{}, err
	}
	n.said(clip)
	return n.Approval(ctx, clip)
}

// next is the number of a member's next verdict on a clip.
func (n *Notes) next(ctx context.Context, clip, member taglane.ID) (int, error) {
	all, err := n.l.Store.Verdicts(ctx, clip)
	if err != nil {
		return 0, err
	}
	most := 0
	for _, v := range all {
		if v.Member == member {
			most = max(most, v.N)
		}
	}
	if most >= taglane.MostVerdicts {
		return 0, taglane.Errorf(taglane.Refused, "No more verdicts on this clip can be kept.")
	}
	return most + 1, nil
}

// SetApprovals says how many approvals the clips of a project need before they
// are published; "" stands for clips without a project, 0 for none. Invalid: no
// such number. NotFound: no such project.
func (n *Notes) SetApprovals(ctx context.Context, project taglane.ID, needs int) (int, error) {
	if needs < 0 || needs > mostApprovals {
		return 0, taglane.Errorf(taglane.Invalid, "A project asks for 0 to %d approvals.", mostApprovals)
	}
	if project != "" {
		if _, err := n.l.Store.Project(ctx, project); err != nil {
			return 0, err
		}
	}
	if err := n.l.Commit(ctx, libraryScope, n.say("Ask for %d approvals", needs), store.ApprovalsWrite(project, needs)); err != nil {
		return 0, err
	}
	n.said("")
	return n.l.Store.Approvals(ctx, project)
}

// needs is how many approvals a clip needs; one whose project is gone has none.
func (n *Notes) needs(ctx context.Context, project taglane.ID) (int, error) {
	if project != "" {
		switch _, err := n.l.Store.Project(ctx, project); {
		case taglane.KindOf(err) == taglane.NotFound:
			project = ""
		case err != nil:
			return 0, err
		}
	}
	return n.l.Store.Approvals(ctx, project)
}

// Approvals is how many approvals the clips of a project need; "" stands for
// clips without one.
func (n *Notes) Approvals(ctx context.Context, project taglane.ID) (int, error) {
	return n.l.Store.Approvals(ctx, project)
}

// What a verdict is worth.
const (
	counts  = "counts"
	earlier = "earlier"
	unknown = "unknown"
	broken  = "broken"
)

// given is a member's last verdict and what it is worth.
type given struct {
	taglane.Verdict
	name     string
	colour   int
	standing string
}

// counted is what everybody says of one draft.
type counted struct {
	needs  int
	me     taglane.ID
	last   []given // of each member, the latest first
	guests []given // likewise; they never count
	silent []taglane.Member
}

// count verifies each member's last verdict on a clip.
func (n *Notes) count(ctx context.Context, c taglane.Clip, digest string) (counted, error) {
	me, err := n.myID(ctx)
	if err != nil {
		return counted{}, err
	}
	keys, members, err := n.keys(ctx)
	if err != nil {
		return counted{}, err
	}
	all, err := n.l.Store.Verdicts(ctx, c.ID)
	if err != nil {
		return counted{}, err
	}
	last := map[taglane.ID]taglane.Verdict{}
	for _, v := range all {
		if v.N > last[v.Member].N {
			last[v.Member] = v
		}
	}
	out := counted{me: me}
	for id, m := range members {
		v, said := last[id]
		if !said && m.Guest { // nobody asked them for a verdict by that
			continue
		}
		if !said {
			out.silent = append(out.silent, m)
			continue
		}
		if g, is := guestly(v, m, keys[id], digest); is {
			out.guests = append(out.guests, g)
			continue
		}
		out.last = append(out.last, given{v, m.Name, m.Colour, worth(v, m, keys[id], c.Project, digest)})
	}
	for _, some := range [][]given{out.last, out.guests} {
		slices.SortFunc(some, func(a, b given) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Member, b.Member)) })
	}
	slices.SortFunc(out.silent, func(a, b taglane.Member) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

func worth(v taglane.Verdict, m taglane.Member, key []byte, project taglane.ID, digest string) string {
	switch {
	case key == nil && v.Holds(m.Key):
		return unknown
	case key == nil || !v.Holds(key):
		return broken
	case v.Digest != digest || v.Project != project:
		return earlier
	}
	return counts
}
