package trade

import (
	"context"
	"slices"
	"strings"

	"taglane/app/drop"
	"taglane/app/edit"
	"taglane/app/link"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Proposal is what may be done about a product that certainly cannot be had: it
// is sold out, its page is gone, or its shop is not there.
// Nothing is swapped by itself: a person approves it or declines it.
type Proposal struct {
	By       *Product   `json:"by"`  // null: nothing is known that may take its place
	How      string     `json:"how"` // variant, same, chosen; "" where there is none
	Message  string     `json:"message"`
	Evidence []Evidence `json:"evidence"`
	Declined *Decision  `json:"declined"` // null while it waits for an answer
}

// Evidence is one look that says that a product cannot be had.
type Evidence struct {
	Source string `json:"source"` // as a person knows it
	Gone   bool   `json:"gone"`   // it has no place for it any more
	At     string `json:"at"`
}

// Decision is what a person said of a proposal.
type Decision struct {
	Product      taglane.ID `json:"product"`
	ProductTitle string     `json:"productTitle"`
	By           taglane.ID `json:"by"`
	ByTitle      string     `json:"byTitle"`
	Approved     bool       `json:"approved"`
	Who          string     `json:"who"`
	Why          string     `json:"why"`
	Evidence     []Evidence `json:"evidence"`
	At           string     `json:"at"`
}

// whyMost is how long a reason may be.
const whyMost = 500

// proposal is what the radar proposes for a product; nil while it is not
// certain that it cannot be had. proof is what makes it certain.
func (s *scan) proposal(ctx context.Context, p taglane.Product, may []candidate) (*Proposal, []taglane.Sighting, error) {
	seen, err := s.l.Store.Sightings(ctx, p.ID, sightingsMost)
	if err != nil {
		return nil, nil, err
	}
	proof, err := s.proof(ctx, p, seen)
	if err != nil || len(proof) == 0 {
		return nil, nil, err
	}
	out := &Proposal{Evidence: s.evidence(ctx, proof), Message: s.say("Nothing is named that may take the place of %s.", p.Title)}
	if len(may) > 0 {
		by := shown(may[0].Product)
		out.By, out.How, out.Message = &by, may[0].how, s.l.Tell(may[0].said(p))
	}
	if out.By == nil && saysSoldOut(p) {
		return nil, nil, nil // that is what would be proposed
	}
	past, err := s.l.Store.Swaps(ctx, p.ID)
	if err != nil {
		return nil, nil, err
	}
	if len(past) > 0 && !past[0].Approved && !drop.News(proof, seen, past[0].Evidence, past[0].At) {
		d := s.decision(ctx, s.names(ctx), past[0])
		out.Declined = &d
	}
	return out, proof, nil
}

// proof is what makes it certain that a product cannot be had: what was seen of
// its stock, or else that the shop it is linked at has been away for as long as
// stops a link. Somebody who had it meanwhile speaks against that.
func (s *scan) proof(ctx context.Context, p taglane.Product, seen []taglane.Sighting) ([]taglane.Sighting, error) {
	if proof := drop.Proof(seen, s.now); len(proof) > 0 {
		return proof, nil
	}
	all, err := s.l.Store.LinksTo(ctx, p.ID)
	for _, l := range all {
		c := chainOf(s.audits[l.SubID])
		away := l.ReplacedBy == "" && c.Verdict == link.DeadHost && c.Level() == taglane.Block && hostOf(c.Final) == hostOf(l.Destination)
		if away && !slices.ContainsFunc(seen, func(v taglane.Sighting) bool { return v.At.After(c.DeadSince) && v.Availability == taglane.InStock }) {
			missing := taglane.Sighting{Product: p.ID, Source: fromPage, Availability: taglane.OutOfStock, Gone: true, At: c.DeadSince}
			again := missing
			again.At = c.At
			return []taglane.Sighting{missing, again}, err
		}
	}
	return nil, err
}

// saysSoldOut says whether the product itself says that nobody has it.
func saysSoldOut(p taglane.Product) bool {
	return p.Offer != nil && p.Offer.Availability == taglane.OutOfStock
}

// evidence are looks as a person knows them.
func (t *Trade) evidence(ctx context.Context, proof []taglane.Sighting) []Evidence {
	out := make([]Evidence, 0, len(proof))
	for _, v := range proof {
		out = append(out, Evidence{t.sourceName(ctx, v.Source), v.Gone, moment(v.At)})
	}
	return out
}

// sourceName is how a person knows a source of what was seen.
func (t *Trade) sourceName(ctx context.Context, source string) string {
	if source == fromPage {
		return t.say("the shop's page")
	}
	if host, page := strings.CutPrefix(source, pagePrefix); page {
		return host
	}
	if a, err := t.l.Store.Account(ctx, taglane.ID(source)); err == nil {
		return a.Name
	}
	if s, err := t.l.Store.Source(ctx, source); err == nil && s.Title != "" {
		return s.Title
	}
	return source
}

func (t *Trade) decision(ctx context.Context, n *names, v store.Swap) Decision {
	d := Decision{Product: v.Product, ProductTitle: n.product(v.Product), By: v.By, Approved: v.Approved, Who: v.Who, Why: v.Why, Evidence: t.evidence(ctx, v.Evidence), At: moment(v.At)}
	if v.By != "" {
		d.ByTitle = n.product(v.By)
	}
	return d
}

// Swaps lists what persons said of proposals for a product, or for any where it
// is "", the latest first.
func (t *Trade) Swaps(ctx context.Context, product taglane.ID) ([]Decision, error) {
	past, err := t.l.Store.Swaps(ctx, product)
	names := t.names(ctx)
	out := make([]Decision, 0, len(past))
	for _, v := range past {
		out = append(out, t.decision(ctx, names, v))
	}
	return out, err
}

// ApproveSwap gives a sold-out product's place in clips to the one proposed, or
// in all that show it where no clip is named, and says how posts can follow. It
// is one step that undo takes back. Where nothing is proposed, by is "", and the
// product is sold out from now on: its markers stay, say so, and lead nowhere,
// until it was looked at again. Links are made anew when a clip is published
// or updated; what ties the creator to a product is the new product's. Conflict:
// it is not what is proposed now.
func (t *Trade) ApproveSwap(ctx context.Context, product, by taglane.ID, clips []taglane.ID, why string) (ReplacePlan, error) {
	decided, err := t.decide(ctx, product, by, why)
	if err != nil {
		return ReplacePlan{}, err
	}
	decided.Approved = true
	if by == "" {
		return t.sellOut(ctx, decided)
	}
	return t.replace(ctx, product, by, clips, func(tags []taglane.Tag) []edit.Write {
		writes := store.SwapWrites(decided)
		for _, tag := range tags { // what tied the creator to the other one is not carried over
			if tag.Relation != taglane.Unset {
				writes = append(writes, store.Set(store.KindTag, tag.ID, "relation", taglane.Unset))
			}
		}
		return writes
	})
}

// sellOut says of a product that nobody has it.
func (t *Trade) sellOut(ctx context.Context, decided store.Swap) (ReplacePlan, error) {
	p, err := t.l.Store.Product(ctx, decided.Product)
	if err != nil {
		return ReplacePlan{}, err
	}
	offer := taglane.Offer{ObservedAt: decided.Evidence[len(decided.Evidence)-1].At}
	if p.Offer != nil {
		offer.Price = p.Offer.Price
	}
	offer.Availability = taglane.OutOfStock
	writes := append(store.SwapWrites(decided), store.Set(store.KindProduct, p.ID, "offer", offer))
	if err := t.commit(ctx, Library, t.say("Say that %s is sold out", p.Title), writes...); err != nil {
		return ReplacePlan{}, err
	}
	tags, err := t.l.Store.TagsOf(ctx, p.ID)
	if err != nil {
		return ReplacePlan{}, err
	}
	return t.planFor(ctx, tags)
}

// DeclineSwap leaves a sold-out product where it is and says why. It is not
// proposed again until there is new evidence. Invalid: no reason is given.
// Conflict: it is not what is proposed now.
func (t *Trade) DeclineSwap(ctx context.Context, product, by taglane.ID, why string) error {
	if why == "" {
		return taglane.Errorf(taglane.Invalid, "Say why it is declined.")
	}
	decided, err := t.decide(ctx, product, by, why)
	if err != nil {
		return err
	}
	p, err := t.l.Store.Product(ctx, product)
	if err != nil {
		return err
	}
	return t.commit(ctx, Library, t.say("Leave %s where it is", p.Title), store.SwapWrites(decided)...)
}

// decide is a decision on what is proposed now.
func (t *Trade) decide(ctx context.Context, product, by taglane.ID, why string) (store.Swap, error) {
	if err := taglane.CheckText("reason", why, whyMost); err != nil {
		return store.Swap{}, err
	}
	p, err := t.l.Store.Product(ctx, product)
	if err != nil {
		return store.Swap{}, err
	}
	s, err := t.scan(ctx)
	if err != nil {
		return store.Swap{}, err
	}
	may, err := s.candidates(ctx, p)
	if err != nil {
		return store.Swap{}, err
	}
	now, proof, err := s.proposal(ctx, p, may)
	if err != nil {
		return store.Swap{}, err
	}
	if now == nil || now.Declined != nil || (now.By == nil) != (by == "") || now.By != nil && now.By.ID != by {
		return store.Swap{}, taglane.Errorf(taglane.Conflict, "That is not what is proposed for %s any more. Look at it again.", p.Title)
	}
	return store.Swap{ID: t.l.NewID(), Product: product, By: by, Who: t.l.Person, Why: why, Evidence: proof, At: s.now.UTC()}, nil
}

// candidate is a product that may take the place of another.
type candidate struct {
	taglane.Product
	how string
}

// How a product may take the place of another.
const (
	variant = "variant" // of the same thing
	same    = "same"    // the same thing elsewhere
	chosen  = "chosen"  // named by the person
)

// said is why the candidate may take the place of a product.
func (c candidate) said(p taglane.Product) taglane.Said {
	switch c.how {
	case variant:
		return taglane.Say("%s is another variant of %s.", c.Title, p.Title)
	case same:
		return taglane.Say("%s is the same as %s, sold elsewhere.", c.Title, p.Title)
	}
	return taglane.Say("%s is what you named to take the place of %s.", c.Title, p.Title)
}

// candidates are products that may take the place of one, the best first:
// another variant of the same thing, then the same thing sold elsewhere, then
// what the person named. Among equals the person's own order counts. None that
// is sold out or held back itself.
func (s *scan) candidates(ctx context.Context, p taglane.Product) (in []candidate, err error) {
	all, err := s.l.Store.Products(ctx, "")
	if err != nil {
		return nil, err
	}
	named := func(q taglane.Product) int {
		if i := slices.Index(p.Fallbacks, q.ID); i >= 0 {
			return i
		}
		return len(p.Fallbacks)
	}
	slices.SortStableFunc(all, func(a, b taglane.Product) int { return named(a) - named(b) })
	for _, rank := range []struct {
		how string
		is  func(q taglane.Product) bool
	}{
		{variant, func(q taglane.Product) bool { return p.Group != "" && q.Group == p.Group && q.Source == p.Source }},
		{same, func(q taglane.Product) bool { return p.GTIN != "" && q.GTIN == p.GTIN }},
		{chosen, func(q taglane.Product) bool { return slices.Contains(p.Fallbacks, q.ID) }},
	} {
		for _, q := range all {
			if len(in) == insteadMost || q.ID == p.ID || !rank.is(q) || slices.ContainsFunc(in, func(c candidate) bool { return c.ID == q.ID }) {
				continue
			}
			free, err := s.free(ctx, q)
			if err != nil {
				return nil, err
			}
			if free {
				in = append(in, candidate{q, rank.how})
			}
		}
	}
	return in, nil
}

// free says whether a product can be had and shown now, as far as is known.
func (s *scan) free(ctx context.Context, q taglane.Product) (bool, error) {
	if saysSoldOut(q) || q.Embargo != nil && q.Embargo.Until.After(s.now) {
		return false, nil
	}
	seen, err := s.l.Store.Sightings(ctx, q.ID, 1)
	return err == nil && (len(seen) == 0 || seen[0].Availability != taglane.OutOfStock), err
}
