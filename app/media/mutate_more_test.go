//go:build unix

package media

import (
	"bytes"
	"encoding/binary"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// print tells what became of the files, by damage and by what was said of them.
func (a *tally) print(t *testing.T) {
	t.Logf("%d files: %d used, %d refused in %d sentences; the slowest took %s (%s); greatest child %d MB",
		a.tried, a.used, a.tried-a.used, len(a.refused), a.slowest.Round(time.Millisecond), a.slow, greatestChild()>>20)
	for _, how := range slices.Sorted(maps.Keys(a.damage)) {
		t.Logf("%5d tried, %5d used: %s", a.damage[how][0], a.damage[how][1], how)
	}
	for _, said := range slices.SortedFunc(maps.Keys(a.refused), func(x, y string) int { return a.refused[y] - a.refused[x] }) {
		t.Logf("%5d refused: %s", a.refused[said], said)
	}
}

// keep leaves a damaged file in the folder that TAGLANE_KEEP names, for other
// readers to be tried on it.
func keep(t *testing.T, name string, b []byte) {
	if dir := os.Getenv("TAGLANE_KEEP"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Error(err)
		}
	}
}

// extreme is one of the numbers that readers add to, multiply and make room for.
func extreme(r *rand.Rand) uint32 {
	return [...]uint32{0, 1, 2, 0x7f, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff, r.Uint32()}[r.IntN(12)]
}

// numbers are the boxes of MP4 and elements of Matroska that hold sizes, rates,
// times and counts.
var (
	numbers  = []string{"mvhd", "tkhd", "mdhd", "elst", "stts", "ctts", "stss", "stsz", "stsc", "stco", "avc1", "hvc1", "mp4a", "trun", "tfhd", "tfdt", "trex"}
	elements = []string{"\xb0", "\xba", "\x54\xb0", "\x54\xba", "\x2a\xd7\xb1", "\x44\x89", "\xd7", "\xe7", "\x23\xe3\x83", "\xb5", "\x9f"}
)

// absurd writes numbers nobody means where a file tells its dimensions, time
// bases, durations and counts.
func absurd(r *rand.Rand, b []byte, boxes [][2]int) []byte {
	if bytes.HasPrefix(b, []byte{0x1a, 0x45, 0xdf, 0xa3}) {
		id := elements[r.IntN(len(elements))]
		if at := bytes.Index(b, []byte(id)) + len(id); at > len(id) && at+1 < len(b) && b[at]&0x80 != 0 {
			for i := range int(b[at] &^ 0x80) {
				if at+1+i < len(b) && i < 8 {
					b[at+1+i] = byte(extreme(r))
				}
			}
		}
		return b
	}
	var where [][2]int
	for _, box := range boxes {
		if slices.Contains(numbers, string(b[box[0]+4:box[0]+8])) && box[1] >= 16 {
			where = append(where, box)
		}
	}
	if len(where) == 0 {
		return b
	}
	box := where[r.IntN(len(where))]
	for range 1 + r.IntN(3) {
		at := box[0] + 8 + r.IntN(box[1]-12)&^1
		if n := extreme(r); r.IntN(3) == 0 {
			binary.BigEndian.PutUint16(b[at:], uint16(n))
		} else if at+4 <= len(b) {
			binary.BigEndian.PutUint32(b[at:], n)
		}
	}
	return b
}

// swapped exchanges two boxes of one name, as those of sound and picture.
func swapped(r *rand.Rand, b []byte, boxes [][2]int) ([]byte, string) {
	name := func(box [2]int) string { return string(b[box[0]+4 : box[0]+8]) }
	var pairs [][2][2]int
	for i, one := range boxes {
		for _, two := range boxes[i+1:] {
			if name(one) == name(two) && one[0]+one[1] <= two[0] && two[0]+two[1] <= len(b) {
				pairs = append(pairs, [2][2]int{one, two})
			}
		}
	}
	if len(pairs) == 0 {
		return append(b[len(b)/2:len(b):len(b)], b[:len(b)/2]...), "swapped halves"
	}
	p := pairs[r.IntN(len(pairs))]
	one, two := p[0], p[1]
	return slices.Concat(b[:one[0]], b[two[0]:two[0]+two[1]], b[one[0]+one[1]:two[0]], b[one[0]:one[0]+one[1]], b[two[0]+two[1]:]), "swapped streams"
}

// masked begins a file as if it were of another kind.
func masked(r *rand.Rand, b []byte) []byte {
	masks := []string{"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01", "\x00\x00\x00\x18ftypqt  \x00\x00\x02\x00qt  qt  ", "\x00\x00\x00\x08wide", "\x00\x00\x00\x08free\x00\x00\x00\x08mdat", "RIFF\xff\xff\xff\x7fAVI LIST", "\x89PNG\r\n\x1a\n", "#EXTM3U\n#EXTINF:1,\n", "ffconcat version 1.0\n", "\x47\x40\x11\x10", "OggS\x00\x02", "FLV\x01\x05", "\x00\x00\x01\xba", "\x00\x00\x00\x01\x67"}
	mask := masks[r.IntN(len(masks))]
	if r.IntN(2) == 0 {
		return append([]byte(mask), b...)
	}
	copy(b, mask)
	return b
}
