package shopify

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"taglane/app/taglane"
)

func TestRulesHaveADayAndASource(t *testing.T) {
	day := regexp.MustCompile(`^20\d\d-\d\d-\d\d$`)
	if !day.MatchString(pack.Checked) || !day.MatchString(codes.Checked) {
		t.Errorf("%q, %q", pack.Checked, codes.Checked)
	}
	for id, r := range pack.Rules {
		if !day.MatchString(r.Checked) || r.Source == "" || r.Limit == "" || !slices.Contains([]taglane.Level{taglane.Block, taglane.Warn}, r.Level) {
			t.Errorf("%s: %+v", id, r)
		}
	}
}

func TestTheFileAndItsTexts(t *testing.T) {
	for name, c := range map[string]struct {
		change func(p *taglane.Publication)
		want   []string
	}{
		"fine":      {func(*taglane.Publication) {}, nil},
		"container": {func(p *taglane.Publication) { p.Revision.Media.Path = "/x/clip.MKV" }, []string{"shopify.video.container block"}},
		"WebM":      {func(p *taglane.Publication) { p.Revision.Media.Path = "/x/clip.WEBM" }, nil},
		"a GB":      {func(p *taglane.Publication) { p.Revision.Media.Size = 1_000_000_000 }, nil},
		"too large": {func(p *taglane.Publication) { p.Revision.Media.Size = 1_000_000_001 }, []string{"shopify.video.size block"}},
		"too long":  {func(p *taglane.Publication) { p.Revision.Draft.Clip.Frames = 18_000 }, []string{"shopify.video.length block"}},
		"10 min":    {func(p *taglane.Publication) { p.Revision.Draft.Clip.Frames = 17_982 }, nil},
		"upright 4K": {func(p *taglane.Publication) {
			p.Revision.Draft.Clip.Width, p.Revision.Draft.Clip.Height = 2160, 4096
		}, nil},
		"too wide": {func(p *taglane.Publication) {
			p.Revision.Draft.Clip.Width, p.Revision.Draft.Clip.Height = 2161, 3840
		}, []string{"shopify.video.picture block"}},
		"no title":   {func(p *taglane.Publication) { p.Revision.Draft.Clip.Title = "" }, []string{"shopify.alt warn"}},
		"long title": {func(p *taglane.Publication) { p.Revision.Draft.Clip.Title = strings.Repeat("ä", 513) }, []string{"shopify.alt warn"}},
		"many tags": {func(p *taglane.Publication) {
			for range 400 {
				g := p.Revision.Draft.Tags[0]
				g.Label = strings.Repeat("x", 200)
				g.Keys = slices.Repeat(g.Keys, 400)
				p.Revision.Draft.Tags = append(p.Revision.Draft.Tags, g)
			}
		}, []string{"shopify.tags.size block"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newField(t)
			p := f.publication(t)
			c.change(&p)
			if got := blockedBy(t, f.connect(t), p); !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func TestTheShopAndTheProduct(t *testing.T) {
	for name, c := range map[string]struct {
		account, set []string
		how          func(k *terms, g *goods)
		want         []string
	}{
		"fine":            {nil, nil, nil, nil},
		"not active":      {nil, nil, func(_ *terms, g *goods) { g.Products[0].Status = "DRAFT" }, []string{"shopify.product.active warn"}},
		"crowded":         {nil, nil, func(_ *terms, g *goods) { g.Products[0].Crowd(249) }, []string{"shopify.media.count block"}},
		"room for one":    {nil, nil, func(_ *terms, g *goods) { g.Products[0].Crowd(248) }, nil},
		"another":         {nil, []string{"product", "kettle"}, func(_ *terms, g *goods) { g.Products[0].Crowd(249) }, nil},
		"by its address":  {nil, []string{"product", "https://lumen.example/products/lamp"}, func(_ *terms, g *goods) { g.Products[2].Status = "ARCHIVED" }, []string{"shopify.product.active warn"}},
		"by its number":   {nil, []string{"product", "14"}, func(_ *terms, g *goods) { g.Products[3].Status = "ARCHIVED" }, []string{"shopify.product.active warn"}},
		"by ours":         {nil, []string{"product", "product-2"}, func(_ *terms, g *goods) { g.Products[1].Status = "ARCHIVED" }, []string{"shopify.product.active warn"}},
		"no such":         {nil, []string{"product", "spoon"}, nil, []string{"shopify.product block"}},
		"of another":      {nil, []string{"product", "product-3"}, nil, []string{"shopify.product block"}},
		"shut":            {nil, nil, func(k *terms, _ *goods) { k.Shut = true }, []string{"shopify.token block"}},
		"no leave":        {nil, nil, func(k *terms, _ *goods) { k.Scopes = []string{"write_products", "read_files"} }, []string{"shopify.token block"}},
		"no leave at all": {nil, nil, func(k *terms, _ *goods) { k.Status = 403 }, []string{"shopify.token block"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newField(t)
			if c.how != nil {
				f.Set(c.how)
			}
			s := f.connect(t, append(c.account, "place", toProduct)...)
			if got := blockedBy(t, s, f.publication(t, c.set...)); !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func TestPlanOfTheShop(t *testing.T) {
	f := newField(t)
	s, p := f.connect(t, "plan", "basic"), f.publication(t)
	was := pack.Limits.Plans["basic"]
	defer func() { pack.Limits.Plans["basic"] = was }()
	live(t, s, p)
	if got := blockedBy(t, s, p); len(got) != 0 {
		t.Error(got)
	}
	pack.Limits.Plans["basic"] = 1
	if got := blockedBy(t, s, p); !slices.Equal(got, []string{"shopify.store.videos warn"}) {
		t.Error(got)
	}
}

func TestVersionsGrowOld(t *testing.T) {
	f := newField(t)
	s, p := f.connect(t), f.publication(t)
	if got := blockedBy(t, s, p); len(got) != 0 {
		t.Error(got)
	}
	f.Clock.Pass(400 * 24 * hour)
	if got := blockedBy(t, s, p); !slices.Equal(got, []string{"shopify.version warn"}) {
		t.Error(got)
	}
}

func TestWithoutATokenNothingIsPublished(t *testing.T) {
	f := newField(t)
	s, p := f.visitor(t, f.wire), f.publication(t)
	if got := blockedBy(t, s, p); !slices.Equal(got, []string{"shopify.token block"}) {
		t.Error(got)
	}
	_, err := s.Open(t.Context(), p.Key, p)
	wantKind(t, err, taglane.Login)
}

// All codes of the four lists are told apart as their page has it.
func TestCodes(t *testing.T) {
	for _, c := range []struct {
		table, code string
		kind        taglane.Kind
		known       bool
	}{
		{"processing", "VIDEO_MIN_WIDTH_ERROR", taglane.Invalid, true},
		{"processing", "EXTERNAL_VIDEO_UNLISTED", taglane.Internal, true},
		{"processing", "INVALID_SIGNED_URL", taglane.Later, true},
		{"processing", "INVALID_IMAGE_RESOLUTION", taglane.Internal, true},
		{"processing", "SOMETHING_NEW", taglane.Invalid, false},
		{"files", "FILENAME_ALREADY_EXISTS", taglane.Conflict, true},
		{"files", "INVALID_FAILED_MEDIA_STATE", taglane.Refused, true},
		{"files", "INVALID_QUERY", taglane.Invalid, true},
		{"files", "UNACCEPTABLE_UNVERIFIED_TRIAL_ASSET", taglane.Refused, true},
		{"files", "", taglane.Invalid, false},
		{"media", "VIDEO_THROTTLE_EXCEEDED", taglane.Later, true},
		{"media", "VIDEO_VALIDATION_ERROR", taglane.Invalid, true},
		{"metafields", "STALE_OBJECT", taglane.Conflict, true},
	} {
		if kind, known := kindOf(c.table, c.code); kind != c.kind || known != c.known {
			t.Errorf("%s %s: %s, %v", c.table, c.code, kind, known)
		}
	}
}
