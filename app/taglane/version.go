package taglane

import (
	"slices"
	"strings"
	"time"
)

// Bounds of a version that came from elsewhere.
const (
	MostNote   = 200 // characters of a version's note
	mostPieces = 400
	mostMoved  = 20_000
)

// Version is one cut of a clip: what its footage says of itself, who brought it
// and how it follows from the one before. A clip shows one of its versions; the
// others are kept for those who compare, and for what was said about them.
type Version struct {
	ID          ID     `json:"id"` // see VersionID
	Clip        ID     `json:"clip"`
	Fingerprint string `json:"fingerprint"`
	Name        string `json:"name"` // of its file, without where it lies
	Size        int64  `json:"size"` // bytes
	Facts
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Note string    `json:"note"`
	// From is the version it took the place of; "" for the first. Pieces are
	// what both show, in the order of this one.
	From   ID      `json:"from,omitempty"`
	Pieces []Piece `json:"pieces,omitempty"`
	Moved  []Carry `json:"moved,omitempty"` // what went with the footage
	// Drafts are the digests of drafts that showed it when somebody said what
	// they think of them.
	Drafts  []string `json:"drafts,omitempty"`
	Dropped bool     `json:"dropped,omitempty"`
}

// VersionID names footage among the versions of a clip. Whoever brings the same
// footage brings the same version.
func VersionID(clip ID, fingerprint string) ID { return clip + "/" + ID(fingerprint) }

// ParseVersionID reads what VersionID writes.
func ParseVersionID(id ID) (clip ID, fingerprint string, ok bool) {
	a, b, ok := strings.Cut(string(id), "/")
	return ID(a), b, ok && a != "" && b != "" && !strings.Contains(b, "/")
}

// Piece is a run of frames that two cuts show: those from New.In on are those
// from Old on. Frames are counted on each cut's own rate.
type Piece struct {
	New Span  `json:"new"`
	Old Frame `json:"old"`
}

// How a thing came over to another cut.
type How string

// What may become of a thing.
const (
	Kept      How = "kept"      // the same frames at the same place
	Moved     How = "moved"     // the same frames elsewhere
	Shortened How = "shortened" // some of its frames are gone
	Apart     How = "unsure"    // its frames lie apart now, or are there twice: a person should look
	Lost      How = "lost"      // none of its frames is left, or somebody left it behind
)

// Carry is what became of one thing when a version took the place of another.
type Carry struct {
	Kind string `json:"kind"` // tag, marker, comment, cover
	ID   ID     `json:"id"`
	How  How    `json:"how"`
	Old  Span   `json:"old"`           // on the cut before; of a point Out is In
	New  []Span `json:"new,omitempty"` // on this one
}

// CarriedTo is where a comment lies on a version it was not made on; no span:
// nowhere.
type CarriedTo struct {
	Span *Span `json:"span"`
}

// Left is a thing that a cut left without a place.
type Left struct {
	Kind string  `json:"kind"` // tag, marker
	ID   ID      `json:"id"`
	Clip ID      `json:"clip"`
	By   ID      `json:"by"`           // the version on which it has none
	To   []Span  `json:"to,omitempty"` // where it may lie there
	Tag  *Tag    `json:"tag,omitempty"`
	Mark *Marker `json:"marker,omitempty"` // both as they lay on the cut before
}

// Tamed is a version whose parts are within bounds, whoever wrote them.
func (v Version) Tamed() Version {
	v.Name, v.By, v.Note = OneLine(v.Name, 4*MostName), OneLine(v.By, MostName), OneLine(v.Note, MostNote)
	v.Frames, v.Size, v.Width, v.Height = max(v.Frames, 0), max(v.Size, 0), max(v.Width, 0), max(v.Height, 0)
	if !v.Rate.Valid() {
		v.Rate = Rate{}
	}
	if !runs(v.Pieces) {
		v.Pieces = nil
	}
	v.Moved = slices.DeleteFunc(slices.Clone(v.Moved[:min(len(v.Moved), mostMoved)]), func(c Carry) bool {
		return c.Old.In < 0 || c.Old.Out < c.Old.In || slices.ContainsFunc(c.New, func(s Span) bool { return s.In < 0 || s.Out < s.In })
	})
	return v
}

// runs says whether pieces are some that Align could have found.
func runs(pieces []Piece) bool {
	end := Frame(0)
	for _, p := range pieces {
		if p.New.In < end || p.New.Out <= p.New.In || p.New.Out > mostFrame || p.Old < 0 || p.Old > mostFrame {
			return false
		}
		end = p.New.Out
	}
	return len(pieces) <= mostPieces
}
