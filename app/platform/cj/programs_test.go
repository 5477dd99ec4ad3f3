package cj

import (
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/cj/cjtest"
	"taglane/app/taglane"
)

func TestAProgrammeIsToldInOurWords(t *testing.T) {
	w := stand(t)
	got, err := dialed(t, w).Programs(t.Context(), "")
	if err != nil || len(got.Programs) != 3 || got.Next != "" {
		t.Fatalf("%+v, %v", got, err)
	}
	p := got.Programs[2]
	if p.Advertiser != "300" || p.Name != "Ash & Oak" || !p.Joined || p.State != "joined" || p.URL != "https://ash.example" ||
		strings.Join(p.Domains, " ") != "ash.example" || strings.Join(p.Terms, ", ") != "Sale: 8.00%" || !p.CheckedAt.Equal(w.Clock.Now()) || p.Deep != "" {
		t.Errorf("%+v", p)
	}
	if d := got.Programs[0].Domains; strings.Join(d, " ") != "shop.example" {
		t.Errorf("%v", d)
	}
	w.Set(func(_ *cjtest.Terms, s *cjtest.Stock) {
		s.Advertisers[0].Account = "Deactivated"
		s.Advertisers[1].URL = "https://www.anrdoezrs.net/click-1-2"
	})
	got, err = dialed(t, w).Programs(t.Context(), "")
	if err != nil || got.Programs[0].Joined || got.Programs[0].State != "joined, Deactivated" {
		t.Errorf("%+v, %v", got.Programs, err)
	}
	if d := got.Programs[1].Domains; len(d) > 0 {
		t.Errorf("a network's host became a shop's: %v", d)
	}
}

func TestPagesThatNobodyGave(t *testing.T) {
	s := dialed(t, stand(t))
	for _, next := range []string{"x", "2", "0:1", "-1:2", "2:-1", "2:x", "::"} {
		_, err := s.Programs(t.Context(), next)
		wantKind(t, err, taglane.Invalid)
		_, _, err = s.Coupons(t.Context(), "9:"+next)
		wantKind(t, err, taglane.Invalid)
		_, _, err = s.Coupons(t.Context(), "0:"+next)
		wantKind(t, err, taglane.Invalid)
	}
}

func TestCoupons(t *testing.T) {
	w := quickly(stand(t))
	w.Set(func(k *cjtest.Terms, s *cjtest.Stock) {
		k.PageMost = 2
		s.Links[1].ClickURL = "https://www.kqzyfj.com/click-" + cjtest.Stranger + "-501"
		s.Links[2].Status = "notjoined"
		s.Links[3].To = "ongoing"
	})
	s := dialed(t, w)
	var all []platform.Coupon
	for next, n := "", 0; n < 20; n++ {
		got, more, err := s.Coupons(t.Context(), next)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, got...)
		if next = more; next == "" {
			break
		}
	}
	keys := []string{}
	for _, c := range all {
		keys = append(keys, c.Key)
		if strings.Contains(c.URL, cjtest.Stranger) {
			t.Errorf("somebody else's link is ours: %s", c.URL)
		}
	}
	if got := strings.Join(keys, " "); got != "500 501 503 504" {
		t.Fatalf("%s", got)
	}
	want := platform.Coupon{
		Key: "500", Advertiser: "100", Text: "Ten % off everything", Code: "ADA10", URL: "https://www.kqzyfj.com/click-7654321-500",
		From: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 12, 24, 23, 59, 59, 0, time.UTC),
	}
	if all[0] != want {
		t.Errorf("\n got %+v\nwant %+v", all[0], want)
	}
	if all[1].URL != "" || !all[2].To.IsZero() {
		t.Errorf("%+v, %+v", all[1], all[2])
	}
	w.Hollow(1)
	_, _, err := s.Coupons(t.Context(), "")
	wantKind(t, err, taglane.Later)
}

func TestLinksAreProbed(t *testing.T) {
	w := quickly(stand(t))
	s := dialed(t, w)
	const deepLink = "https://www.anrdoezrs.net/links/7654321/type/dlg/sid/" + sub + "/https://shop.example/a"
	for name, v := range map[string]struct {
		link taglane.Link
		want taglane.Kind
	}{
		"one of CJ":               {taglane.Link{URL: "https://www.kqzyfj.com/click-7654321-500?sid=" + sub}, ""},
		"one that was taken away": {taglane.Link{URL: "https://www.kqzyfj.com/click-7654321-999"}, taglane.NotFound},
		"somebody else's":         {taglane.Link{URL: "https://www.kqzyfj.com/click-1111111-500"}, taglane.Refused},
		"ours, joined":            {taglane.Link{URL: deepLink, Advertiser: "100"}, ""},
		"ours, not joined":        {taglane.Link{URL: deepLink, Advertiser: "400"}, taglane.NotFound},
		"ours, of a silent shop":  {taglane.Link{URL: deepLink, Advertiser: "900"}, taglane.Later},
		"ours, of no shop":        {taglane.Link{URL: deepLink}, taglane.Invalid},
		"of no network":           {taglane.Link{URL: "https://shop.example/a"}, taglane.Invalid},
		"no address":              {taglane.Link{URL: "://"}, taglane.Invalid},
	} {
		err := s.Probe(t.Context(), v.link)
		if taglane.KindOf(err) != v.want {
			t.Errorf("%s: %v, want %q", name, err, v.want)
		}
	}
	for _, link := range []taglane.Link{{URL: "https://www.kqzyfj.com/click-7654321-500"}, {URL: deepLink, Advertiser: "100"}} {
		w.Hollow(1)
		wantKind(t, s.Probe(t.Context(), link), taglane.Later)
	}
}

// Whatever stands in place of the XML proves nothing: above all not that a
// link is dead.
func TestOtherAnswersProveNothing(t *testing.T) {
	for name, v := range map[string]struct {
		body string
		want taglane.Kind
	}{
		"nothing":          {"", taglane.Later},
		"half":             {`<cj-api><links total-matched="0"`, taglane.Later},
		"not closed":       {`<cj-api><links total-matched="0"></links>`, taglane.Later},
		"another list":     {`<cj-api><advertisers total-matched="0"/></cj-api>`, taglane.Later},
		"no total":         {`<cj-api><links/></cj-api>`, taglane.Later},
		"a total of words": {`<cj-api><links total-matched="many"/></cj-api>`, taglane.Later},
		"a web page":       {`<html><body>Log in</body></html>`, taglane.Later},
		"another link":     {`<cj-api><links total-matched="1"><link><link-id>7</link-id></link></links></cj-api>`, taglane.Later},
		"an error":         {`<cj-api><error-message>You must specify website-id</error-message></cj-api>`, taglane.Invalid},
		"too deep":         {`<cj-api><links total-matched="0"/>` + strings.Repeat("<a>", 70) + strings.Repeat("</a>", 70) + `</cj-api>`, taglane.Later},
		"more than one":    {`<cj-api><links total-matched="0"/></cj-api><cj-api>`, taglane.Later},
		"an entity":        {`<!DOCTYPE x [<!ENTITY a "b">]><cj-api><links total-matched="&a;"/></cj-api>`, taglane.Later},
		"another alphabet": {`<?xml version="1.0" encoding="utf-7"?><cj-api><links total-matched="0"/></cj-api>`, taglane.Later},
		"the plain word":   {`<?xml version="1.0" encoding="ISO-8859-1"?><cj-api><links total-matched="0"/></cj-api>`, taglane.NotFound},
	} {
		_, s := with(t, cjtest.LinksHost, 200, v.body)
		err := s.Probe(t.Context(), taglane.Link{URL: "https://www.kqzyfj.com/click-7654321-500"})
		if taglane.KindOf(err) != v.want {
			t.Errorf("%s: %v, want %s", name, err, v.want)
		}
	}
	_, s := with(t, cjtest.LinksHost, 203, `<cj-api><links total-matched="0"/></cj-api>`)
	wantKind(t, s.Probe(t.Context(), taglane.Link{URL: "https://www.kqzyfj.com/click-7654321-500"}), taglane.Later) // somebody's in between
	for _, body := range []string{`<cj-api><links total-matched="0"/></cj-api>`, `<cj-api><advertisers total-matched="1"><advertiser/></advertisers></cj-api>`} {
		_, s := with(t, cjtest.ShopsHost, 200, body)
		_, err := s.Programs(t.Context(), "")
		wantKind(t, err, taglane.Later)
	}
}
