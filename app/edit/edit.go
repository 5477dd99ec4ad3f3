package edit

import (
	"bytes"
	"encoding/json"
	"errors"
)

// Cell names one value: a field of a thing of some kind.
type Cell struct {
	Kind  string `json:"kind"`
	ID    string `json:"id"`
	Field string `json:"field"`
}

// Present is the field that says whether a thing exists.
const Present = "present"

// Write sets a cell. Things that must agree, such as in and out, are one cell.
type Write struct {
	Cell
	Value json.RawMessage `json:"value"`
}

// ID names an edit: the device that made it, and its dense number there from 1.
type ID struct {
	Device string `json:"device"`
	Seq    uint64 `json:"seq"`
}

// Edit is one gesture: one undo step, one line of the log, one entry of history.
type Edit struct {
	ID
	At     Time    `json:"at"`
	By     string  `json:"by"`    // the person
	Scope  string  `json:"scope"` // the clip whose undo list it belongs to; "" for none
	Label  string  `json:"label"` // the sentence history shows
	Undoes *ID     `json:"undoes,omitempty"`
	Redoes *ID     `json:"redoes,omitempty"`
	Writes []Write `json:"writes"`
}

// Held is what a cell shows: a value, its stamp, and Of, the edit whose value
// it is. Of differs from the writer after an undo, and never leaves the device.
type Held struct {
	Value json.RawMessage
	At    Time
	Of    ID
}

// Covered is what a local edit found in a cell it wrote. Was is nil where the
// cell did not exist.
type Covered struct {
	Cell
	Was *Held
}

// Cells is where log and state are kept. All calls of one Do, Undo, Redo or
// Merge belong together: either all of their effects last or none.
type Cells interface {
	Held(Cell) (*Held, error) // nil: no such cell
	Hold(Cell, Held) error
	Append(Edit) error
	Edit(ID) (*Edit, error)            // nil: not in the log
	Remember(ID, []Covered) error      // local edits only
	CoveredBy(ID) ([]Covered, error)   // what Remember was told
	Seq(device string) (uint64, error) // highest number appended; 0 for none
	Wait(Edit) error                   // keep an edit that came before its turn
	Waiting(ID) (*Edit, error)         // nil: not kept
	Arrive(ID) error                   // forget that it waited
}

// ErrNotOwn is returned for taking back what is not in this device's log, or
// for taking back a taking back.
var ErrNotOwn = errors.New("edit: only own edits are undone, and an undo is redone, not undone")

// Draft is an edit about to be made.
type Draft struct {
	By, Scope, Label string
	Writes           []Write
}

// Do makes a local edit and remembers what it covered.
func Do(c Cells, clock *Clock, d Draft) (Edit, error) {
	e := Edit{By: d.By, Scope: d.Scope, Label: d.Label, Writes: d.Writes}
	if err := stamp(c, clock, &e); err != nil {
		return Edit{}, err
	}
	var covered []Covered
	for _, w := range e.Writes {
		was, err := c.Held(w.Cell)
		if err != nil {
			return Edit{}, err
		}
		covered = append(covered, Covered{w.Cell, was})
	}
	if err := c.Remember(e.ID, covered); err != nil {
		return Edit{}, err
	}
	return e, apply(c, e)
}

// Undo takes back what of edit id is still shown, as a new edit. It returns
// the cells it left alone because somebody's later value stands there, and a
// nil edit when nothing could be put back.
func Undo(c Cells, clock *Clock, by string, id ID) (*Edit, []Cell, error) {
	e, covered, err := own(c, clock, id)
	if err != nil {
		return nil, nil, err
	}
	var kept []Cell
	var ws []Write
	var ofs []ID
	for _, v := range covered {
		now, err := c.Held(v.Cell)
		if err != nil {
			return nil, nil, err
		}
		if now == nil || now.Of != id {
			kept = append(kept, v.Cell)
			continue
		}
		value, of := emptied(v.Cell), ID{}
		if v.Was != nil {
			value, of = v.Was.Value, v.Was.Of
		}
		ws, ofs = append(ws, Write{v.Cell, value}), append(ofs, of)
	}
	back := Edit{By: by, Scope: e.Scope, Label: e.Label, Undoes: &id, Writes: ws}
	done, err := putBack(c, clock, back, ofs)
	return done, kept, err
}

// Redo brings edit id back where what it covered is still shown.
func Redo(c Cells, clock *Clock, by string, id ID) (*Edit, []Cell, error) {
	e, covered, err := own(c, clock, id)
	if err != nil {
		return nil, nil, err
	}
	var kept []Cell
	var ws []Write
	var ofs []ID
	for i, v := range covered {
		now, err := c.Held(v.Cell)
		if err != nil {
			return nil, nil, err
		}
		if now == nil || now.Of != of(v.Was) {
			kept = append(kept, v.Cell)
			continue
		}
		ws, ofs = append(ws, Write{v.Cell, e.Writes[i].Value}), append(ofs, id)
	}
	again := Edit{By: by, Scope: e.Scope, Label: e.Label, Redoes: &id, Writes: ws}
	done, err := putBack(c, clock, again, ofs)
	return done, kept, err
}

// Merge takes edits from anywhere, in any order, any number of times, and
// returns those that took effect now. An edit whose predecessor is missing waits.
func Merge(c Cells, clock *Clock, es ...Edit) (applied []Edit, err error) {
	for _, e := range es {
		seq, err := c.Seq(e.Device)
		if err != nil {
			return nil, err
		}
		if e.Seq <= seq {
			continue
		}
		if err := c.Wait(e); err != nil {
			return nil, err
		}
		for next := seq + 1; ; next++ {
			e, err := c.Waiting(ID{e.Device, next})
			if err != nil {
				return nil, err
			}
			if e == nil {
				break
			}
			clock.Saw(e.At)
			if err := errors.Join(c.Arrive(e.ID), apply(c, *e)); err != nil {
				return nil, err
			}
			applied = append(applied, *e)
		}
	}
	return applied, nil
}

// own fetches a local edit that may be undone, with what it covered.
func own(c Cells, clock *Clock, id ID) (*Edit, []Covered, error) {
	e, err := c.Edit(id)
	if err != nil {
		return nil, nil, err
	}
	if e == nil || id.Device != clock.Device || e.Undoes != nil || e.Redoes != nil {
		return nil, nil, ErrNotOwn
	}
	covered, err := c.CoveredBy(id)
	return e, covered, err
}

// putBack writes values that belong to earlier edits: the cell's Of goes back
// with its value, so that the next undo or redo sees whose it is.
func putBack(c Cells, clock *Clock, e Edit, ofs []ID) (*Edit, error) {
	if len(e.Writes) == 0 {
		return nil, nil
	}
	if err := stamp(c, clock, &e); err != nil {
		return nil, err
	}
	if err := apply(c, e); err != nil {
		return nil, err
	}
	for i, w := range e.Writes {
		if err := c.Hold(w.Cell, Held{w.Value, e.At, ofs[i]}); err != nil {
			return nil, err
		}
	}
	return &e, nil
}

func stamp(c Cells, clock *Clock, e *Edit) error {
	seq, err := c.Seq(clock.Device)
	e.ID = ID{clock.Device, seq + 1}
	e.At = clock.Now()
	return err
}

func apply(c Cells, e Edit) error {
	if err := c.Append(e); err != nil {
		return err
	}
	for _, w := range e.Writes {
		now, err := c.Held(w.Cell)
		if err != nil {
			return err
		}
		if now != nil && e.At.Compare(now.At) <= 0 {
			continue
		}
		if err := c.Hold(w.Cell, Held{w.Value, e.At, e.ID}); err != nil {
			return err
		}
	}
	return nil
}

// emptied is what stands in a cell that an undone edit had made.
func emptied(c Cell) json.RawMessage {
	if c.Field == Present {
		return json.RawMessage("false")
	}
	return json.RawMessage("null")
}

func of(h *Held) ID {
	if h == nil {
		return ID{}
	}
	return h.Of
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
