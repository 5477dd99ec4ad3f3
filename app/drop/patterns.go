package drop

import (
	"encoding/base64"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Form says in which disguise a secret was found.
type Form string

const (
	Plain   Form = "plain"
	Escaped Form = "escaped" // as addresses, pages or JSON write signs
	Base64  Form = "base64"
	UTF16   Form = "utf-16"
)

// pattern is one way in which a secret lies in bytes.
type pattern struct {
	bytes  []byte
	exact  bool // capitals matter
	edges  edges
	form   Form
	secret int
}

// edges says which neighbours a text may not have, since it would be part of
// another one.
type edges struct{ left, right, figures bool }

// edgesOf: a short word has to stand alone, a longer one may have an ending,
// and a long one may be glued to others, as in a hashtag. Numbers stand alone.
func edgesOf(s Secret) edges {
	switch n := utf8.RuneCountInString(s.Text); {
	case s.Kind == Picture || strings.ContainsFunc(s.Text, unbroken):
		return edges{}
	case s.Kind == Number || s.Kind == SubID || s.Kind == Address && !strings.Contains(s.Text, "/"):
		return edges{left: true, right: true}
	case s.Kind == Price:
		return edges{left: true, right: true, figures: true}
	case s.Kind == Address:
		return edges{right: true}
	case n < 6:
		return edges{left: true, right: true}
	default:
		return edges{left: n < 8}
	}
}

// fit says whether what stands around text[from:to] lets it stand there.
func (e edges) fit(text []byte, from, to int) bool {
	before, _ := utf8.DecodeLastRune(text[:from])
	after, size := utf8.DecodeRune(text[to:])
	if e.left && joined(before) || e.right && joined(after) {
		return false
	}
	if !e.figures {
		return true
	}
	next, _ := utf8.DecodeRune(text[to+size:])
	return !strings.ContainsRune(".,:", before) && after != '%' && !(strings.ContainsRune(".,:", after) && size > 0 && unicode.IsDigit(next))
}

func joined(r rune) bool { return r != utf8.RuneError && inWord(r) && !unbroken(r) }

// patternsOf are the ways in which a secret is looked for.
func patternsOf(s Secret, index int) []pattern {
	var out []pattern
	have := map[string]bool{}
	add := func(text string, form Form, exact bool, e edges) {
		b := []byte(text)
		if !exact {
			b = lowered(b)
		}
		if len(b) >= prefix && !have[string(b)] {
			have[string(b)] = true
			out = append(out, pattern{b, exact, e, form, index})
		}
	}
	if s.Kind == Picture && strings.Trim(s.Text, "0123456789abcdef") != "" { // its bytes, not the name of its file
		add(s.Text, Plain, true, edges{})
		for _, hidden := range inBase64(s.Text) {
			add(hidden, Base64, true, edges{})
		}
		return out
	}
	for _, text := range spellings(s) {
		for _, shape := range shapes(text.text) {
			add(shape, Plain, false, text.edges)
		}
		for _, big := range []bool{false, true} {
			add(inUTF16(text.text, big), UTF16, false, edges{})
		}
		for _, shape := range []string{text.text, strings.ToLower(text.text), strings.ToUpper(text.text)} {
			for _, hidden := range inBase64(shape) {
				add(hidden, Base64, true, edges{})
			}
		}
	}
	return out
}

// spelling is a way to write a secret, and what may not stand beside it.
type spelling struct {
	text  string
	edges edges
}

// spellings of a name are also those of addresses, files and hashtags; of a
// price all the ways in which it is printed.
func spellings(s Secret) []spelling {
	e := edgesOf(s)
	out := []spelling{{s.Text, e}}
	switch s.Kind {
	case Price:
		return printed(s.Text)
	case Name:
		if words := wordsOf(s.Text); len(words) > 1 {
			for _, gap := range []string{" ", "-", "_", "+", "", ".", "\u00a0"} {
				out = append(out, spelling{strings.Join(words, gap), e})
			}
		}
	}
	for _, x := range slices.Clone(out) {
		if bare := unmarked(x.text); bare != x.text {
			out = append(out, spelling{bare, x.edges})
		}
	}
	return out
}

// unmarked is a text without accents, as it stands in addresses.
func unmarked(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text))
}

// shapes are a text in capitals and in small letters and with its marks apart;
// for plain letters one is enough, since bytes are compared without regard to
// capitals.
func shapes(text string) []string {
	if strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return []string{text}
	}
	var out []string
	for _, t := range []string{text, strings.ToLower(text), strings.ToUpper(text)} {
		out = append(out, norm.NFC.String(t), norm.NFD.String(t))
	}
	return out
}

// inUTF16 is a text in units of two bytes, without the zero that is first or
// last, so that one search finds plain letters in both orders.
func inUTF16(text string, big bool) string {
	units := utf16.Encode([]rune(text))
	b := make([]byte, 0, 2*len(units))
	for _, u := range units {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return strings.Trim(string(b), "\x00")
}

// fewestBase64 is how many signs of base64 tell a text from chance.
const fewestBase64 = 8

// inBase64 is a text as it lies in base64, at each of the three places where it
// may begin, without the signs that its neighbours share; in both alphabets.
func inBase64(text string) (out []string) {
	for at, first := range []int{0, 2, 3} {
		padded := append(make([]byte, at), text...)
		whole := len(padded) * 8 / 6
		if whole-first < fewestBase64 {
			continue
		}
		for _, alphabet := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			if hidden := alphabet.EncodeToString(padded)[first:whole]; !slices.Contains(out, hidden) {
				out = append(out, hidden)
			}
		}
	}
	return out
}

// lowered makes the plain letters of bytes small.
func lowered(b []byte) []byte {
	out := make([]byte, len(b))
	for i, c := range b {
		out[i] = small[c]
	}
	return out
}

var small = func() (t [256]byte) {
	for i := range t {
		t[i] = byte(i)
		if 'A' <= i && i <= 'Z' {
			t[i] += 'a' - 'A'
		}
	}
	return t
}()
