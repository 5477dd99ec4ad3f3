package outbox

import (
	"slices"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// looks is how often in a row a platform may say "not yet" of a public post
// before the row goes on without what it waits for: about a day.
const looks = 60

// live keeps the post the moment it is known.
func (s *step) live(post taglane.Post) error {
	s.reach(Live)
	s.r.Post, s.r.Ahead = post, 0
	if err := s.save("live", s.public()); err != nil {
		return err
	}
	return s.line(Line{Kind: LineOutcome, Outcome: OutcomeLive, Post: &post})
}

// notYet waits for what a platform still does with a public post, longer from
// time to time. That never spends a try.
func (s *step) notYet(until time.Time, why taglane.Said) error {
	s.r.Readings++
	n := min(s.r.Readings, looks)
	d := min(time.Duration(n*n)*5*time.Second, 30*time.Minute)
	if at := s.now.Add(d); until.Before(at) {
		until = at
	}
	if s.r.follows() && s.r.Next[0].At.After(s.now) && s.r.Next[0].At.Before(until) {
		until = s.r.Next[0].At
	}
	return s.wait(until, "waiting", why)
}

// update makes the post say what the wanted revision says. It sets, so a lost
// answer is no reason not to do it again, and it never makes a second post.
func (s *step) update() error {
	if s.rules.updatePosts {
		s.restart(s.r.Epoch + 1)
		return s.save("again", taglane.Say("It is public."))
	}
	if held, err := s.approve(); held || err != nil {
		return err
	}
	if err := changeable(s.p, s.r); err != nil {
		return s.fault(err)
	}
	u, _ := platform.As[platform.Updater](s.p)
	losses, err := u.Update(s.ctx, s.r.Post, s.pub)
	if err != nil {
		return s.fault(err)
	}
	s.r.Carries, s.r.Updated, s.r.Losses, s.r.Readings = s.r.Wanted, true, nil, 0
	for _, l := range losses {
		s.r.Losses = append(s.r.Losses, l.Said())
	}
	s.progress()
	if s.rules.untaggedUpdate {
		return s.done(nil)
	}
	return s.saveEntry(Entry{Outcome: "updated", Detail: taglane.Say("The post says what the new version says; its products follow."), Losses: s.r.Losses})
}

// changeable says why a public post cannot be changed from here; nil if it can.
func changeable(p platform.Publisher, r Row) error {
	if _, can := platform.As[platform.Updater](p); !can {
		return taglane.Errorf(taglane.Refused, "This platform lets no program change a post that is public; it has to be changed there by hand.")
	}
	if r.Post.ID == "" {
		return taglane.Errorf(taglane.Refused, "Nobody said under which name the post is public, so it has to be changed there by hand.")
	}
	return nil
}

// tag sets the whole product list and reads back what the post carries.
func (s *step) tag() error {
	tagger, ok := platform.As[platform.Tagger](s.p)
	if !ok {
		return s.done(nil)
	}
	if s.r.Post.ID == "" {
		return s.learn()
	}
	carried, err := tagger.Tag(s.ctx, s.r.Post, s.pub)
	if err != nil {
		return s.untagged(err)
	}
	missing, err := s.missing(carried)
	switch {
	case err != nil:
		return s.fault(err)
	case len(missing) == 0:
		s.r.Attached = len(carried) > 0
		return s.done(nil)
	}
	s.r.Attached = false
	var never map[taglane.ID]taglane.Said
	if partly, ok := platform.As[platform.Partly](s.p); ok {
		if carried, never, err = partly.Kept(s.ctx, s.r.Post, s.pub); err != nil {
			return s.untagged(err)
		}
		if missing, err = s.missing(carried); err != nil {
			return s.fault(err)
		}
	}
	return s.leftOut(missing, never)
}

// untagged: a platform that is still at work on the post takes no tags yet.
func (s *step) untagged(err error) error {
	if s.ctx.Err() == nil && taglane.KindOf(err) == taglane.Later {
		s.blame(err)
		return s.notYet(untilOf(err), s.r.FaultMessage)
	}
	return s.fault(err)
}

// missing lists the tagged products that a post does not carry, in order.
func (s *step) missing(carried []taglane.ID) (out []taglane.ID, err error) {
	var want []taglane.ID
	for _, t := range s.pub.Revision.Draft.Tags {
		want = append(want, t.Product)
		if !slices.Contains(carried, t.Product) && !slices.Contains(out, t.Product) {
			out = append(out, t.Product)
		}
	}
	for _, id := range carried {
		if !slices.Contains(want, id) {
			return nil, taglane.Errorf(taglane.Internal, "The post carries products that were not tagged.")
		}
	}
	return out, nil
}

// leftOut goes on without the products that the post will never carry, and
// waits for the others, though not for ever.
func (s *step) leftOut(missing []taglane.ID, never map[taglane.ID]taglane.Said) error {
	var losses []taglane.Said
	for _, id := range missing {
		why, final := never[id]
		if !final && s.r.Readings < looks {
			return s.notYet(time.Time{}, taglane.Say("The post does not carry all its products yet; we keep checking."))
		}
		if !final {
			why = taglane.Say("the platform did not attach it within a day")
		}
		name := string(id)
		if p, have := s.pub.Revision.Draft.Product(id); have && p.Title != "" {
			name = p.Title
		}
		losses = append(losses, taglane.Say("%s: %s.", name, why))
	}
	return s.done(losses)
}

// learn asks for the name of a post that is public under a name not yet told.
// It is never guessed from what else the account shows; where nobody says, the
// products are for the person to add.
func (s *step) learn() error {
	if len(s.r.Session) > 0 {
		st, err := s.p.Status(s.ctx, s.r.Session)
		switch {
		case err != nil && taglane.KindOf(err) != taglane.NotFound:
			return s.untagged(err)
		case err == nil && st.Post != nil && st.Post.ID != "":
			s.r.Post, s.r.Readings = *st.Post, 0
			return s.save("live", s.public())
		case err == nil && st.Post != nil && s.r.Readings < looks:
			return s.notYet(time.Time{}, taglane.Say("It is public, but the platform does not say yet under which name; we keep checking."))
		}
	}
	var losses []taglane.Said
	if len(s.pub.Revision.Draft.Tags) > 0 {
		losses = append(losses, taglane.Say("The post is public, but nobody says under which name: its products are to be added by hand."))
	}
	return s.done(losses)
}

// done ends the journey, or a change of the post: with its products, or without
// those that losses name. The receipt goes out in the same transaction.
func (s *step) done(losses []taglane.Said) error {
	s.reach(Tagged)
	changed := s.r.Wanted != ""
	s.r.Losses = append(slices.Clone(s.r.Losses), losses...)
	s.r.Wanted, s.r.Updated, s.r.Linking = "", false, s.nameless()
	if err := s.receipt("tagged"); err != nil || !changed {
		return err
	}
	return s.line(Line{Kind: LineOutcome, Outcome: OutcomeLive, Post: &s.r.Post, Carries: s.r.Carries})
}

func (s *step) receipt(outcome string) error {
	detail := s.public()
	if len(s.r.Losses) > 0 {
		detail = s.r.left()
	}
	return s.saveEntry(Entry{Outcome: outcome, Detail: detail, Losses: s.r.Losses, Receipt: &Receipt{
		Clip: s.r.Clip, Revision: s.r.Carried(), Account: s.r.Account, Post: s.r.Post, At: s.now,
	}})
}

// public says where the post is to be seen, or when, or just that it is.
func (s *step) public() taglane.Said {
	switch {
	case s.r.Post.PublicAt.After(s.now):
		return taglane.Say("Uploaded, private. %s makes it public on %s.", taglane.Say("The platform"), s.r.Post.PublicAt)
	case s.r.Post.Link != "":
		return taglane.Plain(s.r.Post.Link)
	}
	return taglane.Say("It is public.")
}

// left says what the post does not carry; nothing if it carries everything.
func (r Row) left() (all taglane.Said) {
	for i, l := range r.Losses {
		if i == 0 {
			all = l
			continue
		}
		all = taglane.Say("%s %s", all, l)
	}
	return all
}

// nameless says whether somebody may still tell where the post is to be seen.
func (s *step) nameless() bool {
	if s.r.Post.Link != "" {
		return false
	}
	if s.r.Post.ID == "" {
		_, asked := platform.As[platform.Tagger](s.p) // and nobody knew; see learn
		return !asked && len(s.r.Session) > 0 && s.caps.ReleaseRepeat != platform.RepeatBlind
	}
	_, can := platform.As[platform.Linker](s.p)
	return can
}

// linkOnly says whether nothing but the post's address is missing.
func (s *step) linkOnly() bool {
	return s.r.Stage == Tagged && s.r.Linking && s.r.Wanted == ""
}

// link asks where the post is to be seen.
func (s *step) link() error {
	post, err := s.address()
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	if err == nil && post.ID != "" {
		s.r.Post = post
	}
	if err != nil || post.Link == "" {
		return s.linkless(err)
	}
	s.r.Linking, s.r.Readings = false, 0
	if err := s.receipt("link"); err != nil {
		return err
	}
	return s.line(Line{Kind: LineOutcome, Outcome: OutcomeLive, Post: &s.r.Post})
}

// address asks for the post's name if that is unknown, then for its link.
func (s *step) address() (taglane.Post, error) {
	post := s.r.Post
	if post.ID == "" {
		st, err := s.p.Status(s.ctx, s.r.Session)
		if err != nil || st.Post == nil {
			return post, err
		}
		post = *st.Post
	}
	linker, can := platform.As[platform.Linker](s.p)
	if post.ID == "" || post.Link != "" || !can {
		return post, nil
	}
	return linker.Link(s.ctx, post)
}

// linkless: nobody tells the address yet. The post is as public as without it,
// so no error matters here, and after a day the row does without.
func (s *step) linkless(err error) error {
	if s.r.Readings >= looks {
		s.r.Linking, s.r.Readings = false, 0
		return s.save("linkless", taglane.Say("The platform never told the address of the post; it is public all the same."))
	}
	return s.notYet(untilOf(err), taglane.Say("The platform has not told the address of the post yet; we keep asking."))
}
