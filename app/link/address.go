package link

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// addressMost is how long an address may be, bytes; browsers and networks stop
// long before.
const addressMost = 8 << 10

// parse reads an address of the web as people paste it: http or https, with a
// host and without a password. Its host is ASCII and small from then on.
func parse(text string) (*url.URL, bool) {
	text = strings.ReplaceAll(strings.TrimSpace(text), "&amp;", "&")
	if len(text) > addressMost {
		return nil, false
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Opaque != "" || u.User != nil {
		return nil, false
	}
	host, ok := hostOf(u.Hostname())
	if !ok {
		return nil, false
	}
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return nil, false
		}
		host += ":" + port
	}
	u.Host = host
	return u, true
}

// hostOf writes a host the one way it is compared in.
func hostOf(name string) (string, bool) {
	name = strings.TrimSuffix(name, ".")
	if strings.Contains(name, ":") {
		return "[" + strings.ToLower(name) + "]", !strings.ContainsAny(name, "%[]")
	}
	name = lower(name)
	if strings.Trim(name, hostSigns) != "" || strings.Contains(name, "xn--") {
		ascii, err := idna.Lookup.ToASCII(name)
		if err != nil || !utf8.ValidString(name) {
			return "", false
		}
		name = ascii
	}
	return name, !slices.Contains(strings.Split(name, "."), "")
}

// hostSigns are what names of hosts are made of that need no other form.
const hostSigns = digits + "-_."

// tidy writes an address the one way it is compared in, with its query as it
// is: https, everything in ASCII, nothing escaped twice.
func tidy(u *url.URL) string {
	var b strings.Builder
	b.WriteString("https://" + u.Host)
	path := u.EscapedPath()
	if !strings.HasPrefix(path, "/") {
		b.WriteByte('/')
	}
	escape(&b, path)
	if u.RawQuery != "" {
		b.WriteByte('?')
		escape(&b, u.RawQuery)
	}
	if f := u.EscapedFragment(); f != "" {
		b.WriteByte('#')
		escape(&b, f)
	}
	return b.String()
}

const hex = "0123456789ABCDEF"

// escape writes what is not plain ASCII in percent form, and leaves what is in
// it already, in capitals.
func escape(b *strings.Builder, s string) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			b.WriteString(strings.ToUpper(s[i : i+3]))
			i += 2
		case c <= ' ' || c >= 0x7f || strings.IndexByte("%\"'<>[\\]^`{|}", c) >= 0:
			b.WriteString("%" + string(hex[c>>4]) + string(hex[c&15]))
		default:
			b.WriteByte(c)
		}
	}
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// pair is a parameter of a query, in the order they stand.
type pair struct{ raw, name, value string }

// pairs takes a query apart. What cannot be decoded is left as it is.
func pairs(query string) (out []pair) {
	if query == "" {
		return nil
	}
	for _, raw := range strings.Split(query, "&") {
		name, value, _ := strings.Cut(raw, "=")
		out = append(out, pair{raw, decoded(name), decoded(value)})
	}
	return out
}

func decoded(s string) string {
	if d, err := url.QueryUnescape(s); err == nil {
		return d
	}
	return s
}

// canonical is a shop's own address without what others track visitors with.
func canonical(u *url.URL) string {
	c := *u
	var kept []string
	for _, p := range pairs(u.RawQuery) {
		if p.raw != "" && !strips.means(p.name, u.Hostname()) {
			kept = append(kept, p.raw)
		}
	}
	c.RawQuery = strings.Join(kept, "&")
	c.ForceQuery = false
	return tidy(&c)
}
