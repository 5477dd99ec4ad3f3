package outbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"taglane/app/taglane"
)

// Files opens the files of frozen revisions after making sure that they still
// hold what was frozen. A file is read through once; after that a glance at
// its size and time tells whether it must be read again.
type Files struct {
	mu   sync.Mutex
	seen map[string]glance
}

// glance is how a file looked when its sum was right.
type glance struct {
	size int64
	at   time.Time
	sum  string
}

// Open opens a file of a revision. Refused: it is gone or changed. Internal:
// it cannot be read.
func (f *Files) Open(ctx context.Context, file taglane.File) (io.ReadSeekCloser, error) {
	r, err := os.Open(file.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, taglane.Wrap(err, taglane.Refused, "The clip's file is gone; put it back or queue the new version.")
	}
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "The clip's file cannot be opened.")
	}
	if err := f.verify(ctx, r, file); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

func (f *Files) verify(ctx context.Context, r *os.File, file taglane.File) error {
	st, err := r.Stat()
	if err != nil {
		return taglane.Wrap(err, taglane.Internal, "The clip's file cannot be read.")
	}
	changed := taglane.Errorf(taglane.Refused, "The file changed; queue the new version.")
	if !st.Mode().IsRegular() || st.Size() != file.Size {
		return changed
	}
	now := glance{st.Size(), st.ModTime(), file.SHA256}
	f.mu.Lock()
	known := f.seen[file.Path] == now
	f.mu.Unlock()
	if known {
		return nil
	}
	h := sha256.New()
	if _, err := io.Copy(h, patient{ctx, r}); err != nil {
		return taglane.Wrap(err, taglane.Internal, "The clip's file cannot be read.")
	}
	if hex.EncodeToString(h.Sum(nil)) != file.SHA256 {
		return changed
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.seen == nil {
		f.seen = map[string]glance{}
	}
	f.seen[file.Path] = now
	return nil
}

// patient is a reader that stops when its ctx is done.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}
