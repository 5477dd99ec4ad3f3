package cover

import (
	"image"
	"image/color"
	"strconv"

	"taglane/app/taglane"
)

// Label is words on a plate of their own, to be laid over a film: about width
// pixels wide, transparent around the plate. Invalid: the words cannot be set.
func Label(words string, width int) (*image.NRGBA, error) {
	w := taglane.Words{Text: words, At: taglane.Point{X: .5, Y: .5}, Size: 0.1, Ink: "#ffffff", Plate: "#111111"}
	if err := (taglane.Design{Title: &w}).Check(); err != nil {
		return nil, err
	}
	// Set once to see how wide the words are, then at the size that fills.
	p, err := place(w, false, width, width, installed)
	if err != nil {
		return nil, err
	}
	wide, _ := p.reach()
	const all = 0.98 * fullLine // a longer line would be broken
	w.Size = min(0.3, w.Size*all*float64(width)/max(1, 2*wide*p.scale))
	if p, err = place(w, false, width, width, installed); err != nil {
		return nil, err
	}
	c := plain(width, width, p.behind)
	c.draw(&p)
	return cutOut(c, p.plate, p.round), nil
}

// Ring is a numbered mark to be laid over a film where a product is, of so many
// pixels: a white rim around a dark middle, seen on any footage.
func Ring(number, side int) (*image.NRGBA, error) {
	if side < 8 || side > mostSide {
		return nil, taglane.Errorf(taglane.Invalid, "A mark is 8 to %d pixels wide.", mostSide)
	}
	white, dark := color.NRGBA{255, 255, 255, 255}, color.NRGBA{17, 17, 17, 255}
	all := image.Rect(0, 0, side, side)
	c := plain(side, side, white)
	middle := all.Inset(side / 10)
	c.fill(middle, dark, func(dx, dy float32) { c.rounded(middle, float64(side), dx, dy) })
	w := taglane.Words{Text: strconv.Itoa(number), At: taglane.Point{X: .5, Y: .5}, Size: 0.3, Ink: "#ffffff"}
	p, err := place(w, false, side, side, installed)
	if err != nil {
		return nil, err
	}
	p.scale *= 1.7
	c.draw(&p)
	return cutOut(c, all, float64(side)), nil
}

// plain is a canvas of one colour.
func plain(w, h int, colour color.NRGBA) *canvas {
	c := &canvas{NRGBA: image.NewNRGBA(image.Rect(0, 0, w, h))}
	for i := 0; i < len(c.Pix); i += 4 {
		c.Pix[i], c.Pix[i+1], c.Pix[i+2], c.Pix[i+3] = colour.R, colour.G, colour.B, 255
	}
	return c
}

// cutOut is a part of a canvas with round corners, transparent outside of them.
func cutOut(c *canvas, part image.Rectangle, round float64) *image.NRGBA {
	part = part.Intersect(c.Rect)
	mask := plain(c.Rect.Dx(), c.Rect.Dy(), color.NRGBA{})
	mask.fill(part, color.NRGBA{255, 255, 255, 255}, func(dx, dy float32) { mask.rounded(part, round, dx, dy) })
	out := image.NewNRGBA(image.Rect(0, 0, part.Dx(), part.Dy()))
	for y := range part.Dy() {
		for x := range part.Dx() {
			from, to := c.PixOffset(part.Min.X+x, part.Min.Y+y), out.PixOffset(x, y)
			copy(out.Pix[to:to+3], c.Pix[from:from+3])
			out.Pix[to+3] = mask.Pix[from]
		}
	}
	return out
}
