package httpx

import (
	"context"
	"sync"
	"time"

	"taglane/app/taglane"
)

// early is how long before its end a token is renewed.
const early = time.Minute

// renewal bounds one renewal, whoever waits for it.
const renewal = time.Minute

// Grant keeps one account's token fresh. All its fields are set before the
// first use. It may be used by many at once.
type Grant struct {
	Config Config
	Store  TokenStore
	Early  time.Duration    // how long before its end a token is renewed; 0: one minute
	Now    func() time.Time // nil: Wall
	// Account shares one renewal among all Grants of an account in this
	// program, also where each has a Store of its own; "": this Grant alone.
	Account string

	mu       sync.Mutex
	own      chan struct{} // the gate of a Grant without Account
	seen     Secrets
	unsaved  *Token // renewed, but not kept yet: nobody may use it
	unproven string // an access token renewed because of a 401 and not yet taken by the service
}

// gates hold one place for each account under renewal.
var gates sync.Map // Account → chan struct{}

// heirs are the last renewals of each account. A Grant that still holds what
// was renewed elsewhere finds its heir here: its own refresh token may be dead.
var heirs struct {
	sync.Mutex
	of map[string][]heir // by account and where its tokens come from, oldest first
}

// heir is a token and the one it was renewed from.
type heir struct {
	from, to Token
}

// heirsMost is how many renewals of an account are remembered.
const heirsMost = 8

// Token is the account's token, renewed first if its end is near. Its errors
// are Login where only the person can help.
func (g *Grant) Token(ctx context.Context) (Token, error) {
	t, err := g.load(ctx)
	if err != nil {
		return Token{}, err
	}
	if g.pending() == nil && t.lives(g.now().Add(g.early())) {
		return t, nil
	}
	fresh, err := g.renew(ctx, t)
	if err != nil && g.pending() == nil && t.lives(g.now()) {
		return t, nil // it lives a little longer; the next call tries again
	}
	return fresh, err
}

// Renew is for a token that the service refused before its end: it returns the
// one that came after it, and asks for a new one if there is none. A token
// that is refused although it was renewed for that reason is not renewed
// again: that is Login.
func (g *Grant) Renew(ctx context.Context, refused Token) (Token, error) {
	g.mu.Lock()
	twice := g.unproven != "" && g.unproven == refused.Access
	g.mu.Unlock()
	if twice {
		return Token{}, g.login(nil)
	}
	t, err := g.renew(ctx, refused)
	if err == nil {
		g.mu.Lock()
		g.unproven = t.Access
		g.mu.Unlock()
	}
	return t, err
}

// accepted notes that the service took a token.
func (g *Grant) accepted(t Token) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.unproven == t.Access {
		g.unproven = ""
	}
}

// renew asks for the token after old, once for all who ask at the same time.
// It goes on when its caller gives up: a rotated refresh token that nobody
// waited for would otherwise be lost, and the account with it.
func (g *Grant) renew(ctx context.Context, old Token) (Token, error) {
	gate := g.gate()
	select {
	case gate <- struct{}{}:
	case <-ctx.Done():
		return Token{}, taglane.Wrap(ctx.Err(), taglane.Later, "The call to %s was called off.", g.Config.name())
	}
	type result struct {
		t   Token
		err error
	}
	done := make(chan result, 1)
	go func() {
		defer func() { <-gate }()
		alone, stop := context.WithTimeout(context.WithoutCancel(ctx), renewal)
		defer stop()
		t, err := g.next(alone, old)
		done <- result{t, err}
	}()
	select {
	case r := <-done:
		return r.t, r.err
	case <-ctx.Done():
		return Token{}, taglane.Wrap(ctx.Err(), taglane.Later, "The call to %s was called off.", g.Config.name())
	}
}

// next is the token after old. The gate is held.
func (g *Grant) next(ctx context.Context, old Token) (Token, error) {
	if kept := g.pending(); kept != nil {
		return *kept, g.save(ctx, *kept)
	}
	stored, err := g.load(ctx)
	if err != nil {
		return Token{}, err
	}
	now := g.heirOf(stored)
	if now.Access != old.Access && now.lives(g.now().Add(g.early())) {
		if now.Access == stored.Access {
			return now, nil // somebody was here before us
		}
		return now, g.save(ctx, now)
	}
	fresh, err := g.Config.renew(ctx, now, g.now)
	if err != nil {
		return Token{}, err
	}
	g.bequeath(now, fresh)
	return fresh, g.save(ctx, fresh)
}

// line names the account's line of tokens; "" where it is nobody else's.
func (g *Grant) line() string {
	if g.Account == "" {
		return ""
	}
	return g.Account + "\x00" + g.Config.TokenURL + "\x00" + g.Config.ClientID
}

// heirOf is what a token became, as far as this program knows.
func (g *Grant) heirOf(t Token) Token {
	heirs.Lock()
	defer heirs.Unlock()
	for _, h := range heirs.of[g.line()] {
		if h.from.Access == t.Access && h.from.Refresh == t.Refresh {
			t = h.to
		}
	}
	return t
}

func (g *Grant) bequeath(from, to Token) {
	if g.Account == "" {
		return
	}
	heirs.Lock()
	defer heirs.Unlock()
	if heirs.of == nil {
		heirs.of = map[string][]heir{}
	}
	line := append(heirs.of[g.line()], heir{from, to})
	heirs.of[g.line()] = line[max(0, len(line)-heirsMost):]
}

// save keeps a token before anybody uses it. A token that could not be kept is
// not thrown away: the service may already have forgotten the one before.
func (g *Grant) save(ctx context.Context, t Token) error {
	g.seen.Add(t.Access, t.Refresh)
	err := g.Store.Save(ctx, t)
	g.mu.Lock()
	defer g.mu.Unlock()
	if err != nil {
		g.unsaved = &t
		return taglane.Wrap(quiet(err, &g.seen), taglane.Later, "The new access to %s cannot be kept.", g.Config.name())
	}
	g.unsaved = nil
	return nil
}

func (g *Grant) pending() *Token {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.unsaved
}

func (g *Grant) load(ctx context.Context) (Token, error) {
	t, err := g.Store.Load(ctx)
	if err != nil {
		k := taglane.KindOf(err)
		if k == taglane.Internal || k == taglane.NotFound {
			k = taglane.Login
		}
		return Token{}, taglane.Wrap(quiet(err, &g.seen), k, "%s asks you to log in again.", g.Config.name())
	}
	g.seen.Add(t.Access, t.Refresh)
	if t.Access == "" && t.Refresh == "" {
		return Token{}, g.login(nil)
	}
	return t, nil
}

func (g *Grant) login(err error) error {
	return taglane.Wrap(err, taglane.Login, "%s asks you to log in again.", g.Config.name())
}

func (g *Grant) gate() chan struct{} {
	if g.Account != "" {
		gate, _ := gates.LoadOrStore(g.Account, make(chan struct{}, 1))
		return gate.(chan struct{})
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.own == nil {
		g.own = make(chan struct{}, 1)
	}
	return g.own
}

// secrets are the values this grant has seen; nil of no grant.
func (g *Grant) secrets() *Secrets {
	if g == nil {
		return nil
	}
	g.seen.Add(g.Config.ClientSecret)
	return &g.seen
}

func (g *Grant) early() time.Duration {
	if g.Early > 0 {
		return g.Early
	}
	return early
}

func (g *Grant) now() time.Time {
	if g.Now == nil {
		return Wall()
	}
	return g.Now()
}
