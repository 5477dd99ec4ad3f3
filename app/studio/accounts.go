package studio

import (
	"context"
	"encoding/json"
	"time"

	"taglane/app/access"
	"taglane/app/platform"
	"taglane/app/taglane"
)

// What crosses to a screen of accounts.
type (
	// NewAccount is what a person says of an account.
	NewAccount = access.NewAccount
	// AccountHealth is how an account stands, as a screen shows it.
	AccountHealth = access.Health
	// Scope is one leave of a login.
	Scope = access.Scope
	// Quota is how much of something may still be done.
	Quota = access.Quota
)

// Accounts lists the places clips can go to.
func (s *Studio) Accounts(ctx context.Context) ([]taglane.Account, error) {
	return s.store.Accounts(ctx)
}

// AddAccount keeps an account, once its connector takes the settings. One that
// still has to be logged in is kept as it is.
func (s *Studio) AddAccount(ctx context.Context, n NewAccount) (taglane.Account, error) {
	return s.access.Add(ctx, n)
}

// SetAccount renames an account or changes its settings. What is on its way
// there goes on under the new ones.
func (s *Studio) SetAccount(ctx context.Context, id taglane.ID, name string, settings map[string]string) (taglane.Account, error) {
	a, err := s.access.Set(ctx, id, name, settings)
	if err == nil {
		s.o.Emit("outbox", struct{}{})
	}
	return a, err
}

// EnterAccount keeps what a person enters anew of their developer app: a secret
// was mistyped, or made afresh at the service. The next login begins with it;
// the one there is stays. Invalid: something of it is missing, or it is more
// than that.
func (s *Studio) EnterAccount(ctx context.Context, id taglane.ID, secret json.RawMessage) (taglane.Account, error) {
	return s.access.Enter(ctx, id, secret)
}

// RemoveAccount takes the leave of an account back and forgets it with its
// credentials; what went there stays. It returns a sentence if the service
// could not be told.
func (s *Studio) RemoveAccount(ctx context.Context, id taglane.ID) (note string, err error) {
	note, err = s.access.Remove(ctx, id)
	s.note(note)
	return note, err
}

// DisconnectAccount takes the leave of an account back and forgets its
// credentials, but for what a new login begins with. It returns a sentence if
// the service could not be told.
func (s *Studio) DisconnectAccount(ctx context.Context, id taglane.ID) (a taglane.Account, note string, err error) {
	a, note, err = s.access.Disconnect(ctx, id)
	s.note(note)
	return a, note, err
}

// note tells a screen of something besides; "" for nothing.
func (s *Studio) note(told string) {
	if told != "" {
		s.o.Emit("notice", NoticeEvent{Kind: "info", Message: told})
	}
}

// AccountHealth says how an account stands: as it was last heard, or fresh from
// its service. That a service does not answer is an answer and no error.
func (s *Studio) AccountHealth(ctx context.Context, id taglane.ID, fresh bool) (AccountHealth, error) {
	v, err := s.access.Health(ctx, id, fresh)
	if err != nil {
		return v, err
	}
	if v.Quiet, err = s.QuietAccount(ctx, id); err != nil {
		return v, err
	}
	return v, s.lastFault(ctx, &v)
}

// lastFault finds what last went wrong on the way to an account.
func (s *Studio) lastFault(ctx context.Context, v *AccountHealth) error {
	rows, err := s.store.Publications(ctx) // newest first
	if err != nil {
		return err
	}
	var last time.Time
	for _, r := range rows {
		if r.Account != v.Account || r.FaultMessage.Format == "" {
			continue
		}
		entries, err := s.store.Entries(ctx, r.ID)
		if err != nil {
			return err
		}
		if n := len(entries); n > 0 && entries[n-1].At.After(last) {
			last = entries[n-1].At
			v.LastFault, v.LastFaultAt = s.Tell(r.FaultMessage), last.UTC().Format(time.RFC3339)
		}
	}
	return nil
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

// open makes the connector of an account. Login: nobody is logged in there, or
// the vault does not open.
func (s *Studio) open(ctx context.Context, a taglane.Account) (platform.Publisher, error) {
	return s.access.Open(ctx, a)
}
