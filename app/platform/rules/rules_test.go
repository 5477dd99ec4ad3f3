package rules

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"taglane/app/taglane"
)

var today = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// short is an upright clip of so many seconds.
func short(seconds int) taglane.Clip {
	return taglane.Clip{Name: "Slow Sunday", Size: 20_000_000, Facts: taglane.Facts{
		Frames: taglane.Frame(30 * seconds), Rate: taglane.Rate{Num: 30, Den: 1}, Width: 1080, Height: 1920}}
}

// draft tags n products one after the other, each with a hotspot.
func draft(n int, relation taglane.Relation) taglane.Draft {
	d := taglane.Draft{Clip: short(30)}
	for i := range n {
		id := taglane.ID(fmt.Sprintf("p%02d", i))
		in := taglane.Frame(i)
		d.Products = append(d.Products, taglane.Product{ID: id, Title: "Mug " + string(id), URL: "https://lind.example/mug", Relation: relation,
			Offer: &taglane.Offer{Price: taglane.Money{Amount: "12.50", Currency: "EUR"}, Availability: "in_stock", ObservedAt: today.Add(-time.Hour)}})
		d.Tags = append(d.Tags, taglane.Tag{ID: "t" + id, Product: id, Span: taglane.Span{In: in, Out: in + 60},
			Path: taglane.Path{Keys: []taglane.Key{{Frame: in, Spot: taglane.Spot{X: 0.5, Y: 0.5}}}}})
	}
	return d
}

// at is the column of a place, with its fates by row.
func at(t *testing.T, v Table, id taglane.ID) (Destination, []Outcome) {
	t.Helper()
	for i, d := range v.Destinations {
		if d.ID == id {
			var out []Outcome
			for _, r := range v.Rows {
				out = append(out, r.Fates[i])
			}
			return d, out
		}
	}
	t.Fatalf("there is no column for %s in %v", id, v.Destinations)
	return Destination{}, nil
}

// toldOf is an outcome in words.
func toldOf(o Outcome) string { return fmt.Sprintf("%s: %s", o.Fate, o.Why) }

func fatesOf(os []Outcome) (s string) {
	for _, o := range os {
		s += string(o.Fate[:1])
	}
	return s
}

func TestEveryBuiltInPackHolds(t *testing.T) {
	packs, err := load(files)
	if err != nil {
		t.Fatal(err)
	}
	if len(packs) != len(columns) {
		t.Errorf("%d packs for %d columns", len(packs), len(columns))
	}
	for i, p := range packs {
		if p.ID != columns[i] {
			t.Errorf("column %d is %s, not %s", i, p.ID, columns[i])
		}
		if p.name().Format == "" || p.source().Format == "" || strings.Contains(p.source().String(), "%!") {
			t.Errorf("%s: %q from %q", p.ID, p.name(), p.source())
		}
		if p.Checked > today.Format(time.DateOnly) || p.Checked < "2026-01-01" {
			t.Errorf("%s was checked on %s", p.ID, p.Checked)
		}
	}
	list := All()
	if list[0].Name = "changed"; All()[0].Name == "changed" {
		t.Error("who asks for the packs changes them for everybody")
	}
}

func TestAPackThatDoesNotHoldIsRefused(t *testing.T) {
	good, err := fs.ReadFile(files, "packs/tiktok-shop.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"an unknown field":    {`"links"`, `"linkz"`},
		"no day":              {`"2026-11-23"`, `""`},
		"no real day":         {`"2026-11-23"`, `"2026-11-31"`},
		"no name":             {`"TikTok Shop"`, `" "`},
		"no source":           {`"kind": "reference"`, `"kind": "hearsay"`},
		"nobody's source":     {`"of": "TikTok Shop"`, `"of": ""`},
		"another's id":        {`"id": "tiktok-shop"`, `"id": "tiktok"`},
		"an id of no column":  {`"id": "tiktok-shop"`, `"id": "elsewhere"`},
		"an unknown form":     {`"form": "link"`, `"form": "cloud"`},
		"an unknown part":     {`"keeps": []`, `"keeps": ["smell"]`},
		"an unknown unit":     {`"utf16"`, `"lines"`},
		"an unknown cover":    {`"picture"`, `"painting"`},
		"no disclosure":       {`"disclosure": "none"`, `"disclosure": ""`},
		"a link for two":      {`"most": 1`, `"most": 2`},
		"no ratio":            {`"16:9"`, `"16 to 9"`},
		"a size below none":   {`100000000`, `-1`},
		"too short to be one": {`"bytes": 100000000`, `"shortest_ms": 9, "longest_ms": 3`},
		"more than a pack":    {"\n}\n", "\n}\n{}"},
		"no pack":             {`{`, `[`},
		"instead of nothing":  {`"clip":`, `"instead_of": "youtube", "clip":`},
	} {
		bad := strings.Replace(string(good), change[0], change[1], 1)
		if bad == string(good) {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := load(fstest.MapFS{"packs/tiktok-shop.json": {Data: []byte(bad)}}); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if _, err := load(fstest.MapFS{"packs/tiktok-shop.json": {Data: good}}); err != nil {
		t.Error("the pack that all of them are made of is refused:", err)
	}
}

func TestWhatBecomesOfProducts(t *testing.T) {
	own, paid := draft(3, taglane.Own), draft(3, taglane.Paid)
	for _, c := range []struct {
		place taglane.ID
		d     taglane.Draft
		want  string
		why   string // of the last
	}{
		{"webpage", own, "kkk", ""},
		{"youtube-shorts", own, "rrr", "Only the order is kept; the first product becomes the sticker."},
		{"instagram-reels", own, "rrr", "Listed with the whole clip, without its time and its place in the picture."},
		{"instagram-reels", paid, "ddd", "Only products of your own shop can be tagged."},
		{"facebook-reels", own, "rrr", "No product tags; its name and link can stand in the caption."},
		{"tiktok", own, "rdd", "There is room for one product, and another goes before it."},
		{"tiktok-shop", paid, "rdd", "There is room for one product, and another goes before it."},
		{"shopify", own, "kkk", ""},
		{"shopify", paid, "ddd", "Tags stay with a product of your own shop, and none of these is one."},
	} {
		_, os := at(t, Report(c.d, nil, today), c.place)
		if got := fatesOf(os); got != c.want || os[2].Why.String() != c.why {
			t.Errorf("%s: %s %q, want %s %q", c.place, got, os[2].Why, c.want, c.why)
		}
	}
	// The sticker is of the first that is shown, and of no other.
	const sticker = "It becomes the sticker, without times or places."
	_, os := at(t, Report(own, nil, today), "youtube-shorts")
	if os[0].Why.String() != sticker || os[1].Why.String() == sticker {
		t.Error(os)
	}
	own.Products[0].Offer.Availability = "out_of_stock"
	if _, os = at(t, Report(own, nil, today), "youtube-shorts"); fatesOf(os) != "drr" || os[1].Why.String() != sticker {
		t.Error(os)
	}
}

func TestEachThingThatIsLostIsSaid(t *testing.T) {
	wide := draft(1, taglane.Own)
	wide.Clip.Width, wide.Clip.Height = 1920, 1080
	for name, c := range map[string]struct {
		place  taglane.ID
		d      taglane.Draft
		change func(*taglane.Draft)
		want   string
	}{
		"a time and a place":  {"youtube", wide, nil, "reduced: You tag it by hand in YouTube Studio, with its time and without its place in the picture."},
		"a time, no place":    {"youtube", wide, func(d *taglane.Draft) { d.Tags[0].Keys = nil }, "reduced: You tag it by hand in YouTube Studio, with its time."},
		"listed, no place":    {"instagram-reels", draft(1, taglane.Own), func(d *taglane.Draft) { d.Tags[0].Keys = nil }, "reduced: Listed with the whole clip, without its time."},
		"nothing to buy":      {"webpage", wide, func(d *taglane.Draft) { d.Products[0].URL = "" }, "reduced: It has no link, so nobody can buy it there."},
		"an old price":        {"webpage", wide, func(d *taglane.Draft) { d.Products[0].Offer.ObservedAt = today.AddDate(0, 0, -8) }, "reduced: Its price was seen more than 7 days ago, so it is not shown."},
		"a price of a week":   {"webpage", wide, func(d *taglane.Draft) { d.Products[0].Offer.ObservedAt = today.AddDate(0, 0, -7) }, "kept: "},
		"out of stock":        {"youtube", wide, func(d *taglane.Draft) { d.Products[0].Offer.Availability = "out_of_stock" }, "dropped: A product that is out of stock is not shown."},
		"nowhere to go":       {"facebook-reels", draft(1, taglane.Own), func(d *taglane.Draft) { d.Products[0].URL = "" }, "dropped: No product tags, and without a link it cannot stand in the caption."},
		"a long name":         {"tiktok-shop", wide, func(d *taglane.Draft) { d.Products[0].Title = strings.Repeat("Mug ", 9) }, "reduced: One link with the whole clip; of its name no more than 29 characters."},
		"the tag's relation":  {"instagram-reels", wide, func(d *taglane.Draft) { d.Tags[0].Relation = taglane.Gifted }, "dropped: Only products of your own shop can be tagged."},
		"another shape":       {"facebook-reels", wide, nil, "dropped: Clips on Facebook Reels are 9:16: export this one in that shape first."},
		"a panorama":          {"tiktok-shop", wide, func(d *taglane.Draft) { d.Clip.Width = 4000 }, "dropped: The picture of this clip is too narrow or too wide for TikTok Shop."},
		"too long":            {"facebook-reels", draft(1, taglane.Own), func(d *taglane.Draft) { d.Clip.Frames = 30*90 + 1 }, "dropped: Clips on Facebook Reels last up to 90 seconds, and this one lasts 91."},
		"just short enough":   {"facebook-reels", draft(1, taglane.Own), func(d *taglane.Draft) { d.Clip.Frames = 30 * 90 }, "reduced: No product tags; its name and link can stand in the caption."},
		"too short":           {"tiktok", wide, func(d *taglane.Draft) { d.Clip.Frames = 30 }, "dropped: Clips on TikTok last 3 seconds or more, and this one is shorter."},
		"too heavy":           {"tiktok-shop", wide, func(d *taglane.Draft) { d.Clip.Size = 100_000_001 }, "dropped: Files on TikTok Shop have up to 100 MB, and this one has 101."},
		"facts nobody knows":  {"tiktok-shop", wide, func(d *taglane.Draft) { d.Clip.Facts = taglane.Facts{} }, "reduced: One link with the whole clip, without a time or a place."},
		"a pixel of 9:16 off": {"facebook-reels", draft(1, taglane.Own), func(d *taglane.Draft) { d.Clip.Width = 1082 }, "reduced: No product tags; its name and link can stand in the caption."},
	} {
		d := c.d
		offer := *d.Products[0].Offer
		d.Products, d.Tags = slices.Clone(d.Products), slices.Clone(d.Tags)
		d.Products[0].Offer = &offer
		if c.change != nil {
			c.change(&d)
		}
		if _, os := at(t, Report(d, nil, today), c.place); toldOf(os[0]) != c.want {
			t.Errorf("%s: %s", name, toldOf(os[0]))
		}
	}
}

func TestWhatAPlaceOfAllOrSomeWouldSay(t *testing.T) {
	g := draft(1, taglane.Own)
	g.Tags[0].Label = "Cup"
	g.Tags[0].Keys = append(g.Tags[0].Keys, taglane.Key{Frame: 30})
	goods := ordered(g, nil)
	for _, c := range []struct {
		keeps []Part
		want  string
	}{
		{[]Part{Times, Places, Paths, Labels, Prices}, ""},
		{[]Part{Times, Paths, Labels, Prices}, "It keeps its time and loses its place in the picture."},
		{[]Part{Times, Places, Labels, Prices}, "Its hotspot stands still where it moves on the clip."},
		{[]Part{Times, Places, Paths, Prices}, "It is shown under its own name, not under its label."},
		{[]Part{Times, Places, Paths, Labels}, "It is shown without its price."},
	} {
		p := Pack{Tags: Tags{Form: Timeline, Keeps: c.keeps}}
		if o := p.fates(g.Clip, goods, today)[0]; o.Why.String() != c.want {
			t.Errorf("%v: %q", c.keeps, o.Why)
		}
	}
	p := Pack{Tags: Tags{Form: List, Keeps: []Part{Times, Places}}}
	if o := p.fates(g.Clip, goods, today)[0]; o.Fate != Kept {
		t.Error(o)
	}
}

func TestTheLastByPriorityGoFirst(t *testing.T) {
	d := draft(34, taglane.Own)
	v := Report(d, []taglane.ID{"p33", "nobody's", "p33", "p10"}, today)
	if v.Rows[0].Product != "p33" || v.Rows[1].Product != "p10" || v.Rows[2].Product != "p00" || v.Rows[33].Product != "p32" {
		t.Fatal(Ordered(d, []taglane.ID{"p33", "p10"}))
	}
	_, os := at(t, v, "instagram-reels")
	if got := fatesOf(os); got != strings.Repeat("r", 30)+"dddd" {
		t.Error(got)
	}
	if os[33].Why.String() != "There is room for 30 products, and so many go before it." {
		t.Error(os[33].Why)
	}
	if _, os = at(t, v, "youtube-shorts"); os[30].Why.String() != "Room is certain for 30 products, and so many go before it." {
		t.Error(os[30].Why)
	}
	// A product that is refused anyway takes no seat.
	for i := range 4 {
		d.Products[i].Relation = taglane.Gifted
	}
	if _, os = at(t, Report(d, nil, today), "instagram-reels"); fatesOf(os) != "dddd"+strings.Repeat("r", 30) {
		t.Error(fatesOf(os))
	}
}

func TestAClipIsAShortOrNot(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*taglane.Clip)
		want   taglane.ID
	}{
		"upright":     {func(*taglane.Clip) {}, "youtube-shorts"},
		"square":      {func(c *taglane.Clip) { c.Width = 1920 }, "youtube-shorts"},
		"wide":        {func(c *taglane.Clip) { c.Width, c.Height = 1920, 1080 }, "youtube"},
		"three":       {func(c *taglane.Clip) { c.Frames = 180 * 30 }, "youtube-shorts"},
		"over three":  {func(c *taglane.Clip) { c.Frames = 180*30 + 1 }, "youtube"},
		"much longer": {func(c *taglane.Clip) { c.Frames = 3600 * 30 }, "youtube"},
	} {
		d := draft(1, taglane.Own)
		c.change(&d.Clip)
		v, found := Report(d, nil, today), []taglane.ID{}
		for _, x := range v.Destinations {
			if strings.HasPrefix(string(x.ID), "youtube") {
				found = append(found, x.ID)
			}
		}
		if len(found) != 1 || found[0] != c.want {
			t.Errorf("%s: %v", name, found)
		}
	}
}

func TestWhatBecomesOfTheClipItself(t *testing.T) {
	d := draft(1, taglane.Commission)
	d.Clip.Title, d.Clip.Caption = strings.Repeat("é", 101), "See https://lind.example "+strings.Repeat("𝄞", 1100)
	d.Clip.Design = &taglane.Design{Title: &taglane.Words{Text: "Four things"}}
	v := Report(d, nil, today)
	for place, want := range map[taglane.ID]map[string]string{
		"webpage":         {"Clip": "kept: ", "Title": "kept: ", "Caption": "kept: ", "Links": "kept: ", "Cover": "kept: ", "Subtitles": "kept: ", "Disclosure": "kept: "},
		"youtube-shorts":  {"Title": "reduced: The title has 101 characters, and there is room for 100.", "Links": "reduced: A link in the caption is shown and cannot be clicked.", "Caption": "kept: "},
		"instagram-reels": {"Title": "dropped: A post has no title.", "Caption": "reduced: The caption has 2225 characters, and there is room for 2200.", "Cover": "reduced: Only a frame of the clip can be the cover, without words on it."},
		"tiktok-shop":     {"Caption": "kept: ", "Subtitles": "dropped: No file of subtitles can be sent; put them into the picture.", "Disclosure": "reduced: There is no switch for it: the clip itself has to say it."},
		"shopify":         {"Title": "kept: ", "Caption": "dropped: No text is kept beside the clip."},
	} {
		dest, _ := at(t, v, place)
		for what, o := range want {
			if i := slices.IndexFunc(dest.Whole, func(m Matter) bool { return m.What.String() == what }); i < 0 || toldOf(dest.Whole[i].Outcome) != o {
				t.Errorf("%s, %s: %v", place, what, dest.Whole)
			}
		}
	}
	d.Clip.Caption = strings.Repeat("é", 2501)
	dest, _ := at(t, Report(d, nil, today), "youtube-shorts")
	if i := slices.IndexFunc(dest.Whole, func(m Matter) bool { return m.What.String() == "Caption" }); dest.Whole[i].Why.String() != "The caption has 5002 bytes, and there is room for 5000." {
		t.Error(dest.Whole)
	}
	// What the clip does not have is not spoken of.
	bare := Report(draft(1, taglane.None), nil, today).Destinations[0]
	for _, m := range bare.Whole {
		if slices.Contains([]string{"Caption", "Links", "Disclosure"}, m.What.String()) {
			t.Error("a clip without a caption is told of its", m.What)
		}
	}
	d.Clip.Frames = 30 * 1000
	dest, _ = at(t, Report(d, nil, today), "tiktok")
	if dest.Says.String() != "Clips on TikTok last up to 600 seconds, and this one lasts 1000." || dest.Whole[0].Fate != Dropped {
		t.Error(dest)
	}
}

func TestNothingTaggedIsAnEmptyTable(t *testing.T) {
	v := Report(taglane.Draft{Clip: short(10)}, []taglane.ID{"p"}, today)
	if v.Rows == nil || len(v.Rows) != 0 || len(v.Destinations) != len(columns)-1 {
		t.Errorf("%+v", v)
	}
}

func drawn(t *rapid.T) (taglane.Draft, []taglane.ID) {
	d := taglane.Draft{Clip: short(rapid.IntRange(1, 700).Draw(t, "seconds"))}
	d.Clip.Width = rapid.SampledFrom([]int{1080, 1920, 4000}).Draw(t, "width")
	d.Clip.Size = rapid.SampledFrom([]int64{1, 200_000_000, 2_000_000_000}).Draw(t, "size")
	for i := range rapid.IntRange(0, 45).Draw(t, "products") {
		p := taglane.Product{ID: taglane.ID(fmt.Sprint("p", i)), Title: "Mug",
			Relation: rapid.SampledFrom([]taglane.Relation{taglane.Own, taglane.Paid, taglane.None}).Draw(t, "relation"),
			URL:      rapid.SampledFrom([]string{"", "https://lind.example"}).Draw(t, "url")}
		if rapid.Bool().Draw(t, "offered") {
			p.Offer = &taglane.Offer{Availability: rapid.SampledFrom([]taglane.Availability{"in_stock", "out_of_stock"}).Draw(t, "stock"), ObservedAt: today}
		}
		d.Products = append(d.Products, p)
		for j := range rapid.IntRange(1, 3).Draw(t, "tags") {
			d.Tags = append(d.Tags, taglane.Tag{ID: taglane.ID(fmt.Sprint(p.ID, "t", j)), Product: p.ID, Span: taglane.Span{In: 0, Out: 20}})
		}
	}
	ids := []taglane.ID{"gone"}
	for _, p := range d.Products {
		ids = append(ids, p.ID)
	}
	ids = rapid.Permutation(ids).Draw(t, "priority")
	return d, ids[:rapid.IntRange(0, len(ids)).Draw(t, "named")]
}

func TestTheTableAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, priority := drawn(t)
		v := Report(d, priority, today)
		seen, tags := map[taglane.ID]int{}, 0
		for _, r := range v.Rows {
			seen[r.Product]++
			tags += len(r.Tags)
			if len(r.Fates) != len(v.Destinations) {
				t.Fatalf("%s has %d fates in %d columns", r.Product, len(r.Fates), len(v.Destinations))
			}
			for _, o := range r.Fates {
				if (o.Fate == Kept) != (o.Why.Format == "") || o.Fate != Kept && !strings.HasSuffix(o.Why.String(), ".") {
					t.Fatalf("%s without a reason, or with one too many: %q", o.Fate, o.Why)
				}
			}
		}
		for _, p := range d.Products {
			if seen[p.ID] != 1 {
				t.Fatalf("%s stands in %d rows", p.ID, seen[p.ID])
			}
		}
		if len(v.Rows) != len(d.Products) || tags != len(d.Tags) {
			t.Fatalf("%d rows for %d products, %d tags for %d", len(v.Rows), len(d.Products), tags, len(d.Tags))
		}
	})
}

func TestNoPlaceTakesMoreThanItCanAndTheLastGo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, priority := drawn(t)
		v := Report(d, priority, today)
		goods := ordered(d, priority)
		own := slices.ContainsFunc(goods, func(g good) bool { return g.relation == taglane.Own })
		for i, p := range places(d.Clip) {
			taken, full := 0, false
			for j, r := range v.Rows {
				switch {
				case r.Fates[i].Fate != Dropped:
					if taken++; full {
						t.Fatalf("%s drops a product and takes one that goes after it", p.ID)
					}
				case p.refuses(d.Clip).Format == "" && p.shut(goods[j], own) == nil:
					full = true
				}
			}
			if p.Tags.Most > 0 && (taken > p.Tags.Most || full && taken < p.Tags.Most) {
				t.Fatalf("%s takes %d of %d, and is full: %t", p.ID, taken, p.Tags.Most, full)
			}
		}
	})
}

func TestPriorityIsAnOrderAndNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, priority := drawn(t)
		got := Ordered(d, priority)
		if again := Ordered(d, got); !slices.Equal(got, again) {
			t.Fatalf("the order of the table is not kept: %v, %v", got, again)
		}
		rest := slices.DeleteFunc(slices.Clone(got), func(id taglane.ID) bool { return slices.Contains(priority, id) })
		byTime := slices.DeleteFunc(Ordered(d, nil), func(id taglane.ID) bool { return slices.Contains(priority, id) })
		if !slices.Equal(rest, byTime) || !slices.Equal(got[len(got)-len(rest):], rest) {
			t.Fatalf("those without priority do not follow by time: %v of %v", got, priority)
		}
	})
}
