package edit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
)

// A log travels as lines: one edit each, in the order of its device's numbers.
// Every line names the hash of the line before it, which shows a line that was
// dropped or rewritten, and ends with the checksum of its own bytes, which
// shows a line that did not arrive whole.

// line is an edit as it is written down.
type line struct {
	Edit
	Prev string `json:"prev"` // hash of the device's line before this one; "" for the first
}

// sumLen is the checksum at the end of a line: a tab and eight hex digits.
const sumLen = 1 + 8

// Encode writes an edit as a line that ends with a line break. prev is the
// hash of the device's line before it, "" for its first; the hash returned
// belongs to the next. ErrMalformed: the edit cannot be passed on.
func Encode(prev string, e Edit) (text []byte, hash string, err error) {
	if err := e.Check(); err != nil {
		return nil, "", err
	}
	body, err := json.Marshal(line{e, prev})
	if err != nil {
		return nil, "", err
	}
	return fmt.Appendf(body, "\t%08x\n", crc32.ChecksumIEEE(body)), hashOf(body), nil
}

// Decode reads lines from the beginning of what a device wrote and stops at
// the first that is not whole, not well formed or does not follow the one
// before it. prev is the hash of the line before b, "" at the start. It
// returns the edits, the hash of the last line read and how many bytes it
// took; whoever keeps those reads on from there when there is more.
func Decode(prev string, b []byte) (edits []Edit, hash string, taken int) {
	hash = prev
	for {
		n := bytes.IndexByte(b[taken:], '\n')
		if n < 0 {
			return edits, hash, taken
		}
		e, next, ok := decodeLine(hash, b[taken:taken+n])
		if !ok || len(edits) > 0 && (e.Device != edits[0].Device || e.Seq != edits[len(edits)-1].Seq+1) {
			return edits, hash, taken
		}
		edits, hash, taken = append(edits, e), next, taken+n+1
	}
}

func decodeLine(prev string, b []byte) (e Edit, hash string, ok bool) {
	at := len(b) - sumLen
	if at < 0 {
		return Edit{}, "", false
	}
	body, sum := b[:at], string(b[at:])
	var l line
	if sum != fmt.Sprintf("\t%08x", crc32.ChecksumIEEE(body)) || json.Unmarshal(body, &l) != nil || l.Prev != prev || l.Check() != nil {
		return Edit{}, "", false
	}
	return l.Edit, hashOf(body), true
}

func hashOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}
