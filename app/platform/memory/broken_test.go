package memory_test

import (
	"context"
	"io"
	"sync"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// line stands between the connector and its far side, and breaks on cue.
type line struct {
	mu   sync.Mutex
	how  platformtest.How
	left int
}

func (l *line) set(how platformtest.How, nth int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.how, l.left = how, nth
}

func (l *line) turn() platformtest.How {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.how == platformtest.BreakNothing {
		return ""
	}
	if l.left--; l.left > 0 {
		return ""
	}
	how := l.how
	l.how = platformtest.BreakNothing
	return how
}

// over runs a call over the line.
func over(ctx context.Context, l *line, call func() error) error {
	cut := taglane.Errorf(taglane.Offline, "The connection was cut.")
	switch l.turn() {
	case platformtest.CutBefore:
		return cut
	case platformtest.CutAfter:
		_ = call()
		return cut
	case platformtest.Stall:
		<-ctx.Done()
		return taglane.Wrap(ctx.Err(), taglane.Offline, "The call was called off.")
	case platformtest.Busy:
		return taglane.Errorf(taglane.Later, "Too many calls.")
	}
	return call()
}

// broken is a Service over a breaking line.
type broken struct {
	platform.Publisher
	*line
}

func (b broken) Open(ctx context.Context, key string, p taglane.Publication) (s platform.UploadSession, err error) {
	err = over(ctx, b.line, func() error { s, err = b.Publisher.Open(ctx, key, p); return err })
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (b broken) Status(ctx context.Context, s platform.UploadSession) (st platform.Status, err error) {
	err = over(ctx, b.line, func() error { st, err = b.Publisher.Status(ctx, s); return err })
	return st, err
}

func (b broken) Send(ctx context.Context, s platform.UploadSession, off int64, r io.ReadSeeker, n int64) (platform.UploadSession, error) {
	return s, over(ctx, b.line, func() error { _, err := b.Publisher.Send(ctx, s, off, r, n); return err })
}

func (b broken) Release(ctx context.Context, s platform.UploadSession, p taglane.Publication) (post taglane.Post, err error) {
	err = over(ctx, b.line, func() error { post, err = b.Publisher.Release(ctx, s, p); return err })
	return post, err
}

// Unwrap leaves what is not carried over the line to the Service.
func (b broken) Unwrap() platform.Connector { return b.Publisher }
