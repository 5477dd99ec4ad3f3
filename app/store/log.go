package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"taglane/app/edit"
)

// EditsOf lists a device's edits after a number, in order, at most so many.
func (s *Store) EditsOf(ctx context.Context, device string, after uint64, most int) ([]edit.Edit, error) {
	return list[edit.Edit](s, `SELECT body FROM edit WHERE device = ? AND seq > ? ORDER BY seq LIMIT ?`, device, int64(min(after, 1<<62)), most)
}

// Seen is the number of the latest edit taken in from each device.
func (s *Store) Seen(ctx context.Context) (map[string]uint64, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT device, max(seq) FROM edit GROUP BY device`)
	if err != nil {
		return nil, named(err, "read the history")
	}
	defer rows.Close()
	out := map[string]uint64{}
	for rows.Next() {
		var device string
		var n int64
		if err := rows.Scan(&device, &n); err != nil {
			return nil, named(err, "read the history")
		}
		out[device] = uint64(n)
	}
	return out, named(rows.Err(), "read the history")
}

// Waiting counts the edits that came before one they follow.
func (s *Store) Waiting(ctx context.Context) (n int, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT count(*) FROM waiting`).Scan(&n)
	return n, named(err, "read the history")
}

// Happened lists what anybody did, the latest first, before a stamp ("" for
// now), at most so many.
func (s *Store) Happened(ctx context.Context, before string, most int) ([]edit.Edit, error) {
	if before == "" {
		before = "~" // behind every stamp
	}
	return list[edit.Edit](s, `SELECT body FROM edit WHERE at < ? ORDER BY at DESC LIMIT ?`, before, most)
}

// Edit is one edit of the log; nil when it is not there.
func (s *Store) Edit(ctx context.Context, id edit.ID) (*edit.Edit, error) {
	return one[edit.Edit](s.read, `SELECT body FROM edit WHERE device = ? AND seq = ?`, id.Device, id.Seq)
}

// Cells are the values of all things of a kind, by id and field.
func (s *Store) Cells(ctx context.Context, kind string) (map[string]map[string]json.RawMessage, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, field, value FROM cell WHERE kind = ?`, kind)
	if err != nil {
		return nil, named(err, "read the library")
	}
	defer rows.Close()
	out := map[string]map[string]json.RawMessage{}
	for rows.Next() {
		var id, field, value string
		if err := rows.Scan(&id, &field, &value); err != nil {
			return nil, named(err, "read the library")
		}
		if out[id] == nil {
			out[id] = map[string]json.RawMessage{}
		}
		out[id][field] = json.RawMessage(value)
	}
	return out, named(rows.Err(), "read the library")
}

// Ahead is how far the latest stamp of anybody else is ahead of this wall; 0 if
// it is not.
func (s *Store) Ahead(ctx context.Context) (device string, by time.Duration, err error) {
	var last sql.NullString
	if err := s.read.QueryRowContext(ctx, `SELECT max(at) FROM edit WHERE device <> ?`, s.Device()).Scan(&last); err != nil || last.String == "" {
		return "", 0, named(err, "read the history")
	}
	at, err := edit.ParseTime(last.String)
	if err != nil {
		return "", 0, named(err, "read the history")
	}
	return at.Device, max(time.UnixMilli(at.Millis).Sub(s.now()), 0), nil
}

// Fork gives this library another name in the log, for one that was put back to
// an older state and changed since: its edits after the number that others have
// become the new device's first, so nothing is lost and nothing contradicts.
// What could be taken back before cannot any more.
func (s *Store) Fork(ctx context.Context, common uint64, device string) error {
	old := s.Device()
	err := s.transaction(ctx, "save the edit", func(tx *sql.Tx) error {
		own, err := all[edit.Edit](tx, `SELECT body FROM edit WHERE device = ? AND seq > ? ORDER BY seq`, old, common)
		if err != nil {
			return err
		}
		c := newCells(tx)
		for _, e := range own {
			if _, err := tx.Exec(`DELETE FROM edit WHERE device = ? AND seq = ?`, old, e.Seq); err != nil {
				return err
			}
			for _, id := range []*edit.ID{&e.ID, e.Undoes, e.Redoes} {
				if id != nil && id.Device == old && id.Seq > common {
					*id = edit.ID{Device: device, Seq: id.Seq - common}
				}
			}
			e.At.Device = device
			if err := c.Append(e); err != nil {
				return err
			}
		}
		for _, q := range []string{`DELETE FROM undo`, `DELETE FROM checkpoint`, `DELETE FROM covered`, `DELETE FROM cell`} {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(`UPDATE setting SET value = ? WHERE name = 'device'`, device); err != nil {
			return err
		}
		if err := replay(tx); err != nil {
			return err
		}
		s.clock.Rename(device) // nobody else writes until this is over
		return reproject(tx)
	})
	if err != nil {
		if now, _ := s.Setting(ctx, "device"); now != device { // a commit that failed may still be durable
			s.clock.Rename(old)
		}
	}
	return err
}

// Value is what a cell shows; nil where it does not exist.
func (s *Store) Value(ctx context.Context, k edit.Cell) (json.RawMessage, error) {
	var v sql.NullString
	err := s.read.QueryRowContext(ctx, `SELECT max(value) FROM cell WHERE kind = ? AND id = ? AND field = ?`, k.Kind, k.ID, k.Field).Scan(&v)
	if err != nil || !v.Valid {
		return nil, named(err, "read the library")
	}
	return json.RawMessage(v.String), nil
}

// Images are the pictures that products name, by their SHA-256.
func (s *Store) Images(ctx context.Context) ([]string, error) {
	return column[string](ctx, s, `SELECT DISTINCT json_extract(body, '$.image') FROM product WHERE json_extract(body, '$.image') <> '' ORDER BY 1`)
}
