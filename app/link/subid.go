package link

import (
	"encoding/binary"
	"io"
	"strings"

	"taglane/app/taglane"
)

// SubID is the short code that goes out with a link and comes back with what
// was earned through it. It numbers things and names nobody.
type SubID struct {
	Clip        uint64 `json:"clip"`        // below ClipCodes; drawn once for a clip
	Tag         int    `json:"tag"`         // 0–46655; counts up within the clip and is never used again
	Destination int    `json:"destination"` // 0–1295; see platform.DestinationCode
	Variant     int    `json:"variant"`     // 0–35; tells two links of one tag apart: caption, card, bio
}

// The widths of a sub-id's numbers, in digits to the base of 36.
const (
	base      = 36
	clipWide  = 7
	tagWide   = 3
	destWide  = 2
	codeWide  = len("c") + clipWide + len("t") + tagWide + len("d") + destWide + len("v") + 1 + checkWide
	checkWide = 2
	// checkPrime is below 36² and prime, so that every changed character and
	// every two that changed places give another remainder.
	checkPrime = 1291
)

// ClipCodes is how many clips can be told apart.
const ClipCodes uint64 = 78_364_164_096 // 36^7

const digits = "0123456789abcdefghijklmnopqrstuvwxyz"

// Encode writes the code: 19 characters of a–z and 0–9. Invalid: a number is
// out of its bounds.
func (s SubID) Encode() (string, error) {
	if s.Clip >= ClipCodes || outside(s.Tag, tagWide) || outside(s.Destination, destWide) || outside(s.Variant, 1) {
		return "", taglane.Errorf(taglane.Invalid, "This link has a number that its code has no room for.")
	}
	b := append(make([]byte, 0, codeWide), 'c')
	b = write(b, s.Clip, clipWide)
	b = write(append(b, 't'), uint64(s.Tag), tagWide)
	b = write(append(b, 'd'), uint64(s.Destination), destWide)
	b = write(append(b, 'v'), uint64(s.Variant), 1)
	return string(write(b, check(b), checkWide)), nil
}

// Decode reads a code, also in capitals. Invalid: it is none of ours, or it was
// damaged on its way; then it is kept as it came and credited to nobody.
func Decode(code string) (SubID, error) {
	bad := func() (SubID, error) {
		return SubID{}, taglane.Errorf(taglane.Invalid, "This sub-id is not one of ours, or was damaged on its way.")
	}
	if len(code) != codeWide {
		return bad()
	}
	code = lower(code)
	for i := range len(code) {
		if strings.IndexByte(digits, code[i]) < 0 {
			return bad()
		}
	}
	body, sum := code[:codeWide-checkWide], code[codeWide-checkWide:]
	if body[0] != 'c' || body[8] != 't' || body[12] != 'd' || body[15] != 'v' || read(sum) != check([]byte(body)) {
		return bad()
	}
	return SubID{read(body[1:8]), int(read(body[9:12])), int(read(body[13:15])), int(read(body[16:17]))}, nil
}

// DrawClip draws a clip's number from what is random. It fails only as that
// does; that no other clip has it is for the caller to see.
func DrawClip(random io.Reader) (uint64, error) {
	const even = ^uint64(0) - ^uint64(0)%ClipCodes // what is above would favour low numbers
	for {
		var b [8]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return 0, taglane.Wrap(err, taglane.Internal, "No number could be drawn for the links of this clip.")
		}
		if n := binary.LittleEndian.Uint64(b[:]); n < even {
			return n % ClipCodes, nil
		}
	}
}

func outside(n, wide int) bool {
	most := 1
	for range wide {
		most *= base
	}
	return n < 0 || n >= most
}

// lower folds the letters of a code; a letter of another alphabet stays what it
// is, and is refused.
func lower(code string) string {
	b := []byte(code)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// write puts a number behind b, the most significant digit first.
func write(b []byte, n uint64, wide int) []byte {
	at := len(b)
	for range wide {
		b = append(b, '0')
	}
	for i := at + wide - 1; i >= at; i-- {
		b[i] = digits[n%base]
		n /= base
	}
	return b
}

func read(text string) (n uint64) {
	for i := range len(text) {
		n = n*base + uint64(strings.IndexByte(digits, text[i]))
	}
	return n
}

func check(body []byte) (v uint64) {
	for _, c := range body {
		v = (v*base + uint64(strings.IndexByte(digits, c))) % checkPrime
	}
	return v
}
