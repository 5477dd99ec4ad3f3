package tiktok

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// The limits by name, as they are kept.
const (
	perInit    = "init"
	perCreator = "creator_info"
	perStatus  = "status"
	perDay     = "day"                       // public posts
	perInbox   = "inbox"                     // clips that wait for their person
	perLost    = "lost"                      // uploads that were opened without an answer
	aMinute    = time.Minute + 2*time.Second // TikTok's Date tells whole seconds
	aDay       = 24 * time.Hour
)

// lostMost is how many uploads of an account may come to nothing within an hour,
// because nobody answered or because TikTok failed: one, and two more. Nobody
// says whether each of them takes one of the few places in the inbox.
const lostMost = 3

// limitsOf is what TikTok allows one account.
func limitsOf(l limits) map[string]httpx.Limit {
	return map[string]httpx.Limit{
		perInit:    {Name: perInit, Most: float64(l.InitPerMinute), Per: aMinute, Rolling: true},
		perCreator: {Name: perCreator, Most: float64(l.CreatorPerMinute), Per: aMinute, Rolling: true},
		perStatus:  {Name: perStatus, Most: float64(l.StatusPerMinute), Per: aMinute, Rolling: true},
		perDay:     {Name: perDay, Most: float64(l.PostsPerDay), Per: aDay, Rolling: true},
		perInbox:   {Name: perInbox, Most: float64(l.InboxPerDay), Per: aDay, Rolling: true},
		perLost:    {Name: perLost, Most: lostMost, Per: time.Hour, Rolling: true},
	}
}

// tally is what all connectors of one account share, since they come and go
// with every step: what was spent, what time it is at TikTok, and which upload
// addresses take nothing more. It counts by TikTok's clock.
type tally struct {
	paces map[string]*httpx.Pace
	clock httpx.Clock

	mu    sync.Mutex
	speed float64 // bytes a second of what was uploaded last; 0: unknown
	shut  map[string]bool
	may   creator   // what the account could do when it was asked last
	asked time.Time // when that was, by this computer's clock
	known bool      // it went on from what was kept
	kept  tallyState
	keep  func(json.RawMessage)
}

type tallyState struct {
	Ahead time.Duration              `json:"ahead,omitempty"` // nanoseconds
	Speed float64                    `json:"speed,omitempty"` // bytes a second
	Paces map[string]httpx.PaceState `json:"paces"`
}

var (
	talliesMu sync.Mutex
	tallies   = map[taglane.ID]*tally{}
)

// tallyOf is the account's own; one that has no id yet shares nothing.
func tallyOf(account taglane.ID) *tally {
	talliesMu.Lock()
	defer talliesMu.Unlock()
	if t := tallies[account]; t != nil && account != "" {
		return t
	}
	t := &tally{paces: map[string]*httpx.Pace{}, shut: map[string]bool{}, kept: tallyState{Paces: map[string]httpx.PaceState{}}}
	for name, l := range limitsOf(pack.Limits) {
		t.paces[name] = httpx.NewPace(t.clock.Now, l)
		t.paces[name].Restore(httpx.PaceState{}, t.changed(name))
	}
	tallies[account] = t
	return t
}

// take spends one of a limit, or says with Later until when.
func (t *tally) take(name string) error { return t.told(t.paces[name].Take(1)) }

// room looks at a limit and spends nothing.
func (t *tally) room(name string) error { return t.told(t.paces[name].Room(1)) }

func (t *tally) spend(name string) { t.paces[name].Spend(1) }

// told is a limit's no with its time on this computer's clock.
func (t *tally) told(err error) error {
	var e *taglane.Error
	if !errors.As(err, &e) {
		return err
	}
	later := taglane.Errorf(taglane.Later, "%s wants fewer calls for a while.", title)
	later.Until = e.Until
	return t.clock.Told(later)
}

// measure notes how fast a piece left. Each counts as much as all before it.
func (t *tally) measure(n int64, took time.Duration) {
	if n < 100_000 || took <= 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if speed := float64(n) / took.Seconds(); t.speed == 0 {
		t.speed = speed
	} else {
		t.speed = (t.speed + speed) / 2
	}
}

// tooSlow says whether a clip would not arrive within the hour of its upload
// address, at the speed of the last ones. A tenth is left for trouble.
func (t *tally) tooSlow(size int64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.speed > 0 && float64(size)/t.speed > 0.9*uploaded.Seconds()
}

// remember notes what the account may do.
func (t *tally) remember(c creator) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.may, t.asked = c, httpx.Wall()
}

// remembered is what the account could do, if that was asked no longer ago.
func (t *tally) remembered(age time.Duration) (creator, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.may, !t.asked.IsZero() && httpx.Wall().Sub(t.asked) < age
}

// fail counts an upload that came to nothing, once.
func (t *tally) fail(publishID string) {
	if !t.closed(publishID) {
		t.close(publishID)
		t.spend(perLost)
	}
}

// close notes that an upload address takes nothing more.
func (t *tally) close(publishID string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.shut[publishID] = true
}

func (t *tally) closed(publishID string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.shut[publishID]
}

// changed hands on what has to be kept. It is called while a pace is locked,
// so nothing of a pace is asked for here.
func (t *tally) changed(name string) func(httpx.PaceState) {
	return func(s httpx.PaceState) {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.kept.Paces[name] = s
		if t.keep == nil {
			return
		}
		t.kept.Ahead, t.kept.Speed = t.clock.Ahead(), t.speed
		if b, err := json.Marshal(t.kept); err == nil {
			t.keep(b)
		}
	}
}

var (
	_ platform.Paced      = (*Service)(nil)
	_ platform.Timekeeper = (*Service)(nil)
)

// Pace implements platform.Paced. What this program counted itself is newer
// than anything that was kept.
func (s *Service) Pace(state json.RawMessage, keep func(state json.RawMessage)) {
	t := s.tally
	var was tallyState
	fine := json.Unmarshal(state, &was) == nil
	t.mu.Lock()
	fresh := !t.known && len(t.kept.Paces) == 0
	t.known, t.keep = true, keep
	if fresh && fine {
		t.clock.GoOn(was.Ahead)
		t.speed = was.Speed
	}
	t.mu.Unlock()
	for name, p := range t.paces {
		if past, ok := was.Paces[name]; ok && fresh && fine {
			p.Restore(past, t.changed(name))
			t.mu.Lock()
			t.kept.Paces[name] = past
			t.mu.Unlock()
		}
	}
}

// Ahead implements platform.Timekeeper.
func (s *Service) Ahead() time.Duration { return s.tally.clock.Ahead() }

// call asks one of TikTok's endpoints within its limit; "" is one that allows
// more than anybody asks.
func (s *Service) call(ctx context.Context, limit string, call httpx.Call) (httpx.Answer, error) {
	if err := s.tally.take(limit); err != nil {
		return httpx.Answer{}, err
	}
	answer, err := s.api.Do(ctx, call)
	if s.tally.clock.Hear(answer.Header) != 0 {
		s.tally.spend(limit) // it was counted at a time that is not TikTok's
	}
	return answer, s.tally.until(answer, err)
}

// until adds to a no of TikTok's when asking again makes sense, where it does
// not tell by itself: posts of a day come back when the day is over, and what
// waits for a person is looked at again within the hour.
func (t *tally) until(a httpx.Answer, err error) error {
	var e *taglane.Error
	if !errors.As(err, &e) || e.Kind != taglane.Later || !e.Until.IsZero() {
		return err
	}
	told, now := *e, httpx.Wall()
	switch codeOf(a.Body) {
	case "rate_limit_exceeded":
		told.Until = now.Add(aMinute)
	case "spam_risk_too_many_posts":
		told.Until = now.Add(aDay)
		if first := t.oldest(perDay); !first.IsZero() {
			told.Until = t.clock.Here(first.Add(aDay))
		}
	case "reached_active_user_cap", "spam_risk_too_many_pending_share":
		told.Until = now.Add(time.Hour)
	default:
		return err
	}
	return &told
}

// oldest is when the oldest of what still counts in a day was spent; zero if
// nothing does.
func (t *tally) oldest(name string) time.Time {
	for _, s := range t.paces[name].Snapshot().Levels[name].Spent {
		if t.clock.Now().Sub(s.At) < aDay {
			return s.At
		}
	}
	return time.Time{}
}

// lost says whether nobody knows what came of a call: no answer, or one that
// says nothing of what was done.
func lost(a httpx.Answer, err error) bool {
	heard := a.Status >= http.StatusMultipleChoices && a.Status < http.StatusInternalServerError
	k := taglane.KindOf(err)
	return !heard && (k == taglane.Later || k == taglane.Unsure)
}
