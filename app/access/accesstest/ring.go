package accesstest

import (
	"bytes"
	"sync"

	"taglane/app/taglane"
)

// Ring is a keyring in memory that counts its calls.
type Ring struct {
	mu    sync.Mutex
	keys  map[string][]byte
	calls int
}

// Get is the key of a user at a service. NotFound: there is none.
func (r *Ring) Get(service, user string) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls++
	if k, ok := r.keys[service+user]; ok { // whoever asks wipes what it got
		return bytes.Clone(k), nil
	}
	return nil, &taglane.Error{Kind: taglane.NotFound}
}

// Set keeps a key.
func (r *Ring) Set(service, user string, key []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls++
	if r.keys == nil {
		r.keys = map[string][]byte{}
	}
	r.keys[service+user] = bytes.Clone(key)
	return nil
}

// Asked says how often the keyring was asked or told something, and how many
// keys it holds.
func (r *Ring) Asked() (calls, keys int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.calls, len(r.keys)
}
