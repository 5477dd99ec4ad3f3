package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"taglane/app/taglane"
)

// quarter is how finely growth is summed up over time. Every zone's midnight
// falls on one.
const (
	quarter     = 15 * time.Minute
	quarterForm = "2006-01-02T15:04"
)

// Observe keeps figures of a publication. A figure that is there already for
// that time stays as it is: what was read once is never edited.
func (s *Store) Observe(ctx context.Context, publication taglane.ID, seen ...taglane.Observation) error {
	return s.transaction(ctx, "save the figures", func(tx *sql.Tx) error {
		var account string
		if err := tx.QueryRow(`SELECT account FROM publication WHERE id = ?`, string(publication)).Scan(&account); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		for _, o := range seen {
			r, err := tx.Exec(`INSERT INTO observation (publication, name, at, value) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, string(publication), o.Name, stamp(o.At), o.Value)
			if err != nil {
				return err
			}
			if news, err := r.RowsAffected(); err != nil {
				return err
			} else if news == 0 {
				continue
			}
			if err := grow(tx, string(publication), account, o); err != nil {
				return err
			}
		}
		return nil
	})
}

// grow takes a figure that is new into the sums of growth: what it is more than
// the one before it, and what that leaves of the growth of the one behind it. A
// figure that shrank grew by nothing.
func grow(tx *sql.Tx, publication, account string, o taglane.Observation) error {
	var was float64
	if err := tx.QueryRow(`SELECT value FROM observation WHERE publication = ? AND name = ? AND at < ? ORDER BY at DESC LIMIT 1`, publication, o.Name, stamp(o.At)).Scan(&was); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	add := func(at time.Time, by float64) error {
		if by == 0 {
			return nil
		}
		_, err := tx.Exec(`INSERT INTO grown (quarter, account, name, by) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET by = by + excluded.by`,
			at.UTC().Truncate(quarter).Format(quarterForm), account, o.Name, by)
		return err
	}
	if err := add(o.At, max(o.Value-was, 0)); err != nil {
		return err
	}
	var next float64
	var text string
	err := tx.QueryRow(`SELECT at, value FROM observation WHERE publication = ? AND name = ? AND at > ? ORDER BY at LIMIT 1`, publication, o.Name, stamp(o.At)).Scan(&text, &next)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return err
	}
	return add(at, max(next-o.Value, 0)-max(next-was, 0))
}

// Grown is by how much a figure of all posts of an account grew in a quarter of
// an hour.
type Grown struct {
	At      time.Time
	Account taglane.ID
	Name    string
	By      float64
}

// Growth lists by how much figures grew in [from, to), which are midnights of
// some zone.
func (s *Store) Growth(ctx context.Context, from, to time.Time) ([]Grown, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT quarter, account, name, by FROM grown WHERE quarter >= ? AND quarter < ? AND by != 0 ORDER BY quarter, account, name`,
		from.UTC().Format(quarterForm), to.UTC().Format(quarterForm))
	if err != nil {
		return nil, named(err, "read the figures")
	}
	defer rows.Close()
	out := []Grown{}
	for rows.Next() {
		var g Grown
		var at string
		if err := rows.Scan(&at, &g.Account, &g.Name, &g.By); err != nil {
			return nil, named(err, "read the figures")
		}
		if g.At, err = time.Parse(quarterForm, at); err != nil {
			return nil, named(err, "read the figures")
		}
		out = append(out, g)
	}
	return out, named(rows.Err(), "read the figures")
}

// Observed is a figure of a publication.
type Observed struct {
	Publication taglane.ID `json:"publication"`
	taglane.Observation
}

// Observations lists figures read in [from, to), by publication, name and time.
// publication is "" for all.
func (s *Store) Observations(ctx context.Context, publication taglane.ID, from, to time.Time) ([]Observed, error) {
	return s.observed(ctx, `SELECT publication, name, at, value FROM observation WHERE (?1 = '' OR publication = ?1) AND at >= ?2 AND at < ?3 ORDER BY publication, name, at`,
		string(publication), stamp(from), until(to))
}

// Readings lists the figures of these names that all publications were read to
// have in [from, to), each in order of time. A name that ends in ":" is how names
// begin.
func (s *Store) Readings(ctx context.Context, from, to time.Time, names ...string) ([]Observed, error) {
	return called(names, func(whole string) ([]Observed, error) {
		return s.observed(ctx, `SELECT o.publication, o.name, o.at, o.value FROM publication p CROSS JOIN json_each(?1) n CROSS JOIN observation o
			WHERE o.publication = p.id AND o.name = n.value AND o.at >= ?2 AND o.at < ?3 ORDER BY o.publication, o.name, o.at`, whole, stamp(from), until(to))
	}, func(first, behind string) ([]Observed, error) {
		return s.observed(ctx, `SELECT o.publication, o.name, o.at, o.value FROM publication p CROSS JOIN observation o
			WHERE o.publication = p.id AND o.name >= ?1 AND o.name < ?2 AND o.at >= ?3 AND o.at < ?4 ORDER BY o.publication, o.name, o.at`, first, behind, stamp(from), until(to))
	})
}

// Stood lists the last figures of these names that all publications were read
// to have before a time. A name that ends in ":" is how names begin.
func (s *Store) Stood(ctx context.Context, before time.Time, names ...string) ([]Observed, error) {
	return called(names, func(whole string) ([]Observed, error) {
		return s.observed(ctx, `SELECT o.publication, o.name, o.at, o.value FROM publication p CROSS JOIN json_each(?1) n CROSS JOIN observation o
			WHERE o.publication = p.id AND o.name = n.value AND o.at = (SELECT max(at) FROM observation WHERE publication = p.id AND name = n.value AND at < ?2)`, whole, until(before))
	}, func(first, behind string) ([]Observed, error) {
		return s.observed(ctx, `SELECT o.publication, o.name, max(o.at), o.value FROM publication p CROSS JOIN observation o
			WHERE o.publication = p.id AND o.name >= ?1 AND o.name < ?2 AND o.at < ?3 GROUP BY o.publication, o.name`, first, behind, until(before))
	})
}

// called asks for whole names at once, and for each beginning of names by the
// first name it may have and the first that it may not.
func called(names []string, whole func(list string) ([]Observed, error), begun func(first, behind string) ([]Observed, error)) (out []Observed, err error) {
	all := []string{}
	for _, n := range names {
		begins, is := strings.CutSuffix(n, ":")
		if !is {
			all = append(all, n)
			continue
		}
		found, err := begun(n, begins+";")
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	if len(all) == 0 {
		return out, nil
	}
	list, err := json.Marshal(all)
	if err != nil {
		return nil, err
	}
	found, err := whole(string(list))
	return append(out, found...), err
}

// until is the end of a span of time; the zero time is none.
func until(to time.Time) string {
	if to.IsZero() {
		return "9999"
	}
	return stamp(to)
}

func (s *Store) observed(ctx context.Context, query string, args ...any) ([]Observed, error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, named(err, "read the figures")
	}
	defer rows.Close()
	out := []Observed{}
	for rows.Next() {
		var o Observed
		var at string
		if err := rows.Scan(&o.Publication, &o.Name, &at, &o.Value); err != nil {
			return nil, named(err, "read the figures")
		}
		if o.At, err = time.Parse(time.RFC3339, at); err != nil {
			return nil, named(err, "read the figures")
		}
		out = append(out, o)
	}
	return out, named(rows.Err(), "read the figures")
}
