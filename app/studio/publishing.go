package studio

import (
	"context"
	"sync"
	"time"

	"taglane/app/outbox"
	"taglane/app/platform"
	"taglane/app/taglane"
)

// publishing is what the studio keeps in mind of what goes out.
type publishing struct {
	sync.Mutex
	told map[taglane.ID]string   // by publication, what its person was told last
	news map[taglane.ID]compared // by publication, whether its clip says something else by now
}

// compared is whether a post and its clip differ, and as of what that was found.
type compared struct {
	asOf    string
	until   time.Time // when something that is held back may be seen; zero: never
	changed bool
}

const restsSetting = "outbox.rests"

// PauseOutbox lets the whole outbox rest, also after the next start, or go on.
func (s *Studio) PauseOutbox(ctx context.Context, paused bool) (bool, error) {
	value := ""
	if paused {
		value = "yes"
	}
	if err := s.store.SetSetting(ctx, restsSetting, value); err != nil {
		return s.outbox.Paused(), err
	}
	s.outbox.SetPaused(paused)
	s.o.Emit("outbox", struct{}{})
	return paused, nil
}

// OutboxPaused says whether the whole outbox rests.
func (s *Studio) OutboxPaused(ctx context.Context) (bool, error) {
	value, err := s.store.Setting(ctx, restsSetting)
	return value == "yes", err
}

// titleOf is what a person calls a service; "" where nobody described it.
func titleOf(service string) string {
	p, _ := platform.ProfileOf(service)
	return p.Title
}

// underWay is how many bytes of a row have left, how many leave a second, and
// how many seconds the rest takes; zeros where nothing moves or nobody knows.
func (s *Studio) underWay(r outbox.Row) (offset, speed, left int64) {
	offset = r.Offset
	if sent, known := s.outbox.Sent(r.ID); known && r.Stage == outbox.Open {
		offset = max(offset, sent)
	}
	speed, known := s.outbox.Progress(r.ID)
	if !known || speed <= 0 || r.Stage != outbox.Open {
		return offset, 0, 0
	}
	return offset, speed, (r.Size - offset + speed - 1) / speed
}
