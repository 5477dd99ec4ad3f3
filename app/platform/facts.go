package platform

import (
	"encoding/json"

	"taglane/app/taglane"
)

// Facts are what is known of a service, as the file beside its connector has
// it: its limits, in the words of the connector, and the rules for what leaves
// for it.
type Facts[L any] struct {
	Checked string          `json:"checked"` // the day on which all of it was last compared, YYYY-MM-DD
	Limits  L               `json:"limits"`
	Rules   map[string]Rule `json:"rules"` // by id
}

// Rule is one thing that is looked at before something leaves.
type Rule struct {
	Level   taglane.Level `json:"level"`
	Limit   string        `json:"limit,omitempty"` // what the source allows, in its words
	Source  string        `json:"source"`          // where the rule is from
	Checked string        `json:"checked"`         // the day it was last compared with that
}

// ReadFacts reads the file of a connector. It is part of the program, so one
// that does not hold is a mistake that nobody can mend while it runs.
func ReadFacts[L any](service string, file []byte) (f Facts[L]) {
	if err := json.Unmarshal(file, &f); err != nil {
		panic(service + ": its rules do not hold: " + err.Error())
	}
	return f
}

// OfLink is what a rule found about a link.
func (f Facts[L]) OfLink(rule string, said taglane.Said, field string, link taglane.Link) taglane.Finding {
	return taglane.NewFinding(rule, f.Rules[rule].Level, said, taglane.Place{Tag: link.Tag, Product: link.Product, Field: field}, taglane.Said{})
}
