package exchange

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"taglane/app/taglane"
)

// json5 reads JSON as people write it: with comments, single quotes, bare
// names and commas at the end. Numbers are float64, as encoding/json gives them.
type json5 struct {
	s     string
	at    int
	depth int
	left  int // values that may still come
}

// parseJSON5 refuses what nests deeper, or holds more values, than a timeline has.
func parseJSON5(b []byte) (any, error) {
	p := &json5{s: strings.ToValidUTF8(string(b), "\ufffd"), left: 40*MaxTags + 5*MaxSpots}
	v, ok := p.value()
	if p.space(); !ok || p.at < len(p.s) {
		return nil, taglane.Errorf(taglane.Invalid, "The file is damaged: it cannot be read from character %d on.", utf8.RuneCountInString(p.s[:p.at])+1)
	}
	return v, nil
}

// space skips blanks and comments.
func (p *json5) space() {
	for p.at < len(p.s) {
		rest := p.s[p.at:]
		switch {
		case strings.HasPrefix(rest, "//"):
			n := strings.IndexByte(rest, '\n')
			if n < 0 {
				n = len(rest)
			}
			p.at += n
		case strings.HasPrefix(rest, "/*"):
			n := strings.Index(rest[2:], "*/")
			if n < 0 {
				return // what follows is no value, so it is refused
			}
			p.at += n + 4
		default:
			r, n := utf8.DecodeRuneInString(rest)
			if !unicode.IsSpace(r) && r != '\ufeff' {
				return
			}
			p.at += n
		}
	}
}

func (p *json5) take(c byte) bool {
	p.space()
	if p.at < len(p.s) && p.s[p.at] == c {
		p.at++
		return true
	}
	return false
}

func (p *json5) value() (any, bool) {
	if p.left--; p.left < 0 || p.depth > maxDepth {
		return nil, false
	}
	p.space()
	if p.at == len(p.s) {
		return nil, false
	}
	switch c := p.s[p.at]; c {
	case '{':
		return p.object()
	case '[':
		return p.array()
	case '"', '\'':
		return p.text(c)
	}
	word := p.word()
	switch word {
	case "null":
		return nil, true
	case "true", "false":
		return word == "true", true
	}
	return readNumber(word)
}

// word is what stands up to the next mark.
func (p *json5) word() string {
	n := strings.IndexFunc(p.s[p.at:], func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",:[]{}\"'/", r) })
	if n < 0 {
		n = len(p.s) - p.at
	}
	p.at += n
	return p.s[p.at-n : p.at]
}

func readNumber(s string) (any, bool) {
	sign := 1.0
	switch {
	case strings.HasPrefix(s, "-"):
		sign, s = -1, s[1:]
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	if s == "" || len(s) > 40 || strings.Trim(s, "0123456789.eExXabcdfABCDF+-") != "" || s[0] == '+' || s[0] == '-' {
		return nil, false // also Infinity and NaN: no time is either
	}
	if hex, ok := strings.CutPrefix(strings.ToLower(s), "0x"); ok {
		n, err := strconv.ParseUint(hex, 16, 53)
		return sign * float64(n), err == nil
	}
	v, err := strconv.ParseFloat(s, 64)
	return sign * v, err == nil
}

func (p *json5) object() (any, bool) {
	p.at++
	p.depth++
	defer func() { p.depth-- }()
	out := map[string]any{}
	for !p.take('}') {
		if p.at == len(p.s) {
			return nil, false
		}
		var key any
		ok := true
		if c := p.s[p.at]; c == '"' || c == '\'' {
			key, ok = p.text(c)
		} else {
			key = p.word()
		}
		if !ok || key == "" && p.s[p.at-1] != '"' && p.s[p.at-1] != '\'' || !p.take(':') {
			return nil, false
		}
		v, ok := p.value()
		if !ok {
			return nil, false
		}
		out[key.(string)] = v
		if !p.take(',') {
			return out, p.take('}')
		}
	}
	return out, true
}

func (p *json5) array() (any, bool) {
	p.at++
	p.depth++
	defer func() { p.depth-- }()
	out := []any{}
	for !p.take(']') {
		v, ok := p.value()
		if !ok {
			return nil, false
		}
		out = append(out, v)
		if !p.take(',') {
			return out, p.take(']')
		}
	}
	return out, true
}

// escapes are the short ones; any other letter behind a backslash is itself.
var escapes = map[byte]string{'n': "\n", 't': "\t", 'r': "\r", 'b': "\b", 'f': "\f", 'v': "\v", '0': "\x00"}

func (p *json5) text(quote byte) (any, bool) {
	p.at++
	var b strings.Builder
	for p.at < len(p.s) {
		c := p.s[p.at]
		p.at++
		switch {
		case c == quote:
			return b.String(), true
		case c == '\n':
			return nil, false
		case c == '\\':
			if !p.escape(&b) {
				return nil, false
			}
		default:
			b.WriteByte(c)
		}
	}
	return nil, false
}

func (p *json5) escape(b *strings.Builder) bool {
	if p.at == len(p.s) {
		return false
	}
	c := p.s[p.at]
	p.at++
	switch c {
	case 'u':
		return p.unicode(b)
	case 'x':
		r, ok := p.hex(2)
		b.WriteRune(r)
		return ok
	case '\r':
		if p.at < len(p.s) && p.s[p.at] == '\n' {
			p.at++
		}
	case '\n': // the text goes on in the next line
	default:
		if s, ok := escapes[c]; ok {
			b.WriteString(s)
		} else {
			b.WriteByte(c)
		}
	}
	return true
}

// unicode reads four digits, or twice four for a character beyond them.
func (p *json5) unicode(b *strings.Builder) bool {
	r, ok := p.hex(4)
	if ok && r >= 0xd800 && r < 0xdc00 && strings.HasPrefix(p.s[p.at:], `\u`) {
		p.at += 2
		low, more := p.hex(4)
		ok = more
		if low >= 0xdc00 && low < 0xe000 {
			r = (r-0xd800)<<10 + (low - 0xdc00) + 0x10000
		}
	}
	b.WriteRune(r) // half a pair becomes U+FFFD
	return ok
}

func (p *json5) hex(n int) (rune, bool) {
	if p.at+n > len(p.s) {
		return 0, false
	}
	v, err := strconv.ParseUint(p.s[p.at:p.at+n], 16, 32)
	p.at += n
	return rune(v), err == nil
}
