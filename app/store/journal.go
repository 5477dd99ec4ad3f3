package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"taglane/app/edit"
	"taglane/app/outbox"
	"taglane/app/taglane"
)

var (
	_ outbox.Journal = (*Store)(nil)
	_ outbox.Claims  = (*Store)(nil)
)

// KindReceipt is the kind of cell that tells teammates what was published, and
// KindClaim of the one that tells which row is to publish a clip at a place.
const (
	KindReceipt = "receipt"
	KindClaim   = "claim"
)

// instant writes a time so that text compares as time does; "" for none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000000000Z")
}

// Queue keeps a new row. When its key is here already nothing is added and the
// row that has it is returned, fresh false.
func (s *Store) Queue(ctx context.Context, r outbox.Row, e outbox.Entry) (row outbox.Row, fresh bool, err error) {
	err = s.shared(ctx, "queue the publication", r, e, func(tx *sql.Tx) (bool, error) {
		old, err := one[outbox.Row](tx, `SELECT body FROM publication WHERE key = ?`, r.Key)
		if err != nil || old != nil {
			if old != nil {
				row = *old
			}
			return false, err
		}
		if r.Over, err = holder(tx, r); err != nil {
			return false, err
		}
		row, fresh = r, true
		return true, saveRow(tx, r, e)
	})
	return row, fresh, err
}

// Load reads one publication; NotFound when there is none.
func (s *Store) Load(ctx context.Context, id taglane.ID) (outbox.Row, error) {
	// The writer is asked, so that what a failed Save left behind is seen.
	r, err := one[outbox.Row](s.write, `SELECT body FROM publication WHERE id = ?`, string(id))
	if err != nil {
		return outbox.Row{}, named(err, "read the outbox")
	}
	if r == nil {
		return outbox.Row{}, taglane.Errorf(taglane.NotFound, "There is no such publication.")
	}
	return *r, nil
}

// Save keeps row, entry and receipt in one durable transaction.
func (s *Store) Save(ctx context.Context, r outbox.Row, e outbox.Entry) error {
	return s.shared(ctx, "save the outbox", r, e, func(tx *sql.Tx) (bool, error) { return true, saveRow(tx, r, e) })
}

// shared runs do, and where that says that the entry was kept, tells teammates in
// the same transaction what the entry says to them.
func (s *Store) shared(ctx context.Context, what string, r outbox.Row, e outbox.Entry, do func(*sql.Tx) (kept bool, err error)) error {
	var writes []edit.Write
	if e.Receipt != nil {
		writes = append(writes, Set(KindReceipt, taglane.ID(r.Key), "receipt", e.Receipt))
	}
	if e.Claims && r.Place != "" {
		writes = append(writes, Set(KindClaim, claimOf(r), "by", r.ID))
		if r.Intent == outbox.Live {
			writes = append(writes, Set(KindClaim, claimOf(r), "begun", r.ID))
		}
	}
	if len(writes) == 0 {
		return s.transaction(ctx, what, func(tx *sql.Tx) error { _, err := do(tx); return err })
	}
	return s.gesture(ctx, what, func(c *cells) error {
		kept, err := do(c.tx)
		if err == nil && kept {
			_, err = edit.Do(c, s.clock, edit.Draft{Label: "Published", Writes: writes})
		}
		return err
	}, nil)
}

// ClaimOf names the clip and place of a row as teammates do.
func ClaimOf(r outbox.Row) string { return string(claimOf(r)) }

func claimOf(r outbox.Row) taglane.ID { return r.Clip + "/" + taglane.ID(r.Place) }

// Claimed is who has the clip and place of a row as far as the log here has
// heard. That the row begins is kept with its entry.
func (s *Store) Claimed(_ context.Context, r outbox.Row, _ bool) (outbox.Holder, error) {
	who, err := holder(s.write, r)
	return who, named(err, "read the outbox")
}

func holder(q querier, r outbox.Row) (outbox.Holder, error) {
	by, err := claimant(q, r, "by")
	if err != nil {
		return "", err
	}
	begun, err := claimant(q, r, "begun")
	return outbox.HolderOf(by, by == begun), err
}

func claimant(q querier, r outbox.Row, field string) (id taglane.ID, err error) {
	var value string
	err = q.QueryRow(`SELECT value FROM cell WHERE kind = ? AND id = ? AND field = ?`, KindClaim, string(claimOf(r)), field).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(value), &id)
	}
	return id, err
}

// Runnable lists the rows that may move at now, oldest first.
func (s *Store) Runnable(ctx context.Context, now time.Time) ([]outbox.Row, error) {
	return list[outbox.Row](s, `SELECT body FROM publication WHERE resting = 0 AND until <= ? ORDER BY queued, id`, instant(now))
}

// Next is the earliest time after now at which a waiting row wakes; zero for none.
func (s *Store) Next(ctx context.Context, now time.Time) (time.Time, error) {
	var until sql.NullString
	err := s.read.QueryRowContext(ctx, `SELECT min(until) FROM publication WHERE resting = 0 AND until > ?`, instant(now)).Scan(&until)
	if err != nil || until.String == "" {
		return time.Time{}, named(err, "read the outbox")
	}
	t, err := time.Parse(time.RFC3339Nano, until.String)
	return t, named(err, "read the outbox")
}

// Publications lists the outbox, newest first.
func (s *Store) Publications(ctx context.Context) ([]outbox.Row, error) {
	return list[outbox.Row](s, `SELECT body FROM publication ORDER BY queued DESC, id DESC`)
}

// Entries lists what was tried for one publication, oldest first.
func (s *Store) Entries(ctx context.Context, id taglane.ID) ([]outbox.Entry, error) {
	return list[outbox.Entry](s, `SELECT body FROM publication_step WHERE publication = ? ORDER BY n`, string(id))
}

func saveRow(tx *sql.Tx, r outbox.Row, e outbox.Entry) error {
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO publication (id, key, clip, account, queued, stage, wait, until, resting, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET key = excluded.key, stage = excluded.stage, wait = excluded.wait, until = excluded.until, resting = excluded.resting, body = excluded.body`,
		string(r.ID), r.Key, string(r.Clip), string(r.Account), instant(r.QueuedAt), r.Stage.String(), string(r.Wait), instant(r.Until), r.Resting(), string(body)); err != nil {
		return err
	}
	if err := tx.QueryRow(`SELECT coalesce(max(n), 0) + 1 FROM publication_step WHERE publication = ?`, string(r.ID)).Scan(&e.N); err != nil {
		return err
	}
	entry, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO publication_step (publication, n, body) VALUES (?, ?, ?)`, string(r.ID), e.N, string(entry)); err != nil {
		return err
	}
	standing, err := standingOf(tx, string(r.Clip))
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE clip SET standing = ?2 WHERE id = ?1 AND standing != ?2`, string(r.Clip), standing)
	return err
}
