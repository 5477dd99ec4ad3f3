package shopify

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

const (
	mug    = "gid://shopify/Product/11"
	kettle = "gid://shopify/Product/12"
)

// live carries a publication to its post.
func live(t testing.TB, s *Service, p taglane.Publication) taglane.Post {
	t.Helper()
	_, post, err := carry(t, s, p)
	if err != nil {
		t.Fatal(err)
	}
	return post
}

func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	b, err := os.ReadFile("testdata/taglane-timeline-1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("timeline.json", doc); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("timeline.json")
}

func follows(s *jsonschema.Schema, text string) error {
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return err
	}
	return s.Validate(v)
}

// Beside each product lies a document with its own tags and nothing of others.
func TestDocumentsAreReduced(t *testing.T) {
	f := newField(t)
	s, p := f.connect(t), f.publication(t)
	d := &p.Revision.Draft
	d.Products[1].GTIN = "4006381333931"
	d.Links = map[taglane.ID]taglane.Link{"tag-1": {SubID: "abc1", URL: "https://go.example/abc1"}}
	post := live(t, s, p)
	got, err := s.Tag(t.Context(), post, p)
	if err != nil || !slices.Equal(got, []taglane.ID{"product-1", "product-2"}) {
		t.Fatalf("%v, %v", got, err)
	}
	key := keyOf(d.Clip.ID)
	first, second := f.Field(mug, key), f.Field(kettle, key)
	is := schema(t)
	for _, text := range []string{first, second} {
		if err := follows(is, text); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
	}
	var doc timeline
	if json.Unmarshal([]byte(first), &doc) != nil || len(doc.Tags) != 2 || len(doc.Products) != 1 || doc.Clip.Media != post.ID || doc.Clip.SHA256 != p.Revision.Media.SHA256 {
		t.Errorf("%+v", doc)
	}
	if doc.Tags[0].URL != "https://go.example/abc1" || doc.Tags[0].SubID != "abc1" || doc.Disclosure == nil || doc.Products[0].Offer == nil {
		t.Errorf("%+v", doc)
	}
	for _, never := range []string{"Kettle", "Cup", "product-2", "product-3"} {
		if strings.Contains(first, never) {
			t.Errorf("the mug's document says %s", never)
		}
	}
	if strings.Contains(second, "mug") || !strings.Contains(second, "4006381333931") {
		t.Error(second)
	}
	if len(first)+len(second) < 500 || follows(is, strings.Replace(first, `"relation"`, `"relatives"`, 1)) == nil {
		t.Error("a document without a relation follows the schema")
	}
	carried, never, err := s.Kept(t.Context(), post, p)
	if err != nil || !slices.Equal(carried, got) || len(never) != 1 || never["product-3"].Format == "" {
		t.Errorf("%v, %v, %v", carried, never, err)
	}
}

// Variants of one product share its document.
func TestVariantsShareADocument(t *testing.T) {
	f := newField(t)
	s, p := f.connect(t), f.publication(t)
	for i, key := range []string{"11/111", "11/112"} {
		p.Revision.Draft.Products[i].Source, p.Revision.Draft.Products[i].Key = string(s.account.ID), key
	}
	post := live(t, s, p)
	got, err := s.Tag(t.Context(), post, p)
	if err != nil || len(got) != 2 || f.Field(kettle, keyOf(p.Revision.Draft.Clip.ID)) != "" {
		t.Fatalf("%v, %v", got, err)
	}
	var doc timeline
	if json.Unmarshal([]byte(f.Field(mug, keyOf(p.Revision.Draft.Clip.ID))), &doc) != nil || len(doc.Products) != 2 || len(doc.Tags) != 3 {
		t.Errorf("%+v", doc)
	}
}

// Whoever wrote in between is not written over; the next look sees theirs.
func TestGuardAgainstOthers(t *testing.T) {
	f := newField(t)
	s, p := f.connect(t), f.publication(t)
	post := live(t, s, p)
	key := keyOf(p.Revision.Draft.Clip.ID)
	all, _, err := s.documents(t.Context(), post, p)
	if err != nil {
		t.Fatal(err)
	}
	f.Overwrite(mug, key, `{"by":"another program"}`)
	wantKind(t, s.write(t.Context(), p, all), taglane.Conflict)
	if f.Field(kettle, key) != "" || !strings.Contains(f.Field(mug, key), "another") {
		t.Error("some of it was written")
	}
	if got, err := s.Tag(t.Context(), post, p); err != nil || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestTagAgainWritesNothing(t *testing.T) {
	f := newField(t)
	s, p := f.connect(t), f.publication(t)
	post := live(t, s, p)
	sets := func() (n int) {
		for _, c := range f.Door().Calls() {
			if strings.Contains(string(c.Body), "metafieldsSet(") {
				n++
			}
		}
		return n
	}
	for range 3 {
		if _, err := s.Tag(t.Context(), post, p); err != nil {
			t.Fatal(err)
		}
	}
	if sets() != 1 {
		t.Errorf("written %d times", sets())
	}
	// A lost answer is read back.
	p.Revision.Draft.Tags[0].Label = "Another label"
	f.wire.Break(platformtest.CutAfter, 5) // the clip, two products, what lies there, and the writing
	_, err := s.Tag(t.Context(), post, p)
	wantKind(t, err, taglane.Later)
	if got, err := s.Tag(t.Context(), post, p); err != nil || len(got) != 2 || sets() != 2 {
		t.Errorf("%v, %v, written %d times", got, err, sets())
	}
}

func TestRefusalsOfDocuments(t *testing.T) {
	for code, kind := range map[string]taglane.Kind{
		"APP_NOT_AUTHORIZED": taglane.Refused, "INTERNAL_ERROR": taglane.Later, "INVALID_VALUE": taglane.Invalid, "INVALID_COMPARE_DIGEST": taglane.Conflict,
	} {
		f := newField(t)
		s, p := f.connect(t), f.publication(t)
		post := live(t, s, p)
		f.Set(func(k *terms, _ *goods) { k.SetError = code })
		_, err := s.Tag(t.Context(), post, p)
		wantKind(t, err, kind)
	}
}

// What may not be seen yet is nowhere in what is written, and follows later.
func TestEmbargoIsKept(t *testing.T) {
	f := newField(t)
	s, p := f.connect(t), f.publication(t)
	due := f.Clock.Now().Add(48 * time.Hour).UTC()
	p.Revision.Draft.Products[0].Embargo = &taglane.Embargo{Until: due}
	post := live(t, s, p)
	got, err := s.Tag(t.Context(), post, p)
	wantKind(t, err, taglane.Later)
	if at := platformtest.ErrorOf(err).Until; at.Sub(due).Abs() > time.Minute {
		t.Errorf("again at %v, want %v", at, due)
	}
	text := f.Field(kettle, keyOf(p.Revision.Draft.Clip.ID))
	if f.Field(mug, keyOf(p.Revision.Draft.Clip.ID)) != "" || !slices.Equal(got, []taglane.ID{"product-2"}) || strings.Contains(text, mug) || text == "" {
		t.Errorf("%v: %s", got, text)
	}
	p.Revision.Draft.Products[0].Embargo, p.Revision.Draft.Tags[0].Embargo = nil, &taglane.Embargo{Until: due}
	got, err = s.Tag(t.Context(), post, p)
	wantKind(t, err, taglane.Later)
	text = f.Field(mug, keyOf(p.Revision.Draft.Clip.ID))
	if len(got) != 2 || strings.Contains(text, "tag-1") || !strings.Contains(text, "tag-3") {
		t.Errorf("%v: %s", got, text)
	}
	f.Clock.Pass(49 * time.Hour)
	if got, err := s.Tag(t.Context(), post, p); err != nil || len(got) != 2 || !strings.Contains(f.Field(mug, keyOf(p.Revision.Draft.Clip.ID)), "Blue mug") {
		t.Errorf("%v, %v", got, err)
	}
}

func TestTagsWantARelationAndASize(t *testing.T) {
	f := newField(t)
	s, p := f.connect(t), f.publication(t)
	post := live(t, s, p)
	p.Revision.Draft.Products[0].Relation = taglane.Unset
	_, err := s.Tag(t.Context(), post, p)
	wantKind(t, err, taglane.Invalid)
	p.Revision.Draft.Products[0].Relation, p.Revision.Draft.Clip.Width = taglane.Own, 0
	_, err = s.Tag(t.Context(), post, p)
	wantKind(t, err, taglane.Invalid)
}

func TestKeysAreLawful(t *testing.T) {
	seen := map[string]taglane.ID{}
	rapid.Check(t, func(t *rapid.T) {
		id := taglane.ID(rapid.String().Draw(t, "id"))
		k := keyOf(id)
		if !keyForm.MatchString(k) || seen[k] != "" && seen[k] != id {
			t.Fatalf("%q is named %q, as is %q", id, k, seen[k])
		}
		seen[k] = id
	})
	if keyOf("abc-1") != "clip_abc-1" {
		t.Error(keyOf("abc-1"))
	}
}

// A product that was deleted at the shop carries nothing any more, and the
// others do.
func TestProductsThatAreGone(t *testing.T) {
	f := newField(t)
	s, p := f.connect(t), f.publication(t)
	p.Revision.Draft.Products[1].URL = "https://lumen.example/products/sold-long-ago"
	post := live(t, s, p)
	got, err := s.Tag(t.Context(), post, p)
	if err != nil || !slices.Equal(got, []taglane.ID{"product-1"}) {
		t.Errorf("%v, %v", got, err)
	}
	_, never, err := s.Kept(t.Context(), post, p)
	if err != nil || len(never) != 2 {
		t.Errorf("%v, %v", never, err)
	}
}

// What a clip shows no more keeps none of its tags.
func TestNothingIsLeftBehind(t *testing.T) {
	f := newField(t)
	s, p := f.connect(t), f.publication(t)
	post := live(t, s, p)
	if _, err := s.Tag(t.Context(), post, p); err != nil {
		t.Fatal(err)
	}
	d := &p.Revision.Draft
	key := keyOf(d.Clip.ID)
	d.Tags = slices.DeleteFunc(d.Tags, func(g taglane.Tag) bool { return g.Product == "product-2" })
	got, err := s.Tag(t.Context(), post, p)
	if err != nil || !slices.Equal(got, []taglane.ID{"product-1"}) {
		t.Fatalf("%v, %v", got, err)
	}
	text := f.Field(kettle, key)
	if strings.Contains(text, "tag-2") || strings.Contains(text, "product-2") || strings.Contains(f.Field(mug, key), kettle) {
		t.Error(text)
	}
	if err := follows(schema(t), text); err != nil {
		t.Error(err)
	}
}

// One upload is shown on the pages of all its products, once on each.
func TestSpreadOverTheProducts(t *testing.T) {
	f := newField(t)
	s, p := f.connect(t), f.publication(t, "attach", "true")
	post := live(t, s, p)
	shown := func(product string) int {
		got, err := s.onProduct(t.Context(), product, func(v video) bool { return v.ID == post.ID })
		if err != nil {
			t.Fatal(err)
		}
		return len(got)
	}
	for range 2 {
		if _, err := s.Tag(t.Context(), post, p); err != nil {
			t.Fatal(err)
		}
	}
	if shown(mug) != 1 || shown(kettle) != 1 || len(f.Posts()) != 1 {
		t.Errorf("%d and %d times, %d posts", shown(mug), shown(kettle), len(f.Posts()))
	}
	p.Revision.Draft.Tags = slices.DeleteFunc(p.Revision.Draft.Tags, func(g taglane.Tag) bool { return g.Product == "product-2" })
	if _, err := s.Tag(t.Context(), post, p); err != nil || shown(mug) != 1 || shown(kettle) != 0 {
		t.Errorf("%v: %d and %d times", err, shown(mug), shown(kettle))
	}
	other := f.publication(t)
	post = live(t, s, other)
	if _, err := s.Tag(t.Context(), post, other); err != nil || shown(mug) != 0 {
		t.Errorf("%v: nobody wanted it there", err)
	}
}
