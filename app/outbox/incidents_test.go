package outbox

import (
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/memory"
	"taglane/app/taglane"
)

// These are accidents other people's products had in public, played again.

func (p *play) wantOnePost(stage Stage) Row {
	p.t.Helper()
	r := p.row()
	posts, err := memory.Posts(p.pub.Account)
	if err != nil {
		p.t.Fatal(err)
	}
	if len(posts) != 1 {
		p.t.Fatalf("%d posts, want 1; %v", len(posts), p.shelf.outcomes(p.pub.ID))
	}
	if r.Stage != stage || r.Wait != NotWaiting {
		p.t.Fatalf("ended at %s, waiting %q: %s; %v", r.Stage, r.Wait, r.FaultMessage, p.shelf.outcomes(p.pub.ID))
	}
	return r
}

// The platform answered "this action is blocked" although the post was live;
// the app said "failed", and the person posted it again.
func TestIncidentBlockedButLive(t *testing.T) {
	s := &scripted{release: func(_ int, do func() (taglane.Post, error)) (taglane.Post, error) {
		_, _ = do()
		return taglane.Post{}, taglane.Errorf(taglane.Refused, "This action is blocked.")
	}}
	p := newPlay(t, map[string]string{"repeat": "unknown"}, script(s))
	p.rest()
	p.wantOnePost(Tagged)
	if got := p.shelf.outcomes(p.pub.ID); slices.Contains(got, "refused") || s.calls["release"] != 1 {
		t.Errorf("%d releases, %v", s.calls["release"], got)
	}
}

// The same answer, and it really is not live: without a no from the handle
// that is still not "failed".
func TestIncidentBlockedAndNotLive(t *testing.T) {
	for repeat, want := range map[string]Wait{"unknown": WaitsUnsure, "answers": WaitsRefused, "set": WaitsRefused} {
		t.Run(repeat, func(t *testing.T) {
			s := &scripted{release: func(int, func() (taglane.Post, error)) (taglane.Post, error) {
				return taglane.Post{}, taglane.Errorf(taglane.Refused, "This action is blocked.")
			}}
			p := newPlay(t, map[string]string{"repeat": repeat}, script(s))
			if r := p.rest(); r.Wait != want || s.calls["release"] != 1 {
				t.Fatalf("waits %q after %d releases, want %q", r.Wait, s.calls["release"], want)
			}
			if r := p.row(); !strings.Contains(r.Sentence("", p.clock).String(), "This action is blocked.") {
				t.Errorf("the platform's answer is no evidence: %q", r.Sentence("", p.clock))
			}
			if waited := p.clock.Sub(start); want == WaitsUnsure && waited < readFor {
				t.Errorf("a person was asked after %v", waited)
			}
		})
	}
}

// The token died between the end of the upload and the poll; refreshing it ran
// the whole job again.
func TestIncidentTokenDiedWhilePolling(t *testing.T) {
	s := &scripted{}
	died := false
	s.status = func(_ int, st platform.Status, err error) (platform.Status, error) {
		if st.Complete && !died {
			died = true
			return platform.Status{}, taglane.Errorf(taglane.Login, "Log in again.")
		}
		return st, err
	}
	p := newPlay(t, map[string]string{"fused": "yes", "repeat": "answers", "processing": "2"}, script(s))
	if r := p.rest(); r.Wait != WaitsLogin || !died {
		t.Fatalf("waits %q", r.Wait)
	}
	session := string(p.row().Session)
	if _, err := p.Retry(t.Context(), p.pub.ID); err != nil {
		t.Fatal(err)
	}
	p.rest()
	if r := p.wantOnePost(Tagged); string(r.Session) != session || s.calls["open"] != 1 {
		t.Errorf("%d uploads were opened", s.calls["open"])
	}
}

// An activity timed out after the irreversible call, and the engine tried again.
func TestIncidentTimeoutAfterRelease(t *testing.T) {
	for _, repeat := range []string{"set", "answers", "unknown"} {
		t.Run(repeat, func(t *testing.T) {
			s := &scripted{release: func(_ int, do func() (taglane.Post, error)) (taglane.Post, error) {
				_, _ = do()
				return taglane.Post{}, taglane.Errorf(taglane.Later, "The platform did not answer in time.")
			}}
			p := newPlay(t, map[string]string{"repeat": repeat}, script(s))
			p.rest()
			p.wantOnePost(Tagged)
			if s.calls["release"] != 1 {
				t.Errorf("%d releases", s.calls["release"])
			}
		})
	}
}

// The platform said "published" without saying which post; the app bound the
// account's latest one, which was somebody else's.
func TestIncidentPublishedWithoutMediaID(t *testing.T) {
	s := &scripted{status: func(_ int, st platform.Status, err error) (platform.Status, error) {
		if st.Post != nil {
			st.Post = &taglane.Post{}
		}
		return st, err
	}, release: func(_ int, do func() (taglane.Post, error)) (taglane.Post, error) {
		_, _ = do()
		return taglane.Post{}, taglane.Errorf(taglane.Later, "The platform did not answer in time.")
	}}
	p := newPlay(t, map[string]string{"repeat": "unknown"}, script(s))
	p.rest()
	r := p.wantOnePost(Tagged)
	if r.Post != (taglane.Post{}) {
		t.Errorf("a post was guessed: %+v", r.Post)
	}
	if last := p.shelf.Entries[p.pub.ID]; last[len(last)-1].Receipt == nil || last[len(last)-1].Detail.Format == "" {
		t.Errorf("teammates or the person are not told: %+v", last[len(last)-1])
	}
}

// The upload was accepted, and the app died before it wrote its name down.
func TestIncidentCrashBeforeHandle(t *testing.T) {
	s := &scripted{open: func(n int) {
		if n == 1 {
			panic(crash{})
		}
	}}
	p := newPlay(t, nil, script(s))
	func() {
		defer func() {
			if recover() != (crash{}) {
				t.Fatal("no crash")
			}
		}()
		p.step()
	}()
	if r := p.row(); r.Stage != Queued || r.Intent != Open {
		t.Fatalf("on disk: %s, intent %s", r.Stage, r.Intent)
	}
	p.boot(p.Ledger)
	p.rest()
	p.wantOnePost(Tagged)
	if s.calls["open"] != 2 {
		t.Errorf("%d uploads were opened", s.calls["open"])
	}
}

// The client gave up after 30 s, the server published after 222 s; a replayed
// request met a 409 that was taken for a failure.
func TestIncidentSlowServerImpatientClient(t *testing.T) {
	for _, repeat := range []string{"unknown", "answers"} {
		t.Run(repeat, func(t *testing.T) {
			var p *play
			var publish func() (taglane.Post, error)
			var asked time.Time
			s := &scripted{}
			s.release = func(n int, do func() (taglane.Post, error)) (taglane.Post, error) {
				if n > 1 {
					return taglane.Post{}, taglane.Errorf(taglane.Conflict, "It is being published already.")
				}
				publish, asked = do, p.clock
				return taglane.Post{}, taglane.Errorf(taglane.Later, "The platform did not answer in time.")
			}
			s.status = func(_ int, st platform.Status, err error) (platform.Status, error) {
				if publish != nil && p.clock.Sub(asked) >= 222*time.Second {
					if _, err := publish(); err != nil {
						t.Error(err)
					}
					publish = nil
					return s.Publisher.Status(t.Context(), p.row().Session)
				}
				return st, err
			}
			p = newPlay(t, map[string]string{"repeat": repeat}, script(s))
			p.rest()
			p.wantOnePost(Tagged)
			if repeat == "unknown" && s.calls["release"] != 1 {
				t.Errorf("%d releases", s.calls["release"])
			}
		})
	}
}
