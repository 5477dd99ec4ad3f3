package catalog

import (
	"bufio"
	"bytes"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"taglane/app/taglane"
)

// marks are what may stand between the cells of a row.
const marks = ",;\t|"

// table reads a file of rows and cells.
func (f *reading) table(in *decoded) error {
	t, h, err := open(in, f.Mapping)
	if err != nil {
		if e, odd := err.(*taglane.Error); odd && e.Err == errNoColumns {
			f.ask(AskMapping)
		}
		return err
	}
	f.header, f.report.Format = h, h.format
	if err := f.rows(t); err != nil {
		return err
	}
	switch f.report.Format {
	case Shopify:
		return f.closeShop()
	case Woo:
		return f.closeFamily()
	}
	return nil
}

func (f *reading) rows(t *rows) error {
	var r record
	for {
		fault, err := t.next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return unread(err)
		case t.row > MaxRows:
			return tooMany()
		case fault.Format == "" && t.blank():
			continue
		}
		f.report.Rows++
		r.clear(t.row)
		if fault.Format == "" {
			fault = f.fill(&r, t)
		}
		if fault.Format != "" {
			f.refuse(&r, -1, "", fault)
			continue
		}
		if err := f.take(&r); err != nil {
			return err
		}
	}
}

// fill reads the cells of the columns we know, and says why they cannot be text.
func (f *reading) fill(r *record, t *rows) (fault taglane.Said) {
	for at := range fields {
		for _, i := range f.header.at[at] {
			s, no := f.cell(t.cell(i))
			if no.Format != "" {
				fault = no
			} else if s != "" {
				r.values[at] = append(r.values[at], s)
			}
		}
	}
	for _, c := range f.header.choices {
		name, no := f.cell(t.cell(c[0]))
		value, nor := f.cell(t.cell(c[1]))
		if no.Format != "" || nor.Format != "" {
			return taglane.Say("A cell of the row is longer than 64 KiB.")
		}
		if name != "" && value != "" {
			r.choices = append(r.choices, taglane.Choice{Name: oneLine(name), Value: oneLine(value)})
		}
	}
	if f.Raw {
		for i, c := range t.cells {
			name := ""
			if i < len(f.header.names) {
				name = f.header.names[i]
			}
			s, _ := mended(c)
			r.raw = append(r.raw, Cell{name, s})
		}
	}
	return fault
}

// cell is a cell as text. Text that is not UTF-8 is Windows-1252.
func (f *reading) cell(c []byte) (string, taglane.Said) {
	switch {
	case len(c) == 0:
		return "", taglane.Said{}
	case len(c) > MaxCell:
		return "", taglane.Say("A cell of the row is longer than 64 KiB.")
	case bytes.IndexByte(c, 0) >= 0:
		return "", taglane.Say("The row contains a character that cannot be kept.")
	}
	s, clean := mended(c)
	if !clean {
		f.old8bit()
	}
	if f.report.Format == Ours {
		s = disarmed(s)
	}
	return strings.TrimSpace(s), taglane.Said{}
}

func (f *reading) old8bit() {
	f.mended = true
	f.noteOnce("feed.encoding", taglane.Say("Some text is not UTF-8; it was read as Windows-1252."))
}

// open finds the header below leading comments and blank lines, and with it
// the mark between cells.
func open(in *decoded, chosen Mapping) (*rows, header, error) {
	t := &rows{in: in.Reader}
	ofMeta := false // its exports begin with a comment of their own
	for {
		if err := t.skipBlank(); err != nil {
			return nil, header{}, unread(err)
		}
		head, err := in.Peek(headSize)
		if len(head) == 0 {
			if err != nil && err != io.EOF {
				return nil, header{}, unread(err)
			}
			return nil, header{}, taglane.Errorf(taglane.Invalid, "The file holds no products.")
		}
		sep, h := recognise(head, chosen)
		if h.has(fTitle) {
			if t.sep = sep; ofMeta && h.format == Google {
				h.format = Meta
			}
			if _, err := t.next(); err != nil {
				return nil, header{}, unread(err)
			}
			return t, h, nil
		}
		ofMeta = ofMeta || bytes.HasPrefix(head, []byte("# ref_application_id"))
		if !t.skipLine(head) {
			e := taglane.Wrap(errNoColumns, taglane.Invalid, "This is no product file Taglane knows: its first row must name a column such as title, price and link.")
			return nil, header{}, e
		}
	}
}

// recognise reads the first row of head with each mark that may stand between
// cells and keeps the one that makes the most sense of it.
func recognise(head []byte, chosen Mapping) (sep byte, best header) {
	for _, s := range []byte(marks) {
		names, ok := firstRow(head, s)
		if !ok {
			continue
		}
		if h := understand(names, chosen); h.known() > best.known() {
			sep, best = s, h
		}
	}
	return sep, best
}

func firstRow(head []byte, sep byte) (names []string, ok bool) {
	t := rows{in: bufio.NewReaderSize(bytes.NewReader(head), len(head)+16), sep: sep}
	if fault, err := t.next(); fault.Format != "" || err != nil {
		return nil, false
	}
	for _, c := range t.cells {
		s, _ := mended(c)
		names = append(names, oneLine(s))
	}
	return names, true
}

// Heading is what a file says of its columns, for a person to map them.
type Heading struct {
	Format   Format
	Encoding string
	Mark     string // between cells; "" in XML
	Columns  []Heard
	Asks     []Ask // what will have to be answered
}

// Heard is one column of a file.
type Heard struct {
	Name    string   // its header
	Guess   Column   // what it seems to hold; "" unknown
	Samples []string // up to three values
}

// Headers looks at the beginning of a file. A file of XML has no columns to
// map; those of JSON are what its first products are described by. Invalid: it
// is no table.
func Headers(r io.Reader) (Heading, error) {
	in, err := decode(r)
	defer in.close()
	if err != nil {
		return Heading{}, err
	}
	out := Heading{Format: Google, Encoding: in.encoding}
	head, _ := in.Peek(headSize)
	switch {
	case isXML(head):
		return out, nil
	case isJSON(head):
		return headingOfJSON(in)
	}
	in.Reader = bufio.NewReaderSize(io.LimitReader(in.Reader, headSize*4), headSize)
	t, h, err := open(in, nil)
	if err != nil {
		if t, h, err = loose(in, err); err != nil {
			return Heading{}, err
		}
	}
	out.Format, out.Mark = h.format, string(t.sep)
	for i, name := range h.names {
		c := Heard{Name: name}
		for f := range fields {
			if slices.Contains(h.at[f], i) {
				c.Guess = columnNames[f]
				break
			}
		}
		out.Columns = append(out.Columns, c)
	}
	out.sample(t)
	out.Asks = h.asks(out.Columns)
	return out, nil
}

// sample gathers what stands below the headers.
func (h *Heading) sample(t *rows) {
	for range 50 {
		fault, err := t.next()
		if err != nil {
			return
		}
		if fault.Format != "" {
			continue
		}
		for i := range h.Columns {
			c := &h.Columns[i]
			s, clean := mended(t.cell(i))
			if !clean {
				h.Encoding = "Windows-1252"
			}
			if s = clipped(oneLine(s)); s != "" && len(c.Samples) < 3 && !contains(c.Samples, s) {
				c.Samples = append(c.Samples, s)
			}
		}
	}
}

// asks are the questions that the headers alone leave open.
func (h *header) asks(columns []Heard) (out []Ask) {
	if !h.has(fTitle) {
		out = append(out, AskMapping)
	}
	if !h.has(fLink) {
		out = append(out, AskLink)
	}
	if h.has(fPrice) && !h.has(fCurrency) && h.currency == "" {
		i := h.at[fPrice][0]
		if i < len(columns) && !slices.ContainsFunc(columns[i].Samples, func(s string) bool { return strings.Trim(s, "0123456789., ") != "" }) {
			out = append(out, AskCurrency)
		}
	}
	return out
}

// loose opens a table whose headers nobody knows: the mark that cuts its first
// row into the most cells, at least two, is taken. why is the error otherwise.
func loose(in *decoded, why error) (*rows, header, error) {
	head, _ := in.Peek(headSize)
	var names []string
	var sep byte
	for _, s := range []byte(marks) {
		if n, ok := firstRow(head, s); ok && len(n) > len(names) {
			names, sep = n, s
		}
	}
	if len(names) < 2 || slices.ContainsFunc(names, func(s string) bool { return strings.ContainsRune(s, utf8.RuneError) || strings.ContainsRune(s, 0) }) {
		return nil, header{}, why
	}
	t := &rows{in: in.Reader, sep: sep}
	if _, err := t.next(); err != nil {
		return nil, header{}, unread(err)
	}
	return t, understand(names, nil), nil
}
