package access

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// NewAccount is what a person says of an account.
type NewAccount struct {
	Service  string
	Name     string
	BaseURL  string // stands in for the service's own address; https, or http on this machine
	Settings map[string]string
	// Secret are the credentials, a JSON object; nil where the service needs
	// none. Where there is a login they may be only what it begins with.
	Secret json.RawMessage
}

// Add keeps an account, once its connector takes the settings. One that still
// has to be logged in is kept as it is. Invalid: something of it is wrong or
// missing; Conflict: there is one of that name; Login: it wants credentials, or
// the vault does not open.
func (g *Gate) Add(ctx context.Context, n NewAccount) (taglane.Account, error) {
	if err := checkSecret(n.Secret); err != nil {
		return taglane.Account{}, err
	}
	p, _ := platform.ProfileOf(n.Service)
	a := taglane.Account{ID: g.o.NewID(), Service: n.Service, Name: n.Name, BaseURL: n.BaseURL, Settings: n.Settings}
	lies := appName(a.ID)
	if entered(p, n.Secret) {
		if _, err := whole(p, n.Secret, n.Settings); err != nil {
			return taglane.Account{}, err
		}
		// What can be done without being let in, such as making links, needs
		// what was entered at once.
		if c, err := platform.Connect(a, n.Secret); err == nil {
			if ready, ok := platform.As[platform.Preparer](c); ok {
				if a.Settings, err = ready.Prepare(ctx); err != nil {
					return taglane.Account{}, err
				}
			}
		}
	} else {
		lies, a.Sealed = secretName(a.ID), n.Secret != nil
		if _, err := platform.Connect(a, n.Secret); err != nil { // before anything of a wrong account is kept
			return taglane.Account{}, err
		}
	}
	if n.Secret != nil {
		if err := g.keepAs(ctx, lies, n.Secret); err != nil {
			return taglane.Account{}, err
		}
	}
	kept, err := g.keepAccount(ctx, a)
	if err != nil {
		return taglane.Account{}, errors.Join(err, g.dropSecret(ctx, a, true))
	}
	return kept, nil
}

// Set renames an account or changes its settings. What is on its way there goes
// on under the new ones.
func (g *Gate) Set(ctx context.Context, id taglane.ID, name string, settings map[string]string) (taglane.Account, error) {
	a, err := g.o.Shelf.Account(ctx, id)
	if err != nil {
		return taglane.Account{}, err
	}
	a.Name, a.Settings = name, settings
	return g.keepAccount(ctx, a)
}

func (g *Gate) keepAccount(ctx context.Context, a taglane.Account) (taglane.Account, error) {
	a.Name = strings.TrimSpace(a.Name)
	if err := taglane.CheckText("name", a.Name, 80); err != nil {
		return taglane.Account{}, err
	}
	if a.Name == "" {
		return taglane.Account{}, taglane.Errorf(taglane.Invalid, "An account needs a name.")
	}
	accounts, err := g.o.Shelf.Accounts(ctx)
	if err != nil {
		return taglane.Account{}, err
	}
	for _, other := range accounts {
		if other.Name == a.Name && other.ID != a.ID {
			return taglane.Account{}, taglane.Errorf(taglane.Conflict, "There is an account named %s already.", a.Name)
		}
	}
	service, err := g.Connector(ctx, a)
	if taglane.KindOf(err) == taglane.Login { // who is not logged in, or whose vault is locked, can still be renamed
		return a, g.o.Shelf.KeepAccount(ctx, a)
	}
	if err != nil {
		return taglane.Account{}, err
	}
	if p, ok := platform.As[platform.Preparer](service); ok {
		if a.Settings, err = p.Prepare(ctx); err != nil {
			return taglane.Account{}, err
		}
	}
	return a, g.o.Shelf.KeepAccount(ctx, a)
}

// Remove takes the leave of an account back and forgets it with its
// credentials; what went there stays. It returns a sentence if the service
// could not be told.
func (g *Gate) Remove(ctx context.Context, id taglane.ID) (note string, err error) {
	a, err := g.o.Shelf.Account(ctx, id)
	if err != nil {
		return "", err
	}
	g.abandon(a.ID)
	note = g.takeBack(ctx, a)
	defer g.loginEnds(a.ID)()
	// Who lost the passphrase can still remove the account; what stays is sealed for ever.
	if err := g.dropSecret(ctx, a, true); err != nil && taglane.KindOf(err) != taglane.Login {
		return note, err
	}
	if err := g.o.Shelf.RemoveAccount(ctx, id); err != nil {
		return note, err
	}
	g.forgetStanding(ctx, id)
	return note, g.forgetPace(ctx, id)
}

// Disconnect takes the leave of an account back and forgets its credentials, but
// for what a new login begins with. It returns a sentence if the service could
// not be told.
func (g *Gate) Disconnect(ctx context.Context, id taglane.ID) (a taglane.Account, note string, err error) {
	if a, err = g.o.Shelf.Account(ctx, id); err != nil || !a.Sealed {
		return a, "", err
	}
	g.abandon(a.ID)
	p, _ := platform.ProfileOf(a.Service)
	secret, err := g.secretOf(ctx, a)
	if err != nil && taglane.KindOf(err) != taglane.Login {
		return a, "", err
	}
	if err := g.keepApp(ctx, a, p, secret); err != nil {
		return a, "", err
	}
	note = g.takeBack(ctx, a)
	defer g.loginEnds(a.ID)()
	if err := g.dropSecret(ctx, a, false); err != nil && taglane.KindOf(err) != taglane.Login {
		return a, note, err
	}
	a.Sealed = false
	if err := g.o.Shelf.KeepAccount(ctx, a); err != nil {
		return a, note, err
	}
	g.forgetStanding(ctx, id)
	g.o.Changed()
	return a, note, nil
}

// farewell is how long a service may take to take a leave back.
const farewell = 10 * time.Second

// takeBack tells the service that the leave is over. Whether it listens or
// not, we forget; what it did not hear the person is told.
func (g *Gate) takeBack(ctx context.Context, a taglane.Account) (note string) {
	p, _ := platform.ProfileOf(a.Service)
	if !a.Sealed || p.Connect == nil {
		return ""
	}
	if p.Revoke != nil {
		secret, err := g.secretOf(ctx, a)
		if err == nil {
			soon, cancel := context.WithTimeout(ctx, farewell)
			defer cancel()
			err = p.Revoke(soon, a, secret)
		}
		if err == nil {
			return ""
		}
	}
	return g.o.Tell(taglane.Say("%s was not told that Taglane's leave is over. Take it back in your account there.", p.Title))
}

// Open makes the connector of an account that takes clips. Refused: it takes
// none; other errors are those of Connector.
func (g *Gate) Open(ctx context.Context, a taglane.Account) (platform.Publisher, error) {
	c, err := g.Connector(ctx, a)
	if err != nil {
		return nil, err
	}
	if p, ok := c.(platform.Publisher); ok {
		return p, nil
	}
	return nil, taglane.Errorf(taglane.Refused, "No clip can be published to %s.", a.Name)
}

// Connector makes the connector of an account, with its credentials. What
// changes of them on the way is kept before it is used. Login: nobody is logged
// in there, or the vault does not open.
func (g *Gate) Connector(ctx context.Context, a taglane.Account) (platform.Connector, error) {
	if !a.Sealed && connects(a) {
		return nil, taglane.Errorf(taglane.Login, "Nobody is logged in to %s yet. Connect the account.", a.Name)
	}
	login := g.loginOf(a.ID)
	secret, err := g.secretOf(ctx, a)
	if err != nil {
		return nil, err
	}
	service, err := platform.Connect(a, secret)
	if err != nil {
		return nil, err
	}
	if k, changes := service.(platform.Keeper); changes && a.Sealed {
		k.Keep(func(secret json.RawMessage) error { return g.keepRenewed(a, login, secret) })
	}
	return g.pacing(ctx, service, a.ID)
}

// OpenSealed makes the connector of an account whose upload sessions leave it
// sealed, where there is a secret to seal them with. Errors are those of Open.
func (g *Gate) OpenSealed(ctx context.Context, a taglane.Account) (platform.Publisher, error) {
	service, err := g.Open(ctx, a)
	if err != nil || !a.Sealed {
		return service, err
	}
	v, err := g.secrets(ctx)
	if err != nil {
		return nil, err
	}
	return sealing(service, v, a.ID), nil
}

// goOn forgets what was wrong with an account and lets what waited for it go on.
func (g *Gate) goOn(ctx context.Context, id taglane.ID) error {
	g.excuse(ctx, id)
	return g.o.GoOn(ctx, id)
}
