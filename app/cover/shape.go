package cover

import (
	"fmt"
	"image"
	"math"
	"strconv"
	"strings"

	"taglane/app/taglane"
)

// Shape is how wide and high a cover is, one in proportion to the other.
type Shape struct{ W, H int }

// Shapes are the shapes that somebody shows covers in.
var Shapes = []Shape{{9, 16}, {4, 5}, {3, 4}, {1, 1}, {16, 9}}

// mostRatio bounds both numbers of a shape.
const mostRatio = 100

// String writes a shape as "9:16".
func (s Shape) String() string { return fmt.Sprintf("%d:%d", s.W, s.H) }

// ParseShape reads what String writes. Invalid: it is something else.
func ParseShape(s string) (Shape, error) {
	w, h, _ := strings.Cut(s, ":")
	var shape Shape
	shape.W, _ = strconv.Atoi(w)
	shape.H, _ = strconv.Atoi(h)
	if !shape.valid() || shape.String() != s {
		return Shape{}, taglane.Errorf(taglane.Invalid, "A cover's shape is written like 9:16.")
	}
	return shape, nil
}

func (s Shape) valid() bool { return s.W > 0 && s.H > 0 && s.W <= mostRatio && s.H <= mostRatio }

// Window is the largest part of a frame of w × h pixels that has a shape. Its
// middle is as near to the focus as the frame allows. It is empty when the
// frame or the shape is.
func Window(w, h int, s Shape, focus taglane.Point) image.Rectangle {
	if !s.valid() {
		return image.Rectangle{}
	}
	return window(w, h, s.W, s.H, focus)
}

// window has the shape of any two positive numbers.
func window(w, h, shapeW, shapeH int, focus taglane.Point) image.Rectangle {
	if w < 1 || h < 1 {
		return image.Rectangle{}
	}
	cw, ch := w, h
	ratio := float64(shapeW) / float64(shapeH)
	if float64(w) > float64(h)*ratio {
		cw = min(w, max(1, int(math.Round(float64(h)*ratio))))
	} else {
		ch = min(h, max(1, int(math.Round(float64(w)/ratio))))
	}
	x, y := beside(focus.X, w, cw), beside(focus.Y, h, ch)
	return image.Rect(x, y, x+cw, y+ch)
}

// beside is where a part begins whose middle is nearest to a fraction of the
// whole; what is no fraction counts as the middle.
func beside(at float64, whole, part int) int {
	if !(at >= 0 && at <= 1) {
		at = 0.5
	}
	return min(max(0, int(math.Round(at*float64(whole)-float64(part)/2))), whole-part)
}
