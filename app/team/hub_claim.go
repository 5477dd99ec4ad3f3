package team

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"

	"github.com/nats-io/nats.go/jetstream"
)

// Claims is an Exchange that can say at once whose something is, which a folder
// cannot: there, two laptops that cannot see each other may both think it theirs.
type Claims interface {
	// Claim makes something by's where it is nobody's, or one's of over; whose it
	// is now is returned.
	Claim(ctx context.Context, what, by string, over ...string) (whose string, err error)
}

var _ Claims = (*Hub)(nil)

// Claim keeps whose something is under the hash of its name. Of several who
// claim at the same moment one gets it, and the others are told who.
func (h *Hub) Claim(ctx context.Context, what, by string, over ...string) (string, error) {
	ctx, cancel := h.asking(ctx)
	defer cancel()
	sum := sha256.Sum256([]byte(what))
	key := hex.EncodeToString(sum[:])
	_, err := h.taken.Create(ctx, key, []byte(by))
	if err == nil {
		return by, nil
	}
	for errors.Is(err, jetstream.ErrKeyExists) || overtaken(err) {
		var now jetstream.KeyValueEntry
		if now, err = h.taken.Get(ctx, key); err != nil {
			break
		}
		whose := string(now.Value())
		if whose == by || !slices.Contains(over, whose) {
			return whose, nil
		}
		if _, err = h.taken.Update(ctx, key, []byte(by), now.Revision()); err == nil {
			return by, nil
		}
	}
	return "", hubbed(err)
}

// overtaken says that another wrote in between.
func overtaken(err error) bool {
	var api *jetstream.APIError
	return errors.As(err, &api) && api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence
}
