package wares

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/text/language"
)

// hush are elements whose content nobody reads.
var hush = []string{"script", "style", "template", "noscript"}

// Text is what a person reads of a text that may have markup in it, at most so
// many characters.
func Text(s string, most int) string {
	var out strings.Builder
	quiet := ""
	for z := html.NewTokenizer(strings.NewReader(s)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return Plain(out.String(), most)
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

// Line is a text that is escaped once or twice, as feeds have it.
func Line(s string, most int) string { return Text(html.UnescapeString(s), most) }

// Plain is a text that has no markup, whatever it looks like: with one space
// between words, and nothing that breaks a line or could be taken for markup.
func Plain(s string, most int) string {
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
	return Cut(strings.Join(strings.Fields(s), " "), most)
}

// Cut is the beginning of a text, at most so many characters.
func Cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return strings.TrimSpace(string(r[:most]))
	}
	return s
}

// GTIN is the number below a bar code in its 14 digits; "" where it is none, or
// its check digit does not fit.
func GTIN(s string) string {
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

// Printed is a GTIN of 14 digits as it stands below a bar code and so in the
// feeds of shops: with 8, 12 or 13 digits where the others are zeros.
func Printed(gtin string) string {
	for _, n := range []int{8, 12, 13} {
		if lead := len(gtin) - n; len(gtin) == 14 && strings.Trim(gtin[:lead], "0") == "" {
			return gtin[lead:]
		}
	}
	return gtin
}

// Countries are the codes of ISO 3166 of a list that shops write with any sign
// between them, in any of the code's forms; nil where part of it is something
// else, such as a name or a part of the world.
func Countries(said ...string) (codes []string) {
	for _, part := range said {
		for _, c := range strings.FieldsFunc(part, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;|/", r) }) {
			r, err := language.ParseRegion(c)
			if err != nil || !r.IsCountry() {
				return nil
			}
			if code := r.Canonicalize().String(); !slices.Contains(codes, code) { // UK is GB
				codes = append(codes, code)
			}
		}
	}
	return codes
}
