package outbox

import (
	"errors"
	"math"
	"time"

	"taglane/app/taglane"
)

// offlineFor is how long nothing is tried where nothing tells that the network
// is back.
const offlineFor = 2 * time.Minute

// asked says what failed while the intent was open.
type asked bool

const (
	publicAct asked = true  // the act itself: the next question tells
	question  asked = false // a question about it: asked again, but not for ever
)

// unanswered notes an error while the intent is open. It is no proof of
// failure: the next step asks the handle, whatever the error said.
func (s *step) unanswered(err error, what asked) error {
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	kind := s.blame(err)
	if what == publicAct {
		s.r.Answer = s.r.FaultMessage
	}
	if s.rules.refreshRestarts && kind == taglane.Login {
		s.restart(s.r.Epoch)
		s.r.Wait = WaitsLogin
		return s.save("login", s.r.FaultMessage)
	}
	switch kind {
	case taglane.Login:
		s.r.Wait = WaitsLogin
		return s.save("login", s.r.FaultMessage)
	case taglane.Offline:
		return s.offline()
	}
	if until := untilOf(err); kind == taglane.Later && until.After(s.now) {
		return s.wait(until, "unanswered", s.r.FaultMessage)
	}
	if s.r.Tries++; s.r.Tries >= mostFaults && what == question {
		return s.unsure(taglane.Say("Asked whether it is public, the platform gives no answer: %s", s.r.FaultMessage))
	}
	return s.wait(s.now.Add(s.backoff(s.r.Tries)), "unanswered", s.r.FaultMessage)
}

// fault notes an error of a call that made nothing public.
func (s *step) fault(err error) error {
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	if s.r.asking() {
		return s.unanswered(err, question)
	}
	kind := s.blame(err)
	if s.rules.refreshRestarts && kind == taglane.Login {
		s.restart(s.r.Epoch)
	}
	uploading := s.r.Stage >= Open && s.r.Stage <= Ready
	switch {
	case kind == taglane.Invalid || kind == taglane.Refused:
		return s.refuse(kind, s.r.FaultMessage)
	case kind == taglane.NotFound && uploading:
		return s.gone()
	case kind == taglane.NotFound || kind == taglane.Conflict && s.r.Stage == Queued:
		return s.refuse(kind, s.r.FaultMessage)
	case kind == taglane.Login:
		s.r.Wait = WaitsLogin
		return s.save("login", s.r.FaultMessage)
	case kind == taglane.Offline:
		return s.offline()
	}
	if until := untilOf(err); kind == taglane.Later && until.After(s.now) {
		return s.wait(until, "waiting", s.r.FaultMessage)
	}
	if s.r.Tries++; s.r.Tries >= mostFaults {
		return s.refuse(kind, s.r.FaultMessage)
	}
	if kind == taglane.Conflict && s.r.Tries == 1 {
		return s.save("conflict", s.r.FaultMessage)
	}
	return s.wait(s.now.Add(s.backoff(s.r.Tries)), "fault", s.r.FaultMessage)
}

// lostAgain ends a row whose upload was lost too often.
var lostAgain = taglane.Say("The platform keeps losing the upload.")

// gone: the far side says plainly that there is no such upload, and nothing
// public was asked for.
func (s *step) gone() error {
	return s.again(taglane.Say("The platform no longer knows the upload; it begins again."))
}

// dead: the far side knows the upload, and says plainly that it takes no more
// of it and shows nobody any of it. Nothing public was asked for.
func (s *step) dead() error {
	return s.again(taglane.Say("The upload can no longer be finished; it begins again."))
}

// again begins with a new upload under the same key. Only here does a stage go
// back.
func (s *step) again(why taglane.Said) error {
	s.r.Stage, s.r.Intent, s.r.Session, s.r.Offset, s.r.Readings = Queued, Queued, nil, 0, 0
	s.r.Tries++
	if s.r.Lost++; s.r.Lost >= mostFaults {
		return s.refuse(taglane.NotFound, lostAgain)
	}
	return s.save("gone", why)
}

func (s *step) offline() error {
	s.r.Wait, s.r.Until = WaitsOffline, s.now.Add(offlineFor)
	return s.save("offline", s.r.FaultMessage)
}

func (s *step) refuse(kind taglane.Kind, message taglane.Said) error {
	s.r.Wait, s.r.FaultKind, s.r.FaultMessage = WaitsRefused, kind, message
	return s.save("refused", message)
}

// unsure asks a person: why is why nobody else can know.
func (s *step) unsure(why taglane.Said) error {
	s.r.Wait, s.r.FaultKind, s.r.FaultMessage = WaitsUnsure, taglane.Unsure, why
	return s.save("unsure", s.r.Evidence())
}

func (s *step) wait(until time.Time, outcome string, detail taglane.Said) error {
	s.r.Wait, s.r.Until = WaitsUntil, until
	return s.save(outcome, detail)
}

// blame keeps kind and sentence of an error on the row.
func (s *step) blame(err error) taglane.Kind {
	s.r.FaultKind, s.r.FaultMessage = taglane.KindOf(err), taglane.SaidOf(err)
	return s.r.FaultKind
}

// backoff is min(tries⁴ s, 1 h) ± 20 %.
func (s *step) backoff(tries int) time.Duration {
	d := min(time.Duration(math.Pow(float64(min(tries, 10)), 4))*time.Second, time.Hour)
	return time.Duration(float64(d) * (0.8 + 0.4*s.rand()))
}

// untilOf is when the platform said that asking again makes sense.
func untilOf(err error) time.Time {
	var e *taglane.Error
	if errors.As(err, &e) {
		return e.Until
	}
	return time.Time{}
}
