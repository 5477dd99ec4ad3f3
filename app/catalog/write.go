package catalog

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"taglane/app/taglane"
)

const (
	moreWritten    = 9 // further pictures, and as many videos but one
	choicesWritten = 6
)

// written are the columns of our own files, before pictures and options.
var written = []string{
	"taglane key", "taglane source", "item_group_id", "title", "description", "brand", "gtin", "mpn", "sku", "category", "condition", "link",
	"price", "sale_price", "sale_price_effective_date", "availability", "availability_date", "expiration_date", "disclosure_date", "published", "image_link",
}

// Write exports what a feed can say of listings as a table that Read reads
// back. What a network adds, such as rates and links that pay, is left out. A
// cell that a
// spreadsheet would run as a formula is made harmless by an apostrophe before
// it, which Read takes away again.
func Write(w io.Writer, listings iter.Seq[taglane.Listing]) error {
	out := csv.NewWriter(w)
	head := append([]string(nil), written...)
	for i := range moreWritten {
		head = append(head, fmt.Sprintf("additional_image_link %d", i+1))
	}
	for i := range moreWritten {
		head = append(head, fmt.Sprintf("video[%d].url", i))
	}
	for i := range choicesWritten {
		head = append(head, fmt.Sprintf("attribute %d name", i+1), fmt.Sprintf("attribute %d value", i+1))
	}
	if err := out.Write(head); err != nil {
		return unwritten(err)
	}
	for l := range listings {
		cells := cellsOf(l)
		for i, c := range cells {
			cells[i] = harmless(c)
		}
		if err := out.Write(cells); err != nil {
			return unwritten(err)
		}
	}
	out.Flush()
	return unwritten(out.Error())
}

func unwritten(err error) error {
	if err == nil {
		return nil
	}
	return taglane.OfDisk(err, taglane.Refused, "The file could not be written.")
}

func cellsOf(l taglane.Listing) []string {
	window := ""
	if !l.SaleTo.IsZero() {
		window = stamp(l.SaleFrom) + "/" + stamp(l.SaleTo)
		if l.SaleFrom.IsZero() {
			window = stamp(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)) + "/" + stamp(l.SaleTo)
		}
	}
	published := "true"
	if l.Unoffered {
		published = "false"
	}
	cells := []string{
		l.Key, l.Source, l.Group, l.Title, l.Description, l.Brand, strings.Join(l.GTINs, ","), l.MPN, l.SKU, l.Category, l.Condition, l.URL,
		priced(l.Price), priced(l.Sale), window, string(l.Availability), stamp(l.AvailableFrom), stamp(l.Expires), stamp(l.DisclosedFrom), published,
	}
	cells = append(cells, upTo(l.Images, moreWritten+1)...)
	cells = append(cells, upTo(l.Videos, moreWritten)...)
	for i := range choicesWritten {
		var c taglane.Choice
		if i < len(l.Options) {
			c = l.Options[i]
		}
		cells = append(cells, c.Name, c.Value)
	}
	return cells
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func priced(m *taglane.Money) string {
	if m == nil {
		return ""
	}
	return m.String()
}

// upTo is so many cells, whatever there is to fill them.
func upTo(all []string, n int) []string {
	out := make([]string, n)
	copy(out, all)
	return out
}

// formula says whether a spreadsheet may run what begins so.
func formula(c byte) bool {
	return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r'
}

// harmless puts an apostrophe before a formula, and before what looks like one
// that has been made harmless, so that the two can be told apart again.
func harmless(s string) string {
	if rest := strings.TrimLeft(s, "'"); rest != "" && formula(rest[0]) {
		return "'" + s
	}
	return s
}

// disarmed takes away what harmless has put before a cell.
func disarmed(s string) string {
	if rest := strings.TrimLeft(s, "'"); len(rest) < len(s) && rest != "" && formula(rest[0]) {
		return s[1:]
	}
	return s
}
