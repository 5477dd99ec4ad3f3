package exchange

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taglane/app/taglane"
)

// ratesOfClips are those cameras write, one no millisecond can follow, and one
// that a clip of variable rate was laid on.
var ratesOfClips = []taglane.Rate{{Num: 24000, Den: 1001}, {Num: 24, Den: 1}, {Num: 25, Den: 1}, {Num: 30000, Den: 1001}, {Num: 30, Den: 1}, {Num: 50, Den: 1},
	{Num: 60000, Den: 1001}, {Num: 60, Den: 1}, {Num: 120, Den: 1}, {Num: 30667, Den: 1000}, {Num: 1000, Den: 1}}

// hostile are names that break careless writers.
var hostile = []string{"</script><script>alert(1)</script>", "a --> b", "\"><img onerror=x>", "\u202egnp.exe", "\u2066fine\u2069", "🫖🏽", "NUL\x00here", "two\nlines\n\nWEBVTT", "a\r\nb",
	"bad \xff utf8", "NOTE", "\u2028", "=cmd|'/C calc'!A0", "'=1+1", "''", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\r", "a;b,c\td", "x |D:7", "* LOC: 00:00:00:00 RED x", "001  AX V C", "\u00a0", "<b>"}

// checks is how many timelines each property sees.
const checks = "1000"

func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		_ = flag.Set("rapid.checks", checks)
	}
	os.Exit(m.Run())
}

func anyName(t *rapid.T, least int, what string) string {
	if rapid.IntRange(0, 2).Draw(t, what+" is hostile") == 0 {
		return rapid.SampledFrom(hostile).Draw(t, what)
	}
	return rapid.StringN(least, 16, -1).Draw(t, what)
}

func anyDraft(t *rapid.T) taglane.Draft {
	d := taglane.Draft{Clip: taglane.Clip{ID: "c", Name: "clip", Facts: taglane.Facts{Width: 9, Height: 16,
		Rate: rapid.SampledFrom(ratesOfClips).Draw(t, "rate"), VariableRate: rapid.Bool().Draw(t, "variable"), Frames: taglane.Frame(rapid.IntRange(2, 5000).Draw(t, "frames"))}}}
	for i := range rapid.IntRange(1, 3).Draw(t, "products") {
		d.Products = append(d.Products, anyProduct(t, taglane.ID(fmt.Sprint("p", i))))
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "tags") {
		d.Tags = append(d.Tags, anyTag(t, d, taglane.ID(fmt.Sprint("t", i))))
	}
	return d
}

func anyProduct(t *rapid.T, id taglane.ID) taglane.Product {
	p := taglane.Product{ID: id, Title: anyName(t, 1, "title"), Brand: anyName(t, 0, "brand"), SKU: rapid.StringN(0, 8, -1).Draw(t, "sku"),
		GTIN: rapid.SampledFrom([]string{"", "12345678", "4006381333931", "12"}).Draw(t, "gtin"), URL: rapid.SampledFrom([]string{"", "https://shop.example/a?b=c&d", "http://plain.example"}).Draw(t, "url"),
		Relation: rapid.SampledFrom([]taglane.Relation{taglane.Paid, taglane.Commission, taglane.Gifted, taglane.Own, taglane.None}).Draw(t, "relation"),
		Notes:    rapid.SampledFrom([]string{"", "mine"}).Draw(t, "notes"), Shelf: rapid.IntRange(0, 9).Draw(t, "shelf")}
	if rapid.Bool().Draw(t, "priced") {
		p.Offer = &taglane.Offer{Price: taglane.Money{Amount: rapid.StringMatching(`[0-9]{1,6}(\.[0-9]{1,2})?`).Draw(t, "amount"), Currency: "EUR"},
			Availability: "in_stock", ObservedAt: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "seen"), 0).UTC()}
	}
	return p
}

func anyTag(t *rapid.T, d taglane.Draft, id taglane.ID) taglane.Tag {
	in := rapid.Int64Range(0, int64(d.Clip.Frames)-1).Draw(t, "in")
	out := rapid.Int64Range(in+1, int64(d.Clip.Frames)).Draw(t, "out")
	g := taglane.Tag{ID: id, Product: rapid.SampledFrom(d.Products).Draw(t, "product").ID, Span: taglane.Span{In: taglane.Frame(in), Out: taglane.Frame(out)},
		Label:    anyName(t, 0, "label"),
		Relation: rapid.SampledFrom([]taglane.Relation{taglane.Unset, taglane.Paid, taglane.None}).Draw(t, "own relation")}
	if rapid.IntRange(0, 3).Draw(t, "comes later") == 0 {
		g.Coming = &taglane.Coming{At: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0).UTC(), Zone: rapid.SampledFrom([]string{"", "Europe/Berlin", "Asia/Tokyo"}).Draw(t, "zone"), Still: rapid.Bool().Draw(t, "still")}
	}
	frames := rapid.SliceOfNDistinct(rapid.Int64Range(in, out-1), 0, int(min(5, out-in)), rapid.ID[int64]).Draw(t, "keys")
	slices.Sort(frames)
	for _, f := range frames {
		at := func(name string) float64 { return rapid.SampledFrom([]float64{0, .1, .5, 1. / 3, 1}).Draw(t, name) }
		g.Keys = append(g.Keys, taglane.Key{Frame: taglane.Frame(f), Spot: taglane.Spot{X: at("x"), Y: at("y"), W: at("w")}})
	}
	if len(g.Keys) > 0 {
		g.Interpolation = rapid.SampledFrom([]taglane.Interpolation{"", taglane.Hold, taglane.Linear, taglane.CatmullRom}).Draw(t, "interpolation")
	}
	return g
}

// carried is a text as f gives it back.
func carried(s string, f Format) string {
	if s = clean(s); f == CSV {
		s = strings.ReplaceAll(s, "\r\n", "\n")
	}
	return s
}

// asCarried is d minus what Write declares lost, as a reader gives it.
func asCarried(d taglane.Draft, f Format) Timeline {
	out := Timeline{Rate: d.Clip.Rate, Frames: d.Clip.Frames}
	for _, p := range d.Products {
		p.Title, p.Brand, p.SKU = carried(p.Title, f), carried(p.Brand, f), carried(p.SKU, f)
		p.Notes, p.Shelf, p.Image, p.Relation = "", 0, "", ""
		if !gtinForm.MatchString(p.GTIN) {
			p.GTIN = ""
		}
		if taglane.CheckURL(p.URL) != nil || !tagged(d, p.ID) {
			p.URL = ""
		}
		if f == WebVTT {
			p = taglane.Product{ID: p.ID, Title: p.Title}
		}
		if f == TimelineJSON || tagged(d, p.ID) {
			out.Products = append(out.Products, p)
		}
	}
	return out
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	s := schema(t)
	for _, f := range []Format{TimelineJSON, WebVTT, CSV, OTIO} {
		t.Run(string(f), func(t *testing.T) {
			t.Parallel()
			n := 0
			rapid.Check(t, func(t *rapid.T) {
				d := anyDraft(t)
				var b bytes.Buffer
				if _, err := Write(&b, f, d, stamp); err != nil {
					t.Fatal(err)
				}
				if n++; f == TimelineJSON && n%10 == 0 { // validation is slow
					if err := valid(t, s, b.Bytes()); err != nil {
						t.Fatal(err)
					}
				}
				got, err := Read(bytes.NewReader(b.Bytes()), "", Grid{d.Clip.Rate, d.Clip.Frames})
				if err != nil {
					t.Fatal(err)
				}
				compare(t, d, f, got)
			})
		})
	}
}

func compare(t *rapid.T, d taglane.Draft, f Format, got Timeline) {
	want := asCarried(d, f)
	if got.Rate != want.Rate || got.Frames != want.Frames || len(got.Tags) != len(d.Tags) {
		t.Fatalf("grid or number of tags differ: %+v", got)
	}
	back := taglane.Draft{Products: got.Products}
	for _, p := range want.Products {
		have, ok := back.Product(p.ID)
		have.Relation = ""
		if !ok || !reflect.DeepEqual(have, p) {
			t.Fatalf("product %+v\ncomes back as %+v", p, have)
		}
	}
	for _, g := range d.Tags {
		i := slices.IndexFunc(got.Tags, func(h taglane.Tag) bool { return h.ID == g.ID })
		if i < 0 {
			t.Fatalf("tag %s is gone", g.ID)
		}
		h := got.Tags[i]
		if h.Span != g.Span || h.Product != g.Product || h.Label != carried(g.Label, f) {
			t.Fatalf("%+v\ncomes back as %+v", g, h)
		}
		if carries := f == TimelineJSON || f == OTIO; carries && !reflect.DeepEqual(h.Coming, g.Coming) || !carries && h.Coming != nil {
			t.Fatalf("tag %s comes at %+v, and back at %+v", g.ID, g.Coming, h.Coming)
		}
		if f != WebVTT && back.RelationOf(h) != d.RelationOf(g) {
			t.Fatalf("tag %s: %s comes back as %s", g.ID, d.RelationOf(g), back.RelationOf(h))
		}
		for _, at := range lookedAt(g) {
			a, shown := g.Path.At(at)
			b, still := h.Path.At(at)
			if shown != still || a != b {
				t.Fatalf("tag %s at %d stands at %v, comes back at %v\n%+v\n%+v", g.ID, at, a, b, g.Path, h.Path)
			}
		}
	}
}

// lookedAt is the frames at which two paths are compared: the first and last,
// all around keys, and some between.
func lookedAt(g taglane.Tag) []taglane.Frame {
	out := []taglane.Frame{g.In, g.Out - 1}
	for _, k := range g.Keys {
		out = append(out, k.Frame-1, k.Frame, k.Frame+1)
	}
	for at := g.In; at < g.Out; at += max(1, g.Len()/12) {
		out = append(out, at)
	}
	return slices.DeleteFunc(out, func(f taglane.Frame) bool { return !g.Contains(f) })
}

func TestLossesAreDeclared(t *testing.T) {
	d := sunday()
	d.Products[0].Image, d.Products[0].Notes, d.Products[1].Shelf, d.Products[1].GTIN = "sum", "secret", 3, "12"
	d.Products = append(d.Products, taglane.Product{ID: "idle", URL: "https://idle.example/"})
	said := func(f Format) string {
		_, lost := write(t, f, d)
		return fmt.Sprint(lost)
	}
	for f, words := range map[Format][]string{
		TimelineJSON: {"The link of 1", "The empty name of 1", "The picture of 1", "Your notes on 1 product", "The shelf key of 1", "The GTIN of 1"},
		WebVTT:       {"the products of 3 tags", "The links of 3", "The price of 1", "The picture of 1", "The brands and the codes of 2", "1 product that no tag shows", "Your notes on 1 product", "The shelf key of 1"},
	} {
		for _, w := range words {
			if s := said(f); !bytes.Contains([]byte(s), []byte(w)) {
				t.Errorf("%s does not declare %q: %s", f, w, s)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, format := range Formats() {
		if format.Writes() {
			b, _ := write(f, format, sunday())
			f.Add(b)
		}
	}
	f.Add([]byte("{version:1,cutSegments:[{start:1,name:'a'},/*b*/]}"))
	f.Add([]byte(`{"markers":[{"title":"a","seconds":"1.5"}]}`))
	f.Add([]byte("WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:02.000 line:0\n{\"v\":1,\"tag\":\"a\",\"x\":1,\"y\":0}"))
	grid := Grid{taglane.Rate{Num: 30, Den: 1}, 900}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := Read(bytes.NewReader(b), "", grid)
		if err != nil {
			if taglane.KindOf(err) != taglane.Invalid {
				t.Fatalf("a bad file is Invalid, not %v", err)
			}
			return
		}
		if err := got.check(); err != nil {
			t.Fatalf("what was read breaks its own rules: %v", err)
		}
		for _, g := range got.Tags {
			if g.Out > got.Frames || g.In < 0 || g.Out <= g.In {
				t.Fatalf("tag outside the clip: %+v", g)
			}
		}
	})
}
