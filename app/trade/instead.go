package trade

import (
	"context"
	"slices"

	"taglane/app/edit"
	"taglane/app/outbox"
	"taglane/app/platform"
	"taglane/app/store"
	"taglane/app/taglane"
)

// ReplacePlan is what becomes of clips and posts when a product gives its place
// to another.
type ReplacePlan struct {
	Clips []ReplaceClip `json:"clips"`
}

// ReplaceClip is one clip of a plan.
type ReplaceClip struct {
	Clip     taglane.ID    `json:"clip"`
	ClipName string        `json:"clipName"`
	Poster   string        `json:"poster"`
	Tags     int           `json:"tags"`
	Posts    []ReplacePost `json:"posts"`
}

// ReplacePost is a public post of a clip, and whether it can follow: update, by
// hand, or no.
type ReplacePost struct {
	Publication taglane.ID `json:"publication"`
	AccountName string     `json:"accountName"`
	Can         string     `json:"can"`
	Why         string     `json:"why"`
}

// ReplacePlan says what replacing a product in clips would change; no clips
// named: in all that show it.
func (t *Trade) ReplacePlan(ctx context.Context, product, by taglane.ID, clips []taglane.ID) (ReplacePlan, error) {
	tags, err := t.toReplace(ctx, product, by, clips)
	if err != nil {
		return ReplacePlan{}, err
	}
	return t.planFor(ctx, tags)
}

// ReplaceProduct gives a product's place in clips to another, as one step of
// the library's. Tags keep their time, place and words; a tie the tag itself
// names stays with it. Posts follow only when a person updates them.
func (t *Trade) ReplaceProduct(ctx context.Context, product, by taglane.ID, clips []taglane.ID) (ReplacePlan, error) {
	return t.replace(ctx, product, by, clips, func([]taglane.Tag) []edit.Write { return nil })
}

// replace gives a product's place to another; also is what else is written of
// the tags in the same step.
func (t *Trade) replace(ctx context.Context, product, by taglane.ID, clips []taglane.ID, also func([]taglane.Tag) []edit.Write) (ReplacePlan, error) {
	tags, err := t.toReplace(ctx, product, by, clips)
	if err != nil {
		return ReplacePlan{}, err
	}
	if len(tags) == 0 {
		return ReplacePlan{}, taglane.Errorf(taglane.NotFound, "No clip shows this product.")
	}
	was, err := t.l.Store.Product(ctx, product)
	if err != nil {
		return ReplacePlan{}, err
	}
	now, err := t.l.Store.Product(ctx, by)
	if err != nil {
		return ReplacePlan{}, err
	}
	writes := also(tags)
	for _, tag := range tags {
		writes = append(writes, store.Set(store.KindTag, tag.ID, "product", by))
	}
	if err := t.commit(ctx, Library, t.say("Replace %s by %s in %d tags", was.Title, now.Title, len(tags)), writes...); err != nil {
		return ReplacePlan{}, err
	}
	t.l.Emit("library", struct{}{})
	return t.planFor(ctx, tags)
}

// toReplace are the tags of a product in the clips named.
func (t *Trade) toReplace(ctx context.Context, product, by taglane.ID, clips []taglane.ID) ([]taglane.Tag, error) {
	if product == by {
		return nil, taglane.Errorf(taglane.Invalid, "A product cannot take its own place.")
	}
	for _, id := range []taglane.ID{product, by} {
		if _, err := t.l.Store.Product(ctx, id); err != nil {
			return nil, err
		}
	}
	tags, err := t.l.Store.TagsOf(ctx, product)
	if err != nil || len(clips) == 0 {
		return tags, err
	}
	return slices.DeleteFunc(tags, func(tag taglane.Tag) bool { return !slices.Contains(clips, tag.Clip) }), nil
}

func (t *Trade) planFor(ctx context.Context, tags []taglane.Tag) (ReplacePlan, error) {
	uses, err := t.usesOf(ctx, tags)
	if err != nil {
		return ReplacePlan{}, err
	}
	public, err := t.public(ctx)
	if err != nil {
		return ReplacePlan{}, err
	}
	plan := ReplacePlan{Clips: []ReplaceClip{}}
	for _, u := range uses {
		c := ReplaceClip{Clip: u.Clip, ClipName: u.ClipName, Poster: u.Poster, Tags: len(u.Tags), Posts: []ReplacePost{}}
		for _, r := range public[u.Clip] {
			c.Posts = append(c.Posts, t.canFollow(ctx, r))
		}
		plan.Clips = append(plan.Clips, c)
	}
	return plan, nil
}

// canFollow says whether a public post can be made to show what its clip shows now.
func (t *Trade) canFollow(ctx context.Context, r outbox.Row) ReplacePost {
	p := ReplacePost{Publication: r.ID, AccountName: t.accountName(ctx, r.Account), Can: "no"}
	a, err := t.l.Store.Account(ctx, r.Account)
	if err != nil {
		p.Why = t.say("The account is gone. Change the post there by hand.")
		return p
	}
	c, err := t.l.Connect(ctx, a)
	if err != nil {
		p.Why = t.l.Tell(taglane.SaidOf(err))
		return p
	}
	if _, can := platform.As[platform.Updater](c); can {
		p.Can = "update"
		return p
	}
	if _, hands := platform.As[platform.HandingOff](c); hands {
		p.Can, p.Why = "by hand", t.say("Its products are changed there by hand; the list of steps tells how.")
		return p
	}
	p.Why = t.say("%s does not let a post be changed. Only a new post shows the other product.", p.AccountName)
	return p
}
