package access

import (
	"context"
	"encoding/json"
	"sync"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// mostSecret is how large the credentials of an account may be, bytes.
const mostSecret = 64 << 10

// checkSecret takes credentials as a JSON object; nil for none.
func checkSecret(secret json.RawMessage) error {
	if secret == nil {
		return nil
	}
	var fields map[string]json.RawMessage
	if len(secret) > mostSecret || json.Unmarshal(secret, &fields) != nil || len(fields) == 0 {
		return taglane.Errorf(taglane.Invalid, "The credentials must be a JSON object with the keys that the service's page names.")
	}
	return nil
}

// secretName is where the credentials of an account lie.
func secretName(account taglane.ID) string { return "account/" + string(account) }

// appName is where that lies which a person entered of their developer app: it
// stays when they log out, so that they can log in again.
func appName(account taglane.ID) string { return "app/" + string(account) }

// keepSecret keeps the credentials of an account.
func (g *Gate) keepSecret(ctx context.Context, account taglane.ID, secret json.RawMessage) error {
	return g.keepAs(ctx, secretName(account), secret)
}

// eras count the logins of each account in this program. A connector that is
// still at work with an older one must not put its credentials over the newer.
type eras struct {
	sync.Mutex
	of map[taglane.ID]int
}

// loginOf is which login of an account counts now.
func (g *Gate) loginOf(id taglane.ID) int {
	g.eras.Lock()
	defer g.eras.Unlock()
	return g.eras.of[id]
}

// loginEnds ends the login that counts; until done is called nothing that was
// renewed is kept.
func (g *Gate) loginEnds(id taglane.ID) (done func()) {
	g.eras.Lock()
	if g.eras.of == nil {
		g.eras.of = map[taglane.ID]int{}
	}
	g.eras.of[id]++
	return g.eras.Unlock
}

// keepRenewed keeps credentials that changed on the way. Login: they are of a
// login that has ended.
func (g *Gate) keepRenewed(a taglane.Account, login int, secret json.RawMessage) error {
	g.eras.Lock()
	defer g.eras.Unlock()
	if g.eras.of[a.ID] != login {
		return taglane.Errorf(taglane.Login, "The sign-in of %s is no longer kept. Connect the account again.", a.Name)
	}
	return g.keepSecret(g.life, a.ID, secret)
}

func (g *Gate) keepAs(ctx context.Context, name string, secret json.RawMessage) error {
	v, err := g.secrets(ctx)
	if err != nil {
		return err
	}
	return v.Keep(name, secret)
}

// secretOf are the credentials of an account; nil where it has none. Login:
// they cannot be had.
func (g *Gate) secretOf(ctx context.Context, a taglane.Account) (json.RawMessage, error) {
	if !a.Sealed {
		return nil, nil
	}
	secret, err := g.lying(ctx, secretName(a.ID))
	if taglane.KindOf(err) == taglane.NotFound {
		return nil, taglane.Wrap(err, taglane.Login, "The sign-in of %s is no longer kept. Connect the account again.", a.Name)
	}
	return secret, err
}

// lying is what lies in the vault under a name. Whoever only looks makes no
// vault and troubles no keyring: where there is none, nothing is found.
func (g *Gate) lying(ctx context.Context, name string) (json.RawMessage, error) {
	g.vault.Lock()
	defer g.vault.Unlock()
	there, err := g.vaultThere(ctx)
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, taglane.Errorf(taglane.NotFound, "No sign-ins are kept yet.")
	}
	v, err := g.opened(ctx)
	if err != nil {
		return nil, err
	}
	return v.Get(name)
}

// dropSecret forgets the credentials of an account, and with app what was
// entered to get them.
func (g *Gate) dropSecret(ctx context.Context, a taglane.Account, app bool) error {
	if !a.Sealed && !(app && connects(a)) {
		return nil
	}
	g.vault.Lock()
	defer g.vault.Unlock()
	if there, err := g.vaultThere(ctx); err != nil || !there {
		return err
	}
	v, err := g.opened(ctx)
	if err == nil {
		err = v.Drop(secretName(a.ID))
	}
	if err == nil && app {
		err = v.Drop(appName(a.ID))
	}
	return err
}

// connects says whether there is a login for an account.
func connects(a taglane.Account) bool {
	p, _ := platform.ProfileOf(a.Service)
	return p.Connect != nil
}

// entered says whether credentials are only what a person entered of their
// developer app, so that a login is still needed.
func entered(p platform.Profile, secret json.RawMessage) bool {
	if p.Connect == nil {
		return false
	}
	var fields map[string]json.RawMessage
	_ = json.Unmarshal(secret, &fields) // checkSecret has seen it
	for _, n := range p.Needs {
		delete(fields, n.Key)
	}
	return len(fields) == 0
}

// app is what a login at the service of an account begins with: what was
// entered of the person's developer app. Invalid: something of it is missing.
func (g *Gate) app(ctx context.Context, a taglane.Account, p platform.Profile) (json.RawMessage, error) {
	v, err := g.secrets(ctx)
	if err != nil {
		return nil, err
	}
	secret, err := v.Get(appName(a.ID))
	if taglane.KindOf(err) == taglane.NotFound && a.Sealed {
		secret, err = v.Get(secretName(a.ID))
	}
	if err != nil && taglane.KindOf(err) != taglane.NotFound {
		return nil, err
	}
	return whole(p, secret, a.Settings)
}

// whole lays what a person entered as settings beside what lies in the vault.
func whole(p platform.Profile, secret json.RawMessage, settings map[string]string) (json.RawMessage, error) {
	fields := map[string]json.RawMessage{}
	if secret != nil {
		if err := json.Unmarshal(secret, &fields); err != nil {
			return nil, taglane.Errorf(taglane.Invalid, "The credentials must be a JSON object with the keys that the service's page names.")
		}
	}
	for _, n := range p.Needs {
		if _, have := fields[n.Key]; have {
			continue
		}
		if text := settings[n.Key]; text != "" {
			fields[n.Key], _ = json.Marshal(text) // texts always encode
		} else if !n.May {
			return nil, taglane.Errorf(taglane.Invalid, "Something is missing to log in at %s: %s.", p.Title, n.Title)
		}
	}
	if len(fields) == 0 {
		return nil, nil
	}
	return json.Marshal(fields)
}

// keepApp sets aside what was entered of the developer app before the
// credentials around it are forgotten.
func (g *Gate) keepApp(ctx context.Context, a taglane.Account, p platform.Profile, secret json.RawMessage) error {
	all, fields := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	if json.Unmarshal(secret, &all) != nil {
		return nil
	}
	for _, n := range p.Needs {
		if v, have := all[n.Key]; have {
			fields[n.Key] = v
		}
	}
	if len(fields) == 0 {
		return nil
	}
	b, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	return g.keepAs(ctx, appName(a.ID), b)
}

// Enter keeps what a person enters anew of their developer app: a secret
// was mistyped, or made afresh at the service. The next login begins with it;
// the one there is stays. Invalid: something of it is missing, or it is more
// than that.
func (g *Gate) Enter(ctx context.Context, id taglane.ID, secret json.RawMessage) (taglane.Account, error) {
	a, p, err := g.guest(ctx, id)
	if err != nil {
		return a, err
	}
	if secret == nil || !entered(p, secret) {
		return a, taglane.Errorf(taglane.Invalid, "The credentials must be a JSON object with the keys that the service's page names.")
	}
	if err := checkSecret(secret); err != nil {
		return a, err
	}
	if _, err := whole(p, secret, a.Settings); err != nil {
		return a, err
	}
	return a, g.keepAs(ctx, appName(id), secret)
}
