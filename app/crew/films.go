package crew

import (
	"context"
	"os"
	"sync/atomic"

	"taglane/app/edit"
	"taglane/app/taglane"
	"taglane/app/team"
)

// Films are what clips are shown from: small copies that everybody is given, and
// originals that somebody asked for. They are carried beside the exchange, so
// that no edit ever waits for one.
type Films interface {
	// Offers are files that lie here and that the team has not been told of, a
	// few at a time; fresh: at a place that may have none of them.
	Offers(ctx context.Context, fresh bool) ([]Offer, error)
	// Wants are files that are to come here.
	Wants(ctx context.Context) ([]Named, error)
	// Came tells that one came whole.
	Came(ctx context.Context, n Named) error
}

// Offer is a file, and what the team is told of it once the file lies at its
// place; nothing where it knows.
type Offer struct {
	Named
	Label string
	Says  []edit.Write
}

// carrying keeps films to one carrier at a time.
type carrying struct {
	busy atomic.Bool
	due  atomic.Bool   // there may be something to carry
	at   team.Exchange // where the last carrier was
}

// FilmsDue says that a film may have to be carried, and lets it be.
func (c *Crew) FilmsDue() {
	c.carrying.due.Store(true)
	c.Nudge()
}

// carry leaves the films that others need and fetches those that are missing
// here; told: others have to hear of it. One that has not come is looked for the
// next time.
func (c *Crew) carry(ctx context.Context) (told bool, err error) {
	if c.l.Films == nil || !c.carrying.busy.CompareAndSwap(false, true) {
		return false, nil
	}
	defer c.carrying.busy.Store(false)
	c.carrying.due.Store(false)
	place, err := c.theTeam(ctx)
	if err != nil || place == nil {
		return false, err
	}
	offers, err := c.l.Films.Offers(ctx, place != c.carrying.at)
	if err != nil {
		return false, err
	}
	var label string
	var says []edit.Write
	for _, o := range offers {
		if err := passing(c.leave(ctx, place, o.Named)); err != nil {
			return false, err
		}
		if has, err := place.Has(ctx, o.SHA256); err != nil {
			return false, err
		} else if has && len(o.Says) > 0 {
			label, says = o.Label, append(says, o.Says...)
		}
	}
	c.carrying.at = place
	if len(says) > 0 {
		if err := c.l.Commit(ctx, label, says...); err != nil {
			return false, err
		}
		c.carrying.due.Store(true) // there may be more of them
	}
	return len(says) > 0, c.fetchFilms(ctx)
}

func (c *Crew) fetchFilms(ctx context.Context) error {
	place, err := c.theTeam(ctx)
	if err != nil || place == nil {
		return err
	}
	wants, err := c.l.Films.Wants(ctx)
	if err != nil {
		return err
	}
	for _, n := range wants {
		err := c.fetch(ctx, place, n)
		if err == nil && lies(n.Path) {
			err = c.l.Films.Came(ctx, n)
		}
		if err := passing(err); err != nil {
			return err
		}
		if !lies(n.Path) {
			c.carrying.due.Store(true) // it may come later
		}
	}
	return nil
}

func lies(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// passing lets by what hinders one file and no other.
func passing(err error) error {
	switch taglane.KindOf(err) {
	case taglane.NotFound, taglane.Invalid, taglane.Conflict:
		return nil
	}
	return err
}

// carrySoon carries films beside everything else, if there may be any.
func (c *Crew) carrySoon(ctx context.Context) {
	if !c.carrying.due.Load() || c.carrying.busy.Load() {
		return
	}
	c.aside.Go(func() {
		if told, err := c.carry(ctx); err == nil && told {
			c.Nudge()
		} else if err != nil && ctx.Err() == nil {
			c.carrying.due.Store(true) // at the next exchange
		}
	})
}
