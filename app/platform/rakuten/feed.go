package rakuten

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"taglane/app/platform/wares"
)

// row is a product of a shop's feed. All of it is text: what the API says of
// its types is not what it sends.
type row struct {
	MID      string `xml:"mid"`
	Shop     string `xml:"merchantname"`
	LinkID   string `xml:"linkid"`
	SKU      string `xml:"sku"`
	Name     string `xml:"productname"`
	Category struct {
		Primary   string `xml:"primary"`
		Secondary string `xml:"secondary"`
	} `xml:"category"`
	Price price  `xml:"price"`
	Sale  price  `xml:"saleprice"`
	UPC   string `xml:"upccode"`
	Short string `xml:"description>short"`
	Long  string `xml:"description>long"`
	Link  string `xml:"linkurl"`
	Image string `xml:"imageurl"`
}

type price struct {
	Amount   string `xml:",chardata"`
	Currency string `xml:"currency,attr"`
}

// promotion is an offer to visitors. What counts who looks at it is not read.
type promotion struct {
	Text        string `xml:"offerdescription"`
	From        string `xml:"offerstartdate"`
	To          string `xml:"offerenddate"`
	Code        string `xml:"couponcode"`
	Restriction string `xml:"couponrestriction"`
	Link        string `xml:"clickurl"`
	Advertiser  string `xml:"advertiserid"`
}

// sheet is a page of a list in XML.
type sheet[T any] struct {
	Total, Pages, Number int
	Rows                 []T
}

// errRows is a list with more rows than were asked for.
var errRows = errors.New("more rows than there may be")

// readSheet reads a list one row after the other, each row an element of a
// name, at most so many. It is all there, or it is an error.
func readSheet[T any](body []byte, number, element string, most int) (got sheet[T], err error) {
	counts := map[string]*int{"TotalMatches": &got.Total, "TotalPages": &got.Pages, number: &got.Number}
	told := 0
	d := decoder(body)
	inside, over := false, false
	for {
		token, err := d.Token()
		if err == io.EOF && over {
			break
		}
		if err != nil {
			return sheet[T]{}, unreadable("the XML: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch count := counts[t.Name.Local]; {
			case over:
				return sheet[T]{}, unreadable("the XML goes on after its end")
			case !inside:
				inside = true
			case count != nil:
				if *count, err = wholeNumber(d, t); err != nil {
					return sheet[T]{}, err
				}
				told++
			case t.Name.Local == element:
				var r T
				if err := d.DecodeElement(&r, &t); err != nil {
					return sheet[T]{}, unreadable("the XML: %w", err)
				}
				if got.Rows = append(got.Rows, r); len(got.Rows) > most {
					return sheet[T]{}, unreadable("the XML: %w", errRows)
				}
			default:
				if err := d.Skip(); err != nil {
					return sheet[T]{}, unreadable("the XML: %w", err)
				}
			}
		case xml.EndElement:
			over = true
		}
	}
	if told < len(counts) {
		return sheet[T]{}, unreadable("a list that does not say how long it is")
	}
	return got, nil
}

// wholeNumber reads an element that is one number.
func wholeNumber(d *xml.Decoder, t xml.StartElement) (int, error) {
	var text string
	if err := d.DecodeElement(&text, &t); err != nil {
		return 0, unreadable("the XML: %w", err)
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 {
		return 0, unreadable("%s of %.20q", t.Name.Local, text)
	}
	return n, nil
}

// page looks whether a list can be the page that was asked for, from 1. One
// that is empty although there is more says nothing.
func (got sheet[T]) page(asked int) error {
	switch {
	case got.Total == 0 && len(got.Rows) == 0 && asked == 1:
		return nil
	case len(got.Rows) == 0:
		return unreadable("page %d of %d is empty", asked, got.Pages)
	case got.Number != asked:
		return unreadable("page %d instead of %d", got.Number, asked)
	}
	return nil
}

// after is the number of the page after one; 0 at the end. Beyond the last page
// there is an error, so nobody looks whether there is one.
func (got sheet[T]) after(asked int) int {
	if asked < got.Pages && asked < pack.Limits.PagesMost {
		return asked + 1
	}
	return 0
}

func decoder(body []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(mended(body)))
	d.Entity = xml.HTMLEntity
	d.CharsetReader = wares.Alphabet
	return d
}

var (
	otherAlphabet = regexp.MustCompile(`(?i)^\s*<\?xml[^>]*encoding\s*=\s*["'](iso-8859-1|windows-1252)["']`)
	entityForm    = regexp.MustCompile(`^&(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)
)

// mended is an answer with what feeds get wrong made right: bytes of an older
// alphabet among UTF-8, and an & that begins nothing.
func mended(body []byte) []byte {
	utf := !otherAlphabet.Match(body)
	if bytes.IndexByte(body, '&') < 0 && (!utf || utf8.Valid(body)) {
		return body
	}
	out := make([]byte, 0, len(body)+len(body)/64)
	for i := 0; i < len(body); {
		c := body[i]
		switch {
		case c == '&' && !entityForm.Match(body[i:min(len(body), i+40)]):
			out, i = append(out, "&amp;"...), i+1
		case c < utf8.RuneSelf || !utf:
			out, i = append(out, c), i+1
		default:
			r, n := utf8.DecodeRune(body[i:])
			if r == utf8.RuneError && n == 1 {
				r = charmap.Windows1252.DecodeByte(c)
			}
			out, i = utf8.AppendRune(out, r), i+n
		}
	}
	return out
}
