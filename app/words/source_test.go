package words

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"taglane/app/taglane"
)

// sayers are the functions whose argument of that place is the format of a
// sentence, wherever they are called.
var sayers = map[string]int{"Errorf": 1, "Wrap": 2, "OfDisk": 2, "Say": 0, "say": 0}

// labels are the functions of studio and trade whose argument of that place is a
// sentence for history, told already.
var labels = map[string]int{"commit": 2, "commitLibrary": 1, "many": 2, "keepProduct": 2, "setTag": 2, "settle": 4}

// nouns are the functions whose argument of that place is what a sentence calls
// something, by room: the room has it as something said.
var nouns = map[string]map[string]int{
	"app/store/": {"named": 1, "transaction": 1, "gesture": 1},
	"app/":       {"CheckText": 0},
}

// shown are the fields that a person reads: what is put there was told.
var shown = []string{"Message", "Detail", "Trouble", "Damaged", "Sentence", "Reason", "What", "Why", "Fix", "Lost", "FaultMessage"}

// blaming are sentences that put what failed down to a folder.
var blaming = regexp.MustCompile(`[Ff]older .*cannot be (written|made)`)

// silent are rooms that tell nobody anything through words: the terminal is
// English, and suites are for tests.
var silent = []string{"app/cli", "app/platform/platformtest", "app/edit", "app/words", "app/media/bench"}

// makers may put texts into a finding, a loss or an error themselves: they hold
// the functions that everybody else goes through.
var makers = []string{"app/taglane/nouns.go", "app/taglane/error.go", "app/taglane/said.go"}

// source is what a walk through the rooms finds.
type source struct {
	formats map[string][]string // where each is said
	wrong   []string            // what is said past words
	nouns   map[string]string   // what is called something, and where
}

// rooms reads every file of the rooms under app, by slashed path.
func rooms(root string) (map[string]string, error) {
	out := map[string]string{}
	err := fs.WalkDir(os.DirFS(root), "app", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if slices.Contains(silent, name) || d.Name() == "testdata" {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		out[name] = string(b)
		return err
	})
	return out, err
}

// gather walks files for what is said in them.
func gather(files map[string]string) source {
	s := source{formats: map[string][]string{}, nouns: map[string]string{}}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, name, files[name], parser.SkipObjectResolution)
		if err != nil {
			s.wrong = append(s.wrong, err.Error())
			continue
		}
		w := walk{&s, name, set, imported(f)}
		ast.Inspect(f, w.look)
	}
	for _, noun := range slices.Sorted(maps.Keys(s.nouns)) {
		if s.formats[noun] == nil {
			s.wrong = append(s.wrong, fmt.Sprintf("%s: %q is not said anywhere, so it stays English inside a sentence", s.nouns[noun], noun))
		}
	}
	return s
}

// imported are the names by which a file knows the vocabulary's package: calls
// are told by name, so that a Wrap of somebody else's is not taken for ours.
func imported(f *ast.File) (known string) {
	if f.Name.Name == "taglane" {
		return ""
	}
	for _, i := range f.Imports {
		if i.Path.Value == `"taglane/app/taglane"` {
			if i.Name != nil {
				return i.Name.Name
			}
			return "taglane"
		}
	}
	return "-"
}

type walk struct {
	*source
	file    string
	set     *token.FileSet
	taglane string // what the vocabulary is called here; "" in its own package
}

func (w walk) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", w.file, w.set.Position(n.Pos()).Line)
}

func (w walk) bad(n ast.Node, why string) { w.wrong = append(w.wrong, w.at(n)+": "+why) }

func (w walk) look(n ast.Node) bool {
	switch v := n.(type) {
	case *ast.CallExpr:
		w.call(v)
	case *ast.CompositeLit:
		w.literal(v)
	case *ast.KeyValueExpr:
		if key, ok := v.Key.(*ast.Ident); ok && slices.Contains(shown, key.Name) {
			w.told(v.Value)
		}
	case *ast.AssignStmt:
		for i, to := range v.Lhs {
			if len(v.Rhs) == len(v.Lhs) && w.shows(to) {
				w.told(v.Rhs[i])
			}
		}
	}
	return true
}

// shows says whether what is assigned to is read by a person: one of the shown
// fields, or in studio the label of a gesture on its way to history.
func (w walk) shows(to ast.Expr) bool {
	if id, ok := to.(*ast.Ident); ok {
		return w.labels() && slices.Contains([]string{"label", "message", "sentence"}, id.Name)
	}
	sel, ok := to.(*ast.SelectorExpr)
	return ok && slices.Contains(shown, sel.Sel.Name)
}

// labels says whether the file belongs to a room that names gestures for history.
func (w walk) labels() bool {
	return strings.HasPrefix(w.file, "app/studio/") || strings.HasPrefix(w.file, "app/trade/") || strings.HasPrefix(w.file, "app/notes/") || strings.HasPrefix(w.file, "app/crew/") || strings.HasPrefix(w.file, "app/versions/")
}

// sayer says which argument of a call is a format; -1 for none.
func (w walk) sayer(c *ast.CallExpr) int {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		if at, ok := sayers[f.Name]; ok && w.taglane == "" && f.Name != "say" {
			return at
		}
	case *ast.SelectorExpr:
		x, _ := f.X.(*ast.Ident)
		if f.Sel.Name == "say" && !w.labels() {
			return -1
		}
		if at, ok := sayers[f.Sel.Name]; ok && (f.Sel.Name == "say") != (x != nil && x.Name == w.taglane) {
			return at
		}
	}
	return -1
}

func (w walk) call(c *ast.CallExpr) {
	name := nameOf(c.Fun)
	if at, ok := labels[name]; ok && w.labels() && len(c.Args) > at {
		w.told(c.Args[at])
	}
	for room, of := range nouns {
		if at, ok := of[name]; ok && strings.HasPrefix(w.file, room) && len(c.Args) > at {
			if noun, ok := w.constant(c.Args[at]); ok {
				w.nouns[noun] = w.at(c)
			}
		}
	}
	at := w.sayer(c)
	if at < 0 || len(c.Args) <= at {
		return
	}
	format, ok := w.constant(c.Args[at])
	if !ok {
		if id, _ := c.Args[at].(*ast.Ident); id == nil || id.Name != "format" {
			w.bad(c, "a format has to be a constant, or no catalog can name it")
		}
		return
	}
	args := c.Args[at+1:]
	if verbs, err := verbsOf(format); err != nil {
		w.bad(c, err.Error())
	} else if len(verbs) != len(args) && !c.Ellipsis.IsValid() {
		w.bad(c, fmt.Sprintf("%q speaks of %d things and is given %d", format, len(verbs), len(args)))
	}
	for _, a := range args {
		if glued(a) {
			w.bad(a, "words inside a sentence are a taglane.Said, or they stay English")
		} else if figured(a) {
			w.bad(a, "a sentence is given the value, which each language writes in its own way: a number, taglane.Day, Money, Share or a time.Time")
		}
	}
	if !worded(format) && name != "Say" && name != "say" {
		w.bad(c, "what was said elsewhere is refused by taglane.Refuse, which keeps it in its parts")
	}
	if name == "Wrap" && blaming.MatchString(format) {
		w.bad(c, "a folder is blamed by taglane.OfDisk, which says first whether the disk is full")
	}
	if worded(format) {
		w.formats[format] = append(w.formats[format], w.at(c))
	}
}

// literal finds texts that are put into what a person reads without words.
func (w walk) literal(c *ast.CompositeLit) {
	switch name := nameOf(c.Type); name {
	case "Finding", "Loss", "Error":
		if slices.Contains(makers, w.file) || w.taglane == "-" {
			return
		}
		for _, e := range c.Elts {
			kv, keyed := e.(*ast.KeyValueExpr)
			if !keyed || slices.Contains(shown, nameOf(kv.Key)) {
				w.bad(c, "a taglane."+name+" is made by its function, which keeps the sentence in its parts")
				return
			}
		}
	case "NoticeEvent", "Note", "HealthCheck", "RowRefusal", "Refusal", "Told", "Entry":
		if name == "Entry" && !strings.HasPrefix(w.file, "app/outbox/") {
			return // a bundle has entries too, which are files
		}
		for _, e := range c.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				e = kv.Value
			}
			if glued(e) && !plainWord(e) {
				w.bad(e, "a person reads this: say it through words")
			}
		}
	}
}

// told refuses a sentence that is put together on the spot.
func (w walk) told(e ast.Expr) {
	if glued(e) {
		w.bad(e, "a person reads this: say it through words")
	}
}

// glued says whether an expression makes a text out of words by itself.
func glued(e ast.Expr) bool {
	switch v := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(v.Value)
		return err == nil && v.Kind == token.STRING && strings.ContainsFunc(text, unicode.IsLetter)
	case *ast.BinaryExpr:
		return v.Op == token.ADD && (glued(v.X) || glued(v.Y))
	case *ast.CallExpr:
		switch nameOf(v.Fun) {
		case "Sprintf":
			return len(v.Args) > 0 && glued(v.Args[0]) && lettersBesideVerbs(v.Args[0])
		case "MessageOf":
			return true
		case "Or":
			return slices.ContainsFunc(v.Args, glued)
		}
	}
	return false
}

// figured says whether an expression makes a text out of a number or a time.
func figured(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	switch nameOf(call.Fun) {
	case "Format", "FormatFloat", "FormatInt", "Itoa", "String", "Percent":
		return true
	case "Plain":
		return len(call.Args) == 1 && figured(call.Args[0])
	}
	return false
}

func lettersBesideVerbs(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return true
	}
	text, _ := strconv.Unquote(lit.Value)
	return worded(text)
}

// plainWord is a name that a program reads, such as a kind of notice.
func plainWord(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return false
	}
	text, _ := strconv.Unquote(lit.Value)
	return text == strings.ToLower(text) && !strings.ContainsAny(text, " .")
}

func nameOf(e ast.Expr) string {
	switch v := e.(type) {
	case *ast.Ident:
		return v.Name
	case *ast.SelectorExpr:
		return v.Sel.Name
	case *ast.StarExpr:
		return nameOf(v.X)
	}
	return ""
}

// constant is the text of a constant expression.
func (w walk) constant(e ast.Expr) (string, bool) {
	switch v := e.(type) {
	case *ast.BasicLit:
		c := constant.MakeFromLiteral(v.Value, v.Kind, 0)
		return constant.StringVal(c), v.Kind == token.STRING
	case *ast.BinaryExpr:
		x, okX := w.constant(v.X)
		y, okY := w.constant(v.Y)
		return x + y, okX && okY && v.Op == token.ADD
	case *ast.SelectorExpr:
		return taglane.InternalMessage, v.Sel.Name == "InternalMessage"
	case *ast.Ident:
		return taglane.InternalMessage, v.Name == "InternalMessage"
	}
	return "", false
}

// worded says whether a format has anything to translate.
func worded(format string) bool {
	text := strings.TrimSpace(verb.ReplaceAllString(format, ""))
	return strings.ContainsFunc(text, unicode.IsLetter) || text != "" && strings.Count(format, "%") > 1 // "%s: %s."
}
