package taglane

import (
	"cmp"
	"math"
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
func (a Amount) IsZero() bool { return a.sign() == 0 }

// Negative says whether it takes something back.
func (a Amount) Negative() bool { return a.sign() < 0 }

func (a Amount) sign() int {
	if n, fits := a.millionths(); fits {
		return cmp.Compare(n, 0)
	}
	return a.rat().Sign()
}

func (a Amount) rat() *big.Rat {
	r, ok := new(big.Rat).SetString(a.Value)
	if !ok || !figureForm.MatchString(a.Value) {
		return new(big.Rat)
	}
	return r
}

// millionths is the figure in millionths of its currency, as long as it has up
// to twelve digits before the point. Nearly all have, and are added without
// leaving a machine's word.
func (a Amount) millionths() (n int64, fits bool) {
	digits, below := strings.CutPrefix(a.Value, "-")
	whole, part, pointed := strings.Cut(digits, ".")
	if len(whole) < 1 || len(whole) > 12 || len(part) > 6 || pointed && part == "" {
		return 0, false
	}
	for _, text := range []string{whole, part} {
		for _, c := range []byte(text) {
			if c < '0' || c > '9' {
				return 0, false
			}
			n = n*10 + int64(c-'0')
		}
	}
	for range 6 - len(part) {
		n *= 10
	}
	if below {
		n = -n
	}
	return n, true
}

// total is the sum of one currency.
type total struct {
	currency string
	small    int64    // millionths
	large    *big.Rat // what has no room there; nil: nothing
}

func (t *total) add(a Amount) {
	if n, fits := a.millionths(); fits && abs(t.small) < math.MaxInt64/2 {
		t.small += n
		return
	}
	if t.large == nil {
		t.large = new(big.Rat)
	}
	t.large.Add(t.large, a.rat())
}

func abs(n int64) int64 { return max(n, -n) }

func (t total) String() string {
	sum := big.NewRat(t.small, 1_000_000)
	if t.large != nil {
		sum.Add(sum, t.large)
	}
	whole, part, _ := strings.Cut(sum.FloatString(6), ".")
	part = strings.TrimRight(part, "0")
	for len(part) < 2 {
		part += "0"
	}
	return whole + "." + part
}

// Sum adds amounts exactly, one total for each currency, in order of currency.
func Sum(amounts ...Amount) []Amount {
	var totals []total
	for _, a := range amounts {
		if a.Currency == "" {
			continue
		}
		i := slices.IndexFunc(totals, func(t total) bool { return t.currency == a.Currency })
		if i < 0 {
			i, totals = len(totals), append(totals, total{currency: a.Currency})
		}
		totals[i].add(a)
	}
	slices.SortFunc(totals, func(a, b total) int { return cmp.Compare(a.currency, b.currency) })
	out := make([]Amount, 0, len(totals))
	for _, t := range totals {
		out = append(out, Amount{t.String(), t.currency})
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
