package tiktok

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// session is what the outbox keeps of an upload. Its address is a secret.
type session struct {
	PublishID string    `json:"publish_id"`
	UploadURL string    `json:"upload_url"`
	Size      int64     `json:"size"`
	Type      string    `json:"type"`           // of the file: video/mp4
	User      string    `json:"user,omitempty"` // for links
	At        time.Time `json:"at,omitzero"`    // when it was opened, by TikTok's clock; zero: it told none
}

func readSession(us platform.UploadSession) (session, error) {
	var up session
	if json.Unmarshal(us, &up) != nil || up.PublishID == "" || up.UploadURL == "" {
		return up, taglane.Errorf(taglane.NotFound, "That is not an upload of this platform.")
	}
	return up, nil
}

var _ platform.Narrow = (*Service)(nil)

// Narrow implements platform.Narrow for what goes to upload addresses.
func (s *Service) Narrow(wait func(ctx context.Context, n int) error) { s.up.Wait = wait }

// Send puts one piece. Conflict: TikTok stands elsewhere, or its address takes
// nothing more; Status tells which. NotFound: it does not know the upload.
func (s *Service) Send(ctx context.Context, us platform.UploadSession, off int64, r io.ReadSeeker, n int64) (platform.UploadSession, error) {
	up, err := readSession(us)
	switch {
	case err != nil:
		return nil, err
	case off >= up.Size:
		return nil, taglane.Errorf(taglane.Conflict, "The upload stands elsewhere than expected.")
	case !s.cut.fits(off, n, up.Size):
		return nil, taglane.Errorf(taglane.Invalid, "That piece does not fit the upload.")
	}
	began := httpx.Wall()
	answer, err := s.up.Do(ctx, httpx.Call{
		Method: http.MethodPut, URL: up.UploadURL, Hosts: s.hostsOf(up), Body: r, Length: n, Once: off+n == up.Size,
		Header: http.Header{"Content-Type": {up.Type}, "Content-Range": {fmt.Sprintf("bytes %d-%d/%d", off, off+n-1, up.Size)}},
	})
	switch {
	case err != nil && (answer.Status == http.StatusForbidden || answer.Status == http.StatusNotFound):
		return nil, s.shut(ctx, up, answer.Status, off+n == up.Size)
	case err != nil:
		return nil, err
	case answer.Status >= 300:
		return nil, taglane.Errorf(taglane.Conflict, "The upload stands elsewhere than expected.")
	}
	s.tally.measure(n, httpx.Wall().Sub(began))
	return us, nil
}

// hostsOf is where a clip may go: below TikTok's own name, and to another port
// of this computer if what stands in for TikTok is here as well.
func (s *Service) hostsOf(up session) []string {
	if u, err := url.Parse(up.UploadURL); err == nil && s.here && onThisComputer(up.UploadURL) {
		return append(slices.Clone(s.hosts), u.Host)
	}
	return s.hosts
}

// shut is an upload address that takes nothing more. TikTok's word that it has
// expired is final. An address that is unknown within its hour is final too,
// but for the last piece: that may have been taken, and closed the address, so
// the publish_id has until the end of the hour to tell.
func (s *Service) shut(ctx context.Context, up session, status int, last bool) error {
	if _, _, err := s.ask(ctx, up); err != nil {
		return err
	}
	now := s.tally.clock.Now()
	if end := up.At.Add(uploaded + grace); status == http.StatusNotFound && last && !up.At.IsZero() && now.Before(end) {
		wait := taglane.Errorf(taglane.Later, "TikTok has closed the upload; whether it has all of it is asked later.")
		wait.Until = s.tally.clock.Here(earlier(end, now.Add(10*time.Minute)))
		return wait
	}
	s.tally.close(up.PublishID)
	return taglane.Errorf(taglane.Conflict, "TikTok's upload address has expired.")
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// explainUpload is what the statuses of an upload address mean.
func explainUpload(status int, _ http.Header, _ []byte) error {
	switch status {
	case http.StatusBadRequest:
		return taglane.Errorf(taglane.Internal, "%s does not accept what was sent.", title)
	case http.StatusForbidden, http.StatusNotFound:
		return taglane.Errorf(taglane.Conflict, "TikTok's upload address has expired.")
	case http.StatusRequestedRangeNotSatisfiable:
		return taglane.Errorf(taglane.Conflict, "The upload stands elsewhere than expected.")
	}
	return nil
}
