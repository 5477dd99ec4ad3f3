package media

import (
	"context"
	"encoding/binary"
	"math"
	"path/filepath"
	"strconv"
	"testing"
)

// noisy makes a clip of a few seconds with a sound of its own.
func noisy(t *testing.T, name, sound string) Source {
	t.Helper()
	path := filepath.Join(t.TempDir(), name+".mov")
	ffmpeg(t, nil, "-v", "error", "-f", "lavfi", "-i", "color=gray:s=64x64:r=30:d=4", "-f", "lavfi", "-i", sound,
		"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le", "-shortest", path)
	return open(t, path)
}

// samplesOf decodes the sound on the clock of the picture.
func samplesOf(t *testing.T, path string) []float64 {
	t.Helper()
	raw := ffmpeg(t, nil, "-v", "error", "-copyts", "-i", path, "-map", "0:a", "-af", "aresample=48000:async=1:first_pts=0", "-ac", "1", "-c:a", "pcm_s16le", "-f", "s16le", "pipe:1")
	out := make([]float64, len(raw)/2)
	for i := range out {
		out[i] = float64(int16(binary.LittleEndian.Uint16(raw[2*i:]))) / 32768
	}
	return out
}

// TestRenditionLoudness brings a tone of −30 LUFS (a sine of 997 Hz at full
// scale on both channels is 0) and a noise that is about as quiet to −14.
func TestRenditionLoudness(t *testing.T) {
	for name, c := range map[string]struct {
		sound  string
		was    float64
		linear bool
	}{
		"tone": {"aevalsrc='0.03*sin(2*PI*997*t)|0.03*sin(2*PI*997*t)':s=48000:d=2", 20 * math.Log10(0.03), true},
		// Short loud knocks over noise leave no room for one gain.
		"knocks": {"aevalsrc='0.1*(random(0)-0.5)+0.3*sin(2*PI*300*t)*lt(mod(t,0.5),0.01)':s=48000:d=3,lowpass=f=6000", -29.6, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := noisy(t, name, c.sound)
			r := posted
			r.Loudness = -14
			var told []Progress
			got, err := Render(context.Background(), tool(t), s, r, filepath.Join(t.TempDir(), "out.mp4"), func(p Progress) { told = append(told, p) })
			if err != nil {
				t.Fatal(err)
			}
			checkTold(t, told)
			x := &render{tool: tool(t), desk: t.TempDir(), src: s}
			was, err := x.measure(context.Background(), s, "")
			if err != nil {
				t.Fatal(err)
			}
			is, err := x.measure(context.Background(), open(t, got.Path), "")
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(was.integrated-c.was) > 0.3 || math.Abs(is.integrated+14) > 1 || math.Abs(got.Loudness-is.integrated) > 0.01 || is.peak > -1 {
				t.Errorf("from %+v to %+v, said to be %.1f", was, is, got.Loudness)
			}
			if linear := was.peak-14-was.integrated <= mostPeak-peakRoom; linear != c.linear {
				t.Errorf("%+v is no test of its kind", was)
			}
		})
	}
}

// checkTold asks for progress that grows to the end.
func checkTold(t *testing.T, told []Progress) {
	t.Helper()
	seen := map[string]bool{}
	for i, p := range told {
		seen[p.Doing] = true
		if i > 0 && p.Share < told[i-1].Share || p.Share > 0.05 && p.Left < 0 {
			t.Errorf("%+v after %+v", p, told[max(0, i-1)])
		}
	}
	if last := told[len(told)-1]; last.Share != 1 || last.Left != 0 || !seen["sound"] || !seen["video"] {
		t.Errorf("at last %+v of %v", last, seen)
	}
}

func TestRenditionLeavesSilence(t *testing.T) {
	t.Parallel()
	s := noisy(t, "silence", "anullsrc=r=48000:d=1")
	r := posted
	r.Loudness = -14
	got := rendered(t, s, r)
	if got.Loudness != 0 {
		t.Errorf("silence is %.1f LUFS", got.Loudness)
	}
	for _, v := range samplesOf(t, got.Path) {
		if math.Abs(v) > 0.001 {
			t.Fatal("silence sounds like ", v)
		}
	}
}

// TestRenditionKeepsTime puts a click at a known time and looks for it, in
// sound that begins with the picture, before it and after it.
func TestRenditionKeepsTime(t *testing.T) {
	for name, c := range map[string]struct {
		delay float64 // of the sound, seconds
		form  Rendition
	}{
		"later": {0.25, posted},
		"early": {-0.3, posted},
		"loud":  {0, Rendition{Container: "mp4", Video: "h264", Audio: "aac", Loudness: -14}},
		"webm":  {0, Rendition{Container: "webm", Video: "vp9", Audio: "opus"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "click.mkv")
			ffmpeg(t, nil, "-v", "error", "-f", "lavfi", "-i", "color=gray:s=64x64:r=30:d=1.3", "-itsoffset", strconv.FormatFloat(c.delay, 'f', -1, 64),
				"-f", "lavfi", "-i", "aevalsrc='0.02*sin(2*PI*200*t)+0.6*between(t,0.5,0.501)':s=48000:d=1.1", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
				"-c:a", "pcm_s16le", "-output_ts_offset", "1", path)
			s := open(t, path)
			got := rendered(t, s, c.form)
			sound := samplesOf(t, got.Path)
			loudest := 0
			for i, v := range sound {
				if math.Abs(v) > math.Abs(sound[loudest]) {
					loudest = i
				}
			}
			if at := float64(loudest) / soundRate; math.Abs(at-0.5005-c.delay) > 0.002 {
				t.Errorf("the click is at %.4f s, not %.4f", at, 0.5005+c.delay)
			}
			if off := float64(len(sound))/soundRate - got.Duration; math.Abs(off) > 1.05*aacFrame/soundRate {
				t.Errorf("the sound lasts %.4f s longer than the picture", off)
			}
		})
	}
}

// TestRenditionOfAMoment writes a clip shorter than a frame of sound.
func TestRenditionOfAMoment(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "moment.mp4")
	ffmpeg(t, nil, "-v", "error", "-f", "lavfi", "-i", "color=gray:s=64x64:r=120", "-f", "lavfi", "-i", "sine=440:sample_rate=48000:duration=0.1", "-frames:v", "1",
		"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", path)
	s := open(t, path)
	if got := rendered(t, s, posted); got.Frames != 1 {
		t.Errorf("%+v", got)
	}
}

func TestRenditionBits(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "snow.mp4")
	ffmpeg(t, nil, "-v", "error", "-f", "lavfi", "-i", "color=gray:s=160x120:r=30:d=1,noise=alls=60:allf=t", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", path)
	s := open(t, path)
	size := func(r Rendition) int64 { return rendered(t, s, r).Bytes }
	r := Rendition{Container: "mp4", Video: "h264"}
	free := size(r)
	r.MostBits = 150_000
	bound := size(r)
	if most := int64(float64(r.MostBits) / 8 * (s.Duration + 1.1)); free < 3*most/2 || bound > most {
		t.Errorf("%d bytes without a bound, %d with one of %d", free, bound, most)
	}
	r.MostBits, r.Quality = 0, 40
	if coarse := size(r); coarse > free/3 {
		t.Errorf("%d bytes at a quality of 40, %d at the usual one", coarse, free)
	}
}
