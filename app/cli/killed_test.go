package cli_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/media"
	"taglane/app/platform/facebook/facebooktest"
	"taglane/app/platform/instagram/instagramtest"
	"taglane/app/platform/shopify/shopifytest"
	"taglane/app/platform/tiktok/tiktoktest"
	"taglane/app/platform/tiktokshop/tiktokshoptest"
	"taglane/app/platform/twin"
	"taglane/app/platform/youtube/youtubetest"
	"taglane/app/sample"
	"taglane/app/taglane"
)

// far is a service that stands beside the program, in another process than it.
type far interface {
	Account(settings ...string) taglane.Account
	Secret() json.RawMessage
	Posts() []twin.Post
	Wrong() []string
	Door() *twin.Door
	Close()
}

// haste is a clock that runs ahead of the real one, the same for a program and
// for the services beside it: what they wait for is over sooner, in the same
// order. The zero one is the real clock.
type haste struct {
	began atomic.Int64 // when it was noon, in Unix nanoseconds
	speed int64        // how many times quicker it runs
}

// hasty names the clock in the environment of a program.
const hasty = "TAGLANE_TEST_CLOCK"

var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

func (h *haste) String() string { return fmt.Sprintf("%d*%d", h.began.Load(), h.speed) }

func (h *haste) now() time.Time {
	if h.speed == 0 {
		return time.Now()
	}
	return noon.Add(time.Since(time.Unix(0, h.began.Load())) * time.Duration(h.speed))
}

func (h *haste) after(d time.Duration) <-chan time.Time {
	return time.After(d / time.Duration(max(h.speed, 1)))
}

// sleep lets time pass in which no program runs, as a laptop that is closed.
func (h *haste) sleep(d time.Duration) {
	if h.speed == 0 {
		time.Sleep(d)
		return
	}
	h.began.Add(-int64(d) / h.speed)
}

// clock is what the environment says of it.
func clock() *haste {
	var h haste
	var began int64
	if n, _ := fmt.Sscanf(os.Getenv(hasty), "%d*%d", &began, &h.speed); n == 2 {
		h.began.Store(began)
	}
	return &h
}

// keepTime lets a stand-in live by the clock.
func (h *haste) keepTime(d *twin.Door) {
	d.Lose(func(int, *http.Request) twin.Loss {
		d.Clock.Set(h.now())
		return twin.Nothing
	})
}

// program is the real one, run as a process on a library of its own.
type program struct {
	t   *testing.T
	dir string
	env []string
	at  *haste
}

func newProgram(t *testing.T) *program {
	p := &program{t: t, dir: t.TempDir(), at: &haste{}}
	p.env = append(os.Environ(), "TAGLANE_LIBRARY="+filepath.Join(p.dir, "library"), "HOME="+filepath.Join(p.dir, "home"), "TAGLANE_TEST_KEYRING="+filepath.Join(p.dir, "keyring"))
	return p
}

func (p *program) command(args ...string) *exec.Cmd {
	c := exec.Command("taglane", args...)
	c.Env = append(p.env, hasty+"="+p.at.String())
	return c
}

// run is one verb to its end; into is what its JSON answer becomes.
func (p *program) run(into any, args ...string) {
	p.t.Helper()
	c := p.command(append(args, "--json")...)
	out, err := c.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		p.t.Fatalf("taglane %s: %v\n%s%s", strings.Join(args, " "), err, out, exit.Stderr)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	if into != nil {
		if err := json.Unmarshal(out, into); err != nil {
			p.t.Fatalf("taglane %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}

// connect adds an account of a stand-in, as a script would.
func (p *program) connect(name string, w far, settings ...string) {
	p.t.Helper()
	secret := filepath.Join(p.dir, name+".json")
	if err := os.WriteFile(secret, w.Secret(), 0o600); err != nil {
		p.t.Fatal(err)
	}
	a := w.Account(settings...)
	args := []string{"accounts", "add", a.Service, "--name", name, "--base-url", a.BaseURL, "--secret-file", secret}
	for k, v := range a.Settings {
		args = append(args, "--set", k+"="+v)
	}
	p.run(nil, args...)
}

// draft brings in a clip with one tagged product, and returns its id.
func (p *program) draft() (clip string) {
	p.t.Helper()
	whole, file := filepath.Join(p.dir, "sample.mp4"), filepath.Join(p.dir, "clip.mp4")
	if err := os.WriteFile(whole, sample.Clip, 0o644); err != nil {
		p.t.Fatal(err)
	}
	// Instagram takes no list of edits, and wants the index first.
	if out, err := exec.Command("ffmpeg", "-v", "error", "-i", whole, "-c", "copy", "-use_editlist", "0", "-movflags", "+faststart", file).CombinedOutput(); err != nil {
		p.t.Fatalf("%v: %s", err, out)
	}
	var brought struct {
		Imported []struct{ ID string }
	}
	p.run(&brought, "import", file)
	var made struct{ Product struct{ ID string } }
	p.run(&made, "products", "add", "--title", "Blue mug", "--url", "https://shop.tiktok.com/view/product/1729000000000000001?region=US", "--relation", "own")
	clip = brought.Imported[0].ID
	p.run(nil, "tag", clip, made.Product.ID, "--in", "1.0", "--out", "3.0")
	return clip
}

// carry lets the program publish what is queued, and kills it unless it is
// done before.
func (p *program) carry(patience time.Duration) (killed bool) {
	p.t.Helper()
	c := p.command("outbox", "run", "--until-idle", "--json")
	if err := c.Start(); err != nil {
		p.t.Fatal(err)
	}
	timer := time.AfterFunc(patience, func() { _ = c.Process.Kill() })
	defer timer.Stop()
	err := c.Wait()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return false
	case errors.As(err, &exit) && exit.ExitCode() == -1:
		return true
	}
	p.t.Fatal(err)
	return false
}

// publication is a row as the program tells it.
type publication struct {
	ID, AccountName, Stage, Wait, Message string
}

// finish runs until nothing can move but with a person, answering truthfully
// where one is asked.
func (p *program) finish(posted func(account string) bool) (rows []publication, asked int) {
	p.t.Helper()
	for range 200 {
		var list struct{ Publications []publication }
		p.run(&list, "outbox", "run", "--until-idle")
		rows = list.Publications
		open := false
		for _, r := range list.Publications {
			if r.Wait == "unsure" {
				asked++
				open = true
				if posted(r.AccountName) {
					p.run(nil, "outbox", "answer", r.ID, "--posted", "https://example.com/looked")
				} else {
					p.run(nil, "outbox", "answer", r.ID, "--not-posted")
				}
			}
			open = open || r.Stage != "tagged" && (r.Wait == "until" || r.Wait == "offline")
		}
		if !open {
			return list.Publications, asked
		}
		p.at.sleep(30 * time.Minute)
	}
	p.t.Fatalf("the outbox never rests: %+v", rows)
	return nil, 0
}

// street is six services and a library that publishes to them.
type street struct {
	*program
	fars  map[string]far
	clip  string
	lives int
}

// direct is what a person says of a direct post to TikTok.
var direct = []string{"privacy=PUBLIC_TO_EVERYONE", "consent=yes", "comment=true", "duet=false", "stitch=false", "ai=false", "brand_organic=true", "brand_content=false"}

func newStreet(t *testing.T) *street {
	t.Helper()
	s := &street{program: newProgram(t), fars: map[string]far{
		"youtube": youtubetest.New(), "tiktok": tiktoktest.New(), "tiktokshop": tiktokshoptest.New(), "facebook": facebooktest.New(), "instagram": instagramtest.New(), "shopify": shopifytest.New()}}
	s.at.speed = 240
	s.at.began.Store(time.Now().UnixNano())
	for name, w := range s.fars {
		t.Cleanup(w.Close)
		s.at.keepTime(w.Door())
		var settings []string
		if name == "tiktok" {
			settings = []string{"mode", "direct", "audited", "true"}
		}
		s.connect(name, w, settings...)
	}
	s.clip = s.draft()
	return s
}

// queue puts a new take of the clip on its way to all six.
func (s *street) queue() {
	s.t.Helper()
	caption := filepath.Join(s.dir, "caption.txt")
	if err := os.WriteFile(caption, fmt.Appendf(nil, "Ad: what I use every morning, take %d.", s.lives), 0o644); err != nil {
		s.t.Fatal(err)
	}
	for name := range s.fars {
		args := []string{"publish", s.clip, "--to", name, "--caption-file", caption}
		if name == "tiktok" {
			for _, d := range direct {
				args = append(args, "--set", d)
			}
		}
		s.run(nil, args...)
	}
	s.lives++
}

// settle brings everything to its end, and looks at what became public.
func (s *street) settle() (asked int) {
	s.t.Helper()
	rows, asked := s.finish(func(account string) bool { return len(s.fars[account].Posts()) == s.lives })
	for _, r := range rows {
		if r.Stage != "tagged" || r.Wait != "" && r.Wait != "until" /* its address is still asked for */ {
			s.t.Errorf("life %d: %s ended at %s, waiting %q: %s", s.lives, r.AccountName, r.Stage, r.Wait, r.Message)
		}
	}
	for name, w := range s.fars {
		if n := len(w.Posts()); n != s.lives {
			s.t.Fatalf("life %d: %s has %d posts", s.lives, name, n)
		}
		for _, what := range w.Wrong() {
			s.t.Errorf("life %d: %s was asked what no page knows: %s", s.lives, name, what)
		}
	}
	return asked
}

// A real process publishes to six services and is killed, again and again, at
// any moment. TAGLANE_KILLS says how often; a thousand is the promise, which
// takes about ten minutes.
func TestKilledWhilePublishing(t *testing.T) {
	if raced {
		t.Skip("many programs: the run without the race detector starts them")
	}
	if _, err := media.Find(); err != nil {
		t.Skip("ffmpeg is missing: ", err)
	}
	most := 30
	if n, err := strconv.Atoi(os.Getenv("TAGLANE_KILLS")); err == nil {
		most = n
	}
	random := rand.New(rand.NewPCG(3, 5))
	kills, published, asked := 0, 0, 0
	whole := 2 * time.Second
	var s *street
	for kills < most {
		if s == nil || s.lives == 5 { // few a day, as the services want it
			s = newStreet(t)
		}
		s.queue()
		for round := 0; round < 30 && kills < most; round++ {
			began := time.Now()
			if !s.carry(time.Duration(random.Int64N(int64(whole)))) {
				whole = max(200*time.Millisecond, time.Since(began))
				break
			}
			kills++
		}
		asked += s.settle()
		published += len(s.fars)
	}
	t.Logf("%d kills, %d publications, as many posts; a person was asked %d times", kills, published, asked)
}
