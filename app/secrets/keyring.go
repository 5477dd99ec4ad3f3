package secrets

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"taglane/app/taglane"
)

// Keyring is the system's own place for keys. It may hang or fail at any time:
// the vault waits a few seconds, and takes every error for "no keyring".
type Keyring interface {
	// Get answers with Kind NotFound when the keyring works and has no such entry.
	Get(service, user string) ([]byte, error)
	Set(service, user string, key []byte) error
}

// keyringService is what the vault's entries in a keyring are filed under; the
// user is the library's id.
const keyringService = "taglane"

// usualPatience is how long one call to a keyring may take. A prompt that takes
// longer is answered by unlocking again.
const usualPatience = 5 * time.Second

var (
	errNoKeyring = errors.New("there is no keyring")
	errPanicked  = errors.New("the keyring panicked")
)

// ringEntry is one library's place in a keyring, asked with patience.
type ringEntry struct {
	ring     Keyring
	user     string
	patience time.Duration
}

// Usable says whether a keyring answers for a library, within five seconds. It
// puts nothing there.
func Usable(k Keyring, library string) bool {
	key, err := ringEntry{k, library, usualPatience}.read()
	clear(key)
	return err == nil || taglane.KindOf(err) == taglane.NotFound
}

// read is the key that is there; Kind NotFound when there is none.
func (e ringEntry) read() (key []byte, err error) {
	got, err := within(e.patience, func() ([]byte, error) {
		if e.ring == nil {
			return nil, errNoKeyring
		}
		return e.ring.Get(keyringService, e.user)
	})
	if err == nil && len(got) != len(newKey()) {
		clear(got)
		return nil, absent("the keyring's entry is no key")
	}
	return got, err
}

// make reads the key that is there, or puts one there and makes sure of it.
func (e ringEntry) make() ([]byte, error) {
	key, err := e.read()
	if taglane.KindOf(err) != taglane.NotFound {
		return key, err
	}
	key = newKey()
	_, err = within(e.patience, func() ([]byte, error) {
		return nil, e.ring.Set(keyringService, e.user, bytes.Clone(key))
	})
	if err != nil {
		return nil, err
	}
	again, err := e.read()
	defer clear(again)
	if err == nil && !bytes.Equal(again, key) {
		err = errors.New("the keyring does not give back what it was given")
	}
	if err != nil {
		return nil, err
	}
	return key, nil
}

// within gives up on a call after a while and lets it end by itself. Whatever
// the keyring says in its errors stays here, but for its Kind: a library that
// quotes its arguments would quote the key.
func within(patience time.Duration, call func() ([]byte, error)) ([]byte, error) {
	type answer struct {
		key []byte
		err error
	}
	done := make(chan answer, 1)
	go func() {
		defer func() {
			if recover() != nil {
				done <- answer{nil, errPanicked}
			}
		}()
		key, err := call()
		done <- answer{key, err}
	}()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	select {
	case a := <-done:
		switch {
		case a.err == nil:
			return a.key, nil
		case taglane.KindOf(a.err) == taglane.NotFound:
			return nil, absent("the keyring has no such entry")
		case errors.Is(a.err, errPanicked):
			return nil, errPanicked
		}
		return nil, fmt.Errorf("the keyring fails with a %T", a.err)
	case <-limit.C:
		return nil, fmt.Errorf("the keyring does not answer within %s", patience)
	}
}
