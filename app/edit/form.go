package edit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"
)

// Bounds of an edit. They keep out what could not be kept or sent again, not
// what is unwise.
const (
	MostBytes = 16 << 20 // texts and values together
	MostSeq   = 1 << 53  // greater numbers do not survive every JSON reader
)

// ErrMalformed is what Check's errors are.
var ErrMalformed = errors.New("edit: not well formed")

// Check refuses an edit that could not be kept or passed on unchanged, or
// whose stamp is not its device's own; two devices sharing a stamp would leave
// their order to chance. All its errors are ErrMalformed.
func (e Edit) Check() error {
	bad := func(format string, args ...any) error {
		return fmt.Errorf("%w: "+format, append([]any{ErrMalformed}, args...)...)
	}
	size := 0
	for _, s := range e.texts() {
		if size += len(s); !utf8.ValidString(s) {
			return bad("%q is not text", s)
		}
	}
	for _, w := range e.Writes {
		if size += len(w.Value); !json.Valid(w.Value) {
			return bad("the value of %v is not JSON", w.Cell)
		}
	}
	switch {
	case !deviceName(e.Device):
		return bad("%q names no device", e.Device)
	case e.Seq == 0 || e.Seq > MostSeq:
		return bad("number %d", e.Seq)
	case e.At.Device != e.Device:
		return bad("%q gives a stamp of %q", e.Device, e.At.Device)
	case e.At.Millis < 0 || e.At.Millis > mostMillis:
		return bad("%d ms is no time", e.At.Millis)
	case size > MostBytes:
		return bad("%d bytes", size)
	}
	return nil
}

func (e Edit) texts() []string {
	out := []string{e.By, e.Scope, e.Label}
	for _, w := range e.Writes {
		out = append(out, w.Kind, w.ID, w.Field)
	}
	return out
}

// deviceName accepts what is safe at the end of a stamp and as a folder's name.
func deviceName(s string) bool {
	return s != "" && len(s) <= 64 && !slices.ContainsFunc([]byte(s), func(b byte) bool {
		return !(b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-' || b == '_')
	})
}

// tidy copies writes into the form every log keeps: one per cell, the last,
// and its JSON as Go's encoder writes it. Without the one spelling, an author's
// cells would differ by a blank from those of a peer who got them as a line.
func tidy(ws []Write) ([]Write, error) {
	out := make([]Write, 0, len(ws))
	place := make(map[Cell]int, len(ws))
	for _, w := range ws {
		v, err := json.Marshal(w.Value)
		if err != nil {
			return nil, fmt.Errorf("%w: the value of %v is not JSON", ErrMalformed, w.Cell)
		}
		i, twice := place[w.Cell]
		if !twice {
			i = len(out)
			place[w.Cell], out = i, append(out, Write{Cell: w.Cell})
		}
		out[i].Value = v
	}
	return out, nil
}

// emptied is what stands in a cell that an undone edit had made.
func emptied(c Cell) json.RawMessage {
	if c.Field == Present {
		return json.RawMessage("false")
	}
	return json.RawMessage("null")
}

// Same says whether two values are the same JSON text; an absent cell and an
// emptied one count as alike.
func Same(c Cell, a, b json.RawMessage) bool {
	if len(a) == 0 {
		a = emptied(c)
	}
	if len(b) == 0 {
		b = emptied(c)
	}
	return bytes.Equal(a, b)
}
