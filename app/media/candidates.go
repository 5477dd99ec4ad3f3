package media

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"math/bits"
	"os"
	"slices"

	"taglane/app/taglane"
)

// Candidate is a frame that would make a good cover.
type Candidate struct {
	Frame taglane.Frame
	Score float64 // 0..1, comparable within one clip only
}

// apart is how many of 64 bits two pictures' hashes must differ in to count as
// different pictures.
const apart = 12

// Candidates ranks the tiles of the filmstrip by sharpness, exposure and
// colour, leaves out near doubles of better ones, and returns the best few.
// NotFound: the filmstrip is not made yet.
func Candidates(made Artefacts, most int) ([]Candidate, error) {
	if made.Strip == nil {
		return nil, taglane.Errorf(taglane.NotFound, "The clip's filmstrip is not made yet.")
	}
	sheet, err := readSheet(made.Strip.Path)
	if err != nil {
		return nil, err
	}
	looks := make([]look, 0, len(made.Strip.Frames))
	for i, f := range made.Strip.Frames {
		if r := tileAt(made.Strip, i); r.In(sheet.Rect) {
			looks = append(looks, judge(sheet, r, f))
		}
	}
	return best(looks, most), nil
}

// Tile is one picture of the filmstrip.
type Tile struct {
	Frame   taglane.Frame
	Picture *image.YCbCr // a part of the whole sheet; not to be written to
}

// Tiles reads the filmstrip's pictures, in the order of their frames. NotFound:
// there is no filmstrip, or its file is gone. Internal: the file is damaged;
// making the filmstrip again mends it.
func Tiles(made Artefacts) ([]Tile, error) {
	if made.Strip == nil {
		return nil, taglane.Errorf(taglane.NotFound, "The clip's filmstrip is not made yet.")
	}
	s := made.Strip
	if s.Columns < 1 || s.TileWidth < 1 || s.TileHeight < 1 {
		return nil, taglane.Errorf(taglane.Internal, "The clip's filmstrip cannot be read.")
	}
	sheet, err := readSheet(s.Path)
	if err != nil {
		return nil, err
	}
	out := make([]Tile, 0, len(s.Frames))
	for i, f := range s.Frames {
		r := tileAt(s, i)
		if !r.In(sheet.Rect) {
			break
		}
		out = append(out, Tile{f, sheet.SubImage(r).(*image.YCbCr)})
	}
	return out, nil
}

// mostSheet is how many pixels a sheet may have; ours have at most a tenth.
const mostSheet = 100_000_000

func readSheet(path string) (*image.YCbCr, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, taglane.Wrap(err, taglane.NotFound, "The clip's filmstrip is gone.")
	}
	is, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err == nil && is.Width*is.Height <= mostSheet {
		var img image.Image
		if img, err = jpeg.Decode(bytes.NewReader(b)); err == nil {
			if sheet, ok := img.(*image.YCbCr); ok {
				return sheet, nil
			}
		}
	}
	return nil, taglane.Wrap(err, taglane.Internal, "The clip's filmstrip cannot be read.")
}

func tileAt(s *Strip, i int) image.Rectangle {
	x, y := i%s.Columns*s.TileWidth, i/s.Columns*s.TileHeight
	return image.Rect(x, y, x+s.TileWidth, y+s.TileHeight)
}

// look is what can be said of a picture without knowing what it shows.
type look struct {
	frame    taglane.Frame
	sharp    float64 // variance of the Laplacian of luma
	exposure float64 // 0..1: 1 is well spread around the middle
	colour   float64 // standard deviation and mean of chroma
	hash     uint64  // 8 × 8 luma gradients
}

func judge(m *image.YCbCr, r image.Rectangle, f taglane.Frame) look {
	luma := func(x, y int) float64 { return float64(m.Y[m.YOffset(x, y)]) }
	var sum, sum2, lap, lap2, n, clipped, cb, cr float64
	for y := r.Min.Y + 1; y < r.Max.Y-1; y++ {
		for x := r.Min.X + 1; x < r.Max.X-1; x++ {
			v := luma(x, y)
			l := 4*v - luma(x-1, y) - luma(x+1, y) - luma(x, y-1) - luma(x, y+1)
			sum, sum2, lap, lap2, n = sum+v, sum2+v*v, lap+l, lap2+l*l, n+1
			if v < 8 || v > 247 {
				clipped++
			}
			c := m.COffset(x, y)
			cb, cr = cb+math.Abs(float64(m.Cb[c])-128), cr+math.Abs(float64(m.Cr[c])-128)
		}
	}
	mean, spread := sum/n, math.Sqrt(max(0, sum2/n-sum/n*sum/n))
	exposure := max(0, 1-math.Abs(mean-122)/122) * min(1, spread/48) * (1 - clipped/n)
	return look{f, lap2/n - lap/n*lap/n, exposure, (cb + cr) / n, gradients(m, r)}
}

// gradients is the difference hash: whether each of 8 × 8 cells is darker than
// its right neighbour.
func gradients(m *image.YCbCr, r image.Rectangle) (h uint64) {
	cell := func(i, j int) (sum int) {
		for y := r.Min.Y + j*r.Dy()/8; y < r.Min.Y+(j+1)*r.Dy()/8; y++ {
			for x := r.Min.X + i*r.Dx()/9; x < r.Min.X+(i+1)*r.Dx()/9; x++ {
				sum += int(m.Y[m.YOffset(x, y)])
			}
		}
		return sum
	}
	for j := range 8 {
		for i := range 8 {
			h <<= 1
			if cell(i, j) < cell(i+1, j) {
				h |= 1
			}
		}
	}
	return h
}

// best ranks looks and keeps the first of each group of alike pictures.
func best(looks []look, most int) []Candidate {
	var sharp, colour float64
	for _, l := range looks {
		sharp, colour = max(sharp, l.sharp), max(colour, l.colour)
	}
	score := func(l look) float64 {
		return 0.45*math.Sqrt(l.sharp/max(sharp, 1e-9)) + 0.35*l.exposure + 0.20*l.colour/max(colour, 1e-9)
	}
	slices.SortStableFunc(looks, func(a, b look) int {
		if d := score(b) - score(a); d != 0 {
			return int(math.Copysign(1, d))
		}
		return int(a.frame - b.frame)
	})
	out := []Candidate{}
	var taken []uint64
	for _, l := range looks {
		alike := func(h uint64) bool { return bits.OnesCount64(h^l.hash) < apart }
		if len(out) == most || slices.ContainsFunc(taken, alike) {
			continue
		}
		taken = append(taken, l.hash)
		out = append(out, Candidate{l.frame, score(l)})
	}
	return out
}
