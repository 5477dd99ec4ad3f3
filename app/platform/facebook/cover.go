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
	"slices"

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
	var now struct {
		Data []struct {
			Preferred bool `json:"is_preferred"`
		} `json:"data"`
	}
	path := "/" + video + "/thumbnails"
	if _, err := s.get(ctx, path, url.Values{"fields": {"id,is_preferred"}}, &now); err != nil {
		return false
	}
	for _, t := range now.Data {
		if t.Preferred {
			return true
		}
	}
	return s.sendCover(ctx, path, f) == nil
}

func (s *Service) sendCover(ctx context.Context, path string, f taglane.File) error {
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
	params := s.signed(url.Values{"is_preferred": {"true"}}, token)
	names := make([]string, 0, len(params))
	for k := range params {
		names = append(names, k)
	}
	slices.Sort(names)
	for _, k := range names {
		if err := form.WriteField(k, params.Get(k)); err != nil {
			return err
		}
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
	_, err = s.client.Do(ctx, httpx.Call{
		Method: http.MethodPost, URL: "/" + s.version + path, Body: bytes.NewReader(b.Bytes()), Length: int64(b.Len()),
		Header: http.Header{"Content-Type": {form.FormDataContentType()}},
	})
	return err
}
