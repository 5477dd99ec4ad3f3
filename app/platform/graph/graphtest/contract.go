package graphtest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
)

//go:embed meta.json
var written []byte

// Contract is what Meta's own description of the Graph allows, and where
// Taglane allows itself less.
type Contract struct {
	CheckedOn  string                       `json:"checked_on"`
	Version    string                       `json:"graph_version_default"`
	Everywhere []string                     `json:"everywhere"`
	Enums      map[string][]string          `json:"enums"`
	Objects    map[string]map[string]string `json:"objects"`
	Edges      []Edge                       `json:"edges"`
	Outside    []Edge                       `json:"outside_spec"`
}

// Edge is one kind of request.
type Edge struct {
	ID, Host, Method, Path, Returns string
	Params                          map[string]struct {
		Type, Enum string
		Required   bool
		Values     []string
	}
	Headers map[string]struct {
		Required bool
		Unless   string `json:"required_unless"`
		Pattern  string
	}
	Rules struct {
		MustSend    []string            `json:"must_send"`
		MustNotSend []string            `json:"must_not_send"`
		Values      map[string][]string `json:"values"`
		Allowed     []string            `json:"fields_allowed"`
		Metrics     []string            `json:"metric_allowed_for_reels"`
		ByPhase     map[string]struct {
			MustSend    []string `json:"must_send"`
			MustNotSend []string `json:"must_not_send"`
		} `json:"by_phase"`
		Max map[string]Most `json:"max"`
	} `json:"our_rules"`
}

// Most bounds one parameter.
type Most struct {
	Chars, Hashtags, Mentions, Items int
	Unique                           string
	KeysAllowed                      []string `json:"item_keys_allowed"`
}

// ReadContract reads what is part of this package.
func ReadContract() *Contract {
	var c Contract
	if err := json.Unmarshal(written, &c); err != nil {
		panic("graphtest: meta.json: " + err.Error())
	}
	return &c
}

// Edge finds what a request is: template is its path with words for its ids.
// Where two stand at one path, what is sent tells them apart.
func (c *Contract) Edge(method, template string, sent url.Values) *Edge {
	for _, all := range [][]Edge{c.Edges, c.Outside} {
		for i, e := range all {
			if e.Method == method && e.Path == template && (e.ID != "fb.token" || !sent.Has("grant_type")) {
				return &all[i]
			}
		}
	}
	return nil
}

// Breaches lists how a request breaks the contract.
func (c *Contract) Breaches(method, template string, h http.Header, sent url.Values) []string {
	e := c.Edge(method, template, sent)
	if e == nil {
		return []string{"there is no such request: " + method + " " + template}
	}
	b := breaches{c: c, e: e}
	b.headers(h)
	b.values(sent)
	b.missing(sent)
	b.phase(sent)
	b.fields(sent.Get("fields"), e.Returns)
	b.sizes(sent)
	return b.out
}

type breaches struct {
	c   *Contract
	e   *Edge
	out []string
}

func (b *breaches) no(format string, args ...any) {
	b.out = append(b.out, b.e.ID+": "+fmt.Sprintf(format, args...))
}

var decimal = regexp.MustCompile(`^[0-9]+$`)

func (b *breaches) headers(h http.Header) {
	for name, of := range b.e.Headers {
		v := h.Get(name)
		switch {
		case name == "file_url" && v != "":
			b.no("file_url is never sent")
		case v == "" && (of.Required || of.Unless != ""):
			b.no("the header %s is missing", name)
		case v != "" && of.Pattern != "" && !regexp.MustCompile(of.Pattern).MatchString(v):
			b.no("the header %s cannot be what it is", name)
		case of.Unless != "" && !decimal.MatchString(v):
			b.no("the header %s is no number", name)
		}
	}
}

func (b *breaches) values(sent url.Values) {
	for name, values := range sent {
		p, known := b.e.Params[name]
		if !known && !slices.Contains(b.c.Everywhere, name) {
			b.no("may not carry %s", name)
			continue
		}
		if len(values) != 1 {
			b.no("carries %s more than once", name)
			continue
		}
		allowed := slices.Concat(p.Values, b.c.Enums[p.Enum])
		if name == "metric" {
			allowed = b.e.Rules.Metrics
		}
		for _, v := range strings.Split(values[0], ",") {
			if len(allowed) > 0 && !slices.Contains(allowed, v) && !slices.Contains(allowed, strings.ToUpper(v)) {
				b.no("%s cannot be %s", name, v)
			}
		}
		if may := b.e.Rules.Values[name]; may != nil && !slices.Contains(may, values[0]) {
			b.no("by our own rule %s cannot be %s", name, values[0])
		}
		if p.Type == "bool" && values[0] != "true" && values[0] != "false" {
			b.no("%s is neither true nor false", name)
		}
		if p.Type == "unsigned int" && !decimal.MatchString(values[0]) {
			b.no("%s is no number", name)
		}
	}
}

func (b *breaches) missing(sent url.Values) {
	for name, p := range b.e.Params {
		if p.Required && !sent.Has(name) {
			b.no("needs %s", name)
		}
	}
	for _, name := range b.e.Rules.MustSend {
		if !sent.Has(name) {
			b.no("by our own rule needs %s", name)
		}
	}
	for _, name := range b.e.Rules.MustNotSend {
		if sent.Has(name) {
			b.no("by our own rule may not carry %s", name)
		}
	}
}

// phase is for the one edge that is three calls in turn.
func (b *breaches) phase(sent url.Values) {
	if len(b.e.Rules.ByPhase) == 0 {
		return
	}
	phase, ok := b.e.Rules.ByPhase[sent.Get("upload_phase")]
	if !ok {
		b.no("we write upload_phase in small letters")
	}
	for _, name := range phase.MustSend {
		if !sent.Has(name) {
			b.no("in this phase needs %s", name)
		}
	}
	for _, name := range phase.MustNotSend {
		if sent.Has(name) {
			b.no("in this phase may not carry %s", name)
		}
	}
	if (sent.Get("video_state") == "SCHEDULED") != sent.Has("scheduled_publish_time") {
		b.no("SCHEDULED and scheduled_publish_time go together")
	}
}

// fields looks for names that the object asked about does not have.
func (b *breaches) fields(asked, object string) {
	of := b.c.Objects[strings.TrimSuffix(strings.TrimPrefix(object, "list<"), ">")]
	for asked != "" {
		end := strings.IndexAny(asked, ",{")
		name, rest := asked, ""
		if end >= 0 {
			name, rest = asked[:end], asked[end:]
		}
		kind, ok := of[name]
		if !ok {
			b.no("%s has no %s", object, name)
		}
		if may := b.e.Rules.Allowed; may != nil && object == b.e.Returns && !slices.Contains(may, name) {
			b.no("%s is not ours to ask", name)
		}
		if strings.HasPrefix(rest, "{") {
			inner, after, _ := strings.Cut(rest[1:], "}")
			b.fields(inner, kind)
			rest = after
		}
		asked = strings.TrimPrefix(rest, ",")
	}
}

func (b *breaches) sizes(sent url.Values) {
	for name, most := range b.e.Rules.Max {
		v := sent.Get(name)
		if most.Chars > 0 && (len(utf16.Encode([]rune(v))) > most.Chars || strings.Count(v, " #") > most.Hashtags || strings.Count(v, " @") > most.Mentions) {
			b.no("%s is too long", name)
		}
		if most.Items > 0 && v != "" {
			b.list(name, v, most)
		}
	}
}

func (b *breaches) list(name, v string, most Most) {
	var list []any
	if json.Unmarshal([]byte(v), &list) != nil || len(list) > most.Items {
		b.no("%s is no list, or too long", name)
	}
	seen := map[any]bool{}
	for _, one := range list {
		m, ok := one.(map[string]any)
		if !ok {
			continue
		}
		for k := range m {
			if !slices.Contains(most.KeysAllowed, k) {
				b.no("%s may not carry %s", name, k)
			}
		}
		if seen[m[most.Unique]] {
			b.no("%s says one thing twice", name)
		}
		seen[m[most.Unique]] = true
	}
}
