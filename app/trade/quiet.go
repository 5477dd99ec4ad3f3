package trade

import (
	"context"
	"slices"
	"time"

	"taglane/app/insight"
	"taglane/app/platform"
	"taglane/app/taglane"
)

// clicksLooked is how far back clicks are looked at, days. What is older says
// nothing about whether links work now.
const clicksLooked = 3 * insight.Silence

// warnings are accounts whose figures failed, those that are silent, and those
// that do not tell when what is pending is certain.
func (t *Trade) warnings(ctx context.Context, k books, credits []insight.Credit) ([]InsightWarning, error) {
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
	quiet, err := t.quiet(ctx, k, failed)
	if err != nil {
		return nil, err
	}
	for _, id := range quiet {
		out = append(out, InsightWarning{"quiet", id, t.silent(k.accounts[id])})
	}
	for _, a := range accounts {
		about, _ := platform.ProfileOf(a.Service)
		if about.Pending.Format != "" && slices.ContainsFunc(credits, func(c insight.Credit) bool { return c.Account == a.ID && c.State == taglane.Pending }) {
			out = append(out, InsightWarning{"pending", a.ID, t.say("%s: %s", a.Name, t.l.Tell(about.Pending))})
		}
	}
	return out, nil
}

func (t *Trade) silent(a taglane.Account) string {
	return t.say("No commission was seen from %s for 14 days, though its links are clicked. Check its links.", a.Name)
}

// QuietAccount says that no commission was seen from an account although its
// links are clicked, with what to do next; "" where that is not so.
func (t *Trade) QuietAccount(ctx context.Context, account taglane.ID) (string, error) {
	k, err := t.books(ctx)
	if err != nil {
		return "", err
	}
	if !slices.ContainsFunc(k.links, func(l taglane.Link) bool { return l.Account == account }) {
		return "", nil // no link of ours could be clicked
	}
	failed, err := t.l.Store.Settings(ctx, troublePrefix)
	if err != nil {
		return "", err
	}
	quiet, err := t.quiet(ctx, k, failed)
	if err != nil || !slices.Contains(quiet, account) {
		return "", err
	}
	return t.silent(k.accounts[account]), nil
}

// quiet are networks that nothing comes from although their links are clicked,
// as far as they have been asked: who was not, or did not answer, is not silent.
func (t *Trade) quiet(ctx context.Context, k books, failed map[string]string) ([]taglane.ID, error) {
	text, err := t.asked(ctx)
	if err != nil || text == "" {
		return nil, err
	}
	asked, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "It is not known when figures were asked for last.")
	}
	clicked, err := t.clicked(ctx, k, asked)
	if err != nil || len(clicked) == 0 {
		return nil, err
	}
	earned, err := t.l.Store.Earnings(ctx, time.Time{}, time.Time{})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(insight.Quiet(clicked, earned, asked), func(id taglane.ID) bool {
		_, there := k.accounts[id]
		return !there || failed[string(id)] != ""
	}), nil
}

// clicked are the times at which posts that carry links of an account were found
// to have been clicked more often than before.
func (t *Trade) clicked(ctx context.Context, k books, now time.Time) (map[taglane.ID][]time.Time, error) {
	paying := map[taglane.ID][]taglane.ID{} // accounts of networks, by clip
	for _, l := range k.links {
		if !slices.Contains(paying[l.Clip], l.Account) {
			paying[l.Clip] = append(paying[l.Clip], l.Account)
		}
	}
	out := map[taglane.ID][]time.Time{}
	if len(paying) == 0 {
		return out, nil
	}
	from := now.AddDate(0, 0, -clicksLooked)
	before, err := t.l.Store.Stood(ctx, from, insight.Clicks()...)
	if err != nil {
		return nil, err
	}
	since, err := t.l.Store.Readings(ctx, from, time.Time{}, insight.Clicks()...)
	if err != nil {
		return nil, err
	}
	type series struct {
		publication taglane.ID
		name        string
	}
	was, of := map[series]float64{}, clipsOf(k.public)
	for _, o := range before {
		was[series{o.Publication, o.Name}] = o.Value
	}
	for _, o := range since { // each in order of time
		k := series{o.Publication, o.Name}
		if o.Value > was[k] {
			for _, a := range paying[of[o.Publication]] {
				out[a] = append(out[a], o.At)
			}
		}
		was[k] = o.Value
	}
	return out, nil
}
