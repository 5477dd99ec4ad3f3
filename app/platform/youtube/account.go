package youtube

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// credentials are what the account signs in with.
type credentials struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret,omitempty"`
	httpx.Token
}

// handedOut is the file in which Google Cloud hands out a client.
type handedOut struct {
	Installed *client `json:"installed"`
	Web       *client `json:"web"`
}

type client struct {
	ID     string `json:"client_id"`
	Secret string `json:"client_secret"`
}

// readCredentials takes credentials apart. The file that Google Cloud hands out
// for a client may stand in their place, or be pasted where the client's id
// belongs. Invalid: it is a client of another kind.
func readCredentials(secret json.RawMessage) (credentials, error) {
	var c credentials
	if len(secret) == 0 {
		return c, nil
	}
	if json.Unmarshal(secret, &c) != nil {
		return c, taglane.Errorf(taglane.Invalid, "The credentials of the YouTube account cannot be read.")
	}
	file := []byte(secret)
	if pasted := strings.TrimSpace(c.ClientID); strings.HasPrefix(pasted, "{") {
		file, c.ClientID = []byte(pasted), ""
	}
	if c.ClientID != "" {
		c.ClientID, c.ClientSecret = strings.TrimSpace(c.ClientID), strings.TrimSpace(c.ClientSecret)
		return c, nil
	}
	var h handedOut
	if json.Unmarshal(file, &h) != nil || h.Installed == nil && h.Web != nil {
		return c, taglane.Errorf(taglane.Invalid, "This is not the file of a desktop client. Make a client of the kind “Desktop app” and take its file.")
	}
	if h.Installed != nil {
		c.ClientID, c.ClientSecret = h.Installed.ID, h.Installed.Secret
	}
	return c, nil
}

// address is where a host of Google's is reached: as the account's setting of
// that name says, or else where everything of the account is.
func address(account taglane.Account, setting, usual string) string {
	return strings.TrimRight(or(account.Settings[setting], account.BaseURL, usual), "/")
}

// login is how a person gives leave.
func login(account taglane.Account, c credentials, scopes ...string) httpx.Config {
	tokens := address(account, "token_base_url", "https://oauth2.googleapis.com")
	return httpx.Config{
		Service: "YouTube", ClientID: c.ClientID, ClientSecret: c.ClientSecret, Scopes: scopes,
		AuthURL:  address(account, "auth_base_url", "https://accounts.google.com") + "/o/oauth2/v2/auth",
		TokenURL: tokens + "/token", RevokeURL: tokens + "/revoke",
		Extra: query("access_type", "offline", "prompt", "consent"),
	}
}

// New opens an account. Settings: channel_id, the channel it must be;
// made_for_kids, category, privacy, ai, paid, notify_subscribers, as for each
// publication; base_url, token_base_url and auth_base_url stand in for Google's
// own addresses, and so does the account's base for all three. Without a secret
// every call is answered with Login.
func New(account taglane.Account, secret json.RawMessage) (platform.Publisher, error) {
	c, err := readCredentials(secret)
	if err != nil {
		return nil, err
	}
	s := &Service{account: account, set: account.Settings, secret: c, polls: map[string]int{}, tries: map[string]int{}, now: httpx.Wall}
	s.held = httpx.NewHeld(c.Token, nil)
	s.client = &httpx.Client{
		Base: address(account, "base_url", "https://www.googleapis.com"), Service: "YouTube", Explain: explain,
		Secrets: httpx.NewSecrets(c.ClientSecret),
		Grant:   &httpx.Grant{Store: s.held, Account: "youtube/" + string(account.ID), Config: login(account, c)},
	}
	s.limits, s.memory = project(s.client.Base, c.ClientID), memoryOf(s.client.Base, c.ClientID, account.ID)
	return s, nil
}

// Keep hands over the credentials whenever the token in them changed.
func (s *Service) Keep(save func(secret json.RawMessage) error) {
	s.held.Keep(func(t httpx.Token) error {
		b, err := sealed(s.secret, t)
		if err != nil {
			return err
		}
		return save(b)
	})
}

// sealed are the credentials with a token of now.
func sealed(c credentials, t httpx.Token) (json.RawMessage, error) {
	c.Token = t
	return json.Marshal(c)
}

// The leaves that can be asked for, as Google names them.
const (
	scopeRoot  = "https://www.googleapis.com/auth/"
	mayUpload  = scopeRoot + "youtube.upload"
	mayRead    = scopeRoot + "youtube.readonly"
	mayAll     = scopeRoot + "youtube"
	mayAllSafe = scopeRoot + "youtube.force-ssl" // all of the others, and captions
)

// permits says whether any of some leaves was given. Leave that YouTube did not
// spell out is taken to be enough.
func permits(granted string, any ...string) bool {
	scopes := strings.Fields(granted)
	return len(scopes) == 0 || slices.ContainsFunc(scopes, func(s string) bool { return slices.Contains(any, s) })
}

// mayEdit says whether the leave that was given is enough to make a video
// public and to change it.
func (s *Service) mayEdit() bool {
	t, err := s.held.Load(context.Background())
	return err != nil || permits(t.Scope, mayAll, mayAllSafe)
}
