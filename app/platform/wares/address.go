package wares

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// layers is how many links in links are looked through.
const layers = 5

var (
	schemeForm = regexp.MustCompile(`(?i)^(https?):/+`)
	mailForm   = regexp.MustCompile(`(?i)[^\s/@]+(@|%40)[^\s/@]+\.[a-z]{2,}`)
	phoneForm  = regexp.MustCompile(`^\+?[0-9][0-9 ()./-]{5,18}[0-9]$`)
)

// Secure is an address with https, which shops also write with http or with
// nothing before its host; "" where it is none.
func Secure(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "//") {
		s = "https:" + s
	}
	if strings.HasPrefix(strings.ToLower(s), "http://") {
		s = "https://" + s[len("http://"):]
	}
	if taglane.CheckURL(s) != nil {
		return ""
	}
	return s
}

// imagesMost is how many pictures of one product are kept.
const imagesMost = 20

// Images are the pictures that can be fetched, each once, in their order.
func Images(all ...string) (out []string) {
	for _, i := range all {
		if i = Secure(i); i != "" && !slices.Contains(out, i) && len(out) < imagesMost {
			out = append(out, i)
		}
	}
	return out
}

// marks are those of campaigns and networks, which are not part of where a
// product is.
var marks = []string{"gclid", "fbclid", "cjevent", "irclickid", "ranmid", "raneaid", "ransiteid"}

// AtShop is where a product is at the shop itself, free of what tells campaigns
// apart; "" where what is told is a network's link.
func AtShop(s string) string {
	s = Secure(s)
	u, err := url.Parse(s)
	if s == "" || err != nil || Nested(s) {
		return ""
	}
	var left []string
	for _, part := range strings.Split(u.RawQuery, "&") {
		name, _, _ := strings.Cut(strings.ToLower(part), "=")
		if part != "" && !strings.HasPrefix(name, "utm_") && !slices.Contains(marks, name) {
			left = append(left, part)
		}
	}
	u.RawQuery, u.ForceQuery = strings.Join(left, "&"), false
	return u.String()
}

// Address is a shop's address in plain ASCII, as a link can carry it: what may
// not stand in an address is percent-encoded, what is encoded already stays.
// Invalid: it is no address of a shop, or a link of a network.
func Address(text string) (string, error) {
	wrong := taglane.Errorf(taglane.Invalid, "The product has no address at a shop that begins with https://.")
	if taglane.CheckURL(text) != nil {
		return "", wrong
	}
	text = encoded(text)
	u, err := url.Parse(text)
	if err != nil {
		return "", wrong
	}
	host, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil || host == "" {
		return "", wrong
	}
	if Nested(text) {
		return "", taglane.Errorf(taglane.Invalid, "The product's address is a link of an affiliate network. Use the shop's own address.")
	}
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	rest := text[len("https://"):]
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	return "https://" + strings.ToLower(host) + rest[end:], nil
}

// standing are the marks that stand for themselves in an address, beside
// letters and digits.
const standing = "-._~!$&()*+,;=:@/?#"

// encoded writes everything else in percents. Only the first # begins a
// fragment.
func encoded(text string) string {
	var out strings.Builder
	fragment := false
	for i := 0; i < len(text); i++ {
		c := text[i]
		plain := c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || strings.IndexByte(standing, c) >= 0
		switch {
		case c == '#' && fragment:
			plain = false
		case c == '#':
			fragment = true
		case c == '%':
			plain = i+2 < len(text) && hex(text[i+1]) && hex(text[i+2])
		}
		if plain {
			out.WriteByte(c)
			continue
		}
		out.WriteByte('%')
		out.WriteByte("0123456789ABCDEF"[c>>4])
		out.WriteByte("0123456789ABCDEF"[c&15])
	}
	return out.String()
}

func hex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// Same says whether two addresses of shops are one, however much of them is
// encoded.
func Same(a, b string) bool {
	if a == "" || b == "" {
		return a == b
	}
	x, err := Address(a)
	y, other := Address(b)
	return err == nil && other == nil && x == y
}

// Nested says whether an address is a network's link, or has one in it.
func Nested(address string) bool { return nested(address, layers) }

func nested(address string, deep int) bool {
	u, err := url.Parse(address)
	if err != nil || deep == 0 {
		return deep == 0
	}
	for _, n := range platform.Networks() {
		if Below(n.Hosts, u.Hostname()) {
			return true
		}
	}
	for _, values := range u.Query() {
		for _, v := range values {
			if schemeForm.MatchString(v) && nested(v, deep-1) {
				return true
			}
		}
	}
	if at := strings.Index(strings.ToLower(u.Path), "/http"); at >= 0 && schemeForm.MatchString(u.Path[at+1:]) {
		return nested(schemeForm.ReplaceAllString(u.Path[at+1:], "$1://"), deep-1)
	}
	return false
}

// Host is the host of an address in lower case, without www; "" for none.
func Host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// Below says whether a host is one of some, or below one.
func Below(hosts []string, host string) bool {
	host = strings.ToLower(host)
	return slices.ContainsFunc(hosts, func(h string) bool { return host == h || strings.HasSuffix(host, "."+h) })
}

// Personal says whether a sub-id looks like an e-mail address or a telephone
// number: it must not tell who anybody is.
func Personal(sub string) bool { return mailForm.MatchString(sub) || phoneForm.MatchString(sub) }
