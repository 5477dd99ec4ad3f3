package exchange

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taglane/app/taglane"
)

func anyDraft(t *rapid.T) taglane.Draft {
	rates := []taglane.Rate{{Num: 24000, Den: 1001}, {Num: 24, Den: 1}, {Num: 25, Den: 1}, {Num: 30000, Den: 1001}, {Num: 60000, Den: 1001}, {Num: 120, Den: 1}, {Num: 1000, Den: 1}}
	d := taglane.Draft{Clip: taglane.Clip{ID: "c", Name: "clip", Facts: taglane.Facts{Width: 9, Height: 16,
		Rate: rapid.SampledFrom(rates).Draw(t, "rate"), Frames: taglane.Frame(rapid.IntRange(2, 5000).Draw(t, "frames"))}}}
	for i := range rapid.IntRange(1, 4).Draw(t, "products") {
		d.Products = append(d.Products, anyProduct(t, taglane.ID(fmt.Sprint("p", i))))
	}
	for i := range rapid.IntRange(0, 6).Draw(t, "tags") {
		d.Tags = append(d.Tags, anyTag(t, d, taglane.ID(fmt.Sprint("t", i))))
	}
	return d
}

func anyProduct(t *rapid.T, id taglane.ID) taglane.Product {
	p := taglane.Product{ID: id, Title: rapid.StringN(1, 40, -1).Draw(t, "title"), Brand: rapid.String().Draw(t, "brand"), SKU: rapid.StringN(0, 20, -1).Draw(t, "sku"),
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
		Label:    rapid.StringN(0, 10, -1).Draw(t, "label"),
		Relation: rapid.SampledFrom([]taglane.Relation{taglane.Unset, taglane.Paid, taglane.None}).Draw(t, "own relation")}
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

// asCarried is d minus what Write declares lost, as a reader gives it.
func asCarried(d taglane.Draft, f Format) Timeline {
	out := Timeline{Rate: d.Clip.Rate, Frames: d.Clip.Frames}
	for _, p := range d.Products {
		p.Title, p.Brand, p.SKU = clean(p.Title), clean(p.Brand), clean(p.SKU)
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
	for _, f := range Formats() {
		t.Run(string(f), rapid.MakeCheck(func(t *rapid.T) {
			d := anyDraft(t)
			var b bytes.Buffer
			if _, err := Write(&b, f, d, stamp); err != nil {
				t.Fatal(err)
			}
			if f == TimelineJSON {
				if err := valid(t, s, b.Bytes()); err != nil {
					t.Fatal(err)
				}
			}
			got, err := Read(bytes.NewReader(b.Bytes()), "", Grid{d.Clip.Rate, d.Clip.Frames})
			if err != nil {
				t.Fatal(err)
			}
			compare(t, d, f, got)
		}))
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
		if h.Span != g.Span || h.Product != g.Product || h.Label != clean(g.Label) {
			t.Fatalf("%+v\ncomes back as %+v", g, h)
		}
		if f == TimelineJSON && back.RelationOf(h) != d.RelationOf(g) {
			t.Fatalf("tag %s: %s comes back as %s", g.ID, d.RelationOf(g), back.RelationOf(h))
		}
		for at := g.In; at < g.Out; at++ {
			a, shown := g.Path.At(at)
			b, still := h.Path.At(at)
			if shown != still || a != b {
				t.Fatalf("tag %s at %d stands at %v, comes back at %v\n%+v\n%+v", g.ID, at, a, b, g.Path, h.Path)
			}
		}
	}
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
		TimelineJSON: {"Links of 1", "empty names of 1", "Pictures of 1", "Notes of 1 product or tag", "Shelf keys of 1", "Product codes of 1"},
		WebVTT:       {"shown by 3 tags", "Links of 3", "Prices of 1", "Pictures of 1", "Brands and codes of 2", "1 product shown by no tag", "Notes of 1 product or tag", "Shelf keys of 1"},
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
		b, _ := write(f, format, sunday())
		f.Add(b)
	}
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
