package sheet

import (
	"bytes"
	"fmt"
	"strings"

	"taglane/app/cover"
)

// em is in how many parts shapes are written.
const em = 1000

// letter is a shape and what it stands for: one shape may stand for two texts.
type letter struct {
	shape *cover.Outline // nil: a blank, or what a picture is shown for
	text  string
	wide  int
}

// perFont is how many letters a typeface in a file holds.
const perFont = 256

// letters are all that are used, in the order they were met; each perFont of
// them become one typeface.
type letters struct {
	all []letter
	of  map[letter]int
}

func (l *letters) number(x letter) int {
	n, have := l.of[x]
	if !have {
		if l.of == nil {
			l.of = map[letter]int{}
		}
		n = len(l.all)
		l.all, l.of[x] = append(l.all, x), n
	}
	return n
}

// write writes the typefaces and answers with how a page names them.
func (l *letters) write(f *file) string {
	var named strings.Builder
	for at := 0; at < len(l.all); at += perFont {
		fmt.Fprintf(&named, "/F%d %d 0 R ", at/perFont, typeface(f, l.all[at:min(at+perFont, len(l.all))]))
	}
	return named.String()
}

func typeface(f *file, all []letter) int {
	var procs, names, widths, means strings.Builder
	for i, x := range all {
		n := f.reserve()
		f.deflated(n, "", drawn(x))
		fmt.Fprintf(&procs, "/g%d %d 0 R ", i, n)
		fmt.Fprintf(&names, "/g%d ", i)
		fmt.Fprintf(&widths, "%d ", x.wide)
		fmt.Fprintf(&means, "<%02X> <%s>\n", i, sixteen(x.text))
	}
	unicode, n := f.reserve(), f.reserve()
	f.deflated(unicode, "", meaning(means.String(), len(all)))
	f.put(n, "<</Type /Font /Subtype /Type3 /FontBBox [0 -300 %d %d] /FontMatrix [%g 0 0 %g 0 0] /Resources <<>> /FirstChar 0 /LastChar %d /Widths [%s] /Encoding <</Type /Encoding /Differences [0 %s]>> /CharProcs <<%s>> /ToUnicode %d 0 R>>",
		em, em, 1.0/em, 1.0/em, len(all)-1, widths.String(), names.String(), procs.String(), unicode)
	return n
}

// drawn is a letter as steps of a pen that has no colour of its own.
func drawn(x letter) []byte {
	var b bytes.Buffer
	if x.shape == nil {
		fmt.Fprintf(&b, "%d 0 0 0 0 0 d1\n", x.wide)
		return b.Bytes()
	}
	x0, y0, x1, y1 := bounds(x.shape)
	fmt.Fprintf(&b, "%d 0 %.0f %.0f %.0f %.0f d1\n", x.wide, x0*em-1, y0*em-1, x1*em+1, y1*em+1)
	var at [2]float64
	for _, s := range x.shape.Steps {
		p := s.Points
		switch s.Kind {
		case 'm':
			fmt.Fprintf(&b, "%.0f %.0f m\n", p[0][0]*em, p[0][1]*em)
			at = p[0]
		case 'l':
			fmt.Fprintf(&b, "%.0f %.0f l\n", p[0][0]*em, p[0][1]*em)
			at = p[0]
		case 'q':
			a, c := towards(at, p[0]), towards(p[1], p[0])
			fmt.Fprintf(&b, "%.1f %.1f %.1f %.1f %.0f %.0f c\n", a[0]*em, a[1]*em, c[0]*em, c[1]*em, p[1][0]*em, p[1][1]*em)
			at = p[1]
		case 'c':
			fmt.Fprintf(&b, "%.1f %.1f %.1f %.1f %.0f %.0f c\n", p[0][0]*em, p[0][1]*em, p[1][0]*em, p[1][1]*em, p[2][0]*em, p[2][1]*em)
			at = p[2]
		}
	}
	b.WriteString("f\n")
	return b.Bytes()
}

// towards is where a curve of the third order is held that runs as one of the
// second order which is held at a point.
func towards(end, hold [2]float64) [2]float64 {
	return [2]float64{end[0] + (hold[0]-end[0])*2/3, end[1] + (hold[1]-end[1])*2/3}
}

func bounds(o *cover.Outline) (x0, y0, x1, y1 float64) {
	x0, y0, x1, y1 = 1e9, 1e9, -1e9, -1e9
	for _, s := range o.Steps {
		for i := range map[byte]int{'m': 1, 'l': 1, 'q': 2, 'c': 3}[s.Kind] {
			x0, x1 = min(x0, s.Points[i][0]), max(x1, s.Points[i][0])
			y0, y1 = min(y0, s.Points[i][1]), max(y1, s.Points[i][1])
		}
	}
	return x0, y0, x1, y1
}

// meaning says what each letter of a typeface stands for, in pieces as large as
// a reader must take.
func meaning(lines string, n int) []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Taglane def\n/CMapType 2 def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n")
	rest := strings.SplitAfter(lines, "\n")
	for n > 0 {
		some := min(n, 100)
		fmt.Fprintf(&b, "%d beginbfchar\n%sendbfchar\n", some, strings.Join(rest[:some], ""))
		rest, n = rest[some:], n-some
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}
