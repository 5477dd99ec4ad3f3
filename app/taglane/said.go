package taglane

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Said is a sentence that is still in its parts: the English format, which
// names it in every catalog of translations, and what it speaks of. It can
// therefore be told in any language, long after it was said. A value that is
// itself words is a Said too, so that it is translated with the rest.
type Said struct {
	Format string
	Args   []any
}

// Say says something. The format is always a constant, as for fmt.
func Say(format string, args ...any) Said {
	if false {
		_ = fmt.Sprintf(format, args...) // vet looks at formats from here on
	}
	return Said{format, args}
}

// Plain is what reads the same in every language: a name, an address. Of ""
// nothing is said.
func Plain(text string) Said {
	if text == "" {
		return Said{}
	}
	return Said{"%s", []any{text}}
}

// Layout is how a moment is told, on the clock of this computer: Go's layout
// of it in English, and in a catalog that of its language.
var Layout = Say("Jan 2, 15:04")

// String is the sentence in English; "" where nothing is said.
func (s Said) String() string {
	if s.Format == "" {
		return ""
	}
	args := make([]any, len(s.Args))
	for i, a := range s.Args {
		if at, ok := a.(time.Time); ok {
			a = at.Local().Format(Layout.Format)
		}
		args[i] = a
	}
	return fmt.Sprintf(s.Format, args...)
}

// moment is a time among the arguments of a sentence, as it is kept.
type moment struct {
	At time.Time `json:"at"`
}

// MarshalJSON writes the format and what it speaks of as one list. Numbers,
// texts, moments and what was said are kept as they are; anything else as its
// text.
func (s Said) MarshalJSON() ([]byte, error) {
	parts := make([]any, 0, 1+len(s.Args))
	parts = append(parts, s.Format)
	for _, a := range s.Args {
		switch a := a.(type) {
		case Said, string, int, int64, float64, Frame:
			parts = append(parts, a)
		case time.Time:
			parts = append(parts, moment{a})
		default:
			parts = append(parts, fmt.Sprint(a))
		}
	}
	return json.Marshal(parts)
}

// UnmarshalJSON reads what MarshalJSON wrote, and a plain text as Plain.
func (s *Said) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		*s = Plain(text)
		return nil
	}
	var parts []json.RawMessage
	if err := json.Unmarshal(b, &parts); err != nil {
		return err
	}
	*s = Said{}
	for i, p := range parts {
		if i == 0 {
			if err := json.Unmarshal(p, &s.Format); err != nil {
				return err
			}
			continue
		}
		a, err := partOf(p)
		if err != nil {
			return err
		}
		s.Args = append(s.Args, a)
	}
	return nil
}

func partOf(b json.RawMessage) (any, error) {
	switch text := string(b); {
	case strings.HasPrefix(text, "["):
		var s Said
		err := json.Unmarshal(b, &s)
		return s, err
	case strings.HasPrefix(text, `"`):
		var s string
		err := json.Unmarshal(b, &s)
		return s, err
	case strings.HasPrefix(text, "{"):
		var m moment
		err := json.Unmarshal(b, &m)
		return m.At, err
	}
	var n int64
	if json.Unmarshal(b, &n) == nil {
		return n, nil
	}
	var f float64
	err := json.Unmarshal(b, &f)
	return f, err
}
