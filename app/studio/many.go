package studio

import (
	"cmp"
	"context"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// NewTag is a tag that is not one yet.
type NewTag struct {
	Product taglane.ID `json:"product"`
	taglane.Span
	taglane.Path
	Label    string           `json:"label"`
	Relation taglane.Relation `json:"relation"`
	Notes    string           `json:"notes"`
}

// TagChange is what becomes of one tag among many; nil leaves a field.
type TagChange struct {
	Tag taglane.ID `json:"tag"`
	TagFields
	In  *taglane.Frame `json:"in"`
	Out *taglane.Frame `json:"out"`
}

// mostTags bounds how many tags one gesture adds or changes.
const mostTags = 2_000

// AddTags adds many tags as one gesture. What overlaps of one product becomes one.
func (s *Studio) AddTags(ctx context.Context, clip taglane.ID, tags []NewTag, label string) (Change, error) {
	c, err := s.store.Clip(ctx, clip)
	if err != nil {
		return Change{}, err
	}
	if err := gestureLabel(label, len(tags)); err != nil {
		return Change{}, err
	}
	if len(tags) == 0 {
		return s.unchanged(ctx, clip, "")
	}
	fresh := make([]taglane.Tag, 0, len(tags))
	for _, n := range tags {
		if _, err := s.store.Product(ctx, n.Product); err != nil {
			return Change{}, err
		}
		t := taglane.Tag{ID: s.o.NewID(), Clip: clip, Product: n.Product, Span: n.Span, Path: n.Path, Label: n.Label, Relation: n.Relation, Notes: n.Notes}
		if err := t.Check(c); err != nil {
			return Change{}, err
		}
		if _, err := tagWrites(t, TagFields{Label: &n.Label, Relation: &n.Relation, Notes: &n.Notes}); err != nil {
			return Change{}, err
		}
		fresh = append(fresh, t)
	}
	return s.settle(ctx, c, fresh, nil, cmp.Or(label, s.say("Add %d tags", len(fresh))))
}

// SetTags changes many tags as one gesture.
func (s *Studio) SetTags(ctx context.Context, clip taglane.ID, changes []TagChange, label string) (Change, error) {
	c, err := s.store.Clip(ctx, clip)
	if err != nil {
		return Change{}, err
	}
	if err := gestureLabel(label, len(changes)); err != nil {
		return Change{}, err
	}
	var words []edit.Write
	var moved []taglane.Tag
	for _, x := range changes {
		t, err := s.tagOf(ctx, clip, x.Tag)
		if err != nil {
			return Change{}, err
		}
		if x.Product != nil {
			if _, err := s.store.Product(ctx, *x.Product); err != nil {
				return Change{}, err
			}
		}
		writes, err := tagWrites(t, x.TagFields)
		if err != nil {
			return Change{}, err
		}
		words = append(words, writes...)
		span := t.Span
		if x.In != nil {
			span.In = *x.In
		}
		if x.Out != nil {
			span.Out = *x.Out
		}
		other := x.Product != nil && *x.Product != t.Product
		if span == t.Span && !other {
			continue
		}
		if other {
			t.Product = *x.Product
		}
		if t = t.Moved(span); t.Check(c) != nil {
			return Change{}, t.Check(c)
		}
		moved = append(moved, t)
	}
	label = cmp.Or(label, s.say("Change %d tags", len(changes)))
	switch {
	case len(moved) > 0:
		return s.settle(ctx, c, moved, words, label)
	case len(words) > 0:
		if err := s.commit(ctx, clip, label, words...); err != nil {
			return Change{}, err
		}
		return s.changed(ctx, clip, "", "")
	}
	return s.unchanged(ctx, clip, "")
}

func gestureLabel(label string, n int) error {
	if n > mostTags {
		return taglane.Errorf(taglane.Invalid, "That is more than %d tags at once.", mostTags)
	}
	return taglane.CheckText("sentence", label, 200)
}

// SetMarker sets a marker, or adds one when it has no id.
func (s *Studio) SetMarker(ctx context.Context, clip taglane.ID, m taglane.Marker) (Change, error) {
	c, err := s.store.Clip(ctx, clip)
	if err != nil {
		return Change{}, err
	}
	label := s.say("Move the marker")
	if m.ID == "" {
		m.ID, label = s.o.NewID(), s.say("Mark %s", c.Rate.Timecode(m.Frame))
	} else if old, err := s.store.Marker(ctx, m.ID); err != nil {
		return Change{}, err
	} else if old.Clip != clip {
		return Change{}, taglane.Errorf(taglane.NotFound, "There is no such marker in this clip.")
	} else if old.Text != m.Text {
		label = s.say("Change the marker")
	}
	m.Clip = clip
	if err := m.Check(c); err != nil {
		return Change{}, err
	}
	if err := s.commit(ctx, clip, label, store.MarkerWrites(m)...); err != nil {
		return Change{}, err
	}
	return s.changed(ctx, clip, "", "")
}

// RemoveMarkers takes markers away in one gesture.
func (s *Studio) RemoveMarkers(ctx context.Context, clip taglane.ID, ids []taglane.ID) (Change, error) {
	var writes []edit.Write
	for _, id := range ids {
		m, err := s.store.Marker(ctx, id)
		if err != nil {
			return Change{}, err
		}
		if m.Clip == clip {
			writes = append(writes, store.Set(store.KindMarker, id, edit.Present, false))
		}
	}
	if len(writes) == 0 {
		return s.unchanged(ctx, clip, "")
	}
	if err := s.commit(ctx, clip, s.say("Remove %d markers", len(writes)), writes...); err != nil {
		return Change{}, err
	}
	return s.changed(ctx, clip, "", "")
}
