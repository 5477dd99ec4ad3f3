package notes

import (
	"context"
	"slices"
	"strings"

	"taglane/app/store"
	"taglane/app/taglane"
)

// of are the names of those whose last verdict is this answer and worth that.
func (v counted) of(answer taglane.Answer, standing string) (names []string) {
	for _, g := range v.last {
		if g.standing == standing && g.Answer == answer {
			names = append(names, g.name)
		}
	}
	return names
}

func (v counted) approvals() int { return len(v.of(taglane.Approves, counts)) }

// missing says who still has to say yes; nothing where the draft may be published.
func (v counted) missing() taglane.Said {
	if v.needs == 0 {
		return taglane.Said{}
	}
	if against := v.of(taglane.Changes, counts); len(against) > 0 {
		return taglane.Say("Changes are wanted by %s.", names(against))
	}
	if v.approvals() >= v.needs {
		return taglane.Said{}
	}
	has := taglane.Say("It has %d of %d approvals.", v.approvals(), v.needs)
	if v.approvals() == 0 && v.needs == 1 {
		has = taglane.Say("It needs an approval.")
	}
	if who := v.whoIsLeft(); who.Format != "" {
		return taglane.Say("%s %s", has, who)
	}
	return has
}

// whoIsLeft says why the most telling of those who have not approved do not
// count: their approval is worth nothing yet, or they said nothing.
func (v counted) whoIsLeft() taglane.Said {
	var parts []taglane.Said
	add := func(who []string, format func(taglane.Said) taglane.Said) {
		if len(who) > 0 {
			parts = append(parts, format(names(who)))
		}
	}
	add(v.of(taglane.Approves, earlier), func(who taglane.Said) taglane.Said { return taglane.Say("%s approved an earlier draft.", who) })
	add(v.of(taglane.Changes, earlier), func(who taglane.Said) taglane.Said { return taglane.Say("%s wanted changes of an earlier draft.", who) })
	add(append(v.of(taglane.Approves, unknown), v.of(taglane.Changes, unknown)...), func(who taglane.Said) taglane.Said {
		return taglane.Say("The key of %s was not compared here yet.", who)
	})
	var forged []string
	for _, g := range v.last {
		if g.standing == broken {
			forged = append(forged, g.name)
		}
	}
	add(forged, func(who taglane.Said) taglane.Said {
		return taglane.Say("What is said to be the verdict of %s is not signed by them.", who)
	})
	silent := v.of(taglane.Withdrawn, counts)
	for _, m := range v.silent {
		silent = append(silent, m.Name)
	}
	add(silent, func(who taglane.Said) taglane.Said { return taglane.Say("Nothing is heard of %s yet.", who) })
	out := taglane.Said{}
	for _, p := range parts {
		if out.Format == "" {
			out = p
		} else {
			out = taglane.Say("%s %s", out, p)
		}
	}
	return out
}

// said tells of those who said something where nothing is missing.
func (v counted) said() taglane.Said {
	yes, no := v.of(taglane.Approves, counts), v.of(taglane.Changes, counts)
	switch {
	case len(no) > 0:
		return taglane.Say("Changes are wanted by %s.", names(no))
	case len(yes) > 0:
		return taglane.Say("Approved by %s.", names(yes))
	}
	return v.whoIsLeft()
}

// names is a list of names; they read the same in every language.
func names(all []string) taglane.Said { return taglane.Plain(strings.Join(all, ", ")) }

// What was frozen, and of which draft, is kept beside the outbox: a revision is
// for one account and its digest another than that people approve.
const frozenSetting = "drafted."

// follower stands for the draft of a revision that follows a post by itself: it
// was part of what was approved when the post went out.
const follower = "follows"

func frozenName(account taglane.ID, revision string) string {
	return frozenSetting + string(account) + "." + revision
}

// Froze keeps of which draft a revision for an account was made; fields is what
// counted there. The draft is handed over as it was read for the revision: read
// anew, it could be another by now. It is called before anything is queued, so
// that nothing is ever queued of which this is not known.
func (n *Notes) Froze(ctx context.Context, d taglane.Draft, account taglane.ID, fields map[string]string, revision string) error {
	places, err := n.l.Store.Variants(ctx, d.Clip.ID)
	if err != nil {
		return err
	}
	places[account] = fields
	return n.l.Store.SetSetting(ctx, frozenName(account, revision), taglane.DraftDigest(d, places)+" "+string(d.Clip.Project))
}

// FrozeAfter keeps that revisions follow a post by themselves.
func (n *Notes) FrozeAfter(ctx context.Context, account taglane.ID, revisions ...string) error {
	keep := map[string]string{}
	for _, r := range revisions {
		name := frozenName(account, r)
		kept, err := n.l.Store.Setting(ctx, name)
		if err != nil {
			return err
		}
		if kept == "" { // what is published for itself needs its own approval
			keep[name] = follower
		}
	}
	return n.l.Store.SetSettings(ctx, keep)
}

// Awaits says what a revision that is queued for an account still waits for, as
// things are now; nothing where it may be published.
func (n *Notes) Awaits(ctx context.Context, clip, account taglane.ID, revision string) (taglane.Said, error) {
	kept, err := n.l.Store.Setting(ctx, frozenName(account, revision))
	if err != nil || kept == follower {
		return taglane.Said{}, err
	}
	was, project, _ := strings.Cut(kept, " ")
	c, now, err := n.draft(ctx, clip)
	switch {
	case taglane.KindOf(err) == taglane.NotFound:
		c, now = taglane.Clip{ID: clip, Project: taglane.ID(project)}, ""
	case err != nil:
		return taglane.Said{}, err
	}
	needs, err := n.needs(ctx, c.Project)
	switch {
	case err != nil || needs == 0:
		return taglane.Said{}, err
	case now == "":
		return taglane.Say("The clip is not in the library any more, so nobody can approve it."), nil
	case was == "":
		return taglane.Say("It was queued before approvals were asked for. Queue it once more."), nil
	case was != now:
		return taglane.Say("The clip was changed since this was queued. Take the change back, or queue the new version."), nil
	}
	v, err := n.count(ctx, c, now)
	v.needs = needs
	return v.missing(), err
}

// Tells says whether an edit of that kind is something that somebody said.
func Tells(kind string) bool {
	return kind == store.KindComment || kind == store.KindMember || kind == store.KindVerdict || kind == store.KindApprovals
}

// Matters says whether an edit of that kind may change what Awaits says.
func Matters(kind string) bool { return slices.Contains(mattering, kind) }

var mattering = []string{store.KindClip, store.KindTag, store.KindProduct, store.KindVariant, store.KindMember, store.KindVerdict, store.KindApprovals}
