package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"taglane/app/taglane"
)

// Setting reads a setting of this machine; "" when it was never set.
func (s *Store) Setting(ctx context.Context, name string) (value string, err error) {
	err = s.write.QueryRowContext(ctx, `SELECT value FROM setting WHERE name = ?`, name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, named(err, "read a setting")
}

// SetSetting keeps a setting of this machine.
func (s *Store) SetSetting(ctx context.Context, name, value string) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`, name, value)
	return named(err, "save a setting")
}

// SetSettings keeps several settings at once; one that is "" is forgotten.
func (s *Store) SetSettings(ctx context.Context, values map[string]string) error {
	return s.transaction(ctx, "save a setting", func(tx *sql.Tx) error {
		for name, value := range values {
			q, args := `INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`, []any{name, value}
			if value == "" {
				q, args = `DELETE FROM setting WHERE name = ?`, args[:1]
			}
			if _, err := tx.ExecContext(ctx, q, args...); err != nil {
				return err
			}
		}
		return nil
	})
}

// Settings lists the settings of this machine whose names begin so, without
// that beginning.
func (s *Store) Settings(ctx context.Context, prefix string) (map[string]string, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT substr(name, length(?1) + 1), value FROM setting WHERE substr(name, 1, length(?1)) = ?1`, prefix)
	if err != nil {
		return nil, named(err, "read the settings")
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return nil, named(err, "read the settings")
		}
		out[name] = value
	}
	return out, named(rows.Err(), "read the settings")
}

// SetCheckpoint names how a scope stands after a step of its history; "" takes
// the name away.
func (s *Store) SetCheckpoint(ctx context.Context, scope string, n int64, name string) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM checkpoint WHERE scope = ? AND n = ?`, scope, n)
	if err == nil && name != "" {
		_, err = s.write.ExecContext(ctx, `INSERT INTO checkpoint (scope, n, name) VALUES (?, ?, ?)`, scope, n, name)
	}
	return named(err, "save the checkpoint")
}

// Accounts lists the accounts of this machine, oldest first.
func (s *Store) Accounts(ctx context.Context) ([]taglane.Account, error) {
	return list[taglane.Account](s, `SELECT body FROM account ORDER BY added, id`)
}

// Account is the account of that id; NotFound when it is gone.
func (s *Store) Account(ctx context.Context, id taglane.ID) (taglane.Account, error) {
	return the[taglane.Account](s, taglane.Say("There is no such account."), `SELECT body FROM account WHERE id = ?`, string(id))
}

// KeepAccount adds or replaces an account.
func (s *Store) KeepAccount(ctx context.Context, a taglane.Account) error {
	body, err := json.Marshal(a)
	if err != nil {
		return err
	}
	_, err = s.write.ExecContext(ctx, `INSERT INTO account (id, added, body) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body`,
		string(a.ID), s.now().UTC().Format("2006-01-02T15:04:05.000000000Z"), string(body))
	return named(err, "save the account")
}

// RemoveAccount forgets an account. Its publications stay.
func (s *Store) RemoveAccount(ctx context.Context, id taglane.ID) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM account WHERE id = ?`, string(id))
	return named(err, "remove the account")
}

// KeepRevision keeps a frozen revision. Keeping the same one twice changes nothing.
func (s *Store) KeepRevision(ctx context.Context, r taglane.Revision) error {
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = s.write.ExecContext(ctx, `INSERT INTO revision (digest, body) VALUES (?, ?) ON CONFLICT DO NOTHING`, r.Digest, string(body))
	return named(err, "freeze the revision")
}

// Revision is the frozen revision of that digest; NotFound when there is none.
func (s *Store) Revision(ctx context.Context, digest string) (taglane.Revision, error) {
	return the[taglane.Revision](s, taglane.Say("There is no such revision."), `SELECT body FROM revision WHERE digest = ?`, digest)
}

// transaction runs do on the writer, all or nothing.
func (s *Store) transaction(ctx context.Context, what string, do func(*sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return named(err, what)
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return named(err, what)
	}
	if err := tx.Commit(); err != nil {
		return named(err, what)
	}
	s.tend(ctx)
	return nil
}

// jsonText scans a JSON column.
type jsonText[T any] struct{ V T }

func (j *jsonText[T]) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), &j.V)
	case []byte:
		return json.Unmarshal(v, &j.V)
	}
	return fmt.Errorf("store: cannot read JSON from %T", src)
}
