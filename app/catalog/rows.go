package catalog

import (
	"bufio"
	"bytes"
	"io"

	"taglane/app/taglane"
)

// maxCells is how many cells of a row are kept; the rest is read past.
const maxCells = 4096

// commentsMost is how many lines may stand before the header.
const commentsMost = 10_000

// rows cuts a file into rows and cells. It forgives what people's files do:
// quotation marks inside a cell, any line ending, rows of any width. It holds
// one row, of MaxRow bytes at most.
type rows struct {
	in    *bufio.Reader
	sep   byte
	row   int      // of the row at hand; the first line of the file is 1
	cells [][]byte // good until the next row
	buf   []byte   // what had to be put together, one cell after the other
	ends  []int    // where each ends in buf
}

type state int

const (
	fresh   state = iota // before the first byte of a cell
	plain                // in a cell without quotation marks
	quoted               // inside quotation marks
	closing              // behind a quotation mark that may close the cell
)

// next reads a row. A fault is a reason to refuse it; the rows after it can
// still be read. The error is io.EOF after the last row, or the reader's own.
func (t *rows) next() (fault taglane.Said, err error) {
	t.cells, t.buf, t.ends = t.cells[:0], t.buf[:0], t.ends[:0]
	t.row++
	if t.line() {
		return taglane.Said{}, nil
	}
	fault, err = t.careful()
	from := 0
	for _, end := range t.ends {
		t.cells = append(t.cells, t.buf[from:end])
		from = end
	}
	return fault, err
}

// line cuts a row where it lies in the buffer. It does so only for a whole
// line without quotation marks, which most are; it says false for any other.
func (t *rows) line() bool {
	have, _ := t.in.Peek(t.in.Buffered())
	end := bytes.IndexByte(have, '\n')
	for end < 0 {
		was := len(have)
		if _, err := t.in.Peek(was + 1); err != nil {
			return false
		}
		have, _ = t.in.Peek(t.in.Buffered())
		if i := bytes.IndexByte(have[was:], '\n'); i >= 0 {
			end = was + i
		}
	}
	text := have[:end]
	if n := len(text); n > 0 && text[n-1] == '\r' {
		text = text[:n-1]
	}
	if bytes.IndexByte(text, '"') >= 0 || bytes.IndexByte(text, '\r') >= 0 {
		return false
	}
	for len(t.cells) < maxCells {
		i := bytes.IndexByte(text, t.sep)
		if i < 0 {
			t.cells = append(t.cells, text)
			break
		}
		t.cells = append(t.cells, text[:i])
		text = text[i+1:]
	}
	_, err := t.in.Discard(end + 1) // the cells stay until the buffer is filled again
	return err == nil
}

// careful reads a row byte by byte.
func (t *rows) careful() (fault taglane.Said, err error) {
	at := fresh
	for n := 0; ; n++ {
		b, err := t.in.ReadByte()
		switch {
		case err == io.EOF && n == 0:
			return fault, io.EOF
		case err == io.EOF && at == quoted:
			return taglane.Say("The row opens a quotation mark that is never closed."), nil
		case err == io.EOF:
			t.cut()
			return fault, nil
		case err != nil:
			return fault, err
		case n == MaxRow:
			return taglane.Say("The row is longer than 1 MiB; perhaps a quotation mark is never closed."), t.toLineEnd(b)
		}
		if at == quoted {
			if b == '"' {
				at = closing
			} else {
				t.buf = append(t.buf, b)
			}
			continue
		}
		switch {
		case b == t.sep:
			t.cut()
			at = fresh
		case b == '\n' || b == '\r':
			t.cut()
			return fault, t.afterReturn(b)
		case b == '"' && at == fresh:
			at = quoted
		case b == '"' && at == closing: // a doubled mark stands for one
			t.buf = append(t.buf, b)
			at = quoted
		case at == closing: // a lone mark within the cell stands for itself
			t.buf = append(t.buf, '"', b)
			at = quoted
		default:
			t.buf = append(t.buf, b)
			at = plain
		}
	}
}

func (t *rows) cut() {
	if len(t.ends) < maxCells {
		t.ends = append(t.ends, len(t.buf))
	}
}

// afterReturn reads past the line feed that belongs to a carriage return.
func (t *rows) afterReturn(b byte) error {
	if b != '\r' {
		return nil
	}
	if next, err := t.in.Peek(1); err != nil || next[0] != '\n' {
		return nil // the next row meets the error, if there is one
	}
	_, err := t.in.Discard(1)
	return err
}

// toLineEnd reads past the rest of a line, of which b has been read.
func (t *rows) toLineEnd(b byte) error {
	if b == '\n' {
		return nil
	}
	for {
		_, err := t.in.ReadSlice('\n')
		switch err {
		case nil, io.EOF:
			return nil
		case bufio.ErrBufferFull:
		default:
			return err
		}
	}
}

// cell is the bytes of a cell, without its quotation marks; none behind the last.
func (t *rows) cell(i int) []byte {
	if i < 0 || i >= len(t.cells) {
		return nil
	}
	return t.cells[i]
}

func (t *rows) blank() bool {
	for _, c := range t.cells {
		if len(bytes.TrimSpace(c)) > 0 {
			return false
		}
	}
	return true
}

// skipBlank reads past the blank lines that may stand before the header.
func (t *rows) skipBlank() error {
	for {
		b, err := t.in.ReadByte()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case b == '\n':
			t.row++
		case b != ' ' && b != '\r':
			return t.in.UnreadByte()
		}
	}
}

// skipLine reads past a line that may stand before the header: a comment, or a
// spreadsheet's "sep=;". It says false if it is none of them, or one too many.
func (t *rows) skipLine(head []byte) bool {
	line, _, whole := bytes.Cut(head, []byte("\n"))
	if !whole || line[0] != '#' && !bytes.HasPrefix(line, []byte("sep=")) || t.row >= commentsMost {
		return false
	}
	t.row++
	_, err := t.in.Discard(len(line) + 1)
	return err == nil
}
