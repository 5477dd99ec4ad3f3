package tiktok

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

const (
	uploaded = time.Hour        // how long an upload address lives
	grace    = 10 * time.Second // TikTok's Date tells whole seconds, and a call takes some
)

// Status asks the publish_id. NotFound: TikTok does not know it. Refused: it
// failed for good. It is dead when its address takes nothing more and the clip
// is not whole, or when it failed and another upload need not.
func (s *Service) Status(ctx context.Context, us platform.UploadSession) (platform.Status, error) {
	up, err := readSession(us)
	if err != nil {
		return platform.Status{}, err
	}
	d, now, err := s.ask(ctx, up)
	if err != nil {
		return platform.Status{}, err
	}
	st := platform.Status{Offset: up.Size, Complete: true, Wait: patience(up.At, now)}
	switch d.Status {
	case "FAILED":
		if again(d.Reason) {
			s.tally.fail(up.PublishID)
			return platform.Status{Dead: true}, nil
		}
		return platform.Status{}, failure(d.Reason)
	case "SEND_TO_USER_INBOX":
		st.Ready, st.Wait, st.Post = true, 0, &taglane.Post{ID: up.PublishID, Inbox: true}
	case "PUBLISH_COMPLETE":
		st.Ready, st.Wait, st.Post = true, 0, up.post(d)
	case "PROCESSING_UPLOAD":
		st.Offset = min(max(d.Uploaded, 0), up.Size)
		if st.Complete = st.Offset == up.Size; st.Complete {
			break
		}
		if !up.At.IsZero() {
			st.ExpiresAt = up.At.Add(uploaded)
		}
		st.Wait = 0 // the next piece can go at once
		st.Dead = s.tally.closed(up.PublishID) || !st.ExpiresAt.IsZero() && now.After(st.ExpiresAt.Add(grace))
	}
	return st, nil
}

// ask is one question to the publish_id, and TikTok's time.
func (s *Service) ask(ctx context.Context, up session) (statusData, time.Time, error) {
	var a envelope[statusData]
	answer, err := s.call(ctx, perStatus, httpx.Call{
		Method: http.MethodPost, URL: "/v2/post/publish/status/fetch/",
		JSON: map[string]string{"publish_id": up.PublishID}, Into: &a,
	})
	if err == nil && a.Data.Status == "" {
		err = taglane.Errorf(taglane.Later, "The answer of %s cannot be read.", title)
	}
	return a.Data, httpx.DateOf(answer.Header), err
}

// patience is when asking again makes sense: often at first, seldom later, and
// never as often as thirty times a minute.
func patience(opened, now time.Time) time.Duration {
	switch age := now.Sub(opened); {
	case opened.IsZero() || now.IsZero():
		return 10 * time.Second
	case age < 30*time.Second:
		return 2500 * time.Millisecond
	case age < 2*time.Minute:
		return 5 * time.Second
	case age < 10*time.Minute:
		return 10 * time.Second
	}
	return 30 * time.Second
}

// post is what became public. Before moderation, and of a post nobody else
// sees, TikTok tells no id; then the publish_id stands for it.
func (up session) post(d statusData) *taglane.Post {
	if len(d.Posts) == 0 {
		return &taglane.Post{ID: up.PublishID}
	}
	post := &taglane.Post{ID: d.Posts[0].String()}
	if up.User != "" {
		post.Link = fmt.Sprintf("https://www.tiktok.com/@%s/video/%s", url.PathEscape(up.User), post.ID)
	}
	return post
}
