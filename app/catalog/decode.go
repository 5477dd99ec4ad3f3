package catalog

import (
	"bufio"
	"bytes"
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
	in     io.Reader
	read   int64
	told   int64
	tell   func()   // every progressStep, and at the end; nil: nobody listens
	packed *counted // what it was unpacked from; nil: it was not
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.in.Read(p)
	m.read += int64(n)
	switch {
	case m.read > MaxBytes:
		return 0, taglane.Errorf(taglane.Invalid, "The file is larger than 2 GiB. Split it and import the parts.")
	case m.packed != nil && m.read > 16<<20 && m.read > ratioMost*m.packed.n:
		return 0, taglane.Errorf(taglane.Invalid, "The packed file grows far too much when it is unpacked.")
	}
	if m.tell != nil && (m.read-m.told >= progressStep || err == io.EOF && m.told != m.read) {
		m.told = m.read
		m.tell()
	}
	return n, err
}

// counted counts the bytes of a file as it lies there, packed or not.
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
// either order is turned, what is packed is unpacked, a mark at its head is
// read past.
type decoded struct {
	*bufio.Reader
	*meter
	lies     *counted // the file itself
	encoding string
	doubtful bool   // UTF-16 without its mark
	close    func() // lets go of what unpacking needed
}

// Read settles which of the two is read.
func (d *decoded) Read(p []byte) (int, error) { return d.Reader.Read(p) }

// decode looks at the head of a file. Whoever is done with it calls close,
// whether or not there was an error.
func decode(r io.Reader) (*decoded, error) {
	lies := &counted{in: r}
	d, err := plainly(lies)
	d.lies, d.close = lies, func() {}
	if err != nil {
		return d, err
	}
	head, _ := d.Peek(4)
	switch {
	case isGzip(head):
		err = d.gunzip()
	case isZip(head):
		err = d.unzip(r)
	}
	return d, err
}

// plainly is a file as it lies there.
func plainly(in io.Reader) (*decoded, error) {
	m := &meter{in: in}
	d := &decoded{meter: m, encoding: "UTF-8"}
	d.Reader = bufio.NewReaderSize(m, bufferSize)
	head, err := d.Peek(512)
	if err != nil && err != io.EOF && len(head) == 0 {
		return d, unread(err)
	}
	switch {
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
	return taglane.OfDisk(err, taglane.Refused, "The file could not be read to its end.")
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
