package access

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

// KeyringAnswers says whether a keyring answers, within five seconds. It puts
// nothing there.
func KeyringAnswers(k Keyring) bool { return secrets.Usable(k, "") }

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
func (g *Gate) secrets(ctx context.Context) (*secrets.Vault, error) {
	g.vault.Lock()
	defer g.vault.Unlock()
	return g.opened(ctx)
}

// opened is the vault; its lock is held.
func (g *Gate) opened(ctx context.Context) (*secrets.Vault, error) {
	if g.vault.open != nil {
		return g.vault.open, nil
	}
	o, err := g.vaultOptions(ctx)
	if err != nil {
		return nil, err
	}
	if ask := g.o.Passphrase; ask != nil {
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
			g.vault.open = locked
		}
		return nil, taglane.Wrap(err, taglane.Login, "That passphrase does not open your sign-ins.")
	}
	if err == nil {
		g.vault.open = v
	}
	return v, err
}

func (g *Gate) vaultOptions(ctx context.Context) (secrets.Options, error) {
	held, err := g.o.Shelf.Setting(ctx, heldBy)
	o := secrets.Options{Dir: vaultDir(g.o.Dir), Library: g.o.Library, Keyring: g.o.Keyring, Now: g.o.Now, Firm: true}
	if held == string(secrets.Memory) {
		o.Prefer = secrets.Memory
	}
	return o, err
}

func vaultDir(library string) string { return filepath.Join(library, "secrets") }

// vaultThere says whether there is a vault already; its lock is held.
func (g *Gate) vaultThere(ctx context.Context) (bool, error) {
	if g.vault.open != nil {
		return true, nil
	}
	if held, err := g.o.Shelf.Setting(ctx, heldBy); err != nil || held != "" {
		return held != "", err
	}
	return HasVault(g.o.Dir), nil
}

// HasVault says whether a library keeps sign-ins on disk.
func HasVault(library string) bool {
	files, err := os.ReadDir(vaultDir(library))
	return err == nil && len(files) > 0
}

func (g *Gate) closeVault() error {
	g.vault.Lock()
	defer g.vault.Unlock()
	if g.vault.open == nil {
		return nil
	}
	return g.vault.open.Close()
}

// Vault says where credentials lie. Looking keeps nothing anywhere.
func (g *Gate) Vault(ctx context.Context) (VaultState, error) {
	g.vault.Lock()
	defer g.vault.Unlock()
	there, err := g.vaultThere(ctx)
	if err != nil {
		return VaultState{}, err
	}
	if !there {
		usable := g.keyringAnswers()
		if g.o.Passphrase == nil && !usable {
			return VaultState{"unkept", "", g.o.Tell(taglane.Say("This computer has no keyring for your sign-ins. Choose a passphrase, or that they are not remembered."))}, nil
		}
		return VaultState{"none", "", g.o.Tell(taglane.Say("No sign-ins are kept yet."))}, err
	}
	if _, err := g.opened(ctx); err != nil && taglane.KindOf(err) != taglane.Login {
		return VaultState{}, err
	}
	return g.vaultState(), nil
}

// keyringAnswers says whether this computer has a keyring that can be used; the
// vault's lock is held.
func (g *Gate) keyringAnswers() bool {
	if !g.vault.probed {
		g.vault.probed, g.vault.usable = true, secrets.Usable(g.o.Keyring, g.o.Library)
	}
	return g.vault.usable
}

// vaultState shows the vault that is there; its lock is held.
func (g *Gate) vaultState() VaultState {
	if g.vault.open == nil {
		return VaultState{"locked", "", g.o.Tell(taglane.Say("Your sign-ins are locked. Enter your passphrase."))}
	}
	h := g.vault.open.Health()
	v := VaultState{"open", string(h.Where), g.o.Tell(h.Sentence)}
	if h.Locked {
		v.State = "locked"
	}
	return v
}

// ChooseVault says how credentials are held from now on: by the keyring, a
// passphrase or memory, which forgets them when Taglane closes. What is kept
// moves along. Refused: there is no keyring; Login: the vault is locked; "forget"
// throws every sign-in away, for who lost what opens it.
func (g *Gate) ChooseVault(ctx context.Context, kind, passphrase string) (VaultState, error) {
	if kind == "forget" {
		return g.forgetSignIns(ctx)
	}
	to := secrets.Where(kind)
	switch to {
	case secrets.ByKeyring, secrets.ByPassphrase, secrets.Memory:
	default:
		return VaultState{}, taglane.Errorf(taglane.Invalid, "Sign-ins cannot be kept in %q.", kind)
	}
	if err := g.moveVault(ctx, to, secrets.Passphrase(passphrase)); err != nil {
		return VaultState{}, err
	}
	return g.vaultChanged(ctx)
}

func (g *Gate) moveVault(ctx context.Context, to secrets.Where, p secrets.Passphrase) error {
	g.vault.Lock()
	defer g.vault.Unlock()
	there, err := g.vaultThere(ctx)
	if err != nil {
		return err
	}
	var v *secrets.Vault
	if there {
		if v, err = g.opened(ctx); err != nil {
			return err
		}
	} else {
		o, err := g.vaultOptions(ctx)
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
	g.vault.open = v
	return g.remember(ctx, to)
}

// remember notes what the disk does not tell of how the vault is held.
func (g *Gate) remember(ctx context.Context, held secrets.Where) error {
	if held != secrets.Memory {
		held = ""
	}
	return g.o.Shelf.SetSetting(ctx, heldBy, string(held))
}

// forgetSignIns begins anew without any sign-in.
func (g *Gate) forgetSignIns(ctx context.Context) (VaultState, error) {
	accounts, err := g.o.Shelf.Accounts(ctx)
	if err != nil {
		return VaultState{}, err
	}
	err = func() error {
		g.vault.Lock()
		defer g.vault.Unlock()
		v, err := g.opened(ctx)
		if g.vault.open != nil { // locked is as good as open for this
			v, err = g.vault.open, g.vault.open.StartOver(secrets.Memory, nil)
		}
		if err != nil {
			return err
		}
		g.vault.open = nil
		if err := v.Close(); err != nil {
			return err
		}
		return g.remember(ctx, "")
	}()
	if err != nil {
		return VaultState{}, err
	}
	for _, a := range accounts {
		if a.Sealed {
			a.Sealed = false
			if err := g.o.Shelf.KeepAccount(ctx, a); err != nil {
				return VaultState{}, err
			}
		}
	}
	g.o.Changed()
	return g.Vault(ctx)
}

// UnlockVault opens the vault with its passphrase, or asks the keyring again;
// what waited for it goes on. Invalid: that is not the passphrase.
func (g *Gate) UnlockVault(ctx context.Context, passphrase string) (VaultState, error) {
	err := func() error {
		g.vault.Lock()
		defer g.vault.Unlock()
		if _, err := g.opened(ctx); g.vault.open == nil {
			return err
		}
		return g.vault.open.Unlock(secrets.Passphrase(passphrase))
	}()
	if err != nil {
		return VaultState{}, err
	}
	return g.vaultChanged(ctx)
}

// vaultChanged lets what waited for the vault go on.
func (g *Gate) vaultChanged(ctx context.Context) (VaultState, error) {
	accounts, err := g.o.Shelf.Accounts(ctx)
	if err != nil {
		return VaultState{}, err
	}
	for _, a := range accounts {
		if a.Sealed {
			if err := g.goOn(ctx, a.ID); err != nil {
				return VaultState{}, err
			}
		}
	}
	g.o.Changed()
	return g.Vault(ctx)
}
