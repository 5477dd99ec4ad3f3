package access

import (
	"context"
	"errors"
	"sync"
	"time"

	"taglane/app/taglane"
)

// Shelf keeps accounts and the settings of this machine. Its errors are passed
// on as they are; NotFound: there is no such account.
type Shelf interface {
	Setting(ctx context.Context, name string) (string, error) // "" when it was never set
	SetSetting(ctx context.Context, name, value string) error
	Accounts(ctx context.Context) ([]taglane.Account, error)
	Account(ctx context.Context, id taglane.ID) (taglane.Account, error)
	KeepAccount(ctx context.Context, a taglane.Account) error
	RemoveAccount(ctx context.Context, id taglane.ID) error
}

// Options lend a gate what it may not take for itself. All but Keyring,
// Passphrase and HealthEvery are needed.
type Options struct {
	Dir     string // the library's folder, in which the vault lies
	Library string // names the library for ever
	Shelf   Shelf
	// Keyring holds the one key of the vault; nil: there is none.
	Keyring Keyring
	// Passphrase is asked for where no keyring opens the vault; "" means not
	// now. nil: nobody is there to be asked.
	Passphrase func() (string, error)
	// HealthEvery is how long an answer of a service on how an account stands
	// counts before it is asked again; 0: only a person asks.
	HealthEvery time.Duration

	Now   func() time.Time
	NewID func() taglane.ID
	Tell  func(said taglane.Said) string // in the person's language
	// Changed is told when a login, the vault, or how an account stands is
	// other than before.
	Changed func()
	// GoOn lets what waited for a login of an account go on.
	GoOn func(ctx context.Context, account taglane.ID) error
	// Failed is told of an error that nobody waits for.
	Failed func(err error)
}

// Gate is the way into the accounts of one library. Its methods may be called
// from any goroutine.
type Gate struct {
	o       Options
	vault   vault
	eras    eras
	logins  logins
	healths healths
	paces   paces

	life context.Context // ends with Close
	end  context.CancelFunc
	wait sync.WaitGroup // for the login under way
}

// New makes the gate of a library. It asks nobody for anything yet.
func New(o Options) *Gate {
	g := &Gate{o: o}
	g.life, g.end = context.WithCancel(context.Background())
	return g
}

// Close calls the login under way off, writes what was spent of limits, and
// locks the vault.
func (g *Gate) Close() error {
	g.end()
	g.wait.Wait()
	return errors.Join(g.closePaces(), g.closeVault())
}

// noted tells of an error that nobody waits for, and gives it back.
func (g *Gate) noted(err error) error {
	if err != nil {
		g.o.Failed(err)
	}
	return err
}
