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

const (
	// figuresBack is how far back days are told.
	figuresBack = 179 * 24 * time.Hour
	// pagesMost bounds how many pages of orders are read: 100 orders on each.
	pagesMost = 50
)

type money struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

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

type sales struct {
	Orders []struct {
		At     int64  `json:"create_time"`
		Status string `json:"status"`
		Lines  []struct {
			Content  name   `json:"content_id"`
			Type     string `json:"content_type"`
			Estimate money  `json:"estimated_commission"`
			Actual   money  `json:"actual_commission"`
		} `json:"skus"`
	} `json:"orders"`
	Next string `json:"next_page_token"`
}

// Insights reads the days of a post since a time, up to yesterday, and what its
// sales earned on each. Amounts are named with their currency: gmv.USD. Where
// TikTok Shop tells only one of the two, that is what there is.
func (s *Service) Insights(ctx context.Context, post taglane.Post, since time.Time) ([]taglane.Observation, error) {
	if post.ID == "" {
		return nil, taglane.Errorf(taglane.NotFound, "There is no such post any more.")
	}
	now := s.now()
	if far := now.Add(-figuresBack); since.Before(far) {
		since = far
	}
	days, err := s.days(ctx, post.ID, since, now.Add(-day))
	if stops(err) {
		return nil, err
	}
	earned, broke := s.earnings(ctx, post.ID, since)
	switch {
	case stops(broke):
		return nil, broke
	case err != nil && broke != nil:
		return nil, err
	}
	return append(days, earned...), nil
}

// stops says whether an error is about more than one kind of figures.
func stops(err error) bool {
	k := taglane.KindOf(err)
	return k == taglane.Offline || k == taglane.Later
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

// earnings are the commissions of a post by day and currency: what was settled,
// and the estimate of what was not yet. An order that was given back earns
// nothing.
func (s *Service) earnings(ctx context.Context, id string, since time.Time) ([]taglane.Observation, error) {
	type key struct {
		at   time.Time
		name string
	}
	sums, order := map[key]float64{}, []key{}
	add := func(at time.Time, name string, m money) bool {
		f, err := strconv.ParseFloat(m.Amount, 64)
		if err != nil || !currency.MatchString(m.Currency) {
			return false
		}
		k := key{at, name + "." + m.Currency}
		if _, known := sums[k]; !known {
			order = append(order, k)
		}
		sums[k] += f
		return true
	}
	for page, n := "", 0; n < pagesMost; n++ {
		q := url.Values{"page_size": {"100"}}
		if page != "" {
			q.Set("page_token", page)
		}
		var got sales
		err := s.call(ctx, httpx.Call{Method: http.MethodPost, URL: pathOrders, Query: q, JSON: map[string]any{"create_time_ge": since.Unix()}}, &got)
		if err != nil {
			return nil, err
		}
		for _, o := range got.Orders {
			for _, l := range o.Lines {
				if string(l.Content) != id || o.Status == "REFUNDED" {
					continue
				}
				at := time.Unix(o.At, 0).UTC().Truncate(day)
				if !add(at, "commission", l.Actual) {
					add(at, "commission_expected", l.Estimate)
				}
			}
		}
		if page = got.Next; page == "" {
			break
		}
	}
	out := make([]taglane.Observation, 0, len(order))
	for _, k := range order {
		out = append(out, taglane.Observation{Post: id, At: k.at, Name: k.name, Value: sums[k]})
	}
	return out, nil
}
