package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"taglane/app/edit"
	"taglane/app/taglane"
)

// Whole is everything a library keeps, as it stood at one moment: the log, and
// what is kept beside it. What follows from these, and what belongs to this
// machine alone, is not among it. The library goes on meanwhile.
type Whole struct{ tx *sql.Tx }

// Whole takes hold of the library as it stands now, until End.
func (s *Store) Whole(ctx context.Context) (*Whole, error) {
	tx, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		return nil, named(err, "read the library")
	}
	var n int // the moment is that of the first reading
	if err := tx.QueryRow(`SELECT count(*) FROM sqlite_schema`).Scan(&n); err != nil {
		_ = tx.Rollback()
		return nil, named(err, "read the library")
	}
	return &Whole{tx}, nil
}

// End lets the moment go.
func (w *Whole) End() { _ = w.tx.Rollback() }

// Devices lists whose edits there are, by name.
func (w *Whole) Devices(ctx context.Context) (out []string, err error) {
	rows, err := w.tx.QueryContext(ctx, `SELECT DISTINCT device FROM edit ORDER BY device`)
	if err != nil {
		return nil, named(err, "read the history")
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, named(err, "read the history")
		}
		out = append(out, name)
	}
	return out, named(rows.Err(), "read the history")
}

// Edits lists a device's edits after a number, in order, at most so many.
func (w *Whole) Edits(device string, after uint64, most int) ([]edit.Edit, error) {
	out, err := all[edit.Edit](w.tx, `SELECT body FROM edit WHERE device = ? AND seq > ? ORDER BY seq LIMIT ?`, device, int64(min(after, 1<<62)), most)
	return out, named(err, "read the history")
}

// Rows gives each row of a table as one JSON object, always in the same order.
func (w *Whole) Rows(ctx context.Context, table string, each func(row []byte) error) error {
	k, err := keptAs(table)
	if err != nil {
		return err
	}
	rows, err := w.tx.QueryContext(ctx, k.query())
	if err != nil {
		return named(err, "read the library")
	}
	defer rows.Close()
	values, into := make([]any, len(k.columns)), make([]any, len(k.columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return named(err, "read the library")
		}
		text, err := k.object(values)
		if err != nil {
			return named(err, "read the library")
		}
		if err := each(text); err != nil {
			return err
		}
	}
	return named(rows.Err(), "read the library")
}

// object writes a row; a column of JSON as it lies there, so that what a later
// Taglane added to it is kept.
func (k kept) object(values []any) ([]byte, error) {
	var b strings.Builder
	for i, c := range k.columns {
		text, is := values[i].(string)
		if raw, bytes := values[i].([]byte); bytes {
			text, is = string(raw), true
		}
		value := json.RawMessage(text)
		if c.form != isJSON || !is {
			v := values[i]
			if is {
				v = text
			}
			var err error
			if value, err = json.Marshal(v); err != nil {
				return nil, err
			}
		}
		fmt.Fprintf(&b, "%s%q:%s", map[bool]string{true: "{", false: ","}[i == 0], c.name, value)
	}
	return []byte(b.String() + "}"), nil
}

// Filling is a library that is being made of a Whole.
type Filling struct {
	c     *cells
	clock *edit.Clock
}

// Fill makes an empty library out of what fill gives it, all or nothing, and
// takes over the name that the library had in the log. The outbox rests where
// anything was under way. Conflict: there is
// something in this library already. Other errors are fill's.
func (s *Store) Fill(ctx context.Context, fill func(*Filling) error) error {
	device := s.Device()
	err := s.transaction(ctx, "take in the edits", func(tx *sql.Tx) error {
		if err := empty(tx); err != nil {
			return err
		}
		f := &Filling{newCells(tx), s.clock}
		if err := fill(f); err != nil {
			return err
		}
		// The library it is made of may be carrying these still.
		if _, err := tx.Exec(`INSERT OR REPLACE INTO setting (name, value) SELECT 'outbox.rests', 'yes' WHERE EXISTS (SELECT 1 FROM publication WHERE resting = 0)`); err != nil {
			return err
		}
		if err := reproject(tx); err != nil {
			return err
		}
		return tx.QueryRow(`SELECT value FROM setting WHERE name = 'device'`).Scan(&device)
	})
	if err == nil {
		s.clock.Rename(device)
	}
	return err
}

func empty(tx *sql.Tx) error {
	for _, table := range []string{"edit", "waiting", "account", "revision", "publication", "listing", "private_note"} {
		var any bool
		if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM ` + table + `)`).Scan(&any); err != nil {
			return err
		}
		if any {
			return taglane.Errorf(taglane.Conflict, "There is something in this library already. Choose a folder for a new one.")
		}
	}
	return nil
}

// Edits takes edits in as Merge does.
func (f *Filling) Edits(es ...edit.Edit) error {
	_, err := edit.Merge(f.c, f.clock, es...)
	return err
}

// Row takes in a row that Rows gave. Invalid: it is none, or does not fit.
func (f *Filling) Row(table string, text []byte) error {
	k, err := keptAs(table)
	if err != nil {
		return err
	}
	values, err := k.values(text)
	if err != nil {
		return taglane.Wrap(err, taglane.Invalid, "It is not what Taglane writes.")
	}
	if k.left != nil && k.left(values) {
		return nil
	}
	s, err := f.c.run(k.put)
	if err != nil {
		return err
	}
	if _, err := s.Exec(values...); err != nil {
		if e := named(err, "take in the edits"); taglane.KindOf(e) != taglane.Internal {
			return e
		}
		return taglane.Wrap(err, taglane.Invalid, "It is not what Taglane writes.")
	}
	if k.then != nil {
		return k.then(f.c.tx, values)
	}
	return nil
}
