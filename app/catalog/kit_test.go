package catalog

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"taglane/app/taglane"
)

var november = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// readAll reads a file that can be read to its end, and sees that no row of it
// is lost.
func readAll(t testing.TB, o Options, r io.Reader) ([]Row, Report) {
	t.Helper()
	rows, report, err := read(o, r)
	if err != nil {
		t.Fatalf("reading: %v", err)
	}
	if wrong := unsound(rows, report); wrong != "" {
		t.Fatal(wrong)
	}
	return rows, report
}

func read(o Options, r io.Reader) (rows []Row, report Report, err error) {
	o.Now = november
	report, err = Read(r, o, func(row Row) error {
		rows = append(rows, row)
		return nil
	})
	return rows, report, err
}

// unsound says where rows were lost or counted twice; "" is nowhere.
func unsound(rows []Row, r Report) string {
	first := 0
	for _, row := range rows {
		if !row.Again {
			first++
		}
	}
	switch {
	case r.Rows != r.Taken+r.Merged+r.RefusedRows:
		return fmt.Sprintf("%d rows are not %d taken, %d merged and %d refused", r.Rows, r.Taken, r.Merged, r.RefusedRows)
	case r.Taken != first:
		return fmt.Sprintf("%d products are said to be taken, %d were handed on", r.Taken, first)
	case len(r.Refused) != min(r.RefusedRows, MaxListed), len(r.Notes) != min(r.Noted, MaxListed):
		return fmt.Sprintf("%d refusals and %d notes are listed of %d and %d", len(r.Refused), len(r.Notes), r.RefusedRows, r.Noted)
	}
	return ""
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func euros(amount string) *taglane.Money { return &taglane.Money{Amount: amount, Currency: "EUR"} }

func titles(rows []Row) (out []string) {
	for _, r := range rows {
		out = append(out, r.Listing.Title)
	}
	return out
}

// told is a row with what was said of it.
type told struct {
	row  int
	text string
}

func refused(r Report) (out []told) {
	for _, no := range r.Refused {
		out = append(out, told{no.Row, no.Reason.String()})
	}
	return out
}

// ruled are the rules of notes with their rows.
func ruled(notes []Note) (out []told) {
	for _, n := range notes {
		out = append(out, told{n.Row, n.Rule})
	}
	return out
}
