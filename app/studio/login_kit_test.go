package studio

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/access/accesstest"
	"taglane/app/outbox"
	"taglane/app/taglane"
)

// hosting opens a studio with a keyring, and an account of a host that nobody
// has logged in to yet.
func hosting(t *testing.T, h *accesstest.Host, settings ...string) (*Studio, taglane.Account) {
	t.Helper()
	o := options(filepath.Join(t.TempDir(), "library"))
	o.Keyring = &accesstest.Ring{}
	s := choosing(t, o)
	set := map[string]string{"base_url": h.URL}
	for i := 0; i+1 < len(settings); i += 2 {
		set[settings[i]] = settings[i+1]
	}
	a, err := s.AddAccount(ctx, NewAccount{Service: "guestbook", Name: "Mine", Settings: set, Secret: accesstest.AppSecret})
	if err != nil {
		t.Fatal(err)
	}
	return s, a
}

// choosing opens a studio that is closed when the test ends.
func choosing(t *testing.T, o Options) *Studio {
	t.Helper()
	s, err := Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// enter logs in to an account, and must succeed.
func enter(t *testing.T, s *Studio, id taglane.ID) {
	t.Helper()
	if _, err := s.ConnectAccount(ctx, id, accesstest.Browse); err != nil {
		t.Fatal(err)
	}
	if l := awaitLogin(t, s, "done", "failed"); l.State != "done" {
		t.Fatalf("the login ended with %+v", l)
	}
}

// awaitLogin waits until the login stands somewhere.
func awaitLogin(t *testing.T, s *Studio, states ...string) Login {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		l := s.Login()
		for _, want := range states {
			if l.State == want {
				return l
			}
		}
	}
	t.Fatalf("the login still stands at %+v", s.Login())
	return Login{}
}

// queue puts a small clip on its way to an account, and returns its row.
func queue(t *testing.T, s *Studio, account taglane.ID) outbox.Row {
	t.Helper()
	content := []byte("a clip of " + rand.Text())
	path := filepath.Join(t.TempDir(), "clip.mp4")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	clip, err := s.store.Clip(ctx, addClip(t, s, 300))
	if err != nil {
		t.Fatal(err)
	}
	rev := taglane.Revision{Draft: taglane.Draft{Clip: clip}, Media: taglane.File{Path: path, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(content))}, FrozenAt: s.o.Now().UTC()}
	rev.Digest = taglane.DigestOf(rev)
	if err := s.store.KeepRevision(ctx, rev); err != nil {
		t.Fatal(err)
	}
	row, _, err := s.store.Queue(ctx, outbox.NewRow(s.o.NewID(), rev, account, 0, nil, time.Time{}, s.o.Now().UTC()), outbox.Entry{At: s.o.Now().UTC(), Outcome: "queued"})
	if err != nil {
		t.Fatal(err)
	}
	return row
}

// carried runs the outbox until nothing moves and returns the row.
func carried(t *testing.T, s *Studio, id taglane.ID) outbox.Row {
	t.Helper()
	if err := s.RunOutbox(ctx, true); err != nil {
		t.Fatal(err)
	}
	r, err := s.store.Load(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// holding lists the files below dir that hold a text.
func holding(t *testing.T, dir, text string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(text)) {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// overheard is everything that anybody could hear.
type overheard struct {
	sync.Mutex
	text strings.Builder
	n    int
}

func (o *overheard) add(v ...any) {
	o.Lock()
	defer o.Unlock()
	o.n++
	for _, x := range v {
		b, _ := json.Marshal(x)
		fmt.Fprintf(&o.text, "%s %+v ", b, x)
	}
	o.text.WriteString("\n")
}

func (o *overheard) event(name string, data any) { o.add(name, data) }

// say notes an answer and every layer of an error.
func (o *overheard) say(answer any, err error) {
	o.add(answer)
	for e := err; e != nil; e = errors.Unwrap(e) {
		o.add(e.Error())
	}
}

// log is a log that is overheard.
func (o *overheard) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(overheardLog{o}, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

type overheardLog struct{ o *overheard }

func (w overheardLog) Write(b []byte) (int, error) { w.o.add(string(b)); return len(b), nil }

func stands(t *testing.T, s *Studio, state, kind string) {
	t.Helper()
	v, err := s.Vault(ctx)
	if err != nil || v.State != state || v.Kind != kind || v.Message == "" {
		t.Errorf("the vault stands at %+v, want %s %q (%v)", v, state, kind, err)
	}
}
