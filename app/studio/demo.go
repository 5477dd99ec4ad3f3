package studio

import (
	"bytes"
	"context"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"taglane/app/files"
	"taglane/app/sample"
	"taglane/app/taglane"
)

// Sample puts the sample clip and its shelf into the library, once, and
// returns the clip. Its tags are left for the person to perform.
func (s *Studio) Sample(ctx context.Context) (taglane.ID, error) {
	path := filepath.Join(s.o.Dir, "sample", "Slow Sunday.mp4")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", taglane.OfDisk(err, taglane.Refused, "The library's folder cannot be written.")
	}
	if info, err := os.Stat(path); err != nil || info.Size() != int64(len(sample.Clip)) {
		if err := files.Write(path, sample.Clip); err != nil {
			return "", err
		}
	}
	if err := s.sampleShelf(ctx); err != nil {
		return "", err
	}
	came, err := s.intake.Take(ctx, path, "")
	if err != nil {
		return "", err
	}
	c, err := s.store.Clip(ctx, came.Clip.ID)
	if err == nil && c.Title == "" {
		title := sample.Title
		_, err = s.SetClip(ctx, c.ID, ClipFields{Title: &title})
	}
	return came.Clip.ID, err
}

// sampleShelf adds the sample's products that are not here yet.
func (s *Studio) sampleShelf(ctx context.Context) error {
	for _, p := range sample.Products() {
		if _, err := s.FindProduct(ctx, p.Title); taglane.KindOf(err) != taglane.NotFound {
			if err != nil {
				return err
			}
			continue
		}
		relation := p.Relation
		added, err := s.AddProduct(ctx, ProductFields{Title: &p.Title, Brand: &p.Brand, URL: &p.URL, Price: &p.Price, Relation: &relation})
		if err != nil {
			return err
		}
		picture, err := p.Image()
		if err != nil {
			return taglane.Wrap(err, taglane.Internal, "A picture of the sample is missing.")
		}
		if _, err := s.SetProductPicture(ctx, added.ID, bytes.NewReader(picture)); err != nil {
			return err
		}
	}
	return nil
}

// Demonstration is what Demo made.
type Demonstration struct {
	Page        string // path of the page's index.html
	Clip        taglane.ID
	Publication taglane.ID
}

// Demo does the main job without a face: sample clip and shelf, tags, a
// shoppable page in dir ("" for the library's own folder of pages).
func (s *Studio) Demo(ctx context.Context, dir string) (Demonstration, error) {
	clip, err := s.Sample(ctx)
	if err != nil {
		return Demonstration{}, err
	}
	if err := s.sampleTags(ctx, clip); err != nil {
		return Demonstration{}, err
	}
	account, err := s.demoAccount(ctx, dir)
	if err != nil {
		return Demonstration{}, err
	}
	p, err := s.Publish(ctx, clip, account.ID, nil, time.Time{})
	if err != nil {
		return Demonstration{}, err
	}
	if err := s.RunOutbox(ctx, true); err != nil {
		return Demonstration{}, err
	}
	if p, err = s.Publication(ctx, p.ID); err != nil {
		return Demonstration{}, err
	}
	if p.Stage != "tagged" {
		return Demonstration{}, taglane.Errorf(taglane.Refused, "The page was not made: %s", p.Message)
	}
	u, err := url.Parse(p.Link)
	if err != nil {
		return Demonstration{}, taglane.Wrap(err, taglane.Internal, "The page's address cannot be read.")
	}
	return Demonstration{filepath.FromSlash(u.Path), clip, p.ID}, nil
}

// sampleTags performs the sample's own tags, unless somebody tagged it already.
func (s *Studio) sampleTags(ctx context.Context, clip taglane.ID) error {
	if tags, err := s.store.Tags(ctx, clip); err != nil || len(tags) > 0 {
		return err
	}
	for _, p := range sample.Products() {
		product, err := s.FindProduct(ctx, p.Title)
		if err != nil {
			return err
		}
		for _, t := range p.Tags {
			if _, err := s.AddTag(ctx, clip, product.ID, t.Span, &t.Path); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Studio) demoAccount(ctx context.Context, dir string) (taglane.Account, error) {
	if dir == "" {
		return s.PageAccount(ctx)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return taglane.Account{}, taglane.Wrap(err, taglane.Invalid, "%s is not a folder.", dir)
	}
	if err := os.MkdirAll(abs, 0o755); err != nil {
		return taglane.Account{}, taglane.OfDisk(err, taglane.Refused, "%s cannot be made.", abs)
	}
	name := "Pages in " + abs
	if a, err := s.FindAccount(ctx, name); err == nil {
		return a, nil
	}
	return s.AddAccount(ctx, NewAccount{Service: "webpage", Name: name, Settings: map[string]string{"dir": abs}})
}
