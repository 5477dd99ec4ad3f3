package crew_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"taglane/app/crew"
	"taglane/app/edit"
	"taglane/app/team"
)

// crowd leaves the lines of 100 devices in a team's folder.
func crowd(b *testing.B, root string, each int) {
	b.Helper()
	ctx := context.Background()
	for d := range 100 {
		name := fmt.Sprintf("device%03d", d)
		f, err := team.JoinFolder(root, name)
		if err != nil {
			b.Fatal(err)
		}
		log := func(_ context.Context, after uint64, most int) (out []edit.Edit, err error) {
			for seq := after + 1; seq <= uint64(each) && len(out) < most; seq++ {
				out = append(out, edit.Edit{ID: edit.ID{Device: name, Seq: seq}, At: edit.Time{Millis: 1_700_000_000_000 + int64(seq)*97 + int64(d), Device: name},
					By: name, Scope: "clip", Label: "Move a tag", Writes: []edit.Write{{
						Cell:  edit.Cell{Kind: "tag", ID: fmt.Sprintf("tag%d", (int(seq)*31+d)%5000), Field: "span"},
						Value: json.RawMessage(fmt.Sprintf(`{"in":%d,"out":%d}`, seq, seq+90)),
					}}})
			}
			return out, nil
		}
		if _, err := f.Send(ctx, team.Mark{}, log); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkJoining is a new laptop that joins a team of 100 devices. TAGLANE_JOIN
// says how many edits each has made; the promise is 10,000 in 60 s on two cores.
func BenchmarkJoining(b *testing.B) {
	each := 50
	if n, err := strconv.Atoi(os.Getenv("TAGLANE_JOIN")); err == nil {
		each = n
	}
	root := b.TempDir()
	crowd(b, root, each)
	for b.Loop() {
		d := sit(b, "late")
		began := time.Now()
		d.joins(root)
		took := time.Since(began)
		if d.merged < 100*each {
			b.Fatalf("%d edits came", d.merged)
		}
		b.ReportMetric(took.Seconds(), "s/join")
		b.ReportMetric(float64(d.merged)/took.Seconds(), "edits/s")
	}
}

// BenchmarkOneEdit is the time from a gesture on one laptop until another that
// stays in step shows it. The promises are 1 s through a folder and 200 ms
// through a hub on this machine.
func BenchmarkOneEdit(b *testing.B) {
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: b.TempDir(), NoLog: true, NoSigs: true})
	if err != nil {
		b.Fatal(err)
	}
	s.Start()
	b.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(10 * time.Second) {
		b.Fatal("the hub does not start")
	}
	for name, where := range map[string]string{"folder": filepath.Join(b.TempDir(), "team"), "hub": "nats://" + s.Addr().String() + "/studio"} {
		b.Run(name, func(b *testing.B) {
			if name == "folder" {
				if err := os.MkdirAll(where, 0o755); err != nil {
					b.Fatal(err)
				}
			}
			mia, nora := sit(b, "mia"), sit(b, "nora")
			mia.joins(where)
			nora.joins(where)
			ctx, end := context.WithCancel(context.Background())
			over := make(chan struct{}, 2)
			for _, c := range []*crew.Crew{mia.Crew, nora.Crew} {
				go func() { c.StayInStep(ctx); over <- struct{}{} }()
			}
			defer func() { end(); <-over; <-over }()
			n := 0
			for b.Loop() {
				n++
				mia.writes("tag", "t1", "notes", fmt.Sprint(n))
				mia.Nudge()
				for {
					v, err := nora.store.Value(ctx, edit.Cell{Kind: "tag", ID: "t1", Field: "notes"})
					if err != nil {
						b.Fatal(err)
					}
					if string(v) == fmt.Sprint(n) {
						break
					}
					time.Sleep(time.Millisecond)
				}
			}
		})
	}
}
