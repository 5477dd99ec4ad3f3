package cover

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"github.com/go-text/typesetting/font/opentype"
	"golang.org/x/image/vector"

	"taglane/app/media"
)

// canvas draws on an opaque picture whose corner is 0, 0.
type canvas struct {
	*image.NRGBA
	shape vector.Rasterizer
	mask  image.Alpha
}

// draw puts a plate and words on the picture.
func (c *canvas) draw(p *placed) {
	if !p.plate.Empty() {
		c.fill(p.plate, p.behind, func(dx, dy float32) { c.rounded(p.plate, p.round, dx, dy) })
	}
	for _, l := range p.lines {
		x, y := p.start(l)
		for _, g := range l.glyphs {
			c.glyph(g, x, y, p.scale, p.colour)
		}
	}
}

// glyph draws a path in a colour, or a picture in its own.
func (c *canvas) glyph(g glyph, x, y, scale float64, ink color.NRGBA) {
	at := image.Rect(floor(x+g.ink.x0*scale), floor(y+g.ink.y0*scale), ceil(x+g.ink.x1*scale), ceil(y+g.ink.y1*scale))
	if g.picture != nil {
		c.paste(g.picture, at)
		return
	}
	ox, oy, per := float32(x+g.x*scale), float32(y+g.y*scale), float32(scale*g.scale)
	c.fill(at, ink, func(dx, dy float32) { c.outline(g.path, ox+dx, oy+dy, per) })
}

// outline adds a glyph's path; the typeface's y grows upwards.
func (c *canvas) outline(path []opentype.Segment, x, y, per float32) {
	r := &c.shape
	at := func(p opentype.SegmentPoint) (float32, float32) { return x + p.X*per, y - p.Y*per }
	for _, s := range path {
		ax, ay := at(s.Args[0])
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			r.ClosePath()
			r.MoveTo(ax, ay)
		case opentype.SegmentOpLineTo:
			r.LineTo(ax, ay)
		case opentype.SegmentOpQuadTo:
			bx, by := at(s.Args[1])
			r.QuadTo(ax, ay, bx, by)
		case opentype.SegmentOpCubeTo:
			bx, by := at(s.Args[1])
			ex, ey := at(s.Args[2])
			r.CubeTo(ax, ay, bx, by, ex, ey)
		}
	}
	r.ClosePath()
}

// rounded adds a rectangle with round corners.
func (c *canvas) rounded(b image.Rectangle, radius float64, dx, dy float32) {
	const bend = 0.5523 // of a cubic curve that is nearly a quarter of a circle
	x0, y0, x1, y1 := float32(b.Min.X)+dx, float32(b.Min.Y)+dy, float32(b.Max.X)+dx, float32(b.Max.Y)+dy
	q := float32(min(radius, float64(b.Dx())/2, float64(b.Dy())/2))
	k := q * (1 - bend)
	r := &c.shape
	r.MoveTo(x0+q, y0)
	r.LineTo(x1-q, y0)
	r.CubeTo(x1-k, y0, x1, y0+k, x1, y0+q)
	r.LineTo(x1, y1-q)
	r.CubeTo(x1, y1-k, x1-k, y1, x1-q, y1)
	r.LineTo(x0+q, y1)
	r.CubeTo(x0+k, y1, x0, y1-k, x0, y1-q)
	r.LineTo(x0, y0+q)
	r.CubeTo(x0, y0+k, x0+k, y0, x0+q, y0)
	r.ClosePath()
}

// fill paints what path adds, which gets the offset of the part of the picture
// that within leaves of it.
func (c *canvas) fill(within image.Rectangle, ink color.NRGBA, path func(dx, dy float32)) {
	part := within.Intersect(c.Rect)
	if part.Empty() {
		return
	}
	w, h := part.Dx(), part.Dy()
	c.shape.Reset(w, h)
	c.shape.DrawOp = draw.Src
	path(-float32(part.Min.X), -float32(part.Min.Y))
	if cap(c.mask.Pix) < w*h {
		c.mask.Pix = make([]uint8, w*h)
	}
	c.mask.Pix, c.mask.Stride, c.mask.Rect = c.mask.Pix[:w*h], w, image.Rect(0, 0, w, h)
	c.shape.Draw(&c.mask, c.mask.Rect, image.Opaque, image.Point{})
	for y := range h {
		row := c.Pix[c.PixOffset(part.Min.X, part.Min.Y+y):][:4*w]
		for x, a := range c.mask.Pix[y*w : (y+1)*w] {
			if a > 0 {
				blend(row[4*x:4*x+4:4*x+4], ink, uint32(a))
			}
		}
	}
}

// blend lays a colour over an opaque pixel, a of 255 parts of it.
func blend(pixel []uint8, over color.NRGBA, a uint32) {
	mix := func(under, over uint8) uint8 { return uint8((uint32(under)*(255-a) + uint32(over)*a + 127) / 255) }
	pixel[0], pixel[1], pixel[2] = mix(pixel[0], over.R), mix(pixel[1], over.G), mix(pixel[2], over.B)
}

// mostGlyph is the longest side of a picture in a typeface, in pixels.
const mostGlyph = 1024

// decoded is a picture of a typeface; nil for one that is none or is too large.
func decoded(b []byte) *image.NRGBA {
	is, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil || is.Width > mostGlyph || is.Height > mostGlyph {
		return nil
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	m := image.NewNRGBA(image.Rect(0, 0, is.Width, is.Height))
	draw.Draw(m, m.Rect, img, img.Bounds().Min, draw.Src)
	return m
}

// paste scales a picture into a rectangle and lays it over what is there.
func (c *canvas) paste(m *image.NRGBA, at image.Rectangle) {
	part := at.Intersect(c.Rect)
	if part.Empty() {
		return
	}
	m = media.Resize(m, at.Dx(), at.Dy())
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			over := m.NRGBAAt(m.Rect.Min.X+x-at.Min.X, m.Rect.Min.Y+y-at.Min.Y)
			i := c.PixOffset(x, y)
			blend(c.Pix[i:i+4:i+4], over, uint32(over.A))
		}
	}
}
