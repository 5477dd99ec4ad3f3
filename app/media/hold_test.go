package media

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A child that rests does nothing, loses nothing, and is not late for it.
func TestHoldStopsAChildAndLetsItGoOn(t *testing.T) {
	if _, err := os.Stat("/bin/sh"); err != nil {
		t.Skip("there is no shell to run")
	}
	counted := filepath.Join(t.TempDir(), "ticks")
	h := &Hold{}
	done := make(chan error, 1)
	go func() {
		_, err := child{program: "/bin/sh", argv: []string{"-c", "for i in 1 2 3 4 5 6 7 8 9 10; do echo $i >> " + counted + "; sleep 0.05; done"}, dir: filepath.Dir(counted), file: 1 << 10, limit: 4 * time.Second}.run(h.Over(context.Background()))
		done <- err
	}()
	ticks := func() int { b, _ := os.ReadFile(counted); return strings.Count(string(b), "\n") }
	for end := time.Now().Add(10 * time.Second); ticks() == 0 && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
	}
	h.Set(true)
	time.Sleep(100 * time.Millisecond) // what was under way when it was stopped
	before := ticks()
	time.Sleep(4500 * time.Millisecond) // longer than the child may take
	if n := ticks(); n != before || n >= 10 {
		t.Errorf("it counted on from %d to %d while it had to rest", before, n)
	}
	h.Set(false)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if n := ticks(); n != 10 {
		t.Errorf("it counted to %d", n)
	}
}

func TestAChildThatRestsCanBeCancelled(t *testing.T) {
	h := &Hold{}
	h.Set(true)
	ctx, cancel := context.WithCancel(h.Over(context.Background()))
	done := make(chan error, 1)
	go func() {
		_, err := child{program: "/bin/sleep", argv: []string{"60"}, limit: time.Minute}.run(ctx)
		done <- err
	}()
	time.Sleep(50 * time.Millisecond)
	cancel()
	select {
	case err := <-done:
		if err != context.Canceled {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it rests for ever")
	}
}

func TestAHoldThatIsOffChangesNothing(t *testing.T) {
	for _, ctx := range []context.Context{context.Background(), (&Hold{}).Over(context.Background())} {
		_, err := child{program: "/bin/sleep", argv: []string{"60"}, limit: 80 * time.Millisecond}.run(ctx)
		if err == nil || !strings.Contains(err.Error(), "no answer after") {
			t.Error(err)
		}
	}
}
