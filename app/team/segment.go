package team

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"taglane/app/edit"
)

// segmentBytes is when the next file is begun: a service that syncs whole files
// never has more than this to send again.
const segmentBytes = 256 << 10

// readMost is how much of a file is looked at in one go; a line is never longer.
const readMost = 2*edit.MostBytes + 1<<20

func (f *Folder) segment(device string, n int) string {
	return filepath.Join(f.root, "edits", device, fmt.Sprintf("%06d.jsonl", n))
}

// piece is what a device's file holds behind a mark.
type piece struct {
	edits []edit.Edit
	next  Mark
	end   bool // the file holds nothing more
	none  bool // there is no such file
}

// read takes the whole lines behind a mark in its own file, about most bytes of
// them.
func (f *Folder) read(device string, m Mark, most int) (piece, error) {
	file, err := os.Open(f.segment(device, m.Segment))
	if errors.Is(err, fs.ErrNotExist) {
		return piece{next: m, end: true, none: true}, nil
	}
	if err != nil {
		return piece{}, unreadable(err)
	}
	defer file.Close()
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return piece{}, unreadable(err)
	}
	m.Fault = Whole
	if size < m.Offset { // a service brings it again
		m.Fault = Half
		return piece{next: m, end: true}, nil
	}
	for {
		b := make([]byte, min(int64(most), size-m.Offset))
		if _, err := file.ReadAt(b, m.Offset); err != nil && !errors.Is(err, io.EOF) {
			return piece{}, unreadable(err)
		}
		p := follow(device, m, b, m.Offset+int64(len(b)) == size)
		if len(p.edits) > 0 || p.end || most >= readMost {
			return p, nil
		}
		most *= 8 // not one line of it was whole
	}
}

// follow reads the lines of b, which lies behind m. They count only if they are
// the device's own and go on from the last.
func follow(device string, m Mark, b []byte, last bool) piece {
	edits, hash, taken := edit.Decode(m.Hash, b)
	if n := len(edits); n > 0 {
		if edits[0].Device != device || edits[0].Seq != m.Seq+1 {
			m.Fault = Rewritten
			return piece{next: m, end: true}
		}
		m.Seq, m.Hash, m.Prev, m.Offset = edits[n-1].Seq, hash, previous(b[:taken]), m.Offset+int64(taken)
	}
	rest := b[taken:]
	switch whole := bytes.IndexByte(rest, '\n') >= 0; {
	case whole:
		m.Fault = Broken
	case last && len(rest) > 0:
		m.Fault = Half
	}
	return piece{edits: edits, next: m, end: m.Fault != Whole || last}
}

// previous is what the last of some whole lines says of the line before it.
func previous(lines []byte) string {
	last := lines[bytes.LastIndexByte(lines[:len(lines)-1], '\n')+1:]
	var l struct {
		Prev string `json:"prev"`
	}
	if json.NewDecoder(bytes.NewReader(last)).Decode(&l) != nil {
		return ""
	}
	return l.Prev
}
