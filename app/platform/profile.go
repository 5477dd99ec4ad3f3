package platform

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"taglane/app/taglane"
)

// Profile is what a person is shown of a service before there is an account of
// it: what to bring, how to get it, what to decide, and how to connect.
type Profile struct {
	Title   string   // as a person names the service
	Needs   []Need   // of the person's own developer app, in order
	Guide   []Stage  // how to get what is needed, step by step
	Options []Option // what is decided per account or per publication
	// Whose is the setting that says which account it is at the service, alike on
	// every computer; "" for none.
	Whose string
	// Pending says what a person has to know of commissions that are pending,
	// where the service does not tell itself when they are certain; else nothing.
	Pending taglane.Said
	// Connect lets a person log in and turns their leave into credentials. nil:
	// the service needs none.
	Connect func(ctx context.Context, a taglane.Account, secret json.RawMessage, with Person) (Connected, error)
	// Revoke takes the leave back at the service. nil: it cannot be.
	Revoke func(ctx context.Context, a taglane.Account, secret json.RawMessage) error
}

// Need is one thing a person enters before they can log in.
type Need struct {
	Key    string // of the credentials, or of the settings
	Title  taglane.Said
	Hint   taglane.Said
	Secret bool // kept in the vault and never shown again; else a setting of the account
	May    bool // may be left empty
}

// Stage is one step of a guide.
type Stage struct {
	Text taglane.Said
	Link string       // https, where it is done; "" for none
	Copy string       // what has to be entered there to the letter; "" for none
	Note taglane.Said // why, or what goes wrong; nothing for none
}

// OptionKind says how an option is answered.
type OptionKind string

const (
	AsChoice OptionKind = "choice" // one of Choices
	AsSwitch OptionKind = "switch" // "true" or "false"
	AsText   OptionKind = "text"
	AsTime   OptionKind = "time" // RFC 3339
)

// Option is one thing a person decides, kept as a setting under its key.
type Option struct {
	Key     string
	Title   taglane.Said
	Hint    taglane.Said
	Kind    OptionKind
	Choices []Choice
	Default string       // what counts while nobody decides; "" means that somebody has to
	Account bool         // decided of the account; else of each publication, with the account's answer as its default
	Why     taglane.Said // it cannot be decided now; nothing if it can
}

// Choice is one answer to an option.
type Choice struct {
	Value string
	Title taglane.Said
	Why   taglane.Said // it cannot be chosen now; nothing if it can
}

// Asked is what an account wants to know before each publication, as it is now.
type Asked struct {
	Who     string         // as whom it is posted
	Options []Option       // in place of the profile's that are not of the account
	Notes   []taglane.Said // what the service wants to be said before posting
}

// Asking is a connector whose questions depend on how its account stands now.
type Asking interface {
	Ask(ctx context.Context, p taglane.Publication) (Asked, error)
}

// Person is whoever connects an account.
type Person interface {
	// Show opens an address in the person's own browser.
	Show(address string) error
	// Paste waits for what a person copied from where the browser ended, for
	// services that cannot send them back to this computer.
	Paste(ctx context.Context) (string, error)
	// Choose asks which one is meant, and returns its place in the list.
	Choose(ctx context.Context, what taglane.Said, names []string) (int, error)
	// Tell says something in the person's language.
	Tell(said taglane.Said) string
}

// Connected is what came of a login.
type Connected struct {
	Secret   json.RawMessage   // the credentials, as New takes them
	Settings map[string]string // what became known of the account, such as its channel_id; laid over those it has
	Name     string            // what the service calls the account
}

// Health is how an account stands, as the service tells.
type Health struct {
	Name    string       // what the service calls the account
	Scopes  []Scope      // what leave was asked for
	Expires time.Time    // when the login ends for good; zero: unknown or never
	Quotas  []Quota      // what may still be done
	Note    taglane.Said // what else a person has to know; nothing for none
}

// Scope is one leave of a login.
type Scope struct {
	Name    string // as the service names it
	For     taglane.Said
	Granted bool
}

// Quota is how much of something may still be done.
type Quota struct {
	What    taglane.Said // "posts today"
	Left    int64
	Most    int64
	ResetAt time.Time // zero: bit by bit
}

// Healthy tells how an account stands. It may ask the service.
type Healthy interface {
	Health(ctx context.Context) (Health, error)
}

// Linker asks for the address of a post whose id is known and whose address is
// not. NotFound: the service does not tell it yet.
type Linker interface {
	Link(ctx context.Context, post taglane.Post) (taglane.Post, error)
}

// Updater makes a public post say what p says: texts, cover, products. Doing it
// twice changes nothing, and it never makes a second post. It returns what of p
// cannot be changed any more.
type Updater interface {
	Update(ctx context.Context, post taglane.Post, p taglane.Publication) ([]taglane.Loss, error)
}

// Paced is a connector whose limits outlive it: it goes on from the state it
// is given and hands over each new one, which must be kept soon.
type Paced interface {
	Pace(state json.RawMessage, keep func(state json.RawMessage))
}

// Roomy is a connector whose service takes only so many posts in a day. Room is
// asked right before the public act is announced: Later with Until says that it
// would be one too many, so that it waits as something nobody asked for yet.
type Roomy interface {
	Room(ctx context.Context) error
}

// Timekeeper is a connector that learns the time from its service's answers.
type Timekeeper interface {
	// Ahead is how far the service's clock is before this computer's, as the
	// last answer told; 0 where none did.
	Ahead() time.Duration
}

// Narrow is a connector whose uploads can be slowed down. wait is called
// before n bytes leave and returns when they may.
type Narrow interface {
	Narrow(wait func(ctx context.Context, n int) error)
}

// Sheet is what a person carries over by hand after a post is there, because
// the service lets no program do it.
type Sheet struct {
	Title taglane.Said
	Where string // https, where it is done
	Steps []SheetStep
}

// SheetStep is one thing to do by hand.
type SheetStep struct {
	Text taglane.Said
	Copy string     // what is to be pasted there; "" for nothing
	Tag  taglane.ID // the product it is about; "" for none
}

// HandingOff is a connector that leaves something to the person.
type HandingOff interface {
	// Sheet is what is left to do by hand for a post; no steps: nothing.
	Sheet(post taglane.Post, p taglane.Publication) Sheet
}

// Fit is the most a place takes of a clip's file, for making one that fits.
// Zero means any.
type Fit struct {
	Codecs   []string // of the picture: h264, hevc, …; the first is made
	Audio    []string // of the sound; the first is made
	Width    int      // pixels
	Height   int
	Rate     float64 // frames a second
	Seconds  float64
	Bytes    int64
	Bitrate  int64 // bits a second
	Portrait bool  // must be upright, 9:16
}

// Fitting is a connector whose service does not take every file.
type Fitting interface{ Fit() Fit }

var (
	profilesMu sync.RWMutex
	profiles   = map[string]Profile{}
)

// Describe makes a service's profile known. Connectors call it from init.
func Describe(service string, p Profile) {
	profilesMu.Lock()
	defer profilesMu.Unlock()
	profiles[service] = p
}

// ProfileOf is the profile of a service; ok is false where it has none.
func ProfileOf(service string) (p Profile, ok bool) {
	profilesMu.RLock()
	defer profilesMu.RUnlock()
	p, ok = profiles[service]
	return p, ok
}
