package media

import (
	"math"
)

// What must come out is reckoned here from the standards and in floating
// point, with nothing of the filters: BT.2100's curves, BT.2020's and BT.709's
// weights and primaries, sRGB's curve, and the bend that graph.go states.

type rgb [3]float64

func (c rgb) each(f func(float64) float64) rgb { return rgb{f(c[0]), f(c[1]), f(c[2])} }

type weights struct{ r, b float64 }

var (
	of709  = weights{0.2126, 0.0722}
	of601  = weights{0.299, 0.114}
	of2020 = weights{0.2627, 0.0593}
)

func (k weights) luma(c rgb) float64 { return k.r*c[0] + (1-k.r-k.b)*c[1] + k.b*c[2] }

// coding is how a test file keeps a signal of 0..1 for each colour.
type coding struct {
	weights
	depth int
	full  bool
}

// encode gives the whole numbers of Y, Cb and Cr.
func (k coding) encode(c rgb) (out [3]int) {
	y := k.luma(c)
	low, high, half := k.span()
	for i, v := range [3]float64{y, (c[2] - y) / (2 - 2*k.b), (c[0] - y) / (2 - 2*k.r)} {
		at := low + v*high
		if i > 0 {
			at = float64(int(1)<<(k.depth-1)) + v*half
		}
		out[i] = min(max(0, int(math.Round(at))), 1<<k.depth-1)
	}
	return out
}

// decode is the signal that those numbers mean.
func (k coding) decode(n [3]int) rgb {
	low, high, half := k.span()
	y := (float64(n[0]) - low) / high
	cb, cr := (float64(n[1])-float64(int(1)<<(k.depth-1)))/half, (float64(n[2])-float64(int(1)<<(k.depth-1)))/half
	r, b := y+cr*(2-2*k.r), y+cb*(2-2*k.b)
	return rgb{r, (y - k.r*r - k.b*b) / (1 - k.r - k.b), b}
}

// span is where brightness begins, how far it goes, and how far colour goes.
func (k coding) span() (low, high, half float64) {
	step := float64(int(1) << (k.depth - 8))
	if k.full {
		top := float64(int(1)<<k.depth - 1)
		return 0, top, top
	}
	return 16 * step, 219 * step, 224 * step
}

// pqLight is cd/m² of a PQ signal, pqSignal the other way round.
func pqLight(v float64) float64 {
	p := math.Pow(max(0, v), 1/78.84375)
	return 10000 * math.Pow(max(0, p-0.8359375)/(18.8515625-18.6875*p), 1/0.1593017578125)
}

func pqSignal(light float64) float64 {
	p := math.Pow(light/10000, 0.1593017578125)
	return math.Pow((0.8359375+18.8515625*p)/(1+18.6875*p), 78.84375)
}

// hlgLight is cd/m² on a screen of 1000 cd/m² of an HLG signal, hlgSignal the
// other way round. The picture as a whole sets the exponent.
func hlgLight(v rgb) rgb {
	scene := v.each(func(x float64) float64 {
		if x <= 0.5 {
			return x * x / 3
		}
		return (math.Exp((x-0.55991073)/0.17883277) + 0.28466892) / 12
	})
	gain := 1000 * math.Pow(max(1e-9, of2020.luma(scene)), 0.2)
	return scene.each(func(x float64) float64 { return x * gain })
}

func hlgSignal(light rgb) rgb {
	gain := math.Pow(max(1e-9, of2020.luma(light)/1000), -0.2/1.2)
	return light.each(func(x float64) float64 {
		if x = x / 1000 * gain; x <= 1.0/12 {
			return math.Sqrt(3 * x)
		}
		return 0.17883277*math.Log(12*x-0.28466892) + 0.55991073
	})
}

// narrowed takes light from BT.2020's primaries to BT.709's.
func narrowed(c rgb) rgb {
	return rgb{1.660491*c[0] - 0.587641*c[1] - 0.072850*c[2], -0.124550*c[0] + 1.132900*c[1] - 0.008349*c[2], -0.018151*c[0] - 0.100579*c[1] + 1.118730*c[2]}
}

// bent is the tone curve of each colour: straight to half of diffuse white, from
// there a hyperbola that meets the line smoothly and reaches 1 at ten times white.
func bent(c rgb) rgb {
	const knee, peak = 0.5, 10.0
	a := -knee * knee * (peak - 1) / (knee*knee - 2*knee + peak)
	b := (knee*knee - 2*knee*peak + peak) / (peak - 1)
	return c.each(func(x float64) float64 {
		if x <= knee {
			return x
		}
		return (b*b + 2*b*knee + knee*knee) / (b - a) * (x + a) / (x + b)
	})
}

// onScreen is the sRGB signal, 0..255, of light where 1 is white.
func onScreen(c rgb) rgb {
	return c.each(func(x float64) float64 {
		if x = min(max(0, x), 1); x <= 0.0031308 {
			return 255 * 12.92 * x
		}
		return 255 * (1.055*math.Pow(x, 1/2.4) - 0.055)
	})
}

// lab is CIE L*a*b* of an sRGB colour, by its own white.
func lab(c rgb) (l, a, b float64) {
	lin := c.each(func(v float64) float64 {
		if v /= 255; v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	})
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	x := f((0.4124564*lin[0] + 0.3575761*lin[1] + 0.1804375*lin[2]) / 0.95047)
	y := f(0.2126729*lin[0] + 0.7151522*lin[1] + 0.0721750*lin[2])
	z := f((0.0193339*lin[0] + 0.1191920*lin[1] + 0.9503041*lin[2]) / 1.08883)
	return 116*y - 16, 500 * (x - y), 200 * (y - z)
}

// deltaE is how different two sRGB colours look, CIEDE2000.
func deltaE(p, q rgb) float64 {
	l1, a1, b1 := lab(p)
	l2, a2, b2 := lab(q)
	return ciede2000(l1, a1, b1, l2, a2, b2)
}

func ciede2000(l1, a1, b1, l2, a2, b2 float64) float64 {
	sin, cos := func(d float64) float64 { return math.Sin(d * math.Pi / 180) }, func(d float64) float64 { return math.Cos(d * math.Pi / 180) }
	seventh := func(c float64) float64 { c = math.Pow(c, 7); return math.Sqrt(c / (c + math.Pow(25, 7))) }
	hue := func(b, a float64) float64 {
		if a == 0 && b == 0 {
			return 0
		}
		return math.Mod(math.Atan2(b, a)*180/math.Pi+360, 360)
	}
	g := 1 + (1-seventh((math.Hypot(a1, b1)+math.Hypot(a2, b2))/2))/2
	c1, c2 := math.Hypot(a1*g, b1), math.Hypot(a2*g, b2)
	h1, h2 := hue(b1, a1*g), hue(b2, a2*g)
	dh, h := h2-h1, (h1+h2)/2
	switch {
	case c1*c2 == 0:
		dh, h = 0, h1+h2
	case dh > 180:
		dh -= 360
	case dh < -180:
		dh += 360
	}
	if c1*c2 != 0 && math.Abs(h1-h2) > 180 {
		h = math.Mod(h+180, 360)
	}
	dl, dc, dH := l2-l1, c2-c1, 2*math.Sqrt(c1*c2)*sin(dh/2)
	l, c := (l1+l2)/2, (c1+c2)/2
	t := 1 - 0.17*cos(h-30) + 0.24*cos(2*h) + 0.32*cos(3*h+6) - 0.2*cos(4*h-63)
	sl := 1 + 0.015*(l-50)*(l-50)/math.Sqrt(20+(l-50)*(l-50))
	sc, sh := 1+0.045*c, 1+0.015*c*t
	rt := -2 * seventh(c) * sin(60*math.Exp(-(h-275)*(h-275)/625))
	return math.Sqrt(dl/sl*dl/sl + dc/sc*dc/sc + dH/sh*dH/sh + rt*dc/sc*dH/sh)
}
