package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"taglane/app/taglane"
)

// Rendition is the form a clip is written in.
type Rendition struct {
	Container     string        // mp4, mov or webm
	Video         string        // h264, hevc or vp9
	Audio         string        // aac or opus; "" leaves the sound out
	Width, Height int           // the picture, in even pixels; 0, 0: as displayed
	Fit           Fit           // how a picture of another shape is brought in
	Focus         taglane.Point // what Cover keeps in sight; the zero point is the middle
	MostRate      taglane.Rate  // frames per second at most; zero: the clip's own
	Quality       int           // constant rate factor, less is better; 0: the codec's usual one
	MostBits      int64         // bits per second of video at most; 0: no bound
	AudioBits     int64         // bits per second of sound; 0: 160,000
	Loudness      float64       // LUFS that the sound is brought to; 0: as it is
	Marks         []Mark        // laid over the picture, in order
}

// Fit says how a picture comes into a size of another shape.
type Fit string

// The zero Fit is Inside.
const (
	Inside  Fit = "inside"  // no larger than the size, in its own shape, never enlarged
	Contain Fit = "contain" // exactly the size: all of the picture, with black bars
	Cover   Fit = "cover"   // exactly the size: filled, and cut around the focus
)

// Mark is a picture over the clip during a span, at a place that may move.
type Mark struct {
	Picture      *image.NRGBA
	taglane.Span                                     // frames of the source
	At           func(f taglane.Frame) taglane.Point // the middle of the picture, in fractions of the written one; asked for frames of the source
	Width        float64                             // in fractions of the written picture's; 0: the mark's own pixels
}

// Rendered is what Render wrote, as it was found when it was read again.
type Rendered struct {
	Path          string
	Frames        taglane.Frame
	Rate          taglane.Rate
	Width, Height int
	Bytes         int64
	Duration      float64 // seconds: Frames at Rate
	Loudness      float64 // LUFS, measured when a loudness was asked for; 0 for silence
}

// Bounds of what is written.
const (
	shortestSide = 16
	longestSide  = 8192
	fewestBits   = 50_000
	mostBits     = 500_000_000
	mostMarks    = 60        // and mostPieces keep a command short enough for every system
	mostRatePart = 1_000_000 // of both numbers of a rate, to count exactly
)

// forms are the codecs a container takes, as players expect them.
var forms = map[string]struct{ video, audio []string }{
	"mp4":  {[]string{"h264", "hevc"}, []string{"aac"}},
	"mov":  {[]string{"h264", "hevc"}, []string{"aac"}},
	"webm": {[]string{"vp9"}, []string{"opus"}},
}

// Check refuses a form that cannot be written. Invalid says why.
func (r Rendition) Check() error {
	form, known := forms[r.Container]
	rate := r.MostRate
	worst := 51
	if r.Video == "vp9" {
		worst = 63
	}
	switch {
	case !known:
		return taglane.Errorf(taglane.Invalid, "A video is written as mp4, mov or webm, not %q.", r.Container)
	case !slices.Contains(form.video, r.Video):
		return taglane.Errorf(taglane.Invalid, "The picture of a %s file is kept as %s, not %q.", r.Container, either(form.video), r.Video)
	case r.Audio != "" && !slices.Contains(form.audio, r.Audio):
		return taglane.Errorf(taglane.Invalid, "The sound of a %s file is kept as %s, not %q.", r.Container, form.audio[0], r.Audio)
	case (r.Width != 0 || r.Height != 0) && !(evenSide(r.Width) && evenSide(r.Height)):
		return taglane.Errorf(taglane.Invalid, "A video is %d to %d pixels wide and high, in even numbers.", shortestSide, longestSide)
	case r.Fit != "" && r.Fit != Inside && r.Fit != Contain && r.Fit != Cover:
		return taglane.Errorf(taglane.Invalid, "%q is not a way to bring a picture to a size.", r.Fit)
	case !(r.Focus.X >= 0 && r.Focus.X <= 1 && r.Focus.Y >= 0 && r.Focus.Y <= 1):
		return taglane.Errorf(taglane.Invalid, "The point of focus lies outside the frame.")
	case rate != (taglane.Rate{}) && (!rate.Valid() || rate.Num < rate.Den || rate.Num > mostRatePart || rate.Den > mostRatePart):
		return taglane.Errorf(taglane.Invalid, "%s is not a frame rate that a video is written at.", rate)
	case r.Quality < 0 || r.Quality > worst:
		return taglane.Errorf(taglane.Invalid, "The quality of %s is a number from 1, the best, to %d.", r.Video, worst)
	case r.MostBits != 0 && (r.MostBits < fewestBits || r.MostBits > mostBits):
		return taglane.Errorf(taglane.Invalid, "The picture of a video takes %d to %d bits a second.", fewestBits, mostBits)
	case r.AudioBits != 0 && (r.AudioBits < 32_000 || r.AudioBits > 510_000):
		return taglane.Errorf(taglane.Invalid, "The sound of a video takes 32000 to 510000 bits a second.")
	case r.Loudness != 0 && !(r.Loudness >= -40 && r.Loudness <= -5):
		return taglane.Errorf(taglane.Invalid, "Sound is brought to a loudness between −40 and −5 LUFS.")
	case len(r.Marks) > mostMarks:
		return taglane.Errorf(taglane.Invalid, "A video takes at most %d marks.", mostMarks)
	}
	for i, m := range r.Marks {
		if err := m.check(); err != nil {
			return taglane.Wrap(err, taglane.Invalid, "Mark %d cannot be laid over the video: %s", i+1, taglane.SaidOf(err))
		}
	}
	return nil
}

// either says which of the names may be chosen.
func either(names []string) taglane.Said {
	all := taglane.Plain(names[0])
	for _, n := range names[1:] {
		all = taglane.Say("%s or %s", all, n)
	}
	return all
}

func evenSide(n int) bool { return n >= shortestSide && n <= longestSide && n%2 == 0 }

func (m Mark) check() error {
	switch {
	case m.Picture == nil || m.Picture.Rect.Empty():
		return taglane.Errorf(taglane.Invalid, "it has no picture.")
	case m.Picture.Rect.Dx() > longestSide || m.Picture.Rect.Dy() > longestSide:
		return taglane.Errorf(taglane.Invalid, "its picture is larger than %d pixels.", longestSide)
	case !m.Span.Valid():
		return taglane.Errorf(taglane.Invalid, "it has no frames.")
	case m.At == nil:
		return taglane.Errorf(taglane.Invalid, "it has no place.")
	case math.IsNaN(m.Width) || m.Width < 0 || m.Width > 4:
		return taglane.Errorf(taglane.Invalid, "it is wider than can be drawn.")
	}
	return nil
}

// Render writes src in another form to a path that must not exist yet, whole or
// not at all; the folder must exist. What is written shows the picture of grid
// frame n at frame n, or with fewer frames a second the picture shown at that
// time. It carries nothing the camera noted beside the picture. progress may be
// nil; it is told of sound, video and check, in this order and at most ten times
// a second.
//
// Invalid: the form cannot be written, or what came out was not exact.
// Conflict: the path is taken, or the source changed since it was opened.
// NotFound: the folder or a part of ffmpeg is missing. Refused: the folder may
// not be written. Later: the disk is full. The error of ctx when that ended it.
func Render(ctx context.Context, t Tool, src Source, r Rendition, to string, progress func(Progress)) (Rendered, error) {
	to, err := filepath.Abs(to)
	if err != nil {
		return Rendered{}, noFolder(err)
	}
	if _, twice := writing.LoadOrStore(to, true); twice {
		return Rendered{}, taglane.Errorf(taglane.Conflict, "%q is being written already.", filepath.Base(to))
	}
	defer writing.Delete(to)
	x := &render{tool: t, src: src, form: r, to: to, teller: teller{say: progress}}
	if err := x.prepare(); err != nil {
		return Rendered{}, err
	}
	defer os.RemoveAll(x.desk)
	if x.overlay, err = x.layMarks(); err != nil {
		return Rendered{}, err
	}
	for _, step := range []func(context.Context) error{x.listen, x.encode} {
		if err := step(ctx); err != nil {
			return Rendered{}, err
		}
	}
	done, err := x.check(ctx)
	if err == nil {
		err = x.deliver()
	}
	if err != nil {
		return Rendered{}, err
	}
	x.tell("check", 1)
	return done, nil
}

// writing are the paths that are being written.
var writing sync.Map

// prepare refuses what cannot be done, and makes a desk in the folder that the
// file goes to, so that it can be moved there at once. The desk is named for
// the path: what a killed program left on it is cleared by the next try.
func (x *render) prepare() (err error) {
	if err := x.form.Check(); err != nil {
		return err
	}
	if err := vacant(x.src, x.to); err != nil {
		return err
	}
	if err := unchanged(x.src); err != nil {
		return err
	}
	if x.src.Audio == "" {
		x.form.Audio = ""
	}
	x.pace = x.form.paceOf(&x.src)
	if x.layout, err = x.form.layoutOf(&x.src); err != nil {
		return err
	}
	name := sha256.Sum256([]byte(x.to))
	x.desk = filepath.Join(filepath.Dir(x.to), ".taglane-"+hex.EncodeToString(name[:8]))
	if err := os.RemoveAll(x.desk); err != nil {
		return noFolder(err)
	}
	if err := os.Mkdir(x.desk, 0o700); err != nil {
		return noFolder(err)
	}
	return nil
}

// vacant refuses a path that is taken, above all by the source.
func vacant(src Source, to string) error {
	info, err := os.Lstat(to)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return noFolder(err)
	}
	if own, err := os.Stat(src.Path); err == nil && os.SameFile(own, info) {
		return taglane.Errorf(taglane.Conflict, "A video is never written over the clip it is made of. Choose another name.")
	}
	return taken(to)
}

func taken(to string) error {
	return taglane.Errorf(taglane.Conflict, "There is already a file named %q. Choose another name.", filepath.Base(to))
}

func noFolder(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return taglane.Wrap(err, taglane.NotFound, "The folder for the video is not there.")
	}
	return taglane.OfDisk(err, taglane.Refused, "The video cannot be written into that folder.")
}

// render is the work on one file.
type render struct {
	tool     Tool
	src      Source
	form     Rendition
	to, desk string // where it goes, and the folder it is made in
	pace
	layout
	overlay  overlay
	loudness string // the filters that bring the sound to its loudness; "" for none
	teller
}

// file is what the video is called on the desk.
func (x *render) file() string { return filepath.Join(x.desk, x.fileName()) }

func (x *render) fileName() string { return "video." + x.form.Container }

// trouble words the failure of a run.
func (x *render) trouble(ctx context.Context, complaints []string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if full := diskFull(complaints, err); full != nil {
		return full
	}
	for _, l := range complaints {
		if strings.Contains(l, "Unknown encoder") || strings.HasPrefix(l, "No such filter: ") {
			return taglane.Wrap(err, taglane.NotFound, "This ffmpeg lacks a part that writing %s needs. Install a full one with: %s", x.form.Video, Install())
		}
	}
	if err := unchanged(x.src); err != nil {
		return err
	}
	return taglane.Wrap(fmt.Errorf("%w: %q", err, complaints), taglane.Invalid, "This clip cannot be written in that form.")
}
