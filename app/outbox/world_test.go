package outbox

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
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
	expired     disaster = "expired"      // upload addresses expire: what is not complete stays so for ever
	asleep      disaster = "asleep"       // the computer sleeps for five hours, in the middle of it
	setBack     disaster = "set back"     // its clock is set two hours back
	declined    disaster = "declined"     // the public act is answered with a no, which only platforms that cannot be asked later mean
)

// crash is thrown through the code under test: all that was not saved is lost.
type crash struct{}

// shape is what kind of platform the world has.
type shape struct {
	fused, search bool
	repeat        platform.ReleaseRepeat
	// after: there is more to do for a public post. Its address is told late,
	// one of its products is never carried, and the person changes it.
	after bool
	// follows: the change is not a person's, but held back until a time.
	follows bool
	// timed: it has a time, which is the opening.
	timed bool
	// paired: another becomes public together with it, and is late.
	paired bool
}

func (s shape) String() string {
	return fmt.Sprintf("fused=%v search=%v %s after=%v follows=%v timed=%v paired=%v", s.fused, s.search, s.repeat, s.after, s.follows, s.timed, s.paired)
}

// opening is when what is held back may be seen.
var opening = start.Add(2 * time.Hour)

type upload struct {
	key   string
	got   int64
	polls int
	post  string
	dead  bool
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
	says    map[string][2]string // by post: the revisions of its texts and of its products
	asked   int                  // for the address of a post
	sent    int64

	rows     []Row // every durable version; the last is what a Load gives
	entries  []Entry
	receipts int
	pages    [2][]byte

	clock time.Time
	touch int
	outs  map[int][]disaster // what else can go wrong at touches that leave the machine
	at    map[int]disaster
	box   *Outbox
	lied  error // the screen was told of a row that is not on disk
	let   bool  // a person said that it still should be published
	there bool  // what becomes public together with it was, when it was looked at last
}

var start = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)

var frozen = taglane.Publication{
	Account: taglane.Account{ID: "account-1"},
	Revision: taglane.Revision{
		Digest: "digest-1", Media: taglane.File{Path: "/clip", Size: clipSize},
		Draft: taglane.Draft{Clip: taglane.Clip{ID: "clip-1"}, Tags: []taglane.Tag{{ID: "t1", Product: "p1"}, {ID: "t2", Product: "p2"}, {ID: "t3", Product: "p1"}}},
	},
}

// changed is the revision a person wants the post to carry later.
var changed = func() taglane.Publication {
	p := frozen
	p.Revision.Digest = "digest-2"
	return p
}()

func newWorld(s shape, at map[int]disaster) *world {
	w := &world{shape: s, at: at, uploads: map[string]*upload{}, tags: map[string]int{}, says: map[string][2]string{}, outs: map[int][]disaster{}, clock: start}
	r := NewRow("row-1", frozen.Revision, "account-1", 0, nil, time.Time{}, start)
	if s.follows {
		r.Next = []Turn{{Revision: changed.Revision.Digest, At: opening}}
	}
	if s.timed {
		r.When(opening)
	}
	if s.paired {
		r.With = []taglane.ID{"row-2"}
	}
	w.rows = []Row{r}
	return w
}

func (w *world) row() Row { return w.rows[len(w.rows)-1] }

// outside runs a call that leaves the machine, and at which more may go wrong
// than usual.
func (w *world) outside(do func() error, more ...disaster) error {
	w.touch++
	w.outs[w.touch] = append([]disaster{}, more...)
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
	case asleep:
		defer func() { w.clock = w.clock.Add(5 * time.Hour) }()
	case setBack:
		w.clock = w.clock.Add(-2 * time.Hour)
	case gone:
		w.uploads = map[string]*upload{}
	case expired:
		for _, u := range w.uploads {
			u.dead = u.got < clipSize
		}
	}
	return do()
}

// The journal.

func (w *world) Load(_ context.Context, id taglane.ID) (Row, error) {
	if id == w.row().ID {
		return w.row(), nil
	}
	w.there = !w.clock.Before(opening.Add(lookAgain + 1))
	return Row{ID: id, At: opening, Stage: Ready, Poised: w.there}, nil
}

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
func (w *world) on(s platform.UploadSession, do func(u *upload) error, more ...disaster) error {
	u := w.uploads[string(s)]
	if u != nil && u.got < clipSize {
		more = append(more, expired)
	}
	return w.outside(func() error {
		u := w.uploads[string(s)]
		if u == nil {
			return taglane.Errorf(taglane.NotFound, "There is no such upload.")
		}
		return do(u)
	}, more...)
}

func (w *world) Status(_ context.Context, s platform.UploadSession) (st platform.Status, err error) {
	err = w.on(s, func(u *upload) error {
		st.Offset, st.Complete = u.got, u.got == clipSize
		if st.Complete {
			u.polls++
		}
		st.Ready, st.Dead = u.polls > 1, u.dead
		if u.post != "" && (w.repeat != platform.RepeatBlind || w.fused) {
			st.Post = &taglane.Post{ID: u.post}
		}
		return nil
	})
	return st, err
}

func (w *world) Send(_ context.Context, s platform.UploadSession, off int64, r io.ReadSeeker, n int64) (platform.UploadSession, error) {
	err := w.on(s, func(u *upload) error {
		if u.dead {
			return taglane.Errorf(taglane.Later, "The address of the upload does not answer.")
		}
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

// punctual wants the public act to be begun at its time, and not much later
// unless a person said so.
func (w *world) punctual() {
	at := w.row().IntentAt
	switch {
	case !w.timed || w.rules.noReleaseIntent || w.rules.noFusedIntent:
	case at.Before(opening):
		w.lied = lawless("publishing was asked for at %s, before its time", at)
	case at.Sub(opening) > grace && !w.let:
		w.lied = lawless("publishing was asked for at %s, and nobody was asked", at)
	case w.paired && !w.there && !w.let:
		w.lied = lawless("publishing was asked for at %s, without what goes with it", at)
	case len(w.at) == 0 && !w.paired && !at.Equal(opening):
		w.lied = lawless("publishing was asked for at %s, for no reason", at)
	}
}

func (w *world) publish(u *upload) {
	w.punctual()
	w.posts = append(w.posts, u.key)
	u.post = fmt.Sprint("post ", len(w.posts))
	w.says[u.post] = [2]string{frozen.Revision.Digest, ""}
}

func (w *world) Release(_ context.Context, s platform.UploadSession, _ taglane.Publication) (post taglane.Post, err error) {
	err = w.on(s, func(u *upload) error {
		if u.got != clipSize {
			return taglane.Errorf(taglane.Conflict, "The upload is not complete.")
		}
		no := w.at[w.touch] == declined
		if no && w.repeat == platform.RepeatBlind {
			return taglane.Errorf(taglane.Conflict, "Too many posts at once.")
		}
		if u.post == "" || w.repeat != platform.RepeatSets {
			w.publish(u)
		}
		if no {
			return taglane.Errorf(taglane.Refused, "This action is blocked.") // a lie
		}
		post = taglane.Post{ID: u.post}
		return nil
	}, declined)
	return post, err
}

func (w *world) Tag(_ context.Context, post taglane.Post, p taglane.Publication) (now []taglane.ID, err error) {
	err = w.outside(func() error {
		w.tags[post.ID]++
		w.says[post.ID] = [2]string{w.says[post.ID][0], p.Revision.Digest}
		if now = []taglane.ID{"p2", "p1"}; w.after {
			now = now[:1]
		}
		return nil
	})
	return now, err
}

// richWorld is a world in which there is more to do for a public post.
type richWorld struct{ *world }

func (w richWorld) Kept(context.Context, taglane.Post, taglane.Publication) (now []taglane.ID, never map[taglane.ID]taglane.Said, err error) {
	err = w.outside(func() error {
		now, never = []taglane.ID{"p2"}, map[taglane.ID]taglane.Said{"p1": taglane.Plain("it is not in the catalog")}
		return nil
	})
	return now, never, err
}

func (w richWorld) Update(_ context.Context, post taglane.Post, p taglane.Publication) (_ []taglane.Loss, err error) {
	err = w.outside(func() error {
		if w.follows && w.clock.Before(opening) {
			w.lied = lawless("what is held back is shown at %s", w.clock)
		}
		w.says[post.ID] = [2]string{p.Revision.Digest, ""}
		return nil
	})
	return nil, err
}

func (w richWorld) Link(_ context.Context, post taglane.Post) (_ taglane.Post, err error) {
	err = w.outside(func() error {
		if w.asked++; w.asked == 1 {
			return taglane.Errorf(taglane.NotFound, "The post has no address yet.")
		}
		post.Link = "https://video.example/" + post.ID
		return nil
	})
	return post, err
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
		Connect: func(_ context.Context, r Row) (platform.Publisher, taglane.Publication, error) {
			pub := frozen
			if r.Due() == changed.Revision.Digest {
				pub = changed
			}
			if w.after {
				return richWorld{w}, pub, nil
			}
			return w, pub, nil
		},
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
		case r.Wait == WaitsLate && r.Stage < Live:
			if w.let = true; !slices.Contains(slices.Collect(maps.Values(w.at)), asleep) {
				w.lied = lawless("a person was asked about what was not late")
			}
			w.live(func() { _, _ = w.box.Retry(ctx, r.ID) })
		case r.Wait == WaitsUnsure && answer:
			w.let = true
			w.live(func() { _, _ = w.box.Answer(ctx, r.ID, len(w.posts) > 0, "") })
		case r.Wait == WaitsLogin || r.Wait == WaitsLate:
			w.live(func() { _, _ = w.box.Retry(ctx, r.ID) })
		case r.Stage == Tagged && w.after && !w.follows && r.Wanted == "" && r.Carries == "" && r.Post.ID != "":
			w.live(func() { _, _ = w.box.Update(ctx, r.ID, changed.Revision.Digest) })
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
