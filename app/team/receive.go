package team

import (
	"context"
	"maps"

	"taglane/app/edit"
)

// readBytes is how much of a device's lines is handed on at once.
const readBytes = 1 << 20

// Receive reads every device's lines from its mark on; see Exchange. A device
// whose lines are held up keeps its Fault in its mark and stops nobody else.
func (f *Folder) Receive(ctx context.Context, from Marks, take func([]edit.Edit) error) (Marks, error) {
	marks := maps.Clone(from)
	if marks == nil {
		marks = Marks{}
	}
	devices, err := f.Devices(ctx)
	if err != nil {
		return marks, err
	}
	for _, device := range devices {
		m, err := f.receive(ctx, device, marks[device], take)
		if m != (Mark{}) {
			marks[device] = m
		}
		if err != nil {
			return marks, err
		}
	}
	return marks, nil
}

func (f *Folder) receive(ctx context.Context, device string, m Mark, take func([]edit.Edit) error) (Mark, error) {
	known := m.Fault
	m.Segment = max(m.Segment, 1)
	for {
		if err := ctx.Err(); err != nil {
			return m, err
		}
		p, err := f.read(device, m, readBytes)
		if err != nil {
			return m, err
		}
		if len(p.edits) > 0 {
			if err := take(p.edits); err != nil {
				return m, err
			}
		}
		m = p.next
		switch {
		case m.Fault == Broken && known == Whole:
			m.Fault, err = f.blame(ctx, device, m)
			return m, err
		case m.Fault == Broken:
			m.Fault = known // it was found out before
			return m, nil
		case !p.end:
			continue
		case m.Fault != Whole || !f.goesOn(device, m, p):
			return m, nil
		}
		m.Segment, m.Offset = m.Segment+1, 0
	}
}

// goesOn says whether a device's next file is there, so that this one is full.
func (f *Folder) goesOn(device string, m Mark, p piece) bool {
	return !p.none && m.Offset >= segmentBytes && f.has(device, m.Segment+1)
}

// blame finds out whether lines were rewritten: from the first on, they no
// longer lead through the last that was read.
func (f *Folder) blame(ctx context.Context, device string, m Mark) (Fault, error) {
	at := Mark{Segment: 1}
	for at.Seq < m.Seq {
		if err := ctx.Err(); err != nil {
			return m.Fault, err
		}
		p, err := f.read(device, at, readBytes)
		if err != nil {
			return m.Fault, err
		}
		hash, passed, err := hashAt(at.Hash, p.edits, m.Seq)
		if err != nil {
			return m.Fault, err
		}
		if passed && hash != m.Hash {
			return Rewritten, nil
		}
		moved := p.next.Seq > at.Seq
		at = p.next
		if p.end && !passed {
			if at.Fault == Whole && f.goesOn(device, at, p) {
				at.Segment, at.Offset = at.Segment+1, 0
				continue
			}
			if !moved {
				return Broken, nil // a line before those is damaged
			}
		}
	}
	return Broken, nil
}

// hashAt is the hash of the line numbered seq among edits that follow a hash.
func hashAt(prev string, edits []edit.Edit, seq uint64) (hash string, passed bool, err error) {
	for _, e := range edits {
		if _, prev, err = edit.Encode(prev, e); err != nil {
			return "", false, err
		}
		if e.Seq == seq {
			return prev, true, nil
		}
	}
	return "", false, nil
}
