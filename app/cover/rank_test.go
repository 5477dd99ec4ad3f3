package cover

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"taglane/app/taglane"
)

// Pictures are painted 160 × 284, and looked at in half of that, which is
// enough and quicker.
const tileW, tileH = 160, 284

type paint func(x, y int) (r, g, b float64)

// tile paints a picture the way a filmstrip holds it.
func tile(p paint) *image.YCbCr {
	m := image.NewYCbCr(image.Rect(0, 0, tileW/2, tileH/2), image.YCbCrSubsampleRatio420)
	for y := range tileH / 2 {
		for x := range tileW / 2 {
			r, g, b := p(2*x, 2*y)
			yy, cb, cr := color.RGBToYCbCr(byteOf(r), byteOf(g), byteOf(b))
			m.Y[m.YOffset(x, y)] = yy
			m.Cb[m.COffset(x, y)], m.Cr[m.COffset(x, y)] = cb, cr
		}
	}
	return m
}

func byteOf(v float64) uint8 { return uint8(min(max(0, math.Round(v)), 255)) }

// product is a striped, colourful thing at a place before a soft grey room.
func product(cx, cy, seed float64) paint {
	return func(x, y int) (r, g, b float64) {
		u, v := float64(x)-cx, float64(y)-cy
		if math.Hypot(u/42, v/62) < 1 {
			if int(u+v+200+seed)/9%2 == 0 {
				return 240, 130 + seed, 60
			}
			return 20, 50, 140 - seed
		}
		shade := 110 + 30*math.Sin(float64(x)/30+seed*1.7) + 20*math.Cos(float64(y)/40+seed)
		return shade, shade, shade
	}
}

func (p paint) blurred(by int) paint {
	return func(x, y int) (r, g, b float64) {
		var n float64
		for j := -by; j <= by; j += max(1, by/3) {
			for i := -by; i <= by; i += max(1, by/3) {
				r1, g1, b1 := p(x+i, y+j)
				r, g, b, n = r+r1, g+g1, b+b1, n+1
			}
		}
		return r / n, g / n, b / n
	}
}

func (p paint) lit(gain, lift float64) paint {
	return func(x, y int) (r, g, b float64) {
		r, g, b = p(x, y)
		return r*gain + lift, g*gain + lift, b*gain + lift
	}
}

// faded keeps a part of the colour and all of the brightness.
func (p paint) faded(part float64) paint {
	return func(x, y int) (r, g, b float64) {
		r, g, b = p(x, y)
		grey := 0.299*r + 0.587*g + 0.114*b
		return grey + (r-grey)*part, grey + (g-grey)*part, grey + (b-grey)*part
	}
}

// outwards moves the middle of the picture into its corners.
func (p paint) outwards() paint {
	return func(x, y int) (r, g, b float64) { return p((x+tileW/2)%tileW, (y+tileH/2)%tileH) }
}

func (p paint) noisy(sigma float64) paint {
	rnd := rand.New(rand.NewPCG(1, 2))
	return func(x, y int) (r, g, b float64) {
		r, g, b = p(x, y)
		n := rnd.NormFloat64() * sigma
		return r + n, g + n, b + n
	}
}

// unless is one grey where lost says so.
func (p paint) unless(lost bool, v float64) paint {
	if lost {
		return flat(v)
	}
	return p
}

func flat(v float64) paint { return func(int, int) (r, g, b float64) { return v, v, v } }

// better is the order of two pictures in two scenes.
func better(good, bad paint, by shares) bool {
	got := rank([]Frame{{10, tile(bad), 0}, {20, tile(good), 1}}, 2, by)
	return len(got) > 0 && got[0].Frame == 20
}

func TestRankPrefersWhatServes(t *testing.T) {
	good := product(80, 142, 0)
	for name, bad := range map[string]paint{
		"blurred":             good.blurred(6),
		"blurred, with grain": good.blurred(6).noisy(14),
		"dark":                good.lit(0.18, 0),
		"blown out":           good.lit(1, 140),
		"black":               flat(2),
		"black, with grain":   flat(6).noisy(6),
		"white":               flat(253),
		"one colour":          flat(120),
		"grey":                good.faded(0),
		"border only":         good.outwards(),
	} {
		if !better(good, bad, usualShares) {
			t.Errorf("%s comes first: %+v against %+v", name, judge(tile(bad)), judge(tile(good)))
		}
	}
}

func TestSharpness(t *testing.T) {
	stripes := paint(func(x, y int) (r, g, b float64) {
		v := 60.0 + 120*float64((x+y)/12%2)
		return v, v, v
	})
	soft := stripes.blurred(6)
	small := paint(func(x, y int) (r, g, b float64) { // a sharp thing, the room out of focus
		if math.Hypot(float64(x-80)/42, float64(y-142)/62) < 1 {
			return stripes(x, y)
		}
		return soft(x, y)
	})
	sharp := func(p paint) float64 { return judge(tile(p)).sharp }
	if all, thing, none := sharp(stripes), sharp(small), sharp(soft); thing < 0.6*all || none > 0.2*all {
		t.Errorf("all of it sharp %.0f, a thing in the middle %.0f, nothing %.0f", all, thing, none)
	}
	if calm, grainy := sharp(soft), sharp(soft.noisy(15)); grainy > calm+20 {
		t.Errorf("grain makes %.0f out of %.0f", grainy, calm)
	}
	if grain := sharp(flat(120).noisy(15)); grain > 12 {
		t.Errorf("grain alone counts %.1f", grain)
	}
}

func TestExposure(t *testing.T) {
	board := func(x, y int) (r, g, b float64) {
		v := 255 * float64((x/20+y/20)%2)
		return v, v, v
	}
	good := product(80, 142, 0)
	for name, c := range map[string]struct {
		p         paint
		low, high float64
		plain     bool
	}{
		"good":            {good, 0.5, 1, false},
		"dim":             {good.lit(0.4, 0), 0.1, 0.4, false},
		"black and white": {board, 0, 0.05, true},
		"one grey":        {flat(118), 0, 0.05, true},
		"grainy black":    {flat(6).noisy(12), 0, 0.1, true},
		"grainy white":    {flat(254).noisy(12), 0, 0.1, true},
		"two thirds lost": {func(x, y int) (r, g, b float64) { return good.unless(y < 2*tileH/3, 254*float64(x/20%2))(x, y) }, 0, 0.35, false},
	} {
		if l := judge(tile(c.p)); l.exposure < c.low || l.exposure > c.high || l.plain != c.plain {
			t.Errorf("%s: %.2f, plain %v", name, l.exposure, l.plain)
		}
	}
}

// Each figure decides a case that is decided wrongly without it.
func TestEachFigureIsNeeded(t *testing.T) {
	good := product(80, 142, 0)
	for name, c := range map[string]struct {
		good, bad paint
		without   func(*shares)
	}{
		"a blurred picture in stronger colours":    {good.faded(0.2).lit(0.75, 0), good.blurred(4), func(s *shares) { s.sharpness = 0 }},
		"a pale picture in stronger colours":       {good.faded(0.6).lit(0.85, 0), good.lit(1, 60), func(s *shares) { s.exposure = 0 }},
		"a grey picture, a little brighter":        {good.lit(0.94, 0), good.faded(0), func(s *shares) { s.colour = 0 }},
		"a thing in the corners, a little sharper": {good.blurred(1), good.outwards(), func(s *shares) { s.interest = 0 }},
	} {
		if !better(c.good, c.bad, usualShares) {
			t.Errorf("%s comes first: %+v against %+v", name, judge(tile(c.bad)), judge(tile(c.good)))
		}
		less := usualShares
		if c.without(&less); better(c.good, c.bad, less) {
			t.Errorf("%s comes last without the figure it is there for: %+v against %+v", name, judge(tile(c.bad)), judge(tile(c.good)))
		}
	}
}

// clipOf has four frames in each scene, of which the first two look alike and
// the last two do.
func clipOf(scenes int) (frames []Frame) {
	for s := range scenes {
		for i := range 4 {
			p := product(80, 142, float64(7*s)).before(uint64(2*s + i/2))
			frames = append(frames, Frame{taglane.Frame(100*s + 10*i), tile(p.noisy(2)), s})
		}
	}
	return frames
}

// before puts patches of other shades around the thing in the middle.
func (p paint) before(seed uint64) paint {
	rnd := rand.New(rand.NewPCG(seed, 7))
	var patches [9 * 8]float64
	for i := range patches {
		patches[i] = 80 + 80*rnd.Float64()
	}
	return func(x, y int) (r, g, b float64) {
		if math.Hypot(float64(x-80)/42, float64(y-142)/62) < 1 {
			return p(x, y)
		}
		v := patches[y*8/tileH*9+x*9/tileW]
		return v, v, v
	}
}

func TestRankKeepsVariety(t *testing.T) {
	all := clipOf(6)
	for _, c := range []struct{ scenes, most, inOne int }{{6, 6, 1}, {3, 6, 2}, {6, 12, 2}, {6, 3, 1}, {1, 6, 2}} {
		got := Rank(all[:4*c.scenes], c.most)
		perScene := map[taglane.Frame]int{}
		for _, g := range got {
			perScene[g.Frame/100]++
		}
		if want := min(c.most, c.scenes*c.inOne); len(got) != want {
			t.Errorf("%d scenes: %d covers instead of %d", c.scenes, len(got), want)
		}
		for s, n := range perScene {
			if n > c.inOne {
				t.Errorf("%d scenes: scene %d has %d of %d covers", c.scenes, s, n, len(got))
			}
		}
		if !slices.IsSortedFunc(got, func(a, b Candidate) int { return int(math.Copysign(1, b.Score-a.Score)) }) {
			t.Errorf("not the best first: %v", got)
		}
	}
}

// A scene of many pictures does not fill the places of one that has a single one.
func TestRankLendsPlacesSparingly(t *testing.T) {
	var frames []Frame
	for i := range 5 {
		frames = append(frames, Frame{taglane.Frame(i), tile(product(80, 142, 9).before(uint64(i))), 0})
	}
	for s := range 3 {
		frames = append(frames, Frame{taglane.Frame(100 * (s + 1)), tile(product(80, 142, 9).before(99)), s + 1})
	}
	got := Rank(frames, 4) // one each, of which three are the same picture
	if len(got) != 3 {
		t.Errorf("%d covers, instead of two from the first scene and one of the others: %v", len(got), got)
	}
}

func TestRankLeavesOutDoubles(t *testing.T) {
	p := product(80, 142, 0)
	frames := []Frame{{0, tile(p), 0}, {30, tile(p.lit(0.97, 2)), 1}, {60, tile(p.noisy(1)), 2}, {90, tile(product(40, 60, 30)), 3}}
	if got := Rank(frames, 6); len(got) != 2 {
		t.Errorf("of two pictures, one of them three times: %v", got)
	}
}

func TestRankBesideACut(t *testing.T) {
	var frames []Frame
	for i := range 6 { // one picture throughout, in two scenes; a little duller away from the cut
		p := product(80, 142, 0)
		if i < 2 || i > 3 {
			p = p.faded(0.8)
		}
		frames = append(frames, Frame{taglane.Frame(10 * i), tile(p), i / 3})
	}
	if got := Rank(frames, 1); len(got) != 1 || got[0].Frame == 20 || got[0].Frame == 30 {
		t.Errorf("the frame beside the cut is preferred: %v", got)
	}
	for i, want := range []bool{false, false, true, true, false, false} {
		if besideCut(frames, i) != want {
			t.Errorf("frame %d beside a cut: %v", i, !want)
		}
	}
}

func TestRankIsSteady(t *testing.T) {
	frames := clipOf(2)
	first := Rank(frames, 5)
	for _, c := range first {
		for _, v := range []float64{c.Score, c.Sharpness, c.Exposure, c.Colour, c.Interest} {
			if !(v >= 0 && v <= 1) {
				t.Errorf("%+v", c)
			}
		}
	}
	back := slices.Clone(frames)
	slices.Reverse(back)
	kept := slices.Clone(back)
	if again := Rank(back, 5); !reflect.DeepEqual(first, again) || !reflect.DeepEqual(kept, back) {
		t.Errorf("another order of the same frames gives %v instead of %v, or is changed", again, first)
	}
}

func TestRankTakesAnything(t *testing.T) {
	tiny := image.NewYCbCr(image.Rect(0, 0, 3, 2), image.YCbCrSubsampleRatio444)
	part := tile(product(80, 142, 0)).SubImage(image.Rect(15, 17, 65, 121)).(*image.YCbCr)
	wide := image.NewYCbCr(image.Rect(0, 0, 5000, 9), image.YCbCrSubsampleRatio410)
	frames := []Frame{{0, nil, 0}, {1, tiny, 0}, {2, &image.YCbCr{}, 9}, {3, part, -4}, {4, wide, 2}, {3, part, -4}}
	if got := Rank(frames, 4); len(got) != 1 || got[0].Frame != 3 {
		t.Errorf("%v", got)
	}
	if got := Rank(frames[:3], 4); len(got) != 1 {
		t.Errorf("nothing at all to see: %v", got)
	}
	for _, most := range []int{0, -1} {
		if got := Rank(frames, most); got == nil || len(got) != 0 {
			t.Errorf("%d: %v", most, got)
		}
	}
	if got := Rank(nil, 3); got == nil || len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func BenchmarkRank(b *testing.B) {
	frames := clipOf(2)
	for b.Loop() {
		Rank(frames, 6)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(frames)), "µs/frame")
}
