package sight

import (
	"context"
	"image"
	"math"
	"math/rand/v2"
	"sync"

	"taglane/app/taglane"
)

// thing is an object of a scene: a square of its own texture and colour.
type thing struct {
	seed   uint64
	cb, cr float64 // its colour, from grey
	size   float64 // side in pixels at scale 1
	faint  float64 // how much of its contrast is left; 0 is all
	turns  float64 // how much of another texture shows by frame 64
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

// sheet is something painted once, for painting is slow under the race detector.
type sheet struct {
	w, h int
	pix  [3][]float32 // brightness and the colours from grey
}

func newSheet(w, h int) *sheet {
	return &sheet{w, h, [3][]float32{make([]float32, w*h), make([]float32, w*h), make([]float32, w*h)}}
}

var sheets sync.Map

func sheetOf(kind string, seed uint64, w, h int, paint func(x, y float64) [3]float32) *sheet {
	type key struct {
		kind string
		seed uint64
	}
	if s, ok := sheets.Load(key{kind, seed}); ok {
		return s.(*sheet)
	}
	s := newSheet(w, h)
	for i := range w * h {
		for c, v := range paint(float64(i%w), float64(i/w)) {
			s.pix[c][i] = v
		}
	}
	sheets.Store(key{kind, seed}, s)
	return s
}

// backdropOf is a place; those of even seeds have another light.
func backdropOf(seed uint64) *sheet {
	return sheetOf("backdrop", seed, 400, 440, func(x, y float64) [3]float32 {
		l := 110 + 45*texture(seed, x/17, y/17) + 25*texture(seed+1, x/5, y/5)
		cb, cr := 14*texture(seed+2, x/40, y/40), 14*texture(seed+3, x/40, y/40)
		if seed%2 == 0 {
			l, cb, cr = l-30, cb+30, cr-26
		}
		return [3]float32{float32(l), float32(cb), float32(cr)}
	})
}

const finely = 6 // how many times finer than its pixels a thing is painted

func (t thing) sheet() *sheet {
	side := int(t.size * finely)
	return sheetOf("thing", t.seed, side, side, func(x, y float64) [3]float32 {
		u, v := x/finely, y/finely
		return [3]float32{float32(125 + 60*texture(t.seed, u/6, v/6) + 30*texture(t.seed+9, u/3, v/3))}
	})
}

// grain is noise of deviation 1, to be read from anywhere on.
var grain = sync.OnceValue(func() []float32 {
	dice := rand.New(rand.NewPCG(7, 7))
	out := make([]float32, 1<<13)
	for i := range out {
		out[i] = float32(dice.NormFloat64())
	}
	return out
})

func (s *staged) paint(f taglane.Frame) *image.YCbCr {
	to := newSheet(s.w, s.h)
	seed := uint64(1)
	if s.backdrop != nil {
		seed = s.backdrop(f)
	}
	back, pan := backdropOf(seed), int(s.pan*float64(f))
	for y := range s.h {
		for c := range to.pix {
			copy(to.pix[c][y*s.w:(y+1)*s.w], back.pix[c][y*back.w+pan%(back.w-s.w):])
		}
	}
	for _, t := range s.things {
		t.paint(to, f)
	}
	return s.develop(to, f)
}

// paint puts the thing where it is.
func (t thing) paint(to *sheet, f taglane.Frame) {
	tx, ty, scale := t.at(f)
	from, half := t.sheet(), t.size/2*scale
	back := t
	back.seed += 500
	other := back.sheet()
	for y := max(0, int(ty-half)); y < min(to.h, int(ty+half)+1); y++ {
		for x := max(0, int(tx-half)); x < min(to.w, int(tx+half)+1); x++ {
			u, v := (float64(x)+0.5-tx+half)/scale*finely, (float64(y)+0.5-ty+half)/scale*finely
			if u >= 0 && v >= 0 && int(u) < from.w && int(v) < from.h {
				l := from.pix[0][int(v)*from.w+int(u)]
				if t.faint > 0 {
					l = 125 + (l-125)*float32(t.faint)
				}
				if t.turns > 0 {
					share := float32(t.turns * float64(f) / 64)
					l += (other.pix[0][int(v)*from.w+int(u)] - l) * share
				}
				i := y*to.w + x
				to.pix[0][i], to.pix[1][i], to.pix[2][i] = l, float32(t.cb), float32(t.cr)
			}
		}
	}
}

// develop makes a picture of it, under the frame's light and with its noise.
func (s *staged) develop(from *sheet, f taglane.Frame) *image.YCbCr {
	m := image.NewYCbCr(image.Rect(0, 0, s.w, s.h), image.YCbCrSubsampleRatio420)
	light, noise := float32(1), float32(s.noise)
	if s.light != nil {
		light = float32(s.light(f))
	}
	byte8 := func(v float32) byte { return byte(min(255, max(0, v+0.5))) }
	grain, dice := grain(), rand.New(rand.NewPCG(7, uint64(f)))
	for y := range s.h {
		luma := from.pix[0][y*s.w:]
		n := grain[dice.IntN(len(grain)-3*s.w):]
		for x := range s.w {
			m.Y[y*m.YStride+x] = byte8(16 + (luma[x]-16)*light + noise*n[x])
		}
		for x := 0; x < s.w && y%2 == 0; x += 2 {
			i, j := y/2*m.CStride+x/2, y*s.w+x
			m.Cb[i], m.Cr[i] = byte8(128+from.pix[1][j]*light+noise/2*n[s.w+x]), byte8(128+from.pix[2][j]*light+noise/2*n[2*s.w+x])
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
