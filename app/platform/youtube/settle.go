package youtube

import (
	"context"
	"maps"
	"net/http"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// Status asks YouTube how far the upload is, and once the video exists, what
// became of it. NotFound: YouTube no longer knows the session and the channel
// holds no video of it. Unsure: a last piece went out unanswered before that.
func (s *Service) Status(ctx context.Context, us platform.UploadSession) (platform.Status, error) {
	up, err := s.read(us)
	if err != nil {
		return platform.Status{}, err
	}
	got, err := s.locate(ctx, up)
	if err != nil || !got.Whole {
		return platform.Status{Offset: got.Kept}, err
	}
	v, _, err := s.became(ctx, up, got.Video)
	if err != nil {
		return platform.Status{}, err
	}
	return s.settled(up, v)
}

// became looks at the video an upload became, and what time it is at YouTube. One
// that is rejected as a copy of another with our mark is that other.
func (s *Service) became(ctx context.Context, up session, id string) (video, time.Time, error) {
	v, now, err := s.look(ctx, id)
	if err != nil || v.says("rejectionReason") != "duplicate" {
		return v, now, err
	}
	other, err := s.find(ctx, up.Key)
	if taglane.KindOf(err) == taglane.NotFound {
		return v, now, nil
	}
	if err != nil {
		return v, now, err
	}
	return s.look(ctx, other.ID)
}

// locate is how far the upload got, and which video it became.
func (s *Service) locate(ctx context.Context, up session) (reply, error) {
	if up.Video != "" {
		return reply{Kept: up.Size, Whole: true, Video: up.Video}, nil
	}
	got, err := s.put(ctx, up, 0, nil, 0)
	lost := taglane.KindOf(err) == taglane.NotFound
	if !lost && (err != nil || !got.Whole || got.Video != "") {
		if err == nil {
			s.flying(up, 0)
		}
		return got, err
	}
	v, ferr := s.find(ctx, up.Key)
	switch {
	case ferr == nil:
		return reply{Kept: up.Size, Whole: true, Video: v.ID}, nil
	case taglane.KindOf(ferr) != taglane.NotFound:
		return reply{}, ferr
	case lost && !s.flown(up):
		return reply{}, err
	}
	return reply{}, taglane.Errorf(taglane.Unsure, "YouTube had the whole clip and does not say which video it became. Look in YouTube Studio for a private video.")
}

// settled says what a video of the right bytes can do. Refused: it will never
// be watched.
func (s *Service) settled(up session, v video) (platform.Status, error) {
	st := platform.Status{Offset: up.Size, Complete: true}
	if err := v.refused(); err != nil {
		return platform.Status{}, err
	}
	if v.reached(up.Goal) && !(up.Early && v.says("privacyStatus") == "private") {
		post := s.post(v, up.Short)
		st.Ready, st.Post = true, &post
		return st, nil
	}
	done := v.Processing.Status == "succeeded" || v.says("uploadStatus") == "processed" && v.Processing.Status != "processing"
	if st.Ready = done && v.File.Size > 0; st.Ready {
		s.calm(v.ID)
		if err := v.differs(up); err != nil && up.Early {
			return st, taglane.Wrap(err, taglane.Refused, "YouTube does not have the whole clip, and would publish it all the same. Delete the video in YouTube Studio.")
		}
		return st, v.differs(up)
	}
	st.Wait = s.wait(v)
	return st, nil
}

// refused is why a video will never be watched.
func (v video) refused() error {
	why := or(v.says("failureReason"), v.says("rejectionReason"), v.Processing.Failure)
	if !plainReason.MatchString(why) {
		why = "unknown"
	}
	switch state := v.says("uploadStatus"); {
	case state == "deleted":
		return taglane.Errorf(taglane.Refused, "The video was deleted on YouTube.")
	case state == "rejected":
		return taglane.Errorf(taglane.Refused, "YouTube rejected the video. Its reason is %q.", why)
	case state == "failed", v.Processing.Status == "failed", v.Processing.Status == "terminated":
		return taglane.Errorf(taglane.Refused, "YouTube could not process the video. Its reason is %q.", why)
	}
	return nil
}

// differs looks whether YouTube has the whole clip: a broken upload may be
// processed all the same.
func (v video) differs(up session) error {
	off := int64(v.File.Millis) - up.Millis
	switch {
	case int64(v.File.Size) != up.Size:
		return taglane.Errorf(taglane.Refused, "YouTube has %d bytes of the video, and the clip has %d, so it stays private.", int64(v.File.Size), up.Size)
	case v.File.Millis > 0 && up.Millis > 0 && max(off, -off) > max(2000, up.Millis/20):
		return taglane.Errorf(taglane.Refused, "The video is not as long on YouTube as the clip is here, so it stays private.")
	}
	return nil
}

// reached says whether the video already is what Release is to make of it, or
// more public than that.
func (v video) reached(g goal) bool {
	switch v.says("privacyStatus") {
	case "public":
		return true
	case "unlisted":
		return g.Privacy == "unlisted"
	case "private":
		return g.At != "" && v.says("publishAt") != ""
	}
	return false
}

const (
	waitLeast = 10 * time.Second
	waitMost  = 5 * time.Minute
)

// wait doubles with every look at a video under way; where YouTube says how
// long it needs, that is the least.
func (s *Service) wait(v video) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.polls[v.ID]
	s.polls[v.ID]++
	left := time.Duration(v.Processing.Progress.Left) * time.Millisecond
	return min(max(waitLeast<<min(n, 5), left), waitMost)
}

func (s *Service) calm(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.polls, id)
}

// Release makes the private video what the publication wants, or hands it to
// YouTube's own schedule. Doing it twice changes nothing. Conflict: it is not
// whole or not processed yet.
func (s *Service) Release(ctx context.Context, us platform.UploadSession, p taglane.Publication) (taglane.Post, error) {
	up, err := s.read(us)
	if err != nil {
		return taglane.Post{}, err
	}
	if up.Goal, err = s.goal(p); err != nil {
		return taglane.Post{}, err
	}
	got, err := s.locate(ctx, up)
	if err != nil {
		return taglane.Post{}, err
	}
	if !got.Whole {
		return taglane.Post{}, unready()
	}
	v, now, err := s.became(ctx, up, got.Video)
	if err != nil {
		return taglane.Post{}, err
	}
	st, err := s.settled(up, v)
	switch {
	case err != nil:
		return taglane.Post{}, err
	case st.Post != nil:
		return *st.Post, nil
	case !st.Ready:
		return taglane.Post{}, unready()
	}
	if err := s.dress(ctx, v, up.Key, p.Revision.Cover); err != nil {
		return taglane.Post{}, err
	}
	if up.Early && v.reached(up.Goal) || v.asWanted(up.Goal) {
		return s.post(v, up.Short), nil
	}
	is, err := s.update(ctx, v, up.Goal, now)
	if err != nil {
		return taglane.Post{}, err
	}
	return s.post(is, up.Short), nil
}

// asWanted says whether a video that is to stay private is so already.
func (v video) asWanted(g goal) bool {
	return g.Privacy == "private" && v.says("privacyStatus") == "private" && v.says("publishAt") == ""
}

func unready() error {
	return taglane.Errorf(taglane.Conflict, "The upload is not ready to be published.")
}

// readonly are the fields of a status that YouTube alone writes.
var readonly = []string{"uploadStatus", "failureReason", "rejectionReason", "madeForKids"}

// update sets the whole status, because a field left out is reset, and reads
// back what YouTube made of it.
func (s *Service) update(ctx context.Context, v video, g goal, now time.Time) (is video, err error) {
	status := maps.Clone(v.Status)
	for _, field := range readonly {
		delete(status, field)
	}
	delete(status, "publishAt")
	privacy := g.Privacy
	if at, err := time.Parse(time.RFC3339, g.At); err == nil && at.After(now) {
		privacy = "private"
		status.put("publishAt", g.At)
	} else {
		g.At = ""
	}
	status.put("privacyStatus", privacy)
	_, err = s.counted(ctx, s.limits.units, httpx.Call{
		Method: http.MethodPut, URL: videosPath, Query: query("part", "status"), Cost: updateCosts, Into: &is,
		JSON: map[string]any{"id": v.ID, "status": status},
	})
	if err != nil {
		return video{}, err
	}
	is.ID = v.ID
	if is.says("privacyStatus") != privacy || g.At != "" && is.says("publishAt") == "" {
		return video{}, taglane.Errorf(taglane.Refused, "YouTube kept the video as it was. Publish it in YouTube Studio.")
	}
	return is, nil
}
