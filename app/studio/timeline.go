package studio

import (
	"context"
	"fmt"
	"io"

	"taglane/app/catalog"
	"taglane/app/edit"
	"taglane/app/exchange"
	"taglane/app/store"
	"taglane/app/taglane"
)

// formats are the names a person uses for timeline formats.
var formats = map[string]exchange.Format{"json": exchange.TimelineJSON, "webvtt": exchange.WebVTT}

// ExportTags writes a clip's tags in a format and says what it cannot carry.
func (s *Studio) ExportTags(ctx context.Context, clip taglane.ID, format string, w io.Writer) ([]taglane.Loss, error) {
	f, ok := formats[format]
	if !ok {
		return nil, taglane.Errorf(taglane.Invalid, "%q is not a format for tags: json or webvtt.", format)
	}
	d, err := s.Draft(ctx, clip)
	if err != nil {
		return nil, err
	}
	return exchange.Write(w, f, d, exchange.Stamp{ExportedAt: s.o.Now().UTC()})
}

// ImportTags adds the tags of a document in one gesture. Products that are
// here already, by id or by what identifies them in the trade, are used; others
// are added. Frames of another rate are laid on the clip's own.
func (s *Studio) ImportTags(ctx context.Context, clip taglane.ID, r io.Reader) (Change, int, error) {
	c, err := s.store.Clip(ctx, clip)
	if err != nil {
		return Change{}, 0, err
	}
	doc, err := exchange.Read(r, "", exchange.Grid{Rate: c.Rate, Frames: c.Frames})
	if err != nil {
		return Change{}, 0, err
	}
	products, writes, err := s.matchProducts(ctx, doc.Products)
	if err != nil {
		return Change{}, 0, err
	}
	var tags []taglane.Tag
	for _, t := range doc.Tags {
		t.ID, t.Clip, t.Product = s.o.NewID(), clip, products[t.Product]
		if t = t.On(doc.Rate, c.Rate, c.Frames); t.Check(c) == nil {
			tags = append(tags, t)
		}
	}
	if len(tags) == 0 {
		return Change{}, 0, taglane.Errorf(taglane.Invalid, "None of the tags in this file lies inside the clip.")
	}
	change, err := s.settle(ctx, c, tags, writes, fmt.Sprintf("Import %s", Count(len(tags), "tag")))
	if err == nil && len(writes) > 0 {
		s.o.Emit("products", struct{}{})
	}
	return change, len(tags), err
}

// matchProducts says which product of ours each of the document's is, with the
// writes that add those we lack.
func (s *Studio) matchProducts(ctx context.Context, theirs []taglane.Product) (map[taglane.ID]taglane.ID, []edit.Write, error) {
	known, err := s.identities(ctx)
	if err != nil {
		return nil, nil, err
	}
	ours := map[taglane.ID]taglane.ID{}
	var writes []edit.Write
	for _, p := range theirs {
		if _, err := s.store.Product(ctx, p.ID); err == nil {
			ours[p.ID] = p.ID
			continue
		} else if taglane.KindOf(err) != taglane.NotFound {
			return nil, nil, err
		}
		if id, here := known[catalog.Identity(p)]; here {
			ours[p.ID] = id
			continue
		}
		id := s.o.NewID()
		ours[p.ID] = id
		p.ID, p.Image, p.Shelf = id, "", 0 // a document's pictures are not its own to give
		writes = append(writes, store.ProductWrites(p)...)
	}
	return ours, writes, nil
}
