package graph

import (
	"time"

	"taglane/app/taglane"
)

// Meaning is what one of Meta's numbers says; each service has its own words
// for it.
type Meaning int

// What numbers can say.
const (
	Unknown     Meaning = iota
	Trouble             // Meta has trouble of its own
	Busy                // too many calls
	Full                // no more posts today
	Unready             // not processed far enough to be published
	Gone                // there is no such thing any more
	LoggedOut           // the token does not open this any more
	Removed             // the person removed the app
	Checkpoint          // Meta wants to see the person
	Unconfirmed         // the person's account is not confirmed
	Lacking             // a permission is missing
	Blocked             // taken for spam; what was posted may be public all the same
	Restricted          // the account may not post
	Form                // the clip's file is of another form than is taken
	Processing          // the clip could not be processed
	Cover               // the cover is not a frame of the clip
	Caption             // the caption is not accepted
	Tags                // the product tags are not accepted
	Trial               // this account has no trial Reels
	Ours                // the request itself is wrong
	Unsuited            // something sent is not accepted
)

// Reading is what a fault means, and what can be done about it.
type Reading struct {
	Meaning Meaning
	Kind    taglane.Kind
	Wait    time.Duration // Later: when asking again makes sense
	Plain   bool          // of a public act: it certainly did not happen
}

// minors are the subcodes. Each is used under one code only, and they are
// compared as numbers: as text, "190" would be found in everything.
var minors = map[int]Reading{
	2207001: {Trouble, taglane.Later, 0, false},
	2207003: {Trouble, taglane.Later, 0, false},
	2207032: {Trouble, taglane.Later, 0, false},
	2207053: {Trouble, taglane.Later, 0, false},
	2207082: {Trouble, taglane.Later, 0, false},
	2207008: {Unready, taglane.Later, time.Minute, false},
	2207027: {Unready, taglane.Later, time.Minute, true},
	2207020: {Gone, taglane.NotFound, 0, false},
	2207006: {Gone, taglane.NotFound, 0, false},
	2207042: {Full, taglane.Later, day, true},
	2207051: {Blocked, taglane.Refused, 0, false},
	2207026: {Form, taglane.Invalid, 0, true},
	2207023: {Form, taglane.Invalid, 0, true},
	2207057: {Cover, taglane.Invalid, 0, true},
	2207009: {Form, taglane.Invalid, 0, true},
	2207004: {Form, taglane.Invalid, 0, true},
	2207005: {Form, taglane.Invalid, 0, true},
	2207076: {Processing, taglane.Invalid, 0, true},
	2207077: {Processing, taglane.Invalid, 0, true},
	2207085: {Processing, taglane.Invalid, 0, true},
	2207052: {Ours, taglane.Internal, 0, true},
	2207089: {Ours, taglane.Internal, 0, true},
	2207028: {Ours, taglane.Internal, 0, true},
	2207010: {Caption, taglane.Invalid, 0, true},
	2207081: {Trial, taglane.Refused, 0, true},
	2207035: {Tags, taglane.Invalid, 0, true},
	2207036: {Tags, taglane.Invalid, 0, true},
	2207037: {Tags, taglane.Invalid, 0, true},
	2207040: {Tags, taglane.Invalid, 0, true},
	2207050: {Restricted, taglane.Refused, 0, true},
	33:      {Gone, taglane.NotFound, 0, false},
	458:     {Removed, taglane.Login, 0, true},
	459:     {Checkpoint, taglane.Login, 0, true},
	460:     {LoggedOut, taglane.Login, 0, true},
	463:     {LoggedOut, taglane.Login, 0, true},
	464:     {Unconfirmed, taglane.Login, 0, true},
	467:     {LoggedOut, taglane.Login, 0, true},
}

// majors are the codes, for faults without a subcode that is known.
var majors = map[int]Reading{
	1: {Trouble, taglane.Later, 0, false}, 2: {Trouble, taglane.Later, 0, false},
	-1: {Trouble, taglane.Later, 0, false}, -2: {Trouble, taglane.Later, 0, false},
	4: {Busy, taglane.Later, 0, true}, 17: {Busy, taglane.Later, 0, true}, 32: {Busy, taglane.Later, 0, true},
	613: {Busy, taglane.Later, 0, true}, 80001: {Busy, taglane.Later, 0, true}, 80002: {Busy, taglane.Later, 0, true},
	190: {LoggedOut, taglane.Login, 0, true}, 102: {LoggedOut, taglane.Login, 0, true},
	10: {Lacking, taglane.Login, 0, true},
	25: {Restricted, taglane.Refused, 0, true}, 368: {Restricted, taglane.Refused, 0, true},
	352: {Form, taglane.Invalid, 0, true}, 36000: {Form, taglane.Invalid, 0, true},
	36001: {Form, taglane.Invalid, 0, true}, 36003: {Form, taglane.Invalid, 0, true},
	9:    {Full, taglane.Later, day, true},
	9004: {Ours, taglane.Internal, 0, true},
	9007: {Unready, taglane.Later, time.Minute, true},
	100:  {Unsuited, taglane.Invalid, 0, true},
	803:  {Gone, taglane.NotFound, 0, false},
}

// Read reads a fault's numbers: the subcode says more than the code.
func (f Fault) Read() Reading {
	if r, ok := minors[f.Subcode]; ok && (f.Subcode > 1000 || f.Code == 190 || f.Code == 100 && f.Subcode == 33) {
		return r
	}
	if f.Transient {
		return Reading{Trouble, taglane.Later, 0, false}
	}
	if f.Code >= 200 && f.Code <= 299 {
		return majors[10]
	}
	return majors[f.Code]
}

// ReadMinor reads a subcode that stands alone, as in the text of a status.
func ReadMinor(subcode int) (Reading, bool) {
	r, ok := minors[subcode]
	return r, ok && subcode > 1000
}
