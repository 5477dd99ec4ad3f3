package wares

import (
	"errors"
	"io"
	"math/big"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html/charset"

	"taglane/app/taglane"
)

// Price is a price that can be shown; nil where there is none, or no currency.
// What stands behind the fourth place has to be zeros.
func Price(amount, currency string) *taglane.Money {
	if whole, part, has := strings.Cut(amount, "."); has && len(part) > 4 {
		if part = strings.TrimRight(part, "0"); len(part) > 4 {
			return nil
		}
		amount = whole + "." + (part + "00")[:max(2, len(part))]
	}
	m := &taglane.Money{Amount: amount, Currency: strings.ToUpper(currency)}
	if m.Check() != nil {
		return nil
	}
	return m
}

var figureForm = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,100})?([eE][-+]?[0-9]{1,2})?$`)

// Figure is a figure of a report as an amount takes it, to its last digit, also
// where it is written with an exponent, as numbers in JSON may be. Of more than
// six places it is rounded. "" where it is none.
func Figure(s string) string {
	s = strings.TrimSpace(s)
	if !figureForm.MatchString(s) {
		return ""
	}
	if _, part, _ := strings.Cut(s, "."); len(part) <= 6 && !strings.ContainsAny(s, "eE") {
		return s
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return ""
	}
	whole, part, _ := strings.Cut(r.FloatString(6), ".")
	part = strings.TrimRight(part, "0")
	for len(part) < 2 {
		part += "0"
	}
	return whole + "." + part
}

// Day reads a day or a time that is written in one of some forms, where nothing
// else is said in UTC; zero for none.
func Day(text string, layouts []string) time.Time {
	text = strings.TrimSpace(text)
	for _, l := range layouts {
		if at, err := time.Parse(l, text); err == nil {
			return at.UTC()
		}
	}
	return time.Time{}
}

var errAlphabet = errors.New("it is in an alphabet that is not read")

// Alphabet is what an XML decoder asks for the alphabet of a text: those that
// feeds are written in, and no other.
func Alphabet(label string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "utf-8", "us-ascii", "iso-8859-1", "windows-1252":
		return charset.NewReaderLabel(label, in)
	}
	return nil, errAlphabet
}
