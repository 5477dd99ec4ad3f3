package files

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// A disk that was full once is looked at until there is room, and both are told
// once; what is refused for another reason, or elsewhere, is not its affair.
func TestRoomIsLookedForUntilThereIsSome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var full atomic.Bool
		var mu sync.Mutex
		var told []bool
		tries := 0
		r := &Room{Is: func(err error) bool { return errors.Is(err, syscall.ENOSPC) }, Changed: func(full bool) { mu.Lock(); told = append(told, full); mu.Unlock() }}
		r.try = func(string) error {
			mu.Lock()
			tries++
			mu.Unlock()
			if full.Load() {
				return &fs.PathError{Op: "write", Err: syscall.ENOSPC}
			}
			return nil
		}
		// now is how often was looked and what was told since it was asked last.
		now := func() (n int, all []bool) {
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			n, all, tries, told = tries, told, 0, nil
			return n, all
		}
		begin := func(do func()) { go do() }
		refused := &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}

		r.Mind(t.Context(), nil, begin)
		r.Mind(t.Context(), syscall.EIO, begin)
		if n, _ := now(); n != 0 {
			t.Fatal("it looks without a reason")
		}
		r.Mind(t.Context(), refused, begin) // on a stick, say: here is room
		if n, told := now(); n != 1 || len(told) != 0 || r.Full() {
			t.Fatal(n, told)
		}
		for range 2 {
			full.Store(true)
			for range 5 { // everything is refused at once
				r.Mind(t.Context(), refused, begin)
			}
			if n, told := now(); n != 1 || len(told) != 1 || !told[0] || !r.Full() {
				t.Fatal(n, told)
			}
			time.Sleep(time.Minute)
			if n, told := now(); n < 20 || len(told) != 0 {
				t.Fatal("it does not go on looking: ", n, told)
			}
			full.Store(false)
			time.Sleep(2 * lookForRoom)
			if n, told := now(); n < 1 || len(told) != 1 || told[0] || r.Full() {
				t.Fatal(n, told)
			}
			time.Sleep(time.Minute)
			if n, _ := now(); n != 0 {
				t.Fatal("it looks on")
			}
		}
		ctx, end := context.WithCancel(t.Context())
		full.Store(true)
		r.Mind(ctx, refused, begin)
		synctest.Wait()
		end()
		synctest.Wait() // or the bubble does not end
	})
}

func TestTryingLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	if err := tryRoom(dir); err != nil {
		t.Fatal(err)
	}
	if all, err := os.ReadDir(dir); err != nil || len(all) != 0 {
		t.Error(all, err)
	}
	if err := tryRoom(dir + "/none"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
