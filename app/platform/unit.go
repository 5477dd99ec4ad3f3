package platform

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Count is how long a text is in this unit.
func (u Unit) Count(text string) int {
	switch u {
	case Bytes:
		return len(text)
	case UTF16:
		return len(utf16.Encode([]rune(text)))
	case Graphemes:
		n := 0
		for rest := text; rest != ""; n++ {
			rest = rest[firstGrapheme(rest):]
		}
		return n
	}
	return utf8.RuneCountInString(text)
}

// Cut is as much of the beginning of a text as fits: whole words where there
// is a blank to cut at in its latter half, else whole characters as a person
// counts them. A text that fits is returned as it is.
func (u Unit) Cut(text string, most int) string {
	if u.Count(text) <= most {
		return text
	}
	end, used := 0, 0
	for end < len(text) {
		next := end + firstGrapheme(text[end:])
		if used += u.Count(text[end:next]); used > most {
			break
		}
		end = next
	}
	cut := text[:end]
	if r, _ := utf8.DecodeRuneInString(text[end:]); !unicode.IsSpace(r) {
		if at := strings.LastIndexFunc(cut, unicode.IsSpace); at >= len(cut)/2 {
			cut = cut[:at]
		}
	}
	return strings.TrimRightFunc(cut, unicode.IsSpace)
}

// firstGrapheme is how many bytes the first character takes, as a person
// counts: a letter with its accents, a flag, an emoji with all that is joined
// to it. It follows the plain cases of the Unicode text segmentation and keeps
// together rather more than less.
func firstGrapheme(text string) int {
	r, n := utf8.DecodeRuneInString(text)
	flags, hangul := 0, isHangul(r)
	if isFlag(r) {
		flags = 1
	}
	for n < len(text) {
		next, size := utf8.DecodeRuneInString(text[n:])
		switch {
		case r == '\r' && next == '\n', extends(next):
		case r == zeroWidthJoiner && !unicode.IsSpace(next):
		case flags == 1 && isFlag(next):
			flags = 2
		case hangul && isHangulPart(next):
		default:
			return n
		}
		r, n = next, n+size
	}
	return n
}

const zeroWidthJoiner = '\u200d'

// extends says whether a character belongs to the one before it.
func extends(r rune) bool {
	return r == zeroWidthJoiner || unicode.In(r, unicode.Mn, unicode.Mc, unicode.Me) ||
		r >= 0x1f3fb && r <= 0x1f3ff || // colours of skin
		r >= 0xe0020 && r <= 0xe007f // tags of flags
}

func isFlag(r rune) bool       { return r >= 0x1f1e6 && r <= 0x1f1ff }
func isHangul(r rune) bool     { return r >= 0x1100 && r <= 0x11ff || r >= 0xac00 && r <= 0xd7a3 }
func isHangulPart(r rune) bool { return r >= 0x1160 && r <= 0x11ff }
