package rakutentest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// shape is what the description says of a value in an answer.
type shape struct {
	Ref        string           `json:"$ref"`
	Type       string           `json:"type"`
	Enum       []any            `json:"enum"`
	OneOf      []shape          `json:"oneOf"`
	Items      *shape           `json:"items"`
	Properties map[string]shape `json:"properties"`
	Required   []string         `json:"required"`
}

// answers are the shapes of all answers, and those they speak of.
var answers = func() (d struct {
	Paths map[string]map[string]struct {
		Responses map[string]struct {
			Content map[string]struct {
				Schema shape `json:"schema"`
			} `json:"content"`
		} `json:"responses"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]shape `json:"schemas"`
	} `json:"components"`
}) {
	if err := json.Unmarshal(PublisherAPI, &d); err != nil {
		panic("rakutentest: publisher.json: " + err.Error())
	}
	return d
}()

// CheckAnswer compares a good answer in JSON with the description of its path.
// A field that the description does not name is an error too.
func CheckAnswer(path, method string, answer []byte) error {
	of, known := answers.Paths[path][strings.ToLower(method)].Responses["200"].Content["application/json"]
	if !known {
		return errors.New("the description knows no such answer")
	}
	var v any
	if err := json.Unmarshal(answer, &v); err != nil {
		return err
	}
	return of.Schema.check(path, v)
}

func (s shape) check(at string, v any) error {
	if s.Ref != "" {
		named, known := answers.Components.Schemas[s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]]
		if !known {
			return fmt.Errorf("the description has no %s", s.Ref)
		}
		return named.check(at, v)
	}
	if len(s.OneOf) > 0 {
		var all error
		for _, one := range s.OneOf {
			err := one.check(at, v)
			if err == nil {
				return nil
			}
			all = errors.Join(all, err)
		}
		return all
	}
	if len(s.Enum) > 0 && !slices.Contains(s.Enum, v) {
		return fmt.Errorf("%s is %v", at, v)
	}
	fits := false
	switch v := v.(type) {
	case string:
		fits = s.Type == "string"
	case bool:
		fits = s.Type == "boolean"
	case float64:
		fits = s.Type == "number" || s.Type == "integer" && v == float64(int64(v))
	case []any:
		if fits = s.Type == "array"; fits {
			return s.checkAll(at, v)
		}
	case map[string]any:
		if fits = s.Type == "object"; fits {
			return s.checkFields(at, v)
		}
	}
	if !fits {
		return fmt.Errorf("%s is %v and no %s", at, v, s.Type)
	}
	return nil
}

func (s shape) checkAll(at string, all []any) error {
	for i, v := range all {
		if err := s.Items.check(fmt.Sprintf("%s %d", at, i), v); err != nil {
			return err
		}
	}
	return nil
}

func (s shape) checkFields(at string, said map[string]any) error {
	for name, v := range said {
		p, known := s.Properties[name]
		if !known {
			return fmt.Errorf("%s has no %s", at, name)
		}
		if err := p.check(at+"."+name, v); err != nil {
			return err
		}
	}
	for _, name := range s.Required {
		if _, there := said[name]; !there {
			return fmt.Errorf("%s is missing", name)
		}
	}
	return nil
}
