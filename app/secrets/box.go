package secrets

import (
	"crypto/rand"
	"encoding/binary"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"
)

// boxFormat is the first byte of everything sealed.
const boxFormat = 1

// boxSize is how much longer a box is than what lies in it, in bytes.
const boxSize = 1 + chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead

var errShut = errors.New("the box does not open: another key, another place, or damage")

// shut seals plain under a key of 32 bytes. The box opens only for the same
// context, part by part.
func shut(key, plain []byte, context ...string) []byte {
	box := make([]byte, 1+chacha20poly1305.NonceSizeX, boxSize+len(plain))
	box[0] = boxFormat
	rand.Read(box[1:])
	return sealer(key).Seal(box, box[1:], plain, bound(context))
}

// opened is what lies in a box, freshly made.
func opened(key, box []byte, context ...string) ([]byte, error) {
	if len(box) < boxSize || box[0] != boxFormat {
		return nil, errShut
	}
	nonce, sealed := box[1:1+chacha20poly1305.NonceSizeX], box[1+chacha20poly1305.NonceSizeX:]
	plain, err := sealer(key).Open(nil, nonce, sealed, bound(context))
	if err != nil {
		return nil, errShut
	}
	return plain, nil
}

// bound is what is authenticated beside the secret. Each part goes with its
// length, so that "a","bc" is not "ab","c".
func bound(context []string) []byte {
	b := []byte{boxFormat}
	for _, part := range context {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	return b
}

func sealer(key []byte) interface {
	Seal(dst, nonce, plain, more []byte) []byte
	Open(dst, nonce, sealed, more []byte) ([]byte, error)
} {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		panic(err) // every key here is made 32 bytes long
	}
	return aead
}

func newKey() []byte {
	key := make([]byte, chacha20poly1305.KeySize)
	rand.Read(key)
	return key
}
