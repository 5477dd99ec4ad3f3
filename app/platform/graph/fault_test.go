package graph

import (
	"strings"
	"testing"
)

func TestTheirWordsBecomeASentence(t *testing.T) {
	for in, want := range map[string]string{
		"":                       "",
		"Too\n\tlong":            "Too long.",
		"Why?":                   "Why.",
		"Done.":                  "Done.",
		"see {\"a\":1}":          "see (\"a\":1).",
		strings.Repeat("a", 400): strings.Repeat("a", 300) + "….",
	} {
		if got := Sentence(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}
