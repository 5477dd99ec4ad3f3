package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"taglane/app/taglane"
)

// paced are further clips whose pictures come at every pace a phone has, and
// whose containers tell the times in every way.
func paced() (out []clip) {
	for _, r := range []struct {
		name     string
		in       int
		num, den int64
		native   bool
	}{
		{"r12.5.mp4", 12, 25, 2, true}, {"r24.mp4", 15, 24, 1, true}, {"r50.mkv", 20, 50, 1, false}, {"r90.mp4", 30, 90, 1, true},
		{"r120.mp4", 40, 120, 1, true}, {"r119.88.mp4", 40, 120000, 1001, true}, {"r240.mp4", 130, 240, 1, true}, {"r240.mkv", 130, 240, 1, false},
	} {
		out = append(out, clip{name: r.name, in: r.in, rate: fmt.Sprintf("%d/%d", r.num, r.den), args: x264("-g", "40", "-bf", "2"), native: r.native, want: facts(taglane.Frame(r.in), r.num, r.den, "h264", "")})
	}
	bframes := []string{"-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-g", "12", "-sc_threshold", "0", "-pix_fmt", "yuv420p"}
	late := []string{"-map", "0:v", "-map", "1:a", "-vf", "setpts=PTS+0.7/TB", "-fps_mode", "passthrough"}
	return append(out,
		wandering(),
		// Nobody says which pictures stand alone.
		clip{name: "no-keys.mp4", in: 30, rate: "25", args: bframes, change: renamed("stss"), want: facts(30, 25, 1, "h264", "")},
		clip{name: "late-fragments.mp4", in: 30, rate: "25", sound: true, args: append(append(late, x264("-g", "10")...), "-movflags", "frag_keyframe+delay_moov"), want: facts(30, 25, 1, "h264", "aac")},
		// The edit list waits for 0.8 s before it shows the clip.
		clip{name: "waits.mp4", in: 20, rate: "25", args: bframes, native: true, want: facts(20, 25, 1, "h264", ""),
			change: edited(func(movie, track, from int64) [][2]int64 {
				return [][2]int64{{movie * 8 / 10, -1}, {movie * 20 / 25, from}}
			})},
		// It shows the pictures from number 5 on, and ends after number 14.
		clip{name: "inner.mp4", in: 30, rate: "25", args: bframes, native: true, want: facts(10, 25, 1, "h264", ""), shows: func(n int) int { return n + 5 },
			change: edited(func(movie, track, from int64) [][2]int64 { return [][2]int64{{movie * 10 / 25, from + track*5/25}} })},
		// It shows two stretches: ten pictures from the start, ten from number 20 on.
		clip{name: "two-edits.mp4", in: 40, rate: "25", args: x264("-g", "10", "-bf", "0"), want: facts(20, 25, 1, "h264", ""),
			shows: func(n int) int { return n + n/10*10 },
			change: edited(func(movie, track, from int64) [][2]int64 {
				return [][2]int64{{movie * 10 / 25, from}, {movie * 10 / 25, from + track*20/25}}
			})},
	)
}

// wandering is a clip whose pace wanders between 20 and 60 pictures a second.
func wandering() clip {
	const scale, count = 600, 40
	steps := [...]int64{10, 10, 12, 15, 20, 30, 25, 10}
	pts := make([]int64, count)
	var when strings.Builder
	for i := range pts {
		if i > 0 {
			pts[i] = pts[i-1] + steps[i%len(steps)]
		}
		fmt.Fprintf(&when, "+eq(N\\,%d)*%d", i, pts[i])
	}
	last := pts[count-1]
	return clip{name: "wanders.mp4", in: count, rate: "30", native: true,
		args: x264("-g", "15", "-bf", "0", "-vf", "settb=1/600,setpts="+when.String()[1:], "-fps_mode", "passthrough", "-enc_time_base", "1:600", "-video_track_timescale", "600"),
		want: varying(facts(taglane.Frame(last/10+2), 60, 1, "h264", "")), // the last one lasts for two
		shows: func(n int) (shown int) {
			for i, p := range pts {
				if p <= int64(n)*10 { // no picture comes within 1 ms after a frame of the grid
					shown = i
				}
			}
			return shown
		}}
}

// renamed makes a box one that readers pass over.
func renamed(name string) func(testing.TB, string) string {
	return func(t testing.TB, path string) string {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		copy(b[bytes.Index(b, []byte(name)):], "free")
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
}

// edited gives the only track another edit list: pairs of a length by the
// movie's clock and a start by the track's, of which the old list's start is the
// first picture.
func edited(list func(movie, track, from int64) [][2]int64) func(testing.TB, string) string {
	return func(t testing.TB, path string) string {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		number := func(name string, at int) int64 {
			return int64(binary.BigEndian.Uint32(b[bytes.Index(b, []byte(name))+4+at:]))
		}
		edits := list(number("mvhd", 12), number("mdhd", 12), number("elst", 12))
		b = inserted(t, b, []string{"moov", "trak", "edts", "elst"}, make([]byte, 12*(len(edits)-1)))
		at := bytes.Index(b, []byte("elst")) + 8
		binary.BigEndian.PutUint32(b[at:], uint32(len(edits)))
		for i, e := range edits {
			binary.BigEndian.PutUint32(b[at+4+12*i:], uint32(e[0]))
			binary.BigEndian.PutUint32(b[at+8+12*i:], uint32(e[1]))
			binary.BigEndian.PutUint32(b[at+12+12*i:], 1<<16)
		}
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
}

// TestEveryPace reads the number of every frame of preview and filmstrip, and of
// some stills.
func TestEveryPace(t *testing.T) {
	for _, c := range paced() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, cache := open(t, c.file(t)), Cache{t.TempDir()}
			if s.Facts != c.want {
				t.Fatalf("facts\n got %+v\nwant %+v", s.Facts, c.want)
			}
			s.ScrubsWell = false // for the preview is looked at
			if err := Ingest(context.Background(), tool(t), cache, s, Work{Threads: 1}); err != nil {
				t.Fatal(err)
			}
			a := cache.Load(s)
			if a.Damaged.Format != "" {
				t.Error("a sound file is called damaged: ", a.Damaged)
			}
			checkStrip(t, c, s, a)
			checkProxy(t, c, s, a)
			for _, n := range []taglane.Frame{s.Frames/2 + 1, s.Frames - 1} {
				checkStill(t, c, s, n)
			}
		})
	}
}

// TestPacesAgreeWithProbe reads the clips without ffprobe where that is possible.
func TestPacesAgreeWithProbe(t *testing.T) {
	for _, c := range paced() {
		if c.native {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				agree(t, c)
			})
		}
	}
}

// TestOrderLost takes a clip with pictures out of order whose table of offsets
// is gone: nobody knows the order then, but still, preview and filmstrip must
// not differ.
func TestOrderLost(t *testing.T) {
	t.Parallel()
	c := clip{name: "no-order.mp4", in: 24, rate: "25", args: []string{"-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-g", "12", "-sc_threshold", "0", "-pix_fmt", "yuv420p"}, change: renamed("ctts")}
	s, cache := open(t, c.file(t)), Cache{t.TempDir()}
	if err := Ingest(context.Background(), tool(t), cache, s, Work{Threads: 1}); err != nil {
		t.Fatal(err)
	}
	a := cache.Load(s)
	m := jpegAt(t, a.Strip.Path)
	shown := map[int]int{}
	for i, f := range a.Strip.Frames {
		r := tileAt(a.Strip, i)
		shown[int(f)] = readNumber(func(x, y float64) int {
			return int(m.Y[m.YOffset(r.Min.X+int(x*float64(r.Dx())), r.Min.Y+int(y*float64(r.Dy())))])
		})
	}
	c.shows = func(n int) int { return shown[n] }
	checkProxy(t, c, s, a)
	for _, n := range []taglane.Frame{0, 7, s.Frames - 1} {
		checkStill(t, c, s, n)
	}
}

// TestEndlessPicture takes a clip whose own header says that a picture lasts for
// weeks, which the last one then does as far as a decoder is concerned.
func TestEndlessPicture(t *testing.T) {
	t.Parallel()
	slow := []string{"-c", "copy", "-bsf:v", "h264_metadata=tick_rate=1/4000000"}
	s := open(t, again("endless.mp4", nil, slow)(t, clipNamed(t, "bframes.mp4").file(t)))
	graph := s.input() + s.clock() + "," + s.grid() + "[n]"
	cmd := exec.Command(tool(t).FFmpeg, arguments(false, s, nil, []string{"-filter_complex", graph, "-map", "[n]", "-fps_mode", "passthrough", "-f", "null", "-"})...)
	begun := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil || time.Since(begun) > 10*time.Second {
		t.Errorf("%v after %s: %s", err, time.Since(begun), out)
	}
}

// TestPictureOrSoundAlone refuses sound without a picture in one sentence, also
// where the picture is only a record's cover, and takes a picture without sound.
func TestPictureOrSoundAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	sound := []string{"-v", "error", "-f", "lavfi", "-i", "sine=duration=0.3"}
	cover := filepath.Join(dir, "cover.png")
	ffmpeg(t, nil, "-v", "error", "-f", "lavfi", "-i", "testsrc=s=64x64", "-frames:v", "1", cover)
	for name, args := range map[string][]string{
		"sound.mp4": append(sound, "-c:a", "aac"), "sound.mkv": append(sound, "-c:a", "aac"), "sound.webm": append(sound, "-c:a", "libopus"),
		"cover.mp4": append(sound, "-i", cover, "-map", "0", "-map", "1", "-c:a", "aac", "-c:v", "copy", "-disposition:v", "attached_pic"),
	} {
		path := filepath.Join(dir, name)
		ffmpeg(t, nil, append(args, path)...)
		_, err := Open(context.Background(), tool(t), path)
		if taglane.KindOf(err) != taglane.Invalid || taglane.MessageOf(err) != "There is no picture in this file, only sound or data." {
			t.Errorf("%s: %v", name, err)
		}
	}
	silent := clipNamed(t, "one.mp4")
	if s := open(t, silent.file(t)); s.Audio != "" || s.Frames != 1 {
		t.Errorf("a silent clip: %+v", s.Facts)
	}
}
