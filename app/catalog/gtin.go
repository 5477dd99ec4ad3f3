package catalog

import (
	"strings"

	"taglane/app/taglane"
)

// NewGTIN is a GTIN, EAN or UPC in its 14 digits: "4 006381-333931" and its
// like. Invalid: it has the wrong length, its check digit does not fit, a shop
// gave it out for itself, or a spreadsheet has eaten its digits.
func NewGTIN(s string) (string, error) {
	g, _, why := padded(s)
	if why.Format != "" {
		return "", taglane.Errorf(taglane.Invalid, "The GTIN %q was left out: %s.", clipped(s), why)
	}
	return g, nil
}

// ShortGTIN writes 14 digits as they stand on the thing: 8, 12, 13 or 14.
func ShortGTIN(g string) string {
	switch {
	case len(g) != 14:
		return g
	case strings.HasPrefix(g, "000000"):
		return g[6:]
	case strings.HasPrefix(g, "00"):
		return g[2:]
	case g[0] == '0':
		return g[1:]
	}
	return g
}

// gtins reads all numbers of a product and notes what is wrong with each.
func (f *reading) gtins(r *record) (out []string) {
	for _, cell := range r.values[fGTIN] {
		for _, s := range strings.Split(cell, ",") {
			// A spreadsheet keeps digits as text behind an apostrophe or in ="…".
			s = strings.Trim(s, " '=\"")
			if s == "" || s == "-" || strings.EqualFold(s, "n/a") || len(out) == 10 {
				continue
			}
			g, rule, why := padded(s)
			switch {
			case why.Format != "":
				f.note(r, rule, fGTIN, s, taglane.Say("The GTIN %q was left out: %s.", clipped(s), why))
			case !contains(out, g):
				out = append(out, g)
			}
		}
	}
	return out
}

func contains(all []string, s string) bool {
	for _, a := range all {
		if a == s {
			return true
		}
	}
	return false
}

// bare drops what people write between digits.
func bare(s string) string {
	if !strings.ContainsAny(s, " -\u00a0") {
		return s
	}
	return strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(s)
}

// eaten says whether a spreadsheet wrote digits as 4.00638E+12.
func eaten(s string) bool {
	i := strings.IndexAny(s, "eE")
	if i < 1 {
		return false
	}
	power := strings.TrimPrefix(s[i+1:], "+")
	return strings.Trim(s[:i], "0123456789.,") == "" && s[0] >= '0' && s[0] <= '9' && power != "" && strings.Trim(power, "0123456789") == ""
}

// padded is a GTIN in its 14 digits, or the rule it breaks and why.
func padded(s string) (gtin, rule string, why taglane.Said) {
	if s = strings.TrimSpace(s); eaten(s) {
		return "", "feed.gtin.spreadsheet", taglane.Say("a spreadsheet shortened it, and its digits are lost")
	}
	s = bare(s)
	if n := len(s); n != 8 && (n < 12 || n > 14) || strings.Trim(s, "0123456789") != "" {
		return "", "feed.gtin.form", taglane.Say("it must have 8, 12, 13 or 14 digits")
	}
	s = "00000000000000"[len(s):] + s
	sum := 0
	for i := range 13 {
		sum += int(s[i]-'0') * (3 - 2*(i%2))
	}
	if want := byte('0' + (10-sum%10)%10); s[13] != want {
		return "", "feed.gtin.check", taglane.Say("its last digit does not fit the others")
	}
	within := s[1:3]
	if s == "00000000000000" || s[0] == '0' && (within == "02" || within == "04" || within[0] == '2' || within == "98" || within == "99") {
		return "", "feed.gtin.prefix", taglane.Say("numbers of this kind are given out by each shop for itself")
	}
	return s, "", taglane.Said{}
}
