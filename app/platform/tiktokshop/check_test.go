package tiktokshop

import (
	"slices"
	"strings"
	"testing"

	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// findings are the rules of a check with their levels, but for the two that
// stand in every one.
func findings(t testing.TB, s *Service, p taglane.Publication) (out []string) {
	t.Helper()
	all, err := s.Check(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	dated, err := Rules()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		if dated[f.Rule].Source == "" || !strings.HasSuffix(f.Message, ".") || f.Place == (taglane.Place{}) {
			t.Errorf("%+v", f)
		}
		if f.Rule != "TS-PUBLIC" {
			out = append(out, string(f.Level)+" "+f.Rule)
		}
	}
	slices.Sort(out)
	return out
}

// clean is a publication that nothing is to be said about.
func clean(t testing.TB) taglane.Publication {
	p := publication(t)
	d := &p.Revision.Draft
	d.Tags, d.Products = d.Tags[:1], d.Products[:1]
	d.Clip.Frames = 900 // 30.03 s
	p.Settings = map[string]string{"ai": "true"}
	return p
}

func TestEachRule(t *testing.T) {
	frame := func(n taglane.Frame) *taglane.Frame { return &n }
	for _, v := range []struct {
		name        string
		pass, fails func(*taglane.Publication)
		want        string
	}{
		{"title", func(p *taglane.Publication) { p.Revision.Draft.Clip.Caption = strings.Repeat("🙂", 2000) },
			func(p *taglane.Publication) { p.Revision.Draft.Clip.Caption = strings.Repeat("🙂", 2000) + "x" }, "block TS-TITLE"},
		{"no title", func(p *taglane.Publication) { p.Revision.Draft.Clip.Caption = "x" }, func(p *taglane.Publication) {
			c := &p.Revision.Draft.Clip
			c.Caption, c.Title, c.Name = " ", "", ""
		}, "block TS-TITLE"},
		{"anchor", func(p *taglane.Publication) { p.Settings["anchor"] = strings.Repeat("ä", 29) },
			func(p *taglane.Publication) { p.Settings["anchor"] = strings.Repeat("ä", 30) }, "block TS-ANCHOR"},
		{"emoji", func(p *taglane.Publication) { p.Settings["anchor"] = "青いマグ 2" }, func(p *taglane.Publication) { p.Settings["anchor"] = "Mug 🙂" }, "block TS-ANCHOR-CHARS"},
		{"vowel signs", func(p *taglane.Publication) { p.Settings["anchor"] = "नीला मग" }, func(p *taglane.Publication) { p.Settings["anchor"] = "a-b" }, "block TS-ANCHOR-CHARS"},
		{"half a minute", func(p *taglane.Publication) {
			p.Revision.Draft.Clip.Rate, p.Revision.Draft.Clip.Frames = taglane.Rate{Num: 30, Den: 1}, 901
		}, func(p *taglane.Publication) {
			p.Revision.Draft.Clip.Rate, p.Revision.Draft.Clip.Frames = taglane.Rate{Num: 30, Den: 1}, 900
		}, "warn TS-QUALITY"},
		{"punctuation", func(p *taglane.Publication) {}, func(p *taglane.Publication) { p.Settings["anchor"] = "Mug!" }, "block TS-ANCHOR-CHARS"},
		{"product", func(p *taglane.Publication) {
			p.Revision.Draft.Products[0].URL, p.Settings["product_id"] = "https://a.example", "1729"
		},
			func(p *taglane.Publication) {
				p.Revision.Draft.Products[0].URL = "https://a.example/1729000000000000001"
			}, "block TS-ONE"},
		{"two products", func(p *taglane.Publication) {}, func(p *taglane.Publication) {
			p.Revision.Draft.Products = append(p.Revision.Draft.Products, taglane.Product{ID: "z", Title: "Z"})
		}, "warn TS-ONE"},
		{"size", func(p *taglane.Publication) { p.Revision.Media.Size = 100_000_000 }, func(p *taglane.Publication) { p.Revision.Media.Size = 100_000_001 }, "block TS-SIZE"},
		{"format", func(p *taglane.Publication) { p.Revision.Media.Path = "/a.WebM" }, func(p *taglane.Publication) { p.Revision.Media.Path = "/a.ogv" }, "block TS-FORMAT"},
		{"tall", func(p *taglane.Publication) {}, func(p *taglane.Publication) { p.Revision.Draft.Clip.Height = 1300 }, "block TS-ASPECT"},
		{"wide", func(p *taglane.Publication) { p.Revision.Draft.Clip.Width, p.Revision.Draft.Clip.Height = 1280, 720 },
			func(p *taglane.Publication) { p.Revision.Draft.Clip.Width, p.Revision.Draft.Clip.Height = 1310, 720 }, "block TS-ASPECT"},
		{"small", func(p *taglane.Publication) { p.Revision.Draft.Clip.Width, p.Revision.Draft.Clip.Height = 720, 720 },
			func(p *taglane.Publication) { p.Revision.Draft.Clip.Width, p.Revision.Draft.Clip.Height = 719, 720 }, "warn TS-QUALITY"},
		{"short", func(p *taglane.Publication) {}, func(p *taglane.Publication) { p.Revision.Draft.Clip.Frames = 899 }, "warn TS-QUALITY"},
		{"cover's size", func(p *taglane.Publication) { p.Revision.Cover.Size = 10_000_000 }, func(p *taglane.Publication) { p.Revision.Cover.Size = 10_000_001 }, "block TS-COVER"},
		{"cover's kind", func(p *taglane.Publication) { p.Revision.Cover.Path = "/a.heic" }, func(p *taglane.Publication) { p.Revision.Cover.Path = "/a.gif" }, "block TS-COVER"},
		{"cover's time", func(p *taglane.Publication) {
			p.Revision.Cover, p.Revision.Draft.Clip.Cover = taglane.File{}, frame(900)
		}, func(p *taglane.Publication) {
			p.Revision.Cover, p.Revision.Draft.Clip.Cover = taglane.File{}, frame(901)
		}, "block TS-COVER"},
		{"ai", func(p *taglane.Publication) { p.Settings["ai"] = "false" }, func(p *taglane.Publication) { p.Settings["ai"] = "" }, "warn TS-AI"},
	} {
		s := newTwin(t).connect(t)
		good, bad := clean(t), clean(t)
		v.pass(&good)
		v.fails(&bad)
		if got := findings(t, s, good); got != nil {
			t.Errorf("%s: the last that passes has %v", v.name, got)
		}
		if got := findings(t, s, bad); !slices.Equal(got, []string{v.want}) {
			t.Errorf("%s: the first that fails has %v, want %s", v.name, got, v.want)
		}
	}
}

func TestRulesOfTheAccountAndTheProduct(t *testing.T) {
	for name, v := range map[string]struct {
		make func(*far, *Service)
		want []string
	}{
		"all is well":      {func(*far, *Service) {}, nil},
		"a seller":         {func(w *far, _ *Service) { w.Turn(func(k *knobs) { k.UserType = 0 }) }, []string{"block TS-SCOPES", "warn TS-PRODUCT"}},
		"a missing scope":  {func(w *far, _ *Service) { w.told(pathProfile, 105005) }, []string{"block TS-SCOPES"}},
		"a partial leave":  {func(_ *far, s *Service) { s.secret.Scopes = []string{"creator.affiliate.info"} }, []string{"block TS-SCOPES"}},
		"the whole leave":  {func(_ *far, s *Service) { s.secret.Scopes = []string{"x", "creator.video.write"} }, nil},
		"a blocked one":    {func(w *far, _ *Service) { w.told(pathProfile, 170001003) }, []string{"block TS-REGION"}},
		"not enrolled":     {func(w *far, _ *Service) { w.Turn(func(k *knobs) { k.Region = "" }) }, []string{"block TS-REGION"}},
		"nobody answers":   {func(w *far, _ *Service) { w.wire.Break(platformtest.CutBefore, 1) }, []string{"warn TS-REGION"}},
		"sold out":         {func(w *far, _ *Service) { w.Turn(func(k *knobs) { k.InStock = false }) }, []string{"warn TS-PRODUCT"}},
		"another region":   {func(w *far, _ *Service) { w.Turn(func(k *knobs) { k.Region = "GB" }) }, []string{"warn TS-PRODUCT"}},
		"no such product":  {func(w *far, _ *Service) { w.told(pathProducts, 170001011) }, []string{"warn TS-PRODUCT"}},
		"a known quota":    {func(_ *far, s *Service) { s.pace.posted("3/day") }, []string{"warn TS-QUOTA"}},
		"a quota of words": {func(_ *far, s *Service) { s.pace.posted("see https://a.example") }, nil},
	} {
		w := newTwin(t)
		s := w.connect(t)
		v.make(w, s)
		if got := findings(t, s, clean(t)); !slices.Equal(got, v.want) {
			t.Errorf("%s: %v, want %v", name, got, v.want)
		}
	}
}

func TestTheQuotaOfTheLastPostIsRemembered(t *testing.T) {
	s, p := newTwin(t).connect(t), clean(t)
	if _, err := s.Release(t.Context(), sent(t, s, p), p); err != nil {
		t.Fatal(err)
	}
	if got := findings(t, s, p); !slices.Equal(got, []string{"warn TS-QUOTA"}) {
		t.Errorf("%v", got)
	}
}

func TestRulesAreDated(t *testing.T) {
	dated, err := Rules()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range strings.Fields("TS-TITLE TS-ANCHOR TS-ANCHOR-CHARS TS-ONE TS-PRODUCT TS-SIZE TS-FORMAT TS-ASPECT TS-QUALITY TS-COVER TS-PUBLIC TS-REGION TS-SCOPES TS-QUOTA TS-PRECHECK TS-AI") {
		if r := dated[id]; r.Checked != checkedOn || r.Limit == "" || r.Source == "" {
			t.Errorf("%s: %+v", id, r)
		}
	}
	if len(dated) != 16 {
		t.Errorf("%d rules", len(dated))
	}
}

func TestTheProductThatGoes(t *testing.T) {
	p := publication(t)
	for want, change := range map[taglane.ID]func(*taglane.Publication){
		"product-1": func(p *taglane.Publication) { slices.Reverse(p.Revision.Draft.Products) }, // the one shown first
		"product-2": func(p *taglane.Publication) { p.Revision.Draft.Clip.Priority = []taglane.ID{"gone", "product-2"} },
	} {
		p := p
		p.Revision.Draft.Products = slices.Clone(p.Revision.Draft.Products)
		change(&p)
		if q, ok := primary(p); !ok || q.ID != want {
			t.Errorf("%s goes, want %s", q.ID, want)
		}
		p.Settings = map[string]string{"product": "product-2"}
		if q, _ := primary(p); q.ID != "product-2" {
			t.Errorf("%s goes though another was chosen", q.ID)
		}
	}
	// What was found in a catalog of this account has its number there.
	p.Revision.Draft.Products = slices.Clone(p.Revision.Draft.Products)
	p.Revision.Draft.Products[0].URL = "https://lumen.example/mug"
	for source, want := range map[string]string{"a": numberOf(7), "another": ""} {
		p.Revision.Draft.Products[0].Source, p.Revision.Draft.Products[0].Key = source, numberOf(7)
		if link, ok := linkOf(p); link.Product != want || ok != (want != "") {
			t.Errorf("from %s: %+v", source, link)
		}
	}
	for address, want := range map[string]string{
		"https://shop.tiktok.com/view/product/1729000000000000001?region=US": "1729000000000000001",
		"https://www.tiktok.com/shop/pdp/blue-mug/1729000000000000001":       "1729000000000000001",
		"https://tiktok.com.evil.example/1729000000000000001":                "",
		"https://shop.tiktok.com/view/product/mug":                           "",
		"https://shop.tiktok.com/view/product/2024":                          "",
	} {
		if got := numberIn(address); got != want {
			t.Errorf("%s: %q", address, got)
		}
	}
}
