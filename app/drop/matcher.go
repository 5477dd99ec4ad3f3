package drop

import "bytes"

// prefix is how many bytes of a pattern its place in the index is made of.
const prefix = 3

// sieve is how many bits say at a glance that no pattern begins here.
const sieve = 1 << 18

// matcher looks for all patterns of all secrets at once: one step per byte,
// however many there are.
type matcher struct {
	secrets  []Secret
	patterns []pattern
	begins   map[uint32][]int // patterns by their first bytes
	maybe    [sieve / 64]uint64
	longest  int // bytes
}

func newMatcher(secrets []Secret) *matcher { return matcherOf(secrets, 0) }

// matcherOf leaves out patterns of fewer than shortest bytes.
func matcherOf(secrets []Secret, shortest int) *matcher {
	m := &matcher{secrets: secrets, begins: map[uint32][]int{}}
	for i, s := range secrets {
		for _, p := range patternsOf(s, i) {
			if len(p.bytes) < shortest {
				continue
			}
			key := keyOf(p.bytes)
			m.begins[key] = append(m.begins[key], len(m.patterns))
			m.maybe[bit(key)/64] |= 1 << (bit(key) % 64)
			m.patterns = append(m.patterns, p)
			m.longest = max(m.longest, len(p.bytes))
		}
	}
	return m
}

func keyOf(b []byte) uint32 {
	return uint32(small[b[0]])<<16 | uint32(small[b[1]])<<8 | uint32(small[b[2]])
}

func bit(key uint32) uint32 { return key * 2654435761 >> 14 } // the golden ratio spreads keys

func (m *matcher) empty() bool { return len(m.patterns) == 0 }

// match is a pattern that lies at bytes from up to to.
type match struct {
	*pattern
	from, to int
}

// each finds what begins in text[from:to]; what stands around it is looked at too.
func (m *matcher) each(text []byte, from, to int, found func(match)) {
	for i := from; i < min(to, len(text)-prefix+1); i++ {
		key := keyOf(text[i:])
		if m.maybe[bit(key)/64]&(1<<(bit(key)%64)) == 0 {
			continue
		}
		for _, n := range m.begins[key] {
			p := &m.patterns[n]
			if end := i + len(p.bytes); end <= len(text) && p.same(text[i:end]) && p.edges.fit(text, i, end) {
				found(match{p, i, end})
			}
		}
	}
}

func (p *pattern) same(text []byte) bool {
	if p.exact {
		return bytes.Equal(p.bytes, text)
	}
	for i, c := range p.bytes {
		if small[text[i]] != c {
			return false
		}
	}
	return true
}

// in says whether a text gives a secret away.
func (m *matcher) in(text string) (any bool) {
	m.each([]byte(text), 0, len(text), func(match) { any = true })
	return any
}
