package cover

import (
	"fmt"
	"image"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/bidi"

	"taglane/app/taglane"
)

// Words are set in units of a typeface's size, of which it has unitsPerEm,
// and only then placed on pixels.
const (
	unitsPerEm = 1024
	lineHeight = 1.2 * unitsPerEm  // from one line to the next
	lineGap    = 0.08 * unitsPerEm // at least, between the ink of two lines
	fullLine   = 0.86              // of a cut's width; longer lines are broken
)

// setting is words in type, around the middle of the block they make. y grows
// downwards.
type setting struct {
	lines   []line
	tall    float64 // half the height of all lines, ink or not
	missing []rune  // what has no glyph in any typeface
}

type line struct {
	width    float64
	baseline float64
	glyphs   []glyph // from left to right
	ink      box     // around the line's start on its baseline; empty for a blank line
}

// glyph is a shape of a typeface: a path, or a picture in its own colours, as
// emoji are. x and y are its origin from the line's start on the baseline.
type glyph struct {
	path    []opentype.Segment
	scale   float64 // units of ours in one of the path's
	picture *image.NRGBA
	x, y    float64
	ink     box  // of itself, from the line's start on the baseline
	main    bool // whether it is of the design's own typeface
	from    int  // first character in the line's text that it stands for
}

// box is a rectangle; it is empty when x1 ≤ x0.
type box struct{ x0, y0, x1, y1 float64 }

func (b box) empty() bool { return b.x1 <= b.x0 || b.y1 <= b.y0 }

func (b box) with(o box) box {
	switch {
	case b.empty():
		return o
	case o.empty():
		return b
	}
	return box{min(b.x0, o.x0), min(b.y0, o.y0), max(b.x1, o.x1), max(b.y1, o.y1)}
}

func (b box) meets(o box) bool {
	return !b.empty() && !o.empty() && b.x0 < o.x1 && o.x0 < b.x1 && b.y0 < o.y1 && o.y0 < b.y1
}

// set puts words in type for cuts that are wide times as wide as their shorter
// side is long.
func set(w taglane.Words, wide float64, s *shelf) (out setting, err error) {
	// A typeface of this computer's may be damaged where nobody looks before a
	// glyph is asked for; that must cost the words and not the program. Nothing
	// outside this function asks a typeface.
	defer func() {
		if p := recover(); p != nil {
			err = taglane.Wrap(fmt.Errorf("%v", p), taglane.Internal, "These words cannot be set in type on this computer.")
		}
	}()
	at, _ := known(w.Face)
	main, err := bundled[at].font()
	if err != nil {
		return out, err
	}
	c := newChooser(main, s)
	most := fullLine * wide * lineHeight / w.Size
	for text := range strings.SplitSeq(strings.TrimSpace(w.Text), "\n") {
		runes := []rune(strings.TrimSpace(strings.Map(printable, text)))
		if len(runes) == 0 {
			out.lines = append(out.lines, line{})
			continue
		}
		for _, runs := range c.broken(runes, most) {
			out.lines = append(out.lines, c.line(runs))
		}
	}
	out.stack(c.capital())
	out.missing = visible(c.missing)
	return out, nil
}

// printable makes spaces of what would draw as a box.
func printable(r rune) rune {
	if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
		return ' '
	}
	return r
}

func visible(missing []rune) (out []rune) {
	for _, r := range missing {
		if !unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Z) && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// broken shapes a paragraph and breaks it into as few lines as a width allows,
// all about equally long. A word is never broken.
func (c *chooser) broken(text []rune, most float64) []shaping.Line {
	in := shaping.Input{Text: text, RunEnd: len(text), Direction: direction(text), Size: fixed.I(unitsPerEm), Language: language.NewLanguage("en")}
	var seg shaping.Segmenter
	var shaper shaping.HarfbuzzShaper
	var runs []shaping.Output
	for _, part := range seg.Split(in, c) {
		runs = append(runs, shaper.Shape(part))
	}
	wrap := func(width int) []shaping.Line {
		var w shaping.LineWrapper
		config := shaping.WrapConfig{Direction: in.Direction, BreakPolicy: shaping.Never}
		lines, _ := w.WrapParagraph(config, width, text, shaping.NewSliceIterator(copied(runs)))
		return lines
	}
	low, high := 0, max(1, int(min(most, math.MaxInt32/64)))
	lines := wrap(high)
	for n := len(lines); n > 1 && high-low > unitsPerEm/64; {
		if middle := (low + high) / 2; len(wrap(middle)) > n {
			low = middle
		} else {
			high = middle
		}
	}
	return wrap(high)
}

// copied keeps the wrapper, which trims spaces, from changing the runs.
func copied(runs []shaping.Output) []shaping.Output {
	runs = slices.Clone(runs)
	for i := range runs {
		runs[i].Glyphs = slices.Clone(runs[i].Glyphs)
	}
	return runs
}

// direction is that of the first letter that has one.
func direction(text []rune) di.Direction {
	for _, r := range text {
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.L:
			return di.DirectionLTR
		case bidi.R, bidi.AL:
			return di.DirectionRTL
		}
	}
	return di.DirectionLTR
}

func (c *chooser) line(runs shaping.Line) (l line) {
	runs = slices.Clone(runs)
	slices.SortStableFunc(runs, func(a, b shaping.Output) int { return int(a.VisualIndex - b.VisualIndex) })
	for _, run := range runs {
		x := l.width
		for _, g := range run.Glyphs {
			at := glyph{x: x + units(g.XOffset), y: -units(g.YOffset), from: g.TextIndex(), main: run.Face == c.main}
			left, top := at.x+units(g.XBearing), at.y-units(g.YBearing)
			at.ink = box{left, top, left + units(g.Width), top - units(g.Height)}
			if !at.ink.empty() {
				at.load(run.Face, g.GlyphID)
				if at.main && g.GlyphID == c.zero {
					at.path = unstruck(at.path)
				}
			}
			l.glyphs, l.ink = append(l.glyphs, at), l.ink.with(at.ink)
			x += units(g.Advance)
		}
		l.width += units(run.Advance)
	}
	return l
}

// load reads what is to be drawn. Old typefaces also have black and white dots
// for small sizes; their paths are better.
func (g *glyph) load(face *font.Face, id font.GID) {
	if id == font.EmptyGlyph {
		return
	}
	if b, ok := face.GlyphDataBitmap(tables.GlyphID(id)); ok && b.Format == font.PNG {
		g.picture = decoded(b.Data)
		return
	}
	if o, ok := face.GlyphDataOutline(tables.GlyphID(id)); ok {
		g.path, g.scale = o.Segments, unitsPerEm/float64(face.Upem())
	}
}

func units(v fixed.Int26_6) float64 { return float64(v) / 64 }

// stack gives each line its baseline. The middle of the block is the middle
// between its first and last line's middles; a line's middle is half the
// height of a capital letter above its baseline, or the middle of its ink when
// none of it is in the main typeface.
func (s *setting) stack(capital float64) {
	var first, last, below float64
	for i := range s.lines {
		l := &s.lines[i]
		drop := capital / 2 // from the middle to the baseline
		if ours := slices.ContainsFunc(l.glyphs, func(g glyph) bool { return g.main && !g.ink.empty() }); !ours && !l.ink.empty() {
			drop = -(l.ink.y0 + l.ink.y1) / 2
		}
		middle := last
		if i > 0 {
			middle = max(last+lineHeight, below+lineGap-l.ink.y0-drop)
		} else {
			first = middle
		}
		l.baseline, last = middle+drop, middle
		below = l.baseline + l.ink.y1
	}
	for i := range s.lines {
		s.lines[i].baseline -= (first + last) / 2
	}
	s.tall = (last - first + lineHeight) / 2
}

// reach is how far the words reach from the middle of their block.
func (s *setting) reach() (w, h float64) {
	h = s.tall
	for _, l := range s.lines {
		left := -l.width / 2
		w = max(w, l.width/2, -(left + l.ink.x0), left+l.ink.x1)
		h = max(h, -(l.baseline + l.ink.y0), l.baseline+l.ink.y1)
	}
	return w, h
}
