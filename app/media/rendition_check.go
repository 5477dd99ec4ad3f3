package media

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"syscall"

	"taglane/app/taglane"
)

// check reads what was written as a stranger's file and holds it against what
// was asked for.
func (x *render) check(ctx context.Context) (Rendered, error) {
	x.tell("check", 0.97)
	if x.form.Container != "webm" {
		if _, err := finish(x.file()); err != nil {
			return Rendered{}, inexact(err)
		}
	}
	s, err := Open(ctx, x.tool, x.file())
	if ctx.Err() != nil {
		return Rendered{}, ctx.Err()
	}
	if err != nil {
		return Rendered{}, inexact(err)
	}
	if err := x.compare(s); err != nil {
		return Rendered{}, err
	}
	done := Rendered{Path: x.to, Frames: s.Frames, Rate: x.rate, Width: s.Width, Height: s.Height, Bytes: s.Size, Duration: x.rate.Seconds(s.Frames)}
	if x.form.Audio != "" && x.form.Loudness != 0 {
		l, err := x.measure(ctx, s, "")
		if err != nil {
			return Rendered{}, err
		}
		if l.integrated >= silenceFrom {
			done.Loudness = l.integrated
		}
	}
	return done, nil
}

// inexact is the sentence for a file that is not what was asked for.
func inexact(err error) error {
	return taglane.Wrap(err, taglane.Invalid, "The video could not be written exactly, so it was thrown away.")
}

func (x *render) compare(s Source) error {
	if s.Frames < x.frames {
		return taglane.Wrap(fmt.Errorf("%d of %d frames", s.Frames, x.frames), taglane.Invalid,
			"The video could not be written exactly: this clip can be read only up to %s.", x.src.Rate.Timecode(x.shown(s.Frames)))
	}
	var wrong error
	want := func(what string, got, want any) {
		if got != want {
			wrong = errors.Join(wrong, fmt.Errorf("%s is %v, not %v", what, got, want))
		}
	}
	want("frames", s.Frames, x.frames)
	want("size", size{s.Width, s.Height}, x.outer)
	want("picture", s.Codec, x.form.Video)
	want("sound", s.Audio, x.form.Audio)
	want("rotation", s.Rotation, 0)
	want("range", s.HDR, "")
	want("begin", s.start, int64(0))
	want("even pace", s.even, true)
	if s.Frames > 1 {
		// A WebM counts in milliseconds, which says a rate less precisely.
		want("rate", s.Rate == x.rate || x.form.Container == "webm" && math.Abs(s.Rate.FPS()/x.rate.FPS()-1) < 0.002, true)
	}
	if x.form.Container != "webm" {
		wrong = errors.Join(wrong, x.inspect())
	}
	if wrong != nil {
		return inexact(wrong)
	}
	return nil
}

// inspect looks at the boxes for what a reader would forgive.
func (x *render) inspect() error {
	f, err := os.Open(x.file())
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	index, err := findIndex(f, info.Size())
	if err != nil {
		return err
	}
	var wrong error
	if !leads(f, index.at) {
		wrong = errors.New("the index stands behind the pictures")
	}
	each(index.movie, func(name string, b box) {
		if name == "trak" {
			wrong = errors.Join(wrong, x.inspectTrack(readTrack(b)))
		}
	})
	return wrong
}

// leads says whether no box of pictures stands before the inside of the index.
func leads(f io.ReaderAt, index int64) bool {
	for at := int64(0); at < index; {
		var h [8]byte
		if _, err := f.ReadAt(h[:], at); err != nil {
			return false
		}
		n, name := int64(binary.BigEndian.Uint32(h[:])), string(h[4:])
		if name == "moov" {
			return true
		}
		if name == "mdat" || n < 8 {
			return false
		}
		at += n
	}
	return false
}

func (x *render) inspectTrack(t track) error {
	var samples, ticks int64
	for i := range min(t.stts.u32(4), int64(len(t.stts))/8) {
		n := t.stts.u32(int(8 + 8*i))
		samples += n
		ticks += n * t.stts.u32(int(12+8*i))
	}
	seconds := float64(ticks) / float64(max(1, t.scale))
	want := x.rate.Seconds(x.frames)
	slack := 1e-6 // a rate may not fit a clock of whole ticks
	if t.kind == "soun" {
		want, slack = max(want, 2.0*aacFrame/soundRate), 1.01*aacFrame/soundRate
	}
	switch {
	case t.elst != nil:
		return fmt.Errorf("the %s track has an edit list", t.kind)
	case t.kind == "vide" && samples != int64(x.frames):
		return fmt.Errorf("%d packets for %d frames", samples, x.frames)
	case math.Abs(seconds-want) > slack:
		return fmt.Errorf("the %s track lasts %.4f s, not %.4f", t.kind, seconds, want)
	}
	return nil
}

// deliver moves the checked file to its place, never over another one.
func (x *render) deliver() error {
	if err := settle(x.file()); err != nil {
		return noFolder(err)
	}
	err := os.Link(x.file(), x.to)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		// Not every disk knows links. There the path is looked at once more.
		if err = vacant(x.src, x.to); err == nil {
			err = os.Rename(x.file(), x.to)
		}
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return taken(x.to)
	case err != nil && taglane.KindOf(err) == taglane.Conflict:
		return err
	case err != nil:
		return noFolder(err)
	}
	if dir, err := os.Open(filepath.Dir(x.to)); err == nil {
		_ = dir.Sync() // some systems do not sync folders
		dir.Close()
	}
	return nil
}

// settle waits until a file's bytes are on the disk.
func settle(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	err = f.Sync()
	if errors.Is(err, syscall.EINVAL) {
		err = nil // a disk that does not sync
	}
	return errors.Join(err, f.Close())
}
