package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"taglane/app/outbox"
	"taglane/app/taglane"
)

// projectClip writes the rows of one clip: from its cells, its tags, what is
// published of it, and what this machine knows of its file.
func projectClip(tx *sql.Tx, id string, why staleness) error {
	f, err := fieldsOf(tx, thing{KindClip, id})
	if err != nil {
		return err
	}
	var row int64
	var showed string
	err = tx.QueryRow(`SELECT row, fingerprint FROM clip WHERE id = ?`, id).Scan(&row, &showed)
	known := err == nil
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if gone(f) {
		if !known {
			return nil
		}
		return dropClip(tx, row)
	}
	c := clipOf(id, f)
	if known && showed != c.Fingerprint { // it shows other footage: what was known of the file is of another one
		if _, err := tx.Exec(`UPDATE here SET ready = 0, missing = 0 WHERE clip = ?`, id); err != nil {
			return err
		}
	}
	h, err := hereOf(tx, id, why.at)
	if err != nil {
		return err
	}
	if c.Path, err = placeOf(tx, id, c.Fingerprint, c.Path); err != nil {
		return err
	}
	if !known {
		if row, err = freeRow(tx, c.AddedAt.UnixMicro()); err != nil {
			return err
		}
	}
	standing, err := standingOf(tx, id)
	if err != nil {
		return err
	}
	tags, err := count(tx, `SELECT count(*) FROM tag WHERE clip = ?`, id)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT OR REPLACE INTO clip (row, id, fingerprint, project, name, length, size, tags, cover, touched, standing, missing, ready)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		row, id, c.Fingerprint, string(c.Project), sortable(c.Heading()), length(c), c.Size, tags, c.Cover != nil || c.Design != nil, h.touched, standing, h.missing, h.ready); err != nil {
		return err
	}
	was, err := one[taglane.Clip](tx, `SELECT body FROM clip_body WHERE row = ?`, row)
	if err != nil {
		return err
	}
	if err := insert(tx, c, `INSERT OR REPLACE INTO clip_body (row, body) VALUES (?, ?)`, row); err != nil {
		return err
	}
	if was != nil && !why.words && was.Name == c.Name && was.Title == c.Title && was.Caption == c.Caption && was.Note == c.Note {
		return nil // it is found by the same words as before
	}
	return clipWords(tx, row, c)
}

func dropClip(tx *sql.Tx, row int64) error {
	for _, q := range []string{`DELETE FROM clip_words WHERE rowid = ?`, `DELETE FROM clip_body WHERE row = ?`, `DELETE FROM clip WHERE row = ?`} {
		if _, err := tx.Exec(q, row); err != nil {
			return err
		}
	}
	return nil
}

// freeRow is the row of a new clip: when it was added, or the next after it.
func freeRow(tx *sql.Tx, row int64) (int64, error) {
	for {
		taken, err := count(tx, `SELECT count(*) FROM clip WHERE row = ?`, row)
		if err != nil || taken == 0 {
			return row, err
		}
		row++
	}
}

func length(c taglane.Clip) int64 {
	if !c.Rate.Valid() {
		return 0
	}
	return int64(c.Rate.Seconds(c.Frames) * 1e6)
}

// clipWords writes what a clip is found by: its own texts and its products' names.
func clipWords(tx *sql.Tx, row int64, c taglane.Clip) error {
	texts := []string{c.Name, c.Title, c.Caption, c.Note}
	rows, err := tx.Query(`SELECT title, brand FROM product WHERE id IN (SELECT product FROM tag WHERE clip = ?) ORDER BY row`, string(c.ID))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var title, brand string
		if err := rows.Scan(&title, &brand); err != nil {
			return err
		}
		texts = append(texts, title, brand)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return words(tx, "clip_words", row, texts...)
}

// standings are how far a clip is on its way to the public, in the order in
// which the library prefers to say them.
var standings = map[string]int{"": 0, "published": 1, "queued": 2, "unsure": 3}

// standingOf says how the library shows what the outbox holds of a clip.
func standingOf(tx *sql.Tx, clip string) (string, error) {
	rows, err := all[outbox.Row](tx, `SELECT body FROM publication WHERE clip = ?`, clip)
	best := ""
	for _, r := range rows {
		s := "queued"
		switch {
		case r.Wait == outbox.WaitsUnsure:
			s = "unsure"
		case r.Stage >= outbox.Live:
			s = "published"
		case r.Resting():
			s = ""
		}
		if standings[s] > standings[best] {
			best = s
		}
	}
	return best, err
}

// sortable is a name as people sort names: case does not count, and "clip 9"
// comes before "clip 10".
func sortable(name string) string {
	const digits = 12
	var b, number strings.Builder
	flush := func() {
		if number.Len() > 0 {
			fmt.Fprintf(&b, "%0*s", digits, number.String())
			number.Reset()
		}
	}
	for _, r := range strings.ToLower(name) {
		if r >= '0' && r <= '9' {
			number.WriteRune(r)
			continue
		}
		flush()
		if !unicode.IsControl(r) {
			b.WriteRune(r)
		}
	}
	flush()
	return b.String()
}
