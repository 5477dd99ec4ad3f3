package desktop

import (
	"encoding/json"
	"maps"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// account is an account as a screen knows it: its settings are never nothing.
type account struct {
	taglane.Account
	Settings map[string]string `json:"settings"`
}

func asAccount(a taglane.Account, err error) (account, error) {
	v := account{a, a.Settings}
	if v.Settings == nil {
		v.Settings = map[string]string{}
	}
	return v, err
}

func (b *Bridge) Services() ([]studio.Service, error) {
	return guard(b, func() ([]studio.Service, error) { return b.studio.Services(), nil })
}

func (b *Bridge) Accounts() ([]account, error) {
	return guard(b, func() ([]account, error) { return accounts(b) })
}

func (b *Bridge) AddAccount(service, name string, settings, secret map[string]string) (account, error) {
	return guard(b, func() (account, error) { return asAccount(addAccount(b, service, name, settings, secret)) })
}

func (b *Bridge) SetAccount(id taglane.ID, name string, settings map[string]string) (account, error) {
	return guard(b, func() (account, error) { return asAccount(b.studio.SetAccount(b.ctx(), id, name, settings)) })
}

func (b *Bridge) EnterAccount(id taglane.ID, secret map[string]string) (account, error) {
	return guard(b, func() (account, error) {
		entered, _ := json.Marshal(secret) // texts always encode
		return asAccount(b.studio.EnterAccount(b.ctx(), id, entered))
	})
}

func (b *Bridge) RemoveAccount(id taglane.ID) error {
	_, err := guard(b, func() (string, error) { return b.studio.RemoveAccount(b.ctx(), id) })
	return err
}

func (b *Bridge) ConnectAccount(id taglane.ID) (studio.Login, error) {
	return guard(b, func() (studio.Login, error) { return b.studio.ConnectAccount(b.ctx(), id, b.shell.show) })
}

func (b *Bridge) Login() (studio.Login, error) {
	return guard(b, func() (studio.Login, error) { return b.studio.Login(), nil })
}

func (b *Bridge) PasteLogin(text string) (studio.Login, error) {
	return guard(b, func() (studio.Login, error) { return b.studio.PasteLogin(b.ctx(), text) })
}

func (b *Bridge) ChooseLogin(n int) (studio.Login, error) {
	return guard(b, func() (studio.Login, error) { return b.studio.ChooseLogin(b.ctx(), n) })
}

func (b *Bridge) CancelLogin() (studio.Login, error) {
	return guard(b, func() (studio.Login, error) { return b.studio.CancelLogin(), nil })
}

func (b *Bridge) DisconnectAccount(id taglane.ID) (account, error) {
	return guard(b, func() (account, error) {
		a, _, err := b.studio.DisconnectAccount(b.ctx(), id) // what the service did not hear comes as a notice
		return asAccount(a, err)
	})
}

func (b *Bridge) AccountHealth(id taglane.ID, fresh bool) (studio.AccountHealth, error) {
	return guard(b, func() (studio.AccountHealth, error) { return b.studio.AccountHealth(b.ctx(), id, fresh) })
}

func (b *Bridge) Vault() (studio.VaultState, error) {
	return guard(b, func() (studio.VaultState, error) { return b.studio.Vault(b.ctx()) })
}

func (b *Bridge) ChooseVault(kind, passphrase string) (studio.VaultState, error) {
	return guard(b, func() (studio.VaultState, error) { return b.studio.ChooseVault(b.ctx(), kind, passphrase) })
}

func (b *Bridge) UnlockVault(passphrase string) (studio.VaultState, error) {
	return guard(b, func() (studio.VaultState, error) { return b.studio.UnlockVault(b.ctx(), passphrase) })
}

func (b *Bridge) OpenLink(address string) (Opened, error) {
	return guard(b, func() (Opened, error) { return openLink(b, address) })
}

func accounts(b *Bridge) ([]account, error) {
	all, err := b.studio.Accounts(b.ctx())
	out := make([]account, 0, len(all))
	for _, a := range all {
		v, _ := asAccount(a, nil)
		out = append(out, v)
	}
	return out, err
}

// addAccount adds an account. The setting base_url is what the terminal calls
// --base-url: another server that stands in for the service.
func addAccount(b *Bridge, service, name string, settings, secret map[string]string) (taglane.Account, error) {
	n := studio.NewAccount{Service: service, Name: name, BaseURL: settings["base_url"], Settings: maps.Clone(settings)}
	delete(n.Settings, "base_url")
	if len(secret) > 0 {
		n.Secret, _ = json.Marshal(secret) // texts always encode
	}
	return b.studio.AddAccount(b.ctx(), n)
}

// openLink opens an address in the person's browser. A page that was made to
// misbehave can only have opened what Taglane has shown as a link.
func openLink(b *Bridge, address string) (Opened, error) {
	if err := taglane.CheckURL(address); err != nil {
		return Opened{}, err
	}
	if !b.studio.Named(address) {
		return Opened{}, taglane.Errorf(taglane.Refused, "Taglane opens only addresses that it has shown.")
	}
	return Opened{address}, b.shell.show(address)
}
