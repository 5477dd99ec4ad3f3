package work

import (
	"context"
	"slices"
	"sync"
	"time"

	"taglane/app/taglane"
)

// Task is something to do about one thing, step by step.
type Task struct {
	ID    taglane.ID
	Of    taglane.ID // the thing it is about
	Name  string     // as a person reads it
	Doing string     // what is said of it while it waits
	Steps []Step
}

// Step is a part of a task that is run without a break, unless it rests.
type Step struct {
	Rank   int  // lower goes first; among equals, what came first
	Yields bool // rests while the person plays
	Do     func(context.Context, *Desk) error
}

// Desk is what a step is lent while it runs.
type Desk struct {
	Alone    bool                                                  // nothing else waits: it may use the whole machine
	Progress func(doing string, share float64, left time.Duration) // left is negative when not known
	hold     func(func(on bool))
}

// OnHold gives the function that lets the step's work rest, or go on. It is
// called at once with how things stand, and at every change until the step ends.
func (d *Desk) OnHold(rest func(on bool)) { d.hold(rest) }

// State is how a task stands.
type State struct {
	ID, Of taglane.ID
	Name   string
	Doing  string
	Share  float64       // 0..1
	Left   time.Duration // negative when not known
	Failed string        // one sentence; "" while all is well
	Rests  bool          // paused, or yields to the playing
}

// Options lend a queue what it may not take for itself.
type Options struct {
	AtOnce  int                     // how many steps run at the same time
	Now     func() time.Time        // the wall
	Say     func(error) string      // the sentence for a failure
	Changed func()                  // how the tasks stand has changed; at most ten times a second for progress alone
	Ended   func(t Task, err error) // a task is over; err is the failure or the cancelling
}

// Queue holds the tasks that are not over.
type Queue struct {
	o    Options
	life context.Context

	mu      sync.Mutex
	list    []*entry
	of      map[taglane.ID]*entry
	running int
	paused  bool
	playing bool
	next    int64
	told    time.Time
	wait    sync.WaitGroup
}

type entry struct {
	Task
	state  State
	step   int
	order  int64              // among equals of rank, the lower first
	cancel context.CancelFunc // nil while it waits
	rest   func(on bool)      // nil while it cannot rest
	rests  bool
}

// New makes a queue whose tasks end with life. Wait for them with Wait.
func New(life context.Context, o Options) *Queue {
	return &Queue{o: o, life: life, of: map[taglane.ID]*entry{}}
}

// Add takes a task, unless one about the same thing is waiting or running. One
// that failed gives way to it.
func (q *Queue) Add(t Task) bool {
	q.mu.Lock()
	if old := q.of[t.Of]; old != nil {
		if old.state.Failed == "" {
			q.mu.Unlock()
			return false
		}
		q.remove(old)
	}
	q.next++
	e := &entry{Task: t, order: q.next, state: State{ID: t.ID, Of: t.Of, Name: t.Name, Doing: t.Doing, Left: -1}}
	q.list = append(q.list, e)
	q.of[t.Of] = e
	q.mu.Unlock()
	q.kick()
	return true
}

// Wait returns when no step runs any more; with life ended, none begins.
func (q *Queue) Wait() { q.wait.Wait() }

// kick begins what may begin and lets rest what has to.
func (q *Queue) kick() {
	q.mu.Lock()
	for q.running < q.o.AtOnce && q.life.Err() == nil {
		e := q.pick()
		if e == nil {
			break
		}
		q.begin(e)
	}
	q.settle()
	q.mu.Unlock()
	q.tell(true)
}

// pick is the waiting task that is most pressing and may go on.
func (q *Queue) pick() (best *entry) {
	for _, e := range q.list {
		if e.cancel != nil || e.state.Failed != "" || q.held(e) {
			continue
		}
		if best == nil || e.rank() < best.rank() || e.rank() == best.rank() && e.order < best.order {
			best = e
		}
	}
	return best
}

func (e *entry) rank() int { return e.Steps[e.step].Rank }

// held says whether a task must rest just now.
func (q *Queue) held(e *entry) bool { return q.paused || q.playing && e.Steps[e.step].Yields }

func (q *Queue) begin(e *entry) {
	ctx, cancel := context.WithCancel(q.life)
	e.cancel = cancel
	q.running++
	alone := q.running == 1 && !slices.ContainsFunc(q.list, func(x *entry) bool { return x != e && x.state.Failed == "" })
	do := e.Steps[e.step].Do
	q.wait.Add(1)
	go func() {
		defer q.wait.Done()
		err := do(ctx, &Desk{
			Alone:    alone,
			Progress: func(doing string, share float64, left time.Duration) { q.progress(e, doing, share, left) },
			hold:     func(rest func(bool)) { q.lend(e, rest) },
		})
		stopped := ctx.Err() != nil
		cancel()
		q.end(e, err, stopped)
	}()
}

// lend takes the function by which a running step rests.
func (q *Queue) lend(e *entry, rest func(bool)) {
	q.mu.Lock()
	defer q.mu.Unlock()
	e.rest = rest
	e.rests = q.held(e)
	rest(e.rests)
}

// settle tells every running step whether to rest.
func (q *Queue) settle() {
	for _, e := range q.list {
		if now := q.held(e); e.rest != nil && now != e.rests {
			e.rests = now
			e.rest(now)
		}
	}
}

// end takes a step's end: the task is over, or waits for its next step.
func (q *Queue) end(e *entry, err error, stopped bool) {
	q.mu.Lock()
	q.running--
	e.cancel, e.rest = nil, nil
	over := true
	switch {
	case stopped:
		q.remove(e)
	case err != nil:
		e.state.Failed = q.o.Say(err)
	case e.step+1 < len(e.Steps):
		e.step++
		over = false
	default:
		q.remove(e)
	}
	q.mu.Unlock()
	if over {
		q.o.Ended(e.Task, err)
	}
	q.kick()
}

func (q *Queue) remove(e *entry) {
	q.list = slices.DeleteFunc(q.list, func(x *entry) bool { return x == e })
	if q.of[e.Of] == e {
		delete(q.of, e.Of)
	}
}

func (q *Queue) progress(e *entry, doing string, share float64, left time.Duration) {
	q.mu.Lock()
	e.state.Doing, e.state.Share, e.state.Left = doing, share, left
	q.mu.Unlock()
	q.tell(false)
}

// tell says that something changed, at most ten times a second unless sure.
func (q *Queue) tell(sure bool) {
	q.mu.Lock()
	now := q.o.Now()
	quiet := !sure && now.Sub(q.told) < 100*time.Millisecond
	if !quiet {
		q.told = now
	}
	q.mu.Unlock()
	if !quiet {
		q.o.Changed()
	}
}

// List tells how the tasks stand, those that run first, then in the order in
// which they will, at most most of them, and how many there are in all.
func (q *Queue) List(most int) ([]State, int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	sorted := slices.Clone(q.list)
	slices.SortStableFunc(sorted, func(a, b *entry) int {
		if r := q.group(a) - q.group(b); r != 0 {
			return r
		}
		if r := a.rank() - b.rank(); r != 0 {
			return r
		}
		return int(a.order - b.order)
	})
	out := make([]State, 0, min(most, len(sorted)))
	for _, e := range sorted[:min(most, len(sorted))] {
		out = append(out, q.show(e))
	}
	return out, len(sorted)
}

// group puts what failed first, for it waits for the person, then what runs.
func (q *Queue) group(e *entry) int {
	switch {
	case e.state.Failed != "":
		return 0
	case e.cancel != nil:
		return 1
	}
	return 2
}

func (q *Queue) show(e *entry) State {
	s := e.state
	s.Rests = s.Failed == "" && q.held(e)
	return s
}

// Of is how the task about a thing stands; false when there is none.
func (q *Queue) Of(of taglane.ID) (State, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if e := q.of[of]; e != nil {
		return q.show(e), true
	}
	return State{}, false
}

// Raise puts the waiting tasks about these things before their equals.
func (q *Queue) Raise(of []taglane.ID) {
	q.mu.Lock()
	defer q.mu.Unlock()
	lowest := int64(0)
	for _, e := range q.list {
		lowest = min(lowest, e.order)
	}
	for i, id := range of {
		if e := q.of[id]; e != nil {
			e.order = lowest - int64(len(of)-i)
		}
	}
}

// Pause lets all work rest, or go on.
func (q *Queue) Pause(on bool) {
	q.mu.Lock()
	q.paused = on
	q.mu.Unlock()
	q.kick()
}

// Play says that the person plays a clip: what yields rests meanwhile.
func (q *Queue) Play(on bool) {
	q.mu.Lock()
	q.playing = on
	q.mu.Unlock()
	q.kick()
}

// Cancel ends the tasks that which names; what they finished stays. It returns
// how many there were.
func (q *Queue) Cancel(which func(State) bool) (n int) {
	var over []Task
	q.mu.Lock()
	for _, e := range slices.Clone(q.list) {
		if !which(e.state) {
			continue
		}
		n++
		if e.cancel != nil {
			e.cancel() // end takes it off the list
			continue
		}
		q.remove(e)
		over = append(over, e.Task)
	}
	q.mu.Unlock()
	for _, t := range over {
		q.o.Ended(t, context.Canceled)
	}
	q.kick()
	return n
}
