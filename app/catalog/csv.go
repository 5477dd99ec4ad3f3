package catalog

import (
	"bufio"
	"io"
	"time"

	"taglane/app/taglane"
)

// What a product file may hold; beyond it a row is refused, or the file.
const (
	MaxRows   = 1_000_000 // with the header
	MaxRow    = 1 << 20   // bytes, as written
	MaxCell   = 64 << 10  // bytes, of a cell that is read
	MaxText   = 1000      // characters of a title, brand or article number
	MaxListed = 1000      // refusals and notes listed; the rest are counted
)

// Refusal says why a row was not taken. Row counts as a spreadsheet does: the
// first line of the file is 1.
type Refusal struct {
	Row    int
	Reason taglane.Said // one sentence
}

// Note says what was left out of a row that was taken; Row 0 is the whole file.
type Note Refusal

// Report is what became of a file's rows: Rows = Taken + Folded + RefusedRows.
type Report struct {
	Rows        int       // below the header, without blank lines
	Taken       int       // products handed on
	Folded      int       // further variants and pictures of a product already counted
	Refused     []Refusal // the first MaxListed
	RefusedRows int       // all of them
	Notes       []Note    // the first MaxListed
	Noted       int       // all of them
}

// CSV says how a product file is to be read.
type CSV struct {
	Now      time.Time // when the prices are as they are
	Currency string    // of prices that name none, ISO 4217; "" leaves such prices out
}

// ReadCSV reads a product file with no currency assumed; see CSV.Read.
func ReadCSV(r io.Reader, now time.Time, each func(row int, p taglane.Product, imageURL string) error) (Report, error) {
	return CSV{Now: now}.Read(r, each)
}

// Read hands on the products of a Google Merchant, Meta, Shopify, WooCommerce
// or plain file, told apart by its header, as they come: memory stays bounded
// whatever the file. Products have no ID; imageURL is https or "".
//
// An error of each ends the reading and is returned as it is. Otherwise errors
// are Invalid for a file that is no product file or has too many rows, Refused
// for one that cannot be read to its end. The report is true in each case.
func (o CSV) Read(r io.Reader, each func(row int, p taglane.Product, imageURL string) error) (Report, error) {
	f := &file{CSV: o, each: each}
	in, err := decoded(r)
	if err == nil {
		f.rows, f.columns, err = open(in)
	}
	if err == nil {
		err = f.read()
	}
	return f.report, err
}

// file is a product file while it is read.
type file struct {
	CSV
	*rows
	columns
	each    func(int, taglane.Product, string) error
	report  Report
	pending *found // the product whose variants may still follow
	handle  string // of the last row, also when it was refused
	noMoney bool   // said once that prices name no currency
	old8bit bool   // said once that text is not UTF-8
}

// found is a product on its way out.
type found struct {
	row   int
	p     taglane.Product
	image string
}

func (f *file) read() error {
	for {
		fault, err := f.next()
		switch {
		case err == io.EOF:
			return f.flush()
		case err != nil:
			return taglane.Wrap(err, taglane.Refused, "The file could not be read to its end.")
		case f.row > MaxRows:
			return taglane.Errorf(taglane.Invalid, "The file has more than %d rows. Split it and import the parts.", MaxRows)
		case fault.Format == "" && f.blank():
			continue
		}
		f.report.Rows++
		if fault.Format != "" {
			f.refuse(fault)
			continue
		}
		if err := f.take(); err != nil {
			return err
		}
	}
}

// take turns the row at hand into a product, a variant of the last one, or a
// refusal.
func (f *file) take() error {
	if fault := f.unreadable(); fault.Format != "" {
		f.refuse(fault)
		return nil
	}
	handle := f.text(colHandle)
	if f.shopify() && handle != "" && handle == f.handle {
		if f.pending == nil {
			f.refuse(taglane.Say("The first row of this product was refused."))
			return nil
		}
		f.fold()
		return nil
	}
	if err := f.flush(); err != nil {
		return err
	}
	f.handle = handle
	title := f.text(colTitle)
	if fault := worded(title, f.text(colBrand)); fault.Format != "" {
		f.refuse(fault)
		return nil
	}
	f.pending = &found{row: f.row, image: f.image(), p: taglane.Product{
		Title: title,
		Brand: f.text(colBrand),
		URL:   f.link(),
		GTIN:  f.gtin(),
		SKU:   f.sku(),
		Offer: f.offer(),
	}}
	if !f.shopify() {
		return f.flush()
	}
	return nil
}

// fold lets a further row of the same product fill what its first row lacks.
func (f *file) fold() {
	f.report.Folded++
	if f.pending.p.Offer == nil {
		f.pending.p.Offer = f.offer()
	}
	if f.pending.image == "" {
		f.pending.image = f.image()
	}
}

func (f *file) flush() error {
	if f.pending == nil {
		return nil
	}
	out := f.pending
	f.pending = nil
	f.report.Taken++
	return f.each(out.row, out.p, out.image)
}

func (f *file) refuse(reason taglane.Said) {
	if f.report.RefusedRows++; len(f.report.Refused) < MaxListed {
		f.report.Refused = append(f.report.Refused, Refusal{f.row, reason})
	}
}

func (f *file) note(said taglane.Said) { f.noteAt(f.row, said) }

func (f *file) noteAt(row int, said taglane.Said) {
	if f.report.Noted++; len(f.report.Notes) < MaxListed {
		f.report.Notes = append(f.report.Notes, Note{row, said})
	}
}

// open finds the header below leading comments and blank lines, and with it
// the mark between cells.
func open(in *bufio.Reader) (*rows, columns, error) {
	t := &rows{in: in}
	for {
		head, err := in.Peek(headSize)
		if len(head) == 0 {
			if err != nil && err != io.EOF {
				return nil, columns{}, taglane.Wrap(err, taglane.Refused, "The file could not be read.")
			}
			return nil, columns{}, taglane.Errorf(taglane.Invalid, "The file holds no products.")
		}
		sep, cols := recognise(head)
		if cols.has(colTitle) {
			t.sep = sep
			if _, err := t.next(); err != nil {
				return nil, columns{}, taglane.Wrap(err, taglane.Refused, "The file could not be read to its end.")
			}
			return t, cols, nil
		}
		if !t.skipLine(head) {
			return nil, columns{}, taglane.Errorf(taglane.Invalid, "This is no product file Taglane knows: its first row must name a column such as title, price and link.")
		}
	}
}
