package graph

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
)

// Fault is an error as Meta tells it. Its numbers say what it is, never its
// words: as text, "190" would be found in everything.
type Fault struct {
	Message   string `json:"message"`
	Code      int    `json:"code"`
	Subcode   int    `json:"error_subcode"`
	Transient bool   `json:"is_transient"`
	Person    string `json:"error_user_msg"` // meant for people
	Trace     string `json:"fbtrace_id"`
}

// Refusal is how the upload host says no.
type Refusal struct {
	Retriable bool   `json:"retriable"`
	Type      string `json:"type"`
	Message   string `json:"message"`
}

// ReadFault reads an answer that is an error; both are nil where it is none of
// Meta's.
func ReadFault(body []byte) (*Fault, *Refusal) {
	var a struct {
		Error *Fault   `json:"error"`
		Debug *Refusal `json:"debug_info"`
	}
	if json.Unmarshal(body, &a) != nil {
		return nil, nil
	}
	return a.Error, a.Debug
}

// Error is what a log keeps of it, and what Meta's people ask for.
func (f *Fault) Error() string {
	return fmt.Sprintf("code %d/%d, fbtrace_id %s: %s", f.Code, f.Subcode, f.Trace, First(f.Person, f.Message))
}

// longest is how much of Meta's own words is shown.
const longest = 300

// Sentence makes Meta's own words fit to be shown: one line, plain, with an end.
func Sentence(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	s = strings.NewReplacer("{", "(", "}", ")").Replace(s)
	if r := []rune(s); len(r) > longest {
		s = string(r[:longest]) + "…"
	}
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return strings.TrimRight(s, "!?:;,") + "."
}
