package catalog

import (
	"net/url"
	"regexp"
	"strings"

	"taglane/app/taglane"
)

// Identity names a product, so that importing it again finds it: by its GTIN,
// else its link, else its article number and brand, else its title and brand.
// An article number without a brand names nothing: every shop has a number 1.
func Identity(p taglane.Product) string {
	if g, why := padded(p.GTIN); p.GTIN != "" && why.Format == "" {
		return "gtin:" + g
	}
	if p.URL != "" {
		return "link:" + plainLink(p.URL)
	}
	brand := plainWords(p.Brand)
	if p.SKU != "" && brand != "" {
		return "sku:" + brand + "\x00" + strings.TrimSpace(p.SKU)
	}
	return "title:" + brand + "\x00" + plainWords(p.Title)
}

func plainWords(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

// plainLink drops what does not change where a link leads: the case of its
// host, a last slash, a fragment, and the marks of campaigns.
func plainLink(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" {
		return s
	}
	var kept []string
	for _, part := range strings.Split(u.RawQuery, "&") {
		name, _, _ := strings.Cut(part, "=")
		if part != "" && !strings.HasPrefix(name, "utm_") && name != "gclid" && name != "fbclid" {
			kept = append(kept, part)
		}
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.TrimSuffix(strings.ToLower(u.Host), ":443")
	u.RawQuery, u.ForceQuery = strings.Join(kept, "&"), false
	u.Fragment, u.RawFragment = "", ""
	return strings.TrimSuffix(u.String(), "/")
}

func (f *file) gtin() string {
	s := f.text(colGTIN)
	// A spreadsheet keeps digits as text behind an apostrophe or in ="…".
	s = strings.Trim(s, `'="`)
	s, _, _ = strings.Cut(s, ",")
	if s == "" || s == "-" || strings.EqualFold(s, "n/a") {
		return ""
	}
	if _, why := padded(s); why.Format != "" {
		f.note(taglane.Say("The GTIN %q was left out: %s.", clipped(s), why))
		return ""
	}
	return bare(s)
}

var (
	spreadsheet = regexp.MustCompile(`^[0-9][.,]?[0-9]*[eE]\+?[0-9]+$`)
	digits      = regexp.MustCompile(`^([0-9]{8}|[0-9]{12,14})$`)
)

func bare(s string) string { return strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(s) }

// padded is a GTIN in its 14 digits, or why it is none.
func padded(s string) (string, taglane.Said) {
	if spreadsheet.MatchString(strings.TrimSpace(s)) {
		return "", taglane.Say("a spreadsheet shortened it, and its digits are lost")
	}
	s = bare(s)
	if !digits.MatchString(s) {
		return "", taglane.Say("it must have 8, 12, 13 or 14 digits")
	}
	s = strings.Repeat("0", 14-len(s)) + s
	sum := 0
	for i, d := range s[:13] {
		sum += int(d-'0') * (3 - 2*(i%2))
	}
	if want := byte('0' + (10-sum%10)%10); s[13] != want {
		return "", taglane.Say("its last digit does not fit the others")
	}
	if within := s[1:3]; s == "00000000000000" || s[0] == '0' && (within == "02" || within == "04" || within[0] == '2' || within == "98" || within == "99") {
		return "", taglane.Say("numbers of this kind are given out by each shop for itself")
	}
	return s, taglane.Said{}
}
