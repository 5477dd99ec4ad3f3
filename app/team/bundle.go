package team

import (
	"archive/zip"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"time"

	"taglane/app/edit"
)

// A bundle is a file with lines of any number of devices and files by their
// content, signed by who made it:
//
//	manifest.json           what is in it, and who says so
//	manifest.sig            Ed25519 over domain and the manifest's exact bytes
//	edits/<device>.jsonl    lines, from a number on
//	media/<sha256>
//
// It ends with the SHA-256 of everything before, as the archive's comment, so
// that damage on the way is told from forgery.
const (
	manifestName  = "manifest.json"
	signatureName = "manifest.sig"
	domain        = "taglane bundle 1\n"
)

// Manifest says what a bundle holds.
type Manifest struct {
	Format  int       `json:"format"`
	ID      string    `json:"id"`
	Created time.Time `json:"created"`
	Device  string    `json:"device"` // that made it
	By      string    `json:"by"`     // its person
	Key     string    `json:"key"`    // Ed25519, base64
	Lines   []Lines   `json:"lines"`
	Entries []Entry   `json:"entries"` // everything in the file but the manifest and its signature
}

// Lines says which of a device's lines a bundle holds.
type Lines struct {
	Device string `json:"device"`
	First  uint64 `json:"first"` // the first edit's number
	Count  int    `json:"count"`
	Prev   string `json:"prev"` // hash of the line before; "" for the first
}

// Entry is one file of a bundle.
type Entry struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Signed says who vouches for a bundle: a public key.
func (m Manifest) Signed() ed25519.PublicKey {
	key, err := base64.StdEncoding.DecodeString(m.Key)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil
	}
	return key
}

// Filled is what goes into a bundle.
type Filled struct {
	ID      string
	Created time.Time
	Device  string
	By      string
	Seen    map[string]uint64                               // what its readers have; nil: nothing
	Logs    map[string]Log                                  // of each device, from the first edit on
	Media   map[string]func() (io.ReadCloser, int64, error) // by SHA-256
}

// WriteBundle writes a bundle and signs it. Errors are those of what it reads
// and of w; Invalid: a file's bytes are not those of its name.
func WriteBundle(ctx context.Context, w io.Writer, f Filled, key ed25519.PrivateKey) error {
	m := Manifest{Format: format, ID: f.ID, Created: f.Created.UTC(), Device: f.Device, By: f.By,
		Key: base64.StdEncoding.EncodeToString(key.Public().(ed25519.PublicKey))}
	out := &summed{w: w, sum: sha256.New()}
	z := zip.NewWriter(out)
	for _, device := range slices.Sorted(maps.Keys(f.Logs)) {
		text, lines, err := linesOf(ctx, device, f.Logs[device], f.Seen[device])
		if err != nil {
			return err
		}
		if lines.Count == 0 {
			continue
		}
		e := Entry{"edits/" + device + ".jsonl", int64(len(text)), sumOf(text)}
		if err := entry(z, e.Path, zip.Deflate, text); err != nil {
			return err
		}
		m.Lines, m.Entries = append(m.Lines, lines), append(m.Entries, e)
	}
	for _, name := range slices.Sorted(maps.Keys(f.Media)) {
		e, err := medium(ctx, z, name, f.Media[name])
		if err != nil {
			return err
		}
		m.Entries = append(m.Entries, e)
	}
	return sealed(z, out, m, key)
}

// sealed adds the manifest, its signature and the sum of the whole.
func sealed(z *zip.Writer, out *summed, m Manifest, key ed25519.PrivateKey) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := entry(z, manifestName, zip.Deflate, text); err != nil {
		return err
	}
	if err := entry(z, signatureName, zip.Store, ed25519.Sign(key, append([]byte(domain), text...))); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return out.end()
}

// linesOf is what a device's log says after a number, as lines. The lines
// before are reckoned too, for the hashes they hand on.
func linesOf(ctx context.Context, device string, log Log, after uint64) (text []byte, l Lines, err error) {
	l.Device = device
	prev, seq := "", uint64(0)
	for {
		edits, err := log(ctx, seq, batch)
		if err != nil {
			return nil, l, err
		}
		if len(edits) == 0 {
			return text, l, nil
		}
		for _, e := range edits {
			line, hash, err := edit.Encode(prev, e)
			if err != nil {
				return nil, l, err
			}
			if e.Seq > after {
				if l.Count == 0 {
					l.First, l.Prev = e.Seq, prev
				}
				l.Count++
				text = append(text, line...)
			}
			prev, seq = hash, e.Seq
		}
	}
}

func medium(ctx context.Context, z *zip.Writer, name string, open func() (io.ReadCloser, int64, error)) (Entry, error) {
	if !named.MatchString(name) {
		return Entry{}, noName()
	}
	r, size, err := open()
	if err != nil {
		return Entry{}, err
	}
	defer r.Close()
	e := Entry{"media/" + name, size, name}
	w, err := z.CreateHeader(&zip.FileHeader{Name: e.Path, Method: zip.Store})
	if err != nil {
		return e, err
	}
	return e, Copy(ctx, w, io.LimitReader(r, size), name)
}

func entry(z *zip.Writer, name string, method uint16, text []byte) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
