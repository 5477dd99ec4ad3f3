package studio

import (
	"context"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"taglane/app/outbox"
	"taglane/app/taglane"
)

const (
	// networkEvery is how often this computer's addresses are looked at while
	// something waits for the network. Nothing is sent for that.
	networkEvery = 5 * time.Second
	// hopeful is how long after a sign of the network platforms are tried at each
	// look, for an address is there before names can be looked up.
	hopeful = 30 * time.Second
)

// network is what waits for it to come back, and what speaks for that.
type network struct {
	mu        sync.Mutex
	waiting   map[taglane.ID]bool // publications
	watched   bool
	hope      time.Time     // until when to try at each look
	addresses func() string // nil: this computer's
}

// NetworkBack lets what waits for the network go on at once: whoever shows the
// studio heard that it is back.
func (s *Studio) NetworkBack(ctx context.Context) error {
	s.network.mu.Lock()
	s.network.hope = s.o.Now().Add(hopeful)
	s.network.mu.Unlock()
	return s.outbox.Reconnected(ctx)
}

// offline hears of each publication that was kept, and begins to look for the
// network when the first has to wait for it.
func (s *Studio) offline(r outbox.Row) {
	n := &s.network
	n.mu.Lock()
	defer n.mu.Unlock()
	if r.Wait != outbox.WaitsOffline {
		delete(n.waiting, r.ID)
		return
	}
	if n.waiting == nil {
		n.waiting = map[taglane.ID]bool{}
	}
	if n.waiting[r.ID] = true; n.watched || s.life.Err() != nil {
		return
	}
	n.watched = true
	was := n.now()
	s.background(func() { s.lookForNetwork(was) })
}

// lookForNetwork goes on until nothing waits for the network. It has come back
// when this computer has other addresses than before; where that tells nothing,
// as behind a router without a line, the outbox tries by itself, more seldom.
func (s *Studio) lookForNetwork(was string) {
	n := &s.network
	for {
		select {
		case <-s.life.Done():
			return
		case <-s.o.After(networkEvery):
		}
		n.mu.Lock()
		if len(n.waiting) == 0 {
			n.watched = false
			n.mu.Unlock()
			return
		}
		now, at := n.now(), s.o.Now()
		if now != was && now != "" {
			n.hope = at.Add(hopeful)
		}
		try := at.Before(n.hope)
		was = now
		n.mu.Unlock()
		if try {
			_ = s.logged(s.outbox.Reconnected(s.life))
		}
	}
}

// now is every address by which this computer could reach another one; "" when
// it has none.
func (n *network) now() string {
	if n.addresses != nil {
		return n.addresses()
	}
	all, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	var out []string
	for _, a := range all {
		if ip, ok := a.(*net.IPNet); ok && ip.IP.IsGlobalUnicast() {
			out = append(out, ip.String())
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}
