package access

import (
	"context"
	"crypto/ed25519"
)

// Identity is the key by which teammates know whoever works here; it is made
// when first asked for. Login: the vault is locked, or a person has to choose
// first how it is held.
func (g *Gate) Identity(ctx context.Context) (ed25519.PrivateKey, error) {
	v, err := g.secrets(ctx)
	if err != nil {
		return nil, err
	}
	return v.Identity()
}
