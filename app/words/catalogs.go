package words

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"sync"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
)

//go:embed catalogs/*.json
var files embed.FS

// books print each language, in the order of Languages. A catalog is read when
// it is first printed from: to read all of them takes longer than to open a
// library.
type books []func() *message.Printer

var shelf = shelved(files)

func shelved(from fs.FS) (out books) {
	for i, tag := range tags {
		out = append(out, sync.OnceValue(func() *message.Printer {
			b, _ := read(from, i) // what is wrong in it the tests say; it is told in English
			return message.NewPrinter(tag, message.Catalog(b))
		}))
	}
	return out
}

// entry is a sentence in one language: one text, or one for each kind of
// number where the argument of that place, counted from 1, decides.
type entry struct {
	arg   int
	forms map[string]string // by CLDR's names: one, few, many, other …; "" alone where nothing decides
}

func (e *entry) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		*e = entry{forms: map[string]string{"": text}}
		return nil
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	e.forms = map[string]string{}
	for name, v := range raw {
		if name == "arg" {
			if err := json.Unmarshal(v, &e.arg); err != nil {
				return err
			}
			continue
		}
		var text string
		if err := json.Unmarshal(v, &text); err != nil {
			return err
		}
		e.forms[name] = text
	}
	if e.arg < 1 || e.forms["other"] == "" {
		return fmt.Errorf("a sentence that counts needs arg and other: %s", b)
	}
	return nil
}

// verb is one verb of a format: flags, width and precision, place, letter.
var verb = regexp.MustCompile(`%([-+#0]*\d*(?:\.\d+)?)(?:\[(\d+)\])?([a-zA-Z%])`)

// placed writes the place of what each verb shows, so that a sentence may leave
// some of it out: "one tag".
func placed(text string) string {
	next := 1
	return verb.ReplaceAllStringFunc(text, func(v string) string {
		m := verb.FindStringSubmatch(v)
		if m[3] == "%" {
			return v
		}
		if n, err := strconv.Atoi(m[2]); err == nil {
			next = n
		}
		v = fmt.Sprintf("%%%s[%d]%s", m[1], next, m[3])
		next++
		return v
	})
}

// message is the entry as the printer takes it.
func (e entry) message() catalog.Message {
	if text, alone := e.forms[""]; alone {
		return catalog.String(placed(text))
	}
	var cases []any
	for _, form := range []string{"=0", "=1", "zero", "one", "two", "few", "many", "other"} {
		if text, have := e.forms[form]; have {
			cases = append(cases, form, placed(text))
		}
	}
	return plural.Selectf(e.arg, "%d", cases...)
}

// english is an entry of the English catalog for a language that counts in
// another way.
func (e entry) english() entry {
	return entry{e.arg, map[string]string{"=1": e.forms["one"], "other": e.forms["other"]}}
}

// entries reads the catalog of a language.
func entries(from fs.FS, language string) (map[string]entry, error) {
	b, err := fs.ReadFile(from, "catalogs/"+language+".json")
	if err != nil {
		return nil, err
	}
	var out map[string]entry
	if err := json.Unmarshal(b, &out); err != nil {
		return nil, fmt.Errorf("%s: %w", language, err)
	}
	return out, nil
}

// read makes the catalog of a language by its place among Languages, without
// what is wrong in it. A sentence that counts and that it lacks still counts in
// English.
func read(from fs.FS, language int) (catalog.Catalog, error) {
	b, wrong := catalog.NewBuilder(catalog.Fallback(tags[0])), []error{}
	set := func(format string, e entry) {
		if err := b.Set(tags[language], format, e.message()); err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %q: %w", Languages[language], format, err))
		}
	}
	english, err := entries(from, Languages[0])
	all := english
	if language > 0 {
		var broken error
		all, broken = entries(from, Languages[language])
		err = errors.Join(err, broken)
	}
	for format, e := range all {
		set(format, e)
	}
	for format, e := range english {
		if _, have := all[format]; !have {
			set(format, e.english())
		}
	}
	return b, errors.Join(append(wrong, err)...)
}
