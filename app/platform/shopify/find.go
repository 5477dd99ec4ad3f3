package shopify

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"

	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

// How a clip stands at Shopify.
const (
	working = "working"
	ready   = "ready"
	failed  = "failed"
)

// state is how a clip stands. A word that nobody knows means that Shopify is
// still at work.
func (v video) state() string {
	switch {
	case v.Status == "FAILED" || v.FileStatus == "FAILED":
		return failed
	case v.Status == "READY":
		return ready
	}
	return working
}

// is says whether a clip is the file of a name. Shopify may keep the name only
// as a part of where the original lies.
func (v video) is(name string) bool {
	return v.Name == name || v.Original != nil && path.Base(strings.SplitN(v.Original.URL, "?", 2)[0]) == name
}

// marked says whether our marker stands in its name.
func (v video) marked(marker string) bool {
	name := v.Name
	if v.Original != nil && !strings.Contains(name, marker) {
		name = path.Base(strings.SplitN(v.Original.URL, "?", 2)[0])
	}
	at := strings.Index(name, "-"+marker+".")
	return at >= 0
}

// found is a clip and the page of the product it is on.
type found struct {
	video
	page string // https; "" where there is none, or it is among the files
}

// link is where people see it: on the page of its product, else its file.
func (f found) link() string {
	if u := wares.Secure(f.page); u != "" {
		return u
	}
	best := slices.SortedStableFunc(slices.Values(f.Sources), func(a, b struct {
		URL    string `json:"url"`
		Mime   string `json:"mimeType"`
		Width  int    `json:"width"`
		Height int    `json:"height"`
	}) int {
		return cmp.Compare(b.Width*b.Height, a.Width*a.Height)
	})
	for _, s := range best {
		if s.Mime == "video/mp4" && taglane.CheckURL(s.URL) == nil {
			return s.URL
		}
	}
	return ""
}

// find is the clip of an upload; nil where Shopify shows none.
func (s *Service) find(ctx context.Context, up session) (*found, error) {
	if id := s.tally.idOf(up.Name); id != "" && up.Product == "" {
		v, err := s.video(ctx, id)
		if err != nil || v != nil {
			return v, err
		}
	}
	all, err := s.ours(ctx, up)
	if err != nil {
		return nil, err
	}
	for _, v := range all {
		if v.is(up.Name) {
			return &v, nil
		}
	}
	return nil, nil
}

// ours are the clips that have the upload's marker in their names: on its
// product, or among the files.
func (s *Service) ours(ctx context.Context, up session) (out []found, err error) {
	if up.Product != "" {
		return s.onProduct(ctx, up.Product, func(v video) bool { return v.marked(up.Marker) })
	}
	return s.inFiles(ctx, up.Marker)
}

// inFiles asks for files by our marker, and looks through the newest ones as
// well: how a search takes names apart is told nowhere.
func (s *Service) inFiles(ctx context.Context, marker string) (out []found, err error) {
	got, err := s.ask(ctx, filesDocument, map[string]any{"query": "filename:*" + marker + "*"})
	if err != nil {
		return nil, err
	}
	for _, list := range []string{"named", "newest"} {
		var files *struct {
			Nodes []*video `json:"nodes"`
		}
		if there, err := got.into(list, &files); err != nil || !there || files.Nodes == nil {
			return nil, cmp.Or(err, error(unreadable("there is no list %s", list)))
		}
		for _, v := range files.Nodes {
			if v != nil && v.marked(marker) && !slices.ContainsFunc(out, func(o found) bool { return o.ID == v.ID }) {
				out = append(out, found{video: *v})
			}
		}
	}
	return out, nil
}

// onProduct turns the pages of a product's media. NotFound: there is no such
// product.
func (s *Service) onProduct(ctx context.Context, product string, want func(video) bool) (out []found, err error) {
	vars := map[string]any{"id": product}
	for range 10 { // a product has 250 at most
		got, err := s.ask(ctx, mediaDocument, vars)
		if err != nil {
			return nil, err
		}
		var p struct {
			URL   string `json:"onlineStoreUrl"`
			Media *struct {
				Nodes []*video  `json:"nodes"`
				Page  *pageInfo `json:"pageInfo"`
			} `json:"media"`
		}
		there, err := got.into(mediaDocument.root, &p)
		switch {
		case err != nil:
			return nil, err
		case !there:
			return nil, noProduct()
		case p.Media == nil || p.Media.Nodes == nil:
			return nil, unreadable("a product without a list of its media")
		}
		for _, v := range p.Media.Nodes {
			if v != nil && want(*v) {
				out = append(out, found{*v, p.URL})
			}
		}
		next, err := p.Media.Page.next()
		if err != nil || next == "" {
			return out, err
		}
		vars["after"] = next
	}
	return out, nil
}

func noProduct() *taglane.Error {
	return taglane.Errorf(taglane.NotFound, "Shopify does not have this product any more. Choose another product.")
}

// video asks about one clip by its id; nil where there is none.
func (s *Service) video(ctx context.Context, id string) (*found, error) {
	got, err := s.ask(ctx, videoDocument, map[string]any{"id": id})
	if err != nil {
		return nil, err
	}
	var v video
	there, err := got.into(videoDocument.root, &v)
	switch {
	case err != nil:
		return nil, err
	case !there || v.Status == "":
		return nil, nil
	case v.ID != id:
		return nil, unreadable("asked for %s, told of %s", id, v.ID)
	}
	return &found{video: v}, nil
}

// Find implements platform.Finder. A clip that Shopify still works on, or could
// not use, is no post.
func (s *Service) Find(ctx context.Context, key string) (taglane.Post, error) {
	all, err := s.inFiles(ctx, markerOf(key))
	if err != nil {
		return taglane.Post{}, err
	}
	for _, v := range all {
		if v.state() == ready {
			return taglane.Post{ID: v.ID, Link: v.link()}, nil
		}
	}
	return taglane.Post{}, taglane.Errorf(taglane.NotFound, "Shopify shows no clip of this publication.")
}
