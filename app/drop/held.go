package drop

import (
	"slices"
	"time"

	"taglane/app/taglane"
)

// Hold is a tag that may not be seen yet.
type Hold struct {
	Tag     taglane.ID
	Product taglane.ID
	Until   taglane.Embargo
}

// Until is the later of the embargoes of a tag and of its product; nil where
// neither has one.
func Until(t taglane.Tag, p taglane.Product) *taglane.Embargo {
	return later(t.Embargo, p.Embargo)
}

func later(a, b *taglane.Embargo) *taglane.Embargo {
	switch x, y := today(a), today(b); {
	case x == nil:
		return y
	case y == nil || !y.Until.After(x.Until):
		return x
	default:
		return y
	}
}

// today is an embargo as the zones are now. What a person meant is the wall
// time; a country that moves its clocks after it was set moves the moment too.
func today(e *taglane.Embargo) *taglane.Embargo {
	if e == nil {
		return nil
	}
	now := *e
	if at, _, err := Instant(e.Wall, e.Zone); err == nil {
		now.Until = at
	}
	return &now
}

// Held are the tags of a draft that may not be seen at a time, in their order.
func Held(d taglane.Draft, at time.Time) []Hold {
	var out []Hold
	of := map[taglane.ID]*taglane.Embargo{}
	for _, p := range d.Products {
		if p.Embargo != nil {
			of[p.ID] = p.Embargo
		}
	}
	for _, t := range d.Tags {
		if e := later(t.Embargo, of[t.Product]); e != nil && e.Until.After(at) {
			out = append(out, Hold{t.ID, t.Product, *e})
		}
	}
	return out
}

// Last is the moment from which nothing of these is held any more; zero for none.
func Last(held []Hold) (at time.Time) {
	for _, h := range held {
		if h.Until.Until.After(at) {
			at = h.Until.Until
		}
	}
	return at
}

// Next is the moment at which the first of these may be seen; zero for none.
func Next(held []Hold) (at time.Time) {
	for _, h := range held {
		if at.IsZero() || h.Until.Until.Before(at) {
			at = h.Until.Until
		}
	}
	return at
}

// Moments are the times after one at which something more of a draft may be
// seen, in order.
func Moments(d taglane.Draft, after time.Time) (out []time.Time) {
	for _, h := range Held(d, after) {
		out = append(out, h.Until.Until)
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.CompactFunc(out, time.Time.Equal)
}

// sight is what of a draft is held at a time and what is not.
type sight struct {
	taglane.Draft
	held    []Hold
	tags    map[taglane.ID]Hold // by tag
	secrets map[taglane.ID]bool // products of which nothing may be seen
}

// look tells what is held from what is not. A product is a secret while it has
// an embargo itself, or while every tag that shows it has one.
func look(d taglane.Draft, at time.Time) sight {
	s := sight{d, Held(d, at), map[taglane.ID]Hold{}, map[taglane.ID]bool{}}
	for _, h := range s.held {
		s.tags[h.Tag], s.secrets[h.Product] = h, true
	}
	for _, t := range d.Tags {
		if _, held := s.tags[t.ID]; !held {
			delete(s.secrets, t.Product)
		}
	}
	for _, p := range d.Products {
		if e := today(p.Embargo); e != nil && e.Until.After(at) {
			s.secrets[p.ID] = true
		}
	}
	return s
}

// none says that nothing at all is held.
func (s sight) none() bool { return len(s.held) == 0 && len(s.secrets) == 0 }
