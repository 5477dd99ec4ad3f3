package edittest

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taglane/app/edit"
)

// cells is a log that lies where a sabotage tells it to. The rules read
// everything they decide on through Cells, so a rule is broken from here.
type cells struct {
	*edit.Memory
	held func(edit.Cell, *edit.Held)          // changes what a cell is said to hold
	hold func(edit.Cell, edit.Held) edit.Held // changes what a cell is told to hold
	seq  map[string]uint64                    // numbers said instead of the true ones
}

func (c *cells) Held(k edit.Cell) (*edit.Held, error) {
	h, err := c.Memory.Held(k)
	if h != nil && c.held != nil {
		c.held(k, h)
	}
	return h, err
}

func (c *cells) Hold(k edit.Cell, h edit.Held) error {
	if c.hold != nil {
		h = c.hold(k, h)
	}
	return c.Memory.Hold(k, h)
}

// Renew compares as the rules say, with what a cell is said to hold.
func (c *cells) Renew(k edit.Cell, h edit.Held) error {
	now, err := c.Held(k)
	if err != nil || now != nil && h.At.Compare(now.At) <= 0 {
		return err
	}
	return c.Hold(k, h)
}

func (c *cells) Seq(device string) (uint64, error) {
	if n, lied := c.seq[device]; lied {
		return n, nil
	}
	return c.Memory.Seq(device)
}

// rogue is a Log on such cells; a sabotage replaces one of its verbs.
type rogue struct {
	*cells
	clock *edit.Clock
	undo  func(*rogue, edit.ID) (*edit.Edit, []edit.Cell, error)
	redo  func(*rogue, edit.ID) (*edit.Edit, []edit.Cell, error)
	merge func(*rogue, []edit.Edit) ([]edit.Edit, error)
}

func (r *rogue) Do(d edit.Draft) (edit.Edit, error) { return edit.Do(r.cells, r.clock, d) }

func (r *rogue) Undo(_ string, id edit.ID) (*edit.Edit, []edit.Cell, error) { return r.undo(r, id) }

func (r *rogue) Redo(_ string, id edit.ID) (*edit.Edit, []edit.Cell, error) { return r.redo(r, id) }

func (r *rogue) Merge(es ...edit.Edit) ([]edit.Edit, error) { return r.merge(r, es) }

func undo(r *rogue, id edit.ID) (*edit.Edit, []edit.Cell, error) {
	return edit.Undo(r.cells, r.clock, "", id)
}

func redo(r *rogue, id edit.ID) (*edit.Edit, []edit.Cell, error) {
	return edit.Redo(r.cells, r.clock, "", id)
}

func merge(r *rogue, es []edit.Edit) ([]edit.Edit, error) {
	return edit.Merge(r.cells, r.clock, es...)
}

// sabotages break one rule each.
var sabotages = []struct {
	rule   string
	caught string // the property expected to notice, by its number
	spoil  func(*rogue)
}{
	{"nothing is broken", "", func(*rogue) {}},
	{"ties of time go to whoever arrived first", "P1", func(r *rogue) {
		r.merge = func(r *rogue, es []edit.Edit) ([]edit.Edit, error) {
			r.held = func(_ edit.Cell, h *edit.Held) { h.At.Device = "\xff" }
			defer func() { r.held = nil }()
			return merge(r, es)
		}
	}},
	{"the last arrival wins", "P1", func(r *rogue) {
		r.merge = func(r *rogue, es []edit.Edit) ([]edit.Edit, error) {
			r.held = func(_ edit.Cell, h *edit.Held) { h.At = edit.Time{} }
			defer func() { r.held = nil }()
			return merge(r, es)
		}
	}},
	{"nobody waits for a gap to close", "P1", func(r *rogue) {
		r.merge = func(r *rogue, es []edit.Edit) (applied []edit.Edit, err error) {
			for _, e := range es {
				if n, _ := r.Memory.Seq(e.Device); e.Seq > n {
					r.seq = map[string]uint64{e.Device: e.Seq - 1}
				}
				now, err := merge(r, []edit.Edit{e})
				if r.seq = nil; err != nil {
					return nil, err
				}
				applied = append(applied, now...)
			}
			return applied, nil
		}
	}},
	{"the clock does not look at peers", "P3", func(r *rogue) {
		r.merge = func(r *rogue, es []edit.Edit) ([]edit.Edit, error) {
			return edit.Merge(r.cells, &edit.Clock{}, es...)
		}
	}},
	{"undo asks nobody", "P5", func(r *rogue) {
		r.undo = func(r *rogue, id edit.ID) (*edit.Edit, []edit.Cell, error) {
			r.held = func(_ edit.Cell, h *edit.Held) { h.Of = id }
			defer func() { r.held = nil }()
			return undo(r, id)
		}
	}},
	{"undo owns the value it restores", "P7", func(r *rogue) {
		r.undo = func(r *rogue, id edit.ID) (*edit.Edit, []edit.Cell, error) {
			r.hold = func(_ edit.Cell, h edit.Held) edit.Held {
				h.Of.Device = r.clock.Device
				h.Of.Seq, _ = r.Memory.Seq(r.clock.Device)
				return h
			}
			defer func() { r.hold = nil }()
			return undo(r, id)
		}
	}},
	{"redo asks nobody", "P6", func(r *rogue) {
		r.redo = func(r *rogue, id edit.ID) (*edit.Edit, []edit.Cell, error) {
			covered, _ := r.CoveredBy(id)
			r.held = func(k edit.Cell, h *edit.Held) {
				for _, v := range covered {
					switch {
					case v.Cell != k:
					case v.Was == nil:
						h.Of = edit.ID{}
					default:
						h.Of = v.Was.Of
					}
				}
			}
			defer func() { r.held = nil }()
			return redo(r, id)
		}
	}},
}

// A suite is worth what it catches: each broken rule must be noticed, by the
// property that is there for it, and the whole rule by none.
func TestEachSabotageIsCaught(t *testing.T) {
	for _, s := range sabotages {
		t.Run(s.rule, func(t *testing.T) {
			open := func(_ *rapid.T, device string, wall func() time.Time) Log {
				r := &rogue{&cells{Memory: edit.NewMemory()}, &edit.Clock{Device: device, Wall: wall}, undo, redo, merge}
				s.spoil(r)
				return r
			}
			noticed := false
			for _, p := range properties {
				if s.caught != "" && !strings.HasPrefix(p.name, s.caught+" ") {
					continue
				}
				seed, err := search(p, open, 100)
				if noticed = noticed || err != nil; err != nil {
					t.Logf("%s, seed %d: %.300v", p.name, seed, err)
				}
			}
			if noticed != (s.caught != "") {
				t.Errorf("noticed: %v, to be noticed by: %q", noticed, s.caught)
			}
		})
	}
}

// search looks for a case in which the property does not hold.
func search(p property, open Open, cases int) (int, error) {
	try := rapid.Custom(func(t *rapid.T) error { return p.check(t, open) })
	for i := range cases {
		if err := try.Example(i); err != nil {
			return i, err
		}
	}
	return cases, nil
}
