package secrets

import (
	"encoding/binary"
	"encoding/hex"
	"errors"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/text/unicode/norm"
)

// The key file: a head that says who holds the key and how a passphrase is
// stretched, and the data key in a box that the head is bound to.
const (
	keyMagic  = "TGLK"
	keyFormat = 1
	headSize  = len(keyMagic) + 1 + 1 + 8 + 9 + 16
	keySize   = headSize + boxSize + chacha20poly1305.KeySize
)

var (
	errKeyDamaged = errors.New("the key file is damaged")
	errKeyNewer   = errors.New("the key file is of a later format")
)

// holders are who may hold the key of a vault on disk, by their byte there.
var holders = map[byte]Where{1: ByKeyring, 2: ByPassphrase, 3: Plain}

// cost is how hard a passphrase is to try.
type cost struct {
	rounds, memory uint32 // memory in KiB
	lanes          uint8
}

// usualCost is the second choice of RFC 9106 §4: 64 MiB, about a third of a
// second.
var usualCost = cost{rounds: 3, memory: 64 << 10, lanes: 4}

// sane keeps a planted file from asking for all the memory there is.
func (c cost) sane() bool {
	return c.rounds >= 1 && c.rounds <= 64 && c.memory >= 8 && c.memory <= 1<<20 && c.lanes >= 1 && c.lanes <= 64
}

type keyFile struct {
	held       byte
	generation [8]byte
	cost       cost // only where a passphrase holds the key
	salt       [16]byte
	box        []byte
}

// folder is where the secrets of this key file lie.
func (f keyFile) folder() string { return hex.EncodeToString(f.generation[:]) }

func (f keyFile) where() Where { return holders[f.held] }

func (f keyFile) head() []byte {
	b := append(make([]byte, 0, keySize), keyMagic...)
	b = append(b, keyFormat, f.held)
	b = append(b, f.generation[:]...)
	b = binary.BigEndian.AppendUint32(b, f.cost.rounds)
	b = binary.BigEndian.AppendUint32(b, f.cost.memory)
	b = append(b, f.cost.lanes)
	return append(b, f.salt[:]...)
}

func (f keyFile) bytes() []byte { return append(f.head(), f.box...) }

// readKeyFile reads what bytes wrote and nothing else.
func readKeyFile(b []byte) (keyFile, error) {
	if len(b) > len(keyMagic) && string(b[:len(keyMagic)]) == keyMagic && b[len(keyMagic)] > keyFormat {
		return keyFile{}, errKeyNewer
	}
	if len(b) != keySize || string(b[:len(keyMagic)+1]) != keyMagic+string(rune(keyFormat)) {
		return keyFile{}, errKeyDamaged
	}
	at := b[len(keyMagic)+1:]
	f := keyFile{held: at[0], box: append([]byte(nil), b[headSize:]...)}
	copy(f.generation[:], at[1:])
	f.cost = cost{binary.BigEndian.Uint32(at[9:]), binary.BigEndian.Uint32(at[13:]), at[17]}
	copy(f.salt[:], at[18:])
	known := f.where() != ""
	if !known || (f.where() == ByPassphrase) != f.cost.sane() {
		return keyFile{}, errKeyDamaged
	}
	return f, nil
}

// put seals the data key into the file for a library.
func (f *keyFile) put(opener, data []byte, library string) {
	f.box = shut(opener, data, "key", string(f.head()), library)
}

// take is the data key.
func (f keyFile) take(opener []byte, library string) ([]byte, error) {
	return opened(opener, f.box, "key", string(f.head()), library)
}

// stretch makes the opener of a passphrase. However its accents were typed, it
// is the same passphrase.
func (f keyFile) stretch(p Passphrase) []byte {
	typed := norm.NFKC.Bytes(p)
	defer clear(typed)
	return argon2.IDKey(typed, f.salt[:], f.cost.rounds, f.cost.memory, f.cost.lanes, chacha20poly1305.KeySize)
}
