package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"taglane/app/edit"
	"taglane/app/taglane"
)

// project brings the tables a screen reads in step with the cells of the
// things named.
func project(tx *sql.Tx, things map[thing]bool) error {
	stale := map[string]bool{} // clips whose search words may have changed
	for t := range things {
		f, err := fieldsOf(tx, t)
		if err != nil {
			return err
		}
		if err := projectOne(tx, t, f, stale); err != nil {
			return err
		}
	}
	for id := range stale {
		if err := index(tx, id); err != nil {
			return err
		}
	}
	return nil
}

func projectOne(tx *sql.Tx, t thing, f fields, stale map[string]bool) error {
	gone := !read[bool](f, edit.Present)
	switch t.kind {
	case KindClip:
		stale[t.id] = true
		c := clipOf(t.id, f)
		return put(tx, gone, `DELETE FROM clip WHERE id = ?1`, `INSERT INTO clip (id, body, added, fingerprint) VALUES (?1, ?2, ?3, ?4)`,
			t.id, c, c.AddedAt.UTC().Format("2006-01-02T15:04:05.000000000Z"), c.Fingerprint)
	case KindTag:
		v := tagOf(t.id, f)
		stale[string(v.Clip)] = true
		if was, err := one[taglane.Tag](tx, `SELECT body FROM tag WHERE id = ?`, t.id); err != nil {
			return err
		} else if was != nil { // it may have left a clip, or lost the word for it
			stale[string(was.Clip)] = true
		}
		return put(tx, gone, `DELETE FROM tag WHERE id = ?1`, `INSERT INTO tag (id, body, clip, first, product) VALUES (?1, ?2, ?3, ?4, ?5)`,
			t.id, v, string(v.Clip), int64(v.In), string(v.Product))
	case KindProduct:
		v := productOf(t.id, f)
		if err := usedIn(tx, t.id, stale); err != nil {
			return err
		}
		if err := words(tx, KindProduct, t.id, gone, v.Title, v.Brand, v.SKU, v.GTIN, v.Notes); err != nil {
			return err
		}
		return put(tx, gone, `DELETE FROM product WHERE id = ?1`, `INSERT INTO product (id, body, title, shelf) VALUES (?1, ?2, ?3, ?4)`,
			t.id, v, v.Title, v.Shelf)
	}
	return nil // a kind of a later build: kept in the cells
}

// Rebuild drops every projection and makes it again from the log alone: first
// the cells, then the tables.
func (s *Store) Rebuild(ctx context.Context) error {
	return s.transaction(ctx, "rebuild the library", func(tx *sql.Tx) error {
		for _, table := range []string{"clip", "tag", "product", "words", "indexed"} {
			if _, err := tx.Exec(`DELETE FROM ` + table); err != nil {
				return err
			}
		}
		if err := replay(tx); err != nil {
			return err
		}
		rows, err := tx.Query(`SELECT DISTINCT kind, id FROM cell`)
		if err != nil {
			return err
		}
		defer rows.Close()
		things := map[thing]bool{}
		for rows.Next() {
			var t thing
			if err := rows.Scan(&t.kind, &t.id); err != nil {
				return err
			}
			things[t] = true
		}
		if err := rows.Err(); err != nil {
			return err
		}
		return project(tx, things)
	})
}

// replay writes every cell's value from the log. Whose value a cell shows (of)
// is this device's own memory and stays as it is.
func replay(tx *sql.Tx) error {
	log, err := all[edit.Edit](tx, `SELECT body FROM edit ORDER BY at`)
	if err != nil {
		return err
	}
	for _, e := range log {
		for _, w := range e.Writes {
			if _, err := tx.Exec(`INSERT INTO cell (kind, id, field, value, at, of_device, of_seq) VALUES (?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT DO UPDATE SET value = excluded.value, at = excluded.at WHERE excluded.at >= cell.at`,
				w.Kind, w.ID, w.Field, string(w.Value), e.At.String(), e.Device, e.Seq); err != nil {
				return err
			}
		}
	}
	return nil
}

func fieldsOf(q querier, t thing) (fields, error) {
	rows, err := q.Query(`SELECT field, value FROM cell WHERE kind = ? AND id = ?`, t.kind, t.id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	f := fields{}
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return nil, err
		}
		f[name] = json.RawMessage(value)
	}
	return f, rows.Err()
}

// put replaces a projected row, or only removes it when the thing is gone.
func put(tx *sql.Tx, gone bool, remove, insert, id string, noun any, columns ...any) error {
	if _, err := tx.Exec(remove, id); err != nil || gone {
		return err
	}
	body, err := json.Marshal(noun)
	if err != nil {
		return err
	}
	_, err = tx.Exec(insert, append([]any{id, string(body)}, columns...)...)
	return err
}

// usedIn adds the clips in which a product is tagged.
func usedIn(tx *sql.Tx, product string, clips map[string]bool) error {
	rows, err := tx.Query(`SELECT DISTINCT clip FROM tag WHERE product = ?`, product)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		clips[id] = true
	}
	return rows.Err()
}

// index writes the search words of a clip: its own texts and its products' names.
func index(tx *sql.Tx, id string) error {
	c, err := one[taglane.Clip](tx, `SELECT body FROM clip WHERE id = ?`, id)
	if err != nil {
		return err
	}
	if c == nil {
		return words(tx, KindClip, id, true)
	}
	products, err := all[taglane.Product](tx, `SELECT body FROM product WHERE id IN (SELECT product FROM tag WHERE clip = ?)`, id)
	if err != nil {
		return err
	}
	texts := []string{c.Name, c.Title, c.Caption}
	for _, p := range products {
		texts = append(texts, p.Title, p.Brand)
	}
	return words(tx, KindClip, id, false, texts...)
}

// words keeps the search words of one thing. Its row is looked up by name, as
// the text table itself can only be searched by word or by row.
func words(tx *sql.Tx, kind, id string, gone bool, texts ...string) error {
	var row int64
	err := tx.QueryRow(`SELECT row FROM indexed WHERE kind = ? AND id = ?`, kind, id).Scan(&row)
	known := err == nil
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if known {
		if _, err := tx.Exec(`DELETE FROM words WHERE rowid = ?`, row); err != nil {
			return err
		}
	}
	switch text := strings.Join(texts, "\n"); {
	case gone && known:
		_, err = tx.Exec(`DELETE FROM indexed WHERE row = ?`, row)
	case gone:
		err = nil
	case known:
		_, err = tx.Exec(`INSERT INTO words (rowid, text) VALUES (?, ?)`, row, text)
	default:
		if _, err = tx.Exec(`INSERT INTO words (text) VALUES (?)`, text); err == nil {
			_, err = tx.Exec(`INSERT INTO indexed (kind, id, row) VALUES (?, ?, last_insert_rowid())`, kind, id)
		}
	}
	return err
}
