package catalog

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	markup "golang.org/x/net/html"
)

// oneLine keeps text as it is, except that what would break a line becomes a
// space, other control characters go, and so does the space around it.
func oneLine(s string) string {
	if !odd(s, false) {
		return strings.TrimSpace(s)
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r', r == '\t', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n")))
}

// manyLines keeps text and its lines; other control characters go.
func manyLines(s string) string {
	if !odd(s, true) {
		return strings.TrimSpace(s)
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)))
}

// odd says whether a text has a character that has to be looked at.
func odd(s string, lines bool) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\n' && lines:
		case c < ' ', c == 0x7f, c == 0xe2 && i+2 < len(s) && s[i+1] == 0x80 && (s[i+2] == 0xa8 || s[i+2] == 0xa9):
			return true
		case c == 0xc2 && i+1 < len(s) && s[i+1] < 0xa0:
			return true
		}
	}
	return false
}

// breaks are the tags that begin a line of their own.
var breaks = map[string]bool{"br": true, "p": true, "div": true, "li": true, "ul": true, "ol": true, "tr": true, "table": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "section": true, "article": true, "hr": true, "dd": true, "dt": true, "blockquote": true}

// described is a description without its markup, of at most 5,000 characters.
// isHTML says that the source means it as HTML, so that its entities are read
// even where there are no tags.
func described(s string, isHTML bool) (text string, whole bool) {
	switch {
	case tagged(s):
		s = unmarkedUp(s)
	case isHTML && strings.Contains(s, "&"):
		s = html.UnescapeString(s)
	}
	return atMost(manyLines(s), maxWords)
}

// tagged says whether a text has something that looks like a tag.
func tagged(s string) bool {
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 || i+1 >= len(s) {
			return false
		}
		s = s[i+1:]
		if c := s[0] | 0x20; c >= 'a' && c <= 'z' || s[0] == '/' || s[0] == '!' {
			return strings.IndexByte(s, '>') >= 0
		}
	}
}

// unmarkedUp is the text of a piece of HTML.
func unmarkedUp(s string) string {
	var out strings.Builder
	z := markup.NewTokenizer(strings.NewReader(s))
	hidden := ""
	for {
		kind := z.Next()
		switch kind {
		case markup.ErrorToken:
			return collapsed(out.String())
		case markup.TextToken:
			if hidden == "" {
				out.Write(z.Text())
			}
			continue
		}
		raw, _ := z.TagName()
		name := string(raw)
		switch {
		case kind == markup.StartTagToken && (name == "script" || name == "style") && hidden == "":
			hidden = name
		case kind == markup.EndTagToken && name == hidden:
			hidden = ""
		case hidden == "" && breaks[name]:
			out.WriteByte('\n')
		}
	}
}

// collapsed drops the blanks that only the markup needed.
func collapsed(s string) string {
	var lines []string
	for _, l := range strings.Split(s, "\n") {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, "\n")
}

// atMost cuts a text after so many characters, at a word where there is one.
func atMost(s string, most int) (string, bool) {
	if len(s) <= most || utf8.RuneCountInString(s) <= most {
		return s, true
	}
	n := 0
	for i := range s {
		if n++; n > most {
			s = s[:i]
			break
		}
	}
	if i := strings.LastIndexAny(s, " \n"); i > len(s)*9/10 {
		s = s[:i]
	}
	return strings.TrimSpace(s), false
}

// capitals writes the name of an option as a person reads it.
func capitals(c Column) string { return strings.ToUpper(string(c[:1])) + string(c[1:]) }
