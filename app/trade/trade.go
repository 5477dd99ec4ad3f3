package trade

import (
	"context"
	"net/http"
	"sync"
	"time"

	"taglane/app/edit"
	"taglane/app/link"
	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/store"
	"taglane/app/taglane"
	"taglane/app/work"
)

// Lent is what the studio lends: its library, its pen, its voice and its doors.
type Lent struct {
	Store *store.Store
	Now   func() time.Time
	NewID func() taglane.ID
	// Person is who works here, as this machine names them; "" unknown.
	Person string
	// Commit makes one edit of a clip's, or of the library's where scope is "",
	// and tells the screen.
	Commit func(ctx context.Context, scope taglane.ID, label string, writes ...edit.Write) error
	Tell   func(taglane.Said) string
	Emit   func(event string, data any)
	// Keep writes a file of the library's own, named by its content.
	Keep func(sha256, ext string, content []byte) (path string, err error)
	// Poster is the media id of a clip's picture; "" for none.
	Poster func(taglane.Clip) string
	// Connect opens an account, whatever it is for.
	Connect func(ctx context.Context, a taglane.Account) (platform.Connector, error)
	// Behind does something in the background, under a name that a person reads;
	// nil: nothing is done there.
	Behind func(name string, do func(context.Context, *work.Desk) error)
	// Closing says whether the library is being closed; nil: never.
	Closing func() bool
	// Web asks addresses nobody vouches for; nil: guarded, bounded, without
	// cookies.
	Web *http.Client
	// Follow follows links one by one; nil: the same way.
	Follow *link.Client
	// Wish reads what the person chose on this machine; nil: nothing.
	Wish func(ctx context.Context, name string) (string, error)
	// MayAsk says whether others may be asked now without anybody wanting it at
	// once: there is a network and nothing is paused; nil: always.
	MayAsk func() bool
}

// Trade is the trading part of an open library.
type Trade struct {
	l       Lent
	opened  opened
	picking picking
	looking sync.Mutex // held by whoever looks around
}

// New makes it of what is lent.
func New(l Lent) *Trade {
	if l.Web == nil {
		l.Web = httpx.Guarded("")
	}
	if l.Follow == nil {
		l.Follow = &link.Client{}
	}
	if l.Wish == nil {
		l.Wish = func(context.Context, string) (string, error) { return "", nil }
	}
	if l.MayAsk == nil {
		l.MayAsk = func() bool { return true }
	}
	if l.Behind == nil {
		l.Behind = func(string, func(context.Context, *work.Desk) error) {}
	}
	if l.Closing == nil {
		l.Closing = func() bool { return false }
	}
	return &Trade{l: l}
}

func (t *Trade) say(format string, args ...any) string { return t.l.Tell(taglane.Say(format, args...)) }

// changed tells the screen that products, listings or links are not what they were.
func (t *Trade) changed() { t.l.Emit("products", struct{}{}) }

// nameOf is how a person knows a clip.
func nameOf(c taglane.Clip) string {
	if c.Title != "" {
		return c.Title
	}
	return c.Name
}
