package edit

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
)

// Memory is a log and its state in memory: the reference for Cells, and what
// tests compare every other kind with.
type Memory struct {
	cells   map[Cell]Held
	log     map[ID]Edit
	covered map[ID][]Covered
	waiting map[ID]Edit
	seq     map[string]uint64
}

// NewMemory is an empty log.
func NewMemory() *Memory {
	return &Memory{map[Cell]Held{}, map[ID]Edit{}, map[ID][]Covered{}, map[ID]Edit{}, map[string]uint64{}}
}

// Held answers with a copy: what a caller does to it stays with the caller.
func (m *Memory) Held(c Cell) (*Held, error) { return get(m.cells, c, Held.clone), nil }

// Hold sets what a cell shows.
func (m *Memory) Hold(c Cell, h Held) error { m.cells[c] = h.clone(); return nil }

// Renew is Hold, unless what the cell shows is as late or later.
func (m *Memory) Renew(c Cell, h Held) error {
	if now, have := m.cells[c]; have && h.At.Compare(now.At) <= 0 {
		return nil
	}
	return m.Hold(c, h)
}

// Append adds an edit to the log.
func (m *Memory) Append(e Edit) error {
	m.log[e.ID] = e.clone()
	m.seq[e.Device] = e.Seq
	return nil
}

// Edit is the edit of that name, or nil.
func (m *Memory) Edit(id ID) (*Edit, error) { return get(m.log, id, Edit.clone), nil }

// Remember keeps what a local edit covered.
func (m *Memory) Remember(id ID, v []Covered) error { m.covered[id] = cloneCovered(v); return nil }

// CoveredBy is what Remember was told.
func (m *Memory) CoveredBy(id ID) ([]Covered, error) { return cloneCovered(m.covered[id]), nil }

// Seq is the highest number held of a device.
func (m *Memory) Seq(device string) (uint64, error) { return m.seq[device], nil }

// Wait keeps an edit that came before its turn.
func (m *Memory) Wait(e Edit) error { m.waiting[e.ID] = e.clone(); return nil }

// Waiting is the edit kept under that name, or nil.
func (m *Memory) Waiting(id ID) (*Edit, error) { return get(m.waiting, id, Edit.clone), nil }

// Waits says whether any edit of a device is kept.
func (m *Memory) Waits(device string) (bool, error) {
	for id := range m.waiting {
		if id.Device == device {
			return true, nil
		}
	}
	return false, nil
}

// Arrive forgets that an edit waited.
func (m *Memory) Arrive(id ID) error { delete(m.waiting, id); return nil }

// State is every cell with its value.
func (m *Memory) State() map[Cell]string {
	out := map[Cell]string{}
	for c, h := range m.cells {
		out[c] = string(h.Value)
	}
	return out
}

// Seen is the highest number held of each device.
func (m *Memory) Seen() map[string]uint64 { return maps.Clone(m.seq) }

// Since is what a peer who has seen seen is missing, in stamp order.
func (m *Memory) Since(seen map[string]uint64) []Edit {
	var out []Edit
	for id, e := range m.log {
		if id.Seq > seen[id.Device] {
			out = append(out, e.clone())
		}
	}
	slices.SortFunc(out, func(a, b Edit) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Seq, b.Seq)) })
	return out
}

func get[K comparable, V any](m map[K]V, k K, clone func(V) V) *V {
	if v, ok := m[k]; ok {
		v = clone(v)
		return &v
	}
	return nil
}

func (e Edit) clone() Edit {
	if e.Undoes != nil {
		id := *e.Undoes
		e.Undoes = &id
	}
	if e.Redoes != nil {
		id := *e.Redoes
		e.Redoes = &id
	}
	e.Writes = slices.Clone(e.Writes)
	for i := range e.Writes {
		e.Writes[i].Value = bytes.Clone(e.Writes[i].Value)
	}
	return e
}

func (h Held) clone() Held {
	h.Value = bytes.Clone(h.Value)
	return h
}

func cloneCovered(v []Covered) []Covered {
	out := slices.Clone(v)
	for i, c := range out {
		if c.Was != nil {
			h := c.Was.clone()
			out[i].Was = &h
		}
	}
	return out
}
