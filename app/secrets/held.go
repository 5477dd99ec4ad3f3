package secrets

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"

	"taglane/app/taglane"
)

// Where says who holds the key to a vault.
type Where string

const (
	ByKeyring    Where = "keyring"    // the system's keyring
	ByPassphrase Where = "passphrase" // the person
	Memory       Where = "memory"     // nobody: nothing is remembered
	Plain        Where = "plain"      // everybody who can read the files
)

// keyName is the key file's name.
const keyName = "key"

// Passphrase is what a person typed. It prints as nothing.
type Passphrase []byte

// Format keeps a passphrase out of every print and log.
func (Passphrase) Format(f fmt.State, _ rune) { f.Write([]byte("(a passphrase)")) }

// MarshalText keeps it out of JSON.
func (Passphrase) MarshalText() ([]byte, error) {
	return nil, errors.New("a passphrase is never written down")
}

// Health is how well the secrets are kept, for a person.
type Health struct {
	Where    Where // "" when the key file cannot be read
	Locked   bool
	Sentence taglane.Said
}

// Health says where the secrets are. It asks nobody: what the keyring said last
// still counts.
func (v *Vault) Health() Health {
	v.mu.Lock()
	defer v.mu.Unlock()
	h := Health{Where: v.where, Locked: v.keys == nil}
	switch {
	case h.Locked:
		h.Sentence = taglane.SaidOf(v.locked())
	case v.where == ByKeyring:
		h.Sentence = taglane.Say("Your sign-ins are sealed, and this computer's keyring holds the key.")
	case v.where == ByPassphrase:
		h.Sentence = taglane.Say("Your sign-ins are sealed with your passphrase.")
	case v.where == Memory:
		h.Sentence = taglane.Say("Your sign-ins are not remembered: they are gone when Taglane closes.")
	default:
		h.Sentence = taglane.Say("Your sign-ins are not protected: any program on this computer can read them.")
	}
	return h
}

// Move hands the key to somebody else and keeps every secret: to the keyring
// (Refused when it cannot be used), to a passphrase, to memory, which empties the
// disk, or, when the person insists, to Plain. A vault that was opened in memory
// beside another on disk does not replace that one: Kind Conflict. An error leaves
// everything as it was.
func (v *Vault) Move(to Where, p Passphrase) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.keys == nil {
		return v.locked()
	}
	if v.beside() {
		return taglane.Errorf(taglane.Conflict, "This computer keeps other sign-ins of this library already. Open those, or start over.")
	}
	all, err := v.keys.all()
	if err != nil {
		return err
	}
	defer forget(all)
	if v.where == Memory && to != Memory {
		return v.moveFromMemory(to, p, all)
	}
	return v.move(to, p, all)
}

// ChangePassphrase is Move from a passphrase to another, for who knows the old
// one (otherwise Kind Invalid).
func (v *Vault) ChangePassphrase(old, fresh Passphrase) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.where != ByPassphrase || v.keys == nil {
		return v.locked()
	}
	data, err := v.dataKey(old)
	if err != nil {
		return err
	}
	clear(data)
	all, err := v.keys.all()
	if err != nil {
		return err
	}
	defer forget(all)
	return v.move(ByPassphrase, fresh, all)
}

// StartOver throws every secret away, readable or not, and begins anew. It is for
// a forgotten passphrase, a keyring that was lost, a key file that is damaged.
func (v *Vault) StartOver(to Where, p Passphrase) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.closed {
		return v.locked()
	}
	return v.move(to, p, nil)
}

// beside says whether there is a vault on disk that this one left alone.
func (v *Vault) beside() bool {
	if v.disk != nil {
		return false
	}
	d, err := openFolder(v.o.Dir, false)
	if d == nil {
		return err != nil
	}
	defer d.root.Close()
	names, err := d.names(".")
	return err != nil || len(names) > 0
}

func (v *Vault) move(to Where, p Passphrase, all []entry) error {
	switch to {
	case Memory:
		return v.moveToMemory(all)
	case Plain:
		return v.establish(Plain, nil, all)
	case ByKeyring:
		opener, err := v.ring().make()
		if err != nil {
			return taglane.Wrap(err, taglane.Refused, "This computer has no keyring that can be used. Choose a passphrase instead.")
		}
		return v.establish(ByKeyring, opener, all)
	case ByPassphrase:
		if len(p) == 0 {
			return noPassphrase()
		}
		return v.establish(ByPassphrase, p, all)
	}
	return fmt.Errorf("secrets: there is no place called %q", to)
}

// moveToMemory takes the secrets off the disk before their key, so that a
// crash leaves no key that opens something.
func (v *Vault) moveToMemory(all []entry) error {
	if v.disk != nil {
		if err := v.disk.sweep(""); err != nil {
			return err
		}
		if err := v.disk.remove(keyName); err != nil {
			return err
		}
	}
	v.remember(all)
	return nil
}

// moveFromMemory makes the key file before the secrets: after a crash, secrets
// without one would be taken for damage.
func (v *Vault) moveFromMemory(to Where, p Passphrase, all []entry) error {
	if err := v.move(to, p, nil); err != nil {
		return err
	}
	for _, e := range all {
		if err := v.keys.put(e); err != nil {
			v.disk.sweep("") // should this fail as well, the next start finds a part of them
			v.disk.remove(keyName)
			v.remember(all)
			return err
		}
	}
	return nil
}

// remember goes on in memory.
func (v *Vault) remember(all []entry) {
	v.wipe()
	m := memoryShelf{}
	for _, e := range all {
		m.put(e)
	}
	v.where, v.key, v.keys, v.trouble, v.silent = Memory, keyFile{}, m, nil, nil
}

// establish seals entries into a new generation and then makes it the one that
// counts, by renaming the key file. The opener is a key, or the passphrase.
func (v *Vault) establish(to Where, opener []byte, all []entry) (err error) {
	if v.disk == nil {
		if v.disk, err = openFolder(v.o.Dir, true); err != nil {
			return err
		}
	}
	data := newKey()
	defer clear(data)
	f, opener := v.newKeyFile(to, opener)
	defer clear(opener)
	f.put(opener, data, v.o.Library)
	keys := newSealedShelf(v.disk, f.folder(), data)
	for _, e := range all {
		if err = keys.put(e); err != nil {
			break
		}
	}
	if err == nil {
		err = v.disk.write(keyName, f.bytes())
	}
	if err != nil && !v.counts(f) {
		v.disk.root.RemoveAll(f.folder())
		keys.wipe()
		return err
	}
	v.wipe()
	v.where, v.key, v.keys, v.trouble, v.silent = to, f, keys, nil, nil
	v.disk.sweep(f.folder())
	return nil
}

func (v *Vault) newKeyFile(to Where, opener []byte) (keyFile, []byte) {
	f := keyFile{}
	for b, where := range holders {
		if where == to {
			f.held = b
		}
	}
	rand.Read(f.generation[:])
	rand.Read(f.salt[:])
	switch to {
	case ByPassphrase:
		f.cost = v.o.cost
		return f, f.stretch(opener)
	case Plain:
		return f, everybodysKey()
	}
	return f, opener
}

// counts says whether a key file is the one on disk: an error may come after
// the rename.
func (v *Vault) counts(f keyFile) bool {
	b, err := v.disk.read(keyName)
	return err == nil && bytes.Equal(b, f.bytes())
}

// everybodysKey opens what is kept plain.
func everybodysKey() []byte { return make([]byte, len(newKey())) }

func forget(all []entry) {
	for _, e := range all {
		clear(e.secret)
	}
}

// locked is why nothing can be had of the vault now.
func (v *Vault) locked() error {
	switch {
	case v.trouble != nil:
		return v.trouble
	case v.where == ByKeyring && v.silent != nil:
		return v.silent
	}
	return taglane.Errorf(taglane.Login, "Your sign-ins are locked. Enter your passphrase.")
}

// undecided is why there is no vault yet where a person has to choose.
func undecided() error {
	return taglane.Errorf(taglane.Login, "This computer has no keyring for your sign-ins. Choose a passphrase, or that they are not remembered.")
}

func noPassphrase() error {
	return taglane.Errorf(taglane.Invalid, "Enter a passphrase.")
}

// troubleWith says what is wrong with a key file.
func troubleWith(err error) error {
	if errors.Is(err, errKeyNewer) {
		return taglane.Wrap(err, taglane.Login, "Your sign-ins were kept by a newer Taglane. Update the app to use them.")
	}
	return taglane.Wrap(err, taglane.Login, "The key to your sign-ins is damaged. Start over and connect your accounts again.")
}
