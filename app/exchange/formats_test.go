package exchange

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"taglane/app/taglane"
)

func TestTheRegistryIsComplete(t *testing.T) {
	var reads, writes []Format
	for _, f := range Formats() {
		a := f.About()
		if a.ID != f || a.Name.Format == "" || !strings.HasPrefix(a.Extension, ".") || !strings.HasSuffix(a.Loses.String(), ".") || a.Reads != f.Reads() || a.Writes != f.Writes() {
			t.Errorf("%+v", a)
		}
		if a.Reads {
			reads = append(reads, f)
		}
		if a.Writes {
			writes = append(writes, f)
		}
	}
	if want := []Format{"json", "webvtt", "csv", "otio", "edl", "cloudinary", "cloudimage", "llc", "stash"}; !slices.Equal(reads, want) {
		t.Errorf("reads %v", reads)
	}
	if want := []Format{"json", "webvtt", "csv", "otio", "edl", "youtube", "cloudinary", "cloudimage"}; !slices.Equal(writes, want) {
		t.Errorf("writes %v", writes)
	}
	if Format("midi").Reads() || Format("midi").Writes() || Format("midi").About().ID != "" {
		t.Error("midi is a format")
	}
	for _, f := range []Format{"llc", "midi", ""} {
		if _, err := Write(&bytes.Buffer{}, f, sunday(), stamp); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%q can be written: %v", f, err)
		}
	}
	if _, err := Read(strings.NewReader("{}"), YouTube, Grid{taglane.Rate{Num: 30, Den: 1}, 9}); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("chapters can be read: %v", err)
	}
}

func TestLostSpeaksOfThisDraft(t *testing.T) {
	d := sunday()
	d.Products[0].Notes, d.Products[1].Title = "mine", " two\nlines"
	d.Clip.VariableRate = true
	d.Products = append(d.Products, taglane.Product{ID: "twin", Title: d.Products[0].Title})
	d.Tags[2].Product = "twin"
	for f, words := range map[Format][]string{
		CSV:        {"Your notes on 1 product"},
		OTIO:       {"Your notes on 1 product", "exact frames of 3 tags"},
		EDL:        {"The movement of 1 hotspot", "The place of 1 hotspot", "Your relation to the products of 3 tags", "The label of 1", "The links of 2 products", "The price of 1", "Line breaks and outer spaces in the name of 1 product", "What sets 2 products apart", "exact frames"},
		YouTube:    {"ends and the exact frames of 3 tags", "3 lines of less", "Line breaks"},
		Cloudinary: {"The movement of 1 hotspot", "Your relation", "The price of 1", "The brand and the codes of 1"},
		Cloudimage: {"1 tag without a hotspot", "The day and the stock behind 1 price", "Your relation", "The GTIN of 1"},
	} {
		said := texts(Lost(f, d))
		for _, w := range words {
			if !slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, w) && strings.HasSuffix(s, ".") }) {
				t.Errorf("%s does not say %q: %q", f, w, said)
			}
		}
	}
	if d := sunday(); len(Lost(CSV, d))+len(Lost(TimelineJSON, d))+len(Lost(OTIO, d)) != 0 {
		t.Errorf("something is lost: %q %q", Lost(CSV, d), Lost(OTIO, d))
	}
	d.Tags[0].Out = 10_000
	if said := Lost(EDL, d); len(said) != 1 || !strings.Contains(said[0].String(), "inside the clip") {
		t.Errorf("a draft that cannot be written: %q", said)
	}
}

// No cell may open a formula, and every text comes back as it was.
func TestCellsAreNeverFormulas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyName(t, 0, "text")
		g := guarded(s)
		for _, cell := range append(strings.FieldsFunc(g, func(r rune) bool { return strings.ContainsRune(";\t\r\n", r) }), g) {
			if opensFormula(cell) && cell[0] != '\'' {
				t.Fatalf("%q leaves the formula %q", s, cell)
			}
		}
		if unguarded(g) != s {
			t.Fatalf("%q is guarded as %q and comes back as %q", s, g, unguarded(g))
		}
	})
	if g := guarded("a;=1+1\n -2"); g != "a;'=1+1\n' -2" {
		t.Errorf("inner cells are guarded as %q", g)
	}
	if unguarded("'tis") != "'tis" || unguarded("'=1") != "=1" {
		t.Error("a table of another program is read wrongly")
	}
}

func TestTablesOfOthersAreRead(t *testing.T) {
	grid := Grid{taglane.Rate{Num: 30000, Den: 1001}, 900}
	for name, doc := range map[string]string{
		"semicolons and clock times": "Start;End;Name\r\n00:00:01.001;00:00:02,002;Mug\r\n",
		"tabs and timecode":          "name\tin_timecode\tout_timecode\nMug\t00:00:01:00\t00:00:02:00\n",
		"drop frame":                 "name,in_timecode,out_timecode\nMug,00:00:01;00,00:00:02;00\n",
		"frames of another rate":     "in_frame,out_frame,rate,name\n60,120,60000/1001,Mug\n",
		"frames alone":               "name,start_frame,end_frame\nMug,30,60\n",
		"one column each":            "name,in_frame,out_timecode\nMug,30,00:00:02:00\n",
		"the other column each":      "name,in_timecode,out_frame\nMug,00:00:01;00,60\n",
		"both, where one cell lacks": "name,in_frame,out_frame,in_timecode,out_timecode\nMug,,60,00:00:01:00,\n",
		"both, where they differ":    "name,in_frame,out_frame,in_timecode,out_timecode\nMug,30,60,00:00:09:00,00:00:10:00\n",
	} {
		got, err := Read(strings.NewReader(doc), "", grid)
		if want := []moment{{taglane.Span{In: 30, Out: 60}, "Mug"}}; err != nil || !slices.Equal(momentsRead(got), want) {
			t.Errorf("%s: %+v, %v", name, momentsRead(got), err)
		}
	}
}

func TestATableWithoutEndsHoldsMoments(t *testing.T) {
	for _, doc := range []string{"in_frame,name\n50,Mug\n", "name,in_timecode,out_timecode\nMug,00:00:02:00,\n", "Marker Name\tIn\nMug\t00:00:02.000\n"} {
		got, err := Read(strings.NewReader(doc), "", quarter)
		if want := []moment{{taglane.Span{In: 50, Out: 125}, "Mug"}}; err != nil || !slices.Equal(momentsRead(got), want) {
			t.Errorf("%q: %+v, %v", doc, momentsRead(got), err)
		}
	}
}

// Numbers that drop frame skips must neither be read nor be taken for others.
func TestDropFrameInATable(t *testing.T) {
	read := func(rate taglane.Rate, in string) ([]moment, error) {
		got, err := Read(strings.NewReader("name,in_timecode,out_frame\nMug,"+in+",9000\n"), "", Grid{rate, 9000})
		return momentsRead(got), err
	}
	ntsc, double := taglane.Rate{Num: 30000, Den: 1001}, taglane.Rate{Num: 60000, Den: 1001}
	for _, ok := range []struct {
		rate taglane.Rate
		in   string
		f    taglane.Frame
	}{{ntsc, "00:00:59;29", 1799}, {ntsc, "00:01:00;02", 1800}, {ntsc, "00:01:00:02", 1802}, {double, "00:01:00;04", 3600}, {double, "00:01:00:04", 3604}} {
		if got, err := read(ok.rate, ok.in); err != nil || !slices.Equal(got, []moment{{taglane.Span{In: ok.f, Out: 9000}, "Mug"}}) {
			t.Errorf("%s at %s: %+v, %v", ok.in, ok.rate, got, err)
		}
	}
	for _, bad := range []struct {
		rate taglane.Rate
		in   string
		why  string
	}{{ntsc, "00:01:00;00", "names a frame that does not exist"}, {double, "00:01:00;03", "names a frame that does not exist"}, {ntsc, "00:00:01:30", "names a frame that does not exist"},
		{taglane.Rate{Num: 25, Den: 1}, "00:00:01;00", "drop-frame timecode, which exists only at 29.97 and 59.94"}, {taglane.Rate{Num: 30, Den: 1}, "00:00:01;00", "drop-frame timecode"}} {
		if _, err := read(bad.rate, bad.in); taglane.KindOf(err) != taglane.Invalid || !strings.Contains(taglane.MessageOf(err), bad.why) {
			t.Errorf("%s at %s: %v", bad.in, bad.rate, err)
		}
	}
}

func TestRowsThatDoNotFitAreNamed(t *testing.T) {
	grid := Grid{taglane.Rate{Num: 25, Den: 1}, 100}
	doc := "tag,in_frame,out_frame,name,relation,link,hotspots\na,0,10,Mug,own,,\na,1,9,Mug,,,\nb,200,210,Cup,,,\nc,90,120,Pot,,,95 0.5 0.5; 110 1 1\nd,5,5,Lid,,,\ne,1,2,Jug,friend,,\nf,1,2,Jar,,http://x,\ng,1,2,Can,,,7 0 0\nh,x,2,Tin,,,\n"
	got, err := Read(strings.NewReader(doc), CSV, grid)
	if err != nil || len(got.Tags) != 2 || len(got.Refused) != 8 {
		t.Fatalf("%+v, %v", got, err)
	}
	if !strings.Contains(strings.Join(texts(got.Refused), "\n"), "Row 4 ends after the clip and was cut to it.") || got.Tags[1].Out != 100 || got.Tags[1].Check(taglane.Clip{Facts: taglane.Facts{Frames: 100}}) != nil {
		t.Errorf("%q %+v", got.Refused, got.Tags[1])
	}
	for i, want := range []string{"Row 3 was left out: The tag must lie inside the clip", "Row 5 was left out: A tag must end after it starts."} {
		if !slices.ContainsFunc(got.Refused, func(s taglane.Said) bool { return strings.HasPrefix(s.String(), want) }) {
			t.Errorf("%d: %q", i, got.Refused)
		}
	}
	many := "in_frame,out_frame,name\n0,5,Mug\n" + strings.Repeat("9,1,x\n", 200)
	if got, err := Read(strings.NewReader(many), "", grid); err != nil || len(got.Refused) != mostRefused+1 || got.Refused[mostRefused].String() != "180 more were left out." {
		t.Errorf("%d refusals, %v", len(got.Refused), err)
	}
	if _, err := Read(strings.NewReader("in_frame,out_frame,name\n900,910,Mug\n"), "", grid); taglane.KindOf(err) != taglane.Invalid || !strings.HasSuffix(taglane.MessageOf(err), ".") {
		t.Errorf("nothing fits: %v", err)
	}
}

func TestAMovedMarkerTakesItsHotspotAlong(t *testing.T) {
	d := sunday()
	b, _ := write(t, OTIO, d)
	moved := bytes.Replace(b, []byte(`"value": 60`), []byte(`"value": 90`), 1)
	if bytes.Equal(moved, b) {
		t.Fatal("the sample has no marker at 60")
	}
	got, err := Read(bytes.NewReader(moved), "", Grid{d.Clip.Rate, d.Clip.Frames})
	if err != nil || got.Tags[0].Span != (taglane.Span{In: 90, Out: 210}) || !reflect.DeepEqual(got.Tags[0].Path, d.Tags[0].Shift(30)) {
		t.Errorf("%+v, %v", got.Tags, err)
	}
	twice := taglane.Rate{Num: 60000, Den: 1001}
	got, err = Read(bytes.NewReader(b), "", Grid{twice, 1860})
	if err != nil || got.Tags[0].Span != (taglane.Span{In: 120, Out: 360}) || got.Tags[0].Keys[0].Frame != 140 {
		t.Errorf("on twice the rate: %+v, %v", got.Tags, err)
	}
}

func TestMarkersOfOtherEditors(t *testing.T) {
	grid := Grid{taglane.Rate{Num: 25, Den: 1}, 900}
	for name, doc := range map[string]string{
		"an edit list that starts at an hour": "TITLE: x\nFCM: NON-DROP FRAME\n\n001  AX  V  C  00:00:00:00 00:00:10:00 01:00:00:00 01:00:10:00\n* LOC: 01:00:02:00 RED     Mug\n",
		"an edit list of markers":             "TITLE: x\n001  001  V  C  01:00:02:00 01:00:02:01 01:00:02:00 01:00:02:01\n |C:ResolveColorBlue |M:Mug |D:75\n",
		"a project with a moment":             "{version:2,cutSegments:[{start:2,name:'Mug'}]}",
		"a scene":                             `{"markers":[{"seconds":"2.0","primary_tag":"Mug","tags":[]}]}`,
		"a marker on the second item": `{"OTIO_SCHEMA":"Timeline.1","tracks":{"children":[{"children":[{"OTIO_SCHEMA":"Gap.1","source_range":{"start_time":{"value":0,"rate":25},"duration":{"value":40,"rate":25}}},
			{"OTIO_SCHEMA":"Clip.2","source_range":{"start_time":{"value":100,"rate":25},"duration":{"value":40,"rate":25}},"markers":[{"name":"Mug","marked_range":{"start_time":{"value":110,"rate":25},"duration":{"value":0,"rate":25}}}]}]}]}}`,
	} {
		got, err := Read(strings.NewReader(doc), "", grid)
		if want := []moment{{taglane.Span{In: 50, Out: 125}, "Mug"}}; err != nil || !slices.Equal(momentsRead(got), want) {
			t.Errorf("%s: %+v, %v", name, momentsRead(got), err)
		}
	}
}

func TestDropFrameVectors(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		num  int64
		f    taglane.Frame
		text string
	}{{30000, 1799, "00:00:59;29"}, {30000, 1800, "00:01:00;02"}, {30000, 17981, "00:09:59;29"}, {30000, 17982, "00:10:00;00"}, {30000, 107892, "01:00:00;00"}, {60000, 3600, "00:01:00;04"}} {
		r := taglane.Rate{Num: v.num, Den: 1001}
		if got := timecodeOf(r, true).text(v.f); got != v.text {
			t.Errorf("frame %d is %s, want %s", v.f, got, v.text)
		}
	}
	r := taglane.Rate{Num: 30000, Den: 1001}
	for f := taglane.Frame(0); f < 18_200; f++ {
		for _, drop := range []bool{false, true} {
			if back, err := readTimecode(timecodeOf(r, drop).text(f), r, drop); err != nil || back != f {
				t.Fatalf("frame %d comes back as %d: %v", f, back, err)
			}
		}
	}
	for _, bad := range []string{"00:01:00;01", "00:00:00:30", "00:61:00:00", "1", "00:00:00:0x"} {
		if _, err := readTimecode(bad, r, strings.Contains(bad, ";")); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s is a timecode: %v", bad, err)
		}
	}
}

func TestForeignFilesAreRefused(t *testing.T) {
	t.Parallel()
	grid := Grid{taglane.Rate{Num: 25, Den: 1}, 900}
	deep := strings.Repeat("[", 50_000)
	for name, c := range map[string]struct {
		f   Format
		doc string
	}{
		"llc nested":        {LosslessCut, "{version:1,cutSegments:" + deep},
		"llc well nested":   {LosslessCut, "{version:1,x:" + strings.Repeat("[", 40) + strings.Repeat("]", 40) + ",cutSegments:[{start:1,end:2,name:'x'}]}"},
		"llc of later":      {LosslessCut, "{version:4,cutSegments:[]}"},
		"llc without":       {LosslessCut, "{version:1}"},
		"llc cut off":       {LosslessCut, "{version:1,cutSegments:[{start:1"},
		"llc open comment":  {LosslessCut, "{version:1,/* cutSegments:[]}"},
		"llc two values":    {LosslessCut, "{version:1,cutSegments:[]} {}"},
		"llc infinity":      {LosslessCut, "{version:1,cutSegments:[{start:Infinity,name:'x'}]}"},
		"llc backwards":     {LosslessCut, "{version:2,cutSegments:[{start:5,end:1,name:'x'}]}"},
		"llc huge":          {LosslessCut, "{version:2,cutSegments:[{start:1e300,end:2e300,name:'x'}]}"},
		"llc too many":      {LosslessCut, "{version:2,cutSegments:[" + strings.Repeat("{},", MaxTags+1) + "]}"},
		"llc endless":       {LosslessCut, "{version:2,cutSegments:[" + strings.Repeat("1,", 60*MaxTags) + "]}"},
		"stash nested":      {Stash, deep},
		"stash empty":       {Stash, `{"markers":[]}`},
		"stash no time":     {Stash, `{"markers":[{"title":"x","seconds":"NaN"}]}`},
		"stash wrong":       {Stash, `{"markers":7}`},
		"otio nested":       {OTIO, `{"OTIO_SCHEMA":"Timeline.1","tracks":` + deep},
		"otio clip":         {OTIO, `{"OTIO_SCHEMA":"Clip.2"}`},
		"otio wrong":        {OTIO, `{"OTIO_SCHEMA":"Timeline.1","tracks":{"markers":3}}`},
		"otio no rate":      {OTIO, `{"OTIO_SCHEMA":"Timeline.1","tracks":{"markers":[{"name":"x","marked_range":{"start_time":{"value":1,"rate":0}}}]}}`},
		"edl empty":         {EDL, "TITLE: x\n"},
		"edl frame 31":      {EDL, "001 AX V C 00:00:00:00 00:00:10:00 00:00:00:31 00:00:10:00\n"},
		"edl drop at 25":    {EDL, "FCM: DROP FRAME\n001 AX V C 00:00:00:00 00:00:10:00 00:00:00:00 00:00:10:00\n"},
		"edl endless":       {EDL, strings.Repeat("M2\n", 5*MaxTags)},
		"csv no columns":    {CSV, "a,b,c\n1,2,3\n"},
		"csv too many":      {CSV, "in_frame,out_frame,name\n" + strings.Repeat("0,5,x\n", MaxTags+1)},
		"csv spots too far": {CSV, "in_frame,out_frame,name,hotspots\n0,5,x,0 1.5 0\n"},
		"a picture":         {"", "\x89PNG\r\n"},
	} {
		got, err := Read(strings.NewReader(c.doc), c.f, grid)
		if taglane.KindOf(err) != taglane.Invalid || len(got.Tags) > 0 || !strings.HasSuffix(taglane.MessageOf(err), ".") {
			t.Errorf("%s: want a sentence, got %v", name, err)
		}
	}
	for _, f := range []Format{CSV, OTIO, EDL, LosslessCut, Stash} {
		if _, err := Read(strings.NewReader("{}"), f, Grid{}); taglane.KindOf(err) != taglane.Invalid || !strings.Contains(taglane.MessageOf(err), "Choose the clip") {
			t.Errorf("%s without a clip: %v", f, err)
		}
	}
}

// Files that were damaged anywhere are read in part or refused, never more.
func TestDamagedFiles(t *testing.T) {
	t.Parallel()
	var files [][]byte
	for _, f := range Formats() {
		if f.Writes() && f.Reads() {
			b, _ := write(t, f, sunday())
			files = append(files, b)
		}
	}
	files = append(files, []byte(`{version: 1, /* x */ cutSegments: [{start: 1, end: 2.5, name: 'a\u00e4\x41\'', tags: {b: "c"}}, {name: "d",},]}`),
		[]byte(`{"markers":[{"title":"a","seconds":"1.5","end_seconds":2,"primary_tag":{"name":"b"}}]}`))
	grid := Grid{taglane.Rate{Num: 30000, Den: 1001}, 930}
	rapid.Check(t, func(t *rapid.T) {
		b := slices.Clone(rapid.SampledFrom(files).Draw(t, "file"))
		for range rapid.IntRange(1, 8).Draw(t, "wounds") {
			at := rapid.IntRange(0, len(b)-1).Draw(t, "at")
			switch rapid.IntRange(0, 3).Draw(t, "wound") {
			case 0:
				b[at] = rapid.Byte().Draw(t, "byte")
			case 1:
				b = b[:at+1]
			case 2:
				b = slices.Insert(b, at, rapid.SampledFrom([]string{"\"", "{", "]", "\n", "-", "99999999999999999999", "1e308", "\\u", "/*", "'", ";", "\x00"}).Draw(t, "insert")[0])
			default:
				b = slices.Concat(b[:at], b[at/2:])
			}
		}
		f := rapid.SampledFrom(append(Formats(), "")).Draw(t, "format")
		got, err := Read(bytes.NewReader(b), f, grid)
		if err != nil {
			if taglane.KindOf(err) != taglane.Invalid || !strings.HasSuffix(taglane.MessageOf(err), ".") {
				t.Fatalf("a damaged file is Invalid, not %v", err)
			}
			return
		}
		if err := got.check(); err != nil {
			t.Fatal(err)
		}
		if len(fmt.Sprint(got.Refused)) > 100_000 {
			t.Fatal("refusals without end")
		}
	})
}

func TestAnEditListIsExactlyThis(t *testing.T) {
	d := sunday()
	d.Products[1].Title = "a --> b"
	b, _ := write(t, EDL, d)
	want := `TITLE: Slow Sunday
FCM: NON-DROP FRAME

001  AX       V     C        00:00:00:00 00:00:31:00 00:00:00:00 00:00:31:00
* FROM CLIP NAME: sunday.mp4
* LOC: 00:00:02:00 RED     Stoneware mug |D:120
* LOC: 00:00:06:00 GREEN   a --> b |D:449
* LOC: 00:00:23:10 GREEN   a --> b |D:100
`
	if string(b) != want {
		t.Errorf("got\n%s", b)
	}
}

func TestChaptersAreExactlyThis(t *testing.T) {
	b, _ := write(t, YouTube, sunday())
	if want := "00:00 Intro\n00:02 Stoneware mug\n00:06 Kettle\n00:23 Pouring kettle\n"; string(b) != want {
		t.Errorf("got\n%s", b)
	}
}

// texts are sentences in English.
func texts(said []taglane.Said) (out []string) {
	for _, s := range said {
		out = append(out, s.String())
	}
	return out
}
