package outbox

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// page is one copy of the ledger on disk: bytes that are only ever added.
type page interface {
	Read() ([]byte, error)
	Append(b []byte) error  // durable when it returns nil; unknown when it does not
	Truncate(n int64) error // used only to cut a torn last line
	Close() error
}

// filePage is a copy in a file, opened for appending, with one fsync per line.
type filePage struct{ *os.File }

func openPage(path string) (page, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	// A new file is only there after a power cut if its folder says so too.
	// Folders cannot be synced everywhere, so that refusal is not a failure.
	if dir, err := os.Open(filepath.Dir(path)); err == nil {
		_ = dir.Sync()
		dir.Close()
	}
	return filePage{f}, nil
}

func (p filePage) Read() ([]byte, error) {
	st, err := p.Stat()
	if err != nil {
		return nil, err
	}
	b := make([]byte, st.Size())
	n, err := p.ReadAt(b, 0)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return b[:n], err
}

func (p filePage) Append(b []byte) error {
	if _, err := p.Write(b); err != nil {
		return err
	}
	return p.Sync()
}

func (p filePage) Truncate(n int64) error {
	if err := p.File.Truncate(n); err != nil {
		return err
	}
	return p.Sync()
}

// noPage is a copy that nobody may write.
type noPage struct{}

func (noPage) Read() ([]byte, error)  { return nil, nil }
func (noPage) Append([]byte) error    { return errors.ErrUnsupported }
func (noPage) Truncate(n int64) error { return errors.ErrUnsupported }
func (noPage) Close() error           { return nil }

// parsed is one copy as it was read.
type parsed struct {
	lines []written
	has   map[string]bool
	last  string // hash of the last whole line
	spoil bool   // damaged lines follow the last whole one
	keep  int64  // bytes up to the end of the last complete line
	size  int64
}

// parse reads a copy. Bytes without a line break at the end are a torn line.
// Lines that another copy holds too are in seen and are not decoded again.
func parse(b []byte, seen map[string]written) parsed {
	p := parsed{has: map[string]bool{}, size: int64(len(b))}
	for len(b) > 0 {
		i := bytes.IndexByte(b, '\n')
		if i < 0 {
			break
		}
		w, ok := seen[string(b[:i])]
		if !ok {
			if w, ok = read(b[:i]); ok {
				seen[w.text] = w
			}
		}
		if ok {
			p.lines = append(p.lines, w)
			p.has[w.hash], p.last, p.spoil = true, w.hash, false
		} else {
			p.spoil = true
		}
		b, p.keep = b[i+1:], p.keep+int64(i)+1
	}
	return p
}

// union puts the lines of all copies in the order in which they were written,
// each once, and says before which of them something is missing. A line at the
// index len(lines) stands for the end.
func union(copies []parsed) (lines []written, breaks map[int]bool) {
	next, known := map[string][]written{}, map[string]bool{}
	var all []written
	for _, c := range copies {
		for _, w := range c.lines {
			if !known[w.hash] {
				known[w.hash] = true
				all = append(all, w)
				next[w.Prev] = append(next[w.Prev], w)
			}
		}
	}
	breaks = map[int]bool{}
	for _, root := range all {
		if root.Prev != "" && known[root.Prev] {
			continue // it follows another line
		}
		if root.Prev != "" {
			breaks[len(lines)] = true
		}
		stack := []written{root}
		for len(stack) > 0 {
			w := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			lines = append(lines, w)
			for i := len(next[w.hash]) - 1; i >= 0; i-- {
				stack = append(stack, next[w.hash][i])
			}
		}
	}
	// Damage at the end is healed when another copy knows what followed.
	for _, c := range copies {
		if c.spoil && len(next[c.last]) == 0 {
			breaks[len(lines)] = true
		}
	}
	return lines, breaks
}

// lost stands for the hash of a line nobody has any more. No line has this
// hash, so what follows it shows for ever that something is missing there.
const lost = "?"
