package httpx

import (
	"io"
	"os"
	"sync"
	"time"
)

// stride is how much passes at a time where the way is narrow: small enough
// that whoever calls the upload off does not wait for it.
const stride = 100 * time.Millisecond

// Bandwidth is how many bytes a second may leave, shared by all who are given
// it. It may be changed while they run.
type Bandwidth struct {
	now   func() time.Time
	sleep func(time.Duration)

	mu   sync.Mutex
	rate int64     // bytes a second; 0: any
	free time.Time // when the way is free again
}

// NewBandwidth limits to a rate in bytes a second; 0 is no limit. now and
// sleep may be nil for the real ones.
func NewBandwidth(rate int64, now func() time.Time, sleep func(time.Duration)) *Bandwidth {
	if now == nil {
		now = time.Now
	}
	if sleep == nil {
		sleep = time.Sleep
	}
	return &Bandwidth{now: now, sleep: sleep, rate: rate}
}

// Set changes the rate from now on.
func (b *Bandwidth) Set(rate int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rate, b.free = rate, time.Time{}
}

// most is how many bytes may be asked for at once, of n.
func (b *Bandwidth) most(n int) int {
	if b == nil {
		return n
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rate <= 0 {
		return n
	}
	return min(n, int(max(b.rate*int64(stride)/int64(time.Second), 1)))
}

// passed waits until n bytes have had their time.
func (b *Bandwidth) passed(n int) {
	if b == nil || n == 0 {
		return
	}
	b.mu.Lock()
	if b.rate <= 0 {
		b.mu.Unlock()
		return
	}
	now := b.now()
	if b.free.Before(now) {
		b.free = now
	}
	b.free = b.free.Add(time.Duration(float64(n) / float64(b.rate) * float64(time.Second)))
	wait := b.free.Sub(now)
	b.mu.Unlock()
	b.sleep(wait)
}

// Streamed reads n bytes of a file from off, without the file's own position,
// no faster than the limit; nil is no limit. It can seek, within those bytes.
func Streamed(f *os.File, off, n int64, limit *Bandwidth) io.Reader {
	return &streamed{io.NewSectionReader(f, off, n), limit}
}

type streamed struct {
	*io.SectionReader
	limit *Bandwidth
}

func (s *streamed) Read(b []byte) (int, error) {
	n, err := s.SectionReader.Read(b[:s.limit.most(len(b))])
	s.limit.passed(n)
	return n, err
}
