package trade

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/url"
	"os"

	"taglane/app/catalog"
	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// FileReport is what became of a product file: taken + merged + refused are all
// of its rows.
type FileReport struct {
	Rows        int        `json:"rows"`
	Taken       int        `json:"taken"`
	Merged      int        `json:"merged"`
	RefusedRows int        `json:"refusedRows"`
	Refused     []RowNote  `json:"refused"`
	Notes       []RowNote  `json:"notes"`
	Source      string     `json:"source"` // where its listings are searched; "" where all became products
	Absent      FileAbsent `json:"absent"`
	Likely      []Likely   `json:"likely"`
}

// RowNote is something about a row.
type RowNote struct {
	Row    int    `json:"row"`
	Column string `json:"column"`
	Value  string `json:"value"`
	Reason string `json:"reason"`
}

// FileAbsent is what a source no longer lists, and whether it may be taken out:
// no, ask, or yes.
type FileAbsent struct {
	Count int      `json:"count"`
	Some  []string `json:"some"`
	May   string   `json:"may"`
}

// listingsAtOnce is how many listings one transaction takes in.
const listingsAtOnce = 1_000

// TakeFile takes in a product file that was looked at, as products or as a
// catalog to search in. NotFound: nobody looked at it, or long ago.
func (t *Trade) TakeFile(ctx context.Context, file string, a FileAnswers) (FileReport, error) {
	t.opened.Lock()
	f, known := t.opened.files[file]
	t.opened.Unlock()
	if !known {
		return FileReport{}, taglane.Errorf(taglane.NotFound, "This file is no longer open. Choose it again.")
	}
	source, title, err := t.sourceFor(ctx, a.Source, f.name)
	if err != nil {
		return FileReport{}, err
	}
	o := catalog.Options{Now: t.l.Now(), Zone: t.l.Now().Location(), Source: source, Currency: a.Currency, Link: a.Address, Complete: a.Whole, Mapping: mappingOf(a.Columns)}
	in, err := os.Open(f.path)
	if err != nil {
		return FileReport{}, taglane.Wrap(err, taglane.NotFound, "%s cannot be opened.", f.name)
	}
	defer in.Close()
	out, err := t.takeRows(ctx, in, o, title, a)
	if err != nil {
		return out, err
	}
	t.opened.Lock()
	delete(t.opened.files, file)
	t.opened.Unlock()
	f.forget()
	return out, nil
}

// ImportProducts takes in a product file as it comes: by its size as products,
// or as a catalog to search in. A row that names a product already here renews
// it; a row that cannot be read is reported and the rest is taken.
func (t *Trade) ImportProducts(ctx context.Context, r io.Reader, name string) (FileReport, error) {
	source, title, err := t.sourceFor(ctx, "", name)
	if err != nil {
		return FileReport{}, err
	}
	o := catalog.Options{Now: t.l.Now(), Zone: t.l.Now().Location(), Source: source}
	return t.takeRows(ctx, r, o, title, FileAnswers{})
}

func (t *Trade) takeRows(ctx context.Context, in io.Reader, o catalog.Options, title string, a FileAnswers) (FileReport, error) {
	k := &feedTaking{t: t, ctx: ctx, catalog: a.As == "catalogue", reading: reading(o.Now)}
	if a.As == "" {
		k.most = productsMost
	}
	var err error
	if k.known, err = t.known(ctx); err != nil {
		return FileReport{}, err
	}
	before, err := t.l.Store.Listed(ctx, o.Source)
	if err != nil {
		return FileReport{}, err
	}
	read, err := catalog.Read(in, o, k.row)
	if err == nil || taglane.KindOf(err) == taglane.Refused { // what was read before a file broke off is taken
		err = errors.Join(err, k.flush())
	}
	t.changed()
	out := t.reported(read)
	switch {
	case err != nil:
	case k.catalog:
		out.Source = o.Source
		if err = t.stillThere(ctx, o.Source, k.reading, read.Refused); err != nil {
			break
		}
		if k.fresh, err = t.l.Store.Listed(ctx, o.Source); err == nil {
			k.fresh -= before
			out.Absent, err = t.absent(ctx, o.Source, title, k.reading, a, read)
		}
	default:
		out.Likely, err = t.LikelyDoubles(ctx)
	}
	out.Taken, out.Merged = k.fresh, out.Rows-out.RefusedRows-k.fresh
	return out, err
}

// known are the products that are here, by what names them.
func (t *Trade) known(ctx context.Context) (map[string]taglane.Product, error) {
	products, err := t.l.Store.Products(ctx, "")
	out := make(map[string]taglane.Product, len(products))
	for _, p := range products {
		out[catalog.Identity(p)] = p
	}
	return out, err
}

// Identities are the products that are here, by what names them abroad; see
// catalog.Identity.
func (t *Trade) Identities(ctx context.Context) (map[string]taglane.ID, error) {
	known, err := t.known(ctx)
	out := make(map[string]taglane.ID, len(known))
	for key, p := range known {
		out[key] = p.ID
	}
	return out, err
}

func mappingOf(columns map[string]string) catalog.Mapping {
	m := catalog.Mapping{}
	for c, header := range columns {
		m[catalog.Column(c)] = header
	}
	return m
}

// sourceFor is the source a file renews: the one named, or else the one that
// came from a file of this name, so that taking it in again doubles nothing.
func (t *Trade) sourceFor(ctx context.Context, name, file string) (source, title string, err error) {
	if name != "" {
		was, err := t.l.Store.Source(ctx, name)
		return was.Name, was.Title, err
	}
	all, err := t.l.Store.Sources(ctx)
	for _, s := range all {
		if s.Title == file && s.Account == "" {
			return s.Name, s.Title, err
		}
	}
	return "file-" + string(t.l.NewID()), file, err
}

// feedTaking takes rows in, some at a time. While it is not known whether a
// file is long, its rows wait.
type feedTaking struct {
	t       *Trade
	ctx     context.Context
	catalog bool
	most    int // rows that still become products; 0: any number
	reading string
	waiting []taglane.Listing
	known   map[string]taglane.Product
	last    taglane.Listing // the row before
	fresh   int             // products that were not here before
}

func (k *feedTaking) row(r catalog.Row) error {
	if err := k.ctx.Err(); err != nil {
		return err
	}
	l := r.Listing
	further := l.Group != "" && l.Group == k.last.Group && l.Title == k.last.Title && l.URL == k.last.URL
	if k.last = l; further && !k.catalog {
		return nil // a further variant of what is one thing to a creator
	}
	k.waiting = append(k.waiting, l)
	if !k.catalog && k.most > 0 && len(k.waiting) > k.most {
		k.catalog = true // it is longer than anybody tags
	}
	if k.catalog && len(k.waiting) >= listingsAtOnce {
		return k.flush()
	}
	return nil
}

func (k *feedTaking) flush() error {
	rows := k.waiting
	k.waiting = nil
	if len(rows) == 0 {
		return nil
	}
	if k.catalog {
		return k.t.l.Store.KeepListings(k.ctx, k.reading, rows)
	}
	fresh, err := k.t.takeAll(k.ctx, rows, k.known)
	k.fresh += fresh
	return err
}

// takeAll makes products of listings as one step, and counts the new ones: a row
// that names a product already here renews it, and what the person wrote about
// it stays.
func (t *Trade) takeAll(ctx context.Context, rows []taglane.Listing, known map[string]taglane.Product) (n int, err error) {
	var writes []edit.Write
	var seen []taglane.Sighting
	now := t.l.Now()
	for _, l := range rows {
		fresh := catalog.Product(l, now)
		key := catalog.Identity(fresh)
		p, here := known[key]
		if here {
			was := store.ProductWrites(p)
			renew(&p, l, now)
			writes = append(writes, changes(was, store.ProductWrites(p))...)
		} else {
			fresh.ID = t.l.NewID()
			p = fresh
			n++
			writes = append(writes, saying(store.ProductWrites(p))...)
		}
		known[key] = p
		if m := l.Now(now); m != nil || l.Availability != "" {
			seen = append(seen, taglane.Sighting{Product: p.ID, Source: l.Source, Price: m, Availability: l.Availability, At: l.ObservedAt})
		}
	}
	if writes = latest(writes); len(writes) > 0 {
		if err := t.l.Commit(ctx, "", t.say("Import products"), writes...); err != nil {
			return 0, err
		}
	}
	return n, t.l.Store.See(ctx, seen...)
}

// saying leaves out the cells of a new product that say nothing.
func saying(ws []edit.Write) (out []edit.Write) {
	for _, w := range ws {
		switch string(w.Value) {
		case `""`, "null", "0", `{"source":"","key":""}`:
		default:
			out = append(out, w)
		}
	}
	return out
}

// latest keeps the last write of each cell: an edit writes a cell once.
func latest(ws []edit.Write) []edit.Write {
	at := make(map[edit.Cell]int, len(ws))
	out := ws[:0:0]
	for _, w := range ws {
		if i, twice := at[w.Cell]; twice {
			out[i] = w
			continue
		}
		at[w.Cell] = len(out)
		out = append(out, w)
	}
	return out
}

func (t *Trade) reported(read catalog.Report) FileReport {
	out := FileReport{Rows: read.Rows, Taken: read.Taken, Merged: read.Merged, RefusedRows: read.RefusedRows, Refused: []RowNote{}, Notes: []RowNote{},
		Absent: FileAbsent{Some: []string{}, May: "no"}, Likely: []Likely{}}
	for _, no := range read.Refused {
		out.Refused = append(out.Refused, RowNote{no.Row, string(no.Column), no.Value, t.l.Tell(no.Reason)})
	}
	for _, n := range read.Notes {
		out.Notes = append(out.Notes, RowNote{n.Row, string(n.Column), n.Value, t.l.Tell(n.Reason)})
	}
	return out
}

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

// fromPage is the source of what was read from a page.
const fromPage = "page"

// ReadPage fetches a product page, because a person asked, and lists what it
// says is sold there. A link of somebody else's is taken off first.
func (t *Trade) ReadPage(ctx context.Context, address string) ([]Listing, error) {
	r, err := t.ReadLink(ctx, address)
	if err != nil {
		return nil, err
	}
	if r.Destination == "" {
		return nil, taglane.Errorf(taglane.Invalid, "This is a short link that does not say where it leads. Open it in your browser and paste the shop's own address.")
	}
	found, err := catalog.Fetch(ctx, t.l.Web, r.Destination)
	if err != nil {
		return nil, err
	}
	now := t.l.Now().UTC()
	for i := range found.Listings {
		l := &found.Listings[i]
		l.Source, l.ObservedAt = fromPage, now
		if l.URL == "" {
			l.URL = r.Destination
		}
		if u, err := url.Parse(l.URL); err == nil && l.Shop == "" {
			l.Shop = u.Hostname()
		}
	}
	if err := t.l.Store.KeepListings(ctx, reading(now), found.Listings); err != nil {
		return nil, err
	}
	return t.seen(ctx, found.Listings)
}

// askAgain asks the source of a product for its listing as it is now.
func (t *Trade) askAgain(ctx context.Context, p taglane.Product) (taglane.Listing, error) {
	if p.Source != "" && p.Source != fromPage {
		_, c, err := t.catalogOf(ctx, taglane.ID(p.Source))
		if err == nil {
			l, err := c.Listing(ctx, p.Key)
			if taglane.KindOf(err) == taglane.NotFound { // its plain word
				was, lost := t.l.Store.Listing(ctx, p.Source, p.Key)
				was.Gone, was.Source, was.Key = true, p.Source, p.Key
				return was, ignoreMissing(lost)
			}
			return l, err
		}
		if taglane.KindOf(err) != taglane.NotFound {
			return taglane.Listing{}, err
		}
	}
	if p.URL == "" {
		return taglane.Listing{}, taglane.Errorf(taglane.Invalid, "%s has no address where one could look.", p.Title)
	}
	found, err := catalog.Fetch(ctx, t.l.Web, p.URL)
	if err != nil {
		return taglane.Listing{}, err
	}
	for _, l := range found.Listings {
		if l.Key == p.Key || len(found.Listings) == 1 {
			l.Key = cmp.Or(p.Key, l.Key)
			return l, nil
		}
	}
	return taglane.Listing{}, taglane.Errorf(taglane.Later, "The page shows several products, and none is surely this one.")
}

func ignoreMissing(err error) error {
	if taglane.KindOf(err) == taglane.NotFound {
		return nil
	}
	return err
}
