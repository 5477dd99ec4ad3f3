package tiktokshop

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// figuresBack is how far back days are told.
const figuresBack = 179 * 24 * time.Hour

type figures struct {
	Videos []struct {
		ID   name `json:"id"`
		Days []struct {
			Range struct {
				Start int64 `json:"start_time"`
			} `json:"time_range"`
			Of struct {
				Clicks  string `json:"click_through_rate"`
				Display string `json:"anchor_display_rate"`
				Orders  *int64 `json:"order_count"`
				Sold    *int64 `json:"item_sold_count"`
				Gross   money  `json:"gmv"`
			} `json:"metrics"`
		} `json:"performances"`
	} `json:"videos"`
}

// Insights reads the days of a post since a time, up to yesterday. Amounts are
// named with their currency: gmv.USD. What its sales earned is told by Earnings
// alone, so that nothing is counted twice.
func (s *Service) Insights(ctx context.Context, post taglane.Post, since time.Time) ([]taglane.Observation, error) {
	if post.ID == "" {
		return nil, taglane.Errorf(taglane.NotFound, "There is no such post any more.")
	}
	now := s.now()
	if far := now.Add(-figuresBack); since.Before(far) {
		since = far
	}
	return s.days(ctx, post.ID, since, now.Add(-day))
}

func (s *Service) days(ctx context.Context, id string, from, to time.Time) (out []taglane.Observation, err error) {
	if to.Before(from) {
		return nil, nil // days are told once they are over
	}
	var got figures
	err = s.call(ctx, httpx.Call{URL: pathFigures, Header: http.Header{"Content-Type": {"application/json"}}, Query: url.Values{
		"video_ids": {id}, "start_time_ge": {strconv.FormatInt(from.Unix(), 10)}, "end_time_le": {strconv.FormatInt(to.Unix(), 10)},
	}}, &got)
	for _, v := range got.Videos {
		if string(v.ID) != id {
			continue
		}
		for _, d := range v.Days {
			note := func(name, value string) {
				if f, bad := strconv.ParseFloat(value, 64); bad == nil {
					out = append(out, taglane.Observation{Post: id, At: time.Unix(d.Range.Start, 0).UTC(), Name: name, Value: f})
				}
			}
			note("click_through_rate", d.Of.Clicks)
			note("anchor_display_rate", d.Of.Display)
			note("orders", count(d.Of.Orders))
			note("items_sold", count(d.Of.Sold))
			if currency.MatchString(d.Of.Gross.Currency) {
				note("gmv."+d.Of.Gross.Currency, d.Of.Gross.Amount)
			}
		}
	}
	return out, err
}

func count(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}
