package link

import (
	"net/url"
	"slices"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// layersMost is how many links may be wrapped around an address.
const layersMost = 5

// Layer is one link around another address.
type Layer struct {
	Host       string `json:"host"`
	Network    string `json:"network,omitempty"` // the service whose grammar it is in; "" where none is known
	Owner      string `json:"owner,omitempty"`   // whom it pays, as far as it says
	Advertiser string `json:"advertiser,omitempty"`
	SubID      string `json:"sub_id,omitempty"`
}

// Reading is what a pasted link says.
type Reading struct {
	Raw         string  `json:"raw"`              // as it was pasted
	Layers      []Layer `json:"layers,omitempty"` // from the outside in
	Nested      []Layer `json:"nested,omitempty"` // links of networks that stand elsewhere in it
	Destination string  `json:"destination"`      // at the shop itself, https, free of tracking; "" of an opaque one
	Opaque      bool    `json:"opaque,omitempty"` // it does not say where it leads
}

// Read takes a link apart, offline. Reading its Destination again changes
// nothing. Invalid: it is no address of the web, or one wrapped too often.
func Read(pasted string) (Reading, error) {
	r := Reading{Raw: pasted}
	u, ok := parse(pasted)
	if !ok {
		return r, taglane.Errorf(taglane.Invalid, "This is not an address that can be opened.")
	}
	search := search{seen: map[string]bool{}}
	search.in(u)
	if search.lost {
		return r, taglane.Errorf(taglane.Invalid, "This link is wrapped in more than %d others.", layersMost)
	}
	for {
		layer, inside, wrapped := unwrap(u)
		if !wrapped {
			break
		}
		r.Layers = append(r.Layers, layer)
		if len(r.Layers) > layersMost {
			return r, taglane.Errorf(taglane.Invalid, "This link is wrapped in more than %d others.", layersMost)
		}
		if u, ok = parse(inside); !ok {
			break
		}
	}
	r.Nested = slices.DeleteFunc(search.found, func(l Layer) bool { return slices.Contains(r.Layers, l) })
	if r.Opaque = !ok; ok {
		r.Destination = canonical(u)
	}
	return r, nil
}

// unwrap takes one link off. What is inside is "" where it does not say.
func unwrap(u *url.URL) (l Layer, inside string, wrapped bool) {
	l, inside, known := parsed(u)
	if inside == "" {
		inside = carried(u)
	}
	affiliate := nameAt(hosts.Affiliates, u.Hostname()) != "" || nameAt(hosts.Shorteners, u.Hostname()) != ""
	return l, inside, known || inside != "" || affiliate
}

// parsed reads a link in the grammar of the network whose host it has.
func parsed(u *url.URL) (l Layer, inside string, known bool) {
	l.Host = u.Hostname()
	service, n, known := networkAt(l.Host)
	if !known {
		return l, "", false
	}
	l.Network = service
	own := *u // a grammar may do with it as it likes
	if d, ok := n.Parse(&own); ok {
		l.Owner, l.Advertiser, l.SubID, inside = d.Owner, d.Advertiser, d.SubID, d.Destination
	}
	return l, inside, true
}

// networkAt is the network one of whose hosts it is.
func networkAt(host string) (string, platform.Network, bool) {
	all := platform.Networks()
	for _, service := range sorted(all) {
		if n := all[service]; n.Parse != nil && under(host, n.Hosts...) {
			return service, n, true
		}
	}
	return "", platform.Network{}, false
}

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// carried is the address in one of the parameters that redirectors use.
func carried(u *url.URL) string {
	for _, p := range pairs(u.RawQuery) {
		if !wraps.means(p.name, u.Hostname()) {
			continue
		}
		if _, ok := parse(p.value); ok {
			return p.value
		}
	}
	return ""
}
