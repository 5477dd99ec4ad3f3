package youtube

import (
	"context"
	"io"
)

// narrowStep is how much leaves at a time where the way is narrow, in bytes:
// little enough that an upload can be slowed down, and called off, soon.
const narrowStep = 32 << 10

// Narrow slows down whatever is sent from now on: wait is asked before so many
// bytes leave.
func (s *Service) Narrow(wait func(ctx context.Context, n int) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.slow = wait
}

// narrowed reads r as fast as its bytes may leave.
func (s *Service) narrowed(ctx context.Context, r io.ReadSeeker) io.ReadSeeker {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.slow == nil {
		return r
	}
	return &narrow{r, ctx, s.slow}
}

type narrow struct {
	io.ReadSeeker
	ctx  context.Context
	wait func(ctx context.Context, n int) error
}

func (n *narrow) Read(b []byte) (int, error) {
	got, err := n.ReadSeeker.Read(b[:min(len(b), narrowStep)])
	if got > 0 {
		if werr := n.wait(n.ctx, got); werr != nil {
			return 0, werr
		}
	}
	return got, err
}
