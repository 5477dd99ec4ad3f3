package studio

import (
	"time"

	"taglane/app/taglane"
	"taglane/app/words"
)

// What crosses to a screen. Lists are never null, ids are text, no field holds
// a duration or bytes.

// Strip is a row of small pictures in one image; tile i shows frame Frames[i].
type Strip struct {
	Media      string          `json:"media"`
	Columns    int             `json:"columns"`
	Rows       int             `json:"rows"`
	TileWidth  int             `json:"tileWidth"`
	TileHeight int             `json:"tileHeight"`
	Frames     []taglane.Frame `json:"frames"`
}

// Lane is a tag as the library's tag strip draws it.
type Lane struct {
	Lane int `json:"lane"`
	taglane.Span
}

// ClipCard is a clip as the library shows it.
type ClipCard struct {
	ID        taglane.ID    `json:"id"`
	Name      string        `json:"name"`
	Title     string        `json:"title"`
	Path      string        `json:"path"`
	Size      int64         `json:"size"`
	Frames    taglane.Frame `json:"frames"`
	Rate      taglane.Rate  `json:"rate"`
	Width     int           `json:"width"`
	Height    int           `json:"height"`
	Codec     string        `json:"codec"`
	Audio     string        `json:"audio"`
	AddedAt   time.Time     `json:"addedAt"`
	TouchedAt time.Time     `json:"touchedAt"` // the last edit
	Project   taglane.ID    `json:"project"`
	OwnCover  bool          `json:"ownCover"`
	Double    bool          `json:"double"` // another clip has the same bytes
	State     string        `json:"state"`
	Tags      int           `json:"tags"`
	Lanes     []Lane        `json:"lanes"`
	Poster    string        `json:"poster"`
	Strip     *Strip        `json:"strip"`
	Job       *Job          `json:"job"`
	Away      bool          `json:"away"` // missing, and shown from a preview
}

// ClipView is everything the Tag place needs of one clip.
type ClipView struct {
	Card     ClipCard         `json:"card"`
	Caption  string           `json:"caption"`
	Language string           `json:"language"`
	Note     string           `json:"note"`
	Cover    *taglane.Frame   `json:"cover"`
	Design   *taglane.Design  `json:"design"`
	Damaged  string           `json:"damaged"` // what of the file cannot be read; "" for nothing
	Tags     []taglane.Tag    `json:"tags"`
	Products []Product        `json:"products"`
	Held     Held             `json:"held"` // what the teasers of held tags say
	Markers  []taglane.Marker `json:"markers"`
	Proxy    string           `json:"proxy"`
	Waveform string           `json:"waveform"`
	Cuts     []taglane.Frame  `json:"cuts"`
	Undo     string           `json:"undo"`
	Redo     string           `json:"redo"`
	Away     *Away            `json:"away"` // whose laptop the file is on; nil where it is here or nobody's
}

// Change is the answer of every verb that changes a clip.
type Change struct {
	Clip    ClipView   `json:"clip"`
	Message string     `json:"message"`
	Tag     taglane.ID `json:"tag,omitempty"`
}

// HistoryEntry is one gesture as history shows it.
type HistoryEntry struct {
	N          int64     `json:"n"` // its place, for Travel
	At         time.Time `json:"at"`
	By         string    `json:"by"`
	Sentence   string    `json:"sentence"`
	Undone     bool      `json:"undone"`
	Checkpoint string    `json:"checkpoint"` // its name; "" for none
}

// Fault is all of an error that may cross to a screen.
type Fault struct {
	Kind    taglane.Kind `json:"kind"`
	Message string       `json:"message"`
	Until   *time.Time   `json:"until,omitempty"`
}

// FaultOf makes an error safe to show, in English.
func FaultOf(err error) Fault { return FaultIn("", err) }

// FaultIn makes an error safe to show, in a language, for whoever has no open
// studio yet. Anything that carries no Kind becomes Internal with a fixed
// sentence.
func FaultIn(language string, err error) Fault { return faultBy(words.In(language), err) }

func faultBy(t words.Tongue, err error) Fault {
	f := Fault{Kind: taglane.KindOf(err), Message: t.Of(err)}
	if e := asError(err); e != nil && !e.Until.IsZero() {
		f.Until = &e.Until
	}
	return f
}

// ImportReport says what became of each path.
type ImportReport struct {
	Imported []Imported `json:"imported"`
	Refused  []Refusal  `json:"refused"`
}

// Imported is a clip that was taken in.
type Imported struct {
	ID          taglane.ID `json:"id"`
	Name        string     `json:"name"`
	DuplicateOf taglane.ID `json:"duplicateOf"` // an older clip with the same bytes
	Returned    bool       `json:"returned"`    // the clip was here and its file was missing
}

// Refusal is a file that was not taken, and why.
type Refusal struct {
	Path  string `json:"path"`
	Error Fault  `json:"error"`
}

// CheckReport is what stands in the way of publishing, and what would be lost.
type CheckReport struct {
	Findings []Finding      `json:"findings"`
	Losses   []taglane.Loss `json:"losses"`
}

// Events and what they carry. The frontend's events.ts holds the same table.
type (
	// ClipEvent says that a clip's facts, pictures, tags or texts changed.
	ClipEvent struct {
		ID taglane.ID `json:"id"`
	}
	// JobsEvent carries the whole list of background work.
	JobsEvent struct {
		Jobs []Job `json:"jobs"` // the first hundred
		More int   `json:"more"` // how many there are besides
	}
	// NoticeEvent is a sentence for the person.
	NoticeEvent struct {
		Kind    string `json:"kind"` // success, info, error
		Message string `json:"message"`
		Folder  string `json:"folder,omitempty"` // where it is to be seen; "" nowhere
	}
)

// EventNames lists every event a screen may hear.
var EventNames = []string{"library", "clip", "products", "jobs", "outbox", "insights", "login", "notice", "watches", "taking", "notes", "team", "serving", "snapshots", "standing"}
