package files

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Enough is how much must go onto a disk, in bytes, before it counts as having
// room again: less would be gone with the next gesture.
const Enough = 4 << 20

// lookForRoom is how often a full disk is tried again.
const lookForRoom = 2 * time.Second

// Room knows whether a disk is full: not by figures, which quotas and reserves
// make untrue, but by writing to it. It looks only after something was refused,
// and from then on until there is room.
type Room struct {
	Dir     string                               // on that disk
	Is      func(error) bool                     // whether an error comes of a full disk
	After   func(time.Duration) <-chan time.Time // nil: time.After
	Changed func(full bool)                      // told of each change, one at a time

	mu    sync.Mutex
	full  bool
	looks bool
	try   func(dir string) error // tests put another in its place
}

// Full says whether there was no room when it was looked last.
func (r *Room) Full() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.full
}

// Mind hears what went wrong, and where that was for want of room looks in the
// background until ctx ends or there is some.
func (r *Room) Mind(ctx context.Context, err error, background func(func())) {
	if err == nil || !r.Is(err) || ctx.Err() != nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.looks {
		r.looks = true
		background(func() { r.watch(ctx) })
	}
}

func (r *Room) watch(ctx context.Context) {
	after := r.After
	if after == nil {
		after = time.After
	}
	for {
		full := r.Is(r.write())
		r.mu.Lock()
		news := full != r.full
		r.full, r.looks = full, full
		r.mu.Unlock()
		if news {
			r.Changed(full)
		}
		if !full {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-after(lookForRoom):
		}
	}
}

func (r *Room) write() error {
	if r.try != nil {
		return r.try(r.Dir)
	}
	return tryRoom(r.Dir)
}

// tryRoom writes as much as is enough and takes it away again. What it writes
// is noise, which no disk can make smaller.
func tryRoom(dir string) (err error) {
	path := filepath.Join(dir, ".room")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if gone := os.Remove(path); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}()
	noise, piece := rand.NewChaCha8([32]byte{}), make([]byte, 64<<10)
	for n := 0; n < Enough; n += len(piece) {
		if _, err := noise.Read(piece); err != nil {
			return err
		}
		if _, err := f.Write(piece); err != nil {
			return err
		}
	}
	return f.Sync()
}
