package catalog

import (
	"errors"
	"io"

	"taglane/app/taglane"
)

// placesMost is how deep in each other the places of products may lie.
const placesMost = 8

// isJSON says whether a file is JSON by how it begins. A header of a table may
// begin with a bracket, but what follows it is then another thing.
func isJSON(head []byte) bool {
	at := func(i int) (byte, int) {
		for i < len(head) && (head[i] == ' ' || head[i] == '\t' || head[i] == '\r' || head[i] == '\n') {
			i++
		}
		if i == len(head) {
			return 0, i
		}
		return head[i], i + 1
	}
	open, i := at(0)
	next, _ := at(i)
	switch open {
	case '{':
		return next == '"' || next == '}' || next == 0 && i == len(head)
	case '[':
		return next == '{' || next == '[' || next == ']' || next == 0 && i == len(head)
	}
	return false
}

// lists reads the products of a file of JSON: it walks to where they lie and
// holds one of them at a time.
type lists struct {
	*reading
	tape
	buf   []byte // the value at hand
	at    nesting
	words map[string]word
	named bool // one thing looked like a product
	found bool // a list lies where products do
	heard int  // how many things were looked at as products
	begun bool // the format is known
	asked map[string]field
	sheet *sheet            // of what is described in the words of schema.org
	hear  func(*node) error // for Headers, in place of taking
}

// json reads a list of products, one product a line, and the lists of shops
// that lie within other things.
func (f *reading) json(in *decoded) error {
	f.report.Format = Listed
	j := newLists(f, in)
	if err := j.read(); err != nil {
		return err
	}
	if !j.named && (f.report.Rows > 0 || !j.found) {
		f.ask(AskMapping)
		return taglane.Wrap(errNoColumns, taglane.Invalid, "This is no product file Taglane knows: what it lists needs a name such as title, price and link.")
	}
	if err := f.closeShop(); err != nil {
		return err
	}
	return f.closeFamily()
}

func newLists(f *reading, in *decoded) *lists {
	return &lists{reading: f, tape: tape{in: in.Reader}, words: map[string]word{}, asked: chosenFields(f.Mapping)}
}

// read takes one value after the other: a file of lines has many.
func (j *lists) read() error {
	for {
		b, err := j.next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return unread(err)
		case b == ',' || b == 0x1e: // as some write between lines
			continue
		case b != '{' && b != '[':
			return taglane.Errorf(taglane.Invalid, "The file is not JSON all the way: something else stands between its products.")
		}
		if err := j.place(b, 0); err != nil {
			return err
		}
	}
}

// place reads a value at which products lie: a list of them, one of them, or a
// thing that holds such a list.
func (j *lists) place(b byte, depth int) error {
	if b == '[' {
		return j.list(depth)
	}
	fault, err := j.value(b)
	switch {
	case err == errLong && depth < placesMost: // no product is so long: it holds the list
		return j.around(depth, taglane.Say("The item is longer than 1 MiB."))
	case err == io.EOF && depth < placesMost && j.report.Rows == 0: // what was listed before it breaks off counts
		j.again(j.buf, 1)
		err := j.within(depth)
		if j.report.Rows == 0 {
			return j.breaksOff(io.EOF)
		}
		return err
	case err == errLong:
		return j.tooLong()
	case err != nil:
		return j.breaksOff(err)
	}
	var one node
	if fault.Format == "" {
		one, fault = j.parse()
	}
	switch {
	case depth == placesMost:
	case fault.Format != "": // of one product, or of one among many that lie in here
		return j.around(depth, fault)
	case j.holds(&one, depth):
		j.again(j.buf, j.fresh)
		return j.within(depth)
	}
	return j.row(&one, fault)
}

// around walks through a thing that cannot be taken as one product for what
// lies in it; where that is nothing, the fault is its own.
func (j *lists) around(depth int, fault taglane.Said) error {
	long := len(j.buf) > MaxRow
	j.again(j.buf, j.fresh)
	end, rows, heard, found := j.pos+len(j.buf), j.report.Rows, j.heard, j.found
	j.found = false
	err := j.within(depth)
	empty := j.found && err == nil
	if j.found = j.found || found; empty || j.report.Rows > rows || j.heard > heard || long && err != nil {
		return err
	}
	if !long { // else it was read past already
		j.pos, j.held = end, 0
	}
	return j.refused(fault)
}

// within walks through a thing to the places of products in it.
func (j *lists) within(depth int) error {
	if _, err := j.next(); err != nil { // its bracket
		return j.broken(err)
	}
	for {
		b, err := j.next()
		switch {
		case err != nil:
			return j.broken(err)
		case b == '}':
			return nil
		case b == ',':
			continue
		case b != '"':
			return j.broken(nil)
		}
		name, err := j.name()
		if err == nil {
			b, err = j.next()
		}
		if err != nil || b != ':' {
			return j.broken(err)
		}
		if b, err = j.next(); err != nil {
			return j.broken(err)
		}
		if (b == '[' || b == '{') && isPlace(name) {
			err = j.place(b, depth+1)
		} else {
			err = j.past(b)
		}
		if err != nil {
			return err
		}
	}
}

// list takes what is listed, one after the other.
func (j *lists) list(depth int) error {
	j.found = true
	for {
		b, err := j.next()
		switch {
		case err != nil:
			return j.broken(err)
		case b == ']':
			return nil
		case b == ',':
			continue
		case b == '[' && depth < placesMost: // lists of lists, as some put them together
			if err := j.list(depth + 1); err != nil {
				return err
			}
			continue
		case b != '{':
			if err := j.past(b); err != nil {
				return err
			}
			if err := j.refused(taglane.Say("What is listed here is no product.")); err != nil {
				return err
			}
			continue
		}
		if err := j.item(b); err != nil {
			return err
		}
	}
}

func (j *lists) item(b byte) error {
	fault, err := j.value(b)
	switch {
	case err == errLong:
		return j.tooLong()
	case err != nil:
		return j.breaksOff(err)
	case fault.Format != "":
		return j.refused(fault)
	}
	one, fault := j.parse()
	return j.row(&one, fault)
}

// count counts a row and makes its record.
func (j *lists) count(r *record) error {
	if j.report.Rows++; j.report.Rows >= MaxRows {
		j.report.Rows--
		return tooMany()
	}
	r.clear(j.report.Rows)
	return nil
}

func (j *lists) refused(why taglane.Said) error {
	var r record
	if j.hear != nil {
		return nil
	}
	if err := j.count(&r); err != nil {
		return err
	}
	j.refuse(&r, -1, "", why)
	return nil
}

// tooLong refuses what is longer than a row may be and reads past its rest.
func (j *lists) tooLong() error {
	if err := j.rest(); err != nil {
		return j.breaksOff(err)
	}
	return j.refused(taglane.Say("The item is longer than 1 MiB."))
}

// breaksOff refuses the item at which the file ends too early.
func (j *lists) breaksOff(err error) error {
	if err == io.EOF {
		if no := j.refused(taglane.Say("The file breaks off in this item.")); no != nil {
			return no
		}
	}
	return j.broken(err)
}

// broken is the sentence for a file that cannot be read on.
func (j *lists) broken(err error) error {
	if err != nil && err != io.EOF {
		return unread(err)
	}
	if err == nil {
		err = errors.New("unexpected character")
	}
	return taglane.Wrap(err, taglane.Invalid, "The file is not well-formed JSON, or it was cut off, behind product %d.", j.report.Rows)
}
