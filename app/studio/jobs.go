package studio

import (
	"context"
	"sync"
	"time"

	"taglane/app/media"
	"taglane/app/taglane"
)

// Job is background work on one clip, as a screen shows it.
type Job struct {
	ID          taglane.ID `json:"id"`
	Clip        taglane.ID `json:"clip"`
	Name        string     `json:"name"`
	Doing       string     `json:"doing"`       // waiting, poster, strip, sound, proxy
	Share       float64    `json:"share"`       // 0..1
	SecondsLeft int        `json:"secondsLeft"` // −1 when not known
	Failed      string     `json:"failed"`      // one sentence; "" while all is well
	Paused      bool       `json:"paused"`
}

// atOnce is how many clips are read at the same time.
const atOnce = 2

// jobs reads clips in the background: oldest first, two at a time, and none
// is begun while the person plays a clip.
type jobs struct {
	s *Studio

	mu      sync.Mutex
	list    []*job
	running int
	paused  bool
	playing bool
	told    time.Time // when the screen last heard of progress
}

type job struct {
	Job
	clip   taglane.Clip
	cancel context.CancelFunc // nil while it waits
}

func newJobs(s *Studio) *jobs { return &jobs{s: s} }

// add queues the reading of a clip.
func (j *jobs) add(c taglane.Clip) {
	if j.s.o.Quiet {
		return
	}
	j.mu.Lock()
	j.list = append(j.list, &job{Job: Job{ID: j.s.o.NewID(), Clip: c.ID, Name: c.Name, Doing: "waiting", SecondsLeft: -1}, clip: c})
	j.mu.Unlock()
	j.kick()
}

// kick begins what may begin.
func (j *jobs) kick() {
	j.mu.Lock()
	for _, x := range j.list {
		if j.paused || j.playing || j.running >= atOnce || j.s.life.Err() != nil {
			break
		}
		if x.cancel != nil || x.Failed != "" {
			continue
		}
		ctx, cancel := context.WithCancel(j.s.life)
		x.cancel = cancel
		j.running++
		j.s.work(func() { j.run(ctx, x) })
	}
	j.mu.Unlock()
	j.tell(true)
}

func (j *jobs) run(ctx context.Context, x *job) {
	threads := 0
	if j.waiting() > 0 {
		threads = 1 // a batch: one core each
	}
	err := j.s.ingest(ctx, x.clip, media.Work{
		Threads:  threads,
		Made:     func() { j.s.emitClip(x.Clip); j.s.emitLibrary() },
		Progress: func(p media.Progress) { j.progress(x, p) },
	})
	stopped := ctx.Err() != nil
	x.cancel()
	j.mu.Lock()
	j.running--
	if err != nil && !stopped {
		x.Failed = taglane.MessageOf(j.s.logged(err))
	} else {
		j.remove(x)
	}
	j.mu.Unlock()
	j.s.emitClip(x.Clip)
	j.s.emitLibrary()
	j.kick()
}

func (j *jobs) progress(x *job, p media.Progress) {
	j.mu.Lock()
	x.Doing, x.Share, x.SecondsLeft = p.Doing, p.Share, -1
	if p.Left >= 0 {
		x.SecondsLeft = int(p.Left.Round(time.Second) / time.Second)
	}
	j.mu.Unlock()
	j.tell(false)
}

// tell sends the list to the screen, at most ten times a second unless sure.
func (j *jobs) tell(sure bool) {
	j.mu.Lock()
	now := j.s.o.Now()
	if !sure && now.Sub(j.told) < 100*time.Millisecond {
		j.mu.Unlock()
		return
	}
	j.told = now
	list := j.views()
	j.mu.Unlock()
	j.s.o.Emit("jobs", JobsEvent{list})
}

func (j *jobs) views() []Job {
	out := make([]Job, 0, len(j.list))
	for _, x := range j.list {
		v := x.Job
		v.Paused = j.paused && x.cancel == nil
		out = append(out, v)
	}
	return out
}

// of is the clip's job, nil for none.
func (j *jobs) of(clip taglane.ID) *Job {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, x := range j.list {
		if x.Clip == clip {
			v := x.Job
			return &v
		}
	}
	return nil
}

func (j *jobs) waiting() (n int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, x := range j.list {
		if x.cancel == nil {
			n++
		}
	}
	return n
}

func (j *jobs) cancelClip(clip taglane.ID) {
	j.stop(func(x *job) bool { return x.Clip == clip })
}

// stop ends the jobs that which names; what they finished stays.
func (j *jobs) stop(which func(*job) bool) (found bool) {
	j.mu.Lock()
	for _, x := range append([]*job(nil), j.list...) {
		if !which(x) {
			continue
		}
		found = true
		if x.cancel != nil && x.Failed == "" {
			x.cancel() // run takes it off the list
		} else {
			j.remove(x)
		}
	}
	j.mu.Unlock()
	j.kick()
	return found
}

func (j *jobs) remove(x *job) {
	for i, y := range j.list {
		if y == x {
			j.list = append(j.list[:i], j.list[i+1:]...)
			return
		}
	}
}

// Jobs lists the background work.
func (s *Studio) Jobs() []Job {
	s.jobs.mu.Lock()
	defer s.jobs.mu.Unlock()
	return s.jobs.views()
}

// CancelJob ends a job; what it finished stays. NotFound when it is over.
func (s *Studio) CancelJob(id taglane.ID) error {
	if !s.jobs.stop(func(x *job) bool { return x.ID == id }) {
		return taglane.Errorf(taglane.NotFound, "That work is over already.")
	}
	return nil
}

// PauseJobs holds back work that has not begun, or lets it go on.
func (s *Studio) PauseJobs(paused bool) {
	s.jobs.mu.Lock()
	s.jobs.paused = paused
	s.jobs.mu.Unlock()
	s.jobs.kick()
}

// Playing says that the person plays a clip, so that no new work begins.
func (s *Studio) Playing(on bool) {
	s.jobs.mu.Lock()
	s.jobs.playing = on
	s.jobs.mu.Unlock()
	s.jobs.kick()
}

// resumeJobs queues every clip of which something is still to be made.
func (s *Studio) resumeJobs() {
	clips, err := s.store.Clips(s.life, "")
	if err != nil {
		s.logged(err)
		return
	}
	for _, c := range clips {
		if made := s.cache.Of(c.Fingerprint); made.Poster == "" || made.Strip == nil || made.Proxy == "" && !made.PlaysSource {
			s.jobs.add(c)
		}
	}
}

// Prepare reads a clip now, without a proxy for a player: poster, filmstrip,
// sound and scene cuts. progress may be nil.
func (s *Studio) Prepare(ctx context.Context, id taglane.ID, progress func(media.Progress)) error {
	c, err := s.store.Clip(ctx, id)
	if err != nil {
		return err
	}
	if progress == nil {
		progress = func(media.Progress) {}
	}
	return s.ingest(ctx, c, media.Work{NoProxy: true, Progress: progress, Made: func() {}})
}

func (s *Studio) ingest(ctx context.Context, c taglane.Clip, w media.Work) error {
	src, tool, err := s.source(ctx, c)
	if err != nil {
		return err
	}
	return media.Ingest(ctx, tool, s.cache, src, w)
}

// source opens a clip's file. NotFound: it is not where it was. Conflict: it
// is another file now.
func (s *Studio) source(ctx context.Context, c taglane.Clip) (media.Source, media.Tool, error) {
	tool, err := s.mediaTool()
	if err != nil {
		return media.Source{}, tool, err
	}
	src, err := media.Open(ctx, tool, c.Path)
	if err == nil && src.Fingerprint != c.Fingerprint {
		err = taglane.Errorf(taglane.Conflict, "The file of %s has changed since it was imported. Import it again as a new clip.", c.Name)
	}
	return src, tool, err
}
