package link

import (
	"iter"
	"net/url"
	"slices"
	"strings"
)

// searchMost is how many addresses are looked at inside one; nobody but a
// jester writes more.
const searchMost = 150

// search finds the links of networks that stand anywhere inside an address,
// under whatever name and however often escaped, since each of them may be the
// one that is paid in the end.
type search struct {
	seen  map[string]bool
	found []Layer
	lost  bool // there is more than anybody would look at
}

func (s *search) in(u *url.URL) {
	path, inPath := u.EscapedPath(), false
	for at, address := range addressesIn(path + query(u)) {
		if at < len(path) { // it goes on in the query
			inPath = true
			s.address(address)
		}
	}
	if !inPath {
		s.text(path)
	}
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

// text looks through a text, and through what it says once it is decoded. What
// stands behind the beginning of an address is that address's own.
func (s *search) text(text string) {
	for range layersMost {
		first := len(text)
		for at, address := range addressesIn(text) {
			first = min(first, at)
			if s.address(address); s.lost {
				return
			}
		}
		again := decoded(text[:first])
		if again == text[:first] {
			return
		}
		text = again
	}
	s.lost = true
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

// addressesIn are the addresses that begin in a text, and where. Each goes to
// the text's end, since what it says may go on behind the next. The second
// slash is put back that paths lose on their way.
func addressesIn(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i := range len(text) {
			for _, scheme := range []string{"https:/", "http:/"} {
				if len(text)-i > len(scheme) && strings.EqualFold(text[i:i+len(scheme)], scheme) {
					rest := strings.TrimLeft(text[i+len(scheme):], "/")
					if !yield(i, scheme+"/"+rest) {
						return
					}
				}
			}
		}
	}
}
