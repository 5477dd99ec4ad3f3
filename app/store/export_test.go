package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"taglane/app/edit"
)

// Pragma reads a setting of the writing connection.
func Pragma(s *Store, name string) (v string) {
	s.write.QueryRow("PRAGMA " + name).Scan(&v)
	return v
}

// CellValue is what a cell shows; "" when there is none.
func CellValue(s *Store, c edit.Cell) (v string) {
	s.write.QueryRow(`SELECT value FROM cell WHERE kind = ? AND id = ? AND field = ?`, c.Kind, c.ID, c.Field).Scan(&v)
	return v
}

// Dump is all that a library holds, in words.
func Dump(s *Store) (string, error) {
	var out strings.Builder
	tables, err := column[string](context.Background(), s, `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
	if err != nil {
		return "", err
	}
	for _, name := range tables {
		rows, err := s.read.Query(`SELECT * FROM "` + name + `"`)
		if err != nil {
			return "", err
		}
		columns, _ := rows.Columns()
		cells, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				return "", err
			}
			fmt.Fprintln(&out, name, cells)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return "", err
		}
	}
	return out.String(), nil
}

// BringHome does what a long log makes the store do.
func BringHome(s *Store) (all bool, err error) {
	conn, err := s.write.Conn(context.Background())
	if err != nil {
		return false, err
	}
	defer conn.Close()
	return s.bringHome(context.Background(), conn)
}

// Summed says whether the store knows what its pages should be.
func Summed(s *Store) bool { return s.sums != nil }

// Die ends a shown library as a kill does: what the system holds is let go of,
// and nothing is cleared away.
func Die(s *Store) error {
	return errors.Join(s.read.Close(), s.copied.lock.f.Close(), s.lock.free())
}

// Copied is the folder of the copy that is shown; "" where none is.
func Copied(s *Store) string {
	if s.copied == nil {
		return ""
	}
	return s.copied.dir
}
