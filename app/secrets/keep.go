package secrets

import (
	"crypto/ed25519"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"taglane/app/taglane"
)

// What the vault keeps for itself. No caller's name begins with a dot.
const (
	identityName = ".identity"
	sealingName  = ".sealing"
)

// Keep keeps a secret under a name, in place of what was there, and returns once
// it is on disk. A name is text of 1 to 200 bytes that does not begin with a dot,
// a secret has at most 1 MiB; otherwise Kind Invalid. A disk that does not take it
// is Refused, or Later where it is full, and the secret from before is still there.
func (v *Vault) Keep(name string, secret []byte) error {
	if err := named(name); err != nil {
		return err
	}
	if len(secret) > maxSecret {
		return taglane.Errorf(taglane.Invalid, "That is too large to be kept with your sign-ins.")
	}
	return v.with(func() error { return v.keys.put(entry{name, v.o.Now(), secret}) })
}

// Get is the secret under a name, which the caller may wipe. Kind NotFound when
// there is none; Login when what is there is damaged.
func (v *Vault) Get(name string) (secret []byte, err error) {
	e, err := v.get(name)
	return e.secret, err
}

// KeptAt is when the secret under a name was kept, to the second. Kinds as Get.
func (v *Vault) KeptAt(name string) (time.Time, error) {
	e, err := v.get(name)
	clear(e.secret)
	return e.at, err
}

func (v *Vault) get(name string) (e entry, err error) {
	if err := named(name); err != nil {
		return entry{}, err
	}
	err = v.with(func() error {
		e, err = v.keys.get(name)
		return err
	})
	return e, err
}

// Drop forgets the secret under a name. One that is not there is forgotten
// already.
func (v *Vault) Drop(name string) error {
	if err := named(name); err != nil {
		return err
	}
	return v.with(func() error { return v.keys.drop(name) })
}

// Names lists what is kept and can be read, in order.
func (v *Vault) Names() (names []string, err error) {
	err = v.with(func() error {
		all, err := v.keys.all()
		defer forget(all)
		for _, e := range all {
			if !strings.HasPrefix(e.name, ".") {
				names = append(names, e.name)
			}
		}
		return err
	})
	slices.Sort(names)
	return names, err
}

// Seal seals something that is kept elsewhere, such as an upload session in the
// outbox. It opens only for the same context, in the same library; moving the
// vault does not change that, starting over does.
func (v *Vault) Seal(plain []byte, context string) (box []byte, err error) {
	err = v.with(func() error {
		key, err := v.own(sealingName)
		if err != nil {
			return err
		}
		defer clear(key)
		box = shut(key, plain, "seal", v.o.Library, context)
		return nil
	})
	return box, err
}

// Unseal is what was sealed for this context. Kind Invalid when it was not, or
// when it is damaged.
func (v *Vault) Unseal(box []byte, context string) (plain []byte, err error) {
	err = v.with(func() error {
		key, err := v.own(sealingName)
		if err != nil {
			return err
		}
		defer clear(key)
		if plain, err = opened(key, box, "seal", v.o.Library, context); err != nil {
			return taglane.Wrap(err, taglane.Invalid, "The upload cannot be taken up again: what was kept of it is damaged or of another library.")
		}
		return nil
	})
	return plain, err
}

// Identity is the key by which teammates know this member; it is made when first
// asked for. In memory it lasts as long as the vault. One that is damaged is Kind
// Login and is never replaced by itself: teammates would see another person.
func (v *Vault) Identity() (key ed25519.PrivateKey, err error) {
	err = v.with(func() error {
		seed, err := v.own(identityName)
		if err != nil {
			return err
		}
		defer clear(seed)
		key = ed25519.NewKeyFromSeed(seed)
		return nil
	})
	return key, err
}

// own is a key of the vault's own, made when first asked for.
func (v *Vault) own(name string) ([]byte, error) {
	e, err := v.keys.get(name)
	if taglane.KindOf(err) == taglane.NotFound {
		e = entry{name, v.o.Now(), newKey()}
		err = v.keys.put(e)
	}
	if err == nil && len(e.secret) != ed25519.SeedSize {
		err = damaged(errEntry)
	}
	if err != nil {
		return nil, err
	}
	return e.secret, nil
}

// with does something with an open vault, one at a time.
func (v *Vault) with(do func() error) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.keys == nil {
		return v.locked()
	}
	return do()
}

func named(name string) error {
	ok := len(name) >= 1 && len(name) <= 200 && utf8.ValidString(name) && name[0] != '.' && !strings.ContainsFunc(name, unicode.IsControl)
	if !ok {
		return taglane.Wrap(errors.New("secrets: this is no name for a secret"), taglane.Invalid, taglane.InternalMessage)
	}
	return nil
}
