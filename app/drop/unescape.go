package drop

import (
	"bytes"
	"html"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// longestEscape is how many bytes an escape may have: the longest entity that
// HTML knows, and two units of JSON that make one sign.
const longestEscape = 34

// unescaped reads what addresses (%41), HTML (&#65;) and JSON (\u0041) write
// instead of signs, mixed as they come, and appends it to dst. Bytes of an
// escape that src may cut off are given back, unless it is the last there is.
func unescaped(dst, src []byte, last bool) (out, rest []byte) {
	for len(src) > 0 {
		i := bytes.IndexAny(src, "%&\\")
		if i < 0 {
			return append(dst, src...), nil
		}
		dst, src = append(dst, src[:i]...), src[i:]
		if len(src) < longestEscape && !last {
			return dst, src
		}
		sign, n := escape(src)
		dst, src = append(dst, sign...), src[n:]
	}
	return dst, nil
}

// escape reads the escape at the beginning of b and says how long it is; what
// is none stands for itself.
func escape(b []byte) (sign []byte, n int) {
	switch {
	case b[0] == '%' && len(b) > 2:
		if v, ok := number(b[1:3], 16); ok {
			return []byte{byte(v)}, 3
		}
	case b[0] == '&':
		if end := bytes.IndexByte(b[:min(len(b), longestEscape)], ';'); end > 0 {
			if text := html.UnescapeString(string(b[:end+1])); text != string(b[:end+1]) {
				return []byte(text), end + 1
			}
		}
	case b[0] == '\\' && len(b) > 1:
		return backslash(b)
	}
	return b[:1], 1
}

func backslash(b []byte) (sign []byte, n int) {
	unit := func(at int, mark byte, digits int) (rune, bool) {
		if len(b) < at+2+digits || b[at] != '\\' || b[at+1] != mark {
			return 0, false
		}
		v, ok := number(b[at+2:at+2+digits], 16)
		return rune(v), ok
	}
	if r, ok := unit(0, 'x', 2); ok {
		return utf8.AppendRune(nil, r), 4
	}
	if r, ok := unit(0, 'u', 4); ok {
		if low, more := unit(6, 'u', 4); more && utf16.IsSurrogate(r) {
			return utf8.AppendRune(nil, utf16.DecodeRune(r, low)), 12
		}
		return utf8.AppendRune(nil, r), 6
	}
	switch b[1] {
	case 'n', 'r', 't':
		return []byte{' '}, 2
	case '/', '"', '\'', '\\':
		return b[1:2], 2
	}
	return b[:1], 1
}

func number(digits []byte, base int) (uint64, bool) {
	v, err := strconv.ParseUint(string(digits), base, 32)
	return v, err == nil
}
