package sheet

import (
	"fmt"
	"math"

	"taglane/app/taglane"
)

// Colours of members: as a pen on footage, and as a dot on paper.
var (
	onFilm = []colour{hex(0xef8a82), hex(0xe79459), hex(0xc9a741), hex(0x76c078), hex(0x16c3bc), hex(0x4db7ee), hex(0xa39ff6), hex(0xd78dd0)}
	paper  = []colour{hex(0xa34945), hex(0x9c5313), hex(0x816501), hex(0x357a3a), hex(0x097974), hex(0x01729f), hex(0x635dab), hex(0x8f4d89)}
)

// Pens: a dark one below, so that a bright one is seen on any footage.
const (
	penWide  = 1.7
	rimWide  = 3.4
	arrowTip = 8.0
	wordSize = 8.5
)

func counted(n, of int) string { return fmt.Sprintf("%d / %d", n, of) }

// picture shows a note's frame, and its drawing over it.
func (w *writer) picture(n Note, at photo) error {
	if at.n == 0 {
		w.page.box(margin, w.y, at.wide, at.high, ground)
		lines, err := w.press.Set(w.missing, (at.wide-16)/9, false)
		if err != nil {
			return err
		}
		for i, l := range lines {
			w.page.words(w.document, l, margin+(at.wide-l.Width*9)/2, w.y+at.high/2+12*float64(i)-6*float64(len(lines)-1), 9, faint)
		}
	} else {
		w.page.picture(at.n, margin, w.y, at.wide, at.high)
	}
	fmt.Fprintf(&w.page.b, "q %.2f %.2f %.2f %.2f re W n\n", margin, pageHigh-w.y-at.high, at.wide, at.high)
	for _, s := range n.Drawing {
		if err := w.stroke(s, n.Colour, at); err != nil {
			return err
		}
	}
	w.page.b.WriteString("Q\n")
	return nil
}

// stroke draws one form of a drawing.
func (w *writer) stroke(s taglane.Stroke, author int, at photo) error {
	which := s.Colour
	if which == 0 {
		which = author
	}
	c := onFilm[max(which-1, 0)%len(onFilm)]
	points := make([][2]float64, 0, len(s.Points))
	for _, p := range s.Points {
		points = append(points, [2]float64{margin + p[0]*at.wide, pageHigh - w.y - p[1]*at.high})
	}
	if len(points) == 0 {
		return nil
	}
	first, last := points[0], points[len(points)-1]
	way := ""
	switch s.Kind {
	case taglane.StrokeText:
		return w.written(s.Text, first, at, c)
	case taglane.StrokePoint:
		w.page.dot(first[0], pageHigh-first[1], 4.6, hex(0x111111))
		w.page.dot(first[0], pageHigh-first[1], 3.4, c)
		return nil
	case taglane.StrokeBox:
		way = fmt.Sprintf("%.2f %.2f %.2f %.2f re", first[0], first[1], last[0]-first[0], last[1]-first[1])
	case taglane.StrokeArrow:
		way = arrow(first, last)
	default:
		way = byHand(points)
	}
	for _, pen := range []struct {
		c colour
		w float64
	}{{hex(0x111111), rimWide}, {c, penWide}} {
		w.page.pen(pen.c, pen.w)
		fmt.Fprintf(&w.page.b, "%s S\n", way)
	}
	return nil
}

func arrow(from, to [2]float64) string {
	turn := math.Atan2(from[1]-to[1], from[0]-to[0])
	tip := min(arrowTip, math.Hypot(to[0]-from[0], to[1]-from[1])*.6)
	end := func(by float64) (float64, float64) {
		return to[0] + tip*math.Cos(turn+by), to[1] + tip*math.Sin(turn+by)
	}
	ax, ay := end(.5)
	bx, by := end(-.5)
	return fmt.Sprintf("%.2f %.2f m %.2f %.2f l %.2f %.2f m %.2f %.2f l %.2f %.2f l", from[0], from[1], to[0], to[1], ax, ay, to[0], to[1], bx, by)
}

// byHand is a line rounded between its points, as it is shown on the screen.
func byHand(p [][2]float64) string {
	out := fmt.Sprintf("%.2f %.2f m", p[0][0], p[0][1])
	if len(p) < 3 {
		return out + fmt.Sprintf(" %.2f %.2f l", p[len(p)-1][0]+.01, p[len(p)-1][1])
	}
	at := p[0]
	for i := 1; i < len(p)-1; i++ {
		end := [2]float64{(p[i][0] + p[i+1][0]) / 2, (p[i][1] + p[i+1][1]) / 2}
		if i == len(p)-2 {
			end = p[i+1]
		}
		a, b := towards(at, p[i]), towards(end, p[i])
		out += fmt.Sprintf(" %.2f %.2f %.2f %.2f %.2f %.2f c", a[0], a[1], b[0], b[1], end[0], end[1])
		at = end
	}
	return out
}

// written puts words on the picture where they were written, held inside it.
func (w *writer) written(text string, at [2]float64, on photo, c colour) error {
	lines, err := w.press.Set(text, (on.wide-10)/wordSize, true)
	if err != nil {
		return err
	}
	for i, l := range lines {
		wide := l.Width * wordSize
		x := max(margin+4, min(at[0], margin+on.wide-wide-4))
		y := pageHigh - at[1] + float64(i)*(wordSize+4)
		w.page.box(x-3, y-wordSize, wide+6, wordSize+4, hex(0x111111))
		w.page.words(w.document, l, x, y, wordSize, c)
	}
	return nil
}
