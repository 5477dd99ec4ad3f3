package studio

import (
	"context"
	"encoding/json"
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
}

// Accounts lists the places clips can go to.
func (s *Studio) Accounts(ctx context.Context) ([]taglane.Account, error) {
	return s.store.Accounts(ctx)
}

// Services lists the kinds of accounts there are.
func (s *Studio) Services() []string { return platform.Services() }

// AddAccount keeps an account, once its connector takes the settings.
func (s *Studio) AddAccount(ctx context.Context, n NewAccount) (taglane.Account, error) {
	n.Name = strings.TrimSpace(n.Name)
	if err := taglane.CheckText("name", n.Name, 80); err != nil {
		return taglane.Account{}, err
	}
	if n.Name == "" {
		return taglane.Account{}, taglane.Errorf(taglane.Invalid, "An account needs a name.")
	}
	accounts, err := s.store.Accounts(ctx)
	if err != nil {
		return taglane.Account{}, err
	}
	for _, a := range accounts {
		if a.Name == n.Name {
			return taglane.Account{}, taglane.Errorf(taglane.Conflict, "There is an account named %s already.", n.Name)
		}
	}
	a := taglane.Account{ID: s.o.NewID(), Service: n.Service, Name: n.Name, BaseURL: n.BaseURL, Settings: n.Settings}
	service, err := s.open(a)
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

// RemoveAccount forgets an account; what went there stays.
func (s *Studio) RemoveAccount(ctx context.Context, id taglane.ID) error {
	if _, err := s.store.Account(ctx, id); err != nil {
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
	return s.AddAccount(ctx, NewAccount{Service: "webpage", Name: "Web page", Settings: map[string]string{"dir": s.o.Pages}})
}

// open makes the connector of an account.
func (s *Studio) open(a taglane.Account) (platform.Publisher, error) {
	return platform.Open(a, json.RawMessage(nil))
}
