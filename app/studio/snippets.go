package studio

import (
	"context"
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

const (
	snippetsSetting = "snippets"
	mostSnippets    = 200
)

// Snippets lists the texts a person keeps, in their order.
func (s *Studio) Snippets(ctx context.Context) ([]Snippet, error) {
	text, err := s.store.Setting(ctx, snippetsSetting)
	out := []Snippet{}
	if err != nil || text == "" {
		return out, err
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "The kept texts cannot be read.")
	}
	return out, nil
}

// SetSnippets keeps these texts and no others; one without an id is new.
func (s *Studio) SetSnippets(ctx context.Context, snippets []Snippet) ([]Snippet, error) {
	if len(snippets) > mostSnippets {
		return nil, taglane.Errorf(taglane.Invalid, "More than %d texts cannot be kept.", mostSnippets)
	}
	kept := make([]Snippet, 0, len(snippets))
	for _, n := range snippets {
		if n.Name = strings.TrimSpace(n.Name); n.Name == "" {
			return nil, taglane.Errorf(taglane.Invalid, "A kept text needs a name.")
		}
		if err := taglane.CheckText("name", n.Name, 80); err != nil {
			return nil, err
		}
		if err := taglane.CheckText("caption", n.Text, mostField); err != nil {
			return nil, err
		}
		if n.ID == "" {
			n.ID = s.o.NewID()
		}
		kept = append(kept, n)
	}
	text, err := json.Marshal(kept)
	if err != nil {
		return nil, err
	}
	return kept, s.store.SetSetting(ctx, snippetsSetting, string(text))
}
