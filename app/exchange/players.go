package exchange

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"taglane/app/taglane"
)

// seconds is when frame f begins, in seconds with three exact decimals.
func seconds(r taglane.Rate, f taglane.Frame) json.Number {
	ms := r.Millis(f)
	return json.Number(fmt.Sprintf("%d.%03d", ms/1000, ms%1000))
}

// percent writes a fraction as players want it in a style sheet. The point is
// moved in the text, so that no digit changes.
func percent(v float64) string {
	whole, part, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	for len(part) < 2 {
		part += "0"
	}
	out := strings.TrimLeft(whole+part[:2], "0")
	if out == "" {
		out = "0"
	}
	if rest := part[2:]; rest != "" {
		out += "." + rest
	}
	return out + "%"
}

func worded(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", " ")
	if err := enc.Encode(v); err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "The timeline could not be put into words.")
	}
	return b.Bytes(), nil
}

// blurred counts the tags whose frames milliseconds cannot tell apart.
func blurred(d taglane.Draft) (n int) {
	r := d.Clip.Rate
	for _, t := range d.Tags {
		if r.FrameAtMillis(r.Millis(t.In)) != t.In || r.FrameAtMillis(r.Millis(t.Out)) != t.Out {
			n++
		}
	}
	return n
}

func linkOf(p taglane.Product) string {
	if taglane.CheckURL(p.URL) != nil {
		return ""
	}
	return p.URL
}

// alike counts the products shown with a hotspot that a format without ids
// cannot tell apart.
func alike(d taglane.Draft) int {
	same := map[string]int{}
	for _, p := range d.Products {
		if slices.ContainsFunc(d.Tags, func(t taglane.Tag) bool { return t.Product == p.ID && len(t.Keys) > 0 }) {
			same[lookOf(p)]++
		}
	}
	return shared(same)
}

// lookOf is all that a player without ids knows of a product.
func lookOf(p taglane.Product) string {
	price := ""
	if p.Offer != nil {
		price = p.Offer.Price.String()
	}
	return strings.Join([]string{cmp.Or(clean(p.Title), clean(string(p.ID))), clean(p.Brand), clean(p.SKU), linkOf(p), price}, "\x00")
}
