package studio

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"taglane/app/access/accesstest"
	"taglane/app/platform/cj/cjtest"
	"taglane/app/taglane"
)

// A network that reports nothing for a fortnight although its links are clicked
// is told of where its account stands and beside the figures, until it reports
// something again; one whose links nobody clicks never is.
func TestASilentNetworkIsTold(t *testing.T) {
	needTools(t)
	begun := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	now := begun
	far := cjtest.New()
	defer far.Close()
	far.Set(func(_ *cjtest.Terms, s *cjtest.Stock) { s.Commissions = nil })
	o := options(filepath.Join(t.TempDir(), "library"))
	o.Now, o.Keyring = func() time.Time { return now }, &accesstest.Ring{}
	s := choosing(t, o)
	net := func(name string) taglane.Account {
		t.Helper()
		with := far.Account()
		a, err := s.AddAccount(ctx, NewAccount{Service: "cj", Name: name, BaseURL: with.BaseURL, Settings: with.Settings, Secret: far.Secret()})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	far.Clock.Set(now)
	asked, idleOne := net("CJ"), net("Another")
	clip, product := filmed(t, s), taglane.ID("")
	tags, err := s.store.Tags(ctx, clip)
	if err != nil || len(tags) == 0 {
		t.Fatal(tags, err)
	}
	product = tags[0].Product
	commission := taglane.Commission
	if _, err := s.SetProduct(ctx, product, ProductFields{URL: new("https://shop.example/thing"), Relation: &commission}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetSellers(ctx, product, []taglane.Seller{{Account: asked.ID, Advertiser: "7"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetClip(ctx, clip, ClipFields{Caption: new("Ad: a mug that I like.")}); err != nil {
		t.Fatal(err)
	}
	page, err := s.PageAccount(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Publish(ctx, clip, page.ID, map[string]string{"disclosed_in_video": "true", "impressions": "true"}, now); err != nil {
		t.Fatal(err)
	}
	idle(t, s)
	links, err := s.Links(ctx, clip)
	if err != nil || len(links) != 1 {
		t.Fatal(links, err)
	}

	clicked := func(day, followed int) {
		t.Helper()
		now = begun.AddDate(0, 0, day)
		if _, err := s.ImportImpressions(ctx, clip, fmt.Sprintf("product,name,seen,followed\n%s,Mug,90,%d\n", product, followed)); err != nil {
			t.Fatal(err)
		}
	}
	told := func(day int) (health, figures string) {
		t.Helper()
		now = begun.AddDate(0, 0, day)
		far.Clock.Set(now)
		if err := s.RenewInsights(ctx); err != nil {
			t.Fatal(err)
		}
		h, err := s.AccountHealth(ctx, asked.ID, false)
		if err != nil {
			t.Fatal(err)
		}
		other, err := s.AccountHealth(ctx, idleOne.ID, false)
		if err != nil || other.Quiet != "" {
			t.Errorf("day %d: an account nobody clicks a link of is warned of: %+v (%v)", day, other, err)
		}
		v, err := s.Insights(ctx, begun.Format(time.DateOnly), now.Format(time.DateOnly))
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range v.Warnings {
			if w.Kind != "quiet" || w.Account != asked.ID {
				t.Errorf("day %d: %+v", day, w)
			}
			figures += w.Message
		}
		return h.Quiet, figures
	}
	silent := func(day int) {
		t.Helper()
		if health, figures := told(day); health != "" || figures != "" {
			t.Errorf("day %d: %q, %q", day, health, figures)
		}
	}
	silent(0) // published, and nobody has clicked
	clicked(1, 4)
	clicked(8, 4) // nobody since
	clicked(9, 6)
	silent(14) // the thirteenth day after the first click
	health, figures := told(15)
	if !strings.Contains(health, "CJ") || !strings.Contains(health, "14 days") || !strings.Contains(health, "Check its links") || figures != health {
		t.Errorf("the fourteenth day: %q, %q", health, figures)
	}
	far.Set(func(_ *cjtest.Terms, s *cjtest.Stock) {
		s.Commissions = []cjtest.Commission{{ID: "1", Status: "new", ShopperID: links[0].SubID, Order: "o", Advertiser: "7", At: now, Posted: now, USD: "1.50", SaleUSD: "20.00"}}
	})
	silent(16)
	if wrong := far.Wrong(); len(wrong) > 0 {
		t.Error(wrong)
	}
}
