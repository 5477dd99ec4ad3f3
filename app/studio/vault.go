package studio

import (
	"context"
	"encoding/json"
	"path/filepath"
	"sync"

	"taglane/app/secrets"
	"taglane/app/taglane"
)

// Keyring is where a system keeps one key for each program.
type Keyring = secrets.Keyring

// SystemKeyring is the keyring of this system.
func SystemKeyring() Keyring { return secrets.SystemKeyring() }

// mostSecret is how large the credentials of an account may be, bytes.
const mostSecret = 64 << 10

// vault is opened when the first secret is kept or asked for: who only writes
// web pages is never asked for a keyring or a passphrase.
type vault struct {
	sync.Mutex
	open *secrets.Vault
}

// secrets is the library's vault.
func (s *Studio) secrets(ctx context.Context) (*secrets.Vault, error) {
	s.vault.Lock()
	defer s.vault.Unlock()
	if s.vault.open != nil {
		return s.vault.open, nil
	}
	library, err := s.libraryID(ctx)
	if err != nil {
		return nil, err
	}
	o := secrets.Options{Dir: filepath.Join(s.o.Dir, "secrets"), Library: library, Keyring: s.o.Keyring, Now: s.o.Now}
	if ask := s.o.Passphrase; ask != nil {
		o.Ask = func() (secrets.Passphrase, error) {
			p, err := ask()
			return secrets.Passphrase(p), err
		}
	}
	s.vault.open, err = secrets.Open(o)
	return s.vault.open, err
}

func (s *Studio) closeVault() error {
	s.vault.Lock()
	defer s.vault.Unlock()
	if s.vault.open == nil {
		return nil
	}
	return s.vault.open.Close()
}

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

func secretName(account taglane.ID) string { return "account/" + string(account) }

// keepSecret keeps the credentials of an account.
func (s *Studio) keepSecret(ctx context.Context, account taglane.ID, secret json.RawMessage) error {
	v, err := s.secrets(ctx)
	if err != nil {
		return err
	}
	return v.Keep(secretName(account), secret)
}

// secretOf are the credentials of an account; nil where it has none.
func (s *Studio) secretOf(ctx context.Context, a taglane.Account) (json.RawMessage, error) {
	if !a.Sealed {
		return nil, nil
	}
	v, err := s.secrets(ctx)
	if err != nil {
		return nil, err
	}
	return v.Get(secretName(a.ID))
}

// dropSecret forgets the credentials of an account.
func (s *Studio) dropSecret(ctx context.Context, a taglane.Account) error {
	if !a.Sealed {
		return nil
	}
	v, err := s.secrets(ctx)
	if err != nil {
		return err
	}
	return v.Drop(secretName(a.ID))
}
