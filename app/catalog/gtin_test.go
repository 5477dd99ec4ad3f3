package catalog

import (
	"testing"

	"taglane/app/taglane"
)

func TestGTINs(t *testing.T) {
	for _, c := range []struct{ in, want, rule, short string }{
		{"4006381333931", "04006381333931", "", "4006381333931"},
		{"4006381333932", "", "feed.gtin.check", ""},
		{"4 006381-333931", "04006381333931", "", "4006381333931"},
		{"036000291452", "00036000291452", "", "036000291452"},
		{"0036000291452", "00036000291452", "", "036000291452"},
		{"96385074", "00000096385074", "", "96385074"},
		{"12345670", "00000012345670", "", "12345670"},
		{"10012345678902", "10012345678902", "", "10012345678902"},
		{"00012345600012", "00012345600012", "", "012345600012"},
		{"2012345678900", "", "feed.gtin.check", ""}, // 3 expected, and a shop's own number
		{"2012345678903", "", "feed.gtin.prefix", ""},
		{"9780306406157", "09780306406157", "", "9780306406157"},
		{"4.00638E+12", "", "feed.gtin.spreadsheet", ""},
		{"4,00638E+12", "", "feed.gtin.spreadsheet", ""},
		{"4e12", "", "feed.gtin.spreadsheet", ""},
		{"00000000", "", "feed.gtin.prefix", ""},
		{"0212345678909", "", "feed.gtin.prefix", ""},
		{"412345678903", "", "feed.gtin.prefix", ""},
		{"9912345678909", "", "feed.gtin.prefix", ""},
		{"1234", "", "feed.gtin.form", ""},
		{"12345678901", "", "feed.gtin.form", ""},
		{"４００６３８１３３３９３１", "", "feed.gtin.form", ""},
		{"", "", "feed.gtin.form", ""},
	} {
		got, rule, why := padded(c.in)
		if got != c.want || rule != c.rule || (why.Format == "") == (c.want == "") {
			t.Errorf("%q is %q by %q (%v), want %q by %q", c.in, got, rule, why, c.want, c.rule)
		}
		g, err := NewGTIN(c.in)
		if g != c.want || (err == nil) == (c.want == "") || err != nil && taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%q is %q, %v", c.in, g, err)
		}
		if c.want != "" && ShortGTIN(g) != c.short {
			t.Errorf("%q is written %q, want %q", c.in, ShortGTIN(g), c.short)
		}
	}
}
