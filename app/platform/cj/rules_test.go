package cj

import (
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/taglane"
)

func TestFindings(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	if _, err := s.Health(t.Context()); err != nil { // from here on it knows what time it is at CJ
		t.Fatal(err)
	}
	now := w.Clock.Now()
	planned := now.Add(3 * 24 * time.Hour)
	listing := taglane.Listing{
		Key: "100/lamp-1", Shop: "Northlight", Availability: taglane.InStock, ObservedAt: now,
		Price: &taglane.Money{Amount: "49.90", Currency: "USD"},
	}
	link := taglane.Link{URL: "https://www.anrdoezrs.net/links/7654321/type/dlg/sid/" + sub + "/https://shop.example/a", Tag: "t1", Product: "p1"}
	seen := map[string]bool{}
	for name, v := range map[string]struct {
		change func(l *taglane.Listing, k *taglane.Link)
		want   string
	}{
		"all is well": {func(l *taglane.Listing, k *taglane.Link) {}, ""},
		"by its number": {func(l *taglane.Listing, k *taglane.Link) {
			k.URL = "https://www.tkqlhce.com/click-7654321-9?sid=" + sub
		}, ""},
		"another PID":            {func(l *taglane.Listing, k *taglane.Link) { k.URL = strings.Replace(k.URL, "7654321", "1111111", 1) }, "cj.pid.own"},
		"the shop's own address": {func(l *taglane.Listing, k *taglane.Link) { k.URL = "https://shop.example/a" }, "cj.link.clickurl"},
		"http":                   {func(l *taglane.Listing, k *taglane.Link) { k.URL = strings.Replace(k.URL, "https", "http", 1) }, "cj.link.clickurl"},
		"a link in a link": {func(l *taglane.Listing, k *taglane.Link) {
			k.URL = strings.Replace(k.URL, "shop.example", "emjcd.com", 1)
		}, "cj.link.clickurl"},
		"no sub-id": {func(l *taglane.Listing, k *taglane.Link) { k.URL = strings.Replace(k.URL, "/sid/"+sub, "", 1) }, "cj.sid.form"},
		"sub-id 0":  {func(l *taglane.Listing, k *taglane.Link) { k.URL = strings.Replace(k.URL, sub, "0", 1) }, "cj.sid.form"},
		"a long sub-id": {func(l *taglane.Listing, k *taglane.Link) {
			k.URL = strings.Replace(k.URL, sub, strings.Repeat("a", 31), 1)
		}, "cj.sid.form"},
		"an e-mail address":      {func(l *taglane.Listing, k *taglane.Link) { k.URL = strings.Replace(k.URL, sub, "ada%40example.com", 1) }, "cj.sid.personal"},
		"a telephone number":     {func(l *taglane.Listing, k *taglane.Link) { k.URL = strings.Replace(k.URL, sub, "+49-151-1234567", 1) }, "cj.sid.personal"},
		"a raw fragment":         {func(l *taglane.Listing, k *taglane.Link) { k.URL += "#reviews" }, "cj.dest.fragment"},
		"not joined":             {func(l *taglane.Listing, k *taglane.Link) { l.Unoffered = true }, "cj.joined"},
		"seen long ago":          {func(l *taglane.Listing, k *taglane.Link) { l.ObservedAt = now.Add(-8 * 24 * time.Hour) }, "cj.joined.old"},
		"not joined, long ago":   {func(l *taglane.Listing, k *taglane.Link) { l.Unoffered, l.ObservedAt = true, now.Add(-8*24*time.Hour) }, "cj.joined.old"},
		"gone":                   {func(l *taglane.Listing, k *taglane.Link) { l.Gone = true }, "cj.deleted"},
		"sold out":               {func(l *taglane.Listing, k *taglane.Link) { l.Availability = taglane.OutOfStock }, "cj.availability"},
		"nobody says":            {func(l *taglane.Listing, k *taglane.Link) { l.Availability = taglane.UnknownStock }, "cj.availability"},
		"a preorder of some day": {func(l *taglane.Listing, k *taglane.Link) { l.Availability = taglane.Preorder }, "cj.availability"},
		"a preorder of a day":    {func(l *taglane.Listing, k *taglane.Link) { l.Availability, l.AvailableFrom = taglane.Preorder, planned }, ""},
		"ends before":            {func(l *taglane.Listing, k *taglane.Link) { l.Expires = planned }, "cj.expires"},
		"ends after":             {func(l *taglane.Listing, k *taglane.Link) { l.Expires = planned.Add(time.Second) }, ""},
		"a sale that ends before": {func(l *taglane.Listing, k *taglane.Link) {
			l.Sale, l.SaleTo = &taglane.Money{Amount: "9", Currency: "USD"}, planned
		}, "cj.sale.window"},
		"a sale that begins": {func(l *taglane.Listing, k *taglane.Link) {
			l.Sale, l.SaleFrom = &taglane.Money{Amount: "9", Currency: "USD"}, planned
		}, "cj.sale.window"},
		"a sale that lasts": {func(l *taglane.Listing, k *taglane.Link) { l.Sale = &taglane.Money{Amount: "9", Currency: "USD"} }, ""},
	} {
		l, k := listing, link
		v.change(&l, &k)
		ids := []string{}
		for _, f := range s.Findings(l, k, planned) {
			ids = append(ids, f.Rule)
			seen[f.Rule] = true
			if f.Place.Tag != "t1" || f.Place.Product != "p1" || f.Place.Field == "" || f.Level != pack.Rules[f.Rule].Level || f.Message == "" {
				t.Errorf("%s: %+v", name, f)
			}
		}
		if strings.Join(ids, " ") != v.want {
			t.Errorf("%s: %v, want %s", name, ids, v.want)
		}
	}
	for id, r := range pack.Rules {
		if !seen[id] || r.Source == "" || r.Checked == "" || !slices.Contains([]taglane.Level{taglane.Block, taglane.Warn}, r.Level) {
			t.Errorf("rule %s is never found, or says nothing of itself: %+v", id, r)
		}
	}
	for id := range seen {
		if _, known := pack.Rules[id]; !known {
			t.Errorf("%s is no rule", id)
		}
	}
	if got := s.Findings(taglane.Listing{}, link, planned); len(got) > 0 {
		t.Errorf("a link without a listing: %v", got)
	}
}
