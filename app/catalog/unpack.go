package catalog

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"strings"

	"taglane/app/taglane"
)

const (
	// directoryMost is how much of a ZIP file is read to find what is in it.
	directoryMost = 1 << 20
	// membersMost is how many things it may hold, with those that are passed over.
	membersMost = 100
)

func isGzip(head []byte) bool { return bytes.HasPrefix(head, []byte("\x1f\x8b")) }

func isZip(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
}

// gunzip goes on inside a gzip file.
func (d *decoded) gunzip() error {
	packed := &counted{in: d.Reader}
	z, err := gzip.NewReader(packed)
	if err != nil {
		return taglane.Wrap(err, taglane.Invalid, "The packed file is damaged.")
	}
	return d.inside(&damaged{z}, packed)
}

// inside puts what is unpacked in place of what was packed; it may not be
// packed itself.
func (d *decoded) inside(in io.Reader, packed *counted) error {
	inner, err := plainly(in)
	inner.packed = packed
	d.Reader, d.meter, d.encoding, d.doubtful = inner.Reader, inner.meter, inner.encoding, inner.doubtful
	if head, _ := d.Peek(4); err == nil && (isGzip(head) || isZip(head)) {
		return taglane.Errorf(taglane.Invalid, "What is packed in this file is packed again. Unpack it and import what is inside.")
	}
	return err
}

// unzip goes on inside the one file that a ZIP file holds. Its directory lies
// at the end, so a file that comes as a stream is laid on the disk first.
func (d *decoded) unzip(r io.Reader) error {
	at, size, err := d.seekable(r)
	if err != nil {
		return err
	}
	bounded := &allowance{in: at, left: directoryMost}
	archive, err := zip.NewReader(bounded, size)
	switch {
	case bounded.left < 0:
		return taglane.Wrap(err, taglane.Invalid, "The packed file holds far too many files. Pack the product file alone.")
	case err != nil && !errors.Is(err, zip.ErrInsecurePath): // our own word on its names follows
		return taglane.Wrap(err, taglane.Invalid, "The packed file is damaged.")
	}
	one, err := packedFile(archive.File)
	if err != nil {
		return err
	}
	start, err := one.DataOffset()
	if err != nil {
		return taglane.Wrap(err, taglane.Invalid, "The packed file is damaged.")
	}
	// What it says of its sizes is not believed: the file itself bounds what is
	// read, and what comes out is counted.
	packed := &counted{in: io.NewSectionReader(at, start, min(int64(one.CompressedSize64), max(size-start, 0)))}
	d.lies = packed
	var in io.Reader = packed
	if one.Method == zip.Deflate {
		in = flate.NewReader(packed)
	}
	return d.inside(&damaged{&promised{in: in, member: one}}, packed)
}

// packedFile is the one file of an archive that is a product file. What a Mac adds
// to its archives is passed over.
func packedFile(all []*zip.File) (*zip.File, error) {
	if len(all) > membersMost {
		return nil, taglane.Errorf(taglane.Invalid, "The packed file holds far too many files. Pack the product file alone.")
	}
	var one *zip.File
	for _, f := range all {
		name := f.Name
		if rest, mac := strings.CutPrefix(name, "__MACOSX/"); mac && (rest == "" || strings.HasPrefix(rest, "._") && !strings.ContainsAny(rest, `/\`)) {
			continue
		}
		switch {
		case strings.ContainsAny(name, "/\\:\x00") || name == ".." || f.Mode()&os.ModeType != 0:
			return nil, taglane.Errorf(taglane.Invalid, "The packed file holds folders, or names that are none. Pack the product file alone.")
		case f.Flags&1 != 0:
			return nil, taglane.Errorf(taglane.Invalid, "The packed file is locked with a password. Unpack it and import what is inside.")
		case f.Method != zip.Store && f.Method != zip.Deflate:
			return nil, taglane.Errorf(taglane.Invalid, "The file is packed in a way Taglane does not read. Unpack it and import what is inside.")
		case one != nil:
			return nil, taglane.Errorf(taglane.Invalid, "The packed file holds several files. Pack the product file alone.")
		}
		one = f
	}
	if one == nil {
		return nil, taglane.Errorf(taglane.Invalid, "The packed file is empty.")
	}
	if one.UncompressedSize64 > MaxBytes {
		return nil, taglane.Errorf(taglane.Invalid, "The file is larger than 2 GiB. Split it and import the parts.")
	}
	return one, nil
}

// seekable is the file to be read anywhere: itself, or a copy that close
// removes again.
func (d *decoded) seekable(r io.Reader) (io.ReaderAt, int64, error) {
	if f, ok := r.(interface {
		io.ReaderAt
		io.Seeker
	}); ok {
		if size, err := f.Seek(0, io.SeekEnd); err == nil { // a pipe is a file too, and has no end
			return f, size, nil
		}
	}
	f, err := os.CreateTemp("", "taglane-packed-*")
	if err != nil {
		return nil, 0, taglane.OfDisk(err, taglane.Refused, "The folder for temporary files cannot be written.")
	}
	d.close = func() { f.Close(); os.Remove(f.Name()) }
	size, err := io.Copy(f, d.Reader)
	if err != nil {
		return nil, 0, unread(err)
	}
	return f, size, nil
}

// allowance is a file of which only so much is read, until more is allowed.
type allowance struct {
	in   io.ReaderAt
	left int64
}

var errDirectory = errors.New("the directory is too large")

func (a *allowance) ReadAt(p []byte, off int64) (int, error) {
	if a.left -= int64(len(p)); a.left < 0 {
		return 0, errDirectory
	}
	return a.in.ReadAt(p, off)
}

// promised sees that a member is what the directory says of it.
type promised struct {
	in     io.Reader
	member *zip.File
	n      uint64
	sum    uint32
}

func (w *promised) Read(p []byte) (int, error) {
	n, err := w.in.Read(p)
	w.n += uint64(n)
	w.sum = crc32.Update(w.sum, crc32.IEEETable, p[:n])
	if err == io.EOF && (w.n != w.member.UncompressedSize64 || w.sum != w.member.CRC32) {
		err = zip.ErrChecksum
	}
	return n, err
}

// damaged says what is wrong with a packed file in place of the library.
type damaged struct{ in io.Reader }

func (d *damaged) Read(p []byte) (int, error) {
	n, err := d.in.Read(p)
	var corrupt flate.CorruptInputError
	if errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, zip.ErrChecksum) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &corrupt) {
		err = taglane.Wrap(err, taglane.Invalid, "The packed file is damaged.")
	}
	return n, err
}
