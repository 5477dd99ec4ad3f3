package store

import (
	"context"
	"strings"

	"taglane/app/taglane"
)

// Filter names a part of the library.
type Filter string

// Sort names an order of the library.
type Sort string

// filters are the parts by name: which clips c belong.
var filters = map[Filter]string{
	"all":       "",
	"untagged":  "c.tags = 0",
	"draft":     "c.standing = '' AND c.missing = 0",
	"queued":    "c.standing = 'queued' AND c.missing = 0",
	"published": "c.standing = 'published' AND c.missing = 0",
	"unsure":    "c.standing = 'unsure' AND c.missing = 0",
	"missing":   "c.missing = 1",
	"cover":     "c.cover = 1",
	"nocover":   "c.cover = 0",
	"double":    "c.fingerprint IN (SELECT fingerprint FROM clip GROUP BY fingerprint HAVING count(*) > 1)",
}

// sorts are the orders by name.
var sorts = map[Sort]string{
	"newest":  "c.row DESC",
	"oldest":  "c.row",
	"touched": "c.touched DESC, c.row DESC",
	"name":    "c.name, c.row",
	"longest": "c.length DESC, c.row DESC",
}

// Query says which clips, and in which order.
type Query struct {
	Text    string     // beginnings of words in a clip's texts and its products' names
	Filter  Filter     // "" for all
	Project taglane.ID // "" for any
	Sort    Sort       // "" for newest
}

// Row is a clip with what the library says of it.
type Row struct {
	taglane.Clip
	Standing string // "", published, queued, unsure
	Missing  bool
	Tags     int
	Touched  int64 // milliseconds
	Double   bool  // another clip has the same bytes
}

// sql is the query as tables and conditions, with its arguments and order.
func (q Query) sql() (from string, args []any, order string, err error) {
	where := []string{}
	part, ok := filters[or(q.Filter, "all")]
	if !ok {
		return "", nil, "", taglane.Errorf(taglane.Invalid, "There is no part of the library called %q.", q.Filter)
	}
	if order, ok = sorts[or(q.Sort, "newest")]; !ok {
		return "", nil, "", taglane.Errorf(taglane.Invalid, "Clips cannot be sorted by %q.", q.Sort)
	}
	from = `clip c`
	if text := match(q.Text); text != "" {
		// The words come first, in the order of rows, so that a page of the
		// newest is full before the rest is looked at.
		from = `clip_words w CROSS JOIN clip c ON c.row = w.rowid`
		where, args = append(where, `w.clip_words MATCH ?`), append(args, text)
		order = strings.ReplaceAll(order, "c.row", "w.rowid")
	}
	if part != "" {
		where = append(where, part)
	}
	if q.Project != "" {
		where, args = append(where, `c.project = ?`), append(args, string(q.Project))
	}
	if len(where) > 0 {
		from += ` WHERE ` + strings.Join(where, ` AND `)
	}
	return from, args, order, nil
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// Page lists the clips of a query from offset on, at most most of them.
func (s *Store) Page(ctx context.Context, q Query, offset, most int) ([]Row, error) {
	from, args, order, err := q.sql()
	if err != nil {
		return nil, err
	}
	ids, err := column[taglane.ID](ctx, s, `SELECT c.id FROM `+from+` ORDER BY `+order+` LIMIT ? OFFSET ?`, append(args, most, offset)...)
	if err != nil {
		return nil, err
	}
	return s.Rows(ctx, ids)
}

// Rows reads clips by id, in the order asked for; those that are gone are left out.
func (s *Store) Rows(ctx context.Context, ids []taglane.ID) ([]Row, error) {
	in, args := listed(ids)
	if len(ids) == 0 {
		return []Row{}, nil
	}
	rows, err := s.read.QueryContext(ctx, `SELECT b.body, c.standing, c.missing, c.tags, c.touched, EXISTS (SELECT 1 FROM clip d WHERE d.fingerprint = c.fingerprint AND d.row != c.row)
		FROM clip c JOIN clip_body b USING (row) WHERE c.id IN `+in, args...)
	if err != nil {
		return nil, named(err, "read the library")
	}
	defer rows.Close()
	found := map[taglane.ID]Row{}
	for rows.Next() {
		var c jsonText[taglane.Clip]
		var r Row
		if err := rows.Scan(&c, &r.Standing, &r.Missing, &r.Tags, &r.Touched, &r.Double); err != nil {
			return nil, named(err, "read the library")
		}
		r.Clip = c.V
		found[r.ID] = r
	}
	out := make([]Row, 0, len(found))
	for _, id := range ids {
		if r, ok := found[id]; ok {
			out = append(out, r)
			delete(found, id) // named twice, it still comes once
		}
	}
	return out, named(rows.Err(), "read the library")
}

// listed is a list for IN with its arguments.
func listed(ids []taglane.ID) (in string, args []any) {
	for _, id := range ids {
		args = append(args, string(id))
	}
	return "(?" + strings.Repeat(", ?", max(0, len(ids)-1)) + ")", args
}

// Count is how many clips a query has.
func (s *Store) Count(ctx context.Context, q Query) (n int64, err error) {
	from, args, _, err := q.sql()
	if err != nil {
		return 0, err
	}
	if text := match(q.Text); text != "" && len(args) == 1 && filters[or(q.Filter, "all")] == "" {
		from = `clip_words w WHERE w.clip_words MATCH ?`
	}
	n, err = s.tally.of(ctx, s.read, `SELECT count(*) FROM `+from, args...)
	return n, named(err, "read the library")
}

// IDs lists the ids of a query's clips in order, at most most of them.
func (s *Store) IDs(ctx context.Context, q Query, most int) ([]taglane.ID, error) {
	from, args, order, err := q.sql()
	if err != nil {
		return nil, err
	}
	return column[taglane.ID](ctx, s, `SELECT c.id FROM `+from+` ORDER BY `+order+` LIMIT ?`, append(args, most)...)
}

// column reads one text column.
func column[T ~string](ctx context.Context, s *Store, query string, args ...any) ([]T, error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, named(err, "read the library")
	}
	defer rows.Close()
	out := []T{}
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, named(err, "read the library")
		}
		out = append(out, v)
	}
	return out, named(rows.Err(), "read the library")
}

// Facts are the numbers beside the library.
type Facts struct {
	Bytes    int64 // of all source files
	Counts   map[Filter]int64
	Projects []ProjectFacts // by name
}

// ProjectFacts is a project with how many clips it has and its newest one.
type ProjectFacts struct {
	taglane.Project
	Clips  int64
	Newest taglane.ID // "" for none
}

// Facts counts the library.
func (s *Store) Facts(ctx context.Context) (f Facts, err error) {
	f.Counts = map[Filter]int64{}
	for name := range filters {
		q := Query{Filter: name}
		if f.Counts[name], err = s.Count(ctx, q); err != nil {
			return f, err
		}
	}
	if f.Bytes, err = count(s.read, `SELECT coalesce(sum(size), 0) FROM clip`); err != nil {
		return f, named(err, "read the library")
	}
	f.Projects, err = s.projectFacts(ctx)
	return f, err
}

func (s *Store) projectFacts(ctx context.Context) ([]ProjectFacts, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT p.body, (SELECT count(*) FROM clip WHERE project = p.id),
		coalesce((SELECT id FROM clip WHERE row = (SELECT max(row) FROM clip WHERE project = p.id)), '') FROM project p ORDER BY p.name, p.id`)
	if err != nil {
		return nil, named(err, "read the library")
	}
	defer rows.Close()
	out := []ProjectFacts{}
	for rows.Next() {
		var p jsonText[taglane.Project]
		var v ProjectFacts
		if err := rows.Scan(&p, &v.Clips, &v.Newest); err != nil {
			return nil, named(err, "read the library")
		}
		v.Project = p.V
		out = append(out, v)
	}
	return out, named(rows.Err(), "read the library")
}

// Doubles lists groups of clips with the same bytes, at most most groups, the
// latest found first.
func (s *Store) Doubles(ctx context.Context, most int) ([][]taglane.ID, error) {
	prints, err := column[string](ctx, s, `SELECT fingerprint FROM clip GROUP BY fingerprint HAVING count(*) > 1 ORDER BY max(row) DESC LIMIT ?`, most)
	if err != nil {
		return nil, err
	}
	out := make([][]taglane.ID, 0, len(prints))
	for _, p := range prints {
		ids, err := column[taglane.ID](ctx, s, `SELECT id FROM clip WHERE fingerprint = ? ORDER BY row`, p)
		if err != nil {
			return nil, err
		}
		out = append(out, ids)
	}
	return out, nil
}

// Stretch is where a product is tagged in a clip.
type Stretch struct {
	Clip, Product taglane.ID
	Shelf         int // the product's key; 0 for none
	Colour        int // what a person chose for the product; 0 for none
	taglane.Span
}

// Stretches lists the tags of some clips by clip and first frame, without
// their other fields.
func (s *Store) Stretches(ctx context.Context, clips []taglane.ID) (map[taglane.ID][]Stretch, error) {
	in, args := listed(clips)
	out := map[taglane.ID][]Stretch{}
	if len(clips) == 0 {
		return out, nil
	}
	rows, err := s.read.QueryContext(ctx, `SELECT t.clip, t.first, t.last, t.product, coalesce(p.shelf, 0), coalesce(json_extract(p.body, '$.colour'), 0) FROM tag t LEFT JOIN product p ON p.id = t.product
		WHERE t.clip IN `+in+` ORDER BY t.clip, t.first, t.last, t.product`, args...)
	if err != nil {
		return nil, named(err, "read the library")
	}
	defer rows.Close()
	for rows.Next() {
		var v Stretch
		if err := rows.Scan(&v.Clip, &v.In, &v.Out, &v.Product, &v.Shelf, &v.Colour); err != nil {
			return nil, named(err, "read the library")
		}
		out[v.Clip] = append(out[v.Clip], v)
	}
	return out, named(rows.Err(), "read the library")
}
