package crash

import (
	"regexp"
	"strings"
)

// mostText is how much of a report is kept, in bytes.
const mostText = 64 << 10

// tokens are what secrets look like wherever they stand: after a name that says
// so, in an address, or as a long word that no person writes.
var tokens = []struct {
	shape *regexp.Regexp
	by    string
}{
	{regexp.MustCompile(`(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}`), "$1 [left out]"},
	{regexp.MustCompile(`(?i)\b([\w-]*(?:token|secret|password|passphrase|api[_-]?key|authorization|signature|code|sid|u1)["']?\s*[:=]\s*["']?)[^\s"'&,;)}]+`), "$1[left out]"},
	{regexp.MustCompile(`(https?://[^\s/?#"')]+[^\s?#"')]*)[?#][^\s"')]*`), "$1?[left out]"},
	{regexp.MustCompile(`\b[\w.+-]+@[\w-]+\.[\w.-]+\b`), "[an address]"},
	{regexp.MustCompile(`\b[A-Za-z0-9_-]*[0-9][A-Za-z0-9_-]{31,}\b`), "[left out]"},
}

// elsewhere is any other person's home, and folders that are called by a name.
var elsewhere = regexp.MustCompile(`(/home/|/Users/|/media/|/run/user/|/run/media/|[A-Z]:\\Users\\)[^/\\\s"':)]+`)

// Redact leaves out of a text what belongs to nobody but its person: the home
// folder becomes ~, the person's name …, and what looks like a secret is not
// there at all. What a file of the person's is called below ~ is left out too.
func Redact(text, home, person string) string {
	text = strings.ToValidUTF8(text, "�")
	if home != "" && home != "/" {
		text = strings.ReplaceAll(text, home, "~")
	}
	text = elsewhere.ReplaceAllString(text, "${1}…")
	text = below.ReplaceAllStringFunc(text, shortened)
	for _, t := range tokens {
		text = t.shape.ReplaceAllString(text, t.by)
	}
	if len(person) > 2 {
		text = regexp.MustCompile(`(?i)\b`+regexp.QuoteMeta(person)+`\b`).ReplaceAllString(text, "…")
	}
	if len(text) > mostText {
		text = strings.ToValidUTF8(text[:mostText], "") + "\n[the rest is left out]"
	}
	return text
}

// below is a path in the person's home.
var below = regexp.MustCompile(`~[/\\][^\s"':,;)]+`)

// shortened keeps what tells where a path leads, and its ending, but not what
// the person called things: "~/Videos/Anna's wedding.mp4" is "~/…/….mp4". Code
// keeps its name, for that is what a report is read for.
func shortened(path string) string {
	if strings.HasSuffix(path, ".go") || strings.HasSuffix(path, ".js") {
		return "~/…/" + path[strings.LastIndexAny(path, `/\`)+1:]
	}
	ending := ""
	if dot := strings.LastIndexByte(path, '.'); dot > strings.LastIndexAny(path, `/\`)+1 && len(path)-dot <= 6 {
		ending = path[dot:]
	}
	return "~/…" + ending
}
