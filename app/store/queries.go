package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"unicode"

	"taglane/app/edit"
	"taglane/app/taglane"
)

// Row is a clip with what the library says of it; NotFound when it is gone.
func (s *Store) Row(ctx context.Context, id taglane.ID) (Row, error) {
	rows, err := s.Rows(ctx, []taglane.ID{id})
	if err == nil && len(rows) == 0 {
		err = taglane.Errorf(taglane.NotFound, "There is no such clip.")
	}
	if err != nil {
		return Row{}, err
	}
	return rows[0], nil
}

// Clip is the clip of that id; NotFound when it is gone.
func (s *Store) Clip(ctx context.Context, id taglane.ID) (taglane.Clip, error) {
	return the[taglane.Clip](s, taglane.Say("There is no such clip."), `SELECT body FROM clip_body WHERE row = (SELECT row FROM clip WHERE id = ?)`, string(id))
}

// ClipsWith lists clips whose bytes have this fingerprint, oldest first.
func (s *Store) ClipsWith(ctx context.Context, fingerprint string) ([]taglane.Clip, error) {
	return list[taglane.Clip](s, `SELECT b.body FROM clip c JOIN clip_body b USING (row) WHERE c.fingerprint = ? ORDER BY c.row`, fingerprint)
}

// ClipsMeant lists the clips whose id begins with a word or whose name it is.
func (s *Store) ClipsMeant(ctx context.Context, word string) ([]taglane.Clip, error) {
	return list[taglane.Clip](s, `SELECT b.body FROM clip c JOIN clip_body b USING (row)
		WHERE c.id >= ?1 AND c.id < ?1 || char(1114111) OR json_extract(b.body, '$.name') = ?1 ORDER BY c.row`, word)
}

// Tags lists a clip's tags by first frame, then id.
func (s *Store) Tags(ctx context.Context, clip taglane.ID) ([]taglane.Tag, error) {
	return list[taglane.Tag](s, `SELECT body FROM tag WHERE clip = ? ORDER BY first, id`, string(clip))
}

// Tag is the tag of that id; NotFound when it is gone.
func (s *Store) Tag(ctx context.Context, id taglane.ID) (taglane.Tag, error) {
	return the[taglane.Tag](s, taglane.Say("There is no such tag."), `SELECT body FROM tag WHERE id = ?`, string(id))
}

// Uses counts the tags that name a product.
func (s *Store) Uses(ctx context.Context, product taglane.ID) (n int, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT count(*) FROM tag WHERE product = ?`, string(product)).Scan(&n)
	return n, named(err, "read the library")
}

// ClipsByProduct counts the clips each tagged product is in; a product in none
// is not among them.
func (s *Store) ClipsByProduct(ctx context.Context) (map[taglane.ID]int, error) {
	out := map[taglane.ID]int{}
	rows, err := s.read.QueryContext(ctx, `SELECT product, count(DISTINCT clip) FROM tag WHERE clip IN (SELECT id FROM clip) GROUP BY product`)
	if err != nil {
		return out, named(err, "read the library")
	}
	defer rows.Close()
	for rows.Next() {
		var product string
		var n int
		if err := rows.Scan(&product, &n); err != nil {
			return out, named(err, "read the library")
		}
		out[taglane.ID(product)] = n
	}
	return out, named(rows.Err(), "read the library")
}

// Products lists products by title; query matches the beginnings of words.
func (s *Store) Products(ctx context.Context, query string) ([]taglane.Product, error) {
	if q := match(query); q != "" {
		return list[taglane.Product](s, `SELECT body FROM product WHERE row IN (SELECT rowid FROM product_words WHERE product_words MATCH ?) ORDER BY title, id`, q)
	}
	return list[taglane.Product](s, `SELECT body FROM product ORDER BY title, id`)
}

// Product is the product of that id; NotFound when it is gone.
func (s *Store) Product(ctx context.Context, id taglane.ID) (taglane.Product, error) {
	return the[taglane.Product](s, taglane.Say("There is no such product."), `SELECT body FROM product WHERE id = ?`, string(id))
}

// Shelf lists the products that have a key, in key order.
func (s *Store) Shelf(ctx context.Context) ([]taglane.Product, error) {
	return list[taglane.Product](s, `SELECT body FROM product WHERE shelf > 0 ORDER BY shelf, id`)
}

// Markers lists a clip's markers by frame, then id.
func (s *Store) Markers(ctx context.Context, clip taglane.ID) ([]taglane.Marker, error) {
	return list[taglane.Marker](s, `SELECT body FROM marker WHERE clip = ? ORDER BY first, id`, string(clip))
}

// Marker is the marker of that id; NotFound when it is gone.
func (s *Store) Marker(ctx context.Context, id taglane.ID) (taglane.Marker, error) {
	return the[taglane.Marker](s, taglane.Say("There is no such marker."), `SELECT body FROM marker WHERE id = ?`, string(id))
}

// Step is one entry of a scope's history.
type Step struct {
	edit.Edit
	N          int64 // its place in the list, ascending
	Undone     bool
	Checkpoint string // the name somebody gave to how things stood after it; "" for none
}

// History lists a scope's own gestures, newest first, without the takings back.
func (s *Store) History(ctx context.Context, scope string) ([]Step, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT u.n, u.done, coalesce(c.name, ''), e.body FROM undo u JOIN edit e USING (device, seq)
		LEFT JOIN checkpoint c ON c.scope = u.scope AND c.n = u.n WHERE u.scope = ? ORDER BY u.n DESC`, scope)
	if err != nil {
		return nil, named(err, "read the history")
	}
	defer rows.Close()
	out := []Step{}
	for rows.Next() {
		var e jsonText[edit.Edit]
		var v Step
		if err := rows.Scan(&v.N, &v.Undone, &v.Checkpoint, &e); err != nil {
			return nil, named(err, "read the history")
		}
		v.Edit, v.Undone = e.V, !v.Undone
		out = append(out, v)
	}
	return out, named(rows.Err(), "read the history")
}

// Latest is the stamp of the latest edit in the log; "" while there is none.
// As long as it is the same, nothing that edits change has changed.
func (s *Store) Latest(ctx context.Context) (stamp string, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT coalesce(max(at), '') FROM edit`).Scan(&stamp)
	return stamp, named(err, "read the history")
}

// Position is the place of the scope's latest step that is done, and of the next
// that could be done again; 0 for none.
func (s *Store) Position(ctx context.Context, scope string) (done, undone int64, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT coalesce(max(n) FILTER (WHERE done = 1), 0), coalesce(min(n) FILTER (WHERE done = 0), 0) FROM undo WHERE scope = ?`, scope).Scan(&done, &undone)
	return done, undone, named(err, "read the history")
}

// Ends are the sentences of what Undo and Redo of a scope would come to; ""
// for nothing.
func (s *Store) Ends(ctx context.Context, scope string) (undo, redo string, err error) {
	for _, q := range []struct {
		where string
		to    *string
	}{{"done = 1 ORDER BY n DESC", &undo}, {"done = 0 ORDER BY n", &redo}} {
		err := s.read.QueryRowContext(ctx, `SELECT json_extract(e.body, '$.label') FROM undo u JOIN edit e USING (device, seq) WHERE u.scope = ? AND `+q.where+` LIMIT 1`, scope).Scan(q.to)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return "", "", named(err, "read the history")
		}
	}
	return undo, redo, nil
}

// match turns typed words into an FTS5 query in which each is a quoted prefix,
// so that nothing typed is ever syntax.
func match(query string) string {
	words := strings.FieldsFunc(query, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	for i, w := range words {
		words[i] = `"` + w + `"*`
	}
	return strings.Join(words, " ")
}

func list[T any](s *Store, query string, args ...any) ([]T, error) {
	out, err := all[T](s.read, query, args...)
	return out, named(err, "read the library")
}

func the[T any](s *Store, no taglane.Said, query string, args ...any) (T, error) {
	v, err := one[T](s.read, query, args...)
	if err == nil && v == nil {
		var zero T
		return zero, taglane.Refuse(taglane.NotFound, no)
	}
	if err != nil {
		var zero T
		return zero, named(err, "read the library")
	}
	return *v, nil
}

// Projects lists projects by name.
func (s *Store) Projects(ctx context.Context) ([]taglane.Project, error) {
	return list[taglane.Project](s, `SELECT body FROM project ORDER BY name, id`)
}

// Project is the project of that id; NotFound when it is gone.
func (s *Store) Project(ctx context.Context, id taglane.ID) (taglane.Project, error) {
	return the[taglane.Project](s, taglane.Say("There is no such project."), `SELECT body FROM project WHERE id = ?`, string(id))
}
