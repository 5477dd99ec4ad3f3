package cover

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/draw"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"taglane/app/taglane"
)

func rules(found []taglane.Finding) (names []string) {
	for _, f := range found {
		names = append(names, strings.TrimPrefix(f.Rule, "cover."))
	}
	return names
}

func TestCheck(t *testing.T) {
	white := filled(225, 400, color.Gray{250})
	dark := filled(225, 400, color.Gray{30})
	speck := filled(225, 400, color.Gray{30}) // one bright line behind the letters
	draw.Draw(speck, image.Rect(0, 200, 225, 201), image.White, image.Point{}, draw.Src)
	fifth := filled(225, 400, color.Gray{30}) // bright behind the last of them
	draw.Draw(fifth, image.Rect(122, 0, 225, 400), image.White, image.Point{}, draw.Src)
	feet := filled(225, 400, color.Gray{30})
	draw.Draw(feet, image.Rect(0, 202, 225, 400), image.White, image.Point{}, draw.Src)
	middle := filled(225, 400, color.Gray{130}) // 3.9 to 1 against white

	at := func(x, y float64) func(*taglane.Words) {
		return func(w *taglane.Words) { w.At = taglane.Point{X: x, Y: y} }
	}
	size := func(v float64) func(*taglane.Words) { return func(w *taglane.Words) { w.Size = v } }
	title := func(text string, change ...func(*taglane.Words)) taglane.Design {
		d := titled(text)
		for _, c := range change {
			c(d.Title)
		}
		return d
	}
	sticker := func(d taglane.Design, text string, change ...func(*taglane.Words)) taglane.Design {
		w := words(text)
		w.Size, w.At.Y = 0.06, 0.7
		for _, c := range change {
			c(&w)
		}
		d.Sticker = &w
		return d
	}
	for name, c := range map[string]struct {
		still *image.NRGBA
		d     taglane.Design
		s     Shape
		want  string
	}{
		"nothing on it":            {white, taglane.Design{}, Shape{9, 16}, ""},
		"white on dark":            {dark, title("Bag"), Shape{9, 16}, ""},
		"white on white":           {white, title("Bag"), Shape{9, 16}, "contrast"},
		"black on white":           {white, title("Bag", func(w *taglane.Words) { w.Ink = "#000000" }), Shape{9, 16}, ""},
		"on a plate":               {white, title("Bag", func(w *taglane.Words) { w.Plate = "#000000" }), Shape{9, 16}, ""},
		"on a plate of its colour": {dark, title("Bag", func(w *taglane.Words) { w.Plate = "#fefefe" }), Shape{9, 16}, "contrast"},
		"a bright speck":           {speck, title("Bag"), Shape{9, 16}, ""},
		"its end on bright":        {fifth, title("Bag"), Shape{9, 16}, "contrast"},
		"its feet on bright":       {feet, title("Bag"), Shape{9, 16}, "contrast"},
		"large on grey":            {middle, title("Bag", size(0.07)), Shape{9, 16}, ""},
		"small on grey":            {middle, title("Bag", size(0.06)), Shape{9, 16}, "contrast"},
		"thin on grey":             {middle, title("Bag", size(0.07), func(w *taglane.Words) { w.Face = "Medium" }), Shape{9, 16}, "contrast"},
		"over the left edge":       {dark, title("Bag", at(0.02, 0.5)), Shape{9, 16}, "edge"},
		"over the lower edge":      {dark, title("Bag", at(0.5, 1)), Shape{1, 1}, "edge"},
		"too wide":                 {dark, title("Donaudampfschifffahrtsgesellschaft"), Shape{4, 5}, "size"},
		"too high for the grid":    {dark, title("Bag", at(0.5, 0.12)), Shape{9, 16}, "grid"},
		"too low for the grid":     {dark, title("a", at(0.8, 0.875), size(0.06)), Shape{9, 16}, "grid"},
		"low, in another shape":    {dark, title("Bag", at(0.5, 0.1)), Shape{4, 5}, ""},
		"under the buttons":        {dark, title("Bag", at(0.88, 0.6), size(0.06)), Shape{9, 16}, "furniture"},
		"there, in another shape":  {dark, title("Bag", at(0.88, 0.6), size(0.06)), Shape{4, 5}, ""},
		"four lines":               {dark, title("a\nb\nc\nd"), Shape{9, 16}, "lines"},
		"three lines":              {dark, title("a\nb\nc"), Shape{9, 16}, ""},
		"no glyphs":                {dark, title("Bag 한국"), Shape{9, 16}, "glyphs"},
		"no such face":             {dark, title("Bag", func(w *taglane.Words) { w.Face = "Papyrus" }), Shape{9, 16}, "face"},
		"a sticker":                {white, sticker(title("Bag", func(w *taglane.Words) { w.Ink = "#000000" }), "€ 49"), Shape{9, 16}, ""},
		"a sticker on the title":   {dark, sticker(title("Bag"), "€ 49", at(0.52, 0.52)), Shape{9, 16}, "overlap"},
		"a sticker of three lines": {dark, sticker(title("Bag", at(0.5, 0.3)), "1\n2\n3"), Shape{9, 16}, "lines"},
		"no words":                 {dark, title(" "), Shape{9, 16}, "design"},
		"no picture":               {nil, title("Bag"), Shape{9, 16}, "design"},
		"no shape":                 {dark, title("Bag"), Shape{}, "design"},
	} {
		found := Check(c.still, c.d, c.s, PhonesWith(""))
		if got := strings.Join(rules(found), " "); got != c.want {
			t.Errorf("%s: %q, want %q: %+v", name, got, c.want, found)
		}
		for _, f := range found {
			if f.Place.Field != field(f, name) || !strings.HasSuffix(strings.TrimRight(f.Message, "국"), ".") && f.Rule != "cover.glyphs" || (f.Level == taglane.Block) != (f.Rule == "cover.design") {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
}

// field is the part a finding of that test speaks of; a design that cannot be drawn is one thing.
func field(f taglane.Finding, test string) string {
	switch {
	case f.Rule == "cover.design":
		return "cover"
	case strings.HasPrefix(test, "a sticker"):
		return "cover.sticker"
	default:
		return "cover.title"
	}
}

// The contrast is that of the cut, not of the frame.
func TestCheckLooksAtTheCut(t *testing.T) {
	still := filled(225, 400, color.Gray{30})
	draw.Draw(still, image.Rect(0, 0, 225, 150), image.White, image.Point{}, draw.Src)
	d := titled("Bag")
	d.Title.At.Y = 0.25
	for focus, want := range map[float64]string{0: "contrast", 1: ""} {
		d.Focus = &taglane.Point{X: 0.5, Y: focus}
		if got := strings.Join(rules(Check(still, d, Shape{1, 1}, PhonesWith(""))), " "); got != want {
			t.Errorf("focus at %v: %q", focus, got)
		}
	}
}

func TestFurnitureIsNamed(t *testing.T) {
	d := titled("Bag")
	d.Title.At = taglane.Point{X: 0.88, Y: 0.6}
	d.Title.Size = 0.06
	found := Check(filled(90, 160, color.Black), d, Shape{9, 16}, PhonesWith(""))
	if len(found) != 1 || found[0].Message != "On a phone, the title lies under the button rail of Reels, TikTok, Shorts and Facebook Reels." {
		t.Errorf("%+v", found)
	}
}

// One rule pack: the studio's preview shows what the check speaks of.
func TestPhonesAreThoseOfThePreview(t *testing.T) {
	shown, err := os.ReadFile("../../frontend/src/maths/phones.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(shown, phonesJSON) {
		t.Error("phones.json differs from frontend/src/maths/phones.json; copy it")
	}
	pack, err := furniture()
	if err != nil || pack.Picture.Width*16 != pack.Picture.Height*9 || len(pack.Phones) < 3 {
		t.Errorf("%+v, %v", pack, err)
	}
	for _, p := range pack.Phones {
		if _, err := time.Parse(time.DateOnly, p.Checked); err != nil {
			t.Errorf("%s: checked on %q", p.Name, p.Checked)
		}
		for _, s := range p.Shapes {
			if s.Part == "" || s.W <= 0 || s.H <= 0 || s.X+s.W > pack.Picture.Width || s.Y+s.H > pack.Picture.Height {
				t.Errorf("%s: %+v", p.Name, s)
			}
			if said := called([]string{s.Part})[0]; said.Format != s.Part {
				t.Errorf("%s: %q cannot be said in another language: it is not among the overlaid", p.Name, s.Part)
			}
		}
	}
}

func TestContrast(t *testing.T) {
	for _, c := range []struct {
		a, b color.NRGBA
		want float64
	}{
		{color.NRGBA{0, 0, 0, 255}, color.NRGBA{255, 255, 255, 255}, 21},
		{color.NRGBA{255, 0, 0, 255}, color.NRGBA{255, 255, 255, 255}, 4.00},
		{color.NRGBA{118, 118, 118, 255}, color.NRGBA{255, 255, 255, 255}, 4.54},
		{color.NRGBA{7, 7, 7, 255}, color.NRGBA{7, 7, 7, 255}, 1},
	} {
		for _, got := range []float64{contrast(luminance(c.a), luminance(c.b)), contrast(luminance(c.b), luminance(c.a))} {
			if !near(got, c.want, 0.01) {
				t.Errorf("%v on %v: %v, want %v", c.a, c.b, got, c.want)
			}
		}
	}
	if !slices.IsSorted(linear[:]) {
		t.Error("a brighter value gives less light")
	}
}

func BenchmarkCheck(b *testing.B) {
	still := filled(1080, 1920, color.Gray{30})
	d := titled("The red bag everybody asks about")
	for b.Loop() {
		Check(still, d, Shape{9, 16}, PhonesWith(""))
	}
}

func BenchmarkCompose(b *testing.B) {
	still := filled(1080, 1920, color.Gray{30})
	d := titled("The red bag everybody asks about")
	for _, width := range []int{360, 1080} {
		b.Run(strconv.Itoa(width), func(b *testing.B) {
			for b.Loop() {
				if _, err := Compose(still, d, Shape{9, 16}, width); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// The stage draws the same furniture: both sides read one list of vectors.
func TestFurnitureReachesAsFarAsThePersonSays(t *testing.T) {
	text, err := os.ReadFile("../../frontend/src/maths/testdata/margins.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Cases []struct {
			Phones json.RawMessage
			Shapes map[string][][]any
		}
	}
	if err := json.Unmarshal(text, &vectors); err != nil || len(vectors.Cases) < 4 {
		t.Fatalf("%d cases, %v", len(vectors.Cases), err)
	}
	for i, c := range vectors.Cases {
		for _, p := range PhonesWith(string(c.Phones)).pack.Phones {
			wanted, changed := c.Shapes[p.ID]
			if changed && len(wanted) != len(p.Shapes) {
				t.Errorf("case %d, %s: %d shapes, not %d", i, p.ID, len(p.Shapes), len(wanted))
				continue
			}
			for k, w := range wanted {
				got := p.Shapes[k]
				for at, n := range []float64{got.X, got.Y, got.W, got.H} {
					if d := n - w[at+1].(float64); got.Part != w[0] || math.Abs(d) > 1e-5 {
						t.Errorf("case %d, %s: %+v, not %v", i, p.ID, got, w)
						break
					}
				}
			}
		}
	}
	d, still := titled("Slow"), filled(225, 400, color.Gray{30})
	d.Title.At.Y = 0.25
	if found := rules(Check(still, d, Shape{9, 16}, PhonesWith(""))); slices.Contains(found, "furniture") {
		t.Fatalf("the title is covered already: %v", found)
	}
	if found := rules(Check(still, d, Shape{9, 16}, PhonesWith(`{"reels":{"left":0.45}}`))); !slices.Contains(found, "furniture") {
		t.Errorf("a wider margin covers nothing: %v", found)
	}
	for _, broken := range []string{"", "[]", `{"reels":7}`, `{"reels":{"top":"0.4"}}`, `{"reels":{"top":-1}}`, "\x00"} {
		if got := PhonesWith(broken).pack.Phones[0].Shapes; len(got) != 12 {
			t.Errorf("%q changes the furniture: %d shapes", broken, len(got))
		}
	}
}
