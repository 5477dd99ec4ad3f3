package cover

import (
	"image"
	"image/color"
	"math"
	"slices"
)

// look is what can be said of a picture without knowing what it shows.
type look struct {
	sharp    float64 // energy of the edges where there are most of them, without the noise
	exposure float64 // 0..1: bright enough, spread out, and neither black nor blown out
	colour   float64 // 0..1: colourfulness after Hasler and Süsstrunk
	interest float64 // 0..1: how much of what stands out lies inside instead of along the border
	plain    bool    // there is next to nothing to see: black, white, one colour
	hash     uint64  // difference hash of the luma
}

// side is the longest picture looked at; a longer one is looked at in steps.
const side = 320

// judge looks at a picture; one too small to have edges is plain.
func judge(m *image.YCbCr) look {
	g := newGrid(m)
	if g.w < 9 || g.h < 9 {
		return look{plain: true}
	}
	l := look{sharp: g.sharpness(), colour: g.colourfulness(), interest: g.interest(), hash: g.hash()}
	l.exposure, l.plain = g.exposure()
	return l
}

// grid is a picture as numbers.
type grid struct {
	w, h      int
	y, cb, cr []float64
}

func newGrid(m *image.YCbCr) grid {
	if m == nil || m.Rect.Empty() {
		return grid{}
	}
	step := (max(m.Rect.Dx(), m.Rect.Dy()) + side - 1) / side
	g := grid{w: m.Rect.Dx() / step, h: m.Rect.Dy() / step}
	n := g.w * g.h
	g.y, g.cb, g.cr = make([]float64, 0, n), make([]float64, 0, n), make([]float64, 0, n)
	for y := range g.h {
		for x := range g.w {
			px, py := m.Rect.Min.X+x*step, m.Rect.Min.Y+y*step
			c := m.COffset(px, py)
			g.y = append(g.y, float64(m.Y[m.YOffset(px, py)]))
			g.cb, g.cr = append(g.cb, float64(m.Cb[c])-128), append(g.cr, float64(m.Cr[c])-128)
		}
	}
	return g
}

// A Laplacian after a slight blur answers to edges, and to noise of variance 1
// with a variance of noiseGain; crosses, a mask that no straight edge excites,
// answers to the same noise with a variance of crossGain.
const (
	noiseGain = 0.40625 // sum of squares of (1 2 1)⊗(1 2 1)/16 under the Laplacian
	crossGain = 36
)

// sharpness is the variance of the Laplacian in the sharpest quarter of the
// picture, so that a blurred background takes nothing from a sharp subject,
// less what the picture's noise adds to it.
func (g grid) sharpness() float64 {
	soft := g.softened()
	const across, down = 6, 8
	var sum, n [across * down]float64
	var crosses counts
	for y := 2; y < g.h-2; y++ {
		for x := 2; x < g.w-2; x++ {
			i := y*g.w + x
			l := 4*soft[i] - soft[i-1] - soft[i+1] - soft[i-g.w] - soft[i+g.w]
			cell := y*down/g.h*across + x*across/g.w
			sum[cell], n[cell] = sum[cell]+l*l, n[cell]+1
			crosses[int(math.Abs(g.cross(i)))]++
		}
	}
	// Half the answers of pure noise are below 0.6745 standard deviations. The
	// median hardly notices real corners, which are few.
	sigma := crosses.median() / 0.6745
	noise := sigma * sigma / crossGain * noiseGain
	cells := make([]float64, 0, len(sum))
	for i := range sum {
		if n[i] > 0 {
			cells = append(cells, max(0, sum[i]/n[i]-noise))
		}
	}
	slices.Sort(cells)
	best := cells[len(cells)-(len(cells)+3)/4:]
	return total(best) / float64(len(best))
}

// counts says how often each answer of cross came, whose luma is whole numbers.
type counts [16*255 + 1]int

func (c *counts) median() float64 {
	half := 0
	for _, n := range c {
		half += n
	}
	half /= 2
	for v, n := range c {
		if half -= n; half < 0 {
			return float64(v)
		}
	}
	return 0
}

// softened is the luma under (1 2 1)⊗(1 2 1)/16; the border stays as it is.
func (g grid) softened() []float64 {
	out := slices.Clone(g.y)
	for y := 1; y < g.h-1; y++ {
		for x := 1; x < g.w-1; x++ {
			i := y*g.w + x
			row := func(j int) float64 { return g.y[j-1] + 2*g.y[j] + g.y[j+1] }
			out[i] = (row(i-g.w) + 2*row(i) + row(i+g.w)) / 16
		}
	}
	return out
}

// cross is the second difference across of the second difference down.
func (g grid) cross(i int) float64 {
	row := func(j int) float64 { return g.y[j-1] - 2*g.y[j] + g.y[j+1] }
	return row(i-g.w) - 2*row(i) + row(i+g.w)
}

// exposure is best around a middle grey with a spread of a fifth of the range.
func (g grid) exposure() (value float64, plain bool) {
	var sum, squares, lost float64
	for _, v := range g.y {
		sum, squares = sum+v, squares+v*v
		if v < 8 || v > 247 {
			lost++
		}
	}
	n := float64(len(g.y))
	mean := sum / n
	spread := math.Sqrt(max(0, squares/n-mean*mean))
	lost /= n
	value = max(0, 1-math.Abs(mean-118)/118) * min(1, spread/45) * (1 - lost)
	return value, spread < 7 || mean < 18 || mean > 243 || lost > 0.9
}

// colourfulness is 0 for grey and 1 for what people call extremely colourful.
func (g grid) colourfulness() float64 {
	var rg, yb, rg2, yb2 float64
	for i := range g.y {
		r, gr, b := color.YCbCrToRGB(uint8(g.y[i]), uint8(g.cb[i]+128), uint8(g.cr[i]+128))
		u, v := float64(r)-float64(gr), (float64(r)+float64(gr))/2-float64(b)
		rg, yb, rg2, yb2 = rg+u, yb+v, rg2+u*u, yb2+v*v
	}
	n := float64(len(g.y))
	rg, yb = rg/n, yb/n
	spread := math.Sqrt(max(0, rg2/n-rg*rg) + max(0, yb2/n-yb*yb))
	return min(1, (spread+0.3*math.Hypot(rg, yb))/109)
}

// interest compares what stands out inside with what stands out along the
// border. A pixel stands out by its edges, and by how far its colour lies from
// the border's usual one.
func (g grid) interest() float64 {
	var inside, border, insides, borders float64
	usual, usualB, usualR := g.usual()
	across, down := hills(g.w), hills(g.h)
	for y := 1; y < g.h-1; y++ {
		for x := 1; x < g.w-1; x++ {
			i := y*g.w + x
			edge := math.Hypot(g.y[i+1]-g.y[i-1], g.y[i+g.w]-g.y[i-g.w])
			odd := math.Abs(g.y[i]-usual)/2 + math.Hypot(g.cb[i]-usualB, g.cr[i]-usualR)
			stands := min(edge, 120) + 0.7*odd
			w := across[x].middle*down[y].middle + 0.35*across[x].thirds*down[y].thirds
			inside, insides = inside+stands*w, insides+w
			if across[x].border || down[y].border {
				border, borders = border+stands, borders+1
			}
		}
	}
	inside, border = inside/max(insides, 1e-9), border/max(borders, 1)
	if inside+border < 1 {
		return 0
	}
	// All inside is 1, evenly spread is a third, all along the border is 0. A
	// faint picture counts less.
	return max(0, min(1, (inside/(inside+border)-0.35)/0.45)) * min(1, inside/30)
}

// usual is the mean colour of the border.
func (g grid) usual() (y, cb, cr float64) {
	var n float64
	across, down := hills(g.w), hills(g.h)
	for i := range g.y {
		if across[i%g.w].border || down[i/g.w].border {
			y, cb, cr, n = y+g.y[i], cb+g.cb[i], cr+g.cr[i], n+1
		}
	}
	return y / n, cb / n, cr / n
}

// hill is how near a column or a row lies to where people look first: to the
// middle, and to the two lines a third from either side.
type hill struct {
	middle, thirds float64
	border         bool
}

func hills(n int) []hill {
	near := func(u, at, wide float64) float64 { return math.Exp(-(u - at) * (u - at) / (2 * wide * wide)) }
	out := make([]hill, n)
	for i := range out {
		u := (float64(i) + 0.5) / float64(n)
		out[i] = hill{near(u, 0.5, 0.18), near(u, 1.0/3, 0.09) + near(u, 2.0/3, 0.09), min(u, 1-u) < 0.12}
	}
	return out
}

// hash has a bit for each of 8 × 8 cells: whether it is darker than its right
// neighbour.
func (g grid) hash() (h uint64) {
	cell := func(i, j int) (mean float64) {
		x0, x1, y0, y1 := i*g.w/9, (i+1)*g.w/9, j*g.h/8, (j+1)*g.h/8
		for y := y0; y < y1; y++ {
			mean += total(g.y[y*g.w+x0 : y*g.w+x1])
		}
		return mean / float64((x1-x0)*(y1-y0))
	}
	for j := range 8 {
		for i := range 8 {
			h <<= 1
			if cell(i, j) < cell(i+1, j) {
				h |= 1
			}
		}
	}
	return h
}

func total(v []float64) (sum float64) {
	for _, x := range v {
		sum += x
	}
	return sum
}
