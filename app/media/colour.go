package media

// colour is how a file's numbers become light, in the code points of H.273.
// Zero and two both mean that the file does not say.
type colour struct{ primaries, transfer, matrix int64 }

const unsaid = 2

// or fills in what c does not say.
func (c colour) or(other colour) colour {
	for _, x := range []struct{ own, other *int64 }{{&c.primaries, &other.primaries}, {&c.transfer, &other.transfer}, {&c.matrix, &other.matrix}} {
		if *x.own == 0 || *x.own == unsaid {
			*x.own = *x.other
		}
	}
	return c
}

// hdr is the curve of high dynamic range, "" for the usual range.
func (c colour) hdr() string { return map[int64]string{16: "pq", 18: "hlg"}[c.transfer] }

// gamut is the filter's name for primaries that are wider than a screen's. Those
// of old television are near enough to it, and players differ over them.
func (c colour) gamut() string {
	return map[int64]string{9: "bt2020", 11: "smpte431", 12: "smpte432"}[c.primaries]
}

// weights is ffmpeg's name for the matrix; a file that is silent means by
// its size what players take it to mean.
func (c colour) weights(coded size) string {
	if name := map[int64]string{1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc", 10: "bt2020nc"}[c.matrix]; name != "" {
		return name
	}
	if coded.w >= 1280 || coded.h > 576 {
		return "bt709"
	}
	return "smpte170m"
}

// sequence is what the sequence parameter set of an H.264 track says of shape
// and colour, which stand there when the container is silent, and of order.
type sequence struct {
	aspect    [2]int64
	colour    colour
	reordered bool // pictures are stored in another order than they are shown
}

// squares are the sample aspects that have a number of their own.
var squares = [...][2]int64{{0, 0}, {1, 1}, {12, 11}, {10, 11}, {16, 11}, {40, 33}, {24, 11}, {20, 11}, {32, 11}, {80, 33}, {18, 11}, {15, 11}, {64, 33}, {160, 99}, {4, 3}, {3, 2}, {2, 1}}

// readSequence reads the first parameter set of an avcC box. What cannot be
// read is not said.
func readSequence(avcC box) (q sequence) {
	n := int(avcC.u16(6))
	if avcC.u8(5)&31 == 0 || n < 4 || len(avcC) < 8+n {
		return q
	}
	r := bitRow{b: withoutEscapes(avcC[8 : 8+n])}
	r.take(8)
	profile := r.take(8)
	r.take(16)
	r.golomb()
	if profile >= 100 || profile == 44 || profile == 83 || profile == 86 {
		r.highProfile()
	}
	r.golomb()
	switch r.golomb() { // how the order of pictures is told
	case 0:
		r.golomb()
	case 1:
		r.take(1)
		r.golomb()
		r.golomb()
		for n := r.golomb(); n > 0 && r.left() > 0; n-- {
			r.golomb()
		}
	}
	r.golomb()
	r.take(1)
	r.golomb()
	r.golomb()
	if r.take(1) == 0 {
		r.take(1)
	}
	r.take(1)
	if r.take(1) == 1 { // cropped
		for range 4 {
			r.golomb()
		}
	}
	if r.take(1) == 1 {
		q.usability(&r)
	}
	return q
}

func (q *sequence) usability(r *bitRow) {
	if r.take(1) == 1 {
		switch n := r.take(8); {
		case n == 255:
			q.aspect = [2]int64{r.take(16), r.take(16)}
		case n < int64(len(squares)):
			q.aspect = squares[n]
		}
	}
	if r.take(1) == 1 {
		r.take(1)
	}
	if r.take(1) == 1 {
		r.take(4)
		if r.take(1) == 1 {
			q.colour = colour{r.take(8), r.take(8), r.take(8)}
		}
	}
	if r.take(1) == 1 { // where colour is sampled
		r.golomb()
		r.golomb()
	}
	if r.take(1) == 1 { // time
		r.take(65)
	}
	buffered := false
	for range 2 {
		if r.take(1) == 1 {
			buffered = true
			n := r.golomb() + 1
			for r.take(8); n > 0 && r.left() > 0; n-- {
				r.golomb()
				r.golomb()
				r.take(1)
			}
			r.take(20)
		}
	}
	if buffered {
		r.take(1)
	}
	r.take(1)
	if r.take(1) == 1 {
		r.take(1)
		for range 4 {
			r.golomb()
		}
		q.reordered = r.golomb() > 0
	}
}

// bitRow reads a bit stream; past its end come zeros.
type bitRow struct {
	b  []byte
	at int
}

func (r *bitRow) left() int { return 8*len(r.b) - r.at }

func (r *bitRow) take(n int) (v int64) {
	for range n {
		v <<= 1
		if r.left() > 0 {
			v |= int64(r.b[r.at/8] >> (7 - r.at%8) & 1)
		}
		r.at++
	}
	return v
}

// golomb reads a number whose length its leading zeros tell.
func (r *bitRow) golomb() int64 {
	zeros := 0
	for zeros < 32 && r.left() > 0 && r.take(1) == 0 {
		zeros++
	}
	return 1<<zeros - 1 + r.take(zeros)
}

// highProfile passes over what only the high profiles have.
func (r *bitRow) highProfile() {
	lists := 8
	if r.golomb() == 3 {
		r.take(1)
		lists = 12
	}
	r.golomb()
	r.golomb()
	r.take(1)
	if r.take(1) == 0 {
		return
	}
	for i := range lists {
		if r.take(1) == 0 {
			continue
		}
		count := 16
		if i >= 6 {
			count = 64
		}
		for last, next := int64(8), int64(8); count > 0 && next != 0; count-- {
			step := r.golomb()
			step = (step + 1) / 2 * (step%2*2 - 1) // odd numbers go up
			next = (last + step) & 255
			if next != 0 {
				last = next
			}
		}
	}
}

// withoutEscapes drops the threes that keep a start code from appearing.
func withoutEscapes(b []byte) []byte {
	out := make([]byte, 0, len(b))
	zeros := 0
	for _, v := range b {
		if zeros >= 2 && v == 3 {
			zeros = 0
			continue
		}
		if zeros++; v != 0 {
			zeros = 0
		}
		out = append(out, v)
	}
	return out
}
