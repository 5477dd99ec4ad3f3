package trade

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"taglane/app/insight"
	"taglane/app/outbox"
	"taglane/app/platform"
	"taglane/app/store"
	"taglane/app/taglane"
)

// ClipInsights is what one clip brought in, moment by moment.
type ClipInsights struct {
	Clip     taglane.ID      `json:"clip"`
	Curves   []InsightCurve  `json:"curves"`
	Tags     []InsightTag    `json:"tags"`
	Seconds  []InsightSecond `json:"seconds"`
	Currency string          `json:"currency"` // of the seconds
}

// InsightCurve is how much of the audience stays, at even steps over the clip.
type InsightCurve struct {
	Service string    `json:"service"`
	Title   string    `json:"title"`
	Kept    []float64 `json:"kept"`
	At      string    `json:"at"`
}

// InsightSecond is one second of a clip: who is there, and what the tags that
// are shown then brought in for each second they are shown.
type InsightSecond struct {
	At         int     `json:"at"`
	Kept       float64 `json:"kept"`
	Commission float64 `json:"commission"`
}

// reach is how far a tag may be moved to be seen by more: what is tagged is in
// the picture about there.
const reach = 3 // seconds

// ClipInsights says what every tag of a clip brought in so far, and where the
// audience is. Nothing is asked of anybody.
func (t *Trade) ClipInsights(ctx context.Context, clip taglane.ID) (ClipInsights, error) {
	c, err := t.l.Store.Clip(ctx, clip)
	if err != nil {
		return ClipInsights{}, err
	}
	v := ClipInsights{Clip: clip, Curves: []InsightCurve{}, Tags: []InsightTag{}, Seconds: []InsightSecond{}}
	curves, err := t.l.Store.Curves(ctx, clip)
	if err != nil {
		return v, err
	}
	for _, k := range curves {
		v.Curves = append(v.Curves, InsightCurve{k.Service, titleOf(k.Service), filled(k.Kept), moment(k.At)})
	}
	k, err := t.books(ctx)
	if err != nil {
		return v, err
	}
	credits, err := t.credits(ctx, k, time.Time{}, time.Time{})
	if err != nil {
		return v, err
	}
	sums := insight.By(credits, func(c insight.Credit) taglane.ID { return c.Tag })
	tags, err := t.l.Store.Tags(ctx, clip)
	if err != nil {
		return v, err
	}
	counted, err := t.counted(ctx, clip)
	if err != nil {
		return v, err
	}
	for _, tag := range tags {
		one, err := t.tagShown(ctx, c, tag)
		if err != nil {
			return v, err
		}
		one.Sums = sumsOf(sums[tag.ID])
		one.Impressions, one.Clicks = counted[insight.Seen+string(tag.Product)], counted[insight.Followed+string(tag.Product)]
		if len(curves) > 0 {
			one.Best = t.best(curves[0].Kept, c, tag, tags)
		}
		v.Tags = append(v.Tags, one)
	}
	v.Currency = mainCurrency(v.Tags)
	v.Seconds = secondsOf(c, curves, v.Tags, v.Currency)
	return v, nil
}

func (t *Trade) best(curve []float64, c taglane.Clip, tag taglane.Tag, tags []taglane.Tag) *BestSecond {
	within := taglane.Frame(c.Rate.FPS() * reach)
	var taken []taglane.Span // tags of one product that overlap would become one
	for _, other := range tags {
		if other.ID != tag.ID && other.Product == tag.Product {
			taken = append(taken, other.Span)
		}
	}
	s, gain, ok := insight.Best(curve, tag.Span, c.Frames, within, taken...)
	if !ok {
		return nil
	}
	return &BestSecond{s, gain, t.say("At %s more people are still watching: %s more than now.", c.Rate.Timecode(s.In), taglane.Share(math.Round(gain*100)/100))}
}

// mainCurrency is the one in which most tags earned; "" where none did.
func mainCurrency(tags []InsightTag) string {
	n := map[string]int{}
	for _, tag := range tags {
		for _, a := range slices.Concat(tag.Sums.Earned, tag.Sums.Pending) {
			n[a.Currency]++
		}
	}
	best := ""
	for c := range n {
		if n[c] > n[best] || n[c] == n[best] && c < best {
			best = c
		}
	}
	return best
}

// secondsOf spreads what a tag brought in over the seconds it is shown.
func secondsOf(c taglane.Clip, curves []store.Curve, tags []InsightTag, currency string) []InsightSecond {
	length := int(c.Rate.Seconds(c.Frames) + 0.999)
	out := make([]InsightSecond, 0, length)
	for s := range length {
		v := InsightSecond{At: s}
		from, to := c.Rate.FrameAtMillis(int64(s)*1000), min(c.Rate.FrameAtMillis(int64(s+1)*1000), c.Frames)
		if len(curves) > 0 {
			v.Kept = insight.Kept(curves[0].Kept, taglane.Span{In: from, Out: to}, c.Frames)
		}
		for _, tag := range tags {
			shown := min(to, tag.Out) - max(from, tag.In)
			if shown <= 0 || tag.Out <= tag.In {
				continue
			}
			for _, a := range taglane.Sum(slices.Concat(tag.Sums.Earned, tag.Sums.Pending)...) {
				if a.Currency == currency {
					v.Commission += a.Float() * float64(shown) / float64(tag.Out-tag.In)
				}
			}
		}
		out = append(out, v)
	}
	return out
}

// ImportCurve takes in how much of a clip's audience a service saw stay, as its
// file says. It takes the place of the curve before.
func (t *Trade) ImportCurve(ctx context.Context, clip taglane.ID, service, text string) (ClipInsights, error) {
	c, err := t.l.Store.Clip(ctx, clip)
	if err != nil {
		return ClipInsights{}, err
	}
	if !slices.Contains(platform.Services(), service) {
		return ClipInsights{}, taglane.Errorf(taglane.Invalid, "Say whose figures these are.")
	}
	kept, err := insight.ReadCurve([]byte(text), c.Rate.Seconds(c.Frames))
	if err != nil {
		return ClipInsights{}, err
	}
	if err := t.l.Store.KeepCurve(ctx, store.Curve{Clip: clip, Service: service, Kept: kept, At: t.l.Now().UTC()}); err != nil {
		return ClipInsights{}, err
	}
	t.l.Emit("insights", struct{}{})
	return t.ClipInsights(ctx, clip)
}

// ImportImpressions takes in what a clip's page counted. NotFound: the clip has
// no page.
func (t *Trade) ImportImpressions(ctx context.Context, clip taglane.ID, text string) (ClipInsights, error) {
	read, err := insight.ReadCounts([]byte(text))
	if err != nil {
		return ClipInsights{}, err
	}
	page, err := t.pageOf(ctx, clip)
	if err != nil {
		return ClipInsights{}, err
	}
	now := t.l.Now().UTC()
	var seen []taglane.Observation
	followed := 0
	for _, n := range read {
		followed += n.Followed
		seen = append(seen,
			taglane.Observation{At: now, Name: insight.Seen + string(n.Product), Value: float64(n.Seen)},
			taglane.Observation{At: now, Name: insight.Followed + string(n.Product), Value: float64(n.Followed)})
	}
	seen = append(seen, taglane.Observation{At: now, Name: "clicks", Value: float64(followed)}) // of the post, whatever was followed
	if err := t.l.Store.Observe(ctx, page, seen...); err != nil {
		return ClipInsights{}, err
	}
	t.l.Emit("insights", struct{}{})
	return t.ClipInsights(ctx, clip)
}

// pageOf is the publication that made the clip's newest page.
func (t *Trade) pageOf(ctx context.Context, clip taglane.ID) (taglane.ID, error) {
	public, err := t.public(ctx)
	if err != nil {
		return "", err
	}
	rows := public[clip]
	slices.SortFunc(rows, func(a, b outbox.Row) int { return cmp.Compare(b.QueuedAt.UnixNano(), a.QueuedAt.UnixNano()) })
	for _, r := range rows {
		if a, err := t.l.Store.Account(ctx, r.Account); err == nil && counts(a.Service) {
			return r.ID, nil
		}
	}
	return "", taglane.Errorf(taglane.NotFound, "This clip has no page that could have counted.")
}

// counts says whether posts of a service can count who looks at them.
func counts(service string) bool {
	p, _ := platform.ProfileOf(service)
	return slices.ContainsFunc(p.Options, func(o platform.Option) bool { return o.Key == "impressions" })
}

// counted is the latest that pages of a clip counted, by name.
func (t *Trade) counted(ctx context.Context, clip taglane.ID) (map[string]int64, error) {
	public, err := t.public(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]int64{}
	for _, r := range public[clip] {
		seen, err := t.l.Store.Observations(ctx, r.ID, time.Time{}, time.Time{})
		if err != nil {
			return nil, err
		}
		latest := map[string]int64{}
		for _, o := range seen {
			if strings.HasPrefix(o.Name, insight.Seen) || strings.HasPrefix(o.Name, insight.Followed) {
				latest[o.Name] = int64(o.Value) // they come in order of time
			}
		}
		for name, n := range latest {
			out[name] += n
		}
	}
	return out, nil
}

// Export is a file that a verb made.
type Export struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// ExportInsights is what Insights says, tag by tag, as a table for a
// spreadsheet. Cells that a spreadsheet would run as formulas stay text.
func (t *Trade) ExportInsights(ctx context.Context, from, to string) (Export, error) {
	v, err := t.Insights(ctx, from, to)
	if err != nil {
		return Export{}, err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	put := func(cells ...string) {
		for i := range cells {
			cells[i] = safeCell(cells[i])
		}
		_ = w.Write(cells) // a buffer takes everything
	}
	put("clip", "product", "tag", "first second", "last second", "views", "clicks", "orders", "items", "state", "commission", "currency")
	for _, tag := range v.Tags {
		line := func(state taglane.EarningState, a taglane.Amount) {
			put(tag.ClipName, tag.Product.Title, string(tag.Tag), fmt.Sprintf("%.3f", tag.Seconds[0]), fmt.Sprintf("%.3f", tag.Seconds[1]), fmt.Sprint(tag.Views), fmt.Sprint(tag.Clicks),
				fmt.Sprint(tag.Sums.Orders), fmt.Sprint(tag.Sums.Items), string(state), a.Value, a.Currency)
		}
		for _, a := range tag.Sums.Earned {
			line(taglane.Earned, a)
		}
		for _, a := range tag.Sums.Pending {
			line(taglane.Pending, a)
		}
		if len(tag.Sums.Earned)+len(tag.Sums.Pending) == 0 {
			line("", taglane.Amount{}) // followed, and not bought yet
		}
	}
	w.Flush()
	return Export{"taglane-" + from + "-" + to + ".csv", b.String()}, nil
}

// safeCell keeps a text a text in every spreadsheet. Figures are none.
func safeCell(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return s
	}
	if _, err := taglane.NewAmount(s, "XXX"); err == nil {
		return s
	}
	return "'" + s
}
