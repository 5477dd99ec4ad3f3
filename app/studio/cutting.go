package studio

import (
	"context"

	"taglane/app/edit"
	"taglane/app/notes"
	"taglane/app/taglane"
	"taglane/app/trade"
	"taglane/app/versions"
)

// What crosses to a screen of a clip's cuts.
type (
	Stack    = versions.Stack
	CutItem  = versions.Item
	Compared = versions.Compared
)

// placing says where comments lie on the version that a clip shows.
func (s *Studio) placing(ctx context.Context, clip taglane.ID) (notes.Placing, error) {
	return s.Placing(ctx, clip)
}

// openCuts lends the part that knows the cuts of clips what it may not take for
// itself.
func (s *Studio) openCuts() {
	s.Cuts = versions.New(versions.Lent{
		Store: s.store, Now: s.o.Now, NewID: s.o.NewID, Person: s.o.Person, Tell: s.Tell, Emit: s.o.Emit,
		Tool: s.mediaTool, Cache: s.cache, Read: s.read, Lane: trade.LaneOf,
		Commit: func(ctx context.Context, clip taglane.ID, label string, writes ...edit.Write) error {
			if err := s.commit(ctx, clip, label, writes...); err != nil {
				return err
			}
			s.askedAnew(ctx)
			s.emitLibrary()
			return nil
		},
		Sayings: func(ctx context.Context, clip taglane.ID) ([]versions.Saying, error) {
			all, err := s.Sayings(ctx, clip)
			out := make([]versions.Saying, 0, len(all))
			for _, x := range all {
				out = append(out, versions.Saying(x))
			}
			return out, err
		},
	})
}
