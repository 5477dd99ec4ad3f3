package link_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/link"
	"taglane/app/platform"
	"taglane/app/taglane"
)

const day = 24 * time.Hour

// good is a link nothing is wrong with.
func good() link.Emitted {
	return link.Emitted{
		Link:    taglane.Link{Network: "querynet", SubID: sub, URL: ours(shoe), Destination: shoe},
		Owner:   "me",
		Own:     link.Owners{"querynet": {"me"}, "pathnet": {"77"}},
		SubID:   link.SubID{Clip: 123456789, Tag: 42, Destination: 7, Variant: 1},
		Program: &platform.Program{Name: "Shop", Joined: true, Domains: []string{"shop.test"}, ShipsTo: []string{"DE", "at"}},
		Names:   []string{"Mia Vogel", "Al"}, Audience: []string{"de", "AT"}, At: noon.Add(day),
		Follows: true, Followed: &link.Chain{Verdict: link.OK, At: noon.Add(-7 * day)},
		Place: taglane.Place{Tag: "t1", Field: "url"},
	}
}

func told(found []taglane.Finding) (rules []string) {
	for _, f := range found {
		rules = append(rules, string(f.Level)+" "+f.Rule)
	}
	return rules
}

func TestLinksAreCheckedBeforeTheyLeave(t *testing.T) {
	withUTM := func(text string) func(e *link.Emitted) {
		return func(e *link.Emitted) { e.Link.URL = ours(shoe + "?utm_content=" + text) }
	}
	for name, c := range map[string]struct {
		change func(e *link.Emitted)
		want   string
	}{
		"nothing":                     {func(*link.Emitted) {}, ""},
		"in the clear":                {func(e *link.Emitted) { e.Link.URL = "http" + strings.TrimPrefix(e.Link.URL, "https") }, "block link.https"},
		"no address":                  {func(e *link.Emitted) { e.Link.URL = "" }, "block link.https"},
		"another's id":                {func(e *link.Emitted) { e.Link.URL = strings.Replace(e.Link.URL, "id=me", "id=you", 1) }, "block link.own, block link.foreign"},
		"another account's":           {func(e *link.Emitted) { e.Owner = "me too" }, "block link.own"},
		"an account without a code":   {func(e *link.Emitted) { e.Owner = "" }, "block link.own"},
		"another network's":           {func(e *link.Emitted) { e.Link.Network = "pathnet" }, "block link.own"},
		"no link at all":              {func(e *link.Emitted) { e.Link.URL = shoe }, "block link.own, block link.subid"},
		"a stranger's inside":         {func(e *link.Emitted) { e.Link.URL = ours("https://pathnet.test/links/99/type/dlg/" + shoe) }, "block link.foreign"},
		"a stranger's in a parameter": {func(e *link.Emitted) { e.Link.URL = ours(shoe + "?next=" + "https%3A%2F%2Fpathnet.test%2Fclick-99-1") }, "block link.foreign"},
		"one nobody can read inside":  {func(e *link.Emitted) { e.Link.URL = ours(shoe + "?next=" + "https%3A%2F%2Fpathnet.test%2Fx") }, "block link.foreign"},
		"our own inside":              {func(e *link.Emitted) { e.Link.URL = ours("https://pathnet.test/links/77/type/dlg/" + shoe) }, ""},
		"no sub-id":                   {func(e *link.Emitted) { e.Link.URL = strings.Replace(e.Link.URL, sub, "", 1) }, "block link.subid"},
		"a damaged sub-id":            {func(e *link.Emitted) { e.Link.URL = strings.Replace(e.Link.URL, "v9t", "9vt", 1) }, "block link.subid"},
		"another tag's":               {func(e *link.Emitted) { e.SubID.Tag = 43 }, "block link.subid"},
		"another clip's":              {func(e *link.Emitted) { e.SubID.Clip++ }, "block link.subid"},
		"another link's":              {func(e *link.Emitted) { e.Link.SubID = "c0000001t001d01v06v" }, "block link.subid"},
		"a mail address":              {withUTM("mia%40shop.test"), "block link.personal"},
		"a phone":                     {withUTM("%2B49+170+1234567"), "block link.personal"},
		"a phone at home":             {withUTM("212-555-0199x") /* letters behind a figure */, ""},
		"a phone without a country":   {withUTM("212-555-0199"), "block link.personal"},
		"a name":                      {withUTM("by_mia-vogel"), "block link.personal"},
		"a short name is any word":    {withUTM("al"), ""},
		"a day and a number":          {withUTM("2026-11-26_clip_123456789"), ""},
		"a name as sub-id":            {func(e *link.Emitted) { e.Link.URL = strings.Replace(e.Link.URL, sub, "MiaVogel@x.de", 1) }, "block link.subid, block link.personal"},
		"another shop":                {func(e *link.Emitted) { e.Program.Domains = []string{"hats.test"} }, "block link.domain"},
		"a shop that only looks so":   {func(e *link.Emitted) { e.Program.Domains = []string{"op.test"} }, "block link.domain"},
		"below the shop":              {func(e *link.Emitted) { e.Program.Domains = []string{"test"} }, ""},
		"no list":                     {func(e *link.Emitted) { e.Program.Domains = nil }, "warn link.domain"},
		"opaque": {func(e *link.Emitted) {
			e.Link.URL = "https://pathnet.test/click-77-1?sid=" + sub
			e.Link.Network, e.Owner = "pathnet", "77"
		}, "block link.domain"},
		"no programme known":            {func(e *link.Emitted) { e.Program = nil }, "warn link.program, warn link.domain"},
		"not joined":                    {func(e *link.Emitted) { e.Program.Joined = false }, "block link.program"},
		"it ends in 29 days":            {func(e *link.Emitted) { e.Program.EndsAt = e.At.Add(29 * day) }, "warn link.program"},
		"it ends in 30 days":            {func(e *link.Emitted) { e.Program.EndsAt = e.At.Add(30 * day) }, ""},
		"it ends before":                {func(e *link.Emitted) { e.Program.EndsAt = e.At }, "block link.program"},
		"it does not ship there":        {func(e *link.Emitted) { e.Audience = []string{"DE", "US", "JP"} }, "warn link.region, warn link.region"},
		"where it ships is not told":    {func(e *link.Emitted) { e.Program.ShipsTo = nil; e.Audience = []string{"US"} }, ""},
		"this product goes farther":     {func(e *link.Emitted) { e.ShipsTo, e.Audience = []string{"us"}, []string{"US"} }, ""},
		"this product stays here":       {func(e *link.Emitted) { e.ShipsTo, e.Audience = []string{"DE"}, []string{"AT"} }, "warn link.region"},
		"only the product tells":        {func(e *link.Emitted) { e.Program.ShipsTo, e.ShipsTo, e.Audience = nil, []string{"DE"}, []string{"US"} }, "warn link.region"},
		"not followed for a week":       {func(e *link.Emitted) { e.Followed.At = noon.Add(-7*day - 1) }, "warn link.audit.age"},
		"never followed":                {func(e *link.Emitted) { e.Followed = nil }, "warn link.audit.age"},
		"never followed, as agreed":     {func(e *link.Emitted) { e.Followed, e.Follows = nil, false }, ""},
		"gone":                          {func(e *link.Emitted) { e.Followed.Verdict = link.Gone }, "block link.audit.verdict"},
		"sold out":                      {func(e *link.Emitted) { e.Followed.Verdict = link.SoldOut }, "warn link.audit.verdict"},
		"unsure":                        {func(e *link.Emitted) { e.Followed.Verdict = link.Unsure }, ""},
		"a server that was missed once": {func(e *link.Emitted) { e.Followed.Verdict = link.DeadHost }, "warn link.audit.verdict"},
		"a dead network":                {func(e *link.Emitted) { e.Link.URL = ours("https://ad.zanox.com/x") }, "block link.foreign, block link.domain, block link.audit.verdict"},
	} {
		e := good()
		c.change(&e)
		found := link.Check(e, noon)
		if got := strings.Join(told(found), ", "); got != sorted(c.want, got) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		for _, f := range found {
			if f.Message == "" || f.Place != e.Place {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
}

// sorted is want in the order of got, where both say the same.
func sorted(want, got string) string {
	a, b := strings.Split(want, ", "), strings.Split(got, ", ")
	slices.Sort(a)
	slices.Sort(b)
	if slices.Equal(a, b) {
		return got
	}
	return want
}

// The only sunsets there are lie behind us, so that one is told by the day on
// which it is asked for.
func TestAnEndIsToldBeforeItComes(t *testing.T) {
	e := good()
	e.Link.URL = ours("https://www.shopstyle.it/x?url=" + url.QueryEscape(shoe))
	end := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		now, at time.Time
		want    string
	}{
		{end.Add(-40 * day), end.Add(-31 * day), ""},
		{end.Add(-40 * day), end.Add(-29 * day), "warn link.sunset"},
		{end, end.Add(day), "block link.audit.verdict"},
	} {
		e.At, e.Followed.At = c.at, c.now
		got := slices.DeleteFunc(told(link.Check(e, c.now)), func(rule string) bool { return rule == "block link.foreign" })
		if strings.Join(got, ", ") != c.want {
			t.Errorf("on %s for %s: %q, want %q", c.now, c.at, got, c.want)
		}
	}
}

func TestLeftoversInACaption(t *testing.T) {
	links := []taglane.Link{{URL: ours(shoe), Destination: shoe}, {URL: "https://pathnet.test/click-77-1?sid=x", Destination: "https://shop.test/p/hat"}}
	for caption, want := range map[string]string{
		"No link at all": "",
		"Shoe: " + ours(shoe) + " and hat: https://pathnet.test/click-77-1?sid=x.": "",
		"Mine: https://mia.test/about, (https://mia.test/x)":                       "",
		"Größe 42 👟: https://pathnet.test/click-77-2!":                             "12 43",
		"https://bit.ly/abc":                 "0 18",
		"Look:\n" + shoe + "?utm_source=me.": "6 48",
		"http://shop.test/p/hat\nHTTPS://mia.test/?x=https%3A%2F%2Fbit.ly%2Fx, https:": "0 22",
		strings.Replace(ours(shoe), "t016", "t017", 1):                                 "0 116",
	} {
		var got []string
		for _, f := range link.CheckCaption(caption, links, taglane.Place{Field: "caption"}) {
			got = append(got, fmt.Sprintf("%d %d", f.Place.Text.From, f.Place.Text.To))
			if f.Rule != "link.raw.caption" || f.Level != taglane.Warn || f.Place.Field != "caption" {
				t.Errorf("%q: %+v", caption, f)
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q: %q, want %q", caption, got, want)
		}
	}
}
