package instagram

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// contract is what Meta's own description of the Graph allows us to send.
type contract struct {
	CheckedOn  string                       `json:"checked_on"`
	Version    string                       `json:"graph_version_default"`
	Everywhere []string                     `json:"everywhere"`
	Enums      map[string][]string          `json:"enums"`
	Objects    map[string]map[string]string `json:"objects"`
	Edges      []edge                       `json:"edges"`
	Outside    []edge                       `json:"outside_spec"`
}

type edge struct {
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
		Max         map[string]struct {
			Chars, Hashtags, Mentions, Items int
			Unique                           string
			KeysAllowed                      []string `json:"item_keys_allowed"`
		} `json:"max"`
	} `json:"our_rules"`
}

func readContract(t testing.TB) *contract {
	t.Helper()
	b, err := os.ReadFile("testdata/meta.json")
	if err != nil {
		t.Fatal(err)
	}
	var c contract
	if err := json.Unmarshal(b, &c); err != nil {
		t.Fatal(err)
	}
	return &c
}

// edge finds what a request is, by method and by path with its ids left out.
func (c *contract) edge(host, method, path string, q url.Values) *edge {
	for _, all := range [][]edge{c.Edges, c.Outside} {
		for i, e := range all {
			if e.Host != host || e.Method != method || e.Path != path {
				continue
			}
			if e.ID == "fb.token" && q.Has("grant_type") {
				continue
			}
			return &all[i]
		}
	}
	return nil
}

// wrong lists how a request breaks the contract; template is its path.
func (c *contract) wrong(host, template string, r *http.Request, sent url.Values) (out []string) {
	e := c.edge(host, r.Method, template, sent)
	if e == nil {
		return []string{"no such request: " + host + " " + r.Method + " " + template}
	}
	no := func(format string, args ...any) { out = append(out, e.ID+": "+fmt.Sprintf(format, args...)) }
	for name, h := range e.Headers {
		if v := r.Header.Get(name); v == "" && (h.Required || h.Unless != "") || v != "" && h.Pattern != "" && !regexp.MustCompile(h.Pattern).MatchString(v) {
			no("header %s is %q", name, v)
		}
	}
	for name, values := range sent {
		p, known := e.Params[name]
		if !known && !slices.Contains(c.Everywhere, name) || len(values) != 1 {
			no("parameter %s may not be sent, or not so often", name)
			continue
		}
		allowed := slices.Concat(p.Values, c.Enums[p.Enum])
		if name == "metric" {
			allowed = e.Rules.Metrics
		}
		for _, v := range strings.Split(values[0], ",") {
			if len(allowed) > 0 && !slices.Contains(allowed, v) {
				no("%s=%s is not one of those allowed", name, v)
			}
		}
		if may := e.Rules.Values[name]; may != nil && !slices.Contains(may, values[0]) {
			no("%s=%s is not what we send", name, values[0])
		}
		if p.Type == "unsigned int" && !number.MatchString(values[0]) {
			no("%s=%s is no number", name, values[0])
		}
	}
	for name, p := range e.Params {
		if p.Required && !sent.Has(name) {
			no("%s is missing", name)
		}
	}
	for _, name := range e.Rules.MustSend {
		if !sent.Has(name) {
			no("%s is missing", name)
		}
	}
	for _, name := range e.Rules.MustNotSend {
		if sent.Has(name) {
			no("%s is sent", name)
		}
	}
	if f := sent.Get("fields"); f != "" {
		for _, name := range c.strangers(f, e.Returns) {
			no("there is no field %s", name)
		}
		for _, name := range strings.Split(f, ",") {
			if e.Rules.Allowed != nil && !slices.Contains(e.Rules.Allowed, name) {
				no("field %s is not ours to ask", name)
			}
		}
	}
	return append(out, e.tooMuch(sent)...)
}

func (e *edge) tooMuch(sent url.Values) (out []string) {
	for name, most := range e.Rules.Max {
		v := sent.Get(name)
		if most.Chars > 0 && (len(utf16.Encode([]rune(v))) > most.Chars || marked(v, '#') > most.Hashtags || marked(v, '@') > most.Mentions) {
			out = append(out, e.ID+": "+name+" is too long")
		}
		if most.Items == 0 || v == "" {
			continue
		}
		var list []any
		if json.Unmarshal([]byte(v), &list) != nil || len(list) > most.Items {
			out = append(out, e.ID+": "+name+" is no list, or too long: "+v)
		}
		seen := map[any]bool{}
		for _, one := range list {
			m, ok := one.(map[string]any)
			if !ok {
				continue
			}
			for k := range m {
				if !slices.Contains(most.KeysAllowed, k) {
					out = append(out, e.ID+": "+name+" with "+k)
				}
			}
			if seen[m[most.Unique]] {
				out = append(out, e.ID+": twice in "+name)
			}
			seen[m[most.Unique]] = true
		}
	}
	return out
}

// strangers are the names in a list of fields that an object does not have.
func (c *contract) strangers(fields, object string) (out []string) {
	of := c.Objects[strings.TrimSuffix(strings.TrimPrefix(object, "list<"), ">")]
	for fields != "" {
		end := strings.IndexAny(fields, ",{")
		name, rest := fields, ""
		if end >= 0 {
			name, rest = fields[:end], fields[end:]
		}
		kind, ok := of[name]
		if !ok {
			out = append(out, name)
		}
		if strings.HasPrefix(rest, "{") {
			close := strings.LastIndex(rest, "}")
			out = append(out, c.strangers(rest[1:close], kind)...)
			rest = rest[close+1:]
		}
		fields = strings.TrimPrefix(rest, ",")
	}
	return out
}

// The contract's own days, version and limits are those we keep.
func TestTheRulesAreTheContracts(t *testing.T) {
	c := readContract(t)
	if c.CheckedOn != limits.CheckedOn || c.Version != version {
		t.Errorf("checked on %s for %s, the rules say %s and %s", c.CheckedOn, c.Version, limits.CheckedOn, version)
	}
	made := c.edge("graph.facebook.com", "POST", "/{version}/{ig-user-id}/media", nil).Rules.Max
	if made["caption"].Chars != limits.Caption || made["caption"].Hashtags != limits.Hashtags || made["caption"].Mentions != limits.Mentions ||
		made["collaborators"].Items != limits.Collaborators || made["product_tags"].Items != limits.Products {
		t.Errorf("%+v beside %+v", made, limits)
	}
	if got := c.edge("graph.facebook.com", "GET", "/{version}/{ig-media-id}/insights", nil).Rules.Metrics; !slices.Equal(got, metrics) {
		t.Errorf("metrics are %v", got)
	}
	for id, r := range limits.Rules {
		if _, err := time.Parse(time.DateOnly, r.CheckedOn); err != nil || r.Source == "" || r.Level != "block" && r.Level != "warn" {
			t.Errorf("%s is %+v", id, r)
		}
	}
	if len(limits.Rules) != 22 {
		t.Errorf("%d rules, the reference sheet has 22", len(limits.Rules))
	}
}

// A request that breaks the contract is seen: the twin is no rubber stamp.
func TestTheContractSeesWhatIsWrong(t *testing.T) {
	c := readContract(t)
	for name, v := range map[string]struct {
		method, template string
		sent             url.Values
	}{
		"unlisted":       {"DELETE", "/{version}/{ig-media-id}", nil},
		"unknown":        {"GET", "/{version}/{ig-user-id}", url.Values{"metadata": {"1"}}},
		"required":       {"POST", "/{version}/{ig-user-id}/media_publish", nil},
		"a video":        {"POST", "/{version}/{ig-user-id}/media", url.Values{"media_type": {"VIDEO"}, "upload_type": {"resumable"}}},
		"a hosted file":  {"POST", "/{version}/{ig-user-id}/media", url.Values{"media_type": {"REELS"}, "upload_type": {"resumable"}, "video_url": {"https://x.example"}}},
		"a place":        {"POST", "/{version}/{ig-media-id}/product_tags", url.Values{"updated_tags": {`[{"product_id":"1","x":0.5}]`}}},
		"twice":          {"POST", "/{version}/{ig-media-id}/product_tags", url.Values{"updated_tags": {`[{"product_id":"1"},{"product_id":"1"}]`}}},
		"field":          {"GET", "/{version}/{ig-media-id}", url.Values{"fields": {"permalink,price"}}},
		"retired metric": {"GET", "/{version}/{ig-media-id}/insights", url.Values{"metric": {"plays"}}},
		"nested field":   {"GET", "/{version}/me/accounts", url.Values{"fields": {"id,instagram_business_account{id,secret}"}}},
	} {
		r, _ := http.NewRequest(v.method, "http://127.0.0.1/", nil)
		if len(c.wrong("graph.facebook.com", v.template, r, v.sent)) == 0 {
			t.Errorf("%s goes through", name)
		}
	}
}
