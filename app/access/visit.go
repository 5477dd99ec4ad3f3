package access

import (
	"context"
	"net"
	"net/url"
	"sync"
	"time"

	"taglane/app/taglane"
)

// Login is a login under way as a screen shows it. There is at most one.
type Login struct {
	State    string     `json:"state"` // none, browser, paste, choose, done, failed
	Account  taglane.ID `json:"account"`
	Address  string     `json:"address"`  // where the person logs in; "" for none
	Question string     `json:"question"` // of choose
	Names    []string   `json:"names"`
	Message  string     `json:"message"`
}

// The states of a login.
const (
	noLogin   = "none"
	inBrowser = "browser"
	toPaste   = "paste"
	toChoose  = "choose"
	loggedIn  = "done"
	notLogged = "failed"
)

// logins holds the login under way, or the last one.
type logins struct {
	sync.Mutex
	last *visit
}

// visit is one login by way of a screen. It is the Person that the connector
// talks to; its fields are under the lock of logins.
type visit struct {
	g        *Gate
	account  taglane.Account
	show     func(address string) error
	end      context.CancelFunc
	over     chan struct{} // closed at the end
	moved    chan struct{} // closed, and made anew, with each change
	pasted   chan string
	chosen   chan int
	state    string
	address  string
	question taglane.Said
	names    []string
	message  taglane.Said
}

// firstWord is how long a verb waits for a login to move on, so that a screen
// is told where it stands rather than that it began.
const firstWord = 10 * time.Second

// Connect begins a login in the person's browser, which show opens at an
// address. Beginning again for the same account starts anew. Conflict: another
// account is being logged in. Changed tells of what becomes of it.
func (g *Gate) Connect(ctx context.Context, id taglane.ID, show func(address string) error) (Login, error) {
	a, p, err := g.guest(ctx, id)
	if err != nil {
		return Login{}, err
	}
	if _, err := g.app(ctx, a, p); err != nil { // before a browser is opened in vain
		return Login{}, err
	}
	g.abandon(id)
	v := &visit{
		g: g, account: a, show: show, over: make(chan struct{}), moved: make(chan struct{}),
		pasted: make(chan string, 1), chosen: make(chan int, 1),
		state: inBrowser, message: taglane.Say("Your browser opens."),
	}
	var life context.Context
	life, v.end = context.WithCancel(g.life)
	g.logins.Lock()
	if last := g.logins.last; last != nil && last.underWay() {
		g.logins.Unlock()
		v.end()
		return Login{}, taglane.Errorf(taglane.Conflict, "The login to %s is still under way. Finish it or call it off first.", last.account.Name)
	}
	g.logins.last = v
	moved := v.moved
	g.logins.Unlock()
	g.wait.Go(func() { v.run(life) })
	v.await(ctx, moved)
	return g.Login(), nil
}

func (v *visit) underWay() bool {
	return v.state == inBrowser || v.state == toPaste || v.state == toChoose
}

// run is the login from beginning to end.
func (v *visit) run(ctx context.Context) {
	defer close(v.over)
	defer v.end()
	_, err := v.g.LogIn(ctx, v.account.ID, v)
	v.move(func() {
		v.address, v.question, v.names = "", taglane.Said{}, nil
		switch {
		case v.state == noLogin: // called off
		case err == nil:
			v.state, v.message = loggedIn, taglane.Say("%s is connected.", v.account.Name)
		default:
			v.state, v.message = notLogged, taglane.SaidOf(err)
		}
	})
	if err == nil && v.g.o.HealthEvery > 0 {
		_, _ = v.g.Health(ctx, v.account.ID, true) // its event tells of it
	}
}

// move changes where the login stands and says so.
func (v *visit) move(change func()) {
	v.g.logins.Lock()
	change()
	close(v.moved)
	v.moved = make(chan struct{})
	v.g.logins.Unlock()
	v.g.o.Changed()
}

// await waits a while for the login to move on.
func (v *visit) await(ctx context.Context, moved <-chan struct{}) {
	patience := time.NewTimer(firstWord)
	defer patience.Stop()
	select {
	case <-moved:
	case <-v.over:
	case <-ctx.Done():
	case <-patience.C:
	}
}

// Login is where the login under way stands, or how the last one ended.
func (g *Gate) Login() Login {
	g.logins.Lock()
	defer g.logins.Unlock()
	v := g.logins.last
	if v == nil {
		return Login{State: noLogin, Names: []string{}}
	}
	return Login{v.state, v.account.ID, v.address, g.o.Tell(v.question), append([]string{}, v.names...), g.o.Tell(v.message)}
}

// Paste hands over what the person copied from their browser, and returns
// once the login has moved on. Conflict: nothing waits for it.
func (g *Gate) Paste(ctx context.Context, text string) (Login, error) {
	return g.answerLogin(ctx, toPaste, func(v *visit) error {
		v.pasted <- text
		return nil
	})
}

// Choose answers which one is meant, by its place in the list. Conflict:
// nothing was asked; Invalid: there is no such place.
func (g *Gate) Choose(ctx context.Context, n int) (Login, error) {
	return g.answerLogin(ctx, toChoose, func(v *visit) error {
		if n < 0 || n >= len(v.names) {
			return taglane.Errorf(taglane.Invalid, "Choose one of the list.")
		}
		v.chosen <- n
		return nil
	})
}

// answerLogin gives a waiting login what it waits for.
func (g *Gate) answerLogin(ctx context.Context, in string, give func(*visit) error) (Login, error) {
	g.logins.Lock()
	v := g.logins.last
	if v == nil || v.state != in {
		g.logins.Unlock()
		return g.Login(), taglane.Errorf(taglane.Conflict, "No login waits for this now.")
	}
	if err := give(v); err != nil {
		g.logins.Unlock()
		return g.Login(), err
	}
	v.state, v.question, v.names = inBrowser, taglane.Said{}, nil
	v.message = taglane.Say("%s is asked.", v.account.Name)
	moved := v.moved
	g.logins.Unlock()
	v.await(ctx, moved)
	return g.Login(), nil
}

// CallOff calls the login under way off.
func (g *Gate) CallOff() Login {
	g.callOff(func(*visit) bool { return true })
	return g.Login()
}

// abandon calls the login of one account off.
func (g *Gate) abandon(id taglane.ID) {
	g.callOff(func(v *visit) bool { return v.account.ID == id })
}

// callOff ends the login under way, if it is meant, and waits until it has.
func (g *Gate) callOff(meant func(*visit) bool) {
	g.logins.Lock()
	v := g.logins.last
	if v == nil || !v.underWay() || !meant(v) {
		g.logins.Unlock()
		return
	}
	v.state, v.message = noLogin, taglane.Say("The login was called off.")
	g.logins.Unlock()
	v.end()
	patience := time.NewTimer(firstWord)
	defer patience.Stop()
	select {
	case <-v.over:
	case <-patience.C:
	}
}

// Show has the address opened in the person's browser. Where none opens the
// person does it by hand.
func (v *visit) Show(address string) error {
	if u, err := url.Parse(address); err != nil || !safe(u) {
		return taglane.Errorf(taglane.Refused, "The address of the login is not one that may be opened.")
	}
	v.move(func() {
		if v.underWay() {
			v.state, v.address = inBrowser, address
			v.message = taglane.Say("Log in to %s in your browser, and allow Taglane to use it.", v.account.Name)
		}
	})
	if v.show(address) != nil { // the screen shows the address as well
		v.move(func() {
			if v.underWay() {
				v.message = taglane.Say("No browser could be opened. Copy the address and open it yourself.")
			}
		})
	}
	return nil
}

// safe says whether an address is one for a browser: of a site, or of a twin
// on this machine.
func safe(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	return u.Host != "" && u.User == nil && (u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip.IsLoopback()))
}

// Paste waits for what the person copied.
func (v *visit) Paste(ctx context.Context) (string, error) {
	v.move(func() {
		if v.underWay() {
			v.state = toPaste
			v.message = taglane.Say("Copy the address of the page where your browser ended, or the code that is shown there, and paste it here.")
		}
	})
	select {
	case text := <-v.pasted:
		return text, nil
	case <-ctx.Done():
		return "", taglane.Wrap(ctx.Err(), taglane.Refused, "The login was called off.")
	}
}

// Choose waits for the person to say which one is meant.
func (v *visit) Choose(ctx context.Context, what taglane.Said, names []string) (int, error) {
	v.move(func() {
		if v.underWay() {
			v.state, v.question, v.names, v.message = toChoose, what, names, what
		}
	})
	select {
	case n := <-v.chosen:
		return n, nil
	case <-ctx.Done():
		return 0, taglane.Wrap(ctx.Err(), taglane.Refused, "The login was called off.")
	}
}

// Tell says something in the person's language.
func (v *visit) Tell(said taglane.Said) string { return v.g.o.Tell(said) }
