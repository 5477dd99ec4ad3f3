package media

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"slices"
	"strconv"
	"time"

	"taglane/app/taglane"
)

// Frames shows each the frames from, from+every, … before to, in that order, as
// small pictures of the given width in pixels: upright, in BT.709 of limited
// range. Frame n is the picture that preview, filmstrip and Still show as frame
// n. A picture is each's own to keep; an error of each ends the reading and
// comes back as it is. Invalid: the clip has no such frames, or they cannot be
// decoded to the end. Conflict: the file changed since it was opened.
func Frames(ctx context.Context, t Tool, src Source, from, to taglane.Frame, every int, width int, each func(taglane.Frame, *image.YCbCr) error) error {
	if from < 0 || from >= to || to > src.Frames {
		return taglane.Errorf(taglane.Invalid, "The clip has no frames %d to %d.", from, to)
	}
	if every < 1 || width < 16 || width > mostSide {
		return taglane.Errorf(taglane.Invalid, "Small pictures are at least 16 pixels wide and one frame apart.")
	}
	if err := unchanged(src); err != nil {
		return err
	}
	r := reading{src: &src, tool: t, from: from, to: to, every: taglane.Frame(every), each: each}
	r.size = size{width &^ 1, max(2, (width*src.Height/src.Width+1)&^1)}
	// As for a still: from a picture before it that stands alone, from further
	// back should that one not help, and at last from the beginning.
	want := src.pictureAt(from)
	i, _ := slices.BinarySearchFunc(src.keys, want+1, func(k keyframe, at int64) int { return cmp.Compare(k.at, at) })
	for _, back := range []int{1, 3} {
		if i < back || src.disordered {
			break
		}
		patience := stillLimit + src.patienceFor(src.keys[i-back].frame, to)
		err := r.run(ctx, seek(src.keys[i-back].at), since(want)+",", patience)
		if r.came > 0 || err == nil || ctx.Err() != nil {
			return err
		}
	}
	return r.run(ctx, nil, "", stillLimit+src.patienceFor(0, to))
}

// patienceFor is how long decoding so many frames may take.
func (s *Source) patienceFor(from, to taglane.Frame) time.Duration {
	return time.Duration(10 * s.Rate.Seconds(to-from) * float64(time.Second))
}

// since passes pictures from the one on that begins at a time of the file's own
// clock. Where reading began too late for it, nothing passes at all, so that no
// picture is ever taken for another frame.
func since(want int64) string {
	return fmt.Sprintf("settb=1/1000000,select='st(0,max(ld(0),between(pts,%d,%d)));ld(0)'", want-2, want+2)
}

// reading is one call of Frames.
type reading struct {
	src      *Source
	tool     Tool
	from, to taglane.Frame
	every    taglane.Frame
	size     size
	each     func(taglane.Frame, *image.YCbCr) error
	came     taglane.Frame // pictures shown so far
}

// count is how many pictures are asked for.
func (r *reading) count() taglane.Frame { return (r.to - r.from + r.every - 1) / r.every }

// graph chooses frames before they are scaled, turned and toned, which cost most.
func (r *reading) graph(first string) string {
	return r.src.input() + first + r.src.clock() + "," + r.src.grid() +
		fmt.Sprintf(",select='gte(n,%d)*not(mod(n-%d,%d))',", r.from, r.from, r.every) +
		r.src.shape(r.size.w, r.size.h, "area") + "[small]"
}

// run reads from where in leads. Pictures that come are the right ones; whether
// all have come is for the error to say.
func (r *reading) run(ctx context.Context, in []string, first string, limit time.Duration) error {
	var own error
	complaints, err := child{
		program: r.tool.FFmpeg, only: r.tool.only(r.src.Path), limit: limit, most: int64(r.count()+1) * r.size.rawSize(),
		argv: arguments(false, *r.src, append([]string{"-filter_complex_threads", "1", "-threads", r.src.threads(2, 2)}, in...),
			[]string{"-filter_complex", r.graph(first), "-map", "[small]", "-frames:v", strconv.FormatInt(int64(r.count()), 10),
				"-fps_mode", "passthrough", "-c:v", "rawvideo", "-f", "rawvideo", "pipe:1"}),
		out: func(pipe io.Reader) error {
			return pictures(pipe, r.size, func(m *image.YCbCr) error {
				if r.came == r.count() {
					return errors.New("more pictures than frames")
				}
				own = r.each(r.from+r.came*r.every, m)
				r.came++
				return own
			})
		},
	}.run(ctx)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case own != nil:
		return own
	case err != nil || r.came < r.count():
		return taglane.Wrap(fmt.Errorf("%d of %d pictures, %v, %q", r.came, r.count(), err, complaints), taglane.Invalid, "That part of the clip cannot be decoded.")
	}
	return nil
}
