package outbox

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/memory"
	"taglane/app/taglane"
)

// failing answers the first calls of one method with an error.
type failing struct {
	platform.Publisher
	method string
	times  int
	err    error
	calls  int
}

func (f *failing) fails(method string) error {
	if method == f.method {
		if f.calls++; f.calls <= f.times {
			return f.err
		}
	}
	return nil
}

func (f *failing) Open(ctx context.Context, key string, p taglane.Publication) (platform.UploadSession, error) {
	if err := f.fails("open"); err != nil {
		return nil, err
	}
	return f.Publisher.Open(ctx, key, p)
}

func (f *failing) Send(ctx context.Context, s platform.UploadSession, off int64, r io.ReadSeeker, n int64) (platform.UploadSession, error) {
	if err := f.fails("send"); err != nil {
		return s, err
	}
	return f.Publisher.Send(ctx, s, off, r, n)
}

func (f *failing) Tag(ctx context.Context, post taglane.Post, p taglane.Publication) ([]taglane.ID, error) {
	if err := f.fails("tag"); err != nil {
		return nil, err
	}
	now, err := f.Publisher.(platform.Tagger).Tag(ctx, post, p)
	if f.method == "tag less" && f.calls < f.times {
		f.calls++
		return now[:1], err
	}
	return now, err
}

func failOn(f *failing) func(platform.Publisher) platform.Publisher {
	return func(p platform.Publisher) platform.Publisher { f.Publisher = p; return f }
}

// What a platform's error does to a row that made nothing public yet.
func TestKindDecidesTheWait(t *testing.T) {
	later := taglane.Errorf(taglane.Later, "Too many posts today.")
	later.Until = start.Add(5 * time.Hour)
	for _, c := range []struct {
		method string
		err    error
		wait   Wait
		after  time.Duration
		tries  int
	}{
		{"open", taglane.Errorf(taglane.Invalid, "The title is too long."), WaitsRefused, 0, 0},
		{"send", taglane.Errorf(taglane.Refused, "This clip is not allowed."), WaitsRefused, 0, 0},
		{"open", taglane.Errorf(taglane.NotFound, "The folder is gone."), WaitsRefused, 0, 0},
		{"open", taglane.Errorf(taglane.Conflict, "The name is taken."), WaitsRefused, 0, 0},
		{"send", taglane.Errorf(taglane.Login, "Log in again."), WaitsLogin, 0, 0},
		{"send", taglane.Errorf(taglane.Offline, "There is no network."), WaitsOffline, 2 * time.Minute, 0},
		{"send", later, WaitsUntil, 5 * time.Hour, 0},
		{"send", taglane.Errorf(taglane.Later, "Busy."), WaitsUntil, time.Second, 1},
		{"send", taglane.Errorf(taglane.Unsure, "The answer was lost."), WaitsUntil, time.Second, 1},
		{"send", io.ErrUnexpectedEOF, WaitsUntil, time.Second, 1},
		{"send", taglane.Errorf(taglane.Conflict, "The upload stands elsewhere."), NotWaiting, 0, 1},
	} {
		t.Run(c.method+" "+string(taglane.KindOf(c.err)), func(t *testing.T) {
			p := newPlay(t, nil, failOn(&failing{method: c.method, times: 1, err: c.err}))
			r := p.step()
			if c.method == "send" {
				r = p.step()
			}
			if r.Wait != c.wait || r.Tries != c.tries || r.FaultKind != taglane.KindOf(c.err) {
				t.Fatalf("waits %q after %d tries, blames %s", r.Wait, r.Tries, r.FaultKind)
			}
			if c.after > 0 && r.Until.Sub(p.clock) != c.after {
				t.Errorf("waits %v, want %v", r.Until.Sub(p.clock), c.after)
			}
			if r.Resting() {
				return
			}
			p.rest()
			p.wantOnePost(Tagged)
		})
	}
}

func TestBackoffGrowsAndEnds(t *testing.T) {
	f := &failing{method: "send", times: 1000, err: taglane.Errorf(taglane.Later, "Busy.")}
	p := newPlay(t, nil, failOn(f))
	p.step()
	var waits []time.Duration
	for {
		before := p.clock
		if r := p.row(); r.Until.After(before) {
			before = r.Until
		}
		r := p.step()
		if r.Resting() {
			break
		}
		waits = append(waits, r.Until.Sub(before))
	}
	want := []time.Duration{1, 16, 81, 256, 625, 1296, 2401, 3600, 3600, 3600, 3600}
	for i := range want {
		want[i] *= time.Second
	}
	if r := p.row(); !slices.Equal(waits, want) || r.Wait != WaitsRefused || r.FaultMessage.String() != "Busy." || f.calls != 12 {
		t.Fatalf("%v, then waits %q after %d calls", waits, r.Wait, f.calls)
	}
}

func TestBackoffIsSpread(t *testing.T) {
	for r, want := range map[float64]time.Duration{0: 800 * time.Millisecond, 0.999999999: 1200 * time.Millisecond} {
		s := &step{Outbox: &Outbox{Rand: func() float64 { return r }}}
		if got := s.backoff(1).Round(time.Millisecond); got != want {
			t.Errorf("%v gives %v", r, got)
		}
	}
}

// Cuts beyond twelve are no reason to give up while bytes arrive between them.
func TestProgressForgivesFaults(t *testing.T) {
	w := newWorld(shape{repeat: platform.RepeatSets}, nil)
	w.at = map[int]disaster{}
	for w.row().Stage < Open {
		w.live(func() { _, _ = w.box.Step(t.Context(), "row-1") })
	}
	for i := range 11 { // a cut question and the note of it are two touches
		w.at[w.touch+1+2*i] = cutBefore
	}
	w.at[w.touch+22+3+1] = cutBefore // after a question, a piece that arrives and the note of it
	if _, err := w.judge(); err != nil {
		t.Fatal(err)
	}
	faults := 0
	for _, e := range w.entries {
		if e.Outcome == "fault" {
			faults++
		}
	}
	if faults != 12 {
		t.Fatalf("%d faults, want 12", faults)
	}
}

func TestTagsAreReadBack(t *testing.T) {
	p := newPlay(t, nil, failOn(&failing{method: "tag less", times: 3}))
	p.rest()
	if r := p.wantOnePost(Tagged); r.Tries != 0 {
		t.Errorf("%d tries are left over", r.Tries)
	}
	if got := p.shelf.outcomes(p.pub.ID); tally(got, "waiting") != 3 || tally(got, "fault") != 0 {
		t.Errorf("tags that lag are no faults, and are waited for three times: %v", got)
	}
}

func tally(all []string, what string) (n int) {
	for _, s := range all {
		if s == what {
			n++
		}
	}
	return n
}

func TestChangedFileIsNotSent(t *testing.T) {
	for name, spoil := range map[string]func(path string) error{
		"edited": func(path string) error { return os.WriteFile(path, make([]byte, 300_007), 0o600) },
		"cut":    func(path string) error { return os.Truncate(path, 10) },
		"moved":  func(path string) error { return os.Rename(path, path+".old") },
		"folder": func(path string) error {
			if err := os.Remove(path); err != nil {
				return err
			}
			return os.Mkdir(path, 0o700)
		},
	} {
		for _, stage := range []Stage{Queued, Open} {
			t.Run(name+" while "+stage.String(), func(t *testing.T) {
				p := newPlay(t, nil, nil)
				for p.row().Stage < stage {
					p.step()
				}
				if err := spoil(p.pub.Revision.Media.Path); err != nil {
					t.Fatal(err)
				}
				if r := p.rest(); r.Wait != WaitsRefused || r.Stage != stage || r.FaultMessage.Format == "" {
					t.Fatalf("%s, waits %q", r.Stage, r.Wait)
				}
				if posts, err := memory.Posts(p.pub.Account); err != nil || len(posts) != 0 {
					t.Fatalf("%d posts, %v", len(posts), err)
				}
			})
		}
	}
}

func TestFilesReadsAFileOnce(t *testing.T) {
	p := newPlay(t, nil, nil)
	var f Files
	for range 2 {
		r, err := f.Open(t.Context(), p.pub.Revision.Media)
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	// Same size and time: the glance believes what it saw, a new start does not.
	path := p.pub.Revision.Media.Path
	st, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, make([]byte, st.Size()), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, st.ModTime(), st.ModTime()); err != nil {
		t.Fatal(err)
	}
	if r, err := f.Open(t.Context(), p.pub.Revision.Media); err != nil {
		t.Errorf("the file was read again: %v", err)
	} else {
		r.Close()
	}
	if _, err := (&Files{}).Open(t.Context(), p.pub.Revision.Media); taglane.KindOf(err) != taglane.Refused {
		t.Errorf("a new start says %v", err)
	}
}

func TestWrongAccountIsNeverPostedTo(t *testing.T) {
	for name, mix := range map[string]func(p *taglane.Publication){
		"account":  func(p *taglane.Publication) { p.Account.ID = "somebody-else" },
		"revision": func(p *taglane.Publication) { p.Revision.Digest = "another" },
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlay(t, nil, nil)
			account := p.pub.Account
			mix(&p.pub)
			if r := p.rest(); r.Wait != WaitsRefused || r.Stage != Queued {
				t.Fatalf("%s, waits %q", r.Stage, r.Wait)
			}
			for _, a := range []taglane.Account{account, p.pub.Account} {
				if posts, err := memory.Posts(a); err != nil || len(posts) != 0 {
					t.Errorf("%d posts on %s, %v", len(posts), a.ID, err)
				}
			}
		})
	}
}

func TestScheduleIsObeyed(t *testing.T) {
	for _, fused := range []string{"no", "yes"} {
		p := newPlay(t, map[string]string{"fused": fused, "repeat": "answers", "dir": filepath.Join(t.TempDir(), "far")}, nil)
		r := p.row()
		r.At = start.Add(3 * time.Hour)
		p.shelf.Rows[r.ID] = r
		for range 100 {
			before := p.clock
			r = p.step()
			posts, err := memory.Posts(p.pub.Account)
			if err != nil {
				t.Fatal(err)
			}
			if p.clock.Before(r.At) && len(posts) > 0 {
				t.Fatalf("fused %s: public at %v, due at %v", fused, p.clock, r.At)
			}
			if r.Stage > Queued && before.Before(start.Add(2*time.Hour)) && p.clock.Before(r.At.Add(-lead)) {
				t.Fatalf("fused %s: uploaded at %v already", fused, p.clock)
			}
			if r.Tries != 0 {
				t.Fatal("waiting for its time spent a try")
			}
			if r.Resting() {
				break
			}
		}
		p.wantOnePost(Tagged)
	}
}
