package taglane

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseMoney(t *testing.T) {
	for s, want := range map[string]string{
		"12.50EUR": "12.50 EUR", "12,50 EUR": "12.50 EUR", "EUR 12.50": "12.50 EUR", " usd 7 ": "7 USD", "12.50\u00a0eur": "12.50 EUR",
		"1,299 USD": "1299 USD", "1.299,00 EUR": "1299.00 EUR", "1,299.00 USD": "1299.00 USD", "1.299.000 EUR": "1299000 EUR",
		"1,00,000.50 INR": "100000.50 INR", "1.299,000 KWD": "1299.000 KWD", "1.299 KWD": "1.299 KWD", "0,999 EUR": "0.999 EUR", "1234.5 EUR": "1234.5 EUR",
	} {
		if got, err := ParseMoney(s); err != nil || got.String() != want {
			t.Errorf("%q is %v, %v; want %s", s, got, err, want)
		}
	}
	for _, s := range []string{
		"", "EUR", "12.50", "12.50 EU", "€12", "-1 EUR", "1e3 EUR", "12. EUR", ".50 EUR", ",5 EUR", "1.2.3 EUR", "1,2,3 EUR", "12,34.567,8 EUR", "1..2 EUR",
		"EUR 1 EUR", "1.23456 EUR", "1234567890123 EUR", ". EUR", "12,3456,789 EUR", "NaN EUR", "１２ EUR", strings.Repeat("1", 1<<20) + " EUR",
	} {
		if got, err := ParseMoney(s); KindOf(err) != Invalid || got != (Money{}) || len(err.Error()) > 250 {
			t.Errorf("%.40q is read as %v, %v", s, got, err)
		}
	}
}

func TestMoneyReadsWhatItWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Money{rapid.StringMatching(`(0|[1-9][0-9]{0,8})(\.[0-9]{1,4})?`).Draw(t, "amount"), rapid.StringMatching(`[A-Z]{3}`).Draw(t, "currency")}
		if err := m.Check(); err != nil {
			t.Fatal(err)
		}
		if back, err := ParseMoney(m.String()); err != nil || back != m {
			t.Fatalf("%v came back as %v, %v", m, back, err)
		}
	})
}
