package studio

import (
	"taglane/app/taglane"
	"taglane/app/words"
)

// speaks is the setting by which a screen says what language it speaks.
const speaks = "speaks"

// speak makes every sentence from now on come in a language. A studio that was
// not asked to speak stays with English: the terminal's.
func (s *Studio) speak(language string) {
	t := words.In("")
	if s.o.Speaks {
		t = words.In(language)
	}
	s.tongue.Store(&t)
}

// Tell tells a sentence in the person's language.
func (s *Studio) Tell(said taglane.Said) string { return s.tongue.Load().Tell(said) }

// TellIn tells a sentence in a language, for whoever has no open studio yet.
func TellIn(language string, said taglane.Said) string { return words.In(language).Tell(said) }

// say says something in the person's language. The label of a gesture is said
// once and stays in history as it was written.
func (s *Studio) say(format string, args ...any) string {
	return s.Tell(taglane.Say(format, args...))
}

// Sentence is what the person is told of an error; "" for none.
func (s *Studio) Sentence(err error) string { return s.tongue.Load().Of(err) }

// Fault makes an error safe to show, in the person's language.
func (s *Studio) Fault(err error) Fault { return faultBy(*s.tongue.Load(), err) }

// tellAll tells sentences; never null.
func (s *Studio) tellAll(said []taglane.Said) []string {
	out := make([]string, 0, len(said))
	for _, x := range said {
		out = append(out, s.Tell(x))
	}
	return out
}

// told are findings in the person's language; never null.
func (s *Studio) told(found []taglane.Finding) []taglane.Finding {
	out := make([]taglane.Finding, 0, len(found))
	for _, f := range found {
		out = append(out, f.Told(s.Tell))
	}
	return out
}

// lost are losses in the person's language; never null.
func (s *Studio) lost(losses []taglane.Loss) []taglane.Loss {
	out := make([]taglane.Loss, 0, len(losses))
	for _, l := range losses {
		out = append(out, l.Told(s.Tell))
	}
	return out
}
