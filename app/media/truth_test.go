package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"taglane/app/taglane"
)

// TestClips asks of every kind of clip that its facts are true and that still,
// preview and filmstrip show the same, right picture for the same frame.
func TestClips(t *testing.T) {
	for _, c := range clips {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := open(t, c.file(t))
			if s.Facts != c.want {
				t.Fatalf("facts\n got %+v\nwant %+v", s.Facts, c.want)
			}
			if s.ScrubsWell != c.scrubs {
				t.Errorf("ScrubsWell is %v", s.ScrubsWell)
			}
			cache := Cache{t.TempDir()}
			if err := Ingest(context.Background(), tool(t), cache, s, Work{Threads: 1}); err != nil {
				t.Fatal(err)
			}
			a := cache.Load(s)
			if a.Damaged.Format != "" {
				t.Error("a sound file is called damaged: ", a.Damaged)
			}
			checkStrip(t, c, s, a)
			checkProxy(t, c, s, a)
			checkPosterAndWave(t, s, a)
			for _, n := range []taglane.Frame{0, s.Frames / 2, s.Frames - 1} {
				checkStill(t, c, s, n)
			}
		})
	}
}

func checkStill(t *testing.T, c clip, s Source, n taglane.Frame) {
	t.Helper()
	img, err := Still(context.Background(), tool(t), s, n)
	if err != nil {
		t.Error("still ", n, ": ", err)
		return
	}
	if img.Rect != image.Rect(0, 0, s.Width, s.Height) {
		t.Error("a still of ", img.Rect)
	}
	got := readNumber(func(x, y float64) int {
		x, y = stored(s.Rotation, x, y)
		return int(img.NRGBAAt(int(x*float64(s.Width)), int(y*float64(s.Height))).G)
	})
	if got != c.number(n) {
		t.Errorf("the still of frame %d shows picture %d, not %d", n, got, c.number(n))
	}
}

func checkStrip(t *testing.T, c clip, s Source, a Artefacts) {
	t.Helper()
	if a.Strip == nil {
		t.Error("no filmstrip")
		return
	}
	if want := min(mostTiles, int(s.Frames)); len(a.Strip.Frames) != want {
		t.Errorf("%d tiles, not %d", len(a.Strip.Frames), want)
	}
	m, err := readSheet(a.Strip.Path)
	if err != nil {
		t.Error(err)
		return
	}
	for i, f := range a.Strip.Frames {
		r := tileAt(a.Strip, i)
		got := readNumber(func(x, y float64) int {
			x, y = stored(s.Rotation, x, y)
			return int(m.Y[m.YOffset(r.Min.X+int(x*float64(r.Dx())), r.Min.Y+int(y*float64(r.Dy())))])
		})
		if got != c.number(f) {
			t.Errorf("tile %d for frame %d shows picture %d, not %d", i, f, got, c.number(f))
		}
	}
}

// checkProxy decodes the preview as a player does and reads every frame.
func checkProxy(t *testing.T, c clip, s Source, a Artefacts) {
	t.Helper()
	if a.PlaysSource != c.scrubs || (a.Proxy == "") != c.scrubs {
		t.Errorf("proxy %q, plays source %v", a.Proxy, a.PlaysSource)
	}
	if a.Proxy == "" {
		return
	}
	p := open(t, a.Proxy)
	if p.Frames != s.Frames || p.Rate != s.Rate && s.Frames > 1 || p.VariableRate || p.Codec != "h264" || p.start != 0 || p.Rotation != 0 {
		t.Errorf("the proxy has %d frames at %s from %d µs, the source %d at %s", p.Frames, p.Rate, p.start, s.Frames, s.Rate)
	}
	if (p.Audio == "aac") != (s.Audio != "") {
		t.Errorf("the proxy's sound is %q, the source's %q", p.Audio, s.Audio)
	}
	size := s.within(shortSide)
	raw := ffmpeg(t, nil, "-v", "error", "-i", a.Proxy, "-map", "0:v", "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1")
	if len(raw) != size.w*size.h*int(s.Frames) {
		t.Errorf("the proxy decodes to %d bytes, not %d frames of %v", len(raw), s.Frames, size)
		return
	}
	for n := range s.Frames {
		frame := raw[int(n)*size.w*size.h:]
		got := readNumber(func(x, y float64) int {
			x, y = stored(s.Rotation, x, y)
			return int(frame[int(y*float64(size.h))*size.w+int(x*float64(size.w))])
		})
		if got != c.number(n) {
			t.Errorf("frame %d of the proxy shows picture %d, not %d", n, got, c.number(n))
		}
	}
}

func checkPosterAndWave(t *testing.T, s Source, a Artefacts) {
	t.Helper()
	f, err := os.Open(a.Poster)
	if err != nil {
		t.Error("poster: ", err)
		return
	}
	defer f.Close()
	img, err := jpeg.Decode(f)
	if want := s.within(shortSide); err != nil || img.Bounds() != image.Rect(0, 0, want.w, want.h) {
		t.Error("poster: ", err, img)
	}
	if (a.Waveform == "") != (s.Audio == "") {
		t.Errorf("waveform %q for sound %q", a.Waveform, s.Audio)
	}
	if a.Waveform == "" {
		return
	}
	w, err := os.Open(a.Waveform)
	if err != nil {
		t.Error(err)
		return
	}
	defer w.Close()
	wave, err := png.Decode(w)
	if err != nil || wave.Bounds().Dy() != waveHeight || wave.Bounds().Dx() != len(newWave(s.Duration).peak) {
		t.Error("waveform: ", err)
	}
}

// TestBoxesAgreeWithProbe holds our own reading of the index against ffprobe's.
func TestBoxesAgreeWithProbe(t *testing.T) {
	for _, c := range clips {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			agree(t, c)
		})
	}
}

func agree(t *testing.T, c clip) {
	t.Helper()
	f, s, err := openFile(c.file(t))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if s.demuxer, err = sniff(f, s.Size); err != nil {
		t.Fatal(err)
	}
	own, err := readBoxes(f, s)
	if errors.Is(err, errUnsure) != !c.native {
		t.Fatal("unsure: ", err)
	}
	if !c.native {
		return
	}
	theirs, err := ask(context.Background(), tool(t), s)
	if err != nil {
		t.Fatal(err)
	}
	a, b := s, s
	if err := errors.Join(a.take(own), b.take(theirs)); err != nil {
		t.Fatal(err)
	}
	a.video, a.ScrubsWell = b.video, b.ScrubsWell
	if !reflect.DeepEqual(a, b) {
		t.Errorf("\n own  %+v\ntheirs %+v", a, b)
	}
}

// TestADamagedKindIsNoReasonToRefuse turns a track into one of an unknown kind.
// Its samples still say what it is.
func TestADamagedKindIsNoReasonToRefuse(t *testing.T) {
	t.Parallel()
	c := clipNamed(t, "plain.mp4")
	for _, kind := range []string{"vide", "soun"} {
		b := read(t, c.file(t))
		at := bytes.Index(b, []byte("hdlr\x00\x00\x00\x00\x00\x00\x00\x00"+kind))
		if at < 0 {
			t.Fatal("no track of ", kind)
		}
		copy(b[at+12:], "url ")
		path := filepath.Join(t.TempDir(), c.name)
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		if s, err := Open(context.Background(), tool(t), path); err != nil || s.Facts != c.want {
			t.Errorf("%s: %+v, %v", kind, s.Facts, err)
		}
	}
}

// TestAnIndexThatSaysItIsEmptyIsReadOn shortens the movie box to its head. The
// tracks still lie there.
func TestAnIndexThatSaysItIsEmptyIsReadOn(t *testing.T) {
	t.Parallel()
	c := clipNamed(t, "plain.mp4")
	b := read(t, c.file(t))
	at := bytes.Index(b, []byte("moov"))
	if at < 4 {
		t.Fatal("no index")
	}
	binary.BigEndian.PutUint32(b[at-4:], 8)
	path := filepath.Join(t.TempDir(), c.name)
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	if s, err := Open(context.Background(), tool(t), path); err != nil || s.Facts != c.want {
		t.Errorf("%+v, %v", s.Facts, err)
	}
}
