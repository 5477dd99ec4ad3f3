package drop_test

import (
	"testing"
	"time"

	"taglane/app/drop"
	"taglane/app/taglane"
)

func TestDisclosureDate(t *testing.T) {
	for text, want := range map[string]string{
		"2016-12-25T13:00-0800": "2016-12-25T21:00:00Z", "2016-12-25T13:00:00+01:00": "2016-12-25T12:00:00Z", "2016-12-25T13:00": "2016-12-25T13:00:00Z",
		"2016-12-25T13:00Z": "2016-12-25T13:00:00Z", "2016-12-25": "2016-12-25T00:00:00Z",
		"": "", "tomorrow": "", "2016-12-25T13:00:00.000+01:00": "", "25.12.2016": "",
	} {
		at, err := drop.DisclosureDate(text)
		if (err == nil) != (want != "") || err == nil && at.Format(time.RFC3339) != want {
			t.Errorf("%q: %s, %v", text, at, err)
		}
	}
}

func TestDisclosure(t *testing.T) {
	p := held().Products[0]
	week, day := 7*24*time.Hour, 24*time.Hour
	for _, c := range []struct {
		what string
		l    taglane.Listing
		now  time.Time
		want string
	}{
		{"no date", taglane.Listing{}, release, ""},
		{"a week ahead", taglane.Listing{DisclosedFrom: release, ObservedAt: release.Add(-week)}, release.Add(-week), ""},
		{"a second less", taglane.Listing{DisclosedFrom: release, ObservedAt: release.Add(time.Second - week)}, release.Add(time.Second - week), "drop.google.lead"},
		{"a day after", taglane.Listing{DisclosedFrom: release, ObservedAt: release}, release.Add(day), ""},
		{"a second more", taglane.Listing{DisclosedFrom: release, ObservedAt: release}, release.Add(day + time.Second), "drop.google.cleanup"},
		{"before it is available", taglane.Listing{DisclosedFrom: release, AvailableFrom: release.Add(time.Second)}, release, ""},
		{"as it is available", taglane.Listing{DisclosedFrom: release, AvailableFrom: release}, release, "drop.google.preorder"},
	} {
		got := ""
		for _, f := range drop.Disclosure(p, c.l, c.now) {
			got += f.Rule
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
	list := drop.Checklist(release)
	if len(list) != 2 || !list[0].By.Equal(release.Add(-week)) || !list[1].By.Equal(release.Add(day)) {
		t.Errorf("%v", list)
	}
}
