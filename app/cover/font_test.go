package cover

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/go-text/typesetting/font/opentype"

	"taglane/app/taglane"
)

// Tests lean on no typeface of the computer they run on. Those they need are
// made here: every glyph is a block, as wide as the test says.

func TestMain(m *testing.M) {
	installed = &shelf{}
	m.Run()
}

// letter is a block in a made typeface of 1000 units; its foot stands on the
// baseline, and drop below it when that is more than 0.
type letter struct {
	r                   rune
	advance, high, drop int16
	picture             []byte // a PNG drawn instead; nil for none
}

// madeFont is a TrueType file of blocks.
func madeFont(t testing.TB, letters ...letter) []byte {
	letters = slices.Clone(letters)
	slices.SortFunc(letters, func(a, b letter) int { return int(a.r - b.r) })
	var glyf, loca, hmtx, groups buffer
	loca.put(uint32(0), uint32(0)) // the glyph for what is missing is empty
	hmtx.put(uint16(500), int16(0))
	for i, l := range letters {
		glyf.put(int16(1), int16(50), -l.drop, l.advance-50, l.high, // one contour and its bounds
			uint16(3), uint16(0), // its last point, no instructions
			[]uint8{1, 1, 1, 1}, // points on the path, in words
			[]int16{50, 0, l.advance - 100, 0}, []int16{-l.drop, l.high + l.drop, 0, -l.high - l.drop})
		for glyf.Len()%4 > 0 {
			glyf.put(uint8(0))
		}
		loca.put(uint32(glyf.Len()))
		hmtx.put(uint16(l.advance), int16(50))
		groups.put(uint32(l.r), uint32(l.r), uint32(i+1))
	}
	n := uint16(len(letters) + 1)
	var head, hhea, maxp, cmap buffer
	head.put(uint32(0x10000), uint32(0x10000), uint32(0), uint32(0x5F0F3CF5), uint16(3), uint16(1000), uint64(0), uint64(0),
		int16(0), int16(-300), int16(1000), int16(900), uint16(1), uint16(8), int16(2), int16(1), int16(0))
	hhea.put(uint32(0x10000), int16(900), int16(-300), int16(0), uint16(1000), make([]int16, 11), n)
	maxp.put(uint32(0x10000), n, make([]uint16, 13))
	cmap.put(uint16(0), uint16(1), uint16(3), uint16(10), uint32(12), // one table, Unicode
		uint16(12), uint16(0), uint32(16+groups.Len()), uint32(0), uint32(len(letters)), groups.Bytes())
	tables := []opentype.Table{
		{Tag: opentype.MustNewTag("cmap"), Content: cmap.Bytes()}, {Tag: opentype.MustNewTag("glyf"), Content: glyf.Bytes()},
		{Tag: opentype.MustNewTag("head"), Content: head.Bytes()}, {Tag: opentype.MustNewTag("hhea"), Content: hhea.Bytes()},
		{Tag: opentype.MustNewTag("hmtx"), Content: hmtx.Bytes()}, {Tag: opentype.MustNewTag("loca"), Content: loca.Bytes()},
		{Tag: opentype.MustNewTag("maxp"), Content: maxp.Bytes()},
	}
	if slices.ContainsFunc(letters, func(l letter) bool { return l.picture != nil }) {
		tables = append(tables, opentype.Table{Tag: opentype.MustNewTag("sbix"), Content: pictures(letters)})
	}
	return opentype.WriteTTF(tables)
}

// pictures is a table of one size of pictures, 100 pixels to the em.
func pictures(letters []letter) []byte {
	var strike, data, out buffer
	strike.put(uint16(100), uint16(72))
	at := uint32(4 + 4*(len(letters)+2))
	strike.put(at, at) // none for what is missing
	for _, l := range letters {
		if l.picture != nil {
			data.put(int16(0), int16(0), []byte("png "), l.picture)
		}
		strike.put(at + uint32(data.Len()))
	}
	out.put(uint16(1), uint16(1), uint32(1), uint32(12), strike.Bytes(), data.Bytes())
	return out.Bytes()
}

type buffer struct{ bytes.Buffer }

func (b *buffer) put(values ...any) {
	for _, v := range values {
		if err := binary.Write(b, binary.BigEndian, v); err != nil {
			panic(err)
		}
	}
}

// shelfOf is a folder of typefaces by the names of their files.
func shelfOf(t testing.TB, files map[string][]byte) *shelf {
	dir := t.TempDir()
	for name, b := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return &shelf{dirs: []string{filepath.Join(dir, "gone"), "relative", dir}}
}

// with lends the package other typefaces for one test.
func with(t testing.TB, s *shelf) {
	was := installed
	installed = s
	t.Cleanup(func() { installed = was })
}

func filled(w, h int, c color.Color) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	k := color.NRGBAModel.Convert(c).(color.NRGBA)
	for i := 0; i < len(m.Pix); i += 4 {
		m.Pix[i], m.Pix[i+1], m.Pix[i+2], m.Pix[i+3] = k.R, k.G, k.B, k.A
	}
	return m
}

func pngOf(m image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestShelf(t *testing.T) {
	aleph := letter{r: 'א', advance: 700, high: 700}
	s := shelfOf(t, map[string][]byte{
		"a/NotoSansHebrew-Regular.ttf":   madeFont(t, aleph),
		"b/c/NotoSansHebrew-Bold.ttf":    madeFont(t, aleph, letter{r: 'ב', advance: 600, high: 700}),
		"NotoSansThai-Bold.ttf":          []byte("no typeface at all"),
		"NotoSansThai-Regular.otf":       madeFont(t, letter{r: 'ก', advance: 500, high: 500}),
		"notes.txt":                      []byte("x"),
		"1/2/3/4/5/6/7/8/9/seguiemj.ttf": madeFont(t, letter{r: '😀', advance: 1000, high: 800}), // too deep
		"Twemoji.ttf":                    madeFont(t, letter{r: '😀', advance: 900, high: 800}),
	})
	for r, wide := range map[rune]float32{'א': 700, 'ב': 600, 'ก': 500, '😀': 900, 'あ': 0, 'ข': 0, '\U0010FFFF': 0} {
		f := s.find(r)
		if f == nil {
			if wide > 0 {
				t.Errorf("%c is not found", r)
			}
			continue
		}
		id, _ := f.NominalGlyph(r)
		if got := newChooser(f, s).main.HorizontalAdvance(id); got != wide {
			t.Errorf("%c is %v wide instead of %v", r, got, wide)
		}
	}
	if len(s.read) > mostOpen || !slices.IsSorted(s.names) {
		t.Error(s.names, len(s.read))
	}
	t.Chdir(s.dirs[2])
	if away := (&shelf{dirs: []string{"a", "b", ""}}); away.find('א') != nil {
		t.Error("a folder that depends on where the program was started is looked through")
	}
	again := s.find('א')
	if err := os.RemoveAll(s.dirs[2]); err != nil {
		t.Fatal(err)
	}
	if s.find('א') != again {
		t.Error("the folders are looked through again")
	}
}

func TestShelfIsLeftAloneWithoutNeed(t *testing.T) {
	s := shelfOf(t, nil)
	for _, text := range []string{"Sommerkleid für 49,90 €", "Ελληνικά", "Русский", "a\u200db \u00a0c\ufe0f"} {
		set, err := set(words(text), 1, s)
		if err != nil || len(set.missing) > 0 {
			t.Errorf("%q: %q missing, %v", text, set.missing, err)
		}
	}
	if s.paths != nil {
		t.Error("the computer's typefaces are looked through, though nothing is missing")
	}
	if set, _ := set(words("ab\n\u200d\nc"), 1, &shelf{}); len(set.missing) > 0 {
		t.Errorf("%q is invisible, and missed", set.missing)
	}
	if set, _ := set(words("ab 한국 한"), 1, s); string(set.missing) != "한국" || s.paths == nil {
		t.Errorf("missing %q", string(set.missing))
	}
}

// A damaged typeface costs its glyphs, and nothing else.
func TestDamagedTypefaces(t *testing.T) {
	whole := madeFont(t, letter{r: 'א', advance: 700, high: 700}, letter{r: 'ב', advance: 600, high: 700})
	damaged := func(at int, b byte) []byte {
		bad := slices.Clone(whole)
		bad[at] = b
		return bad
	}
	table := func(tag string) int { // where its entry is
		return bytes.Index(whole, []byte(tag))
	}
	widths := int(binary.BigEndian.Uint32(whole[table("hhea")+8:])) + 35
	bad := [][]byte{damaged(table("glyf"), 'x'), damaged(widths, 0)}
	for i := 0; i < len(whole); i += 19 {
		bad = append(bad, damaged(i, whole[i]^0xff), whole[:i])
	}
	for i, b := range bad {
		s := shelfOf(t, map[string][]byte{"NotoSansHebrew-Bold.ttf": b})
		p, err := place(words("אב אב"), false, 90, 160, s)
		if err == nil {
			(&canvas{NRGBA: image.NewNRGBA(image.Rect(0, 0, 90, 160))}).draw(&p)
		}
		if i == 0 && len(p.missing) != 2 {
			t.Errorf("a typeface without shapes: %v, %v", p.missing, err)
		}
		if i == 1 && taglane.KindOf(err) != taglane.Internal {
			t.Errorf("a typeface without widths: %v", err)
		}
	}
}
