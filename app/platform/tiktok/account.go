package tiktok

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

var (
	_ platform.Healthy = (*Service)(nil)
	_ platform.Linker  = (*Service)(nil)
)

// enter lets a person log in. Invalid: the app is missing; Conflict: they are
// somebody else than the account's person.
func enter(ctx context.Context, a taglane.Account, secret json.RawMessage, with platform.Person) (platform.Connected, error) {
	creds, err := readCredentials(secret)
	if err != nil {
		return platform.Connected{}, err
	}
	if creds.ClientKey == "" || creds.ClientSecret == "" {
		return platform.Connected{}, taglane.Errorf(taglane.Invalid, "Enter the client key and the client secret of your TikTok app first.")
	}
	cfg := creds.login(a)
	cfg.Tell = with.Tell
	token, err := httpx.Authorize(ctx, cfg, with.Show)
	if err != nil {
		return platform.Connected{}, err
	}
	creds.OpenID = ""
	creds = creds.after(token)
	if id := a.Settings["open_id"]; id != "" && creds.OpenID != id {
		_ = cfg.Revoke(ctx, httpx.Token{Access: creds.Access}) // a leave that nobody wants is not kept
		return platform.Connected{}, taglane.Errorf(taglane.Conflict, "That is another TikTok account than the one that is connected here.")
	}
	out := platform.Connected{Settings: map[string]string{"open_id": creds.OpenID}}
	if out.Secret, err = json.Marshal(creds); err != nil {
		return platform.Connected{}, err
	}
	s, err := connect(a, out.Secret, nil)
	if err != nil {
		return platform.Connected{}, err
	}
	if out.Name, err = s.name(ctx); err != nil {
		out.Name = "" // the login holds, also while nobody tells the name
	}
	return out, nil
}

// leave gives the login back: the access token, as TikTok has it, and what
// could be renewed.
func leave(ctx context.Context, a taglane.Account, secret json.RawMessage) error {
	s, err := connect(a, secret, nil)
	if err != nil {
		return err
	}
	cfg := s.creds.login(a)
	token, err := s.api.Grant.Token(ctx)
	if taglane.KindOf(err) == taglane.Login {
		return nil // it was given back already, or ended
	}
	if err != nil {
		return err
	}
	err = cfg.Revoke(ctx, httpx.Token{Access: token.Access})
	if err == nil && token.Refresh != "" {
		err = cfg.Revoke(ctx, httpx.Token{Refresh: token.Refresh})
	}
	return err
}

// name is what TikTok calls the account.
func (s *Service) name(ctx context.Context) (string, error) {
	var a envelope[struct {
		User struct {
			OpenID string `json:"open_id"`
			Name   string `json:"display_name"`
		} `json:"user"`
	}]
	_, err := s.call(ctx, "", httpx.Call{URL: "/v2/user/info/", Query: url.Values{"fields": {"open_id,display_name"}}, Into: &a})
	return a.Data.User.Name, err
}

// Health implements platform.Healthy. What is left of a day is what this
// program knows of: TikTok counts what other apps post as well, and tells
// nobody.
func (s *Service) Health(ctx context.Context) (platform.Health, error) {
	h := platform.Health{Expires: s.creds.Ends}
	var err error
	if h.Name, err = s.name(ctx); err != nil {
		return h, err
	}
	for _, l := range leaves(s.account) {
		h.Scopes = append(h.Scopes, platform.Scope{Name: l, For: saidLeave(l), Granted: !s.creds.lacks(l)})
	}
	quota := func(what taglane.Said, name string, most int) platform.Quota {
		q := platform.Quota{What: what, Left: int64(s.tally.paces[name].Left(name)), Most: int64(most)}
		if first := s.tally.oldest(name); !first.IsZero() {
			q.ResetAt = s.tally.clock.Here(first.Add(aDay))
		}
		return q
	}
	if !s.direct {
		h.Quotas = []platform.Quota{quota(taglane.Say("clips that may wait in TikTok's inbox"), perInbox, pack.Limits.InboxPerDay)}
		return h, nil
	}
	h.Quotas = []platform.Quota{quota(taglane.Say("posts within a day"), perDay, pack.Limits.PostsPerDay)}
	switch c, err := s.creator(ctx); {
	case err != nil:
		h.Note = taglane.SaidOf(err)
	case !s.audited && len(lookForPost(taglane.Publication{Settings: map[string]string{"privacy": "private", "consent": "yes"}}, &c, false)) > 0:
		h.Note = saidUnaudited()
	}
	return h, nil
}

func saidLeave(scope string) taglane.Said {
	switch scope {
	case "video.publish":
		return taglane.Say("post clips, and know what the account may post")
	case "video.upload":
		return taglane.Say("put clips into your TikTok inbox")
	case "video.list":
		return taglane.Say("read the figures of your posts")
	}
	return taglane.Say("know which account it is")
}

// Link implements platform.Linker: the id and the address of the video that a
// publish_id became, once moderation is over. NotFound before that, and for
// posts that no stranger sees.
func (s *Service) Link(ctx context.Context, post taglane.Post) (taglane.Post, error) {
	if strings.HasPrefix(post.ID, "v_") {
		d, _, err := s.ask(ctx, session{PublishID: post.ID})
		switch {
		case err != nil:
			return taglane.Post{}, err
		case len(d.Posts) == 0:
			return taglane.Post{}, noLink()
		}
		post.ID = d.Posts[0].String()
	}
	if s.creds.lacks("video.list") {
		return taglane.Post{}, taglane.Refuse(taglane.Login, saidScope())
	}
	var a envelope[videos]
	_, err := s.call(ctx, "", httpx.Call{
		Method: http.MethodPost, URL: "/v2/video/query/", Query: url.Values{"fields": {"id,share_url"}},
		JSON: map[string]any{"filters": map[string]any{"video_ids": []string{post.ID}}}, Into: &a,
	})
	if err != nil {
		return taglane.Post{}, err
	}
	for _, v := range a.Data.Videos {
		if link, err := publicLink(v.Link); v.ID == post.ID && err == nil {
			post.Link, post.Inbox = link, false
			return post, nil
		}
	}
	return taglane.Post{}, noLink()
}

func noLink() error {
	return taglane.Errorf(taglane.NotFound, "TikTok tells no address of this post yet.")
}

// publicLink is TikTok's address of a video without what it adds to see who
// passes it on. One that leads elsewhere is none.
func publicLink(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.User != nil || u.Host != "www.tiktok.com" || !strings.Contains(u.Path, "/video/") {
		return "", errors.New("no address of a video")
	}
	u.RawQuery, u.Fragment = "", ""
	return u.String(), nil
}
