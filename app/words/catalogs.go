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
	"golang.org/x/text/message/catalog"
)

//go:embed catalogs/*.json
var files embed.FS

// books are the catalogs as the printer reads them.
type books = catalog.Catalog

var shelf = sync.OnceValue(func() books {
	b, _ := read(files) // what is wrong in them the tests say; it is told in English
	return b
})

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

// read makes the books of all catalogs, without what is wrong in them. A
// sentence that counts and that a catalog lacks still counts in English.
func read(from fs.FS) (books, error) {
	b, wrong := catalog.NewBuilder(catalog.Fallback(tags[0])), []error{}
	var english map[string]entry
	for i, language := range Languages {
		all, err := entries(from, language)
		if err != nil {
			wrong = append(wrong, err)
		}
		if i == 0 {
			english = all
		}
		for format, e := range all {
			if err := b.Set(tags[i], format, e.message()); err != nil {
				wrong = append(wrong, fmt.Errorf("%s: %q: %w", language, format, err))
			}
		}
		for format, e := range english {
			if _, have := all[format]; !have {
				if err := b.Set(tags[i], format, e.english().message()); err != nil {
					wrong = append(wrong, fmt.Errorf("%s: %q: %w", language, format, err))
				}
			}
		}
	}
	return b, errors.Join(wrong...)
}
