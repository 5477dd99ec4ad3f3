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
	moneyForm    = regexp.MustCompile(`^([0-9.,]+)\s*([A-Za-z]{3})$|^([A-Za-z]{3})\s*([0-9.,]+)$`)
)

// Check refuses what is not an amount with a currency.
func (m Money) Check() error {
	if !amountForm.MatchString(m.Amount) || !currencyForm.MatchString(m.Currency) {
		return Errorf(Invalid, "%q is not a price such as 12.50 EUR.", strings.TrimSpace(m.Amount+" "+m.Currency))
	}
	return nil
}

func (m Money) String() string { return m.Amount + " " + m.Currency }

// ParseMoney reads "12.50EUR", "12,50 EUR" or "EUR 12.50".
func ParseMoney(s string) (Money, error) {
	g := moneyForm.FindStringSubmatch(strings.TrimSpace(s))
	if g == nil {
		return Money{}, Errorf(Invalid, "%q is not a price such as 12.50EUR.", s)
	}
	m := Money{Amount: g[1] + g[4], Currency: strings.ToUpper(g[2] + g[3])}
	m.Amount = pointed(m.Amount)
	return m, m.Check()
}

// pointed turns a decimal comma, and thousands marks of the other kind, into
// the plain form. The last mark counts as the decimal one unless exactly three
// digits follow a comma.
func pointed(s string) string {
	i := strings.LastIndexAny(s, ".,")
	if i < 0 {
		return s
	}
	whole, rest := strings.NewReplacer(".", "", ",", "").Replace(s[:i]), s[i+1:]
	if s[i] == ',' && len(rest) == 3 || strings.Count(s, s[i:i+1]) > 1 {
		return whole + rest
	}
	return whole + "." + rest
}
