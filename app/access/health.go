package access

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// Health is how an account stands, as a screen shows it.
type Health struct {
	Account     taglane.ID `json:"account"`
	State       string     `json:"state"` // ok, login, offline, trouble
	Name        string     `json:"name"`  // as the service calls it
	Message     string     `json:"message"`
	Scopes      []Scope    `json:"scopes"`
	Expires     string     `json:"expires"` // RFC 3339; "" unknown or never
	Quotas      []Quota    `json:"quotas"`
	Note        string     `json:"note"`
	LastFault   string     `json:"lastFault"` // the last error of anything that went there, for whoever knows to say; "" for none
	LastFaultAt string     `json:"lastFaultAt"`
	Quiet       string     `json:"quiet"`     // that nothing is earned there although its links are clicked, for whoever knows to say; "" where that is not so
	CheckedAt   string     `json:"checkedAt"` // "" when nobody asked yet
}

// Scope is one leave of a login.
type Scope struct {
	Name    string `json:"name"`
	For     string `json:"for"`
	Granted bool   `json:"granted"`
}

// Quota is how much of something may still be done.
type Quota struct {
	What    string `json:"what"`
	Left    int64  `json:"left"`
	Most    int64  `json:"most"`
	ResetAt string `json:"resetAt"`
}

// standing is what was last heard of an account. It is kept across restarts,
// so that nobody is asked more often than they need to be.
type standing struct {
	Kind    taglane.Kind    `json:"kind,omitempty"` // of what went wrong; "" for nothing
	Trouble taglane.Said    `json:"trouble"`
	Health  platform.Health `json:"health"` // as the service told it last
	At      time.Time       `json:"at,omitzero"`
}

// healths are what was heard of accounts.
type healths struct {
	sync.Mutex
	of map[taglane.ID]standing
}

const (
	// standingPrefix is before the names of the settings in which standings lie.
	standingPrefix = "standing/"
	// checkup is how long a service may take to say how an account stands.
	checkup = 20 * time.Second
)

// Health says how an account stands: as it was last heard, or fresh from its
// service. That a service does not answer is an answer and no error.
func (g *Gate) Health(ctx context.Context, id taglane.ID, fresh bool) (Health, error) {
	a, err := g.o.Shelf.Account(ctx, id)
	if err != nil {
		return Health{}, err
	}
	if fresh {
		g.examine(ctx, a)
	}
	return g.healthOf(a, g.standing(ctx, id)), nil
}

// examine asks the service of an account how it stands.
func (g *Gate) examine(ctx context.Context, a taglane.Account) {
	if !a.Sealed && connects(a) {
		return // there is nobody to ask for
	}
	now := g.standing(ctx, a.ID)
	soon, cancel := context.WithTimeout(ctx, checkup)
	defer cancel()
	service, err := g.Connector(soon, a)
	if err == nil {
		if h, ok := platform.As[platform.Healthy](service); ok {
			var heard platform.Health
			if heard, err = h.Health(soon); err == nil {
				now.Health = heard
			}
		}
	}
	if ctx.Err() != nil {
		return // who asked has gone, so nobody knows what the silence means
	}
	now.Kind, now.Trouble, now.At = taglane.KindOf(err), taglane.SaidOf(err), g.o.Now().UTC()
	g.stand(ctx, a.ID, now)
}

// standing is what was last heard of an account.
func (g *Gate) standing(ctx context.Context, id taglane.ID) standing {
	g.healths.Lock()
	defer g.healths.Unlock()
	if now, have := g.healths.of[id]; have {
		return now
	}
	var now standing
	text, err := g.o.Shelf.Setting(ctx, standingPrefix+string(id))
	if err != nil || text == "" || json.Unmarshal([]byte(text), &now) != nil {
		return standing{}
	}
	return now
}

// stand keeps what was heard of an account, and says so where it stands
// otherwise than before.
func (g *Gate) stand(ctx context.Context, id taglane.ID, now standing) {
	was := g.standing(ctx, id)
	g.healths.Lock()
	if g.healths.of == nil {
		g.healths.of = map[taglane.ID]standing{}
	}
	g.healths.of[id] = now
	g.healths.Unlock()
	if text, err := json.Marshal(now); err == nil {
		_ = g.noted(g.o.Shelf.SetSetting(ctx, standingPrefix+string(id), string(text))) // it is heard again soon
	}
	if was.Kind != now.Kind || was.At.IsZero() {
		g.o.Changed()
	}
}

// forgetStanding forgets what was heard of an account whose login has changed.
func (g *Gate) forgetStanding(ctx context.Context, id taglane.ID) {
	g.healths.Lock()
	delete(g.healths.of, id)
	g.healths.Unlock()
	_ = g.noted(g.o.Shelf.SetSetting(ctx, standingPrefix+string(id), ""))
}

// excuse forgets what was wrong with an account, now that it may be mended,
// and nothing else that was heard of it.
func (g *Gate) excuse(ctx context.Context, id taglane.ID) {
	if now := g.standing(ctx, id); now.Kind != "" {
		g.stand(ctx, id, standing{Health: now.Health})
	}
}

// greet notes what the service called an account when it was logged in to.
func (g *Gate) greet(ctx context.Context, id taglane.ID, name string) {
	g.stand(ctx, id, standing{Health: platform.Health{Name: name}})
}

// Missed notes that something on its way to an account waits for a login, and
// what was said of it.
func (g *Gate) Missed(account taglane.ID, why taglane.Said) {
	now := g.standing(g.life, account)
	if now.Kind == taglane.Login {
		return
	}
	now.Kind, now.Trouble, now.At = taglane.Login, why, g.o.Now().UTC()
	g.stand(g.life, account, now)
}

// healthOf tells what was heard of an account.
func (g *Gate) healthOf(a taglane.Account, now standing) Health {
	h := now.Health
	v := Health{Account: a.ID, Name: h.Name, Scopes: []Scope{}, Quotas: []Quota{}, Note: g.o.Tell(h.Note), Expires: stamp(h.Expires), CheckedAt: stamp(now.At)}
	missing := false
	for _, x := range h.Scopes {
		v.Scopes = append(v.Scopes, Scope{x.Name, g.o.Tell(x.For), x.Granted})
		missing = missing || !x.Granted
	}
	for _, q := range h.Quotas {
		v.Quotas = append(v.Quotas, Quota{g.o.Tell(q.What), q.Left, q.Most, stamp(q.ResetAt)})
	}
	switch {
	case !a.Sealed && connects(a):
		v.State, v.Message = "login", g.o.Tell(taglane.Say("Nobody is logged in to %s yet. Connect the account.", a.Name))
	case now.Kind == taglane.Login:
		v.State, v.Message = "login", g.o.Tell(now.Trouble)
	case now.Kind == taglane.Offline:
		v.State, v.Message = "offline", g.o.Tell(now.Trouble)
	case now.Kind != "":
		v.State, v.Message = "trouble", g.o.Tell(now.Trouble)
	case missing && h.Name != "": // whether that is enough the service says by itself
		v.State, v.Message = "ok", g.o.Tell(taglane.Say("Connected as %s, though not everything was allowed.", h.Name))
	case h.Name != "":
		v.State, v.Message = "ok", g.o.Tell(taglane.Say("Connected as %s.", h.Name))
	case a.Sealed:
		v.State, v.Message = "ok", g.o.Tell(taglane.Say("Connected."))
	default:
		v.State, v.Message = "ok", g.o.Tell(taglane.Say("Ready; it needs no login."))
	}
	return v
}

// stamp is a time as it crosses; "" for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// LookAfter asks how connected accounts stand, at once and then each time it was
// long ago, so that a login that has ended is known before it is needed. It
// returns when ctx ends.
func (g *Gate) LookAfter(ctx context.Context) {
	if g.o.HealthEvery <= 0 {
		return
	}
	tick := time.NewTicker(max(g.o.HealthEvery/4, time.Millisecond))
	defer tick.Stop()
	for {
		accounts, err := g.o.Shelf.Accounts(ctx)
		if err != nil && ctx.Err() == nil {
			_ = g.noted(err)
		}
		for _, a := range accounts {
			if a.Sealed && g.o.Now().Sub(g.standing(ctx, a.ID).At) >= g.o.HealthEvery {
				g.examine(ctx, a)
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
