package review

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	asked = regexp.MustCompile(`\bt\("([^"]+)"|count\([a-z]+, "([^"]+)", "([^"]+)"|\bt\([a-z]+ \? "`)
	verb  = regexp.MustCompile(`\{\w+\}`)
)

// Everything the page says by itself is said in all five languages, with the
// same parts, and nothing is kept that nobody says.
func TestThePageSpeaksFiveLanguages(t *testing.T) {
	used := map[string]bool{}
	for _, name := range parts {
		for _, m := range asked.FindAllStringSubmatch(text(name+".js"), -1) {
			if m[1]+m[2] == "" {
				t.Errorf("%s.js chooses a sentence inside t()", name)
			}
			for _, s := range m[1:] {
				if s != "" {
					used[s] = true
				}
			}
		}
	}
	if len(used) < 80 {
		t.Fatalf("only %d sentences were found", len(used))
	}
	words := Words()
	for s := range used {
		for _, l := range []string{"es", "de", "ja", "zh-Hans"} {
			said := words[s][l]
			if said == "" {
				t.Errorf("%q is not said in %s", s, l)
				continue
			}
			want, have := verb.FindAllString(s, -1), verb.FindAllString(said, -1)
			slices.Sort(want)
			if slices.Sort(have); !slices.Equal(want, have) {
				t.Errorf("%q has other parts in %s: %q", s, l, said)
			}
		}
	}
	for s := range words {
		if !used[s] {
			t.Errorf("nobody says %q", s)
		}
	}
}

// Every script of the folder is part of the page, and none writes markup or
// reaches out but the one that talks to a server.
func TestTheScriptsWriteNoMarkup(t *testing.T) {
	all, err := fs.Glob(source, "room/*.js")
	if err != nil || len(all) != len(parts) {
		t.Fatalf("%d scripts lie there, %d are in the page: %v", len(all), len(parts), err)
	}
	for _, name := range parts {
		for _, bad := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "http:", "https:", "XMLHttpRequest", "WebSocket", "sendBeacon", "EventSource"} {
			if strings.Contains(strings.ReplaceAll(text(name+".js"), `"http://www.w3.org/2000/svg"`, ""), bad) {
				t.Errorf("%s.js has %s", name, bad)
			}
		}
		if name != "live" && strings.Contains(text(name+".js"), "fetch(") {
			t.Errorf("%s.js asks somebody", name)
		}
	}
	if strings.Contains(script(), "</") {
		t.Error("the script would end early")
	}
}
