package outbox

import (
	"context"
	"time"

	"taglane/app/taglane"
)

// Journal keeps rows and their entries.
//
// A Save that returns an error may still be durable. So nothing is ever
// concluded from a failed Save: the row is loaded again before anything else,
// and Step does so by always starting from Load.
type Journal interface {
	// Load reads one row as it is on disk; NotFound when there is none.
	Load(ctx context.Context, id taglane.ID) (Row, error)
	// Save writes the row, the entry and the entry's receipt in one durable
	// transaction. It gives the entry its number and changes nothing else.
	Save(ctx context.Context, r Row, e Entry) error
	// Runnable lists the rows that may move at now, oldest first: those that
	// do not rest (see Row.Resting) and whose Until is not after now. A time
	// far ahead lists all that wait for a clock.
	Runnable(ctx context.Context, now time.Time) ([]Row, error)
	// Next is the earliest Until after now among rows that do not rest; zero
	// when there is none.
	Next(ctx context.Context, now time.Time) (time.Time, error)
}
