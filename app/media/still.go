package media

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"slices"
	"time"

	"taglane/app/taglane"
)

// Still is one frame in full size as displayed: the picture the preview and
// the filmstrip show as that frame. Invalid: the clip has no such frame, or it
// cannot be decoded. Conflict: the file changed since it was opened.
func Still(ctx context.Context, t Tool, s Source, at taglane.Frame) (*image.NRGBA, error) {
	if at < 0 || at >= s.Frames {
		return nil, taglane.Errorf(taglane.Invalid, "The clip has no frame %d.", at)
	}
	if err := unchanged(s); err != nil {
		return nil, err
	}
	// From a picture before it that stands alone; should that one not help the
	// decoder as promised, from further back, and at last from the beginning.
	want := s.pictureAt(at)
	exact := fmt.Sprintf("select='between(pts,%d,%d)'", want-2, want+2)
	i, _ := slices.BinarySearchFunc(s.keys, want+1, func(k keyframe, at int64) int { return cmp.Compare(k.at, at) })
	for _, back := range []int{1, 3} {
		if i < back || s.disordered {
			break
		}
		img, err := s.still(ctx, t, seek(s.keys[i-back].at), "settb=1/1000000,"+exact, stillLimit)
		if !errors.Is(err, errNoPicture) {
			return img, worded(ctx, err)
		}
	}
	patience := stillLimit + time.Duration(10*s.Duration*float64(time.Second))
	img, err := s.still(ctx, t, nil, s.clock()+","+s.grid()+fmt.Sprintf(",select='gte(n,%d)'", at), patience)
	return img, worded(ctx, err)
}

func worded(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	return taglane.Wrap(err, taglane.Invalid, "That frame cannot be decoded.")
}

var errNoPicture = errors.New("no picture came out")

// still reads from where in leads and takes the first picture that choose passes.
func (s *Source) still(ctx context.Context, t Tool, in []string, choose string, limit time.Duration) (*image.NRGBA, error) {
	graph := s.stillGraph(choose)
	img := image.NewNRGBA(image.Rect(0, 0, s.Width, s.Height))
	var got int
	complaints, err := child{
		program: t.FFmpeg, only: t.only(s.Path), limit: limit, most: int64(len(img.Pix)) + 1<<16,
		argv: arguments(false, *s, append([]string{"-threads", s.threads(0, 4)}, in...),
			[]string{"-filter_complex", graph, "-map", "[still]", "-frames:v", "1", "-fps_mode", "passthrough", "-c:v", "rawvideo", "-pix_fmt", "rgba", "-f", "rawvideo", "pipe:1"}),
		out: func(r io.Reader) (err error) {
			got, err = io.ReadFull(r, img.Pix)
			if err == io.EOF || err == io.ErrUnexpectedEOF {
				err = nil
			}
			return err
		},
	}.run(ctx)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case got == len(img.Pix):
		for i := 3; i < len(img.Pix); i += 4 {
			img.Pix[i] = 0xff
		}
		return img, nil
	case err == nil && got == 0:
		return nil, errNoPicture
	}
	return nil, fmt.Errorf("%d of %d bytes, %v, %q", got, len(img.Pix), err, complaints)
}

func (s *Source) stillGraph(choose string) string {
	return s.input() + choose + "," + s.fullSize() + "[still]"
}

// fullSize is shape without loss: odd sizes and full colour are kept.
func (s *Source) fullSize() string {
	chain := s.scale(s.Width, s.Height, "bicubic+accurate_rnd+full_chroma_int")
	if s.wide() {
		return chain + ",format=yuv444p10," + s.flatten()
	}
	return chain + ",format=rgba"
}
