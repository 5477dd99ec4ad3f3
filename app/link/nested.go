package link

import (
	"net/url"
	"slices"
	"strings"
)

// searchMost is how many addresses are looked at inside one; nobody but a
// jester writes more.
const searchMost = 300

// search finds the links of networks that stand anywhere inside an address,
// under whatever name and however often escaped, since each of them may be the
// one that is paid in the end.
type search struct {
	seen  map[string]bool
	found []Layer
	lost  bool // there is more than anybody would look at
}

func (s *search) in(u *url.URL) {
	s.text(u.EscapedPath() + query(u))
	for _, p := range pairs(u.RawQuery) {
		s.text(p.value)
		s.text(p.name)
	}
	s.text(u.EscapedFragment())
}

func query(u *url.URL) string {
	if u.RawQuery == "" {
		return ""
	}
	return "?" + u.RawQuery
}

// text looks through a text, and through what it says once it is decoded.
func (s *search) text(text string) {
	for range layersMost {
		for address := range addressesIn(text) {
			s.address(address)
		}
		again := decoded(text)
		if again == text {
			return
		}
		text = again
	}
}

func (s *search) address(text string) {
	if s.seen[text] || s.lost {
		return
	}
	if s.lost = len(s.seen) >= searchMost; s.lost {
		return
	}
	s.seen[text] = true
	u, ok := parse(text)
	if !ok {
		return
	}
	l, _, known := parsed(u)
	if (known || nameAt(hosts.Affiliates, l.Host) != "") && !slices.Contains(s.found, l) {
		s.found = append(s.found, l)
	}
	s.in(u)
}

// addressesIn are the addresses that begin in a text. Each goes to its end,
// since what it says may go on behind the next. The second slash is put back
// that paths lose on their way.
func addressesIn(text string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for i := range len(text) {
			for _, scheme := range []string{"https:/", "http:/"} {
				if len(text)-i > len(scheme) && strings.EqualFold(text[i:i+len(scheme)], scheme) {
					rest := strings.TrimLeft(text[i+len(scheme):], "/")
					if !yield(scheme + "/" + rest) {
						return
					}
				}
			}
		}
	}
}
