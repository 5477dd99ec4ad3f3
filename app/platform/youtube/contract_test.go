package youtube

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/platform/twin"
	"taglane/app/platform/youtube/youtubetest"
)

// discovery is what is read of Google's own description of the calls.
type discovery struct {
	Revision   string               `json:"revision"`
	Parameters map[string]parameter `json:"parameters"`
	Schemas    map[string]schema    `json:"schemas"`
	Resources  map[string]struct {
		Methods map[string]method `json:"methods"`
	} `json:"resources"`
}

type method struct {
	HTTP       string               `json:"httpMethod"`
	Path       string               `json:"path"`
	Parameters map[string]parameter `json:"parameters"`
	Scopes     []string             `json:"scopes"`
	Request    struct {
		Ref string `json:"$ref"`
	} `json:"request"`
	Media struct {
		Accept    []string `json:"accept"`
		Protocols struct {
			Simple struct {
				Path string `json:"path"`
			} `json:"simple"`
		} `json:"protocols"`
	} `json:"mediaUpload"`
}

type parameter struct {
	Required bool     `json:"required"`
	Repeated bool     `json:"repeated"`
	Type     string   `json:"type"`
	Enum     []string `json:"enum"`
}

type schema struct {
	Type       string            `json:"type"`
	Format     string            `json:"format"`
	Ref        string            `json:"$ref"`
	Enum       []string          `json:"enum"`
	Properties map[string]schema `json:"properties"`
	Items      *schema           `json:"items"`
	Additional *schema           `json:"additionalProperties"`
}

const contractRevision = "20261019"

// theContract finds the description where the module lies; nothing of the module
// is compiled, so a machine that is new has yet to fetch it.
var theContract = sync.OnceValues(func() (*discovery, error) {
	out, err := exec.Command("go", "mod", "download", "-json", "google.golang.org/api").Output()
	var module struct{ Dir, Error string }
	if err := errors.Join(err, json.Unmarshal(out, &module)); err != nil {
		return nil, fmt.Errorf("the module google.golang.org/api is not here: %w %s", err, module.Error)
	}
	b, err := os.ReadFile(filepath.Join(module.Dir, "youtube", "v3", "youtube-api.json"))
	if err != nil {
		return nil, err
	}
	d := &discovery{}
	return d, json.Unmarshal(b, d)
})

func TestTheContractIsAtHand(t *testing.T) {
	d, err := theContract()
	if err != nil {
		t.Fatal(err)
	}
	if d.Revision != contractRevision || len(d.Schemas) < 100 {
		t.Errorf("revision %s with %d schemas, want %s", d.Revision, len(d.Schemas), contractRevision)
	}
}

// keepsContract compares every call a twin has seen with the description.
// That it is missing is said once, by TestTheContractIsAtHand.
func keepsContract(t testing.TB, far *youtubetest.Twin) {
	t.Helper()
	d, err := theContract()
	if err != nil {
		return
	}
	for _, c := range far.Door().Calls() {
		if ours(c) {
			continue
		}
		scope := far.Granted(strings.TrimPrefix(c.Header.Get("Authorization"), "Bearer "))
		if _, why := d.check(c, scope); why != "" {
			t.Errorf("%s %s?%s keeps no contract: %s", c.Method, c.Path, c.Query.Encode(), why)
		}
	}
}

// ours says whether a call is to the login, which this contract is not about.
func ours(c twin.Call) bool {
	return slices.Contains([]string{youtubetest.TokenPath, youtubetest.RevokePath, youtubetest.AuthorizePath}, c.Path)
}

// check names the method a call is to, and says what is wrong with it.
func (d *discovery) check(c twin.Call, granted string) (name, why string) {
	name, m, upload := d.method(c)
	if name == "" {
		return "", "there is no such method"
	}
	if !slices.ContainsFunc(m.Scopes, func(s string) bool { return slices.Contains(strings.Fields(granted), s) }) {
		return name, "not enough leave: " + granted
	}
	if c.Method == http.MethodPut && upload {
		if c.Query.Get("upload_id") == "" {
			return name, "bytes for no upload"
		}
		return name, "" // the protocol of uploads is not described here
	}
	if why := d.query(m, c.Query, upload); why != "" {
		return name, why
	}
	return name, d.body(m, c)
}

// method is the one a call is to. The session of an upload belongs to insert.
func (d *discovery) method(c twin.Call) (string, method, bool) {
	for resource, r := range d.Resources {
		for name, m := range r.Methods {
			up := m.Media.Protocols.Simple.Path
			switch {
			case c.Method == m.HTTP && c.Path == "/"+strings.TrimPrefix(m.Path, "/"):
				return resource + "." + name, m, false
			case up != "" && c.Path == up && (c.Method == m.HTTP || c.Method == http.MethodPut && c.Query.Has("upload_id")):
				return resource + "." + name, m, true
			}
		}
	}
	return "", method{}, false
}

func (d *discovery) query(m method, q url.Values, upload bool) string {
	for name, values := range q {
		p, known := m.Parameters[name]
		if !known {
			p, known = d.Parameters[name]
		}
		switch {
		case !known:
			return "query " + name
		case len(values) > 1 && !p.Repeated:
			return "query " + name + " is repeated"
		case p.Type == "boolean" && values[0] != "true" && values[0] != "false",
			p.Type == "integer" && strings.Trim(values[0], "0123456789") != "",
			len(p.Enum) > 0 && !slices.Contains(p.Enum, values[0]):
			return fmt.Sprintf("query %s=%v", name, values)
		}
	}
	for name, p := range m.Parameters {
		if p.Required && q.Get(name) == "" {
			return "no " + name
		}
	}
	if upload && q.Get("uploadType") == "" {
		return "no uploadType"
	}
	return ""
}

func (d *discovery) body(m method, c twin.Call) string {
	if m.Request.Ref == "" {
		kind := c.Header.Get("Content-Type")
		if len(c.Body) > 0 && !slices.Contains(m.Media.Accept, kind) {
			return "media of " + kind
		}
		return ""
	}
	if c.Status == 0 && c.Header.Get("Content-Length") == "" && len(c.Body) == 0 {
		return "" // it broke off before its body came
	}
	var body map[string]any
	if err := json.Unmarshal(c.Body, &body); err != nil {
		return broken(c, err)
	}
	if why := d.value("", body, schema{Ref: m.Request.Ref}); why != "" {
		return why
	}
	parts := strings.Split(strings.Join(c.Query["part"], ","), ",")
	for name := range body {
		if name != "id" && !slices.Contains(parts, name) {
			return name + " without its part"
		}
	}
	return ""
}

// broken says what is wrong with a body that is no JSON: nothing, if the
// connection broke while it came.
func broken(c twin.Call, err error) string {
	if c.Status == 0 {
		return ""
	}
	return "a body that is no JSON: " + err.Error()
}

// value says what a schema does not know of a value.
func (d *discovery) value(at string, v any, s schema) string {
	if s.Ref != "" {
		s = d.Schemas[s.Ref]
	}
	switch v := v.(type) {
	case map[string]any:
		if s.Type != "object" {
			return at + " is an object"
		}
		for name, inner := range v {
			next, known := s.Properties[name]
			if !known && s.Additional != nil {
				next, known = *s.Additional, true
			}
			if !known {
				return "field " + at + "." + name
			}
			if why := d.value(at+"."+name, inner, next); why != "" {
				return why
			}
		}
	case []any:
		if s.Type != "array" {
			return at + " is a list"
		}
		for _, inner := range v {
			if why := d.value(at+"[]", inner, *s.Items); why != "" {
				return why
			}
		}
	case string:
		if s.Type != "string" || len(s.Enum) > 0 && !slices.Contains(s.Enum, v) {
			return fmt.Sprintf("%s is %q", at, v)
		}
		if _, err := time.Parse(time.RFC3339, v); s.Format == "date-time" && err != nil {
			return fmt.Sprintf("%s is %q", at, v)
		}
	case bool:
		if s.Type != "boolean" {
			return at + " is a boolean"
		}
	case float64:
		if s.Type != "integer" && s.Type != "number" {
			return at + " is a number"
		}
	default:
		return at + " is null"
	}
	return ""
}

// The checker itself catches what it is there for.
func TestTheContractIsNotKeptByEverything(t *testing.T) {
	d, err := theContract()
	if err != nil {
		t.Fatal(err)
	}
	call := func(how, path, body string) twin.Call {
		u, err := url.Parse(path)
		if err != nil {
			t.Fatal(err)
		}
		return twin.Call{Method: how, Path: u.Path, Query: u.Query(), Body: []byte(body), Status: 200, Header: http.Header{"Content-Type": {"image/gif"}}}
	}
	const good = `{"id":"x","status":{"privacyStatus":"public","publishAt":"2026-12-01T00:00:00Z","embeddable":false}}`
	for name, c := range map[string]struct {
		call  twin.Call
		scope string
		want  string
	}{
		"right":               {call("PUT", videosPath+"?part=status", good), mayAllSafe, ""},
		"no method":           {call("PATCH", videosPath+"?part=status", good), mayAllSafe, "there is no such method"},
		"unknown query":       {call("PUT", videosPath+"?part=status&draft=true", good), mayAllSafe, "query draft"},
		"wrong query":         {call("POST", uploadPath+"?part=status&uploadType=resumable&notifySubscribers=no", good), mayUpload, "query notifySubscribers=[no]"},
		"missing part":        {call("PUT", videosPath, good), mayAllSafe, "no part"},
		"no uploadType":       {call("POST", uploadPath+"?part=status", good), mayUpload, "no uploadType"},
		"unknown field":       {call("PUT", videosPath+"?part=status", `{"status":{"products":[]}}`), mayAllSafe, "field .status.products"},
		"wrong type":          {call("PUT", videosPath+"?part=status", `{"status":{"embeddable":"true"}}`), mayAllSafe, `.status.embeddable is "true"`},
		"bad enum":            {call("PUT", videosPath+"?part=status", `{"status":{"privacyStatus":"friends"}}`), mayAllSafe, `.status.privacyStatus is "friends"`},
		"bad time":            {call("PUT", videosPath+"?part=status", `{"status":{"publishAt":"soon"}}`), mayAllSafe, `.status.publishAt is "soon"`},
		"body without part":   {call("PUT", videosPath+"?part=status", `{"snippet":{"title":"x"}}`), mayAllSafe, "snippet without its part"},
		"number for a text":   {call("PUT", videosPath+"?part=snippet", `{"snippet":{"categoryId":22}}`), mayAllSafe, ".snippet.categoryId is a number"},
		"not enough leave":    {call("PUT", videosPath+"?part=status", good), mayUpload, "not enough leave: " + mayUpload},
		"a picture of a kind": {call("POST", coverPath+"?videoId=x&uploadType=media", "GIF89a"), mayUpload, "media of image/gif"},
		"no video":            {call("POST", coverPath+"?uploadType=media", "GIF89a"), mayUpload, "no videoId"},
	} {
		if _, why := d.check(c.call, c.scope); why != c.want {
			t.Errorf("%s: %q, want %q", name, why, c.want)
		}
	}
}
