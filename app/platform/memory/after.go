package memory

import (
	"context"
	"slices"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// refused says the one no it was asked for.
func (s *Service) refused(ctx context.Context) error {
	if err := s.far.change(ctx, func(w *world) error { w.Refusing = false; return nil }); err != nil {
		return err
	}
	return taglane.Errorf(taglane.Refused, "The platform does not allow this clip.")
}

// on runs do on a public post; NotFound when it is gone.
func (s *Service) on(ctx context.Context, post taglane.Post, do func(x *Post)) error {
	return s.far.change(ctx, func(w *world) error {
		i := slices.IndexFunc(w.Posts, func(x Post) bool { return x.ID == post.ID })
		if i < 0 {
			return taglane.Errorf(taglane.NotFound, "There is no such post any more.")
		}
		do(&w.Posts[i])
		return nil
	})
}

// Tag sets the post's products to those of the frozen tags that are in the
// catalog, each once.
func (s *Service) Tag(ctx context.Context, post taglane.Post, p taglane.Publication) (now []taglane.ID, err error) {
	err = s.on(ctx, post, func(x *Post) {
		x.Products = nil
		for _, t := range p.Revision.Draft.Tags {
			if !slices.Contains(x.Products, t.Product) && !slices.Contains(s.lacks, string(t.Product)) {
				x.Products = append(x.Products, t.Product)
			}
		}
		now = slices.Clone(x.Products)
	})
	return now, err
}

// Kept implements platform.Partly.
func (s *Service) Kept(ctx context.Context, post taglane.Post, p taglane.Publication) (now []taglane.ID, never map[taglane.ID]taglane.Said, err error) {
	err = s.on(ctx, post, func(x *Post) { now = slices.Clone(x.Products) })
	never = map[taglane.ID]taglane.Said{}
	for _, t := range p.Revision.Draft.Tags {
		if slices.Contains(s.lacks, string(t.Product)) {
			never[t.Product] = taglane.Say("it is not in the catalog")
		}
	}
	return now, never, err
}

// Update makes the post's title that of p. Nothing is lost by it.
func (s *Service) Update(ctx context.Context, post taglane.Post, p taglane.Publication) ([]taglane.Loss, error) {
	return nil, s.on(ctx, post, func(x *Post) { x.Title = p.Revision.Draft.Clip.Heading() })
}

// Narrow implements platform.Narrow.
func (s *Service) Narrow(wait func(ctx context.Context, n int) error) { s.wait = wait }

// late is a platform that tells where a post is to be seen only when asked for
// the second time.
type late struct{ *Service }

// Status tells of no address.
func (l late) Status(ctx context.Context, us platform.UploadSession) (platform.Status, error) {
	st, err := l.Service.Status(ctx, us)
	if st.Post != nil {
		st.Post.Link = ""
	}
	return st, err
}

// Release tells of no address.
func (l late) Release(ctx context.Context, us platform.UploadSession, p taglane.Publication) (taglane.Post, error) {
	post, err := l.Service.Release(ctx, us, p)
	post.Link = ""
	return post, err
}

// Link implements platform.Linker.
func (l late) Link(ctx context.Context, post taglane.Post) (taglane.Post, error) {
	asked := 0
	err := l.on(ctx, post, func(x *Post) {
		x.Asked++
		asked = x.Asked
	})
	switch {
	case err != nil:
		return post, err
	case asked < 2:
		return post, taglane.Errorf(taglane.NotFound, "The post has no address yet.")
	}
	post.Link = "https://memory.example/" + post.ID
	return post, nil
}

// Find looks for a post by its key. NotFound: there is none, or it is not told.
func (s *Service) Find(ctx context.Context, key string) (post taglane.Post, err error) {
	err = s.far.change(ctx, func(w *world) error {
		i := slices.IndexFunc(w.Posts, func(x Post) bool { return x.Key == key })
		if i < 0 || !s.finds {
			return taglane.Errorf(taglane.NotFound, "No post carries that mark.")
		}
		post = taglane.Post{ID: w.Posts[i].ID, Link: s.far.link(w.Posts[i].Upload)}
		return nil
	})
	return post, err
}

// Losses: a post here keeps which products were tagged, not where and when.
func (s *Service) Losses(p taglane.Publication) (out []taglane.Loss) {
	for _, t := range p.Revision.Draft.Tags {
		if len(t.Keys) > 0 {
			return []taglane.Loss{taglane.NewLoss(taglane.Plain(s.Capabilities().Title), taglane.Say("places and times of the tags"), taglane.Say("a post here carries a plain list of products"))}
		}
	}
	return nil
}
