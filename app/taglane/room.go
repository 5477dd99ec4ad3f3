package taglane

import "time"

// Rights is what a guest may do in a review room. They are three switches: who
// may say something need not decide anything, nor have the file.
type Rights struct {
	Comment  bool `json:"comment"`
	Approve  bool `json:"approve"`
	Download bool `json:"download"`
}

// Room is a review of a clip that was handed to people without the app. What
// they answer is believed to be an answer only where it names one that is known.
type Room struct {
	ID     ID     `json:"id"`
	Clip   ID     `json:"clip"`
	Digest string `json:"digest"` // of the draft that is shown; see DraftDigest
	// Version is the cut that is shown; "" where the clip has one alone.
	Version ID        `json:"version,omitempty"`
	Rights  Rights    `json:"rights"`
	By      string    `json:"by"` // who asks
	At      time.Time `json:"at"`
	Until   time.Time `json:"until,omitzero"` // zero: for ever
}

// GuestSaid is what a guest said of a clip, with names of its own that nobody
// else's can be taken for. Everything in it is a stranger's.
type GuestSaid struct {
	Clip     ID
	Version  ID // the cut they looked at; "" unknown
	Guest    Member
	Comments []Comment // each with one text; the earliest first
	Verdict  *Verdict  // unsigned; nil for none
	// Alone says that it is taken in by itself, as the guest says it, and not as
	// a file that a person here took in and may take back.
	Alone bool
}

// GuestTaken is what of it was new.
type GuestTaken struct {
	Comments int  // replies included
	Verdict  bool // also
}
