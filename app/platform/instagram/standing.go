package instagram

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// reasons are what each leave is for.
func reasons() map[string]taglane.Said {
	return map[string]taglane.Said{
		"instagram_basic":                 taglane.Say("to see your Instagram account"),
		"instagram_content_publish":       taglane.Say("to publish Reels"),
		"pages_show_list":                 taglane.Say("to see your Pages"),
		"pages_read_engagement":           taglane.Say("to read what became of a Reel"),
		"business_management":             taglane.Say("to find Pages that belong to a business"),
		"instagram_manage_insights":       taglane.Say("to read the figures of your posts"),
		"instagram_shopping_tag_products": taglane.Say("to tag the products of your shop"),
		"catalog_management":              taglane.Say("to find products in your catalog"),
	}
}

func (s *Service) wanted() (out []platform.Scope) {
	for _, name := range scopesOf(s.set) {
		out = append(out, platform.Scope{Name: name, For: reasons()[name]})
	}
	return out
}

// Health tells as whom it is posted, how the login stands and when it ends, and
// how many posts of the day are left. Login: it is not valid any more.
func (s *Service) Health(ctx context.Context) (platform.Health, error) {
	if err := unreadable(s.user); err != nil {
		return platform.Health{}, err
	}
	t, err := s.grant.Token(ctx)
	if err != nil {
		return platform.Health{}, err
	}
	known := s.secret
	if known.AccessToken != "" {
		known.AccessToken, known.Expiry = t.Access, t.Expiry
	}
	h := platform.Health{Expires: t.Expiry}
	if s.login != viaInstagram { // which has no way to ask about itself
		st, err := s.client.Standing(ctx, known, t.Access)
		if err != nil {
			return h, err
		}
		if h, err = st.Health(name, s.wanted()); err != nil {
			return h, err
		}
	}
	var me struct {
		Username string `json:"username"`
	}
	if _, err := s.ask(ctx, httpx.Call{Query: url.Values{"fields": {"username"}}, Into: &me}, s.user); err != nil {
		return h, err
	}
	h.Name = me.Username
	used, most, _, err := s.Quota(ctx)
	if err != nil {
		return h, err
	}
	h.Quotas = []platform.Quota{
		{What: taglane.Say("posts within 24 hours"), Left: int64(max(most-used, 0)), Most: int64(most)},
		{What: taglane.Say("uploads within 24 hours"), Left: int64(limits.Containers - s.client.Pace.Done(containers)), Most: int64(limits.Containers)},
	}
	return h, nil
}

// Pace implements platform.Paced.
func (s *Service) Pace(state json.RawMessage, keep func(json.RawMessage)) {
	s.client.Pace.Restore(state, keep)
}

// Ahead implements platform.Timekeeper.
func (s *Service) Ahead() time.Duration { return s.client.Clock.Ahead() }

// Narrow implements platform.Narrow.
func (s *Service) Narrow(wait func(ctx context.Context, n int) error) { s.client.HTTP.Wait = wait }
