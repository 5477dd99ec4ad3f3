package notes

import (
	"context"
	"crypto/ed25519"
	"image"
	"sync"
	"time"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Lent is what the studio lends: its library, its pen and its voice.
type Lent struct {
	Store  *store.Store
	Now    func() time.Time
	NewID  func() taglane.ID
	Person string // who works here, as this machine names them; "" unknown
	// Commit makes one edit, on the undo list that scope names, or on none where
	// it is "".
	Commit func(ctx context.Context, scope, label string, writes ...edit.Write) error
	// Undo and Redo take back and bring back the latest of a scope's edits.
	Undo, Redo func(ctx context.Context, scope string) (message string, err error)
	Tell       func(taglane.Said) string
	Emit       func(event string, data any)
	// Draft is a clip as it stands now.
	Draft func(ctx context.Context, clip taglane.ID) (taglane.Draft, error)
	// Key is this member's own; Login: the vault that keeps it has to be opened.
	Key func(ctx context.Context) (ed25519.PrivateKey, error)
	// Placing knows where comments lie on the version that a clip shows; nil:
	// where they were made.
	Placing func(ctx context.Context, clip taglane.ID) (Placing, error)
	// Frame is a clip's picture, some 900 pixels high.
	Frame func(ctx context.Context, c taglane.Clip, at taglane.Frame) (*image.NRGBA, error)
	// Export writes a file of a name that is free; folder "" is the library's own.
	Export func(folder, name, ext string, content []byte) (Exported, error)
}

// Notes is the part of an open library that knows what people say.
type Notes struct {
	l    Lent
	mine sync.Mutex // held while who works here gets an id
	did  steps
}

// New makes it of what is lent.
func New(l Lent) *Notes { return &Notes{l: l} }

// Event says where something was said; Clip is "" where it concerns all.
type Event struct {
	Clip taglane.ID `json:"clip"`
}

// Told is what a way through history did.
type Told struct {
	Message string `json:"message"`
}

func (n *Notes) say(format string, args ...any) string { return n.l.Tell(taglane.Say(format, args...)) }

// said tells the screen that something is new about a clip, or about all.
func (n *Notes) said(clip taglane.ID) { n.l.Emit("notes", Event{clip}) }

// scope is the undo list of what is said about a clip: apart from the clip's own,
// so that taking a word back never moves a tag.
func scope(clip taglane.ID) string { return "notes/" + string(clip) }

// UndoNotes takes back what was done last to the comments of a clip, by this
// member. NotFound when there is nothing.
func (n *Notes) UndoNotes(ctx context.Context, clip taglane.ID) (Told, error) {
	return n.travel(ctx, clip, true)
}

// RedoNotes brings back what was taken back last.
func (n *Notes) RedoNotes(ctx context.Context, clip taglane.ID) (Told, error) {
	return n.travel(ctx, clip, false)
}

// clock writes a moment; "" for none.
func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
