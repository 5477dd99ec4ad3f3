//go:build linux && amd64

package faults_test

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "taglane/app/store" // brings the driver
)

// libraryFile is the one file on disk; with its log it is the library's rows.
const libraryFile = "library.db"

// spare copies a library's database with its log, as it lies there. To look at
// the library itself would mend it before the program does.
func spare(t *testing.T, library string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{libraryFile, libraryFile + "-wal"} {
		if err := copyFile(filepath.Join(dir, name), filepath.Join(library, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	return dir
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

func openRows(t *testing.T, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("taglane-sqlite3", "file:"+(&url.URL{Path: filepath.Join(dir, libraryFile)}).EscapedPath())
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

// sound says what SQLite finds wrong with a library's file.
func sound(t *testing.T, library string) error {
	t.Helper()
	dir := spare(t, library)
	defer os.RemoveAll(dir)
	db := openRows(t, dir)
	defer db.Close()
	return soundRows(db)
}

func soundRows(db *sql.DB) error {
	var verdict string
	if err := db.QueryRow(`PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return errors.New(verdict)
	}
	rows, err := db.Query(`PRAGMA foreign_key_check`)
	if err != nil {
		return err
	}
	defer rows.Close()
	if rows.Next() {
		return errors.New("a row lacks its parent")
	}
	return rows.Err()
}

// listRows writes down the rows of a query, so that two libraries can be compared.
func listRows(db *sql.DB, query string) (string, error) {
	rows, err := db.Query(query)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for rows.Next() {
		values := make([]any, len(names))
		for i := range values {
			values[i] = new(sql.NullString)
		}
		if err := rows.Scan(values...); err != nil {
			return "", err
		}
		for i, v := range values {
			fmt.Fprintf(&b, "%s=%s ", names[i], v.(*sql.NullString).String)
		}
		b.WriteString("\n")
	}
	return b.String(), rows.Err()
}
