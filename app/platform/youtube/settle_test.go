package youtube

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/youtube/youtubetest"
	"taglane/app/taglane"
)

func TestAVideoUnderWayIsLookedAtMoreAndMoreSeldom(t *testing.T) {
	tr := begin(t, 1000)
	tr.Turn(func(k *youtubetest.Knobs) { k.Processing = 7 })
	tr.open().sendAll()
	_, err := tr.s.Release(t.Context(), tr.up, tr.p)
	kind(t, err, taglane.Conflict)
	var waits []time.Duration
	for st := tr.status(); !st.Ready; st = tr.status() {
		if !st.Complete || st.Post != nil {
			t.Fatalf("%+v", st)
		}
		waits = append(waits, st.Wait)
	}
	// The first look was Release's; 25 s is what YouTube itself says is left.
	want := []time.Duration{25, 40, 80, 160, 300, 300}
	for i := range want {
		want[i] *= time.Second
	}
	if !slices.Equal(waits, want) {
		t.Fatalf("waits %v, want %v", waits, want)
	}
	tr.release()
	if n := len(tr.Posts()); n != 1 {
		t.Fatalf("%d posts", n)
	}
}

func TestAVideoThatWillNeverBeWatched(t *testing.T) {
	for _, c := range [][2]string{{"failed", "codec"}, {"rejected", "copyright"}, {"rejected", "duplicate"}, {"deleted", ""}} {
		tr := begin(t, 1000)
		tr.Turn(made(func(v *youtubetest.Video) { v.Stage, v.Reason = c[0], c[1] }))
		tr.open().sendAll()
		_, err := tr.s.Status(t.Context(), tr.up)
		kind(t, err, taglane.Refused)
		if !strings.Contains(taglane.MessageOf(err), c[1]) {
			t.Errorf("%v is told as %v", c, err)
		}
		_, err = tr.s.Release(t.Context(), tr.up, tr.p)
		kind(t, err, taglane.Refused)
	}
}

// A copy of a video that is there already is that video.
func TestARejectedDuplicateIsTheOneBeforeIt(t *testing.T) {
	tr := begin(t, 1000).open().sendAll()
	tr.Turn(made(func(v *youtubetest.Video) { v.Stage, v.Reason = "rejected", "duplicate" }))
	tr.open().sendAll()
	if post := tr.release(); post.ID != tr.Videos()[0].ID {
		t.Fatalf("released %v", post)
	}
	if st := tr.status(); st.Post == nil || st.Post.ID != tr.Videos()[0].ID {
		t.Fatalf("%+v", st)
	}
}

func TestACutVideoStaysPrivate(t *testing.T) {
	for name, how := range map[string]func(v *youtubetest.Video){
		"bytes missing":   func(v *youtubetest.Video) { v.Size-- },
		"seconds missing": func(v *youtubetest.Video) { v.Millis = 5000 }, // the clip has 10 s
	} {
		tr := begin(t, 1000)
		tr.Turn(made(how))
		tr.open().sendAll()
		_, err := tr.s.Status(t.Context(), tr.up)
		kind(t, err, taglane.Refused)
		_, err = tr.s.Release(t.Context(), tr.up, tr.p)
		kind(t, err, taglane.Refused)
		if n := len(tr.Posts()); n != 0 {
			t.Errorf("%s: %d posts", name, n)
		}
	}
	tr := begin(t, 1000)
	tr.Turn(made(func(v *youtubetest.Video) { v.Millis = 10_020 })) // a frame more is the container's rounding
	tr.open().sendAll().release()

	// Where YouTube does not tell the size yet, nobody can say that it is whole.
	tr = begin(t, 1000)
	tr.Turn(made(func(v *youtubetest.Video) { v.Size = 0 }))
	if st := tr.open().sendAll().status(); st.Ready || st.Wait == 0 {
		t.Fatalf("%+v", st)
	}
}

// What a person set in the meantime stays, for an update resets what it leaves out.
func TestReleaseChangesNothingElse(t *testing.T) {
	tr := begin(t, 1000).open().sendAll()
	tr.Change(0, func(v *youtubetest.Video) {
		v.Status["embeddable"], v.Status["license"], v.Status["publicStatsViewable"] = false, "creativeCommon", false
		v.Status["publishAt"] = "2126-01-01T00:00:00Z" // ours is now
	})
	post := tr.release()
	v := tr.video()
	want := map[string]any{"privacyStatus": "public", "publishAt": nil, "embeddable": false, "license": "creativeCommon", "publicStatsViewable": false,
		"selfDeclaredMadeForKids": false, "containsSyntheticMedia": false}
	for field, value := range want {
		if v.Status[field] != value {
			t.Errorf("%s is %v after Release, want %v", field, v.Status[field], value)
		}
	}
	if want := "https://youtube.com/shorts/" + v.ID; post.Link != want {
		t.Errorf("the link is %s, want %s", post.Link, want)
	}
	before := tr.Spent().Units
	tr.release() // is public already: looking costs 1, setting would cost 50
	if spent := tr.Spent().Units - before; spent != 1 {
		t.Errorf("a second Release costs %d units", spent)
	}
}

func TestReleaseGoesNoFurtherThanWanted(t *testing.T) {
	for privacy, public := range map[string]int{"public": 1, "unlisted": 0, "private": 0} {
		tr := begin(t, 1000)
		tr.p.Settings = map[string]string{"privacy": privacy}
		tr.open().sendAll()
		for range 2 {
			if post := tr.release(); post.ID != tr.Videos()[0].ID {
				t.Fatalf("%s: %+v", privacy, post)
			}
		}
		if got := tr.Videos()[0].Status["privacyStatus"]; got != privacy || len(tr.Posts()) != public {
			t.Errorf("%s became %v", privacy, got)
		}
		if st := tr.status(); (st.Post != nil) != (privacy != "private") {
			t.Errorf("%s: %+v", privacy, st)
		}
	}
}

func TestYouTubesOwnSchedule(t *testing.T) {
	tr := begin(t, 1000)
	at := tr.Clock.Now().Add(48 * time.Hour).UTC().Truncate(time.Second).Format(time.RFC3339)
	tr.p.Settings = map[string]string{"publish_at": at}
	tr.open().sendAll()
	if st := tr.status(); st.Post != nil || tr.Videos()[0].Status["publishAt"] != nil {
		t.Fatalf("scheduled before Release: %+v", st)
	}
	post := tr.release()
	if v := tr.Videos()[0].Status; v["privacyStatus"] != "private" || v["publishAt"] != at {
		t.Fatalf("the status is %v", v)
	}
	if post.PublicAt.Format(time.RFC3339) != at {
		t.Errorf("the post is public at %v, want %s", post.PublicAt, at)
	}
	if st := tr.status(); st.Post == nil || st.Post.ID != post.ID {
		t.Fatalf("a scheduled video: %+v", st)
	}
	if got, err := tr.s.Find(t.Context(), tr.p.Key); err != nil || got.ID != post.ID {
		t.Fatalf("Find gives %+v, %v", got, err)
	}

	// A moment that went by while the clip was on its way is now.
	tr = begin(t, 1000)
	tr.p.Settings = map[string]string{"publish_at": "2026-01-01T00:00:00Z"}
	tr.open().sendAll().release()
	if v := tr.Videos()[0].Status; v["privacyStatus"] != "public" || v["publishAt"] != nil {
		t.Fatalf("the status is %v", v)
	}
}

func TestAVideoThatStaysPrivateIsNotCalledPublic(t *testing.T) {
	tr := begin(t, 1000).open().sendAll()
	tr.Instead(func(r *http.Request) bool { return r.Method == http.MethodPut && r.URL.Path == videosPath }, 1, says(`{"id":"video-00001","status":{"privacyStatus":"private"}}`))
	_, err := tr.s.Release(t.Context(), tr.up, tr.p)
	kind(t, err, taglane.Refused)
}

func TestAVideoNotListedYetIsWaitedFor(t *testing.T) {
	tr := begin(t, 1000).open().sendAll()
	tr.Instead(func(r *http.Request) bool { return r.Method == http.MethodGet && r.URL.Path == videosPath }, 1, says(`{"items":[]}`))
	_, err := tr.s.Status(t.Context(), tr.up)
	kind(t, err, taglane.Later)
}

func TestFindReadsFurtherPages(t *testing.T) {
	tr := begin(t, 1000).open().sendAll()
	post := tr.release()
	for range 120 {
		tr.AddVideo(youtubetest.Video{ID: "other-" + decimal(int64(len(tr.Videos()))), Snippet: map[string]any{"tags": []string{"tlother"}}, Status: map[string]any{}})
	}
	got, err := tr.s.Find(t.Context(), tr.p.Key)
	if err != nil || got.ID != post.ID {
		t.Fatalf("%+v, %v", got, err)
	}
}
