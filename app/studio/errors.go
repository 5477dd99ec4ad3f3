package studio

import (
	"context"
	"errors"
	"time"

	"taglane/app/taglane"
)

func asError(err error) *taglane.Error {
	var e *taglane.Error
	errors.As(err, &e)
	return e
}

// logged writes an error that is our own mistake to the log, once, and gives
// it back.
func (s *Studio) logged(err error) error {
	if taglane.KindOf(err) == taglane.Internal && !errors.Is(err, context.Canceled) {
		s.o.Log.Error("internal", "err", err)
	}
	return s.Mind(err)
}

func timeOf(millis int64) time.Time { return time.UnixMilli(millis).UTC() }
