package facebook

import (
	"encoding/json"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The contract is what Facebook's own description of its interface allows, and
// where we allow ourselves less. Every request of every test passes it.
type contract struct {
	CheckedOn string                       `json:"checked_on"`
	Version   string                       `json:"graph_version_default"`
	Enums     map[string][]string          `json:"enums"`
	Objects   map[string]map[string]string `json:"objects"`
	Edges     []edge                       `json:"edges"`
	Outside   []edge                       `json:"outside_spec"`
}

type edge struct {
	ID      string           `json:"id"`
	Method  string           `json:"method"`
	Path    string           `json:"path"`
	Params  map[string]param `json:"params"`
	Returns string           `json:"returns"`
	Headers map[string]struct {
		Pattern string `json:"pattern"`
	} `json:"headers"`
	Rules struct {
		MustSend []string            `json:"must_send"`
		Values   map[string][]string `json:"values"`
		ByPhase  map[string]struct {
			MustSend    []string `json:"must_send"`
			MustNotSend []string `json:"must_not_send"`
		} `json:"by_phase"`
	} `json:"our_rules"`
}

type param struct {
	Type     string   `json:"type"`
	Required bool     `json:"required"`
	Enum     string   `json:"enum"`
	Values   []string `json:"values"`
}

func readContract(t testing.TB) *contract {
	t.Helper()
	b, err := os.ReadFile("testdata/contract.json")
	if err != nil {
		t.Fatal(err)
	}
	var c contract
	if err := json.Unmarshal(b, &c); err != nil {
		t.Fatal(err)
	}
	return &c
}

// fits says whether a path is one of a template's. A number stands for an id;
// one word of the template is as good as another where it has a variable.
func (e edge) fits(method, path string) bool {
	if e.Method != method {
		return false
	}
	var p strings.Builder
	for _, part := range strings.Split(strings.TrimPrefix(e.Path, "/"), "/") {
		switch {
		case part == "{version}":
			p.WriteString(`/v[0-9]+\.[0-9]+`)
		case strings.HasPrefix(part, "{"):
			p.WriteString(`/[0-9_]+`)
		default:
			p.WriteString("/" + regexp.QuoteMeta(part))
		}
	}
	return regexp.MustCompile("^" + p.String() + "$").MatchString(path)
}

var everyRequest = []string{"access_token", "appsecret_proof", "fields", "limit", "after", "before"}

// breaches lists what is wrong with a request to the host for everything but bytes.
func (c *contract) breaches(method, path string, sent url.Values) []string {
	var all [][]string
	for _, e := range append(slices.Clone(c.Edges), c.Outside...) {
		if e.fits(method, path) {
			wrong := c.against(e, sent)
			if len(wrong) == 0 {
				return nil
			}
			all = append(all, wrong)
		}
	}
	if len(all) == 0 {
		return []string{method + " " + path + " is not in the contract"}
	}
	return all[0]
}

func (c *contract) against(e edge, sent url.Values) (wrong []string) {
	say := func(s string) { wrong = append(wrong, e.ID+": "+s) }
	for k, v := range sent {
		p, known := e.Params[k]
		switch {
		case !known && !slices.Contains(everyRequest, k):
			say("may not carry " + k)
		case len(v) != 1:
			say("carries " + k + " more than once")
		case p.Enum != "" && !slices.Contains(c.Enums[p.Enum], v[0]) && !slices.Contains(c.Enums[p.Enum], strings.ToUpper(v[0])):
			say(k + " cannot be " + v[0])
		case len(p.Values) > 0 && !slices.Contains(p.Values, v[0]):
			say(k + " cannot be " + v[0])
		}
	}
	for k, p := range e.Params {
		if p.Required && !sent.Has(k) {
			say("needs " + k)
		}
	}
	for _, k := range e.Rules.MustSend {
		if !sent.Has(k) {
			say("by our own rule needs " + k)
		}
	}
	for k, v := range e.Rules.Values {
		if sent.Has(k) && !slices.Contains(v, sent.Get(k)) {
			say("by our own rule " + k + " cannot be " + sent.Get(k))
		}
	}
	if phase, ok := e.Rules.ByPhase[sent.Get("upload_phase")]; ok {
		for _, k := range phase.MustSend {
			if !sent.Has(k) {
				say("in this phase needs " + k)
			}
		}
		for _, k := range phase.MustNotSend {
			if sent.Has(k) {
				say("in this phase may not carry " + k)
			}
		}
	} else if len(e.Rules.ByPhase) > 0 {
		say("we write upload_phase in small letters")
	}
	if (sent.Get("video_state") == "SCHEDULED") != sent.Has("scheduled_publish_time") {
		say("SCHEDULED and scheduled_publish_time go together")
	}
	return append(wrong, c.unknownFields(e, sent.Get("fields"))...)
}

// unknownFields are those asked for which the object does not have.
func (c *contract) unknownFields(e edge, fields string) (wrong []string) {
	object := e.Returns
	for fields != "" {
		end := strings.IndexAny(fields, ",{")
		name := fields
		if end >= 0 {
			name = fields[:end]
		}
		if _, ok := c.Objects[object][name]; !ok {
			wrong = append(wrong, e.ID+": "+object+" has no "+name)
		}
		if end < 0 {
			return wrong
		}
		if fields[end] == '{' {
			inner, rest, _ := strings.Cut(fields[end+1:], "}")
			wrong = append(wrong, c.unknownFields(edge{ID: e.ID, Returns: c.Objects[object][name]}, inner)...)
			fields = strings.TrimPrefix(rest, ",")
			continue
		}
		fields = fields[end+1:]
	}
	return wrong
}

// uploadBreaches lists what is wrong with a request that carries bytes.
func (c *contract) uploadBreaches(r *http.Request) (wrong []string) {
	i := slices.IndexFunc(c.Outside, func(e edge) bool { return e.ID == "fb.upload" })
	e := c.Outside[i]
	if !e.fits(r.Method, r.URL.Path) || r.URL.RawQuery != "" {
		return []string{r.Method + " " + r.URL.String() + " is not in the contract"}
	}
	for name, h := range e.Headers {
		got := r.Header.Get(name)
		switch {
		case name == "file_url" && got != "":
			wrong = append(wrong, "file_url is never sent")
		case name == "file_url":
		case h.Pattern != "" && !regexp.MustCompile(h.Pattern).MatchString(got), got == "":
			wrong = append(wrong, name+" cannot be what it is")
		case h.Pattern == "" && !regexp.MustCompile(`^[0-9]+$`).MatchString(got):
			wrong = append(wrong, name+" is not a number")
		}
	}
	return wrong
}

// paramsOf reads everything a request carries, wherever it stands, and the
// file of a multipart one.
func paramsOf(r *http.Request) (url.Values, []byte, error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		err := r.ParseForm()
		return r.Form, nil, err
	}
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		return nil, nil, err
	}
	all := r.Form
	var file []byte
	for name, parts := range r.MultipartForm.File {
		b, err := readPart(parts[0])
		if err != nil {
			return nil, nil, err
		}
		file = b
		all.Set(name, parts[0].Filename)
	}
	return all, file, nil
}

func readPart(h *multipart.FileHeader) ([]byte, error) {
	f, err := h.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b := make([]byte, h.Size)
	_, err = f.Read(b)
	return b, err
}

// The checker is worth what it catches.
func TestContractCatches(t *testing.T) {
	c := readContract(t)
	if c.CheckedOn != checkedOn() || c.Version != version {
		t.Errorf("the contract is of %s and %s, the connector of %s and %s", c.CheckedOn, c.Version, checkedOn(), version)
	}
	for _, w := range []struct{ method, path, sent, want string }{
		{"POST", "/v25.0/1/video_reels", "upload_phase=start", ""},
		{"POST", "/v25.0/1/video_reels", "upload_phase=start&video_id=1", "may not carry video_id"},
		{"POST", "/v25.0/1/video_reels", "upload_phase=finish&video_id=1", "needs video_state"},
		{"POST", "/v25.0/1/video_reels", "upload_phase=finish&video_id=1&video_state=LIVE", "cannot be LIVE"},
		{"POST", "/v25.0/1/video_reels", "upload_phase=finish&video_id=1&video_state=SCHEDULED", "go together"},
		{"POST", "/v25.0/1/video_reels", "upload_phase=START", "small letters"},
		{"POST", "/v25.0/1/video_reels", "upload_phase=start&colour=red", "may not carry colour"},
		{"GET", "/v25.0/1", "fields=status,published", ""},
		{"GET", "/v25.0/1", "fields=status,mood", "has no mood"},
		{"GET", "/v25.0/1", "", "needs fields"},
		{"GET", "/v25.0/me/accounts", "fields=id,name", "cannot be id,name"},
		{"DELETE", "/v25.0/1", "", "is not in the contract"},
		{"GET", "/v25.0/oauth/access_token", "grant_type=fb_exchange_token&client_id=1&client_secret=2", "needs"},
	} {
		sent, _ := url.ParseQuery(w.sent)
		got := strings.Join(c.breaches(w.method, w.path, sent), "; ")
		if w.want == "" && got != "" || !strings.Contains(got, w.want) {
			t.Errorf("%s %s with %s: %q, want %q", w.method, w.path, w.sent, got, w.want)
		}
	}
}
