package notes

import (
	"cmp"
	"context"
	"slices"

	"taglane/app/taglane"
)

// Comment is a comment as a screen shows it, with its answers where it begins a
// thread.
type Comment struct {
	ID      taglane.ID       `json:"id"`
	Clip    taglane.ID       `json:"clip"`
	Frame   taglane.Frame    `json:"frame"`
	Out     taglane.Frame    `json:"out"`  // the first frame after it; frame itself for a point
	Time    string           `json:"time"` // of its frame, as the timeline tells it
	Author  taglane.ID       `json:"author"`
	Name    string           `json:"name"`
	Colour  int              `json:"colour"` // 1–8, the author's
	Mine    bool             `json:"mine"`
	At      string           `json:"at"`
	Text    string           `json:"text"`
	Parts   []Part           `json:"parts"`  // the same text, with the members it mentions
	Others  []Wording        `json:"others"` // written at the same time by somebody who did not see this text
	Drawing []taglane.Stroke `json:"drawing"`
	Edited  bool             `json:"edited"`
	Deleted bool             `json:"deleted"` // there only for its answers

	Resolved   bool      `json:"resolved"`
	ResolvedBy string    `json:"resolvedBy"` // also where words came after that; "" nobody
	ResolvedAt string    `json:"resolvedAt"`
	Replies    []Comment `json:"replies"` // the oldest first; empty in an answer

	Assignee  *Person    `json:"assignee"` // whom the thread waits for; null: nobody
	Done      bool       `json:"done"`     // what it asks for, apart from resolved
	DoneBy    string     `json:"doneBy"`
	DoneAt    string     `json:"doneAt"`
	Reactions []Reaction `json:"reactions"`
	Private   bool       `json:"private"` // nobody else sees it

	Version int    `json:"version"` // the number of the cut it was made on; 0 unknown
	Placing string `json:"placing"` // "": on the cut that is shown; "moved" there; "lost": its footage is gone, and frame is where it was
}

// Person is a member as a comment shows one.
type Person struct {
	ID     taglane.ID `json:"id"`
	Name   string     `json:"name"`
	Colour int        `json:"colour"`
	Me     bool       `json:"me"`
	Guest  bool       `json:"guest"`
}

// Reaction is an emoji and who gave it.
type Reaction struct {
	Emoji string   `json:"emoji"`
	Mine  bool     `json:"mine"`
	Names []string `json:"names"` // this member's comes first
}

// Part is a piece of a text; Member is whom "@" and a name in it mean.
type Part struct {
	Text   string     `json:"text"`
	Member taglane.ID `json:"member"` // "" for plain text
}

// Wording is a text of a comment beside the one that is shown.
type Wording struct {
	Text string `json:"text"`
	By   string `json:"by"`
	At   string `json:"at"`
}

// Comments lists the threads of a clip by frame, then by when they began. Private
// notes of this machine are among them: this is for its own screen.
func (n *Notes) Comments(ctx context.Context, clip taglane.ID) ([]Comment, error) {
	c, err := n.l.Store.Clip(ctx, clip)
	if err != nil {
		return nil, err
	}
	all, err := n.all(ctx, clip)
	if err != nil {
		return nil, err
	}
	v, err := n.eyes(ctx, c)
	if err != nil {
		return nil, err
	}
	out := []Comment{}
	for _, t := range threads(all) {
		if !t.root.Deleted || len(t.replies) > 0 {
			out = append(out, v.thread(t))
		}
	}
	slices.SortStableFunc(out, func(a, b Comment) int {
		return cmp.Or(cmp.Compare(a.Frame, b.Frame), cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// Shared is Comments without what nobody else may see: whatever leaves this
// machine is made of these.
func (n *Notes) Shared(ctx context.Context, clip taglane.ID) ([]Comment, error) {
	all, err := n.Comments(ctx, clip)
	for i := range all {
		all[i].Replies = slices.DeleteFunc(all[i].Replies, func(c Comment) bool { return c.Private })
	}
	return slices.DeleteFunc(all, func(c Comment) bool { return c.Private }), err
}

// shown is the thread that a comment is in, after telling the screen of it.
func (n *Notes) shown(ctx context.Context, id, clip taglane.ID) (Comment, error) {
	n.said(clip)
	c, err := n.l.Store.Clip(ctx, clip)
	if err != nil {
		return Comment{}, err
	}
	v, err := n.eyes(ctx, c)
	if err != nil {
		return Comment{}, err
	}
	root, replies, err := n.thread(ctx, id)
	return v.thread(thread{root, replies}), err
}

type thread struct {
	root    taglane.Comment
	replies []taglane.Comment // that are there, the oldest first
}

// threads puts comments together. What answers something that is not here, or
// itself by a detour, begins a thread of its own.
func threads(all []taglane.Comment) []thread {
	by := map[taglane.ID]taglane.Comment{}
	for _, c := range all {
		by[c.ID] = c
	}
	var order []taglane.ID
	of := map[taglane.ID]*thread{}
	for _, c := range all {
		root := rootOf(c, by)
		if of[root.ID] == nil {
			of[root.ID] = &thread{root: root}
			order = append(order, root.ID)
		}
		if root.ID != c.ID && !c.Deleted {
			of[root.ID].replies = append(of[root.ID].replies, c)
		}
	}
	out := make([]thread, 0, len(order))
	for _, id := range order {
		t := *of[id]
		slices.SortStableFunc(t.replies, func(a, b taglane.Comment) int {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
		})
		out = append(out, t)
	}
	return out
}

// deepest is how far an answer of an answer is followed. Taglane makes none.
const deepest = 16

func rootOf(c taglane.Comment, by map[taglane.ID]taglane.Comment) taglane.Comment {
	at := c
	for range deepest {
		above, have := by[at.Reply]
		if at.Reply == "" || !have {
			return at
		}
		at = above
	}
	return c
}

// words names every text that stands in a thread.
func words(root taglane.Comment, replies []taglane.Comment) []taglane.ID {
	out := []taglane.ID{}
	for _, c := range append([]taglane.Comment{root}, replies...) {
		for _, t := range c.Texts {
			out = append(out, t.ID)
		}
	}
	return out
}

// closed says whether a thread is resolved: whoever did so had every text of it
// before them.
func (t thread) closed() bool {
	if t.root.Resolved == nil {
		return false
	}
	saw := map[taglane.ID]bool{}
	for _, id := range t.root.Resolved.Saw {
		saw[id] = true
	}
	return !slices.ContainsFunc(words(t.root, t.replies), func(id taglane.ID) bool { return !saw[id] })
}

// eyes are what is needed to show comments of a clip.
type eyes struct {
	clip    taglane.Clip
	me      taglane.ID
	members map[taglane.ID]taglane.Member
	listed  []taglane.Member
	placing Placing
}

func (n *Notes) eyes(ctx context.Context, c taglane.Clip) (v eyes, err error) {
	v = eyes{clip: c, members: map[taglane.ID]taglane.Member{}}
	if v.placing, err = n.placing(ctx, c.ID); err != nil {
		return v, err
	}
	if v.me, err = n.myID(ctx); err != nil {
		return v, err
	}
	v.listed, err = n.l.Store.Members(ctx)
	for _, m := range v.listed {
		v.members[m.ID] = m
	}
	return v, err
}

func (v eyes) thread(t thread) Comment {
	out := v.comment(t.root)
	if r := t.root.Resolved; r != nil {
		out.Resolved, out.ResolvedBy, out.ResolvedAt = t.closed(), r.Name, clock(r.At)
	}
	out.Assignee = v.person(t.root.Assignee)
	if d := t.root.Done; d != nil {
		out.Done, out.DoneBy, out.DoneAt = true, d.Name, clock(d.At)
	}
	for _, r := range t.replies {
		out.Replies = append(out.Replies, v.comment(r))
	}
	return out
}

// comment shows one. Frames are those of the clip, whatever was written
// elsewhere of another cut.
func (v eyes) comment(c taglane.Comment) Comment {
	version, at, how := v.placing.Of(c)
	c.Frame, c.Out = at.In, at.Out
	last := max(v.clip.Frames-1, 0)
	c.Frame, c.Out = min(c.Frame, last), min(c.Out, v.clip.Frames)
	out := Comment{
		ID: c.ID, Clip: c.Clip, Frame: c.Frame, Out: max(c.Out, c.Frame), Time: v.clip.Rate.Timecode(c.Frame), Author: c.Author, Name: c.Name, Colour: 1,
		Mine: c.Author == v.me && v.me != "", At: clock(c.At), Others: []Wording{}, Drawing: c.Drawing, Edited: c.Edited, Deleted: c.Deleted, Replies: []Comment{},
		Private: c.Private, Reactions: v.reactions(c.Reactions), Parts: []Part{},
		Version: version, Placing: placed(how),
	}
	if out.Drawing == nil {
		out.Drawing = []taglane.Stroke{}
	}
	if m, have := v.members[c.Author]; have {
		out.Name, out.Colour = m.Name, m.Colour
	}
	for i, t := range c.Texts {
		if i == 0 {
			out.Text, out.Parts = t.Text, parts(t.Text, called(v.listed, t.Mentions))
			continue
		}
		out.Others = append(out.Others, Wording{t.Text, t.By, clock(t.At)})
	}
	return out
}

// person is the member of that id; nil for one that is not known here.
func (v eyes) person(id taglane.ID) *Person {
	m, have := v.members[id]
	if !have {
		return nil
	}
	return &Person{m.ID, m.Name, m.Colour, m.ID == v.me, m.Guest}
}

// reactions puts together what members gave the same; they come in the order of
// the emojis. Those of nobody that is known here do not count.
func (v eyes) reactions(all []taglane.Reaction) []Reaction {
	out := []Reaction{}
	for _, r := range all {
		m, have := v.members[r.Member]
		if !have && r.Member != v.me {
			continue
		}
		if len(out) == 0 || out[len(out)-1].Emoji != r.Emoji {
			out = append(out, Reaction{Emoji: r.Emoji})
		}
		last := &out[len(out)-1]
		if last.Names = append(last.Names, m.Name); r.Member == v.me {
			last.Mine, last.Names = true, append([]string{m.Name}, last.Names[:len(last.Names)-1]...)
		}
	}
	return out
}
