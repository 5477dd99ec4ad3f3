package media

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"strings"
	"testing"

	"taglane/app/taglane"
)

// chunk is one of a PNG's.
func chunk(name string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, name...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func pngOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// quarters is a picture with a red quarter at the top left, on blue.
func quarters(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, color.NRGBA{0, 0, 220, 255})
			if x < w/2 && y < h/2 {
				m.SetNRGBA(x, y, color.NRGBA{220, 0, 0, 255})
			}
		}
	}
	return m
}

// smallWebP is one of 1 × 1.
const smallWebP = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"

func TestPictures(t *testing.T) {
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, quarters(900, 450), nil); err != nil {
		t.Fatal(err)
	}
	exif := append([]byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01"), 0, 6, 0, 0, 0, 0, 0, 0)
	turned := append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(exif) + 2)}, append(exif, photo.Bytes()[2:]...)...)
	clear := quarters(50, 40)
	for i := range clear.Pix {
		clear.Pix[i] = 0
	}
	webp, err := base64.StdEncoding.DecodeString(smallWebP)
	if err != nil {
		t.Fatal(err)
	}
	noise := image.NewNRGBA(image.Rect(0, 0, 640, 640))
	r := rand.New(rand.NewPCG(3, 3))
	for i := range noise.Pix {
		noise.Pix[i] = byte(r.Uint32()) | byte(i%4/3*255)
	}
	red, blue := color.NRGBA{220, 0, 0, 255}, color.NRGBA{0, 0, 220, 255}
	for name, c := range map[string]struct {
		raw     []byte
		w, h    int
		at      image.Point
		colour  color.NRGBA
		whether bool
	}{
		"jpeg":        {photo.Bytes(), 800, 400, image.Pt(10, 10), red, true},
		"png":         {pngOf(t, quarters(90, 60)), 90, 60, image.Pt(80, 50), blue, true},
		"turned":      {turned, 400, 800, image.Pt(390, 10), red, true},
		"transparent": {pngOf(t, clear), 50, 40, image.Pt(5, 5), color.NRGBA{255, 255, 255, 255}, true},
		"webp":        {webp, 1, 1, image.Point{}, color.NRGBA{}, false},
		"noise":       {pngOf(t, noise), 0, 0, image.Point{}, color.NRGBA{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := Picture(context.Background(), bytes.NewReader(c.raw))
			if err != nil {
				t.Fatal(err)
			}
			img, err := jpeg.Decode(bytes.NewReader(b))
			if err != nil || len(b) > copyBytes || c.w > 0 && img.Bounds() != image.Rect(0, 0, c.w, c.h) {
				t.Fatal(err, len(b), img.Bounds())
			}
			if !c.whether {
				return
			}
			r, g, bl, _ := img.At(c.at.X, c.at.Y).RGBA()
			off := func(a uint32, b uint8) int { return max(int(a>>8)-int(b), int(b)-int(a>>8)) }
			if off(r, c.colour.R)+off(g, c.colour.G)+off(bl, c.colour.B) > 40 {
				t.Errorf("at %v it is %v, not %v", c.at, img.At(c.at.X, c.at.Y), c.colour)
			}
		})
	}
}

func TestPicturesRefused(t *testing.T) {
	head := func(w, h uint32, depth, kind byte) []byte {
		b := binary.BigEndian.AppendUint32(nil, w)
		b = binary.BigEndian.AppendUint32(b, h)
		return append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(b, depth, kind, 0, 0, 0))...)
	}
	bomb := append(append(head(30000, 30000, 1, 0), chunk("IDAT", []byte{0x78, 0x9c, 3, 0, 0, 0, 0, 1})...), chunk("IEND", nil)...)
	// Two by one pixel, the second names colour 9 of a palette of two.
	var flat bytes.Buffer
	if err := png.Encode(&flat, &image.Paletted{Pix: []byte{0, 9}, Stride: 2, Rect: image.Rect(0, 0, 2, 1), Palette: make255()}); err != nil {
		t.Fatal(err)
	}
	data := flat.Bytes()
	palette := append(append(head(2, 1, 8, 3), chunk("PLTE", []byte{1, 2, 3, 4, 5, 6})...), data[bytes.Index(data, []byte("IDAT"))-4:]...)
	whole := pngOf(t, quarters(300, 300))
	for name, c := range map[string]struct {
		raw []byte
		say string
	}{
		"empty":           {nil, "empty"},
		"text":            {[]byte("hello"), "not a JPEG"},
		"svg":             {[]byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), "not a JPEG"},
		"gif":             {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), "not a JPEG"},
		"bomb":            {bomb, "30000 × 30000"},
		"long":            {head(50000, 1, 8, 2), "50000 × 1"},
		"deep":            {head(9000, 5000, 16, 6), "9000 × 5000"},
		"outside palette": {palette, "damaged"},
		"cut off":         {whole[:len(whole)/2], "damaged"},
		"head alone":      {head(10, 10, 8, 2), "damaged"},
		"too heavy":       {append(whole, make([]byte, mostPictureBytes)...), "32 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Picture(context.Background(), bytes.NewReader(c.raw))
			if taglane.KindOf(err) != taglane.Invalid || !strings.Contains(taglane.MessageOf(err), c.say) {
				t.Errorf("%v, wanted %q", err, c.say)
			}
		})
	}
}

func make255() color.Palette {
	p := make(color.Palette, 255)
	for i := range p {
		p[i] = color.Gray{uint8(i)}
	}
	return p
}

// TestPaletteIsChecked holds the rule where no decoder stands before it.
func TestPaletteIsChecked(t *testing.T) {
	p := &image.Paletted{Pix: []byte{0, 1, 2, 0}, Stride: 2, Rect: image.Rect(0, 0, 2, 2), Palette: color.Palette{color.White, color.Black}}
	if _, err := nrgba(p); err == nil {
		t.Error("a colour outside the palette passes")
	}
	p.Pix[2] = 1
	if img, err := nrgba(p); err != nil || img.NRGBAAt(0, 1) != (color.NRGBA{0, 0, 0, 255}) {
		t.Error(img, err)
	}
}

// A picture far larger than what is kept is the same picture, smaller, at its
// edges too; what is clear in it does not darken the rest.
func TestALargePictureIsAveraged(t *testing.T) {
	whole := image.NewNRGBA(image.Rect(0, 0, 4*copySide+1, 1201))
	for i := 0; i < len(whole.Pix); i += 8 {
		copy(whole.Pix[i:], []byte{200, 100, 50, 255})
	}
	got, err := nrgba(whole)
	if err != nil || got.Rect != image.Rect(0, 0, 2*copySide+1, 601) {
		t.Fatal(got.Rect, err)
	}
	for _, at := range []image.Point{{0, 0}, {700, 300}, {2*copySide - 1, 599}} {
		if c := got.NRGBAAt(at.X, at.Y); c != (color.NRGBA{200, 100, 50, 127}) {
			t.Errorf("at %v it is %v", at, c)
		}
	}
	flat := image.NewPaletted(image.Rect(0, 0, 5000, 7), color.Palette{color.White, color.NRGBA{9, 8, 7, 255}})
	for i := range flat.Pix {
		flat.Pix[i] = 1
	}
	if got, err := nrgba(flat); err != nil || got.NRGBAAt(got.Rect.Dx()-1, got.Rect.Dy()-1) != (color.NRGBA{9, 8, 7, 255}) {
		t.Error(err)
	}
	flat.Pix[len(flat.Pix)-1] = 2
	if _, err := nrgba(flat); err == nil {
		t.Error("a colour outside the palette passes")
	}
}

func TestWorkerIsNotBelieved(t *testing.T) {
	for _, b := range [][]byte{nil, {0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3}, {0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3, 4, 5}, {0, 0, 0, 0, 0, 0, 0, 0}, {255, 255, 255, 255, 255, 255, 255, 255}} {
		if img, err := received(b); err == nil {
			t.Errorf("%v became a picture of %v", b, img.Rect)
		}
	}
	if handled, _ := WorkerMain([]string{"serve"}, nil, nil); handled {
		t.Error("any word starts the worker")
	}
	t.Setenv(inWorker, "1")
	if _, err := Picture(context.Background(), bytes.NewReader(pngOf(t, quarters(4, 4)))); taglane.KindOf(err) != taglane.Internal {
		t.Error("a worker starts a worker: ", err)
	}
}
