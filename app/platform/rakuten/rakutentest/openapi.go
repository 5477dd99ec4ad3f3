package rakutentest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// PublisherAPI is what the owner's description of the API says of what is asked
// here: names, types and words.
//
//go:embed publisher.json
var PublisherAPI []byte

type schema struct {
	Type       string             `json:"type"`
	Enum       []any              `json:"enum"`
	Items      *schema            `json:"items"`
	Minimum    *float64           `json:"minimum"`
	Properties map[string]*schema `json:"properties"`
	Required   []string           `json:"required"`
}

type parameter struct {
	In       string `json:"in"`
	Name     string `json:"name"`
	Required bool   `json:"required"`
	Schema   schema `json:"schema"`
}

type operation struct {
	Parameters []parameter `json:"parameters"`
	Body       *struct {
		Content map[string]struct {
			Schema schema `json:"schema"`
		} `json:"content"`
	} `json:"requestBody"`
}

// description is the API's, by path and method.
var description = func() map[string]map[string]operation {
	var d struct {
		Paths map[string]map[string]operation `json:"paths"`
	}
	if err := json.Unmarshal(PublisherAPI, &d); err != nil || len(d.Paths) == 0 {
		panic(fmt.Sprint("rakutentest: publisher.json: ", err))
	}
	return d.Paths
}()

// match finds the operation of a request, and what stands in its path.
func match(r *http.Request) (path string, op operation, in map[string]string, ok bool) {
	parts := strings.Split(r.URL.Path, "/")
	for path, ops := range description {
		op, known := ops[strings.ToLower(r.Method)]
		names := strings.Split(path, "/")
		if !known || len(names) != len(parts) {
			continue
		}
		in, same := map[string]string{}, true
		for i, n := range names {
			if strings.HasPrefix(n, "{") {
				in[strings.Trim(n, "{}")] = parts[i]
			} else if n != parts[i] {
				same = false
			}
		}
		if same {
			return path, op, in, true
		}
	}
	return "", operation{}, nil, false
}

// faults compares a request with its operation. The body is given back to it.
func (op operation) faults(r *http.Request, in map[string]string) (out []string) {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		out = append(out, "a query that is none: "+r.URL.RawQuery)
	}
	for name, values := range q {
		i := slices.IndexFunc(op.Parameters, func(p parameter) bool { return p.In == "query" && p.Name == name })
		switch {
		case i < 0:
			out = append(out, "there is no parameter "+name)
		case len(values) != 1:
			out = append(out, name+" stands there twice")
		default:
			out = append(out, op.Parameters[i].Schema.faults(name, values[0])...)
		}
	}
	for _, p := range op.Parameters {
		switch {
		case p.In == "path":
			out = append(out, p.Schema.faults(p.Name, in[p.Name])...)
		case p.Required && q.Get(p.Name) == "":
			out = append(out, p.Name+" is missing")
		}
	}
	return append(out, op.bodyFaults(r)...)
}

func (op operation) bodyFaults(r *http.Request) (out []string) {
	b, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	r.Body = io.NopCloser(strings.NewReader(string(b)))
	switch {
	case err != nil:
		return []string{"a body that cannot be read"}
	case op.Body == nil && len(b) > 0:
		return []string{"a body where there is none"}
	case op.Body == nil:
		return nil
	}
	of := op.Body.Content["application/json"].Schema
	var said map[string]any
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") || json.Unmarshal(b, &said) != nil {
		return []string{"a body that is no JSON"}
	}
	for name, v := range said {
		p := of.Properties[name]
		switch v := v.(type) {
		case string:
			if p == nil || p.Type != "string" {
				out = append(out, "there is no text "+name)
			}
		case float64:
			if p == nil || p.Type != "integer" || v != float64(int64(v)) {
				out = append(out, "there is no number "+name)
			}
		default:
			out = append(out, "there is no such "+name)
		}
	}
	for _, name := range of.Required {
		if said[name] == nil {
			out = append(out, name+" is missing")
		}
	}
	return out
}

func (s schema) faults(name, value string) (out []string) {
	if s.Type == "array" && s.Items != nil {
		for _, v := range strings.Split(value, ",") {
			out = append(out, s.Items.faults(name, v)...)
		}
		return out
	}
	wrong := fmt.Sprintf("%s=%q is no %s", name, value, s.Type)
	switch s.Type {
	case "integer":
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil || s.Minimum != nil && float64(n) < *s.Minimum {
			out = append(out, wrong)
		}
	case "boolean":
		if value != "true" && value != "false" {
			out = append(out, wrong)
		}
	}
	if len(s.Enum) > 0 && !slices.ContainsFunc(s.Enum, func(e any) bool { return fmt.Sprint(e) == value }) {
		out = append(out, fmt.Sprintf("%s=%q is none of its words", name, value))
	}
	return out
}
