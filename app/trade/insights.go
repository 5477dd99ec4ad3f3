package trade

import (
	"cmp"
	"context"
	"slices"
	"time"

	"taglane/app/insight"
	"taglane/app/outbox"
	"taglane/app/taglane"
)

// Insights is what happened in a span of days.
type Insights struct {
	From       string            `json:"from"`
	To         string            `json:"to"`
	Asked      string            `json:"asked"` // when everybody was last asked; "" never
	Sums       Sums              `json:"sums"`
	Views      int64             `json:"views"`
	Clicks     int64             `json:"clicks"`
	Days       []InsightDay      `json:"days"`
	Posts      []InsightPost     `json:"posts"`
	Products   []InsightProduct  `json:"products"`
	Tags       []InsightTag      `json:"tags"`
	Unassigned InsightUnassigned `json:"unassigned"`
	Warnings   []InsightWarning  `json:"warnings"`
}

// InsightDay is one day.
type InsightDay struct {
	Day        string           `json:"day"`
	Views      int64            `json:"views"`
	Clicks     int64            `json:"clicks"`
	Orders     int              `json:"orders"`
	Commission []taglane.Amount `json:"commission"`
}

// InsightPost is one public post.
type InsightPost struct {
	Publication taglane.ID `json:"publication"`
	Clip        taglane.ID `json:"clip"`
	ClipName    string     `json:"clipName"`
	Poster      string     `json:"poster"`
	AccountName string     `json:"accountName"`
	Service     string     `json:"service"`
	Link        string     `json:"link"`
	PostedAt    string     `json:"postedAt"`
	Views       int64      `json:"views"`
	Likes       int64      `json:"likes"`
	Clicks      int64      `json:"clicks"`
	Sums        Sums       `json:"sums"`
	ReadAt      string     `json:"readAt"`
}

// InsightProduct is one product over all clips.
type InsightProduct struct {
	Product Product `json:"product"`
	Clips   int     `json:"clips"`
	Clicks  int64   `json:"clicks"`
	Sums    Sums    `json:"sums"`
}

// InsightTag is one tag: a product at its seconds of a clip.
type InsightTag struct {
	Tag      taglane.ID `json:"tag"`
	Clip     taglane.ID `json:"clip"`
	ClipName string     `json:"clipName"`
	Product  Product    `json:"product"`
	taglane.Span
	Seconds     [2]float64  `json:"seconds"`
	Clicks      int64       `json:"clicks"`
	Impressions int64       `json:"impressions"`
	Sums        Sums        `json:"sums"`
	Best        *BestSecond `json:"best"`
}

// BestSecond is where a tag would be seen by more.
type BestSecond struct {
	taglane.Span
	Gain float64 `json:"gain"` // 0.2: a fifth more of the audience
	Why  string  `json:"why"`
}

// InsightUnassigned is what nobody can be credited with.
type InsightUnassigned struct {
	Rows int  `json:"rows"`
	Sums Sums `json:"sums"`
}

// InsightWarning is what a person should look at.
type InsightWarning struct {
	Kind    string     `json:"kind"` // failed: it did not answer; quiet: nothing comes from it
	Account taglane.ID `json:"account"`
	Message string     `json:"message"`
}

// daysMost bounds how many days are shown at once.
const daysMost = 1100

// Insights says what came in from one day to another, both inclusive, as the
// person's own calendar has them: 2026-11-01. Nothing is asked of anybody.
func (t *Trade) Insights(ctx context.Context, from, to string) (Insights, error) {
	span, err := spanOf(from, to, t.l.Now().Location())
	if err != nil {
		return Insights{}, err
	}
	credits, err := t.credits(ctx, span.from, span.to)
	if err != nil {
		return Insights{}, err
	}
	seen, err := t.l.Store.Observations(ctx, "", time.Time{}, span.to)
	if err != nil {
		return Insights{}, err
	}
	rows, err := t.l.Store.Publications(ctx)
	if err != nil {
		return Insights{}, err
	}
	asked, err := t.asked(ctx)
	if err != nil {
		return Insights{}, err
	}
	figures, followed := figuresOf(seen), followedSince(seen, clipsOf(rows), span.from)
	v := Insights{From: from, To: to, Asked: asked, Sums: sumsOf(insight.Sum(credits)), Days: []InsightDay{}}
	for _, d := range insight.Days(figures, credits, span.from, span.to, span.zone) {
		v.Days = append(v.Days, InsightDay{d.Day, int64(d.Views), int64(d.Clicks), d.Orders, filled(d.Commission)})
		v.Views += int64(d.Views)
		v.Clicks += int64(d.Clicks)
	}
	lost := insight.Unassigned(credits)
	v.Unassigned = InsightUnassigned{len(lost), sumsOf(insight.Sum(lost))}
	for _, fill := range []func() error{
		func() (err error) { v.Posts, err = t.postsIn(ctx, credits, figures); return err },
		func() (err error) { v.Tags, err = t.tagsIn(ctx, credits, followed); return err },
		func() (err error) { v.Products, err = t.productsIn(ctx, credits, v.Tags, followed); return err },
		func() (err error) { v.Warnings, err = t.warnings(ctx); return err },
	} {
		if err := fill(); err != nil {
			return Insights{}, err
		}
	}
	return v, nil
}

type days struct {
	from, to time.Time // [from, to)
	zone     *time.Location
}

func spanOf(from, to string, zone *time.Location) (days, error) {
	a, bad := time.ParseInLocation(time.DateOnly, from, zone)
	b, worse := time.ParseInLocation(time.DateOnly, to, zone)
	if bad != nil || worse != nil || b.Before(a) || b.Sub(a) > daysMost*24*time.Hour {
		return days{}, taglane.Errorf(taglane.Invalid, "Choose a first and a last day, at most three years apart.")
	}
	return days{a, b.AddDate(0, 0, 1), zone}, nil
}

// postsIn are all public posts, those that earned most or are seen most first.
func (t *Trade) postsIn(ctx context.Context, credits []insight.Credit, figures []insight.Figure) ([]InsightPost, error) {
	rows, err := t.l.Store.Publications(ctx)
	if err != nil {
		return nil, err
	}
	type place struct {
		clip    taglane.ID
		service string
	}
	named := insight.By(credits, func(c insight.Credit) taglane.ID { return c.Publication })
	byPlace := insight.By(credits, func(c insight.Credit) place {
		if c.Publication != "" || c.Clip == "" {
			return place{}
		}
		return place{c.Clip, c.Service}
	})
	readings := insight.Readings(figures)
	out := []InsightPost{}
	for _, r := range rows {
		if r.Stage < outbox.Live {
			continue
		}
		p := InsightPost{Publication: r.ID, Clip: r.Clip, Link: r.Post.Link, PostedAt: moment(r.At)}
		if r.At.IsZero() {
			p.PostedAt = moment(r.QueuedAt)
		}
		if c, err := t.l.Store.Clip(ctx, r.Clip); err == nil {
			p.ClipName, p.Poster = nameOf(c), t.l.Poster(c)
		}
		p.AccountName = t.accountName(ctx, r.Account)
		if a, err := t.l.Store.Account(ctx, r.Account); err == nil {
			p.Service = a.Service
		}
		read := readings[r.ID]
		p.Views, p.Likes, p.Clicks = int64(read.Views), int64(read.Likes), int64(read.Clicks)
		p.ReadAt = moment(read.At)
		sums := named[r.ID]
		if more, has := byPlace[place{r.Clip, p.Service}]; has && sums.Orders == 0 {
			sums = more
			delete(byPlace, place{r.Clip, p.Service}) // of two posts at one service the newer is credited
		}
		p.Sums = sumsOf(sums)
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b InsightPost) int {
		return cmp.Or(cmp.Compare(worth(b.Sums), worth(a.Sums)), cmp.Compare(b.Views, a.Views))
	})
	return out, nil
}

// worth orders sums: by the largest figure in any currency. It is for sorting
// and says nothing of rates.
func worth(s Sums) (most float64) {
	for _, a := range taglane.Sum(append(slices.Clone(s.Earned), s.Pending...)...) {
		most = max(most, a.Float())
	}
	return most
}

// tagsIn are the tags that brought something in, the most first.
func (t *Trade) tagsIn(ctx context.Context, credits []insight.Credit, followed map[shownIn]int64) ([]InsightTag, error) {
	out := []InsightTag{}
	for id, sums := range insight.By(credits, func(c insight.Credit) taglane.ID { return c.Tag }) {
		tag, err := t.l.Store.Tag(ctx, id)
		if taglane.KindOf(err) == taglane.NotFound {
			continue // it was removed since; its product is still credited
		}
		if err != nil {
			return nil, err
		}
		c, err := t.l.Store.Clip(ctx, tag.Clip)
		if taglane.KindOf(err) == taglane.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		v, err := t.tagShown(ctx, c, tag)
		if err != nil {
			return nil, err
		}
		v.Sums, v.Clicks = sumsOf(sums), followed[shownIn{tag.Clip, tag.Product}]
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b InsightTag) int {
		return cmp.Or(cmp.Compare(worth(b.Sums), worth(a.Sums)), cmp.Compare(a.Tag, b.Tag))
	})
	return out, nil
}

func (t *Trade) tagShown(ctx context.Context, c taglane.Clip, tag taglane.Tag) (InsightTag, error) {
	v := InsightTag{Tag: tag.ID, Clip: c.ID, ClipName: nameOf(c), Span: tag.Span, Seconds: [2]float64{c.Rate.Seconds(tag.In), c.Rate.Seconds(tag.Out)}, Sums: sumsOf(insight.Sums{})}
	p, err := t.l.Store.Product(ctx, tag.Product)
	if err != nil && taglane.KindOf(err) != taglane.NotFound {
		return v, err
	}
	v.Product = shown(p)
	return v, nil
}

func (t *Trade) productsIn(ctx context.Context, credits []insight.Credit, tags []InsightTag, followed map[shownIn]int64) ([]InsightProduct, error) {
	clips := map[taglane.ID]map[taglane.ID]bool{}
	for _, tag := range tags {
		if clips[tag.Product.ID] == nil {
			clips[tag.Product.ID] = map[taglane.ID]bool{}
		}
		clips[tag.Product.ID][tag.Clip] = true
	}
	clicks := map[taglane.ID]int64{}
	earned := insight.By(credits, func(c insight.Credit) taglane.ID { return c.Product })
	for in, n := range followed {
		clicks[in.product] += n
		if clips[in.product] == nil {
			clips[in.product] = map[taglane.ID]bool{}
		}
		clips[in.product][in.clip] = true
		if _, had := earned[in.product]; !had {
			earned[in.product] = insight.Sums{} // followed, and not bought yet
		}
	}
	out := []InsightProduct{}
	for id, sums := range earned {
		p, err := t.l.Store.Product(ctx, id)
		if taglane.KindOf(err) == taglane.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, InsightProduct{Product: shown(p), Clips: len(clips[id]), Clicks: clicks[id], Sums: sumsOf(sums)})
	}
	slices.SortFunc(out, func(a, b InsightProduct) int {
		return cmp.Or(cmp.Compare(worth(b.Sums), worth(a.Sums)), cmp.Compare(b.Clicks, a.Clicks), cmp.Compare(a.Product.ID, b.Product.ID))
	})
	return out, nil
}

// warnings are accounts whose figures failed, and those that are silent.
func (t *Trade) warnings(ctx context.Context) ([]InsightWarning, error) {
	out := []InsightWarning{}
	failed, err := t.l.Store.Settings(ctx, troublePrefix)
	if err != nil {
		return nil, err
	}
	accounts, err := t.l.Store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		if text := failed[string(a.ID)]; text != "" {
			out = append(out, InsightWarning{"failed", a.ID, t.say("%s: %s", a.Name, text)})
		}
	}
	quiet, err := t.quiet(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range quiet {
		out = append(out, InsightWarning{"quiet", id, t.say("No commission was seen from %s for 14 days, though its links are clicked. Check its links.", t.accountName(ctx, id))})
	}
	return out, nil
}

// quiet are networks that nothing comes from although the posts that carry
// their links are looked at.
func (t *Trade) quiet(ctx context.Context) ([]taglane.ID, error) {
	links, err := t.l.Store.Links(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := t.l.Store.Publications(ctx)
	if err != nil {
		return nil, err
	}
	seen, err := t.l.Store.Observations(ctx, "", time.Time{}, time.Time{})
	if err != nil {
		return nil, err
	}
	paying := map[taglane.ID][]taglane.ID{} // accounts of networks, by clip
	for _, l := range links {
		if !slices.Contains(paying[l.Clip], l.Account) {
			paying[l.Clip] = append(paying[l.Clip], l.Account)
		}
	}
	clicked := map[taglane.ID]insight.Clicked{}
	of := clipsOf(rows)
	for _, o := range seen {
		if !insight.IsClicks(o.Name) || o.Value <= 0 {
			continue
		}
		for _, a := range paying[of[o.Publication]] {
			c, had := clicked[a]
			if !had || o.At.Before(c.First) {
				c.First = o.At
			}
			if o.At.After(c.Last) {
				c.Last = o.At
			}
			clicked[a] = c
		}
	}
	earned, err := t.l.Store.Earnings(ctx, time.Time{}, time.Time{})
	if err != nil {
		return nil, err
	}
	return insight.Quiet(clicked, earned, t.l.Now()), nil
}

func clipsOf(rows []outbox.Row) map[taglane.ID]taglane.ID {
	out := make(map[taglane.ID]taglane.ID, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Clip
	}
	return out
}
