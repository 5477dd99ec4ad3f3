package studio

import (
	"context"
	"errors"

	"taglane/app/files"
	"taglane/app/outbox"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Standing is what holds of the whole library for as long as it does; each is a
// sentence, "" where it does not hold.
type Standing struct {
	Viewed string `json:"viewed"` // nothing can be changed
	Full   string `json:"full"`   // nothing can be kept until there is room
}

// Standing tells how the library stands.
func (s *Studio) Standing() (out Standing) {
	switch why := s.store.Viewed(); {
	case errors.Is(why, store.ErrReadonly):
		out.Viewed = s.say("This library is only shown, because %s cannot be written. To work on it, make that folder writable or copy it to another disk.", taglane.Plain(s.o.Dir))
	case why != nil:
		out.Viewed = s.say("This library is only shown, as far as this Taglane knows it. Nothing in it is changed; update Taglane to work on it.")
	}
	if s.room.Full() {
		out.Full = s.say("The disk of %s is full, so what you do now cannot be kept. As soon as %d MB are free there, Taglane goes on by itself.", taglane.Plain(s.o.Dir), files.Enough>>20)
	}
	return out
}

// openRoom looks after the disk that the library lies on.
func (s *Studio) openRoom() {
	s.room = files.Room{Dir: s.o.Dir, Is: store.Full, After: s.o.After, Changed: func(full bool) {
		s.o.Emit("standing", struct{}{})
		if !full {
			s.outbox.Poke()
			s.resume()
			s.emitLibrary()
		}
	}}
}

// Mind hears what went wrong, for what follows from it: a full disk is told for
// as long as it is full. It gives the error back.
func (s *Studio) Mind(err error) error {
	if !s.o.View {
		s.room.Mind(s.life, err, s.background)
	}
	return err
}

// ViewOnly says whether a library that did not open with that error can be
// opened to be read alone.
func ViewOnly(opening error) bool { return errors.Is(opening, store.ErrNewer) }

// minding is a journal whose refusals are minded.
type minding struct {
	teamed
	mind func(error) error
}

func (m minding) Save(ctx context.Context, r outbox.Row, e outbox.Entry) error {
	return m.mind(m.teamed.Save(ctx, r, e))
}
