package outbox

import (
	"context"
	"time"

	"taglane/app/taglane"
)

// Whose approval a revision needs is asked anew each time that it matters: before
// anything is uploaded, which is when a person can still do something about it,
// and immediately before the public act, since an approval may have been taken
// back or outrun by a change meanwhile. What was asked for of a platform is not
// called back for it; a row never waits here with an open intent.

// approve holds a revision that is not approved as things are now.
func (s *step) approve() (held bool, err error) {
	if s.Approved == nil || s.rules.neverAsks {
		return false, nil
	}
	missing, err := s.Approved(s.ctx, s.r)
	if err != nil {
		return true, s.fault(err)
	}
	if s.r.Missing = missing; missing.Format == "" {
		return false, nil
	}
	s.r.Wait, s.r.Until = WaitsApproval, time.Time{}
	return true, s.save("approval", missing)
}

// unapproved is what it waits for; rows of an older build do not say it.
func (r Row) unapproved() taglane.Said {
	if r.Missing.Format == "" {
		return taglane.Say("It waits for approval.")
	}
	return r.Missing
}

// Approve asks again what a publication that waits for approval lacks, and lets
// it go on where that is nothing. Conflict: it does not wait for that, or there
// is no news.
func (o *Outbox) Approve(ctx context.Context, id taglane.ID) (Row, error) {
	return o.change(ctx, id, false, func(r Row) (Row, Entry, Line, error) {
		if r.Wait != WaitsApproval || o.Approved == nil {
			return r, Entry{}, Line{}, taglane.Errorf(taglane.Conflict, "This publication does not wait for approval.")
		}
		missing, err := o.Approved(ctx, r)
		switch {
		case err != nil:
			return r, Entry{}, Line{}, err
		case missing.Format == "":
			r.Missing, r.Wait, r.Until = missing, NotWaiting, time.Time{}
			return r, Entry{Outcome: "approved", Detail: taglane.Say("It has its approvals.")}, Line{}, nil
		case missing.String() == r.Missing.String():
			return r, Entry{}, Line{}, taglane.Errorf(taglane.Conflict, "This publication still waits for approval.")
		}
		r.Missing = missing
		return r, Entry{Outcome: "approval", Detail: missing}, Line{}, nil
	})
}
