package tiktokshop

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

const (
	directMost = 10_000_000  // bytes of a file that goes at once
	pieceSize  = 10_000_000  // bytes of a piece of a larger one
	sizeMost   = 100_000_000 // bytes
	coverMost  = 10_000_000  // bytes
)

// uploadHeader carries the leave to upload. Its name is not documented.
const uploadHeader = "X-Tts-Upload-Token"

// uploadHosts are where the service itself may send a large file.
var uploadHosts = []string{"*.tiktokglobalshop.com", "*.tiktokshop.com", "*.tiktok-shops.com"}

// next is how many bytes go next.
func (up session) next() int64 {
	if up.URL == "" {
		return up.Size
	}
	return min(up.Size-up.Offset, pieceSize)
}

// form is a multipart form of one file of at most directMost bytes, held in
// memory so that it can go again after a token was renewed.
func form(ctx context.Context, filename string, r io.Reader, n int64) (body *bytes.Reader, kind, sum string, err error) {
	var b bytes.Buffer
	b.Grow(int(n) + 1024)
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("data", filename)
	if err != nil {
		return nil, "", "", err
	}
	h := md5.New()
	if _, err = io.CopyN(io.MultiWriter(part, h), mindful{ctx, r}, n); err == nil {
		err = w.Close()
	}
	if ctx.Err() != nil {
		return nil, "", "", taglane.Wrap(ctx.Err(), taglane.Later, "The call to %s was called off.", service)
	}
	if err != nil {
		return nil, "", "", taglane.Wrap(err, taglane.Later, "What is to be sent could not be read.")
	}
	return bytes.NewReader(b.Bytes()), w.FormDataContentType(), hex.EncodeToString(h.Sum(nil)), nil
}

// mindful reads until its context ends.
type mindful struct {
	ctx context.Context
	io.Reader
}

func (m mindful) Read(b []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	return m.Reader.Read(b)
}

func (s *Service) sendForm(ctx context.Context, path, filename string, r io.Reader, n int64, into any) (sum string, err error) {
	body, kind, sum, err := form(ctx, filename, r, n)
	if err != nil {
		return "", err
	}
	return sum, s.call(ctx, httpx.Call{
		Method: http.MethodPost, URL: path, Header: http.Header{"Content-Type": {kind}}, Body: s.narrowed(ctx, body), Length: int64(body.Len()),
	}, into)
}

// sendWhole sends a file of up to directMost bytes.
func (s *Service) sendWhole(ctx context.Context, up *session, r io.Reader) error {
	var got videoFile
	sum, err := s.sendForm(ctx, pathVideoFile, "clip.mp4", r, up.Size, &got)
	switch {
	case err != nil:
		return err
	case got.File.ID == "":
		return unreadable(false)
	case got.File.MD5 != "" && !strings.EqualFold(got.File.MD5, sum):
		return taglane.Errorf(taglane.Later, "The clip arrived damaged, so it is sent again.")
	}
	up.Offset, up.File = up.Size, string(got.File.ID)
	return nil
}

// putCover puts the cover's picture there, if there is one.
func (s *Service) putCover(ctx context.Context, cover taglane.File, up *session) error {
	if cover.Path == "" {
		return nil
	}
	f, err := os.Open(cover.Path)
	if err != nil {
		return taglane.Wrap(err, taglane.Invalid, "A picture of this post is missing from the library.")
	}
	defer f.Close()
	if cover.Size <= 0 || cover.Size > coverMost {
		return taglane.Errorf(taglane.Invalid, "A cover on TikTok Shop may have up to %d MB.", coverMost/1_000_000)
	}
	var got photo
	if _, err := s.sendForm(ctx, pathPhoto, "cover"+filepath.Ext(cover.Path), f, cover.Size, &got); err != nil {
		return err
	}
	if up.Cover = or(got.URI, got.File.URI); up.Cover == "" {
		return unreadable(false)
	}
	return nil
}

// announce begins the upload of a large file.
func (s *Service) announce(ctx context.Context, key string, p taglane.Publication, up *session) error {
	var got fileOpened
	err := s.call(ctx, httpx.Call{Method: http.MethodPost, URL: pathFileInit, JSON: fileInit{
		Name: key + or(strings.ToLower(filepath.Ext(p.Revision.Media.Path)), ".mp4"), Type: "video",
		Size: up.Size, Chunks: (up.Size + pieceSize - 1) / pieceSize, Target: targetPath,
	}}, &got)
	if err == nil && (got.URL == "" || got.Token == "") {
		err = unreadable(false)
	}
	up.URL, up.Token = got.URL, got.Token
	return err
}

// sendPiece sends one piece of a large file. Its server takes the upload's own
// leave and never sees the account's token.
func (s *Service) sendPiece(ctx context.Context, up *session, r io.ReadSeeker) error {
	s.hide.Add(up.Token)
	n := up.next()
	hosts := uploadHosts
	if h := s.set["upload_host"]; h != "" {
		hosts = append(append([]string{}, hosts...), h)
	}
	var got resource
	err := s.call(ctx, httpx.Call{
		Method: http.MethodPut, URL: up.URL, Hosts: hosts, Anonymous: true, Body: s.narrowed(ctx, r), Length: n,
		Header: http.Header{
			"Content-Type":  {"application/octet-stream"},
			"Content-Range": {fmt.Sprintf("bytes %d-%d/%d", up.Offset, up.Offset+n-1, up.Size)},
			uploadHeader:    {up.Token},
		},
	}, &got)
	switch taglane.KindOf(err) {
	case "":
	case taglane.Refused, taglane.Invalid, taglane.Conflict, taglane.NotFound, taglane.Login:
		// Nobody can be asked what arrived, so a no means another upload.
		return taglane.Wrap(err, taglane.NotFound, "The platform no longer knows this upload.")
	default:
		return err
	}
	if up.Offset+n < up.Size {
		up.Offset += n
		return nil
	}
	if got.ID == "" {
		return unreadable(false)
	}
	if s.set["file_bind"] == "yes" {
		if err := s.bind(ctx, &got); err != nil {
			return err
		}
	}
	up.Offset, up.File = up.Size, string(got.ID)
	return nil
}

// bind makes a file of an uploaded resource, where the service asks for it.
func (s *Service) bind(ctx context.Context, got *resource) error {
	var bound resource
	err := s.call(ctx, httpx.Call{Method: http.MethodPost, URL: pathFileBind, JSON: map[string]string{
		"resource_id": string(got.ID), "target_path": targetPath,
	}}, &bound)
	if err == nil && bound.File == "" && bound.ID == "" {
		err = unreadable(false)
	}
	got.ID = name(or(string(bound.File), string(bound.ID)))
	return err
}

// escaped is an id as a part of a path.
func escaped(id string) string { return url.PathEscape(id) }
