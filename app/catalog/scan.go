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
	// openMost is how many elements may be open at once for microdata.
	openMost = 512
	// scopesMost is how many things of microdata are read.
	scopesMost = 2000
)

// object is a thing with its properties, from JSON-LD or microdata.
type object = map[string]any

// void are the elements that have no end tag.
var void = map[string]bool{"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true, "link": true, "meta": true, "source": true, "track": true, "wbr": true}

// opened is an element whose end has not come.
type opened struct {
	tag   string
	props []string // what it is of the scope around it
	scope object   // what it is itself, if anything
	text  *strings.Builder
}

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
	e := opened{tag: tag}
	if prop, ok := attrs["itemprop"]; ok {
		e.props = strings.Fields(prop)
	}
	if _, ok := attrs["itemscope"]; ok && len(s.scopes) < scopesMost {
		e.scope = object{"@type": attrs["itemtype"]}
		if around := scopeOf(stack); around != nil && len(e.props) > 0 {
			give(around, e.props, e.scope)
		} else {
			s.scopes = append(s.scopes, e.scope)
		}
	} else if len(e.props) > 0 {
		if v, ok := valueOf(tag, attrs); ok {
			give(scopeOf(stack), e.props, v)
		} else if !void[tag] {
			e.text = &strings.Builder{}
		}
	}
	if void[tag] || len(stack) >= openMost {
		return stack
	}
	return append(stack, e)
}

// valueOf is what an element says by its attributes rather than its text.
func valueOf(tag string, attrs map[string]string) (string, bool) {
	if v, ok := attrs["content"]; ok {
		return v, true
	}
	name := map[string]string{"a": "href", "link": "href", "area": "href", "img": "src", "video": "src", "source": "src", "data": "value", "meter": "value", "time": "datetime"}[tag]
	v, ok := attrs[name]
	return v, ok && name != ""
}

func scopeOf(stack []opened) object {
	for i := len(stack) - 1; i >= 0; i-- {
		if stack[i].scope != nil {
			return stack[i].scope
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
		if b := stack[i].text; b != nil && b.Len() < MaxCell {
			if text == nil {
				text = bytes.Clone(z.Text())
			}
			b.Write(text)
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
		if e := stack[i]; e.text != nil {
			give(scopeOf(stack[:i]), e.props, e.text.String())
		}
	}
	return stack[:at]
}
