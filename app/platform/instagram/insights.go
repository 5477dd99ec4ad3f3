package instagram

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// metrics are those that a Reel has. One that it does not have would fail the
// whole call, so they are asked one by one once that happened.
var metrics = []string{
	"views", "reach", "saved", "likes", "comments", "shares", "total_interactions", "reposts",
	"ig_reels_avg_watch_time", "ig_reels_video_view_total_time", "reels_skip_rate", "crossposted_views", "facebook_views",
}

// Insights reads a Reel's figures as they stand; they are for its whole life
// and up to two days old, so since changes nothing.
func (s *Service) Insights(ctx context.Context, post taglane.Post, _ time.Time) ([]taglane.Observation, error) {
	if err := named(post); err != nil {
		return nil, err
	}
	out, err := s.figures(ctx, post.ID, metrics...)
	if taglane.KindOf(err) != taglane.Invalid {
		return out, err
	}
	for _, m := range metrics {
		one, err := s.figures(ctx, post.ID, m)
		switch {
		case taglane.KindOf(err) == taglane.Invalid:
			continue // this Reel has no such figure
		case err != nil:
			return nil, err
		}
		out = append(out, one...)
	}
	return out, nil
}

func (s *Service) figures(ctx context.Context, post string, names ...string) (out []taglane.Observation, err error) {
	type figure struct {
		Value json.RawMessage `json:"value"`
	}
	var got struct {
		Data []struct {
			Name   string   `json:"name"`
			Values []figure `json:"values"`
			Total  *figure  `json:"total_value"`
		} `json:"data"`
	}
	a, err := s.ask(ctx, httpx.Call{Query: url.Values{"metric": {strings.Join(names, ",")}}, Into: &got}, post, "insights")
	if err != nil {
		return nil, err
	}
	at := httpx.DateOf(a.Header) // of the far side's own clock
	for _, d := range got.Data {
		var f figure
		switch {
		case d.Total != nil:
			f = *d.Total
		case len(d.Values) > 0:
			f = d.Values[0]
		}
		var v float64
		if len(f.Value) == 0 || json.Unmarshal(f.Value, &v) != nil {
			continue // broken down by something, or not counted yet
		}
		out = append(out, taglane.Observation{Post: post, At: at, Name: d.Name, Value: v})
	}
	return out, nil
}
