package tiktokshop

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"taglane/app/taglane"
)

// money is an amount of an order. TikTok Shop tells it as it is written where
// the creator lives: "12.50", but "Rp9.900" as well.
type money struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

// undivided are currencies whose amounts have no part behind a mark.
var undivided = []string{"IDR", "VND", "JPY", "KRW", "CLP"}

var (
	plainFigure = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,6})?$`)
	thousands   = regexp.MustCompile(`^[0-9]{1,3}([.,][0-9]{3})+$`)
)

// figure is an amount in plain form, "-12.50"; "" where it is none. What stands
// before or after it, such as Rp, is left out. Three digits behind a single mark
// are thousands where the currency has no smaller part, and where the amount is
// written out with its sign.
func figure(text, currency string) string {
	text = strings.Join(strings.FieldsFunc(text, unicode.IsSpace), "")
	bare := strings.TrimFunc(text, func(r rune) bool { return (r < '0' || r > '9') && r != '-' })
	sign := ""
	if i := strings.IndexAny(text, "0123456789"); i >= 0 && strings.ContainsAny(text[:i], "-−") {
		sign = "-"
	}
	bare = strings.TrimLeft(bare, "-")
	for rest := strings.TrimLeft(bare, "0123456789"); rest != ""; rest = strings.TrimLeft(rest[1:], "0123456789") {
		if rest[0] != '.' && rest[0] != ',' {
			return ""
		}
	}
	last := strings.LastIndexAny(bare, ".,")
	switch {
	case last < 0:
	case strings.ContainsAny(bare[:last], ".,") && bare[strings.IndexAny(bare, ".,")] != bare[last]:
		if bare[last+1:] == "" || strings.Count(bare, bare[last:last+1]) > 1 || !thousands.MatchString(bare[:last]) {
			return ""
		}
		bare = strings.NewReplacer(".", "", ",", "").Replace(bare[:last]) + "." + bare[last+1:]
	case strings.ContainsAny(bare[:last], ".,"),
		thousands.MatchString(bare) && (bare[last] == ',' || bare != strings.TrimLeft(text, "-−") || slices.Contains(undivided, currency)):
		if !thousands.MatchString(bare) {
			return ""
		}
		bare = strings.NewReplacer(".", "", ",", "").Replace(bare)
	default:
		bare = bare[:last] + "." + bare[last+1:]
	}
	if bare = sign + bare; !plainFigure.MatchString(bare) {
		return ""
	}
	return bare
}

// amount is what a part of an order came to; no amount where it is not told.
func (m money) amount() taglane.Amount {
	a, err := taglane.NewAmount(figure(m.Amount, m.Currency), m.Currency)
	if err != nil {
		return taglane.Amount{}
	}
	return a
}

// price is the least that a product costs; nil where it is not told.
func (m Money) price() *taglane.Money {
	text := figure(m.Least, m.Currency)
	if whole, part, divided := strings.Cut(text, "."); divided && len(part) == 1 {
		text = whole + "." + part + "0"
	}
	p := &taglane.Money{Amount: text, Currency: strings.ToUpper(strings.TrimSpace(m.Currency))}
	if p.Check() != nil {
		return nil
	}
	return p
}
