package drop

import "strings"

// signs are how currencies are written beside their three letters.
var signs = map[string]string{
	"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "CNY": "¥", "INR": "₹", "KRW": "₩", "PLN": "zł", "SEK": "kr", "NOK": "kr", "DKK": "kr", "CHF": "Fr.",
}

// printed are the forms in which a price such as "129.00 EUR" is printed. The
// amount counts alone only where it has a fraction: 129 stands for anything.
func printed(price string) (out []spelling) {
	amount, currency, _ := strings.Cut(price, " ")
	alone, beside := edges{left: true, right: true, figures: true}, edges{}
	names := []string{currency}
	if sign := signs[currency]; sign != "" {
		names = append(names, sign)
	}
	for _, a := range amounts(amount) {
		gaps := []string{"", " ", "\u00a0", "\u202f"}
		if fractional(a) && len(a) > fewestLetters {
			out, gaps = append(out, spelling{a, alone}), gaps[:1]
		}
		for _, name := range names {
			for _, gap := range gaps {
				out = append(out, spelling{a + gap + name, edges{left: true}}, spelling{name + gap + a, edges{right: true}})
			}
		}
	}
	for _, key := range []string{"amount", "price"} {
		out = append(out, spelling{`"` + key + `":"` + amount + `"`, beside}, spelling{`"` + key + `": "` + amount + `"`, beside})
	}
	return out
}

func fractional(amount string) bool {
	i := strings.LastIndexAny(amount, ".,")
	return i >= 0 && len(amount)-i-1 != 3
}

// amounts are the ways to write an amount: with a point or a comma, with and
// without a fraction of nothing, and with marks between thousands.
func amounts(amount string) (out []string) {
	whole, fraction, _ := strings.Cut(amount, ".")
	if whole == "" {
		return nil
	}
	out = append(out, amount)
	fractions := []string{fraction}
	if strings.Trim(fraction, "0") == "" {
		fractions = []string{"", "00"}
	} else if len(fraction) == 1 {
		fractions = append(fractions, fraction+"0")
	}
	marks := [][2]string{{"", "."}, {"", ","}}
	if len(whole) > 3 {
		marks = append(marks, [][2]string{{",", "."}, {".", ","}, {" ", ","}, {"\u00a0", ","}, {"\u202f", ","}, {"'", "."}, {"’", "."}}...)
	}
	for _, mark := range marks {
		for _, f := range fractions {
			text := thousands(whole, mark[0])
			if f != "" {
				text += mark[1] + f
			}
			out = append(out, text)
		}
	}
	return out
}

// thousands puts a mark between groups of three digits.
func thousands(whole, mark string) string {
	out := ""
	for len(whole) > 3 {
		out, whole = mark+whole[len(whole)-3:]+out, whole[:len(whole)-3]
	}
	return whole + out
}
