package studio

import (
	"cmp"
	"context"

	"taglane/app/intake"
	"taglane/app/store"
	"taglane/app/taglane"
	"taglane/app/trade"
)

// Filter names a part of the library, Sort an order of it.
type (
	Filter = store.Filter
	Sort   = store.Sort
)

// LibraryQuery says which clips are shown and in which order.
type LibraryQuery struct {
	Text    string     `json:"text"` // beginnings of words in name, title, caption, note and products
	Filter  Filter     `json:"filter"`
	Project taglane.ID `json:"project"` // "" for any
	Sort    Sort       `json:"sort"`
	Offset  int        `json:"offset"`
	Limit   int        `json:"limit"` // 1–200
}

// LibraryPage is a part of what a query has.
type LibraryPage struct {
	Cards []ClipCard `json:"cards"`
	Total int64      `json:"total"` // of all that fit
}

// LibraryFacts is what is said beside the clips, whatever is looked for.
type LibraryFacts struct {
	Bytes    int64            `json:"bytes"` // of all source files
	Counts   map[Filter]int64 `json:"counts"`
	Projects []Project        `json:"projects"` // by name
	Undo     string           `json:"undo"`     // sentence of what UndoLibrary would take back
	Redo     string           `json:"redo"`
}

// Bounds of what is asked for at once.
const (
	pageLimit = 200
	idLimit   = 10_000
)

func (q LibraryQuery) query() store.Query {
	return store.Query{Text: q.Text, Filter: q.Filter, Project: q.Project, Sort: q.Sort}
}

// Library counts the library.
func (s *Studio) Library(ctx context.Context) (LibraryFacts, error) {
	f, err := s.store.Facts(ctx)
	if err != nil {
		return LibraryFacts{}, err
	}
	out := LibraryFacts{Bytes: f.Bytes, Counts: f.Counts, Projects: make([]Project, 0, len(f.Projects))}
	for _, p := range f.Projects {
		out.Projects = append(out.Projects, s.project(ctx, p))
	}
	out.Undo, out.Redo, err = s.store.Ends(ctx, libraryScope)
	return out, err
}

// Clips lists a page of clips.
func (s *Studio) Clips(ctx context.Context, q LibraryQuery) (LibraryPage, error) {
	if q.Limit <= 0 || q.Limit > pageLimit {
		q.Limit = pageLimit
	}
	rows, err := s.store.Page(ctx, q.query(), max(0, q.Offset), q.Limit)
	if err != nil {
		return LibraryPage{}, err
	}
	total, err := s.store.Count(ctx, q.query())
	if err != nil {
		return LibraryPage{}, err
	}
	cards, err := s.cards(ctx, rows)
	return LibraryPage{cards, total}, err
}

// ClipIDs lists the ids of all that fits, in order, at most 10,000.
func (s *Studio) ClipIDs(ctx context.Context, q LibraryQuery) ([]taglane.ID, error) {
	return s.store.IDs(ctx, q.query(), idLimit)
}

// Doubles lists clips with the same bytes, side by side, at most 100 groups.
func (s *Studio) Doubles(ctx context.Context) ([][]ClipCard, error) {
	groups, err := s.store.Doubles(ctx, 100)
	if err != nil {
		return nil, err
	}
	out := make([][]ClipCard, 0, len(groups))
	for _, ids := range groups {
		rows, err := s.store.Rows(ctx, ids)
		if err != nil {
			return nil, err
		}
		cards, err := s.cards(ctx, rows)
		if err != nil {
			return nil, err
		}
		out = append(out, cards)
	}
	return out, nil
}

// cards shows rows, and asks first for the pictures of what is now in sight.
func (s *Studio) cards(ctx context.Context, rows []store.Row) ([]ClipCard, error) {
	ids := make([]taglane.ID, 0, len(rows))
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	stretches, err := s.store.Stretches(ctx, ids)
	if err != nil {
		return nil, err
	}
	s.work.Raise(ids)
	out := make([]ClipCard, 0, len(rows))
	news := map[taglane.ID]bool{}
	for _, r := range rows {
		if gone := intake.Gone(r.Path); gone != r.Missing {
			news[r.ID], r.Missing = gone, gone
		}
		out = append(out, s.card(ctx, r, stretches[r.ID]))
	}
	if len(news) > 0 && !s.o.View {
		s.background(func() {
			if err := s.intake.Missing(s.life, news); err != nil {
				s.logged(err)
			}
		})
	}
	return out, nil
}

// card shows one clip. A picture that is not there is asked for.
func (s *Studio) card(ctx context.Context, r store.Row, stretches []store.Stretch) ClipCard {
	made := s.made(ctx, r.Clip, r.Missing)
	card := ClipCard{
		ID: r.ID, Name: r.Name, Title: r.Title, Path: r.Path, Size: r.Size, Frames: r.Frames, Rate: r.Rate,
		Width: r.Width, Height: r.Height, Codec: r.Codec, Audio: r.Audio, AddedAt: r.AddedAt, TouchedAt: timeOf(r.Touched),
		Project: r.Project, OwnCover: r.Cover != nil || r.Design != nil, Double: r.Double,
		State: cmp.Or(r.Standing, "draft"), Tags: r.Tags, Lanes: make([]Lane, 0, len(stretches)), Poster: s.posterID(r.Clip, made),
	}
	for _, t := range stretches {
		card.Lanes = append(card.Lanes, Lane{trade.LaneOf(taglane.Product{ID: t.Product, Shelf: t.Shelf, Colour: t.Colour}), t.Span})
	}
	if m := made.Strip; m != nil {
		card.Strip = &Strip{mediaID("strip", r.ID, m.Path), m.Columns, m.Rows, m.TileWidth, m.TileHeight, m.Frames}
	}
	if card.Job = s.jobOf(r.ID); r.Missing {
		card.State, card.Away = "missing", made.Proxy != "" && s.elsewhere(ctx, r.Clip.ID)
	} else if card.Job == nil && (made.Poster == "" || made.Strip == nil) {
		s.read(r.Clip)
		card.Job = s.jobOf(r.ID)
	}
	return card
}
