package sight

import (
	"context"
	"image"
	"math"
	"math/rand/v2"

	"taglane/app/taglane"
)

// thing is an object of a scene: a square of its own texture and colour.
type thing struct {
	seed   uint64
	cb, cr float64 // its colour, from grey
	size   float64 // side in pixels at scale 1
	at     func(f taglane.Frame) (x, y, scale float64)
}

// staged is a clip made of things that move before a backdrop.
type staged struct {
	w, h     int
	frames   taglane.Frame
	backdrop func(f taglane.Frame) uint64 // its seed; another one is a cut
	pan      float64                      // pixels a frame
	light    func(f taglane.Frame) float64
	noise    float64
	things   []thing // later ones in front
	read     int     // frames shown
}

func (s *staged) Frames(ctx context.Context, from, to taglane.Frame, every int, width int, each func(taglane.Frame, *image.YCbCr) error) error {
	for f := from; f < to; f += taglane.Frame(every) {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.read++
		if err := each(f, s.paint(f)); err != nil {
			return err
		}
	}
	return nil
}

// texture is smooth noise around 0, −1 to 1, that depends on the seed alone.
func texture(seed uint64, x, y float64) float64 {
	x0, y0 := math.Floor(x), math.Floor(y)
	u, v := x-x0, y-y0
	u, v = u*u*(3-2*u), v*v*(3-2*v)
	at := func(i, j float64) float64 {
		h := seed*0x9e3779b97f4a7c15 ^ uint64(int64(i))*0xbf58476d1ce4e5b9 ^ uint64(int64(j))*0x94d049bb133111eb
		h ^= h >> 31
		h *= 0xd6e8feb86659fd93
		h ^= h >> 29
		h *= 0xd6e8feb86659fd93
		h ^= h >> 32
		return float64(h>>11)/(1<<52) - 1
	}
	a := at(x0, y0)*(1-u) + at(x0+1, y0)*u
	b := at(x0, y0+1)*(1-u) + at(x0+1, y0+1)*u
	return a*(1-v) + b*v
}

// colour is brightness and colours, from grey, of frame f at a place.
func (s *staged) colour(f taglane.Frame, x, y float64) (l, cb, cr float64) {
	seed := uint64(1)
	if s.backdrop != nil {
		seed = s.backdrop(f)
	}
	bx := x + s.pan*float64(f)
	l = 110 + 45*texture(seed, bx/17, y/17) + 25*texture(seed+1, bx/5, y/5)
	cb, cr = 14*texture(seed+2, bx/40, y/40), 14*texture(seed+3, bx/40, y/40)
	if seed%2 == 0 { // another place has another light
		l, cb, cr = l-30, cb+30, cr-26
	}
	for _, t := range s.things {
		tx, ty, scale := t.at(f)
		u, v := (x-tx)/scale, (y-ty)/scale
		if math.Abs(u) <= t.size/2 && math.Abs(v) <= t.size/2 {
			l = 125 + 60*texture(t.seed, u/6, v/6) + 30*texture(t.seed+9, u/3, v/3)
			cb, cr = t.cb, t.cr
		}
	}
	return l, cb, cr
}

func (s *staged) paint(f taglane.Frame) *image.YCbCr {
	m := image.NewYCbCr(image.Rect(0, 0, s.w, s.h), image.YCbCrSubsampleRatio420)
	dice := rand.New(rand.NewPCG(7, uint64(f)))
	light := 1.0
	if s.light != nil {
		light = s.light(f)
	}
	byte8 := func(v float64) byte { return byte(min(255, max(0, v+0.5))) }
	for y := range s.h {
		for x := range s.w {
			l, cb, cr := s.colour(f, float64(x)+0.5, float64(y)+0.5)
			m.Y[y*m.YStride+x] = byte8(16 + (l-16)*light + s.noise*dice.NormFloat64())
			if x%2 == 0 && y%2 == 0 {
				i := y/2*m.CStride + x/2
				m.Cb[i], m.Cr[i] = byte8(128+cb*light+s.noise/2*dice.NormFloat64()), byte8(128+cr*light+s.noise/2*dice.NormFloat64())
			}
		}
	}
	return m
}

// spot is where the nth thing is.
func (s *staged) spot(n int, f taglane.Frame) taglane.Spot {
	x, y, _ := s.things[n].at(f)
	return taglane.Spot{X: x / float64(s.w), Y: y / float64(s.h)}
}

// stays is a thing's place that never changes.
func stays(x, y float64) func(taglane.Frame) (float64, float64, float64) {
	return func(taglane.Frame) (float64, float64, float64) { return x, y, 1 }
}

// strolls is a smooth way through a picture of 240 × 320.
func strolls(f taglane.Frame) (x, y, scale float64) {
	a := float64(f) / 24
	return 120 + 60*math.Sin(a), 160 + 70*math.Sin(a*1.3+0.4), 1
}

func stage(things ...thing) *staged {
	return &staged{w: 240, h: 320, frames: 90, noise: 3, pan: 0.4, things: things}
}
