package studio

import (
	"cmp"
	"context"
	"image"
	"slices"

	"taglane/app/intake"
	"taglane/app/media"
	"taglane/app/sight"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Suggestion is a way for a hotspot that nobody has accepted yet.
type Suggestion struct {
	Path  taglane.Path `json:"path"`
	Score float64      `json:"score"` // 0..1
}

// footage shows a clip's frames: those of its preview, which is quicker to read,
// or of its source while there is none.
type footage struct {
	tool media.Tool
	src  media.Source
}

func (f footage) Frames(ctx context.Context, from, to taglane.Frame, every int, width int, each func(taglane.Frame, *image.YCbCr) error) error {
	return media.Frames(ctx, f.tool, f.src, from, to, every, width, each)
}

func (s *Studio) footage(ctx context.Context, c taglane.Clip) (footage, error) {
	tool, err := s.mediaTool()
	if err != nil {
		return footage{}, err
	}
	if made := s.made(ctx, c, intake.Gone(c.Path)); made.Proxy != "" {
		if src, err := media.Open(ctx, tool, made.Proxy); err == nil && src.Frames == c.Frames {
			return footage{tool, src}, nil
		}
	}
	src, tool, err := s.source(ctx, c)
	return footage{tool, src}, err
}

// SuggestPath follows what lies under a tag's hotspot at a frame through the
// tag. Nothing is changed.
func (s *Studio) SuggestPath(ctx context.Context, tag taglane.ID, at taglane.Frame) (Suggestion, error) {
	t, err := s.store.Tag(ctx, tag)
	if err != nil {
		return Suggestion{}, err
	}
	spot, ok := t.At(at)
	if !ok || at < t.In || at >= t.Out {
		return Suggestion{}, taglane.Errorf(taglane.Invalid, "Place the hotspot first, inside the tag: what lies under it is followed.")
	}
	c, err := s.store.Clip(ctx, t.Clip)
	if err != nil {
		return Suggestion{}, err
	}
	film, err := s.footage(ctx, c)
	if err != nil {
		return Suggestion{}, err
	}
	path, score, err := sight.Follow(ctx, film, t.Span, at, spot)
	if err == nil {
		err = path.Check(t.Span)
	}
	return Suggestion{path, score}, err
}

// Ghost is where a product seems to be seen again.
type Ghost struct {
	Clip     taglane.ID `json:"clip"`
	ClipName string     `json:"clipName"`
	Product  taglane.ID `json:"product"`
	taglane.Span
	Spot  taglane.Spot `json:"spot"`
	Score float64      `json:"score"` // 0..1
}

// How much is looked through.
const (
	looksPerSecond = 2
	mostLooked     = 40 // clips of the library, the latest worked on first
	mostGhosts     = 40
)

// SeenAgain looks for what lies under a tag's hotspot: through its own clip, or
// through the clips of the library. Nothing is changed. Places where the product
// is tagged already are left out.
func (s *Studio) SeenAgain(ctx context.Context, tag taglane.ID, where string) ([]Ghost, error) {
	t, err := s.store.Tag(ctx, tag)
	if err != nil {
		return nil, err
	}
	if len(t.Keys) == 0 {
		return nil, taglane.Errorf(taglane.Invalid, "Place the hotspot first: what lies under it is looked for.")
	}
	own, err := s.store.Clip(ctx, t.Clip)
	if err != nil {
		return nil, err
	}
	look, err := s.lookAt(ctx, own, t)
	if err != nil {
		return nil, err
	}
	clips := []taglane.Clip{own}
	switch where {
	case "clip":
	case "library":
		rows, err := s.store.Page(ctx, store.Query{Sort: "touched"}, 0, mostLooked)
		if err != nil {
			return nil, err
		}
		clips = clips[:0]
		for _, r := range rows {
			if !r.Missing {
				clips = append(clips, r.Clip)
			}
		}
	default:
		return nil, taglane.Errorf(taglane.Invalid, "A product is looked for in its clip or in the library, not in %q.", where)
	}
	out := []Ghost{}
	for _, c := range clips {
		found, err := s.ghostsIn(ctx, c, t.Product, look)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	slices.SortStableFunc(out, func(a, b Ghost) int { return cmp.Compare(b.Score, a.Score) })
	return out[:min(mostGhosts, len(out))], nil
}

// lookAt reads how the part under a tag's first key looks.
func (s *Studio) lookAt(ctx context.Context, c taglane.Clip, t taglane.Tag) (look sight.Look, err error) {
	film, err := s.footage(ctx, c)
	if err != nil {
		return look, err
	}
	k := t.Keys[0]
	err = film.Frames(ctx, k.Frame, k.Frame+1, 1, sight.Width, func(_ taglane.Frame, m *image.YCbCr) error {
		look = sight.LookAt(m, k.Spot)
		return nil
	})
	return look, err
}

func (s *Studio) ghostsIn(ctx context.Context, c taglane.Clip, product taglane.ID, look sight.Look) ([]Ghost, error) {
	tags, err := s.store.Tags(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	film, err := s.footage(ctx, c)
	if err != nil {
		return nil, err
	}
	every := max(1, int(c.Rate.FPS()/looksPerSecond+0.5))
	seen, err := sight.Seen(ctx, film, c.Frames, look, every)
	if err != nil {
		return nil, err
	}
	var out []Ghost
	for _, x := range seen {
		here := func(t taglane.Tag) bool { return t.Product == product && t.Overlaps(x.Span) }
		if !slices.ContainsFunc(tags, here) {
			out = append(out, Ghost{c.ID, c.Heading(), product, x.Span, x.Spot, x.Score})
		}
	}
	return out, nil
}
