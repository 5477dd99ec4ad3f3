//go:build linux && amd64

package faults_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"taglane/app/platform/memory"
	"taglane/app/platform/shopify/shopifytest"
	"taglane/app/platform/twin"
	"taglane/app/platform/youtube/youtubetest"
	"taglane/app/taglane"
)

// far is a service that stands beside the program, on this computer.
type far interface {
	Account(settings ...string) taglane.Account
	Secret() json.RawMessage
	Posts() []twin.Post
	Wrong() []string
	Door() *twin.Door
	Close()
}

// street is a library that publishes to two services beside it, to a folder of
// pages, and to a service that does not say whether it heard a repeated call.
// Those that let one wait for minutes are left to the test of the terminal,
// which has a hurried clock.
type street struct {
	*home
	clip     string
	fars     map[string]far
	pages    string
	memory   taglane.Account
	accounts map[string]string // ids by name
	lives    int               // takes of the clip that were queued, each for every account
	begun    int               // the take of which a first publication was asked for

	rows map[string]*seen // publications whose queueing was acknowledged
}

// seen is the furthest that the program has said of a publication.
type seen struct {
	account string
	stage   int
	steps   []string
}

// stages are how far a publication gets, in order.
var stages = []string{"queued", "open", "sent", "ready", "live", "tagged"}

func newStreet(h *home) *street {
	h.t.Helper()
	elsewhere := h.t.TempDir() // what lies at a service is on no disk of the person's
	s := &street{home: h, fars: map[string]far{"youtube": youtubetest.New(), "shopify": shopifytest.New()},
		pages: filepath.Join(h.dir, "pages"), accounts: map[string]string{}, rows: map[string]*seen{}}
	for name, f := range s.fars {
		h.t.Cleanup(f.Close)
		door := f.Door()
		door.Lose(func(int, *http.Request) twin.Loss { door.Clock.Set(time.Now()); return twin.Nothing })
		s.connect(name, f)
	}
	if err := os.MkdirAll(s.pages, 0o755); err != nil {
		h.t.Fatal(err)
	}
	s.add("webpage", "webpage", "--set", "dir="+s.pages)
	s.memory = taglane.Account{Settings: map[string]string{"dir": elsewhere}}
	s.add("memory", "memory", "--set", "dir="+s.memory.Settings["dir"], "--set", "repeat=answers", "--set", "processing=1")
	file := filepath.Join(h.dir, "films", "film.mp4")
	clipFile(h.t, file, 1)
	var brought struct{ Imported []struct{ ID string } }
	h.must(&brought, "import", file)
	var made struct{ Product struct{ ID string } }
	h.must(&made, "products", "add", "--title", "Blue mug", "--url", "https://shop.example/mug", "--relation", "own")
	s.clip = brought.Imported[0].ID
	h.must(nil, "tag", s.clip, made.Product.ID, "--in", "f10", "--out", "f40")
	l, err := h.live()
	if err == nil {
		err = errors.Join(l.rests(), l.leave())
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

func (s *street) connect(name string, f far) {
	s.t.Helper()
	secret := filepath.Join(s.dir, name+".json")
	if err := os.WriteFile(secret, f.Secret(), 0o600); err != nil {
		s.t.Fatal(err)
	}
	a := f.Account()
	words := []string{"--base-url", a.BaseURL, "--secret-file", secret}
	for k, v := range a.Settings {
		words = append(words, "--set", k+"="+v)
	}
	s.add(a.Service, name, words...)
}

func (s *street) add(service, name string, words ...string) {
	s.t.Helper()
	var made struct{ Account struct{ ID string } }
	s.must(&made, append([]string{"accounts", "add", service, "--name", name}, words...)...)
	if s.accounts[name] = made.Account.ID; made.Account.ID == "" {
		s.t.Fatalf("the account %s has no id", name)
	}
}

// queue puts a new take on its way to every account that has not got it yet.
func (s *street) queue(l *living) error {
	if !s.ended() {
		return nil
	}
	s.lives++
	return s.again(l)
}

// again queues the take where that was not acknowledged; where it was done all
// the same, the program says so by giving the publication that is there.
func (s *street) again(l *living) error {
	caption := fmt.Sprintf("What I use every morning, take %d. #ad", s.lives)
	if err := l.ask(nil, "SetClip", s.clip, map[string]string{"title": fmt.Sprintf("Take %d", s.lives), "caption": caption}); err != nil {
		return err
	}
	var wait sync.WaitGroup
	ids, errs := map[string]*string{}, make([]error, len(s.accounts))
	for name, id := range s.accounts {
		if s.queued(name) == s.lives {
			continue
		}
		n := len(ids)
		ids[name] = new(string)
		s.begun = s.lives
		wait.Go(func() {
			var p struct{ ID string }
			if errs[n] = l.ask(&p, "Publish", s.clip, id, map[string]string{}, ""); errs[n] == nil {
				*ids[name] = p.ID
			}
		})
	}
	wait.Wait()
	for name, id := range ids {
		if *id != "" {
			s.rows[*id] = &seen{account: name}
		}
	}
	return errors.Join(errs...)
}

// queued is how many takes were acknowledged as queued for an account.
func (s *street) queued(name string) (n int) {
	for _, r := range s.rows {
		if r.account == name {
			n++
		}
	}
	return n
}

// ended says whether every take is queued everywhere and tagged.
func (s *street) ended() bool {
	for name := range s.accounts {
		if s.queued(name) < s.lives {
			return false
		}
	}
	for _, r := range s.rows {
		if r.stage < len(stages)-1 {
			return false
		}
	}
	return true
}

type publication struct {
	ID, AccountName, Stage, Wait, Message string
	Steps                                 []struct{ Intent, Outcome string }
}

// look reads the outbox and holds it against what the program said before.
func (s *street) look(l *living, r *row) (waiting []publication, err error) {
	var list []publication
	if err := l.ask(&list, "Outbox"); err != nil {
		return nil, err
	}
	there := map[string]publication{}
	for _, p := range list {
		there[p.ID] = p
	}
	var wrong []error
	for id, was := range s.rows {
		if was.stage == len(stages)-1 && len(was.steps) > 0 {
			if there[id].Stage != "tagged" {
				r.add(&r.lost, 1)
				wrong = append(wrong, fmt.Errorf("a publication to %s was tagged and is %q", was.account, there[id].Stage))
			}
			continue
		}
		var p publication
		if _, ok := there[id]; ok {
			if err := l.ask(&p, "Publication", id); err != nil {
				return nil, err
			}
		}
		stage := slices.Index(stages, p.Stage)
		var steps []string
		for _, st := range p.Steps {
			steps = append(steps, st.Intent+" "+st.Outcome)
		}
		if stage < was.stage || !beginsWith(steps, was.steps) {
			r.add(&r.lost, 1)
			wrong = append(wrong, fmt.Errorf("a publication to %s was at %s after %q, and is at %q after %q", was.account, stages[was.stage], was.steps, p.Stage, steps))
			stage = max(stage, 0)
		}
		was.stage, was.steps = stage, steps
		if p.Stage != "tagged" {
			waiting = append(waiting, p)
		}
	}
	return waiting, errors.Join(wrong...)
}

func beginsWith(list, with []string) bool {
	return len(list) >= len(with) && slices.Equal(list[:len(with)], with)
}

// posts is how many posts of the clip are public at an account.
func (s *street) posts(name string) int {
	if f, ok := s.fars[name]; ok {
		return len(f.Posts())
	}
	if name == "memory" {
		posts, _ := memory.Posts(s.memory)
		return len(posts)
	}
	pages, _ := filepath.Glob(filepath.Join(s.pages, "*", "manifest.json"))
	return len(pages)
}

// answer says of what nobody can know what is true, as a person who looked.
func (s *street) answer(l *living, waiting []publication) (asked int, err error) {
	for _, p := range waiting {
		if p.Wait != "unsure" {
			continue
		}
		asked++
		link := ""
		if s.posts(p.AccountName) == s.lives {
			link = "https://example.com/looked"
		}
		if err := l.ask(nil, "Answer", p.ID, link != "", link); err != nil {
			return asked, err
		}
	}
	return asked, nil
}

// count compares what is public with what was queued.
func (s *street) count(r *row) (wrong []error) {
	for name := range s.accounts {
		if n := s.posts(name); n != s.lives {
			r.add(&r.lost, max(n-s.lives, s.lives-n))
			wrong = append(wrong, fmt.Errorf("%s has %d posts of %d takes", name, n, s.lives))
		}
		if f, ok := s.fars[name]; ok && len(f.Wrong()) > 0 {
			wrong = append(wrong, fmt.Errorf("%s was asked what no page knows: %s", name, strings.Join(f.Wrong(), "; ")))
		}
	}
	return wrong
}

// carry lets the program publish, looks how far it says it is, and ends when
// all is public or the program has ended. queued is called when all is queued.
func (s *street) carry(l *living, r *row, queued func()) (asked int, err error) {
	if _, err := s.look(l, r); err != nil {
		return 0, err
	}
	if err := s.queue(l); err != nil {
		return 0, err
	}
	if err := s.again(l); err != nil {
		return 0, err
	}
	queued()
	for began := time.Now(); time.Since(began) < 2*time.Minute; time.Sleep(5 * time.Millisecond) {
		waiting, err := s.look(l, r)
		if err != nil || s.ended() {
			return asked, err
		}
		n, err := s.answer(l, waiting)
		if asked += n; err != nil {
			return asked, err
		}
	}
	waiting, _ := s.look(l, r)
	return asked, fmt.Errorf("the outbox does not end: %+v", waiting)
}
