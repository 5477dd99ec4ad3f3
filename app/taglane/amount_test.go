package taglane

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestAmounts(t *testing.T) {
	for _, bad := range [][2]string{{"", "EUR"}, {"1,5", "EUR"}, {"1e3", "EUR"}, {"NaN", "EUR"}, {"1", "EURO"}, {"--1", "EUR"}, {"1.", "EUR"}} {
		if a, err := NewAmount(bad[0], bad[1]); KindOf(err) != Invalid {
			t.Errorf("%q is taken as %v (%v)", bad, a, err)
		}
	}
	a, err := NewAmount(" -0.10 ", "eur")
	if err != nil || a != (Amount{"-0.10", "EUR"}) || !a.Negative() || a.IsZero() {
		t.Errorf("%v (%v)", a, err)
	}
	if !(Amount{}).IsZero() || !(Amount{"-0.00", "EUR"}).IsZero() {
		t.Error("nothing is something")
	}
}

// A tenth added ten times is one, which no float says.
func TestSumIsExact(t *testing.T) {
	var many []Amount
	for range 10 {
		many = append(many, Amount{"0.1", "EUR"}, Amount{"3.333333", "USD"}, Amount{})
	}
	many = append(many, Amount{"-1.10", "EUR"})
	want := []Amount{{"-0.10", "EUR"}, {"33.33333", "USD"}}
	if got := Sum(many...); !slices.Equal(got, want) {
		t.Errorf("the sum is %v, want %v", got, want)
	}
}

// However large or odd figures are, they add up as exact fractions do, each
// currency by itself, in whatever order they come.
func TestSumIsThatOfFractions(t *testing.T) {
	random := rand.New(rand.NewPCG(26, 11))
	values := []string{"", "-", ".5", "5.", "1e3", "0x1", "-0.000001", "999999999999999.999999", "-999999999999999.999999", "999999999999.999999", "1000000000000", "7.1234567", "+1", " 1", "1_0"}
	for range 300 {
		var all []Amount
		want := map[string]*big.Rat{}
		for range 40 {
			a := Amount{values[random.IntN(len(values))], []string{"EUR", "JPY", "USD"}[random.IntN(3)]}
			if random.IntN(3) > 0 {
				a.Value = fmt.Sprintf("%d.%06d", random.Int64N(2_000_000_000_000)-1_000_000_000_000, random.IntN(1_000_000))
			}
			all = append(all, a)
			if want[a.Currency] == nil {
				want[a.Currency] = new(big.Rat)
			}
			if r, ok := new(big.Rat).SetString(a.Value); ok && figureForm.MatchString(a.Value) {
				want[a.Currency].Add(want[a.Currency], r)
				if a.IsZero() != (r.Sign() == 0) || a.Negative() != (r.Sign() < 0) {
					t.Fatalf("%v is above, below or nothing otherwise", a)
				}
			} else if !a.IsZero() || a.Negative() {
				t.Fatalf("%q is a figure", a.Value)
			}
		}
		got := Sum(all...)
		if len(got) != len(want) || !slices.IsSortedFunc(got, func(a, b Amount) int { return strings.Compare(a.Currency, b.Currency) }) {
			t.Fatalf("%v", got)
		}
		for _, a := range got {
			if r, ok := new(big.Rat).SetString(a.Value); !ok || r.Cmp(want[a.Currency]) != 0 {
				t.Fatalf("the sum is %v, want %s, of %v", a, want[a.Currency].FloatString(6), all)
			}
		}
	}
}
