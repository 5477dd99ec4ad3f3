package trade

import (
	"context"
	"slices"
	"strings"
	"time"

	"taglane/app/insight"
	"taglane/app/platform"
	"taglane/app/taglane"
)

// clicksLooked is how far back clicks are looked at, days. What is older says
// nothing about whether links work now.
const clicksLooked = 3 * insight.Silence

// warnings are accounts that did not tell everything, those that are silent, and
// those that do not tell when what is pending is certain.
func (t *Trade) warnings(ctx context.Context, k books, credits []insight.Credit) ([]InsightWarning, error) {
	out := []InsightWarning{}
	answers, err := t.answers(ctx)
	if err != nil {
		return nil, err
	}
	accounts, err := t.l.Store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		if of := answers[a.ID]; of.Kind != "" {
			out = append(out, InsightWarning{of.warning(), a.ID, t.say("%s: %s", a.Name, t.l.Tell(of.Said)), t.unknown(of)})
		}
	}
	quiet, err := t.quiet(ctx, k, answers)
	if err != nil {
		return nil, err
	}
	for _, id := range quiet {
		out = append(out, InsightWarning{Kind: "quiet", Account: id, Message: t.silent(k.accounts[id])})
	}
	for _, a := range accounts {
		about, _ := platform.ProfileOf(a.Service)
		if about.Pending.Format != "" && slices.ContainsFunc(credits, func(c insight.Credit) bool { return c.Account == a.ID && c.State == taglane.Pending }) {
			out = append(out, InsightWarning{Kind: "pending", Account: a.ID, Message: t.say("%s: %s", a.Name, t.l.Tell(about.Pending))})
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
	answers, err := t.answers(ctx)
	if err != nil {
		return "", err
	}
	quiet, err := t.quiet(ctx, k, answers)
	if err != nil || !slices.Contains(quiet, account) {
		return "", err
	}
	return t.silent(k.accounts[account]), nil
}

// quiet are networks that nothing comes from although their links are clicked,
// as far as they told: who was not asked, or did not answer, is not silent.
func (t *Trade) quiet(ctx context.Context, k books, answers map[taglane.ID]answered) ([]taglane.ID, error) {
	var asked time.Time
	for _, a := range answers {
		if a.Whole.After(asked) {
			asked = a.Whole
		}
	}
	if asked.IsZero() {
		return nil, nil
	}
	clicked, err := t.clicked(ctx, k, asked)
	if err != nil || len(clicked) == 0 {
		return nil, err
	}
	paid := map[taglane.ID]time.Time{}
	for id := range clicked {
		if paid[id], err = t.l.Store.LastPaid(ctx, id); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(insight.Quiet(clicked, paid, asked), func(id taglane.ID) bool {
		_, there := k.accounts[id]
		return !there || answers[id].Kind != "" || answers[id].Whole.IsZero()
	}), nil
}

// paying are the accounts of networks whose links a clip carries for a product;
// for product "", for any.
func (k books) paying() map[shownIn][]taglane.ID {
	out := map[shownIn][]taglane.ID{}
	for _, l := range k.links {
		for _, in := range []shownIn{{l.Clip, l.Product}, {l.Clip, ""}} {
			if !slices.Contains(out[in], l.Account) {
				out[in] = append(out[in], l.Account)
			}
		}
	}
	return out
}

// clicked are the times at which links of an account were found to have been
// followed more often than before. Where a post tells which product was followed,
// that counts; where it tells of clicks alone, they may be any of its links'.
func (t *Trade) clicked(ctx context.Context, k books, now time.Time) (map[taglane.ID][]time.Time, error) {
	paying, out := k.paying(), map[taglane.ID][]time.Time{}
	if len(paying) == 0 {
		return out, nil
	}
	from, names := now.AddDate(0, 0, -clicksLooked), append(insight.Clicks(), insight.Followed)
	before, err := t.l.Store.Stood(ctx, from, names...)
	if err != nil {
		return nil, err
	}
	since, err := t.l.Store.Readings(ctx, from, time.Time{}, names...)
	if err != nil {
		return nil, err
	}
	type series struct {
		publication taglane.ID
		name        string
	}
	was, of, tells := map[series]float64{}, clipsOf(k.public), map[taglane.ID]bool{}
	for _, o := range before {
		was[series{o.Publication, o.Name}] = o.Value
	}
	for _, o := range slices.Concat(before, since) {
		if strings.HasPrefix(o.Name, insight.Followed) {
			tells[o.Publication] = true
		}
	}
	for _, o := range since { // each in order of time
		at := series{o.Publication, o.Name}
		product, named := strings.CutPrefix(o.Name, insight.Followed)
		switch {
		case !named && tells[o.Publication]:
			continue
		case !named:
			product = ""
		}
		if o.Value > was[at] {
			for _, a := range paying[shownIn{of[o.Publication], taglane.ID(product)}] {
				out[a] = append(out[a], o.At)
			}
		}
		was[at] = o.Value
	}
	return out, nil
}
