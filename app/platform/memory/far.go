package memory

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"taglane/app/taglane"
)

// Post is one accepted post, as the far side's own ledger has it.
type Post struct {
	ID       string       `json:"id"`
	Key      string       `json:"key"`
	Upload   string       `json:"upload"`
	SHA256   string       `json:"sha256"` // of the bytes that were received
	Title    string       `json:"title"`
	Products []taglane.ID `json:"products,omitempty"`
	Asked    int          `json:"asked,omitempty"` // how often its address was asked for
}

type upload struct {
	Key     string `json:"key"`
	Size    int64  `json:"size"`
	SHA256  string `json:"sha256"` // as announced
	Title   string `json:"title"`
	Polls   int    `json:"polls"`             // how often it was looked at since its last byte
	Post    string `json:"post"`              // the post made of it last
	Expired bool   `json:"expired,omitempty"` // takes no more bytes
}

// world is all the far side knows, but for the bytes.
type world struct {
	Opened   int                `json:"opened"`
	Posted   int                `json:"posted"`
	Uploads  map[string]*upload `json:"uploads"`
	Posts    []Post             `json:"posts"`
	Refusing bool               `json:"refusing,omitempty"` // the next public act is refused
}

// far is one far side. With a folder, nothing is remembered between two calls
// but what lies in it.
type far struct {
	mu    sync.Mutex
	dir   string
	world world
	bytes map[string][]byte
}

var (
	farsMu sync.Mutex
	fars   = map[string]*far{}
)

// farOf gives every connector of the same folder, or else of the same account, the same far side.
func farOf(account taglane.ID, dir string) *far {
	farsMu.Lock()
	defer farsMu.Unlock()
	name := "account " + string(account)
	if dir != "" {
		name = "folder " + filepath.Clean(dir)
	}
	if fars[name] == nil {
		fars[name] = &far{dir: dir, world: world{Uploads: map[string]*upload{}}, bytes: map[string][]byte{}}
	}
	return fars[name]
}

// Posts lists what is public on the far side of an account, in order of appearance.
func Posts(account taglane.Account) ([]Post, error) {
	f := farOf(account.ID, account.Settings["dir"])
	f.mu.Lock()
	defer f.mu.Unlock()
	w, err := f.load()
	return append([]Post(nil), w.Posts...), err
}

// change runs do on the world and keeps what it did. A call that fails leaves
// the world as it was, but for bytes that had arrived.
func (f *far) change(ctx context.Context, do func(*world) error) error {
	if err := ctx.Err(); err != nil {
		return taglane.Wrap(err, taglane.Offline, "The call was called off.")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	w, err := f.load()
	if err != nil {
		return err
	}
	if err := do(&w); err != nil {
		return err
	}
	return f.save(w)
}

func (f *far) load() (world, error) {
	w := world{Uploads: map[string]*upload{}}
	b, err := json.Marshal(f.world)
	if f.dir != "" {
		b, err = os.ReadFile(filepath.Join(f.dir, "world.json"))
		if errors.Is(err, fs.ErrNotExist) {
			return w, nil
		}
	}
	if err == nil {
		err = json.Unmarshal(b, &w)
	}
	if err != nil {
		return w, taglane.Wrap(err, taglane.Internal, "The folder of the memory platform cannot be read.")
	}
	return w, nil
}

func (f *far) save(w world) error {
	if f.dir == "" {
		f.world = w
		return nil
	}
	b, err := json.MarshalIndent(w, "", "\t")
	if err == nil {
		err = replace(filepath.Join(f.dir, "world.json"), b)
	}
	if err != nil {
		return taglane.OfDisk(err, taglane.Later, "The folder of the memory platform cannot be written.")
	}
	return nil
}

// replace writes a file whole or not at all, also when the process is killed.
// A power cut may take it; nobody's real post lies here.
func replace(path string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".world-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(b)
	err = errors.Join(err, tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	return err
}

func (f *far) path(id string) string { return filepath.Join(f.dir, id+".mp4") }

// size is how many bytes of an upload have arrived.
func (f *far) size(id string) (int64, error) {
	if f.dir == "" {
		return int64(len(f.bytes[id])), nil
	}
	st, err := os.Stat(f.path(id))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, taglane.Wrap(err, taglane.Internal, "The folder of the memory platform cannot be read.")
	}
	return st.Size(), nil
}

// write appends n bytes of r in small pieces, so that a cancel or a cut leaves
// what had arrived before it.
func (f *far) write(ctx context.Context, id string, r io.Reader, n int64, wait func(context.Context, int) error) error {
	var to io.Writer = writer(func(b []byte) (int, error) {
		f.bytes[id] = append(f.bytes[id], b...)
		return len(b), nil
	})
	if f.dir != "" {
		file, err := os.OpenFile(f.path(id), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return taglane.OfDisk(err, taglane.Later, "The folder of the memory platform cannot be written.")
		}
		defer file.Close()
		to = file
	}
	buf := make([]byte, 64<<10)
	for n > 0 {
		if err := ctx.Err(); err != nil {
			return taglane.Wrap(err, taglane.Offline, "The upload was called off.")
		}
		most := min(n, int64(len(buf)))
		if wait != nil {
			if err := wait(ctx, int(most)); err != nil {
				return taglane.Wrap(err, taglane.Offline, "The upload was called off.")
			}
		}
		got, err := r.Read(buf[:most])
		if _, werr := to.Write(buf[:got]); werr != nil {
			return taglane.OfDisk(werr, taglane.Later, "The folder of the memory platform cannot be written.")
		}
		if n -= int64(got); err != nil && n > 0 {
			return taglane.Wrap(err, taglane.Internal, "The clip's file ended too early.")
		}
	}
	return nil
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }

// sum is the SHA-256 of what arrived.
func (f *far) sum(id string) (string, error) {
	var from io.Reader = bytes.NewReader(f.bytes[id])
	if f.dir != "" {
		file, err := os.Open(f.path(id))
		if err != nil {
			return "", taglane.Wrap(err, taglane.Internal, "The folder of the memory platform cannot be read.")
		}
		defer file.Close()
		from = file
	}
	h := sha256.New()
	if _, err := io.Copy(h, from); err != nil {
		return "", taglane.Wrap(err, taglane.Internal, "The folder of the memory platform cannot be read.")
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// link is where the post can be seen: in the folder, or nowhere.
func (f *far) link(id string) string {
	if f.dir == "" {
		return ""
	}
	abs, err := filepath.Abs(f.path(id))
	if err != nil {
		return ""
	}
	return "file://" + filepath.ToSlash(abs)
}

// Forget makes the far side of an account lose every upload session, as if
// they had expired. Posts stay.
func Forget(account taglane.Account) error {
	return farOf(account.ID, account.Settings["dir"]).change(context.Background(), func(w *world) error {
		w.Uploads = map[string]*upload{}
		return nil
	})
}

// Expire makes the far side of an account take no more bytes of any upload
// that is not complete, though it still knows them all.
func Expire(account taglane.Account) error {
	return farOf(account.ID, account.Settings["dir"]).change(context.Background(), func(w *world) error {
		for _, u := range w.Uploads {
			u.Expired = true
		}
		return nil
	})
}

// Refuse makes the far side of an account answer the next public act with a
// plain no.
func Refuse(account taglane.Account) error {
	return farOf(account.ID, account.Settings["dir"]).change(context.Background(), func(w *world) error {
		w.Refusing = true
		return nil
	})
}
