package catalog

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"taglane/app/taglane"
)

const (
	// partsMost is how many parts an item may have, those within parts too.
	partsMost = 50_000
	// ownMost is how many of them it may have itself; the rest is read past.
	ownMost = 512
	// wordsMost is how many names of parts are remembered.
	wordsMost = 10_000
)

// node is a value of JSON. kind is the first byte of one: '{', '[', '"', 't',
// 'f', 'n', or '0' for a number.
type node struct {
	kind    byte
	text    string // of a string, or of a number as it is written
	members []member
	items   []node
}

type member struct {
	word
	value node
}

// word is the name of a part, as it is written and as fold writes it, with the
// humps of itemGroupId taken for blanks.
type word struct{ raw, folded string }

// part is the value of a part; nil where there is none.
func (n *node) part(folded string) *node {
	for i := range n.members {
		if n.members[i].folded == folded {
			return &n.members[i].value
		}
	}
	return nil
}

// many are the things of a list, however it is wrapped: a list itself, its
// nodes, or the nodes of its edges.
func (n *node) many() []node {
	switch {
	case n == nil:
		return nil
	case n.kind == '[':
		return n.items
	case n.kind != '{':
		return nil
	}
	if nodes := n.part("nodes"); nodes != nil {
		return nodes.items
	}
	var out []node
	if edges := n.part("edges"); edges != nil {
		for i := range edges.items {
			if one := edges.items[i].part("node"); one != nil {
				out = append(out, *one)
			}
		}
	}
	return out
}

// plain is a value as encoding/json makes it.
func (n *node) plain() any {
	switch n.kind {
	case '{':
		out := make(object, len(n.members))
		for _, m := range n.members {
			out[m.raw] = m.value.plain()
		}
		return out
	case '[':
		out := make([]any, len(n.items))
		for i := range n.items {
			out[i] = n.items[i].plain()
		}
		return out
	case '"':
		return n.text
	case '0':
		return json.Number(n.text)
	case 'n':
		return nil
	}
	return n.kind == 't'
}

// parse makes a tree of the value at hand, and says why it is none. Of a part
// that comes twice the last counts.
func (j *lists) parse() (one node, fault taglane.Said) {
	b := j.buf
	if !utf8.Valid(b) {
		j.old8bit()
		b = utf8Of(b)
	}
	if !json.Valid(b) {
		return one, taglane.Say("The item is not well-formed JSON.")
	}
	p := parser{b: b, words: j.words, left: partsMost}
	one = p.value()
	if p.left < 0 {
		return node{kind: 'n'}, taglane.Say("The item has more than %d parts.", partsMost)
	}
	return one, taglane.Said{}
}

// utf8Of takes each byte that is no part of a character for Windows-1252.
func utf8Of(b []byte) []byte {
	out := make([]byte, 0, len(b)+len(b)/8)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			r = charmap.Windows1252.DecodeByte(b[0])
		}
		out = utf8.AppendRune(out, r)
		b = b[n:]
	}
	return out
}

// parser reads JSON that is known to be well-formed.
type parser struct {
	b     []byte
	at    int
	left  int // parts that may still come
	words map[string]word
}

func (p *parser) skip() byte {
	for p.at < len(p.b) {
		switch c := p.b[p.at]; c {
		case ' ', '\t', '\r', '\n', ',', ':':
			p.at++
		default:
			return c
		}
	}
	return 0
}

func (p *parser) value() (n node) {
	p.left--
	switch c := p.skip(); {
	case p.left < 0:
	case c == '{':
		n.kind = c
		for p.at++; p.skip() != '}' && p.left >= 0; {
			m := member{word: p.word(p.raw())}
			m.value = p.value()
			n.put(m)
		}
		p.at++
	case c == '[':
		n.kind = c
		for p.at++; p.skip() != ']' && p.left >= 0; {
			n.items = append(n.items, p.value())
		}
		p.at++
	case c == '"':
		n.kind, n.text = c, unquoted(p.raw())
	default:
		from := p.at
		for p.at < len(p.b) && bytes.IndexByte([]byte(" \t\r\n,]}"), p.b[p.at]) < 0 {
			p.at++
		}
		if n.kind = c; c == '-' || c >= '0' && c <= '9' {
			n.kind, n.text = '0', string(p.b[from:p.at])
		}
	}
	return n
}

// put adds a part; one of the same name gives way.
func (n *node) put(m member) {
	for i := range n.members {
		if n.members[i].raw == m.raw {
			n.members[i] = m
			return
		}
	}
	if len(n.members) < ownMost {
		n.members = append(n.members, m)
	}
}

// raw is a string with its quotation marks.
func (p *parser) raw() []byte {
	from := p.at
	for p.at++; p.b[p.at] != '"'; p.at++ {
		if p.b[p.at] == '\\' {
			p.at++
		}
	}
	p.at++
	return p.b[from:p.at]
}

func unquoted(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	var s string
	_ = json.Unmarshal(raw, &s) // it was seen to be well-formed
	return s
}

// word is a name of a part; those that come in every item are made once.
func (p *parser) word(raw []byte) word {
	if w, known := p.words[string(raw)]; known {
		return w
	}
	name := unquoted(raw)
	w := word{name, fold(spaced(name))}
	if len(p.words) < wordsMost && len(raw) < 200 {
		p.words[string(raw)] = w
	}
	return w
}

// spaced writes itemGroupId as item Group Id.
func spaced(s string) string {
	var out strings.Builder
	small := false
	for _, r := range s {
		if small && unicode.IsUpper(r) {
			out.WriteByte(' ')
		}
		small = unicode.IsLower(r) || unicode.IsDigit(r)
		out.WriteRune(r)
	}
	return out.String()
}
