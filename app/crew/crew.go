package crew

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"sync"
	"time"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
	"taglane/app/team"
)

// Lent is what the studio lends: its library, its pen, its voice and its files.
type Lent struct {
	Store  *store.Store
	Now    func() time.Time
	NewID  func() taglane.ID
	Person string // who works here, as this machine names them; "" unknown
	Tell   func(taglane.Said) string
	Emit   func(event string, data any)
	// Commit makes one edit on no undo list.
	Commit func(ctx context.Context, label string, writes ...edit.Write) error
	// Merged is told of edits that took effect here and were made elsewhere.
	Merged func(ctx context.Context, edits []edit.Edit)
	// Machine is what people call this laptop; "" unknown.
	Machine string
	// Key is this member's own; Login: the vault that keeps it has to be opened.
	Key func(ctx context.Context) (ed25519.PrivateKey, error)
	// Whose says whose key it is, and whether somebody here compared it.
	Whose func(ctx context.Context, key ed25519.PublicKey) (name string, known bool, err error)
	// Secrets keeps what lets this device into a hub.
	Secrets Secrets
	// Files are those the team shares: what products and clips name.
	Files Files
	// Films are what clips are shown from; nil for none.
	Films Films
}

// Secrets keeps one secret under a name. Kept is nil for none.
type Secrets interface {
	Keep(ctx context.Context, name string, secret json.RawMessage) error
	Kept(ctx context.Context, name string) (json.RawMessage, error)
	Drop(ctx context.Context, name string) error
}

// Files are kept by content.
type Files interface {
	// Named lists the files that the library names.
	Named(ctx context.Context) ([]Named, error)
	// Arrived tells that a file came.
	Arrived(ctx context.Context, n Named)
}

// Named is a file that the library names, and where it lies or would lie here.
type Named struct {
	SHA256 string
	Path   string
	Here   bool
	Size   int64 // bytes, of one that is to come; 0 unknown
}

// Crew is the part of an open library that works with others.
type Crew struct {
	l    Lent
	woke chan struct{} // something was done here, or may have come

	syncing sync.Mutex // held by whoever exchanges
	mu      sync.Mutex // of what follows
	place   team.Exchange
	trouble *taglane.Error // why the last exchange failed; nil: it did not
	at      time.Time      // of the last that did not

	carrying carrying       // of films
	aside    sync.WaitGroup // those who carry beside
}

// New makes it of what is lent.
func New(l Lent) *Crew { return &Crew{l: l, woke: make(chan struct{}, 1)} }

func (c *Crew) say(format string, args ...any) string { return c.l.Tell(taglane.Say(format, args...)) }

// What this machine keeps of its team.
const (
	locationSetting = "team.location"
	marksSetting    = "team.marks"
	hubSecret       = "hub"
)

// kindDevice are laptops: what they are called and who works at them. Everybody
// sees each other's, so they are cells.
const kindDevice = "device"

func (c *Crew) changed() { c.l.Emit("team", struct{}{}) }
