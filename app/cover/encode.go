package cover

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io"

	"taglane/app/media"
	"taglane/app/taglane"
)

// qualities are tried from the best downwards. Below the last one a cover
// looks worse than none.
var qualities = []int{92, 86, 80, 72, 64, 55, 45}

// Encode writes a cover as "jpeg", "png" or "webp", in the best quality that
// takes no more than mostBytes; 0 or less sets no limit. WebP runs t. Invalid:
// there is no such format, or the cover does not fit however coarse. NotFound:
// this ffmpeg cannot write WebP. Other errors are w's own.
func Encode(ctx context.Context, t media.Tool, w io.Writer, m *image.NRGBA, format string, mostBytes int64) error {
	if m == nil || m.Rect.Empty() {
		return taglane.Errorf(taglane.Invalid, "The cover has no picture.")
	}
	tries := qualities
	if format == "png" {
		tries = tries[:1] // nothing is lost, so there is nothing to give up
	}
	for _, quality := range tries {
		b, err := encoded(ctx, t, m, format, quality)
		if err != nil {
			return err
		}
		if mostBytes <= 0 || int64(len(b)) <= mostBytes {
			_, err = w.Write(b)
			return err
		}
	}
	return taglane.Errorf(taglane.Invalid, "The cover does not fit into %d KB as %s. Choose a smaller size or another format.", mostBytes/1000, format)
}

func encoded(ctx context.Context, t media.Tool, m *image.NRGBA, format string, quality int) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	switch format {
	case "jpeg":
		err := media.WriteJPEG(&b, m, quality)
		return b.Bytes(), err
	case "png":
		err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, m)
		return b.Bytes(), err
	case "webp":
		return media.EncodeWebP(ctx, t, m, quality)
	}
	return nil, taglane.Errorf(taglane.Invalid, "A cover is written as jpeg, png or webp.")
}
