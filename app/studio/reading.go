package studio

import (
	"context"
	"time"

	"taglane/app/intake"
	"taglane/app/media"
	"taglane/app/taglane"
	"taglane/app/work"
)

// Job is background work on one clip, as a screen shows it.
type Job struct {
	ID          taglane.ID `json:"id"`
	Clip        taglane.ID `json:"clip"`
	Name        string     `json:"name"`
	Doing       string     `json:"doing"`       // waiting, poster, strip, sound, proxy, export
	Share       float64    `json:"share"`       // 0..1
	SecondsLeft int        `json:"secondsLeft"` // −1 when not known
	Failed      string     `json:"failed"`      // one sentence; "" while all is well
	Paused      bool       `json:"paused"`
}

// How the background is used: so many clips at a time, and of the list as much
// as a drawer shows.
const (
	atOnce   = 2
	jobsTold = 100
)

// Ranks of background work, the most pressing first.
const (
	rankPoster = iota
	rankExport
	rankRest
)

func (s *Studio) newWork() *work.Queue {
	return work.New(s.life, work.Options{
		AtOnce: atOnce,
		Say:    func(err error) string { return s.Sentence(s.logged(err)) },
		Changed: func() {
			jobs, more := s.jobsNow()
			s.o.Emit("jobs", JobsEvent{jobs, more})
		},
		Ended: func(t work.Task, err error) {
			s.emitClip(t.Of)
			s.emitLibrary()
		},
	})
}

// read queues the reading of a clip, unless it is being read.
func (s *Studio) read(c taglane.Clip) {
	if s.o.Quiet {
		return
	}
	step := func(rank int, w media.Work) work.Step {
		return work.Step{Rank: rank, Yields: rank == rankRest, Do: func(ctx context.Context, d *work.Desk) error { return s.readStep(ctx, d, c, w) }}
	}
	s.work.Add(work.Task{ID: s.o.NewID(), Of: c.ID, Name: c.Name, Doing: "waiting", Steps: []work.Step{step(rankPoster, media.Work{Poster: true}), step(rankRest, media.Work{})}})
}

func (s *Studio) readStep(ctx context.Context, d *work.Desk, c taglane.Clip, w media.Work) error {
	ctx = under(ctx, d)
	if !d.Alone {
		w.Threads = 1 // a batch: one core each
	}
	w.Made = func() { s.emitClip(c.ID); s.emitLibrary() }
	w.Progress = func(p media.Progress) { d.Progress(p.Doing, p.Share, p.Left) }
	if err := s.ingest(ctx, c, w); err != nil || w.Poster {
		return err
	}
	if s.cache.Of(c.Fingerprint).Ready() {
		if err := s.store.SetReady(ctx, map[taglane.ID]bool{c.ID: true}); err != nil {
			return err
		}
		s.FilmsDue() // a team may be given a small copy
	}
	s.tidySoon()
	return nil
}

// under lets what is done with the context rest whenever the desk must.
func under(ctx context.Context, d *work.Desk) context.Context {
	hold := &media.Hold{}
	d.OnHold(hold.Set)
	return hold.Over(ctx)
}

func (s *Studio) jobsNow() ([]Job, int) {
	states, n := s.work.List(jobsTold)
	out := make([]Job, 0, len(states))
	for _, x := range states {
		out = append(out, jobFrom(x))
	}
	return out, n - len(out)
}

func jobFrom(x work.State) Job {
	j := Job{ID: x.ID, Clip: x.Of, Name: x.Name, Doing: x.Doing, Share: x.Share, SecondsLeft: -1, Failed: x.Failed, Paused: x.Rests}
	if x.Left >= 0 {
		j.SecondsLeft = int(x.Left.Round(time.Second) / time.Second)
	}
	return j
}

// jobOf is the clip's job; nil for none.
func (s *Studio) jobOf(clip taglane.ID) *Job {
	x, ok := s.work.Of(clip)
	if !ok {
		return nil
	}
	j := jobFrom(x)
	return &j
}

// Jobs lists the background work, at most 100 of it.
func (s *Studio) Jobs() []Job {
	jobs, _ := s.jobsNow()
	return jobs
}

// CancelJob ends a job; what it finished stays. NotFound when it is over.
func (s *Studio) CancelJob(id taglane.ID) error {
	if s.work.Cancel(func(x work.State) bool { return x.ID == id }) == 0 {
		return taglane.Errorf(taglane.NotFound, "That work is over already.")
	}
	return nil
}

// forget ends the work on a clip that leaves.
func (s *Studio) forget(clip taglane.ID) {
	s.work.Cancel(func(x work.State) bool { return x.Of == clip })
}

// PauseJobs lets all background work rest, or go on.
func (s *Studio) PauseJobs(paused bool) { s.work.Pause(paused) }

// Playing says that the person plays a clip: what would make it stutter rests.
func (s *Studio) Playing(on bool) { s.work.Play(on) }

// resume queues every clip of which something is still to be made.
func (s *Studio) resume() {
	clips, err := s.store.Unready(s.life, idLimit)
	if err != nil {
		s.logged(err)
		return
	}
	ready := map[taglane.ID]bool{}
	for _, c := range clips {
		if s.cache.Of(c.Fingerprint).Ready() {
			ready[c.ID] = true // made before this was noted
			continue
		}
		if !intake.Gone(c.Path) {
			s.read(c)
		}
	}
	if err := s.store.SetReady(s.life, ready); err != nil {
		s.logged(err)
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
