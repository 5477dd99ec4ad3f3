package youtube

import (
	"context"
	"errors"
	"image"
	_ "image/jpeg" // what a cover may be
	_ "image/png"
	"net/http"
	"os"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// coverTries is how often a cover is sent for which nobody answers.
const coverTries = 3

// Why a video has no cover of ours.
const (
	bareUnverified = "unverified" // the channel may not have covers of its own
	bareLater      = "later"      // too many for now
	bareImage      = "image"      // not a picture YouTube takes
	bareUnseen     = "unseen"     // taken, and not shown
	bareSilent     = "silent"     // nobody answered
	bareRefused    = "refused"
)

// whyBare says why, to a person.
func whyBare(code string) taglane.Said {
	switch code {
	case bareUnverified:
		return taglane.Say("the channel may not have covers of its own until it is verified at youtube.com/verify")
	case bareLater:
		return taglane.Say("YouTube takes no more covers for this channel for a few hours")
	case bareImage:
		return taglane.Say("YouTube does not take this picture")
	case bareUnseen:
		return taglane.Say("YouTube took the picture and does not show it yet")
	case bareSilent:
		return taglane.Say("YouTube did not answer")
	}
	return taglane.Say("YouTube said no")
}

// dress gives a video the publication's cover, before anybody sees it. A cover
// that cannot be set is noted and told, and the clip goes on without it; only
// where nobody answers it is tried again first.
func (s *Service) dress(ctx context.Context, v video, key string, c taglane.File) error {
	if c.Path == "" || c.Size == 0 || v.Content.Custom {
		return nil
	}
	_, err := s.worn(ctx, v, key, c)
	return err
}

// worn sends a cover and keeps what became of it.
func (s *Service) worn(ctx context.Context, v video, key string, c taglane.File) (why string, err error) {
	why, err = s.cover(ctx, v, c)
	if k := taglane.KindOf(err); k == taglane.Login || k == taglane.Offline || err != nil && s.patient(v.ID) {
		return "", err
	}
	hash := c.SHA256
	if err != nil {
		why = bareSilent
	}
	if why != "" {
		hash = ""
	}
	s.memory.remember(func(n *notes) { n.cover(v.ID, key, hash, why) })
	return why, nil
}

// patient says whether it makes sense to try a video's cover once more.
func (s *Service) patient(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tries[id]++
	return s.tries[id] < coverTries
}

// cover sends a picture. why is the reason for which YouTube does not take it;
// an error is a call that nobody heard, or that wants the person.
func (s *Service) cover(ctx context.Context, v video, c taglane.File) (why string, err error) {
	var from time.Time
	s.memory.know(func(n notes) { from = n.Covers })
	if from.After(s.now()) {
		return bareLater, nil
	}
	kind := kindOf(c.Path)
	f, err := os.Open(c.Path)
	if err != nil || kind == "" || c.Size > ruled.most("YT-COVER") {
		if err == nil {
			f.Close()
		}
		return bareImage, nil
	}
	defer f.Close()
	// What becomes public goes before what it looks like.
	if s.limits.units.Left("day") < coverCosts+updateCosts+looksCost || s.limits.units.Take(coverCosts) != nil {
		return bareLater, nil
	}
	// Covers have a brake of their own at YouTube, so that one does not keep
	// the clip from becoming public.
	a, err := s.client.Do(ctx, httpx.Call{
		Method: http.MethodPost, URL: coverPath, Query: query("uploadType", "media", "videoId", v.ID), Pace: httpx.NewPace(s.now),
		Header: http.Header{"Content-Type": {kind}}, Body: s.narrowed(ctx, f), Length: c.Size,
	})
	if err != nil {
		return s.coverRefused(a, err)
	}
	return s.seen(ctx, v.ID)
}

// seen looks whether YouTube shows the cover that it took.
func (s *Service) seen(ctx context.Context, id string) (string, error) {
	found, _, err := s.list(ctx, "contentDetails", id)
	if err != nil {
		return "", err
	}
	if len(found) == 0 || !found[0].Content.Custom {
		return bareUnseen, nil
	}
	return "", nil
}

func (s *Service) coverRefused(a httpx.Answer, err error) (string, error) {
	var e *taglane.Error
	until := time.Time{}
	if errors.As(err, &e) {
		until = e.Until
	}
	switch taglane.KindOf(err) {
	case taglane.Invalid:
		return bareImage, nil
	case taglane.Refused:
		if a.Status == http.StatusForbidden {
			return bareUnverified, nil
		}
		return bareRefused, nil
	case taglane.NotFound, taglane.Conflict:
		return bareRefused, nil
	case taglane.Later:
		if a.Status == http.StatusTooManyRequests || a.Status == http.StatusForbidden {
			s.memory.remember(func(n *notes) { n.Covers = until })
			return bareLater, nil
		}
	}
	return "", err
}

// kindOf is what a picture is sent as; "" if YouTube does not take it.
func kindOf(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	_, format, err := image.DecodeConfig(f)
	if err != nil || format != "jpeg" && format != "png" {
		return ""
	}
	return "image/" + format
}

// bare is why a video has no cover of ours; "" if it has, or nobody knows.
func (s *Service) bare(id string) (why string) {
	s.memory.know(func(n notes) { why = n.Bare[id] })
	return why
}
