package tiktokshop

import (
	"context"
	"regexp"
	"strconv"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// plainQuota is a quota as it may be shown: "3/day".
var plainQuota = regexp.MustCompile(`^[0-9]{1,9}/[a-z]{1,10}$`)

// PostState asks what became of a post after its answer: at is when it was
// shown. Later: TikTok Shop still looks at it. Refused: it is not shown.
func (s *Service) PostState(ctx context.Context, post taglane.Post) (at time.Time, err error) {
	if post.ID == "" {
		return time.Time{}, taglane.Errorf(taglane.NotFound, "There is no such post any more.")
	}
	var got videoState
	if err := s.call(ctx, httpx.Call{URL: pathVideo + escaped(post.ID) + "/status"}, &got); err != nil {
		return time.Time{}, err
	}
	switch got.Video.Status {
	case "SUCCESS":
		if got.Video.Time > 0 {
			at = time.Unix(got.Video.Time, 0).UTC()
		}
		return at, nil
	case "PROCESSING":
		e := taglane.Errorf(taglane.Later, "TikTok Shop is still looking at the clip.")
		e.Until = s.now().Add(s.pause)
		return time.Time{}, e
	case "FAIL":
		return time.Time{}, taglane.Errorf(taglane.Refused, "TikTok Shop took the post and then did not show it.")
	}
	return time.Time{}, unreadable(false)
}

func decimal(n int) string { return strconv.Itoa(n) }
