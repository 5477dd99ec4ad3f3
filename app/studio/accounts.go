package studio

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// NewAccount is what a person says of an account.
type NewAccount struct {
	Service  string
	Name     string
	BaseURL  string // stands in for the service's own address; https, or http on this machine
	Settings map[string]string
	// Secret are the credentials, a JSON object; nil where the service needs none.
	Secret json.RawMessage
}

// Accounts lists the places clips can go to.
func (s *Studio) Accounts(ctx context.Context) ([]taglane.Account, error) {
	return s.store.Accounts(ctx)
}

// Services lists the kinds of accounts there are.
func (s *Studio) Services() []string { return platform.Services() }

// AddAccount keeps an account, once its connector takes the settings.
func (s *Studio) AddAccount(ctx context.Context, n NewAccount) (taglane.Account, error) {
	if err := checkSecret(n.Secret); err != nil {
		return taglane.Account{}, err
	}
	a := taglane.Account{ID: s.o.NewID(), Service: n.Service, Name: n.Name, BaseURL: n.BaseURL, Settings: n.Settings, Sealed: n.Secret != nil}
	if _, err := platform.Open(a, n.Secret); err != nil { // before anything of a wrong account is kept
		return taglane.Account{}, err
	}
	if a.Sealed {
		if err := s.keepSecret(ctx, a.ID, n.Secret); err != nil {
			return taglane.Account{}, err
		}
	}
	kept, err := s.keepAccount(ctx, a)
	if err != nil {
		return taglane.Account{}, errors.Join(err, s.dropSecret(ctx, a))
	}
	return kept, nil
}

// SetAccount renames an account or changes its settings. What is on its way
// there goes on under the new ones.
func (s *Studio) SetAccount(ctx context.Context, id taglane.ID, name string, settings map[string]string) (taglane.Account, error) {
	a, err := s.store.Account(ctx, id)
	if err != nil {
		return taglane.Account{}, err
	}
	a.Name, a.Settings = name, settings
	if a, err = s.keepAccount(ctx, a); err == nil {
		s.o.Emit("outbox", struct{}{})
	}
	return a, err
}

func (s *Studio) keepAccount(ctx context.Context, a taglane.Account) (taglane.Account, error) {
	a.Name = strings.TrimSpace(a.Name)
	if err := taglane.CheckText("name", a.Name, 80); err != nil {
		return taglane.Account{}, err
	}
	if a.Name == "" {
		return taglane.Account{}, taglane.Errorf(taglane.Invalid, "An account needs a name.")
	}
	accounts, err := s.store.Accounts(ctx)
	if err != nil {
		return taglane.Account{}, err
	}
	for _, other := range accounts {
		if other.Name == a.Name && other.ID != a.ID {
			return taglane.Account{}, taglane.Errorf(taglane.Conflict, "There is an account named %s already.", a.Name)
		}
	}
	service, err := s.open(ctx, a)
	if err != nil {
		return taglane.Account{}, err
	}
	if p, ok := service.(platform.Preparer); ok {
		if a.Settings, err = p.Prepare(ctx); err != nil {
			return taglane.Account{}, err
		}
	}
	return a, s.store.KeepAccount(ctx, a)
}

// RemoveAccount forgets an account and its credentials; what went there stays.
func (s *Studio) RemoveAccount(ctx context.Context, id taglane.ID) error {
	a, err := s.store.Account(ctx, id)
	if err != nil {
		return err
	}
	// Who lost the passphrase can still remove the account; what stays is sealed for ever.
	if err := s.dropSecret(ctx, a); err != nil && taglane.KindOf(err) != taglane.Login {
		return err
	}
	return s.store.RemoveAccount(ctx, id)
}

// PageAccount is the web page that needs no account, made on first use.
func (s *Studio) PageAccount(ctx context.Context) (taglane.Account, error) {
	accounts, err := s.store.Accounts(ctx)
	if err != nil {
		return taglane.Account{}, err
	}
	for _, a := range accounts {
		if a.Service == "webpage" {
			return a, nil
		}
	}
	return s.AddAccount(ctx, NewAccount{Service: "webpage", Name: s.say("Web page"), Settings: map[string]string{"dir": s.o.Pages}})
}

// open makes the connector of an account, with its credentials. What changes of
// them on the way is kept before it is used.
func (s *Studio) open(ctx context.Context, a taglane.Account) (platform.Publisher, error) {
	secret, err := s.secretOf(ctx, a)
	if err != nil {
		return nil, err
	}
	service, err := platform.Open(a, secret)
	if err != nil {
		return nil, err
	}
	if k, changes := service.(platform.Keeper); changes && a.Sealed {
		k.Keep(func(secret json.RawMessage) error { return s.keepSecret(s.life, a.ID, secret) })
	}
	return service, nil
}
