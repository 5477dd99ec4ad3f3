package outbox

import (
	"context"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// laptop is one of a team: its own journal, and the team's log as far as it has
// heard of it.
type laptop struct {
	*shelf
	heard map[string]stamped // by clip and place
	clock *time.Time
	hub   map[string]Holder // where there is one, its word is the only one; see studio
	begin bool              // it was told at the hub that this one begins
}

type stamped struct {
	by taglane.ID
	at time.Time
}

func (l *laptop) Save(ctx context.Context, r Row, e Entry) error {
	if err := l.shelf.Save(ctx, r, e); err != nil || !e.Claims {
		return err
	}
	l.heard[string(r.Clip)+"/"+r.Place] = stamped{r.ID, *l.clock}
	return nil
}

func (l *laptop) Claimed(_ context.Context, r Row, begins bool) (Holder, error) {
	if what := string(r.Clip) + "/" + r.Place; l.hub != nil {
		l.begin = begins
		mine, now := HolderOf(r.ID, begins), l.hub[what]
		if now == "" || now == r.Over || begins && now.ID() == r.ID {
			l.hub[what] = mine
		}
		return l.hub[what], nil
	}
	return HolderOf(l.heard[string(r.Clip)+"/"+r.Place].by, false), nil
}

// hears takes over what the other says where that is newer.
func (l *laptop) hears(other *laptop) {
	for k, v := range other.heard {
		if mine, have := l.heard[k]; !have || v.at.After(mine.at) {
			l.heard[k] = v
		}
	}
}

// two plays of one clip for the same place a day later, queued on two laptops of
// a team, one an hour after the other.
func twoLaptops(t *testing.T) (plays [2]*play, laptops [2]*laptop, calls [2]*scripted, at time.Time) {
	t.Helper()
	for i := range 2 {
		calls[i] = &scripted{}
		plays[i], at = planned(t, script(calls[i]))
		p := plays[i]
		row := p.row()
		delete(p.shelf.Rows, row.ID)
		row.ID, row.Clip, row.Place = taglane.ID([]string{"mia's", "bo's"}[i]), "clip", "video/channel-1"
		p.pub.ID = row.ID
		laptops[i] = &laptop{shelf: p.shelf, heard: map[string]stamped{}, clock: &p.clock}
		p.Journal = laptops[i]
		p.clock = start.Add(time.Duration(i) * time.Hour)
		if err := laptops[i].Save(t.Context(), row, Entry{Outcome: "queued", Claims: true}); err != nil {
			t.Fatal(err)
		}
	}
	return plays, laptops, calls, at
}

// Two laptops of one team hold the same release. Where they hear of each other
// in time one publishes, which is whoever said so last, and the other sees it.
func TestTwoLaptopsReleaseOnce(t *testing.T) {
	plays, laptops, calls, at := twoLaptops(t)
	laptops[0].hears(laptops[1])
	laptops[1].hears(laptops[0])
	for i, p := range plays {
		if r := p.upTo(at.Add(time.Minute)); (r.Stage == Tagged) != (i == 1) || calls[i].calls["release"] != i {
			t.Errorf("laptop %d: %+v, %v", i, r, calls[i].calls)
		}
	}
	r := plays[0].row()
	if said := r.Sentence("Video", plays[0].clock).String(); r.Wait != WaitsElsewhere || said != "A teammate publishes this clip to this account, or has done so. Nothing is sent from here." {
		t.Errorf("%+v: %q", r, said)
	}
}

// One is asleep at the time and hears only when it wakes that the other, which
// never heard of it, has published: it does not, however soon or late it wakes.
func TestTheLaptopThatWakesSeesThatItIsDone(t *testing.T) {
	for _, late := range []time.Duration{time.Minute, grace + time.Hour} {
		plays, laptops, calls, at := twoLaptops(t)
		if r := plays[1].upTo(at.Add(-time.Second)); r.Stage != Ready {
			t.Fatalf("%+v", r)
		}
		if r := plays[0].upTo(at); r.Stage != Tagged {
			t.Fatalf("%+v", r)
		}
		laptops[1].hears(laptops[0])
		plays[1].clock = at.Add(late)
		if r := plays[1].upTo(plays[1].clock); r.Wait != WaitsElsewhere || calls[1].calls["release"] != 0 {
			t.Errorf("awake %s after: %+v, %v", late, r, calls[1].calls)
		}
		// The person says that it should go out from here all the same.
		if _, err := plays[1].Retry(t.Context(), "bo's"); err != nil {
			t.Fatal(err)
		}
		r := plays[1].upTo(plays[1].clock)
		if r.Wait == WaitsLate {
			if _, err := plays[1].Retry(t.Context(), "bo's"); err != nil {
				t.Fatal(err)
			}
			r = plays[1].upTo(plays[1].clock)
		}
		if r.Stage != Tagged || calls[1].calls["release"] != 1 {
			t.Errorf("claimed from here: %+v", r)
		}
	}
}

// At a hub one of two has it however both logs read, a person takes it from the
// other knowingly or not at all, and what the other has begun is asked about anew.
func TestAtAHubOneHasIt(t *testing.T) {
	plays, laptops, calls, at := twoLaptops(t)
	hub := map[string]Holder{}
	for _, l := range laptops {
		l.hub = hub
	}
	if r := plays[0].upTo(at.Add(-time.Second)); r.Stage != Ready || laptops[0].begin {
		t.Fatalf("%+v", r)
	}
	for range 2 {
		plays[1].clock = at.Add(-time.Minute)
		if r := plays[1].upTo(plays[1].clock); r.Wait != WaitsElsewhere || r.Over != "mia's" || calls[1].calls["open"] != 0 {
			t.Fatalf("%+v", r)
		}
	}
	// While a person at the other laptop reads that, the first one begins.
	if r := plays[0].upTo(at); r.Stage != Tagged || calls[0].calls["release"] != 1 {
		t.Fatalf("%+v", r)
	}
	for _, retries := range []int{1, 2} {
		if _, err := plays[1].Retry(t.Context(), "bo's"); err != nil {
			t.Fatal(err)
		}
		r := plays[1].upTo(plays[1].clock)
		if retries == 1 && (r.Wait != WaitsElsewhere || r.Over != HolderOf("mia's", true)) {
			t.Errorf("taken from one that had begun: %+v", r)
		}
		if retries == 2 && (r.Wait == WaitsElsewhere || r.Over != "" || calls[1].calls["open"] != 1) {
			t.Errorf("not taken by a person who knew: %+v", r)
		}
	}
	if who := hub["clip/video/channel-1"]; who != "bo's" {
		t.Errorf("it is %q's", who)
	}
}

// Nobody else has the clip, nobody shares the place, or there is no team.
func TestWhoIsAloneIsNotAsked(t *testing.T) {
	for _, place := range []string{"", "video/channel-2"} {
		plays, laptops, _, at := twoLaptops(t)
		row := plays[0].row()
		row.Place = place
		plays[0].shelf.Rows[row.ID] = row
		laptops[0].hears(laptops[1])
		if r := plays[0].upTo(at); r.Stage != Tagged {
			t.Errorf("%q: %+v", place, r)
		}
	}
	p, at := planned(t, func(p platform.Publisher) platform.Publisher { return p })
	row := p.row()
	row.Place = "video/channel-1"
	p.shelf.Rows[row.ID] = row
	if r := p.upTo(at); r.Stage != Tagged || strings.Contains(p.told("elsewhere"), "teammate") {
		t.Errorf("a journal that is not shared: %+v", r)
	}
}
