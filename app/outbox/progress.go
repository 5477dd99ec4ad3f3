package outbox

import (
	"io"
	"sync"
	"time"

	"taglane/app/taglane"
)

const (
	recent = 10 * time.Second       // how far back the speed of an upload looks
	blink  = 200 * time.Millisecond // how far apart two marks are at least
)

// speeds measures uploads under way. The zero value is ready.
type speeds struct {
	mu  sync.Mutex
	now func() time.Time
	of  map[taglane.ID]*speed
}

// speed is how fast the bytes of one row leave.
type speed struct {
	marks []mark  // oldest first
	total int64   // bytes that left since the first mark
	at    int64   // bytes of the clip that left
	piece float64 // how quickly the last whole piece was taken, bytes a second; 0: not known
}

type mark struct {
	at    time.Time
	total int64
}

// trim forgets marks that are no longer recent.
func (s *speed) trim(now time.Time) {
	for len(s.marks) > 0 && now.Sub(s.marks[0].at) > recent {
		s.marks = s.marks[1:]
	}
}

// begin is called before bytes leave from off.
func (s *speeds) begin(id taglane.ID, off int64, now func() time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of == nil {
		s.of = map[taglane.ID]*speed{}
	}
	if s.of[id] == nil {
		s.of[id] = &speed{}
	}
	s.now = now
	v, at := s.of[id], now()
	v.at = off
	if v.trim(at); len(v.marks) == 0 {
		v.marks = append(v.marks, mark{at, v.total})
	}
}

// moved counts n bytes more, up to the byte at of the clip.
func (s *speeds) moved(id taglane.ID, n, at int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.of[id]
	if v == nil {
		return // the row went on meanwhile
	}
	now := s.now()
	v.total, v.at = v.total+n, at
	if v.trim(now); len(v.marks) == 0 || now.Sub(v.marks[len(v.marks)-1].at) >= blink {
		v.marks = append(v.marks, mark{now, v.total})
	}
}

// taken notes that the platform took a piece of n bytes, from its first byte to
// its answer. Unlike the speed people are shown this is known after one piece:
// a quick way would otherwise stop for an answer dozens of times before it is
// found to be quick.
func (s *speeds) taken(id taglane.ID, n int64, took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v := s.of[id]; v != nil && took > 0 {
		v.piece = float64(n) / took.Seconds()
	}
}

// last is how quickly the last piece was taken, bytes a second; 0: not known.
func (s *speeds) last(id taglane.ID) float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v := s.of[id]; v != nil {
		return v.piece
	}
	return 0
}

func (s *speeds) end(id taglane.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.of, id)
}

// Progress is how fast an upload went over the last seconds, bytes a second;
// known is false while none is under way or it has only begun.
func (o *Outbox) Progress(id taglane.ID) (bytesPerSecond int64, known bool) {
	o.speeds.mu.Lock()
	defer o.speeds.mu.Unlock()
	v := o.speeds.of[id]
	if v == nil {
		return 0, false
	}
	now := o.Now()
	if v.trim(now); len(v.marks) == 0 {
		return 0, false
	}
	took := now.Sub(v.marks[0].at)
	if took < time.Second/2 {
		return 0, false
	}
	return int64(float64(v.total-v.marks[0].total) / took.Seconds()), true
}

// Sent is how many bytes of an upload left by now, also within a piece whose
// answer is still out; known is false while none is under way. Row.Offset is
// what the platform is known to have.
func (o *Outbox) Sent(id taglane.ID) (bytes int64, known bool) {
	o.speeds.mu.Lock()
	defer o.speeds.mu.Unlock()
	v := o.speeds.of[id]
	if v == nil {
		return 0, false
	}
	return v.at, true
}

// meter counts what is read of a clip on its way out. What is read again after
// a step back counts once.
type meter struct {
	io.ReadSeeker
	speeds  *speeds
	id      taglane.ID
	at, top int64
}

func (m *meter) Read(b []byte) (int, error) {
	n, err := m.ReadSeeker.Read(b)
	if m.at += int64(n); m.at > m.top {
		m.speeds.moved(m.id, m.at-m.top, m.at)
		m.top = m.at
	}
	return n, err
}

func (m *meter) Seek(offset int64, whence int) (int64, error) {
	at, err := m.ReadSeeker.Seek(offset, whence)
	if err == nil {
		m.at = at
	}
	return at, err
}
