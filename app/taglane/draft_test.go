package taglane

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

// aDraft is the smallest draft that nothing is wrong with.
func aDraft() Draft {
	return Draft{
		Clip:     Clip{ID: "c", Name: "clip.mp4", Facts: Facts{Frames: 300, Rate: Rate{30, 1}}},
		Tags:     []Tag{{ID: "t", Clip: "c", Product: "p", Span: Span{0, 45}}},
		Products: []Product{{ID: "p", Title: "Mug", URL: "https://shop.example/mug", Relation: None}},
	}
}

func rules(d Draft) (out []string) {
	for _, f := range Check(d) {
		out = append(out, string(f.Level)+" "+f.Rule)
	}
	slices.Sort(out)
	return out
}

func tag(id ID, in, out Frame) Tag { return Tag{ID: id, Clip: "c", Product: "p", Span: Span{in, out}} }

func TestCheckFindsEachThing(t *testing.T) {
	if got := rules(aDraft()); got != nil {
		t.Fatalf("the good draft: %v", got)
	}
	for _, v := range []struct {
		name        string
		pass, fails func(*Draft)
		want        string
	}{
		{"tags", func(d *Draft) {}, func(d *Draft) { d.Tags = nil }, "block draft.tags"},
		{"rate", func(d *Draft) { d.Clip.Rate = Rate{1, 1} }, func(d *Draft) { d.Clip.Rate = Rate{} }, "block clip.rate"},
		{"link", func(d *Draft) { d.Products[0].URL = "https://a" }, func(d *Draft) { d.Products[0].URL = "" }, "warn product.link"},
		{"unsafe link", func(d *Draft) { d.Products[0].URL = "HTTPS://a/%20" }, func(d *Draft) { d.Products[0].URL = "javascript:alert(1)" }, "block product.link.unsafe"},
		{"product", func(d *Draft) {}, func(d *Draft) { d.Tags[0].Product = "q" }, "block tag.product"},
		{"end", func(d *Draft) { d.Tags[0].Span = Span{255, 300} }, func(d *Draft) { d.Tags[0].Span = Span{255, 301} }, "block tag.span"},
		{"start", func(d *Draft) { d.Tags[0].Span = Span{0, 300} }, func(d *Draft) { d.Tags[0].Span = Span{-1, 300} }, "block tag.span"},
		{"spot", func(d *Draft) { d.Tags[0].Keys = []Key{{44, Spot{X: 1}}} }, func(d *Draft) { d.Tags[0].Keys = []Key{{45, Spot{X: 1}}} }, "block tag.spot"},
		{"relation", func(d *Draft) { d.Products[0].Relation, d.Tags[0].Relation = Unset, Paid }, func(d *Draft) { d.Products[0].Relation = Unset }, "block disc.relation.set"},
		{"relation of a later build", func(d *Draft) { d.Tags[0].Relation = Own }, func(d *Draft) { d.Tags[0].Relation = "barter" }, "block disc.relation.set"},
		{"short", func(d *Draft) { d.Tags[0].Span = Span{1, 46} }, func(d *Draft) { d.Tags[0].Span = Span{1, 45} }, "warn tag.short"},
		{"crowded", func(d *Draft) { d.Tags = []Tag{tag("a", 0, 90), tag("b", 0, 45), tag("c", 45, 90)} },
			func(d *Draft) { d.Tags = []Tag{tag("a", 0, 90), tag("b", 0, 46), tag("c", 45, 90)} }, "warn tags.crowded"},
	} {
		good, bad := aDraft(), aDraft()
		v.pass(&good)
		v.fails(&bad)
		if got := rules(good); got != nil {
			t.Errorf("%s: the last that passes has %v", v.name, got)
		}
		if got := rules(bad); !slices.Equal(got, []string{v.want}) {
			t.Errorf("%s: the first that fails has %v, want %s", v.name, got, v.want)
		}
	}
}

// Whether a tag is long enough does not depend on where it stands.
func TestShortIsAboutLengthAlone(t *testing.T) {
	for _, r := range append([]Rate{{30667, 1000}}, nine...) { // 46 frames of the first are 1499.98 ms
		d := aDraft()
		d.Clip.Rate = r
		for length := Frame(34); length < 190; length++ {
			d.Tags[0].Span = Span{0, length}
			first := rules(d)
			for in := Frame(1); in < 90; in++ {
				if d.Tags[0].Span = (Span{in, in + length}); !slices.Equal(rules(d), first) {
					t.Fatalf("%d frames at %v: %v at 0, %v at %d", length, r, first, rules(d), in)
				}
			}
		}
	}
}

func TestCrowdedNamesEachStretch(t *testing.T) {
	d := aDraft()
	d.Tags = []Tag{tag("a", 0, 200), tag("b", 0, 200), tag("c", 30, 80), tag("d", 40, 90), tag("e", 120, 170)}
	var at []Frame
	for _, f := range Check(d) {
		at = append(at, *f.Place.Frame)
	}
	if !slices.Equal(at, []Frame{30, 120}) {
		t.Errorf("crowded at %v", at)
	}
}

func TestFindingsSpeakToAPerson(t *testing.T) {
	d := aDraft()
	d.Tags = append(d.Tags, tag("u", 290, 310))
	d.Tags[0].Keys, d.Tags[1].Product = []Key{{99, Spot{}}}, "gone"
	d.Products[0].Relation, d.Products[0].URL = Unset, ""
	for _, f := range Check(d) {
		if !strings.HasSuffix(f.Message, ".") || f.Fix == "" || f.Place == (Place{}) {
			t.Errorf("%+v", f)
		}
	}
}

func aRevision() Revision {
	cover := Frame(3)
	d := aDraft()
	d.Clip.Cover = &cover
	d.Tags[0].Path = Path{Linear, []Key{{0, Spot{0.5, 0.5, 0.1, 0.1}}}}
	d.Products[0].Offer = &Offer{Money{"12.50", "EUR"}, "in_stock", time.Unix(1e9, 0).UTC()}
	return Revision{Draft: d, Media: File{"/m.mp4", "aa", 1}, Cover: File{"/c.jpg", "bb", 1}, Pictures: map[ID]File{"p": {"/p.jpg", "cc", 1}}}
}

func TestDigest(t *testing.T) {
	plain := DigestOf(aRevision())
	same := map[string]func(*Revision){
		"paths": func(r *Revision) {
			r.Media.Path, r.Cover.Path, r.Draft.Clip.Path, r.Pictures = "x", "y", "z", map[ID]File{"p": {"w", "cc", 1}}
		},
		"notes of a tag":     func(r *Revision) { r.Draft.Tags[0].Notes = "n" },
		"notes of a product": func(r *Revision) { r.Draft.Products[0].Notes = "n" },
		"shelf":              func(r *Revision) { r.Draft.Products[0].Shelf = 3 },
		"who pays for it": func(r *Revision) {
			p := &r.Draft.Products[0]
			p.Sellers, p.Fallbacks, p.Source, p.Key, p.Embargo = []Seller{{Account: "a"}}, []ID{"q"}, "feed", "k", &Embargo{Zone: "UTC"}
		},
		"an embargo":          func(r *Revision) { r.Draft.Tags[0].Embargo = &Embargo{Zone: "UTC"} },
		"frozen at":           func(r *Revision) { r.FrozenAt = time.Unix(5, 0) },
		"added at":            func(r *Revision) { r.Draft.Clip.AddedAt = time.Unix(5, 0) },
		"its own digest":      func(r *Revision) { r.Digest = "x" },
		"a title as the name": func(r *Revision) { r.Draft.Clip.Title = r.Draft.Clip.Name },
		"a trip as JSON": func(r *Revision) {
			b, err := json.Marshal(r)
			if *r = (Revision{}); err != nil || json.Unmarshal(b, r) != nil {
				t.Fatalf("%s: %v", b, err)
			}
		},
	}
	for name, change := range same {
		r := aRevision()
		if change(&r); DigestOf(r) != plain {
			t.Errorf("%s changes the digest", name)
		}
	}
	product, tag := func(f func(*Product)) func(*Revision) { return func(r *Revision) { f(&r.Draft.Products[0]) } }, func(f func(*Tag)) func(*Revision) { return func(r *Revision) { f(&r.Draft.Tags[0]) } }
	seen := map[string]string{plain: "nothing"}
	for name, change := range map[string]func(*Revision){
		"a link":          func(r *Revision) { r.Draft.Links = map[ID]Link{r.Draft.Tags[0].ID: {URL: "https://pays.example/1"}} },
		"another link":    func(r *Revision) { r.Draft.Links = map[ID]Link{r.Draft.Tags[0].ID: {URL: "https://pays.example/2"}} },
		"media bytes":     func(r *Revision) { r.Media.SHA256 = "ab" },
		"cover bytes":     func(r *Revision) { r.Cover.SHA256 = "ab" },
		"picture bytes":   func(r *Revision) { r.Pictures = map[ID]File{"p": {SHA256: "ab"}} },
		"no picture":      func(r *Revision) { r.Pictures = nil },
		"clip":            func(r *Revision) { r.Draft.Clip.ID = "d" },
		"name":            func(r *Revision) { r.Draft.Clip.Name = "other" },
		"title":           func(r *Revision) { r.Draft.Clip.Title = "Title" },
		"caption":         func(r *Revision) { r.Draft.Clip.Caption = "x" },
		"language":        func(r *Revision) { r.Draft.Clip.Language = "de" },
		"frames":          func(r *Revision) { r.Draft.Clip.Frames++ },
		"rate":            func(r *Revision) { r.Draft.Clip.Rate.Num++ },
		"tag gone":        func(r *Revision) { r.Draft.Tags = nil },
		"tag added":       func(r *Revision) { r.Draft.Tags = append(r.Draft.Tags, Tag{ID: "u"}) },
		"in":              tag(func(t *Tag) { t.In++ }),
		"out":             tag(func(t *Tag) { t.Out++ }),
		"label":           tag(func(t *Tag) { t.Label = "l" }),
		"tag's relation":  tag(func(t *Tag) { t.Relation = Own }),
		"tag's product":   tag(func(t *Tag) { t.Product = "q" }),
		"interpolation":   tag(func(t *Tag) { t.Interpolation = Hold }),
		"x":               tag(func(t *Tag) { t.Keys = []Key{{0, Spot{0.6, 0.5, 0.1, 0.1}}} }),
		"y":               tag(func(t *Tag) { t.Keys = []Key{{0, Spot{0.5, 0.6, 0.1, 0.1}}} }),
		"w":               tag(func(t *Tag) { t.Keys = []Key{{0, Spot{0.5, 0.5, 0.2, 0.1}}} }),
		"h":               tag(func(t *Tag) { t.Keys = []Key{{0, Spot{0.5, 0.5, 0.1, 0.2}}} }),
		"key's frame":     tag(func(t *Tag) { t.Keys = []Key{{1, Spot{0.5, 0.5, 0.1, 0.1}}} }),
		"product's title": product(func(p *Product) { p.Title = "Cup" }),
		"brand":           product(func(p *Product) { p.Brand = "b" }),
		"link":            product(func(p *Product) { p.URL = "https://b" }),
		"gtin":            product(func(p *Product) { p.GTIN = "1" }),
		"sku":             product(func(p *Product) { p.SKU = "1" }),
		"image":           product(func(p *Product) { p.Image = "dd" }),
		"relation":        product(func(p *Product) { p.Relation = Paid }),
		"no offer":        product(func(p *Product) { p.Offer = nil }),
		"price":           product(func(p *Product) { p.Offer.Price.Amount = "13" }),
		"currency":        product(func(p *Product) { p.Offer.Price.Currency = "USD" }),
		"availability":    product(func(p *Product) { p.Offer.Availability = "preorder" }),
		"seen at":         product(func(p *Product) { p.Offer.ObservedAt = time.Unix(2e9, 0).UTC() }),
	} {
		r := aRevision()
		change(&r)
		d := DigestOf(r)
		if other, twice := seen[d]; twice {
			t.Errorf("%s and %s give one digest", name, other)
		}
		seen[d] = name
	}
	// Making one changes nothing, and no list is like an empty one.
	r := aRevision()
	r.Draft.Tags[0].Notes, r.Draft.Products[0].Shelf = "n", 4
	if DigestOf(r); r.Draft.Tags[0].Notes != "n" || r.Draft.Products[0].Shelf != 4 {
		t.Error("the revision itself lost its notes")
	}
	if DigestOf(Revision{}) != DigestOf(Revision{Draft: Draft{Tags: []Tag{}, Products: []Product{}}, Pictures: map[ID]File{}}) {
		t.Error("an empty list is not like none")
	}
}

func TestCheckURL(t *testing.T) {
	for _, s := range []string{"https://a", "https://shop.example/a?b=c#d", "https://[::1]/x", "https://ä.example", "https://a/" + strings.Repeat("x", 2038)} {
		if err := CheckURL(s); err != nil {
			t.Errorf("%.60q: %v", s, err)
		}
	}
	for _, s := range []string{
		"", "a", "http://a", "//a", "https:", "https://", "https:///x", "https://:80", "https:a", "javascript:alert(1)", "data:text/html,x", "https://u:p@a", "https://u@a",
		" https://a", "https://a\n", "https://a/\x00", "https://a/\x7f", "https://a b", "https://a/\xff", "file:///etc", "https://a/" + strings.Repeat("x", 2039),
	} {
		if KindOf(CheckURL(s)) != Invalid {
			t.Errorf("%.60q is taken", s)
		}
	}
}

func TestCheckText(t *testing.T) {
	for s, ok := range map[string]bool{"": true, "äöü": true, "äöüß": false, "\xff": false, "a\x00": false, "🙂🙂🙂": true} {
		if err := CheckText("title", s, 3); (err == nil) != ok || err != nil && !strings.Contains(MessageOf(err), "title") {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestRelationsAndHeadings(t *testing.T) {
	for _, r := range []Relation{Unset, Paid, Commission, Gifted, Own, None} {
		if got, err := ParseRelation(string(r)); err != nil || got != r {
			t.Errorf("%q: %v", r, err)
		}
	}
	if _, err := ParseRelation("Paid"); KindOf(err) != Invalid {
		t.Errorf("capitals: %v", err)
	}
	d := aDraft()
	d.Products[0].Relation = Gifted
	if got := d.RelationOf(d.Tags[0]); got != Gifted {
		t.Errorf("the product's relation does not count: %q", got)
	}
	if d.Tags[0].Relation = None; d.RelationOf(d.Tags[0]) != None {
		t.Error("the tag's relation does not come first")
	}
	if d.Clip.Heading() != "clip.mp4" {
		t.Errorf("heading %q", d.Clip.Heading())
	}
	if d.Clip.Title = "T"; d.Clip.Heading() != "T" {
		t.Errorf("heading %q", d.Clip.Heading())
	}
}
