package outbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/memory"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// The test binary is also the program that gets killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("OUTBOX_TEST_PUBLISH_IN"); dir != "" {
		if err := publishIn(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// publishIn carries the publication that lies in dir, as a fresh process would.
func publishIn(dir string) error {
	var pub taglane.Publication
	b, err := os.ReadFile(filepath.Join(dir, "publication.json"))
	if err == nil {
		err = json.Unmarshal(b, &pub)
	}
	if err != nil {
		return err
	}
	s := newShelf()
	s.path = filepath.Join(dir, "journal.json")
	b, err = os.ReadFile(s.path)
	switch {
	case err == nil:
		err = json.Unmarshal(b, s)
	case errors.Is(err, os.ErrNotExist):
		err = s.Save(context.Background(), NewRow(pub.ID, pub.Revision, pub.Account.ID, 0, nil, time.Time{}, start), Entry{Outcome: "queued"})
	}
	if err != nil {
		return err
	}
	l, err := OpenLedger("library-1", Plain{}, filepath.Join(dir, "a.jsonl"), filepath.Join(dir, "b.jsonl"))
	if err != nil {
		return err
	}
	defer l.Close()
	o := &Outbox{
		Journal: s, Ledger: l, Media: (&Files{}).Open, Now: time.Now, After: time.After,
		Connect: func(context.Context, Row) (platform.Publisher, taglane.Publication, error) {
			p, err := platform.Open(pub.Account, nil)
			return p, pub, err
		},
	}
	if err := o.RunUntilIdle(context.Background()); err != nil {
		return err
	}
	if r := s.Rows[pub.ID]; r.Stage != Tagged {
		return fmt.Errorf("ended at %s, waiting %q: %s", r.Stage, r.Wait, r.FaultMessage)
	}
	return nil
}

// killAfter runs this binary on dir and kills it unless it is done before.
func killAfter(exe, dir string, patience time.Duration) (dead bool, err error) {
	c := exec.Command(exe)
	c.Env = append(os.Environ(), "OUTBOX_TEST_PUBLISH_IN="+dir)
	var said bytes.Buffer
	c.Stderr = &said
	if err := c.Start(); err != nil {
		return false, err
	}
	timer := time.AfterFunc(patience, func() { _ = c.Process.Kill() })
	defer timer.Stop()
	err = c.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == -1 {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("%w: %s", err, said.String())
	}
	return false, nil
}

// A real process is killed at random moments until one of them comes through.
func TestKilledProcessesPostOnce(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Skip("the test binary does not know itself: ", err)
	}
	random := rand.New(rand.NewPCG(3, 5))
	lives := func(settings map[string]string) (dir string, account taglane.Account) {
		dir = t.TempDir()
		pub := platformtest.Publication(t, dir)
		settings["dir"] = filepath.Join(dir, "far")
		pub.Account = taglane.Account{ID: pub.ID, Service: "memory", Settings: settings}
		b, err := json.Marshal(pub)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, "publication.json"), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		return dir, pub.Account
	}
	whole, kills := time.Minute, 0
	for range 3 { // the first one also warms the machine
		dir, _ := lives(map[string]string{})
		began := time.Now()
		if _, err := killAfter(exe, dir, time.Minute); err != nil {
			t.Fatal(err)
		}
		whole = min(whole, time.Since(began))
	}
	for _, settings := range []map[string]string{
		{"repeat": "set"}, {"repeat": "answers"}, {"repeat": "answers", "fused": "yes"}, {"repeat": "set", "processing": "2"},
	} {
		dir, account := lives(settings)
		for range 16 {
			dead, err := killAfter(exe, dir, time.Duration(random.Int64N(int64(whole))))
			if err != nil {
				t.Fatalf("%v: %v", settings, err)
			}
			if dead {
				kills++
			}
		}
		if _, err := killAfter(exe, dir, time.Minute); err != nil {
			t.Fatalf("%v: %v", settings, err)
		}
		posts, err := memory.Posts(account)
		if err != nil || len(posts) != 1 || len(posts[0].Products) != 2 {
			t.Fatalf("%v: %+v, %v", settings, posts, err)
		}
	}
	t.Logf("%d kills, 4 publications, 4 posts", kills)
	if kills < 4 {
		t.Errorf("only %d kills: the process is faster than the killer", kills)
	}
}
