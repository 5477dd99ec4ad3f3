//go:build unix

package bench

import (
	"image"
	"math/rand/v2"

	"golang.org/x/image/draw"

	"taglane/app/media"
)

// pictures weighs media's scaling of pictures against x/image's of like
// sharpness, at the sizes the app makes. Both spend alike; media's spreads over
// the cores, which only the wall shows.
func (l *lab) pictures() {
	for _, c := range []struct {
		name           string
		w, h, toW, toH int
		times          int // one scaling is too short to measure
	}{
		{"a cover to 320", 1080, 1920, 320, 568, 8},
		{"12 megapixels to 800", 4000, 3000, 800, 600, 2},
		{"a frame to a tile", 1080, 1920, tileW, tileH, 8},
	} {
		ours := drawn(c.w, c.h)
		theirs := &image.RGBA{Pix: ours.Pix, Stride: ours.Stride, Rect: ours.Rect} // opaque, so alike; x/image is quickest on it
		took, err := turns(l.rounds, []contender{
			{name: "media.Resize", run: func() error {
				for range c.times {
					media.Resize(ours, c.toW, c.toH)
				}
				return nil
			}},
			{name: "x/image CatmullRom", run: func() error {
				for range c.times {
					draw.CatmullRom.Scale(image.NewRGBA(image.Rect(0, 0, c.toW, c.toH)), image.Rect(0, 0, c.toW, c.toH), theirs, theirs.Rect, draw.Src, nil)
				}
				return nil
			}},
		}, func(s string) { l.say(c.name + ", " + s) })
		l.must(err)
		l.rows = append(l.rows, row{"media.Resize : x/image CatmullRom", c.name, took["media.Resize"], took["x/image CatmullRom"], promise{wall: true, most: 1}})
	}
}

// drawn is an opaque picture of smooth colours under grain.
func drawn(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	grain := rand.New(rand.NewPCG(1, 2))
	for y := range h {
		for x := range w {
			g := grain.IntN(16)
			i := m.PixOffset(x, y)
			m.Pix[i], m.Pix[i+1], m.Pix[i+2], m.Pix[i+3] = byte(x*239/w+g), byte(y*239/h+g), byte((x+y)*239/(w+h)+g), 0xff
		}
	}
	return m
}
