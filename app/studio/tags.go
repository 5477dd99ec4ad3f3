package studio

import (
	"context"
	"fmt"
	"slices"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Move is where a tag shall stand.
type Move struct {
	Tag taglane.ID `json:"tag"`
	taglane.Span
}

// TagFields are the words of a tag that can be set; nil leaves one as it is.
type TagFields struct {
	Product  *taglane.ID       `json:"product"`
	Label    *string           `json:"label"`
	Relation *taglane.Relation `json:"relation"`
	Notes    *string           `json:"notes"`
	Teaser   *taglane.Teaser   `json:"teaser"`
}

// AddTag tags a product over a span, with a hotspot path or none. Where the
// product is tagged already the two become one.
func (s *Studio) AddTag(ctx context.Context, clip, product taglane.ID, span taglane.Span, path *taglane.Path) (Change, error) {
	return s.AddTagWith(ctx, taglane.Tag{Clip: clip, Product: product, Span: span, Path: orEmpty(path)})
}

// AddTagWith adds a tag that brings its own words. Its ID is given here.
func (s *Studio) AddTagWith(ctx context.Context, t taglane.Tag) (Change, error) {
	c, err := s.store.Clip(ctx, t.Clip)
	if err != nil {
		return Change{}, err
	}
	p, err := s.store.Product(ctx, t.Product)
	if err != nil {
		return Change{}, err
	}
	t.ID = s.o.NewID()
	if err := t.Check(c); err != nil {
		return Change{}, err
	}
	return s.settle(ctx, c, []taglane.Tag{t}, nil, s.say("Tag %s at %s", p.Title, c.Rate.Timecode(t.In)))
}

// MoveTags puts tags elsewhere in one gesture. A span of the same length moves
// its hotspot along; another length cuts or extends it where it stands. label
// is the sentence for history; "" lets the studio find one.
func (s *Studio) MoveTags(ctx context.Context, clip taglane.ID, moves []Move, label string) (Change, error) {
	c, err := s.store.Clip(ctx, clip)
	if err != nil {
		return Change{}, err
	}
	var changed []taglane.Tag
	for _, m := range moves {
		t, err := s.tagOf(ctx, clip, m.Tag)
		if err != nil {
			return Change{}, err
		}
		was := t.Span
		if was == m.Span {
			continue
		}
		if t = t.Moved(m.Span); t.Check(c) != nil {
			return Change{}, t.Check(c)
		}
		if label == "" {
			label = s.sentence(ctx, c, t, was)
		}
		changed = append(changed, t)
	}
	if len(changed) == 0 {
		return s.unchanged(ctx, clip, "")
	}
	return s.settle(ctx, c, changed, nil, label)
}

// SetPath sets the hotspot's way through the tag.
func (s *Studio) SetPath(ctx context.Context, tag taglane.ID, path taglane.Path) (Change, error) {
	t, err := s.store.Tag(ctx, tag)
	if err != nil {
		return Change{}, err
	}
	if err := path.Check(t.Span); err != nil {
		return Change{}, err
	}
	return s.setTag(ctx, t, s.say("Place the hotspot of %s", s.titleOf(ctx, t.Product)), store.Set(store.KindTag, t.ID, "path", path))
}

// SetTag changes the words of a tag.
func (s *Studio) SetTag(ctx context.Context, tag taglane.ID, f TagFields) (Change, error) {
	t, err := s.store.Tag(ctx, tag)
	if err != nil {
		return Change{}, err
	}
	if f.Product != nil {
		if _, err := s.store.Product(ctx, *f.Product); err != nil {
			return Change{}, err
		}
	}
	writes, err := tagWrites(t, f)
	if err != nil {
		return Change{}, err
	}
	if len(writes) == 0 {
		return s.unchanged(ctx, t.Clip, "")
	}
	return s.setTag(ctx, t, s.say("Change the tag of %s", s.titleOf(ctx, t.Product)), writes...)
}

// tagWrites are the writes that set a tag's words. The product is known to be there.
func tagWrites(t taglane.Tag, f TagFields) (writes []edit.Write, err error) {
	set := func(field string, v any) { writes = append(writes, store.Set(store.KindTag, t.ID, field, v)) }
	if f.Product != nil {
		set("product", *f.Product)
	}
	if f.Label != nil {
		if err := taglane.CheckText("label", *f.Label, 24); err != nil {
			return nil, err
		}
		set("label", *f.Label)
	}
	if f.Relation != nil {
		if _, err := taglane.ParseRelation(string(*f.Relation)); err != nil {
			return nil, err
		}
		set("relation", *f.Relation)
	}
	if f.Notes != nil {
		if err := taglane.CheckText("note", *f.Notes, 4000); err != nil {
			return nil, err
		}
		set("notes", *f.Notes)
	}
	if f.Teaser != nil {
		if err := taglane.CheckText("teaser", f.Teaser.Label, taglane.TeaserMost); err != nil {
			return nil, err
		}
		set("teaser", *f.Teaser)
	}
	return writes, nil
}

// SplitTags cuts tags of a clip in two at a frame inside each, as one gesture.
// Change.Tag is the second half where there is only one.
func (s *Studio) SplitTags(ctx context.Context, clip taglane.ID, ids []taglane.ID, at taglane.Frame) (Change, error) {
	var writes []edit.Write
	var made []taglane.Tag
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		t, err := s.store.Tag(ctx, id)
		if err != nil {
			return Change{}, err
		}
		if t.Clip != clip {
			return Change{}, taglane.Errorf(taglane.NotFound, "There is no such tag.")
		}
		first, second, err := t.Split(at, s.o.NewID())
		if err != nil {
			return Change{}, err
		}
		made = append(made, second)
		writes = append(append(writes, spanWrites(first)...), store.TagWrites(second)...)
	}
	switch len(made) {
	case 0:
		return Change{}, taglane.Errorf(taglane.NotFound, "There is no such tag.")
	case 1:
		if err := s.commit(ctx, clip, s.say("Split %s", s.titleOf(ctx, made[0].Product)), writes...); err != nil {
			return Change{}, err
		}
		return s.changed(ctx, clip, "", made[0].ID)
	}
	if err := s.commit(ctx, clip, s.say("Split %d tags", len(made)), writes...); err != nil {
		return Change{}, err
	}
	return s.changed(ctx, clip, "", "")
}

// RemoveTags deletes tags. With closeUp, later tags of the same product move
// up by what was taken out.
func (s *Studio) RemoveTags(ctx context.Context, clip taglane.ID, ids []taglane.ID, closeUp bool) (Change, error) {
	tags, err := s.store.Tags(ctx, clip)
	if err != nil {
		return Change{}, err
	}
	doomed := map[taglane.ID]bool{}
	for _, id := range ids {
		doomed[id] = true
	}
	var writes []edit.Write
	label := ""
	for _, t := range tags {
		if doomed[t.ID] {
			writes = append(writes, store.Set(store.KindTag, t.ID, edit.Present, false))
			label = s.say("Remove the tag of %s", s.titleOf(ctx, t.Product))
		}
	}
	n := len(writes)
	if n == 0 {
		return Change{}, taglane.Errorf(taglane.NotFound, "There is no such tag.")
	}
	if n > 1 {
		label = s.say("Remove %d tags", n)
	}
	if closeUp {
		for _, t := range taglane.CloseUp(tags, doomed) {
			writes = append(writes, spanWrites(t)...)
		}
	}
	if err := s.commit(ctx, clip, label, writes...); err != nil {
		return Change{}, err
	}
	return s.changed(ctx, clip, "", "")
}

// DuplicateTags copies tags so that the first starts at a frame; what would
// leave the clip is cut off.
func (s *Studio) DuplicateTags(ctx context.Context, clip taglane.ID, ids []taglane.ID, at taglane.Frame) (Change, error) {
	c, err := s.store.Clip(ctx, clip)
	if err != nil {
		return Change{}, err
	}
	var originals []taglane.Tag // of this clip or of another
	for _, id := range ids {
		t, err := s.store.Tag(ctx, id)
		if err != nil {
			return Change{}, err
		}
		originals = append(originals, t)
	}
	if len(originals) == 0 {
		return s.unchanged(ctx, clip, "")
	}
	fit := taglane.CopyTo(originals, c, at, s.o.NewID)
	if len(fit) == 0 {
		return Change{}, taglane.Errorf(taglane.Invalid, "There is no room for the copy before the end of the clip.")
	}
	return s.settle(ctx, c, fit, nil, s.say("Copy %d tags", len(fit)))
}

// settle commits changed and new tags together with what follows from them:
// tags of one product that now share frames become one.
func (s *Studio) settle(ctx context.Context, c taglane.Clip, changed []taglane.Tag, more []edit.Write, label string) (Change, error) {
	stored, err := s.store.Tags(ctx, c.ID)
	if err != nil {
		return Change{}, err
	}
	known, is, after := map[taglane.ID]bool{}, map[taglane.ID]bool{}, changed
	for _, t := range changed {
		is[t.ID] = true
	}
	for _, t := range stored {
		known[t.ID] = true
		if !is[t.ID] {
			after = append(after, t)
		}
	}
	altered, absorbed := taglane.Join(after, is)
	writes, tag := more, changed[0].ID
	for _, t := range altered {
		if known[t.ID] {
			writes = append(writes, spanWrites(t)...)
		} else {
			writes = append(writes, store.TagWrites(t)...)
		}
		if t.Product == changed[0].Product && t.Overlaps(changed[0].Span) {
			tag = t.ID
		}
	}
	for _, id := range absorbed {
		if known[id] {
			writes = append(writes, store.Set(store.KindTag, id, edit.Present, false))
		}
	}
	if err := s.commit(ctx, c.ID, label, writes...); err != nil {
		return Change{}, err
	}
	message := ""
	if len(absorbed) > 0 {
		message = s.say("%d %s tags merged", len(absorbed)+1, s.titleOf(ctx, changed[0].Product))
	}
	return s.changed(ctx, c.ID, message, tag)
}

func (s *Studio) setTag(ctx context.Context, t taglane.Tag, label string, writes ...edit.Write) (Change, error) {
	if err := s.commit(ctx, t.Clip, label, writes...); err != nil {
		return Change{}, err
	}
	return s.changed(ctx, t.Clip, "", t.ID)
}

func (s *Studio) tagOf(ctx context.Context, clip, id taglane.ID) (taglane.Tag, error) {
	t, err := s.store.Tag(ctx, id)
	if err == nil && t.Clip != clip {
		err = taglane.Errorf(taglane.NotFound, "There is no such tag in this clip.")
	}
	return t, err
}

// sentence says what a move or trim did: "Move Lip tint +0.4 s".
func (s *Studio) sentence(ctx context.Context, c taglane.Clip, t taglane.Tag, was taglane.Span) string {
	title := s.titleOf(ctx, t.Product)
	if t.Len() == was.Len() {
		return s.say("Move %s %+.1f s", title, c.Rate.Seconds(t.In-was.In))
	}
	d := t.Out - was.Out
	if d == 0 {
		d = t.In - was.In
	}
	return s.say("Trim %s %+.1f s", title, c.Rate.Seconds(d))
}

func (s *Studio) titleOf(ctx context.Context, product taglane.ID) string {
	p, err := s.store.Product(ctx, product)
	if err != nil {
		return s.say("a product that is gone")
	}
	return p.Title
}

func spanWrites(t taglane.Tag) []edit.Write {
	return []edit.Write{store.Set(store.KindTag, t.ID, "span", t.Span), store.Set(store.KindTag, t.ID, "path", t.Path)}
}

func orEmpty(p *taglane.Path) taglane.Path {
	if p == nil {
		return taglane.Path{}
	}
	return *p
}

// Count says "1 tag", "3 tags", for the terminal: it knows English only.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
