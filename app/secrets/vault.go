package secrets

import (
	"errors"
	"io/fs"
	"sync"
	"time"

	"taglane/app/taglane"
)

// Options say what a vault is made of.
type Options struct {
	Dir     string                     // the vault's own folder; made when first needed
	Library string                     // the library's id: what is sealed for one library opens in no other
	Keyring Keyring                    // nil: there is none
	Ask     func() (Passphrase, error) // asked at most once, at Open; nil: nobody is there to be asked
	Now     func() time.Time           // stamps what is kept

	// Prefer is how a new vault is held. "" is the keyring, or else what Ask
	// answers, or else memory; ByPassphrase passes the keyring by. Plain is never
	// chosen but here. A vault that is on disk stays as it is held, except that
	// Memory leaves the disk alone, whatever lies there.
	Prefer Where

	// Firm leaves it to the person how a new vault is held where the keyring does
	// not hold it and Ask gives no passphrase: Open is then Kind Login and makes
	// nothing. Without it such a vault remembers nothing.
	Firm bool

	// Patience is how long one call to the keyring may take; 0 is five seconds.
	Patience time.Duration

	cost cost
}

// Vault keeps secrets of one library. Any number of goroutines may use it.
//
// While it is locked every method that needs a secret answers with Kind Login.
type Vault struct {
	mu      sync.Mutex
	o       Options
	disk    *folder // nil as long as there is nothing on disk
	where   Where
	key     keyFile
	keys    shelf // nil while locked
	trouble error // what is wrong with the key file; only StartOver mends it
	silent  error // why the keyring did not open the vault, for Health
	closed  bool
}

// Open opens the vault, or makes one. It does not wait for a person but through
// Ask. A passphrase that is empty means "not now": a new vault then remembers
// nothing, and one that is there stays locked until Unlock. A wrong passphrase is
// Kind Invalid, an error of Ask is handed back as it is, a folder that cannot be
// used is Refused. A keyring that fails is no error: Health tells.
func Open(o Options) (*Vault, error) {
	if o.Library == "" || o.Now == nil {
		return nil, errors.New("secrets: a vault needs a library and a clock")
	}
	if o.Patience <= 0 {
		o.Patience = usualPatience
	}
	if o.cost == (cost{}) {
		o.cost = usualCost
	}
	v := &Vault{o: o}
	err := v.open()
	if err != nil {
		v.Close()
		return nil, err
	}
	return v, nil
}

func (v *Vault) open() error {
	if v.o.Prefer == Memory {
		v.remember(nil)
		return nil
	}
	var err error
	if v.disk, err = openFolder(v.o.Dir, false); err != nil {
		return err
	}
	there, err := v.readKey()
	if err != nil || v.trouble != nil {
		return err
	}
	if !there {
		return v.found()
	}
	return v.openAtStart()
}

// readKey reads the key file, if there is one. Secrets without their key file
// are damage and not a new vault: somebody may still bring the file back.
func (v *Vault) readKey() (there bool, err error) {
	if v.disk == nil {
		return false, nil
	}
	b, err := v.disk.read(keyName)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		held, err := v.holdsSecrets()
		if held {
			v.trouble = troubleWith(errKeyDamaged)
		}
		return false, err
	case err == nil:
		v.key, err = readKeyFile(b)
	case !damage(err):
		return false, unread(err)
	}
	if err != nil {
		v.trouble = troubleWith(err)
		return false, nil
	}
	v.where = v.key.where()
	return true, nil
}

func (v *Vault) holdsSecrets() (bool, error) {
	all, err := v.disk.generations()
	if err != nil {
		return false, unread(err)
	}
	for _, g := range all {
		files, err := v.disk.names(g)
		if err != nil {
			return false, unread(err)
		}
		if len(files) > 0 {
			return true, nil
		}
	}
	return false, nil
}

// found makes a new vault in the first way that works.
func (v *Vault) found() error {
	if v.o.Prefer == Plain {
		return v.establish(Plain, nil, nil)
	}
	if v.o.Prefer != ByPassphrase && v.o.Keyring != nil {
		if opener, err := v.ring().make(); err == nil {
			return v.establish(ByKeyring, opener, nil)
		}
	}
	p, err := v.ask()
	if err != nil {
		return err
	}
	switch {
	case len(p) == 0 && v.o.Firm:
		return undecided()
	case len(p) == 0:
		v.remember(nil)
		return nil
	}
	return v.move(ByPassphrase, p, nil)
}

// openAtStart opens a vault that is on disk, or leaves it locked.
func (v *Vault) openAtStart() error {
	if v.where != ByPassphrase {
		v.unlock(nil) // Health tells why not
		return nil
	}
	p, err := v.ask()
	if err != nil || len(p) == 0 {
		return err
	}
	return v.unlock(p)
}

func (v *Vault) ask() (Passphrase, error) {
	if v.o.Ask == nil {
		return nil, nil
	}
	return v.o.Ask()
}

func (v *Vault) ring() ringEntry { return ringEntry{v.o.Keyring, v.o.Library, v.o.Patience} }

// Unlock opens a vault that is locked: with its passphrase (Kind Invalid when it
// is the wrong one), or by asking the keyring again, for which it takes none (Kind
// Login when the keyring does not answer).
func (v *Vault) Unlock(p Passphrase) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.trouble != nil || v.closed {
		return v.locked()
	}
	if v.keys != nil {
		return nil
	}
	return v.unlock(p)
}

func (v *Vault) unlock(p Passphrase) error {
	data, err := v.dataKey(p)
	if err != nil {
		return err
	}
	defer clear(data)
	v.keys = newSealedShelf(v.disk, v.key.folder(), data)
	// Only a key file that has opened is believed to name the folder that counts.
	// What cannot be swept away now is opened by no key.
	v.disk.sweep(v.key.folder())
	return nil
}

// dataKey is what the key file holds, for whoever has what opens it.
func (v *Vault) dataKey(p Passphrase) ([]byte, error) {
	var opener []byte
	switch v.where {
	case ByPassphrase:
		if len(p) == 0 {
			return nil, noPassphrase()
		}
		opener = v.key.stretch(p)
	case ByKeyring:
		v.silent = nil
		key, err := v.ring().read()
		if err != nil {
			return nil, v.blame(err)
		}
		opener = key
	default:
		opener = everybodysKey()
	}
	defer clear(opener)
	data, err := v.key.take(opener, v.o.Library)
	switch {
	case err == nil:
		return data, nil
	case v.where == ByPassphrase:
		return nil, taglane.Wrap(err, taglane.Invalid, "That passphrase does not open your sign-ins.")
	case v.where == ByKeyring:
		return nil, v.blame(err)
	}
	v.trouble = troubleWith(err)
	return nil, v.trouble
}

// blame remembers why the keyring did not open the vault.
func (v *Vault) blame(err error) error {
	if taglane.KindOf(err) == taglane.NotFound || damage(err) {
		v.silent = taglane.Wrap(err, taglane.Login, "This computer's keyring does not hold the key to your sign-ins. Start over and connect your accounts again.")
	} else {
		v.silent = taglane.Wrap(err, taglane.Login, "This computer's keyring does not answer, so your sign-ins stay locked. Unlock the keyring and try again.")
	}
	return v.silent
}

// Lock forgets every key until Unlock. What nothing would open again cannot be
// locked: memory and plain are Refused.
func (v *Vault) Lock() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.where == Memory || v.where == Plain {
		return taglane.Errorf(taglane.Refused, "There is nothing to lock your sign-ins with. Choose a passphrase first.")
	}
	v.wipe()
	return nil
}

// Close forgets every key for good, and in memory every secret.
func (v *Vault) Close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.wipe()
	v.closed = true
	if v.disk == nil {
		return nil
	}
	err := v.disk.root.Close()
	v.disk = nil
	return err
}

func (v *Vault) wipe() {
	if v.keys != nil {
		v.keys.wipe()
	}
	v.keys = nil
}
