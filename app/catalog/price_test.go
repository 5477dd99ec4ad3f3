package catalog

import (
	"testing"

	"taglane/app/taglane"
)

func TestMoney(t *testing.T) {
	for _, c := range []struct{ in, currency, want string }{
		{"15.00 USD", "", "15.00 USD"},
		{"USD 15.00", "", "15.00 USD"},
		{"15,00 €", "", "15.00 EUR"},
		{"€15", "", "15 EUR"},
		{"12.50", "GBP", "12.50 GBP"},
		{"$12.50", "CAD", "12.50 CAD"},
		{"$12.50", "", ""},
		{"$12.50", "EUR", ""},
		{"US$12.50", "", "12.50 USD"},
		{"1.234,50 EUR", "", "1234.50 EUR"},
		{"1,234.50 EUR", "", "1234.50 EUR"},
		{"1'234.50 CHF", "", "1234.50 CHF"},
		{"1\u202f234,50 €", "", "1234.50 EUR"},
		{"1,234 EUR", "", "1234 EUR"},
		{"1.234 EUR", "", ""},
		{"1.234 JPY", "", "1234 JPY"},
		{"0.125 EUR", "", "0.125 EUR"},
		{"0,125 EUR", "", "0.125 EUR"},
		{"1.234.567 EUR", "", "1234567 EUR"},
		{"12.03.2026 EUR", "", ""},
		{"-5 EUR", "", ""},
		{"free", "EUR", ""},
		{"12.50 EUR/kg", "", ""},
		{"12.50 XXX", "", ""},
		{"9999999999999 EUR", "", ""},
	} {
		f := &file{CSV: CSV{Currency: c.currency}}
		m, fault := f.money(c.in)
		if c.want == "" {
			if fault.Format == "" {
				t.Errorf("%q is taken for %v, want a fault", c.in, m)
			}
			continue
		}
		if fault.Format != "" || m.String() != c.want {
			t.Errorf("%q is %v (%s), want %s", c.in, m, fault, c.want)
		}
	}
}

func TestGTIN(t *testing.T) {
	for in, want := range map[string]string{
		"4006381333931":   "04006381333931",
		"4006381333932":   "",
		"4 006381-333931": "04006381333931",
		"036000291452":    "00036000291452",
		"0036000291452":   "00036000291452",
		"96385074":        "00000096385074",
		"12345670":        "00000012345670",
		"10012345678902":  "10012345678902",
		"00012345600012":  "00012345600012",
		"2012345678900":   "", // last digit, and a shop's own number
		"2012345678903":   "", // a shop's own number
		"9780306406157":   "09780306406157",
		"4.00638E+12":     "",
		"00000000":        "",
		"1234":            "",
		"４００６３８１３３３９３１": "",
	} {
		if got, why := padded(in); got != want || (why.Format == "") == (want == "") {
			t.Errorf("%q is %q (%v), want %q", in, got, why, want)
		}
	}
}

func TestIdentity(t *testing.T) {
	same := [][2]taglane.Product{
		{{GTIN: "036000291452", URL: "https://a.example"}, {GTIN: "0036000291452", Title: "other"}},
		{{URL: "https://A.example/mug/?utm_source=x&size=m#top"}, {URL: "https://a.example:443/mug/?size=m", SKU: "7"}},
		{{SKU: "7", Brand: "Lind  Table"}, {SKU: "7", Brand: "lind table", Title: "other"}},
		{{Title: "Mug", Brand: "Lind"}, {Title: " mug", Brand: "LIND"}},
		{{GTIN: "12", Title: "Mug"}, {Title: "Mug"}},
	}
	for _, pair := range same {
		if a, b := Identity(pair[0]), Identity(pair[1]); a != b {
			t.Errorf("%q and %q should be one product", a, b)
		}
	}
	apart := [][2]taglane.Product{
		{{SKU: "1", Title: "Mug"}, {SKU: "1", Title: "Bowl"}},
		{{URL: "https://a.example/p?id=1"}, {URL: "https://a.example/p?id=2"}},
		{{Title: "b", Brand: "a"}, {Title: "a b"}},
		{{SKU: "7", Brand: "a"}, {SKU: "7", Brand: "b"}},
	}
	for _, pair := range apart {
		if a, b := Identity(pair[0]), Identity(pair[1]); a == b {
			t.Errorf("%+v and %+v are taken for one product: %q", pair[0], pair[1], a)
		}
	}
}
