package catalog

import (
	"strings"
	"time"

	"taglane/app/taglane"
)

// zoned are the forms that say where on earth; local are those that do not.
var (
	zoned = []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04-0700", "2006-01-02T15:04:05-0700", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04 -0700", time.RFC1123Z, time.RFC1123}
	local = []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"}
)

// timesMost is how many words are remembered: a feed has few, in many rows.
const timesMost = 256

// parsed is what a word for a time means.
type parsed struct {
	at               time.Time
	whole, vague, ok bool
}

// instant reads a time in the zone of the file.
func (f *reading) instant(s string) parsed {
	p, known := f.times[s]
	if known {
		return p
	}
	p.at, p.whole, p.vague, p.ok = instant(s, f.zone)
	if f.times == nil {
		f.times = map[string]parsed{}
	}
	if len(f.times) < timesMost {
		f.times[strings.Clone(s)] = p
	}
	return p
}

// instant reads ISO 8601. whole says that it is a day without a clock time,
// vague that it does not say its zone.
func instant(s string, zone *time.Location) (at time.Time, whole, vague, ok bool) {
	s = strings.TrimSpace(s)
	for _, form := range zoned {
		if t, err := time.Parse(form, s); err == nil {
			return t.UTC(), false, false, true
		}
	}
	for _, form := range local {
		if t, err := time.ParseInLocation(form, s, zone); err == nil {
			return t.UTC(), false, true, true
		}
	}
	if t, err := time.ParseInLocation(time.DateOnly, s, zone); err == nil {
		return t.UTC(), true, true, true
	}
	return time.Time{}, false, false, false
}

// when reads the time in a column. last says that a day without a clock time
// means its end.
func (f *reading) when(r *record, at field, last bool) time.Time {
	return f.moment(r, at, r.text(at), last)
}

func (f *reading) moment(r *record, at field, word string, last bool) time.Time {
	if word == "" {
		return time.Time{}
	}
	zone := f.zone
	if at == fDisclosed {
		zone = time.UTC // as Google has it
	}
	t, whole, vague, ok := instant(word, zone)
	if !ok || t.Year() < 1990 || t.Year() > 2200 {
		f.note(r, "feed.date", at, word, taglane.Say("%q is not a date such as 2026-12-01T10:00+01:00, so it was left out.", clipped(word)))
		return time.Time{}
	}
	if vague && at != fDisclosed {
		f.zoneless()
	}
	if whole && last {
		t = t.In(f.zone).AddDate(0, 0, 1).UTC()
	}
	return t
}

// sale reads the lower price and the window it holds in. A window that cannot
// be read costs the price: a price that may be over is worse than none.
func (f *reading) sale(r *record, l *taglane.Listing) {
	if l.Sale = f.cash(r, fSale); l.Sale == nil {
		return
	}
	if window := r.text(fSaleWindow); window != "" {
		from, to, both := strings.Cut(window, "/")
		first, last := f.instant(from), f.instant(to)
		if last.ok && last.whole {
			last.at = last.at.In(f.zone).AddDate(0, 0, 1).UTC()
		}
		if !both || !first.ok || !last.ok || !first.at.Before(last.at) {
			l.Sale = nil
			f.note(r, "feed.sale.window", fSaleWindow, window, taglane.Say("The sale price was left out, because it does not say clearly when it holds."))
			return
		}
		if first.vague || last.vague {
			f.zoneless()
		}
		l.SaleFrom, l.SaleTo = first.at, last.at
		return
	}
	l.SaleFrom, l.SaleTo = f.when(r, fSaleFrom, false), f.when(r, fSaleTo, true)
}

// zoneless says that a time had to be read as UTC.
func (f *reading) zoneless() {
	if f.Zone == nil {
		f.noteOnce("feed.zone", taglane.Say("Some times in the file do not say their time zone; they were read as UTC."))
		f.ask(AskZone)
	}
}

// keptFor is how long an item of Google Merchant lives that names no end.
const keptFor = 30 * 24 * time.Hour

// expiry says when a listing ends, and notes one that has.
func (f *reading) expiry(r *record, l *taglane.Listing) {
	l.Expires = f.when(r, fExpires, true)
	if l.Expires.IsZero() && f.report.Format == Google {
		l.Expires = f.updated.Add(keptFor)
	}
	if !l.Expires.IsZero() && !l.Expires.After(f.Now) {
		f.note(r, "feed.expired", fExpires, r.text(fExpires), taglane.Say("The offer has expired."))
	}
}

// drop reads from when a product may be shown, and looks at what Google asks of
// such a row.
func (f *reading) drop(r *record, l *taglane.Listing) {
	word := r.text(fDisclosed)
	if word == "" {
		return
	}
	if l.DisclosedFrom = f.when(r, fDisclosed, false); l.DisclosedFrom.IsZero() || len(word) > 25 {
		f.note(r, "drop.google.form", fDisclosed, word, taglane.Say("A disclosure date is written in 25 characters at most, such as 2026-12-25T13:00+0100."))
		return
	}
	if f.report.Format != Google {
		return
	}
	switch d := l.DisclosedFrom; {
	case f.Now.After(d.Add(24 * time.Hour)):
		f.note(r, "drop.google.cleanup", fDisclosed, word, taglane.Say("The disclosure date is over for more than a day; it should be taken out of the feed."))
	case d.After(f.Now) && d.Before(f.updated.Add(7*24*time.Hour)):
		f.note(r, "drop.google.lead", fDisclosed, word, taglane.Say("Google wants to know of a disclosure date at least 7 days ahead."))
	}
	if !l.AvailableFrom.IsZero() && !l.DisclosedFrom.Before(l.AvailableFrom) {
		f.note(r, "drop.google.preorder", fDisclosed, word, taglane.Say("The disclosure date has to lie before the day from which the product is available."))
	}
	for _, need := range []field{fKey, fTitle, fDescription, fLink, fImage, fPrice, fAvailability, fQuantity} {
		if r.text(need) == "" {
			f.note(r, "drop.google.fields", need, "", taglane.Say("Google shows a product with a disclosure date only if its row has %s.", string(columnNames[need])))
		}
	}
}
