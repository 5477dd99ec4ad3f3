package cj

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"taglane/app/taglane"
)

// paysUs says whether a link is one of CJ's that pays the account.
func (s *Service) paysUs(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" {
		return false
	}
	d, ok := Parse(u)
	return ok && d.Owner == s.creds.PID
}

// hush are elements whose content nobody reads.
var hush = []string{"script", "style", "template", "noscript"}

// text is what a person reads of a text that may have markup in it, at most so
// many characters.
func text(s string, most int) string {
	var out strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	quiet := ""
	for {
		switch z.Next() {
		case html.ErrorToken:
			return cut(spaced(out.String()), most)
		case html.TextToken:
			if quiet == "" {
				out.WriteString(string(z.Text()))
			}
		case html.StartTagToken:
			if name, _ := z.TagName(); quiet == "" && slices.Contains(hush, string(name)) {
				quiet = string(name)
			}
			out.WriteByte(' ')
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == quiet {
				quiet = ""
			}
			out.WriteByte(' ')
		default:
			out.WriteByte(' ')
		}
	}
}

// line is a text that is escaped once or twice, as feeds have it.
func line(s string, most int) string { return text(html.UnescapeString(s), most) }

// spaced leaves one space between words, and nothing that breaks a line or
// begins markup: a text is never markup here.
func spaced(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r == unicode.ReplacementChar:
			return -1
		case r == '<':
			return '‹'
		case r == '>':
			return '›'
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return strings.TrimSpace(string(r[:most]))
	}
	return s
}

// gtin14 is a GTIN in its 14 digits; "" where it is none, or its check digit
// does not fit.
func gtin14(s string) string {
	s = strings.NewReplacer(" ", "", "-", "").Replace(s)
	if n := len(s); n != 8 && (n < 12 || n > 14) || strings.Trim(s, "0123456789") != "" {
		return ""
	}
	s = strings.Repeat("0", 14-len(s)) + s
	sum := 0
	for i, d := range s[:13] {
		sum += int(d-'0') * (3 - 2*(i%2))
	}
	if s[13] != byte('0'+(10-sum%10)%10) || strings.Trim(s, "0") == "" {
		return ""
	}
	return s
}

// printed is a GTIN of 14 digits as it stands below a bar code and so in the
// feeds of shops: with 8, 12 or 13 digits where the others are zeros.
func printed(gtin string) string {
	for _, n := range []int{8, 12, 13} {
		if lead := len(gtin) - n; len(gtin) == 14 && strings.Trim(gtin[:lead], "0") == "" {
			return gtin[lead:]
		}
	}
	return gtin
}

// money is a price that can be shown; nil where there is none.
func money(p *price) *taglane.Money {
	if p == nil || p.Amount == "" {
		return nil
	}
	amount := string(p.Amount)
	if whole, part, has := strings.Cut(amount, "."); has && len(part) > 4 {
		if part = strings.TrimRight(part, "0"); len(part) > 4 {
			return nil
		}
		amount = whole + "." + (part + "00")[:max(2, len(part))]
	}
	m := &taglane.Money{Amount: amount, Currency: strings.ToUpper(p.Currency)}
	if m.Check() != nil {
		return nil
	}
	return m
}

// availability understands the words of CJ and those of the feeds behind it.
func availability(s string) taglane.Availability {
	switch strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(s))) {
	case "in_stock":
		return taglane.InStock
	case "out_of_stock":
		return taglane.OutOfStock
	case "preorder", "pre_order":
		return taglane.Preorder
	case "backorder", "back_order":
		return taglane.Backorder
	}
	return taglane.UnknownStock
}

func condition(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if slices.Contains([]string{"new", "refurbished", "used"}, s) {
		return s
	}
	return ""
}

// images are the pictures that can be fetched, the main one first.
func images(p *product) (out []string) {
	for _, i := range append([]string{p.Image}, p.MoreImages...) {
		if i = secure(i); i != "" && !slices.Contains(out, i) && len(out) < 20 {
			out = append(out, i)
		}
	}
	return out
}

// secure is an address with https; "" where it is none.
func secure(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(strings.ToLower(s), "http://") {
		s = "https://" + s[len("http://"):]
	}
	if taglane.CheckURL(s) != nil {
		return ""
	}
	return s
}

// tracking are the marks of campaigns and networks, which are not part of where
// a product is.
var tracking = []string{"gclid", "fbclid", "cjevent", "irclickid", "ranmid", "raneaid", "ransiteid"}

// shopAddress is where a product is at the shop itself, free of tracking; ""
// where CJ tells a network's link instead.
func shopAddress(s string) string {
	s = secure(s)
	u, err := url.Parse(s)
	if s == "" || err != nil || nested(s, 5) {
		return ""
	}
	var left []string
	for _, part := range strings.Split(u.RawQuery, "&") {
		name, _, _ := strings.Cut(strings.ToLower(part), "=")
		if part != "" && !strings.HasPrefix(name, "utm_") && !slices.Contains(tracking, name) {
			left = append(left, part)
		}
	}
	u.RawQuery, u.ForceQuery = strings.Join(left, "&"), false
	return u.String()
}
