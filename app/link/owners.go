package link

import "slices"

// Owners are our own codes at each network, by service: those that our links
// pay.
type Owners map[string][]string

// Has says whether a code at a network is one of ours. "" never is.
func (o Owners) Has(network, owner string) bool {
	return owner != "" && slices.Contains(o[network], owner)
}

// Foreign are the links in what was read, at any depth, that pay somebody
// else, or of which nobody can tell that they pay us.
func (r Reading) Foreign(own Owners) (out []Layer) {
	for _, l := range append(slices.Clone(r.Layers), r.Nested...) {
		if (l.Network != "" || nameAt(hosts.Affiliates, l.Host) != "") && !own.Has(l.Network, l.Owner) {
			out = append(out, l)
		}
	}
	return out
}

// Own says whether it is a link that pays us and nobody else.
func (r Reading) Own(own Owners) bool {
	return len(r.Layers) > 0 && own.Has(r.Layers[0].Network, r.Layers[0].Owner) && len(r.Foreign(own)) == 0
}
