package media

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/image/webp"

	"taglane/app/taglane"
)

func TestEncodeWebP(t *testing.T) {
	whole := image.NewNRGBA(image.Rect(0, 0, 90, 61))
	for y := range 61 {
		for x := range 90 {
			whole.SetNRGBA(x, y, color.NRGBA{uint8(2 * x), uint8(3 * y), 80, 255})
		}
	}
	part := whole.SubImage(image.Rect(7, 5, 72, 50)).(*image.NRGBA) // its rows lie apart
	fine, err := EncodeWebP(context.Background(), tool(t), part, 95)
	if err != nil {
		t.Fatal(err)
	}
	got, err := webp.Decode(bytes.NewReader(fine))
	if err != nil || got.Bounds().Dx() != 65 || got.Bounds().Dy() != 45 {
		t.Fatal(got.Bounds(), err)
	}
	for _, at := range []image.Point{{0, 0}, {64, 44}, {30, 20}} {
		r, g, b, _ := got.At(at.X, at.Y).RGBA()
		want := part.NRGBAAt(7+at.X, 5+at.Y)
		for i, d := range []float64{float64(r>>8) - float64(want.R), float64(g>>8) - float64(want.G), float64(b>>8) - float64(want.B)} {
			if math.Abs(d) > 24 {
				t.Errorf("at %v channel %d is off by %v", at, i, d)
			}
		}
	}
	coarse, err := EncodeWebP(context.Background(), tool(t), part, 5)
	if err != nil || len(coarse) >= len(fine) {
		t.Errorf("%d bytes at quality 5, %d at 95, %v", len(coarse), len(fine), err)
	}
}

func TestEncodeWebPRefuses(t *testing.T) {
	small := image.NewNRGBA(image.Rect(0, 0, 4, 4))
	for name, size := range map[string]image.Rectangle{"no pixels": {}, "too long": image.Rect(0, 0, mostWebPSide+1, 1)} {
		if _, err := EncodeWebP(context.Background(), tool(t), image.NewNRGBA(size), 80); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	gone, stop := context.WithCancel(context.Background())
	stop()
	if _, err := EncodeWebP(gone, tool(t), small, 80); err != context.Canceled {
		t.Error(err)
	}
	if runtime.GOOS == "windows" {
		return
	}
	for say, want := range map[string]taglane.Kind{
		"echo \"Unknown encoder 'libwebp'\" >&2; exit 1": taglane.NotFound,
		"echo nonsense":          taglane.Internal,
		"echo broken >&2; false": taglane.Internal,
	} {
		lame := filepath.Join(t.TempDir(), "ffmpeg")
		if err := os.WriteFile(lame, []byte("#!/bin/sh\ncat >/dev/null\n"+say+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		_, err := EncodeWebP(context.Background(), Tool{FFmpeg: lame}, small, 80)
		if taglane.KindOf(err) != want || strings.Contains(taglane.MessageOf(err), "encoder") {
			t.Errorf("%s: %v", say, err)
		}
	}
}
