package media

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"
	"strconv"
	"strings"
	"time"

	"taglane/app/taglane"
)

// Bounds of a WebP picture; the format itself knows no longer side.
const (
	mostWebPSide = 16_383
	webpLimit    = 30 * time.Second
)

// EncodeWebP writes a picture as lossy WebP at a quality of 1 to 100. NotFound:
// this ffmpeg cannot write WebP. Invalid: the picture has no pixels or is
// longer than the format allows.
func EncodeWebP(ctx context.Context, t Tool, m *image.NRGBA, quality int) ([]byte, error) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	if w < 1 || h < 1 || w > mostWebPSide || h > mostWebPSide {
		return nil, taglane.Errorf(taglane.Invalid, "A WebP picture is 1 to %d pixels wide and high.", mostWebPSide)
	}
	var out bytes.Buffer
	complaints, err := child{
		program: t.FFmpeg, argv: webpArguments(w, h, min(max(1, quality), 100)),
		only: t.only(), stdin: bytes.NewReader(packed(m)), limit: webpLimit, most: 4*int64(w)*int64(h) + 1<<16,
		out: func(r io.Reader) error { _, err := out.ReadFrom(r); return err },
	}.run(ctx)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err == nil && isWebP(out.Bytes()):
		return out.Bytes(), nil
	case strings.Contains(strings.Join(complaints, "\n"), "Unknown encoder"):
		return nil, taglane.Wrap(err, taglane.NotFound, "This ffmpeg cannot write WebP. Choose JPEG, or install a whole one with: %s", Install())
	}
	return nil, taglane.Wrap(fmt.Errorf("%d bytes, %w, %q", out.Len(), err, complaints), taglane.Internal, "The picture cannot be written as WebP.")
}

// webpArguments reads nothing but plain pixels from its input.
func webpArguments(w, h, quality int) []string {
	return []string{
		"-hide_banner", "-v", "error", "-nostdin",
		"-protocol_whitelist", "pipe", "-codec_whitelist", "rawvideo",
		"-f", "rawvideo", "-pix_fmt", "rgba", "-video_size", fmt.Sprintf("%dx%d", w, h), "-i", "pipe:0",
		"-frames:v", "1", "-c:v", "libwebp", "-quality", strconv.Itoa(quality), "-compression_level", "4",
		"-f", "webp", "pipe:1",
	}
}

// packed is a picture's pixels without gaps between the rows.
func packed(m *image.NRGBA) []byte {
	row := 4 * m.Rect.Dx()
	if m.Stride == row {
		return m.Pix[:row*m.Rect.Dy()]
	}
	b := make([]byte, 0, row*m.Rect.Dy())
	for y := range m.Rect.Dy() {
		b = append(b, m.Pix[y*m.Stride:y*m.Stride+row]...)
	}
	return b
}

func isWebP(b []byte) bool {
	return len(b) > 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP"
}
