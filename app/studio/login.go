package studio

import (
	"context"

	"taglane/app/access"
	"taglane/app/outbox"
	"taglane/app/taglane"
)

// What crosses to a screen of logins.
type (
	// Person is whoever connects an account.
	Person = access.Person
	// Login is a login under way as a screen shows it. There is at most one.
	Login = access.Login
	// VaultState is where credentials lie, as a screen shows it.
	VaultState = access.VaultState
	// Keyring is where a system keeps one key for each program.
	Keyring = access.Keyring
)

// SystemKeyring is the keyring of this system.
func SystemKeyring() Keyring { return access.SystemKeyring() }

// HasVault says whether a library keeps sign-ins on disk.
func HasVault(library string) bool { return access.HasVault(library) }

// openAccess makes the way into the accounts.
func (s *Studio) openAccess(ctx context.Context) error {
	library, err := s.libraryID(ctx)
	s.access = access.New(access.Options{
		Dir: s.o.Dir, Library: library, Shelf: s.store, Keyring: s.o.Keyring, Passphrase: s.o.Passphrase, HealthEvery: s.o.HealthEvery,
		Now: s.o.Now, NewID: s.o.NewID, Tell: s.Tell, GoOn: s.goOn,
		Changed: func() { s.o.Emit("login", struct{}{}) },
		Failed:  func(err error) { _ = s.logged(err) },
	})
	return err
}

// goOn lets what waited for a login of an account go on.
func (s *Studio) goOn(ctx context.Context, account taglane.ID) error {
	rows, err := s.store.Publications(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Account != account || r.Wait != outbox.WaitsLogin {
			continue
		}
		if _, err := s.outbox.Retry(ctx, r.ID); err != nil && taglane.KindOf(err) != taglane.Conflict { // it went on by itself
			return err
		}
	}
	s.outbox.Poke()
	return nil
}

// missed notes that something on its way to an account waits for a login.
func (s *Studio) missed(r outbox.Row) {
	if r.Wait == outbox.WaitsLogin {
		s.access.Missed(r.Account, r.FaultMessage)
	}
}

// LogIn lets a person log in to an account's service and keeps what comes of
// it; what waited for the login goes on. Refused: it was called off, it took
// too long, or they logged in to another account than this one. Invalid: there
// is nothing to log in to, or something that it needs was never entered.
func (s *Studio) LogIn(ctx context.Context, id taglane.ID, with Person) (taglane.Account, error) {
	return s.access.LogIn(ctx, id, with)
}

// ConnectAccount begins a login in the person's browser, which show opens at an
// address. Beginning again for the same account starts anew. Conflict: another
// account is being logged in. The event "login" tells of what becomes of it.
func (s *Studio) ConnectAccount(ctx context.Context, id taglane.ID, show func(address string) error) (Login, error) {
	l, err := s.access.Connect(ctx, id, show)
	return s.shown(l), err
}

// Login is where the login under way stands, or how the last one ended.
func (s *Studio) Login() Login { return s.shown(s.access.Login()) }

// PasteLogin hands over what the person copied from their browser, and returns
// once the login has moved on. Conflict: nothing waits for it.
func (s *Studio) PasteLogin(ctx context.Context, text string) (Login, error) {
	l, err := s.access.Paste(ctx, text)
	return s.shown(l), err
}

// ChooseLogin answers which one is meant, by its place in the list. Conflict:
// nothing was asked; Invalid: there is no such place.
func (s *Studio) ChooseLogin(ctx context.Context, n int) (Login, error) {
	l, err := s.access.Choose(ctx, n)
	return s.shown(l), err
}

// CancelLogin calls the login under way off.
func (s *Studio) CancelLogin() Login { return s.shown(s.access.CallOff()) }

// shown is a login as a screen gets it, which may open its address.
func (s *Studio) shown(l Login) Login {
	s.named(l.Address)
	return l
}

// Vault says where credentials lie. Looking keeps nothing anywhere.
func (s *Studio) Vault(ctx context.Context) (VaultState, error) { return s.access.Vault(ctx) }

// ChooseVault says how credentials are held from now on: by the keyring, a
// passphrase or memory, which forgets them when Taglane closes. What is kept
// moves along. Refused: there is no keyring; Login: the vault is locked; "forget"
// throws every sign-in away, for who lost what opens it.
func (s *Studio) ChooseVault(ctx context.Context, kind, passphrase string) (VaultState, error) {
	return s.access.ChooseVault(ctx, kind, passphrase)
}

// UnlockVault opens the vault with its passphrase, or asks the keyring again;
// what waited for it goes on. Invalid: that is not the passphrase.
func (s *Studio) UnlockVault(ctx context.Context, passphrase string) (VaultState, error) {
	return s.access.UnlockVault(ctx, passphrase)
}
