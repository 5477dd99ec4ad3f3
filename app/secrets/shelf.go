package secrets

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io/fs"
	"path"
	"regexp"
	"time"

	"taglane/app/taglane"
)

// maxSecret is the largest secret that is kept, in bytes.
const maxSecret = 1 << 20

// shelf is where an open vault has its secrets: sealed on disk, or in memory.
type shelf interface {
	put(entry) error
	get(name string) (entry, error) // Kind NotFound; Login when what is there is damaged
	drop(name string) error         // nil when there is none
	all() ([]entry, error)          // those that can be read
	wipe()                          // forgets what memory holds
}

// entry is one secret, its name, and when it was kept.
type entry struct {
	name   string
	at     time.Time // to the second
	secret []byte
}

var errEntry = errors.New("this is no entry")

func (e entry) bytes() []byte {
	b := make([]byte, 0, 8+binary.MaxVarintLen64+len(e.name)+len(e.secret))
	b = binary.BigEndian.AppendUint64(b, uint64(e.at.Unix()))
	b = binary.AppendUvarint(b, uint64(len(e.name)))
	b = append(b, e.name...)
	return append(b, e.secret...)
}

func readEntry(b []byte) (entry, error) {
	if len(b) < 8 {
		return entry{}, errEntry
	}
	at, rest := time.Unix(int64(binary.BigEndian.Uint64(b)), 0).UTC(), b[8:]
	n, used := binary.Uvarint(rest)
	if used <= 0 || n > uint64(len(rest)-used) {
		return entry{}, errEntry
	}
	name, secret := rest[used:used+int(n)], rest[used+int(n):]
	return entry{string(name), at, bytes.Clone(secret)}, nil
}

// sealedShelf keeps each secret in a file of one generation. A file is named
// by a keyed hash, so that the folder does not tell which accounts there are.
type sealedShelf struct {
	disk   *folder
	folder string
	seal   []byte
	naming []byte
}

var sealedNames = regexp.MustCompile(`^[0-9a-f]{32}$`)

func newSealedShelf(d *folder, folder string, data []byte) *sealedShelf {
	return &sealedShelf{d, folder, subkey(data, "secrets"), subkey(data, "names")}
}

// subkey is a key of its own for each use of the data key.
func subkey(data []byte, use string) []byte {
	key, err := hkdf.Expand(sha256.New, data, "taglane "+use, sha256.Size)
	if err != nil {
		panic(err) // only for keys longer than 8160 bytes
	}
	return key
}

func (s *sealedShelf) file(name string) string {
	m := hmac.New(sha256.New, s.naming)
	m.Write([]byte(name))
	return hex.EncodeToString(m.Sum(nil)[:16])
}

func (s *sealedShelf) put(e entry) error {
	plain := e.bytes()
	defer clear(plain)
	file := s.file(e.name)
	if err := s.disk.root.MkdirAll(s.folder, 0o700); err != nil {
		return unwritten(err)
	}
	return s.disk.write(path.Join(s.folder, file), shut(s.seal, plain, "secret", file))
}

func (s *sealedShelf) get(name string) (entry, error) {
	e, err := s.open(s.file(name))
	if errors.Is(err, fs.ErrNotExist) {
		return entry{}, absent("there is no such file")
	}
	if damage(err) {
		return entry{}, damaged(err)
	}
	if err != nil {
		return entry{}, unread(err)
	}
	return e, nil
}

// open reads the entry in a file. The box is bound to its file, and so to its
// name.
func (s *sealedShelf) open(file string) (entry, error) {
	box, err := s.disk.read(path.Join(s.folder, file))
	if err != nil {
		return entry{}, err
	}
	plain, err := opened(s.seal, box, "secret", file)
	if err != nil {
		return entry{}, err
	}
	defer clear(plain)
	return readEntry(plain)
}

func (s *sealedShelf) drop(name string) error {
	return s.disk.remove(path.Join(s.folder, s.file(name)))
}

func (s *sealedShelf) all() (list []entry, err error) {
	files, err := s.disk.names(s.folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, unread(err)
	}
	for _, file := range files {
		if !sealedNames.MatchString(file) {
			continue
		}
		e, err := s.open(file)
		switch {
		case err == nil:
			list = append(list, e)
		case !damage(err) && !errors.Is(err, fs.ErrNotExist):
			return nil, unread(err)
		}
	}
	return list, nil
}

func (s *sealedShelf) wipe() {
	clear(s.seal)
	clear(s.naming)
}

// memoryShelf remembers nothing longer than the program runs.
type memoryShelf map[string]entry

func (m memoryShelf) put(e entry) error {
	m.drop(e.name)
	e.secret = bytes.Clone(e.secret)
	m[e.name] = e
	return nil
}

func (m memoryShelf) get(name string) (entry, error) {
	e, ok := m[name]
	if !ok {
		return entry{}, absent("nothing is remembered under this name")
	}
	e.secret = bytes.Clone(e.secret)
	return e, nil
}

func (m memoryShelf) drop(name string) error {
	clear(m[name].secret)
	delete(m, name)
	return nil
}

func (m memoryShelf) all() (list []entry, err error) {
	for name := range m {
		e, _ := m.get(name)
		list = append(list, e)
	}
	return list, nil
}

func (m memoryShelf) wipe() {
	for name := range m {
		m.drop(name)
	}
}

func damage(err error) bool { return errors.Is(err, errShut) || errors.Is(err, errEntry) }

func damaged(err error) error {
	return taglane.Wrap(err, taglane.Login, "A sign-in that was kept is damaged. Connect the account again.")
}

func absent(why string) error {
	return taglane.Wrap(errors.New(why), taglane.NotFound, "No sign-in is kept here. Connect the account first.")
}
