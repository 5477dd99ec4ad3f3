package trade

import (
	"context"
	"encoding/json"
	"strings"

	"taglane/app/link"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Doubt is a source that suddenly said too much at once, so that nothing was
// changed: a person says whether to believe it.
type Doubt struct {
	Source  string `json:"source"` // names it to whoever answers
	Name    string `json:"name"`   // as a person knows it
	Message string `json:"message"`
	At      string `json:"at"`
}

// doubtOf names a programme of a network among the doubts.
func doubtOf(network, advertiser string) string { return network + "/" + advertiser }

// doubts are the sources that wait for an answer, each with what it said last.
func (t *Trade) doubts(ctx context.Context) ([]Doubt, error) {
	held, err := t.l.Store.Held(ctx)
	if err != nil {
		return nil, err
	}
	out := []Doubt{}
	for at := 0; at < len(held); { // in order of source
		first, n := held[at], 0
		var last store.Held
		for ; at < len(held) && held[at].Source == first.Source; at++ {
			if n++; held[at].At.After(last.At) {
				last = held[at]
			}
		}
		if first.Source == "" {
			continue
		}
		name := t.doubtName(ctx, first)
		said := taglane.Say("%d links of %s turned bad at once, so nothing was changed.", n, name)
		if first.Kind == heldProduct {
			said = taglane.Say("%d products of %s were gone or sold out at once, so nothing was changed.", n, name)
		}
		out = append(out, Doubt{first.Source, name, t.l.Tell(said), moment(last.At)})
	}
	return out, nil
}

func (t *Trade) doubtName(ctx context.Context, h store.Held) string {
	if h.Kind == heldProduct {
		return t.sourceName(ctx, h.Source)
	}
	network, advertiser, _ := strings.Cut(h.Source, "/")
	if l, err := t.l.Store.Link(ctx, h.ID); err == nil && advertiser != "" {
		if p, err := t.l.Store.Program(ctx, l.Account, advertiser); err == nil && p.Name != "" {
			return p.Name
		}
	}
	return titleOf(network)
}

// BelieveLooks says whether what a doubted source said is true after all. What
// is believed is kept as it was seen; what is not is forgotten, and looked at
// again in its time. NotFound: it is not doubted.
func (t *Trade) BelieveLooks(ctx context.Context, source string, believe bool) (Looks, error) {
	held, err := t.l.Store.Held(ctx)
	if err != nil {
		return Looks{}, err
	}
	before, err := t.l.Store.LatestAudits(ctx)
	if err != nil {
		return Looks{}, err
	}
	known := false
	for _, h := range held {
		if h.Source != source || source == "" {
			continue
		}
		known = true
		if err := t.settle(ctx, h, chainOf(before[h.ID]), believe); err != nil {
			return Looks{}, err
		}
	}
	if !known {
		return Looks{}, taglane.Errorf(taglane.NotFound, "Nothing of that source waits for an answer.")
	}
	t.changed()
	return t.Looks(ctx)
}

// settle ends the waiting of one thing.
func (t *Trade) settle(ctx context.Context, h store.Held, before link.Chain, believe bool) error {
	switch {
	case h.Kind == heldProduct && believe:
		if err := t.believeProduct(ctx, h); err != nil {
			return err
		}
	case h.Kind == heldLink && believe:
		l, err := t.l.Store.Link(ctx, h.ID)
		if err == nil {
			err = t.keep(ctx, l, link.Outcome{SubID: h.ID, Before: before, Now: chainOf(store.Audit{Chain: h.Found})})
		}
		if err != nil && taglane.KindOf(err) != taglane.NotFound {
			return err
		}
	case h.Kind == heldLink: // that it was followed still counts
		if err := t.hold(ctx, heldTry, h.ID, "", h.At, nil); err != nil {
			return err
		}
	}
	return t.l.Store.Drop(ctx, h.Kind, h.ID)
}

func (t *Trade) believeProduct(ctx context.Context, h store.Held) error {
	var l taglane.Listing
	if err := json.Unmarshal(h.Found, &l); err != nil {
		return err
	}
	p, err := t.l.Store.Product(ctx, taglane.ID(h.ID))
	if taglane.KindOf(err) == taglane.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return t.saw(ctx, p, l)
}
