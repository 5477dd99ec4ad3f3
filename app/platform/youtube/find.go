package youtube

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// marker is the keyword that names a publication among a channel's videos.
func marker(key string) string { return "tl" + strings.ToLower(key) }

// Find looks through the channel's newest uploads for a post by our key.
// NotFound proves nothing: the list lags, and it is read only so far.
func (s *Service) Find(ctx context.Context, key string) (taglane.Post, error) {
	v, err := s.find(ctx, key)
	if err != nil {
		return taglane.Post{}, err
	}
	if v.says("privacyStatus") == "private" && v.says("publishAt") == "" {
		return taglane.Post{}, unmarked()
	}
	return s.post(v, false), nil
}

func unmarked() error { return taglane.Errorf(taglane.NotFound, "No post carries that mark.") }

const (
	pageOf = "50" // videos
	pages  = 4
)

// find is the channel's video with our mark that can be watched; NotFound where
// none is listed.
func (s *Service) find(ctx context.Context, key string) (video, error) {
	mine, err := s.channel(ctx)
	if err != nil {
		return video{}, err
	}
	q := query("part", "contentDetails", "playlistId", mine.Content.Related.Uploads, "maxResults", pageOf)
	for range pages {
		var list page[item]
		if _, err := s.counted(ctx, s.limits.units, httpx.Call{URL: itemsPath, Query: q, Into: &list}); err != nil {
			return video{}, err
		}
		ids := make([]string, 0, len(list.Items))
		for _, i := range list.Items {
			ids = append(ids, i.Content.Video)
		}
		if len(ids) == 0 {
			break
		}
		videos, _, err := s.list(ctx, "snippet,status,fileDetails", ids...)
		if err != nil {
			return video{}, err
		}
		for _, v := range videos {
			if v.marked(key) && v.refused() == nil {
				return v, nil
			}
		}
		if list.Next == "" {
			break
		}
		q.Set("pageToken", list.Next)
	}
	return video{}, unmarked()
}

func (v video) marked(key string) bool {
	return v.File.Name == fileName(key) ||
		slices.ContainsFunc(v.Snippet.texts("tags"), func(t string) bool { return strings.EqualFold(t, marker(key)) })
}

// channel is the one the account is logged in to.
func (s *Service) channel(ctx context.Context) (channel, error) {
	var list page[channel]
	_, err := s.counted(ctx, s.limits.units, httpx.Call{URL: channelsPath, Query: query("part", "id,snippet,contentDetails", "mine", "true"), Into: &list})
	if err != nil {
		return channel{}, err
	}
	if len(list.Items) == 0 {
		return channel{}, byReason("youtubeSignupRequired", nil, time.Time{})
	}
	return list.Items[0], nil
}

// look is one video with all that decides whether it may be public, and what
// time it is at YouTube. Later: it is not listed yet.
func (s *Service) look(ctx context.Context, id string) (video, time.Time, error) {
	found, now, err := s.list(ctx, "status,processingDetails,fileDetails,contentDetails", id)
	if err != nil {
		return video{}, now, err
	}
	if len(found) == 0 {
		return video{}, now, taglane.Errorf(taglane.Later, "YouTube does not show the video yet.")
	}
	return found[0], now, nil
}

// list reads parts of at most 50 videos.
func (s *Service) list(ctx context.Context, parts string, ids ...string) ([]video, time.Time, error) {
	var list page[video]
	a, err := s.counted(ctx, s.limits.units, httpx.Call{Method: http.MethodGet, URL: videosPath, Query: query("part", parts, "id", strings.Join(ids, ",")), Into: &list})
	now, _ := http.ParseTime(a.Header.Get("Date"))
	return list.Items, now, err
}

// post is a video as visitors reach it, or will.
func (s *Service) post(v video, short bool) taglane.Post {
	post := taglane.Post{ID: v.ID, Link: "https://www.youtube.com/watch?v=" + v.ID}
	if short {
		post.Link = "https://youtube.com/shorts/" + v.ID
	}
	if at, err := time.Parse(time.RFC3339, v.says("publishAt")); err == nil && v.says("privacyStatus") == "private" {
		post.PublicAt = at.UTC()
	}
	return post
}

// Insights reads views, likes and comments as they are now; YouTube tells of
// no product clicks. A like count that the channel hides is left out.
func (s *Service) Insights(ctx context.Context, post taglane.Post, _ time.Time) ([]taglane.Observation, error) {
	var list page[video]
	a, err := s.counted(ctx, s.limits.stats, httpx.Call{URL: statsPath, Query: query("part", "statistics", "id", post.ID), Into: &list})
	now, _ := http.ParseTime(a.Header.Get("Date"))
	switch {
	case err != nil:
		return nil, err
	case len(list.Items) == 0:
		return nil, byReason("videoNotFound", nil, time.Time{})
	case now.IsZero():
		return nil, taglane.Errorf(taglane.Internal, "The answer of %s cannot be read.", taglane.Plain("YouTube"))
	}
	var out []taglane.Observation
	add := func(name string, n *number) {
		if n != nil {
			out = append(out, taglane.Observation{Post: post.ID, At: now.UTC(), Name: name, Value: float64(*n)})
		}
	}
	f := list.Items[0].Statistics
	add("views", f.Views)
	add("likes", f.Likes)
	add("comments", f.Comments)
	return out, nil
}
