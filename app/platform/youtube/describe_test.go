package youtube

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

func TestADescription(t *testing.T) {
	p := platformtest.Publication(t, t.TempDir())
	want := `Ad · paid links

Two things I use every morning.

0:01 Lumen Blue mug (paid link)
https://shop.example/mug?sku=1
0:03 Kettle
https://shop.example/kettle`
	if got := describe(p.Revision); got != want {
		t.Fatalf("got\n%s\nwant\n%s", got, want)
	}
}

func TestADescriptionHasNothingThatIsRefused(t *testing.T) {
	p := platformtest.Publication(t, t.TempDir())
	d := &p.Revision.Draft
	d.Clip.Caption, d.Products[0].Title, d.Products[1].URL = "a < b > c", "<b>Mug</b>", "https://shop.example/<x>"
	got := describe(p.Revision)
	if strings.ContainsAny(got, "<>") {
		t.Error(got)
	}
	if !strings.Contains(got, "https://shop.example/%3Cx%3E") {
		t.Errorf("a link was broken: %s", got)
	}
}

func TestTheDisclosureComesFirstOrNotAtAll(t *testing.T) {
	p := platformtest.Publication(t, t.TempDir())
	d := &p.Revision.Draft
	d.Clip.Language = "de"
	if got := describe(p.Revision); !strings.HasPrefix(got, "Werbung · Affiliate-Links\n\n") {
		t.Error(got)
	}
	for i := range d.Products {
		d.Products[i].Relation = taglane.None
	}
	if got := describe(p.Revision); !strings.HasPrefix(got, d.Clip.Caption) {
		t.Error(got)
	}
}

func TestTheListedFirstIsTheOneThatMattersMost(t *testing.T) {
	p := platformtest.Publication(t, t.TempDir())
	d := &p.Revision.Draft
	d.Clip.Priority = []taglane.ID{"product-2"}
	got := describe(p.Revision)
	if strings.Index(got, "Kettle") > strings.Index(got, "mug") {
		t.Error(got)
	}
}

// long is a clip across of so many seconds, with a product at each moment.
func long(seconds int64, at ...int64) taglane.Revision {
	d := taglane.Draft{Clip: taglane.Clip{Name: "clip.mp4", Title: "Morning", Facts: taglane.Facts{
		Frames: taglane.Frame(seconds * 25), Rate: taglane.Rate{Num: 25, Den: 1}, Width: 1920, Height: 1080}}}
	for i, s := range at {
		id := taglane.ID(fmt.Sprint("p", i))
		d.Products = append(d.Products, taglane.Product{ID: id, Title: fmt.Sprint("Thing ", i), Relation: taglane.None})
		d.Tags = append(d.Tags, taglane.Tag{ID: id, Product: id, Span: taglane.Span{In: taglane.Frame(s * 25), Out: taglane.Frame(s*25 + 50)}})
	}
	return taglane.Revision{Draft: d}
}

func TestChapters(t *testing.T) {
	for name, c := range map[string]struct {
		r    taglane.Revision
		want []string
	}{
		"three of them":       {long(60, 12, 30), []string{"0:00 Morning", "0:12 Thing 0", "0:30 Thing 1"}},
		"ten seconds between": {long(60, 12, 15, 30), []string{"0:00 Morning", "0:12 Thing 0", "0:30 Thing 2"}},
		"two are too few":     {long(60, 30), nil},
		"the first too soon":  {long(60, 5, 30), nil},
		"the last too late":   {long(60, 12, 55), nil},
		"too short a clip":    {long(29, 10, 19), nil},
		"above an hour":       {long(4000, 60, 3605), []string{"0:00 Morning", "1:00 Thing 0", "1:00:05 Thing 1"}},
	} {
		if got := chapters(c.r.Draft); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	upright := long(60, 12, 30)
	upright.Draft.Clip.Width, upright.Draft.Clip.Height = 1080, 1920
	if got := chapters(upright.Draft); got != nil {
		t.Errorf("a Short has chapters: %q", got)
	}
	// Products are timed once: by chapters, or else in their list.
	if got := describe(long(60, 12, 30)); got != "Thing 0\nThing 1\n\n0:00 Morning\n0:12 Thing 0\n0:30 Thing 1" {
		t.Error(got)
	}
	if got := describe(long(20, 0)); got != "0:01 Thing 0" {
		t.Error(got)
	}
}

func TestWhatAShortIs(t *testing.T) {
	for _, c := range []struct {
		w, h   int
		frames taglane.Frame
		want   bool
	}{{1080, 1920, 4500, true}, {1080, 1080, 4500, true}, {1080, 1920, 4501, false}, {1920, 1080, 100, false}, {0, 0, 100, false}} {
		clip := taglane.Clip{Facts: taglane.Facts{Frames: c.frames, Rate: taglane.Rate{Num: 25, Den: 1}, Width: c.w, Height: c.h}}
		if got := short(clip); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
