package taglane

import (
	"math/big"
	"regexp"
	"slices"
	"strings"
)

// Amount is an exact decimal figure in a currency that may be below nothing:
// what was earned, or taken back. The zero value is no amount.
type Amount struct {
	Value    string `json:"value"`    // such as "-12.50"
	Currency string `json:"currency"` // ISO 4217
}

var figureForm = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,6})?$`)

// NewAmount refuses what is not a decimal figure with a currency.
func NewAmount(value, currency string) (Amount, error) {
	value, currency = strings.TrimSpace(value), strings.ToUpper(strings.TrimSpace(currency))
	if !figureForm.MatchString(value) || !currencyForm.MatchString(currency) {
		return Amount{}, Errorf(Invalid, "%s is not an amount such as 12.50 EUR.", quoted(strings.TrimSpace(value+" "+currency)))
	}
	return Amount{value, currency}, nil
}

func (a Amount) String() string { return a.Value + " " + a.Currency }

// IsZero says whether it is no amount, or one of nothing.
func (a Amount) IsZero() bool { return a.rat().Sign() == 0 }

// Negative says whether it takes something back.
func (a Amount) Negative() bool { return a.rat().Sign() < 0 }

func (a Amount) rat() *big.Rat {
	r, ok := new(big.Rat).SetString(a.Value)
	if !ok || !figureForm.MatchString(a.Value) {
		return new(big.Rat)
	}
	return r
}

// Sum adds amounts exactly, one total for each currency, in order of currency.
func Sum(amounts ...Amount) []Amount {
	totals, order := map[string]*big.Rat{}, []string{}
	for _, a := range amounts {
		if a.Currency == "" {
			continue
		}
		if totals[a.Currency] == nil {
			totals[a.Currency] = new(big.Rat)
			order = append(order, a.Currency)
		}
		totals[a.Currency].Add(totals[a.Currency], a.rat())
	}
	slices.Sort(order)
	out := make([]Amount, 0, len(order))
	for _, c := range order {
		text := totals[c].FloatString(6)
		whole, part, _ := strings.Cut(text, ".")
		part = strings.TrimRight(part, "0")
		for len(part) < 2 {
			part += "0"
		}
		out = append(out, Amount{whole + "." + part, c})
	}
	return out
}

// Minus is the same figure on the other side of nothing.
func (a Amount) Minus() Amount {
	if rest, below := strings.CutPrefix(a.Value, "-"); below {
		return Amount{rest, a.Currency}
	}
	return Amount{"-" + a.Value, a.Currency}
}

// Float is the figure as near as a float comes, for drawing; never for sums.
func (a Amount) Float() float64 {
	f, _ := a.rat().Float64()
	return f
}
