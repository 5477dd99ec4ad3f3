package words

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/currency"

	"taglane/app/taglane"
)

// manner is how a language writes figures, after CLDR. The layouts are Go's;
// where a language has its own names of months, they stand in for Go's.
type manner struct {
	point, group string
	whole        int    // figures of up to so many digits are not grouped
	behind       bool   // signs of currencies and of percent stand behind, with a space
	soon, day    string // a day of these weeks, and any other
	between      string // between a day and a time
	bare         bool   // an hour before ten has one digit
	months       []string
	signs        map[string]string // of currencies, where they are others than the library has
}

const space = "\u00a0" // keeps a figure and its unit on one line

var manners = map[string]manner{
	"en": {point: ".", group: ",", whole: 3, soon: "Jan 2", day: "Jan 2, 2006", between: ", "},
	"es": {point: ",", group: ".", whole: 4, behind: true, soon: "2 Jan", day: "2 Jan 2006", between: ", ", bare: true,
		months: []string{"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"}},
	"de": {point: ",", group: ".", whole: 3, behind: true, soon: "2.1.", day: "02.01.2006", between: ", "},
	"ja": {point: ".", group: ",", whole: 3, soon: "1月2日", day: "2006/01/02", between: " ", bare: true},
	"zh-Hans": {point: ".", group: ",", whole: 3, soon: "1月2日", day: "2006年1月2日", between: " ",
		signs: map[string]string{"CNY": "¥", "KRW": "₩"}},
}

// value tells what a sentence speaks of in the manner of the language; what is
// no value of its own kind comes back as it is.
func (t Tongue) value(a any) any {
	m := manners[t.language]
	switch v := a.(type) {
	case taglane.Money:
		return t.money(v.Amount, v.Currency)
	case taglane.Amount:
		return t.money(v.Value, v.Currency)
	case taglane.Share:
		return m.signed(m.figure(v.Percent()), "%")
	case time.Time:
		return m.date(v.Local(), m.soon) + m.between + m.clock(v.Local())
	case taglane.Day:
		if at, err := time.Parse(time.DateOnly, string(v)); err == nil {
			return m.date(at, m.day)
		}
	case taglane.Wall:
		if at, err := time.Parse(taglane.WallForm, string(v)); err == nil {
			return m.date(at, m.day) + m.between + m.clock(at)
		}
	}
	return a
}

// date writes a day in a layout, with the language's own names of months.
func (m manner) date(at time.Time, layout string) string {
	text := at.Format(layout)
	if m.months != nil {
		text = strings.Replace(text, at.Format("Jan"), m.months[at.Month()-1], 1)
	}
	return text
}

func (m manner) clock(at time.Time) string {
	if m.bare {
		return strings.TrimPrefix(at.Format("15:04"), "0")
	}
	return at.Format("15:04")
}

// figure writes a decimal text such as -1234.50 with the marks of the language.
// Its digits stay what they are: nothing is rounded on the way.
func (m manner) figure(text string) string {
	digits, below := strings.CutPrefix(text, "-")
	whole, part, pointed := strings.Cut(digits, ".")
	if len(whole) > m.whole {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + m.group + whole[i:]
		}
	}
	if pointed {
		whole += m.point + part
	}
	if below {
		return "-" + whole
	}
	return whole
}

// signed puts the sign of a unit behind a figure, as far from it as the language
// wants.
func (m manner) signed(figure, sign string) string {
	if m.behind {
		return figure + space + sign
	}
	return figure + sign
}

// money tells an exact amount, with as many digits as its currency has, and
// with more only where the amount has them.
func (t Tongue) money(value, code string) string {
	if value == "" {
		return ""
	}
	if len(code) != 3 { // a currency nobody knows
		return code + space + value
	}
	m, sign, digits := manners[t.language], code, 2
	if unit, err := currency.ParseISO(code); err == nil {
		sign = t.printer().Sprint(currency.Symbol(unit))
		digits, _ = currency.Standard.Rounding(unit)
	}
	if own, has := m.signs[code]; has {
		sign = own
	}
	figure := m.figure(padded(value, digits))
	if m.behind {
		return m.signed(figure, sign)
	}
	minus := ""
	if rest, below := strings.CutPrefix(figure, "-"); below {
		figure, minus = rest, "-"
	}
	if last, _ := utf8.DecodeLastRuneInString(sign); !unicode.IsSymbol(last) { // CHF 12.50, but US$12.50
		sign += space
	}
	return minus + sign + figure
}

// padded gives a decimal text the digits after the point that are usual, and
// keeps what it has beyond them unless that is nothing.
func padded(value string, digits int) string {
	whole, part, _ := strings.Cut(value, ".")
	for len(part) > digits && strings.HasSuffix(part, "0") {
		part = part[:len(part)-1]
	}
	for len(part) < digits {
		part += "0"
	}
	if part == "" {
		return whole
	}
	return whole + "." + part
}
