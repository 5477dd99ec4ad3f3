//go:build linux && amd64

package faults_test

import (
	"database/sql"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const application = 0x54474c4e // "TGLN", as the file's head says whose it is

// scripts are the steps that a library's file has come, in order.
func scripts(t *testing.T) (out []string) {
	t.Helper()
	names, err := filepath.Glob("../store/migrations/*.sql")
	if err != nil || len(names) < 2 {
		t.Fatal(names, err)
	}
	slices.Sort(names)
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(text))
	}
	return out
}

// Every step from one version of the file to the next is killed at every call
// it makes on the library. The file is of the old version or of the new one
// then, whole, and the next start brings it to the end with all that was in
// it. TAGLANE_CALLS says how many calls of each step are tried.
func TestMigrationsAreKilled(t *testing.T) {
	r := begin(t, "migrations killed at every call")
	steps := scripts(t)
	now := newHome(t)
	desk := now.desks(2, rand.New(rand.NewPCG(4, 4)))[0]
	now.fill(desk, r)
	most := count("TAGLANE_CALLS", 3, 1<<30)
	for from := 1; from < len(steps); from++ {
		if most < 1<<30 && from > 1 && from < len(steps)-1 {
			continue // a short run takes the first and the last
		}
		m := &moving{t: t, r: r, from: from, steps: steps, fixture: filepath.Join(t.TempDir(), libraryFile)}
		older(t, m.fixture, filepath.Join(now.library, libraryFile), steps[:from])
		m.kill(most)
	}
	r.note("%d steps", len(steps)-1)
}

// fill gives a library what a day of work leaves.
func (h *home) fill(d *desk, r *row) {
	h.t.Helper()
	h.must(nil, "accounts", "add", "memory", "--name", "far", "--set", "dir="+h.t.TempDir())
	l, err := h.live()
	if err != nil {
		h.t.Fatal(err)
	}
	if err := d.settle(l, r); err != nil {
		h.t.Fatal(err)
	}
	for range 40 {
		if err := d.work(l); err != nil {
			h.t.Fatal(err)
		}
	}
	if err := l.leave(); err != nil {
		h.t.Fatal(err)
	}
	h.must(nil, "publish", d.clip, "--to", "far")
	h.must(nil, "outbox", "run", "--until-idle")
}

// older makes a file of an older version: its tables as they were made then,
// with the rows of a library of today as far as they had a place there.
func older(t *testing.T, path, today string, steps []string) {
	t.Helper()
	db := openRows(t, filepath.Dir(path))
	defer db.Close()
	do := func(query string, args ...any) {
		t.Helper()
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	do(`PRAGMA journal_mode = WAL`)
	for _, s := range steps {
		do(s)
	}
	do(fmt.Sprintf(`PRAGMA user_version = %d; PRAGMA application_id = %d`, len(steps), application))
	do(`ATTACH ? AS today`, today)
	for _, table := range tables(t, db, "main") {
		here, there := columns(t, db, "main", table), columns(t, db, "today", table)
		var names, values []string
		for _, name := range slices.Sorted(maps.Keys(here)) {
			switch _, known := there[name]; {
			case known:
				values = append(values, name)
			case here[name] == "INTEGER":
				values = append(values, "0")
			default:
				values = append(values, "''")
			}
			names = append(names, name)
		}
		if len(there) > 0 {
			do(fmt.Sprintf(`INSERT OR REPLACE INTO main.%s (%s) SELECT %s FROM today.%[1]s`, table, strings.Join(names, ", "), strings.Join(values, ", ")))
		}
	}
	do(`DETACH today`)
	do(`PRAGMA wal_checkpoint(TRUNCATE)`)
}

// tables are those with rows of their own; indexes of words are made of others.
func tables(t *testing.T, db *sql.DB, schema string) (out []string) {
	t.Helper()
	text, err := listRows(db, `SELECT name FROM `+schema+`.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%words%' ORDER BY name`)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(text) {
		out = append(out, strings.TrimSpace(strings.TrimPrefix(line, "name=")))
	}
	return out
}

// columns are a table's, with their types.
func columns(t *testing.T, db *sql.DB, schema, table string) map[string]string {
	t.Helper()
	out := map[string]string{}
	rows, err := db.Query(`SELECT name, type FROM pragma_table_info(?, ?)`, table, schema)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			t.Fatal(err)
		}
		out[name] = kind
	}
	return out
}

// moving is one step of the file's versions, killed again and again.
type moving struct {
	t       *testing.T
	r       *row
	from    int
	steps   []string
	fixture string
	shapes  map[int]string // the tables of each version, as its steps make them
}

// kill kills the step at its first call, its second and so on, until it is done.
func (m *moving) kill(most int) {
	m.t.Helper()
	m.shapes = map[int]string{}
	for v := m.from; v <= len(m.steps); v++ {
		dir := m.t.TempDir()
		db := openRows(m.t, dir)
		for _, s := range m.steps[:v] {
			if _, err := db.Exec(s); err != nil {
				m.t.Fatal(err)
			}
		}
		m.shapes[v] = shape(m.t, db)
		db.Close()
	}
	whole := m.fresh()
	want := m.finish(whole)
	calls := m.calls(most)
	tried := 0
	for _, at := range spread(calls, most) {
		h := m.fresh()
		g := h.behind(h.library)
		g.set(&rule{calls: all(), at: at})
		err := h.cli(nil, "clips")
		_, struck := g.lift()
		if struck == 0 {
			m.t.Errorf("from version %d: call %d of %d was not made: %v", m.from, at, calls, err)
			continue
		}
		m.r.add(&m.r.tries, 1)
		tried++
		version, wrong := m.examine(h.library)
		if wrong != nil {
			m.r.add(&m.r.mixed, 1)
			m.t.Errorf("from version %d, killed at call %d: %v", m.from, at, wrong)
		}
		h.gate = nil
		if got := m.finish(h); got != want {
			m.r.add(&m.r.lost, 1)
			m.t.Errorf("from version %d, killed at call %d in version %d: %s", m.from, at, version, parting(got, want))
		}
		os.RemoveAll(h.dir)
		if version > m.from {
			break // the step was done; the rest is the next one's
		}
	}
	m.t.Logf("from version %d: killed at %d calls", m.from, tried)
}

// all are the calls that the gate knows.
func all() []int { return slices.Collect(maps.Keys(asked)) }

// fresh is a library of the old version.
func (m *moving) fresh() *home {
	m.t.Helper()
	h := newHome(m.t)
	if err := os.MkdirAll(h.library, 0o700); err != nil {
		m.t.Fatal(err)
	}
	if err := copyFile(filepath.Join(h.library, libraryFile), m.fixture); err != nil {
		m.t.Fatal(err)
	}
	return h
}

// calls are how many the program makes until the file is of the next version:
// found by killing it halfway, again and again. Where all are tried there is
// no need to know.
func (m *moving) calls(most int) int {
	m.t.Helper()
	low, high := 1, 4096
	if most > high {
		return high
	}
	for low < high {
		at := (low + high) / 2
		h := m.fresh()
		h.behind(h.library).set(&rule{calls: all(), at: at})
		_ = h.cli(nil, "clips")
		if version, err := m.examine(h.library); err == nil && version == m.from {
			low = at + 1
		} else {
			high = at
		}
		os.RemoveAll(h.dir)
	}
	return low
}

// examine says of which version a killed file is, and what is wrong with it.
func (m *moving) examine(library string) (version int, err error) {
	m.t.Helper()
	dir := spare(m.t, library)
	defer os.RemoveAll(dir)
	db := openRows(m.t, dir)
	defer db.Close()
	if err := db.QueryRow(`PRAGMA user_version`).Scan(&version); err != nil {
		return 0, err
	}
	if version < m.from || version > len(m.steps) {
		return version, fmt.Errorf("the file is of version %d", version)
	}
	if got := shape(m.t, db); got != m.shapes[version] {
		return version, fmt.Errorf("the file says it is of version %d: %s", version, parting(got, m.shapes[version]))
	}
	return version, soundRows(db)
}

// shape is how the tables of a file are made.
func shape(t *testing.T, db *sql.DB) string {
	t.Helper()
	text, err := listRows(db, `SELECT type, name, sql FROM sqlite_master ORDER BY type, name`)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// finish lets the program bring the file to the end, and is all that it tells
// of what is in it.
func (m *moving) finish(h *home) string {
	m.t.Helper()
	h.must(nil, "clips")
	db := openRows(m.t, h.library)
	defer db.Close()
	var out strings.Builder
	for _, table := range tables(m.t, db, "main") {
		known := columns(m.t, db, "main", table)
		if table == "product" {
			delete(known, "row") // whichever comes first when the list is made anew
		}
		names, where := slices.Sorted(maps.Keys(known)), ""
		if table == "setting" { // a library is given a name of its own, and is looked over at some time
			where = ` WHERE name IN ('projections')`
		}
		text, err := listRows(db, fmt.Sprintf(`SELECT %s FROM %s%s ORDER BY 1, 2`, strings.Join(names, ", "), table, where))
		if err != nil {
			m.t.Fatal(err)
		}
		fmt.Fprintf(&out, "%s\n%s", table, text)
	}
	return out.String()
}

// parting is where two texts begin to differ.
func parting(got, want string) string {
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	from := max(i-80, 0)
	return fmt.Sprintf("%q instead of %q", got[from:min(i+120, len(got))], want[from:min(i+120, len(want))])
}
