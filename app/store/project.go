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

// touches are the things a transaction wrote, each with the time of its latest
// write in milliseconds; 0 when it is only projected again.
type touches map[thing]int64

// project brings the tables a screen reads in step with the cells of the
// things named.
func project(tx *sql.Tx, things touches) error {
	stale := map[string]staleness{} // clips that show something of what changed
	for t, at := range things {
		f, err := fieldsOf(tx, t)
		if err != nil {
			return err
		}
		if err := projectOne(tx, t, f, at, stale); err != nil {
			return err
		}
	}
	for id, why := range stale {
		if err := projectClip(tx, id, why); err != nil {
			return err
		}
	}
	return nil
}

// staleness is why a clip's rows are written again.
type staleness struct {
	at    int64 // when it was worked on, milliseconds; 0 for not now
	words bool  // its tags or their products changed, and so what it is found by
}

func (s staleness) and(at int64, words bool) staleness {
	return staleness{max(s.at, at), s.words || words}
}

func projectOne(tx *sql.Tx, t thing, f fields, at int64, stale map[string]staleness) error {
	switch t.kind {
	case KindClip:
		stale[t.id] = stale[t.id].and(at, false)
	case KindTag:
		return projectTag(tx, t.id, f, at, stale)
	case KindProduct:
		return projectProduct(tx, t.id, f, stale)
	case KindMarker:
		v := markerOf(t.id, f)
		stale[string(v.Clip)] = stale[string(v.Clip)].and(at, false)
		if _, err := tx.Exec(`DELETE FROM marker WHERE id = ?`, t.id); err != nil {
			return err
		}
		if left, err := projectLeft(tx, t.kind, t.id, f); err != nil || left || gone(f) {
			return err
		}
		return insert(tx, v, `INSERT INTO marker (id, clip, first, body) VALUES (?1, ?2, ?3, ?4)`, t.id, string(v.Clip), int64(v.Frame))
	case KindVariant:
		clip, _, _ := strings.Cut(t.id, "/")
		stale[clip] = stale[clip].and(at, false)
	case KindLink:
		v := linkOf(t.id, f)
		if _, err := tx.Exec(`DELETE FROM link WHERE sub_id = ?`, t.id); err != nil || gone(f) {
			return err
		}
		return insert(tx, v, `INSERT INTO link (sub_id, clip, tag, product, service, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`, t.id, string(v.Clip), string(v.Tag), string(v.Product), v.Service)
	case KindSwap:
		return projectSwap(tx, t.id, f)
	case KindVersion:
		return projectVersion(tx, t.id, f)
	case KindComment, KindMember, KindVerdict:
		return projectNote(tx, t, f)
	case KindProject:
		v := projectOf(t.id, f)
		if _, err := tx.Exec(`DELETE FROM project WHERE id = ?`, t.id); err != nil || gone(f) {
			return err
		}
		return insert(tx, v, `INSERT INTO project (id, name, body) VALUES (?1, ?2, ?3)`, t.id, sortable(v.Name))
	}
	return nil // a kind of a later build is kept in the cells
}

func gone(f fields) bool { return !read[bool](f, edit.Present) }

func projectTag(tx *sql.Tx, id string, f fields, at int64, stale map[string]staleness) error {
	v := tagOf(id, f)
	was, err := one[taglane.Tag](tx, `SELECT body FROM tag WHERE id = ?`, id)
	if err != nil {
		return err
	}
	left, err := projectLeft(tx, KindTag, id, f)
	if err != nil {
		return err
	}
	clip := string(v.Clip)
	stale[clip] = stale[clip].and(at, was == nil || left || gone(f) || was.Product != v.Product || was.Clip != v.Clip)
	if was != nil {
		if former := string(was.Clip); former != clip {
			stale[former] = stale[former].and(at, true)
		}
		if _, err := tx.Exec(`DELETE FROM tag WHERE id = ?`, id); err != nil {
			return err
		}
	}
	if left || gone(f) {
		return nil
	}
	return insert(tx, v, `INSERT INTO tag (id, clip, first, last, product, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`, id, string(v.Clip), int64(v.In), int64(v.Out), string(v.Product))
}

func projectProduct(tx *sql.Tx, id string, f fields, stale map[string]staleness) error {
	v := productOf(id, f)
	was, err := one[taglane.Product](tx, `SELECT body FROM product WHERE id = ?`, id)
	if err != nil {
		return err
	}
	if was == nil || gone(f) || was.Title != v.Title || was.Brand != v.Brand { // clips are found by these
		if err := usedIn(tx, id, stale); err != nil {
			return err
		}
	}
	if gone(f) {
		if was == nil {
			return nil
		}
		for _, q := range []string{`DELETE FROM product_words WHERE rowid = (SELECT row FROM product WHERE id = ?)`, `DELETE FROM product WHERE id = ?`} {
			if _, err := tx.Exec(q, id); err != nil {
				return err
			}
		}
		return nil
	}
	if err := insert(tx, v, `INSERT INTO product (id, title, brand, shelf, body) VALUES (?1, ?2, ?3, ?4, ?5)
		ON CONFLICT (id) DO UPDATE SET title = excluded.title, brand = excluded.brand, shelf = excluded.shelf, body = excluded.body`, id, v.Title, v.Brand, v.Shelf); err != nil {
		return err
	}
	var row int64
	if err := tx.QueryRow(`SELECT row FROM product WHERE id = ?`, id).Scan(&row); err != nil {
		return err
	}
	return words(tx, "product_words", row, v.Title, v.Brand, v.SKU, v.GTIN, v.Notes)
}

// insert writes a row whose last column is the noun as JSON.
func insert(tx *sql.Tx, noun any, query string, columns ...any) error {
	body, err := json.Marshal(noun)
	if err != nil {
		return err
	}
	_, err = tx.Exec(query, append(columns, string(body))...)
	return err
}

// words keeps the search words of one row.
func words(tx *sql.Tx, table string, row int64, texts ...string) error {
	if _, err := tx.Exec(`DELETE FROM `+table+` WHERE rowid = ?`, row); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO `+table+` (rowid, text) VALUES (?, ?)`, row, strings.Join(texts, "\n"))
	return err
}

// usedIn adds the clips in which a product is tagged.
func usedIn(tx *sql.Tx, product string, clips map[string]staleness) error {
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
		clips[id] = clips[id].and(0, true)
	}
	return rows.Err()
}

// Rebuild drops every projection and makes it again from the log alone: first
// the cells, then the tables.
func (s *Store) Rebuild(ctx context.Context) error {
	return s.transaction(ctx, "rebuild the library", func(tx *sql.Tx) error {
		if err := replay(tx); err != nil {
			return err
		}
		return reproject(tx)
	})
}

// refresh makes the projections again when a migration has dropped them.
func (s *Store) refresh(ctx context.Context) error {
	state, err := s.Setting(ctx, "projections")
	if err != nil || state == "" {
		return err
	}
	return s.transaction(ctx, "bring the library up to date", func(tx *sql.Tx) error {
		if err := reproject(tx); err != nil {
			return err
		}
		_, err := tx.Exec(`DELETE FROM setting WHERE name = 'projections'`)
		return err
	})
}

// reproject drops the tables' rows and makes them from the cells.
func reproject(tx *sql.Tx) error {
	for _, table := range []string{"clip", "clip_body", "clip_words", "tag", "product", "product_words", "project", "marker", "comment", "member", "verdict", "version", "left_behind"} {
		if _, err := tx.Exec(`DELETE FROM ` + table); err != nil {
			return err
		}
	}
	rows, err := tx.Query(`SELECT DISTINCT kind, id FROM cell`)
	if err != nil {
		return err
	}
	defer rows.Close()
	things := touches{}
	for rows.Next() {
		var t thing
		if err := rows.Scan(&t.kind, &t.id); err != nil {
			return err
		}
		things[t] = 0
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return project(tx, things)
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

// count reads one number; 0 when there is no row.
func count(q querier, query string, args ...any) (n int64, err error) {
	err = q.QueryRow(query, args...).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, err
}
