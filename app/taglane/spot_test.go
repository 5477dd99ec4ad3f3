package taglane

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSpotsLieInThePicture(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, s := range []Spot{{X: nan}, {Y: nan}, {W: nan}, {H: nan}, {X: inf}, {Y: -inf}, {X: -0.01}, {Y: 1.2}, {W: 1.01}, {H: math.Nextafter(1, 2)}} {
		if KindOf(s.Check()) != Invalid {
			t.Errorf("%v is taken", s)
		}
		if KindOf((Path{Keys: []Key{{0, s}}}).Check(Span{0, 9})) != Invalid {
			t.Errorf("a path through %v is taken", s)
		}
	}
	for _, s := range []Spot{{}, {1, 1, 1, 1}, {0.5, 0.5, 0, 0}} {
		if err := s.Check(); err != nil {
			t.Errorf("%v: %v", s, err)
		}
	}
}

func TestPathCheck(t *testing.T) {
	in := Span{10, 20}
	key := func(f Frame) Key { return Key{f, Spot{X: 0.5, Y: 0.5}} }
	for name, v := range map[string]struct {
		p  Path
		ok bool
	}{
		"no keys":          {Path{}, true},
		"the first frame":  {Path{Keys: []Key{key(10)}}, true},
		"the last frame":   {Path{Keys: []Key{key(19)}}, true},
		"a frame before":   {Path{Keys: []Key{key(9)}}, false},
		"the out frame":    {Path{Keys: []Key{key(20)}}, false},
		"rising":           {Path{CatmullRom, []Key{key(10), key(11)}}, true},
		"standing":         {Path{Linear, []Key{key(10), key(10)}}, false},
		"falling":          {Path{Hold, []Key{key(11), key(10)}}, false},
		"an unknown curve": {Path{"bezier", nil}, false},
	} {
		if err := v.p.Check(in); (err == nil) != v.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPathAt(t *testing.T) {
	keys := []Key{{10, Spot{X: 0, Y: 1}}, {20, Spot{X: 1, Y: 0, W: 0.2, H: 0.4}}}
	for _, v := range []struct {
		how  Interpolation
		f    Frame
		want Spot
	}{
		{Linear, 0, keys[0].Spot}, {Linear, 10, keys[0].Spot}, {Linear, 15, Spot{0.5, 0.5, 0.1, 0.2}}, {"", 15, Spot{0.5, 0.5, 0.1, 0.2}},
		{Linear, 20, keys[1].Spot}, {Linear, 99, keys[1].Spot},
		{Hold, 9, keys[0].Spot}, {Hold, 19, keys[0].Spot}, {Hold, 20, keys[1].Spot},
		{CatmullRom, 10, keys[0].Spot}, {CatmullRom, 20, keys[1].Spot}, {CatmullRom, 15, Spot{0.5, 0.5, 0.1, 0.2}},
	} {
		got, ok := Path{v.how, keys}.At(v.f)
		if !ok || !near(got, v.want) {
			t.Errorf("%s at %d: %v, want %v", v.how, v.f, got, v.want)
		}
	}
	if _, ok := (Path{}).At(3); ok {
		t.Error("a path without keys stands somewhere")
	}
	// The curve runs through its keys and bends towards their neighbours.
	curve := Path{CatmullRom, []Key{{0, Spot{X: 0.1}}, {10, Spot{X: 0.2}}, {20, Spot{X: 0.6}}, {30, Spot{X: 0.6}}}}
	if s, _ := curve.At(15); !near(s, Spot{X: 0.40625}) { // (9·0.2 + 9·0.6 − 0.1 − 0.6) / 16
		t.Errorf("the curve passes through %v", s)
	}
}

var paths = rapid.Custom(func(t *rapid.T) Path {
	p := Path{Interpolation: rapid.SampledFrom([]Interpolation{"", Hold, Linear, CatmullRom}).Draw(t, "how")}
	frames := rapid.SliceOfNDistinct(rapid.IntRange(0, 40), 0, 6, rapid.ID).Draw(t, "frames")
	slices.Sort(frames)
	part := rapid.Float64Range(0, 1)
	for _, f := range frames {
		p.Keys = append(p.Keys, Key{Frame(f), Spot{part.Draw(t, "x"), part.Draw(t, "y"), part.Draw(t, "w"), part.Draw(t, "h")}})
	}
	return p
})

func TestEveryPointOfAPathLiesInThePicture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := paths.Draw(t, "path")
		for f := Frame(-2); f < 44; f++ {
			s, ok := p.At(f)
			if ok != (len(p.Keys) > 0) || s.Check() != nil {
				t.Fatalf("at %d: %v %v", f, s, ok)
			}
		}
		for _, k := range p.Keys {
			if s, _ := p.At(k.Frame); !near(s, k.Spot) {
				t.Fatalf("at its key %v it stands at %v", k, s)
			}
		}
	})
}

func TestTrimmingNeverMovesTheHotspot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := paths.Draw(t, "path")
		in := Frame(rapid.IntRange(-2, 42).Draw(t, "in"))
		span := Span{in, in + Frame(rapid.IntRange(1, 30).Draw(t, "length"))}
		before := slices.Clone(p.Keys)
		cut := p.Clip(span)
		if !slices.Equal(p.Keys, before) {
			t.Fatal("the path itself changed")
		}
		if err := cut.Check(span); err != nil {
			t.Fatalf("cut to %v: %v", span, err)
		}
		for f := span.In; f < span.Out; f++ {
			was, shown := p.At(f)
			is, still := cut.At(f)
			edge := f == span.In || f == span.Out-1
			if shown != still || (p.Interpolation != CatmullRom || edge) && !near(was, is) {
				t.Fatalf("cut to %v, at %d it moves from %v to %v", span, f, was, is)
			}
		}
	})
	if cut := (Path{Keys: []Key{{3, Spot{}}}}).Clip(Span{5, 5}); len(cut.Keys) != 0 {
		t.Errorf("an empty span keeps %v", cut.Keys)
	}
}

func TestShift(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, d := paths.Draw(t, "path"), Frame(rapid.IntRange(-50, 50).Draw(t, "by"))
		moved := p.Shift(d)
		for f := Frame(-2); f < 44; f++ {
			was, _ := p.At(f)
			if is, _ := moved.At(f + d); is != was {
				t.Fatalf("moved by %d, at %d: %v, was %v", d, f, is, was)
			}
		}
		if back := moved.Shift(-d); !reflect.DeepEqual(back, p) {
			t.Fatalf("there and back: %v, was %v", back, p)
		}
	})
}

func TestJoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tags []Tag
		changed := map[ID]bool{}
		for i := range rapid.IntRange(0, 6).Draw(t, "tags") {
			in := Frame(rapid.IntRange(0, 20).Draw(t, "in"))
			tag := Tag{ID: ID(rune('a' + i)), Product: rapid.SampledFrom([]ID{"p", "q"}).Draw(t, "product"), Span: Span{in, in + Frame(rapid.IntRange(1, 8).Draw(t, "length"))}}
			tag.Keys = []Key{{in, Spot{X: 0.5}}}
			tags, changed[tag.ID] = append(tags, tag), rapid.Bool().Draw(t, "changed")
		}
		altered, absorbed := Join(tags, changed)
		left := slices.Clone(altered)
		hot := map[ID]bool{}
		for _, a := range altered {
			if hot[a.ID] = true; a.Path.Check(a.Span) != nil {
				t.Fatalf("%v has its hotspot outside", a)
			}
		}
		for _, tag := range tags {
			gone := slices.Contains(absorbed, tag.ID)
			if gone && hot[tag.ID] || changed[tag.ID] && !gone && !hot[tag.ID] {
				t.Fatalf("%s is absorbed: %v, altered: %v", tag.ID, gone, hot[tag.ID])
			}
			if !gone && !hot[tag.ID] {
				left = append(left, tag)
			}
		}
		if len(left)+len(absorbed) != len(tags) || !maps.Equal(tagged(left), tagged(tags)) {
			t.Fatalf("%v became %v", tags, left)
		}
		for i, a := range left {
			for _, b := range left[i+1:] {
				if a.Product == b.Product && a.Overlaps(b.Span) && (hot[a.ID] || hot[b.ID]) {
					t.Fatalf("%v and %v still overlap", a, b)
				}
			}
		}
	})
	// Tags that nobody changed are left as they are, even where they overlap.
	if altered, absorbed := Join([]Tag{{ID: "a", Span: Span{0, 5}}, {ID: "b", Span: Span{3, 9}}}, nil); altered != nil || absorbed != nil {
		t.Errorf("untouched tags became %v, less %v", altered, absorbed)
	}
}

// tagged is each product with each frame it is tagged on.
func tagged(tags []Tag) map[string]bool {
	out := map[string]bool{}
	for _, t := range tags {
		for f := t.In; f < t.Out; f++ {
			out[fmt.Sprint(t.Product, f)] = true
		}
	}
	return out
}

func near(a, b Spot) bool {
	for _, d := range []float64{a.X - b.X, a.Y - b.Y, a.W - b.W, a.H - b.H} {
		if math.Abs(d) > 1e-9 {
			return false
		}
	}
	return true
}
