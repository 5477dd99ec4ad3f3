package team

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"taglane/app/edit"
	"taglane/app/taglane"
)

// Send writes the own lines that are not in the folder; see Exchange. What lies
// there is compared with the log first, so lines that a service lost or cut are
// written again.
func (f *Folder) Send(ctx context.Context, from Mark, own Log) (Mark, error) {
	m, err := f.stand(ctx, from, own)
	if err != nil {
		return from, err
	}
	for {
		edits, err := own(ctx, m.Seq, batch)
		if err != nil || len(edits) == 0 {
			return m, err
		}
		if m, err = f.write(m, edits); err != nil {
			return m, err
		}
	}
}

// stand is where the own lines end in the folder, sure that they are those of
// the log up to there. The mark is believed where it can be; otherwise the
// lines are read from the first on.
func (f *Folder) stand(ctx context.Context, from Mark, own Log) (Mark, error) {
	if from.Seq > 0 {
		if err := same(ctx, from, own); err != nil {
			return from, err
		}
		if f.complete(from) {
			return f.settle(ctx, from, own)
		}
	}
	return f.settle(ctx, Mark{Segment: 1}, own)
}

// same says that the last line a mark counts is the log's.
func same(ctx context.Context, m Mark, own Log) error {
	edits, err := own(ctx, m.Seq-1, 1)
	if err != nil {
		return err
	}
	if len(edits) == 0 {
		return older()
	}
	_, hash, err := edit.Encode(m.Prev, edits[0])
	if err != nil {
		return err
	}
	if hash != m.Hash {
		return forked()
	}
	return nil
}

func older() error {
	return taglane.Errorf(taglane.Conflict, "This library is older than what it left in the team's folder. Receive first, then send.")
}

func forked() error {
	return taglane.Errorf(taglane.Conflict, "This library was put back to an older state and changed since, so it contradicts what the team already has from it. It needs a new name among the team's devices.")
}

// settle follows the own lines in the folder from a mark for as long as they
// are the log's, and cuts off what comes after.
func (f *Folder) settle(ctx context.Context, m Mark, own Log) (Mark, error) {
	for {
		p, err := f.read(f.device, m, readBytes)
		if err != nil {
			return m, err
		}
		if _, err := agree(ctx, m, p.edits, own); err != nil {
			return m, err
		}
		m = p.next
		switch {
		case m.Fault == Whole && !p.end:
			continue
		case m.Fault == Whole && f.goesOn(f.device, m, p):
			m.Segment, m.Offset = m.Segment+1, 0
			continue
		}
		m.Fault = Whole
		return m, f.cut(m)
	}
}

// agree says that lines behind a mark are the log's own, and up to which number
// they are.
func agree(ctx context.Context, m Mark, there []edit.Edit, own Log) (uint64, error) {
	for len(there) > 0 {
		edits, err := own(ctx, m.Seq, len(there))
		if err != nil {
			return m.Seq, err
		}
		if len(edits) == 0 {
			return m.Seq, older()
		}
		for i, e := range edits {
			a, hash, err := edit.Encode(m.Hash, e)
			if err != nil {
				return m.Seq, err
			}
			b, _, err := edit.Encode(m.Hash, there[i])
			if err != nil {
				return m.Seq, err
			}
			if !bytes.Equal(a, b) {
				return m.Seq, forked()
			}
			m.Seq, m.Hash = e.Seq, hash
		}
		there = there[len(edits):]
	}
	return m.Seq, nil
}

// Agreed follows the own lines for as long as they are the log's; see Exchange.
func (f *Folder) Agreed(ctx context.Context, own Log) (uint64, error) {
	m := Mark{Segment: 1}
	for {
		p, err := f.read(f.device, m, readBytes)
		if err != nil {
			return m.Seq, err
		}
		if n, err := agree(ctx, m, p.edits, own); err != nil {
			return n, unlessConflict(err)
		}
		m = p.next
		switch {
		case m.Fault == Whole && !p.end:
		case m.Fault == Whole && f.goesOn(f.device, m, p):
			m.Segment, m.Offset = m.Segment+1, 0
		default:
			return m.Seq, nil
		}
	}
}

func unlessConflict(err error) error {
	if taglane.KindOf(err) == taglane.Conflict {
		return nil
	}
	return err
}

// write adds edits behind a mark, a file at a time; what it returns is on disk.
func (f *Folder) write(m Mark, edits []edit.Edit) (Mark, error) {
	var text []byte
	next := m
	for _, e := range edits {
		if next.Offset >= segmentBytes {
			if err := f.add(m, text); err != nil {
				return m, err
			}
			next.Segment, next.Offset = next.Segment+1, 0
			m, text = next, nil
		}
		line, hash, err := edit.Encode(next.Hash, e)
		if err != nil {
			return m, err
		}
		text = append(text, line...)
		next.Seq, next.Prev, next.Hash, next.Offset = e.Seq, next.Hash, hash, next.Offset+int64(len(line))
	}
	if err := f.add(m, text); err != nil {
		return m, err
	}
	return next, nil
}

// add writes text behind a mark in its file, and nothing stays after it.
func (f *Folder) add(m Mark, text []byte) error {
	path := f.segment(f.device, m.Segment)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return unwritable(err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return unwritable(err)
	}
	_, err = file.WriteAt(text, m.Offset)
	err = errors.Join(err, file.Truncate(m.Offset+int64(len(text))), file.Sync(), file.Close())
	if err != nil {
		return unwritable(err)
	}
	return nil
}

// cut leaves nothing behind a mark in its file, such as half a line.
func (f *Folder) cut(m Mark) error {
	if size, err := f.size(m.Segment); err != nil || size == m.Offset {
		return nil
	}
	if err := os.Truncate(f.segment(f.device, m.Segment), m.Offset); err != nil {
		return unwritable(err)
	}
	return nil
}

// complete says whether the files before a mark are there in full, and nothing
// lies after its own.
func (f *Folder) complete(m Mark) bool {
	for n := 1; n <= m.Segment; n++ {
		least := int64(segmentBytes)
		if n == m.Segment {
			least = m.Offset
		}
		if size, err := f.size(n); err != nil || size < least {
			return false
		}
	}
	return !f.has(f.device, m.Segment+1)
}

func (f *Folder) size(segment int) (int64, error) {
	info, err := os.Stat(f.segment(f.device, segment))
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func (f *Folder) has(device string, segment int) bool {
	_, err := os.Stat(f.segment(device, segment))
	return err == nil || !errors.Is(err, fs.ErrNotExist)
}
