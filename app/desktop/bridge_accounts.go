package desktop

import (
	"encoding/json"

	"taglane/app/studio"
	"taglane/app/taglane"
)

func (b *Bridge) Accounts() ([]taglane.Account, error) {
	return guard(b, func() ([]taglane.Account, error) { return b.studio.Accounts(b.ctx()) })
}

func (b *Bridge) AddAccount(service, name string, settings, secret map[string]string) (taglane.Account, error) {
	return guard(b, func() (taglane.Account, error) { return addAccount(b, service, name, settings, secret) })
}

func (b *Bridge) SetAccount(id taglane.ID, name string, settings map[string]string) (taglane.Account, error) {
	return guard(b, func() (taglane.Account, error) { return b.studio.SetAccount(b.ctx(), id, name, settings) })
}

func (b *Bridge) RemoveAccount(id taglane.ID) error {
	_, err := guard(b, func() (done, error) { return done{}, b.studio.RemoveAccount(b.ctx(), id) })
	return err
}

func addAccount(b *Bridge, service, name string, settings, secret map[string]string) (taglane.Account, error) {
	n := studio.NewAccount{Service: service, Name: name, Settings: settings}
	if len(secret) > 0 {
		n.Secret, _ = json.Marshal(secret) // texts always encode
	}
	return b.studio.AddAccount(b.ctx(), n)
}
