package outbox

import (
	"context"
	"errors"
	"time"

	"taglane/app/taglane"
)

// Reconnected lets what waits for the network alone go on at once, when
// something says that it may be back. Where it is not, that costs each of them
// one call, and they wait as before.
func (o *Outbox) Reconnected(ctx context.Context) error {
	rows, err := o.Journal.Runnable(ctx, o.Now().Add(offlineFor))
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Wait != WaitsOffline {
			continue
		}
		_, err := o.change(ctx, r.ID, false, func(r Row) (Row, Entry, Line, error) {
			if r.Wait != WaitsOffline {
				return r, Entry{}, Line{}, errWentOn
			}
			r.Wait, r.Until = NotWaiting, time.Time{}
			return r, Entry{Outcome: "again", Detail: taglane.Say("The network may be back.")}, Line{}, nil
		})
		if err != nil && err != errWentOn {
			return err
		}
	}
	return nil
}

// errWentOn: between the look at a row and the word to it, it went on by itself.
var errWentOn = errors.New("outbox: it does not wait for that any more")
