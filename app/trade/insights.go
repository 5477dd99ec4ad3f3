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

// InsightPost is one public post, and what came in by it in the span.
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
	Orders      int        `json:"orders"` // as the service itself counts them, or as far as they paid us
	Sums        Sums       `json:"sums"`
	ReadAt      string     `json:"readAt"`
}

// InsightProduct is one product over all clips.
type InsightProduct struct {
	Product Product `json:"product"`
	Clips   int     `json:"clips"`
	Views   int64   `json:"views"` // of the posts of its clips
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
	Views       int64       `json:"views"` // of the posts of its clip
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
	Kind    string     `json:"kind"` // login: it wants its person; late: it tells later; failed: it does not answer; quiet: nothing comes from it; pending: when its commissions are certain
	Account taglane.ID `json:"account"`
	Message string     `json:"message"`
	Unknown string     `json:"unknown"` // what is missing in the sums while it does not answer; "": nothing
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
	k, err := t.books(ctx)
	if err != nil {
		return Insights{}, err
	}
	credits, err := t.credits(ctx, k, span.from, span.to)
	if err != nil {
		return Insights{}, err
	}
	f, err := t.figures(ctx, k, span)
	if err != nil {
		return Insights{}, err
	}
	v := Insights{From: from, To: to, Sums: sumsOf(insight.Sum(credits)), Days: []InsightDay{}}
	for _, d := range insight.Days(f.growth, credits, span.from, span.to, span.zone) {
		v.Days = append(v.Days, InsightDay{d.Day, int64(d.Views), int64(d.Clicks), d.Orders, filled(d.Commission)})
		v.Views += int64(d.Views)
		v.Clicks += int64(d.Clicks)
	}
	lost := insight.Unassigned(credits)
	v.Unassigned = InsightUnassigned{len(lost), sumsOf(insight.Sum(lost))}
	for _, fill := range []func() error{
		func() (err error) { v.Asked, err = t.asked(ctx); return err },
		func() (err error) { v.Posts, err = t.postsIn(ctx, k, credits, f); return err },
		func() (err error) { v.Tags, err = t.tagsIn(ctx, credits, f); return err },
		func() (err error) { v.Products, err = t.productsIn(ctx, credits, v.Tags, f); return err },
		func() (err error) { v.Warnings, err = t.warnings(ctx, k, credits); return err },
	} {
		if err := fill(); err != nil {
			return Insights{}, err
		}
	}
	return v, nil
}

// books are what all figures are read against, each read once.
type books struct {
	public   []outbox.Row // newest first
	links    []taglane.Link
	accounts map[taglane.ID]taglane.Account
}

func (t *Trade) books(ctx context.Context) (k books, err error) {
	rows, err := t.l.Store.Publications(ctx)
	if err != nil {
		return k, err
	}
	k.public = slices.DeleteFunc(rows, func(r outbox.Row) bool { return r.Stage < outbox.Live })
	if k.links, err = t.l.Store.Links(ctx); err != nil {
		return k, err
	}
	all, err := t.l.Store.Accounts(ctx)
	k.accounts = make(map[taglane.ID]taglane.Account, len(all))
	for _, a := range all {
		k.accounts[a.ID] = a
	}
	return k, err
}

// figures are what was counted in a span.
type figures struct {
	growth   []insight.Growth
	posts    map[taglane.ID]insight.Reading
	followed map[shownIn]int64
	views    map[taglane.ID]int64 // by clip
	orders   map[taglane.ID]int   // by post, where its service counts them
}

func (t *Trade) figures(ctx context.Context, k books, span days) (f figures, err error) {
	grown, err := t.l.Store.Growth(ctx, span.from, span.to)
	if err != nil {
		return f, err
	}
	for _, g := range grown {
		f.growth = append(f.growth, insight.Growth(g))
	}
	names := append(insight.Counted(), insight.Followed)
	before, err := t.l.Store.Stood(ctx, span.from, names...)
	if err != nil {
		return f, err
	}
	after, err := t.l.Store.Stood(ctx, span.to, names...)
	if err != nil {
		return f, err
	}
	clips := clipsOf(k.public)
	f.posts, f.followed, f.views = insight.Readings(figuresOf(before), figuresOf(after)), followedIn(before, after, clips), map[taglane.ID]int64{}
	for id, r := range f.posts {
		f.views[clips[id]] += int64(r.Views)
	}
	daily, err := t.l.Store.Readings(ctx, span.from, span.to, insight.Orders)
	f.orders = map[taglane.ID]int{}
	for _, o := range daily {
		f.orders[o.Publication] += int(o.Value)
	}
	return f, err
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
func (t *Trade) postsIn(ctx context.Context, k books, credits []insight.Credit, f figures) ([]InsightPost, error) {
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
	clips, err := t.clipsShown(ctx, k.public)
	if err != nil {
		return nil, err
	}
	out := make([]InsightPost, 0, len(k.public))
	for _, r := range k.public {
		read, a := f.posts[r.ID], k.accounts[r.Account]
		p := InsightPost{
			Publication: r.ID, Clip: r.Clip, Link: r.Post.Link, PostedAt: moment(r.At), AccountName: a.Name, Service: a.Service,
			Views: int64(read.Views), Likes: int64(read.Likes), Clicks: int64(read.Clicks), ReadAt: moment(read.At),
		}
		if r.At.IsZero() {
			p.PostedAt = moment(r.QueuedAt)
		}
		if c, known := clips[r.Clip]; known {
			p.ClipName, p.Poster = nameOf(c), t.l.Poster(c)
		}
		sums := named[r.ID]
		if more, has := byPlace[place{r.Clip, p.Service}]; has && sums.Orders == 0 {
			sums = more
			delete(byPlace, place{r.Clip, p.Service}) // of two posts at one service the newer is credited
		}
		p.Sums, p.Orders = sumsOf(sums), max(sums.Orders, f.orders[r.ID])
		out = append(out, p)
	}
	most := make(map[taglane.ID]float64, len(out))
	for _, p := range out {
		most[p.Publication] = worth(p.Sums)
	}
	slices.SortStableFunc(out, func(a, b InsightPost) int {
		return cmp.Or(cmp.Compare(most[b.Publication], most[a.Publication]), cmp.Compare(b.Views, a.Views))
	})
	return out, nil
}

// clipsAtOnce is how many clips are read by one question.
const clipsAtOnce = 500

// clipsShown are the clips of posts; those that are gone are left out.
func (t *Trade) clipsShown(ctx context.Context, public []outbox.Row) (map[taglane.ID]taglane.Clip, error) {
	out := make(map[taglane.ID]taglane.Clip, len(public))
	var ids []taglane.ID
	for _, r := range public {
		if _, named := out[r.Clip]; !named {
			out[r.Clip] = taglane.Clip{}
			ids = append(ids, r.Clip)
		}
	}
	clear(out)
	for some := range slices.Chunk(ids, clipsAtOnce) {
		rows, err := t.l.Store.Rows(ctx, some)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.ID] = r.Clip
		}
	}
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

// tagsIn are the tags that brought something in or whose links were followed,
// the most first.
func (t *Trade) tagsIn(ctx context.Context, credits []insight.Credit, f figures) ([]InsightTag, error) {
	sums := insight.By(credits, func(c insight.Credit) taglane.ID { return c.Tag })
	for in := range f.followed {
		tags, err := t.l.Store.Tags(ctx, in.clip)
		if err != nil {
			return nil, err
		}
		for _, tag := range tags {
			if _, has := sums[tag.ID]; !has && tag.Product == in.product {
				sums[tag.ID] = insight.Sums{} // followed, and not bought yet
			}
		}
	}
	out := []InsightTag{}
	for id, brought := range sums {
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
		v.Sums, v.Views, v.Clicks = sumsOf(brought), f.views[tag.Clip], f.followed[shownIn{tag.Clip, tag.Product}]
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b InsightTag) int {
		return cmp.Or(cmp.Compare(worth(b.Sums), worth(a.Sums)), cmp.Compare(b.Clicks, a.Clicks), cmp.Compare(a.Tag, b.Tag))
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

func (t *Trade) productsIn(ctx context.Context, credits []insight.Credit, tags []InsightTag, f figures) ([]InsightProduct, error) {
	clips := map[taglane.ID]map[taglane.ID]bool{}
	in := func(product, clip taglane.ID) {
		if clips[product] == nil {
			clips[product] = map[taglane.ID]bool{}
		}
		clips[product][clip] = true
	}
	clicks := map[taglane.ID]int64{}
	earned := insight.By(credits, func(c insight.Credit) taglane.ID { return c.Product })
	for _, tag := range tags {
		in(tag.Product.ID, tag.Clip)
	}
	for at, n := range f.followed {
		clicks[at.product] += n
		in(at.product, at.clip)
		if _, had := earned[at.product]; !had {
			earned[at.product] = insight.Sums{} // followed, and not bought yet
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
		v := InsightProduct{Product: shown(p), Clips: len(clips[id]), Clicks: clicks[id], Sums: sumsOf(sums)}
		for clip := range clips[id] {
			v.Views += f.views[clip]
		}
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b InsightProduct) int {
		return cmp.Or(cmp.Compare(worth(b.Sums), worth(a.Sums)), cmp.Compare(b.Clicks, a.Clicks), cmp.Compare(a.Product.ID, b.Product.ID))
	})
	return out, nil
}

func clipsOf(rows []outbox.Row) map[taglane.ID]taglane.ID {
	out := make(map[taglane.ID]taglane.ID, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Clip
	}
	return out
}
