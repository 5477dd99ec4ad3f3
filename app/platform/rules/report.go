package rules

import (
	"slices"
	"time"

	"taglane/app/taglane"
)

// Fate is what becomes of something at a place.
type Fate string

const (
	Kept    Fate = "kept"
	Reduced Fate = "reduced"
	Dropped Fate = "dropped"
)

// Outcome is a fate with its reason, one sentence for a creator; nothing is said
// of what is kept whole.
type Outcome struct {
	Fate Fate
	Why  taglane.Said
}

// Matter is something of the clip itself and what becomes of it.
type Matter struct {
	What taglane.Said
	Outcome
}

// Destination is a column of the table: a place and what it takes of the clip.
type Destination struct {
	ID      taglane.ID
	Name    taglane.Said
	Checked string // the day its rules were checked: 2026-11-23
	Source  taglane.Said
	Says    taglane.Said // the whole of it in one sentence
	Whole   []Matter
}

// Row is a product of the draft and what becomes of it at each destination.
type Row struct {
	Product taglane.ID
	Tags    []taglane.ID // of the product, by time
	Fates   []Outcome    // in the order of the destinations
}

// Table is what is lost on the way to every place. Lists are never nil.
type Table struct {
	Destinations []Destination
	Rows         []Row // by priority
}

// Report says what every place keeps of a draft. priority names the products
// that go first; those it leaves out follow by the time of their first tag, and
// names of no product of the draft are passed over. now tells which prices are
// too old to be shown.
func Report(d taglane.Draft, priority []taglane.ID, now time.Time) Table {
	t := Table{Destinations: []Destination{}, Rows: []Row{}}
	goods := ordered(d, priority)
	for _, g := range goods {
		t.Rows = append(t.Rows, Row{Product: g.ID, Tags: g.tags(), Fates: []Outcome{}})
	}
	for _, p := range places(d.Clip) {
		t.Destinations = append(t.Destinations, Destination{p.ID, p.name(), p.Checked, p.source(), p.says(d.Clip), p.whole(d)})
		for i, o := range p.fates(d.Clip, goods, now) {
			t.Rows[i].Fates = append(t.Rows[i].Fates, o)
		}
	}
	return t
}

// places are the packs that a clip falls under: one of those that stand instead
// of each other.
func places(c taglane.Clip) (out []Pack) {
	instead := map[taglane.ID]bool{}
	packs := All()
	for _, p := range packs {
		if p.InsteadOf != "" && p.refuses(c).Format == "" {
			instead[p.InsteadOf] = true
		}
	}
	for _, p := range packs {
		if p.InsteadOf == "" && !instead[p.ID] || p.InsteadOf != "" && instead[p.InsteadOf] {
			out = append(out, p)
		}
	}
	return out
}

// good is a product with its tags in a draft.
type good struct {
	taglane.Product
	in       []taglane.Tag
	relation taglane.Relation // of its first tag
}

func (g good) tags() []taglane.ID {
	ids := []taglane.ID{}
	for _, t := range g.in {
		ids = append(ids, t.ID)
	}
	return ids
}

// ordered are the products of a draft, each once, those of highest priority
// first. The products of a draft stand in order of their first tags already.
func ordered(d taglane.Draft, priority []taglane.ID) []good {
	goods := make([]good, 0, len(d.Products))
	for _, p := range d.Products {
		if slices.ContainsFunc(goods, func(g good) bool { return g.ID == p.ID }) {
			continue
		}
		g := good{Product: p, relation: p.Relation}
		for _, t := range d.Tags {
			if t.Product == p.ID {
				g.in = append(g.in, t)
			}
		}
		if len(g.in) > 0 {
			g.relation = d.RelationOf(g.in[0])
		}
		goods = append(goods, g)
	}
	place := map[taglane.ID]int{}
	for i, id := range priority {
		if _, named := place[id]; !named {
			place[id] = i - len(priority) // before all that are not named
		}
	}
	slices.SortStableFunc(goods, func(a, b good) int { return place[a.ID] - place[b.ID] })
	return goods
}

// Ordered are the ids of a draft's products as Report puts them in rows.
func Ordered(d taglane.Draft, priority []taglane.ID) []taglane.ID {
	ids := []taglane.ID{}
	for _, g := range ordered(d, priority) {
		ids = append(ids, g.ID)
	}
	return ids
}
