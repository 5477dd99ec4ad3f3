package trade

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"taglane/app/link"
	"taglane/app/taglane"
)

const (
	// hostRest is how long a host is let alone that wants that.
	hostRest = 24 * time.Hour
	// hostDaily is how many requests looks make to one host in a day.
	hostDaily = 200
	// hostsKept is the setting that remembers them.
	hostsKept = "looks-hosts"
)

// hostNote is what is remembered of a host that looks asked.
type hostNote struct {
	Day    taglane.Day `json:"day"` // UTC, that was counted
	Asked  int         `json:"asked"`
	Since  time.Time   `json:"since,omitzero"` // when it wanted to be let alone; zero for never
	Robots bool        `json:"robots,omitempty"`
}

// hosts are those that looks asked, or must not ask now.
type hosts struct {
	t   *Trade
	all map[string]*hostNote
}

// hostsAsked are they as they are remembered across restarts.
func (t *Trade) hostsAsked(ctx context.Context) (*hosts, error) {
	text, err := t.l.Store.Setting(ctx, hostsKept)
	h := &hosts{t, map[string]*hostNote{}}
	if err == nil && text != "" {
		err = json.Unmarshal([]byte(text), &h.all)
	}
	return h, err
}

// spares says whether a host is let alone now, and why. What it asks of programs
// counts where nobody waits.
func (h *hosts) spares(host string, alone bool) (why taglane.Said, spared bool) {
	n, now := h.all[host], h.t.l.Now()
	switch {
	case n == nil:
		return taglane.Said{}, false
	case !n.Since.IsZero() && now.Sub(n.Since) < hostRest && (alone || !n.Robots):
		return n.said(host), true
	case n.Day == taglane.DayOf(now.UTC()) && n.Asked >= hostDaily:
		return taglane.Say("%s was asked often enough today, so it is let alone until tomorrow.", host), true
	}
	return taglane.Said{}, false
}

func (n *hostNote) said(host string) taglane.Said {
	if n.Robots {
		return taglane.Say("%s asks programs to stay away, so it is let alone until %s.", host, n.Since.Add(hostRest))
	}
	return taglane.Say("%s wants to be asked less, so it is let alone until %s.", host, n.Since.Add(hostRest))
}

// sparing counts each request to a host and stops before one that is let alone.
func (h *hosts) sparing(alone bool) func(context.Context, string) (taglane.Said, bool) {
	return func(_ context.Context, host string) (taglane.Said, bool) {
		why, spared := h.spares(host, alone)
		if !spared {
			n := h.note(host)
			n.Asked++
		}
		return why, spared
	}
}

func (h *hosts) note(host string) *hostNote {
	today := taglane.DayOf(h.t.l.Now().UTC())
	n := h.all[host]
	if n == nil {
		n = &hostNote{Day: today}
		h.all[host] = n
	}
	if n.Day != today {
		n.Day, n.Asked = today, 0
	}
	return n
}

// heard remembers what a way told of hosts, and forgets what is over.
func (h *hosts) heard(ctx context.Context, c link.Chain) error {
	now := h.t.l.Now().UTC()
	if c.Shut != "" {
		n := h.note(c.Shut)
		n.Since, n.Robots = now, c.Robots
	}
	for host, n := range h.all {
		if n.Day != taglane.DayOf(now) && now.Sub(n.Since) >= hostRest {
			delete(h.all, host)
		}
	}
	text, err := json.Marshal(h.all)
	if err != nil {
		return err
	}
	return h.t.l.Store.SetSetting(ctx, hostsKept, string(text))
}

// Resting is a host that is let alone for now.
type Resting struct {
	Host    string `json:"host"`
	Message string `json:"message"`
}

// resting are the hosts that are let alone, by name.
func (t *Trade) resting(ctx context.Context) ([]Resting, error) {
	h, err := t.hostsAsked(ctx)
	out := []Resting{}
	for host := range h.all {
		if why, spared := h.spares(host, true); spared {
			out = append(out, Resting{host, t.l.Tell(why)})
		}
	}
	slices.SortFunc(out, func(a, b Resting) int { return cmp.Compare(a.Host, b.Host) })
	return out, err
}
