package exchange

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"taglane/app/taglane"
)

func golden(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/otio/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The OpenTimelineIO library 0.18.1 opens this file, shows the three markers
// and writes it again with all that we keep in it.
func TestAnOpenTimelineIsExactlyThis(t *testing.T) {
	if got, _ := write(t, OTIO, sunday()); !bytes.Equal(got, golden(t, "sunday.otio")) {
		t.Errorf("got\n%s", got)
	}
}

// Both files are as editors write them: a gap before the clip, media whose
// count starts at an hour, moments, comments in place of names; colours as
// words and as things, nested items, transitions and clips of the first kind.
func TestOpenTimelinesOfEditors(t *testing.T) {
	for name, c := range map[string]struct {
		rate taglane.Rate
		want []moment
	}{
		"word-colours.otio":  {taglane.Rate{Num: 25, Den: 1}, []moment{{taglane.Span{In: 90, Out: 210}, "Bread knife"}, {taglane.Span{In: 220, Out: 295}, "Jam pot"}}},
		"mixed-colours.otio": {taglane.Rate{Num: 30000, Den: 1001}, []moment{{taglane.Span{In: 30, Out: 60}, "Candle"}, {taglane.Span{In: 30, Out: 70}, "Lamp"}, {taglane.Span{In: 110, Out: 120}, "Rug"}}},
	} {
		got, err := Read(bytes.NewReader(golden(t, name)), "", Grid{c.rate, 900})
		if err != nil || !slices.Equal(momentsRead(got), c.want) || len(got.Refused) > 0 {
			t.Errorf("%s: %+v %q %v", name, momentsRead(got), got.Refused, err)
		}
	}
}

// A rate is a decimal number in these files; each must find the true one, also
// where a program rounded it, and at the far end of a long clip.
func TestOpenTimelinesAtEveryRate(t *testing.T) {
	for _, r := range []struct {
		rate taglane.Rate
		text []string
	}{{taglane.Rate{Num: 24, Den: 1}, []string{"24", "24.0"}}, {taglane.Rate{Num: 24000, Den: 1001}, []string{"23.976023976023978", "23.976"}}, {taglane.Rate{Num: 25, Den: 1}, []string{"25.0"}},
		{taglane.Rate{Num: 30000, Den: 1001}, []string{"29.97002997002997", "29.97"}}, {taglane.Rate{Num: 60000, Den: 1001}, []string{"59.94005994005994", "59.94"}}} {
		for _, text := range r.text {
			for _, in := range []taglane.Frame{0, 1, 1799, 107_892, 400_001} {
				marked := func(start, length taglane.Frame) string {
					return fmt.Sprintf(`{"OTIO_SCHEMA":"TimeRange.1","start_time":{"OTIO_SCHEMA":"RationalTime.1","value":%d,"rate":%s},"duration":{"OTIO_SCHEMA":"RationalTime.1","value":%d,"rate":%s}}`, start, text, length, text)
				}
				doc := `{"OTIO_SCHEMA":"Timeline.1","tracks":{"OTIO_SCHEMA":"Stack.1","children":[{"OTIO_SCHEMA":"Track.1","children":[{"OTIO_SCHEMA":"Clip.2","source_range":` + marked(0, 500_000) +
					`,"markers":[{"OTIO_SCHEMA":"Marker.2","name":"Mug","color":"RED","marked_range":` + marked(in, 7) + `}]}]}]}}`
				got, err := Read(strings.NewReader(doc), "", Grid{r.rate, 500_000})
				if want := []moment{{taglane.Span{In: in, Out: in + 7}, "Mug"}}; err != nil || !slices.Equal(momentsRead(got), want) {
					t.Errorf("%d at %s is %+v, %v", in, text, momentsRead(got), err)
				}
			}
		}
	}
}
