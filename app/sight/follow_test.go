package sight

import (
	"context"
	"errors"
	"math"
	"reflect"
	"testing"

	"taglane/app/taglane"
)

// astray is how far a path lies from the nth thing, in pixels: the mean and the
// most over the frames of a span.
func (s *staged) astray(p taglane.Path, n int, in taglane.Span) (mean, most float64) {
	for f := in.In; f < in.Out; f++ {
		is, _ := p.At(f)
		want := s.spot(n, f)
		d := math.Hypot((is.X-want.X)*float64(s.w), (is.Y-want.Y)*float64(s.h))
		mean, most = mean+d/float64(in.Len()), max(most, d)
	}
	return mean, most
}

func follow(t *testing.T, s *staged, at taglane.Frame, spot taglane.Spot) (taglane.Path, float64) {
	t.Helper()
	span := taglane.Span{Out: s.frames}
	p, score, err := Follow(context.Background(), s, span, at, spot)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Check(span); err != nil || len(p.Keys) > mostKeys || score < 0 || score > 1 {
		t.Fatalf("%d keys, score %.2f, %v", len(p.Keys), score, err)
	}
	if is, _ := p.At(at); is != spot {
		t.Errorf("the given spot has moved from %v to %v", spot, is)
	}
	return p, score
}

func TestFollow(t *testing.T) {
	red := thing{seed: 50, cb: -20, cr: 50, size: 40, at: strolls}
	for name, c := range map[string]struct {
		change func(s *staged)
		at     taglane.Frame
	}{
		"from the middle": {func(s *staged) {}, 30},
		"from the end":    {func(s *staged) {}, 63},
		"noise":           {func(s *staged) { s.noise = 9 }, 31},
		"grey":            {func(s *staged) { s.things[0].cb, s.things[0].cr = 0, 0 }, 20},
		"darker": {func(s *staged) {
			s.light = func(f taglane.Frame) float64 { return 1.15 - 0.45*float64(f)/64 }
		}, 10},
		"larger": {func(s *staged) {
			s.things[0].at = func(f taglane.Frame) (float64, float64, float64) {
				x, y, _ := strolls(f)
				return x, y, 0.8 + 0.45*float64(f)/64
			}
		}, 30},
		"its double in another colour": {func(s *staged) {
			blue := red
			blue.cb, blue.cr, blue.at = 50, -20, func(f taglane.Frame) (float64, float64, float64) {
				x, y, _ := strolls(f)
				return x + 44, y + 4, 1
			}
			s.things = append(s.things, blue)
		}, 15},
		"turning": {func(s *staged) { s.things[0].turns = 0.65 }, 0},
		"a pole passed": {func(s *staged) {
			s.things = append(s.things, thing{seed: 70, size: 14, at: func(f taglane.Frame) (float64, float64, float64) {
				x, y, _ := strolls(32)
				return x + float64(f-32)*3, y, 1
			}})
		}, 5},
		"hidden for a moment": {func(s *staged) {
			s.things = append(s.things, thing{seed: 71, cb: 20, cr: 10, size: 52, at: func(f taglane.Frame) (float64, float64, float64) {
				if f < 36 || f >= 43 {
					return -500, 0, 1
				}
				return strolls(f)
			}})
		}, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := stage(red)
			s.frames = 64
			c.change(s)
			p, score := follow(t, s, c.at, s.spot(0, c.at))
			mean, most := s.astray(p, 0, taglane.Span{Out: s.frames})
			t.Logf("%d keys, score %.2f, astray %.2f px, at most %.2f", len(p.Keys), score, mean, most)
			if mean > 0.015*Width || most > 0.05*Width || score < 0.7 {
				t.Errorf("astray by %.2f px, at most %.2f, score %.2f", mean, most, score)
			}
		})
	}
}

// A part that grows takes the size of its spot along.
func TestFollowGrows(t *testing.T) {
	s := stage(thing{seed: 51, cb: 40, cr: -10, size: 40, at: func(f taglane.Frame) (float64, float64, float64) {
		return 120 + float64(f)/3, 150, 0.8 + 0.45*float64(f)/90
	}})
	spot := s.spot(0, 0)
	spot.W, spot.H = 0.16, 0.12
	p, _ := follow(t, s, 0, spot)
	last, _ := p.At(89)
	if grown := last.W / spot.W; math.Abs(grown-1.25/0.8) > 0.12 || math.Abs(last.H/spot.H-grown) > 1e-9 {
		t.Errorf("%.2f times as large, not %.2f", grown, 1.25/0.8)
	}
}

func TestFollowEndsWithTheScene(t *testing.T) {
	still := thing{seed: 52, cb: -20, cr: 50, size: 40, at: stays(90, 140)}
	for name, change := range map[string]func(s *staged){
		"a cut": func(s *staged) {
			s.backdrop = func(f taglane.Frame) uint64 { return 11 + uint64(f/48)*13 }
			s.things[0].at = func(f taglane.Frame) (float64, float64, float64) {
				if f >= 48 {
					return -500, 0, 1
				}
				return 60 + float64(f), 140, 1
			}
		},
		"a cut to where it stands too": func(s *staged) {
			s.backdrop = func(f taglane.Frame) uint64 { return 11 + uint64(f/48)*13 }
			s.things[0].at = func(f taglane.Frame) (float64, float64, float64) {
				if f >= 48 {
					return 120, 150, 1
				}
				return 60 + float64(f), 140, 1
			}
		},
		"taken away": func(s *staged) {
			s.things[0].at = func(f taglane.Frame) (float64, float64, float64) {
				if f >= 48 {
					return -500, 0, 1
				}
				return 60 + float64(f), 140, 1
			}
		},
		"a double of another colour stays": func(s *staged) {
			s.things[0].at = func(f taglane.Frame) (float64, float64, float64) {
				if f >= 48 {
					return -500, 0, 1
				}
				return 60 + float64(f), 140, 1
			}
			double := still
			double.cb, double.cr, double.at = 40, -30, stays(122, 168)
			s.things = append(s.things, double)
		},
		"hidden for good": func(s *staged) {
			s.things[0].at = func(f taglane.Frame) (float64, float64, float64) { return 60 + float64(min(f, 48)), 140, 1 }
			s.things = append(s.things, thing{seed: 90, cb: 10, size: 60, at: func(f taglane.Frame) (float64, float64, float64) {
				if f < 48 {
					return -500, 0, 1
				}
				return 110, 140, 1
			}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := stage(still)
			change(s)
			p, _ := follow(t, s, 10, s.spot(0, 10))
			last := p.Keys[len(p.Keys)-1].Frame
			if last < 40 || last >= 48 {
				t.Errorf("followed to frame %d; the scene ends with 47", last)
			}
			if mean, _ := s.astray(p, 0, taglane.Span{Out: 48}); mean > 0.015*Width {
				t.Errorf("astray by %.2f px before", mean)
			}
			if s.read > 75 {
				t.Errorf("%d frames were read for 48", s.read)
			}
		})
	}
}

func TestFollowIsTheSameEachTime(t *testing.T) {
	s := stage(thing{seed: 53, cb: 30, size: 40, at: strolls})
	s.frames = 20
	a, x := follow(t, s, 10, s.spot(0, 10))
	b, y := follow(t, s, 10, s.spot(0, 10))
	if !reflect.DeepEqual(a, b) || x != y {
		t.Error("two answers to one question")
	}
}

func TestFollowRefuses(t *testing.T) {
	s := stage(thing{seed: 54, size: 40, at: strolls})
	span := taglane.Span{In: 10, Out: 40}
	ask := func(s *staged, at taglane.Frame, spot taglane.Spot) taglane.Kind {
		_, _, err := Follow(context.Background(), s, span, at, spot)
		return taglane.KindOf(err)
	}
	if k := ask(s, 9, taglane.Spot{X: 0.5, Y: 0.5}); k != taglane.Invalid {
		t.Error("a frame outside: ", k)
	}
	if k := ask(s, 10, taglane.Spot{X: 1.5, Y: 0.5}); k != taglane.Invalid {
		t.Error("a spot outside: ", k)
	}
	s.light, s.noise = func(taglane.Frame) float64 { return 0.05 }, 1
	if k := ask(s, 10, taglane.Spot{X: 0.5, Y: 0.5}); k != taglane.Refused {
		t.Error("nothing to see: ", k)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := Follow(ctx, s, span, 10, taglane.Spot{X: 0.5, Y: 0.5}); !errors.Is(err, context.Canceled) {
		t.Error("cancelled: ", err)
	}
}

// A spot at the picture's edge and a span of one frame are questions too.
func TestFollowAtTheEdge(t *testing.T) {
	s := stage(thing{seed: 55, cb: 40, size: 40, at: func(f taglane.Frame) (float64, float64, float64) { return 4 + float64(f), 12, 1 }})
	s.frames = 60
	p, _ := follow(t, s, 0, s.spot(0, 0))
	if mean, _ := s.astray(p, 0, taglane.Span{Out: 60}); mean > 0.015*Width {
		t.Errorf("astray by %.2f px", mean)
	}
	s.frames = 1
	if p, score := follow(t, s, 0, s.spot(0, 0)); len(p.Keys) != 1 || score != 0 {
		t.Errorf("%d keys, score %.2f", len(p.Keys), score)
	}
}

func TestPathsStayShort(t *testing.T) {
	var keys []taglane.Key
	for f := range taglane.Frame(400) {
		keys = append(keys, taglane.Key{Frame: f, Spot: taglane.Spot{X: 0.5 + 0.4*math.Sin(float64(f)*0.7), Y: 0.5}})
	}
	out := simplify(keys, 200, 16.0/9)
	if len(out) > mostKeys || out[0] != keys[0] || out[len(out)-1] != keys[399] {
		t.Errorf("%d keys", len(out))
	}
	straight := simplify(keys[:1:1], 0, 1)
	if len(straight) != 1 {
		t.Error(straight)
	}
	for i := range keys {
		keys[i].Spot = taglane.Spot{X: float64(i) / 400, Y: 0.2 + float64(i)/1000}
	}
	if out := simplify(keys, 200, 16.0/9); len(out) != 3 {
		t.Errorf("a straight way has %d keys", len(out))
	}
}

func BenchmarkFollow(b *testing.B) {
	s := stage(thing{seed: 50, cb: -20, cr: 50, size: 40, at: strolls})
	s.h = 426
	t := &tracker{now: new(picture), before: new(picture)}
	first, second := s.paint(0), s.paint(2)
	if err := t.begin(first, s.spot(0, 0)); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	var seen []mark
	for i := 0; b.Loop(); i++ {
		m := second
		if i%2 == 1 {
			m = first
		}
		seen = seen[:0]
		if t.step(0, m, &seen); len(seen) == 0 {
			b.Fatal("lost")
		}
	}
}
