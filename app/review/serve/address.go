package serve

import (
	"cmp"
	"net"
	"net/netip"
	"slices"
	"strconv"

	"taglane/app/taglane"
)

// Address is one of this machine's at which guests could reach it.
type Address struct {
	Address string `json:"address"`
	Network string `json:"network"` // as this machine calls its adapter, such as wlan0
	// Reach is who could come: "network": those in the same one; "machine": only
	// this machine; "world": whoever knows the address, unless a router stops them.
	Reach string `json:"reach"`
}

// ReviewAddresses lists the addresses of this machine, the likeliest first.
// Which of them is meant is a person's to say: a laptop is in several networks,
// and not all of them are friends.
func (h *Host) ReviewAddresses() ([]Address, error) {
	out := []Address{}
	all, err := net.Interfaces()
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "The networks of this machine cannot be listed.")
	}
	for _, i := range all {
		if i.Flags&net.FlagUp == 0 {
			continue
		}
		addresses, err := i.Addrs()
		if err != nil {
			continue // it was unplugged meanwhile
		}
		for _, a := range addresses {
			if p, err := netip.ParsePrefix(a.String()); err == nil && reachOf(p.Addr()) != "" {
				out = append(out, Address{p.Addr().Unmap().String(), i.Name, reachOf(p.Addr())})
			}
		}
	}
	order := []string{"network", "world", "machine"}
	slices.SortStableFunc(out, func(a, b Address) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Reach), slices.Index(order, b.Reach)), cmp.Compare(len(a.Address), len(b.Address)))
	})
	return out, nil
}

// reachOf says who reaches an address; "" where no browser could be given it.
func reachOf(a netip.Addr) string {
	switch a = a.Unmap(); {
	case a.IsLoopback():
		return "machine"
	case a.IsLinkLocalUnicast(), !a.IsGlobalUnicast():
		return ""
	case a.IsPrivate():
		return "network"
	}
	return "world"
}

// place is where a server listens; port 0 for any.
type place struct {
	at   netip.Addr
	port int
}

// parseAddress reads an address with a port or without. Invalid: it is none.
// Refused: it stands for all networks at once.
func parseAddress(text string) (place, error) {
	var p place
	host := text
	if h, port, err := net.SplitHostPort(text); err == nil {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil {
			return p, errNoAddress(text)
		}
		host, p.port = h, int(n)
	}
	at, err := netip.ParseAddr(host)
	at = at.Unmap()
	switch {
	case err != nil || at.Zone() != "":
		return p, errNoAddress(text)
	case at.IsUnspecified():
		return p, taglane.Errorf(taglane.Refused, "The address %s stands for every network that this machine is in. Choose one.", at)
	case reachOf(at) == "":
		return p, errNoAddress(text)
	}
	p.at = at
	return p, nil
}

func errNoAddress(text string) error {
	return taglane.Errorf(taglane.Invalid, "%q is no address of this machine, such as 192.168.0.10.", text)
}
