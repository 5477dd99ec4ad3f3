package crew_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/nats-io/nats-server/v2/server"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Whatever two to four laptops do, whenever they meet, with clocks days apart
// and jumping, with files that were cut short or came doubled under other names:
// in the end their cells, their logs and their screens are equal, and what a
// later build wrote passed through all.
func TestLaptopsAgreeHoweverTheyMet(t *testing.T) {
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), NoLog: true, NoSigs: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the hub does not start")
	}
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue { // each opens real libraries
		if err := flag.Set("rapid.checks", "12"); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = flag.Set("rapid.checks", f.DefValue) })
	}
	n := 0
	for _, kind := range []string{"folder", "hub"} {
		t.Run(kind, func(outer *testing.T) {
			rapid.Check(outer, func(t *rapid.T) {
				n++
				root, err := os.MkdirTemp(memoryDir(), "crew")
				if err != nil {
					t.Fatal(err)
				}
				defer os.RemoveAll(root)
				where := filepath.Join(root, "team")
				if err := os.Mkdir(where, 0o755); err != nil {
					t.Fatal(err)
				}
				if kind == "hub" {
					where = fmt.Sprintf("nats://%s/t%d", s.Addr(), n)
				}
				met := meet(outer, t, root, where)
				for range rapid.IntRange(5, 30).Draw(t, "steps") {
					met.step(t)
				}
				met.end(t)
			})
		})
	}
}

func memoryDir() string {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		return "/dev/shm"
	}
	return ""
}

// meeting is laptops of a team, and how far each clock is from the wall.
type meeting struct {
	desks []*desk
	off   []time.Duration
	team  string
	n     int
}

func meet(outer *testing.T, t *rapid.T, root, team string) *meeting {
	m := &meeting{team: team}
	count := rapid.IntRange(2, 4).Draw(t, "laptops")
	m.off = make([]time.Duration, count)
	for i := range count {
		m.off[i] = clockOff(t)
		name := fmt.Sprint("laptop", i)
		d := sitAt(outer, name, filepath.Join(root, name), func() time.Time { return time.Now().Add(m.off[i]) })
		m.desks = append(m.desks, d)
		d.joins(team)
	}
	return m
}

func clockOff(t *rapid.T) time.Duration {
	return time.Duration(rapid.IntRange(-72, 72).Draw(t, "hours off")) * time.Hour
}

// step is one thing that happens to one laptop, or to what carries its lines.
func (m *meeting) step(t *rapid.T) {
	i := rapid.IntRange(0, len(m.desks)-1).Draw(t, "laptop")
	d := m.desks[i]
	ctx := context.Background()
	m.n++
	switch rapid.IntRange(0, 8).Draw(t, "what") {
	case 0:
		m.off[i] = clockOff(t)
	case 1, 2, 3:
		id := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "thing")
		field := rapid.SampledFrom([]string{edit.Present, "title", "price"}).Draw(t, "field")
		value := fmt.Sprintf(`"%d"`, m.n)
		if field == edit.Present {
			value = fmt.Sprint(rapid.Bool().Draw(t, "there"))
		}
		d.writes(store.KindProduct, id, field, value)
	case 4:
		d.writes("thing-of-a-later-build", "x", fmt.Sprint("f", m.n%3), fmt.Sprint(`{"n":`, m.n, `}`))
	case 5:
		if _, err := d.store.Undo(ctx, "c1", d.name); err != nil && taglane.KindOf(err) != taglane.NotFound {
			t.Fatal(err)
		}
	case 6:
		m.harm(t)
	default:
		d.syncs()
	}
}

// harm is what services that carry folders do.
func (m *meeting) harm(t *rapid.T) {
	files, _ := filepath.Glob(filepath.Join(m.team, "edits", "*", "*.jsonl"))
	if len(files) == 0 {
		return
	}
	f := rapid.SampledFrom(files).Draw(t, "file")
	b, err := os.ReadFile(f)
	if err != nil {
		t.Fatal(err)
	}
	if rapid.Bool().Draw(t, "doubled") {
		f, b = f[:len(f)-len(".jsonl")]+" (conflicted copy).jsonl", append(b, b...)
	} else {
		b = b[:rapid.IntRange(0, len(b)).Draw(t, "cut")]
	}
	if err := os.WriteFile(f, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// end lets everybody meet, and compares.
func (m *meeting) end(t *rapid.T) {
	for range 2 {
		for _, d := range m.desks {
			d.syncs()
		}
	}
	want := m.desks[0].screens(t)
	for _, d := range m.desks[1:] {
		if got := d.screens(t); got != want {
			t.Fatalf("%s and %s differ:\n%s\n%s", m.desks[0].name, d.name, want, got)
		}
	}
}

// screens is the cells, the log as far as it is known, and a table made of them.
func (d *desk) screens(t *rapid.T) string {
	ctx := context.Background()
	seen, err := d.store.Seen(ctx)
	if err != nil {
		t.Fatal(err)
	}
	log, err := d.store.Happened(ctx, "", 10_000)
	if err != nil {
		t.Fatal(err)
	}
	products, err := d.store.Products(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal([]any{seen, log, products})
	if err != nil {
		t.Fatal(err)
	}
	return d.shows() + string(out)
}
