package studio

import (
	"taglane/app/outbox"
	"taglane/app/taglane"
)

// AttentionEvent says that a publication ended or needs its person.
type AttentionEvent struct {
	Publication taglane.ID `json:"publication"`
	Title       string     `json:"title"` // of the clip, and where it goes
	Sentence    string     `json:"sentence"`
}

// attention is why a person should look at a row; "" for no reason. What they
// did themselves is none.
func attention(r outbox.Row) string {
	switch {
	case r.Wait == outbox.WaitsUnsure, r.Wait == outbox.WaitsLogin, r.Wait == outbox.WaitsRefused, r.Wait == outbox.WaitsElsewhere, r.Wait == outbox.WaitsLate:
		return string(r.Wait)
	case r.Wait == outbox.WaitsUntil && r.Ahead != 0:
		return "clock" // this computer's is wrong
	case r.Stage == outbox.Tagged && r.Wait == outbox.NotWaiting && r.Wanted == "":
		return "ended"
	}
	return ""
}

// attend tells once that a row ended or waits for its person, and again when it
// does so anew.
func (s *Studio) attend(r outbox.Row) {
	why := attention(r)
	s.publishing.Lock()
	told := s.publishing.told[r.ID]
	if s.publishing.told == nil {
		s.publishing.told = map[taglane.ID]string{}
	}
	s.publishing.told[r.ID] = why
	s.publishing.Unlock()
	if why == "" || why == told {
		return
	}
	if why == "ended" && !s.o.Quiet {
		s.tidySoon() // what was sent need not be kept
	}
	a, err := s.store.Account(s.life, r.Account)
	if err != nil {
		return // the account is gone; nobody waits for this
	}
	rev, err := s.store.Revision(s.life, r.Due())
	if err != nil {
		return
	}
	s.o.Emit("attention", AttentionEvent{
		Publication: r.ID, Title: s.say("%s, for %s", rev.Draft.Clip.Heading(), a.Name),
		Sentence: s.Tell(r.Sentence(titleOf(a.Service), s.o.Now())),
	})
}
