package edit

import (
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
// In an edit that writes a cell twice, the last value counts.
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
	Renew(Cell, Held) error // Hold, unless what is held is as late or later
	Append(Edit) error
	Edit(ID) (*Edit, error)            // nil: not in the log
	Remember(ID, []Covered) error      // local edits only
	CoveredBy(ID) ([]Covered, error)   // what Remember was told
	Seq(device string) (uint64, error) // highest number appended; 0 for none
	Wait(Edit) error                   // keep an edit that came before its turn
	Waiting(ID) (*Edit, error)         // nil: not kept
	Waits(device string) (bool, error) // whether any edit of a device is kept
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

// Do makes a local edit and remembers what it covered. ErrMalformed: a value
// is not JSON, or the edit is too large.
func Do(c Cells, clock *Clock, d Draft) (Edit, error) {
	ws, err := tidy(d.Writes)
	if err != nil {
		return Edit{}, err
	}
	covered := make([]Covered, len(ws))
	for i, w := range ws {
		was, err := shown(c, clock, w.Cell)
		if err != nil {
			return Edit{}, err
		}
		covered[i] = Covered{w.Cell, was}
	}
	e := Edit{By: d.By, Scope: d.Scope, Label: d.Label, Writes: ws}
	if err := stamp(c, clock, &e); err != nil {
		return Edit{}, err
	}
	if err := c.Remember(e.ID, covered); err != nil {
		return Edit{}, err
	}
	return e, apply(c, e)
}

// Undo takes back what of edit id is still shown, as a new edit. It returns
// the cells it left alone because another value stands there, and a nil edit
// when nothing that shows was put back. ErrNotOwn: it is not this device's, or
// is itself a taking back.
func Undo(c Cells, clock *Clock, by string, id ID) (*Edit, []Cell, error) {
	return travel(c, clock, id, Edit{By: by, Undoes: &id}, func(v Covered, _ Write) turn {
		if v.Was == nil {
			return turn{id, ID{}, emptied(v.Cell)}
		}
		return turn{id, v.Was.Of, v.Was.Value}
	})
}

// Redo brings edit id back where what it covered is still shown. It answers as
// Undo does.
func Redo(c Cells, clock *Clock, by string, id ID) (*Edit, []Cell, error) {
	return travel(c, clock, id, Edit{By: by, Redoes: &id}, func(v Covered, w Write) turn {
		if v.Was == nil {
			return turn{ID{}, id, w.Value}
		}
		return turn{v.Was.Of, id, w.Value}
	})
}

// Merge takes edits from anywhere, in any order, any number of times, and
// returns those that took effect now. An edit whose predecessor is missing
// waits. One that Check refuses is passed over as though it had never come, so
// that a broken line cannot stop the others; those behind it wait.
func Merge(c Cells, clock *Clock, es ...Edit) (applied []Edit, err error) {
	m := merging{c: c, clock: clock, seq: map[string]uint64{}, waits: map[string]bool{}}
	for _, e := range es {
		if e.Writes, err = tidy(e.Writes); err != nil || e.Check() != nil {
			continue
		}
		if err := m.take(e); err != nil {
			return nil, err
		}
	}
	return m.applied, nil
}

// merging is a Merge under way.
type merging struct {
	c       Cells
	clock   *Clock
	seq     map[string]uint64 // highest number appended, of the devices met
	waits   map[string]bool   // whether anything of them may wait
	applied []Edit
}

func (m *merging) take(e Edit) error {
	seq, met := m.seq[e.Device]
	if !met {
		var err error
		if seq, err = m.c.Seq(e.Device); err != nil {
			return err
		}
		if m.waits[e.Device], err = m.c.Waits(e.Device); err != nil {
			return err
		}
		m.seq[e.Device] = seq
	}
	switch {
	case e.Seq <= seq:
		return nil
	case e.Seq > seq+1:
		m.waits[e.Device] = true
		return m.c.Wait(e)
	}
	if err := m.append(e); err != nil {
		return err
	}
	for m.waits[e.Device] {
		next, err := m.c.Waiting(ID{e.Device, m.seq[e.Device] + 1})
		if err != nil || next == nil {
			return err
		}
		if err := errors.Join(m.c.Arrive(next.ID), m.append(*next)); err != nil {
			return err
		}
	}
	return nil
}

func (m *merging) append(e Edit) error {
	m.clock.Saw(e.At)
	m.seq[e.Device] = e.Seq
	m.applied = append(m.applied, e)
	return apply(m.c, e)
}

// own fetches a local edit that may be undone, with what it covered.
func own(c Cells, clock *Clock, id ID) (*Edit, []Covered, error) {
	e, err := c.Edit(id)
	if err != nil {
		return nil, nil, err
	}
	if e == nil || id.Device != clock.Name() || e.Undoes != nil || e.Redoes != nil {
		return nil, nil, ErrNotOwn
	}
	covered, err := c.CoveredBy(id)
	return e, covered, err
}

// turn is what undo or redo means for one cell: where it shows from's value it
// shall show to's, which is value.
type turn struct {
	from, to ID
	value    json.RawMessage
}

// travel makes back, an undo or redo of edit id, out of a turn for each cell.
// A cell's Of goes back with its value, so that the next undo or redo sees
// whose it is. Where no value changes only that ownership moves, which is
// nobody else's business: no edit is made.
func travel(c Cells, clock *Clock, id ID, back Edit, step func(Covered, Write) turn) (*Edit, []Cell, error) {
	e, covered, err := own(c, clock, id)
	if err != nil {
		return nil, nil, err
	}
	back.Scope, back.Label = e.Scope, e.Label
	var kept []Cell
	var holds []Held
	visible := false
	for i, v := range covered {
		now, err := shown(c, clock, v.Cell)
		if err != nil {
			return nil, nil, err
		}
		to := step(v, e.Writes[i])
		if now == nil || now.Of != to.from {
			kept = append(kept, v.Cell)
			continue
		}
		visible = visible || !Same(v.Cell, now.Value, to.value)
		back.Writes = append(back.Writes, Write{v.Cell, to.value})
		holds = append(holds, Held{to.value, now.At, to.to})
	}
	if visible {
		if err := stamp(c, clock, &back); err != nil {
			return nil, nil, err
		}
		if err := apply(c, back); err != nil {
			return nil, nil, err
		}
	}
	for i, w := range back.Writes {
		if visible {
			holds[i].At = back.At
		}
		if err := c.Hold(w.Cell, holds[i]); err != nil {
			return nil, nil, err
		}
	}
	if !visible {
		return nil, kept, nil
	}
	return &back, kept, nil
}

// shown is what a cell holds. The clock sees it too: one that was started over
// an old log still gives stamps later than what they are about to cover.
func shown(c Cells, clock *Clock, k Cell) (*Held, error) {
	h, err := c.Held(k)
	if h != nil {
		clock.Saw(h.At)
	}
	return h, err
}

func stamp(c Cells, clock *Clock, e *Edit) error {
	device := clock.Name()
	seq, err := c.Seq(device)
	if err != nil {
		return err
	}
	e.ID = ID{device, seq + 1}
	e.At = clock.Now()
	return e.Check()
}

func apply(c Cells, e Edit) error {
	if err := c.Append(e); err != nil {
		return err
	}
	for _, w := range e.Writes {
		if err := c.Renew(w.Cell, Held{w.Value, e.At, e.ID}); err != nil {
			return err
		}
	}
	return nil
}
