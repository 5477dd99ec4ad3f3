package studio

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

// Accounts lists the places clips can go to.
func (s *Studio) Accounts(ctx context.Context) ([]taglane.Account, error) {
	return s.store.Accounts(ctx)
}

// AddAccount keeps an account, once its connector takes the settings. One that
// still has to be logged in is kept as it is.
func (s *Studio) AddAccount(ctx context.Context, n NewAccount) (taglane.Account, error) {
	if err := checkSecret(n.Secret); err != nil {
		return taglane.Account{}, err
	}
	p, _ := platform.ProfileOf(n.Service)
	a := taglane.Account{ID: s.o.NewID(), Service: n.Service, Name: n.Name, BaseURL: n.BaseURL, Settings: n.Settings}
	lies := appName(a.ID)
	if entered(p, n.Secret) {
		if _, err := whole(p, n.Secret, n.Settings); err != nil {
			return taglane.Account{}, err
		}
	} else {
		lies, a.Sealed = secretName(a.ID), n.Secret != nil
		if _, err := platform.Open(a, n.Secret); err != nil { // before anything of a wrong account is kept
			return taglane.Account{}, err
		}
	}
	if n.Secret != nil {
		if err := s.keepAs(ctx, lies, n.Secret); err != nil {
			return taglane.Account{}, err
		}
	}
	kept, err := s.keepAccount(ctx, a)
	if err != nil {
		return taglane.Account{}, errors.Join(err, s.dropSecret(ctx, a, true))
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
	if taglane.KindOf(err) == taglane.Login { // who is not logged in, or whose vault is locked, can still be renamed
		return a, s.store.KeepAccount(ctx, a)
	}
	if err != nil {
		return taglane.Account{}, err
	}
	if p, ok := platform.As[platform.Preparer](service); ok {
		if a.Settings, err = p.Prepare(ctx); err != nil {
			return taglane.Account{}, err
		}
	}
	return a, s.store.KeepAccount(ctx, a)
}

// RemoveAccount takes the leave of an account back and forgets it with its
// credentials; what went there stays. It returns a sentence if the service
// could not be told.
func (s *Studio) RemoveAccount(ctx context.Context, id taglane.ID) (note string, err error) {
	a, err := s.store.Account(ctx, id)
	if err != nil {
		return "", err
	}
	s.abandon(a.ID)
	note = s.takeBack(ctx, a)
	defer s.loginEnds(a.ID)()
	// Who lost the passphrase can still remove the account; what stays is sealed for ever.
	if err := s.dropSecret(ctx, a, true); err != nil && taglane.KindOf(err) != taglane.Login {
		return note, err
	}
	if err := s.store.RemoveAccount(ctx, id); err != nil {
		return note, err
	}
	s.forgetStanding(ctx, id)
	return note, s.forgetPace(ctx, id)
}

// DisconnectAccount takes the leave of an account back and forgets its
// credentials, but for what a new login begins with. It returns a sentence if
// the service could not be told.
func (s *Studio) DisconnectAccount(ctx context.Context, id taglane.ID) (a taglane.Account, note string, err error) {
	if a, err = s.store.Account(ctx, id); err != nil || !a.Sealed {
		return a, "", err
	}
	s.abandon(a.ID)
	p, _ := platform.ProfileOf(a.Service)
	secret, err := s.secretOf(ctx, a)
	if err != nil && taglane.KindOf(err) != taglane.Login {
		return a, "", err
	}
	if err := s.keepApp(ctx, a, p, secret); err != nil {
		return a, "", err
	}
	note = s.takeBack(ctx, a)
	defer s.loginEnds(a.ID)()
	if err := s.dropSecret(ctx, a, false); err != nil && taglane.KindOf(err) != taglane.Login {
		return a, note, err
	}
	a.Sealed = false
	if err := s.store.KeepAccount(ctx, a); err != nil {
		return a, note, err
	}
	s.forgetStanding(ctx, id)
	s.o.Emit("login", struct{}{})
	return a, note, nil
}

// farewell is how long a service may take to take a leave back.
const farewell = 10 * time.Second

// takeBack tells the service that the leave is over. Whether it listens or
// not, we forget; what it did not hear the person is told.
func (s *Studio) takeBack(ctx context.Context, a taglane.Account) (note string) {
	p, _ := platform.ProfileOf(a.Service)
	if !a.Sealed || p.Connect == nil {
		return ""
	}
	if p.Revoke != nil {
		secret, err := s.secretOf(ctx, a)
		if err == nil {
			soon, cancel := context.WithTimeout(ctx, farewell)
			defer cancel()
			err = p.Revoke(soon, a, secret)
		}
		if err == nil {
			return ""
		}
	}
	note = s.say("%s was not told that Taglane's leave is over. Take it back in your account there.", p.Title)
	s.o.Emit("notice", NoticeEvent{"info", note})
	return note
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
// them on the way is kept before it is used. Login: nobody is logged in there,
// or the vault does not open.
func (s *Studio) open(ctx context.Context, a taglane.Account) (platform.Publisher, error) {
	if !a.Sealed && connects(a) {
		return nil, taglane.Errorf(taglane.Login, "Nobody is logged in to %s yet. Connect the account.", a.Name)
	}
	login := s.loginOf(a.ID)
	secret, err := s.secretOf(ctx, a)
	if err != nil {
		return nil, err
	}
	service, err := platform.Open(a, secret)
	if err != nil {
		return nil, err
	}
	if k, changes := service.(platform.Keeper); changes && a.Sealed {
		k.Keep(func(secret json.RawMessage) error { return s.keepRenewed(a, login, secret) })
	}
	return s.pacing(ctx, service, a.ID)
}

// goOn lets what waited for a login of an account go on.
func (s *Studio) goOn(ctx context.Context, id taglane.ID) error {
	s.excuse(ctx, id)
	rows, err := s.store.Publications(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Account != id || r.Wait != "login" {
			continue
		}
		if _, err := s.outbox.Retry(ctx, r.ID); err != nil && taglane.KindOf(err) != taglane.Conflict { // it went on by itself
			return err
		}
	}
	s.outbox.Poke()
	return nil
}
