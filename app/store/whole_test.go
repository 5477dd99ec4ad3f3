package store_test

import (
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"taglane/app/store"
)

// follows says of each table that is not written out why it need not be.
var follows = map[string]string{
	"edit": "the log, written as lines", "cell": "follows from the log, but for the owners",
	"clip": "a projection", "clip_body": "a projection", "tag": "a projection", "product": "a projection", "project": "a projection", "marker": "a projection",
	"link": "a projection", "swap": "a projection", "comment": "a projection", "member": "a projection", "verdict": "a projection", "version": "a projection", "left_behind": "a projection",
	"clip_words": "searched by", "product_words": "searched by", "listing_words": "searched by",
	"watch": "a folder of this machine",
}

// A table that somebody adds is written out, or somebody said why not.
func TestNoTableIsForgotten(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	db, err := sql.Open("taglane-sqlite3", "file:"+filepath.Join(dir, "library.db")+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	written, n := store.Tables(), 0
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		n++
		own, _, _ := strings.Cut(name, "_words_") // what a table of words is kept in
		if own != name {
			continue
		}
		if _, why := follows[name]; why == slices.Contains(written, name) {
			t.Errorf("%s: is it written out with the whole library, or does it follow from something?", name)
		}
	}
	if rows.Err() != nil || n < 30 {
		t.Error(n, rows.Err())
	}
}
