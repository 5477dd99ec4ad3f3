package tiktok

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

var _ platform.Insights = (*Service)(nil)

// video is what TikTok counts of a post: over its whole life, and nothing else.
type video struct {
	ID       string  `json:"id"`
	Likes    float64 `json:"like_count"`
	Comments float64 `json:"comment_count"`
	Shares   float64 `json:"share_count"`
	Views    float64 `json:"view_count"`
	Link     string  `json:"share_url"`
}

type videos struct {
	Videos []video `json:"videos"`
}

// Insights reads the counters as they stand now; there is no history to ask
// for, so since does not matter. None of a post that has no id yet. NotFound:
// the video is gone.
func (s *Service) Insights(ctx context.Context, post taglane.Post, _ time.Time) ([]taglane.Observation, error) {
	if s.creds.lacks("video.list") {
		return nil, taglane.Refuse(taglane.Login, saidScope())
	}
	id := post.ID
	if strings.HasPrefix(id, "v_") { // a publish_id: its video may have an id by now
		d, _, err := s.ask(ctx, session{PublishID: id})
		if err != nil || len(d.Posts) == 0 {
			return nil, err
		}
		id = d.Posts[0].String()
	}
	var a envelope[videos]
	answer, err := s.call(ctx, "", httpx.Call{
		Method: http.MethodPost, URL: "/v2/video/query/", Query: url.Values{"fields": {"id,like_count,comment_count,share_count,view_count"}},
		JSON: map[string]any{"filters": map[string]any{"video_ids": []string{id}}}, Into: &a,
	})
	if err != nil {
		return nil, err
	}
	at := httpx.DateOf(answer.Header)
	if at.IsZero() {
		return nil, taglane.Errorf(taglane.Later, "The answer of %s cannot be read.", title)
	}
	for _, v := range a.Data.Videos {
		if v.ID != id {
			continue
		}
		seen := func(name string, value float64) taglane.Observation {
			return taglane.Observation{Post: post.ID, At: at, Name: name, Value: value}
		}
		return []taglane.Observation{seen("views", v.Views), seen("likes", v.Likes), seen("comments", v.Comments), seen("shares", v.Shares)}, nil
	}
	return nil, taglane.Errorf(taglane.NotFound, "%s does not know this any longer.", title)
}
