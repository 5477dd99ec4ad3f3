package catalog

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"taglane/app/taglane"
)

// decoded obeys the mark at the head of a file, if there is one: UTF-16 of
// either order becomes UTF-8; the mark itself is read past.
func decoded(r io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(r, headSize)
	head, err := in.Peek(3)
	if err != nil && err != io.EOF {
		return nil, taglane.Wrap(err, taglane.Refused, "The file could not be read.")
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, err = in.Discard(3)
		return in, err
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		utf := utf16.UTF16(utf16.LittleEndian, utf16.ExpectBOM).NewDecoder()
		return bufio.NewReaderSize(transform.NewReader(in, utf), headSize), nil
	}
	return in, nil
}

// unreadable says why the cells that matter cannot be text.
func (f *file) unreadable() taglane.Said {
	for col := range colHandle + 1 {
		i, ok := f.at[col]
		switch c := f.cell(i); {
		case !ok:
		case len(c) > MaxCell:
			return taglane.Say("A cell of the row is longer than 64 KiB.")
		case bytes.IndexByte(c, 0) >= 0:
			return taglane.Say("The row contains a character that cannot be kept.")
		}
	}
	return taglane.Said{}
}

// text is a cell as text on one line. Text that is not UTF-8 is Windows-1252.
func (f *file) text(col column) string {
	i, ok := f.at[col]
	if !ok {
		return ""
	}
	c := f.cell(i)
	if !utf8.Valid(c) {
		c, _ = charmap.Windows1252.NewDecoder().Bytes(c) // it knows every byte
		if !f.old8bit {
			f.old8bit = true
			f.note(taglane.Say("Some text is not UTF-8; it was read as Windows-1252."))
		}
	}
	return oneLine(string(c))
}

// oneLine keeps text as it is, except that what would break a line becomes a
// space, other control characters go, and so does the space around it.
func oneLine(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r', r == '\t', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n")))
}

// worded says why a product cannot be called so.
func worded(title, brand string) taglane.Said {
	switch {
	case title == "":
		return taglane.Say("The row has no title.")
	case utf8.RuneCountInString(title) > MaxText:
		return taglane.Say("The title is longer than %d characters.", MaxText)
	case utf8.RuneCountInString(brand) > MaxText:
		return taglane.Say("The brand is longer than %d characters.", MaxText)
	}
	return taglane.Said{}
}

// sku is the shop's own number of the article: its SKU, else its id, else the
// maker's number.
func (f *file) sku() string {
	for _, col := range []column{colSKU, colID, colMPN} {
		if s := f.text(col); s != "" && utf8.RuneCountInString(s) <= MaxText {
			return s
		}
	}
	return ""
}

func (f *file) link() string {
	s := f.text(colLink)
	if s == "" || taglane.CheckURL(s) == nil {
		return s
	}
	if len(s) > 4 && strings.EqualFold(s[:5], "http:") {
		f.note(taglane.Say("The link starts with http:// and was left out; only https:// links are safe to follow."))
	} else {
		f.note(taglane.Say("The link was left out: a link must start with https:// and name a site."))
	}
	return ""
}

// image is the first picture a row names.
func (f *file) image() string {
	s := f.text(colImage)
	for _, mark := range []string{", ", ",http", " http"} {
		s, _, _ = strings.Cut(s, mark)
	}
	if taglane.CheckURL(s) != nil {
		return ""
	}
	return s
}
