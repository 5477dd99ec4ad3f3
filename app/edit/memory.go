package edit

import "slices"

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

func (m *Memory) Held(c Cell) (*Held, error) { return get(m.cells, c), nil }

func (m *Memory) Hold(c Cell, h Held) error { m.cells[c] = h; return nil }

func (m *Memory) Append(e Edit) error {
	m.log[e.ID] = e
	m.seq[e.Device] = e.Seq
	return nil
}

func (m *Memory) Edit(id ID) (*Edit, error) { return get(m.log, id), nil }

func (m *Memory) Remember(id ID, v []Covered) error { m.covered[id] = v; return nil }

func (m *Memory) CoveredBy(id ID) ([]Covered, error) { return m.covered[id], nil }

func (m *Memory) Seq(device string) (uint64, error) { return m.seq[device], nil }

func (m *Memory) Wait(e Edit) error { m.waiting[e.ID] = e; return nil }

func (m *Memory) Waiting(id ID) (*Edit, error) { return get(m.waiting, id), nil }

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
func (m *Memory) Seen() map[string]uint64 {
	out := map[string]uint64{}
	for d, n := range m.seq {
		out[d] = n
	}
	return out
}

// Since is what a peer who has seen seen is missing, in stamp order.
func (m *Memory) Since(seen map[string]uint64) []Edit {
	var out []Edit
	for id, e := range m.log {
		if id.Seq > seen[id.Device] {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b Edit) int { return a.At.Compare(b.At) })
	return out
}

func get[K comparable, V any](m map[K]V, k K) *V {
	if v, ok := m[k]; ok {
		return &v
	}
	return nil
}
