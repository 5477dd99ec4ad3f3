package trade

import (
	"context"
	"errors"
	"io"
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
	Source      string     `json:"source"`   // where its listings are searched; "" where all became products
	Stopped     bool       `json:"stopped"`  // a person stopped it: what is counted was taken in, the rest was not read
	Pictures    int        `json:"pictures"` // products without a picture whose picture could be fetched
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
		return FileReport{}, taglane.OfDisk(err, taglane.NotFound, "%s cannot be opened.", f.name)
	}
	defer in.Close()
	ctx, end, err := t.opened.begin(ctx, file)
	if err != nil {
		return FileReport{}, err
	}
	defer end()
	o.Progress = t.telling(in, file)
	out, err := t.takeRows(ctx, in, o, title, a)
	if err != nil || out.Stopped && out.Source == "" {
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
	if f, lies := r.(*os.File); lies { // of another, nobody knows how much there is
		o.Progress = t.telling(f, name)
	}
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
	stopped := errors.Is(err, errStopped)
	if errors.Is(context.Cause(ctx), errStopped) { // what was read is still to be kept, all of it where the stop came too late
		k.ctx = context.WithoutCancel(ctx)
	}
	if stopped {
		err = nil
		if !k.catalog {
			return FileReport{Stopped: true, Refused: []RowNote{}, Notes: []RowNote{}, Absent: FileAbsent{Some: []string{}, May: "no"}, Likely: []Likely{}}, nil
		}
	}
	ctx = k.ctx
	if err == nil || taglane.KindOf(err) == taglane.Refused { // what was read before a file broke off is taken
		err = errors.Join(err, k.flush())
	}
	t.changed()
	out := t.reported(read)
	if out.Stopped = stopped; stopped {
		out.Rows = read.Taken + read.Merged + read.RefusedRows // without what waited for its relatives
	}
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
		if out.Likely, err = t.LikelyDoubles(ctx); err != nil {
			break
		}
		var pictures Pictures
		pictures, err = t.Pictures(ctx)
		out.Pictures = pictures.Waiting
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
	l := r.Listing
	further := l.Group != "" && l.Group == k.last.Group && l.Title == k.last.Title && l.URL == k.last.URL
	if k.last = l; !further || k.catalog { // else a further variant of what is one thing to a creator
		k.waiting = append(k.waiting, l)
	}
	if err := context.Cause(k.ctx); err != nil {
		return err // with this row, so that what is counted is taken
	}
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
	now, pictures := t.l.Now(), map[taglane.ID]string{}
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
		if p.Image == "" && len(l.Images) > 0 {
			pictures[p.ID] = l.Images[0]
		}
		if m := l.Now(now); m != nil || l.Availability != "" {
			seen = append(seen, taglane.Sighting{Product: p.ID, Source: l.Source, Price: m, Availability: l.Availability, At: l.ObservedAt})
		}
	}
	if writes = latest(writes); len(writes) > 0 {
		if err := t.l.Commit(ctx, "", t.say("Import products"), writes...); err != nil {
			return 0, err
		}
	}
	if err := t.rememberPictures(ctx, pictures); err != nil {
		return n, err
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
