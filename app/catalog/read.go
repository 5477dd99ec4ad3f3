package catalog

import (
	"bytes"
	"errors"
	"hash/maphash"
	"io"
	"slices"
	"time"

	"taglane/app/taglane"
)

// Mapping says which header holds which column: {"title": "Artikel"}. A column
// that is mapped to "" is not read; one that is left out is guessed.
type Mapping map[Column]string

// Options say how a product file is to be read.
type Options struct {
	Now      time.Time                  // when its prices are as they are
	Updated  time.Time                  // when the file was written; zero: Now
	Source   string                     // of its listings
	Currency string                     // of prices that name none, ISO 4217; "" leaves such prices out
	Zone     *time.Location             // of times that name none; nil: UTC, and it is asked
	Link     string                     // address of products that name none, such as https://shop.example/?p={ID}
	Mapping  Mapping                    // of a file whose headers nobody knows
	Complete bool                       // its person says that it holds everything the source sells
	Raw      bool                       // hand on the cells of each row as well
	Progress func(read int64, rows int) // bytes of the file as it lies there, packed or not; every few milliseconds
}

// Cell is a cell as the file has it: under its header, with nothing changed
// but the encoding.
type Cell struct{ Name, Value string }

// Row is a product of a file.
type Row struct {
	Number  int // as in Refusal
	Listing taglane.Listing
	Again   bool // its key came before; this one is the later word
	Notes   []Note
	Raw     []Cell // only if Options.Raw
}

// Read hands on the products of a file as they come, told apart by what the
// file is: Google Merchant as RSS, Atom or TSV, the exports of Shopify,
// WooCommerce, Meta and TikTok, a plain table, or JSON: a list, one product a
// line, or the product lists of shops. It may be packed, alone, with gzip or
// ZIP. Memory stays bounded whatever the file; each may keep what it is handed.
//
// An error of each ends the reading and is returned as it is. Otherwise errors
// are Invalid for a file that is no product file, is damaged or too large,
// Refused for one that cannot be read to its end. The report is true in each
// case.
func Read(r io.Reader, o Options, each func(row Row) error) (Report, error) {
	f := &reading{Options: o, each: each, seen: map[uint64]uint64{}, once: map[string]bool{}, seed: maphash.MakeSeed(), zone: o.Zone, updated: o.Updated}
	if f.zone == nil {
		f.zone = time.UTC
	}
	if f.updated.IsZero() {
		f.updated = o.Now
	}
	f.networks = newNetworks()
	in, err := decode(r)
	defer in.close()
	if o.Progress != nil {
		in.tell = func() { o.Progress(in.lies.n, f.report.Rows) }
	}
	if err == nil {
		err = f.run(in)
	}
	f.report.Encoding, f.report.Bytes = in.encoding, in.read
	if f.mended {
		f.report.Encoding = "Windows-1252"
	}
	f.report.Complete = err == nil && o.Complete && f.sureOfAll()
	return f.report, err
}

// reading is a product file while it is read.
type reading struct {
	Options
	each     func(Row) error
	report   Report
	header   header
	zone     *time.Location
	updated  time.Time
	seen     map[uint64]uint64 // hash of a key to the hash of what it said
	seed     maphash.Seed
	once     map[string]bool // rules noted for the whole file
	networks networks
	times    map[string]parsed
	mended   bool // text was not UTF-8
	shop     shop
	family   family
}

func (f *reading) run(in *decoded) error {
	if in.doubtful {
		f.noteOnce("feed.encoding", taglane.Say("The file was read as UTF-16, though it does not say so."))
	}
	head, err := in.Peek(headSize)
	if err != nil && err != io.EOF && len(head) == 0 {
		return unread(err)
	}
	switch {
	case isXML(head):
		err = f.xml(in)
	case isJSON(head):
		err = f.json(in)
	default:
		err = f.table(in)
	}
	switch {
	case err != nil:
		return err
	case f.Complete && f.report.Rows == 0:
		f.noteOnce("feed.empty", taglane.Say("The file holds no products, so nothing that was there before is taken to be gone."))
	}
	return nil
}

// sureOfAll says whether nothing can be missing from what was read: the file
// is not empty, and every row that was refused told at least its key.
func (f *reading) sureOfAll() bool {
	return f.report.Taken > 0 && f.report.RefusedRows == len(f.report.Refused) &&
		!slices.ContainsFunc(f.report.Refused, func(r Refusal) bool { return r.Key == "" })
}

// record is a row or an item by its columns, whatever it came from.
type record struct {
	row     int
	values  [fields][]string
	choices []taglane.Choice
	raw     []Cell
	notes   []Note
}

// text is what stands first in a column.
func (r *record) text(f field) string {
	for _, s := range r.values[f] {
		if s != "" {
			return s
		}
	}
	return ""
}

// kept is a copy that lives longer than the row.
func (r *record) kept() *record {
	c := &record{row: r.row, choices: slices.Clone(r.choices)}
	for f, v := range r.values {
		if len(v) > 0 {
			c.values[f] = slices.Clone(v)
		}
	}
	return c
}

func (r *record) clear(row int) {
	r.row, r.choices, r.raw, r.notes = row, nil, nil, nil
	for f := range r.values {
		r.values[f] = r.values[f][:0]
	}
}

// take turns a record into a listing, hands it to its relatives, or refuses it.
func (f *reading) take(r *record) error {
	switch f.report.Format {
	case Shopify:
		return f.ofShop(r)
	case Woo:
		return f.ofFamily(r)
	}
	return f.hand(r)
}

// hand makes the listing of a record and hands it on.
func (f *reading) hand(r *record) error {
	l, ok := f.listing(r)
	if !ok {
		return nil
	}
	return f.emit(Row{Number: r.row, Listing: l, Notes: r.notes, Raw: r.raw})
}

// emit hands a row on and remembers its key, in 16 bytes.
func (f *reading) emit(row Row) error {
	key, said := maphash.String(f.seed, row.Listing.Key), f.sum(&row.Listing)
	was, again := f.seen[key]
	f.seen[key] = said
	if row.Again = again; again {
		f.report.Merged++
		if was != said {
			row.Notes = append(row.Notes, f.add(newNote(row.Number, "feed.duplicate", fKey, row.Listing.Key, taglane.Say("The file has this product twice, with different words; the later row counts."))))
		}
	} else {
		f.report.Taken++
	}
	return f.each(row)
}

// sum tells whether two rows of one key say the same.
func (f *reading) sum(l *taglane.Listing) uint64 {
	var h maphash.Hash
	h.SetSeed(f.seed)
	for _, s := range []string{l.Title, l.URL, l.Description, l.Brand, l.SKU, string(l.Availability)} {
		h.WriteString(s)
		h.WriteByte(0)
	}
	for _, m := range []*taglane.Money{l.Price, l.Sale} {
		if m != nil {
			h.WriteString(m.Amount)
			h.WriteString(m.Currency)
		}
		h.WriteByte(0)
	}
	return h.Sum64()
}

func (f *reading) refuse(r *record, at field, value string, reason taglane.Said) {
	column := Column("")
	if at >= 0 {
		column = columnNames[at]
	}
	if f.report.RefusedRows++; len(f.report.Refused) < MaxListed {
		f.report.Refused = append(f.report.Refused, Refusal{r.row, column, clipped(value), f.key(r), reason})
	}
}

// note says something of the row at hand.
func (f *reading) note(r *record, rule string, at field, value string, said taglane.Said) {
	r.notes = append(r.notes, f.add(newNote(r.row, rule, at, value, said)))
}

// noteOnce says something of the whole file, the first time it is met.
func (f *reading) noteOnce(rule string, said taglane.Said) {
	if !f.once[rule] {
		f.once[rule] = true
		f.add(newNote(0, rule, -1, "", said))
	}
}

// newNote says something of a row; at -1 is no column.
func newNote(row int, rule string, at field, value string, said taglane.Said) Note {
	n := Note{Row: row, Rule: rule, Value: clipped(value), Reason: said}
	if at >= 0 {
		n.Column = columnNames[at]
	}
	return n
}

func (f *reading) add(n Note) Note {
	if f.report.Noted++; len(f.report.Notes) < MaxListed {
		f.report.Notes = append(f.report.Notes, n)
	}
	return n
}

func (f *reading) ask(a Ask) {
	if !slices.Contains(f.report.Asks, a) {
		f.report.Asks = append(f.report.Asks, a)
	}
}

// tooMany says that a file has more rows than are read.
func tooMany() error {
	return taglane.Errorf(taglane.Invalid, "The file has more than %d rows. Split it and import the parts.", MaxRows)
}

// isXML says whether a file is XML by how it begins.
func isXML(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	return len(head) > 1 && head[0] == '<' && (head[1] == '?' || head[1] == '!' || head[1] >= 'A' && head[1] <= 'z')
}

var errNoColumns = errors.New("no column is known")
