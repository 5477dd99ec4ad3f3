package studio

import "taglane/app/platform"

// Option is one thing a person decides of an account or of a publication.
type Option struct {
	Key     string              `json:"key"`
	Title   string              `json:"title"`
	Hint    string              `json:"hint"`
	Kind    platform.OptionKind `json:"kind"`
	Choices []OptionChoice      `json:"choices"`
	Default string              `json:"default"` // "" means that somebody has to decide
	Account bool                `json:"account"` // decided of the account
	Why     string              `json:"why"`     // it cannot be decided now; "" if it can
}

// OptionChoice is one answer to an option.
type OptionChoice struct {
	Value string `json:"value"`
	Title string `json:"title"`
	Why   string `json:"why"` // it cannot be chosen now; "" if it can
}

// options tells what is to be decided.
func (s *Studio) options(from []platform.Option) []Option {
	out := make([]Option, 0, len(from))
	for _, o := range from {
		v := Option{o.Key, s.Tell(o.Title), s.Tell(o.Hint), o.Kind, make([]OptionChoice, 0, len(o.Choices)), o.Default, o.Account, s.Tell(o.Why)}
		for _, c := range o.Choices {
			v.Choices = append(v.Choices, OptionChoice{c.Value, s.Tell(c.Title), s.Tell(c.Why)})
		}
		out = append(out, v)
	}
	return out
}
