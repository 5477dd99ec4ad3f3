package store

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
)

// A write-ahead log as SQLite writes it: a header of 32 bytes, then frames of 24
// bytes and a page each. Every frame carries the salt of its header and a
// checksum over all before it, so a log ends where that no longer fits.
const (
	walHeader   = 32
	frameHeader = 24
)

// wal is what a write-ahead log holds.
type wal struct {
	salt   [8]byte
	frames uint32           // how many belong to transactions that are whole
	page   int64            // the size of one, in bytes
	pages  map[uint32]frame // what those transactions wrote
	lost   bool             // its header is not as it was written
}

// frame is the latest content of a page, by its sum, and whether the log holds
// another one besides.
type frame struct {
	sum   uint32
	twice bool
}

// readWAL reads the log beside a library. Without a log it is empty.
func readWAL(path string) (wal, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return wal{}, nil
	}
	if err != nil {
		return wal{}, err
	}
	defer f.Close()
	head := make([]byte, walHeader)
	if _, err := io.ReadFull(f, head); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return wal{}, nil
	} else if err != nil {
		return wal{}, err
	}
	order := orderOf(head)
	if order == nil {
		return wal{lost: true}, nil
	}
	s0, s1 := summedWAL(order, 0, 0, head[:24])
	if s0 != binary.BigEndian.Uint32(head[24:]) || s1 != binary.BigEndian.Uint32(head[28:]) {
		return wal{lost: true}, nil
	}
	w := wal{salt: [8]byte(head[16:24]), page: int64(binary.BigEndian.Uint32(head[8:])), pages: map[uint32]frame{}}
	return w, w.read(f, order, s0, s1)
}

// orderOf is the order of bytes in which a log is summed up; nil for what is no
// header of one.
func orderOf(head []byte) binary.ByteOrder {
	page := binary.BigEndian.Uint32(head[8:])
	if page < 512 || page > 65536 || page&(page-1) != 0 {
		return nil
	}
	switch binary.BigEndian.Uint32(head) {
	case 0x377f0682:
		return binary.LittleEndian
	case 0x377f0683:
		return binary.BigEndian
	}
	return nil
}

// read takes in the frames up to the first that does not fit.
func (w *wal) read(f io.Reader, order binary.ByteOrder, s0, s1 uint32) error {
	buf := make([]byte, frameHeader+w.page)
	open := map[uint32]frame{} // of the transaction that is being read
	for n := uint32(1); ; n++ {
		if _, err := io.ReadFull(f, buf); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		} else if err != nil {
			return err
		}
		s0, s1 = summedWAL(order, s0, s1, buf[:8])
		s0, s1 = summedWAL(order, s0, s1, buf[frameHeader:])
		number := binary.BigEndian.Uint32(buf)
		if [8]byte(buf[8:16]) != w.salt || number == 0 || s0 != binary.BigEndian.Uint32(buf[16:]) || s1 != binary.BigEndian.Uint32(buf[20:]) {
			return nil
		}
		sum := sumOfPage(buf[frameHeader:])
		before, again := open[number]
		open[number] = frame{sum, again && (before.twice || before.sum != sum)}
		if binary.BigEndian.Uint32(buf[4:]) == 0 { // not the last of its transaction
			continue
		}
		for number, f := range open {
			before, again := w.pages[number]
			f.twice = f.twice || again && (before.twice || before.sum != f.sum)
			w.pages[number] = f
		}
		clear(open)
		w.frames = n
	}
}

// summedWAL is the checksum of SQLite's logs over more bytes, a multiple of 8.
func summedWAL(order binary.ByteOrder, s0, s1 uint32, b []byte) (uint32, uint32) {
	for ; len(b) >= 8; b = b[8:] {
		s0 += order.Uint32(b) + s1
		s1 += order.Uint32(b[4:]) + s0
	}
	return s0, s1
}
