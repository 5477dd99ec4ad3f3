package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"maps"

	"taglane/app/edit"
	"taglane/app/taglane"
)

// KeepPrivate writes cells of comments that stay on this machine: they are in
// no log, so nothing that sends the log can send them. It says what was in these
// cells before, ready to be written back.
func (s *Store) KeepPrivate(ctx context.Context, writes ...edit.Write) (was []edit.Write, err error) {
	err = s.transaction(ctx, "save the note", func(tx *sql.Tx) error {
		notes := map[string]fields{}
		for _, w := range writes {
			f, have := notes[w.ID]
			if !have {
				f = fields{}
				kept, err := scan[fields](tx.QueryRow(`SELECT cells FROM private_note WHERE id = ?`, w.ID))
				if err != nil {
					return err
				}
				if kept != nil {
					f = maps.Clone(*kept)
				}
				notes[w.ID] = f
			}
			before := w
			if before.Value, have = f[w.Field]; !have {
				before.Value = json.RawMessage("null") // is read as nothing
			}
			was = append(was, before)
			f[w.Field] = w.Value
		}
		for id, f := range notes {
			body, err := json.Marshal(f)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(`INSERT OR REPLACE INTO private_note (id, clip, cells) VALUES (?, ?, ?)`, id, string(read[taglane.ID](f, "clip")), string(body)); err != nil {
				return err
			}
		}
		return nil
	})
	return was, err
}

// PrivateNotes lists the notes of a clip that nobody else sees, by id; those
// that were deleted are among them.
func (s *Store) PrivateNotes(ctx context.Context, clip taglane.ID) ([]taglane.Comment, error) {
	return s.private(ctx, `SELECT id, cells FROM private_note WHERE clip = ? ORDER BY id`, string(clip))
}

// PrivateNote is the note of that id; NotFound when there is none.
func (s *Store) PrivateNote(ctx context.Context, id taglane.ID) (taglane.Comment, error) {
	all, err := s.private(ctx, `SELECT id, cells FROM private_note WHERE id = ?`, string(id))
	if err == nil && len(all) == 0 {
		return taglane.Comment{}, taglane.Errorf(taglane.NotFound, "There is no such comment.")
	}
	if err != nil {
		return taglane.Comment{}, err
	}
	return all[0], nil
}

func (s *Store) private(ctx context.Context, query string, args ...any) ([]taglane.Comment, error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, named(err, "read the library")
	}
	defer rows.Close()
	out := []taglane.Comment{}
	for rows.Next() {
		var id string
		var f jsonText[fields]
		if err := rows.Scan(&id, &f); err != nil {
			return nil, named(err, "read the library")
		}
		c := commentOf(id, f.V)
		c.Private = true
		out = append(out, c)
	}
	return out, named(rows.Err(), "read the library")
}

// Assigned lists the clips with a comment that was assigned to a member, the
// latest touched first.
func (s *Store) Assigned(ctx context.Context, member taglane.ID) ([]taglane.ID, error) {
	return column[taglane.ID](ctx, s, `SELECT k.clip FROM comment k JOIN clip c ON c.id = k.clip
		WHERE json_extract(k.body, '$.assignee') = ? GROUP BY k.clip ORDER BY c.touched DESC`, string(member))
}

// Judged lists the clips that somebody gave a verdict on, or that a member did
// where one is named, the latest first, at most so many.
func (s *Store) Judged(ctx context.Context, member taglane.ID, most int) ([]taglane.ID, error) {
	return column[taglane.ID](ctx, s, `SELECT v.clip FROM verdict v JOIN clip c ON c.id = v.clip
		WHERE ?1 = '' OR json_extract(v.body, '$.member') = ?1 GROUP BY v.clip ORDER BY c.touched DESC LIMIT ?2`, string(member), most)
}

// AskedFor lists tagged clips that are not published and whose project asks for
// approvals, the latest touched first, at most so many.
func (s *Store) AskedFor(ctx context.Context, most int) ([]taglane.ID, error) {
	return column[taglane.ID](ctx, s, `WITH asking AS (SELECT id FROM cell WHERE kind = ?1 AND field = 'needs' AND CAST(value AS INTEGER) > 0)
		SELECT id FROM clip WHERE missing = 0 AND tags > 0 AND standing != 'published' AND
		CASE WHEN project IN (SELECT id FROM project) THEN project ELSE ?2 END IN asking ORDER BY touched DESC, row DESC LIMIT ?3`, KindApprovals, string(NoProject), most)
}
