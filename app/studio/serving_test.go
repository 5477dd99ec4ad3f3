package studio

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"taglane/app/taglane"
)

// guest is somebody's browser in the same network.
type guest struct {
	t    *testing.T
	http *http.Client
	at   string
}

func (g guest) ask(method, path string, body any) (int, string) {
	g.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		g.t.Fatal(err)
	}
	r, err := http.NewRequest(method, g.at+path, bytes.NewReader(b))
	if err != nil {
		g.t.Fatal(err)
	}
	r.Header.Set("Origin", g.at)
	r.Header.Set("Content-Type", "application/json")
	resp, err := g.http.Do(r)
	if err != nil {
		g.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text)
}

func TestGuestsInTheNetworkSeeAndSayWhatAReviewIsFor(t *testing.T) {
	o := options(filepath.Join(t.TempDir(), "library"))
	s, err := Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	closed := false
	defer func() {
		if !closed {
			s.Close()
		}
	}()
	clip := addClip(t, s, 300)
	c, _ := s.store.Clip(ctx, clip)
	if _, err := s.cache.Keep(c.Fingerprint+"-review.mp4", func() ([]byte, error) { return []byte("small film"), nil }); err != nil {
		t.Fatal(err)
	}
	private, aloud, to := "What nobody else may read", "What all may read", true
	for text, mine := range map[string]*bool{private: &to, aloud: nil} {
		if _, err := s.AddComment(ctx, clip, CommentFields{Text: &text, Private: mine}); err != nil {
			t.Fatal(err)
		}
	}
	wish := ReviewWish{Clips: []taglane.ID{clip}, Address: "127.0.0.1", Rights: taglane.Rights{Comment: true, Approve: true}}
	if _, err := s.ServeReview(ctx, wish); taglane.KindOf(err) != taglane.Login {
		t.Fatalf("without a vault: %v", err)
	}
	if _, err := s.ChooseVault(ctx, "memory", ""); err != nil {
		t.Fatal(err)
	}
	served, err := s.ServeReview(ctx, wish)
	if err != nil {
		t.Fatal(err)
	}
	link := served.Links[0]
	jar, _ := cookiejar.New(nil)
	g := guest{t, &http.Client{Jar: jar, Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}, served.Address}
	_, fragment, _ := strings.Cut(link.Link, "#")
	secret, _, _ := strings.Cut(fragment, ".")
	if code, text := g.ask("POST", "/r/enter", map[string]string{"cap": secret, "pin": link.PIN}); code != 200 {
		t.Fatalf("coming in: %d %s", code, text)
	}
	code, page := g.ask("GET", "/r/1/", nil)
	digest := regexp.MustCompile(`"digest":"([0-9a-f]{64})"`).FindStringSubmatch(page)
	room := regexp.MustCompile(`"room":"([^"]+)"`).FindStringSubmatch(page)
	if code != 200 || digest == nil || room == nil || !strings.Contains(page, c.Name) || strings.Contains(page, "/nowhere") || strings.Contains(page, private) {
		t.Fatalf("the room: %d, digest %v, room %v", code, digest, room)
	}
	if code, film := g.ask("GET", "/r/1/film", nil); code != 200 || film != "small film" {
		t.Errorf("the film: %d %q", code, film)
	}
	g.says(s, clip, room[1], digest[1])
	key := strings.Repeat("0a", 16)
	_, news := g.ask("POST", "/r/1/news", map[string]any{"guest": key, "name": "Jo"})
	if !strings.Contains(news, aloud) || !strings.Contains(news, "Softer") || strings.Contains(news, private) {
		t.Errorf("what a guest reads: %s", news)
	}
	g.isWoken(s, clip, key, news)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	closed = true
	if conn, err := net.Dial("tcp", strings.TrimPrefix(served.Address, "https://")); err == nil {
		conn.Close()
		t.Error("guests are let in after the library was closed")
	}
}

// says lets the guest comment and approve, and looks how the library has it.
func (g guest) says(s *Studio, clip taglane.ID, room, digest string) {
	g.t.Helper()
	answer := map[string]any{"format": "taglane-review-1", "room": room, "clip": clip, "digest": digest, "guest": strings.Repeat("0a", 16), "name": "Jo",
		"comments": []any{map[string]any{"id": "01939393-0000-7000-8000-000000000001", "frame": 10, "out": 20, "text": "Softer <b>here</b>", "at": time.Now()}}}
	for range 2 {
		if code, text := g.ask("POST", "/r/1/answer", answer); code != 200 {
			g.t.Fatalf("a comment: %d %s", code, text)
		}
	}
	answer["comments"], answer["verdict"] = []any{}, map[string]any{"n": 1, "answer": "approves", "note": "", "at": time.Now()}
	if code, text := g.ask("POST", "/r/1/answer", answer); code != 200 {
		g.t.Fatalf("a verdict: %d %s", code, text)
	}
	all, err := s.Comments(ctx, clip)
	if err != nil || len(all) != 3 {
		g.t.Fatalf("%d threads, %v", len(all), err)
	}
	said := 0
	for _, c := range all {
		if c.Name == "Jo" && c.Text == "Softer <b>here</b>" && !c.Mine && strings.HasPrefix(string(c.Author), "guest-") {
			said++
		}
	}
	stands, err := s.Approval(ctx, clip)
	if err != nil || said != 1 || stands.Has != 0 || !strings.Contains(stands.Line, "Jo") {
		g.t.Errorf("said %d times, approvals %+v, %v", said, stands, err)
	}
}

// isWoken waits for news while something is said here.
func (g guest) isWoken(s *Studio, clip taglane.ID, key, news string) {
	g.t.Helper()
	var had struct{ Cursor string }
	if err := json.Unmarshal([]byte(news), &had); err != nil {
		g.t.Fatal(err)
	}
	told := make(chan string)
	go func() {
		for after := time.Now(); time.Since(after) < 5*time.Second; {
			if _, text := g.ask("POST", "/r/1/news", map[string]any{"guest": key, "name": "Jo", "after": had.Cursor}); strings.Contains(text, "Said meanwhile") {
				told <- text
				return
			}
		}
		told <- ""
	}()
	text := "Said meanwhile"
	if _, err := s.AddComment(ctx, clip, CommentFields{Text: &text}); err != nil {
		g.t.Fatal(err)
	}
	if <-told == "" {
		g.t.Error("the guest is not told of what was said meanwhile")
	}
}
