package link

import (
	"net/url"
	"slices"
	"strings"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// UTM is what the shop's own statistics are to be told. It is put on the
// shop's address, never on the link around it. Of the five texts those that
// are "" are left out, so that its zero value is off; they may name
// {platform}, {clip} and {tag}.
type UTM struct {
	Source   string `json:"source,omitempty"`
	Medium   string `json:"medium,omitempty"`
	Campaign string `json:"campaign,omitempty"`
	Content  string `json:"content,omitempty"`
	Term     string `json:"term,omitempty"`

	Platform, Clip, Tag string `json:"-"` // what the names stand for
	// Own is the address as the shop itself writes it. What it has its own
	// statistics told there stays as it is.
	Own string `json:"-"`
}

// Filled are the parameters with what their names stand for, in order. Invalid:
// a name is none of the three.
func (u UTM) Filled() (out [][2]string, err error) {
	fill := strings.NewReplacer("{platform}", u.Platform, "{clip}", u.Clip, "{tag}", u.Tag)
	for _, p := range [][2]string{{"utm_source", u.Source}, {"utm_medium", u.Medium}, {"utm_campaign", u.Campaign}, {"utm_content", u.Content}, {"utm_term", u.Term}} {
		if p[1] == "" {
			continue
		}
		if rest := strings.NewReplacer("{platform}", "", "{clip}", "", "{tag}", "").Replace(p[1]); strings.ContainsAny(rest, "{}") {
			return nil, taglane.Errorf(taglane.Invalid, "Only {platform}, {clip} and {tag} may stand in braces.")
		}
		if value := fill.Replace(p[1]); value != "" {
			out = append(out, [2]string{p[0], value})
		}
	}
	return out, nil
}

// Personal is the first of the texts that says who somebody is, by e-mail,
// telephone or one of the names; "" where none does.
func (u UTM) Personal(names []string) string {
	for _, text := range []string{u.Source, u.Medium, u.Campaign, u.Content, u.Term} {
		if personal(text, names) {
			return text
		}
	}
	return ""
}

// On puts the parameters on an address. Those that the shop has set itself, here
// or in its own address, stay as they are.
func (u UTM) On(address string) (string, error) {
	filled, err := u.Filled()
	if err != nil || len(filled) == 0 {
		return address, err
	}
	at, ok := parse(address)
	if !ok {
		return "", taglane.Errorf(taglane.Invalid, "This is not an address that can be opened.")
	}
	there := pairs(at.RawQuery)
	add := func(p pair) {
		if slices.ContainsFunc(there, func(t pair) bool { return strings.EqualFold(t.name, p.name) }) {
			return
		}
		if at.RawQuery != "" {
			at.RawQuery += "&"
		}
		at.RawQuery += p.raw
		there = append(there, p)
	}
	for _, p := range u.shops() {
		add(p)
	}
	for _, p := range filled {
		add(pair{p[0] + "=" + url.QueryEscape(p[1]), p[0], p[1]})
	}
	return tidy(at), nil
}

// shops are the parameters of this kind that the shop has set itself. One that
// names a person is none of ours to hand on.
func (u UTM) shops() (out []pair) {
	own, ok := parse(u.Own)
	if !ok {
		return nil
	}
	for _, p := range pairs(own.RawQuery) {
		if strings.HasPrefix(strings.ToLower(p.name), "utm_") && !personal(p.value, nil) {
			out = append(out, p)
		}
	}
	return out
}

// Make builds a link in a network's grammar, offline, and reads it back before
// anybody gets it. Invalid: something is missing, or the destination is no
// plain https address of a shop. Internal: what was built says something else
// than it should.
func Make(network string, d platform.Deeplink, utm UTM) (string, error) {
	n, known := platform.Networks()[network]
	if !known || n.Build == nil || n.Parse == nil {
		return "", taglane.Errorf(taglane.Invalid, "There is no network called %s.", network)
	}
	if d.Owner == "" {
		return "", taglane.Errorf(taglane.Invalid, "The account is incomplete: it does not say whom its links pay.")
	}
	if n.SubIDMost > 0 && len(d.SubID) > n.SubIDMost {
		return "", taglane.Errorf(taglane.Invalid, "This link has a number that its code has no room for.")
	}
	d.Network = network
	var err error
	if d.Destination, err = Told(d.Destination, utm); err != nil {
		return "", err
	}
	built, err := n.Build(d)
	if err != nil {
		return "", err
	}
	return built, Agrees(built, d)
}

// Told is the address that a link to a destination carries, with what the shop
// is told. Invalid: it is no plain https address of a shop.
func Told(destination string, utm UTM) (string, error) {
	plain, err := bare(destination)
	if err != nil {
		return "", err
	}
	told, err := utm.On(plain)
	if err != nil || told == plain {
		return plain, err
	}
	return bare(told) // nothing that was added may be a link itself
}

// bare is an address that leads to a shop itself, with all its parameters.
func bare(address string) (string, error) {
	u, ok := parse(address)
	if !ok || u.Scheme != "https" {
		return "", taglane.Errorf(taglane.Invalid, "A link is only made for an address that begins with https://.")
	}
	r, err := Read(address)
	if err != nil {
		return "", err
	}
	if len(r.Layers) > 0 || len(r.Nested) > 0 {
		return "", taglane.Errorf(taglane.Invalid, "A link is only made for the shop's own address, not for another link.")
	}
	return tidy(u), nil
}

// Agrees reads a link and compares it with what it should say. Internal: it
// says something else. An advertiser is compared where the grammar says one.
func Agrees(built string, d platform.Deeplink) error {
	wrong := func(what string) error {
		return taglane.Wrap(&mismatch{what, built}, taglane.Internal, "The link that was built does not say what it should, so it is not used.")
	}
	u, ok := parse(built)
	if !ok || u.Scheme != "https" {
		return wrong("address")
	}
	n := platform.Networks()[d.Network]
	if n.Parse == nil || !under(u.Hostname(), n.Hosts...) {
		return wrong("host")
	}
	got, ok := n.Parse(u)
	if !ok {
		return wrong("form")
	}
	to, ok := parse(got.Destination)
	switch {
	case got.Owner != d.Owner:
		return wrong("owner")
	case got.SubID != d.SubID:
		return wrong("sub-id")
	case got.Ad != d.Ad:
		return wrong("ad")
	case got.Advertiser != "" && got.Advertiser != d.Advertiser:
		return wrong("advertiser")
	case !ok || to.Scheme != "https" || tidy(to) != d.Destination:
		return wrong("destination")
	}
	return nil
}

// mismatch is what the log is told of a link that says something else.
type mismatch struct{ what, built string }

func (m *mismatch) Error() string { return "the " + m.what + " of " + m.built + " is another" }
