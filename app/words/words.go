package words

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"taglane/app/taglane"
)

// Languages are those there are catalogs for; English first.
var Languages = []string{"en", "es", "de", "ja", "zh-Hans"}

// Tongue tells sentences in one language; the zero Tongue in English. It may
// be used from any goroutine.
type Tongue struct {
	language string
	printer  func() *message.Printer
}

// In is the tongue for a language as BCP 47 names it, or as the system does
// (de_AT.UTF-8). A language without a catalog is told in English.
func In(language string) Tongue { return in(shelf, language) }

func in(books books, name string) Tongue {
	name, _, _ = strings.Cut(name, ".")
	at := 0
	if tag, err := language.Parse(name); err == nil {
		if _, i, sure := spoken.Match(tag); sure >= language.High {
			at = i
		}
	}
	return Tongue{Languages[at], books[at]}
}

var (
	tags   = tagsOf(Languages)
	spoken = language.NewMatcher(tags)
)

func tagsOf(names []string) (out []language.Tag) {
	for _, n := range names {
		out = append(out, language.MustParse(n))
	}
	return out
}

// Language is the tongue's language, one of Languages.
func (t Tongue) Language() string {
	if t.printer == nil {
		return Languages[0]
	}
	return t.language
}

// Tell tells a sentence: numbers, money and days as the language writes them,
// and what the sentence speaks of in the same language where that is words.
func (t Tongue) Tell(s taglane.Said) string {
	if t.printer == nil {
		t = In(Languages[0])
	}
	if s.Format == "" {
		return ""
	}
	args := make([]any, len(s.Args))
	for i, a := range s.Args {
		switch v := a.(type) {
		case taglane.Said:
			a = t.Tell(v)
		case error:
			a = t.Of(v)
		default:
			a = t.value(a)
		}
		args[i] = a
	}
	return t.printer().Sprintf(s.Format, args...)
}

// Of is the sentence of an error; "" for none.
func (t Tongue) Of(err error) string { return t.Tell(taglane.SaidOf(err)) }
