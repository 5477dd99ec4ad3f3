package catalog

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"taglane/app/taglane"
)

const (
	// headSize is how much of a file is looked at to find its header.
	headSize = 64 << 10
	// bufferSize holds many rows, so that most can be cut where they lie.
	bufferSize = 256 << 10
	// A packed file may grow this much, once it is larger than a few rows.
	ratioMost = 200
	// progressStep is how many bytes lie between two calls of Progress.
	progressStep = 1 << 20
)

// meter counts what is read and ends a file that is too large.
type meter struct {
	in       io.Reader
	read     int64
	told     int64
	progress func(int64)
	packed   *int64 // what it was unpacked from; nil: it was not
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.in.Read(p)
	m.read += int64(n)
	switch {
	case m.read > MaxBytes:
		return 0, taglane.Errorf(taglane.Invalid, "The file is larger than 2 GiB. Split it and import the parts.")
	case m.packed != nil && m.read > 16<<20 && m.read > ratioMost**m.packed:
		return 0, taglane.Errorf(taglane.Invalid, "The packed file grows far too much when it is unpacked.")
	}
	if m.progress != nil && (m.read-m.told >= progressStep || err == io.EOF && m.told != m.read) {
		m.told = m.read
		m.progress(m.read)
	}
	return n, err
}

// counted counts the bytes of a packed file.
type counted struct {
	in io.Reader
	n  int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	return n, err
}

// decoded is a file as UTF-8, as far as its head says what it is: UTF-16 of
// either order is turned, gzip is unpacked, a mark at its head is read past.
type decoded struct {
	*bufio.Reader
	*meter
	encoding string
	doubtful bool // UTF-16 without its mark
}

// Read settles which of the two is read.
func (d *decoded) Read(p []byte) (int, error) { return d.Reader.Read(p) }

func decode(r io.Reader, progress func(int64)) (*decoded, error) {
	m := &meter{in: r, progress: progress}
	d := &decoded{meter: m, encoding: "UTF-8"}
	d.Reader = bufio.NewReaderSize(m, bufferSize)
	head, err := d.Peek(512)
	if err != nil && err != io.EOF && len(head) == 0 {
		return d, unread(err)
	}
	switch {
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return unpack(r, head, d, progress)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return d, taglane.Errorf(taglane.Invalid, "This is a packed file. Unpack it and import what is inside.")
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, err = d.Discard(3)
		return d, err
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		d.wide(utf16.UTF16(utf16.LittleEndian, utf16.ExpectBOM).NewDecoder())
	default:
		if order, wide := unmarked(head); wide {
			d.doubtful = true
			d.wide(utf16.UTF16(order, utf16.IgnoreBOM).NewDecoder())
		}
	}
	return d, nil
}

func (d *decoded) wide(t transform.Transformer) {
	d.encoding = "UTF-16"
	d.Reader = bufio.NewReaderSize(transform.NewReader(d.Reader, t), bufferSize)
}

// unpack starts again inside a gzip file; what lies in it may not be packed.
func unpack(r io.Reader, head []byte, d *decoded, progress func(int64)) (*decoded, error) {
	packed := &counted{in: d.Reader}
	z, err := gzip.NewReader(packed)
	if err != nil {
		return d, taglane.Wrap(err, taglane.Invalid, "The packed file is damaged.")
	}
	inner, err := decode(&damaged{z}, nil)
	if err == nil && inner.packed != nil {
		err = taglane.Errorf(taglane.Invalid, "This is a packed file. Unpack it and import what is inside.")
	}
	d.progress = nil
	inner.packed, inner.progress = &packed.n, progress
	return inner, err
}

// damaged says what is wrong with a packed file in place of the library.
type damaged struct{ in io.Reader }

func (d *damaged) Read(p []byte) (int, error) {
	n, err := d.in.Read(p)
	var corrupt flate.CorruptInputError
	if errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &corrupt) {
		err = taglane.Wrap(err, taglane.Invalid, "The packed file is damaged.")
	}
	return n, err
}

// unmarked says whether a head is UTF-16 without its mark: every second byte
// of plain text is then nothing.
func unmarked(head []byte) (utf16.Endianness, bool) {
	var zero [2]int
	n := min(len(head)&^1, 128)
	for i := range n {
		if head[i] == 0 {
			zero[i%2]++
		}
	}
	switch {
	case n < 8:
	case zero[0] == 0 && zero[1] > n/3:
		return utf16.LittleEndian, true
	case zero[1] == 0 && zero[0] > n/3:
		return utf16.BigEndian, true
	}
	return utf16.LittleEndian, false
}

// unread is the sentence for a reader that failed; our own are kept.
func unread(err error) error {
	var own *taglane.Error
	if errors.As(err, &own) {
		return own
	}
	return taglane.Wrap(err, taglane.Refused, "The file could not be read to its end.")
}

// mended makes text of any bytes: what is not UTF-8 is Windows-1252, which
// knows every byte. was is false if something had to be mended.
func mended(b []byte) (s string, was bool) {
	if utf8.Valid(b) {
		return string(b), true
	}
	c, _ := charmap.Windows1252.NewDecoder().Bytes(b)
	return string(c), false
}
