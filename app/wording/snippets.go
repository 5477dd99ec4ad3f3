package wording

import (
	"encoding/json"
	"strings"

	"taglane/app/taglane"
)

// Snippet is a text to put in again and again.
type Snippet struct {
	ID   taglane.ID `json:"id"`
	Name string     `json:"name"`
	Text string     `json:"text"`
}

const mostSnippets = 200

// Snippets reads kept texts; none for "".
func Snippets(kept string) ([]Snippet, error) {
	out := []Snippet{}
	if kept == "" {
		return out, nil
	}
	if err := json.Unmarshal([]byte(kept), &out); err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "The kept texts cannot be read.")
	}
	return out, nil
}

// KeepSnippets checks texts, names those that are new, and writes them as
// Snippets reads them. Invalid: one of them cannot be kept.
func KeepSnippets(texts []Snippet, newID func() taglane.ID) (snippets []Snippet, kept string, err error) {
	if len(texts) > mostSnippets {
		return nil, "", taglane.Errorf(taglane.Invalid, "More than %d texts cannot be kept.", mostSnippets)
	}
	snippets = make([]Snippet, 0, len(texts))
	for _, n := range texts {
		if n.Name = strings.TrimSpace(n.Name); n.Name == "" {
			return nil, "", taglane.Errorf(taglane.Invalid, "A kept text needs a name.")
		}
		if err := taglane.CheckText("name", n.Name, 80); err != nil {
			return nil, "", err
		}
		if err := taglane.CheckText("caption", n.Text, mostField); err != nil {
			return nil, "", err
		}
		if n.ID == "" {
			n.ID = newID()
		}
		snippets = append(snippets, n)
	}
	b, err := json.Marshal(snippets)
	return snippets, string(b), err
}
