package trade

import (
	"strings"
	"testing"

	"taglane/app/taglane"
)

// What is held back is on the calendar at its wall clock, told of by that clock,
// and gone from both once it is lifted.
func TestLaunches(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	if e := must[*taglane.Embargo](t)(b.SetEmbargo(ctx, "pan", "", "2099-03-29T02:30", "Europe/Berlin")); e == nil || moment(e.Until) != "2099-03-29T01:00:00Z" {
		t.Errorf("%+v", e)
	}
	got := must[[]Launch](t)(b.Launches(ctx))
	if len(got) != 1 || got[0].Wall != "2099-03-29T02:30" || len(got[0].Products) != 1 || len(got[0].Clips) != 1 || len(got[0].Warnings) != 2 {
		t.Errorf("%+v", got)
	}
	told := must[[]Trouble](t)(b.Radar(ctx))
	if len(told) != 1 || told[0].Kind != "embargo" || !strings.Contains(told[0].Message, "2099-03-29T02:30 (Europe/Berlin)") {
		t.Errorf("%+v", told)
	}
	if e := must[*taglane.Embargo](t)(b.SetEmbargo(ctx, "pan", "", "", "")); e != nil {
		t.Errorf("%+v", e)
	}
	if len(must[[]Launch](t)(b.Launches(ctx))) != 0 || len(must[[]Trouble](t)(b.Radar(ctx))) != 0 {
		t.Error("it is lifted, and still told of")
	}
	if _, err := b.store.Undo(ctx, "library", "nora"); err != nil {
		t.Fatal(err)
	}
	if len(must[[]Launch](t)(b.Launches(ctx))) != 1 {
		t.Error("undo does not hold it back again")
	}
}
