package fitted

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/files"
	"taglane/app/taglane"
	"taglane/app/wording"
	"taglane/app/work"
)

var ctx = context.Background()

// mill makes files of a few letters.
type mill struct {
	*Fits
	t     *testing.T
	dir   string
	queue *work.Queue
	end   context.CancelFunc
	made  atomic.Int32
	wrong atomic.Pointer[error] // what making one ends with
}

func open(t *testing.T, dir string) *mill {
	t.Helper()
	m := &mill{t: t, dir: dir}
	life, end := context.WithCancel(ctx)
	m.end = func() { end(); m.queue.Wait() }
	t.Cleanup(m.end)
	m.queue = work.New(life, work.Options{AtOnce: 1, Say: func(err error) string { return taglane.MessageOf(err) }, Changed: func() {}, Ended: func(work.Task, error) {}})
	var n atomic.Int32
	m.Fits = New(life, Options{
		Dir: filepath.Join(dir, "cache"), Own: files.Own{Dir: filepath.Join(dir, "media")}, Queue: m.queue, Now: time.Now,
		NewID: func() taglane.ID { return taglane.ID(fmt.Sprint(n.Add(1))) },
		Make: func(ctx context.Context, _ *work.Desk, w wording.Wording, f wording.Form, path string) (taglane.Facts, error) {
			m.made.Add(1)
			if _, err := os.Stat(path); err == nil {
				t.Error("something lies where it is to be made")
			}
			if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
				return taglane.Facts{}, err
			}
			if wrong := m.wrong.Load(); wrong != nil {
				return taglane.Facts{}, *wrong
			}
			return taglane.Facts{Width: f.Width, Frames: 150}, os.WriteFile(path, []byte("whole "+string(w.Own.ID)), 0o600)
		},
	})
	return m
}

func aWording() wording.Wording {
	return wording.Wording{Own: taglane.Clip{ID: "c", Name: "clip", Fingerprint: "fp"}, Draft: taglane.Draft{Clip: taglane.Clip{ID: "c", Name: "clip"}}}
}

func (m *mill) get(f wording.Form) wording.Made {
	m.t.Helper()
	made, err := m.Get(ctx, aWording(), f)
	if err != nil {
		m.t.Fatal(err)
	}
	return made
}

func (m *mill) lies(folder string) int {
	m.t.Helper()
	list, err := filepath.Glob(filepath.Join(m.dir, folder, "*.mp4"))
	if err != nil {
		m.t.Fatal(err)
	}
	return len(list)
}

func TestAFileIsMadeOnceForEachForm(t *testing.T) {
	m := open(t, t.TempDir())
	small, large := wording.Form{Width: 360}, wording.Form{Width: 720}
	if _, ok := m.Ready(aWording().Own, small); ok {
		t.Error("nothing was made yet")
	}
	first := m.get(small)
	if b, err := os.ReadFile(first.File.Path); err != nil || string(b) != "whole c" || filepath.Dir(first.File.Path) != filepath.Join(m.dir, "media") || first.File.Size != 7 || first.Facts.Width != 360 {
		t.Fatalf("%+v, %q, %v", first, b, err)
	}
	if again := m.get(small); again != first || m.made.Load() != 1 {
		t.Errorf("made %d times: %+v", m.made.Load(), again)
	}
	if other := m.get(large); other.Facts.Width != 720 || m.made.Load() != 2 {
		t.Errorf("%+v", other)
	}
	m.end() // and after a start
	m = open(t, m.dir)
	if again := m.get(small); again != first || m.made.Load() != 0 {
		t.Errorf("made again: %+v", again)
	}
}

// Whatever is missing of a file, it is made when somebody asks.
func TestWhatIsNotWholeIsMadeAgain(t *testing.T) {
	m := open(t, t.TempDir())
	f := wording.Form{Width: 360}
	m.get(f)
	path := m.Path(aWording().Own, f)
	for about, harm := range map[string]func() error{
		"cleaned away": func() error { return os.Remove(path) }, "its note is gone": func() error { return os.Remove(beside(path)) },
		"cut short":          func() error { return os.Truncate(path, 3) },
		"an unreadable note": func() error { return os.WriteFile(beside(path), []byte("{"), 0o600) },
		"a killed one's rest": func() error {
			return errors.Join(os.Remove(path), os.WriteFile(path[:len(path)-4]+".half.mp4", []byte("h"), 0o600))
		},
	} {
		before := m.made.Load()
		if err := harm(); err != nil {
			t.Fatal(err)
		}
		if made := m.get(f); m.made.Load() != before+1 || made.File.Size != 7 {
			t.Errorf("%s: made %d times, %+v", about, m.made.Load()-before, made)
		}
	}
	if m.lies("cache") != 1 || m.lies("media") != 1 {
		t.Errorf("%d in the cache, %d kept", m.lies("cache"), m.lies("media"))
	}
}

func TestMakingItFails(t *testing.T) {
	m := open(t, t.TempDir())
	f := wording.Form{Width: 360}
	err := error(taglane.Errorf(taglane.Later, "The disk is full."))
	m.wrong.Store(&err)
	if _, err := m.Get(ctx, aWording(), f); taglane.KindOf(err) != taglane.Refused || taglane.MessageOf(err) != "The disk is full." {
		t.Error(err)
	}
	if len(m.Held()) > 0 || m.lies("media") > 0 {
		t.Error("it is held:", m.Held())
	}
	m.wrong.Store(nil)
	m.get(f) // asked again, it begins anew
	m.queue.Pause(true)
	done := make(chan error, 1)
	ask := func(ctx context.Context, f wording.Form) {
		_, err := m.Get(ctx, aWording(), f)
		done <- err
	}
	go ask(ctx, wording.Form{Width: 720})
	for end := time.Now().Add(10 * time.Second); m.queue.Cancel(func(work.State) bool { return true }) == 0 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	if err := <-done; taglane.KindOf(err) != taglane.Refused {
		t.Error("called off:", err)
	}
	short, cancel := context.WithCancel(ctx)
	go ask(short, wording.Form{Width: 480})
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error("nobody waits any more:", err)
	}
	go ask(ctx, wording.Form{Width: 480})
	m.end()
	if err := <-done; err == nil {
		t.Error("the program ended and it is there")
	}
}

// What is not sent any more is let go, but not while something may be queued.
func TestWhatNobodySendsIsLetGo(t *testing.T) {
	m := open(t, t.TempDir())
	sent, waits := m.get(wording.Form{Width: 360}), m.get(wording.Form{Width: 720})
	if sent.File.Path != waits.File.Path { // the same bytes are one file
		t.Fatal(sent, waits)
	}
	needed := map[string]bool{}
	need := func() (map[string]bool, error) { return needed, nil }
	release := m.Hold("other")
	if err := m.LetGo(need); err != nil || m.lies("media") != 1 || !slices.Equal(m.Held(), []string{"other"}) {
		t.Error(m.lies("media"), m.Held(), err)
	}
	release()
	needed[filepath.Base(sent.File.Path)] = true
	if err := m.LetGo(need); err != nil || m.lies("media") != 1 {
		t.Error(m.lies("media"), err)
	}
	if err := m.LetGo(func() (map[string]bool, error) { return nil, errors.New("unreadable") }); err == nil || m.lies("media") != 1 {
		t.Error("not knowing what is needed, it let go", err)
	}
	clear(needed)
	if err := m.LetGo(need); err != nil || m.lies("media") != 0 || m.lies("cache") != 2 {
		t.Error(m.lies("media"), m.lies("cache"), err)
	}
}
