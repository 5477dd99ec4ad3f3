package sight

import "image"

// levels is how often a picture is halved, with the picture itself.
const levels = 3

// picture is a frame at several sizes, from fine to coarse: brightness and the
// two colours, each as wide as the level. Its memory is used again by load.
type picture struct {
	levels [levels]level
	w, h   float64 // of the frame, in pixels of the finest level
}

type level struct {
	w, h int
	ch   [3][]float32
}

func (l *level) resize(w, h int) {
	l.w, l.h = w, h
	for c := range l.ch {
		if cap(l.ch[c]) < w*h {
			l.ch[c] = make([]float32, w*h)
		}
		l.ch[c] = l.ch[c][:w*h]
	}
}

// load takes a frame, of about Width pixels or wider.
func (p *picture) load(m *image.YCbCr) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	by := max(1, (w+Width/2)/Width)
	first := &p.levels[0]
	first.resize(max(4, w/by), max(4, h/by))
	p.w, p.h = float64(first.w), float64(first.h)
	if by == 1 && m.SubsampleRatio == image.YCbCrSubsampleRatio420 && w >= 4 && h >= 4 && m.Rect.Min == (image.Point{}) {
		first.copy(m)
	} else {
		first.average(m, by)
	}
	for i := 1; i < levels; i++ {
		p.levels[i].halve(&p.levels[i-1])
	}
}

// copy is average for pictures that come as they should.
func (l *level) copy(m *image.YCbCr) {
	for y := range l.h {
		row, half := m.Y[y*m.YStride:][:l.w], y/2*m.CStride
		to, cb, cr := l.ch[0][y*l.w:][:l.w], l.ch[1][y*l.w:][:l.w], l.ch[2][y*l.w:][:l.w]
		for x, v := range row {
			to[x], cb[x], cr[x] = float32(v), float32(m.Cb[half+x/2]), float32(m.Cr[half+x/2])
		}
	}
}

// average makes one pixel of each square of by × by.
func (l *level) average(m *image.YCbCr, by int) {
	edge := m.Rect.Max.Sub(image.Pt(1, 1))
	for y := range l.h {
		for x := range l.w {
			var sum [3]int
			for dy := range by {
				for dx := range by {
					at := image.Pt(min(m.Rect.Min.X+x*by+dx, edge.X), min(m.Rect.Min.Y+y*by+dy, edge.Y))
					i, j := m.YOffset(at.X, at.Y), m.COffset(at.X, at.Y)
					sum[0], sum[1], sum[2] = sum[0]+int(m.Y[i]), sum[1]+int(m.Cb[j]), sum[2]+int(m.Cr[j])
				}
			}
			for c := range sum {
				l.ch[c][y*l.w+x] = float32(sum[c]) / float32(by*by)
			}
		}
	}
}

func (l *level) halve(from *level) {
	l.resize(max(1, from.w/2), max(1, from.h/2))
	right, down := min(1, from.w-1), min(1, from.h-1)*from.w
	for c := range l.ch {
		for y := range l.h {
			row, to := from.ch[c][2*y*from.w:], l.ch[c][y*l.w:][:l.w]
			for x := range to {
				to[x] = (row[2*x] + row[2*x+right] + row[2*x+down] + row[2*x+right+down]) / 4
			}
		}
	}
}

// tones counts a picture's colours roughly: the share of each of 4 × 4 × 4.
func (p *picture) tones() (out [64]float32) {
	l := &p.levels[levels-1]
	one := 1 / float32(len(l.ch[0]))
	for i := range l.ch[0] {
		out[int(l.ch[0][i])>>6<<4|chroma(l.ch[1][i])<<2|chroma(l.ch[2][i])] += one
	}
	return out
}

// chroma is the quarter of the usual range of a colour.
func chroma(v float32) int { return min(3, max(0, int(v-96)>>4)) }

// cutTo says that another picture begins with next: neither the layout nor the
// colours are kept. A quick turn of the camera keeps the colours.
func (p *picture) cutTo(next *picture) bool {
	a, b := &p.levels[levels-1], &next.levels[levels-1]
	if a.w != b.w || a.h != b.h {
		return true
	}
	var sa, sb, saa, sbb, sab float64
	for i, v := range a.ch[0] {
		x, y := float64(v), float64(b.ch[0][i])
		sa, sb, saa, sbb, sab = sa+x, sb+y, saa+x*x, sbb+y*y, sab+x*y
	}
	n := float64(len(a.ch[0]))
	va, vb := saa-sa*sa/n, sbb-sb*sb/n
	alike := va*vb > 0 && (sab-sa*sb/n) > 0 && (sab-sa*sb/n)*(sab-sa*sb/n) > 0.25*va*vb
	if alike {
		return false
	}
	ta, tb := p.tones(), next.tones()
	var common float32
	for i := range ta {
		common += min(ta[i], tb[i])
	}
	return common < 0.6
}
