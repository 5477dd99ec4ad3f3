package rules

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// token is a word of a text and where it begins.
type token struct {
	text    string // folded: full width, case and invisible joiners do not count
	at, end int    // bytes of the text
	hashtag bool
	begins  bool // something ended before it, so that no phrase goes on with it
}

// tokens takes a text apart into words. What is glued into a longer word or
// hashtag is no word of its own.
func tokens(text string) []token {
	var out []token
	start, last := -1, 0
	flush := func(end int) {
		if start < 0 {
			return
		}
		t := token{text: folded(text[start:end]), at: start, end: end}
		before := strings.TrimRight(text[:start], "\u200d\u200c\u2060\ufeff")
		t.hashtag = strings.HasSuffix(before, "#") || strings.HasSuffix(before, "＃")
		t.begins = ends(text[last:start])
		last = end
		if start = -1; t.text != "" {
			out = append(out, t)
		}
	}
	for i, r := range text {
		inWord := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_' || start >= 0 && unicode.Is(unicode.Cf, r)
		switch {
		case inWord && start < 0:
			start = i
		case !inWord:
			flush(i)
		}
	}
	flush(len(text))
	return out
}

// ends says whether what stands between two words parts them.
func ends(between string) bool {
	return strings.ContainsAny(between, "\n.!?:;,|·•–—()") || strings.Contains(between, " - ")
}

// folded is a text as it is compared.
func folded(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
	return strings.ToLower(norm.NFKC.String(text))
}

// match is a phrase that stands in a text: its first and its last word.
type match struct{ first, last int }

// find is where a phrase stands in a text first; ok is false where it does not.
func find(in []token, phrase string, skip func(int) bool) (m match, ok bool) {
	words := strings.Fields(phrase)
next:
	for i := range in {
		if i+len(words) > len(in) {
			break
		}
		for j, w := range words {
			if in[i+j].text != w || skip(i+j) || j > 0 && in[i+j].begins {
				continue next
			}
		}
		return match{i, i + len(words) - 1}, true
	}
	return match{}, false
}
