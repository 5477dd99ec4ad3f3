package catalog

import (
	"bufio"
	"errors"
	"io"
	"slices"
	"strings"

	"taglane/app/taglane"
)

// lookedAt is how many products tell what a file describes them by.
const lookedAt = 50

var errEnough = errors.New("enough was seen")

// headingOfJSON says what the first products of a file are described by. What
// lies too far in the file to be seen here is found when it is read.
func headingOfJSON(in *decoded) (Heading, error) {
	limit := &io.LimitedReader{R: in.Reader, N: 2*MaxRow + headSize}
	in.Reader = bufio.NewReaderSize(limit, headSize)
	f := &reading{once: map[string]bool{}}
	f.report.Format = Listed
	j := newLists(f, in)
	out := Heading{Format: Listed, Encoding: in.encoding}
	n := 0
	j.hear = func(one *node) error {
		if !j.begun {
			j.begin(one)
		}
		j.named = j.named || j.isProduct(one)
		out.hear(one)
		if variants := one.part("variants").many(); len(variants) > 0 && f.report.Format == Shopify {
			out.hear(&variants[0])
		}
		if n++; n == lookedAt {
			return errEnough
		}
		return nil
	}
	err := j.read()
	if f.mended {
		out.Encoding = "Windows-1252"
	}
	out.Format = f.report.Format
	switch {
	case n == 0 && limit.N > 0 && err != nil:
		return Heading{}, err
	case n == 0 && limit.N > 0 && !j.found, n > 0 && !j.named && len(out.Columns) < 2:
		return Heading{}, taglane.Wrap(errNoColumns, taglane.Invalid, "This is no product file Taglane knows: what it lists needs a name such as title, price and link.")
	case n > 0 && !j.named:
		out.Asks = []Ask{AskMapping}
	}
	return out, nil
}

// hear gathers the parts of a product, each under its name, with what it says.
func (h *Heading) hear(one *node) {
	for i := range one.members {
		m := &one.members[i]
		at := slices.IndexFunc(h.Columns, func(c Heard) bool { return c.Name == m.raw })
		if at < 0 {
			if len(h.Columns) >= ownMost {
				continue
			}
			at = len(h.Columns)
			h.Columns = append(h.Columns, Heard{Name: m.raw, Guess: h.guess(m.folded)})
		}
		s := ""
		switch m.value.kind {
		case '"', '0':
			s = m.value.text
		case 't':
			s = "true"
		case 'f':
			s = "false"
		}
		c := &h.Columns[at]
		if s = clipped(oneLine(strings.ReplaceAll(s, "\x00", ""))); s != "" && len(c.Samples) < 3 && !contains(c.Samples, s) {
			c.Samples = append(c.Samples, s)
		}
	}
}

// guess is the column a name stands for, if no other part is taken for it.
func (h *Heading) guess(folded string) Column {
	for _, c := range meanings[folded] {
		name := columnNames[c.at]
		if !slices.ContainsFunc(h.Columns, func(had Heard) bool { return had.Guess == name }) {
			return name
		}
	}
	return ""
}
