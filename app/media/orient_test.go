package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// cornerColours are the colours of a test picture's corners as stored, by the signs
// of their place from its middle.
var cornerColours = map[[2]int]rgb{{-1, -1}: {220, 30, 30}, {1, -1}: {30, 190, 40}, {-1, 1}: {40, 50, 220}, {1, 1}: {230, 220, 40}}

// matrices are the eight ways a picture can lie, as a b c d of x' = ax + cy and
// y' = bx + dy.
var matrices = map[string][4]int{
	"upright": {1, 0, 0, 1}, "quarter": {0, 1, -1, 0}, "half": {-1, 0, 0, -1}, "three quarters": {0, -1, 1, 0},
	"mirrored": {-1, 0, 0, 1}, "upside down mirrored": {1, 0, 0, -1}, "quarter mirrored": {0, 1, 1, 0}, "three quarters mirrored": {0, -1, -1, 0},
}

// pose is a file of four coloured quarters, and how it must be shown.
type pose struct {
	name   string
	stored size
	args   []string // how it is kept
	matrix [4]int   // zero for upright
	shown  size     // after sample aspect and turning
	change func(testing.TB, string) string
}

func poses() (out []pose) {
	h264 := x264("-qp", "8")
	odd := append([]string{"-c:v", "libx264", "-preset", "ultrafast", "-qp", "8", "-pix_fmt", "yuv444p"}, tags("bt709", "bt709", "bt709")...)
	vp9 := []string{"-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "2M", "-pix_fmt", "yuv420p"}
	hlg := append([]string{"-c:v", "libvpx-vp9", "-profile:v", "2", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "2M", "-pix_fmt", "yuv420p10le"}, tags("bt2020", "arib-std-b67", "bt2020nc")...)
	for name, m := range matrices {
		p := pose{name: name + ".mp4", stored: size{320, 240}, args: h264, matrix: m, shown: size{320, 240}}
		if m[0] == 0 {
			p.shown = size{240, 320}
		}
		out = append(out, p)
	}
	aspect := func(a string) []string { return append(slices.Clone(h264), "-vf", "setsar="+a) }
	return append(out,
		pose{name: "tall samples.mp4", stored: size{320, 240}, args: aspect("1/2"), shown: size{320, 480}},
		pose{name: "wide samples, quarter.mov", stored: size{160, 240}, args: aspect("2/1"), matrix: matrices["quarter"], shown: size{240, 320}},
		pose{name: "tall samples, three quarters.mp4", stored: size{320, 120}, args: aspect("3/4"), matrix: matrices["three quarters"], shown: size{160, 320}},
		pose{name: "wide samples, quarter mirrored.mp4", stored: size{180, 240}, args: aspect("4/3"), matrix: matrices["quarter mirrored"], shown: size{240, 240}},
		pose{name: "aspect inside.mp4", stored: size{160, 240}, args: aspect("2/1"), shown: size{320, 240}, change: withoutAspect},
		pose{name: "odd.mp4", stored: size{321, 241}, args: odd, shown: size{321, 241}},
		pose{name: "odd quarter.mp4", stored: size{321, 241}, args: odd, matrix: matrices["quarter"], shown: size{241, 321}},
		pose{name: "odd.webm", stored: size{321, 241}, args: vp9, shown: size{321, 241}},
		pose{name: "odd hlg.webm", stored: size{321, 241}, args: hlg, shown: size{321, 241}},
		pose{name: "ultra tall.mp4", stored: size{90, 210}, args: h264, shown: size{90, 210}},
		pose{name: "ribbon.mp4", stored: size{960, 40}, args: h264, shown: size{960, 40}},
		pose{name: "thread.mp4", stored: size{16, 700}, args: h264, matrix: matrices["half"], shown: size{16, 700}},
		pose{name: "tiny.mp4", stored: size{2, 2}, args: h264, shown: size{2, 2}},
		pose{name: "dot.webm", stored: size{1, 1}, args: vp9, shown: size{1, 1}},
	)
}

// TestEveryPoseStandsUpright looks for four corner colours in all that is made
// of a clip, and lets ffmpeg's own turning give a second opinion.
func TestEveryPoseStandsUpright(t *testing.T) {
	for _, p := range poses() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			path := p.make(t)
			s, cache := open(t, path), Cache{t.TempDir()}
			if s.Width != p.shown.w || s.Height != p.shown.h {
				t.Errorf("shown as %d × %d, not %v", s.Width, s.Height, p.shown)
			}
			s.ScrubsWell = false // for the preview is looked at
			if err := Ingest(context.Background(), tool(t), cache, s, Work{Threads: 1}); err != nil {
				t.Fatal(err)
			}
			a := cache.Load(s)
			still, err := Still(context.Background(), tool(t), s, 1)
			if err != nil {
				t.Fatal(err)
			}
			p.corners(t, "still", still, p.shown)
			p.corners(t, "poster", jpegAt(t, a.Poster), s.within(shortSide))
			p.corners(t, "preview", frameOf(t, a.Proxy, s.within(shortSide)), s.within(shortSide))
			p.corners(t, "tile", jpegAt(t, a.Strip.Path).SubImage(tileAt(a.Strip, 1)), s.tile())
			p.secondOpinion(t, path, still)
		})
	}
}

func (p pose) make(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), p.name)
	var b bytes.Buffer
	for range 3 {
		for y := range p.stored.h {
			for x := range p.stored.w {
				c := cornerColours[[2]int{2*(2*x/max(2, p.stored.w)) - 1, 2*(2*y/max(2, p.stored.h)) - 1}]
				b.Write([]byte{byte(c[0]), byte(c[1]), byte(c[2])})
			}
		}
	}
	args := append([]string{"-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", fmt.Sprintf("%dx%d", p.stored.w, p.stored.h), "-r", "25", "-i", "pipe:0"}, p.args...)
	ffmpeg(t, &b, append(args, path)...)
	if p.matrix != [4]int{} {
		lay(t, path, p.matrix)
	}
	if p.change != nil {
		path = p.change(t, path)
	}
	return path
}

// lay writes a display matrix into the first track's header.
func lay(t testing.TB, path string, m [4]int) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b, []byte("tkhd")) + 4 + 40
	for i, v := range [9]int{m[0] << 16, m[1] << 16, 0, m[2] << 16, m[3] << 16, 0, 0, 0, 1 << 30} {
		binary.BigEndian.PutUint32(b[at+4*i:], uint32(int32(v)))
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// withoutAspect leaves a sample aspect only to the pictures' own header.
func withoutAspect(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b, []byte("pasp"))
	copy(b[at:], "skip")
	entry := bytes.Index(b, []byte("avc1\x00"))
	head := bytes.Index(b, []byte("tkhd"))
	for i := range 2 {
		binary.BigEndian.PutUint32(b[head+80+4*i:], uint32(binary.BigEndian.Uint16(b[entry+28+2*i:]))<<16)
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// corners checks that each corner colour lies where the matrix puts it.
func (p pose) corners(t *testing.T, what string, m image.Image, want size) {
	t.Helper()
	b := m.Bounds()
	if b.Dx() != want.w || b.Dy() != want.h {
		t.Errorf("%s of %v, not %v", what, b, want)
	}
	if min(p.stored.w, p.stored.h) < 2 {
		return
	}
	a := p.matrix
	if a == [4]int{} {
		a = matrices["upright"]
	}
	for corner, colour := range cornerColours {
		x, y := a[0]*corner[0]+a[2]*corner[1], a[1]*corner[0]+a[3]*corner[1]
		if got := nearest(m, x, y); got != colour && min(p.stored.w, p.stored.h) >= 16 {
			t.Errorf("%s: at %+d %+d is %v, not %v", what, x, y, got, colour)
		}
	}
}

// nearest is which of the four colours a picture shows in a corner.
func nearest(m image.Image, x, y int) (best rgb) {
	b := m.Bounds()
	at := func(sign, low, side int) int { return low + side/2 + sign*side*3/8 }
	r, g, bl, _ := m.At(at(x, b.Min.X, b.Dx()), at(y, b.Min.Y, b.Dy())).RGBA()
	got := rgb{float64(r) / 257, float64(g) / 257, float64(bl) / 257}
	for _, c := range cornerColours {
		if best == (rgb{}) || deltaE(c, got) < deltaE(best, got) {
			best = c
		}
	}
	return best
}

// secondOpinion asks ffmpeg to turn the clip as it does by itself. It does not
// care for the sample aspect.
func (p pose) secondOpinion(t *testing.T, path string, still image.Image) {
	t.Helper()
	turned := p.stored
	if strings.Contains(p.name, "quarter") {
		turned = size{p.stored.h, p.stored.w}
	}
	raw := ffmpeg(t, nil, "-v", "error", "-i", path, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgba", "pipe:1")
	if len(raw) != 4*turned.w*turned.h {
		t.Fatalf("ffmpeg itself shows %d bytes, not %v", len(raw), turned)
	}
	m := &image.NRGBA{Pix: raw, Stride: 4 * turned.w, Rect: image.Rect(0, 0, turned.w, turned.h)}
	if min(p.stored.w, p.stored.h) < 16 {
		return
	}
	for corner := range cornerColours {
		if ours, theirs := nearest(still, corner[0], corner[1]), nearest(m, corner[0], corner[1]); ours != theirs {
			t.Errorf("at %v the still is %v, and ffmpeg shows %v", corner, ours, theirs)
		}
	}
}

// TestTurnsHoldForAnyScale says that only the signs of a display matrix count,
// and that one that is no quarter turn is left alone.
func TestTurnsHoldForAnyScale(t *testing.T) {
	for name, m := range matrices {
		for _, by := range []int64{1, 1 << 16, 1 << 30} {
			got := turnOf([4]int64{int64(m[0]) * by, int64(m[1]) * by, int64(m[2]) * by, int64(m[3]) * by})
			if got != turnOf([4]int64{int64(m[0]), int64(m[1]), int64(m[2]), int64(m[3])}) || got.swaps != (m[0] == 0) || got.mirrors != (m[0]*m[3]-m[1]*m[2] < 0) {
				t.Errorf("%s times %d: %+v", name, by, got)
			}
		}
	}
	for _, m := range [][4]int64{{}, {1, 1, 0, 1}, {46341, 46341, -46341, 46341}, {1, 0, 0, 0}, {1, 1, 1, 1}} {
		if got := turnOf(m); got != (turn{}) {
			t.Errorf("%v: %+v", m, got)
		}
	}
}
