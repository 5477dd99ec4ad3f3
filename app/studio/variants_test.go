package studio

import (
	"maps"
	"reflect"
	"testing"
	"time"

	"taglane/app/taglane"
)

func TestWhatAServiceWantsToBeSaid(t *testing.T) {
	s, clip, account := aStall(t)
	v, err := s.Variant(ctx, clip, account)
	if err != nil || v.Who != "@stall" || len(v.Options) != 1 || v.Options[0].Why != "Not today." || len(v.Notes) != 2 {
		t.Errorf("%+v, %v", v, err)
	}
	if !s.Named("https://stall.example/terms") || s.Named("https://stall.example/other") {
		t.Error("only what the service said may be opened")
	}
	asked := stallAsked.Load()
	if v = say(t, s, clip, account, "caption", "Only here.", "signature", "no"); v.Text != "Only here." || v.Fields["signature"] != "no" || stallAsked.Load() != asked {
		t.Errorf("%+v, asked %d times more", v, stallAsked.Load()-asked)
	}
	if c, err := s.Clip(ctx, clip); err != nil || c.Caption != "" {
		t.Error("what is said at one account changed the clip", c, err)
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
	if _, err := s.SetVariant(ctx, clip, account, map[string]string{"cover_frame": "-1"}); taglane.KindOf(err) != taglane.Invalid {
		t.Error(err)
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

// What is written for all is one gesture, whatever each of them said before.
func TestWrittenForAll(t *testing.T) {
	s, clip, account := aStall(t)
	other := stallAccount(t, s, "Other")
	say(t, s, clip, account, "caption", "Here.", "title", "Here")
	say(t, s, clip, other, "caption", "There.")
	list, err := s.WriteForAll(ctx, clip, []taglane.ID{account, other}, map[string]string{"caption": "Everywhere.", "hashtags": "mug"})
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	for i, v := range list {
		if want := []taglane.ID{account, other}[i]; v.Account != want || v.Text != "Everywhere.\n\n#mug" || v.Fields["caption"] != "" || v.Fields["hashtags"] != "mug" {
			t.Errorf("%+v", v)
		}
	}
	if c, err := s.Clip(ctx, clip); err != nil || c.Caption != "Everywhere." || list[0].Said["title"] != "Here" {
		t.Error(c.Caption, list[0].Said, err)
	}
	before, err := s.History(ctx, clip)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.WriteForAll(ctx, clip, []taglane.ID{account, other}, map[string]string{"caption": "Everywhere."}); err != nil {
		t.Fatal(err)
	}
	if h, err := s.History(ctx, clip); err != nil || len(h) != len(before) {
		t.Error("the same again is a gesture", h[0], err)
	}
	if _, err := s.Undo(ctx, clip); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[taglane.ID]string{account: "Here.", other: "There."} {
		if v, err := s.Variant(ctx, clip, id); err != nil || v.Text != want {
			t.Error(v.Text, err)
		}
	}
	if c, err := s.Clip(ctx, clip); err != nil || c.Caption != "" {
		t.Error(c.Caption, err)
	}
	for _, wrong := range []error{
		func() error {
			_, err := s.WriteForAll(ctx, clip, []taglane.ID{account, "nobody"}, map[string]string{"caption": "x"})
			return err
		}(),
		func() error {
			_, err := s.WriteForAll(ctx, clip, []taglane.ID{account}, map[string]string{"title": "\x00"})
			return err
		}(),
	} {
		if kind := taglane.KindOf(wrong); kind != taglane.NotFound && kind != taglane.Invalid {
			t.Error(wrong)
		}
	}
	if c, err := s.Clip(ctx, clip); err != nil || c.Caption != "" {
		t.Error("half of it was written", c.Caption, err)
	}
}
