package watch

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"taglane/app/taglane"
)

// Options says what counts, how patient to be, and who is told. Its functions
// are called from the goroutine of Run, one at a time, and nothing is looked at
// meanwhile: work that takes long is to be handed on.
type Options struct {
	Quiet time.Duration // how long size and time must stand still before a file counts as complete; 0: 2 s
	Sweep time.Duration // how often folders are walked again, for drives that send no events; 0: 60 s

	// Wants decides by name alone; nil wants everything. Hidden files and the
	// names of half-finished copies are never asked about.
	Wants func(name string) bool

	// Arrived is called once for each complete file, those that were there from
	// the beginning included, and once more whenever its size or time changed
	// and came to rest. A file that went away and came back arrives again.
	Arrived func(path string)

	Changed func(folder string)                  // what State says of a folder changed; may be nil
	After   func(time.Duration) <-chan time.Time // nil: time.After
}

// Folder is what is known of one watched folder.
type Folder struct {
	Path     string       // absolute and clean
	Arriving int          // files that count and are not complete yet
	Trouble  taglane.Said // one sentence; nothing when all is well
}

// Watcher watches folders while Run runs. Its methods may be called from any
// goroutine, and from the functions in Options.
type Watcher struct {
	o      Options
	bounds bounds
	dear   int // see dearest
	listen func() (source, error)
	again  chan struct{} // Set was called

	mu    sync.Mutex
	state []Folder // in the order of Set
}

// New makes a Watcher that watches nothing until Set and Run are called.
func New(o Options) *Watcher {
	if o.Quiet <= 0 {
		o.Quiet = 2 * time.Second
	}
	if o.Sweep <= 0 {
		o.Sweep = time.Minute
	}
	if o.After == nil {
		o.After = time.After
	}
	if o.Arrived == nil {
		o.Arrived = func(string) {}
	}
	if o.Changed == nil {
		o.Changed = func(string) {}
	}
	return &Watcher{o: o, bounds: usual, dear: dearest, listen: listen, again: make(chan struct{}, 1)}
}

// Set replaces the watched folders, each with all below it; links to folders
// are not followed, but for a link that is itself given here. A folder inside
// another may be given too: its files then count as its own.
func (w *Watcher) Set(folders []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var state []Folder
	for _, path := range folders {
		if path == "" {
			continue
		}
		if abs, err := filepath.Abs(path); err == nil {
			path = abs
		}
		same := func(f Folder) bool { return f.Path == path }
		if slices.ContainsFunc(state, same) {
			continue
		}
		f := Folder{Path: path}
		if i := slices.IndexFunc(w.state, same); i >= 0 {
			f = w.state[i]
		}
		state = append(state, f)
	}
	w.state = state
	select {
	case w.again <- struct{}{}:
	default: // Run has not come round to the Set before
	}
}

// State says how each watched folder is, in the order of Set.
func (w *Watcher) State() []Folder {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.state)
}

// Run watches until ctx ends and returns its error. It never returns because a
// folder is gone: that folder shows trouble and is taken up again when it comes
// back. One Run at a time; a later one begins anew and tells every file again.
func (w *Watcher) Run(ctx context.Context) error {
	v := w.begin(ctx)
	defer v.end()
	v.adopt()
	var tick, back, sweep <-chan time.Time
	for ctx.Err() == nil {
		v.publish()
		arm(&tick, v.busy(), w.o.After, w.o.Quiet/ticks)
		arm(&back, v.away(), w.o.After, w.o.Quiet)
		arm(&sweep, true, w.o.After, w.o.Sweep)
		events, errors := v.source.hear()
		select {
		case <-ctx.Done():
		case <-w.again:
			v.adopt()
		case ev, ok := <-events:
			v.event(ev, ok)
		case err, ok := <-errors:
			v.fault(err, ok)
		case <-tick:
			tick = nil
			v.tick()
		case <-back:
			back = nil
			v.lookForAway()
		case <-sweep:
			sweep = nil
			v.sweep()
		}
	}
	return ctx.Err()
}

// arm starts a timer that is wanted and not running, and drops one that is not.
func arm(c *<-chan time.Time, wanted bool, after func(time.Duration) <-chan time.Time, d time.Duration) {
	switch {
	case !wanted:
		*c = nil
	case *c == nil:
		*c = after(d)
	}
}

// note keeps what is now true of a folder and tells of it if it is news. A
// folder that Set has taken away meanwhile is not.
func (w *Watcher) note(now Folder) {
	w.mu.Lock()
	i := slices.IndexFunc(w.state, func(f Folder) bool { return f.Path == now.Path })
	news := i >= 0 && (w.state[i].Arriving != now.Arriving || w.state[i].Trouble.String() != now.Trouble.String())
	if news {
		w.state[i] = now
	}
	w.mu.Unlock()
	if news {
		w.o.Changed(now.Path)
	}
}
