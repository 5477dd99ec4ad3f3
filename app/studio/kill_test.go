package studio

import (
	"bufio"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"taglane/app/edit"
	"taglane/app/platform/memory"
	_ "taglane/app/platform/webpage"
	"taglane/app/sample"
	"taglane/app/taglane"
)

// murders is how often the studio is killed while it works: TAGLANE_KILLS says
// so; two hundred is the promise.
func murders() int {
	if n, err := strconv.Atoi(os.Getenv("TAGLANE_KILLS")); err == nil {
		return n
	}
	if raced {
		return 10
	}
	return 40
}

// Killed at any moment, the studio loses nothing it said was done, publishes
// nothing twice, and opens again.
func TestKilledAtAnyMoment(t *testing.T) {
	needTools(t)
	kills := murders()
	dir := filepath.Join(t.TempDir(), "library")
	prepareVictim(t, dir)
	rnd := rand.New(rand.NewPCG(1, 2))
	acked := map[string]bool{}
	queued := map[string]bool{}
	for range kills {
		murder(t, dir, rnd.IntN(8), time.Duration(rnd.IntN(25))*time.Millisecond, acked, queued)
	}
	if len(acked) < kills/2 || len(queued) < kills/20 {
		t.Fatalf("only %d edits and %d publications were acknowledged: the victim hardly worked", len(acked), len(queued))
	}
	s, err := Open(ctx, options(dir))
	if err != nil {
		t.Fatalf("the library does not open: %v", err)
	}
	if err := s.RunOutbox(ctx, true); err != nil {
		t.Fatal(err)
	}
	if err := s.store.Check(ctx); err != nil {
		t.Fatal(err)
	}
	list, err := s.Outbox(ctx)
	if err != nil {
		t.Fatal(err)
	}
	posts := postsByKey(t, s, dir)
	for _, p := range list {
		r, err := s.store.Load(ctx, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		delete(queued, string(p.ID))
		if p.Stage != "tagged" || posts[r.Key] != 1 {
			t.Errorf("publication to %s ended %s %s (%s) with %d posts", p.AccountName, p.Stage, p.Wait, p.Message, posts[r.Key])
		}
	}
	if len(queued) > 0 {
		t.Errorf("%d acknowledged publications are lost", len(queued))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	lost := unlogged(t, dir, acked)
	t.Logf("%d kills, %d acknowledged edits, %d lost; %d publications, each posted once", kills, len(acked), len(lost), len(list))
	if len(lost) > 0 {
		t.Errorf("acknowledged edits are lost: %v", lost)
	}
}

// prepareVictim makes a library with a clip, a product and two accounts.
func prepareVictim(t *testing.T, dir string) {
	t.Helper()
	clip := filepath.Join(filepath.Dir(dir), "clip.mp4")
	if err := os.WriteFile(clip, sample.Clip, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(ctx, options(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	report, err := s.Import(ctx, []string{clip})
	if err != nil || len(report.Imported) != 1 {
		t.Fatal(report, err)
	}
	if err := s.Prepare(ctx, report.Imported[0].ID, nil); err != nil {
		t.Fatal(err)
	}
	addTag(t, s, report.Imported[0].ID, addProduct(t, s, "Mug"), 0, 60)
	for service, folder := range map[string]string{"memory": "far", "webpage": "pages"} {
		path := filepath.Join(filepath.Dir(dir), folder)
		if err := os.MkdirAll(path, 0o700); err != nil {
			t.Fatal(err)
		}
		if _, err := s.AddAccount(ctx, NewAccount{Service: service, Name: service, Settings: map[string]string{"dir": path}}); err != nil {
			t.Fatal(err)
		}
	}
}

// murder starts the victim, lets it say a few things are done and work a moment
// longer, kills it, and notes what it said.
func murder(t *testing.T, dir string, words int, longer time.Duration, acked, queued map[string]bool) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "TAGLANE_TEST_VICTIM="+dir)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewScanner(out)
	if !said.Scan() {
		c.Wait()
		t.Fatal("the victim did not start: the library does not open")
	}
	var timer *time.Timer
	for n := 0; ; n++ {
		if n == words {
			timer = time.AfterFunc(longer, func() { c.Process.Kill() })
		}
		if !said.Scan() {
			break
		}
		what, id, _ := strings.Cut(said.Text(), " ")
		switch what {
		case "edit":
			acked[id] = true
		case "queued":
			queued[id] = true
		default:
			t.Errorf("the victim says %q", said.Text())
		}
	}
	if timer != nil {
		timer.Stop()
	}
	c.Process.Kill()
	c.Wait()
}

// victim edits and publishes until it is killed, and says each thing only once
// it is done. A torn last line is never read as a whole one.
func victim(dir string) {
	o := options(dir)
	o.Quiet = false
	say := func(format string, args ...any) { os.Stdout.WriteString(fmt.Sprintf(format+"\n", args...)) }
	check := func(err error) {
		if err != nil {
			say("fails: %v", err)
			os.Exit(1)
		}
	}
	s, err := Open(ctx, o)
	check(err)
	clip, err := s.FindClip(ctx, "clip")
	check(err)
	say("open")
	accounts := []string{"memory", "webpage"}
	for i := 0; ; i++ {
		note := string(s.o.NewID())
		tags, err := s.store.Tags(ctx, clip.ID)
		check(err)
		_, err = s.SetTag(ctx, tags[0].ID, TagFields{Notes: &note})
		check(err)
		say("edit %s", note)
		span := taglane.Span{In: taglane.Frame(i % 50), Out: taglane.Frame(i%50 + 60)}
		_, err = s.MoveTags(ctx, clip.ID, []Move{{tags[0].ID, span}}, "")
		check(err)
		if i%3 == 1 {
			_, err = s.Undo(ctx, clip.ID)
			check(err)
		}
		if i%2 == 0 {
			a, err := s.FindAccount(ctx, accounts[i/2%2])
			check(err)
			title := note // another title is another revision
			_, err = s.SetClip(ctx, clip.ID, ClipFields{Title: &title})
			check(err)
			p, err := s.Publish(ctx, clip.ID, a.ID, nil, time.Time{})
			check(err)
			say("queued %s", p.ID)
		}
	}
}

// unlogged are the acknowledged notes that no edit in the log wrote.
func unlogged(t *testing.T, dir string, acked map[string]bool) (lost []string) {
	t.Helper()
	db, err := sql.Open("taglane-sqlite3", filepath.Join(dir, "library.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT body FROM edit`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	there := map[string]bool{}
	for rows.Next() {
		var body string
		var e edit.Edit
		if err := rows.Scan(&body); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(body), &e); err != nil {
			t.Fatal(err)
		}
		for _, w := range e.Writes {
			there[strings.Trim(string(w.Value), `"`)] = true
		}
	}
	for note := range acked {
		if !there[note] {
			lost = append(lost, note)
		}
	}
	return lost
}

// postsByKey counts what is public, on both platforms.
func postsByKey(t *testing.T, s *Studio, dir string) map[string]int {
	t.Helper()
	out := map[string]int{}
	far, err := s.FindAccount(ctx, "memory")
	if err != nil {
		t.Fatal(err)
	}
	posts, err := memory.Posts(far)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range posts {
		out[p.Key]++
	}
	manifests, err := filepath.Glob(filepath.Join(filepath.Dir(dir), "pages", "*", "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range manifests {
		var m struct{ Key string }
		b, err := os.ReadFile(path)
		if err == nil {
			err = json.Unmarshal(b, &m)
		}
		if err != nil {
			t.Fatal(err)
		}
		out[m.Key]++
	}
	return out
}
