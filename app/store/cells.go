package store

import (
	"database/sql"
	"encoding/json"
	"errors"

	"taglane/app/edit"
)

// cells is edit.Cells inside one transaction. It notes which things were
// written, so that their projections follow.
type cells struct {
	tx       *sql.Tx
	touched  touches
	prepared map[string]*sql.Stmt // they end with the transaction
}

func newCells(tx *sql.Tx) *cells { return &cells{tx, touches{}, map[string]*sql.Stmt{}} }

// run is a statement that a transaction with many edits runs for each.
func (c *cells) run(query string) (*sql.Stmt, error) {
	if s := c.prepared[query]; s != nil {
		return s, nil
	}
	s, err := c.tx.Prepare(query)
	if err == nil {
		c.prepared[query] = s
	}
	return s, err
}

type thing struct{ kind, id string }

var _ edit.Cells = (*cells)(nil)

func (c *cells) Held(k edit.Cell) (*edit.Held, error) {
	var h edit.Held
	var value, at string
	err := c.tx.QueryRow(`SELECT value, at, of_device, of_seq FROM cell WHERE kind = ? AND id = ? AND field = ?`, k.Kind, k.ID, k.Field).
		Scan(&value, &at, &h.Of.Device, &h.Of.Seq)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	h.Value = json.RawMessage(value)
	h.At, err = edit.ParseTime(at)
	return &h, err
}

func (c *cells) Hold(k edit.Cell, h edit.Held) error {
	c.touched[thing{k.Kind, k.ID}] = max(c.touched[thing{k.Kind, k.ID}], h.At.Millis)
	_, err := c.tx.Exec(`INSERT INTO cell (kind, id, field, value, at, of_device, of_seq) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET value = excluded.value, at = excluded.at, of_device = excluded.of_device, of_seq = excluded.of_seq`,
		k.Kind, k.ID, k.Field, string(h.Value), h.At.String(), h.Of.Device, h.Of.Seq)
	return err
}

// Renew lets the database compare: stamps are written so that their bytes do.
func (c *cells) Renew(k edit.Cell, h edit.Held) error {
	s, err := c.run(`INSERT INTO cell (kind, id, field, value, at, of_device, of_seq) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET value = excluded.value, at = excluded.at, of_device = excluded.of_device, of_seq = excluded.of_seq
		WHERE excluded.at > cell.at`)
	if err != nil {
		return err
	}
	done, err := s.Exec(k.Kind, k.ID, k.Field, string(h.Value), h.At.String(), h.Of.Device, h.Of.Seq)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return err
	}
	c.touched[thing{k.Kind, k.ID}] = max(c.touched[thing{k.Kind, k.ID}], h.At.Millis)
	return nil
}

func (c *cells) Append(e edit.Edit) error {
	return c.put("INSERT INTO edit (device, seq, at, body) VALUES (?1, ?2, ?4, ?3)", e.ID, e, e.At.String())
}

func (c *cells) Edit(id edit.ID) (*edit.Edit, error) {
	return one[edit.Edit](c.tx, `SELECT body FROM edit WHERE device = ? AND seq = ?`, id.Device, id.Seq)
}

func (c *cells) Remember(id edit.ID, v []edit.Covered) error {
	return c.put("INSERT INTO covered (device, seq, body) VALUES (?1, ?2, ?3)", id, v)
}

func (c *cells) CoveredBy(id edit.ID) ([]edit.Covered, error) {
	v, err := one[[]edit.Covered](c.tx, `SELECT body FROM covered WHERE device = ? AND seq = ?`, id.Device, id.Seq)
	if v == nil {
		return nil, err
	}
	return *v, err
}

func (c *cells) Seq(device string) (n uint64, err error) {
	err = c.tx.QueryRow(`SELECT coalesce(max(seq), 0) FROM edit WHERE device = ?`, device).Scan(&n)
	return n, err
}

func (c *cells) Wait(e edit.Edit) error {
	return c.put("INSERT OR REPLACE INTO waiting (device, seq, body) VALUES (?1, ?2, ?3)", e.ID, e)
}

func (c *cells) Waiting(id edit.ID) (*edit.Edit, error) {
	s, err := c.run(`SELECT body FROM waiting WHERE device = ? AND seq = ?`)
	if err != nil {
		return nil, err
	}
	return scan[edit.Edit](s.QueryRow(id.Device, id.Seq))
}

func (c *cells) Waits(device string) (any bool, err error) {
	err = c.tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM waiting WHERE device = ?)`, device).Scan(&any)
	return any, err
}

func (c *cells) Arrive(id edit.ID) error {
	_, err := c.tx.Exec(`DELETE FROM waiting WHERE device = ? AND seq = ?`, id.Device, id.Seq)
	return err
}

func (c *cells) put(query string, id edit.ID, v any, more ...any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	s, err := c.run(query)
	if err != nil {
		return err
	}
	_, err = s.Exec(append([]any{id.Device, id.Seq, string(body)}, more...)...)
	return err
}

// querier is a pool or a transaction.
type querier interface {
	Query(query string, args ...any) (*sql.Rows, error)
	QueryRow(query string, args ...any) *sql.Row
}

// one reads a JSON body; nil when there is no such row.
func one[T any](q querier, query string, args ...any) (*T, error) {
	return scan[T](q.QueryRow(query, args...))
}

func scan[T any](row *sql.Row) (*T, error) {
	var body string
	err := row.Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var v T
	return &v, json.Unmarshal([]byte(body), &v)
}

// all reads a JSON body per row.
func all[T any](q querier, query string, args ...any) ([]T, error) {
	rows, err := q.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := []T{}
	for rows.Next() {
		var body string
		var v T
		if err := rows.Scan(&body); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(body), &v); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
