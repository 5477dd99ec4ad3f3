package words

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"taglane/app/taglane"
)

// verbsOf are the letters of a format's verbs by the place of what they show,
// from 1. A text is shown as %s, or %q in quotation marks, a number as %d or %f.
func verbsOf(format string) (map[int]string, error) {
	out := map[int]string{}
	next := 1
	if strings.Contains(verb.ReplaceAllString(format, ""), "%") {
		return nil, fmt.Errorf("%q has a %% that is no verb: write %%%%", format)
	}
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[3] == "%" {
			continue
		}
		if m[2] != "" {
			next, _ = strconv.Atoi(m[2])
		}
		if !strings.Contains("sqdf", m[3]) {
			return nil, fmt.Errorf("%q uses %%%s: a sentence shows texts (%%s, %%q) and numbers (%%d, %%f)", format, m[3])
		}
		out[next] = m[3]
		next++
	}
	return out, nil
}

// alike says whether a translation may show as got what English shows as want:
// quotation marks may be the language's own.
func alike(want, got string) bool {
	text := func(v string) bool { return v == "s" || v == "q" }
	return want == got || text(want) && text(got)
}

// mismatch says what is wrong with an entry for a format, or "".
func mismatch(format string, e entry) string {
	want, err := verbsOf(format)
	if err != nil {
		return err.Error()
	}
	if e.arg > 0 && want[e.arg] != "d" {
		return fmt.Sprintf("argument %d decides and is not a whole number", e.arg)
	}
	for _, form := range slices.Sorted(maps.Keys(e.forms)) {
		text := e.forms[form]
		got, err := verbsOf(text)
		if err != nil {
			return err.Error()
		}
		if strings.TrimSpace(text) == "" {
			return "is empty"
		}
		for _, at := range slices.Sorted(maps.Keys(want)) {
			v := want[at]
			spelt := at == e.arg && slices.Contains([]string{"=0", "=1", "one", "zero", "two"}, form) // "one tag", without the figure
			if g, have := got[at]; !have && !spelt {
				return fmt.Sprintf("%q does not show argument %d", text, at)
			} else if have && !alike(v, g) {
				return fmt.Sprintf("%q shows argument %d as %%%s, not %%%s", text, at, g, v)
			}
		}
		for at := range got {
			if want[at] == "" {
				return fmt.Sprintf("%q shows an argument %d that there is not", text, at)
			}
		}
	}
	return ""
}

// faults says what is wrong with a catalog for the formats there are.
func faults(formats map[string][]string, all map[string]entry, whole bool) (wrong []string) {
	for _, f := range slices.Sorted(maps.Keys(formats)) {
		if _, have := all[f]; !have && whole {
			wrong = append(wrong, fmt.Sprintf("lacks %q", f))
		}
	}
	for _, f := range slices.Sorted(maps.Keys(all)) {
		if _, said := formats[f]; !said {
			wrong = append(wrong, fmt.Sprintf("has %q, which nobody says", f))
		}
		if why := mismatch(f, all[f]); why != "" {
			wrong = append(wrong, fmt.Sprintf("%q: %s", f, why))
		}
	}
	return wrong
}

func said(t *testing.T) source {
	t.Helper()
	files, err := rooms("../..")
	if err != nil {
		t.Fatal(err)
	}
	s := gather(files)
	s.formats[taglane.InternalMessage] = append(s.formats[taglane.InternalMessage], "app/taglane/error.go")
	if len(s.formats) < 100 {
		t.Fatalf("only %d sentences found: the walk looks in the wrong place", len(s.formats))
	}
	return s
}

// Formats lists what there is to translate: with -v on the screen, and with
// TAGLANE_FORMATS=file as JSON, with the places where each is said.
func TestFormats(t *testing.T) {
	s := said(t)
	for _, f := range slices.Sorted(maps.Keys(s.formats)) {
		t.Logf("%q", f)
	}
	if file := os.Getenv("TAGLANE_FORMATS"); file != "" {
		b, err := json.MarshalIndent(s.formats, "", "  ")
		if err == nil {
			err = os.WriteFile(file, b, 0o644)
		}
		if err != nil {
			t.Error(err)
		}
	}
}

// Nothing that a person reads is put together past words.
func TestEverythingIsSaidThroughWords(t *testing.T) {
	for _, w := range said(t).wrong {
		t.Error(w)
	}
}

func TestCatalogsAreRead(t *testing.T) {
	for i := range Languages {
		if _, err := read(files, i); err != nil {
			t.Error(err)
		}
	}
}

// Every catalog has every sentence, none that nobody says, and shows in each
// what English shows. English needs only those that count.
func TestCatalogsAreWhole(t *testing.T) {
	s := said(t)
	for i, language := range Languages {
		t.Run(language, func(t *testing.T) {
			all, err := entries(files, language)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range faults(s.formats, all, i > 0) {
				t.Error(w)
			}
			if i > 0 {
				return
			}
			for f, e := range all {
				if e.arg == 0 {
					t.Errorf("%q does not count: English needs no entry for it", f)
				}
			}
		})
	}
}
