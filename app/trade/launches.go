package trade

import (
	"cmp"
	"context"
	"slices"

	"taglane/app/drop"
	"taglane/app/outbox"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Launch is one thing on the calendar of what will be shown.
type Launch struct {
	At       string       `json:"at"`
	Wall     string       `json:"wall"`
	Zone     string       `json:"zone"`
	Products []Product    `json:"products"`
	Clips    []LaunchClip `json:"clips"`
	Posts    []LaunchPost `json:"posts"`
	Warnings []string     `json:"warnings"`
}

// LaunchClip is a clip that shows what is launched.
type LaunchClip struct {
	Clip     taglane.ID `json:"clip"`
	ClipName string     `json:"clipName"`
	Poster   string     `json:"poster"`
}

// LaunchPost is a publication of such a clip.
type LaunchPost struct {
	Publication taglane.ID `json:"publication"`
	AccountName string     `json:"accountName"`
	Stage       string     `json:"stage"`
	Wait        string     `json:"wait"`
	Message     string     `json:"message"`
}

// SetEmbargo says before when nothing of a product may be seen, or of one tag
// where tag is named: the wall clock of a zone, as the person means it. "" and
// "" lift it. It returns what counts, and nil where nothing does. Invalid: no
// such time or zone.
func (t *Trade) SetEmbargo(ctx context.Context, product, tag taglane.ID, wall, zone string) (*taglane.Embargo, error) {
	var e *taglane.Embargo
	if wall != "" || zone != "" {
		at, _, err := drop.Instant(wall, zone)
		if err != nil {
			return nil, err
		}
		e = &taglane.Embargo{Until: at.UTC(), Wall: wall, Zone: zone}
	}
	kind, id, scope := store.KindProduct, product, Library
	if tag != "" {
		is, err := t.l.Store.Tag(ctx, tag)
		if err != nil {
			return nil, err
		}
		kind, id, scope, product = store.KindTag, tag, is.Clip, is.Product
	}
	p, err := t.l.Store.Product(ctx, product)
	if err != nil {
		return nil, err
	}
	label := t.say("Show %s at once", p.Title)
	if e != nil {
		label = t.say("Keep %s back until %s", p.Title, taglane.Wall(e.Wall))
	}
	return e, t.commit(ctx, scope, label, store.Set(kind, id, "embargo", e))
}

// Launches is what will be shown for the first time, the next first. What was
// shown already is not on it.
func (t *Trade) Launches(ctx context.Context) ([]Launch, error) {
	products, err := t.l.Store.Products(ctx, "")
	if err != nil {
		return nil, err
	}
	rows, err := t.l.Store.Publications(ctx)
	if err != nil {
		return nil, err
	}
	days := map[[2]string]*calendar{} // by wall clock and zone
	for _, p := range products {
		tags, err := t.l.Store.TagsOf(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		if len(tags) == 0 {
			tags = []taglane.Tag{{}} // the product alone is on the calendar too
		}
		for _, tag := range tags {
			e := drop.Until(tag, p)
			if e == nil || !e.Until.After(t.l.Now()) {
				continue
			}
			key := [2]string{e.Wall, e.Zone}
			day := days[key]
			if day == nil {
				day = &calendar{embargo: *e}
				days[key] = day
			}
			day.add(p, tag.Clip)
		}
	}
	out := make([]Launch, 0, len(days))
	for _, day := range days {
		v, err := t.launch(ctx, day, rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b Launch) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Zone, b.Zone)) })
	return out, nil
}

// calendar is what is launched at one moment.
type calendar struct {
	embargo  taglane.Embargo
	products []taglane.Product
	clips    []taglane.ID
}

func (c *calendar) add(p taglane.Product, clip taglane.ID) {
	if !slices.ContainsFunc(c.products, func(q taglane.Product) bool { return q.ID == p.ID }) {
		c.products = append(c.products, p)
	}
	if clip != "" && !slices.Contains(c.clips, clip) {
		c.clips = append(c.clips, clip)
	}
}

func (t *Trade) launch(ctx context.Context, c *calendar, rows []outbox.Row) (Launch, error) {
	v := Launch{At: moment(c.embargo.Until), Wall: c.embargo.Wall, Zone: c.embargo.Zone, Products: Shown(c.products), Clips: []LaunchClip{}, Posts: []LaunchPost{}, Warnings: []string{}}
	if _, shift, err := drop.Instant(c.embargo.Wall, c.embargo.Zone); err == nil && shift != drop.Exact {
		v.Warnings = append(v.Warnings, t.l.Tell(shift.Said()))
	}
	for _, p := range c.products {
		due, err := t.due(ctx, p)
		if err != nil {
			return v, err
		}
		v.Warnings = append(v.Warnings, due...)
	}
	own := false
	for _, id := range c.clips {
		clip, err := t.l.Store.Clip(ctx, id)
		if taglane.KindOf(err) == taglane.NotFound {
			continue
		}
		if err != nil {
			return v, err
		}
		v.Clips = append(v.Clips, LaunchClip{id, nameOf(clip), t.l.Poster(clip)})
		for _, r := range rows {
			if r.Clip != id || r.Wait == outbox.WaitsCanceled {
				continue
			}
			v.Posts = append(v.Posts, LaunchPost{r.ID, t.accountName(ctx, r.Account), r.Stage.String(), string(r.Wait), t.l.Tell(r.Sentence(t.accountName(ctx, r.Account), t.l.Now()))})
			own = own || r.Stage < outbox.Live && !r.At.Before(c.embargo.Until)
		}
	}
	switch {
	case len(v.Clips) > 0 && len(v.Posts) == 0:
		v.Warnings = append(v.Warnings, t.say("Nothing is planned for this moment yet."))
	case own:
		v.Warnings = append(v.Warnings, t.say("Keep this computer awake then, or let the service publish by itself."))
	}
	return v, nil
}

// due is what is still to be done for a product whose feed names a day on which
// it is disclosed.
func (t *Trade) due(ctx context.Context, p taglane.Product) (out []string, err error) {
	if p.Source == "" {
		return nil, nil
	}
	l, err := t.l.Store.Listing(ctx, p.Source, p.Key)
	if taglane.KindOf(err) == taglane.NotFound || err == nil && l.DisclosedFrom.IsZero() {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, d := range drop.Checklist(l.DisclosedFrom) {
		if d.By.After(t.l.Now()) {
			out = append(out, t.say("%s by %s: %s", p.Title, d.By.In(t.l.Now().Location()), d.What))
		}
	}
	return out, nil
}
