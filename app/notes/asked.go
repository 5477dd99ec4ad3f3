package notes

import (
	"context"
	"slices"
	"strings"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// AssignComment says whom the thread of a comment waits for; "" for nobody.
// Whoever it is has not done it yet. NotFound: no such member. Refused: it is a
// private note, of which nobody else knows.
func (n *Notes) AssignComment(ctx context.Context, id, member taglane.ID) (Comment, error) {
	root, _, err := n.thread(ctx, id)
	if err != nil {
		return Comment{}, err
	}
	me, writes, err := n.me(ctx)
	if err != nil {
		return Comment{}, err
	}
	label := n.say("Assign a comment to nobody")
	if member != "" {
		who, err := n.known(ctx, me, member)
		if err != nil {
			return Comment{}, err
		}
		if root.Private {
			return Comment{}, taglane.Errorf(taglane.Refused, "Nobody else sees this note. Share it before you assign it to %s.", who.Name)
		}
		label = n.say("Assign a comment to %s", who.Name)
	}
	writes = append(writes, store.Set(store.KindComment, root.ID, "assignee", member))
	if root.Done != nil && member != root.Assignee {
		writes = append(writes, store.Set(store.KindComment, root.ID, "done", nil))
	}
	return n.changed(ctx, root, label, writes)
}

// known is a member by id, me included.
func (n *Notes) known(ctx context.Context, me taglane.Member, id taglane.ID) (taglane.Member, error) {
	all, err := n.l.Store.Members(ctx)
	if err != nil {
		return taglane.Member{}, err
	}
	all = append(all, me)
	if i := slices.IndexFunc(all, func(m taglane.Member) bool { return m.ID == id }); i >= 0 {
		return all[i], nil
	}
	return taglane.Member{}, taglane.Errorf(taglane.NotFound, "There is no such member.")
}

// DoneComment says that what a thread asks for is done, or that it is not.
// Anybody may; the thread stays open until it is resolved.
func (n *Notes) DoneComment(ctx context.Context, id taglane.ID, done bool) (Comment, error) {
	root, _, err := n.thread(ctx, id)
	if err != nil {
		return Comment{}, err
	}
	me, writes, err := n.me(ctx)
	if err != nil {
		return Comment{}, err
	}
	var d *taglane.Done
	label := n.say("Mark a comment as not done")
	if done {
		d = &taglane.Done{By: me.ID, Name: me.Name, At: n.l.Now().UTC()}
		label = n.say("Mark a comment as done")
	}
	return n.changed(ctx, root, label, append(writes, store.Set(store.KindComment, root.ID, "done", d)))
}

// ToggleReaction gives a comment, or an answer, one of the emojis, or takes this
// member's back. Invalid: it is none of them.
func (n *Notes) ToggleReaction(ctx context.Context, id taglane.ID, emoji string) (Comment, error) {
	if !slices.Contains(taglane.Emojis, emoji) {
		return Comment{}, taglane.Errorf(taglane.Invalid, "A comment takes one of these: %s.", taglane.Plain(strings.Join(taglane.Emojis, " ")))
	}
	c, err := n.there(ctx, id)
	if err != nil {
		return Comment{}, err
	}
	me, writes, err := n.me(ctx)
	if err != nil {
		return Comment{}, err
	}
	r := taglane.Reaction{Emoji: emoji, Member: me.ID}
	has := slices.Contains(c.Reactions, r)
	label := n.say("React with %s", emoji)
	if has {
		label = n.say("Take %s back", emoji)
	}
	return n.changed(ctx, c, label, append(writes, store.ReactionWrite(id, r, !has)))
}

// changed writes something about a comment and answers with its thread.
func (n *Notes) changed(ctx context.Context, c taglane.Comment, label string, writes []edit.Write) (Comment, error) {
	if err := n.write(ctx, c, label, writes...); err != nil {
		return Comment{}, err
	}
	return n.shown(ctx, c.ID, c.Clip)
}
