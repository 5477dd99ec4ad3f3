package webpage

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"taglane/app/taglane"
)

var (
	slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	devices  = regexp.MustCompile(`^(con|prn|aux|nul|com[0-9]|lpt[0-9])$`)
	spelled  = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "æ", "ae", "ø", "o", "œ", "oe", "ł", "l", "đ", "d", "&", " and ")
)

// slugMax keeps the longest path in a page within 100 characters.
const slugMax = 50

// slugOf makes a folder name that every disk and address takes. A title
// without any such letter is named after its clip.
func slugOf(title string, clip taglane.ID) string {
	if s := plain(title); s != "" {
		return s
	}
	if s := plain("clip " + string(clip)); s != "" {
		return s
	}
	return "clip"
}

func plain(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(spelled.Replace(strings.ToLower(norm.NFC.String(s)))) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’': // accents and apostrophes leave no gap
		default:
			b.WriteByte('-')
		}
		if b.Len() > 4*slugMax {
			break
		}
	}
	out := strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return r == '-' }), "-")
	if len(out) > slugMax {
		out = out[:slugMax]
		if i := strings.LastIndexByte(out, '-'); i > slugMax/2 {
			out = out[:i] // at a word, if that leaves enough
		}
		out = strings.Trim(out, "-")
	}
	if devices.MatchString(out) {
		out += "-clip"
	}
	return out
}
