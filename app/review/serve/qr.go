package serve

import (
	"fmt"
	"strings"

	"taglane/app/taglane"
)

// A link is long and has to be typed by nobody, so it is shown as a QR code:
// bytes, error correction M, versions 1 to 10, as ISO/IEC 18004 describes them.
// Links here have at most 160 characters, which version 9 holds.

// QR is a link as a camera reads it.
type QR struct {
	Size int    `json:"size"` // modules of a side, without the quiet zone of four
	Path string `json:"path"` // the dark modules, as the path of an SVG of Size × Size
	dark [][]bool
}

// mostVersion is the greatest version that is written.
const mostVersion = 10

// Of each version, from 1: all codewords, those that correct errors of one
// block, and blocks.
var (
	codewords  = [mostVersion]int{26, 44, 70, 100, 134, 172, 196, 242, 292, 346}
	correcting = [mostVersion]int{10, 16, 26, 18, 24, 16, 18, 22, 22, 26}
	blocks     = [mostVersion]int{1, 1, 1, 2, 2, 4, 4, 4, 5, 5}
	alignment  = [mostVersion][]int{nil, {6, 18}, {6, 22}, {6, 26}, {6, 30}, {6, 34}, {6, 22, 38}, {6, 24, 42}, {6, 26, 46}, {6, 28, 50}}
)

// encodeQR draws a text. Invalid: it is longer than version 10 holds.
func encodeQR(text string) (QR, error) {
	version := 1
	for ; version <= mostVersion; version++ {
		if 4+countBits(version)+8*len(text) <= 8*room(version) {
			break
		}
	}
	if version > mostVersion {
		return QR{}, taglane.Errorf(taglane.Invalid, "The link is too long for a QR code.")
	}
	bits := interleaved(version, payload(version, text))
	var best *grid
	least := 0
	for mask := range 8 {
		g := newGrid(version)
		g.fill(bits)
		g.mask(mask)
		g.format(mask)
		if p := g.penalty(); best == nil || p < least {
			best, least = g, p
		}
	}
	return QR{Size: best.size, Path: best.path(), dark: best.dark}, nil
}

func countBits(version int) int {
	if version < 10 {
		return 8
	}
	return 16
}

// room is how many codewords of a version carry data.
func room(version int) int {
	return codewords[version-1] - blocks[version-1]*correcting[version-1]
}

// payload is the text with its head, its end and its padding.
func payload(version int, text string) []byte {
	var b bitWriter
	b.add(4, 4) // bytes
	b.add(len(text), countBits(version))
	for _, c := range []byte(text) {
		b.add(int(c), 8)
	}
	most := room(version)
	b.add(0, min(4, 8*most-b.n))
	b.add(0, (8-b.n%8)%8)
	for pad := 0xec; len(b.bytes) < most; pad ^= 0xec ^ 0x11 {
		b.add(pad, 8)
	}
	return b.bytes
}

type bitWriter struct {
	bytes []byte
	n     int
}

func (b *bitWriter) add(v, bits int) {
	for i := bits - 1; i >= 0; i-- {
		if b.n%8 == 0 {
			b.bytes = append(b.bytes, 0)
		}
		b.bytes[b.n/8] |= byte(v>>i&1) << (7 - b.n%8)
		b.n++
	}
}

// interleaved cuts data into blocks, gives each its correction, and mixes them.
func interleaved(version int, data []byte) []byte {
	n, ec := blocks[version-1], correcting[version-1]
	short, long := len(data)/n, len(data)%n // the last long ones have one more
	var parts, checks [][]byte
	for i := range n {
		size := short
		if i >= n-long {
			size++
		}
		parts, checks = append(parts, data[:size]), append(checks, correction(data[:size], ec))
		data = data[size:]
	}
	var out []byte
	for _, all := range [][][]byte{parts, checks} {
		for i := range short + ec + 1 {
			for _, p := range all {
				if i < len(p) {
					out = append(out, p[i])
				}
			}
		}
	}
	return out
}

// times multiplies in the field of 256 that QR codes reckon in.
func times(a, b byte) byte {
	var out byte
	for ; b > 0; b >>= 1 {
		if b&1 == 1 {
			out ^= a
		}
		carry := a&0x80 != 0
		if a <<= 1; carry {
			a ^= 0x1d
		}
	}
	return out
}

// correction is what is left of data divided by the generator of that degree.
func correction(data []byte, degree int) []byte {
	generator := make([]byte, degree) // without its leading 1
	generator[degree-1] = 1
	root := byte(1)
	for range degree {
		for i := range generator {
			generator[i] = times(generator[i], root)
			if i+1 < degree {
				generator[i] ^= generator[i+1]
			}
		}
		root = times(root, 2)
	}
	rest := make([]byte, degree)
	for _, b := range data {
		factor := b ^ rest[0]
		copy(rest, rest[1:])
		rest[degree-1] = 0
		for i, g := range generator {
			rest[i] ^= times(g, factor)
		}
	}
	return rest
}

// path is the dark modules as runs along the rows.
func (g *grid) path() string {
	var b strings.Builder
	for y, row := range g.dark {
		for x := 0; x < g.size; x++ {
			if !row[x] {
				continue
			}
			from := x
			for x < g.size && row[x] {
				x++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
		}
	}
	return b.String()
}

// quiet is how many light modules stand around a code for a terminal.
const quiet = 4

// Blocks is the code for a terminal, two modules to a character, dark on light
// whatever the terminal's own colours are.
func (q QR) Blocks() string {
	at := func(x, y int) bool { return y >= 0 && y < q.Size && x >= 0 && x < q.Size && q.dark[y][x] }
	var b strings.Builder
	for y := -quiet; y < q.Size+quiet; y += 2 {
		b.WriteString("\x1b[30;47m")
		for x := -quiet; x < q.Size+quiet; x++ {
			switch up, down := at(x, y), at(x, y+1); {
			case up && down:
				b.WriteString("█")
			case up:
				b.WriteString("▀")
			case down:
				b.WriteString("▄")
			default:
				b.WriteString(" ")
			}
		}
		b.WriteString("\x1b[0m\n")
	}
	return b.String()
}
