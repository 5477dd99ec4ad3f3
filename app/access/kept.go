package access

import (
	"context"
	"encoding/json"

	"taglane/app/taglane"
)

// Kept are secrets in the vault that are no account's, such as what lets a
// laptop into its team's hub.
type Kept struct{ *Gate }

const keptName = "kept/"

// Keep keeps a secret under a name. Login: a person has to open the vault, or to
// choose first how it is held.
func (k Kept) Keep(ctx context.Context, name string, secret json.RawMessage) error {
	return k.keepAs(ctx, keptName+name, secret)
}

// Kept is the secret of that name; nil for none. Login: the vault is locked.
func (k Kept) Kept(ctx context.Context, name string) (json.RawMessage, error) {
	text, err := k.lying(ctx, keptName+name)
	if taglane.KindOf(err) == taglane.NotFound {
		return nil, nil
	}
	return text, err
}

// Drop forgets a secret.
func (k Kept) Drop(ctx context.Context, name string) error {
	k.vault.Lock()
	defer k.vault.Unlock()
	if there, err := k.vaultThere(ctx); err != nil || !there {
		return err
	}
	v, err := k.opened(ctx)
	if err != nil {
		return err
	}
	return v.Drop(keptName + name)
}
