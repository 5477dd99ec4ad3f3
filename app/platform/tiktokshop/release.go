package tiktokshop

import (
	"context"
	"net/http"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// Release makes the post, once. Refused, Invalid: TikTok Shop itself said no,
// and nothing is public. Offline: it never heard of the call. Unsure: nobody
// can say.
func (s *Service) Release(ctx context.Context, us platform.UploadSession, p taglane.Publication) (taglane.Post, error) {
	up, err := known(us)
	if err != nil {
		return taglane.Post{}, err
	}
	if up.File == "" {
		return taglane.Post{}, taglane.Errorf(taglane.Invalid, "The upload is not ready to be published.")
	}
	link, ok := linkOf(p)
	if !ok {
		return taglane.Post{}, taglane.Errorf(taglane.Invalid, "Choose the product of TikTok Shop that goes with the post.")
	}
	call := posting{videoInfo{File: up.File, Title: titleOf(p), Cover: up.Cover, AI: madeByAI(p)}, link}
	if up.Cover == "" {
		call.Video.AtMS = coverAt(p.Revision.Draft.Clip)
	}
	var got posted
	err = s.call(ctx, httpx.Call{Method: http.MethodPost, URL: pathVideos, JSON: call, Once: true, Pace: s.pace.free}, &got)
	if err == nil && got.Video.ID == "" {
		err = unreadable(true)
	}
	if k := taglane.KindOf(err); k == "" || k == taglane.Unsure {
		s.pace.posted(got.Quota)
	}
	if err != nil {
		return taglane.Post{}, err
	}
	return taglane.Post{ID: string(got.Video.ID)}, nil
}

// certain is what a code that was told for the public act means: whatever it
// is about, TikTok Shop said itself that there is no post, unless the code
// leaves that open. Waiting is no answer to it, for what was asked once is not
// asked again by itself.
func certain(told *taglane.Error) error {
	switch told.Kind {
	case taglane.Invalid, taglane.Refused, taglane.Unsure:
		return told
	}
	no := taglane.Refuse(taglane.Refused, taglane.SaidOf(told))
	no.Err = told.Err
	return no
}

// doubtful is an error of the public act without a word of TikTok Shop's own.
func doubtful(err error) error {
	switch taglane.KindOf(err) {
	case taglane.Offline, taglane.Unsure:
		return err
	}
	return taglane.Wrap(err, taglane.Unsure, "The answer of %s was lost, so it is not known what happened there.", service)
}
