package outbox

import (
	"context"
	"io"
	"slices"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/memory"
	"taglane/app/taglane"
)

// An upload address expired while its name still answers.
func TestADeadUploadBeginsAgain(t *testing.T) {
	for _, fused := range []string{"no", "yes"} {
		t.Run("fused "+fused, func(t *testing.T) {
			dead := false
			s := &scripted{}
			s.status = func(_ int, st platform.Status, err error) (platform.Status, error) {
				if s.calls["open"] == 1 && st.Post == nil && (fused == "no" || dead) {
					st.Dead, st.Complete, st.Ready = true, false, false
				}
				return st, err
			}
			p := newPlay(t, map[string]string{"fused": fused, "repeat": "answers"}, script(s))
			if fused == "yes" {
				p.p = cutLast{s, &dead}
			}
			key := p.row().Key
			p.rest()
			row := p.wantOnePost(Tagged)
			got := p.shelf.outcomes(p.pub.ID)
			no, again := slices.Index(got, "no"), slices.Index(got, "gone")
			if row.Key != key || s.calls["open"] != 2 || again < 0 || (fused == "yes") != (no >= 0 && no < again) {
				t.Errorf("%d uploads, %v", s.calls["open"], got)
			}
			if row.Lost != 1 {
				t.Errorf("counted %d times as lost", row.Lost)
			}
		})
	}
}

// cutLast loses the first last piece, and with it the address it went to.
type cutLast struct {
	*scripted
	dead *bool
}

func (c cutLast) Send(ctx context.Context, s platform.UploadSession, off int64, r io.ReadSeeker, n int64) (platform.UploadSession, error) {
	if !*c.dead {
		*c.dead = true
		return s, taglane.Errorf(taglane.Later, "The connection was cut.")
	}
	return c.scripted.Send(ctx, s, off, r, n)
}

// A platform that cannot be asked later answers its only question with a no.
func TestABlindNoIsBelieved(t *testing.T) {
	busy := taglane.Errorf(taglane.Conflict, "Too many posts at once.")
	busy.Until = start.Add(2 * time.Hour)
	for _, c := range []struct {
		err   error
		waits Wait // at once
		after []string
	}{
		{taglane.Errorf(taglane.Refused, "This clip is not allowed."), WaitsRefused, []string{"refused"}},
		{taglane.Errorf(taglane.Invalid, "The title is too long."), WaitsRefused, []string{"refused"}},
		{taglane.Errorf(taglane.Login, "Log in again."), WaitsLogin, []string{"no"}},
		{taglane.Errorf(taglane.NotFound, "There is no such file."), NotWaiting, []string{"no", "intent", "open", "sending"}},
		{busy, WaitsUntil, []string{"no", "intent"}},
		{taglane.Errorf(taglane.Conflict, "Not yet."), WaitsUntil, []string{"no", "intent"}},
		{taglane.Errorf(taglane.Later, "The platform did not answer in time."), WaitsUntil, []string{"unanswered", "unsure"}},
		{taglane.Errorf(taglane.Offline, "There is no network."), WaitsOffline, []string{"offline", "unsure"}},
		{taglane.Errorf(taglane.Unsure, "The answer was lost."), WaitsUntil, []string{"unanswered", "unsure"}},
		{taglane.Errorf(taglane.Internal, "The answer makes no sense."), WaitsUntil, []string{"unanswered", "unsure"}},
	} {
		t.Run(taglane.MessageOf(c.err), func(t *testing.T) {
			r := &rich{}
			r.release = func() error {
				if r.calls["release"] == 1 {
					return c.err
				}
				return nil
			}
			p := newRich(t, map[string]string{"repeat": "blind", "finds": "no"}, r)
			for r.calls["release"] == 0 {
				p.step()
			}
			n := len(p.shelf.Entries[p.pub.ID]) - 1
			if row := p.row(); row.Wait != c.waits || row.FaultMessage.String() != taglane.MessageOf(c.err) {
				t.Fatalf("waits %q: %s", row.Wait, row.FaultMessage)
			} else if c.waits == WaitsUntil && taglane.KindOf(c.err) == taglane.Conflict && row.Until.Before(p.clock.Add(time.Second)) {
				t.Errorf("asked again at %v", row.Until)
			}
			row := p.rest()
			if got := p.shelf.outcomes(p.pub.ID)[n:]; !slices.Equal(got[:min(len(got), len(c.after))], c.after) {
				t.Errorf("went on with %v, want %v", got, c.after)
			}
			if unsure := slices.Contains(c.after, "unsure"); unsure != (row.Wait == WaitsUnsure) {
				t.Errorf("ends waiting %q", row.Wait)
			}
			posts, err := memory.Posts(p.pub.Account)
			if public := row.Stage == Tagged; err != nil || len(posts) > 1 || public != (len(posts) == 1) {
				t.Errorf("%d posts, %v", len(posts), err)
			}
			if f := factsOf(t, p.Ledger, row.Key); f.intent && row.Wait != WaitsUnsure {
				t.Error("the ledger was not told of the no")
			}
		})
	}
}

// A no that is said for ever ends.
func TestABlindNoEnds(t *testing.T) {
	for _, kind := range []taglane.Kind{taglane.Conflict, taglane.NotFound} {
		r := &rich{release: func() error { return taglane.Errorf(kind, "Not now.") }}
		p := newRich(t, map[string]string{"repeat": "blind", "finds": "no"}, r)
		if row := p.rest(); row.Wait != WaitsRefused || row.asking() || r.calls["release"] != mostFaults {
			t.Errorf("%s: waits %q after %d releases", kind, row.Wait, r.calls["release"])
		}
	}
}
