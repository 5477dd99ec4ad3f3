package store

import (
	"cmp"
	"context"
	"database/sql"
	"flag"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taglane/app/edit"
	"taglane/app/edit/edittest"
	"taglane/app/taglane"
)

// onDisk is a store as the properties of the log see it.
type onDisk struct {
	*Store
	t *rapid.T
}

func openLog(t *rapid.T, device string, wall func() time.Time) edittest.Log {
	dir, err := os.MkdirTemp(memoryDir(), "taglane-log")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(context.Background(), Options{Dir: dir, Now: wall, NewID: func() taglane.ID { return taglane.ID(device) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		os.RemoveAll(dir)
	})
	return onDisk{s, t}
}

// memoryDir is a file system without a disk behind it where there is one: these
// properties are about merging, not about power cuts, and there are thousands
// of commits.
func memoryDir() string {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		return "/dev/shm"
	}
	return ""
}

func (s onDisk) Do(d edit.Draft) (edit.Edit, error) { return s.Store.Do(context.Background(), d) }

func (s onDisk) Undo(by string, id edit.ID) (*edit.Edit, []edit.Cell, error) {
	return s.take(edit.Undo, by, id)
}

func (s onDisk) Redo(by string, id edit.ID) (*edit.Edit, []edit.Cell, error) {
	return s.take(edit.Redo, by, id)
}

func (s onDisk) take(do taker, by string, id edit.ID) (e *edit.Edit, kept []edit.Cell, err error) {
	err = s.gesture(context.Background(), "undo", func(c *cells) (err error) {
		e, kept, err = do(c, s.clock, by, id)
		return err
	}, nil)
	return e, kept, err
}

func (s onDisk) Merge(es ...edit.Edit) ([]edit.Edit, error) {
	return s.Store.Merge(context.Background(), es...)
}

func (s onDisk) State() map[edit.Cell]string {
	out := map[edit.Cell]string{}
	s.each(`SELECT kind, id, field, value FROM cell`, func(rows *sql.Rows) error {
		var c edit.Cell
		var v string
		err := rows.Scan(&c.Kind, &c.ID, &c.Field, &v)
		out[c] = v
		return err
	})
	return out
}

func (s onDisk) Seen() map[string]uint64 {
	out := map[string]uint64{}
	s.each(`SELECT device, max(seq) FROM edit GROUP BY device`, func(rows *sql.Rows) error {
		var d string
		var n uint64
		err := rows.Scan(&d, &n)
		out[d] = n
		return err
	})
	return out
}

func (s onDisk) Since(seen map[string]uint64) []edit.Edit {
	log, err := all[edit.Edit](s.write, `SELECT body FROM edit`)
	if err != nil {
		s.t.Fatal(err)
	}
	log = slices.DeleteFunc(log, func(e edit.Edit) bool { return e.Seq <= seen[e.Device] })
	slices.SortFunc(log, func(a, b edit.Edit) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Seq, b.Seq)) })
	return log
}

func (s onDisk) each(query string, scan func(*sql.Rows) error) {
	rows, err := s.write.Query(query)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			s.t.Fatal(err)
		}
	}
}

// The shared log keeps its promises in SQLite as it does in memory.
func TestLogProperties(t *testing.T) {
	fewer(t)
	edittest.Run(t, openLog)
}

// fewer cases than in memory: each laptop is a database of its own.
func fewer(t *testing.T) {
	checks := flag.Lookup("rapid.checks")
	was := checks.Value.String()
	if err := checks.Value.Set("20"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { checks.Value.Set(was) })
}

// P8: what a screen reads is what the log says, whatever happened before.
func TestRebuildEqualsLive(t *testing.T) {
	fewer(t)
	rapid.Check(t, func(t *rapid.T) {
		at := int64(1_700_000_000_000)
		s := openLog(t, "here", func() time.Time { at += 7; return time.UnixMilli(at) }).(onDisk)
		peer := edit.NewMemory()
		clock := &edit.Clock{Device: "mia", Wall: func() time.Time { at += rapid.Int64Range(-9000, 9000).Draw(t, "tick"); return time.UnixMilli(at) }}
		for range rapid.IntRange(1, 25).Draw(t, "gestures") {
			d := edit.Draft{By: "x", Scope: "c1", Label: "gesture", Writes: nounWrites(t)}
			var err error
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				_, err = s.Store.Undo(context.Background(), "c1", "x")
			case 1:
				_, err = s.Store.Redo(context.Background(), "c1", "x")
			case 2:
				var e edit.Edit
				if e, err = edit.Do(peer, clock, d); err == nil {
					_, err = s.Merge(e)
				}
			default:
				_, err = s.Do(d)
			}
			if err != nil && taglane.KindOf(err) != taglane.NotFound {
				t.Fatal(err)
			}
		}
		before, state := tables(s), s.State()
		if err := s.Rebuild(context.Background()); err != nil {
			t.Fatal(err)
		}
		if after := tables(s); !reflect.DeepEqual(before, after) {
			t.Fatalf("tables differ after a rebuild:\n%v\n%v", before, after)
		}
		if !maps.Equal(state, s.State()) {
			t.Fatal("cells differ after a rebuild")
		}
	})
}

// nounWrites writes a few cells of clips, tags, products and unknown things.
func nounWrites(t *rapid.T) []edit.Write {
	id := taglane.ID(rapid.SampledFrom([]string{"c1", "t1", "t2", "p1"}).Draw(t, "id"))
	switch rapid.IntRange(0, 8).Draw(t, "noun") {
	case 0:
		return ClipWrites(taglane.Clip{ID: "c1", Name: rapid.StringN(1, 8, 30).Draw(t, "name"), Facts: taglane.Facts{Frames: 9}})
	case 1:
		return TagWrites(taglane.Tag{ID: id, Clip: "c1", Product: "p1", Span: taglane.Span{In: 1, Out: 5}})
	case 2:
		return ProductWrites(taglane.Product{ID: "p1", Title: rapid.StringN(1, 8, 30).Draw(t, "title"), Shelf: 1})
	case 3:
		return []edit.Write{Set(KindTag, id, "span", taglane.Span{In: 2, Out: taglane.Frame(rapid.IntRange(3, 9).Draw(t, "out"))})}
	case 4:
		return []edit.Write{Set(rapid.SampledFrom([]string{KindTag, KindClip, KindProduct, "mood"}).Draw(t, "kind"), id, edit.Present, rapid.Bool().Draw(t, "present"))}
	case 5:
		return []edit.Write{Set(KindTag, id, "span", "not a span at all")}
	case 7:
		return MarkerWrites(taglane.Marker{ID: "m1", Clip: "c1", Frame: 3, Out: 3, Text: rapid.StringN(1, 8, 30).Draw(t, "text")})
	case 6:
		return append(ProjectWrites(taglane.Project{ID: "s1", Name: "Kitchen"}), Set(KindClip, "c1", "project", rapid.SampledFrom([]string{"", "s1"}).Draw(t, "project")))
	}
	return []edit.Write{Set("mood", id, "colour", "blue")}
}

// tables are all rows a screen may read, as text.
func tables(s onDisk) (out []string) {
	for _, words := range []string{"clip", "product"} {
		if _, err := s.write.Exec(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.` + words + `_terms USING fts5vocab (main, ` + words + `_words, instance)`); err != nil {
			panic(err)
		}
	}
	for _, q := range []string{
		`SELECT 'clip', id, concat_ws('/', fingerprint, project, name, length, size), concat_ws('/', tags, cover, standing, missing, ready), body FROM clip JOIN clip_body USING (row)`,
		`SELECT 'tag', id, clip, first || '-' || last, product || body FROM tag`,
		`SELECT 'product', id, title || brand, shelf, body FROM product`, `SELECT 'project', id, name, '', body FROM project`, `SELECT 'marker', id, clip, first, body FROM marker`,
		`SELECT 'words', id, term, offset, '' FROM clip_terms JOIN clip ON row = doc`, `SELECT 'words', id, term, offset, '' FROM product_terms JOIN product ON row = doc`,
	} {
		s.each(q, func(rows *sql.Rows) error {
			v := make([]string, 5)
			err := rows.Scan(&v[0], &v[1], &v[2], &v[3], &v[4])
			out = append(out, strings.Join(v, "|"))
			return err
		})
	}
	slices.Sort(out)
	return out
}
