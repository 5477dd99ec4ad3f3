package studio

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"taglane/app/media"
	"taglane/app/taglane"
)

// A clip goes out as one file with a small film of all its frames, and an answer
// comes back as a guest's: once, on nobody's behalf, and in no way of the queue.
func TestAClipIsReviewedInAFile(t *testing.T) {
	needTools(t)
	dir := t.TempDir()
	s := newStudio(t)
	clip := imported(t, s, film(t, filepath.Join(dir, "Slow Sunday.mp4"), 40)).ID
	product := addProduct(t, s, "Stoneware <mug>")
	addTag(t, s, clip, product, 5, 30)
	if _, err := s.SetApprovals(ctx, "", 1); err != nil {
		t.Fatal(err)
	}
	words := "Is it warm enough?"
	said, err := s.AddComment(ctx, clip, CommentFields{Text: &words})
	if err != nil {
		t.Fatal(err)
	}
	room, err := s.ReviewRoom(ctx, clip, RoomOptions{Rights: taglane.Rights{Comment: true, Approve: true}, Note: "Thank you!"})
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(room.Path)
	if err != nil || filepath.Base(room.Path) != "Slow Sunday.review.html" || room.Film != "" {
		t.Fatalf("%+v, %v", room, err)
	}
	var shows struct {
		Room, Clip taglane.ID
		Digest     string
		Film       struct{ Frames taglane.Frame }
		Comments   []struct{ ID taglane.ID }
	}
	m := regexp.MustCompile(`(?s)id="data">(.*?)</script>`).FindSubmatch(page)
	if err := json.Unmarshal(m[1], &shows); err != nil || shows.Room != room.Room || len(shows.Comments) != 1 || shows.Comments[0].ID != said.ID {
		t.Fatalf("%+v, %v", shows, err)
	}
	inside(t, page, shows.Film.Frames)
	if me := members(t, s)[0]; bytes.Contains(page, []byte(me.ID)) {
		t.Error("the room names a member by their id")
	}

	answer := func(room taglane.ID, verdict string, n int) []byte {
		return fmt.Appendf(nil, `{"format":"taglane-review-1","room":%q,"clip":%q,"digest":%q,"guest":"00112233445566778899aabbccddeeff","name":"Mia",
			"comments":[{"id":"0199bbbb-0000-7000-8000-000000000001","frame":10,"out":12,"text":"<b>Yes</b>","drawing":[],"reply":%q,"at":"2026-11-26T09:30:00Z"}],
			"verdict":{"n":%d,"answer":%q,"note":"Lovely.","at":"2026-11-26T09:30:00Z"}}`, room, shows.Clip, shows.Digest, said.ID, n, verdict)
	}
	for i, want := range []struct {
		verdict string
		n       int
		line    string
	}{
		{"approves", 1, "Mia approves, as a guest. New comments: 1."}, {"approves", 1, "The answer of Mia was taken in before."},
		{"changes", 2, "Mia asks for changes, as a guest."}, {"approves", 1, "The answer of Mia was taken in before."},
	} {
		took, err := s.TakeAnswer(ctx, answer(room.Room, want.verdict, want.n))
		if err != nil || took.Line != want.line || took.Clip != clip {
			t.Errorf("%d: %+v, %v", i, took, err)
		}
	}
	threads, err := s.Comments(ctx, clip)
	if err != nil || len(threads) != 1 || len(threads[0].Replies) != 1 || threads[0].Replies[0].Text != "<b>Yes</b>" || threads[0].Replies[0].Mine {
		t.Errorf("%+v, %v", threads, err)
	}
	stands, err := s.Approval(ctx, clip)
	if err != nil || stands.Ready || stands.Has != 0 || len(stands.Verdicts) != 1 || stands.Verdicts[0].Standing != "guest" || !strings.HasSuffix(stands.Line, "Changes are wanted by guests: Mia.") {
		t.Errorf("%+v, %v", stands, err)
	}
	if _, err := s.TakeAnswer(ctx, answer("elsewhere", "approves", 3)); taglane.KindOf(err) != taglane.Refused {
		t.Error(err)
	}
	caption := "Another one"
	if _, err := s.SetClip(ctx, clip, ClipFields{Caption: &caption}); err != nil {
		t.Fatal(err)
	}
	if stands, err = s.Approval(ctx, clip); err != nil || len(stands.Verdicts) != 1 || stands.Verdicts[0].Standing != "earlier" || strings.Contains(stands.Line, "guests") {
		t.Errorf("after a change %+v, %v", stands, err)
	}
	file := filepath.Join(dir, "mia.review.json")
	if err := os.WriteFile(file, answer(room.Room, "withdrawn", 3), 0o600); err != nil {
		t.Fatal(err)
	}
	if took, err := s.TakeAnswerFile(ctx, file); err != nil || took.Verdict != taglane.Withdrawn {
		t.Errorf("%+v, %v", took, err)
	}
}

func members(t *testing.T, s *Studio) []Member {
	t.Helper()
	all, err := s.Members(ctx)
	if err != nil || len(all) == 0 {
		t.Fatal(all, err)
	}
	return all
}

// inside opens the film that lies in a room.
func inside(t *testing.T, page []byte, frames taglane.Frame) {
	t.Helper()
	m := regexp.MustCompile(`(?s)class="film">(.*?)</script>`).FindSubmatch(page)
	if m == nil {
		t.Fatal("no film lies in the room")
	}
	film, err := base64.StdEncoding.DecodeString(string(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "film.mp4")
	if err := os.WriteFile(path, film, 0o600); err != nil {
		t.Fatal(err)
	}
	tool, err := media.Find()
	if err != nil {
		t.Fatal(err)
	}
	if src, err := media.Open(ctx, tool, path); err != nil || src.Frames != frames || src.Frames == 0 {
		t.Errorf("the film has %d frames of %d: %v", src.Frames, frames, err)
	}
}
