package trade

import (
	"context"
	"errors"
	"slices"
	"time"

	"taglane/app/insight"
	"taglane/app/outbox"
	"taglane/app/platform"
	"taglane/app/store"
	"taglane/app/taglane"
)

const (
	// reportsMost bounds how many reports of one account are read at once.
	reportsMost = 300
	// lookBack is how far before its last reading a post's figures are asked
	// for again, for services that count late.
	lookBack = 3 * 24 * time.Hour
	// askedAt is the setting that says when everybody was last asked.
	askedAt = "figures"
)

// RenewInsights asks every place for the figures of our posts and every
// network for what was earned. One that does not answer stops no other; what it
// said is shown beside the figures. Offline, if nobody could be reached.
func (t *Trade) RenewInsights(ctx context.Context) error {
	accounts, err := t.l.Store.Accounts(ctx)
	if err != nil {
		return err
	}
	public, err := t.l.Store.Publications(ctx)
	if err != nil {
		return err
	}
	var wrong []error
	asked := 0
	for _, a := range accounts {
		did, err := t.renew(ctx, a, public)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !did && err == nil {
			continue
		}
		asked++
		if err != nil {
			wrong = append(wrong, err)
		}
		if err := t.answer(ctx, a.ID, err); err != nil {
			return err
		}
	}
	if asked > 0 {
		if err := t.l.Store.SetSetting(ctx, askedAt, moment(t.l.Now())); err != nil {
			return err
		}
	}
	t.l.Emit("insights", struct{}{})
	if asked > 0 && len(wrong) == asked {
		return errors.Join(wrong[:1]...)
	}
	return nil
}

// renew asks one account; did is false where it has nothing to tell. What was
// earned is asked for also where the figures of a post are not to be had.
func (t *Trade) renew(ctx context.Context, a taglane.Account, public []outbox.Row) (did bool, err error) {
	c, err := t.l.Connect(ctx, a)
	if err != nil {
		return false, err
	}
	var wrong error
	if figures, ok := platform.As[platform.Insights](c); ok {
		for _, r := range public {
			if r.Account != a.ID || r.Stage < outbox.Live || r.Post.ID == "" {
				continue
			}
			did = true
			if wrong = t.observe(ctx, figures, r); wrong != nil {
				break
			}
		}
	}
	if earner, ok := platform.As[platform.Earner](c); ok {
		did = true
		if err := t.earn(ctx, earner, a.ID); err != nil {
			return did, err
		}
	}
	return did, wrong
}

func (t *Trade) observe(ctx context.Context, figures platform.Insights, r outbox.Row) error {
	since := r.QueuedAt
	had, err := t.l.Store.Observations(ctx, r.ID, time.Time{}, time.Time{})
	if err != nil {
		return err
	}
	for _, o := range had {
		if at := o.At.Add(-lookBack); at.After(since) {
			since = at
		}
	}
	seen, err := figures.Insights(ctx, r.Post, since)
	if taglane.KindOf(err) == taglane.NotFound {
		return nil // the post is gone; what was read of it stays
	}
	if err != nil {
		return err
	}
	return t.l.Store.Observe(ctx, r.ID, seen...)
}

func (t *Trade) earn(ctx context.Context, earner platform.Earner, account taglane.ID) error {
	now := t.l.Now()
	for range reportsMost {
		cursor, err := t.l.Store.EarningCursor(ctx, account)
		if err != nil {
			return err
		}
		got, err := earner.Earnings(ctx, cursor, now)
		if err != nil {
			return err
		}
		if err := t.l.Store.KeepEarnings(ctx, account, got.Rows, got.Cursor); err != nil {
			return err
		}
		if !got.More {
			return nil
		}
	}
	return taglane.Errorf(taglane.Later, "There is more to tell than is read at once. The rest is read next time.")
}

// credits are the lines of [from, to), how sure each is by now, and who is
// credited with them. What a line takes back may have been sold long before.
func (t *Trade) credits(ctx context.Context, k books, from, to time.Time) ([]insight.Credit, error) {
	rows, err := t.l.Store.Earnings(ctx, from, to)
	if err != nil {
		return nil, err
	}
	within := len(rows)
	if bare := slices.DeleteFunc(slices.Clone(rows), func(e taglane.Earning) bool { return e.SubID != "" || e.Post != "" || e.Original == "" }); len(bare) > 0 {
		its, err := t.l.Store.SalesOf(ctx, bare)
		if err != nil {
			return nil, err
		}
		rows = append(rows, slices.DeleteFunc(its, func(e taglane.Earning) bool { return !e.SoldAt.Before(from) && (to.IsZero() || e.SoldAt.Before(to)) })...)
	}
	bySub := make(map[string]taglane.Link, len(k.links))
	for _, l := range k.links {
		bySub[l.SubID] = l
	}
	posts := make([]insight.Post, 0, len(k.public))
	for _, r := range k.public {
		posts = append(posts, insight.Post{Publication: r.ID, Account: r.Account, Clip: r.Clip, Service: k.accounts[r.Account].Service, ID: r.Post.ID, Revision: r.Revision})
	}
	now := t.l.Now()
	credits := insight.Join(rows, bySub, posts)[:within]
	for i := range credits {
		credits[i].State = credits[i].Stands(now)
	}
	return credits, t.named(ctx, credits)
}

// named credits lines that name their post and their product's number to the
// product, and to its tag where the clip has one of it alone.
func (t *Trade) named(ctx context.Context, credits []insight.Credit) error {
	products, err := t.l.Store.Products(ctx, "")
	if err != nil {
		return err
	}
	byKey := map[[2]string]taglane.ID{}
	for _, p := range products {
		if p.Source != "" {
			byKey[[2]string{p.Source, p.Key}] = p.ID
		}
	}
	for i, c := range credits {
		id, known := byKey[[2]string{string(c.Account), c.SKU}]
		if !known || c.SKU == "" || c.Product != "" || c.Clip == "" {
			continue
		}
		credits[i].Product = id
		tags, err := t.l.Store.Tags(ctx, c.Clip)
		if err != nil {
			return err
		}
		var its []taglane.ID
		for _, tag := range tags {
			if tag.Product == id {
				its = append(its, tag.ID)
			}
		}
		if len(its) == 1 {
			credits[i].Tag = its[0]
		}
	}
	return nil
}

// earnedBy is what a product brought in so far.
func (t *Trade) earnedBy(ctx context.Context, product taglane.ID) (Sums, error) {
	k, err := t.books(ctx)
	if err != nil {
		return Sums{}, err
	}
	all, err := t.credits(ctx, k, time.Time{}, time.Time{})
	if err != nil {
		return Sums{}, err
	}
	var its []insight.Credit
	for _, c := range all {
		if c.Product == product {
			its = append(its, c)
		}
	}
	return sumsOf(insight.Sum(its)), nil
}

func sumsOf(s insight.Sums) Sums {
	return Sums{Earned: filled(s.Earned), Pending: filled(s.Pending), Returned: filled(s.Returned), Orders: s.Orders, Items: s.Items}
}

// figuresOf are figures as insight takes them.
func figuresOf(seen []store.Observed) []insight.Figure {
	out := make([]insight.Figure, 0, len(seen))
	for _, o := range seen {
		out = append(out, insight.Figure{Publication: o.Publication, Observation: o.Observation})
	}
	return out
}
