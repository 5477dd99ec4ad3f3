package forged

import (
	"slices"
	"strings"
)

// Weak says what a content policy lets a text do that came into a page as
// markup: run, ask elsewhere, send a form, or change where addresses begin. It is
// empty for a policy under which such a text is dead.
func Weak(policy string) (out []string) {
	rules := map[string][]string{}
	for part := range strings.SplitSeq(policy, ";") {
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		if _, twice := rules[words[0]]; twice { // the second one does not count
			out = append(out, words[0]+" stands twice")
		}
		rules[words[0]] = words[1:]
	}
	if !slices.Equal(rules["default-src"], []string{"'none'"}) {
		out = append(out, "default-src lets in what is not named")
	}
	for _, name := range []string{"base-uri", "form-action"} { // default-src does not stand for these
		if !slices.Equal(rules[name], []string{"'none'"}) {
			out = append(out, name+" is not 'none'")
		}
	}
	for _, name := range []string{"object-src", "frame-src", "child-src", "worker-src", "manifest-src"} {
		if from, said := rules[name]; said && !slices.Equal(from, []string{"'none'"}) {
			out = append(out, name+" lets something in")
		}
	}
	for name, from := range rules {
		for _, source := range from {
			if weak(name, source) {
				out = append(out, name+" lets in "+source)
			}
		}
	}
	slices.Sort(out)
	return out
}

func weak(rule, source string) bool {
	switch {
	case source == "'none'", source == "'self'", strings.HasPrefix(source, "'sha256-"), strings.HasPrefix(source, "'sha384-"):
		return false
	case rule == "require-trusted-types-for":
		return source != "'script'"
	case rule == "trusted-types":
		return source == "*" || source == "default" || strings.HasPrefix(source, "'allow")
	case source == "file:": // a page opened from a disk plays the film that lies beside it
		return rule != "img-src" && rule != "media-src"
	case source == "blob:", source == "data:":
		return rule != "img-src" && rule != "media-src" && (rule != "font-src" || source == "blob:")
	case strings.HasPrefix(source, "http://127.0.0.1:"): // the media server of this machine
		return rule != "img-src" && rule != "media-src" && rule != "connect-src" || strings.HasSuffix(source, "*")
	}
	return true
}
