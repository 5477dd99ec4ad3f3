package serve

import (
	"net/http"
	"slices"

	"taglane/app/review"
	"taglane/app/taglane"
)

// mostTaken is how much the guests of one link may say in all.
const mostTaken = 2000

// answer takes one thing that a guest said, by the same way as an answer that
// came in a file.
func (s *server) answer(w http.ResponseWriter, r *http.Request, g *session, clip taglane.ID) {
	b, ok := s.body(w, r, review.MostRemark)
	if !ok {
		return
	}
	a, err := review.ReadAnswer(b)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	ids, err := s.take(r, g, clip, a)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, http.StatusOK, map[string]any{"ids": ids})
}

func (s *server) take(r *http.Request, g *session, clip taglane.ID, a review.Answer) (map[taglane.ID]taglane.ID, error) {
	things := len(a.Remarks)
	if a.Verdict != nil {
		things++
	}
	if things != 1 {
		return nil, taglane.Errorf(taglane.Invalid, "One thing is said at a time.")
	}
	room := g.way.room(clip)
	room.Digest = a.Digest
	s.mu.Lock()
	seen := g.digest[clip][a.Digest]
	err := s.mayAsk(g, a.Key)
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	if !seen {
		return nil, taglane.Errorf(taglane.Refused, "The answer is to another review.")
	}
	said, err := a.Said(room, s.h.l.Now())
	if err != nil {
		return nil, err
	}
	said.Alone = true
	if err := s.answers(r, clip, said); err != nil {
		return nil, err
	}
	if err := s.maySay(g); err != nil {
		return nil, err
	}
	if err := s.h.l.Take(r.Context(), said); err != nil {
		return nil, err
	}
	s.woke(clip)
	ids := map[taglane.ID]taglane.ID{}
	for _, c := range a.Remarks {
		ids[c.ID] = review.IDOf(said.Guest.ID, c.ID)
	}
	return ids, nil
}

// answers refuses what answers something that its guest cannot see, such as a
// comment on another clip.
func (s *server) answers(r *http.Request, clip taglane.ID, said taglane.GuestSaid) error {
	for _, c := range said.Comments {
		if c.Reply == "" {
			continue
		}
		all, err := s.h.l.Comments(r.Context(), clip)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(o review.Comment) bool { return o.ID == c.Reply }) {
			return taglane.Errorf(taglane.NotFound, "What you answer is not here any more.")
		}
	}
	return nil
}

// mayAsk lets a session be few guests only; under the lock.
func (s *server) mayAsk(g *session, key string) error {
	if !g.guests[key] && len(g.guests) >= mostGuests {
		return taglane.Errorf(taglane.Refused, "You said that you are too many people. Open the link once more, as it was sent to you.")
	}
	g.guests[key] = true
	return nil
}

// maySay counts what is said.
func (s *server) maySay(g *session) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if g.way.taken >= mostTaken {
		return taglane.Errorf(taglane.Refused, "As much was said by this link as it takes. Ask for a new one.")
	}
	if !g.pace.may(sayPace, "", s.h.l.Now()) {
		return taglane.Errorf(taglane.Later, "That was too often. Wait a moment.")
	}
	g.way.taken++
	return nil
}
