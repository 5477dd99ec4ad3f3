package youtube

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/youtube/youtubetest"
	"taglane/app/taglane"
)

// visitor is a person who does what they are shown at once.
type visitor struct {
	choice int
	shown  []string
	asked  []string
}

func (v *visitor) Show(address string) error {
	v.shown = append(v.shown, address)
	resp, err := http.Get(address)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func (v *visitor) Paste(context.Context) (string, error) { return "", context.Canceled }

func (v *visitor) Choose(_ context.Context, _ taglane.Said, names []string) (int, error) {
	v.asked = names
	return v.choice, nil
}

func (v *visitor) Tell(said taglane.Said) string { return said.String() }

// brought is what a person brings of their own client.
func brought() json.RawMessage {
	b, _ := json.Marshal(map[string]string{"client_id": youtubetest.ClientID, "client_secret": youtubetest.ClientSecret})
	return b
}

func profileOf(t *testing.T) platform.Profile {
	t.Helper()
	p, ok := platform.ProfileOf("youtube")
	if !ok {
		t.Fatal("YouTube has no profile")
	}
	return p
}

// A login from nothing: the credentials that come of it carry a clip.
func TestALoginLeadsToAPost(t *testing.T) {
	for choice, scopes := range []string{mayAllSafe, mayUpload + " " + mayRead} {
		far := newFar(t)
		account := taglane.Account{ID: "new", Service: "youtube", BaseURL: far.URL(), Settings: map[string]string{"made_for_kids": "false"}}
		who := &visitor{choice: choice}
		got, err := profileOf(t).Connect(t.Context(), account, brought(), who)
		if err != nil {
			t.Fatal(err)
		}
		var kept credentials
		if err := json.Unmarshal(got.Secret, &kept); err != nil || kept.Refresh == "" || kept.Access == "" || kept.Scope != scopes || kept.ClientID != youtubetest.ClientID {
			t.Errorf("kept %s", got.Secret)
		}
		if got.Name != youtubetest.ChannelName || got.Settings["channel_id"] != youtubetest.Channel || len(who.asked) != 2 || len(who.shown) != 1 {
			t.Errorf("%+v, shown %v", got, who.shown)
		}
		tr := begin(t, 1000)
		tr.Twin, tr.p.Account = far, account
		tr.p.Settings = map[string]string{"privacy": []string{"public", "private"}[choice]}
		p, err := New(account, got.Secret)
		if err != nil {
			t.Fatal(err)
		}
		tr.s = p.(*Service)
		tr.open().sendAll().release()
		if n := len(far.Posts()); n != 1-choice {
			t.Errorf("choice %d: %d posts", choice, n)
		}
	}
}

func TestALoginThatIsNotEnough(t *testing.T) {
	for name, c := range map[string]struct {
		turn     func(k *youtubetest.Knobs)
		settings string // channel_id
		choice   int
		want     taglane.Kind
	}{
		"unticked":        {func(k *youtubetest.Knobs) { k.Scopes = mayUpload }, "", 1, taglane.Refused},
		"nothing ticked":  {func(k *youtubetest.Knobs) { k.Scopes = "none" }, "", 0, taglane.Login},
		"said no":         {func(k *youtubetest.Knobs) { k.Deny = true }, "", 0, taglane.Refused},
		"another channel": {func(k *youtubetest.Knobs) { k.Channel = "UCother" }, youtubetest.Channel, 0, taglane.Refused},
		"no channel":      {func(k *youtubetest.Knobs) { k.Channel = "" }, "", 0, taglane.Login},
		"called off":      {func(*youtubetest.Knobs) {}, "", 7, taglane.Refused},
	} {
		far := youtubetest.New()
		far.Turn(c.turn)
		account := taglane.Account{ID: "new", Service: "youtube", BaseURL: far.URL(), Settings: map[string]string{"channel_id": c.settings}}
		got, err := profileOf(t).Connect(t.Context(), account, brought(), &visitor{choice: c.choice})
		if taglane.KindOf(err) != c.want || got.Secret != nil {
			t.Errorf("%s: %v %s", name, err, got.Secret)
		}
		far.Close()
	}
}

func TestTheClientMayBeTheWholeFile(t *testing.T) {
	file := `{"installed":{"client_id":"id-1","project_id":"p","auth_uri":"https://accounts.google.com/o/oauth2/auth","client_secret":"secret-1","redirect_uris":["http://localhost"]}}`
	pasted, _ := json.Marshal(map[string]string{"client_id": "\n" + file + " ", "client_secret": ""})
	split, _ := json.Marshal(map[string]string{"client_id": " id-1\n", "client_secret": "secret-1 "})
	for name, secret := range map[string]json.RawMessage{"as it is": json.RawMessage(file), "pasted": pasted, "in two": split} {
		c, err := readCredentials(secret)
		if err != nil || c.ClientID != "id-1" || c.ClientSecret != "secret-1" {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	web := strings.Replace(file, "installed", "web", 1)
	pastedWeb, _ := json.Marshal(map[string]string{"client_id": web})
	for name, secret := range map[string]json.RawMessage{"a server's": json.RawMessage(web), "a server's, pasted": pastedWeb, "half": json.RawMessage(`{"client_id":"{\"installed\":"}`), "a list": json.RawMessage(`[]`)} {
		_, err := readCredentials(secret)
		if taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := profileOf(t).Connect(t.Context(), taglane.Account{Service: "youtube"}, nil, &visitor{})
	kind(t, err, taglane.Invalid)
}

func TestLeaveIsTakenBack(t *testing.T) {
	tr := begin(t, 1000)
	revoke := profileOf(t).Revoke
	if err := revoke(t.Context(), tr.p.Account, tr.Secret()); err != nil {
		t.Fatal(err)
	}
	_, err := tr.s.Open(t.Context(), tr.p.Key, tr.p)
	kind(t, err, taglane.Login)
	if err := revoke(t.Context(), tr.p.Account, tr.Secret()); err != nil {
		t.Errorf("leave that is over already: %v", err)
	}
	if err := revoke(t.Context(), tr.p.Account, nil); err != nil {
		t.Errorf("no leave: %v", err)
	}
}

// What a person is asked is what the connector then reads.
func TestTheProfileIsWhole(t *testing.T) {
	p := profileOf(t)
	var keys []string
	for _, o := range p.Options {
		keys = append(keys, o.Key)
		switch {
		case o.Title.Format == "":
			t.Errorf("%s has no title", o.Key)
		case o.Key == "made_for_kids" && o.Default != "":
			t.Error("nobody may decide made_for_kids but the person")
		case o.Kind == platform.AsChoice && o.Default != "" && !slices.ContainsFunc(o.Choices, func(c platform.Choice) bool { return c.Value == o.Default }):
			t.Errorf("%s: its default is no choice", o.Key)
		}
	}
	if want := []string{"made_for_kids", "privacy", "publish_at", "category", "ai", "paid", "notify_subscribers"}; !slices.Equal(keys, want) {
		t.Errorf("options %v, want %v", keys, want)
	}
	for _, g := range p.Guide {
		if g.Link != "" && taglane.CheckURL(g.Link) != nil || g.Text.Format == "" {
			t.Errorf("%+v", g)
		}
	}
	// With every answer left as it is, nothing but what has no default is asked for.
	tr := begin(t, 1000)
	tr.s.set = map[string]string{}
	tr.p.Settings = map[string]string{}
	for _, o := range p.Options {
		tr.p.Settings[o.Key] = o.Default
	}
	for rule, level := range tr.findings() {
		if level == taglane.Block && rule != "YT-KIDS" {
			t.Errorf("%s blocks what nobody changed", rule)
		}
	}
	for _, c := range categories() {
		tr.p.Settings["category"] = c.Value
		if _, speaks := tr.findings()["YT-CATEGORY"]; speaks {
			t.Errorf("category %s is refused", c.Value)
		}
	}
}
