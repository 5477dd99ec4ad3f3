package studio

import (
	"context"

	"taglane/app/access"
	"taglane/app/notes"
	"taglane/app/review"
	"taglane/app/review/serve"
	"taglane/app/taglane"
)

// What crosses to a screen of reviews that are shown in the same network.
type (
	ReviewAddress = serve.Address
	ReviewWish    = serve.Wish
	Served        = serve.Served
)

// openServing lends the part that lets guests in what it may not take for
// itself. It comes before all others that emit, so that guests are told as well.
func (s *Studio) openServing() {
	emit := s.o.Emit
	s.o.Emit = func(name string, data any) {
		emit(name, data)
		if e, is := data.(notes.Event); is {
			s.Woke(e.Clip)
		}
	}
	s.Host = serve.New(serve.Lent{
		Now: s.o.Now, NewID: s.o.NewID, Tell: TellIn, Secrets: access.Kept{Gate: s.access}, Comments: s.forGuests, Film: s.smallFilm,
		Changed: func() { s.o.Emit("serving", struct{}{}) },
		Name: func(ctx context.Context, clip taglane.ID) (string, error) {
			c, err := s.store.Clip(ctx, clip)
			return c.Heading(), err
		},
		Page: func(ctx context.Context, room taglane.Room) (review.Page, error) { return s.RoomOf(ctx, room) },
		Take: func(ctx context.Context, said taglane.GuestSaid) error {
			_, err := s.TakeGuest(ctx, said)
			return err
		},
	})
}
