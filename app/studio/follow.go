package studio

import (
	"context"
	"slices"
	"time"

	"taglane/app/drop"
	"taglane/app/edit"
	"taglane/app/outbox"
	"taglane/app/platform"
	"taglane/app/taglane"
	"taglane/app/wording"
)

// A post that goes out without what is held back is followed by it: what it has
// to carry then is frozen with it and lies in its row. Nobody has to be there
// to approve it a second time.

// follows freezes what a post has to carry whenever something of it is not held
// back any more; none where everything is seen at once, or where the service
// lets no program change a post.
func (s *Studio) follows(ctx context.Context, service platform.Publisher, w wording.Wording, r outbox.Row, rev taglane.Revision) ([]outbox.Turn, error) {
	if _, changes := platform.As[platform.Updater](service); !changes {
		return nil, nil
	}
	return s.turns(ctx, service, w, rev, drop.Moments(w.Draft, s.seenAt(r, w.Account.Service, service.Capabilities()))...)
}

// turns freezes what a post that carries rev says at these moments.
func (s *Studio) turns(ctx context.Context, service platform.Publisher, w wording.Wording, rev taglane.Revision, at ...time.Time) (turns []outbox.Turn, err error) {
	if w.Draft.Links, err = s.LinksMade(ctx, w.Draft, w.Account.Service); err != nil {
		return nil, err
	}
	for _, at := range at {
		open, _ := w.Leaving(at, service.Capabilities().TagModel)
		next := rev
		next.Draft, next.Pictures = wording.On(open, rev.Draft.Clip.Facts), s.pictures(open)
		next.Digest = taglane.DigestOf(next)
		if err := s.store.KeepRevision(ctx, next); err != nil {
			return nil, err
		}
		turns = append(turns, outbox.Turn{Revision: next.Digest, At: at})
	}
	return turns, nil
}

// followAnew lets a post be followed by what it holds back now, or by nothing
// where it holds nothing back.
func (s *Studio) followAnew(ctx context.Context, service platform.Publisher, w wording.Wording, r outbox.Row, rev taglane.Revision) error {
	turns, err := s.follows(ctx, service, w, r, rev)
	if err != nil {
		return err
	}
	if err := s.FrozeAfter(ctx, r.Account, digests(turns)...); err != nil {
		return err
	}
	return s.follow(ctx, r, turns)
}

func digests(turns []outbox.Turn) (out []string) {
	for _, t := range turns {
		out = append(out, t.Revision)
	}
	return out
}

func (s *Studio) follow(ctx context.Context, r outbox.Row, turns []outbox.Turn) error {
	same := func(a, b outbox.Turn) bool { return a.Revision == b.Revision && a.At.Equal(b.At) }
	if slices.EqualFunc(turns, r.Next, same) {
		return nil
	}
	_, err := s.outbox.Follow(ctx, r.ID, turns...)
	return err
}

// moved tells of what was said, and looks again at what waits for approval. It
// lets posts that something follows be followed at the new times, once what was
// written says that something is held back until another time. What the posts say
// otherwise stays as it was approved. Trouble with one is told by its own row when
// its time comes, so it is only noted.
func (s *Studio) moved(ctx context.Context, writes []edit.Write) {
	s.Nudge()
	s.noted(ctx, writes)
	if !slices.ContainsFunc(writes, func(w edit.Write) bool { return w.Field == "embargo" }) {
		return
	}
	rows, err := s.store.Publications(ctx)
	if err != nil {
		s.o.Log.Warn("what follows posts was not looked at", "error", err)
		return
	}
	for _, r := range rows {
		if len(r.Next) == 0 {
			continue
		}
		if err := s.moveTurns(ctx, r); err != nil {
			s.o.Log.Warn("a post is followed at the old times", "publication", r.ID, "error", err)
		}
	}
}

func (s *Studio) moveTurns(ctx context.Context, r outbox.Row) error {
	over, err := s.over(ctx, r.ID)
	if err != nil {
		return err
	}
	w, err := s.wording(ctx, r.Clip, r.Account, over)
	if err != nil {
		return err
	}
	rev, err := s.store.Revision(ctx, r.Carried())
	if err != nil {
		return err
	}
	service, err := s.open(ctx, w.Account)
	if err != nil {
		return err
	}
	w.Draft.Clip = rev.Draft.Clip
	turns, err := s.follows(ctx, service, w, r, rev)
	if err != nil {
		return err
	}
	let, err := s.letGo(ctx, w.Draft, r, rev)
	if err != nil {
		return err
	}
	if let { // it follows at once
		now, err := s.turns(ctx, service, w, rev, s.o.Now())
		if err != nil {
			return err
		}
		turns = append(now, turns...)
	}
	for _, t := range turns { // their tags are today's, so whoever approved the post has not seen them
		if err := s.frozeOf(ctx, w, over, t.Revision); err != nil {
			return err
		}
	}
	return s.follow(ctx, r, turns)
}

// letGo says whether a post lacks something of what was to follow that nobody
// holds back any more.
func (s *Studio) letGo(ctx context.Context, d taglane.Draft, r outbox.Row, rev taglane.Revision) (bool, error) {
	whole, err := s.store.Revision(ctx, r.Next[len(r.Next)-1].Revision)
	if err != nil {
		return false, err
	}
	held := drop.Held(d, s.o.Now())
	return slices.ContainsFunc(whole.Draft.Tags, func(t taglane.Tag) bool {
		shown := slices.ContainsFunc(rev.Draft.Tags, func(x taglane.Tag) bool { return x.ID == t.ID && x.Product == t.Product })
		return !shown && !slices.ContainsFunc(held, func(h drop.Hold) bool { return h.Tag == t.ID })
	}), nil
}
