package sight

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"reflect"
	"testing"

	"taglane/app/taglane"
)

// lookAt reads the nth thing of a scene at a frame.
func (s *staged) lookAt(n int, f taglane.Frame) Look { return LookAt(s.paint(f), s.spot(n, f)) }

func seen(t *testing.T, s *staged, look Look) []Sighting {
	t.Helper()
	out, err := Seen(context.Background(), s, s.frames, look, 15)
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range out {
		if o.Spot.Check() != nil || !o.Span.Contains(o.At) || o.Span.In < 0 || o.Span.Out > s.frames || o.Score < likeness || o.Score > 1 || i > 0 && o.Score > out[i-1].Score {
			t.Errorf("sighting %d: %+v", i, o)
		}
	}
	return out
}

// off is how far a sighting lies from the nth thing, in pixels.
func (s *staged) off(o Sighting, n int) float64 {
	want := s.spot(n, o.At)
	return math.Hypot((o.Spot.X-want.X)*float64(s.w), (o.Spot.Y-want.Y)*float64(s.h))
}

func TestSeenAgain(t *testing.T) {
	for seed := range uint64(2) {
		own := thing{seed: 100 + seed*7, cb: -20 + 45*float64(seed), cr: 50 - 66*float64(seed), size: 40, at: strolls}
		look := stage(own).lookAt(0, 0)
		for name, change := range map[string]func(s *staged){
			"the same": func(s *staged) {},
			"smaller": func(s *staged) {
				s.things[0].at = func(f taglane.Frame) (float64, float64, float64) { x, y, _ := strolls(f); return x, y, 0.8 }
			},
			"larger": func(s *staged) {
				s.things[0].at = func(f taglane.Frame) (float64, float64, float64) { x, y, _ := strolls(f); return x, y, 1.25 }
			},
			"darker":                  func(s *staged) { s.light = func(taglane.Frame) float64 { return 0.85 } },
			"before another backdrop": func(s *staged) { s.backdrop = func(taglane.Frame) uint64 { return 24 } },
			"noise":                   func(s *staged) { s.noise = 8 },
			"wide":                    func(s *staged) { s.w, s.h = 320, 240; s.things[0].at = stays(200, 100) },
		} {
			t.Run(fmt.Sprint(name, seed), func(t *testing.T) {
				t.Parallel()
				s := stage(own)
				s.frames = 60
				change(s)
				// It leaves in the middle of the clip.
				at := s.things[0].at
				s.things[0].at = func(f taglane.Frame) (float64, float64, float64) {
					if f >= 30 {
						return -500, 0, 1
					}
					return at(f)
				}
				out := seen(t, s, look)
				if len(out) != 1 {
					t.Fatalf("%d sightings: %+v", len(out), out)
				}
				t.Logf("score %.3f", out[0].Score)
				if d := s.off(out[0], 0); out[0].Span != (taglane.Span{Out: 30}) || d > 0.015*Width {
					t.Errorf("%+v, off by %.1f px", out[0], d)
				}
			})
		}
	}
}

func TestSeenWhereItIsNot(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			own := thing{seed: 200 + seed*7, cb: 50 - 28*float64(seed), cr: -40 + 24*float64(seed), size: 40, at: strolls}
			look := stage(own).lookAt(0, 0)
			recoloured, other := own, own
			recoloured.cb, recoloured.cr = own.cb-45, own.cr+45 // the same texture in another colour
			recoloured.at = stays(60, 240)
			other.seed += 1000 // the same colour with another texture
			shaded := own      // a neighbouring shade of it
			shaded.cb, shaded.cr, shaded.at = own.cb+13, own.cr-13, stays(190, 70)
			s := stage(recoloured, other, shaded)
			s.frames = 60
			s.backdrop = func(f taglane.Frame) uint64 { return 31 + seed*13 + uint64(f/30) }
			if out := seen(t, s, look); len(out) != 0 {
				t.Errorf("seen where it is not: %+v", out)
			}
		})
	}
}

// A shade of the part's own colour and texture, as through a curtain, is not it.
func TestSeenIsAsStrong(t *testing.T) {
	own := thing{seed: 303, cb: -20, cr: 50, size: 40, at: stays(120, 160)}
	look := stage(own).lookAt(0, 0)
	own.faint = 0.3
	s := stage(own)
	s.frames, s.noise = 30, 1
	if out := seen(t, s, look); len(out) != 0 {
		t.Errorf("%+v", out)
	}
}

// The plainer a part is, the liker a place must be.
func TestPlainPartsNeedMore(t *testing.T) {
	s := stage(thing{seed: 304, size: 40, at: stays(120, 160)})
	strong := s.lookAt(0, 0)
	s.things[0].faint, s.noise = 0.25, 0
	weak := s.lookAt(0, 0)
	if strong.least() != likeness || weak.least() < likeness+plainer/2 {
		t.Errorf("%.3f of a strong part, %.3f of a weak one", strong.least(), weak.least())
	}
}

func TestSeenTwiceAndApart(t *testing.T) {
	own := thing{seed: 300, cb: -20, cr: 50, size: 40, at: stays(70, 100)}
	look := stage(own).lookAt(0, 0)
	double := own
	double.at = func(f taglane.Frame) (float64, float64, float64) {
		if f/60 == 1 { // there, away, and back
			return -500, 0, 1
		}
		return 180, 220, 1
	}
	s := stage(own, double)
	s.frames = 180
	out := seen(t, s, look)
	spans := map[taglane.Span]int{}
	for _, o := range out {
		spans[o.Span]++
	}
	if want := map[taglane.Span]int{{In: 0, Out: 180}: 1, {In: 0, Out: 60}: 1, {In: 120, Out: 180}: 1}; !reflect.DeepEqual(spans, want) {
		t.Errorf("%v", spans)
	}
	if again := seen(t, s, look); !reflect.DeepEqual(out, again) {
		t.Error("two answers to one question")
	}
}

// Somebody passing before it does not make two sightings of one.
func TestASightingOutlastsAMoment(t *testing.T) {
	var r runs
	for _, f := range []taglane.Frame{0, 15, 45, 60, 105} {
		r.add(f, 15, []mark{{x: 50, y: 50, scale: 1, like: 0.9}})
	}
	out := r.best(110, 15, func(mark) taglane.Spot { return taglane.Spot{} })
	if len(out) != 2 || out[0].Span != (taglane.Span{Out: 75}) || out[1].Span != (taglane.Span{In: 105, Out: 110}) {
		t.Errorf("%+v", out)
	}
}

func TestSightingsAreFew(t *testing.T) {
	var r runs
	for f := range taglane.Frame(200) {
		r.add(f*100, 15, []mark{{x: 50, y: 50, scale: 1, like: float64(f) / 200}})
	}
	out := r.best(20000, 15, func(mark) taglane.Spot { return taglane.Spot{} })
	if len(out) != mostSightings || out[0].Span != (taglane.Span{In: 19900, Out: 19915}) {
		t.Errorf("%d, first %+v", len(out), out[0])
	}
}

// A look may be read from a picture in full size.
func TestLookAtLargePictures(t *testing.T) {
	own := thing{seed: 301, cb: -20, cr: 50, size: 40, at: stays(70, 100)}
	s := stage(own)
	small := s.paint(0)
	large := image.NewYCbCr(image.Rect(0, 0, 720, 960), image.YCbCrSubsampleRatio444)
	for y := range 960 {
		for x := range 720 {
			i, j, k := large.YOffset(x, y), small.YOffset(x/3, y/3), small.COffset(x/3, y/3)
			large.Y[i], large.Cb[i], large.Cr[i] = small.Y[j], small.Cb[k], small.Cr[k]
		}
	}
	a, b := LookAt(small, s.spot(0, 0)), LookAt(large, s.spot(0, 0))
	if !reflect.DeepEqual(a, b) {
		t.Error("the same part looks different in a larger picture")
	}
}

func TestSeenRefuses(t *testing.T) {
	s := stage(thing{seed: 302, size: 40, at: strolls})
	look := s.lookAt(0, 0)
	grey := LookAt(image.NewYCbCr(image.Rect(0, 0, 240, 320), image.YCbCrSubsampleRatio420), taglane.Spot{X: 0.5, Y: 0.5})
	for _, c := range []struct {
		length taglane.Frame
		look   Look
		every  int
		want   taglane.Kind
	}{{0, look, 15, taglane.Invalid}, {90, look, 0, taglane.Invalid}, {90, grey, 15, taglane.Refused}, {90, Look{}, 15, taglane.Refused}} {
		if _, err := Seen(context.Background(), s, c.length, c.look, c.every); taglane.KindOf(err) != c.want {
			t.Errorf("%d by %d: %v", c.length, c.every, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Seen(ctx, s, s.frames, look, 15); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func BenchmarkSeen(b *testing.B) {
	s := stage(thing{seed: 50, cb: -20, cr: 50, size: 40, at: strolls})
	s.h = 426
	m, look := s.paint(0), s.lookAt(0, 0)
	f := search{look: &look, seen: look.grids.cells()}
	b.ReportAllocs()
	for b.Loop() {
		f.now.load(m)
		if len(f.find()) != 1 {
			b.Fatal("not seen")
		}
	}
}
