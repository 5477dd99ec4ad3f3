package outbox

import (
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// settle learns what became of a public act whose answer nobody heard. It asks
// the same handle; only that handle can say no.
func (s *step) settle() error {
	if s.caps.ReleaseRepeat == platform.RepeatBlind && !s.caps.Fused {
		return s.settleBlind()
	}
	if len(s.r.Session) == 0 {
		return s.mute()
	}
	st, err := s.p.Status(s.ctx, s.r.Session)
	switch {
	case taglane.KindOf(err) == taglane.NotFound && s.rules.goneIsNo:
		return s.gone()
	case taglane.KindOf(err) == taglane.NotFound:
		return s.mute()
	case taglane.KindOf(err) == taglane.Refused:
		s.blame(err)
		return s.confirmRefusal()
	case err != nil:
		return s.unanswered(err, question)
	case st.Post != nil && !s.rules.ignorePost:
		return s.live(*st.Post)
	case st.Dead && s.rules.deadUnsaid:
		return s.gone()
	case st.Dead && !s.rules.ignoreDead:
		return s.didNot(taglane.Say("The upload can no longer be finished, and nothing of it became public."))
	case s.caps.Fused && !st.Complete:
		s.note(st)
		return s.didNot(taglane.Say("The last piece did not arrive; it is sent again."))
	case s.caps.Fused || !st.Ready:
		return s.processing(st)
	}
	return s.stillReady()
}

// stillReady: the handle says that the upload is processed and not public.
// What that is worth depends on what a second release would do.
func (s *step) stillReady() error {
	said := s.r.FaultKind == taglane.Refused || s.r.FaultKind == taglane.Invalid
	switch repeat := s.caps.ReleaseRepeat; repeat {
	case platform.RepeatSets, platform.RepeatAnswers:
		if said || s.r.Tries >= mostFaults {
			return s.confirmRefusal()
		}
		if s.r.Readings++; repeat == platform.RepeatAnswers && s.r.Readings < 2 {
			return s.wait(s.now.Add(5*time.Second), "unanswered", taglane.Say("Asking the platform once more before publishing again."))
		}
		return s.ask()
	}
	if !s.mayHaveAsked() {
		return s.didNot(taglane.Say("Publishing had not been asked for yet."))
	}
	s.r.Readings++
	if s.r.Readings >= readings && s.now.Sub(s.r.IntentAt) >= readFor {
		return s.unsure(taglane.Say("Since then the platform said %d times that it is not public.", s.r.Readings))
	}
	return s.wait(s.now.Add(readFor/(readings-1)), "unanswered", taglane.Say("Asking the platform again whether this became public."))
}

// settleBlind: there is no handle to ask. The ledger knows whether the
// connection was ever opened.
func (s *step) settleBlind() error {
	if found, err := s.find(); found || err != nil {
		return err
	}
	if s.mayHaveAsked() {
		return s.unsure(taglane.Say("This platform cannot be asked whether it is public."))
	}
	return s.didNot(taglane.Say("Publishing had not been asked for yet."))
}

// mayHaveAsked says whether the public act may have been asked for. The line
// "sent" is durable before the connection is opened, so its absence is proof,
// unless the ledger itself is incomplete.
func (s *step) mayHaveAsked() bool {
	f := s.facts
	return f.sent || s.Ledger.doubts(f) || f.sum == ""
}

// mute: the handle is gone while the intent is open. A search may confirm the
// post; its silence proves nothing.
func (s *step) mute() error {
	if found, err := s.find(); found || err != nil {
		return err
	}
	if !s.mayHaveAsked() {
		return s.didNot(taglane.Say("Publishing had not been asked for yet."))
	}
	return s.unsure(taglane.Say("The platform no longer knows the upload, so nobody can say whether it is public."))
}

// plainNo says whether an answer to the public act is the far side's own word
// that nothing happened. Only where nothing can be asked afterwards is a
// connector held to tell that apart from silence; see platform.Publisher.
func (s *step) plainNo(err error) bool {
	if s.rules.noIsSilence || s.caps.ReleaseRepeat != platform.RepeatBlind && !s.rules.believesErrors {
		return false
	}
	switch taglane.KindOf(err) {
	case taglane.Refused, taglane.Invalid, taglane.NotFound, taglane.Conflict, taglane.Login:
		return true
	}
	return false
}

// declined closes the intent after a plain no: for good, until the person
// logged in, for a while, or to upload again what the far side has lost.
func (s *step) declined(err error) error {
	kind := s.blame(err)
	switch kind {
	case taglane.Refused, taglane.Invalid:
		return s.confirmRefusal()
	case taglane.Login:
		s.r.Wait = WaitsLogin
		return s.didNot(s.r.FaultMessage)
	}
	if s.r.Tries++; s.r.Tries >= mostFaults {
		return s.confirmRefusal()
	}
	if kind == taglane.Conflict {
		s.r.Wait, s.r.Until = WaitsUntil, untilOf(err)
		if !s.r.Until.After(s.now) {
			s.r.Until = s.now.Add(s.backoff(s.r.Tries))
		}
		return s.didNot(s.r.FaultMessage)
	}
	if s.r.Lost++; s.r.Lost >= mostFaults {
		s.r.FaultMessage = lostAgain
		return s.confirmRefusal()
	}
	s.r.Stage, s.r.Session, s.r.Offset = Queued, nil, 0
	return s.didNot(s.r.FaultMessage)
}

// notAsked closes the intent of a first release that never came to the public
// act, as the connector says. After an earlier one it would prove nothing.
func (s *step) notAsked(err error) error {
	switch kind := s.blame(err); kind {
	case taglane.Refused, taglane.Invalid, taglane.Login, taglane.NotFound:
		return s.declined(err)
	case taglane.Offline:
		s.r.Wait, s.r.Until = WaitsOffline, s.now.Add(offlineFor)
		return s.didNot(s.r.FaultMessage)
	}
	if s.r.Tries++; s.r.Tries >= mostFaults {
		return s.confirmRefusal()
	}
	s.r.Wait, s.r.Until = WaitsUntil, untilOf(err)
	if !s.r.Until.After(s.now) {
		s.r.Until = s.now.Add(s.backoff(s.r.Tries))
	}
	return s.didNot(s.r.FaultMessage)
}

// find looks for the post by our key. done is true when the step is over.
func (s *step) find() (done bool, err error) {
	finder, ok := platform.As[platform.Finder](s.p)
	if !ok || !s.caps.Finds || s.r.Tries >= mostFaults-1 {
		return false, nil
	}
	post, err := finder.Find(s.ctx, s.r.Key)
	switch taglane.KindOf(err) {
	case "":
		return true, s.live(post)
	case taglane.NotFound, taglane.Refused, taglane.Invalid:
		return false, nil
	}
	return true, s.unanswered(err, question)
}

// didNot closes the intent: it is certain that nothing became public.
func (s *step) didNot(why taglane.Said) error {
	s.r.Intent, s.r.Readings, s.r.Answer = s.r.Stage, 0, taglane.Said{}
	if err := s.save("no", why); err != nil {
		return err
	}
	return s.line(Line{Kind: LineOutcome, Outcome: OutcomeNo})
}

// confirmRefusal ends a refused release after its handle confirmed the no.
func (s *step) confirmRefusal() error {
	s.r.Intent, s.r.Wait, s.r.Answer = s.r.Stage, WaitsRefused, taglane.Said{}
	if err := s.save("refused", s.r.FaultMessage); err != nil {
		return err
	}
	return s.line(Line{Kind: LineOutcome, Outcome: OutcomeRefused})
}
