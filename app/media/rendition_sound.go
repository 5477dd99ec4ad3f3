package media

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"taglane/app/taglane"
)

// Sound is written in one form, which every destination takes.
const (
	soundRate   = 48000
	stereo      = "aformat=sample_rates=48000:channel_layouts=stereo"
	aacFrame    = 1024 // samples
	usualBits   = 160_000
	opusDelay   = 312   // samples
	mostPeak    = -1.0  // dB of full scale, true peak
	peakRoom    = 0.5   // dB that an encoder may add to a peak
	mostPush    = 8.0   // dB of gain beyond what the loudness alone asks for
	mostTries   = 4     // to come close enough
	closeEnough = 0.3   // LU
	silenceFrom = -60.0 // LUFS
)

// loud is how loud a clip is.
type loud struct {
	integrated float64 // LUFS; −Inf for silence
	peak       float64 // dB of full scale, true peak
}

// listen measures the sound when it is to be brought to a loudness, and chooses
// how: by one gain where the peaks leave room for it, else by a gain that makes
// up for what holding the peaks down costs.
func (x *render) listen(ctx context.Context) error {
	if x.form.Audio == "" || x.form.Loudness == 0 {
		return nil
	}
	x.tell("sound", 0.01)
	l, err := x.measure(ctx, x.src, x.whole())
	if err != nil || l.integrated < silenceFrom { // raising that would raise noise alone
		return err
	}
	gain := x.form.Loudness - l.integrated
	x.loudness = fmt.Sprintf(",volume=%.2fdB", gain)
	if l.peak+gain <= mostPeak-peakRoom {
		return nil
	}
	most := gain + mostPush
	for range mostTries {
		x.loudness = fmt.Sprintf(",volume=%.2fdB,%s", gain, limiter)
		if l, err = x.measure(ctx, x.src, x.loudness+x.whole()); err != nil {
			return err
		}
		x.tell("sound", x.share+0.02)
		off := x.form.Loudness - l.integrated
		if math.Abs(off) < closeEnough || gain == most {
			break
		}
		gain = min(most, gain+off)
	}
	return nil
}

// limiter holds peaks down where they lie between samples, so it works on four
// times as many. It answers later by its attack, which is cut off.
const limiter = "aresample=192000,alimiter=level=0:limit=0.794:attack=5:release=50,atrim=start_sample=960,asetpts=N/SR/TB," + stereo

// measure listens to the first sound of a file, through filters.
func (x *render) measure(ctx context.Context, s Source, filters string) (loud, error) {
	l := loud{math.Inf(-1), math.Inf(-1)}
	heard := false
	argv := arguments(false, s, []string{"-vn"}, []string{"-map", "0:a:0",
		"-af", s.hear() + "," + stereo + filters + ",ebur128=peak=true:metadata=1,ametadata=mode=print:file=-", "-f", "null", "-"})
	complaints, err := child{
		program: x.tool.FFmpeg, argv: argv, only: x.tool.only(s.Path), dir: x.desk, limit: x.patience(), most: 1 << 30,
		out: func(r io.Reader) error {
			lines := bufio.NewScanner(r)
			for lines.Scan() {
				name, value, _ := strings.Cut(lines.Text(), "=")
				v, err := strconv.ParseFloat(value, 64)
				switch {
				case err != nil || math.IsNaN(v):
				case name == "lavfi.r128.I":
					heard, l.integrated = true, v
				case strings.HasPrefix(name, "lavfi.r128.true_peak"):
					l.peak = max(l.peak, 20*math.Log10(v))
				}
			}
			return lines.Err()
		},
	}.run(ctx)
	if ctx.Err() != nil {
		return l, ctx.Err()
	}
	if err != nil && !heard {
		return l, taglane.Wrap(fmt.Errorf("%w: %q", err, complaints), taglane.Invalid, "The sound of this clip cannot be read. Write the video without sound.")
	}
	return l, nil
}

// whole makes the sound as long as the picture, or at least as long as an encoder needs.
func (p pace) whole() string {
	samples := max(int64(math.Round(p.rate.Seconds(p.frames)*soundRate)), 2*aacFrame)
	return fmt.Sprintf(",apad=whole_len=%d,atrim=end_sample=%d", samples, samples)
}

// soundOutput puts the sound on the clock of the picture, from its first frame
// to its last. An encoder of AAC begins with a frame of its own, which only an
// edit list could hide: that frame takes the place of as much sound, so that
// what follows is in time. A WebM says how long the encoder's own part is; there
// it must not begin before zero, or the picture would be moved instead.
func (x *render) soundOutput() []string {
	if x.form.Audio == "" {
		return nil
	}
	chain := x.src.hear() + "," + stereo + x.loudness + x.whole()
	codec := "aac"
	if x.form.Audio == "opus" {
		codec = "libopus"
		chain += fmt.Sprintf(",asetpts=(N+%d)/SR/TB", opusDelay)
	} else {
		chain += fmt.Sprintf(",atrim=start_sample=%d,asetpts=N/SR/TB", aacFrame)
	}
	bits := x.form.AudioBits
	if bits == 0 {
		bits = usualBits
	}
	return []string{"-map", "0:a:0", "-af", chain, "-c:a", codec, "-b:a", strconv.FormatInt(bits, 10), "-ar", strconv.Itoa(soundRate), "-ac", "2"}
}
