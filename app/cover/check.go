package cover

import (
	"image"
	"slices"

	"taglane/app/taglane"
)

const (
	// checkedSide is how many pixels of the shorter side are enough to look at.
	checkedSide = 480

	// WCAG 2 asks 4.5 to 1, and 3 to 1 for large letters: 24 pixels high, or 19
	// when bold, on a screen whose shorter side is 360 of those pixels.
	readable, readableLarge = 4.5, 3.0
	largeSize, largeBold    = 24 * 1.2 / 360, 18.66 * 1.2 / 360

	// worstPart of the pixels behind the letters may be as bad as they like,
	// or one bright speck would condemn a dark sky.
	worstPart = 0.1

	mostTitleLines, mostStickerLines = 3, 2
)

// Check says what is wrong with a design on a still cut to a shape: words that
// cannot be read on what is behind them, that run over the edge, that a phone's
// furniture or a sticker lies over, or that have no glyphs here. A design that
// could not be drawn at all is one finding that blocks.
func Check(still *image.NRGBA, d taglane.Design, s Shape, phones Phones) []taglane.Finding {
	if err := able(still, d, s.valid()); err != nil {
		return []taglane.Finding{taglane.NewFinding("cover.design", taglane.Block, taglane.SaidOf(err), here, taglane.Said{})}
	}
	cut := cutTo(still, d, s.W, s.H)
	c := checked{cut: cut, shape: s, phones: phones, step: max(1, min(cut.Rect.Dx(), cut.Rect.Dy())/checkedSide)}
	var title placed
	for _, part := range parts(d) {
		p, err := place(*part.words, part.sticker, cut.Rect.Dx(), cut.Rect.Dy(), installed)
		if err != nil {
			return []taglane.Finding{taglane.NewFinding("cover.design", taglane.Block, taglane.SaidOf(err), here, taglane.Said{})}
		}
		c.part, c.name, c.words, c.placed, c.boxes = part.name, part.said(), *part.words, p, p.glyphBoxes()
		c.face()
		c.glyphs()
		c.contrast()
		c.edge()
		c.furniture()
		c.lines(part.sticker)
		if part.sticker {
			c.overlap(title)
		}
		title = p
	}
	return c.found
}

// checked is one part of a design on one cut, and what was found so far.
type checked struct {
	cut    *image.NRGBA
	shape  Shape
	phones Phones
	step   int // from one pixel looked at to the next
	found  []taglane.Finding

	part   string       // title or sticker
	name   taglane.Said // as a sentence calls it
	words  taglane.Words
	placed placed
	boxes  []box
}

var here = taglane.Place{Field: "cover"}

// at is the part that is spoken of: "cover.title" or "cover.sticker".
func (c *checked) at() taglane.Place { return taglane.Place{Field: "cover." + c.part} }

func (c *checked) warn(rule string, fix, said taglane.Said) {
	c.found = append(c.found, taglane.NewFinding("cover."+rule, taglane.Warn, said, c.at(), fix))
}

func (c *checked) face() {
	if _, ok := known(c.words.Face); !ok {
		c.warn("face", taglane.Say("Choose a typeface"), taglane.Say("The %s is set in %s, because there is no typeface named %s here.", c.name, bundled[0].name, c.words.Face))
	}
}

func (c *checked) glyphs() {
	if missing := c.placed.missing; len(missing) > 0 {
		shown := string(missing[:min(len(missing), 6)])
		c.warn("glyphs", taglane.Say("Write it with other characters"), taglane.Say("No typeface on this computer has these characters of the %s: %s", c.name, shown))
	}
}

func (c *checked) contrast() {
	need := readable
	at, _ := known(c.words.Face)
	if c.words.Size >= largeSize || bundled[at].bold && c.words.Size >= largeBold {
		need = readableLarge
	}
	ratio, fix := c.ratio(), taglane.Say("Put a plate behind it")
	if !c.placed.plate.Empty() {
		fix = taglane.Say("Choose another colour")
	}
	if ratio < need {
		c.warn("contrast", fix, taglane.Say("The %s is hard to read on the %s cover: its contrast is %.1f to 1, and %.1f to 1 is needed.", c.name, c.shape, ratio, need))
	}
}

// ratio is the contrast of the ink with what is behind the glyphs, at the end
// of the worst part of the pixels.
func (c *checked) ratio() float64 {
	ink := luminance(c.placed.colour)
	if !c.placed.plate.Empty() {
		return contrast(ink, luminance(c.placed.behind))
	}
	var all []float64
	for _, b := range c.boxes {
		r := image.Rect(floor(b.x0), floor(b.y0), ceil(b.x1), ceil(b.y1)).Intersect(c.cut.Rect)
		for y := r.Min.Y; y < r.Max.Y; y += c.step {
			for x := r.Min.X; x < r.Max.X; x += c.step {
				all = append(all, contrast(ink, luminance(c.cut.NRGBAAt(x, y))))
			}
		}
	}
	if len(all) == 0 {
		return 21 // nothing of it is on the cut, which is another finding
	}
	slices.Sort(all)
	return all[int(worstPart*float64(len(all)-1))]
}

func (c *checked) edge() {
	b, w, h := c.placed.ink(), float64(c.cut.Rect.Dx()), float64(c.cut.Rect.Dy())
	switch {
	case b.empty():
	case b.x0 < 0 || b.y0 < 0 || b.x1 > w || b.y1 > h:
		rule, fix := "edge", taglane.Say("Move it inwards")
		if b.x1-b.x0 > w || b.y1-b.y0 > h {
			rule, fix = "size", taglane.Say("Make it smaller")
		}
		c.warn(rule, fix, taglane.Say("The %s runs over the edge of the %s cover.", c.name, c.shape))
	case c.shape == Shape{9, 16} && (b.y0 < h/8 || b.y1 > h*7/8):
		// The middle 3:4 of 9:16 is all but an eighth at the top and at the bottom.
		c.found = append(c.found, taglane.NewFinding("cover.grid", taglane.Info,
			taglane.Say("The %s is cut off in Instagram's profile grid, which shows the middle 3:4 of a cover.", c.name), c.at(), taglane.Say("Move it towards the middle")))
	}
}

func (c *checked) furniture() {
	if c.shape != (Shape{9, 16}) {
		return
	}
	if parts, phones := c.phones.pack.over(c.boxes, c.cut.Rect.Dx(), c.cut.Rect.Dy()); len(parts) > 0 {
		c.warn("furniture", taglane.Say("Move it to a clear place"), taglane.Say("On a phone, the %s lies under %s of %s.", c.name, listed(called(parts)), listed(called(phones))))
	}
}

func (c *checked) lines(sticker bool) {
	most := mostTitleLines
	if sticker {
		most = mostStickerLines
	}
	if n := len(c.placed.lines); n > most {
		c.warn("lines", taglane.Say("Make it shorter or smaller"), taglane.Say("The %s takes %d lines on the %s cover; %d are read at a glance.", c.name, n, c.shape, most))
	}
}

func (c *checked) overlap(title placed) {
	p := c.placed.plate
	plate := box{float64(p.Min.X), float64(p.Min.Y), float64(p.Max.X), float64(p.Max.Y)}
	if slices.ContainsFunc(title.glyphBoxes(), plate.meets) {
		c.warn("overlap", taglane.Say("Move the sticker"), taglane.Say("The sticker lies over the title on the %s cover.", c.shape))
	}
}

// listed joins what is spoken of as a sentence does.
func listed(names []taglane.Said) taglane.Said {
	last := len(names) - 1
	if last < 1 {
		return names[0]
	}
	all := names[0]
	for _, n := range names[1:last] {
		all = taglane.Say("%s, %s", all, n)
	}
	return taglane.Say("%s and %s", all, names[last])
}
