package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"taglane/app/taglane"
)

// posted is what most destinations ask for.
var posted = Rendition{Container: "mp4", Video: "h264", Audio: "aac"}

// rendered writes a clip that must be written.
func rendered(t *testing.T, s Source, r Rendition) Rendered {
	t.Helper()
	to := filepath.Join(t.TempDir(), "out."+r.Container)
	got, err := Render(context.Background(), tool(t), s, r, to, nil)
	if err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(filepath.Dir(to)); len(left) != 1 || got.Path != to {
		t.Fatal("the folder holds ", left)
	}
	return got
}

// everyFrame decodes a video as a player does and calls each with every frame.
func everyFrame(t *testing.T, path string, s size, each func(n int, at func(x, y float64) int)) (frames int) {
	t.Helper()
	raw := ffmpeg(t, nil, "-v", "error", "-i", path, "-map", "0:v", "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1")
	if len(raw)%(s.w*s.h) != 0 {
		t.Fatalf("%d bytes are no frames of %v", len(raw), s)
	}
	for ; len(raw) > 0; frames++ {
		frame := raw[:s.w*s.h]
		each(frames, func(x, y float64) int { return int(frame[int(y*float64(s.h))*s.w+int(x*float64(s.w))]) })
		raw = raw[s.w*s.h:]
	}
	return frames
}

// TestRenditionFrames asks of every kind of clip that each frame written shows
// the right picture, and that the file is what destinations take.
func TestRenditionFrames(t *testing.T) {
	half := taglane.Rate{Num: 30, Den: 1}
	for _, c := range []struct {
		clip  string
		most  taglane.Rate
		rate  taglane.Rate // zero: the clip's own
		shows func(n int) int
	}{
		{clip: "plain.mp4"}, {clip: "ntsc.mp4"}, {clip: "bframes.mp4"}, {clip: "one.mp4"}, {clip: "hevc10.mov"}, {clip: "turned.mp4"},
		{clip: "anamorphic.mp4"}, {clip: "dark.mp4"}, {clip: "cut.mp4"}, {clip: "mjpeg.mov"},
		{clip: "quick.mp4", most: half, rate: half, shows: func(n int) int { return 2 * n }},
		{clip: "quickntsc.mkv", most: half, rate: taglane.Rate{Num: 30000, Den: 1001}, shows: func(n int) int { return 2 * n }},
		{clip: "plain.mp4", most: taglane.Rate{Num: 24, Den: 1}, rate: taglane.Rate{Num: 24, Den: 1}, shows: func(n int) int { return n * 30 / 24 }},
		{clip: "drops.mkv", most: half, rate: half, shows: func(n int) int { return 2 * n }},
	} {
		t.Run(c.clip+" "+c.most.String(), func(t *testing.T) {
			t.Parallel()
			was := clipNamed(t, c.clip)
			s := open(t, was.file(t))
			r := posted
			r.MostRate = c.most
			got := rendered(t, s, r)
			if c.rate == (taglane.Rate{}) {
				c.rate, c.shows = s.Rate, func(n int) int { return n }
			}
			want := taglane.Frame(math.Ceil(s.Duration*c.rate.FPS() - 1e-9))
			if got.Frames != want || got.Rate != c.rate || math.Abs(got.Duration-c.rate.Seconds(want)) > 1e-9 || got.Bytes == 0 {
				t.Errorf("%+v, not %d frames at %s", got, want, c.rate)
			}
			z := size{got.Width, got.Height}
			if z != (size{s.Width &^ 1, s.Height &^ 1}) {
				t.Errorf("%v from %d × %d", z, s.Width, s.Height)
			}
			n := everyFrame(t, got.Path, z, func(n int, at func(x, y float64) int) {
				shows := readNumber(func(x, y float64) int { return at(stored(s.Rotation, x, y)) })
				if want := was.number(taglane.Frame(c.shows(n))); shows != want {
					t.Errorf("frame %d shows picture %d, not %d", n, shows, want)
				}
			})
			if n != int(want) {
				t.Errorf("%d frames decode, not %d", n, want)
			}
			switch c.clip {
			case "plain.mp4", "hevc10.mov", "turned.mp4", "cut.mp4": // Render looks at the others
				plainFile(t, got.Path, s.Audio != "")
			}
		})
	}
}

// TestPace holds the frames that are kept against their definition: each is the
// one the source shows at its time.
func TestPace(t *testing.T) {
	for _, c := range []struct{ own, most, rate string }{
		{"30", "0/0", "30"}, {"30", "30", "30"}, {"30000/1001", "30", "30000/1001"}, {"24000/1001", "60", "24000/1001"},
		{"60", "30", "30"}, {"60000/1001", "30", "30000/1001"}, {"120", "60", "60"}, {"120", "30", "30"}, {"50", "30", "25"},
		{"60000/1001", "30000/1001", "30000/1001"}, {"30", "30000/1001", "30000/1001"}, {"60", "24", "20"}, {"25", "24", "24"}, {"90", "60", "60"}, {"48", "25", "24"}, {"31231/1040", "30", "30"},
	} {
		var own, most, rate taglane.Rate
		for to, text := range map[*taglane.Rate]string{&own: c.own, &most: c.most, &rate: c.rate} {
			if err := to.UnmarshalText([]byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		for _, frames := range []taglane.Frame{1, 2, 59, 60, 61, 3_456_000} {
			s := Source{Facts: taglane.Facts{Rate: own, Frames: frames}}
			p := Rendition{MostRate: most}.paceOf(&s)
			if p.rate != rate {
				t.Fatalf("%s at most %s is written at %s, not %s", c.own, c.most, p.rate, c.rate)
			}
			// The last frame begins within the source, and one more would not.
			if rate.Seconds(p.frames-1) >= own.Seconds(frames) || rate.Seconds(p.frames) < own.Seconds(frames)-1e-6 {
				t.Errorf("%d frames at %s are %d at %s", frames, own, p.frames, rate)
			}
			for m := range min(p.frames, 200) {
				m = m * p.frames / min(p.frames, 200)
				if at := rate.Seconds(m) + 1e-7; own.Seconds(p.shown(m)) > at || own.Seconds(p.shown(m)+1) < at-1e-6 {
					t.Fatalf("frame %d at %s shows frame %d at %s", m, rate, p.shown(m), own)
				}
			}
		}
	}
}

// plainFile holds an MP4 against the rules of destinations, by ffprobe.
func plainFile(t *testing.T, path string, sound bool) {
	t.Helper()
	b := read(t, path)
	if bytes.Contains(b, []byte("elst")) {
		t.Error("there is an edit list")
	}
	if moov, mdat := bytes.Index(b, []byte("moov")), bytes.Index(b, []byte("mdat")); moov < 0 || moov > mdat {
		t.Error("the index stands at ", moov, ", the pictures at ", mdat)
	}
	said := probed(t, path, "-show_entries", "stream=codec_type,profile,pix_fmt,color_range,color_space,color_transfer,color_primaries,start_time,has_b_frames:format_tags:stream_tags:stream_side_data")
	for _, want := range []string{"profile=High", "pix_fmt=yuv420p", "color_range=tv", "color_space=bt709", "color_transfer=bt709", "color_primaries=bt709", "start_time=0.000000"} {
		if !strings.Contains(said, want) {
			t.Error("the file does not say ", want, ": ", said)
		}
	}
	if strings.Contains(said, "codec_type=audio") != sound || strings.Contains(said, "side_data") || strings.Contains(said, "rotation") {
		t.Error("the file says ", said)
	}
}

func probed(t *testing.T, path string, args ...string) string {
	t.Helper()
	out, err := exec.Command(tool(t).FFprobe, append(append([]string{"-v", "error", "-of", "compact=nk=0"}, args...), path)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestRenditionGroups asks that no picture waits more than two seconds for one
// that stands alone, and that each group is closed.
func TestRenditionGroups(t *testing.T) {
	t.Parallel()
	long := filepath.Join(t.TempDir(), "long.mp4")
	ffmpeg(t, nil, "-v", "error", "-f", "lavfi", "-i", "testsrc=s=96x64:r=50:d=5", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", long)
	got := open(t, rendered(t, open(t, long), posted).Path)
	var last taglane.Frame
	for _, k := range got.keys {
		if k.frame-last > 100 {
			t.Errorf("pictures that stand alone at %v", got.keys)
		}
		last = k.frame
	}
	if len(got.keys) < 3 || got.Frames-last > 100 {
		t.Errorf("pictures that stand alone at %v of %d", got.keys, got.Frames)
	}
	// In a closed group nothing that is shown before its first picture follows it.
	rows := probed(t, got.Path, "-select_streams", "v", "-show_entries", "packet=pts,flags")
	begin := int64(-1)
	for row := range strings.Lines(rows) {
		var p packet
		if _, rest, _ := strings.Cut(row, "|"); !p.read(rest) {
			t.Fatal(row)
		}
		if strings.Contains(p.flags, "K") {
			begin = p.at
		}
		if p.at < begin {
			t.Fatal("an open group at ", row)
		}
	}
}

// TestRenditionHidesOrigin writes a clip whose file tells where and with what
// it was filmed.
func TestRenditionHidesOrigin(t *testing.T) {
	t.Parallel()
	told := clip{name: "told.mov", in: 10, rate: "30", sound: true, args: x264("-movflags", "use_metadata_tags", "-metadata", "location=+52.5200+013.4050/", "-metadata", "location-eng=+52.5200+013.4050/",
		"-metadata", "com.apple.quicktime.location.ISO6709=+52.5200+013.4050/", "-metadata", "com.apple.quicktime.model=Telephone 9", "-metadata", "artist=Nora",
		"-metadata", "creation_time=2019-05-06T07:08:09Z", "-metadata:s:v", "handler_name=Telephone 9", "-metadata:s:v", "language=deu")}
	path := told.file(t)
	if b := read(t, path); !bytes.Contains(b, []byte("+52.52")) || !bytes.Contains(b, []byte("Telephone 9")) {
		t.Fatal("the clip tells nothing")
	}
	for _, container := range []string{"mp4", "mov"} {
		r := posted
		r.Container = container
		got := rendered(t, open(t, path), r)
		b := read(t, got.Path)
		for _, secret := range []string{"52.52", "13.405", "Telephone", "Nora"} {
			if bytes.Contains(b, []byte(secret)) {
				t.Errorf("the %s tells %s", container, secret)
			}
		}
		i := bytes.Index(b, []byte("mvhd"))
		if at := binary.BigEndian.Uint32(b[i+8:]); at != 0 {
			t.Errorf("the %s was made at %d", container, at)
		}
	}
}

// TestRenditionShapes brings a picture of 320 × 240 into other shapes. Its
// number's boxes lie along the top, each an eighth wide.
func TestRenditionShapes(t *testing.T) {
	s := open(t, shapeClip.file(t))
	corner := taglane.Point{X: 1, Y: 0.5}
	looked := map[string]bool{"inside": true, "bars above": true, "bars beside": true, "cut aside": true, "cut and scaled": true} // at pixels too
	for name, c := range map[string]struct {
		fit    Fit
		w, h   int
		focus  taglane.Point
		inside image.Rectangle // of the whole picture, in the written one
		size   size
	}{
		"as it is":       {inside: image.Rect(0, 0, 320, 240), size: size{320, 240}},
		"inside":         {w: 160, h: 160, inside: image.Rect(0, 0, 160, 120), size: size{160, 120}},
		"never enlarged": {fit: Inside, w: 1080, h: 1920, inside: image.Rect(0, 0, 320, 240), size: size{320, 240}},
		"bars above":     {fit: Contain, w: 320, h: 480, inside: image.Rect(0, 120, 320, 360), size: size{320, 480}},
		"bars beside":    {fit: Contain, w: 640, h: 240, inside: image.Rect(160, 0, 480, 240), size: size{640, 240}},
		"enlarged":       {fit: Contain, w: 480, h: 480, inside: image.Rect(0, 60, 480, 420), size: size{480, 480}},
		"cut":            {fit: Cover, w: 180, h: 240, inside: image.Rect(-70, 0, 250, 240), size: size{180, 240}},
		"cut aside":      {fit: Cover, w: 180, h: 240, focus: corner, inside: image.Rect(-140, 0, 180, 240), size: size{180, 240}},
		"cut and scaled": {fit: Cover, w: 240, h: 120, inside: image.Rect(0, -30, 240, 150), size: size{240, 120}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := Rendition{Container: "mp4", Video: "h264", Fit: c.fit, Width: c.w, Height: c.h, Focus: c.focus}
			l, err := r.layoutOf(&s)
			at := image.Pt(l.x, l.y)
			if c.fit == Cover {
				at = image.Pt(-l.x, -l.y)
			}
			if whole := (image.Rectangle{Max: image.Pt(l.inner.w, l.inner.h)}).Add(at); err != nil || whole != c.inside || l.outer != c.size {
				t.Fatalf("%v in %v, not %v in %v: %v", whole, l.outer, c.inside, c.size, err)
			}
			if !looked[name] {
				return
			}
			got := rendered(t, s, r)
			if (size{got.Width, got.Height}) != c.size {
				t.Fatalf("%d × %d, not %v", got.Width, got.Height, c.size)
			}
			everyFrame(t, got.Path, c.size, func(n int, at func(x, y float64) int) {
				for _, m := range shapeMarks {
					x := float64(c.inside.Min.X) + m.x*float64(c.inside.Dx())
					y := float64(c.inside.Min.Y) + m.y*float64(c.inside.Dy())
					if x < 4 || y < 4 || x > float64(c.size.w)-4 || y > float64(c.size.h)-4 {
						continue
					}
					if got := at(x/float64(c.size.w), y/float64(c.size.h)); got-m.luma > 25 || m.luma-got > 25 {
						t.Errorf("frame %d at %.0f, %.0f is %d, not %d", n, x, y, got, m.luma)
					}
				}
				if c.inside.Min.Y >= 8 && (at(0.5, 0.01) > 24 || at(0.5, 0.99) > 24) || c.inside.Min.X >= 8 && (at(0.01, 0.5) > 24 || at(0.99, 0.5) > 24) {
					t.Error("the bars are not black")
				}
			})
		})
	}
}

// shapeClip is grey, white to the left, right and in its middle, and dark in
// rings around those.
var shapeClip = clip{name: "shape.mp4", in: 2, rate: "30", args: x264("-crf", "1", "-vf",
	"drawbox=c=0x808080:t=fill,drawbox=x=0:w=24:c=white:t=fill,drawbox=x=296:w=24:c=white:t=fill,drawbox=x=140:y=100:w=40:h=40:c=white:t=fill,drawbox=x=110:y=90:w=20:h=60:c=black:t=fill")}

var shapeMarks = []struct {
	x, y float64
	luma int
}{{12.0 / 320, 0.5, 255}, {308.0 / 320, 0.5, 255}, {0.5, 0.5, 255}, {120.0 / 320, 0.5, 0}, {70.0 / 320, 0.5, 128}, {250.0 / 320, 0.5, 128}, {0.5, 0.1, 128}, {0.5, 0.9, 128}}

func TestRenditionInOtherCodecs(t *testing.T) {
	for name, r := range map[string]Rendition{
		"webm": {Container: "webm", Video: "vp9", Audio: "opus"},
		"hevc": {Container: "mov", Video: "hevc", Audio: "aac"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := clipNamed(t, "ntsc.mp4")
			s := open(t, c.file(t))
			r.MostRate = taglane.Rate{Num: 15, Den: 1}
			got := rendered(t, s, r)
			if got.Frames != 25 || got.Rate != (taglane.Rate{Num: 15000, Den: 1001}) {
				t.Errorf("%+v", got)
			}
			everyFrame(t, got.Path, size{testW, testH}, func(n int, at func(x, y float64) int) {
				if shows := readNumber(at); shows != 2*n {
					t.Errorf("frame %d shows picture %d", n, shows)
				}
			})
		})
	}
}
