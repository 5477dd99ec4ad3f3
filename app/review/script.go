package review

import (
	"encoding/json"
	"strings"
	"sync"
)

// parts are the page's scripts in the order in which they lean on each other.
var parts = []string{"dom", "words", "time", "path", "kept", "said", "file", "live", "player", "timeline", "tags", "draw", "form", "threads", "compose", "verdict", "send", "keys", "begin"}

var (
	script = sync.OnceValue(func() string {
		var b strings.Builder
		b.WriteString("\"use strict\";\n(() => {\n")
		for _, name := range parts {
			b.WriteString(text(name + ".js"))
		}
		b.WriteString("})();\n")
		return b.String()
	})
	style = sync.OnceValue(func() string { return text("room.css") })
)

// Words are the page's own sentences: by the English one, then by language.
var Words = sync.OnceValue(func() map[string]map[string]string {
	out := map[string]map[string]string{}
	if err := json.Unmarshal([]byte(text("words.json")), &out); err != nil {
		panic("review: words.json is built in and tested, yet unreadable: " + err.Error())
	}
	return out
})

// text is a file of the room as it was written.
func text(name string) string {
	b, err := source.ReadFile("room/" + name)
	if err != nil {
		panic("review: embedded file missing: " + name)
	}
	return string(b)
}
