package cli_test

import (
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"taglane/app/media"
	"taglane/app/platform/youtube/youtubetest"
)

// pair is two laptops of a team that publish to one channel.
type pair struct {
	channel *youtubetest.Twin
	laptops [2]*program
	clips   [2]string
}

func newPair(t *testing.T, team string) *pair {
	t.Helper()
	p := &pair{channel: youtubetest.New()}
	t.Cleanup(p.channel.Close)
	for i := range p.laptops {
		l := newProgram(t)
		l.at.speed = 240
		l.at.began.Store(time.Now().UnixNano())
		p.laptops[i] = l
		l.connect("channel", p.channel)
		l.run(nil, "team", "join", team)
		if i == 0 {
			p.clips[0] = l.draft()
			p.channel.Door().Clock.Set(l.at.now())
			l.at.keepTime(p.channel.Door())
			l.run(nil, "team", "sync")
			continue
		}
		// The other has the same footage; the clip and its tags came with the team.
		l.at.began.Store(p.laptops[0].at.began.Load())
		l.run(nil, "relink", p.clips[0], filepath.Join(p.laptops[0].dir, "clip.mp4"))
		p.clips[1] = p.clips[0]
	}
	return p
}

// both lets both laptops do the same at the same moment.
func (p *pair) both(do func(l *program, clip string)) {
	var wait sync.WaitGroup
	for i, l := range p.laptops {
		wait.Go(func() { do(l, p.clips[i]) })
	}
	wait.Wait()
}

// waits are what the two laptops' publications wait for, sorted.
func (p *pair) waits(t *testing.T) (waits []string, elsewhere *program, id string) {
	t.Helper()
	for _, l := range p.laptops {
		rows, _ := l.finish(func(string) bool { return len(p.channel.Posts()) == 1 })
		if len(rows) != 1 {
			t.Fatalf("%d publications: %+v", len(rows), rows)
		}
		waits = append(waits, rows[0].Wait)
		if rows[0].Wait == "elsewhere" {
			elsewhere, id = l, rows[0].ID
		}
	}
	slices.Sort(waits)
	return waits, elsewhere, id
}

// Two real processes of a team publish the same clip to the same channel at the
// same moment: at a hub one does and the other is told, every time. In a folder
// the one that has heard of the other waits.
func TestOneOfTwoLaptopsPublishes(t *testing.T) {
	if raced {
		t.Skip("many programs: the run without the race detector starts them")
	}
	if _, err := media.Find(); err != nil {
		t.Skip("ffmpeg is missing: ", err)
	}
	hub, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), NoLog: true, NoSigs: true})
	if err != nil {
		t.Fatal(err)
	}
	hub.Start()
	t.Cleanup(func() { hub.Shutdown(); hub.WaitForShutdown() })
	if !hub.ReadyForConnections(10 * time.Second) {
		t.Fatal("the hub does not start")
	}
	publish := func(l *program, clip string) { l.run(nil, "publish", clip, "--to", "channel") }
	carry := func(l *program, _ string) { l.run(nil, "outbox", "run", "--until-idle") }

	t.Run("hub", func(t *testing.T) {
		p := newPair(t, "nats://"+hub.Addr().String()+"/studio")
		p.both(publish)
		p.both(carry)
		waits, _, _ := p.waits(t)
		if len(p.channel.Posts()) != 1 || !slices.Contains(waits, "elsewhere") {
			t.Errorf("%d posts, waiting %q", len(p.channel.Posts()), waits)
		}
	})
	t.Run("folder", func(t *testing.T) {
		p := newPair(t, t.TempDir())
		for i, l := range p.laptops { // one after the other, as people do
			publish(l, p.clips[i])
			l.run(nil, "team", "sync")
		}
		p.both(carry)
		waits, other, id := p.waits(t)
		if len(p.channel.Posts()) != 1 || !slices.Contains(waits, "elsewhere") {
			t.Fatalf("%d posts, waiting %q", len(p.channel.Posts()), waits)
		}
		other.run(nil, "outbox", "retry", id) // its person says: here all the same
		if _, elsewhere, _ := p.waits(t); len(p.channel.Posts()) > 2 || elsewhere != nil && len(p.channel.Posts()) != 1 {
			t.Errorf("%d posts", len(p.channel.Posts()))
		}
	})
}
