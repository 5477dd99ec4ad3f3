package team

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/nats-io/nats.go/jetstream"
)

// Claims is an Exchange that can say at once whose something is, which a folder
// cannot: there, two laptops that cannot see each other may both think it theirs.
type Claims interface {
	// Claim makes something by's, unless it is somebody's; whose it is now is
	// returned. With over it is taken from whom it was thought to be.
	Claim(ctx context.Context, what, by, over string) (whose string, err error)
}

var _ Claims = (*Hub)(nil)

// Claim keeps whose something is under the hash of its name. Of several who
// claim at the same moment, one gets it, and the others are told who.
func (h *Hub) Claim(ctx context.Context, what, by, over string) (string, error) {
	ctx, cancel := h.asking(ctx)
	defer cancel()
	sum := sha256.Sum256([]byte(what))
	key := hex.EncodeToString(sum[:])
	_, err := h.taken.Create(ctx, key, []byte(by))
	if err == nil {
		return by, nil
	}
	if !errors.Is(err, jetstream.ErrKeyExists) {
		return "", hubbed(err)
	}
	now, err := h.taken.Get(ctx, key)
	if err != nil {
		return "", hubbed(err)
	}
	whose := string(now.Value())
	if whose == by || whose != over {
		return whose, nil
	}
	_, err = h.taken.Update(ctx, key, []byte(by), now.Revision())
	var api *jetstream.APIError
	if errors.As(err, &api) && api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence {
		now, err = h.taken.Get(ctx, key)
		if err != nil {
			return "", hubbed(err)
		}
		return string(now.Value()), nil
	}
	if err != nil {
		return "", hubbed(err)
	}
	return by, nil
}
