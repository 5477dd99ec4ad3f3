package media

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"strings"
	"testing"

	"taglane/app/taglane"
)

// disc is a plain picture of one brightness.
func disc(w, h int, grey uint8) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Rect, image.NewUniform(color.NRGBA{grey, grey, grey, 255}), image.Point{}, draw.Src)
	return m
}

func still(p taglane.Point) func(taglane.Frame) taglane.Point {
	return func(taglane.Frame) taglane.Point { return p }
}

// darkClip is black, so that marks stand out.
var darkClip = clip{name: "black.mp4", in: 60, rate: "30000/1001", args: x264("-vf", "drawbox=c=black:t=fill")}

// TestRenditionMarks asks that each mark is there from its first frame to its
// last and at no other, where it belongs, at the clip's rate and at half of it.
func TestRenditionMarks(t *testing.T) {
	s := open(t, darkClip.file(t))
	// One mark jumps every frame, one glides, one wanders along a curve.
	jump := func(f taglane.Frame) taglane.Point { return taglane.Point{X: 0.1 + 0.1*float64(f*7%9), Y: 0.15} }
	glide := func(f taglane.Frame) taglane.Point { return taglane.Point{X: 0.1 + 0.013*float64(f), Y: 0.5} }
	curve := func(f taglane.Frame) taglane.Point {
		return taglane.Point{X: 0.5 + 0.4*math.Sin(float64(f)/9), Y: 0.8 + 0.1*math.Cos(float64(f)/5)}
	}
	part := disc(60, 60, 0)
	draw.Draw(part, image.Rect(20, 20, 40, 40), image.NewUniform(color.White), image.Point{}, draw.Src)
	marks := []Mark{
		{Picture: disc(16, 16, 255), Span: taglane.Span{In: 7, Out: 30}, At: jump},
		{Picture: disc(64, 64, 255), Span: taglane.Span{In: 0, Out: 60}, At: glide, Width: 0.05},
		{Picture: part.SubImage(image.Rect(20, 20, 40, 40)).(*image.NRGBA), Span: taglane.Span{In: 31, Out: 32}, At: curve},
		{Picture: disc(20, 20, 255), Span: taglane.Span{In: 40, Out: 4000}, At: still(taglane.Point{X: 0.5, Y: 0.33})},
	}
	for name, step := range map[string]int{"all frames": 1, "every other": 2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := Rendition{Container: "mp4", Video: "h264", Marks: marks, Quality: 10}
			if step == 2 {
				r.MostRate = taglane.Rate{Num: 15, Den: 1}
			}
			got := rendered(t, s, r)
			everyFrame(t, got.Path, size{testW, testH}, func(n int, at func(x, y float64) int) {
				f := taglane.Frame(n * step)
				for i, m := range marks {
					p := m.At(f)
					if seen := at(p.X, p.Y) > 128; seen != m.Contains(f) {
						t.Errorf("mark %d on frame %d: %v", i, f, seen)
					}
					if !m.Contains(f) {
						continue
					}
					// A few pixels beside each side there is none of it.
					away := float64(m.Picture.Rect.Dx())/2 + 4
					if m.Width > 0 {
						away = m.Width*testW/2 + 4
					}
					if x := away / testW; at(p.X-x, p.Y) > 128 || at(p.X+x, p.Y) > 128 {
						t.Errorf("mark %d on frame %d is not where it belongs", i, f)
					}
				}
			})
		})
	}
}

// TestRenditionMarksKeepTheirColour lays half-clear red over white.
func TestRenditionMarksKeepTheirColour(t *testing.T) {
	t.Parallel()
	s := open(t, shapeClip.file(t))
	m := image.NewNRGBA(image.Rect(0, 0, 40, 40))
	draw.Draw(m, m.Rect, image.NewUniform(color.NRGBA{200, 40, 30, 255}), image.Point{}, draw.Src)
	draw.Draw(m, image.Rect(0, 0, 20, 40), image.NewUniform(color.NRGBA{0, 0, 0, 128}), image.Point{}, draw.Src)
	r := Rendition{Container: "mp4", Video: "h264", Quality: 5, Marks: []Mark{{Picture: m, Span: taglane.Span{Out: 2}, At: still(taglane.Point{X: 0.5, Y: 0.5})}}}
	out := open(t, rendered(t, s, r).Path)
	raw := ffmpeg(t, nil, "-v", "error", "-i", out.Path, "-frames:v", "1", "-vf", "scale=in_color_matrix=bt709", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1")
	near := func(x, y int, want [3]int) {
		t.Helper()
		for i, v := range want {
			if got := int(raw[(y*testW+x)*3+i]); got < v-8 || got > v+8 {
				t.Errorf("at %d, %d there is %v, not %v", x, y, raw[(y*testW+x)*3:][:3], want)
			}
		}
	}
	near(170, 120, [3]int{200, 40, 30})
	near(150, 120, [3]int{127, 127, 127})
	near(145, 95, [3]int{128, 128, 128})
}

// TestRenditionMostMarks lays as many marks as there may be, all restless, with
// a command that is short enough for every system.
func TestRenditionMostMarks(t *testing.T) {
	t.Parallel()
	s := open(t, darkClip.file(t))
	r := Rendition{Container: "mp4", Video: "h264"}
	for i := range mostMarks {
		r.Marks = append(r.Marks, Mark{Picture: disc(7+i%5, 5+i%4, 255), Span: taglane.Span{In: taglane.Frame(i % 7), Out: 60}, At: func(f taglane.Frame) taglane.Point {
			return taglane.Point{X: float64(int(f)*(i+3)%101) / 101, Y: float64(int(f)*(i+5)%103) / 103}
		}})
	}
	x := &render{src: s, form: r, desk: t.TempDir()}
	x.pace = r.paceOf(&s)
	var err error
	if x.layout, err = r.layoutOf(&s); err != nil {
		t.Fatal(err)
	}
	if x.overlay, err = x.layMarks(); err != nil {
		t.Fatal(err)
	}
	if n := len(strings.Join(x.arguments(), " ")); n > 31_000 {
		t.Errorf("a command of %d bytes", n)
	}
	rendered(t, s, r)
}

// TestWaysAreFollowed holds the straight pieces of a way against the way.
func TestWaysAreFollowed(t *testing.T) {
	at := make([]float64, 5000)
	for i := range at {
		at[i] = 500 + 300*math.Sin(float64(i)/70) + float64(i%3)
		if i > 4000 {
			at[i] = 77
		}
	}
	for _, off := range []float64{0.25, 2} {
		pieces := straight(at, 10, off)
		k := 0
		for i := range at {
			for k+1 < len(pieces) && pieces[k+1].from <= int64(i+10) {
				k++
			}
			if got := pieces[k].at + pieces[k].slope*float64(int64(i+10)-pieces[k].from); math.Abs(got-at[i]) > off+1e-9 {
				t.Fatalf("at %d the pieces are at %.2f, the way at %.2f", i, got, at[i])
			}
		}
		if off == 2 && len(pieces) > 400 {
			t.Error("it takes ", len(pieces), " pieces")
		}
	}
	restless := make([]way, 20)
	for i := range restless {
		for n := range 300 {
			restless[i].x = append(restless[i].x, float64(n*7919%1000))
			restless[i].y = append(restless[i].y, 0)
		}
	}
	if off := roughness(restless); off < 1 || off > longestSide {
		t.Error("restless marks are off by ", off)
	}
	if off := roughness(restless[:1]); off != 0.25 {
		t.Error("one restless mark is off by ", off)
	}
}
