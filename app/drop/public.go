package drop

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold is a text as it is compared: small letters, each with its marks in one.
func fold(text string) string { return norm.NFC.String(strings.ToLower(text)) }

// squeezed is a text with nothing between its words, as in a hashtag.
func squeezed(text string) string { return strings.Join(wordsOf(fold(text)), "") }

// public is what may be read before the time.
type public struct{ plain, tight string }

func publicText(texts []string) public {
	var p public
	for _, t := range texts {
		if t != "" {
			p.plain += fold(t) + "\n"
			p.tight += squeezed(t) + "\n"
		}
	}
	return p
}

// says whether a text can be read in what is public, by the same edges by which
// it would be found there.
func (p public) says(s Secret) bool {
	text := fold(s.Text)
	if s.Kind == Name && strings.Contains(p.tight, squeezed(s.Text)) {
		return true
	}
	e := edgesOf(s)
	for from := 0; ; {
		i := strings.Index(p.plain[from:], text)
		if i < 0 {
			return false
		}
		i += from
		if e.fit([]byte(p.plain), i, i+len(text)) {
			return true
		}
		_, size := utf8.DecodeRuneInString(p.plain[i:])
		from = i + size
	}
}
