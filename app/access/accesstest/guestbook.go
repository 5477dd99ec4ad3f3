package accesstest

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	_ "taglane/app/platform/memory" // carries what the guestbook is given
	"taglane/app/taglane"
)

// Guestbook is the connector of a host: the platform in memory behind a login.
// Its account has the host's address as the setting base_url; the setting way
// makes the login end at a code to paste or at one of two to choose.
type Guestbook struct {
	platform.Publisher
	client *httpx.Client
	held   *httpx.Held
	secret map[string]any
	pace   *httpx.Pace
}

func init() {
	platform.Register("guestbook", openGuestbook)
	platform.Describe("guestbook", platform.Profile{
		Title: "Guestbook",
		Needs: []platform.Need{
			{Key: "client_id", Title: taglane.Say("Folder for the pages")},
			{Key: "client_secret", Title: taglane.Say("Folder for the pages"), Secret: true},
			{Key: "region", Title: taglane.Say("Folder for the pages"), May: true},
		},
		Guide: []platform.Stage{{Text: taglane.Say("Everything in one file"), Link: "https://guestbook.example/apps", Copy: "http://127.0.0.1"}},
		Options: []platform.Option{
			{Key: "privacy", Title: taglane.Say("Public address of the folder"), Kind: platform.AsChoice, Choices: []platform.Choice{{Value: "public", Title: taglane.Say("Everything in one file")}}},
		},
		Connect: connectGuestbook, Revoke: func(ctx context.Context, a taglane.Account, secret json.RawMessage) error {
			var c map[string]any
			if err := json.Unmarshal(secret, &c); err != nil {
				return err
			}
			return loginAt(a, c).Revoke(ctx, tokenOf(c))
		},
	})
}

func textOf(c map[string]any, key string) string { v, _ := c[key].(string); return v }

func tokenOf(c map[string]any) httpx.Token {
	return httpx.Token{Access: textOf(c, "access_token"), Refresh: textOf(c, "refresh_token")}
}

func loginAt(a taglane.Account, c map[string]any) httpx.Config {
	at := a.Settings["base_url"]
	return httpx.Config{
		Service: "Guestbook", AuthURL: at + "/auth", TokenURL: at + "/token", RevokeURL: at + "/revoke",
		ClientID: textOf(c, "client_id"), ClientSecret: textOf(c, "client_secret"),
	}
}

func openGuestbook(a taglane.Account, secret json.RawMessage) (platform.Publisher, error) {
	g := &Guestbook{secret: map[string]any{}}
	if secret != nil && json.Unmarshal(secret, &g.secret) != nil {
		return nil, taglane.Errorf(taglane.Invalid, "The credentials must be a JSON object with the keys that the service's page names.")
	}
	g.held = httpx.NewHeld(tokenOf(g.secret), nil)
	g.client = &httpx.Client{
		Base: a.Settings["base_url"], Service: "Guestbook", Secrets: httpx.NewSecrets(textOf(g.secret, "client_secret")),
		Grant: &httpx.Grant{Config: loginAt(a, g.secret), Store: g.held},
	}
	g.pace = httpx.NewPace(time.Now, httpx.Limit{Name: "day", Most: 10, Per: 24 * time.Hour})
	a.Service, a.Settings = "memory", map[string]string{}
	var err error
	g.Publisher, err = platform.Open(a, nil)
	return g, err
}

func connectGuestbook(ctx context.Context, a taglane.Account, secret json.RawMessage, with platform.Person) (platform.Connected, error) {
	var c map[string]any
	if err := json.Unmarshal(secret, &c); err != nil {
		return platform.Connected{}, err
	}
	cfg := loginAt(a, c)
	t, err := httpx.Token{}, error(nil)
	if a.Settings["way"] == "paste" {
		visit, wrong := cfg.Begin("https://guestbook.example/after")
		if wrong != nil {
			return platform.Connected{}, wrong
		}
		if err := with.Show(visit.URL); err != nil {
			return platform.Connected{}, err
		}
		pasted, wrong := with.Paste(ctx)
		if wrong != nil {
			return platform.Connected{}, wrong
		}
		t, err = visit.Finish(ctx, pasted)
	} else {
		t, err = httpx.Authorize(ctx, cfg, with.Show)
	}
	if err != nil {
		return platform.Connected{}, err
	}
	channel := t.Extra["channel"]
	if a.Settings["way"] == "choose" {
		n, err := with.Choose(ctx, taglane.Say("Folder for the pages"), []string{"One", "Two"})
		if err != nil {
			return platform.Connected{}, err
		}
		channel = []string{"UC-one", "UC-two"}[n]
	}
	c["access_token"], c["refresh_token"] = t.Access, t.Refresh
	b, err := json.Marshal(c)
	return platform.Connected{Secret: b, Settings: map[string]string{"channel_id": channel}, Name: "Nora"}, err
}

// Keep implements platform.Keeper.
func (g *Guestbook) Keep(save func(json.RawMessage) error) {
	g.held.Keep(func(t httpx.Token) error {
		g.secret["access_token"], g.secret["refresh_token"] = t.Access, t.Refresh
		b, err := json.Marshal(g.secret)
		if err != nil {
			return err
		}
		return save(b)
	})
}

// Pace implements platform.Paced.
func (g *Guestbook) Pace(state json.RawMessage, keep func(json.RawMessage)) {
	var was httpx.PaceState
	_ = json.Unmarshal(state, &was)
	g.pace.Restore(was, func(s httpx.PaceState) {
		b, _ := json.Marshal(s)
		keep(b)
	})
}

// Health implements platform.Healthy.
func (g *Guestbook) Health(ctx context.Context) (platform.Health, error) {
	if err := g.pace.Take(1); err != nil {
		return platform.Health{}, err
	}
	answer, err := g.client.Do(ctx, httpx.Call{Method: http.MethodGet, URL: "/me"})
	if err != nil {
		return platform.Health{}, err
	}
	var me struct{ Name, Missing string }
	err = json.Unmarshal(answer.Body, &me)
	return platform.Health{
		Name: me.Name, Scopes: []platform.Scope{{Name: "upload", For: taglane.Say("Everything in one file"), Granted: me.Missing != "upload"}},
		Quotas: []platform.Quota{{What: taglane.Say("Folder for the pages"), Left: int64(g.pace.Left("day")), Most: 10}},
	}, err
}

// Open asks who it is before anything is uploaded.
func (g *Guestbook) Open(ctx context.Context, key string, p taglane.Publication) (platform.UploadSession, error) {
	if _, err := g.client.Do(ctx, httpx.Call{Method: http.MethodGet, URL: "/me"}); err != nil {
		return nil, err
	}
	return g.Publisher.Open(ctx, key, p)
}

// Token is the token that the connector was opened with, or has by now.
func (g *Guestbook) Token() string { return textOf(g.secret, "access_token") }

// Renew is as if the service had given a new token in the middle of a call.
func (g *Guestbook) Renew(ctx context.Context, token string) error {
	return g.held.Save(ctx, httpx.Token{Access: token})
}
