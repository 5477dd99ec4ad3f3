package catalog

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"taglane/app/taglane"
)

// currencies are the codes taken for one when they stand beside a number.
var currencies = strings.Fields(`AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KES
	KRW KWD MAD MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD SAR SEK SGD THB TRY TWD UAH USD UYU VND ZAR`)

// signs are those that mean one currency only; $, ¥ and kr do not.
var signs = map[string]string{"€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₫": "VND", "₺": "TRY", "₴": "UAH", "zł": "PLN", "Kč": "CZK", "US$": "USD", "CA$": "CAD", "AU$": "AUD"}

func isCurrency(s string) bool { return slices.Contains(currencies, s) }

// offer is the price of a row as a visitor would pay it now.
func (f *file) offer() *taglane.Offer {
	word := f.text(colPrice)
	if sale := f.text(colSale); sale != "" && f.onSale() {
		word = sale
	}
	if word == "" {
		return nil
	}
	price, fault := f.money(word)
	if fault.Format != "" {
		f.note(taglane.Say("The price %q was left out: %s.", clipped(word), fault))
		return nil
	}
	if price.Amount == "" {
		return nil
	}
	return &taglane.Offer{Price: price, Availability: f.availability(), ObservedAt: f.Now}
}

// onSale says whether the sale price counts now. No window, or one that cannot
// be read, is always open.
func (f *file) onSale() bool {
	from, to, ok := strings.Cut(f.text(colSaleWindow), "/")
	if !ok {
		return true
	}
	first, err1 := instant(from)
	last, err2 := instant(to)
	return err1 != nil || err2 != nil || !f.Now.Before(first) && f.Now.Before(last)
}

func instant(s string) (t time.Time, err error) {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04-0700", "2006-01-02T15:04:05-0700", "2006-01-02"} {
		if t, err = time.Parse(form, strings.TrimSpace(s)); err == nil {
			return t, nil
		}
	}
	return t, err
}

var notPrice = taglane.Say("it is not a price such as 12.50 EUR")

var priceForm = regexp.MustCompile(`^([^\d\s.,'-]*)\s*([\d., '\x{a0}\x{202f}\x{2019}]*\d)\s*([^\d\s.,'-]*)$`)

// money reads "15.00 USD", "USD 15.00" or "15,00 €". Without any currency it
// gives no money and no fault, and says so once for the whole file.
func (f *file) money(word string) (taglane.Money, taglane.Said) {
	g := priceForm.FindStringSubmatch(word)
	if g == nil {
		return taglane.Money{}, notPrice
	}
	m := taglane.Money{Currency: f.ownCurrency()}
	if mark := g[1] + g[3]; mark != "" {
		code := strings.ToUpper(mark)
		switch sign, known := signs[mark]; {
		case known:
			m.Currency = sign
		case isCurrency(code):
			m.Currency = code
		case mark == "$" && strings.HasSuffix(m.Currency, "D"), mark == "kr" && strings.HasSuffix(m.Currency, "K"), mark == "¥" && m.Currency != "":
		default:
			return taglane.Money{}, taglane.Say("it does not say which currency")
		}
	}
	var fault taglane.Said
	if m.Amount, fault = amount(g[2], m.Currency); fault.Format != "" {
		return taglane.Money{}, fault
	}
	if m.Currency == "" {
		if !f.noMoney {
			f.noMoney = true
			f.noteAt(0, taglane.Say("The file does not say which currency its prices are in, so prices were left out."))
		}
		return taglane.Money{}, taglane.Said{}
	}
	if m.Check() != nil {
		return taglane.Money{}, notPrice
	}
	return m, taglane.Said{}
}

// ownCurrency is what the row says of prices without one, else their header,
// else whoever reads the file.
func (f *file) ownCurrency() string {
	if code := strings.ToUpper(f.text(colCurrency)); isCurrency(code) {
		return code
	}
	if f.columns.currency != "" {
		return f.columns.currency
	}
	return f.CSV.Currency
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
func amount(s, currency string) (plain string, fault taglane.Said) {
	switch s = spaces.Replace(s); {
	case whole.MatchString(s):
		return s, taglane.Said{}
	case byComma.MatchString(s):
		return strings.ReplaceAll(s, ",", ""), taglane.Said{}
	case byPoint.MatchString(s), eitherWay.MatchString(s) && slices.Contains(inWholes, currency):
		return strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", "."), taglane.Said{}
	case eitherWay.MatchString(s):
		return "", taglane.Say("its point may be a decimal one or group thousands")
	case decimal.MatchString(s):
		return strings.ReplaceAll(s, ",", "."), taglane.Said{}
	}
	return "", notPrice
}

// words says what the words of feeds mean. Whatever is not here is unknown,
// never in stock.
var words = map[string]taglane.Availability{
	"in stock": "in_stock", "instock": "in_stock", "1": "in_stock", "yes": "in_stock", "true": "in_stock", "available": "in_stock",
	"limited availability": "in_stock", "limitedavailability": "in_stock",
	"out of stock": "out_of_stock", "outofstock": "out_of_stock", "oos": "out_of_stock", "0": "out_of_stock", "no": "out_of_stock",
	"false": "out_of_stock", "sold out": "out_of_stock", "soldout": "out_of_stock", "discontinued": "out_of_stock",
	"preorder": "preorder", "pre order": "preorder",
	"backorder": "backorder", "back order": "backorder", "available for order": "backorder",
}

func (f *file) availability() taglane.Availability {
	word := strings.ToLower(f.text(colAvailability))
	if i := strings.LastIndex(word, "schema.org/"); i >= 0 {
		word = word[i+len("schema.org/"):]
	}
	if a, ok := words[fold(word)]; ok {
		return a
	}
	if n, err := strconv.Atoi(f.text(colQuantity)); err == nil && word == "" {
		if n > 0 {
			return "in_stock"
		}
		return "out_of_stock"
	}
	return "unknown"
}

// clipped shortens a value that is quoted in a sentence.
func clipped(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
