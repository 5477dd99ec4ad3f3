package rakuten

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"taglane/app/taglane"
)

// hush are elements whose content nobody reads.
var hush = []string{"script", "style", "template", "noscript"}

// text is what a person reads of a text that may have markup in it, at most so
// many characters.
func text(s string, most int) string {
	var out strings.Builder
	quiet := ""
	for z := html.NewTokenizer(strings.NewReader(s)); ; {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return cut(spaced(out.String()), most)
		case html.TextToken:
			if quiet == "" {
				out.Write(z.Text())
			}
			continue
		case html.StartTagToken:
			if name, _ := z.TagName(); quiet == "" && slices.Contains(hush, string(name)) {
				quiet = string(name)
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == quiet {
				quiet = ""
			}
		}
		out.WriteByte(' ')
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

// money is a price that can be shown, with a decimal point or comma; nil where
// there is none, and for one of nothing.
func money(amount, currency string) *taglane.Money {
	m, err := taglane.ParseMoney(strings.TrimSpace(amount) + " " + strings.TrimSpace(currency))
	if err != nil || strings.Trim(m.Amount, "0.") == "" {
		return nil
	}
	return &m
}

// stripped are words to search for, without what Rakuten does not take.
func stripped(words string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`&=?{}\()[]-;~|$!><*%`, r) {
			return ' '
		}
		return r
	}, words)), " ")
}
