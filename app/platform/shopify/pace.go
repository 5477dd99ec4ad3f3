package shopify

import (
	"encoding/json"
	"sync"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// throttle is how Shopify's own bucket of points stands, as an answer tells.
type throttle struct {
	Most    float64 `json:"maximumAvailable"`
	Left    float64 `json:"currentlyAvailable"`
	Restore float64 `json:"restoreRate"` // points a second
}

// cost is what an answer says of its price.
type cost struct {
	Asked  float64  `json:"requestedQueryCost"`
	Status throttle `json:"throttleStatus"`
}

// tally is what is counted of an account: it is shared by all who open it.
type tally struct {
	clock httpx.Clock

	mu    sync.Mutex
	is    counted
	keep  func(json.RawMessage)
	ids   map[string]string // of what became of a file's name
	polls map[string]int    // by video: questions in a row
	lost  map[string]int    // by file name: how often silence is still forgiven
	tried map[string]bool   // signed addresses that were sent to before
	odd   map[string]bool   // videos that failed without a reason once
}

// counted is what is kept of a tally.
type counted struct {
	Ahead  time.Duration      `json:"ahead,omitempty"` // nanoseconds; of Shopify's clock before ours
	Bucket throttle           `json:"bucket"`
	At     time.Time          `json:"at,omitzero"` // when the bucket stood so
	Parked time.Time          `json:"parked,omitzero"`
	Costs  map[string]float64 `json:"costs,omitempty"` // by document, as Shopify last priced it
}

var tallies platform.Shared[tally]

func newTally() *tally {
	return &tally{
		is: counted{Costs: map[string]float64{}}, ids: map[string]string{}, polls: map[string]int{},
		lost: map[string]int{}, tried: map[string]bool{}, odd: map[string]bool{},
	}
}

// goOn goes on from what was kept.
func (t *tally) goOn(state json.RawMessage, keep func(json.RawMessage)) {
	var was counted
	read := json.Unmarshal(state, &was) == nil // what cannot be read counts as nothing
	t.mu.Lock()
	defer t.mu.Unlock()
	t.keep = keep
	if !read {
		return
	}
	t.clock.GoOn(was.Ahead)
	if was.At.After(t.is.At) {
		t.is.Bucket, t.is.At = was.Bucket, was.At
	}
	if was.Parked.After(t.is.Parked) {
		t.is.Parked = was.Parked
	}
	for name, points := range was.Costs {
		if t.is.Costs[name] == 0 {
			t.is.Costs[name] = points
		}
	}
}

// changed hands the state over; the caller holds the lock.
func (t *tally) changed() {
	if t.keep == nil {
		return
	}
	t.is.Ahead = t.clock.Ahead()
	if b, err := json.Marshal(t.is); err == nil {
		t.keep(b)
	}
}

// room says with Later until when a document is not asked: while Shopify said
// so, or while its bucket holds fewer points than the document cost before. Of
// a bucket nobody has told anything yet, everything is allowed.
func (t *tally) room(d document) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock.Now()
	until := t.is.Parked
	if b := t.is.Bucket; b.Most > 0 && b.Restore > 0 {
		left := min(b.Most, b.Left+b.Restore*max(0, now.Sub(t.is.At).Seconds()))
		if need := min(t.is.Costs[d.name], b.Most); left < need {
			if at := now.Add(seconds((need - left) / b.Restore)); at.After(until) {
				until = at
			}
		}
	}
	if !until.After(now) {
		return nil
	}
	e := taglane.Errorf(taglane.Later, "%s wants fewer calls for a while.", title)
	e.Until = until
	return e
}

// heard notes what an answer tells of the bucket.
func (t *tally) heard(d document, c *cost) {
	if c == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if c.Asked > 0 {
		t.is.Costs[d.name] = c.Asked
	}
	if c.Status.Most > 0 && c.Status.Restore > 0 {
		t.is.Bucket, t.is.At = c.Status, t.clock.Now()
	}
	t.changed()
}

// full is the error of a document that was too dear: (cost − available) / rate
// from now.
func (t *tally) full(d document, c *cost) error {
	t.heard(d, c)
	e := taglane.Errorf(taglane.Later, "%s wants fewer calls for a while.", title)
	wait := time.Second
	if c != nil && c.Status.Restore > 0 {
		wait = max(wait, seconds((min(c.Asked, c.Status.Most)-c.Status.Left)/c.Status.Restore))
	}
	e.Until = t.clock.Now().Add(wait)
	t.park(e.Until)
	return e
}

// park asks nothing before a time, as Shopify wants it.
func (t *tally) park(until time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if until.After(t.is.Parked) {
		t.is.Parked = until
		t.changed()
	}
}

func seconds(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }

// left is what the bucket holds, and the most it can; nothing before an answer.
func (t *tally) left() (left, most float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	b := t.is.Bucket
	return min(b.Most, b.Left+b.Restore*max(0, t.clock.Now().Sub(t.is.At).Seconds())), b.Most
}

// puzzled says whether a video failed without a reason before, and notes it.
func (t *tally) puzzled(video string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	was := t.odd[video]
	t.odd[video] = true
	return was
}

// spent says whether an address was sent to before, and notes it.
func (t *tally) spent(address string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	was := t.tried[address]
	t.tried[address] = true
	return was
}

// poll is how long to wait before a video is asked about again: 2, 4, 8 … 60 s,
// and after half an hour ten minutes.
func (t *tally) poll(video string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.polls[video]
	t.polls[video]++
	if n >= 35 {
		return 10 * time.Minute
	}
	return min(2*time.Second<<min(n, 5), time.Minute)
}

// made remembers what became of a name, for a search that comes too early.
func (t *tally) made(name, id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ids[name] = id
	delete(t.lost, name)
}

func (t *tally) idOf(name string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ids[name]
}

// silent notes that a release was not answered: the search may not know of it
// for a while.
func (t *tally) silent(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lost[name] = silences
}

// silences is how often, and silence how far apart, after a lost answer nothing
// that is found is no proof of nothing.
const (
	silences = 2
	silence  = 30 * time.Second
)

// late says whether what was released without an answer may still be found.
func (t *tally) late(name string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.lost[name] == 0 {
		return false
	}
	t.lost[name]--
	return true
}
