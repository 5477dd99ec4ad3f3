package taglane

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Said is a sentence that is still in its parts: the English format, which
// names it in every catalog of translations, and what it speaks of. It can
// therefore be told in any language, long after it was said. A value that is
// itself words is a Said too, so that it is translated with the rest; money,
// days and shares are handed over as what they are (see value.go), never as
// text, so that each language writes them in its own way.
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

// layout is how a moment is told in English, on the clock of this computer.
const layout = "Jan 2, 15:04"

// String is the sentence in English, with its values in their plain form; ""
// where nothing is said.
func (s Said) String() string {
	if s.Format == "" {
		return ""
	}
	args := make([]any, len(s.Args))
	for i, a := range s.Args {
		if at, ok := a.(time.Time); ok {
			a = at.Local().Format(layout)
		}
		args[i] = a
	}
	return fmt.Sprintf(s.Format, args...)
}

// MarshalJSON writes the format and what it speaks of as one list. Numbers,
// texts, values and what was said are kept as they are; anything else as its
// text.
func (s Said) MarshalJSON() ([]byte, error) {
	parts := make([]any, 0, 1+len(s.Args))
	parts = append(parts, s.Format)
	for _, a := range s.Args {
		switch a := a.(type) {
		case Said, string, int, int64, Frame:
			parts = append(parts, a)
		case float64:
			parts = append(parts, figure(a))
		default:
			parts = append(parts, kept(a))
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
		return valueOf(b)
	}
	var n int64
	if json.Unmarshal(b, &n) == nil {
		return n, nil
	}
	var f float64
	err := json.Unmarshal(b, &f)
	return f, err
}

// figure keeps a whole figure with its point, so that it is read as a figure and
// not as a count, which its sentence could not tell.
func figure(f float64) any {
	if f == math.Trunc(f) && math.Abs(f) < 1e15 {
		return json.RawMessage(strconv.FormatFloat(f, 'f', 1, 64))
	}
	return f
}
