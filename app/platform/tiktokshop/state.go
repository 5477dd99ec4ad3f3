package tiktokshop

import (
	"context"
	"regexp"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// plainQuota is a quota as it may be shown: "3/day".
var plainQuota = regexp.MustCompile(`^[0-9]{1,9}/[a-z]{1,10}$`)

// currency is a currency as it may be part of a name.
var currency = regexp.MustCompile(`^[A-Z]{3}$`)

// PostState asks what became of a post after its answer: at is when it was
// shown. Later: TikTok Shop still looks at it. Refused: it is not shown.
func (s *Service) PostState(ctx context.Context, post taglane.Post) (at time.Time, err error) {
	got, err := s.state(ctx, post)
	if err != nil {
		return time.Time{}, err
	}
	if got.Video.Status == "PROCESSING" {
		e := taglane.Errorf(taglane.Later, "TikTok Shop is still looking at the clip.")
		e.Until = s.clock.Wall().Add(s.pause)
		return time.Time{}, e
	}
	if got.Video.Time > 0 {
		at = time.Unix(got.Video.Time, 0).UTC()
	}
	return at, nil
}

// state is what TikTok Shop says of a post that it has not refused.
func (s *Service) state(ctx context.Context, post taglane.Post) (got videoState, err error) {
	if post.ID == "" {
		return got, taglane.Errorf(taglane.NotFound, "There is no such post any more.")
	}
	if err := s.call(ctx, httpx.Call{URL: pathVideo + escaped(post.ID) + "/status"}, &got); err != nil {
		return got, err
	}
	switch got.Video.Status {
	case "SUCCESS", "PROCESSING":
		return got, nil
	case "FAIL":
		return got, taglane.Errorf(taglane.Refused, "TikTok Shop took the post and then did not show it.")
	}
	return got, unreadable(false)
}

// onTikTok is how TikTok names the videos and the people of its own pages.
var onTikTok = regexp.MustCompile(`^[A-Za-z0-9._]{1,64}$`)

// Link asks whether a post came through after its answer, and says where it
// stands. TikTok Shop tells no address; its posts are videos of TikTok, which
// stand below their creator's name there. NotFound: TikTok Shop still looks at
// it, or there is no such address. Refused: it is not shown.
func (s *Service) Link(ctx context.Context, post taglane.Post) (taglane.Post, error) {
	got, err := s.state(ctx, post)
	if err != nil {
		return post, err
	}
	if got.Video.Status == "PROCESSING" {
		return post, taglane.Errorf(taglane.NotFound, "TikTok Shop is still looking at the clip.")
	}
	who, err := s.whoami(ctx)
	if err != nil {
		return post, err
	}
	if len(post.ID) < 15 || !number(post.ID) || !onTikTok.MatchString(who.Username) {
		return post, taglane.Errorf(taglane.NotFound, "TikTok Shop does not tell where this post stands.")
	}
	post.Link = "https://www.tiktok.com/@" + who.Username + "/video/" + post.ID
	return post, nil
}
