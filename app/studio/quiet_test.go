package studio

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/access/accesstest"
	_ "taglane/app/platform/cj"
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
	far.Set(func(k *cjtest.Terms, s *cjtest.Stock) { k.PerMinute, s.Commissions = 1000, nil }) // two accounts of one person ask at once
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

// A login that ended, a refusal without a word, an answer that is late and one that
// is nonsense are each told beside the figures for what they are; what was earned
// before stays, and none is an empty report.
func TestWhyAReportIsMissing(t *testing.T) {
	now := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	far := cjtest.New()
	defer far.Close()
	far.Clock.Set(now)
	o := options(filepath.Join(t.TempDir(), "library"))
	o.Now, o.Keyring = func() time.Time { return now }, &accesstest.Ring{}
	s := choosing(t, o)
	with := far.Account()
	a, err := s.AddAccount(ctx, NewAccount{Service: "cj", Name: "CJ", BaseURL: with.BaseURL, Settings: with.Settings, Secret: far.Secret()})
	if err != nil {
		t.Fatal(err)
	}
	told := func() Insights {
		t.Helper()
		now = now.Add(time.Hour)
		far.Clock.Set(now)
		_ = s.RenewInsights(ctx) // it is told beside the figures
		v, err := s.Insights(ctx, now.AddDate(0, -6, 0).Format(time.DateOnly), now.Format(time.DateOnly))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	before := told()
	if len(before.Warnings) > 1 || len(before.Sums.Earned)+len(before.Sums.Pending) == 0 {
		t.Fatalf("at first: %+v, %+v", before.Warnings, before.Sums)
	}
	answers := func(status int, body string) func(*cjtest.Terms) {
		return func(k *cjtest.Terms) {
			k.Answers = slices.Repeat([]cjtest.Answer{{Host: cjtest.SalesHost, Status: status, Body: body}}, 9)
		}
	}
	half := `{"data":{"publisherCommissions":{"count":1,"payload`
	for name, x := range map[string]struct {
		change func(k *cjtest.Terms)
		want   string
	}{
		"the login ended":             {func(k *cjtest.Terms) { k.Shut = true }, "login"},
		"it refuses and says nothing": {func(k *cjtest.Terms) { k.Shut, k.Silent = true, true }, "failed"},
		"it is down":                  {answers(503, ""), "late"},
		"it wants fewer calls":        {answers(429, ""), "late"},
		"half an answer":              {answers(200, half), "late"},
		"an answer that is another":   {answers(200, "<html>"), "late"},
	} {
		far.Set(func(k *cjtest.Terms, _ *cjtest.Stock) { x.change(k) })
		v := told()
		if len(v.Warnings) == 0 || v.Warnings[0].Kind != x.want || v.Warnings[0].Account != a.ID || !strings.HasPrefix(v.Warnings[0].Message, "CJ: ") || !strings.Contains(v.Warnings[0].Unknown, "not known yet") {
			t.Errorf("%s: %+v", name, v.Warnings)
		}
		if fmt.Sprint(v.Sums) != fmt.Sprint(before.Sums) {
			t.Errorf("%s: the sums are %+v, and were %+v", name, v.Sums, before.Sums)
		}
		far.Set(func(k *cjtest.Terms, _ *cjtest.Stock) { k.Shut, k.Silent, k.Answers = false, false, nil })
		if v := told(); len(v.Warnings) != len(before.Warnings) || fmt.Sprint(v.Sums) != fmt.Sprint(before.Sums) {
			t.Errorf("after %s: %+v, %+v", name, v.Warnings, v.Sums)
		}
	}
}
