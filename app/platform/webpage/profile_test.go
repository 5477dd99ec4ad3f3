package webpage

import (
	"testing"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// Whatever a person may answer is an account that opens.
func TestTheProfileAsksWhatNewTakes(t *testing.T) {
	p, ok := platform.ProfileOf("webpage")
	if !ok || p.Connect != nil {
		t.Fatalf("the page has the profile %+v", p)
	}
	for _, o := range p.Options {
		if o.Default == "" || o.Title.String() == "" {
			t.Errorf("%s cannot be left alone", o.Key)
		}
		for _, c := range append([]platform.Choice{{Value: o.Default, Title: taglane.Plain("default")}}, o.Choices...) {
			if c.Title.String() == "" {
				t.Errorf("%s=%s has no name", o.Key, c.Value)
			}
			set := map[string]string{o.Key: c.Value}
			for _, n := range p.Needs {
				if !n.May {
					set[n.Key] = t.TempDir()
				}
			}
			if _, err := New(taglane.Account{Settings: set}, nil); err != nil {
				t.Errorf("%s=%s: %v", o.Key, c.Value, err)
			}
		}
	}
	if len(p.Options[0].Choices) != len(languages) {
		t.Errorf("a page speaks %d languages, and %d are offered", len(languages), len(p.Options[0].Choices))
	}
}
