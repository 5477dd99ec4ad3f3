package catalog

import (
	"net/url"
	"slices"
	"strings"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// layersMost is how many links may be wrapped around each other.
const layersMost = 5

// networks are the grammars of affiliate links by the hosts of their links.
type networks map[string]platform.Network

func newNetworks() networks {
	out := networks{}
	for _, n := range platform.Networks() {
		for _, h := range n.Hosts {
			out[strings.ToLower(h)] = n
		}
	}
	return out
}

// of is the network a host belongs to, it or what it is below of.
func (n networks) of(host string) (platform.Network, bool) {
	for len(n) > 0 && host != "" {
		if net, ok := n[host]; ok {
			return net, true
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return platform.Network{}, false
}

// link is where the shop itself sells the product: somebody's affiliate link is
// unwrapped, marks of campaigns are dropped, an address that the file does not
// tell is made from the pattern.
func (f *reading) link(r *record) string {
	s := r.text(fLink)
	if s == "" {
		if s = f.patterned(r); s == "" {
			f.ask(AskLink)
			return ""
		}
	}
	if !sound(s) {
		if len(s) > 4 && strings.EqualFold(s[:5], "http:") {
			f.note(r, "feed.link.form", fLink, s, taglane.Say("The link starts with http:// and was left out; only https:// links are safe to follow."))
		} else {
			f.note(r, "feed.link.form", fLink, s, taglane.Say("The link was left out: a link must start with https:// and name a site."))
		}
		return ""
	}
	to, foreign := f.networks.unwrap(s)
	if foreign && to == "" {
		f.note(r, "feed.link.foreign", fLink, s, taglane.Say("The link is somebody's affiliate link and does not say where it leads, so it was left out."))
	} else if foreign {
		f.note(r, "feed.link.foreign", fLink, s, taglane.Say("The link is somebody's affiliate link; the address it leads to is used."))
	}
	return to
}

// unwrap is where a link leads without anybody asked, free of tracking; ""
// where a link of a network does not say.
func (n networks) unwrap(s string) (to string, foreign bool) {
	for range layersMost {
		net, ok := n.of(hostOf(s))
		if !ok {
			break
		}
		u, err := url.Parse(s)
		if err != nil {
			return "", true
		}
		d, ok := net.Parse(u)
		if !ok {
			break
		}
		if foreign = true; taglane.CheckURL(d.Destination) != nil {
			return "", true
		}
		s = d.Destination
	}
	return untracked(s), foreign
}

// hostOf is the host of a sound address, in small letters, without its port.
func hostOf(s string) string {
	s = strings.TrimPrefix(s, "https://")
	if i := strings.IndexAny(s, "/?#:"); i >= 0 {
		s = s[:i]
	}
	return strings.ToLower(s)
}

// untracked drops what only tells where a visitor came from.
func untracked(s string) string {
	head, rest, ok := strings.Cut(s, "?")
	if !ok {
		return s
	}
	query, fragment, marked := strings.Cut(rest, "#")
	shopper := strings.Contains(hostOf(s), "amazon.")
	parts := strings.Split(query, "&")
	kept := slices.DeleteFunc(slices.Clone(parts), func(p string) bool {
		name, _, _ := strings.Cut(strings.ToLower(p), "=")
		return strings.HasPrefix(name, "utm_") || slices.Contains(feed.Tracking, name) || shopper && name == "tag"
	})
	if len(kept) == len(parts) {
		return s
	}
	if len(kept) > 0 {
		head += "?" + strings.Join(kept, "&")
	}
	if marked {
		head += "#" + fragment
	}
	return head
}

// patterned fills the pattern of a link from the columns it names, such as
// https://shop.example/?p={ID}. A cell that is blank makes no link.
func (f *reading) patterned(r *record) string {
	out := f.Link
	for strings.Contains(out, "{") {
		before, rest, _ := strings.Cut(out, "{")
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return ""
		}
		value := f.named(r, name)
		if value == "" {
			return ""
		}
		out = before + url.PathEscape(strings.NewReplacer("{", "", "}", "").Replace(value)) + after
	}
	return out
}

// named is a cell by the name of its column: ours, or that of its header.
func (f *reading) named(r *record, name string) string {
	name = fold(name)
	if name == "id" {
		return oneLine(r.text(fKey))
	}
	for at, c := range columnNames {
		if fold(string(c)) == name || slices.Contains(feed.Columns[c], name) {
			if s := oneLine(r.text(field(at))); s != "" {
				return s
			}
		}
	}
	return ""
}

// sound says whether an address is one of ours: https, with a host, whole. Most
// are, and are seen at a glance; the others are looked at closely.
func sound(s string) bool {
	rest, ok := strings.CutPrefix(s, "https://")
	if !ok || len(s) > 2048 {
		return taglane.CheckURL(s) == nil
	}
	i := 0
	for i < len(rest) && (rest[i] >= 'a' && rest[i] <= 'z' || rest[i] >= '0' && rest[i] <= '9' || rest[i] == '.' || rest[i] == '-') {
		i++
	}
	plain := i > 0 && (i == len(rest) || rest[i] == '/' || rest[i] == '?')
	for ; plain && i < len(rest); i++ {
		c := rest[i]
		plain = c > ' ' && c < 0x7f && c != '%' && c != '"' && c != '<' && c != '>' && c != '\\' && c != '^' && c != '`' && c != '{' && c != '|' && c != '}'
	}
	return plain || taglane.CheckURL(s) == nil
}
