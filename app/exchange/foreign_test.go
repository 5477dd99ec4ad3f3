package exchange

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"taglane/app/taglane"
)

// moment is a tag as formats of times and names carry it.
type moment struct {
	span taglane.Span
	name string
}

// momentsOf is what of a timeline an edit list carries.
func momentsOf(d taglane.Draft) (out []moment) {
	for _, g := range inOrder(d.Tags) {
		p, _ := d.Product(g.Product)
		out = append(out, moment{g.Span, lineName(p)})
	}
	return out
}

func momentsRead(t Timeline) (out []moment) {
	d := taglane.Draft{Products: t.Products}
	for _, g := range t.Tags {
		p, _ := d.Product(g.Product)
		out = append(out, moment{g.Span, p.Title})
	}
	return out
}

func sameMoments(t *rapid.T, got, want []moment) {
	if !slices.Equal(got, want) {
		t.Fatalf("want %+v\ngot  %+v", want, got)
	}
}

func TestAnEditListKeepsTimesAndNames(t *testing.T) {
	t.Parallel()
	for _, drop := range []bool{false, true} {
		t.Run(fmt.Sprint("drop ", drop), rapid.MakeCheck(func(t *rapid.T) {
			d := anyDraft(t)
			if hours := rapid.IntRange(0, 2).Draw(t, "hours"); hours > 0 { // drop frame shows only past a minute
				d = later(d, taglane.Frame(rapid.Int64Range(0, 400_000).Draw(t, "later")))
			}
			var b bytes.Buffer
			if _, err := Write(&b, EDL, d, Stamp{DropFrame: drop}); err != nil {
				t.Fatal(err)
			}
			if want := drop && drops(d.Clip.Rate); want != strings.Contains(b.String(), "FCM: DROP FRAME") {
				t.Fatalf("the kind of timecode is wrong:\n%s", b.String())
			}
			got, err := Read(&b, "", Grid{d.Clip.Rate, d.Clip.Frames})
			if err != nil {
				t.Fatal(err)
			}
			sameMoments(t, momentsRead(got), momentsOf(d))
		}))
	}
}

// later moves all of a draft in a longer clip.
func later(d taglane.Draft, by taglane.Frame) taglane.Draft {
	d.Clip.Frames += by
	for i := range d.Tags {
		d.Tags[i].In, d.Tags[i].Out, d.Tags[i].Path = d.Tags[i].In+by, d.Tags[i].Out+by, d.Tags[i].Shift(by)
	}
	return d
}

// decimal is the seconds of a frame as other tools write them.
func decimal(d taglane.Draft, f taglane.Frame) string {
	return strconv.FormatFloat(d.Clip.Rate.Seconds(f), 'f', 6, 64)
}

func TestALosslessCutProjectIsRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyDraft(t)
		version := rapid.IntRange(1, 3).Draw(t, "version")
		var b strings.Builder
		fmt.Fprintf(&b, "// a project\n{\n  version: %d, 'mediaFileName': 'x.mp4',\n  cutSegments: [\n", version)
		for _, m := range momentsOf(d) {
			quote := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(m.name)
			fmt.Fprintf(&b, "    { start: %s, /* } */ end: %s, name: '%s', tags: { a: \"b\", }, },\n", decimal(d, m.span.In), decimal(d, m.span.Out), quote)
		}
		b.WriteString("  ],\n}\n")
		got, err := Read(strings.NewReader(b.String()), "", Grid{d.Clip.Rate, d.Clip.Frames})
		if err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
		sameMoments(t, momentsRead(got), momentsOf(d))
	})
}

func TestStashMarkersAreRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyDraft(t)
		if len(d.Tags) == 0 {
			return
		}
		list, api := []map[string]any{}, rapid.Bool().Draw(t, "from the interface")
		for _, m := range momentsOf(d) {
			e := map[string]any{"title": m.name, "seconds": decimal(d, m.span.In), "end_seconds": decimal(d, m.span.Out), "primary_tag": "thing"}
			if api {
				e["seconds"], e["end_seconds"] = json.Number(decimal(d, m.span.In)), json.Number(decimal(d, m.span.Out))
				e["primary_tag"] = map[string]any{"id": "1", "name": "thing"}
			}
			list = append(list, e)
		}
		var doc any = map[string]any{"title": "scene", "markers": list}
		if api {
			doc = map[string]any{"data": map[string]any{"findSceneMarkers": map[string]any{"scene_markers": list}}}
		}
		b, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Read(bytes.NewReader(b), "", Grid{d.Clip.Rate, d.Clip.Frames})
		if err != nil {
			t.Fatal(err)
		}
		sameMoments(t, momentsRead(got), momentsOf(d))
	})
}

// msExact says whether milliseconds tell all frames of a rate apart.
func msExact(r taglane.Rate) bool { return r.Num < 500*r.Den }

func frameAt(t *rapid.T, d taglane.Draft, s json.Number) taglane.Frame {
	whole, part, ok := strings.Cut(string(s), ".")
	ms, err := strconv.ParseInt(whole+part, 10, 64)
	if !ok || err != nil || len(part) != 3 {
		t.Fatalf("%q is no time with three decimals", s)
	}
	return d.Clip.Rate.FrameAtMillis(ms)
}

func fraction(t *rapid.T, s string) float64 {
	whole, ok := strings.CutSuffix(s, "%")
	whole, part, _ := strings.Cut(whole, ".")
	whole = "000" + whole
	v, err := strconv.ParseFloat(whole[:len(whole)-2]+"."+whole[len(whole)-2:]+part, 64)
	if !ok || err != nil {
		t.Fatalf("%q is no percentage", s)
	}
	return v
}

func TestCloudinaryKeepsTimesNamesLinksAndOnePlace(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyDraft(t)
		var b bytes.Buffer
		if _, err := Write(&b, Cloudinary, d, stamp); err != nil {
			t.Fatal(err)
		}
		var doc cloudinaryDoc
		if err := json.Unmarshal(b.Bytes(), &doc); err != nil || len(doc.Shoppable.Products) != len(d.Tags) {
			t.Fatalf("%v: %s", err, b.String())
		}
		for i, g := range d.Tags {
			e := doc.Shoppable.Products[i]
			p, _ := d.Product(g.Product)
			if e.ProductName != clean(p.Title) || e.Title != clean(g.Label) || e.PublicID != "products/"+string(p.ID)+".jpg" {
				t.Fatalf("%+v of %+v", e, p)
			}
			if msExact(d.Clip.Rate) && (frameAt(t, d, e.StartTime) != g.In || frameAt(t, d, e.EndTime) != g.Out) {
				t.Fatalf("%v at %v is %+v", g.Span, d.Clip.Rate, e)
			}
			if len(g.Keys) == 0 {
				if len(e.Hotspots) > 0 || (linkOf(p) != "") != (e.OnClick != nil && e.OnClick.Args.URL == p.URL) {
					t.Fatalf("%+v", e)
				}
				continue
			}
			h := e.Hotspots[0]
			if e.OnClick.Action != "seek" || e.OnClick.Args.Time != h.Time || h.ClickURL != linkOf(p) || fraction(t, h.X) != g.Keys[0].X || fraction(t, h.Y) != g.Keys[0].Y {
				t.Fatalf("%+v of %+v", e, g)
			}
		}
	})
}

func TestCloudimageKeepsTheWayOfAHotspot(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyDraft(t)
		var b bytes.Buffer
		if _, err := Write(&b, Cloudimage, d, stamp); err != nil {
			t.Fatal(err)
		}
		var doc cloudimageDoc
		if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
			t.Fatal(err)
		}
		shown := slices.DeleteFunc(slices.Clone(d.Tags), func(g taglane.Tag) bool { return len(g.Keys) == 0 })
		if len(doc.Hotspots) != len(shown) {
			t.Fatalf("%d hotspots of %d", len(doc.Hotspots), len(shown))
		}
		for i, g := range shown {
			e := doc.Hotspots[i]
			p, _ := d.Product(g.Product)
			if e.ID != string(g.ID) || e.Label != cmp.Or(clean(g.Label), clean(p.Title)) || e.Data.Title != clean(p.Title) || e.Data.URL != linkOf(p) {
				t.Fatalf("%+v of %+v", e, g)
			}
			if p.Offer != nil && e.Data.Price != p.Offer.Price.String() {
				t.Fatalf("price %q", e.Data.Price)
			}
			if !msExact(d.Clip.Rate) {
				continue
			}
			back := taglane.Path{Interpolation: taglane.Interpolation(e.Interpolation)}
			if len(e.Keyframes) == 0 {
				back.Keys = []taglane.Key{{Frame: g.In, Spot: taglane.Spot{X: fraction(t, e.X), Y: fraction(t, e.Y)}}}
			}
			for _, k := range e.Keyframes {
				back.Keys = append(back.Keys, taglane.Key{Frame: frameAt(t, d, k.Time), Spot: taglane.Spot{X: fraction(t, k.X), Y: fraction(t, k.Y)}})
			}
			if frameAt(t, d, e.StartTime) != g.In || frameAt(t, d, e.EndTime) != g.Out || back.Check(g.Span) != nil {
				t.Fatalf("%+v of %+v", e, g)
			}
			for _, at := range lookedAt(g) {
				was, _ := g.Path.At(at)
				is, _ := back.At(at)
				if was.X != is.X || was.Y != is.Y {
					t.Fatalf("at %d %v is %v\n%+v\n%+v", at, was, is, g.Path, back)
				}
			}
		}
	})
}

var chapterForm = regexp.MustCompile(`^(?:(\d+):)?(\d\d):(\d\d) (.+)$`)

func TestChaptersFollowYouTubesRules(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := later(anyDraft(t), taglane.Frame(rapid.Int64Range(0, 200_000).Draw(t, "later")))
		var b bytes.Buffer
		lost, err := Write(&b, YouTube, d, stamp)
		if err != nil {
			t.Fatal(err)
		}
		starts, last, least := map[int64][]string{}, int64(-1), int64(1<<40)
		lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
		if b.Len() == 0 {
			lines = nil
		}
		for i, line := range lines {
			m := chapterForm.FindStringSubmatch(line)
			if m == nil || strings.ContainsAny(line, "<>") {
				t.Fatalf("%q is no chapter", line)
			}
			var v [3]int64
			for j := range v {
				v[j], _ = strconv.ParseInt("0"+m[j+1], 10, 64)
			}
			at := (v[0]*60+v[1])*60 + v[2]
			if i == 0 && at != 0 || at <= last {
				t.Fatalf("chapters do not rise from 00:00:\n%s", b.String())
			}
			if last >= 0 {
				least = min(least, at-last)
			}
			last, starts[at] = at, append(starts[at], m[4])
		}
		for _, g := range d.Tags {
			p, _ := d.Product(g.Product)
			name := strings.NewReplacer("<", "‹", ">", "›").Replace(cmp.Or(oneLine(g.Label), lineName(p)))
			at := int64(g.In) * d.Clip.Rate.Den / d.Clip.Rate.Num
			if len(starts[at]) != 1 || !strings.Contains(starts[at][0], name) {
				t.Fatalf("%q at %d s is not in\n%s", name, at, b.String())
			}
		}
		said := fmt.Sprint(lost)
		if few := len(lines) > 0 && len(lines) < 3; few != strings.Contains(said, "from three lines on") {
			t.Fatalf("%d lines: %s", len(lines), said)
		}
		if least < 10 && !strings.Contains(said, "ten seconds") {
			t.Fatalf("%d s apart: %s", least, said)
		}
	})
}
