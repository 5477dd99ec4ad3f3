package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"io"
	"os"
	"time"

	"taglane/app/taglane"
)

// Bounds of a product picture, and of our own copy of it.
const (
	mostPictureBytes = 32 << 20
	mostPictureSide  = 20_000
	mostDecoded      = 300 << 20 // bytes of it in memory; so 78 million pixels where each has a transparency
	copySide         = 800       // pixels
	copyBytes        = 300 << 10 //
	pictureLimit     = 20 * time.Second
)

// inWorker keeps the worker from starting workers, should a program hold this
// package and forget to call WorkerMain.
const inWorker = "TAGLANE_PICTURE_WORKER"

// Picture makes our own copy of a product picture that a stranger made: JPEG,
// at most 800 pixels wide and high and 300 KB. It is decoded in a process of
// its own, so that whatever it does to a decoder happens there. Invalid: it is
// no JPEG, PNG or WebP, is damaged, or is too large.
func Picture(ctx context.Context, raw io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(raw, mostPictureBytes+1))
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Refused, "The picture cannot be read.")
	}
	if err := checkPicture(b); err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil || os.Getenv(inWorker) != "" {
		return nil, taglane.Wrap(err, taglane.Internal, "Pictures cannot be read in this process.")
	}
	out, err := collect(ctx, child{
		program: self, argv: []string{workerWord}, stdin: bytes.NewReader(b), limit: pictureLimit, most: 8 + 4*copySide*copySide,
		env: []string{inWorker + "=1", "GOMEMLIMIT=1GiB", "GOTRACEBACK=none"},
	})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	img, e := received(out)
	if err != nil || e != nil {
		return nil, taglane.Wrap(errors.Join(err, e), taglane.Invalid, "This picture is damaged and cannot be shown.")
	}
	return small(img)
}

// checkPicture refuses by size and by the first bytes, before any decoding.
func checkPicture(b []byte) error {
	switch {
	case len(b) == 0:
		return taglane.Errorf(taglane.Invalid, "This picture is empty.")
	case len(b) > mostPictureBytes:
		return taglane.Errorf(taglane.Invalid, "This picture is larger than 32 MB.")
	}
	format := pictureFormat(b)
	if format == nil {
		return taglane.Errorf(taglane.Invalid, "This is not a JPEG, PNG or WebP picture.")
	}
	c, err := format.config(bytes.NewReader(b))
	switch {
	case err != nil || c.Width <= 0 || c.Height <= 0:
		return taglane.Wrap(err, taglane.Invalid, "This picture is damaged and cannot be shown.")
	case c.Width > mostPictureSide || c.Height > mostPictureSide || c.Width*c.Height > mostPixels || c.Width*c.Height*heldIn(c.ColorModel) > mostDecoded:
		return taglane.Errorf(taglane.Invalid, "This picture is %d × %d, larger than Taglane reads.", c.Width, c.Height)
	}
	return nil
}

// heldIn is how many bytes a decoder holds for each pixel.
func heldIn(m color.Model) int {
	switch m {
	case color.GrayModel:
		return 1
	case color.Gray16Model:
		return 2
	case color.YCbCrModel:
		return 3
	case color.NRGBA64Model, color.RGBA64Model:
		return 8
	}
	if _, ok := m.(color.Palette); ok {
		return 1
	}
	return 4
}

// received checks the worker's answer: width, height, and just as many pixels.
func received(b []byte) (*image.NRGBA, error) {
	if len(b) < 8 {
		return nil, errors.New("the worker gave no picture")
	}
	w, h := int(binary.BigEndian.Uint32(b)), int(binary.BigEndian.Uint32(b[4:]))
	if w < 1 || h < 1 || w > copySide || h > copySide || len(b)-8 != 4*w*h {
		return nil, errors.New("the worker's picture has another size than it says")
	}
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	copy(img.Pix, b[8:])
	return img, nil
}

// small writes a JPEG of at most copyBytes.
func small(img *image.NRGBA) ([]byte, error) {
	for side := copySide; ; side = side * 3 / 4 {
		img = fit(img, side)
		for _, quality := range []int{88, 80, 70, 60} {
			var b bytes.Buffer
			if err := WriteJPEG(&b, img, quality); err != nil {
				return nil, taglane.Wrap(err, taglane.Internal, "The picture could not be kept.")
			}
			if b.Len() <= copyBytes {
				return b.Bytes(), nil
			}
		}
	}
}
