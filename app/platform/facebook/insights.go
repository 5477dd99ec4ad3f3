package facebook

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"taglane/app/platform/graph"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// metrics are asked of a post one at a time, so that one that is retired takes
// no other with it.
var metrics = []string{"post_media_view", "post_total_media_view_unique", "post_clicks", "post_reactions_by_type_total"}

// Insights reads the counters of the video and of its post, as they stand now:
// each is a total, so since does not matter. What views and post_views mean
// for Reels is not documented. NotFound: there is no such video.
func (s *Service) Insights(ctx context.Context, post taglane.Post, _ time.Time) ([]taglane.Observation, error) {
	if !graph.IsID(post.ID) {
		return nil, taglane.Errorf(taglane.NotFound, "%s does not know this any longer.", brand)
	}
	var v struct {
		Views     *float64 `json:"views"`
		PostViews *float64 `json:"post_views"`
		PostID    string   `json:"post_id"`
	}
	head, err := s.get(ctx, url.Values{"fields": {"views,post_views,post_id"}}, &v, post.ID)
	if err != nil {
		return nil, err
	}
	var out []taglane.Observation
	note := func(name string, value *float64, head http.Header) {
		if value != nil {
			out = append(out, taglane.Observation{Post: post.ID, At: httpx.DateOf(head), Name: name, Value: *value})
		}
	}
	note("views", v.Views, head)
	note("post_views", v.PostViews, head)
	if v.PostID == "" {
		return out, nil
	}
	id := v.PostID
	if !strings.Contains(id, "_") {
		id = s.page + "_" + id
	}
	for _, m := range metrics {
		value, head, err := s.metric(ctx, id, m)
		switch taglane.KindOf(err) {
		case "":
			note(m, value, head)
		case taglane.Invalid:
			// Facebook retired this one.
		default:
			return out, err
		}
	}
	return out, nil
}

// metric is one figure of a post; nil while there is none.
func (s *Service) metric(ctx context.Context, post, name string) (*float64, http.Header, error) {
	var a struct {
		Data []struct {
			Name   string `json:"name"`
			Values []struct {
				Value json.RawMessage `json:"value"`
			} `json:"values"`
		} `json:"data"`
	}
	head, err := s.get(ctx, url.Values{"metric": {name}, "period": {"lifetime"}}, &a, url.PathEscape(post), "insights")
	if err != nil {
		return nil, nil, err
	}
	for _, d := range a.Data {
		if d.Name == name && len(d.Values) > 0 {
			return sum(d.Values[len(d.Values)-1].Value), head, nil
		}
	}
	return nil, head, nil
}

// sum is a number, or all of an object's numbers together: paid and organic
// views, each kind of reaction.
func sum(b json.RawMessage) *float64 {
	var n float64
	if json.Unmarshal(b, &n) == nil {
		return &n
	}
	var parts map[string]float64
	if json.Unmarshal(b, &parts) != nil {
		return nil
	}
	for _, p := range parts {
		n += p
	}
	return &n
}

// moment is a time as Graph writes it: Unix seconds or ISO 8601.
type moment struct{ time.Time }

// UnmarshalJSON implements json.Unmarshaler. What is no time is no moment.
func (m *moment) UnmarshalJSON(b []byte) error {
	text := strings.Trim(string(b), `"`)
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		m.Time = time.Unix(n, 0)
		return nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05-0700", time.RFC3339} {
		if at, err := time.Parse(layout, text); err == nil {
			m.Time = at
			return nil
		}
	}
	return nil
}
