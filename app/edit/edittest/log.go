package edittest

import (
	"time"

	"pgregory.net/rapid"

	"taglane/app/edit"
)

// Log is one laptop's log. Each of the first four calls is one transaction:
// all of its effects last or none.
type Log interface {
	Do(edit.Draft) (edit.Edit, error)
	Undo(by string, id edit.ID) (*edit.Edit, []edit.Cell, error)
	Redo(by string, id edit.ID) (*edit.Edit, []edit.Cell, error)
	Merge(...edit.Edit) ([]edit.Edit, error)

	State() map[edit.Cell]string              // every cell with its value
	Seen() map[string]uint64                  // the highest number held of each device
	Since(seen map[string]uint64) []edit.Edit // what a peer who has seen so much is missing, in stamp order
}

// Open makes an empty log for a device that reads the wall for the time.
// t.Cleanup closes it when the case is over.
type Open func(t *rapid.T, device string, wall func() time.Time) Log

// Memory opens the reference, edit.Memory.
func Memory(_ *rapid.T, device string, wall func() time.Time) Log {
	return &memory{edit.NewMemory(), &edit.Clock{Device: device, Wall: wall}}
}

type memory struct {
	*edit.Memory
	clock *edit.Clock
}

func (m *memory) Do(d edit.Draft) (edit.Edit, error) { return edit.Do(m.Memory, m.clock, d) }

func (m *memory) Undo(by string, id edit.ID) (*edit.Edit, []edit.Cell, error) {
	return edit.Undo(m.Memory, m.clock, by, id)
}

func (m *memory) Redo(by string, id edit.ID) (*edit.Edit, []edit.Cell, error) {
	return edit.Redo(m.Memory, m.clock, by, id)
}

func (m *memory) Merge(es ...edit.Edit) ([]edit.Edit, error) {
	return edit.Merge(m.Memory, m.clock, es...)
}
