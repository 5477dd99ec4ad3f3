package media

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"taglane/app/taglane"
)

// pace is how the source's frames become those of the file: frame m is shown
// where frame ⌊m·num/den⌋ of the source is.
type pace struct {
	rate     taglane.Rate
	frames   taglane.Frame
	num, den int64
}

// leastShare is how much of the rate asked for a whole fraction of the
// source's must keep: evenly spaced frames are worth a slower rate, but not any.
const leastShare = 0.8

func (r Rendition) paceOf(s *Source) pace {
	most := r.MostRate
	if most.Num == 0 || s.Rate.Num*most.Den <= most.Num*s.Rate.Den {
		return pace{s.Rate, s.Frames, 1, 1}
	}
	p := pace{den: 1}
	p.num = (s.Rate.Num*most.Den + s.Rate.Den*most.Num - 1) / (s.Rate.Den * most.Num)
	p.rate = lowest(s.Rate.Num, s.Rate.Den*p.num)
	if p.rate.FPS() < leastShare*most.FPS() {
		p.rate = lowest(most.Num, most.Den)
		step := lowest(s.Rate.Num*p.rate.Den, s.Rate.Den*p.rate.Num)
		p.num, p.den = step.Num, step.Den
	}
	p.frames = (s.Frames*taglane.Frame(p.den) + taglane.Frame(p.num) - 1) / taglane.Frame(p.num)
	return p
}

// shown is the frame of the source that frame m of the file shows.
func (p pace) shown(m taglane.Frame) taglane.Frame {
	return m * taglane.Frame(p.num) / taglane.Frame(p.den)
}

// drop leaves out the frames that the file has no time for; it comes after grid.
func (p pace) drop() string {
	if p.num == p.den {
		return ""
	}
	return fmt.Sprintf(",fps=%s:round=up:start_time=0,tpad=stop=2:stop_mode=clone,trim=end_frame=%d", p.rate, p.frames)
}

// layout is how the displayed picture comes to its size: scaled to inner, and
// then laid into outer or cut down to it at x, y.
type layout struct {
	inner, outer size
	x, y         int
}

func (r Rendition) layoutOf(s *Source) (l layout, err error) {
	own := size{s.Width, s.Height}
	box := size{r.Width, r.Height}
	if box.w == 0 {
		box = size{max(2, own.w&^1), max(2, own.h&^1)}
	}
	wide := int64(own.w)*int64(box.h) >= int64(box.w)*int64(own.h) // than the box
	width := func(h int) int { return int(math.Round(float64(own.w) * float64(h) / float64(own.h))) }
	height := func(w int) int { return int(math.Round(float64(own.h) * float64(w) / float64(own.w))) }
	switch r.Fit {
	case Cover:
		l.inner = size{max(box.w, (width(box.h)+1)&^1), box.h}
		if !wide {
			l.inner = size{box.w, max(box.h, (height(box.w)+1)&^1)}
		}
		focus := r.Focus
		if focus == (taglane.Point{}) {
			focus = taglane.Point{X: 0.5, Y: 0.5}
		}
		place := func(centre float64, whole, part int) int {
			return min(max(0, int(math.Round(centre*float64(whole)-float64(part)/2))), whole-part) &^ 1
		}
		l.outer = box
		l.x, l.y = place(focus.X, l.inner.w, box.w), place(focus.Y, l.inner.h, box.h)
	case Contain:
		l.inner, l.outer = box.around(wide, width, height), box
		l.x, l.y = (box.w-l.inner.w)/2&^1, (box.h-l.inner.h)/2&^1
	default:
		box.w, box.h = min(box.w, own.w), min(box.h, own.h)
		wide = int64(own.w)*int64(box.h) >= int64(box.w)*int64(own.h)
		l.inner = box.around(wide, width, height)
		l.outer = l.inner
	}
	if max(l.inner.w, l.inner.h) > mostSide || max(l.outer.w, l.outer.h) > longestSide {
		return l, taglane.Errorf(taglane.Invalid, "A picture of %d × %d cannot be brought to that size. Choose a smaller one.", own.w, own.h)
	}
	return l, nil
}

// around is the largest even size within s of a picture that is, or is
// not, wider in shape.
func (s size) around(wide bool, width, height func(int) int) size {
	if wide {
		s.h = min(height(s.w)+1, s.h)
	} else {
		s.w = min(width(s.h)+1, s.w)
	}
	return size{max(2, s.w&^1), max(2, s.h&^1)}
}

// fitted follows shape.
func (l layout) fitted() string {
	switch {
	case l.inner.w > l.outer.w || l.inner.h > l.outer.h:
		return fmt.Sprintf(",crop=%d:%d:%d:%d", l.outer.w, l.outer.h, l.x, l.y)
	case l.inner != l.outer:
		return fmt.Sprintf(",pad=%d:%d:%d:%d:black", l.outer.w, l.outer.h, l.x, l.y)
	}
	return ""
}

// bare takes off what the camera noted beside each picture.
const bare = "sidedata=mode=delete"

// graph ends in [video]. Frames are counted before anything else is done to
// them, by the chain that all that shows this clip shares.
func (x *render) graph() string {
	g := x.src.input() + x.src.clock() + "," + x.src.grid() + x.drop() + "," + x.src.shape(x.inner.w, x.inner.h, "lanczos+accurate_rnd") + x.fitted()
	return g + x.overlay.graph() + "," + bare + "[video]"
}

// group is the most seconds between two pictures that stand alone.
const group = 2

func (x *render) videoOutput() []string {
	r := x.form
	quality := r.Quality
	if quality == 0 {
		quality = map[string]int{"h264": 20, "hevc": 23, "vp9": 31}[r.Video]
	}
	frames := strconv.FormatInt(max(1, group*x.rate.Num/x.rate.Den), 10)
	out := []string{"-map", "[video]", "-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-crf", strconv.Itoa(quality), "-g", frames,
		"-color_range", "tv", "-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"}
	bits := strconv.FormatInt(r.MostBits, 10)
	switch r.Video {
	case "h264":
		out = append(out, "-c:v", "libx264", "-preset", "fast", "-profile:v", "high", "-flags:v", "+cgop", "-bf", "2")
	case "hevc":
		out = append(out, "-c:v", "libx265", "-preset", "fast", "-profile:v", "main", "-flags:v", "+cgop", "-tag:v", "hvc1",
			"-x265-params", "log-level=none:open-gop=0:keyint="+frames)
	case "vp9":
		return append(out, "-c:v", "libvpx-vp9", "-deadline", "good", "-cpu-used", "4", "-row-mt", "1", "-b:v", bits)
	}
	if r.MostBits > 0 {
		out = append(out, "-maxrate", bits, "-bufsize", bits)
	}
	return out
}

// arguments is the whole run. Without an edit list the first picture must be at
// zero by itself: its place in decoding order is told by negative offsets.
func (x *render) arguments() []string {
	out := append(x.overlay.input(x.rate), "-filter_complex", x.graph())
	out = append(append(out, x.videoOutput()...), x.soundOutput()...)
	out = append(out, "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-progress", "pipe:1")
	if x.form.Container == "webm" {
		out = append(out, "-cues_to_front", "1")
	} else {
		out = append(out, "-use_editlist", "0", "-movflags", "+faststart+negative_cts_offsets")
	}
	return arguments(false, x.src, nil, append(out, "-f", x.form.Container, "file:"+x.fileName()))
}

// patience is how long a run over the whole clip may take.
func (x *render) patience() time.Duration {
	return 5*time.Minute + time.Duration(120*x.src.Duration*float64(time.Second))
}

// encode writes the file on the desk.
func (x *render) encode(ctx context.Context) error {
	begin := x.share
	x.tell("video", begin)
	complaints, err := child{
		program: x.tool.FFmpeg, argv: x.arguments(), only: x.tool.only(x.src.Path), dir: x.desk, file: mostFile(x.src.Duration), limit: x.patience(), most: 256 << 20,
		out: func(r io.Reader) error {
			s := bufio.NewScanner(r)
			for s.Scan() {
				if n, ok := strings.CutPrefix(s.Text(), "frame="); ok {
					done, _ := strconv.ParseInt(strings.TrimSpace(n), 10, 64)
					x.tell("video", begin+(0.97-begin)*min(1, float64(done)/float64(x.frames)))
				}
			}
			return s.Err()
		},
	}.run(ctx)
	if err == nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	if err == nil && diskFull(complaints, errors.New("disk full")) != nil {
		err = errors.New("written in part")
	}
	if err != nil {
		return x.trouble(ctx, complaints, err)
	}
	return nil
}

// teller tells progress, at most ten times a second except for the end.
type teller struct {
	say         func(Progress)
	share       float64
	begun, told time.Time
}

func (t *teller) tell(doing string, share float64) {
	now := time.Now()
	if t.begun.IsZero() {
		t.begun = now
	}
	t.share = max(t.share, share)
	if t.say == nil || share < 1 && now.Sub(t.told) < 100*time.Millisecond {
		return
	}
	t.told = now
	left := time.Duration(-1)
	if t.share > 0.05 {
		left = time.Duration(float64(now.Sub(t.begun)) * (1 - t.share) / t.share)
	}
	t.say(Progress{doing, t.share, left})
}
