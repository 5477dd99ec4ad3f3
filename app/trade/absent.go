package trade

import (
	"cmp"
	"context"

	"taglane/app/catalog"
	"taglane/app/taglane"
)

// stillThere keeps what a row named that could not be read: it is there, though
// nobody knows how.
func (t *Trade) stillThere(ctx context.Context, source, reading string, refused []catalog.Refusal) error {
	var keys []string
	for _, no := range refused {
		if no.Key != "" {
			keys = append(keys, no.Key)
		}
	}
	return t.l.Store.StillListed(ctx, source, reading, keys)
}

const (
	// shrunk is which part of a source may be gone at once without being asked, percent.
	shrunk = 30
	// absentNamed is how many absent listings are named.
	absentNamed = 10
)

// absent keeps that a source was read, and says what it no longer lists. Only
// what two complete readings in a row lack may go; a reading that is partial,
// torn or empty proves nothing.
func (t *Trade) absent(ctx context.Context, source, title, now string, a FileAnswers, read catalog.Report) (FileAbsent, error) {
	s, err := t.l.Store.Source(ctx, source)
	if err != nil && taglane.KindOf(err) != taglane.NotFound {
		return FileAbsent{}, err
	}
	s.Name, s.Title, s.ReadAt = source, cmp.Or(s.Title, title), t.l.Now().UTC()
	s.Answers = map[string]any{"columns": a.Columns, "currency": a.Currency, "address": a.Address}
	before := ""
	if read.Complete {
		if n := len(s.Whole); n > 0 {
			before = s.Whole[n-1]
		}
		s.Whole = []string{before, now}
	}
	if err := t.l.Store.KeepSource(ctx, s); err != nil {
		return FileAbsent{}, err
	}
	out := FileAbsent{Some: []string{}, May: "no"}
	if before == "" {
		return out, nil
	}
	gone, n, err := t.l.Store.Absent(ctx, source, before, absentNamed)
	for _, l := range gone {
		out.Some = append(out.Some, l.Title)
	}
	kept, bad := t.l.Store.Source(ctx, source)
	switch out.Count = n; {
	case err != nil || bad != nil || n == 0:
	case n*100 > kept.Listings*shrunk:
		out.May = "ask"
	default:
		out.May = "yes"
	}
	if err == nil {
		err = bad
	}
	return out, err
}

// ExpireListings takes out what the last two complete readings of a source did
// not list, and returns how much that was. Refused: there were no two.
func (t *Trade) ExpireListings(ctx context.Context, source string) (int, error) {
	s, err := t.l.Store.Source(ctx, source)
	if err != nil {
		return 0, err
	}
	if len(s.Whole) < 2 || s.Whole[0] == "" {
		return 0, taglane.Errorf(taglane.Refused, "Only what is missing from two complete files in a row may go.")
	}
	n, err := t.l.Store.Expire(ctx, source, s.Whole[0])
	if err != nil {
		return 0, err
	}
	t.changed()
	return int(n), t.l.Store.KeepSource(ctx, s)
}
