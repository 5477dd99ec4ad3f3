package studio

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"taglane/app/drop"
	"taglane/app/outbox"
	"taglane/app/platform"
	"taglane/app/taglane"
)

// ledgerName is what both copies of the publish ledger are called.
const ledgerName = "publish-ledger.jsonl"

// openOutbox opens the ledger and makes the machine that carries publications.
// behind is of how many publications the ledger knows more than the library.
func (s *Studio) openOutbox(ctx context.Context) (behind int, err error) {
	library, err := s.libraryID(ctx)
	if err != nil {
		return 0, err
	}
	if s.o.View {
		s.ledger, err = outbox.NoLedger()
	} else {
		s.ledger, err = outbox.OpenLedger(library, outbox.Plain{}, filepath.Join(s.o.Dir, ledgerName), filepath.Join(s.o.State, library, ledgerName))
	}
	if err != nil {
		return 0, err
	}
	bound, err := s.store.Setting(ctx, personal+bandwidth)
	if err != nil {
		return 0, err
	}
	s.band = &outbox.Bandwidth{Now: s.o.Now, After: s.o.After}
	s.band.Set(rateOf(bound))
	s.outbox = &outbox.Outbox{
		Journal: minding{teamed{s.store, s.Crew}, s.Mind}, Ledger: s.ledger, Connect: s.connect, Media: new(outbox.Files).Open, Now: s.o.Now, After: s.o.After, Narrow: s.band.Wait,
		Approved: s.approved, Stands: s.stands,
		Instant: func(wall, zone string) (time.Time, error) {
			at, _, err := drop.Instant(wall, zone)
			return at, err
		},
		Changed: func(r outbox.Row) {
			s.o.Emit("outbox", struct{}{})
			s.emitLibrary()
			s.missed(r)
			s.attend(r)
			s.offline(r)
		},
	}
	paused, err := s.OutboxPaused(ctx)
	if err != nil {
		return 0, err
	}
	s.outbox.SetPaused(paused || s.o.View)
	if s.o.View {
		return 0, nil
	}
	return s.replay(ctx)
}

// libraryID names the library for ever; a copy keeps the name.
func (s *Studio) libraryID(ctx context.Context) (string, error) {
	library, err := s.store.Setting(ctx, "library")
	if err != nil || library != "" || s.o.View {
		return library, err
	}
	library = string(s.o.NewID())
	return library, s.store.SetSetting(ctx, "library", library)
}

// replay takes over what the ledger knows and the rows do not: a library that
// was put back from yesterday must not post again what went out today.
func (s *Studio) replay(ctx context.Context) (behind int, err error) {
	rows, err := s.store.Publications(ctx)
	if err != nil {
		return 0, err
	}
	behind, err = s.outbox.Replay(ctx, rows)
	err = errors.Join(err, s.letApproved(ctx)) // the lights may have gone out between a verdict and this
	if behind > 0 {
		s.o.Log.Warn("the publish ledger knows more than the library", "publications", behind)
	}
	return behind, err
}

// connect gives the outbox the connector of a row and the publication of the
// revision that is due. Refused: it would show what may not be seen then.
func (s *Studio) connect(ctx context.Context, r outbox.Row) (platform.Publisher, taglane.Publication, error) {
	a, err := s.store.Account(ctx, r.Account)
	if err != nil {
		return nil, taglane.Publication{}, err
	}
	rev, err := s.store.Revision(ctx, r.Due())
	if err != nil {
		return nil, taglane.Publication{}, err
	}
	service, err := s.access.OpenSealed(ctx, a)
	if err != nil {
		return nil, taglane.Publication{}, err
	}
	if leaves(r) {
		if err := s.early(ctx, rev, s.seenAt(r, a.Service, service.Capabilities())); err != nil {
			return nil, taglane.Publication{}, err
		}
	}
	return service, taglane.Publication{ID: r.ID, Key: r.Key, Account: a, Revision: rev, Settings: r.Settings}, nil
}

// RunOutbox carries publications: with idle until nothing can move without a
// person, else until ctx ends.
// While the outbox is paused nothing moves.
func (s *Studio) RunOutbox(ctx context.Context, idle bool) error {
	if idle {
		return s.outbox.RunUntilIdle(ctx)
	}
	return s.outbox.Run(ctx)
}

// Rebuild makes every list again from the log.
func (s *Studio) Rebuild(ctx context.Context) error { return s.store.Rebuild(ctx) }
