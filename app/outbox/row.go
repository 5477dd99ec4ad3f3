package outbox

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"strconv"
	"time"

	"taglane/app/taglane"
)

// Stage is how far the world outside has been moved. It is ordered, and text
// wherever it is kept or shown.
type Stage int

const (
	Queued Stage = iota // nothing outside has happened
	Open                // the platform holds an upload, empty or partial, named by Row.Session
	Sent                // it has every byte
	Ready               // it has processed them; nobody sees them
	Live                // there is a public post
	Tagged              // the post carries exactly the frozen tags
)

var stages = [...]string{"queued", "open", "sent", "ready", "live", "tagged"}

func (s Stage) String() string {
	if s < Queued || s > Tagged {
		return "stage " + strconv.Itoa(int(s))
	}
	return stages[s]
}

// ParseStage reads what String writes; Invalid for anything else.
func ParseStage(text string) (Stage, error) {
	for i, s := range stages {
		if s == text {
			return Stage(i), nil
		}
	}
	return 0, taglane.Errorf(taglane.Invalid, "%q is not a stage of a publication.", text)
}

// MarshalText writes the stage as its name.
func (s Stage) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a stage by its name.
func (s *Stage) UnmarshalText(b []byte) error {
	got, err := ParseStage(string(b))
	if err == nil {
		*s = got
	}
	return err
}

// Wait says why nothing happens now.
type Wait string

const (
	NotWaiting     Wait = ""          // the worker may go on
	WaitsUntil     Wait = "until"     // backoff, schedule, quota, processing: the clock wakes it
	WaitsOffline   Wait = "offline"   // no network: its return, or the clock, wakes it
	WaitsLogin     Wait = "login"     // the account wants its person
	WaitsApproval  Wait = "approval"  // verdicts are missing or outdated
	WaitsRefused   Wait = "refused"   // a plain no; a new revision is a new publication
	WaitsUnsure    Wait = "unsure"    // nobody can know whether it is public: a person looks
	WaitsPaused    Wait = "paused"    // a person paused it
	WaitsLate      Wait = "late"      // its time passed without it: a person says whether it still should
	WaitsCanceled  Wait = "canceled"  // a person called it off
	WaitsElsewhere Wait = "elsewhere" // a teammate published the same revision to the same account
)

// Row is one publication: what is true outside, what was about to be done, and
// why nothing happens now.
type Row struct {
	ID       taglane.ID
	Key      string // unique; Key(Revision, Account, Epoch)
	Clip     taglane.ID
	Revision string // digest of the frozen revision
	Account  taglane.ID
	Place    string `json:",omitempty"` // who the account is at its service, as teammates know it too; "": nobody shares it
	Epoch    int    // grows only when a person chooses to publish again
	Settings map[string]string

	Stage     Stage
	Intent    Stage           // the stage a call was about to reach; equal to Stage when none is open
	IntentAt  time.Time       // when that intent was written
	Answer    taglane.Said    `json:",omitzero"`  // what the platform answered when the public act was asked for, while that is no answer
	Session   json.RawMessage `json:",omitempty"` // the connector's handle; a secret, sealed at rest
	Offset    int64           // bytes, for the progress bar only
	Size      int64           // bytes of the clip
	ExpiresAt time.Time       // when the platform forgets the session; zero if unknown
	Post      taglane.Post    // from Live on; its link may follow later
	Linking   bool            `json:",omitempty"` // Tagged, and its address is still asked for
	Attached  bool            `json:",omitempty"` // the platform said that it carries every tagged product
	Losses    []taglane.Said  `json:",omitempty"` // what the post does not carry, one sentence each

	// A public post may be asked to carry another revision than it was made
	// of. The key, and with it the ledger, stays with the first one.
	Carries string `json:",omitempty"` // digest of the revision the post was last changed to; "": Revision
	Wanted  string `json:",omitempty"` // digest of the revision it is to carry; "": none
	Updated bool   `json:",omitempty"` // it carries Wanted but for its products

	// Next is what the post has to carry from a time on, one after another.
	Next []Turn `json:",omitempty"`

	Wait     Wait
	Until    time.Time    // WaitsUntil and WaitsOffline: when to go on by itself
	Missing  taglane.Said `json:",omitzero"` // WaitsApproval: who still has to say yes, one sentence
	Tries    int          // faults since the last progress
	Lost     int          // upload sessions the platform lost so far
	Readings int          // how often the handle was read since the question arose

	// At is the moment before which nothing is public; zero: as soon as possible.
	// A person meant what the clock on a wall shows then, which is another moment
	// once the clocks there are set otherwise; see When.
	At    time.Time
	Wall  string        `json:",omitempty"` // such as 2026-12-01T10:00; "": the moment itself is meant
	Zone  string        `json:",omitempty"` // IANA name of where that clock hangs
	Late  bool          `json:",omitempty"` // a person said that it still should, however late
	Ahead time.Duration `json:",omitempty"` // of the platforms' clock before this computer's, where it goes by that one
	Leads int           `json:",omitempty"` // see platform.Capabilities

	// Over is whose clip and place a person knew them to be, who said that they are
	// published from here all the same; see Claims.
	Over Holder `json:",omitempty"`

	With   []taglane.ID `json:",omitempty"` // what becomes public together with it; see Outbox.Together
	Poised bool         `json:",omitempty"` // nothing but the public act was left, when it was looked at last

	FaultKind    taglane.Kind // of the last fault; "" after progress
	FaultMessage taglane.Said // one sentence

	QueuedAt time.Time
}

// Turn is a revision that a post has to carry from a time on.
type Turn struct {
	Revision string    `json:"revision"` // digest
	At       time.Time `json:"at"`
	Late     bool      `json:"late,omitempty"` // a person said that it still should, however late
}

// Entry is one line of what was tried. Entries are only ever added.
type Entry struct {
	N       int // from 1, given by the journal when it saves
	At      time.Time
	Intent  Stage        // what the step was about to reach
	Outcome string       // intent, open, sending, sent, processing, ready, live, tagged, gone, waiting, refused, unsure, canceled, …
	Detail  taglane.Said // one sentence, no secrets
	// Losses is what the post does not carry, one sentence each.
	Losses []taglane.Said `json:",omitempty"`
	// Claims says that the row is the one to publish its clip to its place. The
	// journal writes that into the shared log in the same transaction; see Claims.
	Claims bool `json:",omitempty"`
	// Receipt is set on the entry that ends the journey. The journal writes it
	// into the shared log in the same transaction as the row.
	Receipt *Receipt
}

// Receipt tells teammates what was published where.
type Receipt struct {
	Clip     taglane.ID   `json:"clip"`
	Revision string       `json:"revision"`
	Account  taglane.ID   `json:"account"`
	Post     taglane.Post `json:"post"`
	At       time.Time    `json:"at"`
}

// NewRow is a publication nothing has happened to yet, not public before at;
// see Row.When. It goes no further than the ledger knows: see Outbox.Step.
func NewRow(id taglane.ID, r taglane.Revision, account taglane.ID, epoch int, settings map[string]string, at, now time.Time) Row {
	row := Row{
		ID: id, Key: Key(r.Digest, account, epoch), Clip: r.Draft.Clip.ID, Revision: r.Digest, Account: account, Epoch: epoch,
		Settings: settings, Size: r.Media.Size, QueuedAt: now,
	}
	row.When(at)
	return row
}

// Key names one publication here and abroad: the first 20 base32 characters of
// a SHA-256 over revision, account and epoch. Queueing the same thing twice
// gives the same key.
func Key(revision string, account taglane.ID, epoch int) string {
	sum := sha256.Sum256([]byte(revision + "\x00" + string(account) + "\x00" + strconv.Itoa(epoch)))
	return base32.StdEncoding.EncodeToString(sum[:])[:20]
}

// Carried is the digest of the revision whose texts the post carries.
func (r Row) Carried() string {
	if r.Carries != "" {
		return r.Carries
	}
	return r.Revision
}

// Due is the digest of the revision the next step works with: the one that is
// wanted, or else the one that is carried.
func (r Row) Due() string {
	if r.Wanted != "" {
		return r.Wanted
	}
	return r.Carried()
}

// asking says whether the public act may have been asked for without an answer.
func (r Row) asking() bool { return r.Intent == Live && r.Stage < Live }

// CanCancel says whether calling the row off is still the honest word.
func (r Row) CanCancel() bool {
	return r.withdrawn() || r.Stage < Live && !r.asking() && r.Wait != WaitsCanceled
}

// withdrawn says whether a change of a public post was refused or not approved,
// so that the person may leave the post as it is.
func (r Row) withdrawn() bool {
	return r.Stage >= Live && r.Wanted != "" && (r.Wait == WaitsRefused || r.Wait == WaitsApproval)
}

// Resting says whether only a person can move the row, if anybody can.
func (r Row) Resting() bool {
	return r.Stage == Tagged && r.Wanted == "" && !r.Linking && len(r.Next) == 0 || r.Wait != NotWaiting && r.Wait != WaitsUntil && r.Wait != WaitsOffline
}
