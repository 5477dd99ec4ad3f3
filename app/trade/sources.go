package trade

import (
	"context"

	"taglane/app/catalog"
	"taglane/app/platform"
	"taglane/app/store"
	"taglane/app/taglane"
)

// pageOf is how many listings a screen gets at once.
const pageOf = 50

// Source is a feed or a shop whose listings are searched here.
type Source struct {
	Name     string     `json:"name"`
	Title    string     `json:"title"`
	Account  taglane.ID `json:"account"`
	ReadAt   string     `json:"readAt"`
	Listings int        `json:"listings"`
}

// Sources lists the sources that were read here.
func (t *Trade) Sources(ctx context.Context) ([]Source, error) {
	kept, err := t.l.Store.Sources(ctx)
	out := make([]Source, 0, len(kept))
	for _, s := range kept {
		out = append(out, sourceOf(s))
	}
	return out, err
}

func sourceOf(s store.Source) Source {
	return Source{s.Name, s.Title, s.Account, moment(s.ReadAt), s.Listings}
}

// RemoveSource forgets a source with its listings. Products made of them stay.
func (t *Trade) RemoveSource(ctx context.Context, name string) error {
	if err := t.l.Store.RemoveSource(ctx, name); err != nil {
		return err
	}
	t.changed()
	return nil
}

// Listings finds what sources offer, a page at a time; pages count from 0.
func (t *Trade) Listings(ctx context.Context, source, query string, page int) ([]Listing, error) {
	if page < 0 || page > 1_000_000 {
		return nil, taglane.Errorf(taglane.Invalid, "There is no such page.")
	}
	found, err := t.l.Store.Listings(ctx, source, query, page*pageOf, pageOf)
	if err != nil {
		return nil, err
	}
	return t.seen(ctx, found)
}

// seen are listings as a screen shows them, each with the product it surely is.
func (t *Trade) seen(ctx context.Context, ls []taglane.Listing) ([]Listing, error) {
	products, err := t.l.Store.Products(ctx, "")
	if err != nil {
		return nil, err
	}
	is := map[int]taglane.ID{}
	for _, p := range catalog.Match(ls, products) {
		if p.Certain {
			is[p.Listing] = products[p.Product].ID
		}
	}
	out := make([]Listing, 0, len(ls))
	for i, l := range ls {
		out = append(out, viewOf(l, t.l.Now(), is[i]))
	}
	return out, nil
}

// Found is a page of what a shop or network answered.
type Found struct {
	Listings []Listing `json:"listings"`
	Next     string    `json:"next"`
	Total    int       `json:"total"`
}

// SearchCatalog asks a shop or network itself. What it finds is kept to be
// taken. Refused: it has no catalog to search.
func (t *Trade) SearchCatalog(ctx context.Context, account taglane.ID, query, next string) (Found, error) {
	a, c, err := t.catalogOf(ctx, account)
	if err != nil {
		return Found{}, err
	}
	if err := taglane.CheckText("search", query, 200); err != nil {
		return Found{}, err
	}
	got, err := c.Search(ctx, platform.Wanted{Words: query, Most: pageOf, Next: next})
	if err != nil {
		return Found{}, err
	}
	now := t.l.Now().UTC()
	for i := range got.Listings {
		got.Listings[i].Source, got.Listings[i].ObservedAt = string(a.ID), now
	}
	if err := t.l.Store.KeepListings(ctx, reading(now), got.Listings); err != nil {
		return Found{}, err
	}
	if err := t.keepSource(ctx, store.Source{Name: string(a.ID), Title: a.Name, Account: a.ID, ReadAt: now}); err != nil {
		return Found{}, err
	}
	shown, err := t.seen(ctx, got.Listings)
	return Found{shown, got.Next, got.Total}, err
}

// keepSource renews a source and keeps what only files have.
func (t *Trade) keepSource(ctx context.Context, s store.Source) error {
	was, err := t.l.Store.Source(ctx, s.Name)
	if err == nil && s.Answers == nil {
		s.Answers, s.Whole = was.Answers, was.Whole
	} else if err != nil && taglane.KindOf(err) != taglane.NotFound {
		return err
	}
	return t.l.Store.KeepSource(ctx, s)
}

// catalogOf opens the catalog of an account.
func (t *Trade) catalogOf(ctx context.Context, account taglane.ID) (taglane.Account, platform.Catalog, error) {
	a, err := t.l.Store.Account(ctx, account)
	if err != nil {
		return a, nil, err
	}
	connector, err := t.l.Connect(ctx, a)
	if err != nil {
		return a, nil, err
	}
	c, ok := platform.As[platform.Catalog](connector)
	if !ok {
		return a, nil, taglane.Errorf(taglane.Refused, "%s has no products to search.", a.Name)
	}
	return a, c, nil
}
