package versions

import (
	"context"
	"time"

	"taglane/app/edit"
	"taglane/app/media"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Lent is what the studio lends: its library, its pen, its voice and its eyes.
type Lent struct {
	Store  *store.Store
	Now    func() time.Time
	NewID  func() taglane.ID
	Person string // who works here, as this machine names them; "" unknown
	// Commit makes one edit on a clip's undo list and tells the screen.
	Commit func(ctx context.Context, clip taglane.ID, label string, writes ...edit.Write) error
	Tell   func(taglane.Said) string
	Emit   func(event string, data any)
	Tool   func() (media.Tool, error)
	Cache  media.Cache
	// Read has made, beside, what a screen shows of some footage of a clip.
	Read func(taglane.Clip)
	// Lane is the colour of a product, 1–8.
	Lane func(taglane.Product) int
	// Sayings are what members said of drafts of a clip, each in the order in
	// which they did; only those that are believed here.
	Sayings func(ctx context.Context, clip taglane.ID) ([]Saying, error)
}

// Saying is what a member said of a draft.
type Saying struct {
	Member taglane.ID
	Name   string
	Digest string
	Answer taglane.Answer
}

// Cuts is the part of an open library that knows the cuts of clips.
type Cuts struct{ l Lent }

// New makes it of what is lent.
func New(l Lent) *Cuts { return &Cuts{l} }

// Event says of which clip the versions are others now.
type Event struct {
	ID taglane.ID `json:"id"`
}

// Version is a cut as a screen shows it.
type Version struct {
	ID       taglane.ID    `json:"id"`
	N        int           `json:"n"` // from 1, the oldest
	Name     string        `json:"name"`
	Note     string        `json:"note"`
	By       string        `json:"by"`
	At       string        `json:"at"`
	Frames   taglane.Frame `json:"frames"`
	Rate     taglane.Rate  `json:"rate"`
	Width    int           `json:"width"`
	Height   int           `json:"height"`
	Size     int64         `json:"size"`
	Seconds  float64       `json:"seconds"`
	Current  bool          `json:"current"` // the clip shows it
	Locked   bool          `json:"locked"`  // somebody approved a draft that showed it
	LockedBy string        `json:"lockedBy"`
	Here     bool          `json:"here"` // its file is on this machine
	Poster   string        `json:"poster"`
	Proxy    string        `json:"proxy"`
	Moved    *Moved        `json:"moved"` // nil for the first
}

// Moved is what becomes of things when a cut takes the place of another.
type Moved struct {
	Tallies []Tally `json:"tallies"`
	Items   []Item  `json:"items"`
}

// Tally counts the things that went the same way.
type Tally struct {
	Kind    string      `json:"kind"`
	How     taglane.How `json:"how"`
	Count   int         `json:"count"`
	Seconds float64     `json:"seconds"` // most of them moved by
	Line    string      `json:"line"`
}

// Item is what becomes of one thing. Old is in frames of the cut before, all
// else in those of the new one.
type Item struct {
	ID        taglane.ID     `json:"id"`
	Kind      string         `json:"kind"` // tag, marker, comment, cover
	Title     string         `json:"title"`
	Author    string         `json:"author"`
	Colour    int            `json:"colour"`
	How       taglane.How    `json:"how"`
	Old       taglane.Span   `json:"old"`
	OldTime   string         `json:"oldTime"`
	New       []taglane.Span `json:"new"` // the longest first; none: lost
	NewTime   string         `json:"newTime"`
	By        taglane.Frame  `json:"by"`
	BySeconds float64        `json:"bySeconds"`
	Less      taglane.Frame  `json:"less"` // frames that are gone of it
	Keys      []Key          `json:"keys"`
	Line      string         `json:"line"`
}

// Key is where a key of a hotspot's way goes; New −1: its frame is gone.
type Key struct {
	Old taglane.Frame `json:"old"`
	New taglane.Frame `json:"new"`
}

// Cut is a file that waits to become the next version. Nothing is changed by it.
type Cut struct {
	Moved
	ID      taglane.ID    `json:"id"`
	Clip    taglane.ID    `json:"clip"`
	From    taglane.ID    `json:"from"`
	N       int           `json:"n"`
	Name    string        `json:"name"`
	Frames  taglane.Frame `json:"frames"`
	Rate    taglane.Rate  `json:"rate"`
	Width   int           `json:"width"`
	Height  int           `json:"height"`
	Size    int64         `json:"size"`
	Seconds float64       `json:"seconds"`
	Known   float64       `json:"known"` // share of it that the version before shows too
	Line    string        `json:"line"`
	Poster  string        `json:"poster"`
	Proxy   string        `json:"proxy"`
}

// Stack is all that is known of a clip's cuts.
type Stack struct {
	Clip     taglane.ID `json:"clip"`
	Versions []Version  `json:"versions"` // the newest first; at least one
	Cut      *Cut       `json:"cut"`
	Lost     []Item     `json:"lost"` // what has no place and can be brought back
	Message  string     `json:"message"`
}

// Compared is where two cuts show the same.
type Compared struct {
	A      taglane.ID      `json:"a"`
	B      taglane.ID      `json:"b"`
	Pieces []taglane.Piece `json:"pieces"` // New is in frames of B, Old of A
}

func (v *Cuts) say(format string, args ...any) string {
	return v.l.Tell(taglane.Say(format, args...))
}

func (v *Cuts) changed(clip taglane.ID) { v.l.Emit("clip", Event{clip}) }
