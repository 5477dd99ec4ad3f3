package platform

import (
	"sync"

	"taglane/app/taglane"
)

// Shared is what all connectors that are open on the same account have in
// common while the program runs, such as how often they asked. The zero value
// is ready.
type Shared[T any] struct {
	mu  sync.Mutex
	all map[taglane.ID]*T
}

// Of is the account's own, made fresh the first time. An account that has no id
// yet shares nothing.
func (s *Shared[T]) Of(account taglane.ID, fresh func() *T) *T {
	if account == "" {
		return fresh()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = map[taglane.ID]*T{}
	}
	if s.all[account] == nil {
		s.all[account] = fresh()
	}
	return s.all[account]
}
