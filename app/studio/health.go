package studio

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"taglane/app/outbox"
	"taglane/app/platform"
	"taglane/app/taglane"
)

// AccountHealth is how an account stands, as a screen shows it.
type AccountHealth struct {
	Account     taglane.ID `json:"account"`
	State       string     `json:"state"` // ok, login, offline, trouble
	Name        string     `json:"name"`  // as the service calls it
	Message     string     `json:"message"`
	Scopes      []Scope    `json:"scopes"`
	Expires     string     `json:"expires"` // RFC 3339; "" unknown or never
	Quotas      []Quota    `json:"quotas"`
	Note        string     `json:"note"`
	LastFault   string     `json:"lastFault"` // the last error of anything that went there; "" for none
	LastFaultAt string     `json:"lastFaultAt"`
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

// AccountHealth says how an account stands: as it was last heard, or fresh from
// its service. That a service does not answer is an answer and no error.
func (s *Studio) AccountHealth(ctx context.Context, id taglane.ID, fresh bool) (AccountHealth, error) {
	a, err := s.store.Account(ctx, id)
	if err != nil {
		return AccountHealth{}, err
	}
	if fresh {
		s.examine(ctx, a)
	}
	v := s.healthOf(a, s.standing(ctx, id))
	return v, s.lastFault(ctx, &v)
}

// examine asks the service of an account how it stands.
func (s *Studio) examine(ctx context.Context, a taglane.Account) {
	if !a.Sealed && connects(a) {
		return // there is nobody to ask for
	}
	now := s.standing(ctx, a.ID)
	soon, cancel := context.WithTimeout(ctx, checkup)
	defer cancel()
	service, err := s.open(soon, a)
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
	now.Kind, now.Trouble, now.At = taglane.KindOf(err), taglane.SaidOf(err), s.o.Now().UTC()
	s.stand(ctx, a.ID, now)
}

// standing is what was last heard of an account.
func (s *Studio) standing(ctx context.Context, id taglane.ID) standing {
	s.healths.Lock()
	defer s.healths.Unlock()
	if now, have := s.healths.of[id]; have {
		return now
	}
	var now standing
	text, err := s.store.Setting(ctx, standingPrefix+string(id))
	if err != nil || text == "" || json.Unmarshal([]byte(text), &now) != nil {
		return standing{}
	}
	return now
}

// stand keeps what was heard of an account, and says so where it stands
// otherwise than before.
func (s *Studio) stand(ctx context.Context, id taglane.ID, now standing) {
	was := s.standing(ctx, id)
	s.healths.Lock()
	if s.healths.of == nil {
		s.healths.of = map[taglane.ID]standing{}
	}
	s.healths.of[id] = now
	s.healths.Unlock()
	if text, err := json.Marshal(now); err == nil {
		_ = s.logged(s.store.SetSetting(ctx, standingPrefix+string(id), string(text))) // it is heard again soon
	}
	if was.Kind != now.Kind || was.At.IsZero() {
		s.o.Emit("login", struct{}{})
	}
}

// forgetStanding forgets what was heard of an account whose login has changed.
func (s *Studio) forgetStanding(ctx context.Context, id taglane.ID) {
	s.healths.Lock()
	delete(s.healths.of, id)
	s.healths.Unlock()
	_ = s.logged(s.store.SetSetting(ctx, standingPrefix+string(id), ""))
}

// excuse forgets what was wrong with an account, now that it may be mended,
// and nothing else that was heard of it.
func (s *Studio) excuse(ctx context.Context, id taglane.ID) {
	if now := s.standing(ctx, id); now.Kind != "" {
		s.stand(ctx, id, standing{Health: now.Health})
	}
}

// greet notes what the service called an account when it was logged in to.
func (s *Studio) greet(ctx context.Context, id taglane.ID, name string) {
	s.stand(ctx, id, standing{Health: platform.Health{Name: name}})
}

// missed notes that something on its way to an account waits for a login.
func (s *Studio) missed(r outbox.Row) {
	if r.Wait != outbox.WaitsLogin {
		return
	}
	now := s.standing(s.life, r.Account)
	if now.Kind == taglane.Login {
		return
	}
	now.Kind, now.Trouble, now.At = taglane.Login, r.FaultMessage, s.o.Now().UTC()
	s.stand(s.life, r.Account, now)
}

// healthOf tells what was heard of an account.
func (s *Studio) healthOf(a taglane.Account, now standing) AccountHealth {
	h := now.Health
	v := AccountHealth{Account: a.ID, Name: h.Name, Scopes: []Scope{}, Quotas: []Quota{}, Note: s.Tell(h.Note), Expires: stamp(h.Expires), CheckedAt: stamp(now.At)}
	missing := false
	for _, x := range h.Scopes {
		v.Scopes = append(v.Scopes, Scope{x.Name, s.Tell(x.For), x.Granted})
		missing = missing || !x.Granted
	}
	for _, q := range h.Quotas {
		v.Quotas = append(v.Quotas, Quota{s.Tell(q.What), q.Left, q.Most, stamp(q.ResetAt)})
	}
	switch {
	case !a.Sealed && connects(a):
		v.State, v.Message = "login", s.say("Nobody is logged in to %s yet. Connect the account.", a.Name)
	case now.Kind == taglane.Login:
		v.State, v.Message = "login", s.Tell(now.Trouble)
	case now.Kind == taglane.Offline:
		v.State, v.Message = "offline", s.Tell(now.Trouble)
	case now.Kind != "":
		v.State, v.Message = "trouble", s.Tell(now.Trouble)
	case missing && h.Name != "": // whether that is enough the service says by itself
		v.State, v.Message = "ok", s.say("Connected as %s, though not everything was allowed.", h.Name)
	case h.Name != "":
		v.State, v.Message = "ok", s.say("Connected as %s.", h.Name)
	case a.Sealed:
		v.State, v.Message = "ok", s.say("Connected.")
	default:
		v.State, v.Message = "ok", s.say("Ready; it needs no login.")
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

// lastFault finds what last went wrong on the way to an account.
func (s *Studio) lastFault(ctx context.Context, v *AccountHealth) error {
	rows, err := s.store.Publications(ctx) // newest first
	if err != nil {
		return err
	}
	var last time.Time
	for _, r := range rows {
		if r.Account != v.Account || r.FaultMessage.Format == "" {
			continue
		}
		entries, err := s.store.Entries(ctx, r.ID)
		if err != nil {
			return err
		}
		if n := len(entries); n > 0 && entries[n-1].At.After(last) {
			last = entries[n-1].At
			v.LastFault, v.LastFaultAt = s.Tell(r.FaultMessage), stamp(last)
		}
	}
	return nil
}

// lookAfterAccounts asks how connected accounts stand, at the start and then
// each time it was long ago, so that a login that has ended is known before it
// is needed.
func (s *Studio) lookAfterAccounts() {
	if s.o.HealthEvery <= 0 {
		return
	}
	tick := time.NewTicker(max(s.o.HealthEvery/4, time.Millisecond))
	defer tick.Stop()
	for {
		accounts, err := s.store.Accounts(s.life)
		if err != nil && s.life.Err() == nil {
			_ = s.logged(err)
		}
		for _, a := range accounts {
			if a.Sealed && s.o.Now().Sub(s.standing(s.life, a.ID).At) >= s.o.HealthEvery {
				s.examine(s.life, a)
			}
		}
		select {
		case <-tick.C:
		case <-s.life.Done():
			return
		}
	}
}
