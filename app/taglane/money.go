package taglane

import (
	"regexp"
	"strings"
)

// Money is an exact decimal amount in a currency: {"12.50", "EUR"}.
type Money struct {
	Amount   string `json:"amount"`   // digits with an optional point and fraction
	Currency string `json:"currency"` // ISO 4217, three capitals
}

var (
	amountForm   = regexp.MustCompile(`^[0-9]{1,12}(\.[0-9]{1,4})?$`)
	currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)
	moneyForm    = regexp.MustCompile(`^([0-9.,]+)[\s\x{a0}\x{202f}]*([A-Za-z]{3})$|^([A-Za-z]{3})[\s\x{a0}\x{202f}]*([0-9.,]+)$`)
)

// Check refuses what is not an amount with a currency.
func (m Money) Check() error {
	if !amountForm.MatchString(m.Amount) || !currencyForm.MatchString(m.Currency) {
		return Errorf(Invalid, "%s is not a price such as 12.50 EUR.", quoted(strings.TrimSpace(m.Amount+" "+m.Currency)))
	}
	return nil
}

func (m Money) String() string { return m.Amount + " " + m.Currency }

// ParseMoney reads "12.50EUR", "12,50 EUR", "1.299,00 EUR" or "EUR 12.50".
func ParseMoney(s string) (Money, error) {
	g := moneyForm.FindStringSubmatch(strings.TrimSpace(s))
	if g == nil {
		return Money{}, Errorf(Invalid, "%s is not a price such as 12.50EUR.", quoted(s))
	}
	m := Money{Amount: pointed(g[1] + g[4]), Currency: strings.ToUpper(g[2] + g[3])}
	if m.Check() != nil {
		return Money{}, Errorf(Invalid, "%s is not a price such as 12.50EUR.", quoted(s))
	}
	return m, nil
}

// pointed turns a decimal comma, and thousands marks of the other kind, into
// the plain form; "" where marks stand as in no number. The last mark is the
// decimal one, unless it occurs before too, or is a comma with exactly three
// digits after it and no other mark: 1,299 is a thousand, 1.299 is not.
func pointed(s string) string {
	i := strings.LastIndexAny(s, ".,")
	if i < 0 {
		return s
	}
	mark, other, whole, rest := s[i:i+1], ",", s[:i], s[i+1:]
	if mark == "," {
		other = "."
	}
	if strings.Contains(whole, mark) || mark == "," && len(rest) == 3 && whole != "0" && !strings.Contains(whole, other) {
		return ungrouped(s, mark)
	}
	if whole = ungrouped(whole, other); whole == "" {
		return ""
	}
	return whole + "." + rest
}

// ungrouped drops thousands marks; inner groups of two are how lakhs are written.
func ungrouped(s, mark string) string {
	groups := strings.Split(s, mark)
	for i, g := range groups {
		last := i == len(groups)-1
		switch {
		case len(groups) == 1:
		case i == 0 && (g == "" || len(g) > 3), i > 0 && len(g) != 3 && (last || len(g) != 2):
			return ""
		}
	}
	return strings.Join(groups, "")
}
