package cover

import (
	"image"
	"image/color"
	"math"
	"strconv"

	"taglane/app/taglane"
)

// Room between words and the edge of their plate, and how round its corners
// are, in heights of a line.
const (
	plateSide, plateAbove, plateRound = 0.42, 0.13, 0.26
	pillSide, pillAbove               = 0.52, 0.06
)

// placed is words on the pixels of a cut.
type placed struct {
	setting
	scale  float64 // pixels of one unit
	x, y   float64 // the middle of the block
	colour color.NRGBA
	plate  image.Rectangle // empty for none
	round  float64         // radius of its corners
	behind color.NRGBA     // its colour
}

// place puts words on a cut of w × h pixels. A sticker has a plate even if its
// design names none: that is what makes it one.
func place(words taglane.Words, sticker bool, w, h int, s *shelf) (placed, error) {
	short := float64(min(w, h))
	set, err := set(words, float64(w)/short, s)
	if err != nil {
		return placed{}, err
	}
	tall := words.Size * short
	p := placed{setting: set, scale: tall / lineHeight, x: words.At.X * float64(w), y: words.At.Y * float64(h), colour: colourOf(words.Ink)}
	if words.Plate == "" && !sticker {
		return p, nil
	}
	side, above := plateSide, plateAbove
	if sticker {
		side, above = pillSide, pillAbove
	}
	rw, rh := p.reach()
	rw, rh = rw*p.scale+side*tall, rh*p.scale+above*tall
	p.plate = image.Rect(floor(p.x-rw), floor(p.y-rh), ceil(p.x+rw), ceil(p.y+rh))
	p.round = min(plateRound*tall, float64(p.plate.Dy())/2)
	if sticker {
		p.round = min((0.5+pillAbove)*tall, float64(p.plate.Dy())/2)
	}
	if p.behind = apartFrom(p.colour); words.Plate != "" {
		p.behind = colourOf(words.Plate)
	}
	return p, nil
}

// glyphBoxes are where the ink of each glyph lies on the cut.
func (p *placed) glyphBoxes() (out []box) {
	for _, l := range p.lines {
		x, y := p.start(l)
		for _, g := range l.glyphs {
			if !g.ink.empty() {
				out = append(out, box{x + g.ink.x0*p.scale, y + g.ink.y0*p.scale, x + g.ink.x1*p.scale, y + g.ink.y1*p.scale})
			}
		}
	}
	return out
}

// ink is where all of them lie.
func (p *placed) ink() (b box) {
	for _, g := range p.glyphBoxes() {
		b = b.with(g)
	}
	return b
}

// start is a line's start on its baseline, which lies between two rows of
// pixels, so that letters stand on a sharp edge.
func (p *placed) start(l line) (x, y float64) {
	return p.x - l.width/2*p.scale, math.Round(p.y + l.baseline*p.scale)
}

// colourOf reads a colour that Design.Check has passed.
func colourOf(hex string) color.NRGBA {
	v, _ := strconv.ParseUint(hex[1:], 16, 32)
	return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}
}

// apartFrom is the plate a colour is read best on: nearly black or white.
func apartFrom(ink color.NRGBA) color.NRGBA {
	dark, light := color.NRGBA{17, 17, 17, 255}, color.NRGBA{255, 255, 255, 255}
	if contrast(luminance(ink), luminance(dark)) > contrast(luminance(ink), luminance(light)) {
		return dark
	}
	return light
}

func floor(v float64) int { return int(math.Floor(v)) }
func ceil(v float64) int  { return int(math.Ceil(v)) }
