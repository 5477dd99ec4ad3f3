package sight

import (
	"image"
	"math"

	"taglane/app/taglane"
)

// When a part counts as seen, how long it may stay hidden, and when it is seen
// well enough to learn from.
const (
	enough   = 0.60
	regained = 0.72 // after it was hidden
	good     = 0.72
	patience = 6 // pictures
	learning = 0.12
	trust    = 0.5 // in what was learned, beside what was given
)

// plainest is the variance below which a part has nothing to hold on to.
const plainest = 30

type point struct{ x, y float64 }

// tracker holds on to one part from picture to picture. What it looks for is
// half what was given and half what it looked like lately, so that it neither
// clings to one pose nor slides off by small steps.
type tracker struct {
	now, before *picture
	grids       grids
	size        point // of the part, in pixels at scale 1
	home        point // where it began
	aside       point // from the middle of the part to the spot itself
	given       [levels]patch
	lately      [levels]patch
	wanted      [levels]patch
	seen        [levels]cells
	fresh       [levels]patch
	coarsest    int

	at     point
	speed  point // per picture
	scale  float64
	hidden int // pictures since it was seen
	begun  picture
}

// begin takes the part under the spot.
func (t *tracker) begin(m *image.YCbCr, spot taglane.Spot) error {
	t.now.load(m)
	t.begun.load(m)
	x0, y0, x1, y1 := Part{spot}.box(t.now.w, t.now.h)
	t.size = point{min(x1-x0, t.now.w*0.6), min(y1-y0, t.now.w*0.6)}
	t.home = point{(x0 + x1) / 2, (y0 + y1) / 2}
	t.aside = point{spot.X*t.now.w - t.home.x, spot.Y*t.now.h - t.home.y}
	t.grids = newGrids(t.size.x, t.size.y)
	t.seen = t.grids.cells()
	for l := range t.given {
		t.grids[l].look(t.now, l, t.home.x, t.home.y, 1, &t.seen[l])
		t.given[l].set(&t.grids[l], &t.seen[l])
	}
	// On the coarsest level a part still has some pixels.
	t.coarsest = levels - 1
	for t.coarsest > 0 && min(t.size.x, t.size.y)/float64(int(1)<<t.coarsest) < 5 {
		t.coarsest--
	}
	t.rewind()
	if t.given[1].power < plainest {
		return tooPlain()
	}
	return nil
}

// rewind goes back to the frame it began with.
func (t *tracker) rewind() {
	t.at, t.speed, t.scale, t.hidden = t.home, point{}, 1, 0
	for l := range t.given {
		t.lately[l] = t.given[l].copy(&t.grids[l])
		t.wanted[l] = t.given[l].copy(&t.grids[l])
	}
	for l := range t.now.levels {
		from, to := &t.begun.levels[l], &t.now.levels[l]
		to.resize(from.w, from.h)
		for c := range from.ch {
			copy(to.ch[c], from.ch[c])
		}
	}
}

// step looks for the part in the next picture and notes where it is, or gives up.
func (t *tracker) step(f taglane.Frame, m *image.YCbCr, seen *[]mark) error {
	t.now, t.before = t.before, t.now
	t.now.load(m)
	if t.before.cutTo(t.now) {
		return errLost
	}
	ahead := float64(t.hidden + 1)
	guess := point{t.at.x + t.speed.x*ahead, t.at.y + t.speed.y*ahead}
	found := t.search(guess)
	least := enough
	if t.hidden > 0 {
		least = regained
	}
	if found.like < least {
		if t.hidden++; t.hidden > patience {
			return errLost
		}
		return nil
	}
	moved := point{(found.x - t.at.x) / ahead, (found.y - t.at.y) / ahead}
	t.speed = point{(t.speed.x + moved.x) / 2, (t.speed.y + moved.y) / 2}
	t.at, t.scale, t.hidden = point{found.x, found.y}, found.scale, 0
	if found.like > good {
		t.learn()
	}
	found.frame = f
	*seen = append(*seen, found)
	return nil
}

// learn notes how the part looks now.
func (t *tracker) learn() {
	for l := range t.lately {
		g := &t.grids[l]
		g.look(t.now, l, t.at.x, t.at.y, t.scale, &t.seen[l])
		t.fresh[l].set(g, &t.seen[l])
		t.lately[l].mix(g, &t.fresh[l], learning)
		t.wanted[l].mix(g, &t.given[l], 1)
		t.wanted[l].mix(g, &t.lately[l], trust)
	}
}

// search finds the likest place around a guess, from coarse to fine.
func (t *tracker) search(guess point) mark {
	guess = point{min(max(guess.x, 0), t.now.w), min(max(guess.y, 0), t.now.h)}
	unit := float64(int(1) << t.coarsest)
	reach := int(math.Ceil(t.now.w * 0.12 / unit))
	best := t.around(t.coarsest, mark{x: guess.x, y: guess.y, scale: t.scale}, unit, reach, 0.1)
	if t.coarsest > 0 {
		best = t.rescale(1, best)
	}
	for l := t.coarsest - 1; l >= 0; l-- {
		best = t.around(l, best, float64(int(1)<<l), 2, 0)
		if l == 1 {
			best = t.rescale(1, best)
		}
	}
	if t.coarsest == 0 {
		best = t.rescale(0, best)
	}
	found := t.between(best)
	// Noise lies less on the halved picture, which therefore judges.
	if t.coarsest > 0 {
		found.like = max(found.like, t.like(1, found.x, found.y, found.scale))
	}
	return found
}

func (t *tracker) like(l int, x, y, scale float64) float64 {
	t.grids[l].look(t.now, l, x, y, scale, &t.seen[l])
	return t.wanted[l].like(&t.grids[l], &t.seen[l])
}

// around tries all places within reach steps. Far ones need to be a little
// liker than near ones.
func (t *tracker) around(l int, from mark, unit float64, reach int, far float64) mark {
	best, top := from, math.Inf(-1)
	for dy := -reach; dy <= reach; dy++ {
		for dx := -reach; dx <= reach; dx++ {
			x, y := from.x+float64(dx)*unit, from.y+float64(dy)*unit
			if x < 0 || y < 0 || x > t.now.w || y > t.now.h {
				continue
			}
			like := t.like(l, x, y, from.scale)
			if v := like - far*float64(dx*dx+dy*dy)/float64(reach*reach); v > top {
				best, top = mark{x: x, y: y, scale: from.scale, like: like}, v
			}
		}
	}
	return best
}

// rescale tries the part a little smaller and larger.
func (t *tracker) rescale(l int, from mark) mark {
	const by = 1.03
	from.like = t.like(l, from.x, from.y, from.scale)
	best := from
	for _, s := range []float64{from.scale / by, from.scale * by} {
		if s < 0.4 || s > 2.5 {
			continue
		}
		if like := t.like(l, from.x, from.y, s); like > best.like+0.002 {
			best.scale, best.like = s, like
		}
	}
	return best
}

// between finds the place between pixels, where a parabola through the
// neighbours is highest.
func (t *tracker) between(m mark) mark {
	m.like = t.like(0, m.x, m.y, m.scale)
	peak := func(a, b float64) float64 {
		bend := a - 2*m.like + b
		if bend >= 0 || a > m.like || b > m.like {
			return 0
		}
		return (a - b) / (2 * bend)
	}
	dx := peak(t.like(0, m.x-1, m.y, m.scale), t.like(0, m.x+1, m.y, m.scale))
	dy := peak(t.like(0, m.x, m.y-1, m.scale), t.like(0, m.x, m.y+1, m.scale))
	m.x, m.y = m.x+dx, m.y+dy
	return m
}
