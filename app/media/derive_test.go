package media

import (
	"bytes"
	"context"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"taglane/app/taglane"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestArguments pins every word of every call, by a golden file.
func TestArguments(t *testing.T) {
	s := Source{Path: "/films/-version.mp4", Size: 1, demuxer: "mov", video: -1, coded: size{1920, 1080}, shown: size{1920, 1080}, even: true, weights: "bt709",
		turn: turnOf([4]int64{0, 1 << 16, -1 << 16, 0}), keys: []keyframe{{0, 0}, {4_000_000, 120}}, lead: 16666,
		Facts: taglane.Facts{Frames: 900, Rate: taglane.Rate{Num: 30, Den: 1}, Width: 1080, Height: 1920, Rotation: 90, Codec: "hevc", Audio: "aac", HDR: "hlg"}}
	plain := s
	plain.turn, plain.HDR, plain.Width, plain.Height, plain.video = turn{}, "", 1920, 1080, 2
	j := ingest{src: s}
	var b strings.Builder
	for _, call := range []struct {
		name string
		argv []string
	}{
		{"probe", arguments(true, s, nil, []string{"-show_streams", "-of", "json"})},
		{"everything in one pass", arguments(false, s, nil, append([]string{"-filter_complex", s.decodeOnce(true, true)}, j.proxyOutput()...))},
		{"filmstrip and cuts", arguments(false, plain, nil, []string{"-filter_complex", plain.decodeOnce(true, false)})},
		{"preview alone", arguments(false, plain, nil, []string{"-filter_complex", plain.decodeOnce(false, true)})},
		{"a still", arguments(false, plain, seek(4_000_000), []string{"-filter_complex", plain.stillGraph("settb=1/1000000,select='between(pts,4333331,4333335)'")})},
	} {
		b.WriteString(call.name + "\n  " + strings.Join(call.argv, "\n  ") + "\n\n")
	}
	golden := filepath.Join("testdata", "arguments.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := read(t, golden); b.String() != string(want) {
		t.Errorf("the calls differ from %s (renew it with -update):\n%s", golden, b.String())
	}
}

// scenes is a clip of three flat scenes whose cuts lie at 20 and 34.
func scenes(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "scenes.mp4")
	var b bytes.Buffer
	for n := range 50 {
		tone := byte(40)
		if n >= 20 {
			tone = 200
		}
		if n >= 34 {
			tone = 110
		}
		for i := range testW * testH {
			b.WriteByte(tone + byte(i%7) + byte(n%3))
		}
		b.Write(bytes.Repeat([]byte{128}, testW*testH/2))
	}
	// 15 a second from picture 26 on: repeated pictures must not look like cuts.
	ffmpeg(t, &b, append([]string{"-v", "error", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", "320x240", "-r", "30", "-i", "pipe:0"},
		append(x264("-g", "90", "-vf", `setpts=if(lt(N\,26)\,N\,26+(N-26)*2)/30/TB`, "-fps_mode", "passthrough"), path)...)...)
	return path
}

func TestCutsLieOnTheGrid(t *testing.T) {
	t.Parallel()
	s, cache := open(t, scenes(t)), Cache{t.TempDir()}
	if err := Ingest(context.Background(), tool(t), cache, s, Work{NoProxy: true}); err != nil {
		t.Fatal(err)
	}
	if got := cache.Load(s).Cuts; !slices.Equal(got, []taglane.Frame{20, 26 + (34-26)*2}) {
		t.Error("cuts at ", got)
	}
}

// TestDamagedFilesKeepWhatCanBeRead cuts the end off a clip whose index comes
// first, and flips bytes in the middle of another.
func TestDamagedFilesKeepWhatCanBeRead(t *testing.T) {
	path := clipNamed(t, "plain.mp4").file(t)
	front := again("front.mp4", nil, []string{"-c", "copy", "-movflags", "faststart"})(t, path)
	whole := read(t, front)
	cut := write(t, "cut.mp4", whole[:len(whole)*2/3])
	flipped := append([]byte{}, whole...)
	for i := range 400 {
		flipped[len(whole)/2+i*37%9000] ^= 0x55
	}
	for _, path := range []string{cut, write(t, "flipped.mp4", flipped)} {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			s, cache := open(t, path), Cache{t.TempDir()}
			if s.Incomplete != (path == cut) {
				t.Error("Incomplete is ", s.Incomplete)
			}
			if err := Ingest(context.Background(), tool(t), cache, s, Work{}); err != nil {
				t.Fatal(err)
			}
			a := cache.Load(s)
			if a.Damaged.Format == "" || a.Poster == "" || a.Proxy == "" || a.Strip == nil || len(a.Strip.Frames) < 10 {
				t.Errorf("of a damaged file: %+v", a)
			}
			if p := open(t, a.Proxy); p.Frames < 20 || p.Frames > s.Frames {
				t.Error("the preview has ", p.Frames)
			}
		})
	}
}

// TestSoundKeepsToThePicture looks at a clip whose sound starts 0.7 s before
// its picture and ends 0.3 s into it, and at the preview of it.
func TestSoundKeepsToThePicture(t *testing.T) {
	t.Parallel()
	s, cache := open(t, clipNamed(t, "late.mp4").file(t)), Cache{t.TempDir()}
	if err := Ingest(context.Background(), tool(t), cache, s, Work{}); err != nil {
		t.Fatal(err)
	}
	a := cache.Load(s)
	preview := open(t, a.Proxy)
	if err := Ingest(context.Background(), tool(t), cache, preview, Work{NoProxy: true}); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"source": a.Waveform, "preview": cache.Load(preview).Waveform} {
		img, err := png.Decode(bytes.NewReader(read(t, path)))
		if err != nil {
			t.Fatal(err)
		}
		loud := func(x int) bool { _, _, _, alpha := img.At(x, waveHeight/2-2).RGBA(); return alpha != 0 }
		for x := range img.Bounds().Dx() {
			if x < 27 && !loud(x) || x > 36 && loud(x) {
				t.Errorf("%s: column %d of 100 a second is loud: %v", name, x, loud(x))
			}
		}
	}
}

func TestWaveIsTwoToned(t *testing.T) {
	w := newWave(0.02) // two columns
	for i := range 960 {
		v := []byte{0, 0, 0, 0}
		if i == 100 { // one click in the first column
			v = []byte{0xff, 0x7f, 0, 0}
		}
		w.add(i/480, v)
	}
	m := w.draw()
	if m.Rect != image.Rect(0, 0, 2, waveHeight) || m.ColorIndexAt(0, 2) != 1 || m.ColorIndexAt(0, waveHeight/2) != 2 || m.ColorIndexAt(1, waveHeight/2) != 0 {
		t.Error("the click is drawn as ", m.Pix)
	}
}

// TestPosterIsNotBlack has a clip that is black until its third keyframe.
func TestPosterIsNotBlack(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "dark-start.mp4")
	ffmpeg(t, nil, append([]string{"-v", "error", "-f", "lavfi", "-i", "color=black:s=160x120:r=30:d=1", "-f", "lavfi", "-i", "testsrc2=s=160x120:r=30:d=0.6",
		"-filter_complex", "[0][1]concat"}, append(x264("-g", "15", "-sc_threshold", "0"), path)...)...)
	s, cache := open(t, path), Cache{t.TempDir()}
	if err := Ingest(context.Background(), tool(t), cache, s, Work{NoProxy: true}); err != nil {
		t.Fatal(err)
	}
	m, err := readSheet(cache.Load(s).Poster)
	if err != nil || spread(m) < dull {
		t.Error("a black poster: ", err)
	}
}

func TestChangedSourceIsRefused(t *testing.T) {
	t.Parallel()
	path := write(t, "clip.mp4", read(t, clipNamed(t, "short.mp4").file(t)))
	s, err := Open(context.Background(), tool(t), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("another"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Ingest(context.Background(), tool(t), Cache{t.TempDir()}, s, Work{}); taglane.KindOf(err) != taglane.Conflict {
		t.Error("ingest: ", err)
	}
	if _, err := Still(context.Background(), tool(t), s, 0); taglane.KindOf(err) != taglane.Conflict {
		t.Error("still: ", err)
	}
	if _, err := Still(context.Background(), tool(t), open(t, clipNamed(t, "short.mp4").file(t)), 5); taglane.KindOf(err) != taglane.Invalid {
		t.Error("a frame behind the end: ", err)
	}
}

func TestToolSaysHowToInstall(t *testing.T) {
	t.Setenv("TAGLANE_FFMPEG", t.TempDir())
	if _, err := Find(); taglane.KindOf(err) != taglane.NotFound || !strings.Contains(taglane.MessageOf(err), "Install it with: ") {
		t.Error(err)
	}
}

func TestToolBesideTheProgram(t *testing.T) {
	t.Setenv("TAGLANE_FFMPEG", "")
	dir := t.TempDir()
	t.Cleanup(func() { self = os.Executable })
	self = func() (string, error) { return filepath.Join(dir, "taglane"), nil }
	if err := os.Mkdir(filepath.Join(dir, "ffmpeg"), 0o700); err != nil {
		t.Fatal(err)
	}
	before, err := Find()
	if err != nil || strings.HasPrefix(before.FFmpeg, dir) {
		t.Fatal(before, err)
	}
	for _, name := range []string{"ffmpeg", "ffprobe"} {
		if err := os.WriteFile(filepath.Join(dir, "ffmpeg", name), []byte("#!/bin/sh\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := Find(); err != nil || got.FFmpeg != filepath.Join(dir, "ffmpeg", "ffmpeg") || got.FFprobe != filepath.Join(dir, "ffmpeg", "ffprobe") {
		t.Error(got, err)
	}
}

func TestVersion(t *testing.T) {
	v, err := tool(t).Version(context.Background())
	if err != nil || v == "" || strings.ContainsAny(v, " \n") {
		t.Error(v, err)
	}
	if _, err := (Tool{FFmpeg: "/bin/echo"}).Version(context.Background()); taglane.KindOf(err) != taglane.NotFound {
		t.Error("echo passes for ffmpeg: ", err)
	}
}
