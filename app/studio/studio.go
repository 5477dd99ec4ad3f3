package studio

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"taglane/app/access"
	"taglane/app/crew"
	"taglane/app/edit"
	"taglane/app/files"
	"taglane/app/fitted"
	"taglane/app/intake"
	"taglane/app/media"
	"taglane/app/notes"
	"taglane/app/outbox"
	"taglane/app/review"
	"taglane/app/review/serve"
	"taglane/app/store"
	"taglane/app/taglane"
	"taglane/app/trade"
	"taglane/app/versions"
	"taglane/app/wording"
	"taglane/app/words"
	"taglane/app/work"
)

// Options say which library to open and lend the studio what it may not take
// for itself.
type Options struct {
	Dir     string                      // the library's folder
	State   string                      // the person's state folder, for the ledger's second copy
	Person  string                      // whose edits these are
	Machine string                      // what people call this laptop; "" unknown
	Pages   string                      // where web pages go unless an account says otherwise
	Exports string                      // where covers and videos are written unless the person says otherwise
	Now     func() time.Time            // the wall
	NewID   func() taglane.ID           // fresh names
	Emit    func(name string, data any) // told of each event; may be nil
	Log     *slog.Logger                // errors are logged here, once
	// Speaks makes sentences come in the language that the person's setting
	// "speaks" names. Without it they are English.
	Speaks bool
	// Keyring holds the one key of the vault; nil: there is none.
	Keyring Keyring
	// Passphrase is asked for where no keyring opens the vault; "" means not
	// now. nil: nobody is there to be asked.
	Passphrase func() (string, error)
	// Demo shows people the services that are only there for trying things out.
	Demo bool
	// After wakes publications when their time has come, and goes with Now;
	// nil: time.After.
	After func(d time.Duration) <-chan time.Time
	// HealthEvery is how long an answer of a service on how an account stands
	// counts before it is asked again; 0: only a person asks.
	HealthEvery time.Duration
	// Quiet opens without background work: for a verb that ends at once.
	Quiet bool
	// View opens a library that a newer Taglane made to be read alone. One that
	// cannot be written is opened so by itself.
	View bool
	// Build is which Taglane this is, such as "0.8.0"; "" unknown.
	Build string
}

// Studio is an open library with all its verbs. Its methods may be called from
// any goroutine.
type Studio struct {
	*trade.Trade // what is sold: its verbs are the studio's own
	*crew.Crew   // working with others, likewise
	*notes.Notes // what people say: these too
	*versions.Cuts
	*review.Review
	*serve.Host // the same, to guests in the same network

	o       Options
	store   *store.Store
	cache   media.Cache
	own     files.Own    // what the library keeps for itself
	fits    *fitted.Fits // made of clips so that places take them
	ledger  *outbox.Ledger
	outbox  *outbox.Outbox
	band    *outbox.Bandwidth // what all uploads together may use of the line
	network network           // whether anything waits for it
	work    *work.Queue
	access  *access.Gate
	intake  *intake.Intake

	publishing publishing
	keeping    keeping
	room       files.Room
	passing    sync.Map // settings of a person that are not kept, as the library is only shown
	asks       wording.Asks

	stills    stills
	filming   filming
	tongue    atomic.Pointer[words.Tongue] // never nil in an open studio
	addresses sync.Map                     // that were told to a screen and may be opened
	tidied    atomic.Int64                 // when the cache was last looked over, nanoseconds

	life context.Context // ends with Close; background work hangs on it
	end  context.CancelFunc
	wait sync.WaitGroup

	toolOnce sync.Once
	tool     media.Tool
	toolErr  error
}

// Open opens the library, making it if it is missing, and takes up what was
// under way. Errors are those of store.Open.
func Open(ctx context.Context, o Options) (*Studio, error) {
	if o.Emit == nil {
		o.Emit = func(string, any) {}
	}
	if o.After == nil {
		o.After = time.After
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	st, done, err := openStore(ctx, &o)
	if err != nil {
		return nil, err
	}
	o.Quiet = o.Quiet || o.View
	s := &Studio{o: o, store: st, cache: media.Cache{Dir: filepath.Join(o.Dir, "cache")}, own: files.Own{Dir: filepath.Join(o.Dir, "media")}, keeping: keeping{at: -1}}
	s.life, s.end = context.WithCancel(context.Background())
	s.work = s.newWork()
	s.openRoom()
	s.intake, s.fits = s.newIntake(), s.newFits()
	language, err := st.Setting(ctx, personal+speaks)
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	s.speak(language)
	if err := s.openAccess(ctx); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	s.openServing()
	s.openTrade()
	s.openCrew()
	s.openNotes()
	s.openCuts()
	s.openReview()
	behind, err := s.openOutbox(ctx)
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	s.tellRestored(done, behind)
	if !o.Quiet {
		s.background(func() {
			if err := s.outbox.Run(s.life); err != nil && s.life.Err() == nil {
				s.logged(err)
			}
		})
		s.background(func() { s.resume(); s.tidySoon() })
		s.background(func() {
			if err := s.GoOn(s.life); err != nil && s.life.Err() == nil {
				s.logged(err)
			}
		})
		s.background(s.takeSnapshots)
		s.background(s.intake.LookAfter)
		s.background(s.intake.Watch)
		s.background(func() { s.access.LookAfter(s.life) })
		s.background(func() { s.StayInStep(s.life) })
		if o.HealthEvery > 0 {
			s.background(s.lookAfterFigures)
			s.background(s.lookAround)
		}
	}
	return s, nil
}

// Close ends background work, where it can be taken up again, and lets the
// library go.
func (s *Studio) Close() error {
	s.StopServing(context.WithoutCancel(s.life))
	s.end()
	s.work.Wait()
	s.wait.Wait()
	if !s.o.View {
		s.snapshotAtClose()
	}
	return errors.Join(s.access.Close(), s.ledger.Close(), s.store.Close())
}

// Viewed says whether the library is only shown.
func (s *Studio) Viewed() bool { return s.o.View }

// Dir is the library's folder.
func (s *Studio) Dir() string { return s.o.Dir }

// background runs f beside; Close waits for it.
func (s *Studio) background(f func()) {
	s.wait.Add(1)
	go func() { defer s.wait.Done(); f() }()
}

// mediaTool finds ffmpeg once.
func (s *Studio) mediaTool() (media.Tool, error) {
	s.toolOnce.Do(func() { s.tool, s.toolErr = media.Find() })
	return s.tool, s.toolErr
}

// commit makes one edit of a clip's or of the library's and tells the screen.
func (s *Studio) commit(ctx context.Context, scope taglane.ID, label string, writes ...edit.Write) error {
	_, err := s.store.Do(ctx, edit.Draft{By: s.o.Person, Scope: string(scope), Label: label, Writes: writes})
	if err != nil {
		return err
	}
	s.moved(ctx, writes)
	if scope != "" {
		s.emitClip(scope)
	}
	return nil
}

func (s *Studio) emitClip(id taglane.ID) { s.o.Emit("clip", ClipEvent{id}) }

func (s *Studio) emitLibrary() { s.o.Emit("library", struct{}{}) }
