package link

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/publicsuffix"
)

// Each table says when somebody last looked, and each line how well it is
// known; hosts are written as they are compared.
func TestTablesAreInOrder(t *testing.T) {
	month := regexp.MustCompile(`^20\d\d-(0[1-9]|1[0-2])$`)
	for name, on := range map[string]string{"strip": strips.CheckedOn, "wraps": wraps.CheckedOn, "hosts": hosts.CheckedOn, "ends": ends.CheckedOn, "pages": pages.CheckedOn} {
		if !month.MatchString(on) {
			t.Errorf("%s was checked on %q", name, on)
		}
	}
	sure := func(where, letter string) {
		if !slices.Contains([]string{"D", "C", "M", "T", "I"}, letter) {
			t.Errorf("%s is known by %q", where, letter)
		}
	}
	host := func(h string) {
		ascii, ok := hostOf(h)
		suffix, _ := publicsuffix.PublicSuffix(h)
		if !ok || ascii != h || h == suffix || !strings.Contains(h, ".") || strings.HasPrefix(h, "www.") {
			t.Errorf("%q is no host that others can be below", h)
		}
	}
	for _, p := range append(slices.Clone(strips.Parameters), wraps.Parameters...) {
		sure(p.Name, p.Sure)
		for _, h := range p.Hosts {
			host(h)
		}
	}
	for _, n := range append(slices.Clone(hosts.Affiliates), hosts.Shorteners...) {
		sure(n.Host, n.Sure)
		host(n.Host)
		if n.Name == "" {
			t.Errorf("%s has no name", n.Host)
		}
	}
	for _, e := range append(slices.Clone(ends.Dead), ends.Sunsets...) {
		sure(e.Name, e.Sure)
		for _, h := range e.Hosts {
			host(h)
		}
	}
	for _, e := range ends.Sunsets {
		if _, err := time.Parse(time.DateOnly, e.On); err != nil || len(e.Hosts) == 0 {
			t.Errorf("%s ends on %q: %v", e.Name, e.On, err)
		}
	}
	for _, p := range slices.Concat(pages.Doors, pages.Regions, pages.Missing, pages.Elsewhere, pages.Products) {
		if p == "" || p != strings.ToLower(p) {
			t.Errorf("%q is compared with small letters", p)
		}
	}
	if len(strips.Parameters) < 10 || len(wraps.Parameters) != 5 || len(hosts.Affiliates) == 0 || len(hosts.Shorteners) == 0 || len(ends.Dead) < 2 || len(pages.Doors) == 0 || len(pages.Regions) == 0 {
		t.Error("a table is empty")
	}
}

func TestWhatEnds(t *testing.T) {
	end := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		host string
		at   time.Time
		want string
	}{
		{"ad.zanox.com", end, "zanox"}, {"zanox.com.", end, "zanox"}, {"notzanox.com", end, ""}, {"www.shareasale.com", time.Time{}, "ShareASale"},
		{"shopstyle.it", end.Add(-1), ""}, {"shopstyle.it", end, "ShopStyle / Collective Voice"}, {"shop.test", end, ""}, {"", end, ""},
	} {
		if got := deadAt(c.host, c.at); got != c.want {
			t.Errorf("%s at %s: %q, want %q", c.host, c.at, got, c.want)
		}
	}
	if s, ok := SunsetAt("webservices.amazon.com"); !ok || !s.On.Equal(time.Date(2026, 5, 15, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v, %v", s, ok)
	}
}

func TestABrokenTableIsNotBuiltIn(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a table that is not there is read")
		}
	}()
	table[stripTable]("none")
}
