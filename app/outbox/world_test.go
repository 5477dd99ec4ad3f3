package outbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// disaster is what goes wrong at one touch of the world.
type disaster string

const (
	crashBefore disaster = "crash before"
	crashAfter  disaster = "crash after"
	cutBefore   disaster = "cut before"
	cutAfter    disaster = "cut after"
	gone        disaster = "gone"         // the platform loses every upload session
	login       disaster = "login"        // the token dies
	saveFails   disaster = "save fails"   // and is not durable; of a ledger line half is written
	saveDurable disaster = "save durable" // fails, and is durable all the same
	restored    disaster = "restored"     // the library is put back to its first state
)

// crash is thrown through the code under test: all that was not saved is lost.
type crash struct{}

// shape is what kind of platform the world has.
type shape struct {
	fused, search bool
	repeat        platform.ReleaseRepeat
}

func (s shape) String() string {
	return fmt.Sprintf("fused=%v search=%v %s", s.fused, s.search, s.repeat)
}

type upload struct {
	key   string
	got   int64
	polls int
	post  string
}

const clipSize, pieceSize = 5, 2

// world is platform and disk at once. Every touch of it has a number, and a
// schedule says what goes wrong at which. Unlike most platforms it posts twice
// when it is asked twice, unless it says that Release sets.
type world struct {
	shape
	rules   rules
	uploads map[string]*upload
	opened  int
	posts   []string // keys, in order of appearance
	tags    map[string]int
	sent    int64

	rows     []Row // every durable version; the last is what a Load gives
	entries  []Entry
	receipts int
	pages    [2][]byte

	clock time.Time
	touch int
	outs  map[int]bool // touches that leave the machine
	at    map[int]disaster
	box   *Outbox
	lied  error // the screen was told of a row that is not on disk
}

var start = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)

var frozen = taglane.Publication{
	Account: taglane.Account{ID: "account-1"},
	Revision: taglane.Revision{
		Digest: "digest-1", Media: taglane.File{Path: "/clip", Size: clipSize},
		Draft: taglane.Draft{Clip: taglane.Clip{ID: "clip-1"}, Tags: []taglane.Tag{{ID: "t1", Product: "p1"}, {ID: "t2", Product: "p2"}, {ID: "t3", Product: "p1"}}},
	},
}

func newWorld(s shape, at map[int]disaster) *world {
	w := &world{shape: s, at: at, uploads: map[string]*upload{}, tags: map[string]int{}, outs: map[int]bool{}, clock: start}
	w.rows = []Row{NewRow("row-1", frozen.Revision, "account-1", 0, nil, time.Time{}, start)}
	return w
}

func (w *world) row() Row { return w.rows[len(w.rows)-1] }

// outside runs a call that leaves the machine.
func (w *world) outside(do func() error) error {
	w.touch++
	w.outs[w.touch] = true
	cut := taglane.Errorf(taglane.Later, "The connection was cut.")
	switch w.at[w.touch] {
	case cutBefore:
		return cut
	case cutAfter:
		_ = do()
		return cut
	case login:
		return taglane.Errorf(taglane.Login, "Log in again.")
	}
	return w.either(do)
}

// disk runs a write that must be durable.
func (w *world) disk(do func() error, half func()) error {
	w.touch++
	full := taglane.Errorf(taglane.Later, "The disk is full.")
	switch w.at[w.touch] {
	case saveFails:
		half()
		return full
	case saveDurable:
		_ = do()
		return full
	case crashBefore:
		half()
		panic(crash{})
	}
	return w.either(do)
}

func (w *world) either(do func() error) error {
	switch w.at[w.touch] {
	case crashBefore:
		panic(crash{})
	case crashAfter:
		_ = do()
		panic(crash{})
	case restored:
		w.rows = w.rows[:1]
		panic(crash{})
	case gone:
		w.uploads = map[string]*upload{}
	}
	return do()
}

// The journal.

func (w *world) Load(context.Context, taglane.ID) (Row, error) { return w.row(), nil }

func (w *world) Save(_ context.Context, r Row, e Entry) error {
	return w.disk(func() error {
		w.rows, w.entries = append(w.rows, r), append(w.entries, e)
		if e.Receipt != nil {
			w.receipts++
		}
		return nil
	}, func() {})
}

func (w *world) Runnable(context.Context, time.Time) ([]Row, error) { return nil, nil }
func (w *world) Next(context.Context, time.Time) (time.Time, error) { return time.Time{}, nil }

// The ledger's two copies.

type worldPage struct {
	w *world
	i int
}

func (p worldPage) Read() ([]byte, error) { return bytes.Clone(p.w.pages[p.i]), nil }
func (p worldPage) Append(b []byte) error {
	add := func(b []byte) { p.w.pages[p.i] = append(p.w.pages[p.i], b...) }
	return p.w.disk(func() error { add(b); return nil }, func() { add(b[:len(b)/2]) })
}
func (p worldPage) Truncate(n int64) error { p.w.pages[p.i] = p.w.pages[p.i][:n]; return nil }
func (p worldPage) Close() error           { return nil }

// The platform.

func (w *world) Capabilities() platform.Capabilities {
	return platform.Capabilities{ChunkMax: pieceSize, Fused: w.fused, ReleaseRepeat: w.repeat, Finds: w.search}
}

func (w *world) Check(context.Context, taglane.Publication) ([]taglane.Finding, error) {
	return nil, nil
}

func (w *world) Open(_ context.Context, key string, _ taglane.Publication) (s platform.UploadSession, err error) {
	err = w.outside(func() error {
		w.opened++
		s = platform.UploadSession(fmt.Sprintf(`"upload %d"`, w.opened))
		w.uploads[string(s)] = &upload{key: key}
		return nil
	})
	return s, err
}

// on runs do on the upload a session names.
func (w *world) on(s platform.UploadSession, do func(u *upload) error) error {
	return w.outside(func() error {
		u := w.uploads[string(s)]
		if u == nil {
			return taglane.Errorf(taglane.NotFound, "There is no such upload.")
		}
		return do(u)
	})
}

func (w *world) Status(_ context.Context, s platform.UploadSession) (st platform.Status, err error) {
	err = w.on(s, func(u *upload) error {
		st.Offset, st.Complete = u.got, u.got == clipSize
		if st.Complete {
			u.polls++
		}
		st.Ready = u.polls > 1
		if u.post != "" && (w.repeat != platform.RepeatBlind || w.fused) {
			st.Post = &taglane.Post{ID: u.post}
		}
		return nil
	})
	return st, err
}

func (w *world) Send(_ context.Context, s platform.UploadSession, off int64, r io.ReadSeeker, n int64) (platform.UploadSession, error) {
	err := w.on(s, func(u *upload) error {
		if off != u.got {
			return taglane.Errorf(taglane.Conflict, "The upload stands elsewhere.")
		}
		b := make([]byte, n)
		if _, err := io.ReadFull(r, b); err != nil || string(b) != "bytes"[off:off+n] {
			return fmt.Errorf("wrong bytes %q at %d: %w", b, off, err)
		}
		u.got += n
		w.sent += n
		if w.fused && u.got == clipSize {
			w.publish(u)
		}
		return nil
	})
	return s, err
}

func (w *world) publish(u *upload) {
	w.posts = append(w.posts, u.key)
	u.post = fmt.Sprint("post ", len(w.posts))
}

func (w *world) Release(_ context.Context, s platform.UploadSession, _ taglane.Publication) (post taglane.Post, err error) {
	err = w.on(s, func(u *upload) error {
		if u.got != clipSize {
			return taglane.Errorf(taglane.Conflict, "The upload is not complete.")
		}
		if u.post == "" || w.repeat != platform.RepeatSets {
			w.publish(u)
		}
		post = taglane.Post{ID: u.post}
		return nil
	})
	return post, err
}

func (w *world) Tag(_ context.Context, post taglane.Post, p taglane.Publication) (now []taglane.ID, err error) {
	err = w.outside(func() error {
		w.tags[post.ID]++
		now = []taglane.ID{"p2", "p1"}
		return nil
	})
	return now, err
}

func (w *world) Find(_ context.Context, key string) (post taglane.Post, err error) {
	err = w.outside(func() error {
		for i, k := range w.posts {
			if k == key {
				post = taglane.Post{ID: fmt.Sprint("post ", i+1)}
				return nil
			}
		}
		return taglane.Errorf(taglane.NotFound, "Nothing is found.")
	})
	return post, err
}

type clipFile struct{ *strings.Reader }

func (clipFile) Close() error { return nil }

// boot is a start of the app: all that is known comes from the disk.
func (w *world) boot() error {
	l, err := readLedger("library-1", Plain{}, []page{worldPage{w, 0}, worldPage{w, 1}})
	if err != nil {
		return err
	}
	w.box = &Outbox{
		Journal: w, Ledger: l, rules: w.rules,
		Connect: func(context.Context, Row) (platform.Publisher, taglane.Publication, error) { return w, frozen, nil },
		Media: func(context.Context, taglane.File) (io.ReadSeekCloser, error) {
			return clipFile{strings.NewReader("bytes")}, nil
		},
		Now:  func() time.Time { return w.clock },
		Rand: func() float64 { return 0.5 },
		Changed: func(r Row) {
			if w.rules.ignoreLedger && w.rules.ignoreSave {
				return // broken on purpose: the search is for two posts
			}
			if kept := w.row(); kept.Stage != r.Stage || kept.Intent != r.Intent || kept.Wait != r.Wait {
				w.lied = lawless("the screen was told %s, the disk has %s", r.Stage, kept.Stage)
			}
		},
	}
	return nil
}

// live runs do until the lights go out, which forgets everything but the disk.
func (w *world) live(do func()) {
	defer func() {
		if x := recover(); x != nil {
			if _, ok := x.(crash); !ok {
				panic(x)
			}
			w.box = nil
		}
	}()
	if w.box == nil && w.boot() != nil {
		return
	}
	do()
}

// run works on the row until only a person can go on. When answer is set, the
// person looks at the account and answers truthfully.
func (w *world) run(answer bool) (rested bool) {
	ctx := context.Background()
	for range 200 {
		r := w.row()
		switch {
		case r.Wait == WaitsUnsure && answer:
			w.live(func() { _, _ = w.box.Answer(ctx, r.ID, len(w.posts) > 0, "") })
		case r.Wait == WaitsLogin:
			w.live(func() { _, _ = w.box.Retry(ctx, r.ID) })
		case r.Resting():
			return true
		default:
			if r.Until.After(w.clock) {
				w.clock = r.Until
			}
			w.live(func() { _, _ = w.box.Step(ctx, r.ID) })
		}
	}
	return false
}

var errLaw = errors.New("broken law")

func lawless(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{errLaw}, args...)...)
}

// judge runs the schedule to its end, answering for the person, and says which law was broken.
func (w *world) judge() (unsure bool, err error) {
	if !w.run(false) {
		return false, lawless("never rests: %+v", w.row())
	}
	if unsure = w.row().Wait == WaitsUnsure; unsure {
		if err := w.judgeUnsure(); err != nil {
			return true, err
		}
		if !w.run(true) {
			return true, lawless("never rests after the answer: %+v", w.row())
		}
	}
	r := w.row()
	switch {
	case w.lied != nil:
		return unsure, w.lied
	case len(w.posts) > 1:
		return unsure, lawless("posted %d times", len(w.posts))
	case r.Stage != Tagged || r.Wait != NotWaiting:
		return unsure, lawless("ended at %s, waiting %q: %s", r.Stage, r.Wait, r.FaultMessage)
	case len(w.posts) != 1:
		return unsure, lawless("tagged without a post")
	case w.receipts == 0:
		return unsure, lawless("no receipt")
	case !unsure && (r.Post.ID != "post 1" || w.tags["post 1"] == 0 || len(w.tags) != 1):
		return unsure, lawless("post %+v, tags %v", r.Post, w.tags)
	}
	return unsure, w.judgeThrift()
}

// judgeUnsure allows asking a person only where nobody else can know.
func (w *world) judgeUnsure() error {
	r := w.row()
	handle := w.uploads[string(r.Session)] != nil
	switch {
	case len(w.at) == 0:
		return lawless("unsure though nothing went wrong")
	case w.search && len(w.posts) > 0:
		return lawless("unsure though the post can be found")
	case !r.asking():
		return lawless("unsure though nothing public was asked for")
	case w.repeat == platform.RepeatBlind && !w.fused:
		if !bytes.Contains(w.pages[0], []byte(`"kind":"sent"`)) {
			return lawless("unsure though the connection was never opened")
		}
	case handle && w.repeat != platform.RepeatUnknown:
		return lawless("unsure though the handle answers")
	case handle && len(w.posts) > 0:
		return lawless("unsure though the handle knows of the post")
	}
	return nil
}

// judgeThrift allows one piece to be sent again per cut, and nothing more.
func (w *world) judgeThrift() error {
	for _, d := range w.at {
		if d == gone || d == restored || d == login {
			return nil
		}
	}
	if w.opened == 1 && w.sent > clipSize+int64(len(w.at))*pieceSize {
		return lawless("sent %d bytes for %d", w.sent, clipSize)
	}
	return nil
}
