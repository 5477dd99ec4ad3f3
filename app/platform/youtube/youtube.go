package youtube

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// Service is one channel.
type Service struct {
	client *httpx.Client
	held   *httpx.Held
	secret credentials
	set    map[string]string // as the account has it

	mu    sync.Mutex
	polls map[string]int // by video: how often it was found under way
	final map[string]int // by session: last pieces sent of which no answer came
}

var (
	_ platform.Publisher = (*Service)(nil)
	_ platform.Finder    = (*Service)(nil)
	_ platform.Losing    = (*Service)(nil)
	_ platform.Insights  = (*Service)(nil)
	_ platform.Keeper    = (*Service)(nil)
)

func init() { platform.Register("youtube", New) }

// Capabilities says what the channel can do. Product tags are none: no API of
// YouTube's can read or write them.
func (s *Service) Capabilities() platform.Capabilities {
	return platform.Capabilities{
		Service: "youtube", Title: "YouTube", CheckedOn: ruled.Checked,
		ChunkMultiple: chunkStep, ChunkMax: chunkMost,
		ReleaseRepeat: platform.RepeatSets, Finds: true, TagModel: platform.NoTags,
		CaptionMax: int(ruled.most("YT-DESC-LEN")), PerDay: 100,
		Exceptions: map[string]string{
			"CaptionLimitHolds": "YouTube counts bytes of the whole description, with the disclosure and the products in it; this package asks the question in those terms.",
		},
	}
}

// credentials are what the account signs in with.
type credentials struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret,omitempty"`
	httpx.Token
}

// New opens an account. Settings: channel_id, the channel it must be;
// made_for_kids, category, privacy, ai, paid, as for each publication; base_url
// and token_base_url stand in for Google's own addresses. Without a secret
// every call is answered with Login.
func New(account taglane.Account, secret json.RawMessage) (platform.Publisher, error) {
	s := &Service{set: account.Settings, polls: map[string]int{}, final: map[string]int{}}
	if len(secret) > 0 && json.Unmarshal(secret, &s.secret) != nil {
		return nil, taglane.Errorf(taglane.Invalid, "The credentials of the YouTube account cannot be read.")
	}
	login := or(strings.TrimRight(account.Settings["token_base_url"], "/"), "https://oauth2.googleapis.com")
	s.held = httpx.NewHeld(s.secret.Token, nil)
	s.client = &httpx.Client{
		Base:    strings.TrimRight(or(account.Settings["base_url"], account.BaseURL, "https://www.googleapis.com"), "/"),
		Service: "YouTube", Explain: explain, Secrets: httpx.NewSecrets(s.secret.ClientSecret),
		Grant: &httpx.Grant{Store: s.held, Account: "youtube/" + string(account.ID), Config: httpx.Config{
			Service: "YouTube", AuthURL: "https://accounts.google.com/o/oauth2/v2/auth",
			TokenURL: login + "/token", RevokeURL: login + "/revoke",
			ClientID: s.secret.ClientID, ClientSecret: s.secret.ClientSecret,
		}},
	}
	return s, nil
}

func or(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// Keep hands over the credentials whenever the token in them changed.
func (s *Service) Keep(save func(secret json.RawMessage) error) {
	s.held.Keep(func(t httpx.Token) error {
		now := s.secret
		now.Token = t
		b, err := json.Marshal(now)
		if err != nil {
			return err
		}
		return save(b)
	})
}

// says is a setting of the publication, or else the account's.
func (s *Service) says(p taglane.Publication, name string) string {
	return or(p.Settings[name], s.set[name])
}

// Open asks for an upload session of a private video. Refused: the channel is
// another than the account's.
func (s *Service) Open(ctx context.Context, key string, p taglane.Publication) (platform.UploadSession, error) {
	goal, err := s.goal(p)
	if err != nil {
		return nil, err
	}
	mine, err := s.channel(ctx)
	if err != nil {
		return nil, err
	}
	if want := s.says(p, "channel_id"); want != "" && want != mine.ID {
		return nil, taglane.Errorf(taglane.Refused, "YouTube is logged in to another channel than the one this account is for.")
	}
	r := p.Revision
	answer, err := s.client.Do(ctx, httpx.Call{
		Method: http.MethodPost, URL: uploadPath,
		Query: query("uploadType", "resumable", "part", "snippet,status,paidProductPlacementDetails"),
		Header: http.Header{
			"X-Upload-Content-Length": {decimal(r.Media.Size)}, "X-Upload-Content-Type": {"video/*"},
			"Slug": {marker(key) + ".mp4"},
		},
		JSON: s.resource(key, p),
	})
	if err != nil {
		return nil, err
	}
	up := session{URI: answer.Header.Get("Location"), Key: key, Size: r.Media.Size, Millis: millis(r.Draft.Clip), Short: short(r.Draft.Clip), Goal: goal}
	if !s.ours(up.URI) {
		return nil, taglane.Errorf(taglane.Internal, "YouTube did not say where the clip is to be sent.")
	}
	return up.kept()
}

// resource is the video as it is created: private, whatever it becomes later.
func (s *Service) resource(key string, p taglane.Publication) insert {
	d := p.Revision.Draft
	return insert{
		Snippet: snippet{
			Title: s.title(p), Description: describe(p.Revision), Tags: []string{marker(key)},
			Category: or(s.says(p, "category"), "22"), Language: d.Clip.Language,
		},
		Status: created{Privacy: "private", Kids: s.says(p, "made_for_kids") == "true", Synthetic: s.says(p, "ai") == "true"},
		Paid:   paid{Has: s.says(p, "paid") == "true" || sponsored(d)},
	}
}

func (s *Service) title(p taglane.Publication) string {
	return or(p.Settings["title"], p.Revision.Draft.Clip.Heading())
}

// sponsored says whether somebody paid for a product to be shown.
func sponsored(d taglane.Draft) bool {
	for _, t := range d.Tags {
		if d.RelationOf(t) == taglane.Paid {
			return true
		}
	}
	return false
}

// goal is what Release is to make of the private video.
func (s *Service) goal(p taglane.Publication) (goal, error) {
	g := goal{Privacy: or(s.says(p, "privacy"), "public")}
	switch g.Privacy {
	case "public", "unlisted", "private":
	default:
		return goal{}, taglane.Errorf(taglane.Invalid, "%q is not public, unlisted or private.", g.Privacy)
	}
	if text := p.Settings["publish_at"]; text != "" {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil || g.Privacy != "public" {
			return goal{}, taglane.Errorf(taglane.Invalid, "YouTube can publish by itself only at a moment written like 2026-11-25T18:00:00Z, and only in public.")
		}
		g.At = at.UTC().Format(time.RFC3339)
	}
	return g, nil
}

// Losses: places and times of tags stay behind, and tags are set by hand.
func (s *Service) Losses(p taglane.Publication) []taglane.Loss {
	if len(p.Revision.Draft.Tags) == 0 {
		return nil
	}
	return []taglane.Loss{taglane.NewLoss(taglane.Plain("YouTube"), taglane.Say("product tags"),
		taglane.Say("YouTube lets nobody but YouTube Studio set them; products and links stand in the description"))}
}
