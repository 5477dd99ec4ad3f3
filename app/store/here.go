package store

import (
	"context"
	"database/sql"
	"errors"

	"taglane/app/taglane"
)

// here is what this machine knows of a clip.
type here struct {
	missing, ready bool
	touched        int64 // when it was last worked on, milliseconds
}

// hereOf reads it and, when at is later, notes that the clip was worked on.
func hereOf(tx *sql.Tx, clip string, at int64) (h here, err error) {
	if at > 0 {
		if _, err := tx.Exec(`INSERT INTO here (clip, touched) VALUES (?, ?) ON CONFLICT DO UPDATE SET touched = max(touched, excluded.touched)`, clip, at); err != nil {
			return h, err
		}
	}
	err = tx.QueryRow(`SELECT missing, ready, touched FROM here WHERE clip = ?`, clip).Scan(&h.missing, &h.ready, &h.touched)
	if errors.Is(err, sql.ErrNoRows) {
		return h, nil
	}
	return h, err
}

// SetPath says where the footage that a clip shows lies on this machine, and so
// that it is there.
func (s *Store) SetPath(ctx context.Context, clip taglane.ID, path string) error {
	return s.transaction(ctx, "save where the file lies", func(tx *sql.Tx) error {
		if _, err := tx.Exec(`INSERT INTO place (clip, fingerprint, path) SELECT id, fingerprint, ?2 FROM clip WHERE id = ?1 ON CONFLICT DO UPDATE SET path = excluded.path`, string(clip), path); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO here (clip) VALUES (?) ON CONFLICT DO UPDATE SET missing = 0`, string(clip)); err != nil {
			return err
		}
		return projectClip(tx, string(clip), staleness{})
	})
}

// SetMissing notes which files are not where they were, and which are.
// It returns how many clips that is news of.
func (s *Store) SetMissing(ctx context.Context, missing map[taglane.ID]bool) (news int, err error) {
	return s.mark(ctx, "missing", missing)
}

// SetReady notes of which clips everything is made that can be made.
func (s *Store) SetReady(ctx context.Context, ready map[taglane.ID]bool) error {
	_, err := s.mark(ctx, "ready", ready)
	return err
}

func (s *Store) mark(ctx context.Context, column string, marks map[taglane.ID]bool) (news int, err error) {
	if len(marks) == 0 {
		return 0, nil
	}
	err = s.transaction(ctx, "save what is known of the files", func(tx *sql.Tx) error {
		news = 0
		for id, on := range marks {
			r, err := tx.Exec(`UPDATE clip SET `+column+` = ?2 WHERE id = ?1 AND `+column+` != ?2`, string(id), on)
			if err != nil {
				return err
			}
			n, err := r.RowsAffected()
			if err != nil || n == 0 {
				if err != nil {
					return err
				}
				continue
			}
			news++
			if _, err := tx.Exec(`INSERT INTO here (clip, `+column+`) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET `+column+` = ?2`, string(id), on); err != nil {
				return err
			}
		}
		return nil
	})
	return news, err
}

// Whereabouts is where a clip's file is expected.
type Whereabouts struct {
	ID          taglane.ID
	Name        string
	Path        string
	Size        int64
	Fingerprint string
	Missing     bool
}

// Whereabouts lists where every clip's file is expected, after the clip named
// (a page at a time, in no order that means anything); missing for the missing only.
func (s *Store) Whereabouts(ctx context.Context, missing bool, after taglane.ID, most int) ([]Whereabouts, error) {
	where := ``
	if missing {
		where = ` AND c.missing = 1`
	}
	rows, err := s.read.QueryContext(ctx, `SELECT c.id, json_extract(b.body, '$.name'), json_extract(b.body, '$.path'), c.size, c.fingerprint, c.missing
		FROM clip c JOIN clip_body b USING (row) WHERE c.id > ?`+where+` ORDER BY c.id LIMIT ?`, string(after), most)
	if err != nil {
		return nil, named(err, "read the library")
	}
	defer rows.Close()
	out := []Whereabouts{}
	for rows.Next() {
		var w Whereabouts
		if err := rows.Scan(&w.ID, &w.Name, &w.Path, &w.Size, &w.Fingerprint, &w.Missing); err != nil {
			return nil, named(err, "read the library")
		}
		out = append(out, w)
	}
	return out, named(rows.Err(), "read the library")
}

// Unready lists clips of which something is still to be made, newest first.
func (s *Store) Unready(ctx context.Context, most int) ([]taglane.Clip, error) {
	return list[taglane.Clip](s, `SELECT b.body FROM clip c JOIN clip_body b USING (row) WHERE c.ready = 0 ORDER BY c.row DESC LIMIT ?`, most)
}

// Watch is a folder whose new clips come in by themselves.
type Watch struct {
	Path    string
	Project taglane.ID // that they go to; "" for none
}

// Watches lists the folders this machine watches, by path.
func (s *Store) Watches(ctx context.Context) ([]Watch, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT path, project FROM watch ORDER BY path`)
	if err != nil {
		return nil, named(err, "read the library")
	}
	defer rows.Close()
	out := []Watch{}
	for rows.Next() {
		var w Watch
		if err := rows.Scan(&w.Path, &w.Project); err != nil {
			return nil, named(err, "read the library")
		}
		out = append(out, w)
	}
	return out, named(rows.Err(), "read the library")
}

// KeepWatch adds a watched folder or changes its project.
func (s *Store) KeepWatch(ctx context.Context, w Watch) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO watch (path, project) VALUES (?, ?) ON CONFLICT DO UPDATE SET project = excluded.project`, w.Path, string(w.Project))
	return named(err, "save the watched folder")
}

// RemoveWatch forgets a watched folder; its clips stay.
func (s *Store) RemoveWatch(ctx context.Context, path string) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM watch WHERE path = ?`, path)
	return named(err, "forget the watched folder")
}
