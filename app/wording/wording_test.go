package wording

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

func TestWhatCountsIsLaidOver(t *testing.T) {
	d, a := aDraft(), anAccount("privacy", "public", "signature", "Nora, with love", "hashtags", "mug #Slow", "market", "US")
	d.Clip.Caption = "A slow sunday with a #mug"
	w := told(t, d, a)
	want := map[string]string{"privacy": "public", "comments": "true", "disclosure": "false", "title": "clip", "caption": d.Clip.Caption,
		"signature": "Nora, with love", "hashtags": "mug #Slow", "audience": "US"}
	if !maps.Equal(w.Said, want) || len(w.Fields) != 0 {
		t.Errorf("said %v, want %v", w.Said, want)
	}
	if w.Text() != d.Clip.Caption+"\n\n#Slow\n\nNora, with love" {
		t.Errorf("the text is %q", w.Text())
	}
	w = told(t, d, a, "caption", "Only here.", "comments", "false", "signature", "no", "title", "Here", "cover_frame", "7")
	if w.Text() != "Only here.\n\n#mug #Slow" || w.Said["comments"] != "false" || w.Draft.Clip.Title != "Here" || *w.Draft.Clip.Cover != 7 {
		t.Errorf("%+v", w)
	}
	if w.Own.Caption != d.Clip.Caption || w.Own.Cover != nil || w.Own.Title != "" {
		t.Error("what is said at one account changed the clip")
	}
	if want := map[string]string{"privacy": "public", "comments": "false", "disclosure": "false"}; !maps.Equal(w.Settings(), want) {
		t.Errorf("settings %v, want %v", w.Settings(), want)
	}
	if back := w.with(map[string]string{"caption": "", "signature": ""}); back.Text() != d.Clip.Caption+"\n\n#Slow\n\nNora, with love" || w.Said["caption"] != "Only here." {
		t.Errorf("taken back: %q", back.Text())
	}
	if w = told(t, d, a, "cover_frame", "300"); w.Draft.Clip.Cover != nil {
		t.Error("a cover outside the clip")
	}
}

func TestWhatIsLaidOverForOnce(t *testing.T) {
	w, err := New(Told{Draft: aDraft(), Account: anAccount(), Fields: map[string]string{"title": "Here"}, Over: map[string]string{"title": "There", "privacy": "public"}})
	if err != nil || w.Draft.Clip.Title != "There" || w.Fields["title"] != "Here" || w.Settings()["privacy"] != "public" {
		t.Errorf("%+v, %v", w, err)
	}
	if _, err := New(Told{Draft: aDraft(), Over: map[string]string{"caption": "\x00"}}); taglane.KindOf(err) != taglane.Invalid {
		t.Error(err)
	}
}

// Where those live who see it is said by the pair, else the account, else the person.
func TestWhoSeesIt(t *testing.T) {
	for _, c := range []struct {
		account, pair, want string
	}{{"US", "DE", "DE"}, {"US", "", "US"}, {"", "", "GB"}} {
		a := anAccount()
		a.Settings["audience"] = c.account
		w, err := New(Told{Draft: aDraft(), Account: a, Fields: map[string]string{"audience": c.pair}, Audience: "GB"})
		if err != nil || w.Audience != c.want {
			t.Errorf("%+v: %q, %v", c, w.Audience, err)
		}
	}
}

func TestAnswersThatSaySomethingNew(t *testing.T) {
	w := told(t, aDraft(), anAccount(), "title", "Here")
	news, err := w.News(map[string]string{"title": "Here", "caption": "One.", "privacy": ""})
	if err != nil || !maps.Equal(news, map[string]string{"caption": "One."}) {
		t.Error(news, err)
	}
	for name, value := range map[string]string{"Caption": "x", "cover_frame": "-1", "a b": "x", "caption": strings.Repeat("x", 5001), "title": "\x00", "left:disc.words.pass": "x"} {
		if _, err := w.News(map[string]string{name: value}); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s=%.9q: %v", name, value, err)
		}
	}
	many := map[string]string{}
	for i := range 60 {
		many["k"+string(rune('a'+i%26))+string(rune('a'+i/26))] = "x"
	}
	if _, err := w.News(many); taglane.KindOf(err) != taglane.Invalid {
		t.Error("as many as anybody likes:", err)
	}
	for sentence, answers := range map[string]map[string]string{
		"Change the title for Place": {"title": "x"}, "Change the cover for Place": {"cover_frame": "7"},
		"Change what is posted to Place": {"title": "x", "caption": "y"},
	} {
		if got := Sentence(answers, "Place").String(); got != sentence {
			t.Errorf("%v is told as %q", answers, got)
		}
	}
}

func TestWhatIsSharedAndInherited(t *testing.T) {
	clips, each := Shared(map[string]string{"caption": "For all.", "hashtags": "mug"})
	if !maps.Equal(clips, map[string]string{"caption": "For all."}) || !maps.Equal(each, map[string]string{"caption": "", "hashtags": "mug"}) {
		t.Error(clips, each)
	}
	got := Inherited(map[string]string{"title": "Mine"}, map[string]string{"title": "Theirs", "caption": "Theirs.", leaving + "disc.words.pass": "{}"})
	if !maps.Equal(got, map[string]string{"caption": "Theirs."}) {
		t.Error(got)
	}
}

// An account is not asked again for every letter, but when its answer may be
// another, or is old.
func TestAnAccountIsAskedNowAndThen(t *testing.T) {
	var asks Asks
	asked, a := 0, anAccount()
	open := func(context.Context, taglane.Account) (platform.Publisher, error) {
		return place{account: a, asked: &asked}, nil
	}
	for _, c := range []struct {
		answers []string
		after   time.Duration
		want    int
	}{{nil, 0, 1}, {[]string{"caption", "On", "title", "He"}, 0, 1}, {[]string{"comments", "false"}, 0, 2}, {[]string{"comments", "false"}, askAgain, 3}} {
		said := asks.Ask(ctx, told(t, aDraft(), a, c.answers...), now.Add(c.after), open)
		if asked != c.want || said.Who != "@place" || said.Options[0].Why.String() != "Not today." {
			t.Errorf("%v after %v: asked %d times, %+v", c.answers, c.after, asked, said)
		}
	}
	locked := func(context.Context, taglane.Account) (platform.Publisher, error) {
		return nil, errors.New("locked")
	}
	other := anAccount()
	other.ID = "b"
	said := asks.Ask(ctx, told(t, aDraft(), other), now, locked)
	if keys := optionKeys(said); !slices.Equal(keys, []string{"privacy", "comments", "disclosure"}) || said.Who != "" {
		t.Error("who cannot be asked:", keys)
	}
}

func optionKeys(said platform.Asked) (out []string) {
	for _, o := range said.Options {
		out = append(out, o.Key)
	}
	return out
}

func TestTextsAreKept(t *testing.T) {
	n := 0
	id := func() taglane.ID { n++; return taglane.ID(rune('a' + n)) }
	list, kept, err := KeepSnippets([]Snippet{{Name: " Sizes ", Text: "S, M"}, {ID: "x", Name: "Ad", Text: "Ad"}}, id)
	if err != nil || list[0].Name != "Sizes" || list[0].ID == "" || list[1].ID != "x" {
		t.Fatal(list, err)
	}
	if back, err := Snippets(kept); err != nil || !slices.Equal(back, list) {
		t.Error(back, err)
	}
	if none, err := Snippets(""); err != nil || none == nil || len(none) != 0 {
		t.Error(none, err)
	}
	if _, err := Snippets("{"); taglane.KindOf(err) != taglane.Internal {
		t.Error(err)
	}
	for _, wrong := range [][]Snippet{{{Name: " "}}, {{Name: strings.Repeat("x", 81)}}, {{Name: "x", Text: "\xff"}}, make([]Snippet, mostSnippets+1)} {
		if _, _, err := KeepSnippets(wrong, id); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%d texts: %v", len(wrong), err)
		}
	}
}
