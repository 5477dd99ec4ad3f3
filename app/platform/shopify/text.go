package shopify

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"taglane/app/taglane"
)

// hush are elements whose content nobody reads.
var hush = []string{"script", "style", "template", "noscript"}

// text is what a person reads of markup, at most so many characters.
func text(s string, most int) string {
	var out strings.Builder
	z, quiet := html.NewTokenizer(strings.NewReader(s)), ""
	for {
		switch z.Next() {
		case html.ErrorToken:
			return cut(spaced(out.String()), most)
		case html.TextToken:
			if quiet == "" {
				out.Write(z.Text())
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

// spaced leaves one space between words, and nothing that breaks a line or
// begins markup.
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
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}

func line(s string, most int) string { return cut(spaced(s), most) }

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return strings.TrimSpace(string(r[:most]))
	}
	return s
}

// gtin14 is a bar code in its 14 digits; "" where it is none, or its check digit
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

// printed is a GTIN of 14 digits as it stands below a bar code.
func printed(gtin string) string {
	for _, n := range []int{8, 12, 13} {
		if lead := len(gtin) - n; len(gtin) == 14 && strings.Trim(gtin[:lead], "0") == "" {
			return gtin[lead:]
		}
	}
	return gtin
}

// money is a price that can be shown; nil where there is none, or no currency.
func money(amount, currency string) *taglane.Money {
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

// secure is an address with https, free of what tells campaigns apart; "" where
// it is none.
func secure(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "//") {
		s = "https:" + s
	}
	if strings.HasPrefix(strings.ToLower(s), "http://") {
		s = "https://" + s[len("http://"):]
	}
	if taglane.CheckURL(s) != nil {
		return ""
	}
	return s
}

var slugOdd = regexp.MustCompile(`[^a-z0-9]+`)

// slug is the beginning of a file's name: what is left of a title in plain
// letters.
func slug(title string) string {
	s := strings.Trim(slugOdd.ReplaceAllString(strings.ToLower(title), "-"), "-")
	s = strings.Trim(s[:min(len(s), 40)], "-")
	if s == "" {
		return "clip"
	}
	return s
}

// handleOf is the name of a product in an address of one of the shop's hosts;
// "" of any other.
func handleOf(address string, hosts []string) string {
	u, err := url.Parse(address)
	if err != nil || !slices.Contains(hosts, bare(u.Hostname())) {
		return ""
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	for i, p := range parts {
		if p == "products" && i+1 < len(parts) {
			return parts[i+1]
		}
	}
	return ""
}

// bare is a host in lower case, without www.
func bare(host string) string { return strings.TrimPrefix(strings.ToLower(host), "www.") }
