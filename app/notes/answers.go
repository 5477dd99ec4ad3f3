package notes

import (
	"context"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// mostOfGuest is how many comments of one guest a clip takes.
const mostOfGuest = 2000

// TakeGuest takes in what somebody without the app said of a clip. What is there
// already stays as it is, so that the same again changes nothing. NotFound: the
// clip is gone. Refused: there is no room for more.
func (n *Notes) TakeGuest(ctx context.Context, s taglane.GuestSaid) (taglane.GuestTaken, error) {
	clip, err := n.l.Store.Clip(ctx, s.Clip)
	if err != nil {
		return taglane.GuestTaken{}, err
	}
	fresh, err := n.unheard(ctx, clip, s)
	if err != nil {
		return taglane.GuestTaken{}, err
	}
	var writes []edit.Write
	for _, c := range fresh {
		writes = append(writes, store.CommentWrites(c)...)
	}
	took := taglane.GuestTaken{Comments: len(fresh)}
	if v := s.Verdict; v != nil {
		next, err := n.next(ctx, clip.ID, s.Guest.ID)
		if err != nil {
			return taglane.GuestTaken{}, err
		}
		if took.Verdict = v.N >= next; took.Verdict {
			given := *v
			given.Project, given.Clip, given.Member, given.Signature = clip.Project, clip.ID, s.Guest.ID, nil
			writes = append(writes, store.VerdictWrites(given)...)
		}
	}
	if len(writes) == 0 {
		return took, nil
	}
	who, err := n.guest(ctx, s.Guest)
	if err != nil {
		return taglane.GuestTaken{}, err
	}
	if err := n.l.Commit(ctx, "", n.say("Answer of %s", s.Guest.Name), append(who, writes...)...); err != nil {
		return taglane.GuestTaken{}, err
	}
	n.said(clip.ID)
	return took, nil
}

// unheard are the guest's comments that are not here yet, within the clip as it
// is now. What answers something that is not here begins a thread.
func (n *Notes) unheard(ctx context.Context, clip taglane.Clip, s taglane.GuestSaid) ([]taglane.Comment, error) {
	all, err := n.l.Store.Comments(ctx, clip.ID)
	if err != nil {
		return nil, err
	}
	here, before := map[taglane.ID]bool{}, 0
	for _, c := range all {
		if here[c.ID] = true; c.Author == s.Guest.ID {
			before++
		}
	}
	p, err := n.placing(ctx, clip.ID)
	if err != nil {
		return nil, err
	}
	version, _ := p.Current()
	other := s.Version != "" && s.Version != version // they looked at another cut
	if other {
		version = s.Version
	}
	var fresh []taglane.Comment
	for _, c := range s.Comments {
		switch _, err := n.l.Store.Comment(ctx, c.ID); {
		case err == nil:
			continue
		case taglane.KindOf(err) != taglane.NotFound:
			return nil, err
		}
		c.Clip, c.Author, c.Version, c.Carried = clip.ID, s.Guest.ID, version, nil
		if !other {
			c.Frame, c.Out = min(c.Frame, max(clip.Frames-1, 0)), min(c.Out, clip.Frames)
		}
		c.Resolved, c.Assignee, c.Done, c.Reactions, c.Private = nil, "", nil, nil, false
		fresh = append(fresh, c.Tamed())
	}
	switch {
	case len(all)+len(fresh) > mostComments:
		return nil, taglane.Errorf(taglane.Refused, "This clip has %d comments, and that is as many as it takes.", len(all))
	case before+len(fresh) > mostOfGuest:
		return nil, taglane.Errorf(taglane.Refused, "%s said %d things about this clip, and that is as many as it takes of one guest.", s.Guest.Name, before)
	}
	for _, c := range fresh {
		here[c.ID] = true
	}
	for i, c := range fresh {
		if !here[c.Reply] {
			fresh[i].Reply = ""
		}
	}
	return fresh, nil
}

// guest is what has to be written so that a guest has a name here; nothing where
// they have one.
func (n *Notes) guest(ctx context.Context, g taglane.Member) ([]edit.Write, error) {
	all, err := n.l.Store.Members(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		if m.ID == g.ID {
			return nil, nil
		}
	}
	return store.MemberWrites(taglane.Member{ID: g.ID, Name: taglane.OneLine(g.Name, taglane.MostName), Colour: g.Colour, Guest: true}), nil
}

// removable is a comment that this member may delete: their own, or a guest's.
func (n *Notes) removable(ctx context.Context, id taglane.ID) (taglane.Comment, error) {
	c, err := n.there(ctx, id)
	if err != nil {
		return c, err
	}
	all, err := n.l.Store.Members(ctx)
	if err != nil {
		return c, err
	}
	for _, m := range all {
		if m.ID == c.Author && m.Guest {
			return c, nil
		}
	}
	c, _, err = n.own(ctx, id)
	return c, err
}

// guestly is a verdict that a guest gave, apart from those that are counted. It
// is theirs by nothing but a secret that their browser has, and counts for
// nothing; whoever has a key here, or signs, is no guest.
func guestly(v taglane.Verdict, m taglane.Member, key []byte, digest string) (given, bool) {
	if !m.Guest || key != nil || len(v.Signature) > 0 {
		return given{}, false
	}
	g := given{v, m.Name, m.Colour, asGuest}
	if v.Digest != digest {
		g.standing = earlier
	}
	return g, true
}

// asGuest is what the verdict of a guest is worth: it is told and never counted.
const asGuest = "guest"

// told says what guests think of this very draft; nothing where none of them
// said so.
func (v counted) told() []taglane.Said {
	var yes, no []string
	for _, g := range v.guests {
		switch {
		case g.standing != asGuest:
		case g.Answer == taglane.Approves:
			yes = append(yes, g.name)
		case g.Answer == taglane.Changes:
			no = append(no, g.name)
		}
	}
	var out []taglane.Said
	if len(yes) > 0 {
		out = append(out, taglane.Say("Approved by guests: %s.", names(yes)))
	}
	if len(no) > 0 {
		out = append(out, taglane.Say("Changes are wanted by guests: %s.", names(no)))
	}
	return out
}
