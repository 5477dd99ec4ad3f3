package studio

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

func init() {
	platform.DescribeNetwork("pays", platform.Network{
		Hosts: []string{"pays.example"}, SubIDMost: 24,
		Build: func(d platform.Deeplink) (string, error) {
			return "https://go.pays.example/c?" + url.Values{"id": {d.Owner}, "mid": {d.Advertiser}, "to": {d.Destination}, "sub": {d.SubID}}.Encode(), nil
		},
		Parse: func(u *url.URL) (platform.Deeplink, bool) {
			q := u.Query()
			return platform.Deeplink{Owner: q.Get("id"), Advertiser: q.Get("mid"), Destination: q.Get("to"), SubID: q.Get("sub")}, u.Path == "/c"
		},
		Owner: func(taglane.Account) (string, error) { return "me", nil },
	})
}

// paying is a clip whose tagged product is sold through a network, an account to
// publish it to, and its first tag.
func paying(t *testing.T, s *Studio) (clip, account taglane.ID, tag taglane.Tag) {
	t.Helper()
	clip, account = filmed(t, s), stallAccount(t, s, "Stall")
	if err := s.store.KeepAccount(ctx, taglane.Account{ID: "net", Service: "pays", Name: "Net"}); err != nil {
		t.Fatal(err)
	}
	tags, err := s.store.Tags(ctx, clip)
	if err != nil || len(tags) == 0 {
		t.Fatal(tags, err)
	}
	product := tags[0].Product
	commission := taglane.Commission
	if _, err := s.SetProduct(ctx, product, ProductFields{URL: new("https://shop.example/thing?utm_source=x"), Relation: &commission}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetSellers(ctx, product, []taglane.Seller{{Account: "net", Advertiser: "7"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetClip(ctx, clip, ClipFields{Caption: new("Ad: a mug that I like.")}); err != nil {
		t.Fatal(err)
	}
	return clip, account, tags[0]
}

// What is published leads where somebody pays: its links are made before it is
// frozen, are known afterwards, and stay the same when it is queued again.
func TestWhatIsPublishedCarriesItsLinks(t *testing.T) {
	needTools(t)
	s, err := Open(ctx, options(filepath.Join(t.TempDir(), "library")))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	clip, account, tag := paying(t, s)
	p, err := s.Publish(ctx, clip, account, map[string]string{"disclosed_in_video": "true"}, s.o.Now())
	if err != nil {
		t.Fatal(err)
	}
	rev, err := s.store.Revision(ctx, p.Revision)
	if err != nil {
		t.Fatal(err)
	}
	l := rev.Draft.Links[tag.ID]
	if l.SubID == "" || !strings.Contains(l.URL, "go.pays.example") || !strings.Contains(l.URL, l.SubID) || l.Destination != "https://shop.example/thing" {
		t.Errorf("%+v", rev.Draft.Links)
	}
	if kept, err := s.store.Link(ctx, l.SubID); err != nil || kept != l {
		t.Errorf("%+v (%v)", kept, err)
	}
	again, err := s.Publish(ctx, clip, account, map[string]string{"disclosed_in_video": "true"}, s.o.Now())
	if err != nil || again.ID != p.ID {
		t.Errorf("queued again it is another publication: %+v (%v)", again, err)
	}
	idle(t, s)
	if now := shows(t, s, p.ID); now.Post == "" {
		t.Errorf("%+v", now)
	}
}

// A programme that ended between plan and time stops what was fit to go out, and
// where it goes on after all, so does the publication.
func TestWhatEndedMeanwhileIsNotPublished(t *testing.T) {
	needTools(t)
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	s := openAt(t, filepath.Join(t.TempDir(), "library"), &now)
	defer s.Close()
	clip, account, _ := paying(t, s)
	at := now.Add(24 * time.Hour)
	p, err := s.Publish(ctx, clip, account, map[string]string{"disclosed_in_video": "true"}, at)
	if err != nil {
		t.Fatal(err)
	}
	program := taglane.Program{Advertiser: "7", Name: "Ovenly", CheckedAt: now}
	for _, joined := range []bool{false, true} {
		program.Joined = joined
		if err := s.store.KeepPrograms(ctx, "net", []taglane.Program{program}); err != nil {
			t.Fatal(err)
		}
		if now = at; joined {
			if _, err := s.RetryPublication(ctx, p.ID); err != nil {
				t.Fatal(err)
			}
		}
		idle(t, s)
		p = shows(t, s, p.ID)
		if joined && p.Stage != "tagged" || !joined && (p.Wait != "refused" || p.Post != "" || !strings.Contains(p.Message, "You are not in the programme of Ovenly")) {
			t.Errorf("joined %v: %+v", joined, p)
		}
	}
}

// Figures are asked for by themselves, again and again, where services are.
func TestFiguresAreAskedFor(t *testing.T) {
	o := options(filepath.Join(t.TempDir(), "library"))
	asked, tick := make(chan struct{}, 8), make(chan time.Time)
	o.Quiet, o.HealthEvery = false, time.Hour
	o.After = func(d time.Duration) <-chan time.Time {
		if d == figuresEvery {
			return tick
		}
		return make(chan time.Time)
	}
	o.Emit = func(name string, _ any) {
		if name == "insights" {
			asked <- struct{}{}
		}
	}
	s, err := Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for range 2 {
		select {
		case tick <- time.Now():
		case <-time.After(time.Minute):
			t.Fatal("nobody waits for the time")
		}
		select {
		case <-asked:
		case <-time.After(time.Minute):
			t.Fatal("nobody asked")
		}
	}
}
