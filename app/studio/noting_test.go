package studio

import (
	"crypto/ed25519"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"taglane/app/access/accesstest"
	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// asked is a studio whose clips need an approval, with a clip and a place for it.
func asked(t *testing.T, now *time.Time, ring *accesstest.Ring, dir string) *Studio {
	t.Helper()
	o := options(dir)
	o.Now, o.Keyring = func() time.Time { return *now }, ring
	s, err := Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetApprovals(ctx, "", 1); err != nil {
		t.Fatal(err)
	}
	return s
}

func answer(t *testing.T, s *Studio, clip taglane.ID, a taglane.Answer) {
	t.Helper()
	stands, err := s.Approval(ctx, clip)
	if err == nil {
		_, err = s.GiveVerdict(ctx, clip, stands.Digest, a, "")
	}
	if err != nil {
		t.Fatal(err)
	}
}

func waits(t *testing.T, s *Studio, id taglane.ID, wait, stage, message string) {
	t.Helper()
	idle(t, s)
	if p := shows(t, s, id); p.Wait != wait || p.Stage != stage || !strings.HasPrefix(p.Message, message) {
		t.Errorf("it is %s and waits for %q: %s; want %s, %q: %s", p.Stage, p.Wait, p.Message, stage, wait, message)
	}
}

func change(t *testing.T, s *Studio, clip taglane.ID, caption string) {
	t.Helper()
	if _, err := s.SetClip(ctx, clip, ClipFields{Caption: &caption}); err != nil {
		t.Fatal(err)
	}
}

// What is queued waits for exactly those who have to say yes, to exactly what is
// queued, until the moment it is public; and so does a change of it.
func TestAClipWaitsForItsApprovals(t *testing.T) {
	needTools(t)
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	ring, dir := &accesstest.Ring{}, filepath.Join(t.TempDir(), "library")
	s := asked(t, &now, ring, dir)
	defer func() { s.Close() }()
	clip, account := filmed(t, s), stallAccount(t, s, "Stall")
	change(t, s, clip, "Ad. A mug.")
	at := now.Add(time.Hour)
	p, err := s.Publish(ctx, clip, account, nil, at)
	if err != nil {
		t.Fatal(err)
	}
	waits(t, s, p.ID, "approval", "queued", "It needs an approval. Nothing is public. Then it goes on by itself.")
	if p := shows(t, s, p.ID); p.CanRetry || !p.CanCancel {
		t.Errorf("%+v", p)
	}
	answer(t, s, clip, taglane.Changes)
	waits(t, s, p.ID, "approval", "queued", "Changes are wanted by nora.")
	answer(t, s, clip, taglane.Approves)
	waits(t, s, p.ID, "until", "queued", "It is published at ")

	change(t, s, clip, "Ad. Another mug.")
	now = at.Add(-20 * time.Minute)
	waits(t, s, p.ID, "approval", "queued", "The clip was changed since this was queued. Take the change back, or queue the new version.")
	if _, err := s.Undo(ctx, clip); err != nil {
		t.Fatal(err)
	}
	waits(t, s, p.ID, "until", "ready", "Everything is ready. It is published at ")

	answer(t, s, clip, taglane.Withdrawn) // everything is uploaded, and it is not too late
	now = at
	waits(t, s, p.ID, "approval", "ready", "It needs an approval. Nothing is heard of nora yet.")

	// The lights go out between the verdict and its effect.
	answerSilently(t, s, clip)
	waits(t, s, p.ID, "approval", "ready", "It needs an approval.")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	o := options(dir)
	o.Now, o.Keyring = func() time.Time { return now }, ring
	if s, err = Open(ctx, o); err != nil {
		t.Fatal(err)
	}
	waits(t, s, p.ID, "", "tagged", "It is public.")

	change(t, s, clip, "Ad. The best mug.")
	before := stallUpdates.Load()
	if _, err := s.UpdatePublication(ctx, p.ID); err != nil {
		t.Fatal(err)
	}
	waits(t, s, p.ID, "approval", "tagged", "It is public. It is not changed to the new version yet. It needs an approval. nora approved an earlier draft.")
	if stallUpdates.Load() != before {
		t.Error("it was changed all the same")
	}
	answer(t, s, clip, taglane.Approves)
	waits(t, s, p.ID, "", "tagged", "It is public.")
	if stallUpdates.Load() != before+1 {
		t.Error("it was not changed")
	}
}

// answerSilently approves as a verdict arrives whose consequences a crash takes away.
func answerSilently(t *testing.T, s *Studio, clip taglane.ID) {
	t.Helper()
	var kept []edit.Write
	all, err := s.store.Verdicts(ctx, clip)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		if v.Answer == taglane.Approves {
			key, err := s.access.Identity(ctx)
			if err != nil {
				t.Fatal(err)
			}
			v.N = 4
			v.Signature = ed25519.Sign(key, v.Signed())
			kept = store.VerdictWrites(v)
		}
	}
	if _, err := s.store.Do(ctx, edit.Draft{Label: "Approve", Writes: kept}); err != nil {
		t.Fatal(err)
	}
}

// Where nobody is asked, nothing is kept waiting, and what was said elsewhere
// reaches the screen.
func TestNobodyIsAskedUnlessAProjectWantsIt(t *testing.T) {
	s, clip, account := aStall(t)
	say(t, s, clip, account, "caption", "Ad. A mug.")
	p := publishNow(t, s, clip, account)
	waits(t, s, p.ID, "", "tagged", "It is public.")
	var heard []string
	s.o.Emit = func(name string, _ any) { heard = append(heard, name) }
	s.moved(ctx, []edit.Write{store.Set(store.KindComment, "x", "clip", clip)})
	s.moved(ctx, []edit.Write{store.Set(store.KindTag, "x", "clip", clip)})
	if len(heard) != 1 || heard[0] != "notes" {
		t.Errorf("the screen heard %v", heard)
	}
	frame, text := taglane.Frame(3), "Softer"
	if c, err := s.AddComment(ctx, clip, CommentFields{Frame: &frame, Text: &text}); err != nil || c.Name != "nora" {
		t.Error(c, err)
	}
	if told, err := s.UndoNotes(ctx, clip); err != nil || told.Message != "Undid: Comment" {
		t.Error(told, err)
	}
	if _, err := s.Undo(ctx, clip); err != nil {
		t.Error("taking a word back took a tag's undo", err)
	}
}
