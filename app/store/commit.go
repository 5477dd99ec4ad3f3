package store

import (
	"context"
	"database/sql"
	"errors"

	"taglane/app/edit"
	"taglane/app/taglane"
)

// Undone tells what an Undo or Redo did.
type Undone struct {
	Edit edit.Edit
	Kept []edit.Cell // left alone: somebody's later value stands there
}

// Do commits one gesture: log, cells, projections and undo list in one
// transaction. What it returns is on disk.
func (s *Store) Do(ctx context.Context, d edit.Draft) (edit.Edit, error) {
	var done edit.Edit
	err := s.gesture(ctx, "save the edit", func(c *cells) (err error) {
		if d.Writes, err = c.counted(d.Writes); err != nil {
			return err
		}
		if done, err = edit.Do(c, s.clock, d); err != nil {
			return err
		}
		return push(c.tx, done)
	}, &done)
	return done, err
}

// Undo takes back the scope's latest own edit that still shows. NotFound when
// there is none. Steps that would change nothing are passed over.
func (s *Store) Undo(ctx context.Context, scope, by string) (Undone, error) {
	return s.travel(ctx, scope, by, edit.Undo, `SELECT n, device, seq FROM undo WHERE scope = ? AND done = 1 ORDER BY n DESC LIMIT 1`, 0, taglane.Say("There is nothing to undo."))
}

// Redo brings back what was taken back last. NotFound when there is nothing.
func (s *Store) Redo(ctx context.Context, scope, by string) (Undone, error) {
	return s.travel(ctx, scope, by, edit.Redo, `SELECT n, device, seq FROM undo WHERE scope = ? AND done = 0 ORDER BY n LIMIT 1`, 1, taglane.Say("There is nothing to redo."))
}

type taker func(edit.Cells, *edit.Clock, string, edit.ID) (*edit.Edit, []edit.Cell, error)

func (s *Store) travel(ctx context.Context, scope, by string, take taker, next string, done int, none taglane.Said) (Undone, error) {
	var out Undone
	err := s.gesture(ctx, "undo", func(c *cells) error {
		for {
			var n int64
			var id edit.ID
			err := c.tx.QueryRow(next, scope).Scan(&n, &id.Device, &id.Seq)
			if errors.Is(err, sql.ErrNoRows) {
				return taglane.Refuse(taglane.NotFound, none)
			}
			if err != nil {
				return err
			}
			if _, err := c.tx.Exec(`UPDATE undo SET done = ? WHERE scope = ? AND n = ?`, done, scope, n); err != nil {
				return err
			}
			e, kept, err := take(c, s.clock, by, id)
			if err != nil {
				return err
			}
			if e != nil {
				out = Undone{*e, kept}
				return nil
			}
		}
	}, &out.Edit)
	return out, err
}

// Merge takes edits from elsewhere, in any order and any number of times, and
// returns those that took effect.
func (s *Store) Merge(ctx context.Context, es ...edit.Edit) (applied []edit.Edit, err error) {
	err = s.gesture(ctx, "take in the edits", func(c *cells) (err error) {
		applied, err = edit.Merge(c, s.clock, es...)
		return err
	}, nil)
	return applied, err
}

// gesture runs do and the projections of all it touched in one transaction.
// When the commit fails and own was given, the log is asked whether the edit
// is there all the same: an errored commit may still be durable.
func (s *Store) gesture(ctx context.Context, what string, do func(*cells) error, own *edit.Edit) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return named(err, what)
	}
	defer tx.Rollback()
	c := newCells(tx)
	if err := do(c); err != nil {
		return named(err, what)
	}
	if err := project(tx, c.touched); err != nil {
		return named(err, what)
	}
	if err := tx.Commit(); err != nil && !(own != nil && s.durable(*own)) {
		return named(err, what)
	}
	s.tend(ctx)
	return nil
}

// durable says whether exactly this edit is in the log.
func (s *Store) durable(e edit.Edit) bool {
	var at string
	err := s.write.QueryRow(`SELECT at FROM edit WHERE device = ? AND seq = ?`, e.Device, e.Seq).Scan(&at)
	return err == nil && at == e.At.String()
}

// undoDepth is how many steps a scope's list keeps; the log keeps all.
const undoDepth = 500

// push puts an own edit on its scope's undo list and forgets what was undone before it.
func push(tx *sql.Tx, e edit.Edit) error {
	if e.Scope == "" {
		return nil
	}
	for _, q := range []string{
		`DELETE FROM checkpoint WHERE scope = ?1 AND n IN (SELECT n FROM undo WHERE scope = ?1 AND done = 0)`,
		`DELETE FROM undo WHERE scope = ?1 AND done = 0`,
	} {
		if _, err := tx.Exec(q, e.Scope); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`INSERT INTO undo (scope, n, device, seq, done)
		SELECT ?1, coalesce(max(n), 0) + 1, ?2, ?3, 1 FROM undo WHERE scope = ?1`, e.Scope, e.Device, e.Seq); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM undo WHERE scope = ?1 AND n <= (SELECT max(n) FROM undo WHERE scope = ?1) - ?2`, e.Scope, undoDepth)
	return err
}
