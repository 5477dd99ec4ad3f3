package serve

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"time"

	"taglane/app/taglane"
)

// session is somebody who came in by a link. It lives as long as the link, or
// until the server stops.
type session struct {
	way    *way
	life   context.Context // ends with the link
	end    context.CancelFunc
	digest map[taglane.ID]map[string]bool // of drafts that were shown, by clip
	guests map[string]bool                // the secrets of the guests that it said it is
	people map[taglane.ID]*person         // by clip
	pace   paces                          // of what it says
}

// person is a guest who looks at a clip.
type person struct {
	id     taglane.ID
	name   string
	colour int
	frame  taglane.Frame
	polls  int // requests for news that lie here
	signs  int // of such that ended
}

const (
	mostSessions = 200
	mostOfLink   = 50 // sessions
	mostGuests   = 4  // of one session: a browser that forgot who it was
	mostDigests  = 200
)

// cookie goes back to this address alone, never with a request that another site
// began, and no script reads it.
const cookie = "__Host-taglane"

// enter exchanges what a link carries, and its PIN, for a session. It returns
// the cookie's value.
func (s *server) enter(who, capability, pin string) (string, error) {
	s.mu.Lock()
	now := s.h.l.Now()
	w := s.ways[sha256.Sum256([]byte(capability))]
	if w == nil || subtle.ConstantTimeCompare([]byte(w.Cap), []byte(capability)) != 1 {
		defer s.mu.Unlock()
		if !s.paces.may(guessPace, who, now) {
			return "", taglane.Errorf(taglane.Later, "That was too often. Wait a moment.")
		}
		return "", taglane.Errorf(taglane.NotFound, "There is no such review. Ask for a new link.")
	}
	token, lock, err := s.try(w, pin, now)
	id := w.ID
	s.mu.Unlock()
	if lock {
		s.h.lock(id)
	}
	return token, err
}

// try counts a wrong PIN before anybody learns that it is wrong, so that many
// tries at once are no more than one after the other.
func (s *server) try(w *way, pin string, now time.Time) (token string, lock bool, err error) {
	w.tries, s.wrong = since(w.tries, now, triesIn), since(s.wrong, now, wrongIn)
	switch {
	case w.over(now):
		return "", false, errOver()
	case w.locked:
		return "", false, errLocked()
	case len(s.wrong) >= mostWrong:
		return "", false, taglane.Errorf(taglane.Later, "Too many wrong PINs were tried here. Try again in an hour.")
	case subtle.ConstantTimeCompare([]byte(w.PIN), []byte(pin)) != 1:
		w.tries, s.wrong = append(w.tries, now), append(s.wrong, now)
		if len(w.tries) >= mostTries {
			w.locked = true
			return "", true, errLocked()
		}
		return "", false, taglane.Errorf(taglane.Login, "The PIN is wrong. Tries that are left: %d.", mostTries-len(w.tries))
	}
	token, err = s.admit(w)
	return token, false, err
}

func errOver() error {
	return taglane.Errorf(taglane.Login, "This link is over. Ask for a new one.")
}

func errLocked() error {
	return taglane.Errorf(taglane.Refused, "This link is locked, since its PIN was wrong too often. Ask for a new one.")
}

func (s *server) admit(w *way) (string, error) {
	of := 0
	for _, g := range s.sessions {
		if g.way == w {
			of++
		}
	}
	if of >= mostOfLink || len(s.sessions) >= mostSessions {
		return "", taglane.Errorf(taglane.Later, "Too many people are here already. Try again later.")
	}
	token := secret()
	g := &session{way: w, digest: map[taglane.ID]map[string]bool{}, guests: map[string]bool{}, people: map[taglane.ID]*person{}}
	g.life, g.end = context.WithCancel(s.life)
	s.sessions[sha256.Sum256([]byte(token))] = g
	return token, nil
}

// session is whose cookie came with a request; nil for nobody's. over: it was
// somebody's whose link has ended.
func (s *server) session(r *http.Request) (g *session, over bool) {
	c, err := r.Cookie(cookie)
	if err != nil {
		return nil, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := sha256.Sum256([]byte(c.Value))
	if g = s.sessions[key]; g == nil {
		return nil, false
	}
	if g.way.over(s.h.l.Now()) {
		g.end()
		delete(s.sessions, key)
		return nil, true
	}
	return g, false
}

// good says whether a session may still see something.
func (s *server) good(g *session) bool {
	if g.life.Err() != nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return !g.way.over(s.h.l.Now())
}
