package youtube

import (
	"maps"
	"slices"
	"testing"
	"time"

	"taglane/app/platform/youtube/youtubetest"
	"taglane/app/taglane"
)

func TestAnUpdateChangesWhatItSaysAndNothingElse(t *testing.T) {
	tr := withCover(t)
	post := tr.open().sendAll().release()
	tr.Change(0, func(v *youtubetest.Video) { // a person was at work in YouTube Studio
		v.Snippet["tags"] = append(v.Snippet["tags"].([]any), "kitchen")
		v.Snippet["defaultAudioLanguage"] = "en-GB"
		v.Status["embeddable"], v.Status["license"] = false, "creativeCommon"
	})
	before := tr.video()
	tr.p.Revision.Draft.Clip.Title, tr.p.Revision.Draft.Clip.Caption = "Another title", "Another caption"
	tr.p.Revision.Draft.Tags[0].Relation = taglane.Paid
	tr.p.Revision.Cover = fileOf(t, drawn(180, 320))
	tr.p.Settings = map[string]string{"ai": "true"}
	lost, err := tr.s.Update(t.Context(), post, tr.p)
	if err != nil || len(lost) != 0 {
		t.Fatalf("%v, %v", lost, err)
	}
	v := tr.video()
	want := maps.Clone(before.Snippet)
	want["title"], want["description"] = "Another title", describe(tr.p.Revision)
	if !maps.EqualFunc(v.Snippet, want, same) {
		t.Errorf("the snippet is %v, want %v", v.Snippet, want)
	}
	if tags := v.Snippet["tags"].([]any); !slices.Contains(tags, any(marker(tr.p.Key))) || !slices.Contains(tags, any("kitchen")) {
		t.Errorf("tags %v", tags)
	}
	status := maps.Clone(before.Status)
	status["containsSyntheticMedia"] = true
	if !maps.EqualFunc(v.Status, status, same) {
		t.Errorf("the status is %v, want %v", v.Status, status)
	}
	if v.Paid["hasPaidProductPlacement"] != true || v.Cover != tr.p.Revision.Cover.SHA256 || len(tr.Posts()) != 1 {
		t.Errorf("%+v", v)
	}
	// Twice is once: nothing is left to change, so nothing is sent.
	units, updates, covers := tr.Spent().Units, v.Updates, v.Covers
	if lost, err := tr.s.Update(t.Context(), post, tr.p); err != nil || len(lost) != 0 {
		t.Fatalf("%v, %v", lost, err)
	}
	if v := tr.video(); v.Updates != updates || v.Covers != covers || tr.Spent().Units != units+1 {
		t.Errorf("%d updates, %d covers, %d units", v.Updates-updates, v.Covers-covers, tr.Spent().Units-units)
	}
}

// The mark of ours comes back where somebody took it out, and a schedule stays.
func TestAnUpdateOfWhatIsNotPublicYet(t *testing.T) {
	tr := begin(t, 1000)
	tr.p.Settings = map[string]string{"publish_at": "2026-12-01T18:00:00Z"}
	post := tr.open().sendAll().release()
	tr.Change(0, func(v *youtubetest.Video) { v.Snippet["tags"] = []any{"kitchen"} })
	tr.p.Settings["ai"] = "true"
	if _, err := tr.s.Update(t.Context(), post, tr.p); err != nil {
		t.Fatal(err)
	}
	v := tr.video()
	if !same(v.Snippet["tags"], []any{"kitchen", marker(tr.p.Key)}) || v.Status["publishAt"] != "2026-12-01T18:00:00Z" || v.Status["privacyStatus"] != "private" {
		t.Errorf("%v %v", v.Snippet, v.Status)
	}
}

func TestAScheduleIsMovedUntilItsTime(t *testing.T) {
	tr := begin(t, 1000)
	tr.p.Settings = map[string]string{"publish_at": "2026-12-01T18:00:00Z"}
	post := tr.open().sendAll().release()
	for _, c := range [][2]string{
		{"2026-12-02T19:00:00+01:00", "2026-12-02T18:00:00Z"},
		{"2026-11-01T00:00:00Z", "2026-12-02T18:00:00Z"}, // over already
		{"now", "2026-12-02T18:00:00Z"},
	} {
		tr.p.Settings["publish_at"] = c[0]
		if _, err := tr.s.Update(t.Context(), post, tr.p); err != nil {
			t.Fatal(err)
		}
		if v := tr.video(); v.Status["publishAt"] != c[1] || v.Status["privacyStatus"] != "private" {
			t.Errorf("%s leads to %v", c[0], v.Status)
		}
	}
	// What is public is not hidden again.
	tr.Clock.Set(time.Date(2026, 12, 3, 0, 0, 0, 0, time.UTC))
	tr.p.Settings["publish_at"] = "2026-12-09T00:00:00Z"
	if _, err := tr.s.Update(t.Context(), post, tr.p); err != nil || len(tr.Posts()) != 1 {
		t.Errorf("%v, %d posts", err, len(tr.Posts()))
	}
}

func TestAnUpdateThatCannotBe(t *testing.T) {
	tr := begin(t, 1000)
	post := tr.open().sendAll().release()
	_, err := tr.s.Update(t.Context(), taglane.Post{ID: "video-99999"}, tr.p)
	kind(t, err, taglane.NotFound)
	tr.Leave(mayUpload + " " + mayRead)
	asked := len(tr.Door().Calls())
	_, err = openFar(t, tr.Twin, nil).Update(t.Context(), post, tr.p)
	kind(t, err, taglane.Login)
	if len(tr.Door().Calls()) != asked {
		t.Error("YouTube was asked for what there is no leave for")
	}
	tr.Leave(youtubetest.Everything)
	tr.Change(0, func(v *youtubetest.Video) { v.Stage, v.Reason = "rejected", "claim" })
	_, err = tr.s.Update(t.Context(), post, tr.p)
	kind(t, err, taglane.Refused)
}
