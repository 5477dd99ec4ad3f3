package outbox

import (
	"context"
	"sync"
	"time"
)

// Bandwidth lets bytes leave at a rate that all uploads share. Its Wait is what
// Outbox.Narrow wants. Now and After must be set.
type Bandwidth struct {
	Now   func() time.Time
	After func(d time.Duration) <-chan time.Time

	mu   sync.Mutex
	rate int64     // bytes a second; 0: no limit
	free time.Time // when the bytes that were let go are paid for
}

// Set changes the rate, bytes a second; 0 or less is no limit. Who waits feels
// it within a second.
func (b *Bandwidth) Set(rate int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rate, b.free = max(0, rate), time.Time{}
}

// Rate is the rate as it is set, bytes a second; 0: no limit.
func (b *Bandwidth) Rate() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.rate
}

// Wait returns when n bytes may leave, or ctx's error. They go at once when all
// before them are paid for, and it is who comes next that waits for them.
func (b *Bandwidth) Wait(ctx context.Context, n int) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		d := b.take(n)
		if d <= 0 {
			return nil
		}
		select {
		case <-ctx.Done():
		case <-b.After(min(d, time.Second)):
		}
	}
}

// take lets n bytes go, or says how long nothing may.
func (b *Bandwidth) take(n int) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.Now()
	switch d := b.free.Sub(now); {
	case b.rate == 0:
		return 0
	case d > 0:
		return d
	}
	b.free = now.Add(time.Duration(float64(n) / float64(b.rate) * float64(time.Second)))
	return 0
}
