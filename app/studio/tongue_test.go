package studio

import (
	"io"
	"path/filepath"
	"testing"
	"time"

	"taglane/app/outbox"
	"taglane/app/taglane"
	"taglane/app/words"
)

// german is a sentence as a person of German reads it, which is not as it was said.
func german(t *testing.T, said taglane.Said) string {
	t.Helper()
	told := words.In("de").Tell(said)
	if told == said.String() {
		t.Fatalf("there is no German for %q", said)
	}
	return told
}

func TestTheNextSentenceComesInTheLanguageSpoken(t *testing.T) {
	o := options(filepath.Join(t.TempDir(), "library"))
	o.Speaks = true
	s, err := Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	nameless, empty := taglane.Say("A clip needs a name."), ""
	clip, mug := addClip(t, s, 300), addProduct(t, s, "Mug")
	refused := func() error {
		_, err := s.SetClip(ctx, clip, ClipFields{Name: &empty})
		return err
	}
	if got := s.Sentence(refused()); got != nameless.String() {
		t.Errorf("nobody chose a language, and is told %q", got)
	}
	english := addTag(t, s, clip, mug, 0, 60)
	if err := s.SetSetting(ctx, "speaks", "de"); err != nil {
		t.Fatal(err)
	}
	if got := s.Fault(refused()); got.Message != german(t, nameless) || got.Kind != taglane.Invalid {
		t.Errorf("a person of German is told %+v", got)
	}
	if _, err := s.MoveTags(ctx, clip, []Move{{english, taglane.Span{In: 12, Out: 72}}}, ""); err != nil {
		t.Fatal(err)
	}
	v, err := s.View(ctx, clip)
	if moved := german(t, taglane.Say("Move %s %+.1f s", "Mug", 0.4)); err != nil || v.Undo != moved {
		t.Errorf("history says %q, want %q, %v", v.Undo, moved, err)
	}
	if c, err := s.Undo(ctx, clip); err != nil || c.Message != german(t, taglane.Say("Undid: %s", v.Undo)) {
		t.Errorf("told %q, %v", c.Message, err)
	}
	steps, err := s.History(ctx, clip)
	if err != nil || steps[len(steps)-1].Sentence[:7] != "Import " || steps[1].Sentence != "Tag Mug at 00:00.00" {
		t.Errorf("what was written in English stays: %+v, %v", steps, err)
	}
	toldInGerman(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	// The choice outlives the window, and does not reach the terminal.
	if s, err = Open(ctx, o); err != nil {
		t.Fatal(err)
	}
	if got := s.Sentence(refused()); got != german(t, nameless) {
		t.Errorf("once opened again a person of German is told %q", got)
	}
	if err := s.SetSetting(ctx, "speaks", "tlh"); err != nil {
		t.Fatal(err)
	}
	if got := s.Sentence(refused()); got != nameless.String() {
		t.Errorf("a language without a catalog is told %q", got)
	}
	if err := s.SetSetting(ctx, "speaks", "de"); err != nil || s.Close() != nil {
		t.Fatal(err)
	}
	o.Speaks = false
	if s, err = Open(ctx, o); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got := s.Sentence(refused()); got != nameless.String() {
		t.Errorf("the terminal says %q", got)
	}
}

// toldInGerman asks for what is told without an error.
func toldInGerman(t *testing.T, s *Studio) {
	t.Helper()
	if got := s.VideoTargets()[0].Name; got != german(t, taglane.Say("Vertical, 1080 × 1920")) {
		t.Errorf("the first form is called %q", got)
	}
	account, err := s.PageAccount(ctx)
	if err != nil {
		t.Fatal(err)
	}
	bare := addClip(t, s, 300)
	r, err := s.Check(ctx, bare, account.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, f := range r.Findings {
		if f.Rule == "draft.tags" {
			found = f.Message == german(t, taglane.Say("Nothing is tagged yet.")) && f.Fix == german(t, taglane.Say("Tag a product"))
		}
	}
	if !found {
		t.Errorf("an untagged clip is told %+v", r.Findings)
	}
	waits := outbox.Row{}.Sentence("", time.Time{})
	if got := s.Tell(waits); got != german(t, waits) {
		t.Errorf("a publication waits with %q", got)
	}
	if got := s.Sentence(io.ErrUnexpectedEOF); got != german(t, taglane.Say(taglane.InternalMessage)) {
		t.Errorf("a mistake of ours is told %q", got)
	}
}
