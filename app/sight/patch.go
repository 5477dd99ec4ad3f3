package sight

import "math"

// A grid has so many cells in a row or column.
const fewest, most = 6, 16

// grid is a rectangle of cells around a centre. Those at its rim count less,
// for there the part's surroundings begin.
type grid struct {
	x, y   []float32 // of cells, in pixels of the finest level at scale 1, from the centre
	weight []float32 // of all cells, row by row; they add up to 1
}

// newGrid is for a level so many times halved: there a part has fewer pixels,
// and needs fewer cells.
func newGrid(w, h float64, halved int) grid {
	axis := func(length float64) []float32 {
		n := min(most, max(fewest, int(math.Round(length/float64(int(1)<<halved)))))
		out := make([]float32, n)
		for i := range out {
			out[i] = float32(((float64(i)+0.5)/float64(n) - 0.5) * length)
		}
		return out
	}
	g := grid{x: axis(w), y: axis(h)}
	var sum float64
	for _, y := range g.y {
		for _, x := range g.x {
			u, v := 2*float64(x)/w, 2*float64(y)/h
			one := math.Exp(-1.2 * (u*u + v*v))
			g.weight = append(g.weight, float32(one))
			sum += one
		}
	}
	for i := range g.weight {
		g.weight[i] /= float32(sum)
	}
	return g
}

// grids are those of all levels.
type grids [levels]grid

func newGrids(w, h float64) (out grids) {
	for l := range out {
		out[l] = newGrid(w, h, l)
	}
	return out
}

// cells is room for what each of them sees.
func (g *grids) cells() (out [levels]cells) {
	for l := range out {
		out[l] = g[l].cells()
	}
	return out
}

// cells are what a grid sees: brightness and the two colours.
type cells [3][]float32

func (g *grid) cells() (c cells) {
	for i := range c {
		c[i] = make([]float32, len(g.weight))
	}
	return c
}

// look reads the level (so many times halved) through the grid around a centre
// that is given in pixels of the finest level. Beyond the edge the edge goes on.
func (g *grid) look(p *picture, halved int, cx, cy, scale float64, into *cells) {
	l := &p.levels[halved]
	shrink := 1 / float32(int(1)<<halved)
	var left [most]int
	var right [most]int
	var share [most]float32
	for i, x := range g.x {
		left[i], right[i], share[i] = between((float32(cx)+x*float32(scale))*shrink-0.5, l.w)
	}
	k := 0
	for _, y := range g.y {
		up, down, part := between((float32(cy)+y*float32(scale))*shrink-0.5, l.h)
		for c := range into {
			a, b, out := l.ch[c][up*l.w:][:l.w], l.ch[c][down*l.w:][:l.w], into[c][k:]
			for i := range g.x {
				x0, x1, f := left[i], right[i], share[i]
				top := a[x0] + (a[x1]-a[x0])*f
				out[i] = top + (b[x0]+(b[x1]-b[x0])*f-top)*part
			}
		}
		k += len(g.x)
	}
}

// between names the two neighbours of a place among n, and how far it is on
// the way to the second.
func between(v float32, n int) (a, b int, share float32) {
	v = min(max(v, 0), float32(n-1))
	a = int(v)
	return a, min(a+1, n-1), v - float32(a)
}

// patch is how a part looks at one level, ready to be compared.
type patch struct {
	shape cells // each cell's difference from the mean, times its weight
	plain cells // the same without the weight
	mean  [3]float32
	power float64 // how much there is to see: the variance of all three
}

// How much a colour's difference counts beside brightness, and how much
// variance noise alone brings.
const (
	colourCounts = 2
	noise        = 6.0
)

func counts(c int) float64 {
	if c == 0 {
		return 1
	}
	return colourCounts
}

// set makes the patch of what a grid saw.
func (p *patch) set(g *grid, seen *cells) {
	if p.shape[0] == nil {
		p.shape, p.plain = g.cells(), g.cells()
	}
	for c := range seen {
		var mean float32
		for i, w := range g.weight {
			mean += w * seen[c][i]
		}
		p.mean[c] = mean
		for i := range g.weight {
			p.plain[c][i] = seen[c][i] - mean
		}
	}
	p.finish(g)
}

func (p *patch) finish(g *grid) {
	p.power = 0
	for c := range p.plain {
		var sum float64
		for i, w := range g.weight {
			v := p.plain[c][i]
			p.shape[c][i] = w * v
			sum += float64(w * v * v)
		}
		p.power += counts(c) * sum
	}
}

// mix brings the patch a share nearer to another.
func (p *patch) mix(g *grid, other *patch, share float32) {
	for c := range p.plain {
		for i := range p.plain[c] {
			p.plain[c][i] += (other.plain[c][i] - p.plain[c][i]) * share
		}
		p.mean[c] += (other.mean[c] - p.mean[c]) * share
	}
	p.finish(g)
}

func (p *patch) copy(g *grid) (out patch) {
	out.shape, out.plain = g.cells(), g.cells()
	out.mix(g, p, 1)
	return out
}

// like is how much what a grid saw is like the patch, at most 1: the correlation
// of both, whatever the light, less what their colours differ altogether.
func (p *patch) like(g *grid, seen *cells) float64 {
	var both, power, apart float64
	for c := range seen {
		var dot, mean, square float32
		v, shape := seen[c][:len(g.weight)], p.shape[c][:len(g.weight)]
		for i, w := range g.weight {
			x := v[i]
			dot += shape[i] * x
			mean += w * x
			square += w * x * x
		}
		both += counts(c) * float64(dot)
		power += counts(c) * max(0, float64(square-mean*mean))
		if c > 0 {
			d := float64(mean - p.mean[c])
			apart += d * d
		}
	}
	alike := both / math.Sqrt((p.power+noise)*(power+noise))
	if alike <= 0 {
		return alike
	}
	return alike * math.Exp(-apart/(2*24*24))
}

// power is that of the patch that set would make.
func (g *grid) power(seen *cells) (sum float64) {
	for c := range seen {
		var mean, square float32
		for i, w := range g.weight {
			mean += w * seen[c][i]
			square += w * seen[c][i] * seen[c][i]
		}
		sum += counts(c) * max(0, float64(square-mean*mean))
	}
	return sum
}
