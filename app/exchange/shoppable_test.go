package exchange

import (
	"bytes"
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taglane/app/taglane"
)

// writtenAndRead is a draft as f gives it back.
func writtenAndRead(t *rapid.T, f Format, d taglane.Draft) Timeline {
	var b bytes.Buffer
	if _, err := Write(&b, f, d, stamp); err != nil {
		t.Fatal(err)
	}
	got, err := Read(bytes.NewReader(b.Bytes()), "", Grid{d.Clip.Rate, d.Clip.Frames})
	if err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	if len(got.Refused) > 0 {
		t.Fatalf("something of ours is left out: %q", got.Refused)
	}
	return got
}

// labelBack is a tag's label where one that says no more than the name is none.
func labelBack(g taglane.Tag, name string) string {
	if l := clean(g.Label); l != name {
		return l
	}
	return ""
}

// Of Cloudinary's document come back: which product each tag shows with its
// id, name and https link; the tag's frames and label; and the place of its
// first hotspot. Nothing else does.
func TestCloudinaryGivesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyDraft(t)
		got := writtenAndRead(t, Cloudinary, d)
		back := taglane.Draft{Products: got.Products}
		if len(got.Tags) != len(d.Tags) {
			t.Fatalf("%d tags of %d", len(got.Tags), len(d.Tags))
		}
		for i, g := range d.Tags {
			was, _ := d.Product(g.Product)
			want := taglane.Product{ID: g.Product, Title: clean(was.Title), URL: linkOf(was)}
			h := got.Tags[i]
			if p, _ := back.Product(h.Product); !reflect.DeepEqual(p, want) {
				t.Fatalf("product %+v\ncomes back as %+v", was, p)
			}
			tag := taglane.Tag{ID: taglane.ID(fmt.Sprintf("product-%d", i+1)), Product: g.Product, Span: g.Span, Label: labelBack(g, want.Title)}
			if len(g.Keys) > 0 {
				k := g.Keys[0]
				tag.Keys = []taglane.Key{{Frame: k.Frame, Spot: taglane.Spot{X: k.X, Y: k.Y}}}
			}
			if !reflect.DeepEqual(h, tag) {
				t.Fatalf("tag %+v\ncomes back as %+v", g, h)
			}
		}
	})
}

// Of Cloudimage's document come back the tags that have a hotspot: id, frames,
// label and the way of the hotspot's centre, frame for frame; and of the
// product name, brand, SKU and https link, and the price as a note.
func TestCloudimageGivesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyDraft(t)
		got := writtenAndRead(t, Cloudimage, d)
		back := taglane.Draft{Products: got.Products}
		shown := slices.DeleteFunc(slices.Clone(d.Tags), func(g taglane.Tag) bool { return len(g.Keys) == 0 })
		if len(got.Tags) != len(shown) {
			t.Fatalf("%d tags of %d", len(got.Tags), len(shown))
		}
		ids := map[string]taglane.ID{}
		for i, g := range shown {
			h := got.Tags[i]
			was, _ := d.Product(g.Product)
			p, _ := back.Product(h.Product)
			want := taglane.Product{ID: p.ID, Title: clean(was.Title), Brand: clean(was.Brand), SKU: clean(was.SKU), URL: linkOf(was)}
			if was.Offer != nil {
				want.Notes = fmt.Sprintf("The imported file named a price: %q", was.Offer.Price.String())
			}
			if !reflect.DeepEqual(p, want) || cmp.Or(ids[lookOf(was)], p.ID) != p.ID {
				t.Fatalf("product %+v\ncomes back as %+v", was, p)
			}
			ids[lookOf(was)] = p.ID
			if h.ID != g.ID || h.Span != g.Span || h.Label != labelBack(g, want.Title) || h.Relation != "" || h.Notes != "" {
				t.Fatalf("tag %+v\ncomes back as %+v", g, h)
			}
			var coming *taglane.Coming
			if g.Coming != nil && !g.Coming.Still {
				coming = &taglane.Coming{At: g.Coming.At}
			}
			if !reflect.DeepEqual(h.Coming, coming) {
				t.Fatalf("tag %s comes at %+v, and back at %+v", g.ID, g.Coming, h.Coming)
			}
			for _, at := range lookedAt(g) {
				a, _ := g.At(at)
				if b, ok := h.At(at); !ok || b != (taglane.Spot{X: a.X, Y: a.Y}) {
					t.Fatalf("at %d %v comes back as %v\n%+v\n%+v", at, a, b, g.Path, h.Path)
				}
			}
		}
	})
}

var quarter = Grid{taglane.Rate{Num: 25, Den: 1}, 900}

func readAs(t *testing.T, doc string) Timeline {
	t.Helper()
	got, err := Read(strings.NewReader(doc), "", quarter)
	if err != nil {
		t.Fatalf("%v\n%s", err, doc)
	}
	return got
}

func TestAShoppableVideoAsPeopleWriteIt(t *testing.T) {
	got := readAs(t, `// for our shop
{
  shoppable: { startState: 'open', products: [
    { productId: 1, productName: 'Mug', publicId: 'shop/mug', startTime: 2, endTime: 5, title: "Our mug",
      onClick: { action: 'goto', pause: true, args: { url: 'https://shop.example/mug' } },
      hotspots: [ { time: '0:04', x: '30%', y: "62.5%", tooltipPosition: 'left' }, { time: '00:00:03', x: 10, y: 20, clickUrl: 'https://shop.example/other' } ], },
    { productId: 1, productName: 'Tray', startTime: 6, endTime: 7, hotspots: [{ time: '00:07', x: '50%', y: '80%' }],
      onClick: { action: 'seek', args: { time: '00:07' } } },
    { productId: '1', productName: 'Mug', hotspots: [{ time: 8, x: '50%', y: '80%', clickUrl: '/products/mug' }] },
    { productName: 'Napkin' },
    { productName: 'Bowl', startTime: 1, endTime: 2, hotspots: [{ time: 1, x: '120px', y: '4px' }] },
    'lamp',
  ] },
}`)
	if len(got.Products) != 2 || got.Products[0].ID != "1" || got.Products[0].URL != "https://shop.example/mug" || got.Products[1].Title != "Tray" || got.Products[1].ID == "1" {
		t.Errorf("%+v", got.Products)
	}
	key := func(f taglane.Frame, x, y float64) taglane.Key {
		return taglane.Key{Frame: f, Spot: taglane.Spot{X: x, Y: y}}
	}
	for i, want := range []taglane.Tag{
		{Product: "1", Span: taglane.Span{In: 50, Out: 125}, Label: "Our mug", Path: taglane.Path{Interpolation: taglane.Hold, Keys: []taglane.Key{key(75, .1, .2), key(100, .3, .625)}}},
		{Product: got.Products[1].ID, Span: taglane.Span{In: 150, Out: 175}, Path: taglane.Path{Keys: []taglane.Key{key(150, .5, .8)}}},
		{Product: "1", Span: taglane.Span{In: 200, Out: 275}, Path: taglane.Path{Keys: []taglane.Key{key(200, .5, .8)}}},
	} {
		want.ID = taglane.ID(fmt.Sprintf("product-%d", i+1))
		if i >= len(got.Tags) || !reflect.DeepEqual(got.Tags[i], want) {
			t.Errorf("want %+v\ngot  %+v", want, got.Tags)
		}
	}
	for _, w := range []string{"Product 3 has a link that does not start with https://", "Product 4 was left out: It says no time.", "Product 5 was left out: Its hotspot has no place in percent", "Product 6 was left out"} {
		if !slices.ContainsFunc(texts(got.Refused), func(s string) bool { return strings.HasPrefix(s, w) }) {
			t.Errorf("%q is not said: %q", w, got.Refused)
		}
	}
}

func TestHotspotsAsTheirEditorSavesThem(t *testing.T) {
	got := readAs(t, `[
	 {"id":"a","x":"10%","y":20,"startTime":2,"endTime":4,"label":"Mug","easing":"ease-out","interpolation":"catmull-rom",
	  "keyframes":[{"time":3,"x":"30%","y":"40%"},{"time":1,"x":"10%","y":"40%"},{"time":3,"x":"99%","y":"99%"}],"data":{"title":"Mug","price":"$9"}},
	 {"id":"b","x":"10%","y":20,"startTime":5,"endTime":6,"label":"The blue one","data":{"title":"Mug","price":"$9","url":"http://plain.example"}},
	 {"id":"a","x":"1%","y":"1%","startTime":5,"endTime":6,"label":"Twin"},
	 {"id":"c","x":"101%","y":"1%","startTime":5,"endTime":6,"label":"Outside"},
	 {"id":"d","x":"1%","y":"1%","startTime":30,"endTime":99,"label":"Long"},
	 {"id":"e","x":"1%","y":"1%","startTime":6,"endTime":5,"label":"Backwards"},
	 {"id":"f","x":"1%","y":"1%","startTime":5,"endTime":6,"keyframes":[{"x":1,"y":1}]}
	]`)
	if len(got.Tags) != 3 || got.Tags[0].Product != got.Tags[1].Product || got.Tags[1].Label != "The blue one" || got.Tags[2].Span != (taglane.Span{In: 750, Out: 900}) {
		t.Fatalf("%+v", got.Tags)
	}
	if p := got.Products[0]; p.Title != "Mug" || p.URL != "" || p.Notes != `The imported file named a price: "$9"` {
		t.Errorf("%+v", p)
	}
	for f, x := range map[taglane.Frame]float64{50: .2, 75: .3, 99: .3} {
		if s, _ := got.Tags[0].At(f); s.X < x-1e-9 || s.X > x+1e-9 {
			t.Errorf("at %d the mug is at %v, want %v: %+v", f, s.X, x, got.Tags[0].Path)
		}
	}
	for _, w := range []string{"Hotspot 1 starts or stops gently", "Hotspot 2 has a link", "Hotspot 3 was left out: Another row", "Hotspot 4 was left out: A hotspot must lie inside", "Hotspot 5 ends after the clip",
		"Hotspot 6 was left out: Its end does not lie after", "Hotspot 7 was left out: A key of its path says no time."} {
		if !slices.ContainsFunc(texts(got.Refused), func(s string) bool { return strings.HasPrefix(s, w) }) {
			t.Errorf("%q is not said: %q", w, got.Refused)
		}
	}
}

func TestPlayersFilesAreRefused(t *testing.T) {
	for doc, want := range map[string]string{
		`{"shoppable":{}}`:                              "no products",
		`{"shoppable":{"products":[]}}`:                 "",
		`{"hotspots":4}`:                                "no hotspots",
		`{"hotspots":[1]}`:                              "It says no time.",
		`{"hotspots":[`:                                 "cannot be read from character",
		`{"shoppable":{"products":[{"startTime":1}`:     "cannot be read from character",
		`{"hotspots":[{"startTime":1,"endTime":1e99}]}`: "Its end does not lie",
		`{"shoppable":{"products":[` + strings.Repeat(`{},`, MaxTags+1) + `{}]}}`: "10,000 tags",
		`{"hotspots":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`:  "nested",
	} {
		_, err := Read(strings.NewReader(doc), "", quarter)
		if want == "" {
			if err != nil {
				t.Errorf("an empty list: %v", err)
			}
			continue
		}
		if taglane.KindOf(err) != taglane.Invalid || !strings.Contains(taglane.MessageOf(err), want) {
			t.Errorf("%.60s: %v, want %q", doc, err, want)
		}
	}
}

func TestProjectsAsTheirProgramsSaveThem(t *testing.T) {
	for name, c := range map[string]struct {
		doc  string
		want []moment
	}{
		"a LosslessCut project": {"{\n  version: 2,\n  mediaFileName: 'kitchen \\'26.mp4',\n  cutSegments: [\n    {\n      start: 0.52,\n      end: 4.5,\n      name: 'Mug',\n      tags: {\n        shop: 'Lind',\n      },\n      selected: false,\n    },\n    {\n      start: 6,\n      name: '',\n      selected: true,\n    },\n  ],\n}",
			[]moment{{taglane.Span{In: 13, Out: 113}, "Mug"}, {taglane.Span{In: 150, Out: 225}, "Segment 2"}}},
		"one of its first version, untouched": {"{\n  version: 1,\n  cutSegments: [\n    {\n      name: '',\n    },\n  ],\n}\n", []moment{{taglane.Span{In: 0, Out: 900}, "Segment 1"}}},
		"a scene that Stash exported": {`{"title":"Kitchen","organized":false,"files":["/media/kitchen.mp4"],"markers":[{"title":"Mug","seconds":"0.52","end_seconds":"4.5","primary_tag":"Shop","tags":["a"],"created_at":"2026-01-01T00:00:00Z"},
			{"seconds":"6.0","primary_tag":"Jug"}],"created_at":"2026-01-01T00:00:00Z","resume_time":0.5}`,
			[]moment{{taglane.Span{In: 13, Out: 113}, "Mug"}, {taglane.Span{In: 150, Out: 225}, "Jug"}}},
		"what Stash answers": {`{"data":{"findScene":{"scene_markers":[{"id":"3","title":"","seconds":0.52,"end_seconds":null,"primary_tag":{"id":"9","name":"Mug"}}]}}}`,
			[]moment{{taglane.Span{In: 13, Out: 88}, "Mug"}}},
	} {
		got := readAs(t, c.doc)
		if !slices.Equal(momentsRead(got), c.want) || len(got.Refused) > 0 {
			t.Errorf("%s: %+v %q", name, momentsRead(got), got.Refused)
		}
	}
}

// What stands for something that comes later says when: wholly in our own
// document, as a countdown in the player that knows one, and elsewhere it is told
// among the losses.
func TestACountdownIsCarriedOrTold(t *testing.T) {
	d := sunday()
	at := time.Date(2026, 12, 4, 9, 0, 0, 0, time.UTC)
	i := slices.IndexFunc(d.Tags, func(g taglane.Tag) bool { return len(g.Keys) > 0 })
	d.Tags[i].Coming = &taglane.Coming{At: at, Zone: "Europe/Berlin"}
	for _, f := range Formats() {
		if !f.Writes() {
			continue
		}
		b, lost := write(t, f, d)
		told := slices.ContainsFunc(lost, func(l taglane.Loss) bool { return l.What == "The countdown of 1 tag" })
		if carried := f == TimelineJSON || f == OTIO || f == Cloudimage; told == carried || carried != bytes.Contains(b, []byte("2026-12-04T09:00:00Z")) {
			t.Errorf("%s: told %v\n%s", f, told, b)
		}
		if f.About().Counts != (f == Cloudimage) {
			t.Errorf("%s: its player counts down: %v", f, f.About().Counts)
		}
	}
	b, _ := write(t, TimelineJSON, d)
	if err := valid(t, schema(t), b); err != nil {
		t.Error(err)
	}
	got, err := Read(bytes.NewReader(b), "", Grid{})
	if err != nil || !reflect.DeepEqual(got.Tags[i].Coming, d.Tags[i].Coming) {
		t.Errorf("it comes back as %+v, %v", got.Tags[i].Coming, err)
	}
	d.Tags[i].Coming.Still = true
	b, lost := write(t, Cloudimage, d)
	if bytes.Contains(b, []byte("countdown")) || !slices.ContainsFunc(lost, func(l taglane.Loss) bool { return l.What == "When 1 tag may be seen" }) {
		t.Errorf("it counts down though it should stand still, or nobody is told: %v", lost)
	}
	b, _ = write(t, TimelineJSON, d)
	wrong := bytes.Replace(b, []byte(`"to": "2026`), []byte(`"to": "soon`), 1)
	if _, err := Read(bytes.NewReader(wrong), "", Grid{}); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("a time that is none: %v", err)
	}
	grid := Grid{d.Clip.Rate, d.Clip.Frames}
	d.Tags[i].Coming.Still = false
	b, _ = write(t, Cloudimage, d)
	b = bytes.Replace(b, []byte("2026-12-04T09:00:00Z"), []byte("December 4"), 1)
	if got, err := Read(bytes.NewReader(b), "", grid); err != nil || len(got.Refused) != 1 || !strings.Contains(got.Refused[0].String(), "counts down") {
		t.Errorf("a countdown of the player is passed over in silence: %v, %v", got.Refused, err)
	}
}
