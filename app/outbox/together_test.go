package outbox

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// cast is several rows of one clip that become public at one moment, each at an
// account of its own. It lives in a bubble, whose clock goes on only while
// nobody works.
type cast struct {
	*Outbox
	shelf *shelf
	at    time.Time
	ctx   context.Context
	end   context.CancelFunc

	off   time.Duration // of the computer's clock from that of the bubble
	slept time.Duration // the longest it was let wait
	told  []taglane.ID  // in the order in which they became public
	held  func(id taglane.ID) error
}

func newCast(t *testing.T, rows ...Row) *cast {
	t.Helper()
	c := &cast{shelf: newShelf(), at: start.Add(24 * time.Hour), off: time.Until(start)}
	c.ctx, c.end = context.WithTimeout(t.Context(), 96*time.Hour)
	pubs := map[taglane.ID]taglane.Publication{}
	for _, like := range rows {
		p := platformtest.Publication(t, t.TempDir())
		p.ID, p.Account = like.ID, taglane.Account{ID: taglane.ID(t.Name()) + "/" + like.ID, Service: "memory"}
		r := NewRow(p.ID, p.Revision, p.Account.ID, 0, nil, c.at, start)
		r.Clip, r.Leads, r.Wait = "clip", like.Leads, like.Wait
		c.shelf.Rows[r.ID], pubs[r.ID] = r, p
	}
	c.Outbox = &Outbox{
		Journal: c.shelf, Ledger: openLedger(t, filepath.Join(t.TempDir(), "ledger")), Media: (&Files{}).Open,
		Now: func() time.Time { return time.Now().Add(c.off) },
		After: func(d time.Duration) <-chan time.Time {
			c.slept = max(c.slept, d)
			return time.After(d)
		},
		Connect: func(_ context.Context, r Row) (platform.Publisher, taglane.Publication, error) {
			p, err := platform.Open(pubs[r.ID].Account, nil)
			return acting{p, c, r.ID}, pubs[r.ID], err
		},
	}
	return c
}

// acting notes when a row becomes public.
type acting struct {
	platform.Publisher
	c  *cast
	id taglane.ID
}

func (a acting) Release(ctx context.Context, s platform.UploadSession, p taglane.Publication) (taglane.Post, error) {
	if a.c.held != nil {
		if err := a.c.held(a.id); err != nil {
			return taglane.Post{}, platform.Unasked(err)
		}
	}
	a.c.shelf.mu.Lock()
	a.c.told = append(a.c.told, a.id)
	a.c.shelf.mu.Unlock()
	return a.Publisher.Release(ctx, s, p)
}

// run goes on until so many rows are public.
func (c *cast) run(t *testing.T, public int) {
	t.Helper()
	c.Changed = func(Row) {
		c.shelf.mu.Lock()
		defer c.shelf.mu.Unlock()
		n := 0
		for _, r := range c.shelf.Rows {
			if r.Stage == Tagged {
				n++
			}
		}
		if n == public {
			c.end()
		}
	}
	if err := c.Run(c.ctx); context.Cause(c.ctx) != context.Canceled {
		t.Fatalf("it ended with %v: %v", err, c.told)
	}
}

// What others point to becomes public first, whoever was queued first.
func TestWhatOthersPointToGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCast(t, Row{ID: "a-video"}, Row{ID: "b-video"}, Row{ID: "c-shop", Leads: 2}, Row{ID: "d-page", Leads: 1})
		c.run(t, 4)
		if len(c.told) != 4 || c.told[0] != "d-page" || c.told[1] != "c-shop" {
			t.Fatalf("public in the order %v", c.told)
		}
		if c.slept > nap {
			t.Errorf("it did not look at the clock for %s", c.slept)
		}
	})
}

// What fails, or waits for a person, holds nobody.
func TestAFailureHoldsNobody(t *testing.T) { synctest.Test(t, aFailureHoldsNobody) }

func aFailureHoldsNobody(t *testing.T) {
	c := newCast(t, Row{ID: "a-video"}, Row{ID: "b-shop", Leads: 2}, Row{ID: "c-page", Leads: 1}, Row{ID: "d-page", Leads: 1, Wait: WaitsLogin})
	c.held = func(id taglane.ID) error {
		if id == "c-page" {
			return taglane.Errorf(taglane.Refused, "There is no such folder.")
		}
		return nil
	}
	c.run(t, 2)
	if !slices.Equal(c.told, []taglane.ID{"b-shop", "a-video"}) {
		t.Errorf("public in the order %v", c.told)
	}
	if late := c.Now().Sub(c.at); late > polite+nap {
		t.Errorf("they came %s late", late)
	}
}

// Nobody waits longer than a minute for one that is slow, nor for other clips,
// other times, or one that goes at the same rank.
func TestNobodyWaitsLongForAnother(t *testing.T) {
	at := start
	gate := func(id taglane.ID, leads int) Row {
		return Row{ID: id, Clip: "clip", At: at, Leads: leads, Stage: Ready, Wait: WaitsUntil, Until: at}
	}
	video, page := gate("video", 0), gate("page", 1)
	slow := Row{ID: "page", Clip: "clip", At: at, Leads: 1, Stage: Open} // still uploading
	follower := Row{ID: "post", Clip: "clip", Stage: Tagged, Next: []Turn{{At: at}}, Wait: WaitsUntil, Until: at}
	other, later, public := page, page, page
	other.Clip, later.At, public.Stage = "another", at.Add(time.Minute), Live
	faulty := video
	faulty.Until = at.Add(-time.Second)
	for name, x := range map[string]struct {
		r     Row
		rows  []Row
		now   time.Time
		waits bool
	}{
		"the page goes first":          {video, []Row{video, page}, at, true},
		"one that still uploads":       {video, []Row{slow}, at, true},
		"for a minute":                 {video, []Row{slow}, at.Add(polite - 1), true},
		"no longer":                    {video, []Row{slow}, at.Add(polite), false},
		"the page itself":              {page, []Row{video, page}, at, false},
		"alike":                        {video, []Row{gate("b", 0)}, at, false},
		"another clip":                 {video, []Row{other}, at, false},
		"another time":                 {video, []Row{later}, at, false},
		"public already":               {video, []Row{public}, at, false},
		"what waits for another thing": {faulty, []Row{page}, at, false},
		"a change of a post goes last": {follower, []Row{video}, at, true},
		"and lets nobody wait":         {video, []Row{follower}, at, false},
	} {
		if got := !yields(x.r, x.rows, x.now).IsZero(); got != x.waits {
			t.Errorf("%s: waits %v", name, got)
		}
	}
}
