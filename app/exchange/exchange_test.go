package exchange

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"taglane/app/taglane"
)

func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	b, err := os.ReadFile("testdata/taglane-timeline-1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("timeline.json", doc); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("timeline.json")
}

func valid(t interface {
	Helper()
	Fatal(...any)
}, s *jsonschema.Schema, b []byte) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

// sunday is a small draft with every kind of tag.
func sunday() taglane.Draft {
	seen := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	key := func(f taglane.Frame, x, y float64) taglane.Key {
		return taglane.Key{Frame: f, Spot: taglane.Spot{X: x, Y: y}}
	}
	return taglane.Draft{
		Clip: taglane.Clip{ID: "c1", Name: "sunday.mp4", Title: "Slow Sunday", Language: "en",
			Facts: taglane.Facts{Frames: 930, Rate: taglane.Rate{Num: 30000, Den: 1001}, Width: 1080, Height: 1920}},
		Products: []taglane.Product{
			{ID: "mug", Title: "Stoneware mug", Brand: "Lind", URL: "https://lindtable.example/mug", GTIN: "4006381333931", Relation: taglane.Own,
				Offer: &taglane.Offer{Price: taglane.Money{Amount: "24.00", Currency: "EUR"}, Availability: "in_stock", ObservedAt: seen}},
			{ID: "kettle", Title: "Pouring kettle", URL: "https://norrgrain.example/kettle", Relation: taglane.Commission},
		},
		Tags: []taglane.Tag{
			{ID: "t1", Clip: "c1", Product: "mug", Span: taglane.Span{In: 60, Out: 180},
				Path: taglane.Path{Interpolation: taglane.Linear, Keys: []taglane.Key{key(70, .4, .6), key(100, .5, .6), key(120, .5, .6), key(150, .7, .8)}}},
			{ID: "t2", Clip: "c1", Product: "kettle", Span: taglane.Span{In: 180, Out: 629}, Label: "Kettle",
				Path: taglane.Path{Keys: []taglane.Key{key(180, .4, .7)}}},
			{ID: "t3", Clip: "c1", Product: "kettle", Span: taglane.Span{In: 700, Out: 800}, Relation: taglane.Gifted},
		},
	}
}

var stamp = Stamp{ExportedAt: time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC), Revision: "abc", SHA256: strings.Repeat("0", 64),
	Media: "clip.mp4", Images: func(id taglane.ID) string { return "products/" + string(id) + ".jpg" }, Disclosure: "Ad. I earn a commission."}

func write(t testing.TB, f Format, d taglane.Draft) ([]byte, []taglane.Loss) {
	t.Helper()
	var b bytes.Buffer
	lost, err := Write(&b, f, d, stamp)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), lost
}

func TestDocumentFollowsItsSchema(t *testing.T) {
	b, lost := write(t, TimelineJSON, sunday())
	if err := valid(t, schema(t), b); err != nil {
		t.Fatal(err)
	}
	if len(lost) != 0 {
		t.Errorf("nothing is lost in the document, got %v", lost)
	}
	var doc map[string]any
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	clip := doc["clip"].(map[string]any)
	if clip["media"] != "clip.mp4" || clip["title"] != "Slow Sunday" || doc["exported_at"] != "2026-11-25T10:00:00Z" {
		t.Errorf("stamp is not in the document: %s", b)
	}
}

func TestTheSchemaRefusesWhatItsPageSays(t *testing.T) {
	s := schema(t)
	b, _ := write(t, TimelineJSON, sunday())
	for _, swap := range [][2]string{{`"x": 0.4`, `"x": 1.2`}, {`"4006381333931"`, `"40063"`}, {`"relation": "own"`, `"tied": "own"`}} {
		bad := bytes.Replace(b, []byte(swap[0]), []byte(swap[1]), 1)
		if bytes.Equal(bad, b) {
			t.Fatalf("the sample has no %s", swap[0])
		}
		if valid(t, s, bad) == nil {
			t.Errorf("the schema accepts %s", swap[1])
		}
		if _, err := Read(bytes.NewReader(bad), "", Grid{}); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("Read accepts %s: %v", swap[1], err)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	good, _ := write(t, TimelineJSON, sunday())
	swap := func(old, new string) string {
		if !bytes.Contains(good, []byte(old)) {
			t.Fatalf("the sample has no %q", old)
		}
		return strings.Replace(string(good), old, new, 1)
	}
	for name, doc := range map[string]string{
		"another major":     swap("timeline/1", "timeline/2"),
		"a longer number":   swap("timeline/1", "timeline/10"),
		"another document":  swap("taglane-timeline/1", "playlist"),
		"in after out":      swap(`"in": 60`, `"in": 180`),
		"out beyond":        swap(`"out": 800`, `"out": 931`),
		"spot outside tag":  swap(`"frame": 70`, `"frame": 59`),
		"spots not rising":  swap(`"frame": 100`, `"frame": 70`),
		"unknown product":   swap(`"product": "mug"`, `"product": "cup"`),
		"twin tags":         swap(`"id": "t2"`, `"id": "t1"`),
		"twin products":     swap(`"id": "kettle"`, `"id": "mug"`),
		"http link":         swap("https://lindtable", "http://lindtable"),
		"script link":       swap("https://lindtable.example/mug", "javascript:alert(1)"),
		"price without day": swap(`"observed_at": "2026-11-21T09:00:00Z"`, `"observed_at": "Saturday"`),
		"half a frame":      swap(`"in": 60`, `"in": 60.5`),
		"huge frame":        swap(`"in": 60`, `"in": 1e300`),
		"no frames":         swap(`"frames": 930`, `"frames": 0`),
		"impossible rate":   swap(`"den": 1001`, `"den": 0`),
		"bad interpolation": swap(`"interpolation": "linear"`, `"interpolation": "bounce"`),
		"missing in":        swap(`"in": 60,`, ``),
		"missing tags":      swap(`"tags": [`, `"others": [`),
		"bad embargo":       swap(`"id": "t1",`, `"id": "t1", "visible_from": "soon",`),
		"cut off":           string(good[:len(good)/2]),
		"nested":            `{"format":"taglane-timeline/1","x":` + strings.Repeat("[", 60_000) + strings.Repeat("]", 60_000) + "}",
		"too large":         `{"format":"` + strings.Repeat("x", MaxBytes) + `"}`,
		"too many tags":     `{"format":"taglane-timeline/1","clip":{"id":"c","rate":{"num":30,"den":1},"frames":9,"width":1,"height":1},"products":[],"tags":[{}` + strings.Repeat(",{}", MaxTags) + "]}",
		"nothing":           "",
		"a picture":         "\xff\xd8\xff\xe0",
	} {
		got, err := Read(strings.NewReader(doc), "", Grid{taglane.Rate{Num: 30, Den: 1}, 900})
		if taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: want Invalid, got %v", name, err)
		}
		if len(got.Tags) != 0 {
			t.Errorf("%s: a refused timeline still gives tags", name)
		}
		if err != nil && !strings.HasSuffix(taglane.MessageOf(err), ".") {
			t.Errorf("%s: %q is no sentence", name, taglane.MessageOf(err))
		}
	}
}

func TestReadLeavesStrangersOut(t *testing.T) {
	b, _ := write(t, TimelineJSON, sunday())
	b = bytes.Replace(b, []byte(`"id": "t1",`), []byte(`"id": "t1", "sparkle": {"a": [1]}, "in_": 3, "visible_from": "2026-12-01T10:00:00+01:00",`), 1)
	b = append([]byte("\ufeff \n"), b...)
	b = bytes.TrimPrefix(b, []byte("\ufeff \n"))
	got, err := Read(bytes.NewReader(append([]byte("\ufeff"), b...)), "", Grid{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Tags[0].Notes != "Not to be shown before 2026-12-01 09:00 UTC." {
		t.Errorf("an embargo must not vanish: %q", got.Tags[0].Notes)
	}
}

func TestASecondLinkIsNoted(t *testing.T) {
	b, _ := write(t, TimelineJSON, sunday())
	at := bytes.LastIndex(b, []byte("norrgrain.example/kettle"))
	b = append(b[:at:at], append([]byte("elsewhere.example/kettle"), b[at+len("norrgrain.example/kettle"):]...)...)
	got, err := Read(bytes.NewReader(b), TimelineJSON, Grid{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Products[1].URL != "https://norrgrain.example/kettle" || !strings.Contains(got.Tags[2].Notes, "https://elsewhere.example/kettle") {
		t.Errorf("link %q, notes %q", got.Products[1].URL, got.Tags[2].Notes)
	}
}

func TestWriteRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*taglane.Draft){
		"no relation":     func(d *taglane.Draft) { d.Products[0].Relation = taglane.Unset },
		"outside":         func(d *taglane.Draft) { d.Tags[0].Out = 10_000 },
		"no size":         func(d *taglane.Draft) { d.Clip.Width = 0 },
		"no rate":         func(d *taglane.Draft) { d.Clip.Rate = taglane.Rate{} },
		"orphan":          func(d *taglane.Draft) { d.Products = d.Products[1:] },
		"an endless name": func(d *taglane.Draft) { d.Products[0].Title = strings.Repeat("x", 1001) },
	} {
		d := sunday()
		spoil(&d)
		var b bytes.Buffer
		if _, err := Write(&b, TimelineJSON, d, stamp); taglane.KindOf(err) != taglane.Invalid || b.Len() > 0 {
			t.Errorf("%s: want Invalid and nothing written, got %v and %d bytes", name, err, b.Len())
		}
	}
	if _, err := Write(&bytes.Buffer{}, "midi", sunday(), stamp); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("an unknown format: %v", err)
	}
}

func TestVTTIsExactlyThis(t *testing.T) {
	d := sunday()
	d.Products[1].Title = "a --> b"
	b, lost := write(t, WebVTT, d)
	want := `WEBVTT

NOTE taglane-timeline/1

t1
00:00:02.002 --> 00:00:02.336
{"v":1,"tag":"t1","product":"mug","name":"Stoneware mug","x":0.4,"y":0.6}

t1
00:00:02.336 --> 00:00:03.337
{"v":1,"tag":"t1","product":"mug","name":"Stoneware mug","x":0.4,"y":0.6,"x2":0.5,"y2":0.6}

t1
00:00:03.337 --> 00:00:04.004
{"v":1,"tag":"t1","product":"mug","name":"Stoneware mug","x":0.5,"y":0.6}

t1
00:00:04.004 --> 00:00:05.005
{"v":1,"tag":"t1","product":"mug","name":"Stoneware mug","x":0.5,"y":0.6,"x2":0.7,"y2":0.8}

t1
00:00:05.005 --> 00:00:06.006
{"v":1,"tag":"t1","product":"mug","name":"Stoneware mug","x":0.7,"y":0.8}

t2
00:00:06.006 --> 00:00:20.988
{"v":1,"tag":"t2","product":"kettle","name":"a --\u003e b","label":"Kettle","x":0.4,"y":0.7}

t3
00:00:23.357 --> 00:00:26.693
{"v":1,"tag":"t3","product":"kettle","name":"a --\u003e b"}
`
	if string(b) != want {
		t.Errorf("got\n%s", b)
	}
	if len(lost) == 0 {
		t.Error("a track that carries no links, prices and relations must say so")
	}
}

func TestVTTReadRefuses(t *testing.T) {
	grid := Grid{taglane.Rate{Num: 30, Den: 1}, 900}
	cue := func(times, text string) string { return "WEBVTT\n\nx\n" + times + "\n" + text + "\n" }
	ok := cue("00:00:01.000 --> 00:00:02.000", `{"v":1,"tag":"a","x":0.5,"y":0.5}`)
	if tl, err := Read(strings.NewReader(ok), "", grid); err != nil || len(tl.Tags) != 1 || tl.Tags[0].Span != (taglane.Span{In: 30, Out: 60}) {
		t.Fatalf("a bare cue: %+v, %v", tl, err)
	}
	if _, err := Read(strings.NewReader(ok), "", Grid{}); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("a track without a grid: %v", err)
	}
	for name, doc := range map[string]string{
		"a subtitle":    cue("00:00:01.000 --> 00:00:02.000", "Hello there"),
		"version 2":     cue("00:00:01.000 --> 00:00:02.000", `{"v":2,"tag":"a"}`),
		"no tag":        cue("00:00:01.000 --> 00:00:02.000", `{"v":1}`),
		"backwards":     cue("00:00:03.000 --> 00:00:02.000", `{"v":1,"tag":"a"}`),
		"bad time":      cue("0:1 --> 0:2", `{"v":1,"tag":"a"}`),
		"beyond":        cue("00:00:01.000 --> 00:01:02.000", `{"v":1,"tag":"a"}`),
		"half a place":  cue("00:00:01.000 --> 00:00:02.000", `{"v":1,"tag":"a","x":0.5}`),
		"off picture":   cue("00:00:01.000 --> 00:00:02.000", `{"v":1,"tag":"a","x":1.5,"y":0}`),
		"ends nowhere":  cue("00:00:01.000 --> 00:00:02.000", `{"v":1,"tag":"a","x2":0.5,"y2":0}`),
		"gap":           cue("00:00:01.000 --> 00:00:02.000", `{"v":1,"tag":"a"}`) + "\nx\n00:00:03.000 --> 00:00:04.000\n" + `{"v":1,"tag":"a"}` + "\n",
		"endless line":  cue("00:00:01.000 --> 00:00:02.000", `{"v":1,"tag":"`+strings.Repeat("a", 2<<20)+`"}`),
		"no signature":  "WEBVTTX\n",
		"strange curve": cue("00:00:01.000 --> 00:00:02.000", `{"v":1,"tag":"a","x":0.1,"y":0,"interpolation":"bounce"}`),
	} {
		if _, err := Read(strings.NewReader(doc), WebVTT, grid); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: want Invalid, got %v", name, err)
		}
	}
}

func TestFrameAndMillisecondsAreOneThing(t *testing.T) {
	for rate, frames := range map[string]map[taglane.Frame]int64{
		"30000/1001": {60: 2002, 180: 6006, 629: 20988}, "60": {1: 17}, "24000/1001": {45: 1877},
	} {
		r, err := taglane.ParseRate(rate)
		if err != nil {
			t.Fatal(err)
		}
		for f, ms := range frames {
			if got := r.Millis(f); got != ms {
				t.Errorf("%d @ %s: %d ms, want %d", f, rate, got, ms)
			}
		}
	}
	for _, rate := range []string{"24000/1001", "24", "25", "30000/1001", "30", "50", "60000/1001", "60", "120"} {
		r, _ := taglane.ParseRate(rate)
		for f := taglane.Frame(0); f < 7200; f++ {
			back, err := atClock(clock(r.Millis(f)))
			if err != nil || r.FrameAtMillis(back) != f {
				t.Fatalf("frame %d @ %s comes back as %d (%v)", f, rate, r.FrameAtMillis(back), err)
			}
		}
	}
}

func atClock(s string) (int64, error) {
	m := timing.FindStringSubmatch(s + " --> " + s)
	if m == nil {
		return 0, fmt.Errorf("%q is no time", s)
	}
	return millis(m[1:5]), nil
}

func TestHostileTextStaysInItsPlace(t *testing.T) {
	s := schema(t)
	for _, name := range append(hostile, strings.Repeat("é", 300)) {
		d := sunday()
		d.Clip.Title, d.Tags[0].Label, d.Products[0].Title = name, name, name
		id := taglane.ID(string([]rune(name)[:min(150, len([]rune(name)))]))
		d.Tags[0].ID = id
		for _, f := range []Format{TimelineJSON, WebVTT, OTIO} {
			b, _ := write(t, f, d)
			if f == TimelineJSON && valid(t, s, b) != nil {
				t.Errorf("%q: not valid", name)
			}
			if f != WebVTT && bytes.ContainsAny(b, "<>\x00") || f == WebVTT && bytes.Count(b, []byte("-->")) != 7 {
				t.Errorf("%s: %q leaves raw marks", f, name)
			}
			got, err := Read(bytes.NewReader(b), "", Grid{d.Clip.Rate, d.Clip.Frames})
			if err != nil {
				t.Fatalf("%s: %q: %v", f, name, err)
			}
			if got.Products[0].Title != clean(name) || got.Tags[0].Label != clean(name) || got.Tags[0].ID != taglane.ID(clean(string(id))) {
				t.Errorf("%s: %q comes back as %q", f, name, got.Products[0].Title)
			}
		}
	}
}
