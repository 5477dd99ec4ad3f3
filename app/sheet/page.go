package sheet

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"math"
	"slices"
	"strings"

	"taglane/app/cover"
)

// A page is A4, in points from the top left.
const (
	pageWide, pageHigh = 595.0, 842.0
	margin             = 42.0
)

// colour is red, green and blue, 0..1.
type colour [3]float64

func hex(v int) colour {
	return colour{float64(v>>16) / 255, float64(v>>8&255) / 255, float64(v&255) / 255}
}

var (
	ink    = hex(0x1c1c22)
	faint  = hex(0x63636e)
	rule   = hex(0xd9d9e0)
	ground = hex(0xececf0)
)

// page is what is drawn on one, and the pictures it shows.
type page struct {
	b     bytes.Buffer
	shows map[int]bool
}

func newPage() *page { return &page{shows: map[int]bool{}} }

func (p *page) fill(c colour) { fmt.Fprintf(&p.b, "%.3f %.3f %.3f rg\n", c[0], c[1], c[2]) }

func (p *page) pen(c colour, width float64) {
	fmt.Fprintf(&p.b, "%.3f %.3f %.3f RG %.2f w 1 J 1 j\n", c[0], c[1], c[2], width)
}

func (p *page) box(x, y, w, h float64, c colour) {
	p.fill(c)
	fmt.Fprintf(&p.b, "%.2f %.2f %.2f %.2f re f\n", x, pageHigh-y-h, w, h)
}

// dot is a disc around a point.
func (p *page) dot(x, y, r float64, c colour) {
	p.fill(c)
	k := r * 0.5523 // of a cubic curve that is nearly a quarter of a circle
	y = pageHigh - y
	fmt.Fprintf(&p.b, "%.2f %.2f m %.2f %.2f %.2f %.2f %.2f %.2f c ", x+r, y, x+r, y+k, x+k, y+r, x, y+r)
	fmt.Fprintf(&p.b, "%.2f %.2f %.2f %.2f %.2f %.2f c ", x-k, y+r, x-r, y+k, x-r, y)
	fmt.Fprintf(&p.b, "%.2f %.2f %.2f %.2f %.2f %.2f c ", x-r, y-k, x-k, y-r, x, y-r)
	fmt.Fprintf(&p.b, "%.2f %.2f %.2f %.2f %.2f %.2f c f\n", x+k, y-r, x+r, y-k, x+r, y)
}

// picture shows one that is in the file.
func (p *page) picture(n int, x, y, w, h float64) {
	p.shows[n] = true
	fmt.Fprintf(&p.b, "q %.3f 0 0 %.3f %.3f %.3f cm /P%d Do Q\n", w, h, x, pageHigh-y-h, n)
}

// words puts a line of type at a size; x is its left end, y its baseline.
func (p *page) words(d *document, l cover.Line, x, y, size float64, c colour) {
	p.fill(c)
	font, rise, pen, open := -1, 0.0, 0.0, false
	shut := func() {
		if open {
			p.b.WriteString("] TJ\n")
		}
		open = false
	}
	// Where shapes and characters do not go side by side, readers are told what
	// the whole line says.
	whole := slices.ContainsFunc(l.Glyphs, func(g cover.Glyph) bool { return g.Text == "" })
	if whole {
		fmt.Fprintf(&p.b, "/Span <</ActualText <FEFF%s>>> BDC\n", sixteen(l.Text))
	}
	p.b.WriteString("BT\n")
	for _, g := range l.Glyphs {
		n := d.letters.number(letter{g.Shape, cmp.Or(g.Text, nothing), int(math.Round(g.Advance * em))})
		if f := n / perFont; f != font || g.Y != rise || !open {
			shut()
			font, rise, pen, open = f, g.Y, g.X, true
			fmt.Fprintf(&p.b, "/F%d %.2f Tf 1 0 0 1 %.3f %.3f Tm [", f, size, x+g.X*size, pageHigh-y-g.Y*size)
		}
		if by := math.Round((pen - g.X) * em); by != 0 {
			fmt.Fprintf(&p.b, "%.0f", by)
			pen -= by / em
		}
		fmt.Fprintf(&p.b, "<%02X>", n%perFont)
		pen += math.Round(g.Advance*em) / em
	}
	shut()
	p.b.WriteString("ET\n")
	if whole {
		p.b.WriteString("EMC\n")
	}
	for _, g := range l.Glyphs {
		if g.Picture != nil {
			p.picture(d.sign(g.Picture), x+g.Left*size, y+g.Top*size, g.Wide*size, g.High*size)
		}
	}
}

// nothing is what a shape stands for that another tells: it takes no place.
const nothing = "\u200b"

// document is the file with what its pages share.
type document struct {
	*file
	letters letters
	signs   map[string]int
	pages   []*page
}

// sign is the number of a small picture, which is in the file once.
func (d *document) sign(m *image.NRGBA) int {
	key := string(m.Pix)
	n, have := d.signs[key]
	if !have {
		n = d.file.sign(m)
		d.signs[key] = n
	}
	return n
}

// finish writes the pages and ends the file.
func (d *document) finish(title string) []byte {
	tree, root, info := d.reserve(), d.reserve(), d.reserve()
	fonts := d.letters.write(d.file)
	var kids strings.Builder
	for _, p := range d.pages {
		content, n := d.reserve(), d.reserve()
		d.deflated(content, "", p.b.Bytes())
		var shows strings.Builder
		for at := 1; at <= len(d.at); at++ { // in order, so that the same notes make the same bytes
			if p.shows[at] {
				fmt.Fprintf(&shows, "/P%d %d 0 R ", at, at)
			}
		}
		d.put(n, "<</Type /Page /Parent %d 0 R /MediaBox [0 0 %g %g] /Contents %d 0 R /Resources <</Font <<%s>> /XObject <<%s>>>>>>", tree, pageWide, pageHigh, content, fonts, shows.String())
		fmt.Fprintf(&kids, "%d 0 R ", n)
	}
	d.put(tree, "<</Type /Pages /Count %d /Kids [%s]>>", len(d.pages), kids.String())
	d.put(root, "<</Type /Catalog /Pages %d 0 R>>", tree)
	d.put(info, "<</Title <FEFF%s> /Producer (Taglane)>>", sixteen(title))
	return d.close(root, info)
}
