package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestDifferenceIsThePublishedOne checks the yardstick by pairs that its
// authors published.
func TestDifferenceIsThePublishedOne(t *testing.T) {
	for _, c := range [][7]float64{
		{50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425}, {50, -1, 2, 50, 0, 0, 2.3669}, {50, 2.5, 0, 61, -5, 29, 22.8977},
		{60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644}, {2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082},
	} {
		if got := ciede2000(c[0], c[1], c[2], c[3], c[4], c[5]); math.Abs(got-c[6]) > 1e-4 {
			t.Errorf("%v: %.4f", c, got)
		}
	}
}

// Patches lie six in a row and four below one another. The first six are greys,
// ascending.
const (
	patchColumns, patchRows = 6, 4
	greys                   = 6
)

// everyday are the patches as sRGB signals: greys, skin from dark to light,
// what goods are made of, and the pure colours.
var everyday = [patchColumns * patchRows]rgb{
	{16, 16, 16}, {52, 52, 52}, {96, 96, 96}, {140, 140, 140}, {190, 190, 190}, {240, 240, 240},
	{62, 40, 30}, {104, 68, 52}, {148, 102, 80}, {196, 150, 130}, {224, 182, 160}, {244, 214, 200},
	{94, 122, 156}, {90, 108, 64}, {214, 126, 44}, {80, 91, 166}, {193, 90, 99}, {231, 199, 31},
	{230, 20, 20}, {20, 200, 40}, {30, 40, 220}, {20, 190, 200}, {200, 40, 190}, {250, 240, 30},
}

// bright are the patches in cd/m² of BT.2020's primaries: greys up to the
// brightest highlight, skin in shade and sun, and colours no screen can show.
var bright = [patchColumns * patchRows]rgb{
	{1, 1, 1}, {8, 8, 8}, {36, 36, 36}, {101, 101, 101}, {203, 203, 203}, {900, 900, 900},
	{12, 8, 6}, {28, 18, 13}, {52, 36, 27}, {88, 64, 50}, {130, 102, 85}, {210, 170, 145},
	{20, 36, 60}, {24, 34, 12}, {140, 80, 20}, {16, 22, 70}, {90, 30, 30}, {160, 130, 20},
	{150, 0, 0}, {0, 120, 0}, {0, 0, 90}, {450, 380, 60}, {60, 300, 420}, {520, 180, 60},
}

// patched paints the numbers of each patch in 4:2:0.
func patchedPicture(w, h, depth int, patches [patchColumns * patchRows][3]int) []byte {
	var b bytes.Buffer
	for plane := range 3 {
		pw, ph := w, h
		if plane > 0 {
			pw, ph = w/2, h/2
		}
		for y := range ph {
			for x := range pw {
				v := patches[y*patchRows/ph*patchColumns+x*patchColumns/pw][plane]
				b.WriteByte(byte(v))
				if depth > 8 {
					b.WriteByte(byte(v >> 8))
				}
			}
		}
	}
	return b.Bytes()
}

// patchOf is the mean colour in the middle of a patch.
func patchOf(m image.Image, n int) (c rgb) {
	b := m.Bounds()
	at := func(i, of, side int) int { return side * (2*i + 1) / (2 * of) }
	x, y := b.Min.X+at(n%patchColumns, patchColumns, b.Dx()), b.Min.Y+at(n/patchColumns, patchRows, b.Dy())
	for dy := -3; dy <= 3; dy++ {
		for dx := -3; dx <= 3; dx++ {
			r, g, bl, _ := m.At(x+dx, y+dy).RGBA()
			for i, v := range [3]uint32{r, g, bl} {
				c[i] += float64(v) / 257 / 49
			}
		}
	}
	return c
}

// colourClip is a file of patches with what must come out.
type colourClip struct {
	name    string
	kept    coding
	w, h    int
	hdr     string
	signal  func(rgb) rgb // of a patch
	want    func(rgb) rgb // on a screen, 0..255, of a signal
	patches [patchColumns * patchRows]rgb
	args    []string
	change  func(testing.TB, string) string
	most    float64 // a still may differ in any colour, of 255; 0 for no such bound
	ease    float64 // how many times the usual differences may be; 0 for once
}

func share(c rgb) rgb  { return c.each(func(v float64) float64 { return v / 255 }) }
func signal(c rgb) rgb { return c.each(func(v float64) float64 { return 255 * min(max(0, v), 1) }) }

// toned is what a screen shows of cd/m² in BT.2020's primaries.
func toned(c rgb) rgb {
	return onScreen(bent(narrowed(c.each(func(v float64) float64 { return v / 203 }))))
}

func tags(primaries, transfer, matrix string) []string {
	return []string{"-color_primaries", primaries, "-color_trc", transfer, "-colorspace", matrix}
}

func x265(primaries, transfer, matrix, more string) []string {
	return append([]string{"-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-tag:v", "hvc1", "-x265-params", "log-level=none:lossless=1" + more}, tags(primaries, transfer, matrix)...)
}

func colourClips() []colourClip {
	hlg := func(name string, change func(testing.TB, string) string) colourClip {
		return colourClip{name: name, kept: coding{of2020, 10, false}, w: 240, h: 160, hdr: "hlg", patches: bright, signal: hlgSignal,
			want: func(v rgb) rgb { return toned(hlgLight(v)) }, args: x265("bt2020", "arib-std-b67", "bt2020nc", ""), change: change,
			ease: 3} // the filter bends each colour alone, not all by their brightness: much quicker, and blues are too strong
	}
	pq := func(name, more string) colourClip {
		return colourClip{name: name, kept: coding{of2020, 10, false}, w: 240, h: 160, hdr: "pq", patches: bright, signal: func(c rgb) rgb { return c.each(pqSignal) },
			want: func(v rgb) rgb { return toned(v.each(pqLight)) }, args: x265("bt2020", "smpte2084", "bt2020nc", more)}
	}
	sdr := func(name string, w, h int, kept coding, args ...string) colourClip {
		return colourClip{name: name, kept: kept, w: w, h: h, patches: everyday, signal: share, want: signal, most: 2, args: append(x264("-qp", "1"), args...)}
	}
	h709 := tags("bt709", "bt709", "bt709")
	return []colourClip{
		hlg("hlg.mov", nil),
		hlg("vision.mp4", withVision),
		pq("hdr10.mp4", ":hdr10=1:repeat-headers=1:master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1):max-cll=1000,400"),
		pq("pq-dim.mkv", ":hdr10=1:repeat-headers=1:master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(500000,1):max-cll=40,20"),
		sdr("709.mp4", 240, 160, coding{of709, 8, false}, h709...),
		sdr("709-full.mp4", 240, 160, coding{of709, 8, true}, append([]string{"-color_range", "pc"}, h709...)...),
		sdr("601.mp4", 240, 160, coding{of601, 8, false}, tags("smpte170m", "smpte170m", "smpte170m")...),
		sdr("601-full.mov", 240, 160, coding{of601, 8, true}, append([]string{"-color_range", "pc"}, tags("bt470bg", "smpte170m", "bt470bg")...)...),
		// Only the pictures' own header says it, not the container.
		sdr("709-inside.mp4", 240, 160, coding{of709, 8, false}, "-x264-params", "colorprim=bt709:transfer=bt709:colormatrix=bt709:sar=1/1"),
		// Nobody says it: the size does.
		sdr("silent-small.mp4", 240, 160, coding{of601, 8, false}),
		sdr("silent-large.mp4", 1280, 720, coding{of709, 8, false}),
		{name: "wide.mp4", kept: coding{of2020, 10, false}, w: 240, h: 160, patches: everyday, signal: share, most: 3,
			want: func(v rgb) rgb {
				light := v.each(func(x float64) float64 { return math.Pow(max(0, x), 2.4) })
				return signal(narrowed(light).each(func(x float64) float64 { return math.Pow(max(0, x), 1/2.4) }))
			}, args: x265("bt2020", "bt2020-10", "bt2020nc", "")},
	}
}

// TestColours compares every patch of poster, still, filmstrip and preview with
// what the standards say of its numbers.
func TestColours(t *testing.T) {
	for _, c := range colourClips() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path, want := c.make(t)
			s, cache := open(t, path), Cache{t.TempDir()}
			if s.HDR != c.hdr || s.ScrubsWell && c.most == 0 {
				t.Fatalf("opened as %+v", s)
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
			// Mean and greatest difference; one is about what an eye can tell.
			compare(t, "still", c, want, still, 0.6, 1.5)
			compare(t, "poster", c, want, jpegAt(t, a.Poster), 0.8, 1.8)
			compare(t, "preview", c, want, frameOf(t, a.Proxy, s.within(shortSide)), 0.8, 1.8)
			compare(t, "tile", c, want, jpegAt(t, a.Strip.Path).SubImage(tileAt(a.Strip, 2)), 0.9, 2)
		})
	}
}

// make writes the file, and gives what each patch must look like.
func (c colourClip) make(t *testing.T) (path string, want [patchColumns * patchRows]rgb) {
	t.Helper()
	var numbers [patchColumns * patchRows][3]int
	for i, p := range c.patches {
		numbers[i] = c.kept.encode(c.signal(p))
		want[i] = c.want(c.kept.decode(numbers[i]))
	}
	path = filepath.Join(t.TempDir(), c.name)
	format, size := "yuv420p", fmt.Sprintf("%dx%d", c.w, c.h)
	if c.kept.depth == 10 {
		format = "yuv420p10le"
	}
	in := []string{"-v", "error", "-f", "rawvideo", "-pix_fmt", format, "-s", size, "-r", "25"}
	if c.kept.full {
		in = append(in, "-color_range", "pc")
	}
	picture := patchedPicture(c.w, c.h, c.kept.depth, numbers)
	ffmpeg(t, bytes.NewBuffer(bytes.Repeat(picture, 4)), append(append(append(in, "-i", "pipe:0"), c.args...), path)...)
	if c.change != nil {
		path = c.change(t, path)
	}
	return path, want
}

// compare holds the patches of a picture against what they must look like: how
// far apart they are on average and at most, that greys are grey, and that what
// is brighter stays brighter.
func compare(t *testing.T, what string, c colourClip, want [patchColumns * patchRows]rgb, m image.Image, mean, most float64) {
	t.Helper()
	var sum, worst, off float64
	var where int
	var before float64
	for n := range want {
		got := patchOf(m, n)
		d := deltaE(got, want[n])
		if sum += d; d > worst {
			worst, where = d, n
		}
		for i := range got {
			off = max(off, math.Abs(got[i]-want[n][i]))
		}
		if n >= greys {
			continue
		}
		if slices.Max(got[:])-slices.Min(got[:]) > 2.5 {
			t.Errorf("%s: grey %d came out as %.1f", what, n, got)
		}
		if got[1] <= before {
			t.Errorf("%s: grey %d is no brighter than the one before", what, n)
		}
		before = got[1]
	}
	sum /= float64(len(want))
	mean, most = mean*max(1, c.ease), most*max(1, c.ease)
	t.Logf("%s: ΔE mean %.2f, most %.2f (patch %d), channels within %.1f", what, sum, worst, where, off)
	if sum > mean || worst > most {
		t.Errorf("%s: patches differ by %.2f on average and %.2f at most; patch %d is %.1f, not %.1f", what, sum, worst, where, patchOf(m, where), want[where])
	}
	if c.most > 0 && what == "still" && off > c.most {
		t.Errorf("still: a colour is off by %.1f of 255", off)
	}
}

func jpegAt(t *testing.T, path string) *image.YCbCr {
	t.Helper()
	m, err := readSheet(path)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// frameOf decodes frame 1 of a preview as its own tags ask.
func frameOf(t *testing.T, path string, s size) image.Image {
	t.Helper()
	raw := ffmpeg(t, nil, "-v", "error", "-i", path, "-vf", `select=eq(n\,1),scale=flags=accurate_rnd+full_chroma_int`, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgba", "pipe:1")
	if len(raw) != 4*s.w*s.h {
		t.Fatalf("%d bytes of %v", len(raw), s)
	}
	return &image.NRGBA{Pix: raw, Stride: 4 * s.w, Rect: image.Rect(0, 0, s.w, s.h)}
}

// withVision says in the track's description that there is Dolby Vision of
// profile 8.4 in it, whose base layer is HLG. This ffmpeg cannot write that.
func withVision(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	config := append([]byte("\x00\x00\x00\x20dvvC\x01\x00\x10\x35\x40"), make([]byte, 19)...)
	b = inserted(t, b, []string{"moov", "trak", "mdia", "minf", "stbl", "stsd", "hvc1"}, config)
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// inserted puts a box at the end of the box that path leads to, and makes every
// box around it that much longer.
func inserted(t testing.TB, b []byte, path []string, add []byte) []byte {
	t.Helper()
	b = slices.Clone(b)
	at, end := 0, len(b)
	for _, name := range path {
		for ; at+8 <= end && string(b[at+4:at+8]) != name; at += int(binary.BigEndian.Uint32(b[at:])) {
		}
		if at+8 > end {
			t.Fatal("no ", name)
		}
		n := binary.BigEndian.Uint32(b[at:])
		binary.BigEndian.PutUint32(b[at:], n+uint32(len(add)))
		end = at + int(n)
		at += 8 + map[string]int{"stsd": 8, "dref": 8}[name]
	}
	return slices.Insert(b, end, add...)
}
