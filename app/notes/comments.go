package notes

import (
	"context"
	"slices"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Bounds of what is said about one clip here. What came from elsewhere is shown
// all the same.
const (
	mostComments = 5000
	mostReplies  = 1000 // of one thread
)

// CommentFields are what a person says of a comment; nil leaves it as it is.
type CommentFields struct {
	Frame   *taglane.Frame    `json:"frame"`
	Out     *taglane.Frame    `json:"out"` // the first frame after it; frame itself for a point
	Text    *string           `json:"text"`
	Drawing *[]taglane.Stroke `json:"drawing"`
	// Private keeps a new thread on this machine; false shares one that was.
	Private *bool `json:"private"`
}

// AddComment says something about a clip at a frame, or over some. It begins a
// thread. Invalid: it says nothing, or lies outside the clip.
func (n *Notes) AddComment(ctx context.Context, clip taglane.ID, f CommentFields) (Comment, error) {
	c := taglane.Comment{Clip: clip, Private: f.Private != nil && *f.Private}
	if err := n.within(ctx, &c, f); err != nil {
		return Comment{}, err
	}
	return n.add(ctx, c, f, n.say("Comment"))
}

// ReplyComment answers a comment, at the end of its thread; to a private note it
// is one as well. A thread that was resolved is open again.
func (n *Notes) ReplyComment(ctx context.Context, to taglane.ID, text string) (Comment, error) {
	root, replies, err := n.thread(ctx, to)
	if err != nil {
		return Comment{}, err
	}
	if len(replies) >= mostReplies {
		return Comment{}, taglane.Errorf(taglane.Refused, "This thread is full. Begin another one.")
	}
	if root, _, err = n.now(ctx, root); err != nil {
		return Comment{}, err
	}
	c := taglane.Comment{Clip: root.Clip, Frame: root.Frame, Out: root.Out, Reply: root.ID, Private: root.Private}
	return n.add(ctx, c, CommentFields{Text: &text}, n.say("Reply"))
}

func (n *Notes) add(ctx context.Context, c taglane.Comment, f CommentFields, label string) (Comment, error) {
	all, err := n.all(ctx, c.Clip)
	if err != nil {
		return Comment{}, err
	}
	if len(all) >= mostComments {
		return Comment{}, taglane.Errorf(taglane.Refused, "This clip has %d comments, and that is as many as it takes.", len(all))
	}
	me, writes, err := n.me(ctx)
	if err != nil {
		return Comment{}, err
	}
	c.ID, c.Author, c.Name, c.At = n.l.NewID(), me.ID, me.Name, n.l.Now().UTC()
	if _, c.Version, err = n.now(ctx, c); err != nil {
		return Comment{}, err
	}
	if f.Drawing != nil {
		c.Drawing = *f.Drawing
	}
	text, err := n.text(ctx, c, me, f.Text)
	if err != nil {
		return Comment{}, err
	}
	c.Texts = []taglane.Text{text}
	if err := n.write(ctx, c, label, append(writes, store.CommentWrites(c)...)...); err != nil {
		return Comment{}, err
	}
	return n.shown(ctx, c.ID, c.Clip)
}

// text is a wording that is written now. Invalid: it is too long, or there is
// neither a word nor a drawing.
func (n *Notes) text(ctx context.Context, c taglane.Comment, me taglane.Member, words *string) (taglane.Text, error) {
	t := taglane.Text{ID: n.l.NewID(), By: me.Name, At: n.l.Now().UTC()}
	if words != nil {
		t.Text = taglane.Tidied(*words, taglane.MostComment+1)
	}
	if err := taglane.CheckText("comment", t.Text, taglane.MostComment); err != nil {
		return t, err
	}
	if t.Text == "" && len(c.Drawing) == 0 {
		return t, taglane.Errorf(taglane.Invalid, "A comment needs a word or a drawing.")
	}
	members, err := n.l.Store.Members(ctx)
	t.Mentions = mentioned(t.Text, called(members, nil))
	return t, err
}

// within gives a comment the frames and the drawing of f, and checks them.
func (n *Notes) within(ctx context.Context, c *taglane.Comment, f CommentFields) error {
	clip, err := n.l.Store.Clip(ctx, c.Clip)
	if err != nil {
		return err
	}
	if f.Frame != nil {
		c.Out += *f.Frame - c.Frame
		c.Frame = *f.Frame
	}
	if f.Out != nil {
		c.Out = *f.Out
	}
	if c.Frame < 0 || c.Frame >= clip.Frames || c.Out < c.Frame || c.Out > clip.Frames {
		return taglane.Errorf(taglane.Invalid, "The comment must lie inside the clip, frames 0 to %d.", clip.Frames-1)
	}
	if f.Drawing != nil {
		return taglane.CheckDrawing(*f.Drawing)
	}
	return nil
}

// SetComment changes what this member said. Where the text was changed on two
// machines at once, this one takes the place of both. Refused: it is somebody
// else's, or was shared and shall be private again.
func (n *Notes) SetComment(ctx context.Context, id taglane.ID, f CommentFields) (Comment, error) {
	c, me, err := n.own(ctx, id)
	if err != nil {
		return Comment{}, err
	}
	if err := n.share(ctx, &c, f.Private); err != nil {
		return Comment{}, err
	}
	c, version, err := n.now(ctx, c)
	if err != nil {
		return Comment{}, err
	}
	was := taglane.Span{In: c.Frame, Out: c.Out}
	if err := n.within(ctx, &c, f); err != nil {
		return Comment{}, err
	}
	var writes []edit.Write
	if is := (taglane.Span{In: c.Frame, Out: c.Out}); is != was {
		writes = append(writes, store.Set(store.KindComment, id, "span", is), store.Set(store.KindComment, id, "version", version))
	}
	if f.Drawing != nil {
		c.Drawing = *f.Drawing
		writes = append(writes, store.Set(store.KindComment, id, "drawing", c.Drawing))
	}
	words := f.Text
	if words == nil && len(c.Texts) > 0 {
		words = &c.Texts[0].Text
	}
	text, err := n.text(ctx, c, me, words)
	if err != nil {
		return Comment{}, err
	}
	if len(c.Texts) != 1 || c.Texts[0].Text != text.Text {
		for _, t := range c.Texts {
			text.Over = append(text.Over, t.ID)
		}
		writes = append(writes, store.TextWrite(id, text))
	}
	if len(writes) > 0 {
		if err := n.write(ctx, c, n.say("Edit a comment"), writes...); err != nil {
			return Comment{}, err
		}
	}
	return n.shown(ctx, id, c.Clip)
}

// ResolveComment closes the thread of a comment as it stands, or opens it. What
// is said in it later opens it too, even where whoever closed it had not seen it.
func (n *Notes) ResolveComment(ctx context.Context, id taglane.ID, resolved bool) (Comment, error) {
	root, replies, err := n.thread(ctx, id)
	if err != nil {
		return Comment{}, err
	}
	me, writes, err := n.me(ctx)
	if err != nil {
		return Comment{}, err
	}
	var r *taglane.Resolved
	label := n.say("Open a comment again")
	if resolved {
		r = &taglane.Resolved{By: me.ID, Name: me.Name, At: n.l.Now().UTC(), Saw: words(root, replies)}
		label = n.say("Resolve a comment")
	}
	if err := n.write(ctx, root, label, append(writes, store.Set(store.KindComment, root.ID, "resolved", r))...); err != nil {
		return Comment{}, err
	}
	return n.shown(ctx, root.ID, root.Clip)
}

// RemoveComment deletes what this member said, or a guest, for whom nobody else
// can. Those who answered keep their words, and its place. Refused: it is another
// member's.
func (n *Notes) RemoveComment(ctx context.Context, id taglane.ID) error {
	c, err := n.removable(ctx, id)
	if err != nil {
		return err
	}
	gone := store.Set(store.KindComment, id, edit.Present, false)
	if err := n.write(ctx, c, n.say("Delete a comment"), gone); err != nil {
		return err
	}
	if _, err := n.l.Store.PrivateNote(ctx, id); err == nil && !c.Private { // it was one before it was shared
		if _, err := n.l.Store.KeepPrivate(ctx, gone); err != nil {
			return err
		}
	}
	n.said(c.Clip)
	return nil
}

// own is a comment of this member's that is there.
func (n *Notes) own(ctx context.Context, id taglane.ID) (taglane.Comment, taglane.Member, error) {
	c, err := n.there(ctx, id)
	if err != nil {
		return c, taglane.Member{}, err
	}
	me, _, err := n.me(ctx)
	if err == nil && c.Author != me.ID {
		err = taglane.Errorf(taglane.Refused, "%s wrote this comment, so only they can change it.", c.Name)
	}
	return c, me, err
}

func (n *Notes) there(ctx context.Context, id taglane.ID) (taglane.Comment, error) {
	c, err := n.l.Store.Comment(ctx, id)
	if taglane.KindOf(err) == taglane.NotFound || err == nil && c.Deleted {
		if c, err = n.l.Store.PrivateNote(ctx, id); err == nil && c.Deleted {
			err = taglane.Errorf(taglane.NotFound, "There is no such comment.")
		}
	}
	return c, err
}

// thread is the comment that began what id is part of, with those that answer it.
func (n *Notes) thread(ctx context.Context, id taglane.ID) (root taglane.Comment, replies []taglane.Comment, err error) {
	c, err := n.there(ctx, id)
	if err != nil {
		return root, nil, err
	}
	all, err := n.all(ctx, c.Clip)
	if err != nil {
		return root, nil, err
	}
	for _, t := range threads(all) {
		if t.root.ID == id || slices.ContainsFunc(t.replies, func(r taglane.Comment) bool { return r.ID == id }) {
			return t.root, t.replies, nil
		}
	}
	return c, nil, nil
}
