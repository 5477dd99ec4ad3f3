package outbox

import (
	"context"
	"slices"
	"time"

	"taglane/app/taglane"
)

// again is the same revision on its way to the same account once more, under
// the key of another epoch.
func again(r Row, epoch int) Row {
	return Row{
		ID: r.ID, Key: Key(r.Revision, r.Account, epoch), Clip: r.Clip, Revision: r.Revision, Account: r.Account, Place: r.Place, Epoch: epoch,
		Settings: r.Settings, Size: r.Size, QueuedAt: r.QueuedAt, Next: r.Next,
		At: r.At, Wall: r.Wall, Zone: r.Zone, Leads: r.Leads, With: r.With, Late: true, // who says "again" says it now
	}
}

// Cancel calls a row off, or a change of its post that the platform refused.
// Conflict: publishing was already asked for, so it can only be made private or
// deleted, which is another job.
func Cancel(r Row) (Row, Entry, error) {
	if r.withdrawn() {
		r.Wanted, r.Updated, r.Wait, r.Until = "", false, NotWaiting, time.Time{}
		r.Tries, r.Readings, r.FaultKind, r.FaultMessage = 0, 0, "", taglane.Said{}
		return r, Entry{Outcome: "canceled", Detail: taglane.Say("A person left the post as it is.")}, nil
	}
	if r.Stage >= Live || r.asking() {
		return r, Entry{}, taglane.Errorf(taglane.Conflict, "It is too late to cancel: publishing was already asked for.")
	}
	r.Wait, r.Until = WaitsCanceled, time.Time{}
	return r, Entry{Outcome: "canceled", Detail: taglane.Say("A person called it off.")}, nil
}

// Answer is what a person says after looking at an account: the post is there,
// under that link if they give one, or it is not and may be sent again as the
// epoch after highest. The line goes to the ledger. Conflict: nobody asked.
func Answer(r Row, posted bool, link string, highest int) (Row, Entry, Line, error) {
	if r.Wait != WaitsUnsure {
		return r, Entry{}, Line{}, taglane.Errorf(taglane.Conflict, "This publication is not waiting for an answer.")
	}
	line := Line{Kind: LineOutcome, Key: r.Key, Account: r.Account, Revision: r.Revision, Epoch: r.Epoch}
	if !posted {
		line.Outcome = OutcomeAgain
		return again(r, max(r.Epoch, highest)+1), Entry{Outcome: "again", Detail: taglane.Say("A person looked: it is not public. It is sent again.")}, line, nil
	}
	if link != "" {
		if err := taglane.CheckURL(link); err != nil {
			return r, Entry{}, Line{}, err
		}
	}
	r.Stage, r.Intent, r.Wait, r.Until = Live, Live, NotWaiting, time.Time{}
	r.Tries, r.Readings, r.FaultKind, r.FaultMessage, r.Answer = 0, 0, "", taglane.Said{}, taglane.Said{}
	r.Post.Link = link
	line.Outcome, line.Post = OutcomeThere, &r.Post
	return r, Entry{Outcome: "live", Detail: taglane.Say("A person looked: it is public.")}, line, nil
}

// Retry lets a waiting row go on. It changes nothing of how far the row got,
// so a row whose public act was never answered asks its handle first, and what a
// teammate claims is claimed from here.
// Conflict: it is not waiting for a person.
func Retry(r Row) (Row, Entry, error) {
	if r.Wait == NotWaiting || r.Stage == Tagged && r.Wanted == "" && len(r.Next) == 0 {
		return r, Entry{}, taglane.Errorf(taglane.Conflict, "This publication is not waiting.")
	}
	if !r.asking() {
		r.Lost, r.FaultKind, r.FaultMessage = 0, "", taglane.Said{}
	}
	detail := taglane.Say("A person asked to go on.")
	switch {
	case r.follows() && (r.Wait == WaitsLate || r.Wait == WaitsPaused): // paused: of a row from before
		r.Next = slices.Clone(r.Next)
		r.Next[0].Late = true
	case r.Wait == WaitsLate:
		r.Late, detail = true, taglane.Say("A person said that it still should be published.")
	}
	claims := r.Wait == WaitsElsewhere
	r.Wait, r.Until, r.Tries, r.Readings = NotWaiting, time.Time{}, 0, 0
	return r, Entry{Outcome: "again", Detail: detail, Claims: claims}, nil
}

// Hold stops a row for paused, approval or elsewhere. Conflict: publishing was
// already asked for. Invalid: that is not a reason a person or a teammate gives.
func Hold(r Row, why Wait) (Row, Entry, error) {
	detail := taglane.Said{}
	switch why {
	case WaitsPaused:
		detail = taglane.Say("A person paused it.")
	case WaitsApproval:
		detail = taglane.Say("It waits for approval.")
	case WaitsElsewhere:
		detail = claimed
	default:
		return r, Entry{}, taglane.Errorf(taglane.Invalid, "%q is not a reason to hold a publication.", string(why))
	}
	if r.Stage >= Live || r.asking() {
		return r, Entry{}, taglane.Errorf(taglane.Conflict, "It is too late to stop: publishing was already asked for.")
	}
	r.Wait, r.Until = why, time.Time{}
	return r, Entry{Outcome: string(why), Detail: detail}, nil
}

// Update asks for a public post to say what another revision says. Nothing is
// uploaded and nothing is published for it. Conflict: it is not public yet, or
// says so already. Invalid: no revision is named.
func Update(r Row, revision string) (Row, Entry, error) {
	switch {
	case r.Stage < Live:
		return r, Entry{}, taglane.Errorf(taglane.Conflict, "This is not public yet: call it off and queue the new version instead.")
	case revision == "":
		return r, Entry{}, taglane.Errorf(taglane.Invalid, "It was not said which version the post should carry.")
	case r.Wanted == "" && revision == r.Carried():
		return r, Entry{}, taglane.Errorf(taglane.Conflict, "The post carries this version already.")
	}
	r.Wanted, r.Updated, r.Wait, r.Until = revision, false, NotWaiting, time.Time{}
	r.Tries, r.Readings, r.FaultKind, r.FaultMessage = 0, 0, "", taglane.Said{}
	return r, Entry{Outcome: "update", Detail: taglane.Say("A person asked for the post to be changed.")}, nil
}

// Cancel calls a publication off and interrupts its upload; see the function Cancel.
func (o *Outbox) Cancel(ctx context.Context, id taglane.ID) (Row, error) {
	return o.change(ctx, id, true, func(r Row) (Row, Entry, Line, error) {
		r, e, err := Cancel(r)
		return r, e, Line{}, err
	})
}

// Answer keeps what a person found out; see the function Answer.
func (o *Outbox) Answer(ctx context.Context, id taglane.ID, posted bool, link string) (Row, error) {
	return o.change(ctx, id, false, func(r Row) (Row, Entry, Line, error) {
		highest, _ := o.Ledger.Highest(r.Revision, r.Account)
		return Answer(r, posted, link, highest)
	})
}

// Retry lets a waiting publication go on; see the function Retry.
func (o *Outbox) Retry(ctx context.Context, id taglane.ID) (Row, error) {
	return o.change(ctx, id, false, func(r Row) (Row, Entry, Line, error) {
		r, e, err := Retry(r)
		return r, e, Line{}, err
	})
}

// Hold stops a publication and interrupts its upload; see the function Hold.
func (o *Outbox) Hold(ctx context.Context, id taglane.ID, why Wait) (Row, error) {
	return o.change(ctx, id, true, func(r Row) (Row, Entry, Line, error) {
		r, e, err := Hold(r, why)
		return r, e, Line{}, err
	})
}

// Update asks for a public post to say what another frozen revision says; see
// the function Update. Refused: the platform lets no program do that.
func (o *Outbox) Update(ctx context.Context, id taglane.ID, revision string) (Row, error) {
	return o.change(ctx, id, false, func(r Row) (Row, Entry, Line, error) {
		next, e, err := Update(r, revision)
		if err != nil {
			return r, e, Line{}, err
		}
		p, _, err := o.Connect(ctx, next)
		if err != nil {
			return r, e, Line{}, err
		}
		return next, e, Line{}, changeable(p, r)
	})
}

// Replay compares rows with the ledger after a library was put back, also rows
// that rest: where the ledger knows more, the row may go on, and its next step
// takes over what the ledger knows. That a public post was changed is kept at
// once. It returns how many rows that were.
func (o *Outbox) Replay(ctx context.Context, rows []Row) (behind int, err error) {
	for _, r := range rows {
		f, err := o.Ledger.of(r.Key)
		if err != nil {
			return behind, err
		}
		if r.Stage >= Live && f.changed(r) && r.Wanted == "" {
			behind++
			if err := o.carried(ctx, r.ID, f.carries); err != nil {
				return behind, err
			}
			continue
		}
		if r.Stage >= Live || f.post == nil && !f.again && (!f.intent || r.asking()) {
			continue
		}
		behind++
		if !r.Resting() {
			continue // its next step sees for itself
		}
		_, err = o.change(ctx, r.ID, false, func(r Row) (Row, Entry, Line, error) {
			r.Wait, r.Until, r.Tries, r.Readings = NotWaiting, time.Time{}, 0, 0
			return r, Entry{Outcome: "again", Detail: taglane.Say("The publish ledger knows more than this library.")}, Line{}, nil
		})
		if err != nil {
			return behind, err
		}
	}
	return behind, nil
}

// carried keeps that a post was changed to a revision since the library was copied.
func (o *Outbox) carried(ctx context.Context, id taglane.ID, revision string) error {
	_, err := o.change(ctx, id, false, func(r Row) (Row, Entry, Line, error) {
		r.Carries, r.Losses = revision, []taglane.Said{changedSince}
		if r.Stage == Live { // to attach the products of an older version would undo the change
			r.Stage, r.Intent, r.Wait, r.Until = Tagged, Tagged, NotWaiting, time.Time{}
		}
		return r, Entry{Outcome: "changed", Detail: changedSince}, Line{}, nil
	})
	return err
}

// change applies a person's verb between two steps of a row: row first, then
// the ledger line if there is one.
func (o *Outbox) change(ctx context.Context, id taglane.ID, interrupt bool, verb func(Row) (Row, Entry, Line, error)) (Row, error) {
	if interrupt {
		o.mu.Lock()
		if f := o.flights[id]; f != nil && f.cancel != nil {
			f.cancel()
		}
		o.mu.Unlock()
	}
	_, release := o.hold(id)
	defer release()
	r, err := o.Journal.Load(ctx, id)
	if err != nil {
		return r, err
	}
	next, e, line, err := verb(r)
	if err != nil {
		return r, err
	}
	e.At, e.Intent, line.At = o.Now(), next.Intent, o.Now()
	if err := o.Journal.Save(ctx, next, e); err != nil {
		return r, err
	}
	if o.Changed != nil {
		o.Changed(next)
	}
	o.Poke()
	if line.Kind == "" {
		return next, nil
	}
	return next, o.Ledger.Append(line)
}
