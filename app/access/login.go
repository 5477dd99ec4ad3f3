package access

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// Person is whoever connects an account.
type Person = platform.Person

// loginPatience is how long a login waits for the next thing its person does.
const loginPatience = 5 * time.Minute

var errLate = errors.New("access: nobody finished the login")

// LogIn lets a person log in to an account's service and keeps what comes of
// it; what waited for the login goes on. Refused: it was called off, it took
// too long, or they logged in to another account than this one. Invalid: there
// is nothing to log in to, or something that it needs was never entered.
func (g *Gate) LogIn(ctx context.Context, id taglane.ID, with Person) (taglane.Account, error) {
	return g.logIn(ctx, id, with, loginPatience)
}

func (g *Gate) logIn(ctx context.Context, id taglane.ID, with Person, within time.Duration) (taglane.Account, error) {
	a, p, err := g.guest(ctx, id)
	if err != nil {
		return a, err
	}
	secret, err := g.app(ctx, a, p)
	if err != nil {
		return a, err
	}
	waiting, end := context.WithCancelCause(ctx)
	defer end(nil)
	bell := time.AfterFunc(within, func() { end(errLate) })
	defer bell.Stop()
	got, err := p.Connect(waiting, a, secret, patient{with, func() { bell.Reset(within) }})
	switch cause := context.Cause(waiting); {
	case err == nil:
		// What was granted counts, even if the person called it off in that moment.
		return g.welcome(context.WithoutCancel(ctx), id, got)
	case errors.Is(cause, errLate):
		err = taglane.Errorf(taglane.Refused, "The login was not finished within five minutes. Begin again.")
	case cause != nil:
		err = taglane.Errorf(taglane.Refused, "The login was called off.")
	}
	return a, bare(err)
}

// bare is an error without what the log would be told of it: whatever a login
// says in passing may be a secret.
func bare(err error) error {
	e := taglane.Errorf(taglane.Internal, taglane.InternalMessage)
	if told := (*taglane.Error)(nil); errors.As(err, &told) {
		*e = *told
	}
	e.Err = nil
	return e
}

// guest is an account that can be logged in to.
func (g *Gate) guest(ctx context.Context, id taglane.ID) (taglane.Account, platform.Profile, error) {
	a, err := g.o.Shelf.Account(ctx, id)
	if err != nil {
		return a, platform.Profile{}, err
	}
	p, _ := platform.ProfileOf(a.Service)
	if p.Connect == nil {
		return a, p, taglane.Errorf(taglane.Invalid, "%s needs no login.", a.Name)
	}
	return a, p, nil
}

// welcome keeps what a login brought.
func (g *Gate) welcome(ctx context.Context, id taglane.ID, got platform.Connected) (taglane.Account, error) {
	a, err := g.o.Shelf.Account(ctx, id) // as it is by now
	if err != nil {
		return a, err
	}
	if err := checkSecret(got.Secret); err != nil {
		return a, err
	}
	if err := same(a, got); err != nil {
		return a, err
	}
	set := map[string]string{}
	maps.Copy(set, a.Settings)
	maps.Copy(set, got.Settings)
	a.Settings, a.Sealed = set, true
	if _, err := platform.Connect(a, got.Secret); err != nil { // before the old credentials are given up
		return a, bare(err)
	}
	if err := g.begin(ctx, a, got.Secret); err != nil {
		return a, err
	}
	if err := g.goOn(ctx, id); err != nil {
		return a, err
	}
	g.greet(ctx, id, got.Name)
	g.o.Changed()
	return a, nil
}

// begin puts a new login in place of the one before.
func (g *Gate) begin(ctx context.Context, a taglane.Account, secret json.RawMessage) error {
	defer g.loginEnds(a.ID)()
	if err := g.keepSecret(ctx, a.ID, secret); err != nil {
		return err
	}
	return g.o.Shelf.KeepAccount(ctx, a)
}

// same refuses a login that ended at another channel or page than the account
// is for: to post to the wrong account is the worst that can happen. What is
// known of who it is, services call an id.
func same(a taglane.Account, got platform.Connected) error {
	for key, now := range got.Settings {
		if was := a.Settings[key]; strings.HasSuffix(key, "_id") && was != "" && was != now {
			return taglane.Errorf(taglane.Refused, "You logged in to another account than %s. Log in to that one, or add this one as an account of its own.", a.Name)
		}
	}
	return nil
}

// patient is a person whose every act gives them time for the next.
type patient struct {
	Person
	acted func()
}

// Show opens an address and lets the person act on it.
func (p patient) Show(address string) error {
	p.acted()
	return p.Person.Show(address)
}

// Paste waits for what is pasted.
func (p patient) Paste(ctx context.Context) (string, error) {
	p.acted()
	defer p.acted()
	return p.Person.Paste(ctx)
}

// Choose waits for a choice.
func (p patient) Choose(ctx context.Context, what taglane.Said, names []string) (int, error) {
	p.acted()
	defer p.acted()
	return p.Person.Choose(ctx, what, names)
}
