package youtubetest

import (
	"time"
	_ "time/tzdata" // a day of quotas begins in Los Angeles, also where no zones are installed
)

// What a project may do in a day.
const (
	InsertsADay = 100    // calls of videos.insert
	StatsADay   = 10_000 // units of videos.batchGetStats
	UnitsADay   = 10_000 // of everything else
)

// Spent is what a day has cost a project.
type Spent struct {
	Inserts, Stats, Units int
}

// ledger counts a day of a Google Cloud project.
type ledger struct {
	day         string // in Los Angeles
	own, others Spent
}

var losAngeles = func() *time.Location {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		panic("youtubetest: no time zone of Los Angeles: " + err.Error())
	}
	return zone
}()

// turn begins a new day where one has begun.
func (l *ledger) turn(now time.Time) {
	if day := now.In(losAngeles).Format(time.DateOnly); day != l.day {
		*l = ledger{day: day}
	}
}

// take spends, or says that the day is used up. wrong says that whoever asked
// had spent it all alone, and could have known.
func (l *ledger) take(now time.Time, cost Spent) (ok, wrong bool) {
	l.turn(now)
	over := func(own, elsewhere, cost, most int) (bool, bool) {
		return cost > 0 && own+elsewhere+cost > most, cost > 0 && own+cost > most
	}
	inserts, mine := over(l.own.Inserts, l.others.Inserts, cost.Inserts, InsertsADay)
	units, mineToo := over(l.own.Units, l.others.Units, cost.Units, UnitsADay)
	stats, mineAsWell := over(l.own.Stats, l.others.Stats, cost.Stats, StatsADay)
	if inserts || units || stats {
		return false, mine || mineToo || mineAsWell
	}
	l.own.Inserts += cost.Inserts
	l.own.Stats += cost.Stats
	l.own.Units += cost.Units
	return true, false
}

// Spent is what the calls of this day have cost.
func (t *Twin) Spent() Spent {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ledger.turn(t.Clock.Now())
	return t.ledger.own
}

// SpendElsewhere uses some of the day up, as another program of the same
// project would.
func (t *Twin) SpendElsewhere(s Spent) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ledger.turn(t.Clock.Now())
	t.ledger.others.Inserts += s.Inserts
	t.ledger.others.Stats += s.Stats
	t.ledger.others.Units += s.Units
}
