package cover

import (
	"fmt"
	"image"
	"slices"
	"strings"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"

	"taglane/app/taglane"
)

// Press sets running text in type, in any script this computer has a typeface
// for. It keeps each shape once, and serves one at a time.
type Press struct {
	bold, plain *chooser
	shapes      map[shapeKey]*Outline
}

type shapeKey struct {
	of *font.Font
	id font.GID
}

// Line is a line of text in type. Everything is in sizes of its letters, from
// the line's start on its baseline; y grows downwards.
type Line struct {
	Width  float64
	Right  bool   // its paragraph is read from the right
	Text   string // in the order it is read in
	Glyphs []Glyph
}

// Glyph is a shape where it stands, and the characters it stands for; "" where
// they are told with another, as marks on a letter may be. Shape is nil for a blank, and
// Picture is what is shown in its stead where a typeface has its own colours.
type Glyph struct {
	X, Y, Advance float64
	Text          string
	Shape         *Outline
	Picture       *image.NRGBA
	Left, Top     float64 // of the picture, with its size
	Wide, High    float64
}

// Outline is a shape's path in sizes of its letters; y grows upwards.
type Outline struct{ Steps []Step }

// Step of a path: 'm' to a point, 'l' a line, 'q' and 'c' curves of the second
// and third order to the last of their points.
type Step struct {
	Kind   byte
	Points [3][2]float64
}

// NewPress makes one. Internal: the program's typefaces cannot be read.
func NewPress() (*Press, error) {
	bold, err := bundled[0].font()
	if err != nil {
		return nil, err
	}
	plain, err := bundled[1].font()
	if err != nil {
		return nil, err
	}
	return &Press{newChooser(bold, installed), newChooser(plain, installed), map[shapeKey]*Outline{}}, nil
}

// Set breaks a text into lines that are at most so many sizes of its letters
// wide; a word that is longer than that is broken too. Internal: a typeface of
// this computer is damaged.
func (p *Press) Set(text string, most float64, bold bool) (out []Line, err error) {
	defer func() { // see set
		if p := recover(); p != nil {
			err = taglane.Wrap(fmt.Errorf("%v", p), taglane.Internal, "These words cannot be set in type on this computer.")
		}
	}()
	c := p.plain
	if bold {
		c = p.bold
	}
	for paragraph := range strings.SplitSeq(text, "\n") {
		runes := []rune(strings.TrimSpace(strings.Map(printable, paragraph)))
		if len(runes) == 0 {
			out = append(out, Line{})
			continue
		}
		in := shaping.Input{Text: runes, RunEnd: len(runes), Direction: direction(runes), Size: fixed.I(unitsPerEm), Language: language.NewLanguage("en")}
		var seg shaping.Segmenter
		var shaper shaping.HarfbuzzShaper
		var runs []shaping.Output
		for _, part := range seg.Split(in, c) {
			runs = append(runs, shaper.Shape(part))
		}
		var w shaping.LineWrapper
		lines, _ := w.WrapParagraph(shaping.WrapConfig{Direction: in.Direction}, max(1, int(most*unitsPerEm)), runes, shaping.NewSliceIterator(runs))
		for _, l := range lines {
			set := p.line(l, runes)
			set.Right = in.Direction == di.DirectionRTL
			out = append(out, set)
		}
	}
	return out, nil
}

func (p *Press) line(runs shaping.Line, text []rune) (l Line) {
	runs = slices.Clone(runs)
	from, to := len(text), 0
	for _, run := range runs {
		from, to = min(from, run.Runes.Offset), max(to, run.Runes.Offset+run.Runes.Count)
	}
	l.Text = string(text[min(from, to):to])
	slices.SortStableFunc(runs, func(a, b shaping.Output) int { return int(a.VisualIndex - b.VisualIndex) })
	for _, run := range runs {
		told := map[int]int{} // how many characters of a cluster are told by now
		for _, g := range run.Glyphs {
			at := Glyph{X: l.Width + units(g.XOffset)/unitsPerEm, Y: -units(g.YOffset) / unitsPerEm, Advance: units(g.Advance) / unitsPerEm}
			first := g.TextIndex()
			at.Text, told[first] = tells(text[first:min(first+g.RunesCount(), len(text))], told[first], g.GlyphsCount())
			p.load(&at, run.Face, g)
			l.Glyphs = append(l.Glyphs, at)
			l.Width += at.Advance
		}
	}
	return l
}

// tells is what the next glyph of a cluster tells of its characters: one, or, the
// first, as many as the others leave.
func tells(cluster []rune, told, glyphs int) (string, int) {
	upTo := min(told+1, len(cluster))
	if told == 0 {
		upTo = min(max(1, len(cluster)-glyphs+1), len(cluster))
	}
	return string(cluster[told:upTo]), upTo
}

// load gives a glyph its shape, or the picture that is shown for it.
func (p *Press) load(at *Glyph, face *font.Face, g shaping.Glyph) {
	key := shapeKey{face.Font, g.GlyphID}
	if have, known := p.shapes[key]; known {
		at.Shape = have
		return
	}
	var drawn glyph
	drawn.load(face, g.GlyphID)
	if drawn.picture != nil { // each is used seldom, so it is not kept
		at.Picture = drawn.picture
		at.Left, at.Top = at.X+units(g.XBearing)/unitsPerEm, at.Y-units(g.YBearing)/unitsPerEm
		at.Wide, at.High = units(g.Width)/unitsPerEm, -units(g.Height)/unitsPerEm
		return
	}
	for _, c := range []*chooser{p.bold, p.plain} {
		if face.Font == c.main.Font && g.GlyphID == c.zero {
			drawn.path = unstruck(drawn.path)
		}
	}
	at.Shape = outlined(drawn)
	p.shapes[key] = at.Shape
}

// outlined is a glyph's path; nil where there is nothing to draw.
func outlined(g glyph) *Outline {
	if len(g.path) == 0 {
		return nil
	}
	out := &Outline{}
	for _, s := range g.path {
		step, points := Step{Kind: 'l'}, 1
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			step.Kind = 'm'
		case opentype.SegmentOpQuadTo:
			step.Kind, points = 'q', 2
		case opentype.SegmentOpCubeTo:
			step.Kind, points = 'c', 3
		}
		for i := range points {
			step.Points[i] = [2]float64{float64(s.Args[i].X) * g.scale / unitsPerEm, float64(s.Args[i].Y) * g.scale / unitsPerEm}
		}
		out.Steps = append(out.Steps, step)
	}
	return out
}
