package cover

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"taglane/app/media"
	"taglane/app/taglane"
)

// quarters is a frame whose quarters are red, green, blue and white.
func quarters(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, []color.NRGBA{{200, 0, 0, 255}, {0, 200, 0, 255}, {0, 0, 200, 255}, {250, 250, 250, 255}}[2*(2*y/h)+2*x/w])
		}
	}
	return m
}

func titled(text string) taglane.Design {
	w := words(text)
	return taglane.Design{Title: &w}
}

func TestComposeCutsAndScales(t *testing.T) {
	still := quarters(180, 320)
	for _, s := range Shapes {
		for _, width := range []int{45, 90, 5000} {
			m, err := Compose(still, taglane.Design{}, s, width)
			if err != nil {
				t.Fatal(err)
			}
			want := Window(180, 320, s, taglane.Point{X: 0.5, Y: 0.5})
			if got := m.Rect.Dx(); got != min(width, want.Dx()) || m.Rect.Min != (image.Point{}) {
				t.Errorf("%v at %d: %v", s, width, m.Rect)
			}
			if d := m.Rect.Dy()*s.W - m.Rect.Dx()*s.H; d > s.W || d < -s.W {
				t.Errorf("%v at %d: %v", s, width, m.Rect)
			}
			if c := m.NRGBAAt(0, 0); c.R < 150 || c.G > 60 {
				t.Errorf("%v: the corner is %v", s, c)
			}
		}
	}
	// A cut that is not scaled keeps all its rows, also where 16:9 of its width
	// would be one more.
	if m, err := Compose(quarters(200, 99), taglane.Design{}, Shape{9, 16}, 5000); err != nil || m.Rect != image.Rect(0, 0, 56, 99) {
		t.Errorf("%v, %v", m.Rect, err)
	}
	corner := taglane.Point{X: 1, Y: 1}
	m, err := Compose(still, taglane.Design{Focus: &corner}, Shape{1, 1}, 90)
	if err != nil || m.NRGBAAt(89, 89).R < 240 || m.NRGBAAt(0, 89).B < 150 {
		t.Errorf("the focus is not kept in sight: %v", err)
	}
	part := still.SubImage(image.Rect(90, 0, 180, 160)).(*image.NRGBA) // green alone
	if m, err := Compose(part, taglane.Design{}, Shape{1, 1}, 40); err != nil || m.NRGBAAt(0, 0).G < 150 || m.NRGBAAt(39, 39).G < 150 {
		t.Errorf("a part of a picture is cut somewhere else: %v", err)
	}
}

func TestComposeTo(t *testing.T) {
	still := quarters(60, 40)
	for _, size := range []image.Point{{320, 180}, {90, 160}, {30, 20}, {1, 1}, {7, 300}} { // more and fewer pixels than there are
		m, err := ComposeTo(still, titled("Bag"), Target{Width: size.X, Height: size.Y})
		if err != nil || m.Rect != (image.Rectangle{Max: size}) {
			t.Errorf("%v: %v, %v", size, m.Rect, err)
		}
	}
	if _, err := ComposeTo(still, taglane.Design{}, Target{Width: 10, Height: mostSide + 1}); taglane.KindOf(err) != taglane.Invalid {
		t.Error(err)
	}
}

func TestComposeDrawsWordsOnThePlateAlone(t *testing.T) {
	grey := filled(360, 640, color.Gray{128})
	before := bytes.Clone(grey.Pix)
	d := titled("Bag")
	d.Title.Plate = "#102030"
	m, err := Compose(grey, d, Shape{9, 16}, 360)
	if err != nil {
		t.Fatal(err)
	}
	p, _ := place(*d.Title, false, 360, 640, installed)
	ink, plate := 0, 0
	for y := range 640 {
		for x := range 360 {
			switch c := m.NRGBAAt(x, y); {
			case !(image.Point{x, y}).In(p.plate) && c != color.NRGBA{128, 128, 128, 255}:
				t.Fatalf("%v at %d, %d outside of the plate", c, x, y)
			case c == color.NRGBA{255, 255, 255, 255}:
				ink++
			case c == color.NRGBA{16, 32, 48, 255}:
				plate++
			}
		}
	}
	if ink < 300 || plate < 1000 {
		t.Errorf("%d pixels of ink, %d of plate", ink, plate)
	}
	if m.NRGBAAt(p.plate.Min.X, p.plate.Min.Y) != (color.NRGBA{128, 128, 128, 255}) {
		t.Error("the plate's corner is not round")
	}
	if !bytes.Equal(before, grey.Pix) {
		t.Error("the still itself was drawn on")
	}
	again, _ := Compose(grey, d, Shape{9, 16}, 360)
	if !bytes.Equal(again.Pix, m.Pix) {
		t.Error("the same design gives another picture")
	}
}

func TestComposeDrawsInkOfEachFace(t *testing.T) {
	grey := filled(180, 320, color.Gray{128})
	seen := map[string]string{}
	for _, face := range Faces() {
		d := titled("Bag")
		d.Title.Face, d.Title.Size = face, 0.2
		m, err := Compose(grey, d, Shape{9, 16}, 180)
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := seen[string(m.Pix)]; ok {
			t.Errorf("%s looks like %s", face, other)
		}
		seen[string(m.Pix)] = face
	}
	first, _ := Compose(grey, titled("Bag"), Shape{9, 16}, 180)
	d := titled("Bag")
	d.Title.Face = Faces()[0]
	if same, _ := Compose(grey, d, Shape{9, 16}, 180); !bytes.Equal(first.Pix, same.Pix) {
		t.Error("the first typeface is not the one for none")
	}
}

// Emoji are pictures in a typeface, and keep their colours.
func TestComposeDrawsPictures(t *testing.T) {
	yellow := func(side int, at taglane.Point) (n int) {
		with(t, shelfOf(t, map[string][]byte{"NotoColorEmoji.ttf": madeFont(t, letter{r: '😀', advance: 1000, high: 800, picture: pngOf(filled(side, side, color.NRGBA{250, 200, 10, 255}))})}))
		d := titled("A 😀")
		d.Title.At = at
		m, err := Compose(filled(180, 320, color.Gray{128}), d, Shape{9, 16}, 180)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(m.Pix); i += 4 {
			if m.Pix[i] > 240 && m.Pix[i+1] > 190 && m.Pix[i+2] < 30 {
				n++
			}
		}
		return n
	}
	middle, em := taglane.Point{X: 0.5, Y: 0.5}, 18/1.2
	if n := float64(yellow(100, middle)); n < 0.7*em*em || n > 1.3*em*em {
		t.Errorf("%v pixels of the picture", n)
	}
	if n := yellow(100, taglane.Point{X: 1, Y: 1}); n > 0 {
		t.Errorf("%d pixels of a picture that lies outside", n)
	}
	if n := float64(yellow(100, taglane.Point{X: 0.95, Y: 0})); n == 0 || n > 0.7*em*em {
		t.Errorf("%v pixels of a picture that lies half outside", n)
	}
	if n := yellow(mostGlyph+1, middle); n > 0 {
		t.Error("a picture without bounds is read")
	}
}

func TestComposeRefuses(t *testing.T) {
	still := quarters(90, 160)
	blank := titled(" ")
	for name, do := range map[string]func() error{
		"no picture": func() error { _, err := Compose(nil, taglane.Design{}, Shape{1, 1}, 9); return err },
		"no pixels":  func() error { _, err := Compose(&image.NRGBA{}, taglane.Design{}, Shape{1, 1}, 9); return err },
		"no width":   func() error { _, err := Compose(still, taglane.Design{}, Shape{1, 1}, 0); return err },
		"no shape":   func() error { _, err := Compose(still, taglane.Design{}, Shape{}, 9); return err },
		"no words":   func() error { _, err := Compose(still, blank, Shape{1, 1}, 9); return err },
		"no target":  func() error { _, err := ComposeTo(still, taglane.Design{}, Target{}); return err },
	} {
		if err := do(); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever design passes its check can be drawn and judged at any size.
func TestAnyDesignIsDrawn(t *testing.T) {
	text := rapid.OneOf(rapid.StringN(1, 24, -1), rapid.StringOfN(rapid.SampledFrom([]rune("aW .-\n\t\u200d\u202e\ufe0fאبक한あ😀🇩ﷺ\u0301")), 1, 24, -1))
	share := rapid.Float64Range(0, 1)
	draw := rapid.Custom(func(t *rapid.T) *taglane.Words {
		w := &taglane.Words{Text: text.Draw(t, "text"), At: taglane.Point{X: share.Draw(t, "x"), Y: share.Draw(t, "y")}, Ink: "#fF0a0B"}
		w.Size = rapid.Float64Range(0.02, 0.3).Draw(t, "size")
		w.Face = rapid.SampledFrom(append(Faces(), "", "Papyrus")).Draw(t, "face")
		w.Plate = rapid.SampledFrom([]string{"", "#000000"}).Draw(t, "plate")
		return w
	})
	// Sides are mostly short, or the test would fill pixels all day.
	side := rapid.OneOf(rapid.IntRange(1, 60), rapid.IntRange(1, 60), rapid.IntRange(1, 400), rapid.Just(4000))
	rapid.Check(t, func(t *rapid.T) {
		d := taglane.Design{Title: draw.Draw(t, "title"), Sticker: draw.Draw(t, "sticker"), Focus: &taglane.Point{X: share.Draw(t, "fx"), Y: share.Draw(t, "fy")}}
		w := side.Draw(t, "w")
		still := image.NewNRGBA(image.Rect(0, 0, w, rapid.IntRange(1, max(1, min(4000, 160_000/w))).Draw(t, "h")))
		s := rapid.SampledFrom(Shapes).Draw(t, "shape")
		m, err := Compose(still, d, s, rapid.IntRange(1, 4000).Draw(t, "width"))
		if d.Check() != nil {
			if taglane.KindOf(err) != taglane.Invalid {
				t.Fatalf("%v, %v", d.Check(), err)
			}
			return
		}
		if err != nil || m.Rect.Empty() {
			t.Fatal(m.Rect, err)
		}
		for _, f := range Check(still, d, s, PhonesWith("")) {
			if f.Level == taglane.Block || f.Message == "" || f.Fix == "" {
				t.Fatalf("%+v", f)
			}
		}
	})
}

func TestEncode(t *testing.T) {
	m := quarters(120, 90)
	var jpg, losslessly bytes.Buffer
	if err := Encode(t.Context(), media.Tool{}, &jpg, m, "jpeg", 0); err != nil {
		t.Fatal(err)
	}
	if got, err := jpeg.Decode(&jpg); err != nil || got.Bounds() != m.Rect {
		t.Error(got.Bounds(), err)
	}
	if err := Encode(t.Context(), media.Tool{}, &losslessly, m, "png", 1<<20); err != nil {
		t.Fatal(err)
	}
	got, err := png.Decode(&losslessly)
	if err != nil {
		t.Fatal(err)
	}
	for y := range 90 {
		for x := range 120 {
			if color.NRGBAModel.Convert(got.At(x, y)) != m.NRGBAAt(x, y) {
				t.Fatalf("%v at %d, %d", got.At(x, y), x, y)
			}
		}
	}
	if tool, err := media.Find(); err == nil {
		var webp bytes.Buffer
		if err := Encode(t.Context(), tool, &webp, m, "webp", 0); err != nil || !strings.HasPrefix(webp.String(), "RIFF") {
			t.Error(webp.Len(), err)
		}
	}
}

func TestEncodeKeepsWithinBytes(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	m := image.NewNRGBA(image.Rect(0, 0, 100, 100))
	for i := range m.Pix {
		m.Pix[i] = uint8(rnd.Uint32()) | uint8(i%4/3*255)
	}
	var fine bytes.Buffer
	if err := Encode(t.Context(), media.Tool{}, &fine, m, "jpeg", 0); err != nil {
		t.Fatal(err)
	}
	for most := int64(fine.Len()); most > 0; most = most * 4 / 5 {
		var b bytes.Buffer
		err := Encode(t.Context(), media.Tool{}, &b, m, "jpeg", most)
		if err != nil {
			if most > int64(fine.Len())/2 || taglane.KindOf(err) != taglane.Invalid || b.Len() > 0 {
				t.Errorf("within %d of %d bytes: %d written, %v", most, fine.Len(), b.Len(), err)
			}
			break
		}
		if int64(b.Len()) > most || int64(b.Len()) < most/3 {
			t.Errorf("%d bytes where %d are allowed", b.Len(), most)
		}
	}
	var none bytes.Buffer
	if err := Encode(t.Context(), media.Tool{}, &none, m, "png", 1000); taglane.KindOf(err) != taglane.Invalid || none.Len() > 0 {
		t.Error(err)
	}
	for _, format := range []string{"", "gif", "JPEG"} {
		if err := Encode(t.Context(), media.Tool{}, &none, m, format, 0); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: %v", format, err)
		}
	}
	if err := Encode(t.Context(), media.Tool{}, &none, nil, "jpeg", 0); taglane.KindOf(err) != taglane.Invalid {
		t.Error(err)
	}
	gone, stop := context.WithCancel(t.Context())
	stop()
	if err := Encode(gone, media.Tool{}, &none, m, "jpeg", 0); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
