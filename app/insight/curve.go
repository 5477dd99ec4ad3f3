package insight

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"taglane/app/taglane"
)

const (
	// Steps is how many points a curve has, evenly from the first frame to the last.
	Steps = 101
	// curveMost is the largest file a curve is read from, bytes.
	curveMost = 4 << 20
	// pointsMost is how many rows of it count.
	pointsMost = 20_000
	// viewersMost bounds what a cell may say of who stays.
	viewersMost = 1e12
	// percentMost is the most a column of percent says; more is people counted.
	percentMost = 300
)

// Headers of the files that services give out, folded. It is data: another
// file is another word here.
var (
	positions = []string{"video position (%)", "position (%)", "position", "elapsed video time ratio", "elapsedvideotimeratio", "time ratio", "second", "seconds", "time (s)", "time", "timestamp", "video time", "video position"}
	kept      = []string{"absolute audience retention (%)", "audience retention (%)", "audience watch ratio", "audiencewatchratio", "retention rate", "retention (%)", "retention", "viewers (%)", "percentage of viewers", "viewers"}
)

type point struct{ at, kept float64 } // at: share of the clip

// ReadCurve reads how much of the audience stays from a file of YouTube's or
// TikTok's figures. seconds is the clip's length. What is returned are Steps
// shares: 1 is everybody who began, more where people look again. Invalid: it
// is no such file, or it says too little.
func ReadCurve(text []byte, seconds float64) ([]float64, error) {
	if len(text) > curveMost {
		return nil, taglane.Errorf(taglane.Invalid, "The file is too large for a curve of one clip.")
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace, r.Comma = -1, true, true, commaOf(text)
	var points []point
	var at, of, unit = -1, -1, ""
	for rows := 0; rows < pointsMost; rows++ {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if errors.Is(err, csv.ErrFieldCount) || err != nil {
			return nil, taglane.Wrap(err, taglane.Invalid, "The file cannot be read as a table.")
		}
		if at < 0 {
			at, of, unit = heads(row)
			continue
		}
		if p, ok := pointOf(row, at, of, unit, seconds); ok {
			points = append(points, p)
		}
	}
	if at < 0 {
		return nil, taglane.Errorf(taglane.Invalid, "The file has no column for the time in the clip and one for who stays.")
	}
	return even(points)
}

// commaOf is what stands between cells.
func commaOf(text []byte) rune {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	best, most := ',', 0
	for _, c := range ",;\t" {
		if n := bytes.Count(line, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

// heads finds the two columns in a row; at is -1 where it is no header.
func heads(row []string) (at, of int, unit string) {
	folded := make([]string, len(row))
	for i, h := range row {
		folded[i] = strings.ToLower(strings.Join(strings.Fields(strings.Trim(h, "\"")), " "))
	}
	at, of = column(folded, positions), column(folded, kept)
	if at < 0 || of < 0 {
		return -1, -1, ""
	}
	switch h := folded[at]; {
	case strings.Contains(h, "%"):
		unit = "%"
	case strings.Contains(h, "ratio"):
		unit = "ratio"
	case strings.Contains(h, "second"), strings.Contains(h, "(s)"):
		unit = "s"
	}
	return at, of, unit
}

func column(row, names []string) int {
	for _, n := range names {
		if i := slices.Index(row, n); i >= 0 {
			return i
		}
	}
	return -1
}

func pointOf(row []string, at, of int, unit string, seconds float64) (point, bool) {
	if at >= len(row) || of >= len(row) {
		return point{}, false
	}
	where, ok := placeOf(row[at], unit, seconds)
	share, fine := shareOf(row[of])
	return point{where, share}, ok && fine && where >= 0 && where <= 1.02 && share >= 0 && share <= viewersMost
}

// placeOf is the share of the clip that a cell names: 12%, 0.12, 3.6 or 0:03.
func placeOf(cell, unit string, seconds float64) (float64, bool) {
	cell = strings.TrimSpace(cell)
	if strings.Contains(cell, ":") {
		total := 0.0
		for _, part := range strings.Split(cell, ":") {
			f, err := strconv.ParseFloat(part, 64)
			if err != nil {
				return 0, false
			}
			total = total*60 + f
		}
		return total / seconds, seconds > 0
	}
	percent := unit == "%" || strings.HasSuffix(cell, "%")
	f, ok := number(strings.TrimSuffix(strings.TrimSuffix(cell, "%"), "s"))
	switch {
	case percent:
		return f / 100, ok
	case unit == "ratio":
		return f, ok
	}
	return f / seconds, ok && seconds > 0
}

// shareOf is the audience as a cell names it: 87.5%, 87.5, 0.875, or 5342
// people. Which of the others is meant shows in the whole column, see even.
func shareOf(cell string) (float64, bool) {
	cell = strings.TrimSpace(cell)
	f, ok := number(strings.TrimSuffix(cell, "%"))
	if strings.HasSuffix(cell, "%") {
		f /= 100
	}
	return f, ok
}

func number(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	if !strings.Contains(s, ".") {
		s = strings.Replace(s, ",", ".", 1)
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
}

// even lays points on even steps, straight between them.
func even(points []point) ([]float64, error) {
	if len(points) < 3 {
		return nil, taglane.Errorf(taglane.Invalid, "The file says too little of who stays.")
	}
	slices.SortStableFunc(points, func(a, b point) int { return cmpFloat(a.at, b.at) })
	most := 0.0
	for _, p := range points {
		most = max(most, p.kept)
	}
	scale := 1.0
	switch {
	case most > percentMost:
		scale = max(points[0].kept, 1)
	case most > 5: // percent without its mark: nobody looks five times at every second
		scale = 100
	}
	out := make([]float64, Steps)
	for i, j := 0, 0; i < Steps; i++ {
		x := float64(i) / (Steps - 1)
		for j+1 < len(points) && points[j+1].at <= x {
			j++
		}
		a := points[j]
		v := a.kept
		if j+1 < len(points) && x > a.at {
			b := points[j+1]
			v += (b.kept - a.kept) * (x - a.at) / (b.at - a.at)
		}
		out[i] = v / scale
	}
	return out, nil
}

func cmpFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Kept is the share of the audience that sees a stretch of a clip of so many
// frames, on average.
func Kept(curve []float64, span taglane.Span, frames taglane.Frame) float64 {
	if len(curve) < 2 || frames < 1 || span.Out <= span.In {
		return 0
	}
	const samples = 16
	sum := 0.0
	for i := range samples {
		f := float64(span.In) + (float64(i)+0.5)*float64(span.Out-span.In)/samples
		sum += value(curve, f/float64(frames))
	}
	return sum / samples
}

func value(curve []float64, x float64) float64 {
	at := min(max(x, 0), 1) * float64(len(curve)-1)
	i := min(int(at), len(curve)-2)
	return curve[i] + (curve[i+1]-curve[i])*(at-float64(i))
}

// gainLeast is the least more of the audience that is worth moving a tag for.
const gainLeast = 0.02

// Best is where a tag would be seen by most, moved by at most reach frames
// either way: what is tagged is in the picture about where its tag is. gain is
// how much more of the audience that is, 0.2 for a fifth; ok is false where it
// is best as it is. It never comes to lie over what is taken.
func Best(curve []float64, tag taglane.Span, frames, reach taglane.Frame, taken ...taglane.Span) (best taglane.Span, gain float64, ok bool) {
	now := Kept(curve, tag, frames)
	best, most := tag, now
	for by := -reach; by <= reach; by++ {
		s := taglane.Span{In: tag.In + by, Out: tag.Out + by}
		if s.In < 0 || s.Out > frames || by != 0 && slices.ContainsFunc(taken, func(t taglane.Span) bool { return s.In < t.Out && t.In < s.Out }) {
			continue
		}
		k := Kept(curve, s, frames)
		if k > most+1e-12 || k > most-1e-12 && distance(s, tag) < distance(best, tag) {
			best, most = s, k
		}
	}
	if now <= 0 || best == tag || most/now-1 < gainLeast {
		return tag, 0, false
	}
	return best, most/now - 1, true
}

func distance(a, b taglane.Span) taglane.Frame {
	if a.In > b.In {
		return a.In - b.In
	}
	return b.In - a.In
}
