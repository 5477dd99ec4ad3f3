package facebook

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// wanted is what each leave is for, in the order of scopes.
func wanted() []platform.Scope {
	return []platform.Scope{
		{Name: scopes[0], For: taglane.Say("to see your Pages")},
		{Name: scopes[1], For: taglane.Say("to read what became of a Reel")},
		{Name: scopes[2], For: taglane.Say("to publish as your Page")},
		{Name: scopes[3], For: taglane.Say("to read the figures of your posts")},
		{Name: scopes[4], For: taglane.Say("to find Pages that belong to a business")},
	}
}

// Health tells how the Page's own token stands, since that is what posts, and
// how many Reels of the last 24 hours are left. Login: it is not valid any more.
func (s *Service) Health(ctx context.Context) (platform.Health, error) {
	token, err := s.token(ctx)
	if err != nil {
		return platform.Health{}, err
	}
	st, err := s.client.Standing(ctx, s.known(), token)
	if err != nil {
		return platform.Health{}, err
	}
	h, err := st.Health(title, wanted())
	if err != nil {
		return h, err
	}
	h.Name = s.account.Name
	made, now, err := s.reels(ctx)
	if err != nil {
		return h, err
	}
	quota := platform.Quota{What: taglane.Say("Reels within 24 hours"), Most: int64(reelsPerDay), Left: int64(max(reelsPerDay-len(made), 0))}
	if quota.Left == 0 {
		quota.ResetAt = oldest(made, now).Add(day)
	}
	h.Quotas = []platform.Quota{quota}
	return h, nil
}

func oldest(of []time.Time, than time.Time) time.Time {
	for _, at := range of {
		if at.Before(than) {
			than = at
		}
	}
	return than
}

// reels are when the Page's Reels of the last 24 hours were made, whoever made
// them, by Facebook's own clock.
func (s *Service) reels(ctx context.Context) (made []time.Time, now time.Time, err error) {
	var got struct {
		Data []struct {
			Created moment `json:"created_time"`
		} `json:"data"`
	}
	head, err := s.get(ctx, url.Values{"fields": {"id,created_time"}, "limit": {"50"}}, &got, s.page, "video_reels")
	if err != nil {
		return nil, now, err
	}
	now = httpx.DateOf(head)
	for _, r := range got.Data {
		if !now.IsZero() && r.Created.After(now.Add(-day)) {
			made = append(made, r.Created.Time)
		}
	}
	return made, now, nil
}

// Pace implements platform.Paced.
func (s *Service) Pace(state json.RawMessage, keep func(json.RawMessage)) {
	s.client.Pace.Restore(state, keep)
}

// Ahead implements platform.Timekeeper.
func (s *Service) Ahead() time.Duration { return s.client.Clock.Ahead() }

// Narrow implements platform.Narrow.
func (s *Service) Narrow(wait func(ctx context.Context, n int) error) { s.client.HTTP.Wait = wait }
