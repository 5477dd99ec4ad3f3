package serve

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// Published values of the standard's own tables.
func TestFormatAndVersionAreThoseOfTheStandard(t *testing.T) {
	for mask, want := range []int{0b101010000010010, 0b101000100100101, 0b101111001111100, 0b101101101001011, 0b100010111111001, 0b100000011001110, 0b100111110010111, 0b100101010100000} {
		if got := remainder(mask, 10, 0x537) ^ 0x5412; got != want {
			t.Errorf("mask %d: %015b, want %015b", mask, got, want)
		}
	}
	for version, want := range map[int]int{7: 0x07c94, 8: 0x085bc, 9: 0x09a99, 10: 0x0a4d3} {
		if got := remainder(version, 12, 0x1f25); got != want {
			t.Errorf("version %d: %05x, want %05x", version, got, want)
		}
	}
}

// What is drawn is read as a camera would: unmasked by what its format says,
// walked, checked for errors and cut by its own head.
func TestACodeIsReadBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 14, 15, 26, 27, 62, 63, 120, 122, 123, 152, 153, 180, 181, 213} {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.IntN(256))
		}
		q, err := encodeQR(string(b))
		if err != nil {
			t.Fatalf("%d bytes: %v", n, err)
		}
		if got := readQR(t, q); got != string(b) {
			t.Errorf("%d bytes in %d modules are read as %q", n, q.Size, got)
		}
	}
	if _, err := encodeQR(strings.Repeat("x", 214)); err == nil {
		t.Error("more was drawn than version 10 holds")
	}
}

func readQR(t *testing.T, q QR) string {
	t.Helper()
	version := (q.Size - 17) / 4
	bits := 0
	for i := range 8 {
		if q.dark[8][q.Size-1-i] {
			bits |= 1 << i
		}
	}
	for i := 8; i < 15; i++ {
		if q.dark[q.Size-15+i][8] {
			bits |= 1 << i
		}
	}
	mask := (bits ^ 0x5412) >> 10 & 7
	if remainder(mask, 10, 0x537)^0x5412 != bits {
		t.Fatal("the format is none")
	}
	g := newGrid(version)
	var data []byte
	n := 0
	g.places(func(x, y int) {
		if n%8 == 0 {
			data = append(data, 0)
		}
		if q.dark[y][x] != masked(mask, x, y) {
			data[n/8] |= 1 << (7 - n%8)
		}
		n++
	})
	plain := apart(t, version, data[:codewords[version-1]])
	if plain[0]>>4 != 4 {
		t.Fatalf("mode %d", plain[0]>>4)
	}
	var b strings.Builder
	at := func(i int) byte { return plain[i]<<4 | plain[i+1]>>4 }
	size, from := int(at(0)), 1
	if version >= 10 {
		size, from = size<<8|int(at(1)), 2
	}
	for i := range size {
		b.WriteByte(at(from + i))
	}
	return b.String()
}

// apart sorts codewords back into blocks; each must vanish at every root of the
// generator, which is how a reader knows that nothing is wrong.
func apart(t *testing.T, version int, all []byte) (out []byte) {
	t.Helper()
	n, ec, data := blocks[version-1], correcting[version-1], room(version)
	parts := make([][]byte, n)
	long := data % n
	next := 0
	for i := range data/n + 1 {
		for p := range n {
			if i < data/n || p >= n-long {
				parts[p] = append(parts[p], all[next])
				next++
			}
		}
	}
	for i := range parts {
		out = append(out, parts[i]...)
	}
	for range ec {
		for p := range n {
			parts[p] = append(parts[p], all[next])
			next++
		}
	}
	for _, p := range parts {
		root := byte(1)
		for range ec {
			var sum byte
			for _, c := range p {
				sum = times(sum, root) ^ c
			}
			if sum != 0 {
				t.Fatal("a block has an error in it")
			}
			root = times(root, 2)
		}
	}
	return out
}

func TestACodeIsDrawnWhole(t *testing.T) {
	q, err := encodeQR("https://192.168.0.10:4443/r/#" + strings.Repeat("A", 87))
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(q.Blocks(), "\n"); lines != (q.Size+2*quiet+1)/2 {
		t.Errorf("%d lines for %d modules", lines, q.Size)
	}
	if !strings.HasPrefix(q.Path, "M0 0h7v1h-7z") || strings.Trim(q.Path, "Mhvz-0123456789 ") != "" {
		t.Errorf("the path is %.40s", q.Path)
	}
}
