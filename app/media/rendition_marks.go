package media

import (
	"bufio"
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"taglane/app/taglane"
)

// Marks are handed to ffmpeg as one raw picture in which they stand below one
// another, and where each is laid as an expression of the frame's number: so
// it is exact, and costs only the pixels it covers.

// overlay is the marks of one file, ready to be laid.
type overlay struct {
	sheet size
	laid  []laidMark
}

// laidMark is a mark's part of the sheet and its way over the file's frames.
type laidMark struct {
	size
	top  int // in the sheet
	x, y string
}

const sheetFile = "marks.rgba"

// layMarks writes the sheet to the desk.
func (x *render) layMarks() (o overlay, err error) {
	var pictures []*image.NRGBA
	var ways []way
	for _, m := range x.form.Marks {
		w := x.wayOf(m)
		if w.from >= w.to {
			continue // the file has no frame of it
		}
		picture := m.Picture
		if m.Width > 0 {
			width := max(1, int(math.Round(m.Width*float64(x.outer.w))))
			height := max(1, int(math.Round(float64(width)*float64(picture.Rect.Dy())/float64(picture.Rect.Dx()))))
			if max(width, height) > 2*longestSide {
				return o, taglane.Errorf(taglane.Invalid, "A mark is too tall for the width it is given.")
			}
			if width != picture.Rect.Dx() {
				picture = Resize(picture, width, height)
			}
		}
		// Colours are kept for pairs of pixels, so that cells are even.
		l := laidMark{size: size{(picture.Rect.Dx() + 1) &^ 1, (picture.Rect.Dy() + 1) &^ 1}, top: o.sheet.h}
		o.sheet = size{max(o.sheet.w, l.w), o.sheet.h + l.h}
		if o.sheet.w*o.sheet.h > mostPixels {
			return o, taglane.Errorf(taglane.Invalid, "The marks are too large to be laid over one video.")
		}
		pictures, ways, o.laid = append(pictures, picture), append(ways, w), append(o.laid, l)
	}
	off := roughness(ways)
	for i, w := range ways {
		o.laid[i].x, o.laid[i].y = w.expression(w.x, pictures[i].Rect.Dx(), off), w.expression(w.y, pictures[i].Rect.Dy(), off)
	}
	if len(o.laid) == 0 {
		return o, nil
	}
	return o, o.write(filepath.Join(x.desk, sheetFile), pictures)
}

func (o overlay) write(path string, pictures []*image.NRGBA) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return noFolder(err)
	}
	defer f.Close()
	b := bufio.NewWriter(f)
	for _, m := range pictures {
		gap := make([]byte, 4*(o.sheet.w-m.Rect.Dx()))
		row := 4 * m.Rect.Dx()
		for y := range m.Rect.Dy() {
			b.Write(m.Pix[y*m.Stride : y*m.Stride+row]) // Flush tells
			b.Write(gap)
		}
		b.Write(make([]byte, m.Rect.Dy()%2*4*o.sheet.w))
	}
	if err := b.Flush(); err != nil {
		return noFolder(err)
	}
	return nil
}

// input opens the sheet: one picture on the clock of the file.
func (o overlay) input(rate taglane.Rate) []string {
	if len(o.laid) == 0 {
		return nil
	}
	return []string{"-f", "rawvideo", "-pix_fmt", "rgba", "-video_size", fmt.Sprintf("%dx%d", o.sheet.w, o.sheet.h), "-framerate", rate.String(), "-i", "file:" + sheetFile}
}

// graph continues a chain: each mark is cut from the sheet and laid over what
// came before.
func (o overlay) graph() string {
	if len(o.laid) == 0 {
		return ""
	}
	var cells, cuts, lays strings.Builder
	for i, l := range o.laid {
		fmt.Fprintf(&cells, "[cell%d]", i)
		fmt.Fprintf(&cuts, ";[cell%d]crop=%d:%d:0:%d[mark%d]", i, l.w, l.h, l.top, i)
		if i > 0 {
			fmt.Fprintf(&lays, "[under%d];", i)
		}
		fmt.Fprintf(&lays, "[under%d][mark%d]overlay=format=yuv420:x='%s':y='%s'", i, i, l.x, l.y)
	}
	return fmt.Sprintf("[under0];[1:v]scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd,format=yuva420p,split=%d%s%s;%s", len(o.laid), cells.String(), cuts.String(), lays.String())
}

// way is where the middle of a mark is, in pixels of the file's picture, on the
// frames from up to to of the file.
type way struct {
	from, to taglane.Frame
	rate     taglane.Rate
	x, y     []float64
}

// wayOf asks a mark for its place on each frame of the file that shows it.
func (x *render) wayOf(m Mark) way {
	w := way{rate: x.rate}
	first := func(f taglane.Frame) taglane.Frame { // of the file, that shows f or a later one
		n := (max(0, f)*taglane.Frame(x.den) + taglane.Frame(x.num) - 1) / taglane.Frame(x.num)
		return min(n, x.frames)
	}
	w.from, w.to = first(min(m.In, x.src.Frames)), first(min(m.Out, x.src.Frames))
	for n := w.from; n < w.to; n++ {
		p := m.At(x.shown(n))
		w.x = append(w.x, inPixels(p.X, x.outer.w))
		w.y = append(w.y, inPixels(p.Y, x.outer.h))
	}
	return w
}

// inPixels is a fraction in pixels; far outside is far enough.
func inPixels(at float64, whole int) float64 {
	if math.IsNaN(at) {
		at = 0.5
	}
	return min(max(-2, at), 3) * float64(whole)
}

// away is a place where a mark covers nothing.
const away = 99999

// expression says where the side of a mark of a length is at the time t, to off
// pixels.
func (w way) expression(middle []float64, length int, off float64) string {
	at := make([]float64, len(middle))
	for i := range middle {
		at[i] = middle[i] - float64(length)/2
	}
	tree := choice(straight(at, int64(w.from), off))
	// The frame's number is its time on a clock that counts frames.
	return fmt.Sprintf("st(0,round(t*%s));if(between(ld(0),%d,%d),%s,%d)", w.rate, w.from, w.to-1, tree, away)
}

// piece is a part of a way that a straight line describes.
type piece struct {
	from      int64 // frame of the file
	at, slope float64
}

// straight cuts a way into as few straight pieces as it takes to be nowhere
// further off than given.
func straight(at []float64, from int64, off float64) (out []piece) {
	for i := 0; i < len(at); {
		low, high := math.Inf(-1), math.Inf(1)
		n := i + 1
		for ; n < len(at); n++ {
			d := float64(n - i)
			l, h := max(low, (at[n]-off-at[i])/d), min(high, (at[n]+off-at[i])/d)
			if l > h {
				break
			}
			low, high = l, h
		}
		p := piece{from: from + int64(i), at: at[i]}
		if n > i+1 && (low > 0 || high < 0) {
			p.slope = (low + high) / 2
		}
		out = append(out, p)
		i = n
	}
	return out
}

// choice is an expression that finds the piece for the frame in register 0 by
// halving, for the reader of expressions takes no deep ones.
func choice(pieces []piece) string {
	if len(pieces) > 1 {
		half := len(pieces) / 2
		return fmt.Sprintf("if(lt(ld(0),%d),%s,%s)", pieces[half].from, choice(pieces[:half]), choice(pieces[half:]))
	}
	p := pieces[0]
	at := strconv.FormatFloat(math.Round(p.at*100)/100, 'f', -1, 64)
	if p.slope == 0 {
		return at
	}
	return fmt.Sprintf("%s+(ld(0)-%d)*%s", at, p.from, strconv.FormatFloat(p.slope, 'f', 5, 64))
}

const mostPieces = 300

// roughness is how far marks may be off their ways, in pixels: a quarter, or
// more where they turn so often that they could not be described.
func roughness(ways []way) float64 {
	for off := 0.25; ; off *= 2 {
		n := 0
		for _, w := range ways {
			n += len(straight(w.x, 0, off)) + len(straight(w.y, 0, off))
		}
		if n <= mostPieces || off > longestSide {
			return off
		}
	}
}
