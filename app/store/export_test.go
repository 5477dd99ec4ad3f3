package store

import (
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
