package studio

import (
	"context"
	"os"
	"path/filepath"
	"sync"

	"taglane/app/secrets"
	"taglane/app/taglane"
)

// Keyring is where a system keeps one key for each program.
type Keyring = secrets.Keyring

// SystemKeyring is the keyring of this system.
func SystemKeyring() Keyring { return secrets.SystemKeyring() }

// heldBy is the setting that says how a person chose their vault to be held
// where nothing on disk tells it: "memory", or "" for anything else.
const heldBy = "vault"

// vault is opened when the first secret is kept or asked for: who only writes
// web pages is never asked for a keyring or a passphrase.
type vault struct {
	sync.Mutex
	open   *secrets.Vault
	probed bool // whether the keyring answers was asked; once is enough
	usable bool
}

// VaultState is where credentials lie, as a screen shows it.
type VaultState struct {
	State   string `json:"state"` // none: nothing is kept yet; open; locked; unkept: a person has to choose
	Kind    string `json:"kind"`  // keyring, passphrase, memory; "" while there is none
	Message string `json:"message"`
}

// secrets is the library's vault. Login: it is locked, or a person has to
// choose first how it is held.
func (s *Studio) secrets(ctx context.Context) (*secrets.Vault, error) {
	s.vault.Lock()
	defer s.vault.Unlock()
	return s.opened(ctx)
}

// opened is the vault; its lock is held.
func (s *Studio) opened(ctx context.Context) (*secrets.Vault, error) {
	if s.vault.open != nil {
		return s.vault.open, nil
	}
	o, err := s.vaultOptions(ctx)
	if err != nil {
		return nil, err
	}
	if ask := s.o.Passphrase; ask != nil {
		o.Ask = func() (secrets.Passphrase, error) {
			p, err := ask()
			return secrets.Passphrase(p), err
		}
	}
	v, err := secrets.Open(o)
	if taglane.KindOf(err) == taglane.Invalid {
		// A wrong passphrase is no fault of what waits for it: that waits on.
		o.Ask = nil
		if locked, again := secrets.Open(o); again == nil {
			s.vault.open = locked
		}
		return nil, taglane.Wrap(err, taglane.Login, "That passphrase does not open your sign-ins.")
	}
	if err == nil {
		s.vault.open = v
	}
	return v, err
}

func (s *Studio) vaultOptions(ctx context.Context) (secrets.Options, error) {
	library, err := s.libraryID(ctx)
	if err != nil {
		return secrets.Options{}, err
	}
	held, err := s.store.Setting(ctx, heldBy)
	o := secrets.Options{Dir: vaultDir(s.o.Dir), Library: library, Keyring: s.o.Keyring, Now: s.o.Now, Firm: true}
	if held == string(secrets.Memory) {
		o.Prefer = secrets.Memory
	}
	return o, err
}

func vaultDir(library string) string { return filepath.Join(library, "secrets") }

// vaultThere says whether there is a vault already; its lock is held.
func (s *Studio) vaultThere(ctx context.Context) (bool, error) {
	if s.vault.open != nil {
		return true, nil
	}
	if held, err := s.store.Setting(ctx, heldBy); err != nil || held != "" {
		return held != "", err
	}
	return HasVault(s.o.Dir), nil
}

// HasVault says whether a library keeps sign-ins on disk.
func HasVault(library string) bool {
	files, err := os.ReadDir(vaultDir(library))
	return err == nil && len(files) > 0
}

func (s *Studio) closeVault() error {
	s.vault.Lock()
	defer s.vault.Unlock()
	if s.vault.open == nil {
		return nil
	}
	return s.vault.open.Close()
}

// Vault says where credentials lie. Looking keeps nothing anywhere.
func (s *Studio) Vault(ctx context.Context) (VaultState, error) {
	s.vault.Lock()
	defer s.vault.Unlock()
	there, err := s.vaultThere(ctx)
	if err != nil {
		return VaultState{}, err
	}
	if !there {
		usable, err := s.keyringAnswers(ctx)
		if err == nil && s.o.Passphrase == nil && !usable {
			return VaultState{"unkept", "", s.say("This computer has no keyring for your sign-ins. Choose a passphrase, or that they are not remembered.")}, nil
		}
		return VaultState{"none", "", s.say("No sign-ins are kept yet.")}, err
	}
	if _, err := s.opened(ctx); err != nil && taglane.KindOf(err) != taglane.Login {
		return VaultState{}, err
	}
	return s.vaultState(), nil
}

// keyringAnswers says whether this computer has a keyring that can be used; the
// vault's lock is held.
func (s *Studio) keyringAnswers(ctx context.Context) (bool, error) {
	library, err := s.libraryID(ctx)
	if err == nil && !s.vault.probed {
		s.vault.probed, s.vault.usable = true, secrets.Usable(s.o.Keyring, library)
	}
	return s.vault.usable, err
}

// vaultState shows the vault that is there; its lock is held.
func (s *Studio) vaultState() VaultState {
	if s.vault.open == nil {
		return VaultState{"locked", "", s.say("Your sign-ins are locked. Enter your passphrase.")}
	}
	h := s.vault.open.Health()
	v := VaultState{"open", string(h.Where), s.Tell(h.Sentence)}
	if h.Locked {
		v.State = "locked"
	}
	return v
}

// ChooseVault says how credentials are held from now on: by the keyring, a
// passphrase or memory, which forgets them when Taglane closes. What is kept
// moves along. Refused: there is no keyring; Login: the vault is locked; "forget"
// throws every sign-in away, for who lost what opens it.
func (s *Studio) ChooseVault(ctx context.Context, kind, passphrase string) (VaultState, error) {
	if kind == "forget" {
		return s.forgetSignIns(ctx)
	}
	to := secrets.Where(kind)
	switch to {
	case secrets.ByKeyring, secrets.ByPassphrase, secrets.Memory:
	default:
		return VaultState{}, taglane.Errorf(taglane.Invalid, "Sign-ins cannot be kept in %q.", kind)
	}
	if err := s.moveVault(ctx, to, secrets.Passphrase(passphrase)); err != nil {
		return VaultState{}, err
	}
	return s.vaultChanged(ctx)
}

func (s *Studio) moveVault(ctx context.Context, to secrets.Where, p secrets.Passphrase) error {
	s.vault.Lock()
	defer s.vault.Unlock()
	there, err := s.vaultThere(ctx)
	if err != nil {
		return err
	}
	v := s.vault.open
	if there {
		if v, err = s.opened(ctx); err != nil {
			return err
		}
	} else {
		o, err := s.vaultOptions(ctx)
		if err != nil {
			return err
		}
		o.Prefer = secrets.Memory
		if v, err = secrets.Open(o); err != nil {
			return err
		}
	}
	if there || to != secrets.Memory {
		if err := v.Move(to, p); err != nil {
			if !there {
				v.Close()
			}
			return err
		}
	}
	s.vault.open = v
	return s.remember(ctx, to)
}

// remember notes what the disk does not tell of how the vault is held.
func (s *Studio) remember(ctx context.Context, held secrets.Where) error {
	if held != secrets.Memory {
		held = ""
	}
	return s.store.SetSetting(ctx, heldBy, string(held))
}

// forgetSignIns begins anew without any sign-in.
func (s *Studio) forgetSignIns(ctx context.Context) (VaultState, error) {
	accounts, err := s.store.Accounts(ctx)
	if err != nil {
		return VaultState{}, err
	}
	err = func() error {
		s.vault.Lock()
		defer s.vault.Unlock()
		v, err := s.opened(ctx)
		if s.vault.open != nil { // locked is as good as open for this
			v, err = s.vault.open, s.vault.open.StartOver(secrets.Memory, nil)
		}
		if err != nil {
			return err
		}
		s.vault.open = nil
		if err := v.Close(); err != nil {
			return err
		}
		return s.remember(ctx, "")
	}()
	if err != nil {
		return VaultState{}, err
	}
	for _, a := range accounts {
		if a.Sealed {
			a.Sealed = false
			if err := s.store.KeepAccount(ctx, a); err != nil {
				return VaultState{}, err
			}
		}
	}
	s.o.Emit("login", struct{}{})
	return s.Vault(ctx)
}

// UnlockVault opens the vault with its passphrase, or asks the keyring again;
// what waited for it goes on. Invalid: that is not the passphrase.
func (s *Studio) UnlockVault(ctx context.Context, passphrase string) (VaultState, error) {
	err := func() error {
		s.vault.Lock()
		defer s.vault.Unlock()
		if _, err := s.opened(ctx); s.vault.open == nil {
			return err
		}
		return s.vault.open.Unlock(secrets.Passphrase(passphrase))
	}()
	if err != nil {
		return VaultState{}, err
	}
	return s.vaultChanged(ctx)
}

// vaultChanged lets what waited for the vault go on.
func (s *Studio) vaultChanged(ctx context.Context) (VaultState, error) {
	accounts, err := s.store.Accounts(ctx)
	if err != nil {
		return VaultState{}, err
	}
	for _, a := range accounts {
		if a.Sealed {
			if err := s.goOn(ctx, a.ID); err != nil {
				return VaultState{}, err
			}
		}
	}
	s.o.Emit("login", struct{}{})
	return s.Vault(ctx)
}
