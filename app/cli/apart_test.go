package cli_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"taglane/app/media"
)

// crowd is three laptops of a team, each a library that real processes work on.
type crowd struct {
	t       *testing.T
	random  *rand.Rand
	laptops []*program
	clip    string
	folder  string // "" at a hub
}

func newCrowd(t *testing.T, team, folder string) *crowd {
	t.Helper()
	c := &crowd{t: t, random: rand.New(rand.NewPCG(7, 11)), folder: folder}
	for i := range 3 {
		l := newProgram(t)
		c.laptops = append(c.laptops, l)
		if i == 0 {
			c.clip = l.draft()
		}
		l.run(nil, "team", "join", team)
	}
	return c
}

// does lets a laptop do one thing, or be killed while it syncs, or find its
// folder cut short by whatever carries it.
func (c *crowd) does(n int) {
	c.t.Helper()
	l := c.laptops[c.random.IntN(len(c.laptops))]
	switch c.random.IntN(8) {
	case 0:
		l.run(nil, "products", "add", "--title", fmt.Sprintf("Thing %d", n), "--url", fmt.Sprintf("https://shop.example/%d", n))
	case 1:
		var made struct{ Product struct{ ID string } }
		l.run(&made, "products", "add", "--title", fmt.Sprintf("Mug %d", n), "--url", fmt.Sprintf("https://shop.example/m%d", n), "--relation", "own")
		at := c.random.IntN(20)
		l.run(nil, "tag", c.clip, made.Product.ID, "--in", fmt.Sprintf("f%d", at), "--out", fmt.Sprintf("f%d", at+20))
	case 2:
		var list struct{ Tags []struct{ ID string } }
		l.run(&list, "tags", c.clip)
		if len(list.Tags) > 3 {
			l.run(nil, "untag", list.Tags[c.random.IntN(len(list.Tags))].ID)
		}
	case 3:
		if l != c.laptops[0] { // which would take back that the clip came in
			l.try("undo", c.clip)
		}
	case 4:
		c.killed(l)
	case 5:
		c.cut(l)
	default:
		l.run(nil, "team", "sync")
	}
}

// try runs a verb that may have nothing to do.
func (p *program) try(args ...string) { _ = p.command(args...).Run() }

func (c *crowd) killed(l *program) {
	c.t.Helper()
	sync := l.command("team", "sync")
	if err := sync.Start(); err != nil {
		c.t.Fatal(err)
	}
	time.Sleep(time.Duration(c.random.IntN(120)) * time.Millisecond)
	_ = sync.Process.Kill()
	_ = sync.Wait()
}

// cut loses the end of some file of lines, which its own laptop writes again.
func (c *crowd) cut(*program) {
	files, err := filepath.Glob(filepath.Join(c.folder, "edits", "*", "*.jsonl"))
	if c.folder == "" || err != nil || len(files) == 0 {
		return
	}
	f := files[c.random.IntN(len(files))]
	if info, err := os.Stat(f); err == nil && info.Size() > 0 {
		_ = os.Truncate(f, c.random.Int64N(info.Size()))
	}
}

// exported is when a file was written, which is no two files' own.
var exported = regexp.MustCompile(`"exported_at": "[^"]*",`)

// shows is what a library would hand to others of it.
func (p *program) shows(clip string) string {
	p.t.Helper()
	var all []string
	for _, args := range [][]string{{"tags", clip}, {"products"}} {
		var answer json.RawMessage
		p.run(&answer, args...)
		all = append(all, string(answer))
	}
	file := filepath.Join(p.dir, "tags.json")
	if err := os.RemoveAll(file); err != nil {
		p.t.Fatal(err)
	}
	p.run(nil, "tags", "export", clip, "--format", "json", "--out", file)
	out, err := os.ReadFile(file)
	if err != nil {
		p.t.Fatal(err)
	}
	return strings.Join(append(all, string(exported.ReplaceAll(out, nil))), "\n")
}

// parting is where two texts begin to differ.
func parting(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	from := max(i-100, 0)
	return fmt.Sprintf("%q instead of %q", a[from:min(i+200, len(a))], b[from:min(i+200, len(b))])
}

// Three libraries are worked on by real processes apart from each other, through
// a folder and through a hub, with cuts and kills; at the end all hand out the
// same. TAGLANE_APART says for how long, such as 10m, which is the promise.
func TestLaptopsApartAgreeInTheEnd(t *testing.T) {
	if raced {
		t.Skip("many programs: the run without the race detector starts them")
	}
	if _, err := media.Find(); err != nil {
		t.Skip("ffmpeg is missing: ", err)
	}
	long, err := time.ParseDuration(os.Getenv("TAGLANE_APART"))
	gestures := 1 << 30
	if err != nil {
		long, gestures = time.Hour, 24
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
	folder := t.TempDir()
	for name, place := range map[string][2]string{"folder": {folder, folder}, "hub": {"nats://" + hub.Addr().String() + "/studio", ""}} {
		t.Run(name, func(t *testing.T) {
			c := newCrowd(t, place[0], place[1])
			end := time.Now().Add(long)
			n := 0
			for ; n < gestures && time.Now().Before(end); n++ {
				c.does(n)
			}
			for range 2 {
				for _, l := range c.laptops {
					l.run(nil, "team", "sync")
				}
			}
			want := c.laptops[0].shows(c.clip)
			for i, l := range c.laptops[1:] {
				if got := l.shows(c.clip); got != want {
					t.Errorf("after %d gestures laptop %d differs: %s", n, i+2, parting(got, want))
				}
			}
			t.Logf("%d gestures on three laptops", n)
		})
	}
}
