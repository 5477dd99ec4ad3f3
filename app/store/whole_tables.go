package store

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"taglane/app/edit"
	"taglane/app/outbox"
	"taglane/app/taglane"
)

// form is what a column holds.
type form int

const (
	isText form = iota
	isWhole
	isReal
	isJSON
)

type col struct {
	name string
	form form
}

// kept is a table of what a library keeps beside its log.
type kept struct {
	name    string
	columns []col
	from    string // what is read; "": the table itself
	put     string
	check   func(json.RawMessage) error          // of the last column, which is JSON
	left    func(values []any) bool              // rows that are another machine's own
	then    func(tx *sql.Tx, values []any) error // what follows from a row
}

// Tables names what is kept beside the log, in the order in which it is taken
// in again.
func Tables() []string {
	out := make([]string, len(keptTables))
	for i, k := range keptTables {
		out[i] = k.name
	}
	return out
}

// What is not here follows from the log or from these (what screens read, words
// to search by), or is this machine's own: folders it watches, whether a file
// is where it was.
var keptTables = []kept{
	{name: "setting", columns: columns("name value"), from: "setting WHERE " + ours, left: func(v []any) bool { return othersSetting(v[0].(string)) }},
	{name: "waiting", columns: columns("device seq# body*"), check: as[edit.Edit]},
	{name: "covered", columns: columns("device seq# body*"), check: as[[]edit.Covered]},
	{name: "undo", columns: columns("scope n# device seq# done#")},
	{name: "checkpoint", columns: columns("scope n# name")},
	// Whose value a cell shows, where that is not whoever wrote it last: an undo
	// put it back.
	{name: "owner", columns: columns("kind id field of_device of_seq#"),
		from: "(SELECT c.kind, c.id, c.field, c.of_device, c.of_seq FROM cell c JOIN edit e ON e.at = c.at WHERE e.device <> c.of_device OR e.seq <> c.of_seq)",
		put:  `UPDATE cell SET of_device = ?4, of_seq = ?5 WHERE kind = ?1 AND id = ?2 AND field = ?3`},
	{name: "private_note", columns: columns("id clip cells*"), check: as[fields]},
	{name: "account", columns: columns("id added body*"), check: as[taglane.Account]},
	{name: "revision", columns: columns("digest body*"), check: as[taglane.Revision]},
	{name: "publication", columns: columns("id key clip account queued stage wait until resting# body*"), check: as[outbox.Row]},
	{name: "publication_step", columns: columns("publication n# body*"), check: as[outbox.Entry]},
	{name: "here", columns: columns("clip touched#")},
	{name: "place", columns: columns("clip fingerprint path")},
	{name: "cut", columns: columns("clip body*"), check: as[any]},
	{name: "source", columns: columns("name body*"), check: as[Source]},
	{name: "listing", columns: columns("row# source key seen gtin body*"), check: as[taglane.Listing], then: listingFound},
	{name: "sighting", columns: columns("product at source body*"), check: as[taglane.Sighting]},
	{name: "program", columns: columns("account advertiser body*"), check: as[taglane.Program]},
	{name: "audit", columns: columns("link at verdict body*"), check: as[Audit]},
	{name: "held", columns: columns("kind id source at body*"), check: as[Held]},
	{name: "earning", columns: columns("account key sub_id sold body*"), check: as[taglane.Earning]},
	{name: "observation", columns: columns("publication name at value.")},
	{name: "grown", columns: columns("quarter account name by.")},
	{name: "curve", columns: columns("clip service at body*"), check: as[Curve]},
}

func init() {
	for i := range keptTables {
		if k := &keptTables[i]; k.put == "" {
			k.put = fmt.Sprintf(`INSERT OR REPLACE INTO %s (%s) VALUES (?%s)`, k.name, k.names(), strings.Repeat(", ?", len(k.columns)-1))
		}
	}
}

// ours are the settings that another machine may be told: not how a vault is
// held here, which team is joined, how an account stands at the moment, which
// Taglane made the file, or whether the outbox rests.
const ours = `name NOT IN ('vault', 'projections', 'outbox.rests', 'maker') AND name NOT LIKE 'team.%' AND name NOT LIKE 'standing/%' AND name NOT LIKE 'pace/%'`

// othersSetting says the same of a name that comes from elsewhere.
func othersSetting(name string) bool {
	for _, whole := range []string{"vault", "projections", "outbox.rests", maker} {
		if strings.EqualFold(name, whole) {
			return true
		}
	}
	for _, beginning := range []string{"team.", "standing/", "pace/"} {
		if len(name) >= len(beginning) && strings.EqualFold(name[:len(beginning)], beginning) {
			return true
		}
	}
	return false
}

func keptAs(table string) (kept, error) {
	for _, k := range keptTables {
		if k.name == table {
			return k, nil
		}
	}
	return kept{}, taglane.Errorf(taglane.Invalid, "It is not what Taglane writes.")
}

// columns reads a short list: # is a whole number, . another, * JSON.
func columns(list string) (out []col) {
	for _, name := range strings.Fields(list) {
		f := isText
		switch name[len(name)-1] {
		case '#':
			f = isWhole
		case '.':
			f = isReal
		case '*':
			f = isJSON
		}
		out = append(out, col{strings.TrimRight(name, "#.*"), f})
	}
	return out
}

func (k kept) names() string {
	names := make([]string, len(k.columns))
	for i, c := range k.columns {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}

// query reads the table in the order of its columns, of which the first are its key.
func (k kept) query() string {
	from := k.from
	if from == "" {
		from = k.name
	}
	keys := min(4, len(k.columns))
	order := make([]string, keys)
	for i := range order {
		order[i] = fmt.Sprint(i + 1)
	}
	return `SELECT ` + k.names() + ` FROM ` + from + ` ORDER BY ` + strings.Join(order, ", ")
}

// values reads an object that has exactly the columns.
func (k kept) values(text []byte) ([]any, error) {
	row := map[string]json.RawMessage{}
	d := json.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&row); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("store: something follows a row of %s", k.name)
	}
	if len(row) != len(k.columns) {
		return nil, fmt.Errorf("store: a row of %s has other columns", k.name)
	}
	out := make([]any, len(k.columns))
	for i, c := range k.columns {
		raw, has := row[c.name]
		if !has {
			return nil, fmt.Errorf("store: a row of %s has no %s", k.name, c.name)
		}
		var err error
		switch c.form {
		case isText:
			out[i], err = value[string](raw)
		case isWhole:
			out[i], err = value[int64](raw)
		case isReal:
			out[i], err = value[float64](raw)
		case isJSON:
			if k.check != nil {
				err = k.check(raw)
			}
			out[i] = string(raw)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func value[T any](raw json.RawMessage) (v T, err error) {
	if string(raw) == "null" {
		return v, fmt.Errorf("store: a value is missing")
	}
	return v, json.Unmarshal(raw, &v)
}

// as refuses what could not be read as T later.
func as[T any](raw json.RawMessage) error {
	_, err := value[T](raw)
	return err
}

// listingFound keeps the words that a listing is found by.
func listingFound(tx *sql.Tx, values []any) error {
	var l taglane.Listing
	if err := json.Unmarshal([]byte(values[5].(string)), &l); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT OR REPLACE INTO listing_words (rowid, text) VALUES (?, ?)`, values[0], listingWords(l))
	return err
}
