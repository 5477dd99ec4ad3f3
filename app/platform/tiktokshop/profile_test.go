package tiktokshop

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

func keysOf(list []platform.Option) (out []string) {
	for _, o := range list {
		out = append(out, o.Key)
	}
	return out
}

func optionOf(list []platform.Option, key string) platform.Option {
	for _, o := range list {
		if o.Key == key {
			return o
		}
	}
	return platform.Option{}
}

func TestTheProfile(t *testing.T) {
	p, ok := platform.ProfileOf("tiktokshop")
	if !ok || p.Title != "TikTok Shop" || len(p.Needs) != 2 || p.Needs[0].Key != "app_key" || p.Needs[1].Key != "app_secret" || !p.Needs[1].Secret {
		t.Fatalf("%+v", p)
	}
	copies := []string{}
	for _, s := range p.Guide {
		if s.Text.String() == "" || s.Link != "" && !strings.HasPrefix(s.Link, "https://partner.tiktokshop.com") {
			t.Errorf("%+v", s)
		}
		if s.Copy != "" {
			copies = append(copies, s.Copy)
		}
	}
	if !slices.Equal(copies, []string{"creator.video.write", "creator.affiliate_collaboration.read", "creator.affiliate.share_link.read"}) {
		t.Errorf("to be copied: %v", copies)
	}
	if got := keysOf(p.Options); !slices.Equal(got, []string{"product_id", "anchor", "ai", "precheck"}) {
		t.Errorf("%v", got)
	}
	if ai := optionOf(p.Options, "ai"); ai.Default != "" || ai.Kind != platform.AsSwitch {
		t.Errorf("whether AI made it is decided by nobody but the creator: %+v", ai)
	}
}

func TestWhatIsAsked(t *testing.T) {
	w := newTwin(t)
	s, p := w.connect(t), publication(t)
	w.Shelve("1729000000000000001")
	w.Stock("1729000000000000002", "1729000000000000001")
	got, err := s.Ask(t.Context(), p)
	if err != nil || got.Who != "lumen" || len(got.Notes) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	if keys := keysOf(got.Options); !slices.Equal(keys, []string{"product", "product_id", "anchor", "ai", "precheck"}) {
		t.Errorf("%v", keys)
	}
	one, id := optionOf(got.Options, "product"), optionOf(got.Options, "product_id")
	if one.Default != "product-1" || len(one.Choices) != 2 || one.Choices[1].Title.String() != "Kettle" {
		t.Errorf("%+v", one)
	}
	if id.Kind != platform.AsChoice || id.Default != "1729000000000000001" || len(id.Choices) != 2 {
		t.Errorf("%+v", id)
	}
	if a := optionOf(got.Options, "anchor"); a.Default != "Blue mug" {
		t.Errorf("%+v", a)
	}
	if pre := optionOf(got.Options, "precheck"); pre.Default != "true" {
		t.Errorf("%+v", pre)
	}
	// A product that is on no shelf can still be meant, and nothing is chosen for
	// one that TikTok Shop is not known to have.
	p.Settings = map[string]string{"product_id": "1729000000000000009"}
	p.Account.Settings = map[string]string{"ai": "true", "precheck": "false"}
	got, err = s.Ask(t.Context(), p)
	if id := optionOf(got.Options, "product_id"); err != nil || len(id.Choices) != 3 || id.Default != "1729000000000000009" {
		t.Errorf("%+v, %v", id, err)
	}
	if optionOf(got.Options, "ai").Default != "true" || optionOf(got.Options, "precheck").Default != "false" {
		t.Error("the account's own answers are not the defaults")
	}
	p.Settings, p.Revision.Draft.Products[0].URL = nil, "https://shop.example/mug"
	got, _ = s.Ask(t.Context(), p)
	if id := optionOf(got.Options, "product_id"); id.Default != "" {
		t.Errorf("a product is chosen: %+v", id)
	}
}

func TestWhatIsAskedWithoutAnAnswer(t *testing.T) {
	w := newTwin(t)
	w.told(pathShelf, 105005)
	s, p := w.connect(t), publication(t)
	got, err := s.Ask(t.Context(), p)
	if id := optionOf(got.Options, "product_id"); err != nil || id.Kind != platform.AsText || id.Default != "1729000000000000001" {
		t.Errorf("%+v, %v", id, err)
	}
	// Without a network the questions are the same, and nobody is asked twice.
	w.wire.Break(platformtest.CutBefore, 1)
	before := w.Calls()[pathShelf]
	if got, err := s.Ask(t.Context(), p); err != nil || got.Who != p.Account.Name || len(got.Options) != 5 || w.Calls()[pathShelf] != before {
		t.Errorf("%+v, %v", got, err)
	}
	w.Withdraw()
	_, err = s.Ask(t.Context(), p)
	errorOf(t, err, taglane.Login)
}

func TestTheShowcaseIsReadPageByPage(t *testing.T) {
	w := newTwin(t)
	for i := range 130 {
		w.Shelve(fmt.Sprint(1729000000000000000 + i))
	}
	got, err := w.connect(t).Showcase(t.Context())
	if err != nil || len(got) != 100 || got[99].ID != "1729000000000000099" || w.Calls()[pathShelf] != 5 {
		t.Errorf("%d products in %d calls, %v", len(got), w.Calls()[pathShelf], err)
	}
}

func TestHealth(t *testing.T) {
	w := newTwin(t)
	end := noon.Add(80 * 24 * time.Hour)
	s := w.with(t, w.secret(t, map[string]any{"granted_scopes": []string{scopePost}, "user_type": 1, "refresh_expiry": end.Format(time.RFC3339)}))
	s.pace.posted("3/day")
	h, err := s.Health(t.Context())
	if err != nil || h.Name != "lumen" || !h.Expires.Equal(end) {
		t.Fatalf("%+v, %v", h, err)
	}
	if len(h.Scopes) != 3 || !h.Scopes[0].Granted || h.Scopes[1].Granted || h.Scopes[1].For.String() == "" {
		t.Errorf("%+v", h.Scopes)
	}
	if len(h.Quotas) != 1 || h.Quotas[0].Left != 2 || h.Quotas[0].Most != 3 {
		t.Errorf("%+v", h.Quotas)
	}
	if !strings.Contains(h.Note.String(), w.URL()+"/alliance/creator/auth?app_key="+twinKey) {
		t.Errorf("the way to take the leave back is not told: %s", h.Note)
	}
	for name, v := range map[string]struct {
		make func(k *knobs)
		says string
	}{
		"a seller":     {func(k *knobs) { k.UserType = 0 }, "seller"},
		"not enrolled": {func(k *knobs) { k.Region = "" }, "not enrolled"},
	} {
		w := newTwin(t)
		w.Turn(v.make)
		if h, err := w.connect(t).Health(t.Context()); err != nil || !strings.Contains(h.Note.String(), v.says) || len(h.Scopes)+len(h.Quotas) != 0 {
			t.Errorf("%s: %+v, %v", name, h, err)
		}
	}
	_, err = w.connect(t, creatorKey, "creator-open-9").Health(t.Context())
	errorOf(t, err, taglane.Login)
	w.Withdraw()
	_, err = w.connect(t).Health(t.Context())
	errorOf(t, err, taglane.Login)
}

// A renewal tells what the creator gives leave for now.
func TestARenewalTellsTheLeaveAnew(t *testing.T) {
	w := newTwin(t)
	s := w.with(t, w.secret(t, map[string]any{"granted_scopes": []string{"creator.affiliate.info"}}))
	w.Expire()
	h, err := s.Health(t.Context())
	if err != nil || len(h.Scopes) != 3 || !h.Scopes[0].Granted || !h.Expires.Equal(noon.Add(90*24*time.Hour)) {
		t.Errorf("%+v, %v", h, err)
	}
}

// A clip must not go to another creator than the account's.
func TestAnotherCreatorGetsNothing(t *testing.T) {
	w := newTwin(t)
	s, p := w.connect(t, creatorKey, "creator-open-9"), publication(t)
	_, err := s.Open(t.Context(), p.Key, p)
	if e := errorOf(t, err, taglane.Login); !strings.Contains(e.Message, "another creator") || len(w.Covers()) != 0 {
		t.Error(e)
	}
	for _, precheck := range []string{"false", "true"} {
		p.Settings = map[string]string{"precheck": precheck}
		us := sent(t, w.connect(t), p)
		_, err := s.Status(t.Context(), us)
		errorOf(t, err, taglane.Login)
	}
	if got := findings(t, s, clean(t)); !slices.Equal(got, []string{"block TS-SCOPES"}) {
		t.Errorf("%v", got)
	}
}

func TestWhatIsLeftByHand(t *testing.T) {
	s, p := newTwin(t).connect(t), publication(t)
	sheet := s.Sheet(taglane.Post{ID: "1"}, p)
	if len(sheet.Steps) != 1 || sheet.Steps[0].Tag != "product-2" || sheet.Steps[0].Copy != "https://shop.example/kettle" || !strings.HasPrefix(sheet.Where, "https://") {
		t.Errorf("%+v", sheet)
	}
	if sheet := s.Sheet(taglane.Post{ID: "1"}, clean(t)); len(sheet.Steps) != 0 {
		t.Errorf("%+v", sheet)
	}
	if fit := s.Fit(); fit.Bytes != 100_000_000 {
		t.Errorf("%+v", fit)
	}
}

// The one product went out with the post; what is left is to hear whether the
// post is shown.
func TestTheProductOfAPost(t *testing.T) {
	w := newTwin(t)
	w.Turn(func(k *knobs) { k.Processing = 1 })
	s, p := w.connect(t), publication(t)
	post, err := s.Release(t.Context(), sent(t, s, p), p)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Tag(t.Context(), post, p)
	if e := errorOf(t, err, taglane.Later); !e.Until.After(noon) {
		t.Error(e)
	}
	got, err := s.Tag(t.Context(), post, p)
	if err != nil || !slices.Equal(got, []taglane.ID{"product-1"}) {
		t.Errorf("%v, %v", got, err)
	}
	carried, never, err := s.Kept(t.Context(), post, p)
	if err != nil || !slices.Equal(carried, got) || len(never) != 1 || never["product-2"].String() == "" {
		t.Errorf("%v, %v, %v", carried, never, err)
	}
	w.Become(post.ID, "FAIL")
	_, err = s.Tag(t.Context(), post, p)
	errorOf(t, err, taglane.Refused)
	// Neither is a product told that is not in the clip.
	p.Revision.Draft.Tags = p.Revision.Draft.Tags[1:2]
	p.Settings = map[string]string{"product": "product-1"}
	if carried, never, _ := s.Kept(t.Context(), post, p); len(carried) != 0 || len(never) != 1 {
		t.Errorf("%v, %v", carried, never)
	}
}

func TestWhereAPostStands(t *testing.T) {
	w := newTwin(t)
	w.Turn(func(k *knobs) { k.Numbers, k.Processing = true, 1 })
	s, p := w.connect(t), publication(t)
	post, err := s.Release(t.Context(), sent(t, s, p), p)
	if err != nil || post.Link != "" {
		t.Fatalf("%+v, %v", post, err)
	}
	_, err = s.Link(t.Context(), post)
	errorOf(t, err, taglane.NotFound)
	got, err := s.Link(t.Context(), post)
	if err != nil || got.ID != post.ID || got.Link != "https://www.tiktok.com/@lumen/video/"+post.ID {
		t.Errorf("%+v, %v", got, err)
	}
	w.Become(post.ID, "FAIL")
	_, err = s.Link(t.Context(), post)
	errorOf(t, err, taglane.Refused)
	// Neither a short id nor a strange name makes an address.
	w.Turn(func(k *knobs) {
		k.Answers[pathVideo+"1729/status"] = `{"code":0,"data":{"video":{"post_status":"SUCCESS"}}}`
	})
	_, err = s.Link(t.Context(), taglane.Post{ID: "1729"})
	errorOf(t, err, taglane.NotFound)
	w.Become(post.ID, "SUCCESS")
	w.Turn(func(k *knobs) { k.Username = "a/../b" })
	_, err = s.Link(t.Context(), post)
	errorOf(t, err, taglane.NotFound)
}
