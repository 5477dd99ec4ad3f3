package catalog

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"taglane/app/taglane"
)

// errLong says that a value is longer than a row may be.
var errLong = errors.New("longer than a row")

// nesting is how far into a value one is.
type nesting struct {
	depth, deepest  int
	quoted, escaped bool
}

// step takes a byte of a value of JSON and says whether it was its last.
func (n *nesting) step(b byte) bool {
	switch {
	case n.escaped:
		n.escaped = false
	case n.quoted:
		n.escaped = b == '\\'
		n.quoted = b != '"'
	case b == '"':
		n.quoted = true
	case b == '{' || b == '[':
		n.depth++
		n.deepest = max(n.deepest, n.depth)
	case b == '}' || b == ']':
		n.depth--
	}
	return n.depth <= 0 && !n.quoted
}

// tape is a file that can be wound back over the value at hand.
type tape struct {
	in    *bufio.Reader
	kept  []byte // what is read before in
	pos   int    // in kept
	fresh int    // how many bytes of the value at hand came from in
	held  byte   // is read before all; 0: nothing
}

func (t *tape) byte() (byte, error) {
	if b := t.held; b != 0 {
		t.held = 0
		return b, nil
	}
	if t.pos < len(t.kept) {
		t.pos++
		return t.kept[t.pos-1], nil
	}
	t.fresh++
	return t.in.ReadByte()
}

// again lets what was read be read once more. Only what came from in has to be
// kept for it.
func (t *tape) again(value []byte, fresh int) {
	if fresh == 0 {
		t.pos -= len(value)
		return
	}
	t.kept, t.pos = bytes.Clone(value), 0
}

// next is the next byte that says something.
func (j *lists) next() (byte, error) {
	for {
		j.fresh = 0
		b, err := j.byte()
		if err != nil || b != ' ' && b != '\n' && b != '\r' && b != '\t' {
			return b, err
		}
	}
}

// value reads a whole thing or list that begins with b. Which brackets belong
// together is seen later; here they are only counted. errLong leaves its rest.
func (j *lists) value(b byte) (fault taglane.Said, err error) {
	j.buf, j.at = append(j.buf[:0], b), nesting{}
	for last := j.at.step(b); !last; last = j.at.step(b) {
		if b, err = j.byte(); err != nil {
			return fault, err
		}
		if j.buf = append(j.buf, b); len(j.buf) > MaxRow {
			j.at.step(b)
			return fault, errLong
		}
	}
	if j.at.deepest > depthMost {
		fault = taglane.Say("The item nests its parts more than %d deep.", depthMost)
	}
	return fault, nil
}

// rest reads past what value left.
func (j *lists) rest() error {
	for j.at.depth > 0 {
		b, err := j.byte()
		if err != nil {
			return err
		}
		j.at.step(b)
	}
	return nil
}

// past reads past a value of any kind that begins with b.
func (j *lists) past(b byte) error {
	switch b {
	case '{', '[', '"':
		j.at = nesting{}
		for last := j.at.step(b); !last; last = j.at.step(b) {
			var err error
			if b, err = j.byte(); err != nil {
				return j.broken(err)
			}
		}
		return nil
	}
	if b == ']' || b == '}' || b == ':' {
		return j.broken(nil)
	}
	for n := 0; n < MaxRow; n++ { // a number or a word ends before what follows it
		b, err := j.byte()
		switch {
		case err == io.EOF:
			return j.broken(err)
		case err != nil:
			return unread(err)
		case b == ',' || b == ']' || b == '}':
			j.held = b
			return nil
		}
	}
	return j.broken(nil)
}

// name reads the name of a part, of which the first quotation mark was read;
// "" for one that is longer than any of ours.
func (j *lists) name() (string, error) {
	name, escaped := []byte{}, false
	for {
		b, err := j.byte()
		switch {
		case err != nil:
			return "", err
		case escaped:
			escaped = false
		case b == '\\':
			escaped = true
		case b == '"':
			if len(name) > 100 {
				return "", nil
			}
			return string(name), nil
		}
		if len(name) <= 100 {
			name = append(name, b)
		}
	}
}
