package trade

import (
	"context"
	"errors"
	"os"
	"time"

	"taglane/app/taglane"
)

// Taking is how far a product file has been taken in; it goes to the screen as
// the event of the same name.
type Taking struct {
	File  string  `json:"file"`
	Share float64 `json:"share"` // 0..1, of the bytes of the file as it lies there
	Rows  int     `json:"rows"`
}

// tellEvery is how often a screen is told of a file being taken in, at most.
const tellEvery = 250 * time.Millisecond

// errStopped says that a person stopped a file from being taken in.
var errStopped = errors.New("a person stopped it")

// begin makes the taking in of a file one that can be stopped. Conflict: it is
// being taken in already.
func (o *opened) begin(ctx context.Context, file string) (context.Context, func(), error) {
	o.Lock()
	defer o.Unlock()
	if o.taking[file] != nil {
		return nil, nil, taglane.Errorf(taglane.Conflict, "This file is being taken in already.")
	}
	if o.taking == nil {
		o.taking = map[string]context.CancelCauseFunc{}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	o.taking[file] = cancel
	return ctx, func() {
		o.Lock()
		delete(o.taking, file)
		o.Unlock()
		cancel(nil)
	}, nil
}

// StopTaking stops a product file from being taken in; its TakeFile answers
// with what it took until then. That is whole: rows of a catalogue up to where
// it was stopped, or no products at all. NotFound: it is not being taken in.
func (t *Trade) StopTaking(_ context.Context, file string) error {
	t.opened.Lock()
	stop := t.opened.taking[file]
	t.opened.Unlock()
	if stop == nil {
		return taglane.Errorf(taglane.NotFound, "This file is not being taken in.")
	}
	stop(errStopped)
	return nil
}

// telling tells the screen how far a file is, now and then.
func (t *Trade) telling(f *os.File, file string) func(read int64, rows int) {
	var size int64
	if info, err := f.Stat(); err == nil {
		size = info.Size()
	}
	var last time.Time
	return func(read int64, rows int) {
		now := t.l.Now()
		if size == 0 || !last.IsZero() && now.Sub(last) < tellEvery {
			return
		}
		last = now
		t.l.Emit("taking", Taking{file, min(1, float64(read)/float64(size)), rows})
	}
}
