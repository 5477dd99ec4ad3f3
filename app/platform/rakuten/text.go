package rakuten

import (
	"strings"

	"taglane/app/taglane"
)

// money is a price that can be shown, with a decimal point or comma; nil where
// there is none, and for one of nothing.
func money(amount, currency string) *taglane.Money {
	m, err := taglane.ParseMoney(strings.TrimSpace(amount) + " " + strings.TrimSpace(currency))
	if err != nil || strings.Trim(m.Amount, "0.") == "" {
		return nil
	}
	return &m
}

// stripped are words to search for, without what Rakuten does not take.
func stripped(words string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`&=?{}\()[]-;~|$!><*%`, r) {
			return ' '
		}
		return r
	}, words)), " ")
}
