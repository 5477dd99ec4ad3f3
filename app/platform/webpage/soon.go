package webpage

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"taglane/app/taglane"
)

// counts says whether anything in a draft comes later.
func counts(d taglane.Draft) bool {
	return slices.ContainsFunc(d.Tags, func(t taglane.Tag) bool { return t.Coming != nil })
}

// announce says in the row of a tag what is coming when, in the words the
// creator chose for the first that has any.
func (pg *page) announce(o *row, t taglane.Tag) {
	if t.Coming == nil {
		return
	}
	pg.Counting = true
	if o.Comes == "" {
		o.Comes = fmt.Sprintf(pg.Words.From, pg.Words.moment(t.Coming.At, t.Coming.Zone))
		o.Name = firstOf(t.Label, o.Name)
	}
}

// spoken are the words that the scripts say.
func (pg *page) spoken(sound bool) map[string]any {
	w := pg.Words
	out := map[string]any{"play": w.Play, "pause": w.Pause, "mute": w.Mute, "unmute": w.Unmute, "seek": w.Seek,
		"close": w.Close, "opens": w.Opens, "show": w.Show, "moments": w.Moments, "broken": w.Broken,
		"sound": sound, "asof": pg.asOf, "tied": pg.relations}
	if pg.Counting {
		maps.Copy(out, map[string]any{"from": pg.comes, "left": w.Left, "byClock": w.ByClock, "here": w.Here, "due": w.Due, "reload": w.Reload,
			"days": w.Days, "hours": w.Hours, "minutes": w.Minutes})
	}
	return out
}

// told is the product of a tag that counts down of which the page would say more
// than its words; "" for none. A clock in a browser hides nothing.
func told(r taglane.Revision) taglane.ID {
	for _, t := range r.Draft.Tags {
		if t.Coming == nil {
			continue
		}
		q, _ := r.Draft.Product(t.Product)
		_, linked := r.Draft.Links[t.ID]
		_, pictured := r.Pictures[q.ID]
		if linked || pictured || q.Offer != nil || q.Image+q.URL+q.Brand+q.GTIN+q.SKU+q.MPN+q.Group+q.Notes != "" || len(q.Options) > 0 {
			return q.ID
		}
	}
	return ""
}

// Losses: a page carries everything but prices too old to show and links to what
// is sold out; of what is held back it says when it comes.
func (s *Service) Losses(p taglane.Publication) (out []taglane.Loss) {
	old, sold, coming, last := 0, 0, 0, time.Time{}
	for _, q := range p.Revision.Draft.Products {
		if q.Offer != nil && !fresh(q.Offer, p.Revision.FrozenAt) {
			old++
		}
		if q.SoldOut() && p.Revision.Draft.LinkTo(q.ID) != "" {
			sold++
		}
	}
	for _, t := range p.Revision.Draft.Tags {
		if t.Coming != nil {
			coming++
			if t.Coming.At.After(last) {
				last = t.Coming.At
			}
		}
	}
	lose := func(n int, what, why taglane.Said) {
		if n > 0 {
			out = append(out, taglane.NewLoss(taglane.Say("Web page"), what, why))
		}
	}
	lose(old, taglane.Say("the prices of %d products", old), taglane.Say("it is older than 7 days"))
	lose(sold, taglane.Say("the links of %d products", sold), taglane.Say("nobody has it in stock"))
	lose(coming, taglane.Say("what %d tags show", coming), taglane.Say("until %s only a countdown is shown", last))
	return out
}
