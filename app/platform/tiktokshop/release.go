package tiktokshop

import (
	"context"
	"net/http"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// Release makes the post, once. Nobody can be asked afterwards, so its errors
// are of two kinds. TikTok Shop itself said that there is no post: Refused and
// Invalid for good, Login until the person logged in, Conflict for now,
// NotFound because the uploaded file is gone. Or nobody can say: Unsure.
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
// leaves that open.
func certain(code int64, told *taglane.Error) error {
	kind := told.Kind
	switch {
	case code == badFile:
		kind = taglane.NotFound // the only thing that is uploaded again
	case kind == taglane.Later:
		kind = taglane.Conflict
	case kind == taglane.NotFound, kind == taglane.Internal:
		kind = taglane.Refused
	}
	no := taglane.Refuse(kind, taglane.SaidOf(told))
	no.Until, no.Err = told.Until, told.Err
	return no
}

// shutOut is the public act with a token that was refused at the door: either
// the person has to log in, or the next try has a new one.
func shutOut(err error) error {
	kind := taglane.Conflict
	if taglane.KindOf(err) == taglane.Login {
		kind = taglane.Login
	}
	return taglane.Refuse(kind, taglane.SaidOf(err))
}

// doubtful is an error of the public act without a word of TikTok Shop's own.
// What it cannot have heard of can be asked for later.
func doubtful(err error) error {
	switch kind := taglane.KindOf(err); {
	case kind == taglane.Unsure:
		return err
	case kind == taglane.Offline:
		return taglane.Refuse(taglane.Conflict, taglane.SaidOf(err))
	}
	return taglane.Wrap(err, taglane.Unsure, "The answer of %s was lost, so it is not known what happened there.", service)
}
