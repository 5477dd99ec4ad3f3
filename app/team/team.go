package team

import (
	"context"
	"io"

	"taglane/app/edit"
)

// Exchange is a place where the members of a team leave what they did for each
// other. All of its errors are taglane.Errors: Offline where the place cannot be
// reached now, Refused where it may not be written, Conflict where this
// library's own lines there are not those of its log.
type Exchange interface {
	// Receive hands on what was left, each device's edits in order and whole
	// lines only, until nothing is new or take returns an error. The marks count
	// what take has taken. Own lines come too where the library has lost them.
	Receive(ctx context.Context, from Marks, take func([]edit.Edit) error) (Marks, error)
	// Send leaves the own edits that are not there yet, in order, and returns
	// where the next will go. Receive comes first, or a library that was put back
	// to yesterday would contradict its own lines: Conflict. From the zero Mark,
	// everything that was left is compared with the log again.
	Send(ctx context.Context, from Mark, own Log) (Mark, error)
	// Agreed is up to which number the own lines there are the log's: where a
	// library and what it left part.
	Agreed(ctx context.Context, own Log) (uint64, error)
	// Devices are those who left anything, in the order of their names.
	Devices(ctx context.Context) ([]string, error)
	// Watch calls wake whenever something may have come, until ctx ends.
	Watch(ctx context.Context, wake func()) error
	Media
}

// Media keeps files under the SHA-256 of their bytes, as 64 hex digits.
type Media interface {
	// Has says whether a file is there whole.
	Has(ctx context.Context, sha256 string) (bool, error)
	// Put leaves a file; bytes that are another's are Invalid.
	Put(ctx context.Context, sha256 string, size int64, r io.Reader) error
	// Get writes a file and fails unless its bytes are those of its name.
	// NotFound: it is not there, or not whole yet.
	Get(ctx context.Context, sha256 string, w io.Writer) error
}

// Log is a device's own edits after a number, at most so many, in order.
type Log func(ctx context.Context, after uint64, most int) ([]edit.Edit, error)

// Mark is how far a device's lines are read or written.
type Mark struct {
	Seq     uint64 `json:"seq"`               // the last edit
	Hash    string `json:"hash"`              // of its line; "" before the first
	Prev    string `json:"prev,omitempty"`    // of the line before it
	Segment int    `json:"segment,omitempty"` // which file; 0 for none yet
	Offset  int64  `json:"offset,omitempty"`  // bytes of that file
	Fault   Fault  `json:"fault,omitempty"`   // why the lines after it are not read
}

// Marks is a Mark for each device.
type Marks map[string]Mark

// Fault is what holds a device's lines up.
type Fault string

// What may be wrong with lines.
const (
	Whole     Fault = ""          // nothing
	Half      Fault = "half"      // the next line has not come whole
	Broken    Fault = "broken"    // the next line is damaged
	Rewritten Fault = "rewritten" // the lines are not those that were read before
)

// batch is how many edits are handed on at once.
const batch = 1000
