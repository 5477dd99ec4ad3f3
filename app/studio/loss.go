package studio

import (
	"context"
	"slices"

	"taglane/app/platform/rules"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Fate is what becomes of something at a destination, and why; the why of what
// is kept whole is "".
type Fate struct {
	Fate rules.Fate `json:"fate"`
	Why  string     `json:"why"`
}

// Matter is something of the clip itself and what becomes of it.
type Matter struct {
	What string `json:"what"`
	Fate
}

// Destination is a place a clip can go to, and what it keeps.
type Destination struct {
	ID      taglane.ID `json:"id"`
	Name    string     `json:"name"`
	Checked string     `json:"checked"` // the day its rules were checked
	Source  string     `json:"source"`
	Says    string     `json:"says"` // the whole of it in one sentence
	Whole   []Matter   `json:"whole"`
}

// LossRow is a product and what becomes of it at each destination.
type LossRow struct {
	Product taglane.ID   `json:"product"`
	Tags    []taglane.ID `json:"tags"`
	Fates   []Fate       `json:"fates"`
}

// LossReport is what is lost on the way to every destination.
type LossReport struct {
	Destinations []Destination `json:"destinations"`
	Rows         []LossRow     `json:"rows"` // by priority
}

// LossReport says what every place would keep of a clip as it stands now, also
// places there is no account for. NotFound: there is no such clip.
func (s *Studio) LossReport(ctx context.Context, clip taglane.ID) (LossReport, error) {
	d, err := s.Draft(ctx, clip)
	if err != nil {
		return LossReport{}, err
	}
	t := rules.Report(d, d.Clip.Priority, s.o.Now())
	r := LossReport{make([]Destination, 0, len(t.Destinations)), make([]LossRow, 0, len(t.Rows))}
	for _, v := range t.Destinations {
		to := Destination{v.ID, s.Tell(v.Name), v.Checked, s.Tell(v.Source), s.Tell(v.Says), []Matter{}}
		for _, m := range v.Whole {
			to.Whole = append(to.Whole, Matter{s.Tell(m.What), s.fate(m.Outcome)})
		}
		r.Destinations = append(r.Destinations, to)
	}
	for _, v := range t.Rows {
		row := LossRow{v.Product, v.Tags, make([]Fate, 0, len(v.Fates))}
		for _, o := range v.Fates {
			row.Fates = append(row.Fates, s.fate(o))
		}
		r.Rows = append(r.Rows, row)
	}
	return r, nil
}

func (s *Studio) fate(o rules.Outcome) Fate { return Fate{o.Fate, s.Tell(o.Why)} }

// mostPriority is how many products may be put in order.
const mostPriority = 1000

// SetPriority says which products of a clip go first where a place takes only
// so many; those left out follow in their order of time. Nothing is written
// when that is their order already. NotFound: a product is gone.
func (s *Studio) SetPriority(ctx context.Context, clip taglane.ID, products []taglane.ID) (Change, error) {
	d, err := s.Draft(ctx, clip)
	if err != nil {
		return Change{}, err
	}
	if len(products) > mostPriority {
		return Change{}, taglane.Errorf(taglane.Invalid, "More than %d products cannot be put in order.", mostPriority)
	}
	order := make([]taglane.ID, 0, len(products))
	for _, id := range products {
		if slices.Contains(order, id) {
			continue
		}
		if _, err := s.store.Product(ctx, id); err != nil {
			return Change{}, err
		}
		order = append(order, id)
	}
	if slices.Equal(rules.Ordered(d, order), rules.Ordered(d, d.Clip.Priority)) {
		return s.unchanged(ctx, clip, "")
	}
	if err := s.commit(ctx, clip, s.say("Order the products"), store.Set(store.KindClip, clip, "priority", order)); err != nil {
		return Change{}, err
	}
	return s.changed(ctx, clip, "", "")
}
