package media

import (
	"context"
	"sync"
	"time"
)

// Hold lets work under way rest and go on: its children are stopped where they
// are and lose nothing. On systems that cannot stop a process they run on. The
// zero Hold holds nothing; so does nil.
type Hold struct {
	mu     sync.Mutex
	on     bool
	since  time.Time     // when it was last put on
	rested time.Duration // how long it was on before that
	groups map[int]bool  // process groups under way
}

type holdKey struct{}

// Over puts all work that is done with a context under the hold, as the
// context already ends it.
func (h *Hold) Over(ctx context.Context) context.Context {
	return context.WithValue(ctx, holdKey{}, h)
}

// holdOf is the hold over a context; nil for none.
func holdOf(ctx context.Context) *Hold {
	h, _ := ctx.Value(holdKey{}).(*Hold)
	return h
}

// Set lets the work rest, or go on.
func (h *Hold) Set(on bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if on == h.on {
		return
	}
	h.on = on
	if on {
		h.since = time.Now()
	} else {
		h.rested += time.Since(h.since)
	}
	for pid := range h.groups {
		rest(pid, on)
	}
}

// join takes a child that has started under the hold.
func (h *Hold) join(pid int) {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.groups == nil {
		h.groups = map[int]bool{}
	}
	h.groups[pid] = true
	if h.on {
		rest(pid, true)
	}
}

func (h *Hold) leave(pid int) {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.groups, pid)
}

// resting is how long the work has rested so far.
func (h *Hold) resting() time.Duration {
	if h == nil {
		return 0
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.on {
		return h.rested + time.Since(h.since)
	}
	return h.rested
}

// expire calls end once limit has passed without the time spent resting, unless
// stop is called before.
func (h *Hold) expire(limit time.Duration, end func()) (stop func()) {
	stopped := make(chan struct{})
	go func() {
		for given := h.resting(); ; {
			select {
			case <-stopped:
				return
			case <-time.After(limit):
			}
			rested := h.resting()
			if limit = rested - given; limit <= 0 {
				end()
				return
			}
			given = rested
		}
	}()
	return sync.OnceFunc(func() { close(stopped) })
}
