package studio

import (
	"context"
	"io"
	"strings"

	"taglane/app/catalog"
	"taglane/app/edit"
	"taglane/app/exchange"
	"taglane/app/files"
	"taglane/app/store"
	"taglane/app/taglane"
)

// TagFormat is a form tags are written in, and what it cannot carry.
type TagFormat struct {
	ID        exchange.Format `json:"id"`
	Name      string          `json:"name"`
	Extension string          `json:"extension"` // with its dot
	Loses     string          `json:"loses"`     // one sentence: what it cannot carry
	Reads     bool            `json:"reads"`
	Writes    bool            `json:"writes"`
}

// TagText is a clip's tags in a format.
type TagText struct {
	Name string   `json:"name"` // of a file
	Text string   `json:"text"`
	Lost []string `json:"lost"` // sentences on what of this clip is lost
}

// TagFormats lists the forms tags are read and written in.
func (s *Studio) TagFormats() []TagFormat {
	out := []TagFormat{}
	for _, f := range exchange.Formats() {
		a := f.About()
		out = append(out, TagFormat{a.ID, s.Tell(a.Name), a.Extension, s.Tell(a.Loses), a.Reads, a.Writes})
	}
	return out
}

// ExportTags writes a clip's tags in a format and says what it cannot carry.
func (s *Studio) ExportTags(ctx context.Context, clip taglane.ID, format string, w io.Writer) ([]taglane.Loss, error) {
	d, err := s.Draft(ctx, clip)
	if err != nil {
		return nil, err
	}
	b, lost, err := s.written(exchange.Format(format), d)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(b); err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "The timeline could not be written.")
	}
	return s.lost(lost), nil
}

// TagsAs is a clip's tags as text of a format.
func (s *Studio) TagsAs(ctx context.Context, clip taglane.ID, format string) (TagText, error) {
	d, err := s.Draft(ctx, clip)
	if err != nil {
		return TagText{}, err
	}
	f := exchange.Format(format)
	b, lost, err := s.written(f, d)
	if err != nil {
		return TagText{}, err
	}
	said := make([]taglane.Said, 0, len(lost))
	for _, l := range lost {
		said = append(said, l.Said())
	}
	return TagText{files.Name(d.Clip.Heading()) + f.About().Extension, string(b), s.tellAll(said)}, nil
}

// Taken is what became of a document of tags.
type Taken struct {
	Change
	Taken   int      `json:"taken"`
	Refused []string `json:"refused"` // sentences on what was left out
}

// TakeTags adds the tags of a text in one gesture; format "" recognises it.
func (s *Studio) TakeTags(ctx context.Context, clip taglane.ID, format, text string) (Taken, error) {
	return s.take(ctx, clip, exchange.Format(format), strings.NewReader(text))
}

// ImportTags adds the tags of a document in one gesture. Products that are
// here already, by id or by what identifies them in the trade, are used; others
// are added. Frames of another rate are laid on the clip's own.
func (s *Studio) ImportTags(ctx context.Context, clip taglane.ID, r io.Reader) (Taken, error) {
	return s.take(ctx, clip, "", r)
}

func (s *Studio) take(ctx context.Context, clip taglane.ID, format exchange.Format, r io.Reader) (Taken, error) {
	c, err := s.store.Clip(ctx, clip)
	if err != nil {
		return Taken{}, err
	}
	doc, err := exchange.Read(r, format, exchange.Grid{Rate: c.Rate, Frames: c.Frames})
	if err != nil {
		return Taken{}, err
	}
	products, writes, err := s.matchProducts(ctx, doc.Products)
	if err != nil {
		return Taken{}, err
	}
	var tags []taglane.Tag
	for i, t := range doc.Tags {
		if t.Coming != nil { // nothing in the library waits for a time without a product
			doc.Refused = append(doc.Refused, taglane.Say("%s %d counts down to a time; here it does not.", taglane.Say("Tag"), i+1))
			t.Coming = nil
		}
		t.ID, t.Clip, t.Product = s.o.NewID(), clip, products[t.Product]
		if t = t.On(doc.Rate, c.Rate, c.Frames); t.Check(c) == nil {
			tags = append(tags, t)
		}
	}
	if len(tags) == 0 {
		return Taken{}, taglane.Errorf(taglane.Invalid, "None of the tags in this file lies inside the clip.")
	}
	change, err := s.settle(ctx, c, tags, writes, s.say("Import %d tags", len(tags)))
	if err == nil && len(writes) > 0 {
		s.o.Emit("products", struct{}{})
	}
	return Taken{change, len(tags), s.tellAll(doc.Refused)}, err
}

// matchProducts says which product of ours each of the document's is, with the
// writes that add those we lack.
func (s *Studio) matchProducts(ctx context.Context, theirs []taglane.Product) (map[taglane.ID]taglane.ID, []edit.Write, error) {
	known, err := s.Identities(ctx)
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
