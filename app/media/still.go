package media

import (
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
	// From the last picture before it that stands alone; the chain counts from
	// there. Should the file have led elsewhere, no picture comes out, and the
	// file is read from its beginning.
	var in []string
	if i, _ := slices.BinarySearchFunc(s.keys, at, func(k keyframe, f taglane.Frame) int {
		if k.frame <= f {
			return -1
		}
		return 1
	}); i > 0 {
		in = seek(s.keys[i-1].at)
	}
	img, err := s.still(ctx, t, in, fmt.Sprintf("eq(pts,%d)", at), stillLimit)
	if errors.Is(err, errNoPicture) {
		patience := stillLimit + time.Duration(10*s.Duration*float64(time.Second))
		img, err = s.still(ctx, t, nil, fmt.Sprintf("gte(pts,%d)", at), patience)
	}
	if err != nil && ctx.Err() == nil {
		err = taglane.Wrap(err, taglane.Invalid, "That frame cannot be decoded.")
	}
	return img, err
}

var errNoPicture = errors.New("no picture came out")

func (s *Source) still(ctx context.Context, t Tool, in []string, which string, limit time.Duration) (*image.NRGBA, error) {
	graph := s.stillGraph(which)
	img := image.NewNRGBA(image.Rect(0, 0, s.Width, s.Height))
	var got int
	complaints, err := child{
		program: t.FFmpeg, limit: limit, most: int64(len(img.Pix)) + 1<<16,
		argv: arguments(false, *s, append([]string{"-threads", strconv.Itoa(0)}, in...),
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

// stillGraph passes one frame of the grid, which pts count here as in grid.
func (s *Source) stillGraph(which string) string {
	return s.input() + s.clock() + fmt.Sprintf(",fps=%s:round=up,tpad=stop=8:stop_mode=clone,select='%s',", s.Rate, which) + s.fullSize() + "[still]"
}

// fullSize is shape without loss: odd sizes and full colour are kept.
func (s *Source) fullSize() string {
	flags := "bicubic+accurate_rnd+full_chroma_int"
	if s.HDR != "" {
		return s.shape(s.Width, s.Height, flags)
	}
	w, h := s.shown.w, s.shown.h
	chain := fmt.Sprintf("scale=%d:%d:flags=%s,format=rgba", w, h, flags)
	if s.turn.filter != "" {
		chain += "," + s.turn.filter
	}
	return chain
}
