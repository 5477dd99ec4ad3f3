package review

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"taglane/app/taglane"
)

var made = time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)

// clipFile is a real clip of 360 frames at 30000/1001.
const clipFile = "../platform/webpage/testdata/clip.mp4"

func key(f taglane.Frame, x, y float64) taglane.Key {
	return taglane.Key{Frame: f, Spot: taglane.Spot{X: x, Y: y}}
}

// sunday is the page most tests look at.
func sunday(t testing.TB) Page {
	t.Helper()
	clip, err := os.ReadFile(clipFile)
	if err != nil {
		t.Fatal(err)
	}
	d := taglane.Draft{
		Clip: taglane.Clip{ID: "clip1", Name: "sunday.mp4", Title: "Slow Sunday table",
			Facts: taglane.Facts{Frames: 360, Rate: taglane.Rate{Num: 30000, Den: 1001}, Width: 180, Height: 320, Codec: "h264", Audio: "aac"}},
		Products: []taglane.Product{
			{ID: "mug", Title: "Stoneware mug", Brand: "Lind Table", URL: "https://www.lindtable.example/mug?x=1", Relation: taglane.Own,
				Offer: &taglane.Offer{Price: taglane.Money{Amount: "24.00", Currency: "EUR"}, ObservedAt: made.AddDate(0, 0, -4)}},
			{ID: "kettle", Title: "Pouring kettle", URL: "https://norrgrain.example/kettle", Relation: taglane.Commission},
		},
		Tags: []taglane.Tag{
			{ID: "t1", Clip: "clip1", Product: "mug", Span: taglane.Span{In: 0, Out: 150}, Path: taglane.Path{Keys: []taglane.Key{key(0, .69, .55), key(100, .3, .7)}}},
			{ID: "t2", Clip: "clip1", Product: "kettle", Span: taglane.Span{In: 90, Out: 250}, Path: taglane.Path{Keys: []taglane.Key{key(95, .41, .3), key(150, .6, .5)}}},
		},
	}
	room := taglane.Room{ID: "0199aaaa-0000-7000-8000-000000000001", Clip: "clip1", Digest: strings.Repeat("ab", 32), Rights: taglane.Rights{Comment: true, Approve: true}, By: "Nora Lind", At: made}
	return Page{Room: room, Title: "Slow Sunday table", Language: "en", Draft: d,
		Film: Film{Type: "video/mp4", Name: "sunday.mp4", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(clip)), nil }},
		Comments: []Comment{
			{ID: "c1", Frame: 60, Out: 90, Name: "Mia", Colour: 5, At: "2026-11-26T09:02:00Z", Text: "The carafe leaves the table before its tag does. Hold it half a second longer?", Drawing: []taglane.Stroke{{Kind: taglane.StrokeArrow, Points: [][2]float64{{.62, .42}, {.72, .55}}}, {Kind: taglane.StrokeBox, Points: [][2]float64{{.6, .5}, {.9, .8}}}}},
			{ID: "c2", Reply: "c1", Frame: 60, Out: 90, Name: "Nora", Colour: 2, At: "2026-11-26T09:11:00Z", Text: "The tag now ends at 21.12. See B."},
			{ID: "c3", Frame: 200, Out: 200, Name: "Jonas", Colour: 8, At: "2026-11-26T08:55:00Z", Text: "Number 2 sits on the pear. There is a clear spot left of the spout."},
			{ID: "c4", Frame: 0, Out: 0, Name: "Mia", Colour: 5, At: "2026-11-25T09:00:00Z", Text: "“Ad · paid links” is there from the first frame.", Resolved: "Nora"},
		}}
}

func written(t testing.TB, p Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := Room(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
