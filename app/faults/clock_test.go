//go:build linux && amd64

package faults_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"taglane/app/cli"
	"taglane/app/desktop"
	"taglane/app/media"
	_ "taglane/app/platform/all"
	"taglane/app/platform/memory"
	"taglane/app/studio"
	"taglane/app/taglane"
)

// clockFile names the file that says by how much the program's clock is wrong.
const clockFile = "TAGLANE_FAULTS_CLOCK"

// wrongNow is the time by that clock. A file that is not there is a right one.
func wrongNow() time.Time {
	text, _ := os.ReadFile(os.Getenv(clockFile))
	by, _ := time.ParseDuration(strings.TrimSpace(string(text)))
	return time.Now().Add(by)
}

// underClock is the program as main makes it, but for its clock.
func underClock() int {
	if handled, code := media.WorkerMain(os.Args[1:], os.Stdin, os.Stdout); handled {
		return code
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	options := func(library string) (studio.Options, error) {
		o, err := desktop.Options(library)
		o.Now = wrongNow
		return o, err
	}
	return cli.Run(ctx, cli.World{
		Version: "faults", Options: options, Stdout: os.Stdout, Stderr: os.Stderr,
		Serve: func(ctx context.Context, o cli.ServeOptions) error {
			c := desktop.Config{Frontend: fstest.MapFS{}, Library: o.Library, Options: options, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
			return desktop.Serve(ctx, c, desktop.ServeOptions{Addr: o.Addr, JSON: o.JSON, Out: os.Stdout})
		},
	}, os.Args[1:])
}

// wrong is a machine whose clock can be put anywhere.
type wrong struct {
	*home
	file string
}

func newWrong(t *testing.T) *wrong {
	t.Helper()
	h := newHome(t)
	w := &wrong{home: h, file: filepath.Join(h.dir, "clock")}
	h.program = ourselves()
	h.more = []string{clockFile + "=" + w.file, "TZ=Europe/Berlin"}
	return w
}

// by puts the clock wrong; to puts it to a time.
func (w *wrong) by(d time.Duration) {
	w.t.Helper()
	next := w.file + ".new"
	if err := errors.Join(os.WriteFile(next, []byte(d.String()), 0o644), os.Rename(next, w.file)); err != nil {
		w.t.Fatal(err)
	}
}

func (w *wrong) to(at time.Time) { w.by(time.Until(at)) }

const year = 365 * 24 * time.Hour

// The clock jumps by years while a clip is edited: every step is there, and
// counts, whatever time it says it was made at.
func TestClockJumpsWhileEditing(t *testing.T) {
	r := begin(t, "the clock jumps by up to ten years while editing")
	w := newWrong(t)
	random := rand.New(rand.NewPCG(12, 12))
	d := w.desks(1, random)[0]
	l, err := w.live()
	if err != nil {
		t.Fatal(err)
	}
	jumps := []time.Duration{0, 10 * year, -10 * year, time.Hour, -time.Hour, 10*year + time.Second, 0, -24 * time.Hour}
	for i := range count("TAGLANE_JUMPS", 8, 200) {
		w.by(jumps[i%len(jumps)])
		if random.IntN(3) == 0 {
			l.kill()
			if l, err = w.live(); err != nil {
				r.add(&r.crashed, 1)
				t.Fatal(err)
			}
		}
		if err := d.settle(l, r); err != nil {
			t.Errorf("after a jump to %v: %v", jumps[i%len(jumps)], err)
		}
		for range 12 {
			if err := d.work(l); err != nil {
				r.add(&r.mixed, 1)
				t.Errorf("after a jump to %v: %v", jumps[i%len(jumps)], err)
				break
			}
		}
		r.add(&r.tries, 1)
	}
	if err := errors.Join(d.settle(l, r), l.leave(), sound(t, w.library)); err != nil {
		t.Error(err)
	}
	r.note("%d acknowledged steps", d.done)
}

// What is to be public at a time is public then, once, over both ends of
// summer time and whatever the clock did in between: never before, and not
// long after without being asked for again.
func TestScheduleOverClockChanges(t *testing.T) {
	r := begin(t, "schedules over clock jumps and summer time")
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		r.skip(t, "this machine knows no time zones")
	}
	for _, times := range [][]time.Time{
		{time.Date(2027, 3, 28, 1, 59, 0, 0, berlin), time.Date(2027, 3, 28, 3, 1, 0, 0, berlin)},        // an hour that is not
		{time.Date(2027, 10, 31, 0, 30, 0, 0, time.UTC), time.Date(2027, 10, 31, 1, 30, 0, 0, time.UTC)}, // 02:30, twice
	} {
		w := newWrong(t)
		far := t.TempDir()
		w.to(times[0].Add(-48 * time.Hour))
		d := w.desks(1, rand.New(rand.NewPCG(13, 13)))[0]
		w.must(nil, "accounts", "add", "memory", "--name", "far", "--set", "dir="+far)
		w.must(nil, "tag", d.clip, d.products[0], "--in", "f10", "--out", "f40")
		for i, at := range times {
			w.publish(d.clip, fmt.Sprintf("Take %d. #ad", i), at)
		}
		for _, look := range []struct {
			at   time.Time
			want int
		}{
			{times[0].Add(-time.Hour), 0}, {times[0].Add(-10 * year), 0}, {times[0].Add(-20 * time.Minute), 0}, {times[0].Add(30 * time.Second), 1}, {times[0].Add(-10 * year), 1},
			{times[1].Add(-20 * time.Minute), 1}, {times[1].Add(30 * time.Second), 2}, {times[0], 2}, {times[1].Add(10 * year), 2}, {times[1].Add(-10 * year), 2},
		} {
			w.to(look.at)
			w.must(nil, "outbox", "run", "--until-idle")
			posts, err := memory.Posts(taglane.Account{Settings: map[string]string{"dir": far}})
			if err != nil {
				t.Fatal(err)
			}
			r.add(&r.tries, 1)
			if n := len(posts); n != look.want {
				r.add(&r.lost, max(n-look.want, look.want-n))
				t.Errorf("at %v there are %d posts of %v", look.at, n, times)
			}
		}
		w.late(r, d, far, times[1])
	}
}

// publish queues a take of a clip for a time.
func (w *wrong) publish(clip, caption string, at time.Time) {
	w.t.Helper()
	file := filepath.Join(w.dir, "caption.txt")
	if err := os.WriteFile(file, []byte(caption), 0o644); err != nil {
		w.t.Fatal(err)
	}
	w.must(nil, "publish", clip, "--to", "far", "--caption-file", file, "--at", at.Format(time.RFC3339))
}

// late: a publication whose time passed by ten years while no program ran is
// not made public without its person.
func (w *wrong) late(r *row, d *desk, far string, at time.Time) {
	w.t.Helper()
	w.to(at)
	w.publish(d.clip, "Much too late. #ad", at.Add(time.Hour))
	w.to(at.Add(10 * year))
	var list struct{ Publications []publication }
	w.must(&list, "outbox", "run", "--until-idle")
	r.add(&r.tries, 1)
	waits := slices.ContainsFunc(list.Publications, func(p publication) bool { return p.Wait == "late" })
	if posts, err := memory.Posts(taglane.Account{Settings: map[string]string{"dir": far}}); err != nil || len(posts) != 2 || !waits {
		r.add(&r.lost, 1)
		w.t.Errorf("ten years late: %d posts, %+v: %v", len(posts), list.Publications, err)
	}
}
