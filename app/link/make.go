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

// On puts the parameters on an address. Those that the shop has set itself stay
// as they are.
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
	for _, p := range filled {
		if slices.ContainsFunc(there, func(t pair) bool { return strings.EqualFold(t.name, p[0]) }) {
			continue
		}
		if at.RawQuery != "" {
			at.RawQuery += "&"
		}
		at.RawQuery += p[0] + "=" + url.QueryEscape(p[1])
	}
	return tidy(at), nil
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
	if d.Destination, err = bare(d.Destination); err != nil {
		return "", err
	}
	if d.Destination, err = utm.On(d.Destination); err != nil {
		return "", err
	}
	built, err := n.Build(d)
	if err != nil {
		return "", err
	}
	return built, Agrees(built, d)
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
