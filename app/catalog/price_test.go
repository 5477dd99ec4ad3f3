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
		f := &reading{once: map[string]bool{}}
		m, wrong := f.money(c.in, c.currency)
		if c.want == "" {
			if wrong.rule == "" {
				t.Errorf("%q is taken for %v, want a doubt", c.in, m)
			}
			continue
		}
		if wrong.rule != "" || m.String() != c.want {
			t.Errorf("%q is %v (%s), want %s", c.in, m, wrong.why, c.want)
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
