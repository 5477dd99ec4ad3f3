package outbox

import (
	"context"
	"testing"
	"time"

	"taglane/app/taglane"
)

// What was fit to be published when it was queued is looked at once more at its
// time: what stands in the way since stops it, says so, and is asked about again
// when the person goes on.
func TestWhatIsWrongByNowStopsItAtItsTime(t *testing.T) {
	for _, scheduled := range []bool{true, false} {
		s := &scripted{}
		p, at := planned(t, script(s))
		if !scheduled {
			row := p.row()
			row.When(time.Time{})
			p.shelf.Rows[row.ID], at = row, start.Add(time.Hour)
		}
		var asked []time.Time
		ended := taglane.Errorf(taglane.Refused, "The programme has ended.")
		p.Stands = func(_ context.Context, r Row) error {
			if asked = append(asked, p.clock); r.ID != p.pub.ID {
				t.Errorf("asked about %+v", r)
			}
			if ended == nil {
				return nil
			}
			return ended
		}
		r := p.upTo(at)
		if r.Wait != WaitsRefused || r.Stage != Ready || r.FaultMessage.String() != "The programme has ended." || s.calls["release"] != 0 {
			t.Fatalf("scheduled %v: %+v, %v", scheduled, r, s.calls)
		}
		if len(asked) != 1 || scheduled && !asked[0].Equal(at) {
			t.Errorf("scheduled %v: asked at %v", scheduled, asked)
		}
		ended = nil
		if _, err := p.Retry(t.Context(), r.ID); err != nil {
			t.Fatal(err)
		}
		if r = p.upTo(at.Add(time.Minute)); r.Stage != Tagged || s.calls["open"] != 1 || s.calls["release"] != 1 {
			t.Errorf("scheduled %v, and mended: %+v, %v", scheduled, r, s.calls)
		}
	}
}
