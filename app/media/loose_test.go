package media

import (
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"testing"
)

func TestAPictureIsDrawnOnceForAllWhoAsk(t *testing.T) {
	c := Cache{t.TempDir()}
	var drawn, atOnce, most atomic.Int64
	draw := func() ([]byte, error) {
		drawn.Add(1)
		most.Store(max(most.Load(), atOnce.Add(1)))
		defer atOnce.Add(-1)
		return []byte("a picture"), nil
	}
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			path, err := c.Keep([]string{"a.jpg", "b.jpg", "c.jpg", "d.jpg"}[i%4], draw)
			if b, e := os.ReadFile(path); err != nil || e != nil || string(b) != "a picture" {
				t.Error(path, err, e)
			}
		})
	}
	all.Wait()
	if drawn.Load() != 4 || most.Load() > 2 {
		t.Errorf("4 pictures were drawn %d times, %d at once", drawn.Load(), most.Load())
	}
}

func TestAPictureThatCannotBeDrawnIsTriedAgain(t *testing.T) {
	c := Cache{t.TempDir()}
	no := errors.New("no")
	if _, err := c.Keep("a.jpg", func() ([]byte, error) { return nil, no }); !errors.Is(err, no) {
		t.Error(err)
	}
	if _, err := c.Keep("a.jpg", func() ([]byte, error) { return []byte("x"), nil }); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"", "../a.jpg", "a/b.jpg", ".."} {
		if path, err := c.Keep(name, func() ([]byte, error) { return []byte("x"), nil }); err == nil {
			t.Errorf("%q lies at %s", name, path)
		}
	}
}
