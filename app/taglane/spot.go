package taglane

import (
	"math"
	"slices"
	"sort"
)

// Spot is a place in the picture as displayed: X and Y are the centre, all
// four are fractions 0..1 of the picture, origin at the top left. W and H are
// zero for a point.
type Spot struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
	W float64 `json:"w,omitempty"`
	H float64 `json:"h,omitempty"`
}

// Key is where a hotspot stands at one frame.
type Key struct {
	Frame Frame `json:"frame"`
	Spot
}

// Interpolation says how a hotspot moves between two keys.
type Interpolation string

const (
	Hold       Interpolation = "hold"
	Linear     Interpolation = "linear"
	CatmullRom Interpolation = "catmull-rom"
)

// Path is the way of a hotspot through a tag. No keys means: listed only, not
// shown on the picture. Before its first and after its last key it stands still.
type Path struct {
	Interpolation Interpolation `json:"interpolation,omitempty"` // "" is linear
	Keys          []Key         `json:"spots,omitempty"`
}

// Check refuses numbers that are not fractions; they would stop every screen.
func (s Spot) Check() error {
	for _, v := range []float64{s.X, s.Y, s.W, s.H} {
		if math.IsNaN(v) || v < 0 || v > 1 {
			return Errorf(Invalid, "A hotspot must lie inside the picture.")
		}
	}
	return nil
}

// Check refuses a path whose keys do not rise or leave the span.
func (p Path) Check(in Span) error {
	switch p.Interpolation {
	case "", Hold, Linear, CatmullRom:
	default:
		return Errorf(Invalid, "%q is not a way for a hotspot to move.", p.Interpolation)
	}
	for i, k := range p.Keys {
		if err := k.Check(); err != nil {
			return err
		}
		if !in.Contains(k.Frame) {
			return Errorf(Invalid, "A hotspot key must lie inside its tag.")
		}
		if i > 0 && k.Frame <= p.Keys[i-1].Frame {
			return Errorf(Invalid, "Hotspot keys must follow one another in time.")
		}
	}
	return nil
}

// At is where the hotspot stands at frame f; ok is false for a path without keys.
func (p Path) At(f Frame) (s Spot, ok bool) {
	n := len(p.Keys)
	if n == 0 {
		return Spot{}, false
	}
	i := sort.Search(n, func(i int) bool { return p.Keys[i].Frame > f }) // first key after f
	switch {
	case i == 0:
		return p.Keys[0].Spot, true
	case i == n, p.Interpolation == Hold:
		return p.Keys[i-1].Spot, true
	}
	a, b := p.Keys[i-1], p.Keys[i]
	t := float64(f-a.Frame) / float64(b.Frame-a.Frame)
	if p.Interpolation != CatmullRom {
		return mix4(a.Spot, b.Spot, func(x, y float64) float64 { return x + (y-x)*t }), true
	}
	before, after := p.Keys[max(0, i-2)].Spot, p.Keys[min(n-1, i+1)].Spot
	curve := func(p0, p1, p2, p3 float64) float64 {
		v := 0.5 * (2*p1 + (p2-p0)*t + (2*p0-5*p1+4*p2-p3)*t*t + (3*p1-p0-3*p2+p3)*t*t*t)
		return min(1, max(0, v))
	}
	return Spot{
		X: curve(before.X, a.X, b.X, after.X), Y: curve(before.Y, a.Y, b.Y, after.Y),
		W: curve(before.W, a.W, b.W, after.W), H: curve(before.H, a.H, b.H, after.H),
	}, true
}

// Shift moves every key by d frames, with the tag it belongs to.
func (p Path) Shift(d Frame) Path {
	p.Keys = slices.Clone(p.Keys)
	for i := range p.Keys {
		p.Keys[i].Frame += d
	}
	return p
}

// Clip keeps what lies in the span and holds the path's place at a cut edge,
// so that trimming a tag never moves its hotspot. A catmull-rom path keeps its
// keys and edges but may bend a little between them: a curve depends on keys
// that are gone.
func (p Path) Clip(in Span) Path {
	out := Path{Interpolation: p.Interpolation}
	for _, k := range p.Keys {
		if in.Contains(k.Frame) {
			out.Keys = append(out.Keys, k)
		}
	}
	if len(p.Keys) == 0 || in.Len() <= 0 {
		return out
	}
	pin := func(f Frame) {
		if s, ok := p.At(f); ok {
			out.Keys = append(out.Keys, Key{f, s})
		}
	}
	first, last := p.Keys[0].Frame, p.Keys[len(p.Keys)-1].Frame
	if first < in.In && !out.has(in.In) {
		pin(in.In)
	}
	if last >= in.Out && !out.has(in.Out-1) {
		pin(in.Out - 1)
	}
	if len(out.Keys) == 0 {
		pin(in.In)
	}
	sort.Slice(out.Keys, func(i, j int) bool { return out.Keys[i].Frame < out.Keys[j].Frame })
	return out
}

func (p Path) has(f Frame) bool {
	for _, k := range p.Keys {
		if k.Frame == f {
			return true
		}
	}
	return false
}

func mix4(a, b Spot, f func(x, y float64) float64) Spot {
	return Spot{f(a.X, b.X), f(a.Y, b.Y), f(a.W, b.W), f(a.H, b.H)}
}
