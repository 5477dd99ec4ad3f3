package studio

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/drop"
	"taglane/app/taglane"
)

// A tag that is held back announces itself in the words of its creator: on the
// screen, on the page, and in the format whose player counts down. From its time
// on it is itself.
func TestATagAnnouncesItself(t *testing.T) {
	l := aLaunch(t)
	v, err := l.View(ctx, l.clip)
	if err != nil {
		t.Fatal(err)
	}
	tag := func(tags []taglane.Tag, of int) taglane.Tag {
		return tags[slices.IndexFunc(tags, func(t taglane.Tag) bool { return t.Product == l.secrets[of] })]
	}
	first, second := tag(v.Tags, 0).ID, tag(v.Tags, 1).ID
	berlin := drop.Announcement{At: l.opens, Zone: "Europe/Berlin", Says: "Tue 10:00 CET"}
	if len(v.Held) != 2 || v.Held[first] != berlin || v.Held[second].Says != "Tue 11:00 CET" {
		t.Fatalf("the screen hears of %v", v.Held)
	}
	if _, err := l.SetTag(ctx, first, TagFields{Teaser: &taglane.Teaser{Label: strings.Repeat("x", taglane.TeaserMost+1)}}); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("words that are too long: %v", err)
	}
	teaser := &taglane.Teaser{Label: "For cold feet", Still: true}
	if _, err := l.SetTag(ctx, first, TagFields{Teaser: teaser}); err != nil {
		t.Fatal(err)
	}
	if _, err := l.SetPath(ctx, first, taglane.Path{Keys: []taglane.Key{{Frame: 80, Spot: taglane.Spot{X: .5, Y: .5}}}}); err != nil {
		t.Fatal(err)
	}
	l.looked(l.page)
	if _, err := l.Publish(ctx, l.clip, l.page, nil, time.Time{}); err != nil {
		t.Fatal(err)
	}
	idle(t, l.Studio)
	l.announces(true)
	if b, _ := l.TagsAs(ctx, l.clip, "cloudimage"); strings.Contains(b.Text, "2026-12-01T09:00:00Z") {
		t.Error("the player counts down though it should stand still")
	}
	if _, err := l.SetTag(ctx, first, TagFields{Teaser: &taglane.Teaser{Label: "For cold feet"}}); err != nil {
		t.Fatal(err)
	}
	if b, _ := l.TagsAs(ctx, l.clip, "cloudimage"); !strings.Contains(b.Text, `"countdown": "2026-12-01T09:00:00Z"`) {
		t.Errorf("the player does not count down: %s", b.Text)
	}
	if c, err := l.Undo(ctx, l.clip); err != nil || *tag(c.Clip.Tags, 0).Teaser != *teaser {
		t.Errorf("taken back it says %+v, %v", tag(c.Clip.Tags, 0).Teaser, err)
	}
	document, err := os.Open(filepath.Join(l.pages, "two-for-the-road", "timeline.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer document.Close()
	if taken, err := l.ImportTags(ctx, filmed(t, l.Studio), document); err != nil || !strings.Contains(strings.Join(taken.Refused, " "), "counts down to a time; here it does not") {
		t.Errorf("taking the page's own tags passes over their clocks: %v, %v", taken.Refused, err)
	}
	for _, at := range []time.Time{l.opens, l.opens.Add(time.Hour)} {
		*l.now = at
		idle(t, l.Studio)
	}
	l.announces(false)
	if v, err := l.View(ctx, l.clip); err != nil || len(v.Held) > 0 {
		t.Errorf("at its time the screen hears of %v, %v", v.Held, err)
	}
}

// announces says whether the page and the player's file tell only when the
// first thing comes, or what it is.
func (l *launch) announces(yet bool) {
	l.t.Helper()
	b, err := os.ReadFile(filepath.Join(l.pages, "two-for-the-road", "index.html"))
	if err != nil {
		l.t.Fatal(err)
	}
	text, err := l.TagsAs(ctx, l.clip, "cloudimage")
	if err != nil {
		l.t.Fatal(err)
	}
	for what, said := range map[string]string{"page": string(b), "player": text.Text} {
		if z, _ := names(said); z == yet || strings.Contains(said, "For cold feet") != yet {
			l.t.Errorf("%s, announcing %v: it names it %v\n%s", what, yet, z, said[max(0, len(said)-1200):])
		}
	}
	if strings.Contains(string(b), `"countdown":{"to":"2026-12-01T09:00:00Z","zone":"Europe/Berlin","still":true}`) != yet {
		l.t.Errorf("the page says when: %v", !yet)
	}
	if strings.Contains(strings.Join(text.Lost, " "), "only a countdown is shown") != yet {
		l.t.Errorf("what is lost: %v", text.Lost)
	}
}
