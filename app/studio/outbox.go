package studio

import (
	"context"
	"path/filepath"
	"time"

	"taglane/app/outbox"
	"taglane/app/platform"
	"taglane/app/taglane"
)

// Publication is one revision on its way to one account, as a screen shows it.
type Publication struct {
	ID          taglane.ID `json:"id"`
	Clip        taglane.ID `json:"clip"`
	ClipName    string     `json:"clipName"`
	Poster      string     `json:"poster"`
	Revision    string     `json:"revision"`
	Account     taglane.ID `json:"account"`
	AccountName string     `json:"accountName"`
	Service     string     `json:"service"`
	Stage       string     `json:"stage"`
	Wait        string     `json:"wait"`
	Until       string     `json:"until"` // RFC 3339; "" for none
	Tries       int        `json:"tries"`
	Offset      int64      `json:"offset"`
	Size        int64      `json:"size"`
	Post        string     `json:"post"`
	Link        string     `json:"link"`
	Message     string     `json:"message"`
	CanCancel   bool       `json:"canCancel"`
	Steps       []Step     `json:"steps"`
}

// Step is one thing that was tried.
type Step struct {
	At      time.Time `json:"at"`
	Intent  string    `json:"intent"`
	Outcome string    `json:"outcome"`
	Detail  string    `json:"detail"`
}

// openOutbox opens the ledger and makes the machine that carries publications.
func (s *Studio) openOutbox(ctx context.Context) error {
	library, err := s.libraryID(ctx)
	if err != nil {
		return err
	}
	const name = "publish-ledger.jsonl"
	s.ledger, err = outbox.OpenLedger(library, outbox.Plain{}, filepath.Join(s.o.Dir, name), filepath.Join(s.o.State, library, name))
	if err != nil {
		return err
	}
	s.outbox = &outbox.Outbox{
		Journal: s.store, Ledger: s.ledger, Connect: s.connect, Media: new(outbox.Files).Open, Now: s.o.Now, After: time.After,
		Changed: func(r outbox.Row) {
			s.o.Emit("outbox", struct{}{})
			s.emitLibrary()
			s.missed(r)
		},
	}
	return s.replay(ctx)
}

// libraryID names the library for ever; a copy keeps the name.
func (s *Studio) libraryID(ctx context.Context) (string, error) {
	library, err := s.store.Setting(ctx, "library")
	if err != nil || library != "" {
		return library, err
	}
	library = string(s.o.NewID())
	return library, s.store.SetSetting(ctx, "library", library)
}

// replay takes over what the ledger knows and the rows do not: a library that
// was put back from yesterday must not post again what went out today.
func (s *Studio) replay(ctx context.Context) error {
	rows, err := s.store.Publications(ctx)
	if err != nil {
		return err
	}
	behind, err := s.outbox.Replay(ctx, rows)
	if behind > 0 {
		s.o.Log.Warn("the publish ledger knows more than the library", "publications", behind)
	}
	return err
}

// connect gives the outbox the connector of a row and the publication of the
// revision that is due.
func (s *Studio) connect(ctx context.Context, r outbox.Row) (platform.Publisher, taglane.Publication, error) {
	a, err := s.store.Account(ctx, r.Account)
	if err != nil {
		return nil, taglane.Publication{}, err
	}
	rev, err := s.store.Revision(ctx, r.Due())
	if err != nil {
		return nil, taglane.Publication{}, err
	}
	service, err := s.open(ctx, a)
	if err != nil {
		return nil, taglane.Publication{}, err
	}
	if a.Sealed {
		v, err := s.secrets(ctx)
		if err != nil {
			return nil, taglane.Publication{}, err
		}
		service = sealing(service, v, a.ID)
	}
	return service, taglane.Publication{ID: r.ID, Key: r.Key, Account: a, Revision: rev, Settings: r.Settings}, nil
}

// Publish freezes a clip as it stands and queues it for an account, not before
// at when that is set. Refused: a finding blocks. Queueing the same revision
// for the same account again is the same publication, and lets it go on where
// it was called off.
func (s *Studio) Publish(ctx context.Context, clip, account taglane.ID, settings map[string]string, at time.Time) (Publication, error) {
	w, err := s.wording(ctx, clip, account, settings)
	if err != nil {
		return Publication{}, err
	}
	rev, err := s.ready(ctx, w)
	if err != nil {
		return Publication{}, err
	}
	settings = w.settings()
	row := outbox.NewRow(s.o.NewID(), rev, account, 0, settings, at, s.o.Now().UTC())
	row, fresh, err := s.store.Queue(ctx, row, outbox.Entry{At: s.o.Now().UTC(), Outcome: "queued"})
	if err != nil {
		return Publication{}, err
	}
	if !fresh && (row.Wait == outbox.WaitsCanceled || row.Wait == outbox.WaitsRefused) {
		if _, err := s.outbox.Retry(ctx, row.ID); err != nil { // asked for again: it goes on where it stopped
			return Publication{}, err
		}
	}
	s.outbox.Poke()
	s.o.Emit("outbox", struct{}{})
	return s.Publication(ctx, row.ID)
}

// ready is the revision that a wording makes, once nothing stands in its way:
// before it is made, and again when it is known what was made. Refused: a
// finding blocks.
func (s *Studio) ready(ctx context.Context, w wording) (taglane.Revision, error) {
	found, err := s.preflight(ctx, w)
	if err == nil {
		err = found.blocked()
	}
	if err != nil {
		return taglane.Revision{}, err
	}
	service, err := s.open(ctx, w.account)
	if err != nil {
		return taglane.Revision{}, err
	}
	rev, err := s.freeze(ctx, service, w)
	if err != nil {
		return taglane.Revision{}, err
	}
	if _, made := formOf(service, w); made {
		if found, err = s.preflight(ctx, w); err == nil {
			err = found.blocked()
		}
	}
	return rev, err
}

// RunOutbox carries publications: with idle until nothing can move without a
// person, else until ctx ends.
func (s *Studio) RunOutbox(ctx context.Context, idle bool) error {
	if idle {
		return s.outbox.RunUntilIdle(ctx)
	}
	return s.outbox.Run(ctx)
}

// Outbox lists what is queued and what went out, newest first.
func (s *Studio) Outbox(ctx context.Context) ([]Publication, error) {
	rows, err := s.store.Publications(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Publication, 0, len(rows))
	for _, r := range rows {
		out = append(out, s.publication(ctx, r))
	}
	return out, nil
}

// Publication shows one publication with every step.
func (s *Studio) Publication(ctx context.Context, id taglane.ID) (Publication, error) {
	r, err := s.store.Load(ctx, id)
	if err != nil {
		return Publication{}, err
	}
	entries, err := s.store.Entries(ctx, id)
	if err != nil {
		return Publication{}, err
	}
	p := s.publication(ctx, r)
	for _, e := range entries {
		p.Steps = append(p.Steps, Step{e.At, e.Intent.String(), e.Outcome, s.Tell(e.Detail)})
	}
	return p, nil
}

// Answer says of an unsure publication whether it is public.
func (s *Studio) Answer(ctx context.Context, id taglane.ID, posted bool, link string) (Publication, error) {
	if _, err := s.outbox.Answer(ctx, id, posted, link); err != nil {
		return Publication{}, err
	}
	s.outbox.Poke()
	return s.Publication(ctx, id)
}

// CancelPublication calls a publication off. Conflict once it may be public.
func (s *Studio) CancelPublication(ctx context.Context, id taglane.ID) (Publication, error) {
	if _, err := s.outbox.Cancel(ctx, id); err != nil {
		return Publication{}, err
	}
	return s.Publication(ctx, id)
}

// publication shows a row. Names of things that are gone are left empty.
func (s *Studio) publication(ctx context.Context, r outbox.Row) Publication {
	p := Publication{
		ID: r.ID, Clip: r.Clip, Revision: r.Revision, Account: r.Account, Stage: r.Stage.String(), Wait: string(r.Wait),
		Tries: r.Tries, Offset: r.Offset, Size: r.Size, Post: r.Post.ID, Link: r.Post.Link, CanCancel: r.CanCancel(), Steps: []Step{},
	}
	if !r.Until.IsZero() {
		p.Until = r.Until.Format(time.RFC3339)
	}
	if a, err := s.store.Account(ctx, r.Account); err == nil {
		p.AccountName, p.Service = a.Name, a.Service
	}
	if rev, err := s.store.Revision(ctx, r.Revision); err == nil {
		p.ClipName = rev.Draft.Clip.Heading()
		p.Poster = mediaID("poster", r.Clip, s.cache.Of(rev.Draft.Clip.Fingerprint).Poster)
	}
	p.Message = s.Tell(r.Sentence(titleOf(p.Service), s.o.Now()))
	return p
}

// Rebuild makes every list again from the log.
func (s *Studio) Rebuild(ctx context.Context) error { return s.store.Rebuild(ctx) }
