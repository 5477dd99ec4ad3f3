package drop

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"time"

	"taglane/app/taglane"
)

// Veil is a draft as it may leave when it becomes public at a time: what is held
// then is not in it, neither tags nor products nor links. What the creator
// wrote for their own eyes goes too where it names a secret. Texts that visitors
// read are left as they are; see Texts. The draft given is not changed.
func Veil(d taglane.Draft, at time.Time) (taglane.Draft, []Hold) {
	s := look(d, at)
	if s.none() {
		return d, nil
	}
	out := s.without()
	for _, t := range d.Tags {
		if _, held := s.tags[t.ID]; !held {
			out.Tags = append(out.Tags, t)
		}
	}
	return s.silent(out, at), s.held
}

// Tease is Veil for a place that shows a tag before its time: the tag stays in
// the picture, says what is coming when and the words the creator gave its
// teaser, and has a product that says nothing but label. The tie to the creator
// stays, since a teaser is advertising too.
func Tease(d taglane.Draft, at time.Time, label func(Hold) string) (taglane.Draft, []Hold) {
	s := look(d, at)
	if s.none() {
		return d, nil
	}
	out, have := s.without(), map[taglane.ID]bool{}
	var neutral []taglane.Product
	for _, t := range d.Tags {
		if h, held := s.tags[t.ID]; held {
			p := taglane.Product{ID: unnamed(h), Title: label(h), Relation: d.RelationOf(t)}
			t.Coming = &taglane.Coming{At: h.Until.Until, Zone: h.Until.Zone}
			t.Product, t.Label, t.Notes, t.Relation = p.ID, "", "", p.Relation
			if t.Teaser != nil {
				t.Label, t.Coming.Still = t.Teaser.Label, t.Teaser.Still
			}
			t.Embargo, t.Teaser = nil, nil
			if !have[p.ID] {
				have[p.ID], neutral = true, append(neutral, p)
			}
		}
		out.Tags = append(out.Tags, t)
	}
	out.Products = append(out.Products, neutral...)
	return s.silent(inOrder(out), at), s.held
}

// unnamed is the id of what stands in for a held product: the same for the same
// product and moment, and nothing that leads back to it.
func unnamed(h Hold) taglane.ID {
	sum := sha256.Sum256([]byte("taglane-teaser/1\x00" + string(h.Product) + "\x00" + h.Until.Until.UTC().Format(time.RFC3339)))
	return taglane.ID("soon-" + hex.EncodeToString(sum[:8]))
}

// without is the draft with no tags yet and without what is secret in the rest.
func (s sight) without() taglane.Draft {
	d := s.Draft
	d.Tags, d.Products, d.Links = []taglane.Tag{}, []taglane.Product{}, nil
	known := func(id taglane.ID) bool { return s.secrets[id] }
	d.Clip.Priority = slices.DeleteFunc(slices.Clone(d.Clip.Priority), known)
	for _, p := range s.Products {
		if !s.secrets[p.ID] {
			p.Fallbacks = slices.DeleteFunc(slices.Clone(p.Fallbacks), known)
			d.Products = append(d.Products, p)
		}
	}
	if s.Links != nil {
		d.Links = maps.Clone(s.Links)
		maps.DeleteFunc(d.Links, func(tag taglane.ID, l taglane.Link) bool {
			_, held := s.tags[tag]
			return held || s.secrets[l.Product]
		})
	}
	return d
}

// inOrder puts products in the order in which tags name them; those that no tag
// names come last.
func inOrder(d taglane.Draft) taglane.Draft {
	first := func(p taglane.Product) int {
		if i := slices.IndexFunc(d.Tags, func(t taglane.Tag) bool { return t.Product == p.ID }); i >= 0 {
			return i
		}
		return len(d.Tags)
	}
	slices.SortStableFunc(d.Products, func(a, b taglane.Product) int { return first(a) - first(b) })
	return d
}

// silent takes notes away that name a secret, and the name a clip's file has
// where the clip has a title and does not need it.
func (s sight) silent(d taglane.Draft, at time.Time) taglane.Draft {
	own := []*string{&d.Clip.Note}
	if d.Clip.Title != "" {
		own = append(own, &d.Clip.Name)
	}
	for i := range d.Tags {
		own = append(own, &d.Tags[i].Notes)
	}
	for i := range d.Products {
		own = append(own, &d.Products[i].Notes)
	}
	own = slices.DeleteFunc(own, func(text *string) bool { return *text == "" })
	if len(own) == 0 {
		return d
	}
	m := newMatcher(Secrets(s.Draft, at))
	for _, text := range own {
		if m.in(*text) {
			*text = ""
		}
	}
	return d
}
