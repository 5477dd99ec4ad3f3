package catalog

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"taglane/app/taglane"
)

// currencies are the codes taken for one when they stand beside a number.
var currencies = func() map[string]bool {
	out := map[string]bool{}
	for _, c := range strings.Fields(`AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KES
	KRW KWD MAD MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD SAR SEK SGD THB TRY TWD UAH USD UYU VND ZAR`) {
		out[c] = true
	}
	return out
}()

// signs are those that mean one currency only; $, ¥ and kr do not.
var signs = map[string]string{"€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₫": "VND", "₺": "TRY", "₴": "UAH", "zł": "PLN", "Kč": "CZK", "US$": "USD", "CA$": "CAD", "AU$": "AUD"}

func isCurrency(s string) bool { return currencies[s] }

// doubt is what is wrong with a price.
type doubt struct {
	rule string
	why  taglane.Said
}

func notPrice() doubt {
	return doubt{"feed.price.form", taglane.Say("it is not a price such as 12.50 EUR")}
}

// cash reads the price in a column; nil where there is none to be used.
func (f *reading) cash(r *record, at field) *taglane.Money {
	word := r.text(at)
	if word == "" {
		return nil
	}
	m, wrong := f.money(word, f.ownCurrency(r))
	if wrong.rule != "" {
		f.note(r, wrong.rule, at, word, taglane.Say("The price %q was left out: %s.", clipped(word), wrong.why))
		return nil
	}
	if m.Currency == "" {
		f.noteOnce("feed.currency.missing", taglane.Say("The file does not say which currency its prices are in, so prices were left out."))
		f.ask(AskCurrency)
		return nil
	}
	return &m
}

var priceForm = regexp.MustCompile(`^([^\d\s.,'-]*)[\s\x{a0}\x{202f}]*(\d[\d.,'\s\x{a0}\x{202f}\x{2019}]*\d|\d)[\s\x{a0}\x{202f}]*([^\d\s.,'-]*)$`)

// money reads "15.00 USD", "USD 15.00" or "15,00 €". Without any currency, its
// own or that of the row, it gives an amount in none.
func (f *reading) money(word, own string) (taglane.Money, doubt) {
	if m, ok := simple(word, own); ok {
		return m, doubt{}
	}
	g := priceForm.FindStringSubmatch(word)
	if g == nil {
		return taglane.Money{}, notPrice()
	}
	m := taglane.Money{Currency: own}
	if mark := g[1] + g[3]; mark != "" {
		code := strings.ToUpper(mark)
		switch sign, known := signs[mark]; {
		case known:
			m.Currency = sign
		case isCurrency(code):
			m.Currency = code
		case mark == "$" && strings.HasSuffix(m.Currency, "D"), mark == "kr" && strings.HasSuffix(m.Currency, "K"), mark == "¥" && m.Currency != "":
		default:
			return taglane.Money{}, doubt{"feed.currency.missing", taglane.Say("it does not say which currency")}
		}
	}
	var wrong doubt
	if m.Amount, wrong = f.amount(g[2], m.Currency); wrong.rule != "" || m.Currency == "" {
		m.Currency = ""
		return m, wrong
	}
	if m.Check() != nil {
		return taglane.Money{}, notPrice()
	}
	return m, doubt{}
}

// simple reads the commonest form, 12.50 EUR or a bare 12.50, by hand.
func simple(word, own string) (taglane.Money, bool) {
	point, i := -1, 0
	for ; i < len(word) && (word[i] >= '0' && word[i] <= '9' || word[i] == '.' && point < 0); i++ {
		if word[i] == '.' {
			point = i
		}
	}
	whole, part := i, 0
	if point >= 0 {
		whole, part = point, i-point-1
	}
	m := taglane.Money{Amount: word[:i], Currency: own}
	if rest := strings.TrimPrefix(word[i:], " "); rest != "" {
		if !isCurrency(rest) {
			return m, false
		}
		m.Currency = rest
	}
	return m, m.Currency != "" && whole > 0 && whole <= 12 && (point < 0 || part == 1 || part == 2)
}

// ownCurrency is what the row says of prices without one, else their header,
// else whoever reads the file.
func (f *reading) ownCurrency(r *record) string {
	if code := strings.ToUpper(r.text(fCurrency)); isCurrency(code) {
		return code
	}
	if f.header.currency != "" {
		return f.header.currency
	}
	return f.Currency
}

var (
	whole     = regexp.MustCompile(`^\d+$`)
	byComma   = regexp.MustCompile(`^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$`)              // 1,234 and 1,234.50
	byPoint   = regexp.MustCompile(`^[1-9]\d{0,2}((\.\d{3})+,\d+|(\.\d{3}){2,})$`) // 1.234,50 and 1.234.567
	eitherWay = regexp.MustCompile(`^[1-9]\d{0,2}\.\d{3}$`)                        // 1.234
	decimal   = regexp.MustCompile(`^\d+[.,]\d+$`)
	spaces    = strings.NewReplacer(" ", "", "'", "", "\u2019", "", "\u00a0", "", "\u202f", "")
)

// inWholes are currencies without a smaller unit: there a point groups.
var inWholes = []string{"CLP", "ISK", "JPY", "KRW", "VND"}

// amount writes a number with one decimal point, or says why it cannot. Three
// digits behind a lone comma are thousands; behind a lone point they may be
// either, and we do not guess with other people's prices.
func (f *reading) amount(s, currency string) (plain string, wrong doubt) {
	switch s = spaces.Replace(s); {
	case whole.MatchString(s):
		return s, doubt{}
	case byComma.MatchString(s):
		return strings.ReplaceAll(s, ",", ""), doubt{}
	case byPoint.MatchString(s), eitherWay.MatchString(s) && slices.Contains(inWholes, currency):
		f.comma(s)
		return strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", "."), doubt{}
	case eitherWay.MatchString(s):
		return "", doubt{"feed.price.ambiguous", taglane.Say("its point may be a decimal one or group thousands")}
	case decimal.MatchString(s):
		f.comma(s)
		return strings.ReplaceAll(s, ",", "."), doubt{}
	}
	return "", notPrice()
}

// comma notes, once for a file, that its prices have decimal commas.
func (f *reading) comma(s string) {
	if strings.Contains(s, ",") {
		f.noteOnce("feed.price.comma", taglane.Say("Prices are written with a decimal comma and were read so."))
	}
}

// lower says whether a price is below another of the same currency.
func lower(a, b *taglane.Money) bool {
	if a == nil || b == nil || a.Currency != b.Currency {
		return false
	}
	x, ok := new(big.Rat).SetString(a.Amount)
	y, fine := new(big.Rat).SetString(b.Amount)
	return ok && fine && x.Cmp(y) < 0
}
