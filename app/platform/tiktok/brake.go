package tiktok

import (
	"net/http"
	"sync"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// lostMost is how many uploads of an account may be opened within an hour
// without an answer: one, and two more. Nobody says whether each of them takes
// one of the few places in the inbox.
const lostMost = 3

// brake counts uploads that were opened without an answer. Connectors come and
// go with every step, so it outlives them.
type brake struct {
	after func(time.Duration, func()) // as time.AfterFunc

	mu   sync.Mutex
	lost map[taglane.ID]int // by account
}

var opened = brake{after: func(d time.Duration, do func()) { time.AfterFunc(d, do) }}

// full refuses one more attempt, with Later.
func (b *brake) full(account taglane.ID) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.lost[account] < lostMost {
		return nil
	}
	return taglane.Errorf(taglane.Later, "TikTok did not answer several times; it is asked again within the hour.")
}

// note looks at what came of an attempt: no answer, or one that says nothing
// of what was done, counts for an hour.
func (b *brake) note(account taglane.ID, a httpx.Answer, err error) {
	heard := a.Status >= http.StatusMultipleChoices && a.Status < http.StatusInternalServerError
	if k := taglane.KindOf(err); heard || k != taglane.Later && k != taglane.Unsure {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.lost == nil {
		b.lost = map[taglane.ID]int{}
	}
	b.lost[account]++
	b.after(time.Hour, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.lost[account]--
	})
}
