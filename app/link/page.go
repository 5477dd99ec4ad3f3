package link

import (
	"bytes"
	"encoding/json"
	"io"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
)

// refreshMost is how long a page may wait before it sends on and still be
// nothing but a step, seconds.
const refreshMost = 30

// page is what the head of a page says, as far as it matters here.
type page struct {
	title     string
	names     []string // other places where it names what it shows
	canonical string
	refresh   string // where it sends on by itself; "" where it does not
	stocks    []string
	scripted  bool // a script may send on
}

// readPage reads what has come of a page. It takes any bytes.
func readPage(body []byte, contentType string) (p page) {
	var r io.Reader = bytes.NewReader(body)
	if decoded, err := charset.NewReader(bytes.NewReader(body), contentType); err == nil {
		r = decoded
	}
	z := html.NewTokenizer(r)
	z.SetMaxBuf(bodyMost)
	for in := ""; ; {
		switch z.Next() {
		case html.ErrorToken:
			return p
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			in = t.Data
			if t.Data == "script" && strings.EqualFold(attr(t, "type"), "application/ld+json") {
				in = "ld"
			}
			p.tag(t)
		case html.EndTagToken:
			in = ""
		case html.TextToken:
			p.text(in, string(z.Text()))
		}
	}
}

func (p *page) tag(t html.Token) {
	switch t.Data {
	case "meta":
		content := attr(t, "content")
		switch name := strings.ToLower(attr(t, "property") + attr(t, "name") + attr(t, "itemprop")); {
		case strings.EqualFold(attr(t, "http-equiv"), "refresh") && p.refresh == "":
			p.refresh = refreshTo(content)
		case name == "og:title" || name == "twitter:title":
			p.names = append(p.names, content)
		case name == "availability" || strings.HasSuffix(name, ":availability"):
			p.stocks = append(p.stocks, content)
		}
	case "link":
		switch {
		case strings.EqualFold(attr(t, "rel"), "canonical") && p.canonical == "":
			p.canonical = strings.TrimSpace(attr(t, "href"))
		case strings.EqualFold(attr(t, "itemprop"), "availability"):
			p.stocks = append(p.stocks, attr(t, "href"))
		}
	}
}

func (p *page) text(in, text string) {
	switch in {
	case "title":
		if p.title == "" {
			p.title = plain(text)
		}
	case "h1":
		p.names = append(p.names, plain(text))
	case "script":
		p.scripted = p.scripted || strings.Contains(text, "location")
	case "ld":
		var v any
		if json.Unmarshal([]byte(text), &v) == nil {
			p.data(v, 0)
		}
	}
}

// data looks through what a page says of its product for machines.
func (p *page) data(v any, deep int) {
	if deep > 32 {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			p.data(e, deep+1)
		}
	case map[string]any:
		if kind, _ := v["@type"].(string); kind == "Product" || kind == "ProductGroup" {
			if name, ok := v["name"].(string); ok {
				p.names = append(p.names, plain(name))
			}
		}
		for _, name := range sorted(v) {
			if stock, ok := v[name].(string); ok && name == "availability" {
				p.stocks = append(p.stocks, stock)
				continue
			}
			p.data(v[name], deep+1)
		}
	}
}

// soldOut says whether each stock the page tells is none.
func (p *page) soldOut() bool {
	for _, s := range p.stocks {
		s = strings.ToLower(s[strings.LastIndexAny(s, "/ ")+1:])
		switch strings.NewReplacer("_", "", "-", "").Replace(s) {
		case "outofstock", "soldout", "discontinued", "oos":
		default:
			return false
		}
	}
	return len(p.stocks) > 0
}

func attr(t html.Token, name string) string {
	for _, a := range t.Attr {
		if strings.EqualFold(a.Key, name) {
			return a.Val
		}
	}
	return ""
}

// plain is a text of a page on one line, with its entities read.
func plain(text string) string {
	return strings.Join(strings.Fields(html.UnescapeString(text)), " ")
}

// refreshTo is where "0; url=https://…" leads; "" where it only reloads, or
// waits as no step does.
func refreshTo(content string) string {
	end := strings.IndexAny(content, ";,")
	if end < 0 {
		return ""
	}
	seconds, err := strconv.ParseFloat(strings.TrimSpace(content[:end]), 64)
	if err != nil || seconds > refreshMost {
		return ""
	}
	name, to, ok := strings.Cut(content[end+1:], "=")
	if !ok || !strings.EqualFold(strings.TrimSpace(name), "url") {
		return ""
	}
	return strings.Trim(strings.TrimSpace(to), `"'`)
}

// resolve is where an address on a page leads, seen from the page; ok is false
// where it is none of the web.
func resolve(from *url.URL, to string) (*url.URL, bool) {
	ref, err := url.Parse(strings.TrimSpace(to))
	if err != nil {
		return nil, false
	}
	return step(from.ResolveReference(ref).String())
}

// step is an address as it is asked for: without what only a browser looks at,
// and nothing in it that may not stand in a request.
func step(address string) (*url.URL, bool) {
	u, ok := parse(address)
	if !ok {
		return nil, false
	}
	var query strings.Builder
	escape(&query, u.RawQuery)
	u.RawQuery, u.Fragment, u.RawFragment = query.String(), "", ""
	return u, true
}
