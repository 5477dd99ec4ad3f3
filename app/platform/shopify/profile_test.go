package shopify

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/shopify/shopifytest"
	"taglane/app/taglane"
)

func TestProfileIsWhole(t *testing.T) {
	p, ok := platform.ProfileOf("shopify")
	if !ok || p.Title != "Shopify" || p.Connect == nil || len(p.Needs) != 3 {
		t.Fatalf("%+v", p)
	}
	copied := false
	for _, g := range p.Guide {
		if g.Link != "" && taglane.CheckURL(g.Link) != nil {
			t.Error(g.Link)
		}
		copied = copied || g.Copy == "read_products,write_products,read_files,write_files,read_publications,write_publications"
	}
	if !copied {
		t.Error("nobody says which permissions to give")
	}
	keys := []string{}
	for _, o := range p.Options {
		keys = append(keys, o.Key)
		if o.Kind == platform.AsChoice && (len(o.Choices) < 2 || o.Default == "") || o.Title.Format == "" {
			t.Errorf("%+v", o)
		}
	}
	for _, want := range []string{"place", "domain", "currency", "plan", "api_version", "publication", "product", "alt", "attach", "publish_at"} {
		if !slices.Contains(keys, want) {
			t.Errorf("%s is not asked", want)
		}
	}
}

func TestConnectLooksAtTheShop(t *testing.T) {
	f := newField(t)
	a := f.Account()
	a.Settings = map[string]string{"shop": "https://lumen.myshopify.com/admin"}
	got, err := enter(t.Context(), a, f.Secret(), nil)
	if err != nil || got.Name != "Lumen" || got.Settings["shop"] != shopifytest.Shop || got.Settings["domain"] != shopifytest.Domain {
		t.Fatalf("%+v, %v", got, err)
	}
	var c credentials
	if json.Unmarshal(got.Secret, &c) != nil || c.Token != shopifytest.Token || c.Storefront != shopifytest.Storefront || c.Type != "admin" {
		t.Errorf("%s", got.Secret)
	}
	f.Set(func(k *terms, _ *goods) { k.Scopes = []string{"write_products", "read_files"} })
	_, err = enter(t.Context(), a, f.Secret(), nil)
	wantKind(t, err, taglane.Login)
	if !strings.Contains(taglane.MessageOf(err), "write_files") {
		t.Error(err)
	}
	f.Set(func(k *terms, _ *goods) { k.Shut = true })
	_, err = enter(t.Context(), a, f.Secret(), nil)
	wantKind(t, err, taglane.Login)
}

func TestConnectToAShopOfOthers(t *testing.T) {
	f := newField(t)
	a := f.Account()
	a.Settings = map[string]string{"shop": shopifytest.Domain}
	if got, err := enter(t.Context(), a, nil, nil); err != nil || got.Name != shopifytest.Domain || string(got.Secret) != `{"token_type":"open"}` {
		t.Errorf("%+v, %v", got, err)
	}
	f.Set(func(k *terms, _ *goods) { k.HTML = true })
	_, err := enter(t.Context(), a, nil, nil)
	wantKind(t, err, taglane.Refused)
}

func TestHealth(t *testing.T) {
	f := newField(t)
	f.Set(func(k *terms, _ *goods) { k.Scopes = []string{"write_products", "read_files", "write_files"} })
	s := f.connect(t)
	h, err := s.Health(t.Context())
	if err != nil || h.Name != "Lumen" || len(h.Scopes) != 6 || len(h.Quotas) != 1 || h.Quotas[0].Most != 1000 {
		t.Fatalf("%+v, %v", h, err)
	}
	for _, sc := range h.Scopes {
		if want := !strings.HasSuffix(sc.Name, "publications"); sc.Granted != want {
			t.Errorf("%s: %v", sc.Name, sc.Granted)
		}
	}
	if h, err := f.visitor(t, f.wire).Health(t.Context()); err != nil || h.Note.Format == "" || h.Name != shopifytest.Domain {
		t.Errorf("%+v, %v", h, err)
	}
}

// The place decides what is promised, and what is asked.
func TestThePlaceDecides(t *testing.T) {
	f := newField(t)
	files, product := f.connect(t), f.connect(t, "place", toProduct)
	if c := files.Capabilities(); c.ReleaseRepeat != platform.RepeatAnswers || c.Schedules {
		t.Errorf("%+v", c)
	}
	if c := product.Capabilities(); c.ReleaseRepeat != platform.RepeatUnknown || !c.Schedules {
		t.Errorf("%+v", c)
	}
	for s, want := range map[*Service][]string{files: {"alt", "attach"}, product: {"product", "alt", "publish_at"}} {
		p := f.publication(t)
		p.Revision.Draft.Clip.Priority = []taglane.ID{"product-3", "product-2"}
		asked, err := s.Ask(t.Context(), p)
		keys := []string{}
		for _, o := range asked.Options {
			keys = append(keys, o.Key)
			if o.Key == "product" && (o.Kind != platform.AsChoice || len(o.Choices) != 2 || o.Choices[0].Value != "product-1" || o.Default != "product-2") {
				t.Errorf("%+v", o)
			}
		}
		if err != nil || !slices.Equal(keys, want) || asked.Who == "" {
			t.Errorf("%v, want %v", keys, want)
		}
	}
}
