package serve

import (
	"cmp"
	"slices"
	"time"

	"taglane/app/review"
	"taglane/app/taglane"
)

// here notes that a guest looks at a clip, and where. leave is called when their
// request has ended; they are gone when no other follows.
func (s *server) here(g *session, clip taglane.ID, q asked) (leave func(), err error) {
	room := g.way.room(clip)
	said, err := review.Answer{Room: room.ID, Clip: clip, Key: q.Guest, Name: taglane.OneLine(q.Name, taglane.MostName)}.Said(room, s.h.l.Now())
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	if err := s.mayAsk(g, q.Guest); err != nil {
		s.mu.Unlock()
		return nil, err
	}
	p := g.people[clip]
	came := p == nil || p.id != said.Guest.ID
	if came {
		p = &person{id: said.Guest.ID, colour: said.Guest.Colour}
		g.people[clip] = p
		s.board(clip).ring()
	}
	frame := min(max(q.Frame, 0), mostFrame)
	changed := came || p.name != said.Guest.Name || p.frame != frame
	p.name, p.frame = said.Guest.Name, frame
	p.polls++
	s.mu.Unlock()
	if changed {
		s.h.l.Changed()
	}
	return func() { s.left(g, clip, p) }, nil
}

// left waits a moment whether a guest asks again, and notes that they are gone.
func (s *server) left(g *session, clip taglane.ID, p *person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p.polls--
	p.signs++
	signs := p.signs
	time.AfterFunc(s.pauses.gone, func() {
		s.mu.Lock()
		gone := p.polls == 0 && p.signs == signs && g.people[clip] == p
		if gone {
			delete(g.people, clip)
			s.board(clip).ring()
		}
		s.mu.Unlock()
		if gone && s.life.Err() == nil {
			s.h.l.Changed()
		}
	})
}

// others are who else looks at a clip by the same link.
func (s *server) others(g *session, clip, me taglane.ID) []review.Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []review.Person{}
	for _, o := range s.sessions {
		if p := o.people[clip]; p != nil && o.way == g.way && p.id != me && o.life.Err() == nil {
			out = append(out, review.Person{Name: p.name, Colour: p.colour, Frame: p.frame})
		}
	}
	slices.SortFunc(out, func(a, b review.Person) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Frame, b.Frame))
	})
	return out
}

// people are all who are here.
func (s *server) people() []Guest {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Guest{}
	for _, g := range s.sessions {
		for clip, p := range g.people {
			out = append(out, Guest{Link: g.way.ID, Clip: clip, Name: p.name, Frame: p.frame})
		}
	}
	slices.SortFunc(out, func(a, b Guest) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Clip, b.Clip), cmp.Compare(a.Frame, b.Frame))
	})
	return out
}
