package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
)

// SQLite notices when a page of a library makes no sense, but not when a letter
// in it is another one. So a file of sums lies beside the library: for every
// page two sums, one of which it has. They differ while a checkpoint may be
// under way, which writes the second content over the first; both are on disk
// before it begins. 0 stands for a page that may be anything, for as long as a
// checkpoint may stop at one of several contents.
//
// Its head bears witness to the latest commit: how many frames the write-ahead
// log had then. It is written after the commit and without waiting for the
// disk, so it may be behind, never ahead: a log that has fewer frames has lost
// something that a person was told is kept.
type sums struct {
	f    *os.File
	page int64
	of   [][2]uint32 // by page, from 0
}

const (
	sumsHead  = 32
	sumsMagic = "TGLNSUM1"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sumOfPage is never 0.
func sumOfPage(page []byte) uint32 { return max(1, crc32.Checksum(page, castagnoli)) }

// witness is what the head says of the log.
type witness struct {
	salt   [8]byte
	frames uint32
}

// openSums opens the sums of a library; nil where there are none that can be
// read. Then nothing is known of the pages until Close makes them anew.
func openSums(path string, how int) (*sums, witness) {
	f, err := os.OpenFile(path, how, 0)
	if err != nil {
		return nil, witness{}
	}
	b, err := io.ReadAll(f)
	if err != nil || len(b) < sumsHead || string(b[:8]) != sumsMagic || crc32.Checksum(b[:28], castagnoli) != binary.LittleEndian.Uint32(b[28:]) {
		f.Close()
		return nil, witness{}
	}
	s := &sums{f: f, page: int64(binary.LittleEndian.Uint32(b[24:]))}
	for r := b[sumsHead:]; len(r) >= 8; r = r[8:] {
		s.of = append(s.of, [2]uint32{binary.LittleEndian.Uint32(r), binary.LittleEndian.Uint32(r[4:])})
	}
	return s, witness{[8]byte(b[8:16]), binary.LittleEndian.Uint32(b[16:])}
}

// makeSums reads a whole library, which nobody writes to, and keeps its sums.
func makeSums(path, library string, page int64) (*sums, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	s := &sums{f: f, page: page}
	err = eachPage(library, page, func(n int, sum uint32) error {
		s.of = append(s.of, [2]uint32{sum, sum})
		return nil
	})
	if err == nil {
		_, err = f.WriteAt(s.records(0, len(s.of)), sumsHead)
	}
	if err == nil {
		err = s.bear(witness{})
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return s, nil
}

func eachPage(library string, page int64, do func(n int, sum uint32) error) error {
	f, err := os.Open(library)
	if err != nil {
		return err
	}
	defer f.Close()
	buf := make([]byte, max(page, 1<<20))
	for n := 0; ; {
		got, err := io.ReadFull(f, buf)
		for b := buf[:got]; int64(len(b)) >= page; b = b[page:] {
			if err := do(n, sumOfPage(b[:page])); err != nil {
				return err
			}
			n++
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// compare reads a library through. Pages that the log is about to write anew do
// not matter.
func (s *sums) compare(library string, log wal) error {
	return eachPage(library, s.page, func(n int, sum uint32) error {
		if _, anew := log.pages[uint32(n)+1]; anew || n >= len(s.of) || s.of[n][0] == 0 || s.of[n][0] == sum || s.of[n][1] == sum {
			return nil
		}
		return fmt.Errorf("page %d is not what was written", n+1)
	})
}

// lacks says what the log has lost of what the witness saw; nil for nothing.
func (w witness) lacks(log wal) error {
	switch {
	case w.frames == 0 || log.salt != w.salt && log.page > 0: // that one was home, and another one begun
		return nil
	case log.lost || log.frames < w.frames:
		return fmt.Errorf("the write-ahead log has %d frames of %d", log.frames, w.frames)
	}
	return nil
}

// bear writes the head.
func (s *sums) bear(w witness) error {
	b := make([]byte, sumsHead)
	copy(b, sumsMagic)
	copy(b[8:], w.salt[:])
	binary.LittleEndian.PutUint32(b[16:], w.frames)
	binary.LittleEndian.PutUint32(b[24:], uint32(s.page))
	binary.LittleEndian.PutUint32(b[28:], crc32.Checksum(b[:28], castagnoli))
	_, err := s.f.WriteAt(b, 0)
	return err
}

// expect notes, on disk, what a checkpoint of this log may make of the pages.
func (s *sums) expect(log wal) error {
	return errors.Join(s.set(log, func(was [2]uint32, f frame) [2]uint32 {
		if f.twice || was[0] == 0 {
			return [2]uint32{}
		}
		return [2]uint32{was[0], f.sum}
	}), s.f.Sync())
}

// home notes what the pages are once all of this log is in the library.
func (s *sums) home(log wal) error {
	return s.set(log, func(_ [2]uint32, f frame) [2]uint32 { return [2]uint32{f.sum, f.sum} })
}

func (s *sums) set(log wal, to func(was [2]uint32, f frame) [2]uint32) error {
	first, last := len(s.of), 0
	for number, f := range log.pages {
		for int(number) > len(s.of) { // a page that is not in the library yet: whatever lies there now
			s.of = append(s.of, [2]uint32{})
		}
		s.of[number-1] = to(s.of[number-1], f)
		first, last = min(first, int(number)-1), max(last, int(number))
	}
	if last == 0 {
		return nil
	}
	_, err := s.f.WriteAt(s.records(first, last), sumsHead+8*int64(first))
	return err
}

func (s *sums) records(first, last int) []byte {
	var b bytes.Buffer
	for _, r := range s.of[first:last] {
		b.Write(binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, r[0]), r[1]))
	}
	return b.Bytes()
}

// void makes the sums of no account, one way or the other.
func (s *sums) void() error {
	_, err := s.f.WriteAt(make([]byte, sumsHead), 0)
	return errors.Join(err, s.f.Close(), os.Remove(s.f.Name()))
}
