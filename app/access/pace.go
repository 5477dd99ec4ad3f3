package access

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"math"
	"slices"
	"sync"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// pacePrefix is before the names of the settings in which limits lie.
const pacePrefix = "pace/"

// paceEvery is how often what was spent is written while only questions are
// asked. What a crash takes with it is no more than the questions of that time.
const paceEvery = time.Second

// paces remember what was spent of each account's limits, whichever connector
// spent it.
type paces struct {
	sync.Mutex
	of     map[taglane.ID]*pace
	closed bool
}

// pace is what was spent of one account's limits.
type pace struct {
	state     json.RawMessage
	version   int  // grows with each state
	acts      int  // calls under way that may make something public
	writes    int  // grows with each writing
	rests     bool // it was written a moment ago
	unwritten bool // something came since
}

// pacing gives a connector the limits as they stand and takes over what it
// spends of them. One that keeps no limits is handed back as it is.
func (g *Gate) pacing(ctx context.Context, service platform.Connector, id taglane.ID) (platform.Connector, error) {
	p, ok := service.(platform.Paced)
	if !ok {
		return service, nil
	}
	g.paces.Lock()
	b, err := g.paceOf(ctx, id)
	if err != nil {
		g.paces.Unlock()
		return nil, err
	}
	state, seen := b.state, b.version
	g.paces.Unlock()
	p.Pace(state, func(fresh json.RawMessage) {
		g.paces.Lock()
		defer g.paces.Unlock()
		if b.version != seen { // another connector of the account has spent as well
			fresh = sparing(b.state, fresh)
		}
		b.version++
		b.state, seen = fresh, b.version
		g.writeSoon(id, b)
	})
	if publisher, ok := service.(platform.Publisher); ok {
		return acting{publisher, g, b}, nil
	}
	return service, nil // it only asks
}

// paceOf is the book of an account; the lock is held.
func (g *Gate) paceOf(ctx context.Context, id taglane.ID) (*pace, error) {
	if b := g.paces.of[id]; b != nil {
		return b, nil
	}
	text, err := g.o.Shelf.Setting(ctx, pacePrefix+string(id))
	if err != nil {
		return nil, err
	}
	b := &pace{}
	if json.Valid([]byte(text)) {
		b.state = json.RawMessage(text)
	}
	if g.paces.of == nil {
		g.paces.of = map[taglane.ID]*pace{}
	}
	g.paces.of[id] = b
	return b, nil
}

// writeSoon writes at once what a public act is about to spend, and anything
// else at most once a second. The lock is held.
func (g *Gate) writeSoon(id taglane.ID, b *pace) {
	switch {
	case g.paces.closed || g.paces.of[id] != b:
	case b.acts > 0 || !b.rests:
		_ = g.write(id, b)
	default:
		b.unwritten = true
	}
}

// write keeps a state. Where the library does not take it the call it was
// taken down for goes on: the service has a limit of its own.
func (g *Gate) write(id taglane.ID, b *pace) error {
	b.writes++
	b.rests, b.unwritten = true, false
	n := b.writes
	time.AfterFunc(paceEvery, func() { g.rested(id, b, n) })
	return g.noted(g.o.Shelf.SetSetting(context.WithoutCancel(g.life), pacePrefix+string(id), string(b.state)))
}

// rested writes what came while it would have been too soon after a writing.
func (g *Gate) rested(id taglane.ID, b *pace, after int) {
	g.paces.Lock()
	defer g.paces.Unlock()
	if b.writes != after {
		return // it was written again since, and rests from that
	}
	b.rests = false
	if b.unwritten && !g.paces.closed && g.paces.of[id] == b {
		_ = g.write(id, b)
	}
}

// closePaces writes what is not written yet.
func (g *Gate) closePaces() (err error) {
	g.paces.Lock()
	defer g.paces.Unlock()
	for id, b := range g.paces.of {
		if b.unwritten {
			if wrong := g.write(id, b); wrong != nil {
				err = wrong
			}
		}
	}
	g.paces.closed = true
	return err
}

// forgetPace forgets the limits of an account that is gone.
func (g *Gate) forgetPace(ctx context.Context, id taglane.ID) error {
	g.paces.Lock()
	defer g.paces.Unlock()
	delete(g.paces.of, id)
	return g.o.Shelf.SetSetting(ctx, pacePrefix+string(id), "")
}

// acting notes while a call is under way that may make something public: what
// it spends is written before the service hears of it.
type acting struct {
	platform.Publisher
	g *Gate
	b *pace
}

// Unwrap is the connector itself.
func (a acting) Unwrap() platform.Connector { return a.Publisher }

func (a acting) act() (done func()) {
	count := func(n int) {
		a.g.paces.Lock()
		defer a.g.paces.Unlock()
		a.b.acts += n
	}
	count(1)
	return func() { count(-1) }
}

// Open opens; some services count uploads and not posts.
func (a acting) Open(ctx context.Context, key string, p taglane.Publication) (platform.UploadSession, error) {
	defer a.act()()
	return a.Publisher.Open(ctx, key, p)
}

// Send sends; the last piece may publish.
func (a acting) Send(ctx context.Context, session platform.UploadSession, off int64, r io.ReadSeeker, n int64) (platform.UploadSession, error) {
	defer a.act()()
	return a.Publisher.Send(ctx, session, off, r, n)
}

// Release releases.
func (a acting) Release(ctx context.Context, session platform.UploadSession, p taglane.Publication) (taglane.Post, error) {
	defer a.act()()
	return a.Publisher.Release(ctx, session, p)
}

// sparing joins two states of which neither knew the other: what is left is the
// less of both, and what is parked stays so the longer; else the later one counts.
func sparing(old, fresh json.RawMessage) json.RawMessage {
	var a, b any
	if json.Unmarshal(old, &a) != nil || json.Unmarshal(fresh, &b) != nil {
		return fresh
	}
	out, err := json.Marshal(lesser("", a, b))
	if err != nil {
		return fresh
	}
	return out
}

func lesser(key string, old, fresh any) any {
	switch f := fresh.(type) {
	case map[string]any:
		o, _ := old.(map[string]any)
		for k, was := range o {
			if now, have := f[k]; have {
				f[k] = lesser(k, was, now)
			} else {
				f[k] = was
			}
		}
	case []any:
		if o, ok := old.([]any); ok && key == "spent" {
			return both(o, f)
		}
	case float64:
		if o, ok := old.(float64); ok && key == "left" {
			return math.Min(o, f)
		}
	case string:
		if o, ok := old.(string); ok && key == "parked" {
			return later(o, f)
		}
	}
	return fresh
}

// both is everything that stands in one of two lists, oldest first.
func both(old, fresh []any) []any {
	seen, out := map[string]bool{}, []any{}
	for _, v := range append(old, fresh...) {
		text, _ := json.Marshal(v) // it came from JSON
		if !seen[string(text)] {
			seen[string(text)] = true
			out = append(out, v)
		}
	}
	slices.SortStableFunc(out, func(a, b any) int { return cmp.Compare(at(a), at(b)) })
	return out
}

// at is when something was spent, as it is written.
func at(v any) string {
	m, _ := v.(map[string]any)
	text, _ := m["at"].(string)
	return text
}

// later is the later of two times as JSON writes them.
func later(a, b string) string {
	x, err := time.Parse(time.RFC3339Nano, a)
	y, wrong := time.Parse(time.RFC3339Nano, b)
	if err == nil && (wrong != nil || x.After(y)) {
		return a
	}
	return b
}
