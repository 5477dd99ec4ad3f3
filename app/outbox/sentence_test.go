package outbox

import (
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

func TestEveryRowHasASentence(t *testing.T) {
	for s := Queued; s <= Tagged; s++ {
		for i := s; i <= Live || i == s; i++ {
			for _, w := range []Wait{NotWaiting, WaitsUntil, WaitsOffline, WaitsLogin, WaitsApproval, WaitsRefused, WaitsUnsure, WaitsPaused, WaitsCanceled, WaitsElsewhere} {
				for _, fault := range []string{"", "The disk is full."} {
					for _, wanted := range []string{"", "another"} {
						if fault == "" && (w == WaitsRefused || w == WaitsUnsure) || wanted != "" && s < Live {
							continue // these always carry one, and cannot be
						}
						r := Row{Stage: s, Intent: i, Wait: w, FaultMessage: taglane.Plain(fault), Size: 4, Offset: 1, At: start, Until: start.Add(time.Hour), Wanted: wanted}
						got := r.Sentence("", start).String()
						if !strings.HasSuffix(got, ".") || len(got) < 7 || strings.Contains(got, "  ") || strings.Contains(got, "%!") {
							t.Errorf("%s → %s, %q: %q", s, i, w, got)
						}
						public := s >= Live || w == WaitsUnsure || w == WaitsElsewhere || i == Live
						if !public && !strings.Contains(got, "othing is public") && w != WaitsCanceled && w != WaitsUntil && w != NotWaiting {
							t.Errorf("%s → %s, %q: nobody is told that nothing is public: %q", s, i, w, got)
						}
						if public && strings.Contains(got, "othing is public") {
							t.Errorf("%s → %s, %q: %q", s, i, w, got)
						}
					}
				}
			}
		}
	}
}

// What a person reads at the places that matter, to the word.
func TestSentences(t *testing.T) {
	t.Setenv("TZ", "UTC")
	at := func(h, m int) time.Time { return time.Date(2026, 11, 26, h, m, 0, 0, time.Local) }
	uploading := Row{Stage: Open, Intent: Open, Offset: 41_300_000, Size: 96_900_000}
	with := func(r Row, change func(*Row)) Row { change(&r); return r }
	live := Row{Stage: Live, Intent: Live, Post: taglane.Post{ID: "p"}}
	done := Row{Stage: Tagged, Intent: Tagged, Attached: true, Post: taglane.Post{ID: "p", Link: "https://video.example/p"}}
	for want, r := range map[string]Row{
		"Waiting for its turn. Nothing is public yet.":                  {},
		"Uploading: 41 of 96 MB. Nothing is public yet.":                uploading,
		"Uploading: 1200 of 9999 KB. Nothing is public yet.":            with(uploading, func(r *Row) { r.Offset, r.Size = 1_200_999, 9_999_999 }),
		"TikTok has every byte and is working on it. We keep checking.": with(uploading, func(r *Row) { r.Stage, r.Wait, r.Until = Sent, WaitsUntil, at(8, 40) }),
		"There is no network. 41 of 96 MB are uploaded, and nothing is public. It goes on by itself.": with(uploading, func(r *Row) {
			r.Wait, r.FaultMessage = WaitsOffline, taglane.Plain("dial tcp")
		}),
		"Paused by you. 41 of 96 MB are uploaded, and nothing is public. It goes on when you say so.": with(uploading, func(r *Row) { r.Wait = WaitsPaused }),
		"Instagram's 25 for today are used. Nothing is public. Next try at Nov 26, 08:40, by itself.": {
			Wait: WaitsUntil, Until: at(8, 40), FaultMessage: taglane.Plain("Instagram's 25 for today are used."),
		},
		"The clip is over 10 minutes. Nothing is public. Mend it and queue the new version, or try this one again.": {
			Wait: WaitsRefused, FaultMessage: taglane.Plain("The clip is over 10 minutes."),
		},
		"It is published at Nov 26, 12:00, if Taglane is running then. The upload begins at Nov 26, 11:30.": {Wait: WaitsUntil, At: at(12, 0), Until: at(11, 30)},
		"Everything is ready. It is published at Nov 26, 12:00, if Taglane is running then. Nothing is public yet.": {
			Stage: Ready, Intent: Ready, Wait: WaitsUntil, At: at(12, 0), Until: at(12, 0),
		},
		"TikTok was asked at Nov 26, 08:40 to publish it. We are finding out whether it is public; nothing is sent twice.": {
			Stage: Ready, Intent: Live, IntentAt: at(8, 40), Wait: WaitsUntil, Until: at(8, 41),
		},
		"It is public. Its products are being attached.": live,
		"It is public. It has all its products.":         done,
		"It is public.":                                  with(done, func(r *Row) { r.Attached = false }),
		"It lies in your inbox at TikTok, and nobody else sees it. Open it there and post it.": with(done, func(r *Row) { r.Attached, r.Linking, r.Post = false, true, taglane.Post{ID: "p", Inbox: true} }),
		"It is public. Its products are not attached yet. The clip is still being looked at. Next try at Nov 26, 08:40, by itself.": with(live, func(r *Row) {
			r.Wait, r.Until, r.FaultMessage = WaitsUntil, at(8, 40), taglane.Plain("The clip is still being looked at.")
		}),
		"It is public. Its address is not told yet; we keep asking.": with(done, func(r *Row) { r.Post.Link, r.Linking = "", true }),
		"It is public. What it does not carry: Kettle: it is gone. Mug: it is gone.": with(done, func(r *Row) {
			r.Losses = []taglane.Said{taglane.Plain("Kettle: it is gone."), taglane.Plain("Mug: it is gone.")}
		}),
		"Uploaded, private. TikTok makes it public on Nov 26, 12:00. It has all its products.": with(done, func(r *Row) { r.Post.PublicAt = at(12, 0) }),
		"It is public. It is being changed to the new version.":                                with(done, func(r *Row) { r.Wanted = "another" }),
		"It is public. The post stays as it was: The title is taken. Try again, or leave it so.": with(done, func(r *Row) {
			r.Wanted, r.Wait, r.FaultMessage = "another", WaitsRefused, taglane.Plain("The title is taken.")
		}),
		"It is public. It is not changed to the new version yet. Connect the account again, then it goes on by itself.": with(done, func(r *Row) { r.Wanted, r.Wait = "another", WaitsLogin }),
	} {
		if got := r.Sentence("TikTok", at(8, 0)).String(); got != want {
			t.Errorf("%q, want\n%q", got, want)
		}
	}
	// Its hour came: what is said changes with the clock alone.
	r := with(done, func(r *Row) { r.Post.PublicAt = at(12, 0) })
	if got := r.Sentence("TikTok", at(12, 1)).String(); got != "It is public. It has all its products." {
		t.Error(got)
	}
	if got := (Row{Stage: Sent}).Sentence("", at(8, 0)).String(); !strings.HasPrefix(got, "The platform has every byte") {
		t.Errorf("nobody knows the platform: %q", got)
	}
}

// The evidence says what was asked when, what was answered, and what is safe.
func TestEvidence(t *testing.T) {
	for name, c := range map[string]struct {
		settings map[string]string
		answer   error
		want     []string
	}{
		"an answer":      {map[string]string{"repeat": "unknown"}, taglane.Errorf(taglane.Refused, "This action is blocked."), []string{"The answer was: This action is blocked.", "said 5 times that it is not public."}},
		"cannot ask":     {map[string]string{"repeat": "blind", "finds": "no"}, taglane.Errorf(taglane.Unsure, "The answer was lost."), []string{"The answer was: The answer was lost.", "cannot be asked"}},
		"no answer":      {map[string]string{"repeat": "blind", "finds": "no"}, nil, []string{"No answer was heard.", "cannot be asked"}},
		"handle is gone": {map[string]string{"repeat": "unknown", "finds": "no"}, taglane.Errorf(taglane.Later, "Too slow."), []string{"The answer was: Too slow.", "no longer knows the upload"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := &scripted{release: func(int, func() (taglane.Post, error)) (taglane.Post, error) {
				if c.answer == nil {
					panic(crash{})
				}
				return taglane.Post{}, c.answer
			}}
			asked := false
			s.status = func(_ int, st platform.Status, err error) (platform.Status, error) {
				if asked = asked || s.calls["release"] > 0; asked && name == "handle is gone" {
					return platform.Status{}, taglane.Errorf(taglane.NotFound, "There is no such upload.")
				}
				return st, err
			}
			p := newPlay(t, c.settings, script(s))
			for !p.row().asking() {
				func() {
					defer func() { _ = recover() }()
					p.step()
				}()
			}
			if c.answer == nil {
				p.boot(p.Ledger)
			}
			r := p.rest()
			got := r.Evidence().String()
			for _, part := range append(c.want, "Publishing was asked for at "+r.IntentAt.Local().Format("Jan 2, 15:04"), "Nothing is sent again by itself.") {
				if !strings.Contains(got, part) {
					t.Errorf("%q is not in the evidence: %s", part, got)
				}
			}
			if e := p.last(); e.Outcome != "unsure" || e.Detail.String() != got {
				t.Errorf("the entry keeps %+v", e)
			}
			if !strings.HasPrefix(r.Sentence("", p.clock).String(), got) {
				t.Errorf("the sentence is not the evidence: %s", r.Sentence("", p.clock))
			}
			if got := (Row{Wait: WaitsPaused, FaultMessage: taglane.Plain("x")}).Evidence(); got.Format != "" {
				t.Errorf("a paused row has evidence: %s", got)
			}
		})
	}
}

// Each entry says what was about to be reached, what came of it, and why.
func TestEveryEntryIsWhole(t *testing.T) {
	for name, play := range map[string]func(p *play){
		"the whole way": func(p *play) { p.rest() },
		"held, canceled, and asked again": func(p *play) {
			for _, do := range []func() error{
				func() error { _, err := p.Hold(t.Context(), p.pub.ID, WaitsPaused); return err },
				func() error { _, err := p.Hold(t.Context(), p.pub.ID, WaitsApproval); return err },
				func() error { _, err := p.Hold(t.Context(), p.pub.ID, WaitsElsewhere); return err },
				func() error { _, err := p.Cancel(t.Context(), p.pub.ID); return err },
				func() error { _, err := p.Retry(t.Context(), p.pub.ID); return err },
			} {
				if err := do(); err != nil {
					t.Fatal(err)
				}
			}
			p.rest()
		},
	} {
		for _, settings := range []map[string]string{{"fused": "yes", "repeat": "answers", "processing": "1"}, {"repeat": "unknown"}} {
			p := newPlay(t, settings, nil)
			play(p)
			for _, e := range p.shelf.Entries[p.pub.ID] {
				if e.Outcome == "" || e.Detail.String() == "" || e.At.IsZero() || e.N == 0 {
					t.Errorf("%s: %+v", name, e)
				}
				if (e.Outcome == "intent" || e.Outcome == "live") && e.Intent == Queued {
					t.Errorf("%s: %q has no intent", name, e.Outcome)
				}
			}
		}
	}
}
