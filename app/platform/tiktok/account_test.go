package tiktok

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/tiktok/tiktoktest"
	"taglane/app/taglane"
)

// person opens every address at once, as a browser whose person says yes.
type person struct {
	t     testing.TB
	shown *string
}

func (p person) Show(address string) error {
	*p.shown = address
	resp, err := http.Get(address)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("the page says %s", resp.Status)
	}
	return nil
}

func (p person) Tell(said taglane.Said) string { return said.String() }

func (p person) Paste(context.Context) (string, error) {
	p.t.Error("nothing has to be pasted")
	return "", nil
}

func (p person) Choose(context.Context, taglane.Said, []string) (int, error) {
	p.t.Error("there is nothing to choose")
	return 0, nil
}

func profile(t testing.TB) platform.Profile {
	t.Helper()
	p, ok := platform.ProfileOf("tiktok")
	if !ok {
		t.Fatal("TikTok is not described")
	}
	return p
}

// A whole login, from the app's key to a connector that works, and its end.
func TestAPersonConnectsAndLeaves(t *testing.T) {
	for mode, scope := range map[string]string{"inbox": "user.info.basic,video.upload,video.list", "direct": "user.info.basic,video.publish,video.list"} {
		w := stand(t)
		account, shown := w.Account("mode", mode, "audited", "true"), ""
		delete(account.Settings, "open_id")
		got, err := profile(t).Connect(t.Context(), account, w.App(), person{t, &shown})
		if err != nil {
			t.Fatal(err)
		}
		if got.Name != tiktoktest.Nickname || got.Settings["open_id"] != tiktoktest.OpenID || !strings.HasPrefix(shown, account.BaseURL+"/v2/auth/authorize/?") {
			t.Errorf("%s, %v, at %s", got.Name, got.Settings, shown)
		}
		var c credentials
		if json.Unmarshal(got.Secret, &c) != nil || c.Scope != scope || c.ClientSecret != tiktoktest.AppSecret || c.Access == "" || c.Refresh == "" || c.Expiry.IsZero() || c.Ends.IsZero() {
			t.Errorf("kept %+v", c)
		}
		account.Settings["open_id"] = got.Settings["open_id"]
		s, err := connect(account, got.Secret, nil)
		if err != nil {
			t.Fatal(err)
		}
		us := open(t, s, sized(t, w, 1000))
		if err := profile(t).Revoke(t.Context(), account, got.Secret); err != nil {
			t.Fatal(err)
		}
		_, err = s.Status(t.Context(), us)
		wantKind(t, err, taglane.Login)
		if err := profile(t).Revoke(t.Context(), account, got.Secret); err != nil {
			t.Errorf("what is over cannot be left again: %v", err)
		}
	}
}

// A person may say no, be somebody else, or begin without an app.
func TestALoginThatIsNone(t *testing.T) {
	w := stand(t)
	shown := ""
	_, err := profile(t).Connect(t.Context(), w.Account(), json.RawMessage(`{"client_key":"k"}`), person{t, &shown})
	if wantKind(t, err, taglane.Invalid); shown != "" {
		t.Error("a person is sent to TikTok without an app")
	}
	_, err = profile(t).Connect(t.Context(), w.Account(), json.RawMessage(`[`), person{t, &shown})
	wantKind(t, err, taglane.Invalid)
	_, err = profile(t).Connect(t.Context(), w.Account("open_id", "open-of-somebody-else"), w.App(), person{t, &shown})
	wantKind(t, err, taglane.Conflict)
	var c credentials
	if _ = json.Unmarshal(w.Secret(), &c); c.Access != "" {
		t.Error("a leave that nobody wants was kept")
	}
	w.Set(func(k *tiktoktest.Terms) { k.Deny = true })
	if _, err = profile(t).Connect(t.Context(), w.Account(), w.App(), person{t, &shown}); err == nil {
		t.Error("a no is taken for a yes")
	}
}

// A person may give a part of what was asked for; the health says which.
func TestHealthTellsWhatIsMissing(t *testing.T) {
	w := stand(t)
	w.Set(func(k *tiktoktest.Terms) { k.Scopes = "user.info.basic,video.upload" })
	account, shown := w.Account(), ""
	got, err := profile(t).Connect(t.Context(), account, w.App(), person{t, &shown})
	if err != nil {
		t.Fatal(err)
	}
	s, err := connect(account, got.Secret, nil)
	if err != nil {
		t.Fatal(err)
	}
	open(t, s, sized(t, w, 1000))
	open(t, s, sized(t, w, 1000))
	h, err := s.Health(t.Context())
	if err != nil || h.Name != tiktoktest.Nickname {
		t.Fatalf("%+v, %v", h, err)
	}
	granted := ""
	for _, sc := range h.Scopes {
		if sc.For.String() == "" {
			t.Errorf("%s is for nothing", sc.Name)
		}
		if sc.Granted {
			granted += sc.Name + " "
		}
	}
	if granted != "user.info.basic video.upload " || len(h.Scopes) != 3 {
		t.Errorf("granted %q of %d", granted, len(h.Scopes))
	}
	if len(h.Quotas) != 1 || h.Quotas[0].Left != 3 || h.Quotas[0].Most != 5 {
		t.Errorf("%+v", h.Quotas)
	}
	if in := time.Until(h.Quotas[0].ResetAt); in < 23*time.Hour || in > 24*time.Hour {
		t.Errorf("it comes back in %v", in)
	}
	if in := time.Until(h.Expires); in < 364*24*time.Hour || h.Note.String() != "" {
		t.Errorf("it ends in %v, with %q", in, h.Note)
	}
	w.TakeBack()
	_, err = s.Health(t.Context())
	wantKind(t, err, taglane.Login)
}

func TestHealthOfDirectPosts(t *testing.T) {
	for _, v := range []struct {
		audited string
		twin    func(*tiktoktest.Terms)
		note    string
	}{
		{"true", func(*tiktoktest.Terms) {}, ""},
		{"false", func(*tiktoktest.Terms) {}, saidUnaudited().String()},
		{"false", func(k *tiktoktest.Terms) { k.Creator.Privacy = []string{followers, friends, alone} }, ""},
		{"true", func(k *tiktoktest.Terms) { k.CreatorCode = "spam_risk_user_banned_from_posting" }, saidBanned().String()},
	} {
		w := stand(t)
		w.Set(v.twin)
		s := dialed(t, w, "mode", "direct", "audited", v.audited)
		h, err := s.Health(t.Context())
		if err != nil || h.Note.String() != v.note || len(h.Quotas) != 1 || h.Quotas[0].Most != 15 || h.Quotas[0].Left != 15 {
			t.Errorf("%+v, %v; want %q", h, err, v.note)
		}
	}
}

// A post gets its number and its address once moderation is over.
func TestLinkIsToldAfterModeration(t *testing.T) {
	w := stand(t)
	w.Set(func(k *tiktoktest.Terms) { k.Hidden = true })
	s := dialed(t, w, "mode", "direct", "audited", "true")
	us := open(t, s, sized(t, w, 1000))
	pushAll(t, s, us, 1000)
	post := *status(t, s, us).Post
	_, err := s.Link(t.Context(), post)
	wantKind(t, err, taglane.NotFound)
	w.Set(func(k *tiktoktest.Terms) { k.Hidden = false })
	want := taglane.Post{ID: "7300000000000000001", Link: "https://www.tiktok.com/@ada/video/7300000000000000001"}
	for _, p := range []taglane.Post{post, {ID: want.ID}} {
		if got, err := s.Link(t.Context(), p); err != nil || got != want {
			t.Errorf("%+v, %v", got, err)
		}
	}
	_, err = s.Link(t.Context(), taglane.Post{ID: "7399999999999999999"})
	wantKind(t, err, taglane.NotFound)
	_, err = s.Link(t.Context(), taglane.Post{ID: "v_pub_file~v2-1.999"})
	wantKind(t, err, taglane.NotFound)
	s.creds.Scope = "user.info.basic,video.publish"
	_, err = s.Link(t.Context(), post)
	wantKind(t, err, taglane.Login)
	for _, elsewhere := range []string{"http://www.tiktok.com/@ada/video/1", "https://www.tiktok.com.example/@ada/video/1", "https://user@www.tiktok.com/@ada/video/1", "javascript:alert(1)"} {
		if link, err := publicLink(elsewhere); err == nil {
			t.Errorf("%s is taken for %s", elsewhere, link)
		}
	}
}

// From the inbox the address comes once its person posted it.
func TestLinkOfTheInbox(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	us := open(t, s, sized(t, w, 1000))
	pushAll(t, s, us, 1000)
	post := *status(t, s, us).Post
	_, err := s.Link(t.Context(), post)
	wantKind(t, err, taglane.NotFound)
	w.Finish(post.ID)
	if got, err := s.Link(t.Context(), post); err != nil || got.Link != "https://www.tiktok.com/@ada/video/7300000000000000001" {
		t.Errorf("%+v, %v", got, err)
	}
}
