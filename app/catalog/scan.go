package catalog

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

const (
	// blockMost is how large a block of JSON-LD may be, in bytes; they expand.
	blockMost = 2 << 20
	// blocksMost is how many are read.
	blocksMost = 200
	// openMost is how many elements may be open at once for what is marked up in them.
	openMost = 512
	// scopesMost is how many things are read that were marked up in one way.
	scopesMost = 2000
)

// object is a thing with its properties, from JSON-LD, microdata or RDFa.
type object = map[string]any

// void are the elements that have no end tag.
var void = map[string]bool{"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true, "link": true, "meta": true, "source": true, "track": true, "wbr": true}

// opened is an element whose end has not come.
type opened struct {
	tag   string
	marks [dialects]marked
	vocab string // of RDFa, from here on
}

// marked is what an element says in one of the ways to mark things up within a
// page.
type marked struct {
	props []string // what it is of the scope around it
	scope object   // what it is itself, if anything
	text  *strings.Builder
}

// dialect is a way to mark things up within a page.
type dialect int

const (
	micro dialect = iota
	rdfa
	dialects
)

// scan reads a page once, from its first tag to its last: no tree is made.
func (s *sheet) scan(page []byte) {
	s.metas = map[string][]string{}
	z := html.NewTokenizer(bytes.NewReader(page))
	var stack []opened
	raw := "" // the element whose text is read whole
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return
		case html.TextToken:
			switch raw {
			case "title":
				if s.title == "" {
					s.title = oneLine(string(z.Text()))
				}
			case "ld":
				if len(s.blocks) < blocksMost {
					s.blocks = append(s.blocks, bytes.Clone(z.Raw()))
				}
			case "":
				gather(stack, z)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tag := string(name)
			attrs := attributes(z, more)
			if raw = rawOf(tag, attrs); raw == "" {
				stack = s.openTag(stack, tag, attrs)
			}
		case html.EndTagToken:
			raw = ""
			name, _ := z.TagName()
			stack = closeTag(stack, string(name))
		}
	}
}

func rawOf(tag string, attrs map[string]string) string {
	switch tag {
	case "title":
		return "title"
	case "script":
		if kind := strings.ToLower(attrs["type"]); strings.HasPrefix(strings.TrimSpace(kind), "application/ld+json") {
			return "ld"
		}
		return "script"
	case "style":
		return "style"
	}
	return ""
}

func attributes(z *html.Tokenizer, more bool) map[string]string {
	out := map[string]string{}
	for n := 0; more && n < 200; n++ {
		var k, v []byte
		k, v, more = z.TagAttr()
		if _, twice := out[string(k)]; !twice {
			out[string(k)] = string(v)
		}
	}
	return out
}

// openTag looks at a tag for what it says of the page and of things on it.
func (s *sheet) openTag(stack []opened, tag string, attrs map[string]string) []opened {
	switch tag {
	case "meta":
		name := strings.ToLower(attrs["property"])
		if name == "" {
			name = strings.ToLower(attrs["name"])
		}
		if v, ok := attrs["content"]; ok && name != "" && len(s.metas[name]) < 20 {
			s.metas[name] = append(s.metas[name], v)
		}
	case "link":
		if strings.EqualFold(attrs["rel"], "canonical") && s.canonical == "" {
			s.canonical = attrs["href"]
		}
	}
	e := opened{tag: tag, vocab: vocabOf(stack)}
	if v, ok := attrs["vocab"]; ok {
		e.vocab = v
	}
	s.mark(stack, &e, micro, attrs, attrs["itemprop"], attrs["itemtype"], has(attrs, "itemscope"))
	kind := ofSchema(attrs["typeof"], e.vocab)
	s.mark(stack, &e, rdfa, attrs, ofSchema(attrs["property"], e.vocab), kind, kind != "")
	if void[tag] || len(stack) >= openMost {
		return stack
	}
	return append(stack, e)
}

func has(attrs map[string]string, name string) bool {
	_, ok := attrs[name]
	return ok
}

func vocabOf(stack []opened) string {
	if len(stack) == 0 {
		return ""
	}
	return stack[len(stack)-1].vocab
}

// ofSchema keeps those terms of RDFa that are schema.org's: written whole, with
// its prefix, or plainly where it is the vocabulary.
func ofSchema(terms, vocab string) string {
	var kept []string
	plain := strings.Contains(vocab, "schema.org")
	for _, t := range strings.Fields(terms) {
		if i := strings.Index(t, "schema.org/"); i >= 0 {
			t = t[i+len("schema.org/"):]
		} else if rest, ok := strings.CutPrefix(t, "schema:"); ok {
			t = rest
		} else if !plain || strings.Contains(t, ":") {
			continue
		}
		kept = append(kept, t)
	}
	return strings.Join(kept, " ")
}

// mark keeps what an element says in a dialect: a thing of its own, or a
// property of the thing around it.
func (s *sheet) mark(stack []opened, e *opened, in dialect, attrs map[string]string, props, kind string, begins bool) {
	m := &e.marks[in]
	m.props = strings.Fields(props)
	around := scopeOf(stack, in)
	switch {
	case begins && len(s.scopes[in]) < scopesMost:
		m.scope = object{"@type": kind}
		if around != nil && len(m.props) > 0 {
			give(around, m.props, m.scope)
		} else {
			s.scopes[in] = append(s.scopes[in], m.scope)
		}
	case len(m.props) == 0 || around == nil:
	default:
		if v, ok := valueOf(e.tag, in, attrs); ok {
			give(around, m.props, v)
		} else if !void[e.tag] {
			m.text = &strings.Builder{}
		}
	}
}

// valueOf is what an element says by its attributes rather than its text.
func valueOf(tag string, in dialect, attrs map[string]string) (string, bool) {
	if v, ok := attrs["content"]; ok {
		return v, true
	}
	for _, name := range []string{"resource", "href", "src", "datetime"} { // RDFa looks at them on any element
		if v, ok := attrs[name]; ok && in == rdfa {
			return v, true
		}
	}
	name := map[string]string{"a": "href", "link": "href", "area": "href", "img": "src", "video": "src", "source": "src", "data": "value", "meter": "value", "time": "datetime"}[tag]
	v, ok := attrs[name]
	return v, ok && name != ""
}

func scopeOf(stack []opened, in dialect) object {
	for i := len(stack) - 1; i >= 0; i-- {
		if scope := stack[i].marks[in].scope; scope != nil {
			return scope
		}
	}
	return nil
}

// give adds a value to properties, which become lists where there are several.
func give(to object, props []string, v any) {
	if to == nil {
		return
	}
	for _, p := range props {
		switch was := to[p].(type) {
		case nil:
			to[p] = v
		case []any:
			if len(was) < 100 {
				to[p] = append(was, v)
			}
		default:
			to[p] = []any{was, v}
		}
	}
}

// gather adds a text to the properties that are made of it.
func gather(stack []opened, z *html.Tokenizer) {
	var text []byte
	for i := range stack {
		for _, m := range stack[i].marks {
			if m.text == nil || m.text.Len() >= MaxCell {
				continue
			}
			if text == nil {
				text = bytes.Clone(z.Text())
			}
			m.text.Write(text)
		}
	}
}

// closeTag ends an element and those inside it that were left open.
func closeTag(stack []opened, tag string) []opened {
	at := len(stack) - 1
	for ; at >= 0 && stack[at].tag != tag; at-- {
	}
	if at < 0 {
		return stack
	}
	for i := len(stack) - 1; i >= at; i-- {
		for in, m := range stack[i].marks {
			if m.text != nil {
				give(scopeOf(stack[:i], dialect(in)), m.props, m.text.String())
			}
		}
	}
	return stack[:at]
}
