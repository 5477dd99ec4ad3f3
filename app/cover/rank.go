package cover

import (
	"cmp"
	"image"
	"math"
	"math/bits"
	"slices"

	"taglane/app/taglane"
)

// Frame is a frame that might become a cover.
type Frame struct {
	Frame   taglane.Frame
	Picture *image.YCbCr // small; 160 pixels wide is enough
	Scene   int          // which scene it belongs to; frames of one scene share the number
}

// Candidate is a frame that would make a good cover, and why. All figures are
// 0..1; Score and Sharpness are comparable within one clip only.
type Candidate struct {
	Frame                                 taglane.Frame
	Score                                 float64
	Sharpness, Exposure, Colour, Interest float64
}

// shares are what each figure contributes to a score of 1.
type shares struct{ sharpness, exposure, colour, interest float64 }

var usualShares = shares{sharpness: 0.34, exposure: 0.26, colour: 0.14, interest: 0.26}

const (
	apart = 12 // of 64 bits; pictures whose hashes differ in fewer look alike

	// cutPart is what is left of the score of a picture beside a cut, where two
	// pictures are often still mixed or the camera is already moving.
	cutPart = 0.85

	// crispEnough is an edge energy that looks sharp in any clip: in a clip
	// without one sharp frame, the least blurred one is still called blurred.
	crispEnough = 60.0
)

// Rank returns the best frames of a clip, the best first: sharp, well exposed,
// colourful, with something to see inside. Of pictures that look alike only the
// best is kept, and a picture with nothing to see is kept only when there is no
// other. No scene has more than its part of the places unless other scenes
// leave theirs free, and then at most two. Frames may come in any order.
func Rank(frames []Frame, most int) []Candidate { return rank(frames, most, usualShares) }

// scored is a candidate with what choosing among candidates needs.
type scored struct {
	Candidate
	scene int
	hash  uint64
	plain bool
}

func rank(frames []Frame, most int, by shares) []Candidate {
	frames = slices.Clone(frames)
	slices.SortStableFunc(frames, func(a, b Frame) int { return cmp.Compare(a.Frame, b.Frame) })
	looks := make([]look, len(frames))
	for i, f := range frames {
		looks[i] = judge(f.Picture)
	}
	crisp := crispOf(looks)
	ranked := make([]scored, len(frames))
	for i, l := range looks {
		c := Candidate{Frame: frames[i].Frame, Sharpness: math.Sqrt(min(1, l.sharp/crisp)), Exposure: l.exposure, Colour: l.colour, Interest: l.interest}
		c.Score = by.sharpness*c.Sharpness + by.exposure*c.Exposure + by.colour*c.Colour + by.interest*c.Interest
		if besideCut(frames, i) {
			c.Score *= cutPart
		}
		ranked[i] = scored{c, frames[i].Scene, l.hash, l.plain}
	}
	slices.SortStableFunc(ranked, func(a, b scored) int { return cmp.Compare(b.Score, a.Score) })
	return choose(ranked, most)
}

// crispOf is the edge energy that counts as sharp in a clip: what one picture
// in five reaches, so that a single page of small print sets no measure.
func crispOf(looks []look) float64 {
	sharp := []float64{crispEnough}
	for _, l := range looks {
		if !l.plain {
			sharp = append(sharp, l.sharp)
		}
	}
	slices.Sort(sharp)
	return max(crispEnough, sharp[(len(sharp)*4-1)/5])
}

// besideCut tells whether the frame before or after belongs to another scene.
// In a scene of two frames both would; then neither counts.
func besideCut(frames []Frame, i int) bool {
	scene := func(i int) (int, bool) {
		if i < 0 || i >= len(frames) {
			return 0, false
		}
		return frames[i].Scene, true
	}
	other := func(j int) bool { s, ok := scene(j); return ok && s != frames[i].Scene }
	same := func(j int) bool { s, ok := scene(j); return ok && s == frames[i].Scene }
	return other(i-1) && same(i+1) && same(i+2) || other(i+1) && same(i-1) && same(i-2)
}

// choose takes from the best downwards.
func choose(ranked []scored, most int) []Candidate {
	ranked = worthwhile(ranked)
	scenes := map[int]int{}
	for _, r := range ranked {
		scenes[r.scene] = 0
	}
	if len(scenes) == 0 || most < 1 {
		return []Candidate{}
	}
	part := (most + len(scenes) - 1) / len(scenes)
	taken := []scored{}
	for _, each := range []int{part, max(part, 2)} {
		for _, r := range ranked {
			alike := func(t scored) bool { return bits.OnesCount64(t.hash^r.hash) < apart }
			if len(taken) < most && scenes[r.scene] < each && !slices.ContainsFunc(taken, alike) {
				scenes[r.scene]++
				taken = append(taken, r)
			}
		}
	}
	slices.SortStableFunc(taken, func(a, b scored) int { return cmp.Compare(b.Score, a.Score) })
	out := make([]Candidate, len(taken))
	for i, t := range taken {
		out[i] = t.Candidate
	}
	return out
}

// worthwhile leaves out pictures with nothing to see, unless all are.
func worthwhile(ranked []scored) []scored {
	seen := slices.DeleteFunc(slices.Clone(ranked), func(r scored) bool { return r.plain })
	if len(seen) == 0 {
		return ranked
	}
	return seen
}
