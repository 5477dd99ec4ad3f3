package work

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"taglane/app/taglane"
)

// bench is a queue with a log of what its steps did.
type bench struct {
	*Queue
	mu    sync.Mutex
	log   []string
	ended []string
	told  int
}

func newBench(ctx context.Context, atOnce int) *bench {
	b := &bench{}
	b.Queue = New(ctx, Options{
		AtOnce: atOnce, Say: func(err error) string { return "It failed: " + err.Error() },
		Changed: func() { b.mu.Lock(); b.told++; b.mu.Unlock() },
		Ended: func(t Task, err error) {
			b.mu.Lock()
			b.ended = append(b.ended, fmt.Sprint(t.Of, " ", err))
			b.mu.Unlock()
		},
	})
	return b
}

func (b *bench) note(s string) { b.mu.Lock(); b.log = append(b.log, s); b.mu.Unlock() }

func (b *bench) did() []string { b.mu.Lock(); defer b.mu.Unlock(); return slices.Clone(b.log) }

// step takes a second of the wall, without what it rests.
func (b *bench) step(name string, rank int, yields bool) Step {
	return Step{rank, yields, func(ctx context.Context, d *Desk) error {
		b.note(name)
		resting := make(chan bool, 8)
		d.OnHold(func(on bool) { resting <- on })
		left := time.Second
		for on := <-resting; ; {
			begun := time.Now()
			var done <-chan time.Time
			if !on {
				done = time.After(left)
			}
			select {
			case now := <-resting:
				if !on {
					left -= time.Since(begun)
				}
				on = now
			case <-done:
				d.Progress(name, 1, 0)
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}}
}

func (b *bench) clip(id string) Task {
	return Task{ID: taglane.ID("task " + id), Of: taglane.ID(id), Name: id, Doing: "waiting",
		Steps: []Step{b.step(id+" picture", 0, false), b.step(id+" film", 1, true)}}
}

func TestEveryPictureComesBeforeAnyFilm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t.Context(), 2)
		b.Pause(true)
		for i := range 6 {
			b.Add(b.clip(fmt.Sprint(i)))
		}
		b.Pause(false)
		time.Sleep(time.Minute)
		b.Wait()
		log := b.did()
		slices.Sort(log[:6])
		slices.Sort(log[6:])
		if want := []string{"0 picture", "1 picture", "2 picture", "3 picture", "4 picture", "5 picture", "0 film", "1 film", "2 film", "3 film", "4 film", "5 film"}; !reflect.DeepEqual(log, want) {
			t.Error(log)
		}
		if len(b.ended) != 6 {
			t.Error(b.ended)
		}
		if list, n := b.List(9); n != 0 || len(list) != 0 {
			t.Error(list)
		}
	})
}

func TestNoMoreThanSoManyAtOnceAndTwoTakeHalfTheTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t.Context(), 2)
		begun := time.Now()
		for i := range 10 {
			b.Add(b.clip(fmt.Sprint(i)))
		}
		b.Wait()
		if took := time.Since(begun); took > 10*time.Second+tellEvery {
			t.Errorf("20 steps of a second, two at a time, took %v", took)
		}
	})
}

func TestWhatYieldsRestsWhileTheClipPlays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t.Context(), 2)
		begun := time.Now()
		b.Add(b.clip("a"))
		time.Sleep(1500 * time.Millisecond) // in the middle of its film
		b.Play(true)
		b.Add(b.clip("b")) // its picture comes all the same
		time.Sleep(10 * time.Second)
		if want := []string{"a picture", "a film", "b picture"}; !reflect.DeepEqual(b.did(), want) {
			t.Error(b.did())
		}
		if s, ok := b.Of("a"); !ok || !s.Rests {
			t.Errorf("a does not rest: %+v", s)
		}
		b.Play(false)
		b.Wait()
		if took := time.Since(begun); took < 12500*time.Millisecond || took > 12500*time.Millisecond+tellEvery {
			t.Errorf("took %v: what rested lost work or went on", took)
		}
	})
}

func TestBetweenItsStepsATaskWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t.Context(), 1)
		b.Add(b.clip("a"))
		b.Add(b.clip("b"))
		time.Sleep(1500 * time.Millisecond) // a has its picture, b is at it
		if s, _ := b.Of("a"); s.Doing != "waiting" || s.Share != 0 || s.Left >= 0 {
			t.Errorf("%+v", s)
		}
		b.Wait()
	})
}

func TestPauseHoldsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t.Context(), 1)
		b.Add(b.clip("a"))
		time.Sleep(500 * time.Millisecond)
		b.Pause(true)
		time.Sleep(time.Hour)
		if s, _ := b.Of("a"); !s.Rests || len(b.did()) != 1 {
			t.Errorf("%+v %v", s, b.did())
		}
		b.Pause(false)
		begun := time.Now()
		b.Wait()
		if took := time.Since(begun); took < 1500*time.Millisecond || took > 1500*time.Millisecond+tellEvery {
			t.Errorf("the rest took %v", took)
		}
	})
}

func TestCancelEndsOneAndLeavesTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t.Context(), 1)
		for _, id := range []string{"a", "b", "c"} {
			b.Add(b.clip(id))
		}
		time.Sleep(500 * time.Millisecond)
		if n := b.Cancel(func(s State) bool { return s.Of == "a" || s.Of == "c" }); n != 2 {
			t.Error(n)
		}
		b.Wait()
		slices.Sort(b.ended)
		if want := []string{"a context canceled", "b <nil>", "c context canceled"}; !reflect.DeepEqual(b.ended, want) {
			t.Error(b.ended)
		}
	})
}

func TestAFailureStaysUntilTheThingIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t.Context(), 1)
		bad := Task{ID: "1", Of: "a", Steps: []Step{{0, false, func(context.Context, *Desk) error { return errors.New("no picture") }}}}
		b.Add(bad)
		b.Wait()
		s, ok := b.Of("a")
		if !ok || s.Failed != "It failed: no picture" {
			t.Fatalf("%+v", s)
		}
		if !b.Add(b.clip("a")) {
			t.Error("the next try was refused")
		}
		b.Wait()
		if _, ok := b.Of("a"); ok {
			t.Error("the failure is still there")
		}
	})
}

func TestOneThingIsDoneOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t.Context(), 2)
		if !b.Add(b.clip("a")) || b.Add(b.clip("a")) {
			t.Error("two tasks about one thing")
		}
		b.Wait()
		if len(b.did()) != 2 {
			t.Error(b.did())
		}
	})
}

func TestWhatIsInSightGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t.Context(), 1)
		b.Pause(true)
		for i := range 6 {
			b.Add(b.clip(fmt.Sprint(i)))
		}
		b.Raise([]taglane.ID{"4", "2"})
		if list, n := b.List(3); n != 6 || list[0].Of != "4" || list[1].Of != "2" || list[2].Of != "0" {
			t.Errorf("%+v of %d", list, n)
		}
		b.Pause(false)
		time.Sleep(5500 * time.Millisecond)
		if want := []string{"4 picture", "2 picture", "0 picture"}; !reflect.DeepEqual(b.did()[:3], want) {
			t.Error(b.did())
		}
		b.Wait()
	})
}

func TestTheEndOfLifeEndsAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancel(t.Context())
		b := newBench(ctx, 2)
		for i := range 6 {
			b.Add(b.clip(fmt.Sprint(i)))
		}
		time.Sleep(500 * time.Millisecond)
		end()
		b.Wait()
		if len(b.did()) != 2 {
			t.Error(b.did())
		}
	})
}

func TestProgressIsToldAtMostTenTimesASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t.Context(), 1)
		b.Add(Task{ID: "1", Of: "a", Steps: []Step{{0, false, func(_ context.Context, d *Desk) error {
			for i := range 1000 {
				d.Progress("film", float64(i)/1000, 0)
				time.Sleep(time.Millisecond)
			}
			return nil
		}}}})
		b.Wait()
		if b.told > 15 {
			t.Errorf("told %d times in a second", b.told)
		}
	})
}

// With a list that is searched from end to end this would take an hour.
func TestAVeryLongQueueIsStillInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t.Context(), 2)
		b.Pause(true)
		const many = 100_000
		for i := range many {
			b.Add(Task{ID: taglane.ID(fmt.Sprint("t", i)), Of: taglane.ID(fmt.Sprint(i)), Steps: []Step{{Rank: i % 3, Yields: i%3 == 2, Do: func(context.Context, *Desk) error { return nil }}}})
		}
		b.Raise([]taglane.ID{"99999", "99998"})
		list, n := b.List(4)
		if n != many || list[0].Of != "99999" || list[1].Of != "0" || list[2].Of != "3" || list[3].Of != "6" {
			t.Errorf("%+v of %d", list, n)
		}
		b.Play(true)
		b.Pause(false)
		time.Sleep(time.Second)
		if _, n := b.List(1); n != many/3 {
			t.Errorf("%d tasks are left while the clip plays, want those that yield, %d", n, many/3)
		}
		b.Play(false)
		b.Wait()
		if _, n := b.List(1); n != 0 {
			t.Errorf("%d tasks are left", n)
		}
	})
}
