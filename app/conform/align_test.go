package conform_test

import (
	"context"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"taglane/app/conform"
	"taglane/app/taglane"
)

var thirty = taglane.Rate{Num: 30, Den: 1}

// film is a cut of scenes that change slowly: a few places of the look turn
// with each frame, and with sound some scenes stand still.
func film(seed uint64, frames int, sound bool) conform.Cut {
	r := rand.New(rand.NewPCG(seed, 7))
	c := conform.Cut{Rate: thirty}
	var l conform.Look
	loud, turns := 30, 0
	for i := range frames {
		if i == 0 || r.IntN(60) == 0 {
			l, turns = look(r), 3*r.IntN(4)
			if !sound {
				turns = max(turns, 3) // what neither moves nor sounds is the same picture everywhere
			}
		}
		for range turns {
			l[r.IntN(8)] ^= 1 << r.IntN(64)
		}
		c.Looks = append(c.Looks, l)
		if sound {
			loud = min(60, max(10, loud+r.IntN(9)-4))
			c.Sound = append(c.Sound, uint8(loud))
		}
	}
	return c
}

func look(r *rand.Rand) (l conform.Look) {
	for i := range l {
		l[i] = r.Uint64()
	}
	return l
}

// worn is a frame after it was encoded again and its edges cut off.
func worn(r *rand.Rand, l conform.Look) conform.Look {
	for range r.IntN(33) {
		l[r.IntN(8)] ^= 1 << r.IntN(64)
	}
	return l
}

// recut takes spans of a cut in a given order, with new footage where a span's
// In is negative, and says which old frame each new one is; −1 for none.
func recut(seed uint64, old conform.Cut, spans []taglane.Span) (conform.Cut, []int) {
	r := rand.New(rand.NewPCG(seed, 9))
	c := conform.Cut{Rate: old.Rate}
	var from []int
	other := film(seed+1000, 600, old.Sound != nil)
	for _, s := range spans {
		for f := s.In; f < s.Out; f++ {
			src, at := old, int(f)
			if s.In < 0 {
				src, at = other, int(f-s.In)
				from = append(from, -1)
			} else {
				from = append(from, at)
			}
			c.Looks = append(c.Looks, worn(r, src.Looks[at]))
			if old.Sound != nil {
				c.Sound = append(c.Sound, uint8(min(255, max(0, int(src.Sound[at])+r.IntN(3)-1))))
			}
		}
	}
	return c, from
}

// Every way to cut again: what stays is found to the frame, what is gone is
// said to be lost, and nothing is made up.
func TestCutAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64Range(1, 1<<40).Draw(t, "seed")
		sound := rapid.Bool().Draw(t, "sound")
		old := film(seed, 700, sound)
		var spans []taglane.Span
		for range rapid.IntRange(1, 5).Draw(t, "pieces") {
			n := taglane.Frame(rapid.IntRange(30, 200).Draw(t, "frames"))
			in := taglane.Frame(rapid.IntRange(-1, 699-int(n)).Draw(t, "from"))
			if in < 0 {
				spans = append(spans, taglane.Span{In: -n, Out: 0})
				continue
			}
			if slices.ContainsFunc(spans, func(s taglane.Span) bool { return s.In >= 0 && s.In < in+n && in < s.Out }) {
				continue // a piece that is there twice has its own test
			}
			if k := len(spans); k > 0 && spans[k-1].In >= 0 && abs(int(in-spans[k-1].Out)) < 8 {
				continue // a jump that nobody sees in a slow picture, and of no more frames than that
			}
			spans = append(spans, taglane.Span{In: in, Out: in + n})
		}
		if len(spans) == 0 {
			return
		}
		cut, from := recut(seed, old, spans)
		pieces, err := conform.Align(context.Background(), old, cut)
		if err != nil {
			t.Fatal(err)
		}
		m := conform.Map{Old: thirty, New: thirty, Pieces: pieces}
		for f := range old.Looks {
			want := slices.Index(from, f)
			got, ok := m.At(taglane.Frame(f))
			// Frames of a picture that hardly moves are the same picture.
			still := ok && from[got] >= 0 && apart(old.Looks[from[got]], old.Looks[f]) <= 12
			edge := want >= 0 && (want < 3 || want > len(from)-4 || from[want-3] != f-3 || from[want+3] != f+3)
			switch {
			case still:
			case want < 0 && ok && !near(from, int(got), f):
				t.Fatalf("frame %d is gone and was found at %d of %v: %v", f, got, spans, pieces)
			case want >= 0 && !edge && (!ok || abs(int(got)-want) > 2):
				t.Fatalf("frame %d lies at %d and was found at %d, %v, of %v: %v", f, want, got, ok, spans, pieces)
			}
		}
	})
}

func apart(a, b conform.Look) (n int) {
	for i := range a {
		n += bits.OnesCount64(a[i] ^ b[i])
	}
	return n
}

// near says that a place is within a few frames of a cut, where an old frame
// too many may look the same.
func near(from []int, at, f int) bool {
	for i := max(0, at-4); i <= min(len(from)-1, at+4); i++ {
		if from[i] >= 0 && abs(from[i]-f) <= 5 {
			return true
		}
	}
	return false
}

func abs(x int) int { return max(x, -x) }

func TestCarry(t *testing.T) {
	span := func(in, out taglane.Frame) taglane.Span { return taglane.Span{In: in, Out: out} }
	m := conform.Map{Old: thirty, New: thirty, Pieces: []conform.Piece{
		{New: span(0, 100), Old: 0}, {New: span(100, 150), Old: 300}, {New: span(180, 280), Old: 100}, {New: span(280, 330), Old: 300},
	}}
	for _, c := range []struct {
		what string
		old  taglane.Span
		how  conform.How
		want []taglane.Span
	}{
		{"where it was", span(10, 60), conform.Kept, []taglane.Span{span(10, 60)}},
		{"later", span(110, 150), conform.Moved, []taglane.Span{span(190, 230)}},
		{"its end is gone", span(180, 260), conform.Shortened, []taglane.Span{span(260, 280)}},
		{"torn apart", span(60, 140), conform.Split, []taglane.Span{span(60, 100), span(180, 220)}},
		{"there twice", span(310, 340), conform.Split, []taglane.Span{span(110, 140), span(290, 320)}},
		{"gone", span(210, 290), conform.Lost, nil},
		{"past the end", span(900, 901), conform.Lost, nil},
	} {
		if got := m.Carry(c.old); got.How != c.how || !slices.Equal(got.Parts, c.want) {
			t.Errorf("%s: %v", c.what, got)
		}
	}
}

// A cut at another rate is the same cut.
func TestAnotherRate(t *testing.T) {
	old := film(3, 600, true)
	cut := conform.Cut{Rate: taglane.Rate{Num: 25, Den: 1}}
	for i := range 400 { // from the fourth second on
		at := 120 + i*30/25
		cut.Looks, cut.Sound = append(cut.Looks, old.Looks[at]), append(cut.Sound, old.Sound[at])
	}
	pieces, err := conform.Align(context.Background(), old, cut)
	if err != nil {
		t.Fatal(err)
	}
	m := conform.Map{Old: old.Rate, New: cut.Rate, Pieces: pieces}
	for _, f := range []taglane.Frame{130, 300, 590} {
		if got, ok := m.At(f); !ok || abs(int(got)-int(f-120)*25/30) > 1 {
			t.Errorf("frame %d is at %d, %v: %v", f, got, ok, pieces)
		}
	}
	if c := m.Carry(taglane.Span{In: 0, Out: 60}); c.How != conform.Lost {
		t.Errorf("the beginning, which is gone: %v", c)
	}
}

func TestAlignStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := conform.Align(ctx, film(1, 60, false), film(2, 60, false)); err == nil {
		t.Error("it went on")
	}
	for _, none := range [][2]int{{0, 0}, {0, 40}, {40, 0}} {
		if p, err := conform.Align(context.Background(), film(1, none[0], true), film(2, none[1], true)); err != nil || len(p) != 0 {
			t.Errorf("%v: %v, %v", none, p, err)
		}
	}
}
