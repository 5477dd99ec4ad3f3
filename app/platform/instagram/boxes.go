package instagram

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"

	"taglane/app/taglane"
)

// boxesMost bounds how many boxes of a file are looked at.
const boxesMost = 4096

// file looks into the clip's file: its index must stand before the pictures,
// and there may be no list of edits. What is no MP4 to us is let through here,
// for Instagram to judge.
func (l *look) file(path string) error {
	if path == "" {
		return nil
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // said elsewhere
	}
	if err != nil {
		return taglane.Wrap(err, taglane.Invalid, "The clip's file cannot be read.")
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return taglane.Wrap(err, taglane.Invalid, "The clip's file cannot be read.")
	}
	b := boxes{r: f, left: boxesMost}
	b.walk(0, info.Size(), 0)
	if b.late || b.edits {
		l.add("IG-CONTAINER", taglane.Say("The file of the clip must begin with its index and have no list of edits."), asH264, taglane.Place{Field: "clip"})
	}
	return nil
}

// boxes reads the structure of an MP4 file and nothing of its pictures.
type boxes struct {
	r            io.ReaderAt
	left         int
	index, media bool // seen so far
	late, edits  bool
}

func (b *boxes) walk(at, end int64, depth int) {
	for at+8 <= end && b.left > 0 && depth < 4 {
		b.left--
		var head [16]byte
		if n, _ := b.r.ReadAt(head[:], at); n < 8 {
			return
		}
		size, skip := int64(binary.BigEndian.Uint32(head[:])), int64(8)
		switch size {
		case 0:
			size = end - at
		case 1:
			size, skip = int64(binary.BigEndian.Uint64(head[8:])), 16
		}
		if size < skip || size > end-at {
			return // not a box
		}
		switch string(head[4:8]) {
		case "moov":
			b.index, b.late = true, b.late || b.media
			b.walk(at+skip, at+size, depth+1)
		case "trak", "edts":
			b.walk(at+skip, at+size, depth+1)
		case "mdat":
			b.media = true
		case "elst":
			b.edits = b.edits || depth > 0
		}
		at += size
	}
}
