package catalog

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"taglane/app/taglane"
)

const (
	// depthMost is how deep elements may lie in each other.
	depthMost = 64
	// piecesMost is how many values an item may have.
	piecesMost = 2000
)

// xml reads RSS 2.0 and Atom with the names of Google Merchant. There is no
// DTD and there are no entities beyond the five. Unlike a table, a file that is
// broken in one place cannot be read behind it.
func (f *reading) xml(in *decoded) error {
	f.report.Format = Google
	f.header.format = Google
	f.header.at[fPrice] = []int{0} // every item is expected to have one
	s := &source{in: in.Reader, odd: f.old8bit}
	d := xml.NewDecoder(s)
	d.CharsetReader = func(name string, input io.Reader) (io.Reader, error) {
		if !slices.Contains([]string{"utf-8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "latin1", "windows-1252", "utf-16", "utf-16le", "utf-16be"}, strings.ToLower(name)) {
			return nil, taglane.Errorf(taglane.Invalid, "The file says it is written in %q, which Taglane does not read.", clipped(name))
		}
		return input, nil // the source has turned it into UTF-8 already
	}
	x := &items{reading: f, d: d, source: s}
	return x.read()
}

// source is an XML file as UTF-8, byte by byte. It ends a file whose next tag
// does not come within MaxRow.
type source struct {
	in   *bufio.Reader
	left int // bytes until the next token has to be there
	over bool
	torn error // of the file itself
	odd  func()
	out  []byte // of a character that had to be mended
}

var errNoEnd = errors.New("a token is too long")

func (s *source) Read([]byte) (int, error) { return 0, errNoEnd } // the decoder asks for bytes one by one

// ReadByte implements io.ByteReader.
func (s *source) ReadByte() (byte, error) {
	if s.left--; s.left < 0 {
		s.over = true
		return 0, errNoEnd
	}
	if len(s.out) > 0 {
		b := s.out[0]
		s.out = s.out[1:]
		return b, nil
	}
	b, err := s.in.ReadByte()
	for err == nil && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != 0 {
		b, err = s.in.ReadByte() // control characters go, as in a table
	}
	if err != nil && err != io.EOF {
		s.torn = err
	}
	if err != nil || b < utf8.RuneSelf {
		return b, err
	}
	return s.character(b)
}

// character reads the rest of a character, or takes its first byte for
// Windows-1252 where it is none.
func (s *source) character(b byte) (byte, error) {
	if err := s.in.UnreadByte(); err != nil {
		return b, nil
	}
	head, _ := s.in.Peek(utf8.UTFMax)
	r, n := utf8.DecodeRune(head)
	if r == utf8.RuneError && n <= 1 {
		s.odd()
		r, n = charmap.Windows1252.DecodeByte(b), 1
	}
	_, err := s.in.Discard(n)
	enc := utf8.AppendRune(nil, r)
	s.out = enc[1:]
	return enc[0], err
}

// items reads the items of a feed.
type items struct {
	*reading
	d      *xml.Decoder
	source *source
	depth  int
}

func (x *items) next() (xml.Token, error) {
	x.source.left = MaxRow
	t, err := x.d.Token()
	switch t.(type) {
	case xml.StartElement:
		if x.depth++; x.depth > depthMost {
			return nil, taglane.Errorf(taglane.Invalid, "The file nests its elements more than %d deep.", depthMost)
		}
	case xml.EndElement:
		x.depth--
	case xml.Directive:
		return nil, taglane.Errorf(taglane.Invalid, "The file brings a document type of its own, which is not read: a product feed needs none.")
	}
	if err != nil {
		err = x.broken(err)
	}
	return t, err
}

// broken is the sentence for a file that cannot be read on.
func (x *items) broken(err error) error {
	var own *taglane.Error
	line, _ := x.d.InputPos()
	switch {
	case err == io.EOF, errors.As(err, &own):
		return err
	case x.source.torn != nil:
		return unread(x.source.torn)
	case x.source.over:
		return taglane.Wrap(err, taglane.Invalid, "The file has a text longer than 1 MiB in line %d and was not read on.", line)
	}
	return taglane.Wrap(err, taglane.Invalid, "The file is not well-formed XML: line %d is wrong, or the file was cut off.", line)
}

func (x *items) read() error {
	var r record
	known := false
	for {
		t, err := x.next()
		if err == io.EOF {
			if !known {
				return taglane.Errorf(taglane.Invalid, "This is no product feed: it must be RSS or Atom.")
			}
			return nil
		}
		if err != nil {
			return err
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch name := start.Name.Local; {
		case x.depth == 1:
			if known = name == "rss" || name == "feed" || name == "RDF"; !known {
				return taglane.Errorf(taglane.Invalid, "This is no product feed: it must be RSS or Atom.")
			}
		case name == "item" || name == "entry":
			if err := x.item(&r); err != nil {
				return err
			}
		case name == "ref_application_id" && x.report.Rows == 0:
			x.report.Format, x.header.format = Meta, Meta
		case x.report.Rows == 0 && (name == "lastBuildDate" || name == "pubDate" || name == "updated"):
			if err := x.written(); err != nil {
				return err
			}
		}
	}
}

// written reads when the feed was made, if nobody says it better.
func (x *items) written() error {
	text, err := x.text()
	if err != nil {
		return err
	}
	if at, _, _, ok := instant(text, x.zone); ok && x.Updated.IsZero() && at.Before(x.Now) {
		x.updated = at
	}
	return nil
}

// text is what stands in the element at hand, without what is nested in it.
func (x *items) text() (string, error) {
	var out strings.Builder
	for depth := x.depth; ; {
		t, err := x.next()
		if err != nil {
			return "", x.cut(err)
		}
		switch t := t.(type) {
		case xml.CharData:
			if x.depth == depth && out.Len() <= MaxRow {
				out.Write(t)
			}
		case xml.EndElement:
			if x.depth < depth {
				return strings.TrimSpace(out.String()), nil
			}
		}
	}
}

// cut is the sentence for a file that ends in the middle.
func (x *items) cut(err error) error {
	if err == io.EOF {
		line, _ := x.d.InputPos()
		return taglane.Wrap(io.ErrUnexpectedEOF, taglane.Invalid, "The file is not well-formed XML: line %d is wrong, or the file was cut off.", line)
	}
	return err
}

// pieces are the values of an item by their folded names, Google's own apart
// from those of RSS and Atom.
type pieces struct {
	own, plain map[string][]string
	size, n    int
}

func (p *pieces) add(name xml.Name, value string) {
	to := p.plain
	if name.Space == "g" || strings.Contains(name.Space, "base.google.com") {
		to = p.own
	}
	p.n++
	if p.size += len(value); value != "" && p.size <= MaxRow && p.n <= piecesMost {
		key := fold(name.Local)
		to[key] = append(to[key], value)
	}
}

// item reads an item to its end and takes it.
func (x *items) item(r *record) error {
	if x.report.Rows++; x.report.Rows >= MaxRows {
		x.report.Rows--
		return tooMany()
	}
	r.clear(x.report.Rows)
	p := pieces{own: map[string][]string{}, plain: map[string][]string{}}
	var ended error
	for depth := x.depth; ended == nil && x.depth >= depth; {
		t, err := x.next()
		if err != nil {
			ended = x.cut(err)
			break
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		value, err := x.text()
		if ended = err; err != nil {
			break
		}
		if start.Name.Local == "link" && value == "" {
			value = atomLink(start.Attr)
		}
		p.add(start.Name, value)
		if x.Raw {
			r.raw = append(r.raw, Cell{start.Name.Local, value})
		}
	}
	if fault := p.into(r); ended == nil && fault.Format != "" {
		x.refuse(r, -1, "", fault)
		return nil
	}
	if ended != nil {
		x.refuse(r, -1, "", taglane.Say("The file breaks off in this item."))
		return ended
	}
	return x.take(r)
}

// atomLink is where a link of Atom leads, if it is the page of the entry.
func atomLink(attrs []xml.Attr) (href string) {
	for _, a := range attrs {
		switch {
		case a.Name.Local == "href":
			href = a.Value
		case a.Name.Local == "rel" && a.Value != "alternate":
			return ""
		}
	}
	return href
}

// into lays the values of an item into their columns.
func (p *pieces) into(r *record) taglane.Said {
	for at, c := range columnNames {
		for _, from := range []map[string][]string{p.own, p.plain} {
			for _, alias := range feed.Columns[c] {
				if v := from[alias]; len(v) > 0 && len(r.values[at]) == 0 {
					r.values[at] = append(r.values[at], v...)
				}
			}
		}
	}
	for _, repeated := range []string{"summary", "content"} { // Atom's words for a description
		if v := p.plain[repeated]; len(r.values[fDescription]) == 0 && len(v) > 0 {
			r.values[fDescription] = append(r.values[fDescription], v...)
		}
	}
	for _, none := range []field{fHandle, fType, fParent} {
		r.values[none] = nil
	}
	if p.size > MaxRow || p.n > piecesMost {
		return taglane.Say("The item is longer than 1 MiB.")
	}
	return taglane.Said{}
}
