package serve

// grid is a QR code that is being drawn: which modules are dark, and which have
// their place and are neither data nor masked.
type grid struct {
	version, size int
	dark, fixed   [][]bool
}

func newGrid(version int) *grid {
	g := &grid{version: version, size: 17 + 4*version}
	for range g.size {
		g.dark, g.fixed = append(g.dark, make([]bool, g.size)), append(g.fixed, make([]bool, g.size))
	}
	for i := range g.size {
		g.set(i, 6, i%2 == 0)
		g.set(6, i, i%2 == 0)
	}
	for _, at := range [][2]int{{3, 3}, {g.size - 4, 3}, {3, g.size - 4}} {
		g.rings(at[0], at[1], 4)
	}
	places := alignment[version-1]
	last := len(places) - 1
	for i, x := range places {
		for j, y := range places {
			if i == 0 && j == 0 || i == 0 && j == last || i == last && j == 0 {
				continue // a finder is there
			}
			g.rings(x, y, 2)
		}
	}
	g.format(0) // its place is taken before data is laid
	g.versionMark()
	return g
}

func (g *grid) set(x, y int, dark bool) {
	if x >= 0 && y >= 0 && x < g.size && y < g.size {
		g.dark[y][x], g.fixed[y][x] = dark, true
	}
}

// rings draws a finder with its margin, or where reach is 2 an alignment mark.
func (g *grid) rings(x, y, reach int) {
	for dy := -reach; dy <= reach; dy++ {
		for dx := -reach; dx <= reach; dx++ {
			ring := max(dx, -dx, dy, -dy)
			g.set(x+dx, y+dy, ring != 4 && (reach == 4 && ring != 2 || reach == 2 && ring != 1))
		}
	}
}

// remainder appends to a value what makes it divisible by a generator.
func remainder(value, bits, generator int) int {
	rest := value
	for range bits {
		rest = rest<<1 ^ rest>>(bits-1)*generator
	}
	return value<<bits | rest
}

// format writes error correction M and the mask, twice.
func (g *grid) format(mask int) {
	bits := remainder(mask, 10, 0x537) ^ 0x5412 // M is 00 before the mask
	at := func(i int) bool { return bits>>i&1 == 1 }
	for i := range 6 {
		g.set(8, i, at(i))
	}
	g.set(8, 7, at(6))
	g.set(8, 8, at(7))
	g.set(7, 8, at(8))
	for i := 9; i < 15; i++ {
		g.set(14-i, 8, at(i))
	}
	for i := range 8 {
		g.set(g.size-1-i, 8, at(i))
	}
	for i := 8; i < 15; i++ {
		g.set(8, g.size-15+i, at(i))
	}
	g.set(8, g.size-8, true)
}

func (g *grid) versionMark() {
	if g.version < 7 {
		return
	}
	bits := remainder(g.version, 12, 0x1f25)
	for i := range 18 {
		a, b, dark := g.size-11+i%3, i/3, bits>>i&1 == 1
		g.set(a, b, dark)
		g.set(b, a, dark)
	}
}

// places calls do for each module of data, in the order in which it is laid:
// columns of two from the right, up and down in turn.
func (g *grid) places(do func(x, y int)) {
	for right := g.size - 1; right >= 1; right -= 2 {
		if right == 6 {
			right = 5
		}
		for i := range g.size {
			for x := right; x > right-2; x-- {
				y := i
				if (right+1)&2 == 0 {
					y = g.size - 1 - i
				}
				if !g.fixed[y][x] {
					do(x, y)
				}
			}
		}
	}
}

func (g *grid) fill(data []byte) {
	i := 0
	g.places(func(x, y int) {
		if i < 8*len(data) {
			g.dark[y][x] = data[i/8]>>(7-i%8)&1 == 1
			i++
		}
	})
}

func (g *grid) mask(which int) {
	g.places(func(x, y int) {
		if masked(which, x, y) {
			g.dark[y][x] = !g.dark[y][x]
		}
	})
}

func masked(which, x, y int) bool {
	switch which {
	case 0:
		return (x+y)%2 == 0
	case 1:
		return y%2 == 0
	case 2:
		return x%3 == 0
	case 3:
		return (x+y)%3 == 0
	case 4:
		return (x/3+y/2)%2 == 0
	case 5:
		return x*y%2+x*y%3 == 0
	case 6:
		return (x*y%2+x*y%3)%2 == 0
	}
	return ((x+y)%2+x*y%3)%2 == 0
}

// penalty says how hard a code is to read: long runs, squares of one colour,
// what looks like a finder, and more of one colour than of the other.
func (g *grid) penalty() int {
	out, dark := 0, 0
	for a := range g.size {
		out += runs(g.size, func(b int) bool { return g.dark[a][b] }) + runs(g.size, func(b int) bool { return g.dark[b][a] })
		for b := range g.size {
			d := g.dark[a][b]
			if d {
				dark++
			}
			if a+1 < g.size && b+1 < g.size && d == g.dark[a+1][b] && d == g.dark[a][b+1] && d == g.dark[a+1][b+1] {
				out += 3
			}
		}
	}
	share := dark * 20 / (g.size * g.size)
	if share >= 10 {
		share = 20*dark/(g.size*g.size) - 10
	} else {
		share = 9 - share
	}
	return out + 10*share
}

// runs is the penalty of one line.
func runs(size int, at func(int) bool) int {
	out, run := 0, 0
	window := 0
	for i := range size {
		if i > 0 && at(i) == at(i-1) {
			run++
		} else {
			run = 1
		}
		switch {
		case run == 5:
			out += 3
		case run > 5:
			out++
		}
		window = window << 1 & 0x7ff
		if at(i) {
			window |= 1
		}
		if i >= 10 && (window == 0x05d || window == 0x5d0) {
			out += 40
		}
	}
	return out
}
