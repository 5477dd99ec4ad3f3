package rakuten

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/rakuten/rakutentest"
	"taglane/app/taglane"
)

// allPrograms turns the pages of programmes until the last.
func allPrograms(ctx context.Context, s *Service) (all []platform.Program, pages int, err error) {
	for next := ""; pages < 50; {
		got, err := s.Programs(ctx, next)
		if err != nil {
			return all, pages, err
		}
		all, pages = append(all, got.Programs...), pages+1
		if next = got.Next; next == "" {
			break
		}
	}
	return all, pages, nil
}

// However Rakuten wraps a list, counts its pages and names the next one.
func TestProgramsInEveryWrapper(t *testing.T) {
	for _, k := range []rakutentest.Terms{{}, {Wrapped: true}, {Crooked: true}, {FromZero: true}, {Crooked: true, FromZero: true, Wrapped: true}} {
		w := stand(t)
		w.Set(func(is *rakutentest.Terms, _ *rakutentest.Stock) {
			is.PageMost, is.Wrapped, is.Crooked, is.FromZero = 2, k.Wrapped, k.Crooked, k.FromZero
		})
		all, pages, err := allPrograms(t.Context(), dialed(t, w))
		got := []string{}
		for _, p := range all {
			got = append(got, p.Advertiser)
		}
		if err != nil || pages != 3 || strings.Join(got, " ") != "100 200 300 400 500" {
			t.Errorf("%+v: %v on %d pages, %v", k, got, pages, err)
		}
	}
}

func TestAProgramIsToldInOurWords(t *testing.T) {
	w := stand(t)
	all, _, err := allPrograms(t.Context(), dialed(t, w))
	if err != nil {
		t.Fatal(err)
	}
	now, id := w.Clock.Now(), w.Account().ID
	want := []platform.Program{
		{Account: id, Advertiser: "100", Name: "Northlight & Sons", URL: "https://www.shop.example/", Joined: true, State: "active", Domains: []string{"shop.example"},
			ShipsTo: []string{"US"}, Deep: "yes", Terms: []string{"Base: 8% on everything", "Autumn: 10% on lamps"}, EndsAt: time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC), CheckedAt: now},
		{Account: id, Advertiser: "200", Name: "Ash & Oak", URL: "https://ash.example", Joined: true, State: "extended", Domains: []string{"ash.example"},
			ShipsTo: []string{"US", "DE"}, Deep: "no", Terms: []string{"Base: 5 percent"}, CheckedAt: now},
		{Account: id, Advertiser: "300", Name: "Hearth", URL: "https://hearth.example", State: "pending", Domains: []string{"hearth.example"}, Deep: "yes", CheckedAt: now},
		{Account: id, Advertiser: "400", Name: "Stranger", URL: "https://tables.example", State: "temp-remove", Domains: []string{"tables.example"}, ShipsTo: []string{"US"}, Deep: "yes", CheckedAt: now},
		{Account: id, Advertiser: "500", Name: "Closed", State: "active, inactive", CheckedAt: now},
	}
	for i := range want {
		if i >= len(all) || !reflect.DeepEqual(all[i], want[i]) {
			t.Errorf("\n got %+v\nwant %+v", all[i], want[i])
		}
	}
}

// Where a shop sends to is told whole or not at all: a part would say of the
// rest that nothing is sent there.
func TestWhereAShopSendsTo(t *testing.T) {
	for _, v := range []struct{ said, want []string }{
		{[]string{"us", " DE ", "US"}, []string{"US", "DE"}}, {[]string{"US", "United Kingdom"}, nil}, {[]string{"US", ""}, nil}, {nil, nil}, {[]string{"UK"}, []string{"GB"}},
	} {
		if got := shipsTo(v.said); !slices.Equal(got, v.want) {
			t.Errorf("%q is %q, want %q", v.said, got, v.want)
		}
	}
}

// What is known of all shops is not read again with every list.
func TestShopsAreReadOnce(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	for range 3 {
		if _, _, err := allPrograms(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	for _, c := range w.Door().Calls() {
		if c.Path == shopsPath {
			n++
		}
	}
	if n != 1 {
		t.Errorf("read %d times", n)
	}
	s.pass(w, 13*time.Hour)
	w.Set(func(_ *rakutentest.Terms, st *rakutentest.Stock) { st.Shops = nil })
	all, _, err := allPrograms(t.Context(), s)
	if err != nil || all[0].Deep != "" {
		t.Errorf("half a day later: %+v %v", all, err)
	}
}

func TestWhatTheAccountMayNotAskIsLeftOut(t *testing.T) {
	w := stand(t)
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.Barred = []string{shopsPath, offersPath} })
	all, _, err := allPrograms(t.Context(), dialed(t, w))
	if err != nil || len(all) != 5 || all[0].Deep != "" || all[0].Terms != nil || !all[0].Joined {
		t.Errorf("%+v %v", all, err)
	}
}

func TestListsAreRead(t *testing.T) {
	type one struct {
		ID loosely `json:"id"`
	}
	for body, want := range map[string]string{
		`{"_metadata":{"page":1,"total":2},"things":[{"id":1},{"id":"2"}]}`:     "1 2",
		`{"message":"ok","data":[{"id":1},{"id":2}]}`:                           "1 2",
		`{"message":"ok","data":[{"things":[{"id":1}]},{"things":[{"id":2}]}]}`: "1 2",
		`{"things":[]}`: "", `{"data":[]}`: "", `{"things":null,"data":[{"id":1}]}`: "1",
		`{}`: "no", `[]`: "no", `null`: "no", `{"things":null}`: "no", `{"things":7}`: "no", `{"things":{"id":1}}`: "no", `{"data":null}`: "no", `{"data":[7]}`: "no",
		`{"data":[null]}`: "no", `{"data":[{"things":null}]}`: "no", `{"data":[{"things":7}]}`: "no", `{"things":[{"id":[1]}]}`: "no", `{"_metadata":7,"things":[]}`: "no", ``: "no",
	} {
		rows, _, err := readList[one]([]byte(body), "things")
		got := []string{}
		for _, r := range rows {
			got = append(got, string(r.ID))
		}
		if text := strings.Join(got, " "); want == "no" && taglane.KindOf(err) != taglane.Later || want != "no" && (err != nil || text != want) {
			t.Errorf("%s: %q %v", body, text, err)
		}
	}
}

func TestWhereAListGoesOn(t *testing.T) {
	const head = `{"_metadata":{"page":`
	for name, v := range map[string]struct {
		from, body, next string
		kind             taglane.Kind
	}{
		"a link":                     {"", head + `1,"total":3,"_links":{"next":"/v1/partnerships?limit=100&page=2"}},"partnerships":[{"status":"active","advertiser":{"id":1}}]}`, "1 limit=100&page=2", ""},
		"a link of more":             {"", head + `1,"total":3,"_links":{"next":"/v1/partnerships?page=2&after=x"}},"partnerships":[{"status":"active","advertiser":{"id":1}}]}`, "1 after=x&page=2", ""},
		"a link without ?":           {"", head + `1,"total":3,"_links":{"next":"/v1/partnerships/limit=1&page=9"}},"partnerships":[{"status":"active","advertiser":{"id":1}}]}`, "1 page=2", ""},
		"a link without a page":      {"1 page=2", head + `2,"total":3,"_links":{"next":"/v1/partnerships?limit=1"}},"partnerships":[{"status":"active","advertiser":{"id":1}}]}`, "2 page=3", ""},
		"no link":                    {"", head + `1,"total":1,"_links":{"previous":"x"}},"partnerships":[{"status":"active","advertiser":{"id":1}}]}`, "", ""},
		"a link in a circle":         {"1 page=2", head + `2,"total":3,"_links":{"next":"/v1/partnerships?page=2"}},"partnerships":[{"status":"active","advertiser":{"id":1}}]}`, "", taglane.Later},
		"a link backwards":           {"1 page=2", head + `2,"total":3,"_links":{"next":"/v1/partnerships?page=1"}},"partnerships":[{"status":"active","advertiser":{"id":1}}]}`, "", taglane.Later},
		"empty and more":             {"", head + `1,"total":3},"partnerships":[]}`, "", taglane.Later},
		"empty in the middle":        {"2 page=2", head + `2,"total":3},"partnerships":[]}`, "", taglane.Later},
		"empty at the end":           {"3 page=2", head + `2,"total":3},"partnerships":[]}`, "", ""},
		"empty with a link":          {"", `{"_metadata":{"_links":{"next":"/v1/partnerships?page=2"}},"partnerships":[]}`, "", taglane.Later},
		"empty from the beginning":   {"", head + `1,"total":0},"partnerships":[]}`, "", ""},
		"short, and nothing is said": {"", `{"partnerships":[{"status":"active","advertiser":{"id":1}}]}`, "", ""},
		"full, and nothing is said":  {"", `{"data":[` + strings.TrimSuffix(strings.Repeat(`{"status":"active","advertiser":{"id":1}},`, 100), ",") + `]}`, "100 page=2", ""},
	} {
		w := stand(t)
		given(w, rakutentest.Answer{Path: partnersPath, Status: 200, Body: v.body})
		got, err := dialed(t, w).Programs(t.Context(), v.from)
		if taglane.KindOf(err) != v.kind || got.Next != v.next {
			t.Errorf("%s: next %q, %v; want %q", name, got.Next, err, v.next)
		}
	}
	for _, wrong := range []string{"x", "1", "-1 page=2", "1 page=x", "1 %zz", "\x00 no page"} {
		_, err := dialed(t, stand(t)).Programs(t.Context(), wrong)
		wantKind(t, err, taglane.Invalid)
	}
}

func TestCouponsAndThenOffers(t *testing.T) {
	w := stand(t)
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.PageMost, k.Bare = 2, true })
	s := dialed(t, w)
	var all []platform.Coupon
	pages := 0
	for next := ""; pages < 20; {
		got, more, err := s.Coupons(t.Context(), next)
		if err != nil {
			t.Fatal(err)
		}
		all, pages = append(all, got...), pages+1
		if next = more; next == "" {
			break
		}
	}
	if len(all) != 8 || pages != 5 {
		t.Fatalf("%d on %d pages: %+v", len(all), pages, all)
	}
	link := "https://click.linksynergy.com/fs-bin/click?id=GSFNlAS0O*w&offerid=1.501&type=3&subid=0"
	for i, want := range map[int]platform.Coupon{
		0: {Key: link, Advertiser: "100", Text: "10 % off lamps & shades (Once)", Code: "ADA10", URL: link, From: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 12, 25, 0, 0, 0, 0, time.UTC)},
		5: {Key: "offer 81", Advertiser: "100", Text: "Winter: 12% on lamps", From: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2027, 1, 6, 0, 0, 0, 0, time.UTC)},
		6: {Key: "offer 82", Advertiser: "200", Text: "Winter: 7 percent", From: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)},
	} {
		if !reflect.DeepEqual(all[i], want) {
			t.Errorf("%d:\n got %+v\nwant %+v", i, all[i], want)
		}
	}
	for _, wrong := range []string{"1", "x", "offers x", "offers 1 page=x"} {
		_, _, err := s.Coupons(t.Context(), wrong)
		wantKind(t, err, taglane.Invalid)
	}
	w.Hollow(1)
	_, _, err := s.Coupons(t.Context(), "2")
	wantKind(t, err, taglane.Later)
	w.Set(func(_ *rakutentest.Terms, st *rakutentest.Stock) {
		st.Coupons = []rakutentest.Coupon{{Text: "A", Link: strings.Replace(link, rakutentest.Publisher, rakutentest.Stranger, 1), Advertiser: "100", To: "2026-12-24"}}
	})
	if got, _, err := s.Coupons(t.Context(), ""); err != nil || len(got) != 1 || got[0].URL != "" {
		t.Errorf("a stranger's link was kept: %+v %v", got, err)
	}
}

func TestLinksLiveAsLongAsTheProgramme(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	link := func(owner, mid string) taglane.Link {
		made, err := Build(platform.Deeplink{Owner: owner, Advertiser: mid, SubID: sub, Destination: "https://shop.example/a"})
		if err != nil {
			t.Fatal(err)
		}
		return taglane.Link{URL: made, Advertiser: mid}
	}
	for name, v := range map[string]struct {
		link taglane.Link
		kind taglane.Kind
	}{
		"active":                 {link(rakutentest.Publisher, "100"), ""},
		"extended":               {link(rakutentest.Publisher, "200"), ""},
		"pending":                {link(rakutentest.Publisher, "300"), taglane.NotFound},
		"removed":                {link(rakutentest.Publisher, "400"), taglane.NotFound},
		"a shop that closed":     {link(rakutentest.Publisher, "500"), taglane.NotFound},
		"a shop of nobody":       {link(rakutentest.Publisher, "999"), taglane.NotFound},
		"somebody else's":        {link(rakutentest.Stranger, "100"), taglane.Refused},
		"no link":                {taglane.Link{URL: "https://shop.example/"}, taglane.Invalid},
		"a numbered one":         {taglane.Link{URL: "https://click.linksynergy.com/fs-bin/click?id=GSFNlAS0O*w&offerid=1.2&type=3&subid=0", Advertiser: "100"}, ""},
		"one of an unknown shop": {taglane.Link{URL: "https://click.linksynergy.com/fs-bin/click?id=GSFNlAS0O*w&offerid=1.2&type=3&subid=0"}, taglane.Invalid},
	} {
		if err := s.Probe(t.Context(), v.link); taglane.KindOf(err) != v.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	given(w, rakutentest.Answer{Path: partnersPath, Status: 404, Body: "<html>no such page</html>"})
	wantKind(t, s.Probe(t.Context(), link(rakutentest.Publisher, "100")), taglane.Later)
	given(w, rakutentest.Answer{Path: partnersPath, Status: 200, Body: "{}"})
	wantKind(t, s.Probe(t.Context(), link(rakutentest.Publisher, "100")), taglane.Later)

	if err := s.Agree(t.Context(), link(rakutentest.Publisher, "100")); err != nil {
		t.Errorf("Rakuten agrees with our link: %v", err)
	}
	wantKind(t, s.Agree(t.Context(), link(rakutentest.Publisher, "200")), taglane.Invalid) // lets no link lead anywhere
	wantKind(t, s.Agree(t.Context(), taglane.Link{URL: "https://shop.example/"}), taglane.Invalid)
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.Pays = rakutentest.Stranger })
	wantKind(t, s.Agree(t.Context(), link(rakutentest.Publisher, "100")), taglane.Invalid)
	given(w, rakutentest.Answer{Path: linksPath, Status: 200, Body: "{}"})
	wantKind(t, s.Agree(t.Context(), link(rakutentest.Publisher, "100")), taglane.Later)
}
