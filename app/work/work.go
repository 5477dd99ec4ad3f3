package work

import (
	"cmp"
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
	Say     func(error) string      // the sentence for a failure
	Changed func()                  // how the tasks stand has changed; at most ten times a second
	Ended   func(t Task, err error) // a task is over; err is the failure or the cancelling
}

// tellEvery bounds how often Changed is called.
const tellEvery = 100 * time.Millisecond

// Queue holds the tasks that are not over.
type Queue struct {
	o    Options
	life context.Context

	mu       sync.Mutex
	all      map[taglane.ID]*entry // by what they are about
	running  map[*entry]bool
	waiting  line // those that run also while the person plays
	yielding line // those that do not
	paused   bool
	playing  bool
	last     int64 // the highest order given
	first    int64 // the lowest
	telling  bool  // Changed will be called soon
	wait     sync.WaitGroup
}

type entry struct {
	Task
	state  State
	step   int
	order  int64              // among equals of rank, the lower first
	at     int                // its place in its line; −1 for none
	cancel context.CancelFunc // nil while it does not run
	rest   func(on bool)      // nil while it cannot rest
	rests  bool
}

// New makes a queue whose tasks end with life. Wait for them with Wait.
func New(life context.Context, o Options) *Queue {
	return &Queue{o: o, life: life, all: map[taglane.ID]*entry{}, running: map[*entry]bool{}}
}

// Add takes a task, unless one about the same thing is waiting or running. One
// that failed gives way to it.
func (q *Queue) Add(t Task) bool {
	q.mu.Lock()
	if old := q.all[t.Of]; old != nil && old.state.Failed == "" {
		q.mu.Unlock()
		return false
	}
	q.last++
	e := &entry{Task: t, order: q.last, at: -1, state: State{ID: t.ID, Of: t.Of, Name: t.Name, Doing: t.Doing, Left: -1}}
	q.all[t.Of] = e
	q.lineOf(e).add(e)
	q.mu.Unlock()
	q.kick()
	return true
}

// Wait returns when no step runs any more; with life ended, none begins.
func (q *Queue) Wait() { q.wait.Wait() }

func (q *Queue) lineOf(e *entry) *line {
	if e.Steps[e.step].Yields {
		return &q.yielding
	}
	return &q.waiting
}

// kick begins what may begin and lets rest what has to.
func (q *Queue) kick() {
	q.mu.Lock()
	for len(q.running) < q.o.AtOnce && q.life.Err() == nil {
		e := q.pick()
		if e == nil {
			break
		}
		q.begin(e)
	}
	q.settle()
	q.mu.Unlock()
	q.tell()
}

// pick takes the most pressing task that may go on out of its line.
func (q *Queue) pick() *entry {
	if q.paused {
		return nil
	}
	from := &q.waiting
	if !q.playing && q.yielding.before(q.waiting) {
		from = &q.yielding
	}
	return from.take()
}

func (e *entry) rank() int { return e.Steps[e.step].Rank }

// held says whether a task must rest just now.
func (q *Queue) held(e *entry) bool { return q.paused || q.playing && e.Steps[e.step].Yields }

func (q *Queue) begin(e *entry) {
	ctx, cancel := context.WithCancel(q.life)
	e.cancel = cancel
	q.running[e] = true
	alone := len(q.running)+len(q.waiting)+len(q.yielding) == 1
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
	for e := range q.running {
		if now := q.held(e); e.rest != nil && now != e.rests {
			e.rests = now
			e.rest(now)
		}
	}
}

// end takes a step's end: the task is over, or waits for its next step.
func (q *Queue) end(e *entry, err error, stopped bool) {
	q.mu.Lock()
	delete(q.running, e)
	e.cancel, e.rest = nil, nil
	over := true
	switch {
	case stopped:
		q.remove(e)
	case err != nil:
		e.state.Failed = q.o.Say(err)
	case e.step+1 < len(e.Steps):
		e.step++
		e.state.Doing, e.state.Share, e.state.Left = e.Doing, 0, -1
		q.lineOf(e).add(e)
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
	q.lineOf(e).drop(e)
	if q.all[e.Of] == e {
		delete(q.all, e.Of)
	}
}

func (q *Queue) progress(e *entry, doing string, share float64, left time.Duration) {
	q.mu.Lock()
	e.state.Doing, e.state.Share, e.state.Left = doing, share, left
	q.mu.Unlock()
	q.tell()
}

// tell says soon that something changed, once for all that changes meanwhile.
func (q *Queue) tell() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.telling {
		return
	}
	q.telling = true
	q.wait.Add(1)
	go func() {
		defer q.wait.Done()
		select {
		case <-time.After(tellEvery):
		case <-q.life.Done():
		}
		q.mu.Lock()
		q.telling = false
		q.mu.Unlock()
		q.o.Changed()
	}()
}

// List tells how the tasks stand: what failed, for it waits for the person,
// then what runs, then the others in the order in which they will. It tells of
// at most most of them, and how many there are in all.
func (q *Queue) List(most int) ([]State, int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var best []*entry
	for _, e := range q.all {
		at, _ := slices.BinarySearchFunc(best, e, q.compare)
		if at < most {
			best = slices.Insert(best, at, e)
			best = best[:min(most, len(best))]
		}
	}
	out := make([]State, 0, len(best))
	for _, e := range best {
		out = append(out, q.show(e))
	}
	return out, len(q.all)
}

func (q *Queue) compare(a, b *entry) int {
	return cmp.Or(q.group(a)-q.group(b), a.rank()-b.rank(), cmp.Compare(a.order, b.order))
}

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
	if e := q.all[of]; e != nil {
		return q.show(e), true
	}
	return State{}, false
}

// Raise puts the waiting tasks about these things before their equals.
func (q *Queue) Raise(of []taglane.ID) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.first -= int64(len(of))
	for i, id := range of {
		if e := q.all[id]; e != nil {
			e.order = q.first + int64(i)
			q.lineOf(e).moved(e)
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
	for _, e := range q.all {
		if !which(e.state) {
			continue
		}
		n++
		if e.cancel != nil {
			e.cancel() // end takes it away
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
