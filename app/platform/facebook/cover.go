package facebook

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// coverMost is how large a cover may be, in bytes: a picture held in memory.
const coverMost = 16 << 20

// cover sees to it that the video has a preferred thumbnail and says whether
// it has. A cover that cannot be set never fails the post.
func (s *Service) cover(ctx context.Context, video string, f taglane.File) bool {
	if f.Path == "" || f.Size > coverMost {
		return true // there is nothing to set
	}
	if set, err := s.covered(ctx, video); set || err != nil {
		return set
	}
	return s.sendCover(ctx, video, f) == nil
}

// covered reads back whether somebody chose a picture.
func (s *Service) covered(ctx context.Context, video string) (bool, error) {
	var now struct {
		Data []struct {
			Preferred bool `json:"is_preferred"`
		} `json:"data"`
	}
	_, err := s.get(ctx, url.Values{"fields": {"id,is_preferred"}}, &now, video, "thumbnails")
	for _, t := range now.Data {
		if t.Preferred {
			return true, err
		}
	}
	return false, err
}

// sendCover sets a picture, and makes it the preferred one.
func (s *Service) sendCover(ctx context.Context, video string, f taglane.File) error {
	token, err := s.token(ctx)
	if err != nil {
		return err
	}
	picture, err := os.Open(f.Path)
	if err != nil {
		return err
	}
	defer picture.Close()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	if err := form.WriteField("is_preferred", "true"); err != nil {
		return err
	}
	part, err := form.CreateFormFile("source", "cover"+filepath.Ext(f.Path))
	if err == nil {
		_, err = io.Copy(part, io.LimitReader(picture, coverMost))
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		return err
	}
	_, err = s.client.Do(ctx, token, httpx.Call{
		Method: http.MethodPost, Body: bytes.NewReader(b.Bytes()), Length: int64(b.Len()),
		Header: http.Header{"Content-Type": {form.FormDataContentType()}},
	}, video, "thumbnails")
	return err
}
