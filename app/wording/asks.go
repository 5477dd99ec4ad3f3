package wording

import (
	"context"
	"fmt"
	"sync"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// Asks asks accounts what they want to know before a publication, and keeps
// their answers for a while: a screen asks with every letter. The zero value is
// ready; it may be used from several goroutines.
type Asks struct {
	mu   sync.Mutex
	last map[taglane.ID]answer // by account
}

// answer is what an account said when it was asked.
type answer struct {
	of   string // what it was asked about
	at   time.Time
	said platform.Asked
}

// askAgain is how long an account's answer is good for.
const askAgain = 5 * time.Minute

// Ask is what the account wants to know now. Where it cannot be asked, it is
// what every account of its service wants to know. open lets in to the account.
func (a *Asks) Ask(ctx context.Context, w Wording, now time.Time, open func(context.Context, taglane.Account) (platform.Publisher, error)) platform.Asked {
	// What an account wants to know may depend on the product and on what was
	// answered already, but not on how it is worded.
	of := fmt.Sprint(w.Account, w.Own.ID, w.Draft.Products, w.Settings())
	a.mu.Lock()
	known, have := a.last[w.Account.ID]
	a.mu.Unlock()
	if have && known.of == of && now.Sub(known.at) < askAgain {
		return known.said
	}
	usual := platform.Asked{}
	for _, o := range w.profile.Options {
		if !o.Account {
			usual.Options = append(usual.Options, o)
		}
	}
	service, err := open(ctx, w.Account)
	if err != nil {
		return usual
	}
	asking, ok := platform.As[platform.Asking](service)
	if !ok {
		return usual
	}
	said, err := asking.Ask(ctx, w.Publication(now))
	if err != nil {
		return usual
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.last == nil {
		a.last = map[taglane.ID]answer{}
	}
	a.last[w.Account.ID] = answer{of, now, said}
	return said
}
