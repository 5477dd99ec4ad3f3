package taglane

import (
	"slices"
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
