package youtube

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/platform/platformtest"
	"taglane/app/platform/youtube/youtubetest"
	"taglane/app/taglane"
)

// 600 KiB in pieces of 256 with one 503, as a correct client does it.
func TestTheTraceOfACorrectUpload(t *testing.T) {
	tr := begin(t, 600<<10).open()
	if err := tr.send(0, chunkStep); err != nil {
		t.Fatal(err)
	}
	tr.Instead(piece, 1, status(503))
	kind(t, tr.send(chunkStep, chunkStep), taglane.Later)
	if st := tr.status(); st.Offset != chunkStep {
		t.Fatalf("after a 503 the upload stands at %d", st.Offset)
	}
	for _, off := range []int{chunkStep, 2 * chunkStep} {
		if err := tr.send(off, min(chunkStep, len(tr.all)-off)); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"GET /youtube/v3/channels", "POST " + uploadPath,
		"PUT " + uploadPath + " bytes 0-262143/614400", "PUT " + uploadPath + " bytes 262144-524287/614400",
		"PUT " + uploadPath + " bytes */614400",
		"PUT " + uploadPath + " bytes 262144-524287/614400", "PUT " + uploadPath + " bytes 524288-614399/614400",
	}
	if got := tr.requests(); !slices.Equal(got, want) {
		t.Fatalf("asked\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if n := len(tr.Videos()); n != 1 || !(tr.video().SHA256 == hashOf(tr.all)) {
		t.Fatalf("%d videos, or other bytes", n)
	}
}

func TestAVideoIsMadePrivateAndSaysEverything(t *testing.T) {
	tr := begin(t, 1000)
	tr.p.Settings = map[string]string{"title": "A title", "category": "26", "ai": "true", "paid": "true"}
	tr.open().sendAll()
	v := tr.Videos()[0]
	want := map[string]any{"privacyStatus": "private", "selfDeclaredMadeForKids": false, "containsSyntheticMedia": true}
	for field, value := range want {
		if v.Status[field] != value {
			t.Errorf("%s is %v, want %v", field, v.Status[field], value)
		}
	}
	tags, _ := v.Snippet["tags"].([]any)
	if v.Snippet["title"] != "A title" || v.Snippet["categoryId"] != "26" || v.Snippet["defaultLanguage"] != "en" ||
		v.Snippet["description"] != describe(tr.p.Revision) || len(tags) != 1 || tags[0] != marker(tr.p.Key) || v.Paid["hasPaidProductPlacement"] != true {
		t.Errorf("the snippet is %+v, paid %+v", v.Snippet, v.Paid)
	}
	if n := len(tr.Posts()); n != 0 {
		t.Fatalf("%d videos are public before Release", n)
	}
}

func TestOnlyWhatYouTubeKeptCounts(t *testing.T) {
	tr := begin(t, 3*chunkStep+5).open()
	tr.Turn(func(k *youtubetest.Knobs) { k.Stores = chunkStep })
	kind(t, tr.send(0, 2*chunkStep), taglane.Conflict)
	if st := tr.status(); st.Offset != chunkStep {
		t.Fatalf("YouTube kept %d bytes, and Status says %d", chunkStep, st.Offset)
	}
	kind(t, tr.send(2*chunkStep, chunkStep), taglane.Conflict) // a gap
	kind(t, tr.send(chunkStep, chunkStep+1), taglane.Invalid)  // no multiple
	kind(t, tr.send(chunkStep, 3*chunkStep), taglane.Invalid)  // too long
	if err := tr.send(chunkStep, chunkStep); err != nil {
		t.Fatal(err)
	}
	kind(t, tr.send(0, chunkStep), taglane.Conflict) // would be skipped in silence
	if err := tr.send(2*chunkStep, chunkStep+5); err != nil {
		t.Fatal(err)
	}
	if !(tr.video().SHA256 == hashOf(tr.all)) {
		t.Fatal("the bytes are others")
	}
}

func TestAnswersOfAnUploadAreReadAsTheyAreMeant(t *testing.T) {
	const size = 1 << 20
	header := func(pairs ...string) http.Header {
		h := http.Header{}
		for i := 0; i < len(pairs); i += 2 {
			h.Set(pairs[i], pairs[i+1])
		}
		return h
	}
	for name, c := range map[string]struct {
		answer httpx.Answer
		want   reply
		kind   taglane.Kind
	}{
		"nothing kept":       {httpx.Answer{Status: 308, Header: header()}, reply{}, ""},
		"with its unit":      {httpx.Answer{Status: 308, Header: header("Range", "bytes=0-999999")}, reply{Kept: 1_000_000}, ""},
		"without its unit":   {httpx.Answer{Status: 308, Header: header("Range", "0-999999")}, reply{Kept: 1_000_000}, ""},
		"a 200 that is 308":  {httpx.Answer{Status: 200, Header: header("X-HTTP-Status-Code-Override", "308", "Range", "0-9")}, reply{Kept: 10}, ""},
		"done as 201":        {httpx.Answer{Status: 201, Header: header(), Body: []byte(`{"id":"v"}`)}, reply{Kept: size, Whole: true, Video: "v"}, ""},
		"done as 200":        {httpx.Answer{Status: 200, Header: header(), Body: []byte(`{"id":"v"}`)}, reply{Kept: size, Whole: true, Video: "v"}, ""},
		"done, no id":        {httpx.Answer{Status: 200, Header: header()}, reply{Kept: size, Whole: true}, ""},
		"more than there is": {httpx.Answer{Status: 308, Header: header("Range", "bytes=0-1048576")}, reply{}, taglane.Internal},
		"not from zero":      {httpx.Answer{Status: 308, Header: header("Range", "bytes=5-9")}, reply{}, taglane.Internal},
		"no number":          {httpx.Answer{Status: 308, Header: header("Range", "bytes=0-x")}, reply{}, taglane.Internal},
		"no JSON":            {httpx.Answer{Status: 200, Header: header(), Body: []byte(`<html>`)}, reply{}, taglane.Internal},
		"another redirect":   {httpx.Answer{Status: 302, Header: header("Location", "https://elsewhere.example/")}, reply{}, taglane.Internal},
	} {
		got, err := readReply(c.answer, size)
		if got != c.want || taglane.KindOf(err) != c.kind {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestALostLastAnswerMakesNoSecondVideo(t *testing.T) {
	tr := begin(t, 1000).open()
	wire := &platformtest.Wire{}
	tr.s = openFar(t, tr.Twin, wire)
	wire.Break(platformtest.CutAfter, 1)
	kind(t, tr.send(0, 1000), taglane.Later)
	if st := tr.status(); !st.Ready || len(tr.Videos()) != 1 {
		t.Fatalf("%+v, %d videos", st, len(tr.Videos()))
	}
	tr.release()
}

func TestASessionThatIsGone(t *testing.T) {
	for _, code := range []int{404, 410} {
		tr := begin(t, 1000).open()
		tr.Instead(question, 1, status(code))
		_, err := tr.s.Status(t.Context(), tr.up)
		kind(t, err, taglane.NotFound)

		// After the last byte the video is there, and found by its mark.
		fresh := tr.up
		tr.sendAll()
		tr.up = fresh
		tr.Instead(question, 1, status(code))
		if st := tr.status(); !st.Ready || len(tr.Videos()) != 1 {
			t.Fatalf("a video of a session that ended with %d: %+v", code, st)
		}
	}
}

func TestASessionGoneInTheMiddleOfAPieceIsAskedAbout(t *testing.T) {
	tr := begin(t, 2*chunkStep).open()
	tr.Forget()
	kind(t, tr.send(0, chunkStep), taglane.Conflict)
}

func TestALastPieceUnansweredAndUnlistedIsUnsure(t *testing.T) {
	tr := begin(t, 1000).open()
	tr.Turn(func(k *youtubetest.Knobs) { k.Unlisted = true })
	wire := &platformtest.Wire{}
	tr.s = openFar(t, tr.Twin, wire)
	var kept json.RawMessage
	tr.s.Pace(nil, func(state json.RawMessage) { kept = state })
	wire.Break(platformtest.CutAfter, 1)
	kind(t, tr.send(0, 1000), taglane.Later)
	tr.Forget()
	memories.Clear() // the program ended, and began again
	tr.s = openFar(t, tr.Twin, nil)
	tr.s.Pace(kept, func(json.RawMessage) {})
	if strings.Contains(string(kept), "secretsecret") {
		t.Errorf("the state has the address of an upload: %s", kept)
	}
	_, err := tr.s.Status(t.Context(), tr.up)
	kind(t, err, taglane.Unsure)
	tr.Turn(func(k *youtubetest.Knobs) { k.Unlisted = false })
	if st := tr.status(); !st.Ready {
		t.Fatalf("once listed: %+v", st)
	}
}

func TestAnAnswerWithoutAnIDIsLookedUp(t *testing.T) {
	tr := begin(t, 1000).open()
	fresh := tr.up
	tr.sendAll()
	tr.up = fresh
	tr.Instead(question, 1, status(200))
	if st := tr.status(); !st.Ready {
		t.Fatalf("%+v", st)
	}
	tr = begin(t, 1000).open()
	tr.Instead(piece, 1, status(200))
	kind(t, tr.send(0, 1000), taglane.Later)
}

func TestAnUploadGoesOnlyToYouTube(t *testing.T) {
	tr := begin(t, 1000)
	for _, address := range []string{"", "https://elsewhere.example" + uploadPath, tr.URL() + "/other", tr.URL() + uploadPath + "/../../x", "https://www.googleapis.com" + uploadPath} {
		tr.Instead(begins, 1, func(rw http.ResponseWriter, _ *http.Request) { rw.Header().Set("Location", address) })
		_, err := tr.s.Open(t.Context(), tr.p.Key, tr.p)
		kind(t, err, taglane.Internal)
		up, _ := json.Marshal(session{URI: address, Size: 1000})
		_, err = tr.s.Status(t.Context(), up)
		kind(t, err, taglane.NotFound)
	}
}

func TestTheWrongChannelGetsNothing(t *testing.T) {
	tr := begin(t, 1000)
	tr.Turn(func(k *youtubetest.Knobs) { k.Channel = "UCsomebody-else" })
	_, err := tr.s.Open(t.Context(), tr.p.Key, tr.p)
	kind(t, err, taglane.Refused)
	if tr.Spent().Inserts != 0 {
		t.Fatal("an upload was begun all the same")
	}
}

func TestATokenThatEndsOnTheWay(t *testing.T) {
	tr := begin(t, 2*chunkStep).open()
	var kept []string
	tr.s.Keep(func(secret json.RawMessage) error {
		kept = append(kept, string(secret))
		return nil
	})
	tr.ExpireTokens()
	tr.sendAll()
	if tr.Renewed() != 1 || len(kept) != 1 {
		t.Fatalf("renewed %d times, kept %v", tr.Renewed(), kept)
	}
	for _, part := range []string{`"access_token":"ya29.renewed-1"`, `"client_id":"` + youtubetest.ClientID + `"`, youtubetest.FirstRefresh} {
		if !strings.Contains(kept[0], part) {
			t.Errorf("what is kept lacks %s", part)
		}
	}
	if !(tr.video().SHA256 == hashOf(tr.all)) {
		t.Error("the bytes are others")
	}
	tr.Instead(func(r *http.Request) bool { return r.URL.Path != youtubetest.TokenPath }, 100, youtubetest.No(401, "global", "authError"))
	_, err := tr.s.Status(t.Context(), tr.up)
	kind(t, err, taglane.Login)
}

func TestNoSecretIsLogged(t *testing.T) {
	tr := begin(t, 2*chunkStep)
	var lines []string
	tr.s.client.Log = func(l httpx.Line) {
		b, _ := json.Marshal(l)
		lines = append(lines, string(b))
	}
	tr.open()
	tr.Instead(piece, 1, status(503))
	_ = tr.send(0, chunkStep)
	tr.sendAll()
	for _, l := range lines {
		for _, secret := range []string{"secretsecret", youtubetest.FirstAccess, youtubetest.FirstRefresh} {
			if strings.Contains(l, secret) {
				t.Errorf("a log line shows a secret: %s", l)
			}
		}
	}
	if len(lines) < 5 {
		t.Fatalf("only %d lines", len(lines))
	}
}

func TestAnAccountWithoutASecretAsksForALogin(t *testing.T) {
	tr := begin(t, 1000)
	p, err := New(tr.Account(), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Open(t.Context(), tr.p.Key, tr.p)
	kind(t, err, taglane.Login)
	_, err = New(tr.Account(), json.RawMessage(`[]`))
	kind(t, err, taglane.Invalid)
}

func TestInsights(t *testing.T) {
	tr := begin(t, 1000).open().sendAll()
	tr.Change(0, func(v *youtubetest.Video) { v.Stats = map[string]any{"viewCount": "1234", "commentCount": "5"} })
	post := tr.release()
	got, err := tr.s.Insights(t.Context(), post, time.Time{})
	if err != nil || len(got) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	for i, want := range []taglane.Observation{{Name: "views", Value: 1234}, {Name: "comments", Value: 5}} {
		if g := got[i]; g.Name != want.Name || g.Value != want.Value || g.Post != post.ID || g.At.IsZero() {
			t.Errorf("%+v, want %+v", g, want)
		}
	}
	_, err = tr.s.Insights(t.Context(), taglane.Post{ID: "video-99999"}, time.Time{})
	kind(t, err, taglane.NotFound)
}
