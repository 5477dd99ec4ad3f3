package notes

import (
	"context"
	"slices"
	"sync"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// all is what was said about a clip, to everybody and to nobody else.
func (n *Notes) all(ctx context.Context, clip taglane.ID) ([]taglane.Comment, error) {
	shared, err := n.l.Store.Comments(ctx, clip)
	if err != nil {
		return nil, err
	}
	own, err := n.l.Store.PrivateNotes(ctx, clip)
	if err != nil {
		return nil, err
	}
	// A note that was shared lies here still, for whoever takes that back.
	stands := map[taglane.ID]bool{}
	for _, c := range shared {
		stands[c.ID] = !c.Deleted
	}
	kept := map[taglane.ID]bool{}
	own = slices.DeleteFunc(own, func(c taglane.Comment) bool {
		kept[c.ID] = !stands[c.ID] && !c.Deleted
		return !kept[c.ID]
	})
	shared = slices.DeleteFunc(shared, func(c taglane.Comment) bool { return kept[c.ID] })
	return append(shared, own...), nil
}

// write keeps what is new about a comment: in the log, or, for a private one, on
// this machine alone. Who works here is not written with those.
func (n *Notes) write(ctx context.Context, c taglane.Comment, label string, writes ...edit.Write) error {
	if !c.Private {
		err := n.l.Commit(ctx, scope(c.Clip), label, writes...)
		if err == nil {
			n.did.add(c.Clip, step{})
		}
		return err
	}
	writes = slices.DeleteFunc(writes, func(w edit.Write) bool { return w.Kind != store.KindComment })
	was, err := n.l.Store.KeepPrivate(ctx, writes...)
	if err == nil {
		n.did.add(c.Clip, step{private: true, label: label, was: was, is: writes})
	}
	return err
}

// share gives a private thread of this member's to everybody.
func (n *Notes) share(ctx context.Context, c *taglane.Comment, private *bool) error {
	switch {
	case private == nil || *private == c.Private:
		return nil
	case *private:
		return taglane.Errorf(taglane.Refused, "The others have this comment already, so it cannot be made private. Delete it and write a private note.")
	}
	root, replies, err := n.thread(ctx, c.ID)
	if err != nil {
		return err
	}
	_, writes, err := n.me(ctx)
	if err != nil {
		return err
	}
	for _, said := range append([]taglane.Comment{root}, replies...) {
		for i := range said.Texts {
			said.Texts[i].Over = nil // what it was written over stays here
		}
		writes = append(writes, store.CommentWrites(said)...)
	}
	if err := n.l.Commit(ctx, scope(c.Clip), n.say("Share a private note"), writes...); err != nil {
		return err
	}
	n.did.add(c.Clip, step{})
	c.Private = false
	return nil
}

// step is a change to the comments of a clip since the library was opened: one
// in the log, which knows it itself, or one of a private note.
type step struct {
	private bool
	label   string
	was, is []edit.Write
}

// steps remember in which order they were done. Private notes have no log, so
// what was done to them is taken back only while the library is open.
type steps struct {
	mu           sync.Mutex
	done, undone map[taglane.ID][]step
}

// mostSteps is how many are remembered of one clip.
const mostSteps = 200

func (s *steps) add(clip taglane.ID, x step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done == nil {
		s.done, s.undone = map[taglane.ID][]step{}, map[taglane.ID][]step{}
	}
	all := append(s.done[clip], x)
	s.done[clip] = all[max(0, len(all)-mostSteps):]
	delete(s.undone, clip)
}

// take hands over the latest step on one side and puts it on the other once it
// was walked. Without one it is the log's.
func (s *steps) take(clip taglane.ID, back bool, walk func(step) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	from, to := s.done, s.undone
	if !back {
		from, to = s.undone, s.done
	}
	last := len(from[clip]) - 1
	if last < 0 {
		return walk(step{})
	}
	x := from[clip][last]
	if err := walk(x); err != nil {
		return err
	}
	from[clip], to[clip] = from[clip][:last], append(to[clip], x)
	return nil
}

// travel takes the latest step back, or brings it back.
func (n *Notes) travel(ctx context.Context, clip taglane.ID, back bool) (told Told, err error) {
	err = n.did.take(clip, back, func(x step) (err error) {
		switch {
		case !x.private && back:
			told.Message, err = n.l.Undo(ctx, scope(clip))
		case !x.private:
			told.Message, err = n.l.Redo(ctx, scope(clip))
		case back:
			told.Message = n.say("Undid: %s", x.label)
			_, err = n.l.Store.KeepPrivate(ctx, x.was...)
		default:
			told.Message = n.say("Redid: %s", x.label)
			_, err = n.l.Store.KeepPrivate(ctx, x.is...)
		}
		return err
	})
	if err != nil {
		return Told{}, err
	}
	n.said(clip)
	return told, nil
}
