package webpage

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"taglane/app/taglane"
)

// scan reads a finished page as a browser would and says which rules it
// breaks. It trusts nothing of how the page was made: a slip in the template
// must not reach a visitor.
func scan(doc []byte, w want) []string {
	s := scanner{want: w, broken: map[string]bool{}}
	z := html.NewTokenizer(bytes.NewReader(doc))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if z.Err() != io.EOF {
				s.broken["page.network"] = true
			}
			break
		}
		s.token(z.Token())
	}
	s.settle("")
	if s.links != len(w.paid) {
		s.broken["page.scheme"] = true
	}
	return slices.Sorted(maps.Keys(s.broken))
}

// want is what the page must show: for each link in order whether it is paid,
// whether anything must be disclosed, and the words that do it.
type want struct {
	tied     bool
	paid     []bool
	paidLink string
	hosted   bool
	moments  bool // key moments are allowed
	asks     bool // its own server may be asked for the time
}

type scanner struct {
	want
	broken    map[string]bool
	inside    []string // open elements that matter
	disclosed bool
	reading   bool // inside the disclosure
	links     int
	pending   bool // a paid link was closed; its mark must come next
	kind      string
}

func (s *scanner) token(t html.Token) {
	switch t.Type {
	case html.TextToken:
		s.text(t.Data)
	case html.StartTagToken, html.SelfClosingTagToken:
		if t.Data == "details" || t.Data == "template" || t.Data == "noscript" || t.Data == "script" || t.Data == "style" || t.Data == "p" {
			s.inside = append(s.inside, t.Data)
		}
		s.start(t)
	case html.EndTagToken:
		if n := len(s.inside); n > 0 && s.inside[n-1] == t.Data {
			s.inside = s.inside[:n-1]
		}
		if t.Data == "p" {
			s.reading = false
		}
		if t.Data == "a" && s.links > 0 && s.links <= len(s.paid) {
			s.pending = s.paid[s.links-1]
		}
		if t.Data == "li" {
			s.settle("")
		}
	}
}

// settle ends the wait for a paid link's mark with the text that came.
func (s *scanner) settle(text string) {
	if s.pending && text != s.paidLink {
		s.broken["page.paidlink"], s.broken["disc.link.paid"] = true, true
	}
	s.pending = false
}

func (s *scanner) text(data string) {
	words := strings.TrimSpace(data)
	if words == "" {
		return
	}
	s.settle(words)
	if s.reading {
		s.disclosed = true
	}
	if n := len(s.inside); n > 0 {
		switch s.inside[n-1] {
		case "style":
			if strings.Contains(strings.ToLower(data), "url(") || strings.Contains(data, "@import") {
				s.broken["page.network"] = true
			}
		case "script":
			s.script(data)
		}
	}
}

func (s *scanner) script(data string) {
	if s.kind != "application/ld+json" {
		if s.asks {
			data = strings.Replace(data, "await fetch(location.pathname, {", "", 1)
		}
		if s.kind == "" && (strings.Contains(data, "://") || strings.Contains(data, "fetch(") || strings.Contains(data, "import(")) {
			s.broken["page.network"] = true
		}
		return
	}
	var v videoObject
	if json.Unmarshal([]byte(data), &v) != nil || v.Name == "" || v.ThumbnailURL == "" || v.UploadDate == "" {
		s.broken["page.jsonld.required"] = true
	}
	for _, m := range v.HasPart {
		if m.URL == "" || m.StartOffset == "" {
			s.broken["page.jsonld.required"] = true
		}
	}
	for _, m := range v.Mentions {
		if m.Offers != nil && m.Offers.Price == "" {
			s.broken["page.jsonld.required"] = true
		}
	}
	if len(v.HasPart) > 0 && !s.moments {
		s.broken["page.moments"] = true
	}
}

func (s *scanner) start(t html.Token) {
	if t.Data == "script" {
		s.kind = attr(t, "type")
	}
	if t.Data == "p" && attr(t, "id") == "disclosure" && !has(t, "hidden") && !s.within("details", "template", "noscript") {
		s.reading = true
	}
	if t.Data == "a" {
		s.link(t)
		return
	}
	shared := t.Data == "link" && attr(t, "rel") == "canonical" || t.Data == "meta" && strings.HasPrefix(attr(t, "property"), "og:")
	for _, a := range t.Attr {
		if strings.HasPrefix(a.Key, "on") {
			s.broken["page.network"] = true // no handler is ours
		}
		if shared && s.hosted {
			continue
		}
		switch a.Key {
		case "src", "href", "poster", "srcset", "action", "data", "formaction", "background", "ping", "style":
			if !local(a.Val) {
				s.broken["page.network"] = true
			}
		}
	}
}

func (s *scanner) link(t html.Token) {
	s.links++
	if taglane.CheckURL(attr(t, "href")) != nil {
		s.broken["page.scheme"] = true
	}
	rel := strings.Fields(attr(t, "rel"))
	if !slices.Contains(rel, "sponsored") || !slices.Contains(rel, "noopener") {
		s.broken["page.rel"] = true
	}
	if s.tied && !s.disclosed {
		s.broken["page.disclosure.first"], s.broken["disc.page.before"] = true, true
	}
}

func (s *scanner) within(names ...string) bool {
	for _, n := range names {
		if slices.Contains(s.inside, n) {
			return true
		}
	}
	return false
}

// local says whether an address stays in the folder or in the page.
func local(v string) bool {
	if strings.HasPrefix(v, "data:image/jpeg;base64,") || strings.HasPrefix(v, "data:video/") {
		return true
	}
	return !strings.ContainsAny(v, ":\\") && !strings.HasPrefix(v, "/")
}

func attr(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(t html.Token, key string) bool {
	for _, a := range t.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}
