package facebook

import (
	"context"
	"encoding/json"
	"time"

	"taglane/app/platform/graph"
	"taglane/app/taglane"
)

// scopes are what posting to a Page needs, reading its figures, and finding
// Pages that belong to a business.
var scopes = []string{"pages_show_list", "pages_read_engagement", "pages_manage_posts", "read_insights", "business_management"}

// Keep implements platform.Keeper.
func (s *Service) Keep(save func(json.RawMessage) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keep = save
}

func (s *Service) known() graph.Secret {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.secret
}

// token is the Page's own token, looked for among the person's Pages once.
// Login: there is none.
func (s *Service) token(ctx context.Context) (string, error) {
	known := s.known()
	if known.PageToken != "" && (known.PageID == "" || known.PageID == s.page) { // not another Page's
		return known.PageToken, nil
	}
	if known.AccessToken == "" {
		return "", taglane.Errorf(taglane.Login, "%s asks you to log in again.", brand)
	}
	user, err := s.longLived(ctx, known)
	if err != nil {
		return "", err
	}
	pages, err := s.client.Pages(ctx, user, func(found []graph.Page) bool { return graph.Among(found, s.page) != nil })
	if err != nil {
		return "", err
	}
	p := graph.Among(pages, s.page)
	if p == nil || p.Token == "" || !p.CanPost {
		return "", unseen()
	}
	return p.Token, s.hold(func(x *graph.Secret) { x.PageToken, x.PageID = p.Token, s.page })
}

func unseen() *taglane.Error {
	return taglane.Errorf(taglane.Login, "Facebook does not show the Page among those you may post to; connect it again and tick the Page.")
}

// longLived changes the person's token for one that lasts, where the app is
// known, so that the Page's token made from it does not end with an hour.
func (s *Service) longLived(ctx context.Context, known graph.Secret) (string, error) {
	if known.AppID == "" || known.AppSecret == "" {
		return known.AccessToken, nil
	}
	cfg := s.login(known).Config()
	cfg.HTTP, cfg.Now = s.client.HTTP.HTTP, s.client.Clock.Now
	t, err := graph.Longer(ctx, cfg, known.AccessToken)
	if err != nil {
		return "", err
	}
	return t.Access, s.hold(func(x *graph.Secret) { x.AccessToken, x.Expiry = t.Access, t.Expiry })
}

func (s *Service) login(known graph.Secret) graph.Login {
	return graph.Login{Service: title, Scopes: scopes, Where: s.client.Where, Secret: known}
}

// hold keeps changed credentials and only then uses them.
func (s *Service) hold(change func(*graph.Secret)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	fresh := s.secret
	change(&fresh)
	s.client.HTTP.Secrets.Add(fresh.AccessToken, fresh.PageToken)
	if s.keep != nil {
		b, err := fresh.Kept()
		if err == nil {
			err = s.keep(b)
		}
		if err != nil {
			return taglane.Wrap(err, taglane.Internal, "The new access to %s could not be kept.", brand)
		}
	}
	s.secret = fresh
	return nil
}

// day is how far back Reels count.
const day = 24 * time.Hour
