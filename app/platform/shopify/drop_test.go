package shopify

import (
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

const store = "gid://shopify/Publication/71"

// The product gets its day first, and then the clip: nothing is seen before.
func TestDropIsScheduledBeforeTheClip(t *testing.T) {
	f := newField(t)
	at := f.Clock.Now().Add(72 * time.Hour).Truncate(time.Second).UTC()
	s, p := f.connect(t, "place", toProduct), f.publication(t, "publish_at", at.Format(time.RFC3339))
	us, post, err := carry(t, s, p)
	if err != nil || !post.PublicAt.Equal(at) {
		t.Fatalf("%+v, %v", post, err)
	}
	if st := status(t, s, us); st.Post == nil || !st.Post.PublicAt.Equal(at) {
		t.Errorf("%+v", st)
	}
	now, err := s.StagedAt(t.Context(), mug, store)
	if err != nil || now.Published || !now.At.Equal(at) || !now.Active {
		t.Errorf("%+v, %v", now, err)
	}
	order := []string{}
	for _, c := range f.Door().Calls() {
		for _, act := range []string{"publishablePublish(", "productUpdate("} {
			if strings.Contains(string(c.Body), act) {
				order = append(order, act)
			}
		}
	}
	if !slices.Equal(order, []string{"publishablePublish(", "productUpdate("}) {
		t.Error(order)
	}
	f.Clock.Pass(73 * time.Hour)
	if now, err := s.StagedAt(t.Context(), mug, store); err != nil || !now.Published {
		t.Errorf("%+v, %v", now, err)
	}
}

// A day whose answer was lost is read back, and set once.
func TestLostScheduleIsReadBack(t *testing.T) {
	f := newField(t)
	at := f.Clock.Now().Add(72 * time.Hour)
	s, p := f.connect(t, "place", toProduct), f.publication(t, "publish_at", at.Format(time.RFC3339))
	us := sent(t, s, p)
	f.wire.Break(platformtest.CutAfter, 3) // the clip, how it stands, and the day
	_, err := s.Release(t.Context(), us, p)
	if !platform.IsUnasked(err) || f.acted() != 0 {
		t.Fatalf("%v after %d acts", err, f.acted())
	}
	if _, err := s.Release(t.Context(), us, p); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range f.Door().Calls() {
		if strings.Contains(string(c.Body), "publishablePublish(") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("the day was set %d times", n)
	}
}

// blockedBy are the rules that block a publication.
func blockedBy(t testing.TB, s *Service, p taglane.Publication) (out []string) {
	t.Helper()
	found, err := s.Check(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		out = append(out, f.Rule+" "+string(f.Level))
	}
	slices.Sort(out)
	return out
}

func TestDropsThatCannotBe(t *testing.T) {
	later := "2026-12-24T10:00:00Z"
	for name, c := range map[string]struct {
		place string
		set   []string
		how   func(k *terms, g *goods)
	}{
		"a file":           {toFiles, []string{"publish_at", later}, nil},
		"no time":          {toProduct, []string{"publish_at", "at Christmas"}, nil},
		"no such channel":  {toProduct, []string{"publish_at", later, "publication", "99"}, nil},
		"a till":           {toProduct, []string{"publish_at", later, "publication", "72"}, nil},
		"none that can":    {toProduct, []string{"publish_at", later}, func(_ *terms, g *goods) { g.Channels[0].Future = false }},
		"several that can": {toProduct, []string{"publish_at", later}, func(_ *terms, g *goods) { g.Channels[1].Future = true }},
	} {
		t.Run(name, func(t *testing.T) {
			f := newField(t)
			if c.how != nil {
				f.Set(c.how)
			}
			s, p := f.connect(t, "place", c.place), f.publication(t, c.set...)
			if got := blockedBy(t, s, p); !slices.Equal(got, []string{"shopify.drop.channel block"}) {
				t.Error(got)
			}
			_, err := s.Open(t.Context(), p.Key, p)
			wantKind(t, err, taglane.Invalid)
		})
	}
}

func TestWhatIsSeenCannotAppearLater(t *testing.T) {
	f := newField(t)
	s, p := f.connect(t, "place", toProduct), f.publication(t, "publish_at", "2026-12-24T10:00:00Z")
	us := sent(t, s, p)
	f.Set(func(_ *terms, g *goods) { g.Products[0].Show(store, f.Clock.Now().Add(-hour)) })
	if got := blockedBy(t, s, p); !slices.Equal(got, []string{"shopify.drop.channel block"}) {
		t.Error(got)
	}
	_, err := s.Release(t.Context(), us, p)
	wantKind(t, err, taglane.Refused)
	if !platform.IsUnasked(err) || len(f.Posts()) != 0 {
		t.Errorf("%v, %d posts", err, len(f.Posts()))
	}
	wantKind(t, s.Schedule(t.Context(), "gid://shopify/Product/99", store, f.Clock.Now().Add(hour)), taglane.NotFound)
	f.Set(func(_ *terms, g *goods) { g.Products[1].Status = "DRAFT" })
	wantKind(t, s.Schedule(t.Context(), kettle, store, f.Clock.Now().Add(hour)), taglane.Refused)
}
