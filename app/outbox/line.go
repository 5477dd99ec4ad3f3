package outbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"time"

	"taglane/app/taglane"
)

// LineKind says what a line of the publish ledger records.
type LineKind string

const (
	LineHandle  LineKind = "handle"  // an upload session is known
	LineIntent  LineKind = "intent"  // about to ask for the public act
	LineSent    LineKind = "sent"    // the connection for it is opened right after this line
	LineOutcome LineKind = "outcome" // what became of it
)

// What became of an intent.
const (
	OutcomeLive    = "live"    // there is a post
	OutcomeNo      = "no"      // it was not asked for, or the handle says it did not happen
	OutcomeRefused = "refused" // the platform refused and its handle confirms that
	OutcomeThere   = "there"   // a person says that it is there
	OutcomeAgain   = "again"   // a person says that it is not there; the next epoch takes over
)

// Line is one line of the publish ledger.
type Line struct {
	Kind     LineKind      `json:"kind"`
	Key      string        `json:"key"`
	Account  taglane.ID    `json:"account"`
	Revision string        `json:"revision"`
	Epoch    int           `json:"epoch"`
	At       time.Time     `json:"at"`
	Library  string        `json:"library"`
	Handle   []byte        `json:"handle,omitempty"`     // sealed session
	Sum      string        `json:"handle_sum,omitempty"` // tells sessions apart without opening them
	Outcome  string        `json:"outcome,omitempty"`
	Post     *taglane.Post `json:"post,omitempty"`
	Carries  string        `json:"carries,omitempty"` // the revision a public post was changed to
	Prev     string        `json:"prev"`              // hash of the line before; "" for the first
}

// written is a line with the exact bytes it was read from or will be written as.
type written struct {
	Line
	text string // without the line break
	hash string
}

const crcForm = `,"crc":"%08x"}`

var crcLen = len(fmt.Sprintf(crcForm, 0))

// write gives a line its final form: the CRC covers all that stands before it.
func write(l Line) (written, error) {
	body, err := json.Marshal(l)
	if err != nil {
		return written{}, err
	}
	body = body[:len(body)-1]
	return hashed(l, string(body)+fmt.Sprintf(crcForm, crc32.ChecksumIEEE(body))), nil
}

func hashed(l Line, text string) written {
	sum := sha256.Sum256([]byte(text))
	return written{l, text, hex.EncodeToString(sum[:16])}
}

// read takes a line back; false when its bytes are not those that were written.
func read(text []byte) (written, bool) {
	if len(text) <= crcLen {
		return written{}, false
	}
	body, tail := text[:len(text)-crcLen], text[len(text)-crcLen:]
	if !bytes.Equal(tail, fmt.Appendf(nil, crcForm, crc32.ChecksumIEEE(body))) {
		return written{}, false
	}
	var l Line
	if json.Unmarshal(append(bytes.Clone(body), '}'), &l) != nil {
		return written{}, false
	}
	return hashed(l, string(text)), true
}

// sumOf tells two sessions apart without revealing them.
func sumOf(session []byte) string {
	sum := sha256.Sum256(session)
	return hex.EncodeToString(sum[:8])
}

// facts is what the ledger knows of one key.
type facts struct {
	handle   []byte // sealed; of the last session
	sum      string
	intent   bool
	intentAt time.Time
	sent     bool
	post     *taglane.Post
	carries  string // the revision the post was last changed to; "" for never
	again    bool   // a person decided that the next epoch takes over
	since    int    // how many breaks lie before the last handle line
}

// fold adds a line to what is known of its key. A new handle means that no
// intent was open when it was written.
func (f facts) fold(l Line, breaks int) facts {
	switch l.Kind {
	case LineHandle:
		f.handle, f.sum, f.since = l.Handle, l.Sum, breaks
		f.intent, f.sent = false, false
	case LineIntent:
		f.intent, f.intentAt = true, l.At
	case LineSent:
		f.sent = true
	case LineOutcome:
		switch l.Outcome {
		case OutcomeLive, OutcomeThere:
			f.post = l.Post
			if f.post == nil {
				f.post = &taglane.Post{}
			}
			if l.Carries != "" {
				f.carries = l.Carries
			}
		case OutcomeAgain:
			f.again = true
		}
		f.intent, f.sent = false, false
	}
	return f
}

// changed says whether the post was changed to another revision than a row from
// an older library knows of.
func (f facts) changed(r Row) bool { return f.carries != "" && f.carries != r.Carried() }

// changedSince is told of a post that a library put back from a copy knows in
// an older form.
var changedSince = taglane.Say("The post was changed after the copy of this library was made, and stays as it is.")
