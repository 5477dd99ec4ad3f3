package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"taglane/app/taglane"
)

func TestMain(m *testing.M) {
	if handled, code := WorkerMain(os.Args[1:], os.Stdin, os.Stdout); handled {
		os.Exit(code)
	}
	if dir := os.Getenv("TAGLANE_TEST_INGEST"); dir != "" {
		ingestUntilKilled(dir)
	}
	if os.Getenv("TAGLANE_TEST_WORK") != "" {
		workUntilKilled()
	}
	if dir := os.Getenv("TAGLANE_TEST_TOUCH"); dir != "" {
		touchAll(dir)
	}
	if path := os.Getenv("TAGLANE_TEST_READ"); path != "" {
		readOnce(path, os.Getenv("TAGLANE_TEST_CACHE"))
	}
	code := m.Run()
	if bad := written(); len(bad) > 0 {
		fmt.Println("FAIL: tests wrote into sources:", bad)
		code = 1
	}
	os.RemoveAll(made.dir) // "" removes nothing
	os.Exit(code)
}

// tool finds ffmpeg or skips.
func tool(t testing.TB) Tool {
	t.Helper()
	x, err := Find()
	if err != nil {
		t.Skip("ffmpeg is missing: ", err)
	}
	return x
}

// Every test picture carries its number as eight black or white boxes along
// its top, above a pattern that moves.
const (
	testW, testH = 320, 240
	codeBits     = 8
)

var painted sync.Map // pictures by number, for painting is slow under the race detector

// numbered paints picture n in 4:2:0.
func numbered(n int) []byte {
	if b, ok := painted.Load(n); ok {
		return b.([]byte)
	}
	b := paint(n)
	painted.Store(n, b)
	return b
}

func paint(n int) []byte {
	m := image.NewYCbCr(image.Rect(0, 0, testW, testH), image.YCbCrSubsampleRatio420)
	for y := range testH {
		for x := range testW {
			v := byte(60 + (x+3*n)%testW*100/testW + (y/16+n)%2*20)
			if y < testH/5 {
				v = 16
				if n>>(codeBits-1-x*codeBits/testW)&1 == 1 {
					v = 235
				}
			}
			m.Y[y*m.YStride+x] = v
		}
	}
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = byte(90+i%60), byte(150-i%40)
	}
	return append(append(append([]byte{}, m.Y...), m.Cb...), m.Cr...)
}

// readNumber reads the number of a picture whose brightness at a place
// (fractions of the picture as stored) luma gives.
func readNumber(luma func(x, y float64) int) (n int) {
	for i := range codeBits {
		n <<= 1
		if luma((float64(i)+0.5)/codeBits, 0.1) > 128 {
			n |= 1
		}
	}
	return n
}

// stored maps a place of the picture as stored to the one displayed.
func stored(degrees int, x, y float64) (float64, float64) {
	switch degrees {
	case 90:
		return 1 - y, x
	case 180:
		return 1 - x, 1 - y
	case 270:
		return y, 1 - x
	}
	return x, y
}

// clip is a test file with what must be true of it.
type clip struct {
	name   string
	in     int      // pictures painted
	first  int      // number of the first one
	rate   string   // they are painted at
	args   []string // how ffmpeg keeps them
	sound  bool
	change func(t testing.TB, path string) string // what happens to the file then; nil for nothing

	want   taglane.Facts
	shows  func(n int) int // number shown at frame n; nil: n
	native bool            // the boxes alone suffice
	scrubs bool
}

func (c clip) number(n taglane.Frame) int {
	if c.shows == nil {
		return int(n)
	}
	return c.shows(int(n))
}

var made struct {
	sync.Mutex
	dir   string
	paths map[string]string
	sums  map[string]string // SHA-256 by path
}

// file makes the clip once for all tests of a run.
func (c clip) file(t testing.TB) string {
	t.Helper()
	made.Lock()
	if made.paths == nil {
		made.paths = map[string]string{}
		made.dir, _ = os.MkdirTemp("", "taglane-clips-")
	}
	path := made.paths[c.name]
	made.Unlock()
	if path == "" {
		path = c.make(t)
		sum := sumOf(t, path)
		made.Lock()
		made.paths[c.name] = path
		if made.sums == nil {
			made.sums = map[string]string{}
		}
		made.sums[path] = sum
		made.Unlock()
	}
	return path
}

// written lists the clips that are not what they were when they were made.
func written() (bad []string) {
	made.Lock()
	defer made.Unlock()
	for path, before := range made.sums {
		if now, _, err := Sum(context.Background(), path); err != nil || now != before {
			bad = append(bad, path)
		}
	}
	return bad
}

func sumOf(t testing.TB, path string) string {
	t.Helper()
	sum, _, err := Sum(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// untouched fails a test at whose end a source is not what it was.
func untouched(t testing.TB, path string) {
	t.Helper()
	before := sumOf(t, path)
	t.Cleanup(func() {
		if now, _, err := Sum(context.Background(), path); err != nil || now != before {
			t.Errorf("the source %s was written into: %v", path, err)
		}
	})
}

func (c clip) make(t testing.TB) string {
	path := filepath.Join(made.dir, c.name)
	args := []string{"-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", fmt.Sprintf("%dx%d", testW, testH), "-r", c.rate, "-i", "pipe:0"}
	if c.sound {
		args = append(args, "-f", "lavfi", "-i", "sine=440:sample_rate=48000:duration=1", "-c:a", "aac")
		if strings.HasSuffix(c.name, "webm") {
			args[len(args)-1] = "libopus"
		}
	}
	args = append(append(args, c.args...), path)
	var pictures bytes.Buffer
	for n := range c.in {
		pictures.Write(numbered(c.first + n))
	}
	ffmpeg(t, &pictures, args...)
	if c.change != nil {
		path = c.change(t, path)
	}
	return path
}

// ffmpeg runs the program itself, to make or judge files.
func ffmpeg(t testing.TB, in *bytes.Buffer, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(tool(t).FFmpeg, args...)
	if in != nil {
		cmd.Stdin = in
	}
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("ffmpeg %s: %v\n%s", strings.Join(args, " "), err, said.String())
	}
	return out.Bytes()
}

// rotated patches the display matrix of the video track to a quarter turn clockwise.
func rotated(t testing.TB, path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	i := bytes.Index(b, []byte("tkhd"))
	for n, v := range []uint32{0, 1 << 16, 0, ^uint32(0) - 1<<16 + 1, 0, 0, 0, 0, 1 << 30} {
		binary.BigEndian.PutUint32(b[i+4+40+4*n:], v)
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// again passes the file through ffmpeg without decoding it.
func again(name string, in, out []string) func(testing.TB, string) string {
	return func(t testing.TB, path string) string {
		to := filepath.Join(filepath.Dir(path), name)
		args := append([]string{"-v", "error", "-y"}, in...)
		ffmpeg(t, nil, append(append(append(args, "-i", path), out...), to)...)
		return to
	}
}

func x264(more ...string) []string {
	return append([]string{"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"}, more...)
}

func facts(frames taglane.Frame, num, den int64, codec, audio string) taglane.Facts {
	return taglane.Facts{Frames: frames, Rate: taglane.Rate{Num: num, Den: den}, Width: testW, Height: testH, Codec: codec, Audio: audio}
}

func varying(f taglane.Facts) taglane.Facts { f.VariableRate = true; return f }

// clips are the files most tests walk through.
var clips = []clip{
	{name: "plain.mp4", in: 45, rate: "30", args: x264("-g", "100", "-bf", "0"), sound: true, native: true, want: facts(45, 30, 1, "h264", "aac")},
	{name: "bframes.mp4", in: 45, rate: "25", args: []string{"-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-g", "20", "-pix_fmt", "yuv420p"}, native: true, want: facts(45, 25, 1, "h264", "")},
	{name: "open.mkv", in: 40, rate: "25", args: []string{"-c:v", "libx264", "-preset", "veryfast", "-x264-params", "open-gop=1:keyint=8:bframes=3:scenecut=0", "-pix_fmt", "yuv420p"}, want: facts(40, 25, 1, "h264", "")},
	{name: "ntsc.mp4", in: 50, rate: "30000/1001", args: x264("-g", "12", "-bf", "0", "-sc_threshold", "0", "-metadata", "artist=Nora"), sound: true, native: true, scrubs: true, want: facts(50, 30000, 1001, "h264", "aac")},
	{name: "film.mov", in: 30, rate: "24000/1001", args: x264("-g", "30"), native: true, want: facts(30, 24000, 1001, "h264", "")},
	{name: "quick.mp4", in: 60, rate: "60", args: x264("-g", "60"), native: true, want: facts(60, 60, 1, "h264", "")},
	{name: "quickntsc.mkv", in: 60, rate: "60000/1001", args: x264("-g", "25"), want: facts(60, 60000, 1001, "h264", "")},
	{name: "short.mp4", in: 5, rate: "30", args: x264("-g", "30"), sound: true, native: true, scrubs: true, want: facts(5, 30, 1, "h264", "aac")},
	{name: "one.mp4", in: 1, rate: "30", args: x264(), native: true, scrubs: true, want: facts(1, 30, 1, "h264", "")},
	{name: "hevc.mp4", in: 30, rate: "30", args: []string{"-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-tag:v", "hvc1"}, want: facts(30, 30, 1, "hevc", "")},
	{name: "hevc10.mov", in: 30, rate: "30", args: []string{"-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-x265-params", "log-level=none", "-tag:v", "hvc1",
		"-color_primaries", "bt2020", "-color_trc", "arib-std-b67", "-colorspace", "bt2020nc"}, native: true, want: func() taglane.Facts { f := facts(30, 30, 1, "hevc", ""); f.HDR = "hlg"; return f }()},
	{name: "vp9.webm", in: 30, rate: "30", args: []string{"-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1M"}, sound: true, want: facts(30, 30, 1, "vp9", "opus")},
	{name: "prores.mov", in: 12, rate: "25", args: []string{"-c:v", "prores_ks", "-profile:v", "0"}, want: facts(12, 25, 1, "prores", "")},
	{name: "mjpeg.mov", in: 20, rate: "25", args: []string{"-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj420p"}, native: true, want: facts(20, 25, 1, "mjpeg", "")},
	{name: "turned.mp4", in: 20, rate: "30", args: x264("-g", "50"), native: true, change: rotated,
		want: func() taglane.Facts {
			f := facts(20, 30, 1, "h264", "")
			f.Width, f.Height, f.Rotation = testH, testW, 90
			return f
		}()},
	{name: "anamorphic.mp4", in: 10, rate: "25", args: append(x264("-g", "50"), "-vf", "setsar=4/3"), native: true,
		want: func() taglane.Facts { f := facts(10, 25, 1, "h264", ""); f.Width = 427; return f }()},
	// A phone in the dark: 30 pictures at 30 a second, then 10 at 15 a second.
	{name: "dark.mp4", in: 40, rate: "30", args: x264("-g", "50", "-vf", `setpts=if(lt(N\,30)\,N\,30+(N-30)*2)/30/TB`, "-fps_mode", "passthrough"), native: true,
		want: varying(facts(49, 30, 1, "h264", "")), shows: func(n int) int {
			if n < 30 {
				return n
			}
			return 30 + (n-30)/2
		}},
	// Stamps that tremble by less than half a frame still come evenly.
	{name: "tremble.mp4", in: 30, rate: "30", args: x264("-g", "50", "-vf", `settb=1/90000,setpts=N*3000+mod(N*7\,5)*200`, "-fps_mode", "passthrough", "-video_track_timescale", "90000"), native: true,
		want: facts(30, 30, 1, "h264", "")},
	// A quick recording that lost every fifth picture.
	{name: "drops.mkv", in: 48, rate: "60", args: x264("-g", "50", "-vf", `setpts=(N+floor(N/4))/60/TB`, "-fps_mode", "passthrough"),
		want: varying(facts(59, 60, 1, "h264", "")), shows: func(n int) int { return n/5*4 + min(n%5, 3) }},
	// Cut without decoding: an edit list hides the pictures before number 13.
	{name: "cut.mp4", in: 45, rate: "30", args: []string{"-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-g", "10", "-sc_threshold", "0", "-pix_fmt", "yuv420p"},
		change: again("cut-out.mp4", []string{"-ss", "0.43333"}, []string{"-c", "copy"}), native: true,
		want: facts(32, 30, 1, "h264", ""), shows: func(n int) int { return n + 13 }},
	// The picture begins 0.7 s after the sound.
	{name: "late.mp4", in: 30, rate: "30", args: append([]string{"-map", "0:v", "-map", "1:a"}, x264("-g", "50", "-vf", "setpts=PTS+0.7/TB", "-fps_mode", "passthrough")...), sound: true, native: true, want: facts(30, 30, 1, "h264", "aac")},
	{name: "offset.mkv", in: 30, rate: "25", args: x264("-g", "50", "-output_ts_offset", "1.513"), want: facts(30, 25, 1, "h264", "")},
	{name: "fragments.mp4", in: 30, rate: "25", args: x264("-g", "10", "-movflags", "frag_keyframe+empty_moov"), want: facts(30, 25, 1, "h264", "")},
}

func clipNamed(t testing.TB, name string) clip {
	for _, c := range clips {
		if c.name == name {
			return c
		}
	}
	t.Fatal("no clip named ", name)
	return clip{}
}

// open opens a file that must be accepted, and that nothing may write into
// until the test ends.
func open(t testing.TB, path string) Source {
	t.Helper()
	untouched(t, path)
	s, err := Open(context.Background(), tool(t), path)
	if err != nil {
		t.Fatal(path, ": ", err)
	}
	return s
}
