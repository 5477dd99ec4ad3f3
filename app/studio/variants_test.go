package studio

import (
	"maps"
	"reflect"
	"strings"
	"testing"
	"time"

	"taglane/app/taglane"
)

func TestWhatCountsIsLaidOver(t *testing.T) {
	s, clip, account := aStall(t, "privacy", "public", "signature", "Nora, with love", "hashtags", "mug #Slow", "market", "US")
	caption := "A slow sunday with a #mug"
	if _, err := s.SetClip(ctx, clip, ClipFields{Caption: &caption}); err != nil {
		t.Fatal(err)
	}
	v, err := s.Variant(ctx, clip, account)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"privacy": "public", "comments": "true", "publish_at": "now", "disclosure": "false", "title": v.Said["title"], "caption": caption, "signature": "Nora, with love", "hashtags": "mug #Slow", "audience": "US"}
	if !maps.Equal(v.Said, want) || len(v.Fields) != 0 {
		t.Errorf("said %v, want %v", v.Said, want)
	}
	if v.Text != caption+"\n\n#Slow\n\nNora, with love" {
		t.Errorf("the text is %q", v.Text)
	}
	if v.Who != "@stall" || len(v.Options) != 1 || v.Options[0].Why != "Not today." || len(v.Notes) != 2 {
		t.Errorf("%+v", v)
	}
	if !s.Named("https://stall.example/terms") || s.Named("https://stall.example/other") {
		t.Error("only what the service said may be opened")
	}
	asked := stallAsked.Load()
	say(t, s, clip, account, "caption", "On", "title", "He")
	if stallAsked.Load() != asked {
		t.Error("the account is asked again for every letter")
	}
	v = say(t, s, clip, account, "caption", "Only here.", "comments", "false", "signature", "no", "title", "Here", "cover_frame", "7")
	if v.Text != "Only here.\n\n#mug #Slow" || v.Said["comments"] != "false" || v.Said["title"] != "Here" || v.Fields["signature"] != "no" {
		t.Errorf("%+v", v)
	}
	if stallAsked.Load() != asked+1 {
		t.Error("another answer may change what is asked next")
	}
	clipNow, err := s.Clip(ctx, clip)
	if err != nil || clipNow.Caption != caption || clipNow.Cover != nil {
		t.Error("what is said at one account changed the clip", clipNow, err)
	}
	if v = say(t, s, clip, account, "caption", "", "signature", ""); v.Text != caption+"\n\n#Slow\n\nNora, with love" {
		t.Errorf("taken back: %q", v.Text)
	}
}

func TestAVariantIsAGesture(t *testing.T) {
	s, clip, account := aStall(t)
	say(t, s, clip, account, "title", "Here")
	say(t, s, clip, account, "title", "Here") // nothing new
	say(t, s, clip, account, "caption", "One.", "privacy", "public")
	h, err := s.History(ctx, clip)
	if err != nil || h[0].Sentence != "Change what is posted to Stall" || h[1].Sentence != "Change the title for Stall" {
		t.Fatal(h[:2], err)
	}
	if _, err := s.Undo(ctx, clip); err != nil {
		t.Fatal(err)
	}
	if v, err := s.Variant(ctx, clip, account); err != nil || !maps.Equal(v.Fields, map[string]string{"title": "Here"}) {
		t.Fatal(v.Fields, err)
	}
	for name, value := range map[string]string{"Caption": "x", "cover_frame": "-1", "a b": "x", "caption": strings.Repeat("x", 5001), "title": "\x00"} {
		if _, err := s.SetVariant(ctx, clip, account, map[string]string{name: value}); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s=%.9q: %v", name, value, err)
		}
	}
	if _, err := s.SetVariant(ctx, clip, "nobody", map[string]string{"title": "x"}); taglane.KindOf(err) != taglane.NotFound {
		t.Error(err)
	}
}

// What an account says lies in the revision that is frozen for it: connectors
// see it as the clip's own, and another text is another revision.
func TestTheFrozenRevisionSaysIt(t *testing.T) {
	s, clip, account := aStall(t, "signature", "Nora")
	other := stallAccount(t, s, "Other")
	say(t, s, clip, account, "title", "Here", "caption", "Ad. A mug.", "cover_frame", "7", "privacy", "public")
	say(t, s, clip, other, "caption", "Ad. A mug.")
	p := publishNow(t, s, clip, account)
	row, err := s.store.Load(ctx, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	rev, err := s.store.Revision(ctx, row.Revision)
	if err != nil {
		t.Fatal(err)
	}
	c := rev.Draft.Clip
	if c.Title != "Here" || c.Caption != "Ad. A mug.\n\nNora" || c.Cover == nil || p.ClipName != "Here" {
		t.Errorf("%+v", c)
	}
	if want := map[string]string{"privacy": "public", "comments": "true", "publish_at": "now", "disclosure": "false"}; !reflect.DeepEqual(row.Settings, want) {
		t.Errorf("settings %v, want %v", row.Settings, want)
	}
	if q := publishNow(t, s, clip, other); q.Revision == p.Revision {
		t.Error("two texts are one revision")
	}
	if q := publishNow(t, s, clip, account); q.ID != p.ID {
		t.Error("the same again is another publication")
	}
	over, err := s.Publish(ctx, clip, account, map[string]string{"caption": "Ad. Another mug.", "title": "There"}, time.Time{})
	if err != nil || over.Revision == p.Revision || over.ClipName != "There" {
		t.Error(over, err)
	}
	if v, err := s.Variant(ctx, clip, account); err != nil || v.Said["title"] != "Here" {
		t.Error("what was laid over was kept", v, err)
	}
}
