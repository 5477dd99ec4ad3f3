package notes

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"taglane/app/taglane"
)

// called says whom each name means, by the name without regard to case. A name
// that two members have means neither. Those a text was written with mean what
// they meant then, whatever a member is called by now.
func called(members []taglane.Member, then []taglane.Mention) map[string]taglane.ID {
	out := map[string]taglane.ID{}
	known := map[taglane.ID]bool{}
	for _, m := range members {
		known[m.ID] = true
		name := folded(m.Name)
		if _, twice := out[name]; twice {
			out[name] = ""
			continue
		}
		out[name] = m.ID
	}
	for _, m := range then {
		if known[m.Member] && m.Name != "" {
			out[folded(m.Name)] = m.Member
		}
	}
	delete(out, "")
	return out
}

func folded(name string) string { return strings.ToLower(name) }

// mentioned are the members that a text names, each once, with the name as it
// stands there.
func mentioned(text string, whose map[string]taglane.ID) (out []taglane.Mention) {
	seen := map[taglane.ID]bool{}
	for _, p := range parts(text, whose) {
		if p.Member != "" && !seen[p.Member] {
			seen[p.Member] = true
			out = append(out, taglane.Mention{Member: p.Member, Name: strings.TrimPrefix(p.Text, "@")})
		}
	}
	return out
}

// parts cuts a text where it mentions members: "@", at the beginning of a word,
// and a name, the longest of those that fit, at the end of one.
func parts(text string, whose map[string]taglane.ID) []Part {
	out := []Part{}
	plain := 0
	for i := 0; i < len(text); i++ {
		if text[i] != '@' || endsInWord(text[:i]) {
			continue
		}
		length, id := longest(text[i+1:], whose)
		if id == "" {
			continue
		}
		if plain < i {
			out = append(out, Part{Text: text[plain:i]})
		}
		out = append(out, Part{text[i : i+1+length], id})
		plain = i + 1 + length
		i = plain - 1
	}
	if plain < len(text) {
		out = append(out, Part{Text: text[plain:]})
	}
	return out
}

// longest is the longest name that a text begins with, as bytes of the text. A
// name that goes on as a longer word is none.
func longest(text string, whose map[string]taglane.ID) (length int, id taglane.ID) {
	at, runes := 0, 0
	for at < len(text) && runes < taglane.MostName {
		r, size := utf8.DecodeRuneInString(text[at:])
		if r == '\n' {
			break
		}
		at, runes = at+size, runes+1
		if m := whose[folded(text[:at])]; m != "" && !beginsInWord(text[at:]) {
			length, id = at, m
		}
	}
	return length, id
}

func endsInWord(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return inWord(r)
}

// beginsInWord says whether a word goes on. Where words are not set apart by
// blanks, as in Japanese, whatever follows a name is another.
func beginsInWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return inWord(r) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

func inWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
